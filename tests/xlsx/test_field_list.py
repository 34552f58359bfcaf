"""A list of fields becomes a form: what may be written, and what the form then asks for."""

from __future__ import annotations

import io

import openpyxl
import pytest
import xlsxwriter

from kusei_batch.core.form import FieldKind, FieldType, Necessity
from kusei_batch.errors import UsageError
from kusei_batch.xlsx.draft.draft_writing import write_draft
from kusei_batch.xlsx.draft.field_layout import plain_form
from kusei_batch.xlsx.draft.field_list import parse_list, read_list
from kusei_batch.xlsx.draft.listed_rows import read_rows
from kusei_batch.xlsx.package import UnreadableError
from kusei_batch.xlsx.template import read_template

LIST = "記入者,番号,目標*:長文(300),期限,予算額（千円）,達成度:選択(達成|未達成)"


def chart_alone():
    """Return a workbook of which only a chart can be seen."""
    kept = io.BytesIO()
    workbook = xlsxwriter.Workbook(kept)
    figures, place = workbook.add_worksheet("数"), workbook.add_chartsheet()
    figures.write_column(0, 0, [1, 2])
    chart = workbook.add_chart({"type": "column"})
    chart.add_series({"values": "=数!$A$1:$A$2"})
    place.set_chart(chart)
    place.activate()
    place.set_first_sheet()
    figures.hide()
    workbook.close()
    return kept.getvalue()


def form_of(fields, folder, name="取組"):
    path = folder / f"{name}.xlsx"
    path.write_bytes(write_draft(*plain_form(name, fields)))
    return read_template(path, {})


def test_a_list_in_one_line_is_a_form_without_a_fault(tmp_path):
    form, problems = form_of(parse_list(LIST), tmp_path)
    assert problems == []
    assert [(f.qualified, f.type) for f in form.fields if f.is_entry] == [
        ("記入者", FieldType.TEXT),
        ("明細.目標", FieldType.LONG_TEXT),
        ("明細.期限", FieldType.DATE),
        ("明細.予算額", FieldType.NUMBER),
        ("明細.達成度", FieldType.CHOICE),
    ]
    goal = form.field("目標", "明細")
    assert (goal.necessity, goal.max_length, goal.heading) == (Necessity.REQUIRED, 300, "目標")
    assert form.field("予算額", "明細").unit == "千円"
    assert [c.value for c in form.choices_of(form.field("達成度", "明細"))] == ["達成", "未達成"]
    assert form.field("番号", "明細").kind is FieldKind.DISPLAY
    assert form.table("明細").max_rows == 10


@pytest.mark.parametrize(
    ("written", "choices"),
    [
        ("学習指導|家庭・地域との連携", ("学習指導", "家庭・地域との連携")),
        ("学習、家庭・地域", ("学習", "家庭・地域")),
        ("有・無", ("有", "無")),
        ("可/否", ("可", "否")),
        ("有・無、その他", ("有・無", "その他")),
        ("入・出|", ("入・出",)),
    ],
)
def test_the_plainest_mark_parts_choices(written, choices):
    assert parse_list(f"分野:選択({written})")[0].choices == choices


def test_without_a_number_everything_is_written_once(tmp_path):
    form, problems = form_of(parse_list("会議名、開催日、参加者数（人）、苦情の有無、概要"), tmp_path, "会議")
    assert problems == []
    assert form.tables == ()
    types = [(f.name, f.type, f.unit) for f in form.fields if f.is_entry]
    assert types[1:4] == [
        ("開催日", FieldType.DATE, ""),
        ("参加者数", FieldType.INTEGER, "人"),
        ("苦情の有無", FieldType.CHOICE, ""),
    ]


def test_items_may_name_their_tables(tmp_path):
    form, problems = form_of(parse_list("収入.費目,収入.金額:数値(円),支出.費目,支出.金額:数値(円)"), tmp_path)
    assert problems == []
    assert [t.name for t in form.tables] == ["収入", "支出"]


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_a_file_lists_one_field_a_row(tmp_path, suffix):
    rows = [["項目名", "型", "選択肢", "必須"], ["番号"], ["区分", "選択", "新規・継続", "必須"], ["取組の内容"]]
    path = tmp_path / f"項目.{suffix}"
    if suffix == "csv":
        path.write_bytes("\r\n".join(",".join(row) for row in rows).encode("cp932"))
    else:
        workbook = openpyxl.Workbook()
        for row in rows:
            workbook.active.append(row)
        workbook.save(path)
    listed = read_list(path)
    assert [(f.name, f.table, f.type) for f in listed] == [
        ("番号", "明細", FieldType.TEXT),
        ("区分", "明細", FieldType.CHOICE),
        ("取組の内容", "明細", FieldType.LONG_TEXT),
    ]
    assert listed[1].choices == ("新規", "継続")
    assert listed[1].required
    assert form_of(listed, tmp_path)[1] == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("目標:長分", "型「長分」はありません"),
        ("達成度:選択", "「達成度」の選択肢がありません"),
        (":長文", "項目として読めません"),
        (" , ", "項目がありません"),
        ("目標,目標", "「目標」が2回"),
    ],
)
def test_what_cannot_be_read_is_said(text, said):
    with pytest.raises(UsageError, match=said) as stopped:
        parse_list(text)
    assert stopped.value.remedy


def test_a_file_that_lists_nothing_is_said(tmp_path):
    (tmp_path / "空.csv").write_text("項目名,型\r\n", encoding="utf-8")
    with pytest.raises(UsageError, match="項目がありません"):
        read_list(tmp_path / "空.csv")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"a" * 200_000, "CSVの行や引用符が壊れています"),
        (b"\x81\xff,\xfe", "文字コードが分かりません"),
        (chart_alone(), "セルのあるシートがありません"),
    ],
    ids=["one endless line", "no text", "a chart alone"],  # a workbook bears the second it was made in
)
def test_a_file_that_is_no_list_is_said_with_what_is_wrong(data, said):
    with pytest.raises(UnreadableError, match=said):
        read_rows(data)


def test_what_nobody_sees_is_no_part_of_a_listed_name():
    assert read_rows("項目名,型\n担当者\x00,文字\n".encode()) == [["項目名", "型"], ["担当者", "文字"]]
