"""Every number that a sentence of a meeting's paper tells, counted again from the filled-in workbooks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from tests.report.year_books import share, state_of, states, tally
from tests.report.year_counts import printed
from tests.report.year_forms import wareki
from tests.report.year_papers import carried, money_rows, rows_of
from tests.report.year_play import Situation
from tests.report.year_points import Said, by_department, on_points


def _count(name: str, sheet: str) -> Callable[[Situation], list[tuple[str, ...]]]:
    """How many rows a list has; nothing is said of none."""

    def said(situation: Situation) -> list[tuple[str, ...]]:
        number = len(situation.rounds[name].list_rows(sheet)) if name in situation.rounds else 0
        return [(str(number),)] if number else []

    return said


def _answered(situation: Situation, name: str) -> int:
    return len(situation.rounds[name].accepted) if name in situation.rounds else 0


def _told(situation: Situation, name: str, *numbers: int) -> list[tuple[str, ...]]:
    """The numbers, when anybody has answered at all."""
    return [tuple(map(str, numbers))] if _answered(situation, name) else []


def _named(situation: Situation, name: str, *wanted: str) -> list[tuple[str, ...]]:
    """The departments in one of those states and how many they are."""
    round_ = situation.rounds[name]
    names = [round_.names[code] for code, state in states(situation, name).items() if state in wanted]
    return [("、".join(names), str(len(names)))] if names else []


def on_coverage(name: str) -> Iterator[Said]:
    def asked(s: Situation) -> int:
        return len([c for c in s.rounds[name].names if state_of(s, name, c) != "未発行"])

    def came(s: Situation) -> int:
        return _answered(s, name) + tally(s, name)["差戻し中"]

    yield r"^(令和\d+年度)（(\d+)年度）の", lambda s: [(s.rounds[name].year_name, str(s.year))]
    yield r"^(令和\d+年\d+月\d+日)を期限として", lambda s: [(wareki(s.due(name)),)]
    yield r"(\d+)部署に提出を求め", lambda s: [(str(asked(s)),)]
    yield r"(?<=日までに)(\d+)部署から提出が", lambda s: [(str(came(s)),)]
    yield r"受理したもの.*?は、(\d+)部署（([\d.]+)％）", lambda s: [(str(_answered(s, name)), share(s, name))]
    yield r"(.+?)（(\d+)部署）。記載の誤りを直した再提出", lambda s: _named(s, name, "差戻し中")
    yield r"(.+?)（(\d+)部署）。速やかな提出", lambda s: _named(s, name, "期限超過")
    yield r"(.+?)（(\d+)部署）。期限までの提出", lambda s: _named(s, name, "未提出")


def on_targets() -> Iterator[Said]:
    name = "目標設定"

    def most(s: Situation) -> list[tuple[str, ...]]:
        counted = Counter(scene for row in rows_of(s, name, "目標") for scene in row["場面"])
        top = [
            scene
            for scene in s.rounds[name].template.choices["場面"]
            if counted[scene] == max(counted.values(), default=0)
        ]
        return [("、".join(top), str(max(counted.values())))] if counted else []

    def many(s: Situation) -> list[tuple[str, ...]]:
        counted = Counter(len(sheet.tables["目標"]) for sheet in s.rounds[name].accepted.values())
        return [(str(n), "3", str(times)) for n, times in sorted(counted.items()) if n > 3]

    def proposed(s: Situation) -> dict[str, int]:
        return {d: len(rows) for d, rows in by_department(rows_of(s, name, "目標")).items()}

    def going_on(s: Situation) -> list[tuple[str, ...]]:
        past = rows_of(s.before, "実績報告", "目標") if s.before else []
        return [(str(len(past)), str(len(carried(s))))] if carried(s) else []

    def over_years(s: Situation) -> list[tuple[str, ...]]:
        now, past = s.rounds[name], s.rounds[name].earlier
        told = [r.accepted for r in (now, *past)]
        if len(told) == 1 or not all(told) or not now.missing:
            return []
        return [(now.year_name, str(now.year), *(str(len(accepted)) for accepted in told))]

    yield (
        r"受理した(\d+)部署の目標は、(\d+)件です",
        lambda s: _told(s, name, _answered(s, name), len(rows_of(s, name, "目標"))),
    )
    yield r"最も多い場面は、(.+?)（各?(\d+)件）です", most
    yield (
        r"（注）(令和\d+年度)（(\d+)年度）は、受理した(\d+)部署の数です。前年度は、受理した(\d+)部署の数です",
        over_years,
    )
    yield r"前年度の目標(\d+)件のうち、次の(\d+)件が本年度に続きます", going_on
    yield (
        r"^第5の(\d+)件（(\d+)部署）を、",
        lambda s: [(str(sum(proposed(s).values())), str(len(proposed(s))))] if proposed(s) else [],
    )
    yield (
        r"^((?:[^、（）]+（\d+件）(?:、|$))+)$",
        lambda s: [("、".join(f"{d}（{n}件）" for d, n in proposed(s).items()),)] if proposed(s) else [],
    )
    yield r"「目標」が(\d+)件あります（目安は(\d+)件までです）（(\d+)件）", many
    yield (
        r"次の(\d+)件について、予算措置",
        lambda s: [(str(len(money_rows(s.rounds[name]))),)] if money_rows(s.rounds[name]) else [],
    )


def on_opinions() -> Iterator[Said]:
    name = "意見記録"
    yield (
        r"(\d+)部署の提出を受理し、(\d+)件の意見の記録",
        lambda s: _told(s, name, _answered(s, name), len(rows_of(s, name, "意見"))),
    )
    yield r"次の(\d+)件は、対応の途中か", _count(name, "対応の済んでいない意見")


def on_midyear() -> Iterator[Said]:
    name = "中間報告"

    def money(s: Situation) -> list[tuple[str, ...]]:
        rows = s.rounds[name].list_rows("緊急の予算")
        return [(str(len(rows)), printed(sum(row["必要額"] for row in rows)))] if rows else []

    yield (
        r"受理した(\d+)部署について、延べ(\d+)件の基準",
        lambda s: _told(s, name, _answered(s, name), len(rows_of(s, name, "基準"))),
    )
    yield (
        r"守られていないもの（一部未遵守を含みます。）は、(\d+)件",
        lambda s: _told(s, name, len(s.rounds[name].list_rows("守られていない基準"))),
    )
    yield r"次の(\d+)件が守られていません", _count(name, "守られていない基準")
    yield (
        r"受理した(\d+)部署の目標(\d+)件の進捗は",
        lambda s: _told(s, name, _answered(s, name), len(rows_of(s, name, "目標"))),
    )
    yield r"次の(\d+)件が遅れています", _count(name, "遅れている目標")
    yield r"次の(\d+)件（合わせて([\d,]+)千円）", money
    yield r"、合わせて([\d,]+)千円について", lambda s: [(told[1],) for told in money(s)]
    yield from on_opinions()


def on_results() -> Iterator[Said]:
    name = "実績報告"

    def reached(s: Situation) -> list[tuple[str, ...]]:
        counted = Counter(row["達成度"] for row in rows_of(s, name, "目標"))
        grades = s.rounds[name].template.choices["達成度"]
        told = "、".join(f"{grade}{counted[grade]}件" for grade in grades)
        return [(*numbers, told) for numbers in _told(s, name, _answered(s, name), counted.total())]

    def surveys(s: Situation) -> list[tuple[str, ...]]:
        heads = [r.rows(None)[0] for n, r in s.rounds.items() if n.startswith("来庁者アンケート") and r.accepted]
        return [tuple(printed(head[c]) for c in ("部署名", "配布数", "回収数", "回収率")) for head in heads]

    yield r"受理した(\d+)部署の目標(\d+)件の達成度は、((?:[^、\d]+\d+件、?)+)です", reached
    yield (
        r"受理した(\d+)部署について、延べ(\d+)件の基準",
        lambda s: _told(s, name, _answered(s, name), len(rows_of(s, name, "基準"))),
    )
    yield r"次の(\d+)件が達成に至りません", _count(name, "未達成と今後の対応方策")
    yield r"次の(\d+)件が守られていません", _count(name, "守られていない基準")
    yield r"次の(\d+)件について、部署が基準化を提案", _count(name, "基準化の候補")
    yield r"次の(\d+)件が推薦されています", _count(name, "推薦")
    yield r"受理した目標(\d+)件の次年度の扱い", lambda s: _told(s, name, len(rows_of(s, name, "目標")))
    yield r"^(.+?)　配布(\d+)枚、回収(\d+)枚（回収率([\d.]+)％）", surveys
    yield from on_opinions()


FORMS = {"目標設定": on_targets, "中間報告": on_midyear, "実績報告": on_results}


def said_in(name: str) -> list[Said]:
    """All that a round's paper tells in numbers."""
    return [*on_coverage(name), *FORMS[name](), *on_points(name)]
