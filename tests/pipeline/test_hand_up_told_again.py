"""What a ward tells again and again of its answers: each is entered once, whatever became of the ward's ledger."""

from __future__ import annotations

import datetime as dt

import pytest

from kusei_batch.core.hand_up import HandedAnswer, answers_to_add
from kusei_batch.core.submission import Receipt, Verdict

DAY = dt.date(2026, 4, 20)


def answers(letters):
    """Answers of which each letter is another content; a capital one is the same content with another text."""
    return [HandedAnswer(Receipt(one.lower(), "a.xlsx", DAY, Verdict.ACCEPTED, "1"), (), one) for one in letters]


def entered(known, *told):
    """What is known in the end, and whether something was lost, after each was told."""
    lost = []
    for letters in told:
        added, is_lost = answers_to_add(answers(known), answers(letters))
        known += "".join(one.records for one in added)
        lost.append(is_lost)
    return known, lost


@pytest.mark.parametrize(
    ("known", "told", "then", "lost"),
    [
        ("", ["ab"], "ab", [False]),
        ("ab", ["ab", "abc"], "abc", [False, False]),
        ("abc", ["abd"] * 3, "abcd", [True, False, False]),
        ("abc", ["ad", "ad", "ade"], "abcde", [True, False, False]),
        ("abc", ["d", "de"], "abcde", [True, False]),
        ("ab", ["aB"] * 3, "abB", [False] * 3),
        ("ab", ["Ab"] * 3, "abAb", [False] * 3),
        ("ab", ["aba", "abab"], "abab", [False, False]),
        ("abc", ["ab", "ab"], "abc", [True, True]),  # what the ward no longer has still counts here
    ],
)
def test_an_answer_that_is_told_again_is_entered_once(known, told, then, lost):
    assert entered(known, *told) == (then, lost)
