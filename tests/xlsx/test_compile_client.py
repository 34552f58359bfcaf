"""What a person meets in an issued copy, in LibreOffice: what may be typed, what is refused, what is coloured."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from PIL import Image

from kusei_batch.core.problem import Severity
from kusei_batch.core.values import Cell, CellKind, text_cell
from kusei_batch.xlsx.compile import compile_template
from kusei_batch.xlsx.stamp import CompiledForm, Finding, Stamp, stamp_sheet
from tests.client.office import Document, LibreOffice
from tests.client.pages import Render
from tests.xlsx.rich_template import rich_form, rich_template

ERROR, WARNING, BLANK, ENTRY = (0xF4, 0xA2, 0x8C), (0xFF, 0xE0, 0x8A), (0xFD, 0xDE, 0xDA), (0xFF, 0xF8, 0xDC)
ENTRIES = {"目標.目標": [text_cell("待ち時間を短くする。")], "目標.件数": [Cell(CellKind.NUMBER, "12", Decimal(12))]}
FINDINGS = (
    Finding(Severity.ERROR, "様式", ("D6",), "件数", "多すぎます。", "確かめてください。"),
    Finding(Severity.WARNING, "様式", ("E6",), "期限", "空いています。", "書いてください。"),
)


@pytest.fixture(scope="module")
def compiled() -> CompiledForm:
    return compile_template(rich_template(), replace(rich_form(), entry_color="FFF8DC"))


def copy(compiled: CompiledForm, folder: Path, **more: object) -> Path:
    path = folder / "copy.xlsx"
    path.write_bytes(stamp_sheet(compiled, Stamp("R08-1303-1-25", "ab", {"区名": "幸区"}, **more)))
    return path


@pytest.fixture
def document(compiled, tmp_path, office: LibreOffice) -> Iterator[Document]:
    with office.open(copy(compiled, tmp_path)) as opened:
        yield opened


@pytest.mark.parametrize("text", ["(1)", "1/2", "-案内を置く", "=1+1", "0012", "１２", "R8.4.1"])
def test_a_text_cell_keeps_what_is_typed(document, text):
    document.fill("様式", {"B6": text})
    assert (document.read("様式", "B6").kind, document.read("様式", "B6").string) == ("text", text)


@pytest.mark.parametrize("text", ["2026/4/1", "R8.4.1", "令和8年4月1日", "Ｒ８．４．１", "h31.4.30"])
def test_a_date_cell_takes_a_date_as_people_write_it(document, text):
    assert document.type("様式", "E6", text).accepted


@pytest.mark.parametrize(
    ("text", "shown"), [("2026/4/1", "令和8年4月1日"), ("2019/5/1", "令和元年5月1日"), ("2019/4/30", "平成31年4月30日")]
)
def test_a_date_is_shown_in_its_era(document, text, shown):
    document.fill("様式", {"E6": text})
    assert document.read("様式", "E6").string == shown


@pytest.mark.parametrize(
    ("address", "text"), [("E6", "年度末"), ("E6", "20260401"), ("D6", "1000"), ("D6", "約3割"), ("B3", "長" * 21)]
)
def test_what_breaks_a_rule_is_refused_with_the_rules_own_words(document, address, text):
    typed = document.type("様式", address, text)
    assert (typed.accepted, typed.refused) == (False, "validation")
    assert typed.message.endswith("記入してください。")


def test_an_alias_of_a_choice_is_not_refused(document):
    assert document.type("様式", "F6", "一部").accepted


def test_whatever_is_no_entry_is_locked(document):
    assert document.type("様式", "A3", "x").refused == "protected"
    assert document.type("記入要領", "A1", "x").refused == "protected"
    assert document.type("確認事項", "A1", "x").refused == "protected"


def test_colours_show_what_is_missing_and_what_was_found_until_it_is_ticked(compiled, tmp_path, office, render: Render):
    path = copy(compiled, tmp_path, entries=ENTRIES, findings=FINDINGS)
    # 確認事項 is printed first.
    assert {ERROR, WARNING, BLANK, ENTRY} <= colours(render(path)[1:])
    with office.open(path) as document:
        document.fill("確認事項", {"G9": "済"})
        document.save()
    ticked = colours(render(path)[1:])
    assert ERROR not in ticked
    assert {WARNING, BLANK, ENTRY} <= ticked


def test_what_is_filled_in_where_nothing_stood_loses_its_colour(compiled, tmp_path, office, render: Render):
    blank = frozenset({("様式", "E6")})
    path = copy(compiled, tmp_path, entries=ENTRIES, findings=FINDINGS, blank=blank)
    with office.open(path) as document:
        document.fill("様式", {"E6": "2026/4/1", "D6": "13"})
        document.save()
    shown = colours(render(path)[1:])
    assert WARNING not in shown
    assert ERROR in shown  # whether another number is right, only a person can say


def test_an_empty_copy_has_entry_cells_in_one_colour_alone(compiled, tmp_path, render: Render):
    shown = colours(render(copy(compiled, tmp_path)))
    assert ENTRY in shown
    assert not {ERROR, WARNING, BLANK} & shown


def colours(pages: list[Path]) -> set[tuple[int, ...]]:
    """The colours of the first page that fill some room; text's edges do not count."""
    image = Image.open(pages[0]).convert("RGB")
    counted = image.getcolors(maxcolors=1 << 24) or []
    return {colour for count, colour in counted if count > 50 and isinstance(colour, tuple)}
