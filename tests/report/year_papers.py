"""What the tables and pictures of a meeting's paper must show, found by words of their captions.

A number in a sentence that is neither among the sentences counted again nor one of the kinds named in `NO_COUNT` is a
number nobody has counted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from tests.report.year_books import coverage, tally
from tests.report.year_counts import NOBODY, Grid, Round, printed, shown
from tests.report.year_forms import Row
from tests.report.year_play import Situation

STATES = ("受理", "該当なし", "差戻し中", "受け取れず", "未提出", "期限超過", "未発行")
NO_COUNT = {
    "a day, a month or a year": r"令和\d+年(?:度（\d{4}年度）|度|\d+月(?:\d+日|末)?)",
    "a chapter or a section": r"^(?:第\d+|\d+|\(\d+\))　",
    "what another chapter says": r"第\d+(?:の\d+)*(?:の(?=\d+件)|の表)?",
    "a table or a figure": r"^[表図]\d+　|[表図]\d+",
    "the number of the paper": r"^資料[０-９\d]+$",
    "what a note explains": r"選択肢ごとに1件と数え|0ではありません",
    "a page": r"^- \d+ -$",
}
"""Numbers that are no counts, by kind."""


Made = Callable[[Situation], Grid]
"""Makes a table from the filled-in workbooks; an empty one is not to be in the paper."""


def _sheet(of: str, sheet: str) -> Made:
    """A sheet of totals of a round as it stands: nothing of no answers, an empty list or a single year."""

    def made(situation: Situation) -> Grid:
        round_ = situation.rounds.get(of)
        if round_ is None or not round_.accepted:
            return []
        if round_.totals[sheet][0]["種類"] == "一覧":
            return round_.list_grid(sheet) if round_.list_rows(sheet) else []
        return [] if round_.totals[sheet][0]["列"] == "年度" and not round_.earlier else round_.crosstab(sheet).grid()

    return made


def _states(name: str) -> Made:
    def made(situation: Situation) -> Grid:
        counted = tally(situation, name)
        return [[*STATES, "計"], [*(str(counted[s]) for s in STATES), str(counted.total())]]

    return made


def _coverage(name: str) -> Made:
    columns = ("部署名", "状態", "受付日", "件数")

    def told(row: Row) -> list[str]:
        mended = f"（{row['修正日']}修正）" if row["修正日"] else ""
        return [row["部署名"], row["状態"], row["受付日"] + mended, row["件数"]]

    return lambda s: [[*columns], *map(told, coverage(s, name))]


def _scenes(situation: Situation) -> Grid:
    """The targets under each scene; the one table that is there before anybody has answered."""
    grid = situation.rounds["目標設定"].crosstab("場面別").grid()
    return [["場面", "目標の数（件）"], *([row[0], row[-1]] for row in grid[1:])]


def _scenes_over_years(situation: Situation) -> Grid:
    round_ = situation.rounds["目標設定"]
    years = [*round_.earlier, round_]
    if len(years) == 1 or not all(r.accepted for r in years):
        return []
    totals = [{row[0]: row[-1] for row in r.crosstab("場面別").grid()[1:]} for r in years]
    head = ["場面", *(f"{r.year_name}（{r.year}年度）" for r in years)]
    return [head, *([label, *(t.get(label, "") for t in totals)] for label in totals[-1])]


def _money(situation: Situation) -> Grid:
    found = money_rows(situation.rounds["目標設定"])
    return [["部署名", "番号", "目標", "予算措置"], *found] if found else []


def _carried(situation: Situation) -> Grid:
    found = [
        [
            *(printed(now[c]) for c in ("部署名", "番号")),
            *(printed(past[c]) for c in ("目標", "達成度")),
            printed(past["今後の対応方策"]) or NOBODY,
            "（前年度と同じ）" if now["目標"] == past["目標"] else printed(now["目標"]),
        ]
        for now, past in carried(situation)
    ]
    head = ["部署名", "番号", "前年度の目標", "達成度", "今後の対応方策", "本年度の目標"]
    return [head, *found] if found else []


def _indicators(situation: Situation) -> Grid:
    """Each indicator beside its target, with what the numbers are as of."""
    found = [
        [
            f"{row['指標名']}（{row['単位']}）",
            f"{printed(row['現状値'])}（{row['現状年度']}）",
            "未設定" if row["目標値"] is None else f"{printed(row['目標値'])}{row['向き']}（{row['目標年度']}）",
            printed(row["実績値"]) + (f"（{row['実績の時点']}）" if row["実績の時点"] else ""),
            _stage(row),
            shown(row["補足"]),
        ]
        for row in rows_of(situation, "成果指標", "指標")
    ]
    return [["指標（単位）", "現状値", "目標値", "実績値", "状況", "補足"], *found] if found else []


def _stage(row: Row) -> str:
    """What an indicator has come to; before the year of its target, how far it still is from it."""
    if row["状況"] != "目標年度前":
        return str(row["状況"])
    return f"目標年度前（{'あと' + printed(row['目標まで']) if row['目標まで'] else '目標値に届いています'}）"


def _courses(situation: Situation) -> Grid:
    """Each indicator over the years, when there are two at least."""
    round_ = situation.rounds.get("成果指標")
    grid = round_.trend("指標の推移") if round_ and round_.accepted else [[]]
    return grid if len(grid[0]) > len(("項目", "区分", "一つの年度")) else []


def _same(of: str, captions: Mapping[str, str]) -> dict[str, Made]:
    return {words: _sheet(of, sheet) for words, sheet in captions.items()}


def _paper(name: str, asked: Mapping[str, Made]) -> dict[str, Made]:
    return {"状態別の部署数": _states(name), **asked, "部署別の提出状況": _coverage(name)}


OPINIONS = _same(
    "意見記録",
    {
        "場面別・種別の意見の数": "場面別",
        "四半期別・種別の意見の数": "四半期別",
        "対応の済んでいない意見": "対応の済んでいない意見",
    },
)
STANDARDS = {
    "場面別の遵守状況": "場面別の遵守状況",
    "遵守状況の前年度との比較": "遵守状況の年度比較",
    "守られていない基準と改善方策": "守られていない基準",
}
ASKED: dict[str, dict[str, Made]] = {
    "目標設定": _paper(
        "目標設定",
        {
            "場面別の目標の数": _scenes,
            "場面別の目標の数の前年度との比較": _scenes_over_years,
            "前年度から続く目標": _carried,
            "部署別目標": _sheet("目標設定", "目標一覧"),
            "予算措置を要する目標": _money,
        },
    ),
    "中間報告": _paper(
        "中間報告",
        {
            **_same("中間報告", STANDARDS),
            "場面別の進捗": _sheet("中間報告", "場面別の進捗"),
            "遅れている目標と対応": _sheet("中間報告", "遅れている目標"),
            "緊急の予算を要するもの": _sheet("中間報告", "緊急の予算"),
            **OPINIONS,
        },
    ),
    "実績報告": _paper(
        "実績報告",
        {
            "達成度の前年度との比較": _sheet("実績報告", "達成度の年度比較"),
            "場面別の達成度": _sheet("実績報告", "場面別の達成度"),
            "部署別の達成度": _sheet("実績報告", "部署別の達成度"),
            "達成に至らなかった目標と今後の対応方策": _sheet("実績報告", "未達成と今後の対応方策"),
            **_same("実績報告", STANDARDS),
            "基準化の候補": _sheet("実績報告", "基準化の候補"),
            "職員表彰・発表会に推薦する取組": _sheet("実績報告", "推薦"),
            **OPINIONS,
            "設問別の満足率（前期": _sheet("来庁者アンケート（前期）", "満足率"),
            "設問別の満足率（後期": _sheet("来庁者アンケート（後期）", "満足率"),
            "成果指標の状況": _indicators,
            "成果指標の推移": _courses,
            "次年度の扱い別の目標の数": _sheet("実績報告", "次年度の扱い別"),
        },
    ),
}
"""The round a paper is of -> the words its captions begin with, in the order of the paper -> what the table shows."""


def asked_by(name: str, caption: str) -> str:
    """The words a caption begins with, after its number."""
    text = re.sub(r"^表\d+　", "", caption)
    return max((words for words in ASKED[name] if text.startswith(words)), key=len, default=text)


def rows_of(situation: Situation, name: str, table: str) -> list[Row]:
    return situation.rounds[name].rows(table) if name in situation.rounds else []


def carried(situation: Situation) -> list[tuple[Row, Row]]:
    """Each target that goes on from last year's, beside what became of it there."""
    before = situation.before
    past = {row["行ID"]: row for row in rows_of(before, "実績報告", "目標")} if before else {}
    return [(row, past[row["行ID"]]) for row in rows_of(situation, "目標設定", "目標") if row["行ID"] in past]


