"""The pages of standards, of the survey and of indicators, counted again from the filled-in workbooks."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest
from lxml import html

from tests.report.year_counts import shown
from tests.report.year_forms import Row, rounded
from tests.report.year_pages import value, with_one_sign

SITUATIONS = ("some", "faulty", "everybody")


def rows_of(situation, name, page, heading):
    """Return the texts of the cells of each row of the table under a heading of the page."""
    tree = html.parse(str(situation.page(name) / page / "index.html"))
    (section,) = [s for s in tree.iter("section") if s.find("h2") is not None and s.findtext("h2") == heading]
    return [[" ".join(" ".join(cell.itertext()).split()) for cell in row] for row in section.iterfind(".//tbody/tr")]


KEPT = ("遵守", "一部未遵守", "未遵守", "該当なし")
"""The choices of 遵守状況, as the lead sentence lists them."""
WHAT_IT_MEANS = {
    "達成": "目標の値に届きました",
    "未達成": "目標の年度になりましたが、目標の値に届いていません",
    "目標年度前": "目標の年度までに、届くことを目指しています",
    "未設定": "目標の値を、まだ定めていません",
    "未把握": "値が、まだ出ていません",
}
"""What the page says of each 状況 of an indicator."""


def closed_up(text: str) -> str:
    return "".join(text.split())


def paragraphs(situation, name, page):
    """The sentences of a page that stand in no table."""
    tree = html.parse(str(situation.page(name) / page / "index.html"))
    return "".join(p.text_content() for p in tree.iter("p"))


@pytest.mark.parametrize("which", SITUATIONS)
def test_every_standard_is_counted_by_how_it_is_kept(year_situations, which):
    situation = year_situations[which]
    counts: dict[str, Counter[str]] = {}
    scenes: dict[str, str] = {}
    for row in situation.rounds["実績報告"].rows("基準"):
        text = " ".join(row["本文"].split())
        counts.setdefault(text, Counter())[row["遵守状況"]] += 1
        scenes.setdefault(text, shown(row["場面"]))
    found = rows_of(situation, "実績報告", "基準", "基準ごとの結果")
    told = {}
    for scene, text, words in found:
        said = words.split()
        told[text] = (scene, Counter(dict(zip(said[::2], map(int, said[1::2]), strict=True))))
    assert counts
    assert told == {text: (scenes[text], count) for text, count in counts.items()}
    every = sum(counts.values(), Counter())
    lead = closed_up(paragraphs(situation, "実績報告", "基準"))
    assert f"点検した基準は{len(counts)}あり、部署ごとに数えると合わせて{every.total()}件です。" in lead
    of_each = "、".join(f"{word}{every[word]}件" for word in KEPT if every[word])
    assert f"件です。{of_each}でした。" in lead


@pytest.mark.parametrize("which", SITUATIONS)
def test_what_is_not_kept_stands_there_with_what_is_done_about_it(year_situations, which):
    situation = year_situations[which]
    broken = [
        [row["部署名"], " ".join(row["本文"].split()), row["遵守状況"], " ".join(row["改善方策"].split())]
        for row in situation.rounds["実績報告"].rows("基準")
        if row["遵守状況"] in ("一部未遵守", "未遵守")
    ]
    assert broken
    found = rows_of(situation, "実績報告", "基準", "守れていなかった基準と、これからの改め方")
    assert sorted(found) == sorted(broken)


def test_the_rate_of_each_question_is_that_of_all_departments_together(year_situations):
    situation = year_situations["everybody"]
    name = "来庁者アンケート（後期）"
    sums: dict[str, list[Decimal]] = {}
    for row in situation.rounds[name].rows("設問"):
        content, answered = sums.setdefault(row["設問"], [Decimal(0), Decimal(0)])
        sums[row["設問"]] = [content + row["満足"] + row["やや満足"], answered + row["回答数"]]
    tree = html.parse(str(situation.page(name) / "アンケート" / "index.html"))
    tables = [t for t in tree.iter("table") if "設問別の満足率（%）" in (t.findtext("caption") or "")]
    rates = {row[0].text_content(): row[1].text_content() for row in tables[0].iterfind(".//tbody/tr")}
    assert rates == {question: str(rounded(part / whole * 100)) for question, (part, whole) in sums.items()}
    asked = rows_of(situation, name, "アンケート", "伺った方の数")
    heads = situation.rounds[name].rows(None)
    assert sorted(asked) == sorted(
        [
            h["部署名"],
            f"{h['配布数']}枚",
            f"{h['回収数']}枚",
            f"{shown(h['実施期間の初日'])}から{shown(h['実施期間の末日'])}まで",
        ]
        for h in heads
    )


def indicator(row: Row) -> list[str]:
    """What a row of the page says of an indicator, without spaces."""
    source = f"出典：{row['データの出典']}" if row["データの出典"] else ""
    expected = "（見込み）" if row["値の区分"] == "見込み" else ""
    reached, begun = measured(row, "実績値") or "まだ分かりません", measured(row, "現状値")
    words = [
        row["指標名"] + source,
        begun + shown(row["現状年度"]),
        reached + expected + shown(row["実績の時点"]),
        aimed(row) + shown(row["目標年度"]),
        row["状況"] + WHAT_IT_MEANS.get(row["状況"], "") + shown(row["補足"]),
    ]
    return [closed_up(with_one_sign(text)) for text in words]


def measured(row: Row, name: str) -> str:
    """A value with its unit; what stands there may be a sentence, which has none."""
    return value(row, name) if isinstance(row[name], Decimal) else shown(row[name])


def aimed(row: Row) -> str:
    """The value aimed at with which way it counts."""
    way = shown(row["向き"]) or "以上" if isinstance(row["目標値"], Decimal) else ""
    return measured(row, "目標値") + way or "まだ定めていません"


def test_every_indicator_stands_there_with_all_that_is_known_of_it(year_situations):
    situation = year_situations["everybody"]
    expected = [indicator(row) for row in situation.rounds["成果指標"].rows("指標")]
    found = rows_of(situation, "成果指標", "成果指標", "指標ごとの状況")
    assert expected
    assert [[closed_up(cell) for cell in row] for row in found] == expected
