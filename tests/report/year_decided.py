"""What was decided, ordered and granted over the year, read again from the sheets of decisions."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import openpyxl

from tests.report.year_counts import NOBODY, Grid, printed
from tests.report.year_forms import Row, as_day
from tests.report.year_play import Situation
from tests.report.year_row_words import first_sentence, grouped, labelled, short_day, who_of
from tests.report.year_rows import NEEDS, rows_of


def decided(situation: Situation, sheet: str, decision: str, ago: int = 0) -> list[Row]:
    """The rows of a sheet of 決定.xlsx that are decided in the year or so many before, in the coordinator's words."""
    path = situation.workplace.folder / "templates_xlsx" / "決定.xlsx"
    if not path.exists():
        return []
    head, *rows = openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)
    told: list[Row] = [{str(h): value for h, value in zip(head, row, strict=True)} for row in rows]
    return [row for row in told if row[decision] and str(row["年度"]) == str(situation.year - ago)]


def _standing(situation: Situation, row: Row, done: bool) -> str:
    """Where a decided row stands on the day."""
    due = as_day(row["期限"])
    if done:
        return "完了"
    return "期限超過" if due and due < situation.as_of else "未完了"


def resolved(situation: Situation) -> list[Row]:
    """What last year's meetings wanted to be done, with what became of it: first what is open, then what is done."""
    rows = [row for row in decided(situation, "会議の決定", "決定", 1) if row["処理"] != "不要"]
    return sorted(rows, key=lambda row: row["処理"] == "済み")


def meetings(situation: Situation) -> Grid:
    return resolutions(situation, decided(situation, "会議の決定", "決定"))


def resolutions(situation: Situation, rows: list[Row]) -> Grid:
    told = []
    for row in rows:
        standing = _standing(situation, row, row["処理"] in ("済み", "不要"))
        due = f"（期限{short_day(row['期限'])}）" if row["期限"] and standing != "完了" else ""
        content = printed(row["決定の内容"]) + labelled("その後", printed(row["その後"]))
        told.append([row["会議"], short_day(row["会議の日"]), row["決定"], row["事項"], content, f"{standing}{due}"])
    return [["会議", "会議の日", "決定", "事項", "決定の内容とその後", "状況"], *told] if told else []


def orders(situation: Situation, ago: int = 0) -> list[list[str]]:
    """What departments were told to do, with their answers from the sheets they filled in: the year's, then the next."""
    place, told = situation.workplace, []
    asked = situation.before if ago else situation
    year = situation.year - ago
    sheets = [r.accepted for name in ("中間報告", "実績報告") if asked and (r := asked.rounds.get(name))]
    if situation.as_of >= dt.date(year + 1, 4, 23):
        sheets.append(place.accepted(f"R{year - 2017:02}", "目標設定", spoiled=("1404",)))
    answers: dict[str, Row] = {}
    for accepted in sheets:
        for code, sheet in accepted.items():
            answers |= {f"{code}-{row['内容']}": row for row in sheet.tables.get("指示", ()) if row["対応状況"]}
    for row in decided(situation, "指示", "種別", ago):
        answer = answers.get(f"{row['部署コード']}-{row['内容']}", {})
        standing = _standing(situation, row, answer.get("対応状況") == "完了")
        who = next(d.name for d in place.departments if d.code == str(row["部署コード"]))
        reply = printed(answer.get("対応")) or "（まだ報告がありません）"
        told.append([who, short_day(row["期限"]), row["種別"], row["内容"], reply, standing])
    return sorted(told, key=lambda row: bool(ago) and row[-1] == "完了")


def orders_of(situation: Situation, ago: int = 0) -> Grid:
    told = orders(situation, ago)
    return [["部署名", "期限", "種別", "指示の内容", "対応", "状況"], *told] if told else []


def granted(situation: Situation) -> list[list[Row]]:
    """What was decided on the money asked for in April and in October, beside what was asked for then."""
    found = []
    for sheet, name, amount in (("予算の決定", "目標設定", "概算額"), ("緊急予算の決定", "中間報告", "必要額")):
        targets = {(row["部署コード"], row["目標"]): row for row in rows_of(situation, name, "目標")}
        told = [(row, targets[str(row["部署コード"]), row["事項"]]) for row in decided(situation, sheet, "決定")]
        found.append([{**target, **row, "求": target[amount], "決定額": _known(row["決定額"])} for row, target in told])
    return found


