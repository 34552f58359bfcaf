"""What the tables and pictures of a meeting's paper must show, found by words of their captions.

A number in a sentence that is neither among the sentences counted again nor one of the kinds named in `NO_COUNT` is a
number nobody has counted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import docx
from docx.oxml.ns import qn

from tests.report.year_books import coverage, tally
from tests.report.year_counts import NOBODY, Grid, Round, printed
from tests.report.year_play import Situation

STATES = ("受理", "該当なし", "差戻し中", "未提出", "期限超過", "未発行")
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


@dataclass
class Table:
    caption: str
    rows: Grid


@dataclass
class Paper:
    """A paper as it is read: its paragraphs, its tables under their captions, what its pictures are said to show."""

    sentences: list[str]
    tables: list[Table]
    pictures: list[str]


def read_paper(path: Path) -> Paper:
    document = docx.Document(str(path))
    found = Paper([], [], [e.get("descr") for e in document.element.iter(qn("wp:docPr"))])
    for element in document.element.body:
        if element.tag == qn("w:tbl"):
            rows = [[_text(cell) for cell in row.findall(qn("w:tc"))] for row in element.iter(qn("w:tr"))]
            found.tables.append(Table(found.sentences[-1], rows))
        elif text := _text(element):
            found.sentences.append(text)
    for section in document.sections:
        found.sentences += [p.text for part in (section.header, section.footer) for p in part.paragraphs if p.text]
    return found


def _text(element) -> str:
    return "".join(t.text or "" for t in element.iter(qn("w:t")))


OPINIONS = {
    "場面別・種別の意見の数": ("意見記録", "場面別"),
    "四半期別・種別の意見の数": ("意見記録", "四半期別"),
    "対応の済んでいない意見": ("意見記録", "対応の済んでいない意見"),
}
ASKED: dict[str, dict[str, tuple[str, str]]] = {
    "目標設定": {
        "場面別の目標の数": ("目標設定", "場面別"),
        "部署別目標": ("目標設定", "目標一覧"),
        "予算措置を要する目標": ("目標設定", "予算措置を要する目標"),
    },
    "中間報告": {
        "場面別の遵守状況": ("中間報告", "場面別の遵守状況"),
        "遵守状況の前年度との比較": ("中間報告", "遵守状況の年度比較"),
        "守られていない基準と改善方策": ("中間報告", "守られていない基準"),
        "場面別の進捗": ("中間報告", "場面別の進捗"),
        "遅れている目標": ("中間報告", "遅れている目標"),
        "緊急の予算を要するもの": ("中間報告", "緊急の予算"),
        **OPINIONS,
    },
    "実績報告": {
        "達成度の前年度との比較": ("実績報告", "達成度の年度比較"),
        "場面別の達成度": ("実績報告", "場面別の達成度"),
        "部署別の達成度": ("実績報告", "部署別の達成度"),
        "達成に至らなかった目標": ("実績報告", "未達成と今後の対応方策"),
        "場面別の遵守状況": ("実績報告", "場面別の遵守状況"),
        "守られていない基準と改善方策": ("実績報告", "守られていない基準"),
        "基準化の候補": ("実績報告", "基準化の候補"),
        "職員表彰・発表会に推薦する取組": ("実績報告", "推薦"),
        **OPINIONS,
        "設問別の満足率": ("来庁者アンケート", "満足率"),
        "成果指標の状況": ("成果指標", "指標の状況"),
        "次年度の扱い別の目標": ("実績報告", "次年度の扱い別"),
    },
}
"""The round a paper is of -> words of a caption -> whose sheet of totals the table shows."""


def expected_table(situation: Situation, name: str, table: Table, before: Sequence[str]) -> Grid:
    """What the table must be; `before` are the captions of the tables above it."""
    if "状態別の部署数" in table.caption:
        counted = tally(situation, name)
        return [[*STATES, "計"], [*(str(counted[s]) for s in STATES), str(counted.total())]]
    if "部署別の提出状況" in table.caption:
        columns = ("部署名", "状態", "受付日", "件数")
        return [[*columns], *([row[c] for c in columns] for row in coverage(situation, name))]
    (words,) = [w for w in ASKED[name] if w in table.caption]
    of, sheet = ASKED[name][words]
    if of not in situation.rounds:  # a form that is asked for several times in the year
        of = [r for r in situation.rounds if r.startswith(of)][sum(words in caption for caption in before)]
    return _asked(situation.rounds[of], sheet)


def _asked(round_: Round, sheet: str) -> Grid:
    if sheet == "予算措置を要する目標":
        return [["部署名", "番号", "目標", "予算措置"], *money_rows(round_)]
    if round_.totals[sheet][0]["種類"] == "一覧":
        return round_.list_grid(sheet)
    grid = round_.crosstab(sheet).grid()
    return (
        [["場面", "目標の数（件）"], *([r[0], r[-1]] for r in grid[1:])]
        if sheet == "場面別" and _alone(round_)
        else grid
    )


def _alone(round_: Round) -> bool:
    return round_.totals["場面別"][0]["列"] == "部署名"


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
            elif first["種類"] == "推移" and _line(round_, sheet, title) == rest:
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


def _line(round_: Round, sheet: str, title: str) -> str:
    """What is told of one line over the years."""
    grid = [row for row in round_.trend(sheet)[1:] if title == f"{row[0]}の推移の折れ線"]
    if not grid:
        return ""
    values, targets = grid[0], (grid[1] if len(grid) > 1 else [])
    way = re.search(r"（(.+)）", targets[1]) if targets else None
    aim = f"（目標 {targets[2]}{way[1]}）" if way and targets[2] != NOBODY else ""
    return f"{round_.year_name} {values[2]}{aim}。"
