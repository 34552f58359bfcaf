"""What the annexes of a meeting's paper must show, made again from the filled-in workbooks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal

import openpyxl

from tests.report.year_books import coverage
from tests.report.year_counts import NOBODY, Grid, printed
from tests.report.year_forms import Row, as_day
from tests.report.year_play import Situation

Rows = Callable[[Situation], list[Row]]
NOTED = {
    "差戻し中": "（誤りがあり、差し戻しています。再提出を待っています。）",
    "未発行": "（様式が配布されていません。）",
}


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


def _short(day: object) -> str:
    """A day as tables print it: R9.2.26."""
    found = as_day(day)
    return f"R{found.year - 2018}.{found.month}.{found.day}" if found else ""


def _told(label: str, value: str) -> str:
    return f"{label}　{value}" if value else ""


def _measured(row: Row) -> str:
    aim = _told("目標値", _aim(row))
    return f"{printed(row['評価指標'])}{aim}{_told('期限', _short(row['期限']))}"


def _reached(row: Row) -> str:
    """95％以上→93.2％."""
    aim = f"{_aim(row)}→" if row["目標値"] is not None else ""
    provisional = "（見込み）" if row["値の区分"] == "見込み" else ""
    return aim + (f"{printed(row['実績値'])}{_unit(row)}" if row["実績値"] is not None else "実績値なし") + provisional


def _first_sentence(text: str) -> str:
    whole = " ".join(text.split())
    return whole.partition("。")[0] + "。" if "。" in whole else whole


def _grid(headings: str, rows: Rows, told: Callable[[Row], list[str]]) -> Callable[[Situation], Grid]:
    """A table with these headings and a line of each row; nothing of no rows."""

    def made(situation: Situation) -> Grid:
        found = rows(situation)
        return [headings.split(), *map(told, found)] if found else []

    return made


def _target(row: Row) -> list[str]:
    nothing = "" if row["評価指標"] or row["目標値"] is not None else "（何で測るかの記載なし）"
    aim = _told("目標値", _aim(row))
    measured = [printed(row["評価指標"]), aim, nothing, _told("期限", _short(row["期限"]))]
    what = printed(row["目標"]) + printed(row["具体的な取組内容"])
    last = _told("前年度", printed(row["前年度の達成度"]))
    return [printed(row["番号"]), printed(row["場面"]), what, "".join([*measured, last])]


def _money_asked(situation: Situation) -> list[Row]:
    return [*URGENT(situation), *NEXT_YEAR(situation)]


def _budget(row: Row) -> list[str]:
    measured = printed(row["評価指標"]) + (f"　{_aim(row)}" if _aim(row) else "")
    return [*_who(row), _first_sentence(row["目標"]), measured, printed(row["使途"]), printed(row["概算額"])]


def _who(row: Row) -> list[str]:
    return [row["部署名"], printed(row["番号"])]


def _wide(row: Row) -> list[str]:
    return [*_who(row), printed(row["場面"]), _first_sentence(row["目標"])]


def grouped(rows: Rows, by: str) -> Rows:
    """The rows with those together that say the same, in the order in which they first say it."""

    def made(situation: Situation) -> list[Row]:
        found = rows(situation)
        said = list(dict.fromkeys(row[by] for row in found))
        return sorted(found, key=lambda row: said.index(row[by]))

    return made


def _goal(row: Row) -> list[str]:
    return [*_who(row), _first_sentence(row["目標"]), printed(row["関連する制度"])]


def _ward_plan(row: Row) -> list[str]:
    return [*_who(row), _first_sentence(row["目標"])]


def _planned(row: Row) -> list[str]:
    return [*_who(row), _first_sentence(row["目標"]), *(printed(row[plan]) for plan in PLANS)]


def _beside_plan(row: Row) -> list[str]:
    plans = (printed(row[plan]) or "（計画の記載なし）" for plan in PLANS[:2])
    return [*_who(row), _first_sentence(row["目標"]), *plans, printed(row["取組状況"]), row["進捗"]]


def _again(row: Row) -> list[str]:
    past: Row = row["前"]
    figure = f"{_aim(past)}→{printed(past['実績値'])}{_unit(past)}" if past["実績値"] is not None else ""
    this_year = "（前年度と同じ）" if row["目標"] == past["目標"] else row["目標"]
    measure = printed(past["今後の対応方策"]) or NOBODY
    return [*_who(row), past["目標"], past["達成度"] + figure, measure, this_year]


def _behind(row: Row) -> list[str]:
    told = _told("課題", printed(row["課題"])) + f"対応　{printed(row['対応'])}"
    plans = zip(("計画（4〜6月）", "計画（7〜9月）"), (row["第1四半期"], row["第2四半期"]), strict=True)
    done = "".join(_told(label, printed(plan)) for label, plan in plans) + f"実績　{printed(row['取組状況'])}"
    return [*_who(row), row["目標"], _measured(row), row["進捗"], done, told]


def _urgent(situation: Situation) -> Grid:
    rows = MONEY(situation)
    told = [
        [
            *_who(row),
            _first_sentence(row["目標"]),
            row["進捗"],
            _told("課題", printed(row["課題"])) + _told("対応", printed(row["対応"])),
            printed(row["使途"]),
            printed(row["必要額"]),
        ]
        for row in rows
    ]
    head = ["部署名", "番号", "目標（初めの一文）", "進捗", "課題と対応", "使途", "必要額（千円）"]
    return [head, *told, ["計", *[""] * 5, printed(sum(row["必要額"] for row in rows))]] if rows else []


def _standard(row: Row, label: str, before: str) -> list[str]:
    text = row["本文"] + ("（所属基準）" if row["出典"] == "所属基準" else "")
    state = row["遵守状況"] + (f"（{label}　{row[before]}）" if row[before] else "")
    measure = printed(row["改善方策"]) + (f"（備考）{row['備考']}" if row["備考"] else "")
    return [row["部署名"], printed(row["場面"]), text, state, measure]


def _indicators(situation: Situation) -> Grid:
    """Each indicator beside its target and the year before, with what the numbers are as of."""
    rows = rows_of(situation, "成果指標", "指標")
    if not rows:
        return []
    head, *lines = situation.rounds["成果指標"].trend("指標の推移")
    this_year = head.index(situation.rounds["成果指標"].year_name)
    values = {line[0]: line for line in lines if line[1] == "実績値"}
    told = [[*_indicator(row), values[f"{row['指標名']}（{row['単位']}）"][this_year - 1]] for row in rows]
    headings = ["部署名", "指標（単位）", "現状値", "前年度", "実績値", "目標値", "状況"]
    return [headings, *([*line[:3], line[-1], *line[3:-1]] for line in told)]


def _indicator(row: Row) -> list[str]:
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


def _rows(row: Row) -> str:
    """How many rows count, of whichever tables."""
    counted = [row[c] for c in row if c == "件数" or c.endswith("（件）")]
    return NOBODY if NOBODY in counted else str(sum(map(int, counted)))


def coverage_of(name: str) -> Callable[[Situation], Grid]:
    def told(row: Row) -> list[str]:
        mended = f"（{_short(row['修正日'])}修正）" if row["修正日"] else ""
        late = "（期限後）" if row["遅れ（日）"] and row["状態"] in {"受理", "該当なし"} else ""
        return [
            row["部名"],
            row["部署名"],
            row["状態"] + NOTED.get(row["状態"], ""),
            _short(row["受付日"]) + mended + late,
            _rows(row),
        ]

    return lambda s: [["部名", "部署名", "状態", "受付日", "件数"], *map(told, coverage(s, name))]


UNSETTLED_ONES = _grid(
    "部署名 受付日 種別 内容 対応 対応状況",
    UNSETTLED,
    lambda r: [r["部署名"], _short(r["受付日"]), *(printed(r[c]) for c in ["種別", "内容", "対応", "対応状況"])],
)


def _unseen(row: Row) -> list[str]:
    """What a treatment is, who has it to do by when, and how far it has come."""
    late = f"{row['遅れ']}日超過" if row["遅れ"] else ""
    told = f"（{_short(row['処置日'])}に処置、効果は{row['効果'] or '未確認'}）" if row["処置日"] else ""
    return [
        row["部署名"],
        row["担当"] or "（未定）",
        (_short(row["期限"]) or "（未定）") + late,
        printed(row["内容"]) or f"（{row['種別']}）",
        row["処置"] + _told("次の処置", printed(row["次の処置"])),
        row["状況"] + told,
    ]


UNSEEN_ONES = _grid("部署名 担当 処置の期限 内容 処置 状況", UNSEEN, _unseen)

MANUAL_ONES = _grid(
    "部署名 最終改訂日 次の見直し日 手順書 備考 状況",
    MANUALS,
    lambda r: [
        r["部署名"],
        *(_short(r[c]) for c in ("最終改訂日", "次の見直し日")),
        r["手順書名"],
        printed(r["備考"]),
        r["状況"] + (f"（{r['遅れ']}日超過）" if r["遅れ"] else ""),
    ],
)


def _voices(situation: Situation) -> Grid:
    """What visitors wrote, by scene as texts are sorted."""
    told = sorted(VOICES(situation), key=lambda row: printed(row["場面"]))
    return [["場面", "部署名", "内容"], *([printed(r["場面"]), r["部署名"], r["内容"]] for r in told)] if told else []


def _example(row: Row) -> list[str]:
    what = f"【{row['取組例の題']}】{row['取組例の内容']}"
    return [row["部署名"], what, printed(row["取組例の写真の説明"])]


def decided(situation: Situation, sheet: str, decision: str, ago: int = 0) -> list[Row]:
    """The rows of a sheet of 決定.xlsx that are decided in the year or so many before, in the coordinator's words."""
    path = situation.workplace.folder / "templates_xlsx" / "決定.xlsx"
    if not path.exists():
        return []
    head, *rows = openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)
    told: list[Row] = [{str(h): value for h, value in zip(head, row, strict=True)} for row in rows]
    return [row for row in told if row[decision] and str(row["年度"]) == str(situation.year - ago)]


