"""What the annexes of a meeting's paper must show, made again from the filled-in workbooks."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.report.year_books import coverage
from tests.report.year_counts import Grid, printed
from tests.report.year_decided import evaluated, granted_of, meetings, needed, orders_of, resolutions, resolved
from tests.report.year_forms import Row
from tests.report.year_play import Situation
from tests.report.year_row_words import (
    again,
    behind,
    beside_plan,
    budget,
    first_sentence,
    goal,
    grid,
    grouped,
    indicator,
    labelled,
    money_asked,
    planned,
    reached_of,
    row_count,
    short_day,
    standard_of,
    target_of,
    ward_plan,
    who_of,
    wide,
)
from tests.report.year_rows import (
    BEHIND,
    DECLARED,
    EXAMPLES,
    GOALS,
    MANUALS,
    MIDYEAR_UNKEPT,
    MONEY,
    PLANNED,
    PROGRESS,
    PROPOSED,
    RECOMMENDED,
    TAKEN_PART,
    TARGETS,
    UNKEPT_AT_LAST,
    UNREACHED,
    UNSEEN,
    UNSETTLED,
    VOICES,
    WARD_PLAN,
    WIDE,
    fallen_short,
    rows_of,
)

NOTED = {
    "差戻し中": "（誤りがあり、差し戻しています。再提出を待っています。）",
    "未発行": "（様式が配布されていません。）",
}


def _urgent(situation: Situation) -> Grid:
    rows = MONEY(situation)
    told = [
        [
            *who_of(row),
            first_sentence(row["目標"]),
            row["進捗"],
            labelled("課題", printed(row["課題"])) + labelled("対応", printed(row["対応"])),
            printed(row["使途"]),
            printed(row["必要額"]),
        ]
        for row in rows
    ]
    head = ["部署名", "番号", "目標（初めの一文）", "進捗", "課題と対応", "使途", "必要額（千円）"]
    return [head, *told, ["計", *[""] * 5, printed(sum(row["必要額"] for row in rows))]] if rows else []


def _indicators(situation: Situation) -> Grid:
    """Each indicator beside its target and the year before, with what the numbers are as of."""
    rows = rows_of(situation, "成果指標", "指標")
    if not rows:
        return []
    head, *lines = situation.rounds["成果指標"].trend("指標の推移")
    this_year = head.index(situation.rounds["成果指標"].year_name)
    values = {line[0]: line for line in lines if line[1] == "実績値"}
    told = [[*indicator(row), values[f"{row['指標名']}（{row['単位']}）"][this_year - 1]] for row in rows]
    headings = ["部署名", "指標（単位）", "現状値", "前年度", "実績値", "目標値", "状況"]
    return [headings, *([*line[:3], line[-1], *line[3:-1]] for line in told)]


def coverage_of(name: str) -> Callable[[Situation], Grid]:
    def told(row: Row) -> list[str]:
        mended = f"（{short_day(row['修正日'])}修正）" if row["修正日"] else ""
        late = "（期限後）" if row["遅れ（日）"] and row["状態"] in {"受理", "該当なし"} else ""
        return [
            row["部名"],
            row["部署名"],
            row["状態"] + NOTED.get(row["状態"], ""),
            short_day(row["受付日"]) + mended + late,
            row_count(row),
        ]

    return lambda s: [["部名", "部署名", "状態", "受付日", "件数"], *map(told, coverage(s, name))]


UNSETTLED_ONES = grid(
    "部署名 受付日 種別 内容 対応 対応状況",
    UNSETTLED,
    lambda r: [r["部署名"], short_day(r["受付日"]), *(printed(r[c]) for c in ["種別", "内容", "対応", "対応状況"])],
)


def _unseen(row: Row) -> list[str]:
    """What a treatment is, who has it to do by when, and how far it has come."""
    late = f"{row['遅れ']}日超過" if row["遅れ"] else ""
    told = f"（{short_day(row['処置日'])}に処置、効果は{row['効果'] or '未確認'}）" if row["処置日"] else ""
    return [
        row["部署名"],
        row["担当"] or "（未定）",
        (short_day(row["期限"]) or "（未定）") + late,
        printed(row["内容"]) or f"（{row['種別']}）",
        row["処置"] + labelled("次の処置", printed(row["次の処置"])),
        row["状況"] + told,
    ]


UNSEEN_ONES = grid("部署名 担当 処置の期限 内容 処置 状況", UNSEEN, _unseen)
MANUAL_ONES = grid(
    "部署名 最終改訂日 次の見直し日 手順書 備考 状況",
    MANUALS,
    lambda r: [
        r["部署名"],
        *(short_day(r[c]) for c in ("最終改訂日", "次の見直し日")),
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


def _annexes() -> Iterator[tuple[str, str, Callable[[Situation], Grid]]]:
    name = "目標設定"
    yield (
        name,
        "区役所サービス向上目標の一覧",
        grid("番号 場面 目標（字下げは具体的な取組内容） 評価指標、目標値、期限", TARGETS, target_of),
    )
    yield (
        name,
        "予算措置を求める目標",
        grid("部署名 番号 目標（初めの一文） 評価指標、目標値 使途 概算額（千円）", money_asked, budget),
    )
    yield (
        name,
        "前年度に達成に至らず",
        grid("部署名 番号 前年度の目標 前年度の達成度 今後の対応方策 本年度の目標", fallen_short, again),
    )
    yield (
        name,
        "部・区・市の全体で取り組む目標",
        grid("部署名 番号 場面 目標（初めの一文）", WIDE, wide),
    )
    heads = "部署名 番号 目標（初めの一文） 関連する制度"
    yield name, "目標と組織目標との関係", grid(heads, grouped(GOALS, "関連する組織目標"), goal)
    taking_part = grid(
        "部署名 番号 目標（初めの一文） 参加する部署",
        TAKEN_PART,
        lambda r: [*who_of(r), first_sentence(r["目標"]), printed(r["参加部署"])],
    )
    yield name, "所属をまたいで取り組む目標", taking_part
    plan = grid("部署名 番号 目標（初めの一文）", grouped(WARD_PLAN, "区計画の事業"), ward_plan)
    yield name, "区計画の事業と目標", plan
    quarters = "4〜6月 7〜9月 10〜12月 1〜3月"
    yield name, "年間取組計画", grid(f"部署名 番号 目標（初めの一文） {quarters}", PLANNED, planned)
    yield name, "前年度の会議で決まったこと", lambda s: resolutions(s, resolved(s))
    yield name, "前年度の区長の指示", lambda s: orders_of(s, 1)
    name, standard = "中間報告", "部署名 場面 基準 遵守状況 改善方策"
    unkept = grid(standard, MIDYEAR_UNKEPT, lambda r: standard_of(r, "前年度", "前年度の遵守状況"))
    yield name, "守られていない基準と改善方策", unkept
    yield (
        name,
        "遅れている目標と対応",
        grid("部署名 番号 目標 評価指標、目標値、期限 進捗 計画と9月末までの取組状況 課題と対応", BEHIND, behind),
    )
    yield name, "緊急の予算を求めるもの", _urgent
    yield name, "対応の済んでいない意見", UNSETTLED_ONES
    yield name, "効果を確かめていない処置", UNSEEN_ONES
    yield name, "見直しの済んでいない業務手順書", MANUAL_ONES
    yield name, "会議で決まったことと", meetings
    yield name, "区長の指示と", orders_of
    yield name, "求められた予算", granted_of
    beside = "部署名 番号 目標（初めの一文） 計画（4〜6月） 計画（7〜9月） 取組状況（9月末まで） 進捗"
    yield name, "年間取組計画と取組状況", grid(beside, PROGRESS, beside_plan)
    name = "実績報告"
    yield (
        name,
        "達成に至らなかった目標",
        grid(
            "部署名 番号 目標 目標値→実績値 達成度 理由 今後の対応方策 次年度の扱い",
            UNREACHED,
            lambda r: [
                *[*who_of(r), r["目標"], reached_of(r), r["達成度"], printed(r["理由"]) or "（記載なし）"],
                *[printed(r["今後の対応方策"]), r["次年度の扱い"]],
            ],
        ),
    )
    yield (
        name,
        "目標値に届かずに達成とした目標",
        grid(
            "部署名 番号 目標 目標値→実績値 実施結果 達成とした理由",
            DECLARED,
            lambda r: [*who_of(r), r["目標"], reached_of(r), r["実施結果"], printed(r["理由"]) or "（記載なし）"],
        ),
    )
    unkept = grid(standard, UNKEPT_AT_LAST, lambda r: standard_of(r, "中間報告", "中間の遵守状況"))
    yield name, "守られていない基準と改善方策", unkept
    yield (
        name,
        "所属基準にすることを提案",
        grid(
            "部署名 番号 場面 目標 目標値→実績値 実施結果",
            PROPOSED,
            lambda r: [*who_of(r), printed(r["場面"]), r["目標"], reached_of(r), r["実施結果"]],
        ),
    )
    yield (
        name,
        "職員表彰・発表会に推薦する取組",
        grid(
            "部署名 番号 目標 実施結果 達成度 推薦理由",
            RECOMMENDED,
            lambda r: [*who_of(r), r["目標"], r["実施結果"], r["達成度"], printed(r["推薦理由"])],
        ),
    )
    yield (
        name,
        "代表的な取組例の候補",
        # Those who have a photograph told what it shows, and the others told nothing.
        grid("部署名 取組例 写真", EXAMPLES, _example),
    )
    yield name, "人材育成に反映すること", needed
    yield name, "成果指標の状況", _indicators
    yield name, "対応の済んでいない意見", UNSETTLED_ONES
    yield name, "効果を確かめていない処置", UNSEEN_ONES
    yield name, "自由意見", _voices
    yield name, "委員会の内部評価", evaluated
    yield name, "会議で決まったことと", meetings
    yield name, "区長の指示と", orders_of
    yield name, "求められた予算", granted_of


def annexes_of(name: str) -> dict[str, Callable[[Situation], Grid]]:
    """The annexes of a round's papers by words of their titles, in their order; the last is who has handed in."""
    own = {words: made for of, words, made in _annexes() if of == name}
    return own | {"部署別の提出状況": coverage_of(name)}