def money_rows(round_: Round) -> Grid:
    rows = [row for row in round_.rows("目標") if row["予算措置"] not in (None, "不要")]
    return [[printed(row[c]) for c in ("部署名", "番号", "目標", "予算措置")] for row in rows]


def as_in_papers(grid: Grid, headings: Sequence[str]) -> Grid:
    """A table as papers print it: no rows of divisions, no lines in a cell, and no column without anything in it."""
    kept = [n for n, h in enumerate(grid[0]) if h in headings or any(row[n] for row in grid[1:])]
    return [["".join(row[n].split("\n")) for n in kept] for row in grid]


def uncounted(text: str) -> str:
    """What is left of a sentence without the numbers that are no counts."""
    for pattern in NO_COUNT.values():
        text = re.sub(pattern, "", text)
    return text


def expected_picture(situation: Situation, told: str) -> bool:
    """Whether what a picture is said to show is one of the year's cross-tabs or lines."""
    title, _, rest = told.partition("グラフ。")
    for round_ in situation.rounds.values():
        for sheet, (first, *_) in round_.totals.items():
            if first["種類"] == "クロス集計" and re.fullmatch(
                f"{re.escape(first['見出し'])}の(?:積上げ)?(?:棒|折れ線|円)", title
            ):
                if _pairs(rest) in _sums(round_.crosstab(sheet).grid()):
                    return True
            elif first["種類"] == "推移" and lines(round_, sheet).get(title) == rest:
                return True
    return False


