"""Sums over the rows of a table in a form: the sheet's cells, its colours and the nightly check say the same."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from html import unescape

import pytest

from kusei_batch.collect.extract import build_printed
from kusei_batch.core.period import Calendar
from kusei_batch.core.problem import Severity
from kusei_batch.core.submission import IssuedSheet
from kusei_batch.core.ward import Department, Ward
from kusei_batch.validate import validate_submission
from kusei_batch.xlsx.compile import compile_template
from kusei_batch.xlsx.compile.conditional_formats import ConditionalFormats, check_format
from kusei_batch.xlsx.reader import read_workbook
from kusei_batch.xlsx.reference import parse_address, translate
from kusei_batch.xlsx.stamp import Stamp, stamp_sheet
from tests.collect.shipped import SHEET_ID, Shipped, errors
from tests.xlsx.block_books import labelled, stacked, three_rows
from tests.xlsx.template_book import TemplateBook

pytestmark = pytest.mark.client
SHEET = "目標"
VALUES = (60, 30, 60)
HEAD = {
    "合計値": "合計(目標.目標値)",
    "平均値": "四捨五入(平均(目標.目標値、目標値 < 60)、1)",
    "最初": "値(目標.取組、番号 = 1)",
}


def with_sums(book: TemplateBook) -> TemplateBook:
    items = book.workbook["_項目"]
    items.cell(1, items.max_column + 1).value = "式"
    for place, (name, formula) in zip(("J1", "J2", "J3"), HEAD.items(), strict=True):
        book.layout[place] = f"{{{{{name}}}}}"
        book.add("_項目", 項目名=name, 区分="計算", 型="文字" if name == "最初" else "数値", 式=formula)
    record = next(cell for row in book.layout.iter_rows() for cell in row if cell.value == "{{目標.目標値}}")
    book.layout.cell(record.row, 10).value = "{{目標.累計}}"
    book.add("_項目", 項目名="累計", 表="目標", 区分="計算", 型="数値", 式="合計(目標.目標値、番号 ≦ この行.番号)")
    book.set("_設定", "目標.最小行数", "値", 0)
    book.set("_設定", "目標.最大行数", "値", len(VALUES) + 2)
    book.sheet("_検査", ["検査名", "表", "条件", "項目", "文", "重要度"])
    for name, table, condition, marked in (
        ("重なり", "目標", "件数(目標、目標値 = この行.目標値) > 1", "目標値"),
        ("枠", "目標", "累計 > 80", "取組"),
        ("計", None, "合計値 > 100 かつ 件数(目標、目標値 ≠ 空欄) = 3", "合計値"),
        ("前", "目標", "前の行.目標値 > 目標値", "場面"),
    ):
        book.add(
            "_検査",
            検査名=name,
            表=table,
            条件=condition,
            項目=marked,
            文="{{目標値}}です。" if table else "多い。",
            重要度="エラー",
        )
    return book


@pytest.fixture(scope="module", params=[TemplateBook, stacked, labelled, three_rows])
def typed(request, tmp_path_factory, office):
    folder = tmp_path_factory.mktemp("計")
    form, problems = with_sums(request.param()).read(folder)
    assert [p for p in problems if p.severity is Severity.ERROR] == []
    compiled = compile_template((folder / "様式.xlsx").read_bytes(), form)
    issued = IssuedSheet(
        SHEET_ID, "x", form.id, form.version, 2026, "13", "1303", "x.xlsx", dt.date(2026, 4, 1), {}, {}
    )
    shipped = Shipped(form, compiled, build_printed(compiled, form), issued)
    path = folder / "配布.xlsx"
    path.write_bytes(stamp_sheet(compiled, Stamp(SHEET_ID, "")))
    colours: dict[str, list[bool]] = {}
    with office.open(path) as document:
        document.unprotect(SHEET)
        for record, number in enumerate(VALUES):
            said = {"場面": "電話", "取組": f"取組その{record + 1}", "目標値": str(number), "期限": "R8.12.1"}
            document.fill(SHEET, {form.field(n, SHEET).cells[record]: v for n, v in said.items()})
        height = form.field("目標値", SHEET).block_height
        for column, check in zip("LMNO", form.checks, strict=True):
            markup = check_format(form, check, "A1", ConditionalFormats(1, 2, 3), 1)
            (formula,) = re.findall("<formula>(.*)</formula>", unescape(markup))
            top = parse_address(form.marked_by(check).cells[0])[0]
            for record in range(len(VALUES)):
                at = f"{column}{top + record * height}"
                document.fill(SHEET, {at: f"={translate(formula, record * height)}"})
                colours.setdefault(check.name, []).append(document.read(SHEET, at).string.upper() in ("TRUE", "1"))
                document.fill(SHEET, {at: ""})
        shown = {f.name: [document.read(SHEET, c).string for c in f.cells] for f in form.fields if f.is_computed}
        saved = document.save()
    submission, told = shipped.read(read_workbook(saved.read_bytes()))
    assert errors(told) == []
    department = Department("1303", Ward("1", "見本区"), "", "区民課", 1, "")
    records, found = validate_submission(form, submission, issued, department, Calendar())
    return form, shown, colours, records, found


def test_the_sheet_shows_what_the_night_works_out(typed):
    _, shown, _, records, _ = typed
    assert [shown[name][0] for name in HEAD] == ["150", "30", "取組その1"]
    assert {name: records[0].fields[name] for name in HEAD} == {
        "合計値": Decimal(150), "平均値": Decimal(30), "最初": "取組その1"
    }  # fmt: skip
    assert shown["累計"][:3] == ["60", "90", "150"]
    # Of a row that is not there nothing is shown, as nothing is worked out.
    assert set(shown["累計"][3:]) <= {""}
    assert [record.fields["累計"] for record in records[1:]] == [Decimal(60), Decimal(90), Decimal(150)]


def test_what_is_coloured_is_what_is_told(typed):
    form, _, colours, _, found = typed
    assert colours == {
        "重なり": [True, False, True], "枠": [False, True, True], "計": [True, *colours["計"][1:]], "前": [False, True, False]
    }  # fmt: skip
    told: dict[str, tuple[str, ...]] = {}
    for problem in (p for p in found if p.code == "inconsistent"):
        told[problem.params["check"]] = told.get(problem.params["check"], ()) + problem.location.cells
    cells = {check.name: form.marked_by(check).cells for check in form.checks}
    assert told == {
        "重なり": (cells["重なり"][0], cells["重なり"][2]),
        "枠": cells["枠"][1:3],
        "計": cells["計"],
        "前": (cells["前"][1],),
    }
