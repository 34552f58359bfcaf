"""Texts of the same kind are found, though no two writers word it the same way."""

import random
from itertools import combinations

import pytest

from bench.alike_texts import FEW, of_few, of_groups, of_pairs, read_targets, statements
from kusei_batch.consolidate.alike_texts import ALIKE, AlikeTexts, Statement

TARGETS = read_targets()


def test_there_are_labelled_texts_of_several_writers():
    kinds = {target["kind"] for target in TARGETS}
    assert len(TARGETS) == 4 * len(kinds)
    assert sum(a["kind"] == b["kind"] for a, b in combinations(TARGETS, 2)) >= 300


def test_pairs_kept_from_tuning_are_told_apart():
    precision, recall, _ = of_pairs(TARGETS)
    assert precision >= 0.90
    assert recall >= 0.80


def test_groups_of_kinds_kept_from_tuning_are_of_one_kind():
    precision, recall, _ = of_groups(TARGETS)
    assert precision >= 0.90
    assert recall >= 0.80


@pytest.mark.parametrize("kinds", FEW)
def test_groups_of_the_few_texts_of_a_small_city_are_of_one_kind(kinds):
    precision, recall, _ = of_few(TARGETS, kinds)
    assert precision >= 0.90
    assert recall >= 0.80


def test_groups_do_not_depend_on_the_order_of_the_texts():
    def kinds(targets):
        groups = AlikeTexts(statements(targets)).groups()
        return {frozenset(targets[n]["text"] for n in group.members) for group in groups}

    shuffled = random.Random(3).sample(TARGETS, len(TARGETS))
    assert len(kinds(TARGETS) & kinds(shuffled)) >= 0.9 * len(kinds(TARGETS))


def test_the_nearest_text_comes_first_whatever_its_scene():
    near = AlikeTexts(statements(TARGETS)).near("電話が鳴ったら三回以内に出る")
    assert TARGETS[near[0][0]]["kind"] == "K01"
    assert [value for _, value in near] == sorted((value for _, value in near), reverse=True)


def test_texts_of_other_scenes_are_not_compared_and_those_of_none_with_all():
    same = "窓口で待つ時間を十分以内にする。待つ人の数を知らせる。"
    scenes = ({"電話"}, {"対面"}, {"電話", "対面"}, ())
    likeness = AlikeTexts([Statement(same, frozenset(tags)) for tags in scenes])
    near = likeness.pairs
    assert {(a, b) for a, b in combinations(range(4), 2) if near[a, b] >= ALIKE} == {
        (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)
    }  # fmt: skip


def test_a_text_kept_for_years_does_not_make_its_own_words_common():
    once = AlikeTexts(statements(TARGETS)).pairs
    handed_on = AlikeTexts([*statements(TARGETS), *statements(TARGETS[:8]) * 9]).pairs
    assert handed_on[0, 1] == pytest.approx(once[0, 1])


@pytest.mark.parametrize("usual", [(), ("窓口で待つ時間を短くします。", "電話を早く受けます。")])
@pytest.mark.parametrize("texts", [[], [""], ["", "　"], ["庁舎"], ["あ", "い", "う"]])
def test_too_little_to_compare_is_no_fault(texts, usual):
    likeness = AlikeTexts([Statement(text) for text in texts], usual)
    assert [group.members for group in likeness.groups()] == [(n,) for n in range(len(texts))]
    assert likeness.near("待ち時間") == []