def _known(amount: int | None) -> Decimal | None:
    return None if amount is None else Decimal(amount)


def granted_of(situation: Situation) -> Grid:
    """The rows and the sum of all; the sums of each part stand in rows of their own, looked at elsewhere."""
    rows = [row for part in granted(situation) for row in part]
    told = [
        [
            row["部署名"],
            first_sentence(row["目標"]),
            printed(row["使途"]),
            printed(row["求"]),
            printed(row["決定額"]) or NOBODY,
            printed(row["財源"]) or NOBODY,
            row["決定"] + printed(row["決定の内容"]),
        ]
        for row in rows
    ]
    sums = [printed(sum(row[c] or 0 for row in rows)) for c in ("求", "決定額")]
    last = f"予算の付いたもの　{len([row for row in rows if row['決定額']])}件"
    heading = [
        "部署名",
        "事項（初めの一文）",
        "使途",
        "求めた額（千円）",
        "決まった額（千円）",
        "財源",
        "決定と、その内容",
    ]
    return [heading, *told, ["計", f"{len(rows)}件", "", *sums, "", last]] if rows else []


def evaluated(situation: Situation) -> Grid:
    """The committee's evaluation beside the department's own, as that stands in its sheet."""
    own = {row["行ID"]: row for row in rows_of(situation, "実績報告", "目標")}
    told = []
    for row in decided(situation, "内部評価", "内部評価"):
        target = own[row["ID"]]
        differs = "（異なる）" if row["内部評価"] != target["達成度"] else ""
        told.append(
            [*who_of(target), target["目標"], target["達成度"], f"{row['内部評価']}{differs}", printed(row["講評"])]
        )
    return [["部署名", "番号", "目標", "自己評価", "内部評価", "講評"], *told] if told else []


def _origin(situation: Situation, row: Row) -> str:
    """What a training need follows from: a target with its result and principle, a standard with its scene."""
    number, result = printed(row["もとの番号"]), printed(row["もとの結果"])
    about = ""
    if row["もと"] == "目標":
        own = [r for r in rows_of(situation, "実績報告", "目標") if r["部署名"] == row["部署名"]]
        (target,) = [r for r in own if printed(r["番号"]) == number]
        april = rows_of(situation, "目標設定", "目標")
        principles = {(r["部署名"], r["目標"]): r["理念"] for r in april}
        about = printed(principles[target["部署名"], target["目標"]])
    elif row["もと"] == "基準":
        own = [r for r in rows_of(situation, "実績報告", "基準") if r["部署名"] == row["部署名"]]
        (about,) = [printed(r["場面"]) for r in own if printed(r["番号"]) == number]
    told = row["もと"] + number + (f"　{result}" if result else "") + (f"（{about}）" if about else "")
    return told + (first_sentence(row["もとの文"]) if row["もとの文"] else "")


def needed(situation: Situation) -> Grid:
    """The training needs by kind with their sum, and what was decided on each; the sums of kinds are looked at elsewhere."""
    settled = {row["ID"]: row for row in decided(situation, "人材育成の決定", "決定")}
    sheets = {head["部署名"]: head["管理番号"] for head in rows_of(situation, "実績報告", None)}
    told = []
    for row in (rows := grouped(NEEDS, "種類")(situation)):
        answer = settled.get(f"{sheets[row['部署名']]}-育成{row['番号']}")
        who = f"（{answer['担当']}）" if answer and answer["担当"] else ""
        decision = answer["決定"] + who + printed(answer["決定の内容"]) if answer else NOBODY
        whom = [printed(row["対象者"]) or NOBODY, printed(row["人数"]) or NOBODY]
        told.append([row["部署名"], row["内容"], *whom, _origin(situation, row), decision])
    heading = ["部署名", "研修・育成の内容", "対象者", "人数（人）", "何から分かったか", "決定と、その内容"]
    last = ["計", f"{len(rows)}件", "", printed(sum(row["人数"] or 0 for row in rows)), "", ""]
    return [heading, *told, last] if rows else []
