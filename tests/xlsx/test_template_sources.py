"""参照 and 行の元 as a template writes them."""

import pytest

from kusei_batch.core.form import FieldKind
from kusei_batch.core.sources import Origin, Reference, RowSource, parse_reference, parse_source
from tests.xlsx.template_book import TemplateBook


@pytest.fixture
def book():
    """A template whose table begins with the rows of other rounds."""
    book = TemplateBook()
    book.layout["F4"], book.layout["F5"] = "前年度の達成度", "{{目標.前年度の達成度}}"
    book.layout["H4"], book.layout["H5"] = "行ID", "{{目標.行ID}}"
    book.layout["G4"], book.layout["G5"] = "いきさつ", "{{目標.いきさつ}}"
    book.add("_項目", 項目名="前年度の達成度", 表="目標", 区分="前回値", 型="文字", 参照="前年度:実績報告.達成度")
    book.add("_項目", 項目名="いきさつ", 表="目標", 区分="引継", 型="長文", 参照="本文")
    book.add("_項目", 項目名="行ID", 表="目標", 区分="表示", 型="文字")
    book.add("_設定", 設定名="目標.行の元", 値="前年度：実績報告.目標、マスタ.基準")
    return book


def read(book, tmp_path):
    form, problems = book.read(tmp_path)
    return form, [(p.code, p.location.cell) for p in problems if p.severity.value != "info"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("本文", Reference(Origin.OWN, "", "本文")),
        ("中間報告.進捗", Reference(Origin.THIS_YEAR, "中間報告", "進捗")),
        ("前年度:実績報告.達成度", Reference(Origin.LAST_YEAR, "実績報告", "達成度")),
        ("前年度： 実績報告.達成度", Reference(Origin.LAST_YEAR, "実績報告", "達成度")),
        ("直前.満足率", Reference(Origin.LATEST, "", "満足率")),
        ("第1.5回.満足率", Reference(Origin.THIS_YEAR, "第1.5回", "満足率")),
        ("翌年度:実績報告.達成度", None),
        ("前年度:達成度", None),
        ("マスタ.基準", None),
        ("中間報告.", None),
        ("", None),
    ],
)
def test_references_are_understood_as_written(text, expected):
    assert parse_reference(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("マスタ.基準", RowSource(Origin.MASTER, "基準", "")),
        ("目標設定.目標", RowSource(Origin.THIS_YEAR, "目標設定", "目標")),
        ("前年度:実績報告.目標", RowSource(Origin.LAST_YEAR, "実績報告", "目標")),
        ("直前.設問", RowSource(Origin.LATEST, "", "設問")),
        ("基準", None),
    ],
)
def test_sources_are_understood_as_written_and_written_as_understood(text, expected):
    assert parse_source(text) == expected
    assert expected is None or expected.text == text


def test_a_form_knows_where_its_rows_and_values_come_from(book, tmp_path):
    book.add("_設定", 設定名="目標.行の追加", 値="はい")
    book.add("_設定", 設定名="目標.空のときの文", 値="引き継ぐ目標はありません。")
    book.add("_設定", 設定名="目標.行の条件", 値="次年度の扱い = 継続|水準を上げて継続 かつ 達成度 ≠ 空欄")
    form, problems = read(book, tmp_path)
    assert problems == []
    table = form.table("目標")
    assert table.sources == (RowSource(Origin.LAST_YEAR, "実績報告", "目標"), RowSource(Origin.MASTER, "基準", ""))
    assert (table.growable, table.is_fixed, table.empty_text) == (True, False, "引き継ぐ目標はありません。")
    assert table.row_condition.names == ("次年度の扱い", "達成度")
    assert table.row_condition.holds({"次年度の扱い": "継続", "達成度": "達成"})
    shown, carried = form.field("前年度の達成度", "目標"), form.field("いきさつ", "目標")
    assert (shown.kind, shown.is_entry, shown.reference.field) == (FieldKind.PREVIOUS, False, "達成度")
    assert (carried.kind, carried.is_entry, carried.reference.text) == (FieldKind.CARRIED, True, "本文")
    assert form.draws_on_others


