"""Every code says what it means, why it comes up, and what both sides do about it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from kusei_batch.core.catalog import SECTIONS
from kusei_batch.core.catalog.duties import NEXT, OFFICE_BEGINNINGS, OFFICE_CODES, SECTION_DUTIES, WHY
from kusei_batch.core.explanation import explain, find_like

PACKAGE = Path(__file__).parents[2] / "kusei_batch"
CODES = [code for entries in SECTIONS.values() for code in entries]


def test_every_code_has_an_entry_with_all_its_parts():
    for code in CODES:
        told = explain(code)
        parts = (told.meaning, told.why, told.department, told.office)
        assert all(part.endswith(("。", "）", "」", "い", "か")) or "〔" in part for part in parts), (code, parts)
        assert not any("{value}" in part or "{place}" in part for part in parts), code


def test_every_code_that_the_package_names_is_one_of_them():
    named = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("Problem.of", "Problem") and node.args:
                code = node.args[0]
                if isinstance(code, ast.Constant):
                    named.add(code.value)
    assert len(named) > 100
    assert named - set(CODES) == set()


def test_the_duties_name_sections_and_codes_that_there_are():
    assert list(SECTION_DUTIES) == list(SECTIONS)
    assert set(WHY) == set(SECTIONS)
    assert set(NEXT) <= set(SECTIONS)
    assert set(CODES) >= OFFICE_CODES
    assert [word for word in OFFICE_BEGINNINGS if not any(code.startswith(word) for code in CODES)] == []


def test_what_is_sent_back_is_mended_by_the_department_and_handed_over_by_the_office():
    told = explain("required-blank")
    assert "差し戻された様式" in told.department
    assert "02_差戻し" in told.office


def test_settings_are_the_offices_alone():
    told = explain("config-bad-value")
    assert told.department == "することはありません。"
    assert "kusei doctor" in told.office


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("required", "required-blank"), ("requird-blank", "required-blank"), ("[TOO_LONG]", "too-long"), ("日付", None)],
)
def test_what_is_spelt_otherwise_is_found_by_what_is_like_it(typed, meant):
    assert (meant in find_like(typed)) if meant else find_like(typed) == []