def _standing(situation: Situation, row: Row, done: bool) -> str:
    """Where a decided row stands on the day."""
    due = as_day(row["期限"])
    if done:
        return "完了"
    return "期限超過" if due and due < situation.as_of else "未完了"


def resolved(situation: Situation) -> list[Row]:
    """What last year's meetings wanted to be done, with what became of it: first what is open, then what is done."""
    rows = [row for row in decided(situation, "会議の決定", "決定", 1) if row["処理"] != "不要"]
    return sorted(rows, key=lambda row: row["処理"] == "済み")


def _meetings(situation: Situation) -> Grid:
    return _resolutions(situation, decided(situation, "会議の決定", "決定"))


def _resolutions(situation: Situation, rows: list[Row]) -> Grid:
    told = []
    for row in rows:
        standing = _standing(situation, row, row["処理"] in ("済み", "不要"))
        due = f"（期限{_short(row['期限'])}）" if row["期限"] and standing != "完了" else ""
        content = printed(row["決定の内容"]) + _told("その後", printed(row["その後"]))
        told.append([row["会議"], _short(row["会議の日"]), row["決定"], row["事項"], content, f"{standing}{due}"])
    return [["会議", "会議の日", "決定", "事項", "決定の内容とその後", "状況"], *told] if told else []


