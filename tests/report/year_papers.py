"""What the tables and pictures of a meeting's paper must show, found by words of their captions.

A number in a sentence that is neither among the sentences counted again nor one of the kinds named in `NO_COUNT` is a
number nobody has counted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from tests.report.year_annexes import annexes_of
from tests.report.year_counts import NOBODY, Grid, Round, printed
from tests.report.year_forms import Row
from tests.report.year_play import Situation
from tests.report.year_rows import last_survey, rows_of

NO_COUNT = {
    "a day, a month or a year": r"令和\d+年(?:度（\d{4}年度）|度|\d+月(?:\d+日|末)?)",
    "a chapter or a decision": r"^(?:第\d+|\d+)　",
    "a table, a figure or an annex": r"(?:[表図]|別紙)\d+",
    "the number of the paper": r"^資料[０-９\d]+$",
    "what a note explains": r"^（注\d+）|選択肢ごとに1件と数え|0ではありません",
    "a page": r"^- \d+ -$",
}
"""Numbers that are no counts, by kind."""
COMMITTEE = "区役所サービス向上委員会"
FOR_THE_COMMITTEE = ("確認を要するもの", "効果を確かめていない処置", "見直しの済んでいない業務手順書")
"""Tables that only the paper of the committee has: what it asks the departments itself."""
FOR_THE_CONFERENCE = ("委員会の内部評価",)
"""Tables that only the paper of the conference has: what the committee came to."""


Made = Callable[[Situation], Grid]
"""Makes a table from the filled-in workbooks; an empty one is not to be in the paper."""


def _sheet(of: str, sheet: str) -> Made:
    """A sheet of totals of a round as it stands: nothing of no answers or a single year."""

    def made(situation: Situation) -> Grid:
        round_ = situation.rounds.get(of)
        if round_ is None or not round_.accepted:
            return []
        return [] if round_.totals[sheet][0]["列"] == "年度" and not round_.earlier else round_.crosstab(sheet).grid()

    return made


def _scenes(situation: Situation) -> Grid:
    """The targets under each scene, beside last year's where there are any."""
    round_ = situation.rounds["目標設定"]
    if not round_.accepted:
        return []
    years = [*(earlier for earlier in round_.earlier if earlier.accepted), round_]
    totals = [{row[0]: row[-1] for row in r.crosstab("場面別").grid()[1:]} for r in years]
    head = ["場面", *(f"{r.year_name}（{r.year}年度）" for r in years)]
    return [head, *([label, *(t.get(label, "") for t in totals)] for label in totals[-1])]


def to_confirm(situation: Situation) -> list[Row]:
    """How many departments set how many targets, where they are more than three or so."""
    if not situation.rounds["目標設定"].accepted:
        return []
    sheets = situation.rounds["目標設定"].accepted.items()
    names = situation.rounds["目標設定"].names
    many = sorted({len(sheet.tables["目標"]) for _, sheet in sheets if len(sheet.tables["目標"]) > 3})
    return [{"目標": n, "部署": [names[code] for code, s in sheets if len(s.tables["目標"]) == n]} for n in many]


def _confirm(situation: Situation) -> Grid:
    told = [
        [f"「目標」が{row['目標']}件あります（目安は3件までです）。", str(len(row["部署"])), "、".join(row["部署"])]
        for row in to_confirm(situation)
    ]
    return [["内容", "件数", "部署"], *told] if told else []


def _survey(sheet: str) -> Made:
    """A table of rates of the later survey, or of the first one while that is all there is; each with one decimal."""

    def made(situation: Situation) -> Grid:
        head, *rows = _sheet(last_survey(situation), sheet)(situation) or [[]]
        counts = [n for n, heading in enumerate(head) if heading == "回答数"]
        told = [[c if n in (0, *counts) or c == NOBODY else f"{float(c):.1f}" for n, c in enumerate(r)] for r in rows]
        return [head, *told] if rows else []

    return made


def _by_department(situation: Situation) -> Grid:
    survey = situation.rounds.get(last_survey(situation))
    return _survey("部署別の満足率")(situation) if survey and len(survey.accepted) > 1 else []


