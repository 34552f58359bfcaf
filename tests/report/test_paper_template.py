"""What a coordinator's mistake in a Word template is answered with."""

from __future__ import annotations

import copy
import re
from pathlib import Path

import docx
import pytest
from jinja2 import TemplateError

from kusei_batch.config import read_workspace
from kusei_batch.core.problem import Problem, SettingsError
from kusei_batch.pipeline.status.known_lists import known_lists
from kusei_batch.report import check_paper_template
from kusei_batch.report.templating.shown import ORIGIN, show_coverage_row, show_trend
from kusei_batch.report.templating.tags import make_environment
from kusei_batch.report.views import RoundView, build_round_view
from kusei_batch.xlsx.template import read_template
from tests.report.conftest import TEMPLATE
from tests.report.sample import FORM
from tests.report.written import make_ward_report, shipped_lists
from tests.report.years import FORM as YEARS_FORM
from tests.report.years import make_facts

FORMS = {"目標設定": FORM, "実績報告": YEARS_FORM, "意見記録": None}


@pytest.fixture
def check(tmp_path: Path):
    def check_text(*paragraphs: str) -> list[Problem]:
        path = tmp_path / "ひな形.docx"
        document = docx.Document()
        for text in paragraphs:
            document.add_paragraph(text)
        document.save(str(path))
        return check_paper_template(path, FORM, FORMS)

    return check_text


def test_the_template_that_comes_with_the_program_has_no_fault() -> None:
    assert {p.code for p in check_paper_template(TEMPLATE, FORM, lists=shipped_lists())} == {"paper-round-absent"}


def test_it_fits_the_form_that_comes_with_the_program() -> None:
    root = TEMPLATE.parents[1]
    master = read_workspace(root).master
    form, _ = read_template(root / "templates_xlsx" / "目標設定.xlsx", master.lists(2026))
    results, _ = read_template(root / "templates_xlsx" / "実績報告.xlsx", master.lists(2026))
    assert form is not None
    assert check_paper_template(TEMPLATE, form, {"目標設定": form, "実績報告": results}, shipped_lists()) == []


@pytest.mark.parametrize(
    "text",
    [
        "{{ 区名 }}の{{ 提出状況.受理率 }}％",
        "{{ 確認事項('エラー', 差戻し=True)|件数 }}",
        "{{ 提出状況.部署(“期限超過”, “未提出”)|並べる }}",  # the quotation marks Word puts
        "{% for 行 in 記録('目標') %}{{ 行.目標 }}{{ 行.所属 }}{{ 行.セル }}{% endfor %}",
        '{% for 行 in 選ぶ("目標", "場面", "電話対応", "対面対応") %}{{ 行["番号"] }}{% endfor %}',
        '{{ 一覧("目標一覧").件数 }}{{ 集計("理念別").最多|並べる }}{{ 図("理念別", 120) }}',
        '{{ 選ぶ("目標", 条件="予算措置 ≠ 不要 かつ 目標値 ≧ 10")|件数 }}',
        '{% for 行 in 回("実績報告").推移("指標の推移").行 %}{{ 行.見出し }}{{ 図(行, 100) }}{% endfor %}',
        '{% set 昨年 = 前年度("目標設定") %}{{ 昨年.集計("場面別").延べ }}{{ 昨年.提出状況.受理率 }}',
        '{% if 回("実績報告", 任意=True).実施 %}{{ 回("実績報告", 任意=True).集計("達成度別").実数 }}{% endif %}',
        '{% for 群 in 一覧("目標一覧").行|部署ごと %}{{ 群.部署名 }}{{ 群.行[0].場面|短く(9) }}{% endfor %}',
        '表{{ 番号("表", "目標") }}{{ 番号("図") }}{% if 集計("場面別").年度|件数 > 1 %}{% endif %}',
        "{% for 行 in 記録('目標') %}{% if 行.目標 %}{% set 文 = 行.目標 %}{% if 文 %}{{ 文 }}{% endif %}{% endif %}{% endfor %}",
    ],
)
def test_what_the_guide_offers_is_accepted(check, text: str) -> None:
    assert check(text) == []


