"""What a meeting's paper puts up for decision, counted and quoted again from the filled-in workbooks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.report.year_counts import printed, shown
from tests.report.year_forms import Row
from tests.report.year_papers import carried, rows_of
from tests.report.year_play import Situation

Said = tuple[str, Callable[[Situation], list[tuple[str, ...]]]]
"""A pattern, and what its groups must be wherever it is found; nowhere for an empty list."""
LETTERS = "アイウエオカキクケコサシスセソタチツテトナニヌネノ"
QUOTED = 15
"""How many characters of a text a quotation holds."""


def quote(text: str) -> str:
    """A text as it is quoted: in one line, its beginning where it is long."""
    whole = " ".join(text.split()).removesuffix("。")
    return f"「{whole}」" if len(whole) <= QUOTED else f"「{whole[: QUOTED - 1]}…」"


@dataclass(frozen=True)
class Point:
    """Rows put up for decision: the chapter they stand in, which they are, and how each is told."""

    place: str
    rows: Callable[[Situation], list[Row]]
    told: Callable[[Row], str]


def by_department(rows: list[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["部署名"], []).append(row)
    return found


def _listed(name: str, sheet: str) -> Callable[[Situation], list[Row]]:
    return lambda s: s.rounds[name].list_rows(sheet) if name in s.rounds else []


def _target(row: Row) -> str:
    return f"目標{shown(row['番号'])}{quote(row['目標'])}"


def _standard(row: Row) -> str:
    return f"{printed(row['場面'])}{quote(row['本文'])}（{row['遵守状況']}）"


def _indicator(row: Row) -> str:
    reached, aim = (f"{column}{printed(row[column])}{row['単位']}" for column in ("実績値", "目標値"))
    return f"{row['指標名']}（{reached}、{aim}{row['向き']}）"


def _fallen_short(situation: Situation) -> list[Row]:
    """The targets that go on though last year's were not reached, each with what it came to there."""
    return [now | {"前": past["達成度"]} for now, past in carried(situation) if past["達成度"] != "達成"]


def _opinions(place: str) -> Point:
    return Point(
        place,
        _listed("意見記録", "対応の済んでいない意見"),
        lambda r: f"{r['種別']}{quote(r['内容'])}（{r['対応状況']}）",
    )


POINTS = {
    "目標設定": [Point("第4のうち", _fallen_short, lambda r: f"{_target(r)}（前年度は{r['前']}）")],
    "中間報告": [
        Point("第2の2の", _listed("中間報告", "守られていない基準"), _standard),
        Point("第3の2の", _listed("中間報告", "遅れている目標"), lambda r: f"{_target(r)}（{r['進捗']}）"),
        Point("第4の", _listed("中間報告", "緊急の予算"), lambda r: f"{_target(r)}（{printed(r['必要額'])}千円）"),
        _opinions("第5の2の"),
    ],
    "実績報告": [
        Point("第3の4の", _listed("実績報告", "未達成と今後の対応方策"), lambda r: f"{_target(r)}（{r['達成度']}）"),
        Point("第4の2の", _listed("実績報告", "守られていない基準"), _standard),
        Point("第5の", _listed("実績報告", "基準化の候補"), _target),
        Point("第6の", _listed("実績報告", "推薦"), _target),
        Point("第9のうち", lambda s: [r for r in rows_of(s, "成果指標", "指標") if r["状況"] == "未達"], _indicator),
        _opinions("第7の2の"),
    ],
}
"""The round a paper is of -> its points, in the order of the paper."""


def on_points(name: str) -> Iterator[Said]:
    """How many rows of how many departments each point has, and the line of each department below it."""

    def counted(point: Point) -> Callable[[Situation], list[tuple[str, ...]]]:
        def said(situation: Situation) -> list[tuple[str, ...]]:
            rows = point.rows(situation)
            return [(str(len(rows)), str(len(by_department(rows))))] if rows else []

        return said

    def lines(situation: Situation) -> list[tuple[str, ...]]:
        return [
            (letter, department, str(len(rows)), "、".join(map(point.told, rows)))
            for point in POINTS[name]
            for letter, (department, rows) in zip(LETTERS, by_department(point.rows(situation)).items(), strict=False)
        ]

    for point in POINTS[name]:
        yield rf"^{point.place}(\d+)件（(\d+)部署）(?=、|について)", counted(point)
    yield r"^([ア-ン])　(.+?)（(\d+)件）　(.+)$", lines
