"""What goes into each kind of document: no control characters, no live formula, nothing that steers a terminal."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from kusei_batch.core.text.cleaning import (
    clean_datum,
    clean_footer,
    clean_in_line,
    clean_json,
    clean_line,
    clean_link,
    clean_text,
    clean_words,
    mark_braces,
)
from kusei_batch.core.text.lengths import units
from kusei_batch.core.text.notation import one_line


@given(st.text(st.characters(), max_size=40))
def test_every_cleaned_text_stands_in_xml(text: str) -> None:
    element = etree.Element("t")
    element.text = clean_text(text)
    assert etree.fromstring(etree.tostring(element)).text in (element.text or None, element.text)


@pytest.mark.parametrize("text", ["髙﨑𠮷 神", "一行目\n二行目\tあ", "葛󠄀城", "① ㈱", ""])
def test_ordinary_texts_are_left_alone(text: str) -> None:
    assert clean_text(text) == text
    assert clean_datum(text) == text


@pytest.mark.parametrize("text", ["\x00=1+1", " =1+1", "=1+1", "＝1+1", "\x1b@SUM(1)", "-1+1", "\t+1"])
def test_no_datum_is_a_live_formula(text: str) -> None:
    assert clean_datum(text).startswith("'")


@pytest.mark.parametrize("text", ["\x1b[31m赤\x1b[0m", "\x9b2J", "\x07", "a\rb", "\u202e逆", "\udce3", "\x00"])
def test_nothing_steers_a_terminal(text: str) -> None:
    assert "�" in clean_line(text)
    assert not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 for c in clean_line(text))
    written = clean_json(json.dumps(text, ensure_ascii=False))
    assert json.loads(written) == text
    written.encode()


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        ("取ります。\r\n（全員）\n\n", ["取ります。", "（全員）"]),
        ("\n\u3000\n  ・朝礼\r\n\r\n  ・月1回  \t", ["  ・朝礼", "", "  ・月1回"]),
        ("一行\rだけ\u3000", ["一行", "だけ"]),
        ("  字下げ", ["  字下げ"]),
        ("\n", [""]),
    ],
)
def test_what_pasting_leaves_at_the_ends_of_a_text_is_not_printed(typed: str, lines: list[str]) -> None:
    assert clean_words(typed) == "\n".join(lines)
    assert clean_in_line(typed) == " ".join(line.strip() for line in lines if line)
    assert "�" not in clean_in_line(typed)


def test_a_link_holds_no_control_character() -> None:
    assert clean_link("../a\x01b\n%20 c.xlsx") == "../a%01b%0a%2520%20c.xlsx"


def test_words_own_marks_survive_docxtpl() -> None:
    for text in ("{_{目標}_}", "{_%x%_}", "{_{_{_"):
        marked = mark_braces(text)
        for mark in ("{_{", "}_}", "{_%", "%_}"):
            assert mark not in marked
        assert etree.fromstring(f"<t>{marked}</t>").text == text


@given(st.text("&&A𠮷9区", max_size=30), st.integers(0, 30))
def test_a_footer_prints_what_it_is_given_and_never_a_code(text: str, room: int) -> None:
    written = clean_footer(text, room)
    assert units(written) <= room
    assert "&" not in written.replace("&&", "")
    assert text.startswith(written.replace("&&", "&"))


@pytest.mark.parametrize("text", ["目標\u202eabc", "\u2066目標", "目\u200b標\n", "\u202d\u202e目標"])
def test_a_quoted_text_does_not_turn_the_message_round(text: str) -> None:
    assert not re.search("[\u200b\u202a-\u202e\u2066-\u2069\n]", f"「{one_line(text, 10)}」は空欄です。")
    assert one_line("葛󠄀城市\n髙𠮷", 10) == "葛󠄀城市 髙𠮷"