@pytest.mark.parametrize(
    ("text", "code", "name", "near"),
    [
        ("{{ 区メイ }}", "paper-unknown-name", "区メイ", "区名"),
        (
            "{% for 行 in 記録('目標') %}{% if 行 %}{% set 済 = 1 %}{% endif %}{% endfor %}{{ 済 }}",
            "paper-unknown-name",
            "済",
            "",
        ),
        ("{{ 提出状況.受理立 }}", "paper-unknown-part", "受理立", "受理"),
        ("{{ 提出状況.部署('期限切れ')|並べる }}", "paper-unknown-name", "期限切れ", "期限超過"),
        ("{{ 方針|並び }}", "paper-unknown-name", "並び", "並べる"),
        ("{{ 集計('場面べつ').延べ }}", "paper-unknown-totals", "場面べつ", "場面別"),
        ("{{ 一覧('目標リスト').件数 }}", "paper-unknown-totals", "目標リスト", "目標一覧"),
        ("{{ 図('場面') }}", "paper-unknown-totals", "場面", "場面別"),
        ("{{ 記録('目票')|件数 }}", "paper-unknown-table", "目票", "目標"),
        ("{{ 確認事項('警告', 差し戻し=True)|件数 }}", "paper-unknown-name", "差し戻し", "差戻し"),
        ("{{ 選ぶ('目標', '予算', '不要')|件数 }}", "paper-unknown-field", "予算", "予算措置"),
        ("{{ 選ぶ('目標', '予算措置', '不用')|件数 }}", "paper-unknown-choice", "不用", "不要"),
        ("{% for 行 in 記録('目標') %}{{ 行.目的 }}{% endfor %}", "paper-unknown-part", "目的", ""),
        ("{{ 回('実績報吉').発行済 }}", "paper-unknown-round", "実績報吉", "実績報告"),
        ("{{ 前年度('目標設計').年度 }}", "paper-unknown-round", "目標設計", "目標設定"),
        ("{{ 回('実績報告', 人意=True).発行済 }}", "paper-unknown-name", "人意", "任意"),
        (
            "{{ 回('実績報告', 任意=True).集計('達成土別').実数 }}",
            "paper-unknown-totals",
            "達成土別",
            "達成度別",
        ),
        ("{{ 回('実績報告').集計('達成土別').実数 }}", "paper-unknown-totals", "達成土別", "達成度別"),
        ("{{ 回('実績報告').推移('指標').件数 }}", "paper-unknown-totals", "指標", "指標の推移"),
        ("{{ 回('実績報告').提出状況.受理立 }}", "paper-unknown-part", "受理立", "受理"),
        ("{% set 昨 = 前年度('実績報告') %}{{ 昨.記録('目標')|件数 }}", "paper-unknown-table", "目標", "指標"),
        (
            "{% set 昨 = 前年度('実績報告') %}{% if 区名 == '' %}{{ 昨.図('達成') }}{% endif %}",
            "paper-unknown-totals",
            "達成",
            "達成度別",
        ),
        ("{% set 昨 = 前年度('実績報告') %}{{ 昨.発行 }}", "paper-unknown-part", "発行", "発行済"),
        ("{{ 選ぶ('目標', 条件='予算 = 不要')|件数 }}", "paper-unknown-field", "予算", "予算措置"),
        (
            "{% if 区名 == '' %}{{ 選ぶ('目標', 条件='目標値 >')|件数 }}{% endif %}",
            "paper-bad-condition",
            "目標値 >",
            "",
        ),
    ],
)
def test_an_unknown_name_is_told_with_the_nearest_known_one(check, text, code, name, near) -> None:
    (problem,) = check(text)
    assert (problem.code, problem.params["name"]) == (code, name)
    assert problem.location.file == "ひな形.docx"
    assert name in problem.message
    assert not near or f"もしかして「{near}」ですか。" in problem.remedy


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("{{ 区名 }", "区名"),
        ("{% for 行 in 方針 %}{{ 行.本文 }}", ""),
        ("前の文{{ 提出状況.部署（“未提出”） }}", "提出状況.部署"),
        ("{% もし 方針 %}", "もし"),
    ],
)
def test_a_tag_that_cannot_be_read_is_told_with_what_stands_near(check, text: str, near: str) -> None:
    (problem,) = check("一つ目の段落", text)
    assert problem.code == "paper-tag-broken"
    assert near in problem.params["near"]


@pytest.mark.parametrize("text", ["{{ 図('場面別', '広く') + 1 }}", "{{ 集計() }}", "{{ 方針 + 1 }}"])
def test_a_tag_that_cannot_be_computed_is_told_without_english(check, text: str) -> None:
    (problem,) = check(text)
    assert problem.code == "paper-value-unusable"
    assert problem.message.isascii() is False
    assert "TypeError" not in problem.message


