"""Every number that a sentence of a meeting's paper tells, counted again from the filled-in workbooks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from tests.report.year_books import share, state_of, states, tally
from tests.report.year_counts import printed
from tests.report.year_forms import Row, wareki
from tests.report.year_papers import money_rows
from tests.report.year_play import Situation

Said = tuple[str, Callable[[Situation], list[tuple[str, ...]]]]
"""A pattern, and what its groups must be wherever it is found; nowhere for an empty list."""


def _count(name: str, sheet: str) -> Callable[[Situation], list[tuple[str, ...]]]:
    """How many rows a list has; nothing is said of none."""

    def said(situation: Situation) -> list[tuple[str, ...]]:
        number = len(situation.rounds[name].list_rows(sheet)) if name in situation.rounds else 0
        return [(str(number),)] if number else []

    return said


def _answered(situation: Situation, name: str) -> int:
    return len(situation.rounds[name].accepted) if name in situation.rounds else 0


def _rows(situation: Situation, name: str, table: str) -> list[Row]:
    return situation.rounds[name].rows(table) if name in situation.rounds else []


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

    yield r"^(令和\d+年\d+月\d+日)を期限として", lambda s: [(wareki(s.due(name)),)]
    yield r"(\d+)部署に提出を求め", lambda s: [(str(asked(s)),)]
    yield r"(?<=日までに)(\d+)部署から提出が", lambda s: [(str(came(s)),)]
    yield r"受理したもの.*?は、(\d+)部署（([\d.]+)％）", lambda s: [(str(_answered(s, name)), share(s, name))]
    yield r"(.+?)（(\d+)部署）。記載の誤りを直した再提出", lambda s: _named(s, name, "差戻し中")
    if name == "目標設定":
        yield r"(.+?)（(\d+)部署）。速やかな提出", lambda s: _named(s, name, "期限超過")
        yield r"(.+?)（(\d+)部署）(?:。期限|。?$)", lambda s: _named(s, name, "未提出")
    else:
        yield r"(.+?)（(\d+)部署）。速やかな提出", lambda s: _named(s, name, "期限超過", "未提出")


def on_targets() -> Iterator[Said]:
    name = "目標設定"

    def most(s: Situation) -> list[tuple[str, ...]]:
        counted = Counter(scene for row in _rows(s, name, "目標") for scene in row["場面"])
        top = [
            scene
            for scene in s.rounds[name].template.choices["場面"]
            if counted[scene] == max(counted.values(), default=0)
        ]
        return [("、".join(top), str(max(counted.values())))] if counted else []

    def many(s: Situation) -> list[tuple[str, ...]]:
        counted = Counter(len(sheet.tables["目標"]) for sheet in s.rounds[name].accepted.values())
        return [(str(n), "3", str(times)) for n, times in sorted(counted.items()) if n > 3]

    yield (
        r"受理した(\d+)部署の目標は、(\d+)件です",
        lambda s: _told(s, name, _answered(s, name), len(_rows(s, name, "目標"))),
    )
    yield r"最も多い場面は、(.+?)（各?(\d+)件）です", most
    yield r"「目標」が(\d+)件あります（目安は(\d+)件までです）。（(\d+)件）", many
    yield (
        r"次の(\d+)件について、予算措置",
        lambda s: [(str(len(money_rows(s.rounds[name]))),)] if money_rows(s.rounds[name]) else [],
    )


def on_opinions() -> Iterator[Said]:
    name = "意見記録"
    yield (
        r"(\d+)部署から、(\d+)件の意見の記録",
        lambda s: _told(s, name, _answered(s, name), len(_rows(s, name, "意見"))),
    )
    yield r"次の(\d+)件は、対応の途中か", _count(name, "対応の済んでいない意見")


def on_midyear() -> Iterator[Said]:
    name = "中間報告"

    def money(s: Situation) -> list[tuple[str, ...]]:
        rows = s.rounds[name].list_rows("緊急の予算")
        return [(str(len(rows)), printed(sum(row["必要額"] for row in rows)))] if rows else []

    yield (
        r"受理した(\d+)部署について、延べ(\d+)件の基準",
        lambda s: _told(s, name, _answered(s, name), len(_rows(s, name, "基準"))),
    )
    yield (
        r"守られていないもの（一部未遵守を含みます。）は、(\d+)件",
        lambda s: _told(s, name, len(s.rounds[name].list_rows("守られていない基準"))),
    )
    yield r"次の(\d+)件が守られていません", _count(name, "守られていない基準")
    yield r"(\d+)件について、改善方策が十分か", _count(name, "守られていない基準")
    yield r"次の(\d+)件が遅れています", _count(name, "遅れている目標")
    yield r"(\d+)件について、対応の指示", _count(name, "遅れている目標")
    yield r"次の(\d+)件（合わせて([\d,]+)千円）", money
    yield r"(\d+)件（([\d,]+)千円）について、緊急対応", money
    yield from on_opinions()


def on_results() -> Iterator[Said]:
    name = "実績報告"

    def surveys(s: Situation) -> list[tuple[str, ...]]:
        heads = [r.rows(None)[0] for n, r in s.rounds.items() if n.startswith("来庁者アンケート") and r.accepted]
        return [tuple(printed(head[c]) for c in ("配布数", "回収数", "回収率")) for head in heads]

    yield (
        r"受理した(\d+)部署の目標(\d+)件の達成度",
        lambda s: _told(s, name, _answered(s, name), len(_rows(s, name, "目標"))),
    )
    yield r"次の(\d+)件が達成に至りません", _count(name, "未達成と今後の対応方策")
    yield r"(\d+)件について、今後の対応方策の是正", _count(name, "未達成と今後の対応方策")
    yield r"次の(\d+)件が守られていません", _count(name, "守られていない基準")
    yield r"(\d+)件について、改善方策の承認", _count(name, "守られていない基準")
    yield r"次の(\d+)件について、部署が基準化を提案", _count(name, "基準化の候補")
    yield r"(\d+)件について、所属基準としての採否", _count(name, "基準化の候補")
    yield r"次の(\d+)件が推薦されています", _count(name, "推薦")
    yield r"(\d+)件について、推薦の可否", _count(name, "推薦")
    yield r"配布(\d+)枚、回収(\d+)枚（回収率([\d.]+)％）", surveys
    yield from on_opinions()


SENTENCES = {"目標設定": on_targets, "中間報告": on_midyear, "実績報告": on_results}