def orders(situation: Situation, ago: int = 0) -> list[list[str]]:
    """What departments were told to do, with their answers from the sheets they filled in: the year's, then the next."""
    place, told = situation.workplace, []
    asked = situation.before if ago else situation
    year = situation.year - ago
    sheets = [r.accepted for name in ("中間報告", "実績報告") if asked and (r := asked.rounds.get(name))]
    if situation.as_of >= dt.date(year + 1, 4, 23):
        sheets.append(place.accepted(f"R{year - 2017:02}", "目標設定", spoiled=("1404",)))
    answers: dict[str, Row] = {}
    for accepted in sheets:
        for code, sheet in accepted.items():
            answers |= {f"{code}-{row['内容']}": row for row in sheet.tables.get("指示", ()) if row["対応状況"]}
    for row in decided(situation, "指示", "種別", ago):
        answer = answers.get(f"{row['部署コード']}-{row['内容']}", {})
        standing = _standing(situation, row, answer.get("対応状況") == "完了")
        who = next(d.name for d in place.departments if d.code == str(row["部署コード"]))
        reply = printed(answer.get("対応")) or "（まだ報告がありません）"
        told.append([who, _short(row["期限"]), row["種別"], row["内容"], reply, standing])
    return sorted(told, key=lambda row: bool(ago) and row[-1] == "完了")