@pytest.mark.parametrize(
    ("text", "code", "severity"),
    [
        ("{{ 回('成果指標', 任意=True).発行済 }}", "paper-round-absent", "info"),
        ("{{ 前年度('成果指標', 任意=True).一覧('何か').件数 }}", "paper-round-absent", "info"),
        ("{{ 回('実績報吉', 任意=True).発行済 }}", "paper-round-doubtful", "warning"),
        # 報告 alone is in the name of many a round.
        ("{{ 回('見直報告', 任意=True).発行済 }}", "paper-round-absent", "info"),
        # What the template asks for as well is not what was meant.
        ("{{ 回('実績報吉', 任意=True).発行済 }}{{ 回('実績報告').発行済 }}", "paper-round-absent", "info"),
    ],
)
def test_a_round_that_may_be_missing_is_no_fault_but_a_likely_slip_is_doubted(check, text, code, severity) -> None:
    (problem,) = check(text)
    assert (problem.code, problem.severity.value) == (code, severity)
    assert ("もしかして「実績報告」ですか。" in problem.remedy) is (code == "paper-round-doubtful")


def test_a_round_that_one_place_cannot_do_without_is_a_fault(check) -> None:
    problems = check("{{ 回('成果', 任意=True).発行済 }}{{ 回('成果').発行済 }}{{ 回('成果', 任意=True).実施 }}")
    assert {p.code for p in problems} == {"paper-round-absent", "paper-unknown-round"}


def test_beside_a_round_that_may_be_missing_the_rest_is_still_tried(check) -> None:
    problems = check("{{ 回('成果指標', 任意=True).発行済 }}", "{{ 方針 + 1 }}")
    assert [p.code for p in problems] == ["paper-round-absent", "paper-value-unusable"]


def test_a_round_that_may_be_missing_is_missing_while_its_form_has_faults(check) -> None:
    assert check("{{ 回('意見記録', 任意=True).集計('場面別').延べ }}{{ 前年度('意見記録', 任意=True).発行済 }}") == []


def test_a_round_whose_form_has_faults_leaves_the_paper_untried_and_says_so(check) -> None:
    (problem,) = check("{{ 回('意見記録').集計('場面別').延べ }}")
    assert (problem.code, problem.severity.value, problem.params["name"]) == (
        "paper-round-unread",
        "warning",
        "意見記録",
    )


def test_all_unknown_names_are_told_at_once(check) -> None:
    problems = check("{{ 甲 }}{{ 乙 }}", "{{ 集計('丙').延べ }}", "{{ 甲 }}")
    assert [p.params["name"] for p in problems] == ["乙", "甲", "丙"]


@pytest.mark.parametrize("text", ["{{ 方針.__class__ }}", "{{ ().__class__.__bases__ }}", "{{ 並べる.__globals__ }}"])
def test_python_is_out_of_reach(check, text: str) -> None:
    assert len(check(text)) == 1


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{{ 値.append(3) }}", [1, 2]),
        ("{% set 別 = 値 %}{{ 別.clear() }}", [1, 2]),
        ("{% for 一つ in 値 %}{{ 一つ.sort() }}{% endfor %}", [[2, 1]]),
        ("{{ 値.update({1: 3}) }}", {1: 2}),
        ("{{ 値.pop(1) }}", {1: 2}),
        ("{{ 値.add(3) }}", {1, 2}),
        ("{{ (値|attr('append'))(3) }}", [1, 2]),
        ("{% set 値[0] = 3 %}", [1, 2]),
    ],
)
def test_no_tag_changes_what_other_documents_show_as_well(text, value) -> None:
    before = copy.deepcopy(value)
    with pytest.raises(TemplateError):
        make_environment().from_string(text).render(値=value)
    assert value == before


def test_a_template_that_would_change_a_value_is_told_so(check) -> None:
    (problem,) = check("{{ 方針.append(1) }}")
    assert problem.code == "paper-value-unusable"
    assert "書き換え" in problem.message


def test_a_missing_or_broken_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"no document")
    assert [p.code for p in check_paper_template(tmp_path / "a.docx", FORM)] == ["paper-unreadable"]
    assert [p.code for p in check_paper_template(tmp_path / "b.docx", FORM)] == ["paper-missing"]


