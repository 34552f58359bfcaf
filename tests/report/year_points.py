"""What a meeting's paper puts up for decision, counted again from the filled-in workbooks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.report.year_counts import printed
from tests.report.year_forms import Row
from tests.report.year_papers import COMMITTEE, to_confirm
from tests.report.year_play import Situation
from tests.report.year_rows import (
    BEHIND,
    DECLARED,
    EXAMPLES,
    LATE_MANUALS,
    MIDYEAR_UNKEPT,
    MISSED,
    MONEY,
    NEEDS,
    NEXT_YEAR,
    PROPOSED,
    RECOMMENDED,
    TARGETS,
    UNKEPT_AT_LAST,
    UNREACHED,
    UNSEEN,
    UNSETTLED,
    URGENT,
    Rows,
    fallen_short,
)

DECIDES, PREPARES = "決定|了承|指示|指導|可否", "評価|案|決める"
"""What a conference is asked to do, and what a committee."""


@dataclass(frozen=True)
class Point:
    """Rows put up for decision: the words it begins with, the words of the table they stand in, and their sum."""

    words: str
    table: str
    rows: Rows
    amount: Callable[[list[Row]], str] | None = None
    departments: bool = False
    committee_alone: bool = False


def by_department(rows: list[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["部署名"], []).append(row)
    return found


def _needed(rows: list[Row]) -> str:
    return printed(sum(row["必要額"] for row in rows))


def _estimated(rows: list[Row]) -> str:
    return f"概算{printed(sum(row['概算額'] for row in rows))}"


POINTS = {
    "目標設定": [
        Point("目標", "区役所サービス向上目標の一覧", TARGETS, departments=True),
        Point("緊急対応を求める", "予算措置を求める目標", URGENT, _estimated),
        Point("地域課題対応事業", "予算措置を求める目標", NEXT_YEAR, _estimated),
        Point("前年度に達成に至らず続く", "前年度に達成に至らず", fallen_short),
        Point("記載の確認を要する", "確認を要するもの", to_confirm, committee_alone=True),
    ],
    "中間報告": [
        Point("守られていない基準", "守られていない基準と改善方策", MIDYEAR_UNKEPT),
        Point("遅れている目標", "遅れている目標と対応", BEHIND),
        Point("緊急の予算を求める", "緊急の予算を求めるもの", MONEY, _needed),
        Point("対応の済んでいない意見", "対応の済んでいない意見", UNSETTLED),
        Point("効果を確かめていない処置", "効果を確かめていない処置", UNSEEN, committee_alone=True),
        Point("見直す日を過ぎた業務手順書", "見直しの済んでいない業務手順書", LATE_MANUALS, committee_alone=True),
    ],
    "実績報告": [
        Point("達成に至らなかった目標", "達成に至らなかった目標", UNREACHED),
        Point("目標値に届かずに達成とした", "目標値に届かずに達成とした目標", DECLARED),
        Point("守られていない基準", "守られていない基準と改善方策", UNKEPT_AT_LAST),
        Point("所属基準にする提案", "所属基準にすることを提案", PROPOSED),
        Point("職員表彰・発表会", "職員表彰・発表会に推薦する取組", RECOMMENDED),
        Point("市民に紹介する(?:代表的な)?取組例", "代表的な取組例の候補", EXAMPLES),
        Point("目標値に届かない成果指標", "成果指標の状況", MISSED),
        Point("対応の済んでいない意見", "対応の済んでいない意見", UNSETTLED),
        Point("効果を確かめていない処置", "効果を確かめていない処置", UNSEEN, committee_alone=True),
        Point("次年度の研修・育成", "人材育成に反映すること", NEEDS),
    ],
}
"""The round a paper is of -> its points, in the order of the paper."""


def points_of(name: str, meeting: str, situation: Situation) -> list[tuple[Point, list[Row]]]:
    """The points that the paper of a meeting must put up, each with its rows."""
    own = [p for p in POINTS[name] if meeting == COMMITTEE or not p.committee_alone]
    return [(point, rows) for point in own if (rows := point.rows(situation))]