def _orders(situation: Situation, ago: int = 0) -> Grid:
    told = orders(situation, ago)
    return [["部署名", "期限", "種別", "指示の内容", "対応", "状況"], *told] if told else []


def granted(situation: Situation) -> list[list[Row]]:
    """What was decided on the money asked for in April and in October, beside what was asked for then."""
    found = []
    for sheet, name, amount in (("予算の決定", "目標設定", "概算額"), ("緊急予算の決定", "中間報告", "必要額")):
        targets = {(row["部署コード"], row["目標"]): row for row in rows_of(situation, name, "目標")}
        told = [(row, targets[str(row["部署コード"]), row["事項"]]) for row in decided(situation, sheet, "決定")]
        found.append([{**target, **row, "求": target[amount], "決定額": _known(row["決定額"])} for row, target in told])
    return found


def _known(amount: int | None) -> Decimal | None:
    return None if amount is None else Decimal(amount)


def _granted(situation: Situation) -> Grid:
    """The rows and the sum of all; the sums of each part stand in rows of their own, looked at elsewhere."""
    rows = [row for part in granted(situation) for row in part]
    told = [
        [
            row["部署名"],
            _first_sentence(row["目標"]),
            printed(row["使途"]),
            printed(row["求"]),
            printed(row["決定額"]) or NOBODY,
            printed(row["財源"]) or NOBODY,
            row["決定"] + printed(row["決定の内容"]),
        ]
        for row in rows
    ]
    sums = [printed(sum(row[c] or 0 for row in rows)) for c in ("求", "決定額")]
    last = f"予算の付いたもの　{len([row for row in rows if row['決定額']])}件"
    heading = [
        "部署名",
        "事項（初めの一文）",
        "使途",
        "求めた額（千円）",
        "決まった額（千円）",
        "財源",
        "決定と、その内容",
    ]
    return [heading, *told, ["計", f"{len(rows)}件", "", *sums, "", last]] if rows else []


def _evaluated(situation: Situation) -> Grid:
    """The committee's evaluation beside the department's own, as that stands in its sheet."""
    own = {row["行ID"]: row for row in rows_of(situation, "実績報告", "目標")}
    told = []
    for row in decided(situation, "内部評価", "内部評価"):
        target = own[row["ID"]]
        differs = "（異なる）" if row["内部評価"] != target["達成度"] else ""
        told.append(
            [*_who(target), target["目標"], target["達成度"], f"{row['内部評価']}{differs}", printed(row["講評"])]
        )
    return [["部署名", "番号", "目標", "自己評価", "内部評価", "講評"], *told] if told else []


