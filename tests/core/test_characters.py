"""Characters nobody sees count in no key, and names keep what chooses the shape of their kanji."""

from __future__ import annotations

import sys
import unicodedata

import pytest

from kusei_batch.core.identity import make_sheet_id, parse_sheet_id
from kusei_batch.core.text.characters import name_unseen, seen_only, shows_nothing, tidied, unseen_characters
from kusei_batch.core.text.hint import nearest
from kusei_batch.core.text.notation import close_up, comparable, fold
from kusei_batch.core.values import text_cell

FILLERS = "\u115f\u1160\u2800\u3164\uffa0\u034f"


def is_unseen(character: str) -> bool:
    category = unicodedata.category(character)
    named = "VARIATION SELECTOR" in unicodedata.name(character, "")
    return category == "Cf" or named or character in FILLERS or (category == "Cc" and not character.isspace())


def test_every_format_character_variation_selector_filler_and_control_is_unseen():
    known = [c for c in map(chr, range(sys.maxunicode + 1)) if is_unseen(c)]
    assert [hex(ord(c)) for c in known if seen_only(f"窓{c}口") != "窓口"] == []


def test_whatever_has_a_shape_or_a_width_is_seen():
    signs = (c for c in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(c)[0] in "LNPSZ")
    assert [hex(ord(c)) for c in signs if c not in FILLERS and not is_unseen(c) and seen_only(c) != c] == []


@pytest.mark.parametrize("sign", ["\u200b", "\u00ad", "\u2060", "\ufeff", "\ufe0f", "\U000e0100", *FILLERS])
def test_a_character_nobody_sees_counts_in_no_key(sign):
    text = sign.join(f"{sign}対面対応{sign}")
    assert comparable(text) == "対面対応"
    assert fold(f"Ａ－{sign}1") == fold("a-1")
    assert close_up(f"R8{sign}.4.1") == "R8.4.1"
    assert shows_nothing(f" {sign}\n")
    assert text_cell(f"　{sign}").is_blank
    assert unseen_characters(text) == [sign]
    sheet_id = make_sheet_id("R08", "1303", 1)
    assert parse_sheet_id(sign.join(sheet_id)) == sheet_id


def test_names_keep_what_chooses_the_shape_of_a_kanji():
    assert tidied("\u200b葛\U000e0100城\u3164課") == "葛\U000e0100城課"
    assert comparable("葛\U000e0100城課") == comparable("葛城課")


def test_an_unseen_character_is_named():
    assert name_unseen("\u200b") == "幅のない空白（U+200B）"
    assert name_unseen("\U000e0100") == "異体字の指定（U+E0100）"
    assert name_unseen("\x01") == "制御文字（U+0001）"
    assert name_unseen("\u202e") == "書式の指定（U+202E）"


@pytest.mark.parametrize("text", ["4 / 1", "4/\n1", " 4/1 ", "４／１"])
def test_spaces_round_signs_are_closed_up(text):
    assert close_up(text) == "4/1"


@pytest.mark.parametrize("text", ["4/1\n5", "4/1   5", "4/1　\u200b\n 5"])
def test_spaces_between_two_digits_stay(text):
    assert close_up(text) == "4/1 5"


@pytest.mark.parametrize(
    ("word", "known", "meant"),
    [
        ("末達成", ["達成", "一部達成", "未達成"], "未達成"),
        ("末達成", ["達成", "一部達成"], None),
        ("未達成", ["達成"], None),
        ("不遵守", ["遵守", "遵守せず"], "遵守せず"),
        ("非該当", ["該当"], None),
        ("否決定", ["可決定", "否決"], "否決"),
        ("該当なし", ["該当あり"], None),
        ("対応しない", ["対応する"], None),
        ("達成度", ["達成"], "達成"),
        ("年度未", ["年度末"], "年度末"),
        ("電話\u200b応対", ["電話対応"], "電話対応"),
    ],
)
def test_a_suggestion_never_says_the_opposite(word, known, meant):
    assert nearest(word, known) == meant
