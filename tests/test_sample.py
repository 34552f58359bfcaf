"""The sample ward is what the demo lives on: its texts are its own, plausible, and agree with its lists."""

import datetime as dt
import itertools
import re
import tomllib
from collections import Counter
from difflib import SequenceMatcher
from pathlib import Path

import openpyxl
import pytest

from kusei_batch.core.form import FieldType, Form, Necessity
from kusei_batch.core.problem import Severity
from kusei_batch.sample import SampleSheet, Variant, read_sheets
from kusei_batch.xlsx.template import read_template

ROOT = Path(__file__).parent.parent
TABLE = "目標"
SHEETS = read_sheets()
LISTS = {
    one["sheet"]: one["rows"]
    for one in tomllib.loads(Path(__file__).with_name("sample_lists.toml").read_text(encoding="utf-8"))["lists"]
}
TARGETS = [(sheet.department, row) for sheet in SHEETS for row in sheet.final.tables[TABLE]]
TEXTS = [f"{row['目標']}{row['具体的な取組内容']}" for _, row in TARGETS]


@pytest.fixture(scope="module")
def form() -> Form:
    in_force = [r for r in LISTS["基準"] if r.get("適用終了年度", 9999) >= 2026]
    drawn = {"基準": in_force} | {name: LISTS[name] for name in ("場面", "理念", "組織目標", "区計画", "部署", "設問")}
    lists = {name: [{h: str(v) for h, v in row.items()} for row in rows] for name, rows in drawn.items()}
    found, problems = read_template(ROOT / "templates_xlsx" / "目標設定.xlsx", lists)
    assert [p.message for p in problems if p.severity is not Severity.INFO] == []
    assert found is not None
    return found


def sheet_of(variant: Variant) -> SampleSheet:
    return next(s for s in SHEETS if s.variant is variant)


def test_every_department_of_the_list_has_its_sheet_in_the_same_order():
    assert [s.department for s in SHEETS] == [row["部署コード"] for row in LISTS["部署"]]
    kinds = Counter(row.get("種別", "部署") for row in LISTS["部署"])
    assert kinds == {"部署": 14, "委員会": 1}


def test_there_are_about_forty_targets_and_one_department_has_five():
    *most, largest = sorted(len(s.final.tables[TABLE]) for s in SHEETS)
    assert largest == 5
    assert set(most) == {1, 2, 3}
    assert 38 <= sum(most) + largest <= 42


def test_texts_are_as_long_as_departments_write_them():
    assert all(60 <= len(text) <= 310 for text in TEXTS)


@pytest.mark.parametrize("part", ["目標", "具体的な取組内容", "評価指標"])
def test_no_text_is_another_with_a_word_changed(part: str):
    texts = [str(row[part]) for _, row in TARGETS]
    alike = [
        (one, other)
        for one, other in itertools.combinations(texts, 2)
        if SequenceMatcher(None, one, other, autojunk=False).ratio() >= 0.6 and len(one) > 20
    ]
    assert alike == []
    assert len(set(texts)) == len(texts)


def test_every_target_can_be_checked_by_a_number():
    for _, row in TARGETS:
        assert isinstance(row["目標値"], int | float)
        assert isinstance(row["期限"], dt.date)
        assert not re.search("に努め|心がけ|図ります", f"{row['目標']}{row['具体的な取組内容']}")


def test_standards_are_quoted_as_the_list_has_them_and_are_in_force():
    in_force = {f"{row['基準ID']} {row['本文']}" for row in LISTS["基準"] if row.get("適用終了年度", 9999) >= 2026}
    assert {row["対応する基準"] for _, row in TARGETS} <= in_force | {"新規項目"}


def test_names_beyond_the_usual_characters_are_there():
    names = "".join(str(s.final.head["記入者"]) for s in SHEETS)
    for character in ("\u9ad9", "\ufa11", "\U00020bb7", "\ufa19"):
        assert character in names


