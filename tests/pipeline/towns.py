"""Wards with a workspace of their own, the city they hand up to, and a city that holds the same wards itself."""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from functools import partial

import openpyxl

from kusei_batch.collect.hand_up_file import write_hand_up
from kusei_batch.core.run import Outcome
from kusei_batch.core.submission import Verdict
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

ROUND, MIDYEAR, RESULTS = ROUNDS = "目標設定", "中間報告", "実績報告"
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
    RESULTS: """
[[rounds.papers]]
template = "区民サービス部長会議（実績）.docx"
name = "区民サービス部長会議資料"
level = "市"
date = "3月26日"

[[rounds.papers]]
template = "区総合行政推進会議.docx"
name = "区総合行政推進会議資料"
level = "市"
date = "3月30日"
""",
}
DAY, MIDDAY, LAST_DAY = dt.date(2026, 5, 8), dt.date(2026, 10, 30), dt.date(2027, 3, 12)
JST = dt.timezone(dt.timedelta(hours=9))
CODES = {ward: str(number) for number, ward in enumerate(WARDS, 1)}


def clock(day, hour=17):
    return dt.datetime(day.year, day.month, day.day, hour, tzinfo=JST)


SECRET = "見本の市と東区だけの合言葉 13"


class Towns:
    """The same three wards: all in one workspace (`whole`), each in its own that hands up to the city's, and mixed.

    To the mixed city two wards hand up, the first one sealed; the third is issued to directly.
    """

    def __init__(self, folder):
        self.whole = City(folder / "一つ", ROUNDS, PAPERS)
        self.city = City(folder / "市", ROUNDS, PAPERS)
        self.mixed = City(folder / "混在", ROUNDS, PAPERS)
        awaited = [f'[[hand_up.wards]]\nward = "{WARDS[0]}"\nsecret = "{SECRET}"', '[[hand_up.wards]]\nward = "2"']
        add_settings(self.mixed, *awaited)
        add_settings(self.city, *(f'[[hand_up.wards]]\nward = "{ward}"' for ward in WARDS))
        self.wards = {}
        for town, known in ((self.whole, WARDS), (self.city, ()), (self.mixed, WARDS[-1:])):
            offer_all(town)
            keep_lists(town, known)
            town.reread()
        for ward in WARDS:
            own = City(folder / ward, ROUNDS)
            add_settings(own, f'[hand_up]\nsecret = "{SECRET}"' if ward == WARDS[0] else "")
            offer_all(own)
            keep_lists(own, [ward])
            keep_ward(own, ward)
            own.reread()
            self.wards[ward] = own

    @property
    def cities(self):
        """The three ways."""
        return (self.whole, self.city, self.mixed)

    def play(self, name, day):
        """Issue a round and hand in all but the last sheet of the third ward, in each way, and run the nights."""
        for town in (self.whole, self.mixed):
            sheets = town.issue(name)
            assert len(sheets) == (9 if town is self.whole else 3)
            for sheet in sheets[:-1]:
                assert town.hand_in(sheet)
        for ward, own in self.wards.items():
            sheets = own.issue(name)
            for sheet in sheets[:-1] if ward == WARDS[-1] else sheets:
                assert own.hand_in(sheet)
            verdicts = {file.verdict for file in collect(own, day).values()}
            assert {one for one in verdicts if not one.counts} <= {Verdict.UNCHANGED}
            self.hand_up(ward, day)
        self.run(day)

    def hand_up(self, ward, day, hour=17):
        """Hand up to both cities."""
        own = self.wards[ward]
        for city in (self.city, self.mixed) if ward != WARDS[-1] else (self.city,):
            target = city.workspace.inbox / ward / f"提出{day:%m%d}{hour}.kusei"
            target.parent.mkdir(parents=True, exist_ok=True)
            report = hand_up(own.workspace, order_hand_up(own.workspace, ward, None, day, clock(day, hour)), target)
        return report

    def run(self, day):
        """Run the night of each city."""
        for town in self.cities:
            town.reread()
            town.report = town.night(day)
            assert not town.report.failures


def add_settings(town, *tables):
    """Write tables into config.toml, before the rounds."""
    path = town.folder / "config.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("[[rounds]]", "\n".join((*tables, "[[rounds]]")), 1), encoding="utf-8")


def offer_all(own):
    """Offer the organisations' targets of the sample to every ward."""
    path = own.folder / "templates_xlsx" / "マスタ.xlsx"
    book = openpyxl.load_workbook(path)
    for name in ("組織目標", "区計画"):
        column = next(cell.column for cell in book[name][1] if cell.value == "区コード")
        for row in range(2, book[name].max_row + 1):
            book[name].cell(row, column).value = None
    book.save(path)


def keep_lists(town, wards):
    """Have the policies, and standards of departments' own, of these wards alone in a master."""
    path = town.folder / "templates_xlsx" / "マスタ.xlsx"
    book = openpyxl.load_workbook(path)
    codes = {CODES[ward] for ward in wards}
    policies = book["方針"]
    for row in range(policies.max_row, 1, -1):
        if str(policies.cell(row, 2).value) not in codes:
            policies.delete_rows(row)
    own = book["所属基準"]
    own.delete_rows(2, own.max_row)
    for code in sorted(codes):
        text = f"{WARDS[int(code) - 1]}の窓口では、書類を受け取る前に、持ち物を一緒に確かめます。"
        own.append([f"所{code}", f"{code}303", "対面対応", text, 2026, None, None, "採用"])
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