def _origin(situation: Situation, row: Row) -> str:
    """What a training need follows from: a target with its result and principle, a standard with its scene."""
    number, result = printed(row["もとの番号"]), printed(row["もとの結果"])
    about = ""
    if row["もと"] == "目標":
        own = [r for r in rows_of(situation, "実績報告", "目標") if r["部署名"] == row["部署名"]]
        (target,) = [r for r in own if printed(r["番号"]) == number]
        april = rows_of(situation, "目標設定", "目標")
        principles = {(r["部署名"], r["目標"]): r["理念"] for r in april}
        about = printed(principles[target["部署名"], target["目標"]])
    elif row["もと"] == "基準":
        own = [r for r in rows_of(situation, "実績報告", "基準") if r["部署名"] == row["部署名"]]
        (about,) = [printed(r["場面"]) for r in own if printed(r["番号"]) == number]
    told = row["もと"] + number + (f"　{result}" if result else "") + (f"（{about}）" if about else "")
    return told + (_first_sentence(row["もとの文"]) if row["もとの文"] else "")


def _needed(situation: Situation) -> Grid:
    """The training needs by kind with their sum, and what was decided on each; the sums of kinds are looked at elsewhere."""
    settled = {row["ID"]: row for row in decided(situation, "人材育成の決定", "決定")}
    sheets = {head["部署名"]: head["管理番号"] for head in rows_of(situation, "実績報告", None)}
    told = []
    for row in (rows := grouped(NEEDS, "種類")(situation)):
        answer = settled.get(f"{sheets[row['部署名']]}-育成{row['番号']}")
        who = f"（{answer['担当']}）" if answer and answer["担当"] else ""
        decision = answer["決定"] + who + printed(answer["決定の内容"]) if answer else NOBODY
        whom = [printed(row["対象者"]) or NOBODY, printed(row["人数"]) or NOBODY]
        told.append([row["部署名"], row["内容"], *whom, _origin(situation, row), decision])
    heading = ["部署名", "研修・育成の内容", "対象者", "人数（人）", "何から分かったか", "決定と、その内容"]
    last = ["計", f"{len(rows)}件", "", printed(sum(row["人数"] or 0 for row in rows)), "", ""]
    return [heading, *told, last] if rows else []