def test_no_telephone_number_stands_in_the_sample():
    contacts = [str(row["連絡先"]) for row in LISTS["部署"]]
    assert all(re.fullmatch(r"内線 \d{4}", c) for c in contacts)
    assert not re.search(r"\d{2,4}-\d{2,4}-\d{4}", "".join(TEXTS))


def test_each_way_of_going_wrong_is_there_once():
    variants = [s.variant for s in SHEETS]
    assert all(variants.count(v) == 1 for v in Variant if v is not Variant.GOOD)


@pytest.mark.parametrize("variant", [Variant.GOOD, Variant.UNTOUCHED, Variant.MANY])
def test_a_sheet_without_mistakes_is_handed_in_as_meant(variant: Variant):
    assert all(s.draft == s.final for s in SHEETS if s.variant is variant)


def test_the_sheet_with_errors_lacks_an_indicator_and_names_a_day_that_does_not_exist():
    rows = sheet_of(Variant.ERRORS).draft.tables[TABLE]
    assert rows[0]["評価指標"] == ""
    assert rows[0]["期限"] == "令和8年2月30日"
    assert rows[1]["場面"] == "公園"


def test_the_sheet_as_typed_holds_no_number_and_no_date_but_texts_that_mean_them():
    sheet = sheet_of(Variant.AS_TYPED)
    for drafted, meant in zip(sheet.draft.tables[TABLE], sheet.final.tables[TABLE], strict=True):
        assert isinstance(drafted["目標値"], str)
        assert isinstance(drafted["期限"], str)
        assert isinstance(meant["期限"], dt.date)


def test_the_vague_target_holds_nothing_that_could_be_checked():
    row = sheet_of(Variant.VAGUE).draft.tables[TABLE][0]
    assert not re.search(r"[0-9０-９一二三四五六七八九十]", f"{row['目標']}{row['具体的な取組内容']}{row['評価指標']}")
    assert "努めます" in str(row["目標"])


def test_the_sample_fills_in_fields_of_the_form_and_leaves_none_of_its_table_out(form: Form):
    assert {f.name for f in form.entries_of(TABLE)} == {name for _, row in TARGETS for name in row}
    assert {f.name for f in form.entries_of(None)} == {name for s in SHEETS for name in s.final.head}


def test_only_scene_and_target_are_required(form: Form):
    required = [f.name for f in form.fields if f.necessity is Necessity.REQUIRED]
    assert required == ["場面", "目標"]


def test_every_choice_of_the_sample_is_one_the_form_offers(form: Form):
    for field in (f for f in form.entries_of(TABLE) if f.type is FieldType.CHOICE):
        offered = {choice.value for choice in form.choices_of(field)}
        assert {row[field.name] for _, row in TARGETS if field.name in row} <= offered


def test_scenes_as_departments_write_them_are_scenes_of_the_form(form: Form):
    words = [{c.value, *c.aliases} for c in form.choice_lists["場面"]]
    written = {word for _, row in TARGETS for word in re.split("[・、]", str(row["場面"]))}
    assert written <= set().union(*words)
    assert all(scene & written for scene in words)


def test_entries_are_within_the_lengths_the_form_allows(form: Form):
    for field in form.entries_of(TABLE):
        longest = max(len(str(row.get(field.name, ""))) for _, row in TARGETS)
        assert field.max_length is None or longest <= field.max_length


@pytest.mark.parametrize("sheet", LISTS)
def test_the_sample_master_workbook_holds_the_same_lists(sheet: str):
    book = openpyxl.load_workbook(ROOT / "templates_xlsx" / "マスタ.xlsx")
    headings, *rows = book[sheet].iter_rows(values_only=True)
    found = [
        {h: _as_day(v) for h, v in zip(headings, row, strict=True) if v is not None}
        for row in rows
        if any(v is not None for v in row)
    ]
    assert found == [{h: v for h, v in row.items() if v != ""} for row in LISTS[sheet]]


def _as_day(value: object) -> object:
    return value.date() if isinstance(value, dt.datetime) else value