def test_at_night_a_fault_is_a_settings_error_and_the_old_paper_stays(view: RoundView, tmp_path: Path) -> None:
    target = tmp_path / "資料.docx"
    target.write_bytes(b"yesterday's")
    with pytest.raises(SettingsError) as stopped:
        target.write_bytes(make_ward_report(view, tmp_path / "ない.docx").content)
    assert [p.code for p in stopped.value.problems] == ["paper-missing"]
    assert target.read_bytes() == b"yesterday's"


def test_every_name_and_call_of_the_guide_is_accepted(check) -> None:
    guide = (TEMPLATE.parents[1] / "docs" / "papers.md").read_text(encoding="utf-8")
    spans = [span.replace("\\|", "|") for span in re.findall(r"`([^`\n]+)`", guide)]
    tags = [s for s in spans if s.startswith("{{ ") and not re.match(r"\{\{ (名前|行\.|この行\.|区\.|事項\.|loop)", s)]
    calls = [
        s
        for s in spans
        if re.match(r"(一覧|記録|選ぶ|集計|図|表|確認事項|合計|平均|最大|短い日付)\(", s)
        and not re.search("緊急の予算|区別の達成度|…", s)
    ]
    assert len(tags) > 15
    assert len(calls) > 8
    for text in (*tags, *(f"{{% if {call} %}}{{% endif %}}" for call in calls)):
        # What is referred to must be somewhere.
        assert check(text, text.replace("参照(", "番号(")) == [], text


def test_the_example_of_numbers_is_accepted(check) -> None:
    guide = (TEMPLATE.parents[1] / "docs" / "papers.md").read_text(encoding="utf-8")
    part = guide.split("## 章、表、図、別紙の番号")[1].split("```")[1]
    assert check(*part.strip().splitlines()) == []


@pytest.fixture(scope="module")
def issued_forms():
    workspace = read_workspace(TEMPLATE.parents[1])
    lists = workspace.master.lists(workspace.fiscal_year)
    forms = {r.name: read_template(workspace.template(r.form), lists)[0] for r in workspace.rounds}
    return forms, known_lists(workspace, workspace.master.wards[0], workspace.fiscal_year)


@pytest.mark.parametrize(
    ("chapters", "round_name", "least"),
    [
        (("## マスタの一覧", "## 計算"), "実績報告", 4),
        (("## 並べ替える", "## 章、表、図"), "中間報告", 4),
        (("## 年度を並べる", "## 数がないとき"), "成果指標", 9),
    ],
)
def test_the_examples_fit_the_forms_that_are_given_out(tmp_path, issued_forms, chapters, round_name, least) -> None:
    guide = (TEMPLATE.parents[1] / "docs" / "papers.md").read_text(encoding="utf-8")
    begin, end = chapters
    part = guide.split(begin)[1].split(end)[0]
    document = docx.Document()
    for line in "".join(re.findall(r"```\n(.*?)```", part, re.DOTALL)).splitlines():
        document.add_paragraph(line)
    document.save(str(tmp_path / "ひな形.docx"))
    assert len(document.paragraphs) >= least
    forms, lists = issued_forms
    assert check_paper_template(tmp_path / "ひな形.docx", forms[round_name], forms, lists) == []


def test_the_guide_tells_every_part_of_a_row_of_a_trend() -> None:
    guide = (TEMPLATE.parents[1] / "docs" / "papers.md").read_text(encoding="utf-8")
    part = guide.split("## 年度を並べる")[1].split("```")[0]
    (trend,) = build_round_view(make_facts()).trends
    rows = show_trend(trend)["行"]
    assert isinstance(rows, list)
    assert set(re.findall(r"`行\.([^`]+)`", part)) == set(rows[0]) - {ORIGIN}


