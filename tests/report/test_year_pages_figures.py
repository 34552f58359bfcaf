"""The pages of standards, of the survey and of indicators, counted again from the filled-in workbooks."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest
from lxml import html

from tests.report.year_forms import rounded

SITUATIONS = ("some", "faulty", "everybody")


def rows_of(situation, name, page, heading):
    """Return the texts of the cells of each row of the table under a heading of the page."""
    tree = html.parse(str(situation.page(name) / page / "index.html"))
    (section,) = [s for s in tree.iter("section") if s.find("h2") is not None and s.findtext("h2") == heading]
    return [[" ".join(" ".join(cell.itertext()).split()) for cell in row] for row in section.iterfind(".//tbody/tr")]


@pytest.mark.parametrize("which", SITUATIONS)
def test_every_standard_is_counted_by_how_it_is_kept(year_situations, which):
    situation = year_situations[which]
    counts: dict[str, Counter[str]] = {}
    for row in situation.rounds["実績報告"].rows("基準"):
        counts.setdefault(" ".join(row["本文"].split()), Counter())[row["遵守状況"]] += 1
    found = rows_of(situation, "実績報告", "基準", "基準ごとの結果")
    shown = {}
    for _, text, told in found:
        words = told.split()
        shown[text] = Counter(dict(zip(words[::2], map(int, words[1::2]), strict=True)))
    assert counts
    assert shown == counts


@pytest.mark.parametrize("which", SITUATIONS)
def test_what_is_not_kept_stands_there_with_what_is_done_about_it(year_situations, which):
    situation = year_situations[which]
    broken = [
        [" ".join(row["本文"].split()), row["遵守状況"], " ".join(row["改善方策"].split())]
        for row in situation.rounds["実績報告"].rows("基準")
        if row["遵守状況"] in ("一部未遵守", "未遵守")
    ]
    assert broken
    found = rows_of(situation, "実績報告", "基準", "守れていなかった基準と、これからの改め方")
    assert sorted(row[1:] for row in found) == sorted(broken)


def test_the_rate_of_each_question_is_that_of_all_departments_together(year_situations):
    situation = year_situations["everybody"]
    name = "来庁者アンケート（後期）"
    sums: dict[str, list[Decimal]] = {}
    for row in situation.rounds[name].rows("設問"):
        content, answered = sums.setdefault(row["設問"], [Decimal(0), Decimal(0)])
        sums[row["設問"]] = [content + row["満足"] + row["やや満足"], answered + row["回答数"]]
    tree = html.parse(str(situation.page(name) / "アンケート" / "index.html"))
    tables = [t for t in tree.iter("table") if "設問別の満足率（%）" in (t.findtext("caption") or "")]
    shown = {row[0].text_content(): row[1].text_content() for row in tables[0].iterfind(".//tbody/tr")}
    assert shown == {question: str(rounded(part / whole * 100)) for question, (part, whole) in sums.items()}
    asked = rows_of(situation, name, "アンケート", "伺った方の数")
    heads = situation.rounds[name].rows(None)
    assert sorted((row[1], row[2]) for row in asked) == sorted((f"{h['配布数']}枚", f"{h['回収数']}枚") for h in heads)


def test_every_indicator_stands_there_with_its_state(year_situations):
    situation = year_situations["everybody"]
    expected = [(row["指標名"], row["状況"]) for row in situation.rounds["成果指標"].rows("指標")]
    found = rows_of(situation, "成果指標", "成果指標", "指標ごとの状況")
    assert len(found) == len(expected) > 0
    for row, (name, state) in zip(found, expected, strict=True):
        assert row[0].startswith(name)
        assert row[4].startswith(state)
