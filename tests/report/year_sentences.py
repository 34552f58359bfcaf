"""Every number that a sentence of a meeting's paper tells, counted again from the filled-in workbooks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial

from tests.report.year_books import share, state_of, states, tally
from tests.report.year_counts import printed, rate
from tests.report.year_decided import granted, orders, resolved
from tests.report.year_forms import wareki
from tests.report.year_papers import COMMITTEE
from tests.report.year_play import Situation
from tests.report.year_rows import (
    BEHIND,
    DECLARED,
    GOALS,
    LATE_MANUALS,
    MANUALS,
    MIDYEAR_UNKEPT,
    NEEDS,
    OPINIONS,
    PLANNED,
    PROGRESS,
    RANGES,
    TAKEN_PART,
    UNKEPT,
    UNKEPT_AT_LAST,
    UNSEEN,
    UNSETTLED,
    VOICES,
    WARD_PLAN,
    WIDE,
    Rows,
    carried,
    fallen_short,
    rows_of,
)

Said = tuple[str, Callable[[Situation], list[tuple[str, ...]]]]
"""A pattern, and what its groups must be wherever it is found; nowhere for an empty list."""


def _answered(situation: Situation, name: str) -> int:
    return len(situation.rounds[name].accepted) if name in situation.rounds else 0


def _told(situation: Situation, name: str, *numbers: int) -> list[tuple[str, ...]]:
    """The numbers, when anybody has answered at all."""
    return [tuple(map(str, numbers))] if _answered(situation, name) else []


def _how_many(rows: Rows, situation: Situation) -> list[tuple[str, ...]]:
    """How many rows there are, where there are any."""
    return [(str(len(found)),)] if (found := rows(situation)) else []


def _named(situation: Situation, name: str, wanted: str) -> list[tuple[str, ...]]:
    """The departments in that state and how many they are."""
    round_ = situation.rounds[name]
    names = [round_.names[code] for code, state in states(situation, name).items() if state == wanted]
    return [("、".join(names), str(len(names)))] if names else []


def on_coverage(name: str) -> Iterator[Said]:
    def asked(s: Situation) -> int:
        return len([c for c in s.rounds[name].names if state_of(s, name, c) != "未発行"])

    def came(s: Situation) -> int:
        return _answered(s, name) + tally(s, name)["差戻し中"]

    yield r"^(令和\d+年度)（(\d+)年度）の", lambda s: [(s.rounds[name].year_name, str(s.year))]
    yield r"^提出　(\d+)部署のうち(\d+)部署の提出を受理", lambda s: [(str(asked(s)), str(_answered(s, name)))]
    yield r"^(令和\d+年\d+月\d+日)を期限として", lambda s: [(wareki(s.due(name)),)]
    yield r"(\d+)部署に提出を求め", lambda s: [(str(asked(s)),)]
    yield r"(?<=日までに)(\d+)部署から提出が", lambda s: [(str(came(s)),)]
    yield (
        r"このうち(\d+)部署（提出を求めた(\d+)部署の([\d.]+|－)％）を受理",
        lambda s: [(str(_answered(s, name)), str(asked(s)), share(s, name))],
    )
    yield r"(.+?)（(\d+)部署）には、直したもの", lambda s: _named(s, name, "差戻し中")
    yield r"(.+?)（(\d+)部署）には、速やかな提出", lambda s: _named(s, name, "期限超過")


def on_targets() -> Iterator[Said]:
    name = "目標設定"

    def most(s: Situation) -> list[tuple[str, ...]]:
        rows = rows_of(s, name, "目標")
        counted = Counter(scene for row in rows for scene in row["場面"])
        top = max(counted.values(), default=0)
        scenes = [scene for scene in s.rounds[name].template.choices["場面"] if counted[scene] == top]
        return [(str(len(rows)), "、".join(scenes), str(top))] if rows else []

    def going_on(s: Situation) -> list[tuple[str, ...]]:
        return [(str(len(carried(s))), str(len(fallen_short(s))))] if carried(s) else []

    def open_of(rows: list[str]) -> list[tuple[str, ...]]:
        return [(str(len(rows)), str(len([one for one in rows if one not in ("済み", "完了")])))] if rows else []

    yield (
        r"^前年度の会議で行うことが決まった(\d+)件のうち、終わっていないものは(\d+)件",
        lambda s: open_of([row["処理"] for row in resolved(s)]),
    )
    yield (
        r"^前年度の区長の指示(\d+)件のうち、終わっていないものは(\d+)件",
        lambda s: open_of([row[-1] for row in orders(s, 1)]),
    )
    yield r"^目標　受理した目標は(\d+)件で、最も多い場面は(.+?)（各?(\d+)件）", most
    yield r"目標から続くものは(\d+)件で、そのうち(\d+)件が", going_on

    def wide(s: Situation) -> list[tuple[str, ...]]:
        counted = Counter(row["取組範囲"] for row in WIDE(s))
        told = [f"{of}の全体{counted[of]}件" for of in RANGES]
        return [(str(counted.total()), "、".join(told))] if counted else []

    yield r"^課を越えて取り組む目標は(\d+)件（(.+?)）で、", wide
    yield r"^所属をまたいで取り組む目標は(\d+)件で", partial(_how_many, TAKEN_PART)
    yield r"^組織目標との関係は、(\d+)件の目標", partial(_how_many, GOALS)
    yield r"^区計画の事業として行う目標は(\d+)件で", partial(_how_many, WARD_PLAN)
    yield r"^四半期ごとの計画は(\d+)件の目標に", partial(_how_many, PLANNED)


def on_opinions() -> Iterator[Said]:
    name = "意見記録"
    yield (
        r"(\d+)部署の提出を受理し、(\d+)件の意見の記録",
        lambda s: _told(s, name, _answered(s, name), len(OPINIONS(s))),
    )
    yield r"対応の済んでいない(\d+)件は", lambda s: [(str(len(rows)),)] if (rows := UNSETTLED(s)) else []

    def unseen(s: Situation) -> list[tuple[str, ...]]:
        rows = UNSEEN(s)
        late = [row for row in rows if row["状況"] == "期限超過"]
        return [(str(len(rows)), str(len(late)) if late else "")] if rows else []

    yield r"^効果を確かめていない処置は(\d+)件(?:（うち処置の期限を過ぎたもの(\d+)件）)?", unseen


def _on_standards(name: str, unkept: Rows) -> Said:
    return (
        r"^基準　延べ(\d+)件の基準のうち、守られていないもの（一部を含む。）は(\d+)件",
        lambda s: _told(s, name, len(rows_of(s, name, "基準")), len(unkept(s))),
    )


def on_money() -> Iterator[Said]:
    def sums(s: Situation) -> list[tuple[str, ...]]:
        rows = [row for part in granted(s) for row in part]
        asked, given = (sum(row[c] or 0 for row in rows) for c in ("求", "決定額"))
        if not rows:
            return []
        some = [row for row in rows if row["決定額"]]
        share = f"{given / asked * 100:.1f}"
        return [(str(len(rows)), printed(asked), str(len(some)), printed(given), share)]

    def sources(s: Situation) -> list[tuple[str, ...]]:
        rows = [row for part in granted(s) for row in part if row["決定額"]]
        each = dict.fromkeys(row["財源"] for row in rows)
        found = {source: [row["決定額"] for row in rows if row["財源"] == source] for source in each}
        told = "、".join(f"{source}{len(sums)}件{printed(sum(sums))}千円" for source, sums in found.items())
        return [(told,)] if rows else []

    yield (
        r"に求められた予算(\d+)件、([\d,]+)千円のうち、(\d+)件、([\d,]+)千円（求められた額の([\d.]+)％）が",
        sums,
    )
    yield r"^（注）財源別の決まった額は、(.+?)です。$", sources


def on_midyear() -> Iterator[Said]:
    name = "中間報告"
    yield from on_money()
    yield _on_standards(name, MIDYEAR_UNKEPT)
    yield (
        r"^目標　(\d+)件の目標のうち、遅れているもの（やや遅れを含む。）は(\d+)件",
        lambda s: _told(s, name, len(rows_of(s, name, "目標")), len(BEHIND(s))),
    )
    yield r"^(\d+)件の目標の年間取組計画と", partial(_how_many, PROGRESS)
    yield from on_opinions()


def on_manuals() -> Iterator[Said]:
    name = "業務手順書"

    def told(s: Situation) -> list[tuple[str, ...]]:
        rows, late = MANUALS(s), LATE_MANUALS(s)
        every = len(rows_of(s, name, "手順書"))
        return [(str(_answered(s, name)), str(every), str(len(rows)), str(len(late)) if late else "")] if rows else []

    late = r"(?:（うち見直す日を過ぎたもの(\d+)件）)?"
    yield (
        rf"^(\d+)部署の業務手順書(\d+)件のうち、令和\d+年度（\d+年度）に見直すもので済んでいないものは(\d+)件{late}で",
        told,
    )


def on_results() -> Iterator[Said]:
    name = "実績報告"

    def reached(s: Situation) -> list[tuple[str, ...]]:
        counted = Counter(row["達成度"] for row in rows_of(s, name, "目標"))
        told = [f"{grade}{counted[grade]}件" for grade in s.rounds[name].template.choices["達成度"]]
        if DECLARED(s):
            told[0] += f"（うち目標値に届かないもの{len(DECLARED(s))}件）"
        return [(*numbers, "、".join(told)) for numbers in _told(s, name, counted.total())]

    def surveys(s: Situation) -> list[tuple[str, ...]]:
        surveys = {n: r.rows(None) for n, r in s.rounds.items() if n.startswith("来庁者アンケート") and r.accepted}
        told = []
        for name, heads in surveys.items():
            sums = [printed(sum(head[c] for head in heads)) for c in ("配布数", "回収数")]
            each = "、".join(f"{head['部署名']}{printed(head['回収数'])}枚" for head in heads)
            told.append((name, str(len(heads)), *sums, f"{rate('回収率', heads)}", each))
        return told

    def needed(s: Situation) -> list[tuple[str, ...]]:
        rows = NEEDS(s)
        unreached = [row for row in rows if row["もと"] == "目標" and row["もとの結果"] not in ("達成", None)]
        unkept = [row for row in rows if row["もと"] == "基準" and row["もとの結果"] in UNKEPT]
        voiced = [row for row in rows if row["もと"] == "市民の声"]
        people = printed(sum(row["人数"] or 0 for row in rows))
        return [(str(len(rows)), people, *(str(len(r)) for r in (unreached, unkept, voiced)))] if rows else []

    origins = r"目標から分かったものは(\d+)件、守られていない基準からは(\d+)件、市民の声からは(\d+)件です。"
    yield rf"^次年度の研修・育成は(\d+)件、対象者は延べ([\d,]+)人です.+?{origins}", needed
    yield from on_money()
    yield r"^目標　(\d+)件の達成度は、(.+)です。", reached
    yield _on_standards(name, UNKEPT_AT_LAST)
    yield r"^(来庁者アンケート.+?)　(\d+)部署　配布([\d,]+)枚、回収([\d,]+)枚（回収率([\d.]+)％。(.+)）", surveys
    yield r"^来庁者アンケート（.+?）の自由意見は(\d+)件", lambda s: [(str(len(VOICES(s))),)] if VOICES(s) else []
    yield (
        r"^成果指標(\d+)件の状況は",
        lambda s: _told(s, "成果指標", len(rows_of(s, "成果指標", "指標"))),
    )
    yield from on_opinions()


FORMS = {"目標設定": on_targets, "中間報告": on_midyear, "実績報告": on_results}


def said_in(name: str, meeting: str) -> list[Said]:
    """All that a round's paper for a meeting tells in numbers."""
    told = [*on_coverage(name), *FORMS[name]()]
    return [*told, *on_manuals()] if (name, meeting) == ("中間報告", COMMITTEE) else told
