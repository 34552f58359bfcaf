"""What a mistake in a template of the web pages is answered with."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kusei_batch.config import read_workspace
from kusei_batch.core.problem import SettingsError
from kusei_batch.report import check_page_template
from kusei_batch.report.views.public_rows import Published
from kusei_batch.xlsx.template import read_template
from tests.report.results import COLUMNS, FORM
from tests.report.web_page import RESULTS, ROOT, render


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
