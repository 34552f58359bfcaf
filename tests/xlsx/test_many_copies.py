"""What copies have in common is written once; that says nothing of any copy's content, nor of its bytes."""

import io
import pickle
import zipfile

import openpyxl
import pytest
from openpyxl.styles import Alignment

from kusei_batch.core.problem import Severity
from kusei_batch.core.values import text_cell
from kusei_batch.xlsx.compile import compile_template
from kusei_batch.xlsx.stamp import Finding, Stamp, stamp_sheet
from tests.xlsx.template_book import TemplateBook

LONG = "窓口の案内を改めます。" * 20
SHOWN = {"区名": ("幸区",), "*前年": ("注記",), "前年.番号": ("1", "2"), "前年.場面": ("窓口", LONG)}
ROWS = {"目標": 3, "前年": 2}
FINDINGS = (Finding(Severity.ERROR, "目標", ("B5",), "取組", "取組が空いています。", "記入してください。"),)
# In this order each differs from the one before in one thing alone, or is what stood before.
COPIES = [
    Stamp("a", "1", SHOWN, rows=ROWS),
    Stamp("b", "1", SHOWN, rows=ROWS),
    Stamp("b", "2", SHOWN, rows=ROWS),
    Stamp("b", "2", {**SHOWN, "区名": ("中原区",)}, rows=ROWS),
    Stamp("b", "2", {**SHOWN, "前年.場面": (LONG, "窓口")}, rows=ROWS),
    Stamp("b", "2", {**SHOWN, "前年.場面": ("窓口",)}, rows=ROWS),
    Stamp("b", "2", {**SHOWN, "前年.場面": ()}, rows=ROWS),
    Stamp("b", "2", SHOWN, rows={**ROWS, "前年": 1}),
    Stamp("b", "2", SHOWN, rows={**ROWS, "前年": 0}),
    Stamp("b", "2", SHOWN, rows={"目標": 1, "前年": 2}),
    Stamp("b", "2", SHOWN),
    Stamp("b", "2", SHOWN, {"目標.取組": [text_cell(LONG)]}, rows=ROWS),
    Stamp("b", "2", {**SHOWN, "区名": ("多摩区",)}, {"目標.取組": [text_cell("案内")]}, rows=ROWS),
    Stamp("b", "2", SHOWN, {"目標.取組": [text_cell(LONG)]}, FINDINGS, ROWS),
    Stamp("b", "2", rows=ROWS),
    Stamp("b", "2", {**SHOWN, "*前年": ("ほかの注記",)}, rows=ROWS),
    Stamp("a", "1", SHOWN, rows=ROWS),
]


@pytest.fixture(scope="module")
def compiled(tmp_path_factory):
    book = TemplateBook()
    past = book.workbook.create_sheet("前年", 1)
    past["A1"], past["A2"], past["B2"] = "{{区名}}", "{{前年.番号}}", "{{前年.場面}}"
    past["A3"], past["C1"] = "以上", "{{*前年}}"
    past.column_dimensions["B"].width = 20
    past["B2"].alignment = Alignment(wrap_text=True)
    book.add("_項目", 項目名="*前年", 区分="前回値", 型="文字", 参照="前年度:実績.注記")
    book.add("_項目", 項目名="番号", 表="前年", 区分="表示", 型="整数")
    book.add("_項目", 項目名="場面", 表="前年", 区分="前回値", 型="文字", 参照="場面")
    book.add("_設定", 設定名="前年.行の元", 値="前年度:実績.目標")
    book.add("_設定", 設定名="前年.最大行数", 値="3")
    folder = tmp_path_factory.mktemp("様式")
    form, problems = book.read(folder)
    assert form, [(p.code, p.location, p.params) for p in problems]
    return compile_template((folder / "様式.xlsx").read_bytes(), form)


def contents(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_copy_has_the_bytes_it_has_when_no_other_was_stamped_before(compiled):
    fresh = pickle.dumps(compiled)
    for stamp in COPIES:
        alone = pickle.loads(fresh)  # noqa: S301 -- our own
        assert stamp_sheet(compiled, stamp) == stamp_sheet(alone, stamp)


def test_every_part_is_what_is_written_slot_by_slot(compiled):
    assert {part.is_shown_alone for part in compiled.stamped} == {True, False}
    for stamp in COPIES:
        made = contents(stamp_sheet(compiled, stamp))
        for part in compiled.stamped:
            assert made[part.name] == part.whole.write(stamp)


def test_a_row_is_as_high_as_its_own_text_in_this_copy(compiled):
    for stamp, first, second in ((COPIES[0], False, True), (COPIES[4], True, False), (COPIES[5], False, False)):
        past = openpyxl.load_workbook(io.BytesIO(stamp_sheet(compiled, stamp)))["前年"]
        assert [(past.row_dimensions[row].height or 0) > 60 for row in (2, 3)] == [first, second]


def test_a_row_is_as_high_as_what_was_entered_in_it(compiled):
    for stamp, height in ((COPIES[11], True), (COPIES[12], False)):
        sheet = openpyxl.load_workbook(io.BytesIO(stamp_sheet(compiled, stamp)))["目標"]
        assert ((sheet.row_dimensions[5].height or 0) > 60) == height
