"""もしかして."""

import pytest

from kusei_batch.core.text.hint import nearest, suggest

ROUNDS = ["目標設定", "中間報告"]


@pytest.mark.parametrize(
    ("word", "known", "told"),
    [
        ("目標設", ROUNDS, "もしかして：目標設定"),
        ("ＤＵＥ", ["due", "opens"], "もしかして：due"),
        ("無い回", ROUNDS, "指定できるもの：目標設定、中間報告"),
        ("無い回", [], ""),
    ],
)
def test_a_word_that_does_not_exist_is_answered_with_what_does(word, known, told):
    assert suggest(word, known) == told


def test_a_long_list_is_cut_and_says_so():
    told = suggest("無い課", (f"{n}課目" for n in range(100, 130)))
    assert told.endswith("、119課目 ほか10件")


def test_nothing_like_it_is_none():
    assert nearest("本文", ["番号"]) is None