def _moved(situation: Situation) -> Grid:
    """The rates of which a department says why they moved."""
    rows = [row for row in rows_of(situation, last_survey(situation), "設問") if row["増減の理由"]]
    told = [
        [
            row["部署名"],
            row["設問"],
            *(printed(row[c]) or NOBODY for c in ("前回の満足率", "満足率", "増減")),
            row["増減の理由"],
        ]
        for row in rows
    ]
    return [["部署名", "設問", "前回", "満足率", "増減", "増減の理由"], *told] if told else []


def _same(of: str, captions: Mapping[str, str]) -> dict[str, Made]:
    return {words: _sheet(of, sheet) for words, sheet in captions.items()}


def _effects(situation: Situation) -> Grid:
    """Which treatments helped; nothing where there are none."""
    treated = [row for row in rows_of(situation, "意見記録", "意見") if row["区分"] in ("予防", "是正")]
    return _sheet("意見記録", "処置の効果")(situation) if treated else []


OPINIONS = _same("意見記録", {"場面別・種別の意見の数": "場面別", "四半期別・種別の意見の数": "四半期別"})
STANDARDS = {"場面別の遵守状況": "場面別の遵守状況", "遵守状況の前年度との比較": "遵守状況の年度比較"}
ASKED: dict[str, dict[str, Made]] = {
    "目標設定": {"場面別の目標の数": _scenes, "確認を要するもの": _confirm, **annexes_of("目標設定")},
    "中間報告": {
        **_same("中間報告", STANDARDS),
        "場面別の進捗": _sheet("中間報告", "場面別の進捗"),
        **OPINIONS,
        **annexes_of("中間報告"),
    },
    "実績報告": {
        "達成度の前年度との比較": _sheet("実績報告", "達成度の年度比較"),
        "部署別の達成度": _sheet("実績報告", "部署別の達成度"),
        **_same("実績報告", STANDARDS),
        **OPINIONS,
        "予防・是正の処置の効果": _effects,
        "設問別の満足率（％": _survey("満足率の回ごとの比較"),
        "部署別の満足率": _by_department,
        "前の回から動いた満足率と": _moved,
        "次年度の扱い別の目標の数": _sheet("実績報告", "次年度の扱い別"),
        **annexes_of("実績報告"),
    },
}
"""The round a paper is of -> the words in its captions, in the order of the paper -> what the table shows."""


def asked_by(name: str, caption: str) -> str:
    """The words in a caption."""
    return max((words for words in ASKED[name] if words in caption), key=len, default=caption)


def asked_for(name: str, meeting: str, situation: Situation) -> list[str]:
    """The tables that the paper of a meeting must have."""
    others = FOR_THE_CONFERENCE if meeting == COMMITTEE else FOR_THE_COMMITTEE
    own = [words for words in ASKED[name] if words not in others]
    return [words for words in own if ASKED[name][words](situation)]


def as_in_papers(grid: Grid, headings: Sequence[str]) -> Grid:
    """A table as papers print it: no lines in a cell, and no column without anything in it."""
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
    return dict(re.findall(r"(?:^|、|。)([^、。]+?) (?:計|延べ)?(\d+)件", text))


def _sums(grid: Grid) -> list[dict[str, str]]:
    """The totals of the rows, and of the columns where the picture stands on them; nobody's are not told."""
    body = [row for row in grid[1:] if row[0] not in ("計", "計（延べ）", "実数", "全体")]
    last = next((row for row in grid if row[0] in ("計", "計（延べ）")), [])
    down = {row[0]: row[-1] for row in body if row[-1] != NOBODY}
    across = {head: n for head, n in zip(grid[0][1:], last[1:], strict=False) if head != "計" and n != NOBODY}
    return [down, across]


def lines(round_: Round, sheet: str) -> dict[str, str]:
    """What is told of each line over the years that has three values at least, by the picture's title."""
    head, *rows = round_.trend(sheet)
    found = {}
    for values, aims in pairwise(rows):
        if values[0] != aims[0] or len([value for value in values[2:] if value != NOBODY]) < 3:
            continue
        way = re.search(r"（(.+)）", aims[1])
        told = [
            f"{year} {'数値なし' if value == NOBODY else value}"
            + ("" if aim == NOBODY else f"（目標 {aim}{way[1] if way else ''}）")
            for year, value, aim in zip(head[2:], values[2:], aims[2:], strict=True)
        ]
        found[f"{values[0]}の推移の折れ線"] = "、".join(told) + "。"
    return found
