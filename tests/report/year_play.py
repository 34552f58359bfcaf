"""A year that was played, and how a ward stands in it: all answered, some, nobody. People's acts, and no counting."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import time
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import openpyxl

from kusei_batch.config import read_workspace
from kusei_batch.pipeline.issuing import issue_round, order_round
from kusei_batch.pipeline.night import run_night
from kusei_batch.pipeline.workspace.init import init_workspace
from kusei_batch.sample.year import Year, read_year
from tests.report.year_counts import Round
from tests.report.year_forms import FIRST_YEAR, Row, Workplace

SAMPLE = Path(__file__).parents[2] / "kusei_batch" / "starter" / "config.toml"
"""The settings of the year that is played first."""

NUMBER = "044-999-0101"
PENDING, HIDDEN = "（個人情報を確認中）", "（個人情報のため非掲載）"
SILENT_NIGHT, FIRST_NIGHT, SECOND_NIGHT = dt.date(2027, 3, 10), dt.date(2027, 4, 24), dt.date(2027, 4, 25)
ASKED = ("目標設定", "中間報告", "実績報告")
MENDED = {
    ("目標設定", "1406"),
    ("目標設定", "1501"),
    ("中間報告", "1405"),
    ("来庁者アンケート（後期）", "1303"),
}
"""Whose first workbook of 令和8年度 had errors and was sent back: their second is the first one that counts."""
Rows = Mapping[str, Mapping[int, Row]]


@dataclass
class Situation:
    """How one fiscal year stands on a day: where the documents lie, which workbooks count and since when.

    `received` is the night that took in the first workbook of a department that counts, `corrected` the night that took
    in another one after it.
    """

    workplace: Workplace
    year: int
    as_of: dt.date
    outbox: Path
    received: Mapping[tuple[str, str], dt.date]
    sent_back: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    withheld: Mapping[str, str] = field(default_factory=dict)
    before: Situation | None = None
    corrected: Mapping[tuple[str, str], dt.date] = field(default_factory=dict)

    @property
    def label(self) -> str:
        return f"R{self.year - 2018:02}"

    def papers(self, name: str) -> list[Path]:
        return sorted((self.outbox / self.label / name / "04_会議資料").glob("*.docx"))

    def workbook(self, name: str) -> Path:
        (path,) = (self.outbox / self.label / name / "03_集計").glob("*_集計.xlsx")
        return path

    def page(self, name: str) -> Path:
        (path,) = (self.outbox / self.label / name / "05_公表").glob("*/公開用")
        return path

    def due(self, name: str) -> dt.date:
        # The year that was turned to has days of its own, where those of the sample are no working days.
        config = self.workplace.folder / "config.toml" if self.year > FIRST_YEAR else SAMPLE
        rounds = tomllib.loads(config.read_text(encoding="utf-8"))["rounds"]
        month, day = map(int, re.findall(r"\d+", next(r["due"] for r in rounds if r["name"] == name)))
        return dt.date(self.year + (month < 4), month, day)

    def asked(self, name: str) -> frozenset[str]:
        """The codes of those that were sent a sheet."""
        sent = (self.workplace.folder / "outbox" / self.label / name / "01_配布").rglob("*.xlsx")
        return frozenset(path.name.split("_")[2] for path in sent)

    @cached_property
    def rounds(self) -> Mapping[str, Round]:
        names = [r["name"] for r in self.workplace.settings["rounds"]]
        made: dict[str, Round] = {}
        for name in (name for name in names if self.asked(name)):
            stem = name.partition("（")[0]
            made[name] = self._round(name, [one for known, one in made.items() if known.startswith(f"{stem}（")])
        return made

    def _round(self, name: str, before: Sequence[Round]) -> Round:
        """A round as it stands; `before` are those of the same form, which are named like it."""
        asked = self.asked(name)
        only = self.workplace.round(name).get("departments")
        earlier = self.before.rounds.get(name) if self.before else None
        accepted = self.workplace.accepted(self.label, name, self.sent_back.get(name, {}))
        found = Round(
            self.label,
            self.year,
            self.workplace.templates[self.workplace.round(name)["form"]],
            {d.code: d.name for d in self.workplace.departments if d.is_asked(only)},
            {d.code: d.division for d in self.workplace.departments},
            {code: sheet for code, sheet in accepted.items() if code in asked},
            (earlier,) if earlier else (),
            self.as_of,
            name,
            before,
        )
        for code, sheet in found.accepted.items():
            for row in (row for rows in sheet.tables.values() for row in rows):
                row.update({k: self.withheld[code] for k, v in row.items() if code in self.withheld and telling(v)})
        return found


def telling(value: object) -> bool:
    """Whether a text tells a telephone number."""
    return isinstance(value, str) and bool(re.search(r"0\d{1,3}-\d{3,4}-\d{4}", value))


def nights_after(year: Year) -> dict[tuple[int, str, str], list[dt.date]]:
    """(fiscal year, round, department) -> the nights that took in what the department handed in and what counts."""
    found: dict[tuple[int, str, str], list[dt.date]] = {}
    for hand_in in sorted(year.hand_ins, key=lambda h: h.day):
        fiscal = hand_in.day.year - (hand_in.day.month < 4)
        night = min(n for n in year.nights if n >= hand_in.day)
        found.setdefault((fiscal, hand_in.round, hand_in.department), []).append(night)
    return {key: nights[1:] if key[0] == 2026 and key[1:] in MENDED else nights for key, nights in found.items()}


def received_in(fiscal_year: int) -> dict[tuple[str, str], dt.date]:
    found = nights_after(read_year())
    return {(name, code): nights[0] for (year, name, code), nights in found.items() if year == fiscal_year}


def corrected_in(fiscal_year: int) -> dict[tuple[str, str], dt.date]:
    found = nights_after(read_year())
    return {
        (name, code): nights[-1]
        for (year, name, code), nights in found.items()
        if year == fiscal_year and nights[-1] > nights[0]
    }


def demo_years(folder: Path) -> tuple[Situation, Situation]:
    """The two years of the demo, each on the day of its last night."""
    place, last = Workplace(folder), max(read_year().nights)
    in_march = max(n for n in read_year().nights if n < dt.date(2027, 4, 1))
    first = Situation(place, 2026, in_march, folder / "outbox", received_in(2026), withheld={"1203": HIDDEN})
    first.corrected = corrected_in(2026)
    lacking = {"目標設定": {"1404": "R09_目標設定_1404_高齢・障害課.xlsx"}}
    return first, Situation(place, 2027, last, folder / "outbox", received_in(2027), lacking, before=first)


def ask(folder: Path) -> None:
    """Ask two departments, and run a night before anybody has answered; the other rounds are not issued at all."""
    init_workspace(folder, dry_run=False)
    workspace = read_workspace(folder)
    for name in ASKED:
        for department in ("1101", "1303"):
            order = order_round(workspace, name, department=department)
            issue_round(workspace, order, order.round.opens)
    run_night(workspace, SILENT_NIGHT, time.time())


def silent_year(folder: Path) -> Situation:
    """The year in which nobody has answered."""
    return Situation(Workplace(folder), 2026, SILENT_NIGHT, folder / "outbox", {})


def type_in(
    place: Workplace, name: str, code: str, tables: Rows, *, onto: Path | None = None, ending: str = ""
) -> None:
    """Type rows into the sheet a department was sent, or onto what it handed in before, and hand it in."""
    template = place.templates[place.round(name)["form"]]
    (blank,) = (place.folder / "outbox" / "R08" / name / "01_配布").rglob(f"*_{code}_*.xlsx")
    department = next(d.name for d in place.departments if d.code == code)
    inbox = place.folder / "inbox" / "見本区" / department
    book = openpyxl.load_workbook(onto or blank)
    for table, rows in tables.items():
        for number, row in rows.items():
            for field_, value in row.items():
                sheet, first, column = template.issued_places[table, field_]
                at = first + number * template.heights[table, sheet]
                book[sheet].cell(at, column).value = value
    book.save(inbox / f"{blank.stem}{ending}.xlsx")


KEPT = {n: {"遵守状況": "遵守"} for n in range(20)}
LATE = {"進捗": "遅れ", "取組状況": "記入例の案ができた。", "課題": "郵送の分が減らない。"}
MIDYEAR: Rows = {
    "基準": KEPT | {5: {"遵守状況": "該当なし"}},
    "目標": {
        0: LATE
        | {"対応": "11月に記入例を配る。", "緊急の予算要否": "要", "必要額": 1200, "使途": "記入例の印刷と郵送"},
        1: {"進捗": "順調", "取組状況": "折り返しは17時までに済んでいる。", "緊急の予算要否": "不要"},
        2: {"進捗": "完了", "取組状況": "面談を1回にまとめた。", "緊急の予算要否": "不要"},
    },
}
RESULTS: Rows = {
    "基準": KEPT | {8: {"遵守状況": "未遵守", "改善方策": f"点検の当番（{NUMBER}）を決める。"}},
    "目標": {
        0: {
            "実施結果": f"通報した方（{NUMBER}）に結果を返した。",
            "実績値": 91.5,
            "値の区分": "確定",
            "達成度": "達成",
            "次年度の扱い": "基準化を提案",
            "推薦": "はい",
            "推薦理由": "写真を送る手順が広まった。",
        },
        1: {
            "実施結果": "会は22になった。",
            "実績値": 22,
            "値の区分": "確定",
            "達成度": "一部達成",
            "理由": "二つの会が休みに入った。",
            "今後の対応方策": f"市民の会（{NUMBER}）と相談する。",
            "次年度の扱い": "終了",
            "推薦": "いいえ",
        },
    },
    "指示": {0: {"対応": "3件の公園に部品の届く日を貼り、受付簿に確かめた日の欄を設けた。", "対応状況": "完了"}},
}
OPINION: Row = {
    "受付日": dt.date(2027, 3, 2),
    "受付方法": "電話",
    "場面": "電話対応・共通",
    "種別": "苦情",
    "内容": f"折り返しは {NUMBER} へほしい。",
    "対応": "あす返す。",
    "区分": "是正",
    "対応状況": "未対応",
    "共有の要否": "いいえ",
}


def complete(played: Path, folder: Path) -> None:
    """Go on with the demo's year: what was missing comes with faults and with what must not be shown, then mended.

    After the first night `folder`'s outbox is kept beside it. Before the second everybody has answered, and the
    coordinator has let the texts be shown.
    """
    shutil.copytree(played, folder)
    shutil.copyfile(SAMPLE, folder / "config.toml")
    place = Workplace(folder)
    lacking = dict(MIDYEAR["目標"]) | {0: LATE | {"進捗": None, "緊急の予算要否": "不要"}}
    type_in(place, "中間報告", "1403", {**MIDYEAR, "目標": lacking})
    type_in(place, "実績報告", "1501", RESULTS)
    (opinions,) = (folder / "inbox").rglob("*_意見記録_1501_*.xlsx")
    type_in(place, "意見記録", "1501", {"意見": {3: OPINION}}, onto=opinions, ending=" 追加")
    _remake(folder)
    _night(folder, FIRST_NIGHT)
    shutil.copytree(folder / "outbox", _kept(folder), ignore=shutil.ignore_patterns("R09"))
    type_in(place, "中間報告", "1403", MIDYEAR, ending=" 訂正")
    _clear(folder / "templates_xlsx" / "決定.xlsx", "1501")
    _remake(folder)
    _night(folder, SECOND_NIGHT)


def _remake(folder: Path) -> None:
    """Have every paper of the year made anew, also those whose meeting is over."""
    for paper in (folder / "outbox" / "R08").rglob("04_会議資料/*.docx"):
        paper.unlink()


def _kept(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}_一夜目")


def completed_year(folder: Path) -> tuple[Situation, Situation]:
    """The completed year after its first night and after its second."""
    place, hidden = Workplace(folder), {"1203": HIDDEN}
    late = dict.fromkeys((("中間報告", "1403"), ("実績報告", "1501")), FIRST_NIGHT)
    corrected = corrected_in(2026) | {("意見記録", "1501"): FIRST_NIGHT}
    received = received_in(2026) | late
    sent_back = {"中間報告": {"1403": "R08_中間報告_1403_児童家庭課.xlsx"}}
    first = Situation(place, 2026, FIRST_NIGHT, _kept(folder), received, sent_back, hidden | {"1501": PENDING})
    first.corrected = corrected
    mended = received | {("中間報告", "1403"): SECOND_NIGHT}
    second = Situation(place, 2026, SECOND_NIGHT, folder / "outbox", mended, withheld=hidden, corrected=corrected)
    return first, second


def _night(folder: Path, day: dt.date) -> None:
    report = run_night(read_workspace(folder), day, time.time() + 3600, day_of=lambda _: day)
    assert report.failures == []


def _clear(path: Path, code: str) -> None:
    book = openpyxl.load_workbook(path)
    head, *rows = book["個人情報の確認"].iter_rows()
    columns = [cell.value for cell in head]
    for row in rows:
        if str(row[columns.index("部署コード")].value) == code:
            row[columns.index("判断")].value = "公表可"
    book.save(path)
