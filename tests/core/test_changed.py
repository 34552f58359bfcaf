"""変更箇所: what is told to have changed between two wordings."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kusei_batch.core.text.changed import changed_parts

WORDS = st.lists(
    st.sampled_from(["電話", "は", "3", "12.5%", "回", "以内", "に", "ルール", "ABC", "、", "。", "\n"]), max_size=12
)
SENTENCES = WORDS.map("".join) | st.text(max_size=12)


def marked(text, other):
    return "".join(f"[{part}]" if changed else part for part, changed in changed_parts(text, other))


@pytest.mark.parametrize(
    ("before", "after", "old", "new"),
    [
        ("呼出音3回以内に取る。", "呼出音2回以内に取る。", "呼出音[3]回以内に取る。", "呼出音[2]回以内に取る。"),
        ("14.5分以内", "14.8分以内", "[14.5]分以内", "[14.8]分以内"),
        ("待合を点検する。", "待合と通路を点検する。", "待合を点検する。", "待合[と通路]を点検する。"),
        ("", "新しい基準。", "", "[新しい基準。]"),
        ("前日までに直す。", "当日までに直す。", "[前日]までに直す。", "[当日]までに直す。"),
        ("同じ文。", "同じ文。", "同じ文。", "同じ文。"),
        ("朝は早く", "昼は遅く", "[朝は早]く", "[昼は遅]く"),
    ],
)
def test_what_has_changed_is_marked_by_whole_words(before, after, old, new):
    assert (marked(before, after), marked(after, before)) == (old, new)


@given(SENTENCES, SENTENCES)
@example("電話は3回", "電話3回")
@example("いあうあええ", "ええいあえあ")  # matched otherwise the other way round
def test_parts_make_up_the_text_and_what_is_unchanged_stands_in_both(one, other):
    own, theirs = changed_parts(one, other), changed_parts(other, one)
    assert "".join(part for part, _ in own) == one
    kept, theirs_kept = ("".join(p for p, changed in parts if not changed) for parts in (own, theirs))
    assert kept == theirs_kept
    assert all(part for part, _ in own)
    assert all(left != right for (_, left), (_, right) in pairwise(own))


@given(SENTENCES)
def test_nothing_has_changed_between_a_text_and_itself(text):
    assert all(not changed for _, changed in changed_parts(text, text))


@given(SENTENCES, SENTENCES, st.sampled_from(["12.5", "９０％", "ルール", "窓口", "ABC"]))
def test_a_number_or_a_word_is_never_cut(before, behind, word):
    text = f"{before}は{word}は{behind}"
    place, end = len(before) + 1, len(before) + 1 + len(word)
    at = 0
    for part, _ in changed_parts(text, f"{behind}の{word}x"):
        at += len(part)
        assert not place < at < end