def test_a_fault_in_a_table_is_told_by_table_and_row(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("{{ 区名 }}の資料")
    document.add_table(1, 1)
    table = document.add_table(4, 2)
    for row, text in enumerate(("見出し", "{%tr for 行 in 一覧('目標一覧').行 %}", "{{ 行.目的 }}", "{%tr endfor %}")):
        table.cell(row, 0).text = text
    table.cell(2, 1).text = "{{ 集計('場面べつ').延べ }}"
    document.sections[0].footer.paragraphs[0].text = "{{ 区メイ }}"
    document.save(str(tmp_path / "ひな形.docx"))
    told = {p.params["name"]: p for p in check_paper_template(tmp_path / "ひな形.docx", FORM)}
    assert "の表2の3行目「{{ 行.目的 }}」にある「目的」は使えません" in told["目的"].message
    assert '一覧("目標一覧").行' in told["目的"].message
    assert "あるのは、「部名」「部署名」「番号」「場面」「目標及び具体的な取組内容」" in told["目的"].remedy
    assert "の表2の3行目「{{ 集計('場面べつ').延べ }}」が求めている" in told["場面べつ"].message
    assert "あるのは、「場面別」「理念別」" in told["場面べつ"].remedy
    assert "のフッター「{{ 区メイ }}」にある" in told["区メイ"].message


def test_a_fault_in_a_paragraph_is_told_by_its_text(check) -> None:
    (problem,) = check("はじめに", "本区の数は{{ 方針 + 1 }}です。")
    assert "の本文「本区の数は{{ 方針 + 1 }}です。」の差し込みを計算できません" in problem.message
    (problem,) = check("はじめに", "本区の{% if 区名 %}数です。")
    assert "の本文「本区の{% if 区名 %}数です。」で、" in problem.message


@pytest.mark.parametrize(
    ("text", "name", "there"),
    [
        ("{% for 行 in 記録('目標') %}{{ 行.目的 }}{% endfor %}", "目的", "具体的な取組内容"),
        ("{% for 行 in 記録('目標') %}{{ 行['目的'] }}{% endfor %}", "目的", "評価指標"),
        ("{% for 条 in 方針 %}{{ 条.文 }}{% endfor %}", "文", "本文"),
        ("{% for 行 in 提出状況.行 %}{{ 行.日付 }}{% endfor %}", "日付", "受付日"),
        ("{% for 事 in 確認事項('警告') %}{% for 部 in 事.部署 %}{{ 部.名 }}{% endfor %}{% endfor %}", "名", "場所"),
        ("{{ 集計('場面別').合計 }}", "合計", "延べ"),
    ],
)
def test_a_part_that_is_not_there_is_told_with_those_that_are(check, text: str, name: str, there: str) -> None:
    (problem,) = check(text)
    assert (problem.code, problem.params["name"]) == ("paper-unknown-part", name)
    assert f"「{there}」" in problem.remedy


def test_what_several_loops_call_the_same_is_told_apart(check) -> None:
    loops = "{%% for 行 in %s %%}{{ 行.%s }}{%% endfor %%}"
    assert check(loops % ("提出状況.行", "受付日"), loops % ("記録('目標')", "目標")) == []
    assert [p.params["name"] for p in check(loops % ("提出状況.行", "目標"))] == ["目標"]


def test_the_guide_tells_every_field_of_a_row_of_coverage(view: RoundView) -> None:
    guide = (TEMPLATE.parents[1] / "docs" / "papers.md").read_text(encoding="utf-8")
    part = guide.split("提出状況は、1部署を1行として")[1].split("## ")[0]
    assert set(re.findall(r"`行\.([^`]+)`", part)) == set(show_coverage_row(view.coverage.rows[0]))


def remedies(problems: list[Problem]) -> str:
    return "".join(problem.remedy for problem in problems)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{{ 合計（記録("目標"), "目標値"） }}', "「（」は半角の「(」にします。「）」は半角の「)」にします。"),
        ('{{ 合計(記録("目標")、"目標値") }}', "「、」は半角の「,」にします。"),
        ("{{ 記録(「目標」)|件数 }}", '「「」は半角の「"」にします。'),
        ("{{ 提出状況.受理 ÷ 提出状況.対象 }}", "「÷」は半角の「/」にします。"),
        ('{{ 提出状況.部署("未提出")｜並べる }}', "「｜」は半角の「|」にします。"),
        ("{{ 四捨五入(提出状況.受理率, １) }} {{ 区名 }}", "「１」は半角の「1」にします。"),
        ("{% if 提出状況.未提出 = 0 %}なし{% endif %}", "同じかどうかは「==」と書きます。"),
        ("{% if 提出状況.未提出 かつ 提出状況.受理 %}なし{% endif %}", "「かつ」は and、"),
        ("{% p if 提出状況.未提出 %}", "「{%」と「p」「tr」の間は空けません。"),
        ("{{ }}", "かっこの中に、何も書かれていません。"),
    ],
)
def test_what_the_kana_keyboard_leaves_in_a_tag_is_told_sign_by_sign(check, text, told) -> None:
    problems = check(text)
    assert [p.code for p in problems][:1] == ["paper-tag-broken"]
    assert told in remedies(problems)


