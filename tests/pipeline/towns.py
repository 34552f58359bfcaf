"""Wards with a workspace of their own, the city they hand up to, and a city that holds the same wards itself."""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from functools import partial

import openpyxl

from kusei_batch.collect.hand_up_file import write_hand_up
from kusei_batch.core.run import Outcome
from kusei_batch.pipeline.engines import open_engine
from kusei_batch.pipeline.handing_up import hand_up, order_hand_up
from kusei_batch.pipeline.intake.editions import open_editions
from kusei_batch.pipeline.intake.examined_files import Intake
from kusei_batch.pipeline.intake.inbox_run import take_in
from kusei_batch.pipeline.intake.worker_context import open_context
from kusei_batch.pipeline.outputs.status_view import local_time
from kusei_batch.pipeline.session import open_session, silent
from tests.client.one_year import on_day
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


def collect(town, day, now=2.1e9):
    """Take in what lies in a town's inbox, as the night does, without making any document; return what became of it."""
    workspace = town.workspace
    with open_session(workspace) as ledger, open_engine(workspace) as engine:
        run = ledger.start_run(day, local_time(now))
        context = open_context(workspace, open_editions(workspace, ledger))
        intake = Intake(workspace, ledger, context, run, day, partial(on_day, day))
        results = take_in(intake, engine, now, silent)
        ledger.finish_run(run, local_time(now), Outcome.DONE, {})
    return {result.path: result for result in results}


def parts_of_hand_up(path):
    """The parts of a file that was handed up, by name."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def forge(path, change, secret=""):
    """Write a file again with other parts and a seal that fits them; `change` gets the parts and the manifest."""
    parts = parts_of_hand_up(path)
    parts.pop("seal.json")
    head = json.loads(parts.pop("manifest.json"))
    change(parts, head)
    content = write_hand_up({name: value for name, value in head.items() if name != "parts"}, parts, secret)
    path.write_bytes(content)


def change_lines(parts, name, change):
    """Change the lines of a part, each as the object it holds."""
    lines = [json.loads(line) for line in parts[name].splitlines()]
    change(lines)
    parts[name] = "".join(json.dumps(line) + "\n" for line in lines).encode()
