"""What an annex says of a row, made again from the filled-in workbooks."""

from __future__ import annotations

from collections.abc import Callable

from tests.report.year_counts import NOBODY, Grid, printed
from tests.report.year_forms import Row, as_day
from tests.report.year_play import Situation
from tests.report.year_rows import NEXT_YEAR, PLANS, URGENT, Rows


def _unit(row: Row) -> str:
    return printed(row["単位"]).replace("%", "％")


def _aim(row: Row) -> str:
    """A target's figure as decisions need it: 95％以上, 0件; nothing where it has none."""
    if row["目標値"] is None:
        return ""
    way = (printed(row["向き"]) or "以上") if row["単位"] else ""
    if row["目標値"] == 0 and way == "以下":
        way = ""
    return f"{printed(row['目標値'])}{_unit(row)}{way}"


def short_day(day: object) -> str:
    """A day as tables print it: R9.2.26."""
    found = as_day(day)
    return f"R{found.year - 2018}.{found.month}.{found.day}" if found else ""


def labelled(label: str, value: str) -> str:
    return f"{label}　{value}" if value else ""


def _measured(row: Row) -> str:
    aim = labelled("目標値", _aim(row))
    return f"{printed(row['評価指標'])}{aim}{labelled('期限', short_day(row['期限']))}"


def reached_of(row: Row) -> str:
    """95％以上→93.2％."""
    aim = f"{_aim(row)}→" if row["目標値"] is not None else ""
    provisional = "（見込み）" if row["値の区分"] == "見込み" else ""
    return aim + (f"{printed(row['実績値'])}{_unit(row)}" if row["実績値"] is not None else "実績値なし") + provisional


def first_sentence(text: str) -> str:
    whole = " ".join(text.split())
    return whole.partition("。")[0] + "。" if "。" in whole else whole


def grid(headings: str, rows: Rows, told: Callable[[Row], list[str]]) -> Callable[[Situation], Grid]:
    """A table with these headings and a line of each row; nothing of no rows."""

    def made(situation: Situation) -> Grid:
        found = rows(situation)
        return [headings.split(), *map(told, found)] if found else []

    return made


def target_of(row: Row) -> list[str]:
    nothing = "" if row["評価指標"] or row["目標値"] is not None else "（何で測るかの記載なし）"
    aim = labelled("目標値", _aim(row))
    measured = [printed(row["評価指標"]), aim, nothing, labelled("期限", short_day(row["期限"]))]
    what = printed(row["目標"]) + printed(row["具体的な取組内容"])
    last = labelled("前年度", printed(row["前年度の達成度"]))
    return [printed(row["番号"]), printed(row["場面"]), what, "".join([*measured, last])]


def money_asked(situation: Situation) -> list[Row]:
    return [*URGENT(situation), *NEXT_YEAR(situation)]


def budget(row: Row) -> list[str]:
    measured = printed(row["評価指標"]) + (f"　{_aim(row)}" if _aim(row) else "")
    return [*who_of(row), first_sentence(row["目標"]), measured, printed(row["使途"]), printed(row["概算額"])]


def who_of(row: Row) -> list[str]:
    return [row["部署名"], printed(row["番号"])]


def wide(row: Row) -> list[str]:
    return [*who_of(row), printed(row["場面"]), first_sentence(row["目標"])]


def grouped(rows: Rows, by: str) -> Rows:
    """The rows with those together that say the same, in the order in which they first say it."""

    def made(situation: Situation) -> list[Row]:
        found = rows(situation)
        said = list(dict.fromkeys(row[by] for row in found))
        return sorted(found, key=lambda row: said.index(row[by]))

    return made


def goal(row: Row) -> list[str]:
    return [*who_of(row), first_sentence(row["目標"]), printed(row["関連する制度"])]


def ward_plan(row: Row) -> list[str]:
    return [*who_of(row), first_sentence(row["目標"])]


def planned(row: Row) -> list[str]:
    return [*who_of(row), first_sentence(row["目標"]), *(printed(row[plan]) for plan in PLANS)]


def beside_plan(row: Row) -> list[str]:
    plans = (printed(row[plan]) or "（計画の記載なし）" for plan in PLANS[:2])
    return [*who_of(row), first_sentence(row["目標"]), *plans, printed(row["取組状況"]), row["進捗"]]


def again(row: Row) -> list[str]:
    past: Row = row["前"]
    figure = f"{_aim(past)}→{printed(past['実績値'])}{_unit(past)}" if past["実績値"] is not None else ""
    this_year = "（前年度と同じ）" if row["目標"] == past["目標"] else row["目標"]
    measure = printed(past["今後の対応方策"]) or NOBODY
    return [*who_of(row), past["目標"], past["達成度"] + figure, measure, this_year]


def behind(row: Row) -> list[str]:
    told = labelled("課題", printed(row["課題"])) + f"対応　{printed(row['対応'])}"
    plans = zip(("計画（4〜6月）", "計画（7〜9月）"), (row["第1四半期"], row["第2四半期"]), strict=True)
    done = "".join(labelled(label, printed(plan)) for label, plan in plans) + f"実績　{printed(row['取組状況'])}"
    return [*who_of(row), row["目標"], _measured(row), row["進捗"], done, told]


def standard_of(row: Row, label: str, before: str) -> list[str]:
    text = row["本文"] + ("（所属基準）" if row["出典"] == "所属基準" else "")
    state = row["遵守状況"] + (f"（{label}　{row[before]}）" if row[before] else "")
    measure = printed(row["改善方策"]) + (f"（備考）{row['備考']}" if row["備考"] else "")
    return [row["部署名"], printed(row["場面"]), text, state, measure]


def indicator(row: Row) -> list[str]:
    reached = (printed(row["実績値"]) or NOBODY) + ("（見込み）" if row["値の区分"] == "見込み" else "")
    return [
        row["部署名"],
        f"{row['指標名']}（{_unit(row)}）",
        f"{printed(row['現状値'])}（{row['現状年度']}）",
        reached + (f"（{row['実績の時点']}）" if row["実績の時点"] else ""),
        "未設定" if row["目標値"] is None else f"{printed(row['目標値'])}{row['向き']}（{row['目標年度']}）",
        _stage(row) + printed(row["補足"]),
    ]


def _stage(row: Row) -> str:
    """What an indicator has come to; before the year of its target, how far it still is from it."""
    if row["状況"] != "目標年度前":
        return str(row["状況"])
    return f"目標年度前（{'あと' + printed(row['目標まで']) if row['目標まで'] else '目標値に届いています'}）"


def row_count(row: Row) -> str:
    """How many rows count, of whichever tables."""
    counted = [row[c] for c in row if c == "件数" or c.endswith("（件）")]
    return NOBODY if NOBODY in counted else str(sum(map(int, counted)))
