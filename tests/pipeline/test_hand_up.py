"""A ward hands up to the city: what the city makes of it is what it makes where it holds the ward itself."""

from __future__ import annotations

import datetime as dt
import re
import zipfile

import openpyxl
import pytest

from kusei_batch.core.submission import Verdict
from kusei_batch.pipeline.handing_up import hand_up, order_hand_up
from tests.pipeline.city import WARDS, City

ROUND, MIDYEAR = "目標設定", "中間報告"
PAPERS = {
    ROUND: """
[[rounds.papers]]
template = "区民サービス部長会議（目標）.docx"
name = "区民サービス部長会議資料"
level = "市"
date = "6月10日"
""",
    MIDYEAR: """
[[rounds.papers]]
template = "区民サービス部長会議（中間）.docx"
name = "区民サービス部長会議資料"
level = "市"
date = "11月25日"
""",
}
DAY, MIDDAY = dt.date(2026, 5, 8), dt.date(2026, 10, 30)
JST = dt.timezone(dt.timedelta(hours=9))
CODES = {ward: str(number) for number, ward in enumerate(WARDS, 1)}


def clock(day, hour=17):
    return dt.datetime(day.year, day.month, day.day, hour, tzinfo=JST)


class Towns:
    """The same three wards twice: all in one workspace, and each in its own that hands up to the city's."""

    def __init__(self, folder):
        self.whole = City(folder / "一つ", (ROUND, MIDYEAR), PAPERS)
        self.city = City(folder / "市", (ROUND, MIDYEAR), PAPERS)
        self.wards = {}
        for town in (self.whole, self.city):
            offer_all(town)
            town.reread()
        for ward in WARDS:
            own = City(folder / ward, (ROUND, MIDYEAR))
            offer_all(own)
            keep_ward(own, ward)
            own.reread()
            self.wards[ward] = own

    def play(self, name, day, leave_out=1):
        """Issue a round and hand in all but the last sheets of the third ward, both ways, and run the nights."""
        for sheet in self.whole.issue(name)[:-leave_out]:
            assert self.whole.hand_in(sheet)
        for ward, own in self.wards.items():
            sheets = own.issue(name)
            for sheet in sheets[: len(sheets) - (leave_out if ward == WARDS[-1] else 0)]:
                assert own.hand_in(sheet)
            own.report = own.night(day)
            self.hand_up(ward, day)
        self.whole.report, self.city.report = self.whole.night(day), self.city.night(day)

    def hand_up(self, ward, day, hour=17):
        own = self.wards[ward]
        target = self.city.workspace.inbox / ward / f"提出{day:%m%d}{hour}.kusei"
        target.parent.mkdir(parents=True, exist_ok=True)
        return hand_up(own.workspace, order_hand_up(own.workspace, ward, None, day, clock(day, hour)), target)


def offer_all(own):
    """Offer the organisations' targets of the sample to every ward."""
    path = own.folder / "templates_xlsx" / "マスタ.xlsx"
    book = openpyxl.load_workbook(path)
    for name in ("組織目標", "区計画"):
        column = next(cell.column for cell in book[name][1] if cell.value == "区コード")
        for row in range(2, book[name].max_row + 1):
            book[name].cell(row, column).value = None
    book.save(path)


def keep_ward(own, ward):
    """Leave of the master's wards and departments those of one ward."""
    path = own.folder / "templates_xlsx" / "マスタ.xlsx"
    book = openpyxl.load_workbook(path)
    for sheet in book:
        column = next((cell.column for cell in sheet[1] if cell.value == "区コード"), None)
        for row in range(sheet.max_row, 1, -1):
            if column and str(sheet.cell(row, column).value or CODES[ward]) != CODES[ward]:
                sheet.delete_rows(row)
    if "組織" in book:
        del book["組織"]
    book.save(path)


@pytest.fixture(scope="module")
def towns(tmp_path_factory):
    towns = Towns(tmp_path_factory.mktemp("市と区"))
    towns.play(ROUND, DAY)
    return towns


def test_every_hand_up_is_taken(towns):
    taken = [file for file in towns.city.report.files if file.path.endswith(".kusei")]
    assert [file.verdict for file in taken] == [Verdict.ACCEPTED] * 3, [p.message for f in taken for p in f.problems]
    assert not towns.city.report.failures


def test_the_documents_of_the_city_are_the_same_both_ways(towns):
    ours = {path.relative_to(towns.whole.workspace.outbox).as_posix(): path for path in documents(towns.whole)}
    theirs = {path.relative_to(towns.city.workspace.outbox).as_posix(): path for path in documents(towns.city)}
    assert ours.keys() == theirs.keys()
    differing = [name for name, path in ours.items() if parts_of(path) != parts_of(theirs[name])]
    assert differing == []
    assert sum(name.endswith(".docx") and "/見本市/" in name for name in ours) == 1


def parts_of(path):
    """The parts of a document; only where the names of files in a workbook lead to is left out."""
    if path.suffix not in (".xlsx", ".docx"):
        return path.read_bytes()
    with zipfile.ZipFile(path) as document:
        return {n: document.read(n) for n in document.namelist() if not re.fullmatch(r"xl/worksheets/_rels/.*", n)}


def documents(city):
    outbox = city.workspace.outbox
    kinds = ("03_集計", "04_会議資料", "05_公表")
    return [p for kind in kinds for p in outbox.rglob(f"{kind}/**/*") if p.is_file() and p.suffix != ".json"]
