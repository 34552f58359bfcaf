"""The web pages: what they say, to whom and with what beside it."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import lxml.html
import pytest

from kusei_batch.report import check_page_template
from kusei_batch.report.views.public import build_public_view
from kusei_batch.report.views.public_rows import Published
from kusei_batch.report.ward_page import BODY_ALONE, WHOLE_PAGE, PageOrder, render_page, size_label
from tests.report import results
from tests.report.results import COLUMNS
from tests.report.sample import FORM as TARGETS
from tests.report.web_page import CONTACT, RESULTS, ROOT, render


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return render()


@pytest.fixture(scope="module")
def page(files: dict[str, bytes]) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(files[WHOLE_PAGE].decode())


def texts(page: lxml.html.HtmlElement, path: str) -> list[str]:
    return [re.sub(r"\s+", "", element.text_content()) for element in page.xpath(path)]


def test_a_page_comes_with_its_body_alone_and_its_data(files):
    assert sorted(files) == sorted([WHOLE_PAGE, BODY_ALONE, "結果.csv", "結果.xlsx"])


def test_the_page_says_whose_it_is_when_and_whom_to_ask(page):
    assert page.get("lang") == "ja"
    assert texts(page, "//h1") == ["令和8年度（2026年度）区役所サービス向上目標の結果"]
    assert texts(page, "/html/head/title") == ["令和8年度（2026年度）区役所サービス向上目標の結果｜みほん市みどり区"]
    everything = texts(page, "//body")[0]
    for words in (
        "公表日：令和9年3月31日",
        "待たせない、迷わせない窓口をつくります。",
        "みどり区役所企画課電話000-000-0000",
    ):
        assert words in everything
    assert "次の部署の結果は、取りまとめ中です。まとまり次第、このページに加えます：保険年金課" in everything


def test_headings_go_down_one_level_at_a_time_and_departments_are_jumped_to(page):
    levels = [int(h.tag[1]) for h in page.xpath("//h1|//h2|//h3|//h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert texts(page, "//h3 | //h4")[:3] == ["区民サービス部", "区民課", "道路公園センター"]
    assert texts(page, "//*[starts-with(@id,'kusei-b')]") == ["区民課", "道路公園センター"]
    for link in page.xpath("//a[starts-with(@href,'#')]/@href"):
        assert len(page.xpath(f"//*[@id='{link[1:]}']")) == 1


def test_every_result_is_told_as_it_was_written(page):
    told = texts(page, "//table[contains(@class,'kusei-list')]/tbody/tr")
    assert len(told) == 3
    for row, result, more in zip(told, results.RESULTS, results.MORE, strict=True):
        goal, done, value, wanted, unit, way, reached, measures, then = result
        expected = "（見込み）" if more.get("値の区分") == "見込み" else ""
        for said in (goal, done, reached, measures or "", f"次の年度の扱い：{then}"):
            assert re.sub(r"\s", "", said) in row
        if value is not None:
            assert f"目標の値：{wanted}{unit}{way}実績の値：{value}{unit}{expected}" in row
        else:
            assert "実績の値" not in row
    assert "待った時間の平均" in told[0]
    assert page.xpath("//td[contains(., '受付を2列に')]/br")


def test_every_cell_says_under_which_heading_it_stands_where_the_headings_are_gone(page):
    """On a telephone a row is a block of its own, and its cells bear their headings themselves."""
    for table in page.xpath("//table[contains(@class,'kusei-stack')]"):
        headings = texts(table, ".//thead//th")
        for row in table.xpath("./tbody/tr"):
            assert [cell.get("data-kusei") for cell in row.xpath("./td")] == headings[1:]


def short_of_its_target(reason: str | None) -> lxml.html.HtmlElement:
    """The page where the first target was missed by five minutes and declared reached."""
    facts = results.make_facts()
    index = next(i for i, record in enumerate(facts.records) if record.table == "目標")
    missed = replace(facts.records[index], fields={**facts.records[index].fields, "実績値": 20, "理由": reason})
    facts = replace(facts, records=[*facts.records[:index], missed, *facts.records[index + 1 :]])
    order = PageOrder(RESULTS, "結果", "", CONTACT)
    text = dict(render_page(build_public_view(facts, COLUMNS), order, results.DAY))[WHOLE_PAGE].decode()
    return lxml.html.document_fromstring(text)


def test_who_declares_a_target_reached_that_was_missed_says_why_beside_it():
    page = short_of_its_target("3月末の見込みは14分のため。")
    (cell,) = [text for text in texts(page, "//td[@data-kusei='達成度']") if text.startswith("達成待った")]
    assert cell.endswith(
        "目標の値：15分以下実績の値：20分目標の値には届いていません。「達成」とした理由：3月末の見込みは14分のため。"
    )
    assert "達成1件（うち目標の値に届かないもの1件。達成とした理由を添えています）、" in texts(page, "//main")[0]


def test_that_a_target_was_missed_is_said_without_a_reason_too(page):
    assert "目標の値には届いていません。" in texts(short_of_its_target(None), "//main")[0]
    assert not [word for word in ("届かないもの", "届いていません", "とした理由") if word in texts(page, "//main")[0]]


def test_a_chart_says_in_words_what_it_shows_and_is_followed_by_its_table(page):
    (svg,) = page.xpath("//*[local-name()='svg']")
    title, told = (svg.xpath(f"./*[local-name()='{tag}']")[0] for tag in ("title", "desc"))
    assert svg.get("aria-labelledby") == f"{title.get('id')} {told.get('id')}"
    assert "達成 1件、おおむね達成 1件、一部達成 0件、未達成 1件" in told.text_content()
    (table,) = page.xpath("//details/div/table")
    assert texts(table, "./caption") == ["達成度別の目標数（単位：件）"]
    assert texts(table, ".//th[@scope='col']") == ["達成度", "件数"]
    assert texts(table, ".//th[@scope='row']") == [*results.REACHED, "計"]
    assert texts(table, ".//td") == ["1", "1", "0", "1", "3"]


def test_files_are_offered_with_format_and_size(page, files):
    links = {a.get("href"): a.text_content() for a in page.xpath("//section[h2='データのダウンロード']//a")}
    assert [unquote(href) for href in links] == ["結果.csv", "結果.xlsx"]
    assert list(links.values()) == [
        f"目標のデータ（CSV形式、{size_label(len(files['結果.csv']))}）",
        f"目標のデータ（エクセル形式、{size_label(len(files['結果.xlsx']))}）",
    ]
    assert [size_label(size) for size in (1, 1024, 1025, 12_000, 2_000_000)] == ["1KB", "1KB", "2KB", "12KB", "1.9MB"]


def test_nothing_comes_from_elsewhere_and_nothing_runs(files):
    for name in (WHOLE_PAGE, BODY_ALONE):
        text = files[name].decode()
        assert not re.search(r"<script|<link|<img|<iframe|@import|url\(['\"]?[a-z]+:|\son\w+=", text)
        assert set(re.findall(r"https?://[^\"'\s]+", text)) <= {"http://www.w3.org/2000/svg"}


def test_the_body_alone_fits_into_another_page(files):
    text = files[BODY_ALONE].decode()
    assert not re.search(r"<(!doctype|html|head|body|main|header|footer|h1|meta)\b", text, re.IGNORECASE)
    body = lxml.html.fragment_fromstring(text, create_parent="div")
    assert {title.getparent().tag for title in body.xpath(".//title")} == {"svg"}
    for attribute in ("id", "class", "aria-labelledby"):
        for value in body.xpath(f".//@{attribute}"):
            assert all(word.startswith("kusei") for word in value.split())
    assert next(h.tag for h in body.xpath(".//h2|.//h3|.//h4")) == "h2"
    rules = re.sub(r"/\*.*?\*/|@(?:media|supports)[^{]*\{", "", body.xpath(".//style")[0].text)
    selectors = [s.strip() for rule in re.findall(r"([^{}]+)\{", rules) for s in rule.split(",")]
    assert len(selectors) > 30
    assert [s for s in selectors if not s.startswith(".kusei")] == []


def test_both_say_the_same(files):
    body = lxml.html.fragment_fromstring(files[BODY_ALONE].decode(), create_parent="div")
    whole = lxml.html.document_fromstring(files[WHOLE_PAGE].decode())
    assert texts(body, ".//div[@class='kusei-in']")[0] == texts(whole, "//main/div[@class='kusei-in']")[0]


def test_before_anything_has_come_in_the_page_says_so():
    text = render(empty=True)[WHOLE_PAGE].decode()
    assert "公表できる結果は、まだありません。" in text


def test_the_same_view_and_day_make_the_same_bytes(files):
    assert render() == files


def test_title_and_day_are_those_of_the_settings():
    text = render(title="区役所をよくする取組の結果", date=dt.date(2027, 4, 15))[WHOLE_PAGE].decode()
    assert "<h1>区役所をよくする取組の結果</h1>" in text
    assert "公表日：令和9年4月15日" in text
    assert "更新日" not in text


def test_what_was_changed_since_it_was_published_says_when():
    text = render(date=dt.date(2027, 3, 15))[WHOLE_PAGE].decode()
    assert "公表日：令和9年3月15日<br>更新日：令和9年3月31日" in text


def test_a_table_asked_for_with_other_columns_is_another_table(tmp_path: Path):
    path = tmp_path / "表.html"
    tags = "{% if 全体 %}{{ 表('結果一覧', 列=['部署名']) }}{% endif %}{{ 表('結果一覧') }}"
    path.write_text(tags, encoding="utf-8")
    files = render(template=path)
    whole, body = (files[file].decode() for file in (WHOLE_PAGE, BODY_ALONE))
    assert (whole.count("<table"), body.count("<table")) == (2, 1)
    assert "実施結果</th>" in body


@pytest.mark.parametrize(
    ("tag", "printed"),
    [
        ("'80'|値('％', '以上')", "80％以上"),
        ("1200|値('件')", "1,200件"),
        ("0|値('件', '以下')", "0件"),
        ("'検討中'|値('件')", "検討中"),
        ("'NaN'|値('件')", "NaN"),
        ("比率(1, 0)|値('％')", "－"),
    ],
)
def test_a_value_has_its_unit_where_it_is_a_number(tmp_path: Path, tag: str, printed: str):
    (tmp_path / "値.html").write_text(f"{{{{ {tag} }}}}", encoding="utf-8")
    assert render(template=tmp_path / "値.html")[WHOLE_PAGE].decode() == printed


def test_what_departments_wrote_is_never_markup(files):
    text = files[WHOLE_PAGE].decode()
    assert "案内図を&lt;改める&gt;" in text


@pytest.mark.parametrize("name", [WHOLE_PAGE, BODY_ALONE])
@pytest.mark.parametrize("tag", ["{{ 行.目標 }}", "{{ 行.目標|改行 }}", '<p title="{{ 行.目標 }}">'])
def test_a_bare_item_of_a_template_is_text_and_never_markup(tmp_path: Path, name: str, tag: str):
    """Nobody who writes a template has to think of what departments may type."""
    facts = results.make_facts()
    (record, *_) = (r for r in facts.records if r.table == "目標")
    record.fields["目標"] = "<script>alert('&amp;')</script> \"A&B\""
    (tmp_path / "ひな形.html").write_text(
        "{% for 行 in 記録('目標') %}" + tag + "{% endfor %}{{ 問い合わせ先 }}", encoding="utf-8"
    )
    order = PageOrder(tmp_path / "ひな形.html", "結果", "", "<script>A&B課")
    text = dict(render_page(build_public_view(facts, COLUMNS), order, results.DAY))[name].decode()
    assert "<script" not in text
    assert "&lt;script&gt;alert(&#39;&amp;amp;&#39;)&lt;/script&gt; &#34;A&amp;B&#34;" in text
    assert "&lt;script&gt;A&amp;B課" in text


def test_what_the_papers_guide_offers_works_in_pages_except_what_is_the_offices(tmp_path: Path):
    guide = (ROOT / "docs" / "papers.md").read_text(encoding="utf-8")
    spans = [span.replace("\\|", "|") for span in re.findall(r"`([^`\n]+)`", guide)]
    tags = [
        s
        for s in spans
        if re.match(r"\{\{p? ", s) and not re.match(r"\{\{p? (名前|行\.|この行\.|区\.|事項\.|loop|表\(集)", s)
    ]
    calls = [s for s in spans if re.match(r"(一覧|記録|選ぶ|集計|図|表)\(", s) and not re.search("区別の達成度|…", s)]
    ours = [t for t in tags if re.search("資料番号|日付|会議", t)]
    assert len(set(ours)) == 3
    path = tmp_path / "ひな形.html"
    for text in (*(t.replace("{{p", "{{") for t in tags if t not in ours), *(f"{{{{ {call} }}}}" for call in calls)):
        # What is referred to must be somewhere.
        path.write_text(text + text.replace("参照(", "番号("), encoding="utf-8")
        assert check_page_template(path, TARGETS, Published()) == [], text


def test_a_number_alone_stands_in_the_middle_of_its_column_words_below_their_heading():
    heads = [
        (template.name, words, shown)
        for template in (ROOT / "templates_html").glob("*.html")
        for words, shown in re.findall(
            r'<th scope="row" role="rowheader"([^>]*)>\{\{ 行\.(\w+)', template.read_text(encoding="utf-8")
        )
    ]
    assert len({name for name, *_ in heads}) >= 5
    assert [name for name, words, shown in heads if ("kusei-text" in words) != (shown != "番号")] == []