def test_rows_from_elsewhere_are_all_there_are_unless_it_says_otherwise(book, tmp_path):
    assert read(book, tmp_path)[0].table("目標").is_fixed
    assert not TemplateBook().read(tmp_path)[0].table("目標").is_fixed


@pytest.mark.parametrize(
    ("item", "heading", "value", "code"),
    [
        ("前年度の達成度", "参照", None, "reference-missing"),
        ("前年度の達成度", "参照", "前年度:達成度", "reference-malformed"),
        ("場面", "参照", "本文", "reference-unused"),
        ("記入者", "区分", "引継", "reference-missing"),
    ],
)
def test_a_faulty_reference_is_told_at_its_cell(book, tmp_path, item, heading, value, code):
    cell = book.set("_項目", item, heading, value)
    place = f"N{cell[1:]}"
    assert read(book, tmp_path)[1] == [(code, place)]


def test_a_field_outside_tables_has_no_row_to_refer_to(book, tmp_path):
    book.set("_項目", "記入者", "区分", "引継")
    cell = book.set("_項目", "記入者", "参照", "本文")
    assert read(book, tmp_path)[1] == [("reference-without-row", cell)]
    book.set("_項目", "記入者", "参照", "直前.記入者")
    assert read(book, tmp_path)[1] == []


def test_a_reference_in_a_table_needs_rows_from_elsewhere(book, tmp_path):
    book.set("_設定", "目標.行の元", "設定名", "様式番号")
    assert {code for code, _ in read(book, tmp_path)[1]} == {"reference-without-source"}


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("目標.行の元", "基準", "row-source-malformed"),
        ("目標.行の追加", "可", "setting-not-yes-no"),
        ("目標.行の条件", "達成度 =", "row-condition-malformed"),
    ],
)
def test_a_faulty_setting_is_told_at_its_cell(book, tmp_path, name, value, code):
    book.add("_設定", 設定名="目標.行の追加", 値="はい")
    book.add("_設定", 設定名="目標.行の条件", 値="達成度 = 達成")
    cell = book.set("_設定", name, "値", value)
    found = read(book, tmp_path)[1]
    assert (code, cell) in found
    assert {c for c, _ in found} <= {code, "reference-without-source"}


@pytest.mark.parametrize("key", ["行の追加", "空のときの文", "行の条件"])
def test_what_goes_with_sources_is_nothing_without_them(tmp_path, key):
    book = TemplateBook()
    book.add("_設定", 設定名=f"目標.{key}", 値="はい")
    assert [code for code, _ in read(book, tmp_path)[1]] == ["row-setting-unused"]


def test_the_empty_text_needs_a_place(book, tmp_path):
    book.set("_項目", "前年度の達成度", "型", "数値")
    book.add("_設定", 設定名="目標.空のときの文", 値="ありません。")
    assert [code for code, _ in read(book, tmp_path)[1]] == ["empty-text-without-place"]


def test_rows_that_show_no_id_are_told(book, tmp_path):
    book.set("_項目", "行ID", "表", None)
    book.layout["H5"] = "{{行ID}}"
    assert [code for code, _ in read(book, tmp_path)[1]] == ["row-id-not-shown", "head-item-in-table-row"]


def test_rows_into_which_nothing_is_copied_are_told(book, tmp_path):
    for name in ("前年度の達成度", "いきさつ"):
        book.set("_項目", name, "区分", "記入")
        book.set("_項目", name, "参照", None)
    problems = [p for p in book.read(tmp_path)[1] if p.severity.value != "info"]
    assert [p.code for p in problems] == ["row-source-shows-nothing"]
    assert "「前年度：実績報告.目標、マスタ.基準」から写しますが" in problems[0].message
    assert problems[0].location.sheet == "_設定"