def test_a_block_without_its_end_is_told_where_it_begins(check) -> None:
    problem, *_ = check("初め", '{%p for 行 in 記録("目標") %}', "{{ 行.番号 }}", "終わり")
    assert problem.code == "paper-tag-broken"
    assert problem.params["where"].startswith("本文「{%p for 行")
    assert "この「for」の終わりの印（endfor）がありません。" in problem.remedy
    problem, *_ = check("初め", "{%p endfor %}")
    assert "この「endfor」で終わる「for」が、前にありません。" in problem.remedy
    problem, *_ = check("{%p if 提出状況.受理 %}", "あり", "{%p else if 提出状況.未提出 %}", "なし", "{%p endif %}")
    assert problem.params["where"].startswith("本文「{%p else if")
    assert "「else if」は「elif」と書きます。" in problem.remedy


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ('別表は、{{p 表("目標一覧") }}のとおりです。', "別表は、のとおりです。"),
        ("{%p set 数 = 3 %}ほかの文", "ほかの文"),
        ("{%p if 提出状況.未提出 %}あり{%p endif %}", "あり{%p endif %}"),
    ],
)
def test_text_that_would_go_with_a_tag_is_told(check, text, lost) -> None:
    found = [p for p in check(text) if p.code == "paper-text-lost"]
    assert [p.params["text"] for p in found] == [lost]


def test_braces_that_are_no_tag_are_told(check) -> None:
    assert [p.code for p in check("｛｛ 区名 ｝｝のこと")] == ["paper-brace-left"]
    assert [p.code for p in check("{ 区名 }のこと")] == ["paper-brace-left"]
    assert check("{{ 区名 }}のこと") == []


def rows_of(tmp_path: Path, *rows: tuple[str, ...]) -> Path:
    document = docx.Document()
    table = document.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    path = tmp_path / "表.docx"
    document.save(str(path))
    return path


def test_tags_of_rows_and_paragraphs_are_told_where_they_do_not_belong(check, tmp_path) -> None:
    loop = '{%tr for 行 in 記録("目標") %}'
    assert [p.code for p in check(loop, "{{ 行.番号 }}", "{%tr endfor %}")][1:] == ["paper-row-tag-outside"] * 2
    path = rows_of(tmp_path, (loop, "残る文"), ("{{ 行.番号 }}", ""), ("{%tr endfor %}", ""))
    problem, *_ = check_paper_template(path, FORM, FORMS)
    assert (problem.code, problem.params["text"]) == ("paper-text-lost", "残る文")
    loop = loop.replace("tr", "p", 1)
    path = rows_of(tmp_path, (loop,), ("{{ 行.番号 }}",), ("{%p endfor %}",))
    problem, *_ = check_paper_template(path, FORM, FORMS)
    assert problem.code == "paper-block-apart"
    assert problem.params["where"].startswith("表1の1行目")
    path = rows_of(
        tmp_path, (loop.replace("p", "tr", 1), ""), ("{{ 行.番号 }}", "{{ 行.目標 }}"), ("{%tr endfor %}", "")
    )
    assert [p.code for p in check_paper_template(path, FORM, FORMS)] == []


def test_a_table_within_a_line_is_told_for_word_would_not_open_the_paper(check) -> None:
    assert [p.code for p in check('{{ 表("目標一覧") }}')] == ["paper-table-in-line"]
    macro = ("{%p macro 別表() %}", '{{p 表("目標一覧") }}', "{%p endmacro %}", "{{ 別表() }}")
    assert [p.code for p in check(*macro)] == ["paper-table-in-line"]


def test_a_calculation_with_words_is_told(check) -> None:
    (problem,) = check('{{ 合計(記録("目標"), "場面") }}')
    assert (problem.code, problem.params["name"]) == ("paper-no-number", "場面")
    assert check('{{ 平均(記録("目標"), "番号") }}') == []


def test_a_check_goes_on_where_a_filter_is_given_something_else(check) -> None:
    (problem,) = check('{{ 記録("目標")|続く("中間報告")|件数 }}')
    assert problem.code == "paper-value-unusable"
    (problem,) = check('{{ 確認事項("注意")|件数 }}')
    assert (problem.code, problem.params["name"]) == ("paper-unknown-name", "注意")
