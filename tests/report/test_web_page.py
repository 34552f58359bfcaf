"""The web pages: what they say, and what a template's fault is answered with."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import lxml.html
import pytest

from kusei_batch.config import read_workspace
from kusei_batch.core.problem import SettingsError
from kusei_batch.core.totals import ChartKind
from kusei_batch.report import check_page_template
from kusei_batch.report.page.drawing import draw_svg
from kusei_batch.report.page.marks import WIDTH, text_length
from kusei_batch.report.views.coverage_table import build_coverage_view
from kusei_batch.report.views.figures import ChartSeries, ChartView
from kusei_batch.report.views.public import build_public_view
from kusei_batch.report.views.public_rows import Published
from kusei_batch.report.ward_page import BODY_ALONE, WHOLE_PAGE, PageOrder, render_page, size_label
from kusei_batch.xlsx.template import read_template
from tests.report import results
from tests.report.results import COLUMNS, FORM
from tests.report.sample import FORM as TARGETS

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates_html"
RESULTS = TEMPLATES / "結果の公表.html"
CONTACT = "みどり区役所 企画課\n電話 000-000-0000"


def render(*, empty: bool = False, **order) -> dict[str, bytes]:
    facts = results.make_facts(empty=empty)
    view = build_public_view(facts, COLUMNS)
    everybody = [*facts.coverage, *(c for c in results.make_coverage() if c not in facts.coverage)]
    view = replace(view, coverage=build_coverage_view(replace(facts, coverage=everybody)))
    return dict(
        render_page(
            view,
            PageOrder(**{"template": RESULTS, "name": "結果", "title": "", "contact": CONTACT} | order),
            results.DAY,
        )
    )


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


# --- charts -----------------------------------------------------------------------------------------


def chart(
    kind: ChartKind, *series: tuple[str, tuple[int | None, ...]], categories=("庁舎案内", "対面対応")
) -> ChartView:
    made = tuple(ChartSeries(name, values, ("column", i)) for i, (name, values) in enumerate(series))
    return ChartView(kind, "図", "場面", "件数（件）", "件", categories, True, made, "図の説明。")


def drawn(view: ChartView) -> lxml.html.HtmlElement:
    return lxml.html.fragment_fromstring(str(draw_svg(view, "kusei-z1")))


def boxes(svg) -> list[tuple[float, float, str]]:
    found = svg.xpath(".//*[local-name()='rect' and @stroke and not(ancestor::*[local-name()='defs'])]")
    return [(float(r.get("x")), float(r.get("width")), r.get("fill")) for r in found]


def test_bars_are_as_long_as_their_figures_and_a_missing_figure_has_none():
    svg = drawn(chart(ChartKind.BAR, ("計", (4, 2))))
    (_, first, _), (_, second, _) = boxes(svg)
    assert first == pytest.approx(2 * second, abs=0.2)
    assert len(boxes(drawn(chart(ChartKind.BAR, ("計", (4, None)))))) == 1
    assert "－" in drawn(chart(ChartKind.BAR, ("計", (4, None)))).text_content()


def test_stacked_pieces_touch_and_differ_by_pattern_and_not_by_colour_alone():
    svg = drawn(chart(ChartKind.STACKED, *((f"系列{i}", (i + 1, 1)) for i in range(7))))
    legend, pieces = boxes(svg)[:7], boxes(svg)[7:14]
    for (x, width, _), (after, _, _) in itertools.pairwise(pieces):
        assert x + width == pytest.approx(after, abs=0.2)
    assert [fill for *_, fill in legend] == [fill for *_, fill in pieces]
    defined = {f"url(#{p.get('id')})": lxml.html.tostring(p[1]) for p in svg.xpath(".//*[local-name()='pattern']")}
    patterned = [fill for *_, fill in legend if fill.startswith("url")]
    assert set(patterned) == set(defined)
    # Every second one has a pattern of its own: none stands beside one that differs by its colour alone.
    assert [fill for *_, fill in legend][1::2] == patterned
    assert len(set(defined.values())) == len(patterned) == 3
    assert len({fill for *_, fill in legend}) == 7


@pytest.mark.parametrize("kind", list(ChartKind))
def test_every_text_lies_inside_the_chart_and_is_large_enough_on_a_telephone(kind):
    long = ("地域みまもり支援センター（福祉事務所・保健所支所）の窓口", "令和8年度", "令和9年度")
    svg = drawn(chart(kind, ("満足の割合", (97, 91, 1_234_567)), ("目標", (98, None, 98)), categories=long))
    assert float(svg.get("font-size")) * 288 / WIDTH > 12
    height = float(svg.get("viewbox").split()[3])
    for text in svg.xpath(".//*[local-name()='text']"):
        x, y, width = float(text.get("x")), float(text.get("y")), text_length(text.text)
        left = x - {"start": 0, "middle": width / 2, "end": width}[text.get("text-anchor")]
        assert left >= -1, text.text
        assert left + width <= WIDTH + 1, text.text
        assert 0 < y <= height


def test_a_line_is_broken_where_there_is_no_figure():
    svg = drawn(chart(ChartKind.LINE, ("割合", (1, None, 3, 4)), categories=("4月", "5月", "6月", "7月")))
    (line,) = svg.xpath(".//*[local-name()='path' and @stroke-dasharray]")
    assert line.get("d").count("M") == 2
    assert len(svg.xpath(".//*[local-name()='circle']")) == 3


def test_what_is_to_be_reached_is_drawn_in_steps_and_told_in_the_legend():
    reached, wanted = ChartSeries("実績", (91, 95), ("row", 0)), ChartSeries("目標", (98, 98), ("row", 1), steps=True)
    view = dataclasses.replace(
        chart(ChartKind.LINE, categories=("令和7年度", "令和8年度")), series=(reached, wanted), floor=80
    )
    svg = drawn(view)
    lines = svg.xpath(".//*[local-name()='path' and @stroke-dasharray]")
    steps = lines[-1].get("d")
    assert steps.count("H") == 2
    assert len(set(re.findall(r" ([\d.]+)H", steps))) == 1
    assert {"実績", "目標", "80"} <= {text.text for text in svg.xpath(".//*[local-name()='text']")}


@pytest.mark.parametrize("targets", [(98, 98), (98,), (None, 98)])
def test_a_level_to_be_reached_has_a_length_however_few_years_there_are(targets):
    """In the first year there is one category: a level without length would be drawn as nothing."""
    labels = tuple(f"令和{8 + i}年度" for i in range(len(targets)))
    reached = ChartSeries("実績", tuple(91 for _ in targets), ("row", 0))
    wanted = ChartSeries("目標", targets, ("row", 1), steps=True)
    svg = drawn(dataclasses.replace(chart(ChartKind.LINE, categories=labels), series=(reached, wanted)))
    steps = svg.xpath(".//*[local-name()='path' and @stroke-dasharray]")[-1].get("d")
    levels = re.findall(r"M(-?[\d.]+) [\d.]+H([\d.]+)", steps)
    assert len(levels) == sum(target is not None for target in targets)
    assert all(float(end) - float(begin) > 10 for begin, end in levels)
    assert all(float(begin) >= 0 and float(end) <= WIDTH for begin, end in levels)


# --- templates --------------------------------------------------------------------------------------


def test_the_results_template_fits_its_form():
    assert check_page_template(RESULTS, FORM, Published(COLUMNS)) == []


def test_the_targets_template_fits_the_form_and_columns_that_come_with_the_program():
    workspace = read_workspace(ROOT)
    (page,) = workspace.pages(workspace.round("目標設定"))
    form, _ = read_template(ROOT / "templates_xlsx" / "目標設定.xlsx", workspace.master.lists(2026))
    assert form is not None
    assert check_page_template(workspace.page_template(page.template), form, Published(page.columns)) == []


@pytest.fixture
def check(tmp_path: Path):
    def check_text(text: str, columns=COLUMNS):
        path = tmp_path / "ひな形.html"
        path.write_text(f"<h2>はじめ</h2>\n{text}\n<p>おわり</p>\n", encoding="utf-8")
        return check_page_template(path, FORM, Published(columns))

    return check_text


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("{{ 区メイ }}", "paper-unknown-name", "「区メイ」"),
        ("{{ 確認事項('警告')|件数 }}", "paper-unknown-name", "「確認事項」"),
        ("{% for 行 in 記録('目標') %}{{ 行.推薦の理由 }}{% endfor %}", "paper-unknown-part", "「推薦の理由」"),
        ("{% for 行 in 記録('目標') %}{{ 行.ファイル }}{% endfor %}", "paper-unknown-part", "「ファイル」"),
        ("{% for 行 in 記録('目標') %}{{ 行.管理番号 }}{% endfor %}", "paper-unknown-part", "「管理番号」"),
        ("{% for 部 in 記録('目標')|部署ごと %}{{ 部.課名 }}{% endfor %}", "paper-unknown-part", "「課名」"),
        ("{{ 記録('意見')|件数 }}", "paper-unknown-table", "実績報告（公表する項目）"),
        ("{{ 選ぶ('目標', '記入者', '髙﨑')|件数 }}", "paper-unknown-field", "「記入者」"),
        ("{{ 選ぶ('目標', '達成度', '達成した')|件数 }}", "paper-unknown-choice", "「達成した」"),
        ("{{ 表('達成度') }}", "paper-unknown-totals", "「達成度」"),
        ("{{ 図('達成度別') + 1 }}", "paper-value-unusable", "計算できません"),
        ("{% if 全体 %}", "paper-tag-broken", "{% if 全体 %}"),
        ("{{ 方針|並び }}", "paper-unknown-name", "「並び」"),
    ],
)
def test_a_fault_is_told_by_file_and_line(check, text, code, said):
    (problem,) = check(text)
    assert problem.code == code
    assert said in problem.message
    assert "「ひな形.html」の2行目" in problem.message


def test_a_fault_of_the_frame_is_told_of_the_frame(tmp_path: Path):
    (tmp_path / "ひな形.html").write_text('{% extends "枠.html" %}{% block 本文 %}{% endblock %}', encoding="utf-8")
    (tmp_path / "枠.html").write_text("\n\n<p>{{ 区メイ }}</p>{% block 本文 %}{% endblock %}", encoding="utf-8")
    (problem,) = check_page_template(tmp_path / "ひな形.html", FORM, Published())
    assert "「枠.html」の3行目「<p>{{ 区メイ }}</p>" in problem.message


def test_files_that_are_not_there_or_cannot_be_read_are_told(check, tmp_path: Path):
    (problem,) = check('{% include "部品.html" %}')
    assert (problem.code, problem.location.file) == ("page-missing", "部品.html")
    (tmp_path / "部品.html").write_bytes("区名".encode("cp932"))
    (problem,) = check('{% include "部品.html" %}')
    assert (problem.code, problem.location.file) == ("page-unreadable", "部品.html")


def test_columns_that_the_form_has_not_are_told_with_those_it_has(check):
    problems = check("", ("目標", "実積値"))
    assert [p.code for p in problems] == ["page-unknown-column"]
    assert "もしかして「実績値」" in problems[0].remedy


@pytest.mark.parametrize(
    "text", ["{{ ''.__class__ }}", "{{ 記録.__globals__ }}", "{{ 図.__code__ }}", "{{ 項目ごと.args }}"]
)
def test_python_is_out_of_reach(check, text):
    assert len(check(text)) == 1


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


def test_at_night_a_fault_is_a_settings_error(tmp_path: Path):
    (tmp_path / "ひな形.html").write_text("{{ 区メイ }}", encoding="utf-8")
    with pytest.raises(SettingsError) as stopped:
        render(template=tmp_path / "ひな形.html")
    assert [p.code for p in stopped.value.problems] == ["paper-unknown-name"]


def test_every_name_and_call_of_the_guide_is_accepted(check):
    guide = (ROOT / "docs" / "pages.md").read_text(encoding="utf-8")
    table = guide.split("ページだけで使える名前：")[1].split("## ")[0]
    spans = [span.replace("\\|", "|") for span in re.findall(r"`([^`\n]+)`", table)]
    tags = [s for s in spans if s.startswith("{{ ") and "行." not in s]
    assert len(tags) == 5
    for tag in tags:
        assert check(tag) == [], tag
    told = set(re.findall(r"^\| `(?:\{\{ )?(\w+)(?: \}\})?`", table, re.MULTILINE))
    assert told == {"題名", "公表日", "更新日", "問い合わせ先", "準備中", "ファイル", "全体", "載せない行"}


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