def _annexes() -> Iterator[tuple[str, str, Callable[[Situation], Grid]]]:
    name = "目標設定"
    yield (
        name,
        "区役所サービス向上目標の一覧",
        _grid("番号 場面 目標（字下げは具体的な取組内容） 評価指標、目標値、期限", TARGETS, _target),
    )
    yield (
        name,
        "予算措置を求める目標",
        _grid("部署名 番号 目標（初めの一文） 評価指標、目標値 使途 概算額（千円）", _money_asked, _budget),
    )
    yield (
        name,
        "前年度に達成に至らず",
        _grid("部署名 番号 前年度の目標 前年度の達成度 今後の対応方策 本年度の目標", fallen_short, _again),
    )
    yield (
        name,
        "部・区・市の全体で取り組む目標",
        _grid("部署名 番号 場面 目標（初めの一文）", WIDE, _wide),
    )
    heads = "部署名 番号 目標（初めの一文） 関連する制度"
    yield name, "目標と組織目標との関係", _grid(heads, grouped(GOALS, "関連する組織目標"), _goal)
    taking_part = _grid(
        "部署名 番号 目標（初めの一文） 参加する部署",
        TAKEN_PART,
        lambda r: [*_who(r), _first_sentence(r["目標"]), printed(r["参加部署"])],
    )
    yield name, "所属をまたいで取り組む目標", taking_part
    plan = _grid("部署名 番号 目標（初めの一文）", grouped(WARD_PLAN, "区計画の事業"), _ward_plan)
    yield name, "区計画の事業と目標", plan
    quarters = "4〜6月 7〜9月 10〜12月 1〜3月"
    yield name, "年間取組計画", _grid(f"部署名 番号 目標（初めの一文） {quarters}", PLANNED, _planned)
    yield name, "前年度の会議で決まったこと", lambda s: _resolutions(s, resolved(s))
    yield name, "前年度の区長の指示", lambda s: _orders(s, 1)
    name, standard = "中間報告", "部署名 場面 基準 遵守状況 改善方策"
    unkept = _grid(standard, MIDYEAR_UNKEPT, lambda r: _standard(r, "前年度", "前年度の遵守状況"))
    yield name, "守られていない基準と改善方策", unkept
    yield (
        name,
        "遅れている目標と対応",
        _grid("部署名 番号 目標 評価指標、目標値、期限 進捗 計画と9月末までの取組状況 課題と対応", BEHIND, _behind),
    )
    yield name, "緊急の予算を求めるもの", _urgent
    yield name, "対応の済んでいない意見", UNSETTLED_ONES
    yield name, "効果を確かめていない処置", UNSEEN_ONES
    yield name, "見直しの済んでいない業務手順書", MANUAL_ONES
    yield name, "会議で決まったことと", _meetings
    yield name, "区長の指示と", _orders
    yield name, "求められた予算", _granted
    beside = "部署名 番号 目標（初めの一文） 計画（4〜6月） 計画（7〜9月） 取組状況（9月末まで） 進捗"
    yield name, "年間取組計画と取組状況", _grid(beside, PROGRESS, _beside_plan)
    name = "実績報告"
    yield (
        name,
        "達成に至らなかった目標",
        _grid(
            "部署名 番号 目標 目標値→実績値 達成度 理由 今後の対応方策 次年度の扱い",
            UNREACHED,
            lambda r: [
                *[*_who(r), r["目標"], _reached(r), r["達成度"], printed(r["理由"]) or "（記載なし）"],
                *[printed(r["今後の対応方策"]), r["次年度の扱い"]],
            ],
        ),
    )
    yield (
        name,
        "目標値に届かずに達成とした目標",
        _grid(
            "部署名 番号 目標 目標値→実績値 実施結果 達成とした理由",
            DECLARED,
            lambda r: [*_who(r), r["目標"], _reached(r), r["実施結果"], printed(r["理由"]) or "（記載なし）"],
        ),
    )
    unkept = _grid(standard, UNKEPT_AT_LAST, lambda r: _standard(r, "中間報告", "中間の遵守状況"))
    yield name, "守られていない基準と改善方策", unkept
    yield (
        name,
        "所属基準にすることを提案",
        _grid(
            "部署名 番号 場面 目標 目標値→実績値 実施結果",
            PROPOSED,
            lambda r: [*_who(r), printed(r["場面"]), r["目標"], _reached(r), r["実施結果"]],
        ),
    )
    yield (
        name,
        "職員表彰・発表会に推薦する取組",
        _grid(
            "部署名 番号 目標 実施結果 達成度 推薦理由",
            RECOMMENDED,
            lambda r: [*_who(r), r["目標"], r["実施結果"], r["達成度"], printed(r["推薦理由"])],
        ),
    )
    yield (
        name,
        "代表的な取組例の候補",
        # Those who have a photograph told what it shows, and the others told nothing.
        _grid("部署名 取組例 写真", EXAMPLES, _example),
    )
    yield name, "人材育成に反映すること", _needed
    yield name, "成果指標の状況", _indicators
    yield name, "対応の済んでいない意見", UNSETTLED_ONES
    yield name, "効果を確かめていない処置", UNSEEN_ONES
    yield name, "自由意見", _voices
    yield name, "委員会の内部評価", _evaluated
    yield name, "会議で決まったことと", _meetings
    yield name, "区長の指示と", _orders
    yield name, "求められた予算", _granted


def annexes_of(name: str) -> dict[str, Callable[[Situation], Grid]]:
    """The annexes of a round's papers by words of their titles, in their order; the last is who has handed in."""
    own = {words: made for of, words, made in _annexes() if of == name}
    return own | {"部署別の提出状況": coverage_of(name)}
