"""The rows of a year that annexes and sentences tell of, chosen again from the filled-in workbooks."""

from __future__ import annotations

from collections.abc import Callable

from tests.report.year_forms import Row
from tests.report.year_play import Situation

Rows = Callable[[Situation], list[Row]]


def rows_of(situation: Situation, name: str, table: str | None) -> list[Row]:
    return situation.rounds[name].rows(table) if name in situation.rounds else []


def chosen(name: str, table: str | None, holds: Callable[[Row], bool]) -> Rows:
    """The rows of a table for which something holds."""
    return lambda s: [row for row in rows_of(s, name, table) if holds(row)]


def listed(name: str, sheet: str) -> Rows:
    return lambda s: s.rounds[name].list_rows(sheet) if name in s.rounds else []


def carried(situation: Situation) -> list[tuple[Row, Row]]:
    """Each target that goes on from last year's, beside what became of it there."""
    before = situation.before
    past = {row["行ID"]: row for row in rows_of(before, "実績報告", "目標")} if before else {}
    return [(row, past[row["行ID"]]) for row in rows_of(situation, "目標設定", "目標") if row["行ID"] in past]


def fallen_short(situation: Situation) -> list[Row]:
    """The targets that go on though last year's were not reached, each with what it came to there."""
    return [{**now, "前": past} for now, past in carried(situation) if past["達成度"] != "達成"]


def _short_of_target(row: Row) -> bool:
    """Whether a target was declared reached though its figure does not reach what was set."""
    figures = row["実績値"], row["目標値"]
    if row["達成度"] != "達成" or not all(isinstance(f, type(figures[0])) and f is not None for f in figures):
        return False
    return figures[0] > figures[1] if row["向き"] == "以下" else figures[0] < figures[1]


TARGETS: Rows = chosen("目標設定", "目標", lambda _: True)
URGENT: Rows = chosen("目標設定", "目標", lambda r: r["予算措置"] == "緊急対応")
NEXT_YEAR: Rows = chosen("目標設定", "目標", lambda r: r["予算措置"] == "地域課題対応事業")
RANGES = ("部", "区", "市")
PLANS = ("第1四半期", "第2四半期", "第3四半期", "第4四半期")
WIDE: Rows = lambda s: sorted(  # noqa: E731
    (row for row in rows_of(s, "目標設定", "目標") if row["取組範囲"] in RANGES),
    key=lambda row: RANGES.index(row["取組範囲"]),
)
PLANNED: Rows = chosen("目標設定", "目標", lambda r: any(r[plan] for plan in PLANS))
GOALS: Rows = chosen("目標設定", "目標", lambda r: bool(r["関連する組織目標"]))
TAKEN_PART: Rows = chosen("目標設定", "目標", lambda r: bool(r["参加部署"]))
WARD_PLAN: Rows = chosen("目標設定", "目標", lambda r: bool(r["区計画の事業"]))
PROGRESS: Rows = chosen("中間報告", "目標", lambda _: True)
UNKEPT = ("一部未遵守", "未遵守")
MIDYEAR_UNKEPT: Rows = chosen("中間報告", "基準", lambda r: r["遵守状況"] in UNKEPT)
BEHIND: Rows = chosen("中間報告", "目標", lambda r: r["進捗"] in ("やや遅れ", "遅れ"))
MONEY: Rows = chosen("中間報告", "目標", lambda r: r["緊急の予算要否"] == "要")
UNREACHED: Rows = chosen("実績報告", "目標", lambda r: r["達成度"] != "達成")
DECLARED: Rows = chosen("実績報告", "目標", _short_of_target)
UNKEPT_AT_LAST: Rows = chosen("実績報告", "基準", lambda r: r["遵守状況"] in UNKEPT)
PROPOSED: Rows = listed("実績報告", "基準化の候補")
RECOMMENDED: Rows = listed("実績報告", "推薦")
NEEDS: Rows = chosen("実績報告", "育成", lambda _: True)
EXAMPLES: Rows = chosen("実績報告", None, lambda r: bool(r["取組例の題"]))
MISSED: Rows = chosen("成果指標", "指標", lambda r: r["状況"] == "未達成")
OPINIONS: Rows = chosen("意見記録", "意見", lambda r: r["出典"] is None and r["種別"] != "気づき・改善")
UNSETTLED: Rows = listed("意見記録", "対応の済んでいない意見")
UNSEEN: Rows = lambda s: s.rounds["意見記録"].followed() if "意見記録" in s.rounds else []  # noqa: E731
MANUALS: Rows = lambda s: s.rounds["業務手順書"].to_look_through() if "業務手順書" in s.rounds else []  # noqa: E731
LATE_MANUALS: Rows = lambda s: [row for row in MANUALS(s) if row["状況"] == "期限超過"]  # noqa: E731


def last_survey(situation: Situation) -> str:
    """The later survey, or the first one while that is all there is."""
    names = ("来庁者アンケート（後期）", "来庁者アンケート（前期）")
    return next((n for n in names if n in situation.rounds and situation.rounds[n].accepted), names[1])


VOICES: Rows = lambda s: rows_of(s, last_survey(s), "自由意見")  # noqa: E731