def _pairs(text: str) -> dict[str, str]:
    """Label -> number, of what is told one after the other."""
    return dict(re.findall(r"(?:^|、|。)([^、。]+?) (\d+)件", text))


def _sums(grid: Grid) -> list[dict[str, str]]:
    """The totals of the rows, and of the columns where the picture stands on them; nobody's are not told."""
    body = [row for row in grid[1:] if row[0] not in ("計", "計（延べ）", "実数", "全体")]
    last = next((row for row in grid if row[0] in ("計", "計（延べ）")), [])
    down = {row[0]: row[-1] for row in body if row[-1] != NOBODY}
    across = {head: n for head, n in zip(grid[0][1:], last[1:], strict=False) if head != "計" and n != NOBODY}
    return [down, across]


def lines(round_: Round, sheet: str) -> dict[str, str]:
    """What is told of each line over the years that has two values at least, by the picture's title."""
    head, *rows = round_.trend(sheet)
    found = {}
    for values, aims in pairwise(rows):
        if values[0] != aims[0] or len([value for value in values[2:] if value != NOBODY]) < 2:
            continue
        way = re.search(r"（(.+)）", aims[1])
        told = [
            f"{year} {'数値なし' if value == NOBODY else value}"
            + ("" if aim == NOBODY else f"（目標 {aim}{way[1] if way else ''}）")
            for year, value, aim in zip(head[2:], values[2:], aims[2:], strict=True)
        ]
        found[f"{values[0]}の推移の折れ線"] = "、".join(told) + "。"
    return found
