"""Rows that a page may show: those of its condition, of which nothing is withheld; and no contradiction unexplained."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from dataclasses import replace
from pathlib import Path

import lxml.html
import pytest

from kusei_batch.config import read_workspace
from kusei_batch.core.check import Check
from kusei_batch.core.expression import ExpressionError, parse_condition, parse_formula
from kusei_batch.core.form import Choice, FieldKind, FieldType, Form, TotalsRow
from kusei_batch.core.problem import SettingsError, Severity
from kusei_batch.core.record import HIDDEN, WITHHELD, Record
from kusei_batch.core.row_key import RowKey
from kusei_batch.core.values import TypedValue
from kusei_batch.pipeline.outputs.pages import _make_page
from kusei_batch.report import check_page_template
from kusei_batch.report.views import RoundFacts
from kusei_batch.report.views.model import LeftOut
from kusei_batch.report.views.public_rows import Published, choose_rows, find_kept_back
from kusei_batch.report.ward_page import WHOLE_PAGE, PageOrder
from kusei_batch.xlsx.template import read_template
from tests.report import results

ROOT = Path(__file__).parents[2]
VOICES = ROOT / "templates_html" / "声にこたえました.html"
CHOICES = {"場面": ("お知らせ", "電話対応", "対面対応"), "種別": ("苦情", "提案"), "対応状況": ("対応済み", "対応中")}
COLUMNS = ("場面", "種別", "内容", "対応")
DONE = "対応状況 = 対応済|対応済み かつ 対応 ≠ 空欄"
OPINIONS: tuple[tuple[tuple[str, ...], str, str, str | None, str], ...] = (
    (("対面対応", "お知らせ"), "苦情", "案内が分からない。", "案内板を直しました。", "対応済み"),
    (("お知らせ",), "提案", "字を大きくしてほしい。", "14ポイントにしました。", "対応済"),
    (("電話対応",), "苦情", "電話がつながらない。", "回線を増やす相談をしています。", "対応中"),
    (("電話対応",), "苦情", WITHHELD, "お電話しました。", "対応済み"),
    (("電話対応",), "苦情", "名前を間違えられた。", HIDDEN, "対応済み"),
    (("対面対応",), "提案", "ありがとう。", None, "対応済み"),
    ((), "提案", "自転車置場がほしい。", "3月に設けました。", "対応済み"),
    (("電話対応",), "苦情", WITHHELD, "調べています。", "対応中"),
)


def opinions() -> RoundFacts:
    """The opinions of a ward, all of one department."""
    fields = [results._field(name, FieldType.CHOICE, "意見", name) for name in ("種別", "対応状況")]
    fields += [results._field(name, FieldType.LONG_TEXT, "意見") for name in ("内容", "対応")]
    fields.append(results._field("場面", FieldType.CHOICES, "意見", "場面"))
    form = Form(
        "意見記録",
        "意見記録",
        "第4号様式",
        "1",
        tuple(fields),
        (replace(results.FORM.tables[0], name="意見"),),
        {name: tuple(map(Choice, words)) for name, words in CHOICES.items()},
        totals=(TotalsRow("種別の数", "クロス集計", {"表": "意見", "見出し": "種別の数", "行": "種別", "値": "件数"}),),
    )
    facts = results.make_facts()
    records = [opinion_row(number, opinion) for number, opinion in enumerate(OPINIONS, 1)]
    return replace(facts, form=form, records=records, earlier={2025: records[:4]})


def opinion_row(number: int, opinion: tuple[object, ...]) -> Record:
    (first, *_) = results.make_records()
    fields = dict(zip(("場面", "種別", "内容", "対応", "対応状況"), opinion, strict=True))
    return replace(first, key=RowKey("意見", f"R08-{number}"), number=number, fields=fields, typed={})


def make_page(facts: RoundFacts, published: Published, template: Path = VOICES) -> dict[str, bytes]:
    order = PageOrder(template, "声", "", "企画課", results.DAY)
    return _make_page(template, facts, published, order, results.DAY)


def texts(content: bytes, path: str) -> list[str]:
    tree = lxml.html.document_fromstring(content.decode())
    return [re.sub(r"\s+", "", element.text_content()) for element in tree.xpath(path)]


def test_a_condition_picks_rows_and_a_withheld_text_keeps_its_row_back():
    chosen, left_out = choose_rows(opinions(), Published(COLUMNS, DONE))
    assert [record.number for record in chosen.records] == [1, 2, 7]
    assert [record.number for record in chosen.earlier[2025]] == [1, 2]
    assert left_out == LeftOut(others=3, waiting=1, hidden=1)


def test_a_withheld_text_that_is_not_public_keeps_no_row_back():
    chosen, _ = choose_rows(opinions(), Published(("場面", "対応"), "対応状況 = 対応済み"))
    assert [record.number for record in chosen.records] == [1, 4, 6, 7]


def test_without_a_condition_every_row_is_shown():
    facts = opinions()
    assert choose_rows(facts, Published(COLUMNS)) == (facts, LeftOut())


def test_a_condition_holds_for_the_tables_it_fits_alone():
    facts = results.make_facts()
    columns = ("目標", "意見.意見")
    chosen, left_out = choose_rows(facts, Published(columns, "達成度 = 達成"))
    tables = [record.table for record in chosen.records]
    assert [tables.count(table) for table in (None, "目標", "意見")] == [2, 1, 2]
    assert left_out == LeftOut(others=2)
    with pytest.raises(ExpressionError):
        choose_rows(facts, Published(columns, "対応状況 = 対応済み"))


def test_what_is_left_out_is_in_no_table_no_count_and_no_file():
    files = make_page(opinions(), Published(COLUMNS, DONE))
    page = files[WHOLE_PAGE]
    assert texts(page, "//h2")[:3] == ["お知らせ", "対面対応", "そのほか"]
    told = texts(page, "//table//tr[td]")
    assert told == [
        "提案字を大きくしてほしい。14ポイントにしました。区民課",
        "苦情案内が分からない。案内板を直しました。区民課",
        "提案自転車置場がほしい。3月に設けました。区民課",
    ]
    rows = list(csv.DictReader(io.StringIO(files["声.csv"].decode("utf-8-sig"))))
    assert [row["内容"] for row in rows] == ["案内が分からない。", "字を大きくしてほしい。", "自転車置場がほしい。"]
    assert "対応状況" not in rows[0]
    for opinion in (OPINIONS[2], OPINIONS[3], OPINIONS[4], OPINIONS[5]):
        for text in opinion[2:4]:
            assert not text or text not in page.decode() + files["声.csv"].decode()


def test_how_many_are_not_shown_is_said():
    said = texts(make_page(opinions(), Published(COLUMNS, DONE))[WHOLE_PAGE], "//main")[0]
    assert "対応を終えたもの3件を、" in said
    assert (
        "このほかに、対応の途中のもの、お礼などお答えの要らないもの、前の年度のページに載せたもの、職員が気づいて改めたものが、合わせて3件、"
        "個人にかかわることが書かれているため載せていないものが2件あります。" in said
    )


def test_a_cross_tab_counts_the_rows_of_the_page_alone(tmp_path):
    path = tmp_path / "数.html"
    path.write_text("{% for 行 in 集計('種別の数').行 %}{{ 行.見出し }}{{ 行.計 }}、{% endfor %}", encoding="utf-8")
    assert make_page(opinions(), Published(COLUMNS, DONE), path)[WHOLE_PAGE].decode() == "苦情1、提案2、"
    assert make_page(opinions(), Published(COLUMNS), path)[WHOLE_PAGE].decode() == "苦情5、提案3、"


def test_choices_go_by_what_they_are_called_now(tmp_path):
    path = tmp_path / "数.html"
    path.write_text(
        "{% for 群 in 項目ごと('意見', '対応状況') %}{{ 群.見出し }}{{ 群.件数 }}{% endfor %}", encoding="utf-8"
    )
    facts = opinions()
    now = {**facts.form.choice_lists, "対応状況": (Choice("対応済み", ("対応済",)), Choice("対応中"))}
    facts = replace(facts, form=replace(facts.form, choice_lists=now))
    made = make_page(facts, Published((*COLUMNS, "対応状況")), path)
    assert made[WHOLE_PAGE].decode() == "対応済み6対応中2"


def test_before_anything_can_be_shown_the_page_says_so():
    facts = opinions()
    said = texts(make_page(replace(facts, records=facts.records[2:6]), Published(COLUMNS, DONE))[WHOLE_PAGE], "//main")
    assert "お知らせできるご意見は、まだありません。" in said[0]


@pytest.mark.parametrize(
    ("rows", "said"),
    [("対応状態 = 対応済み", "もしかして「対応状況」"), ("対応状況 = ", "rows = "), ("対応", "rows = ")],
)
def test_a_condition_that_cannot_be_read_is_told_beforehand(rows, said):
    (problem,) = [
        p for p in check_page_template(VOICES, opinions().form, Published(COLUMNS, rows)) if p.code == "page-bad-rows"
    ]
    assert said in problem.remedy
    assert rows in problem.message


def test_a_table_that_the_condition_cannot_choose_from_is_told_beforehand(tmp_path):
    path = tmp_path / "結果.html"
    path.write_text("{{ 年度 }}", encoding="utf-8")
    form = opinions().form
    other = replace(results._field("改善", FieldType.LONG_TEXT, "改善の記録"), cells=("A1",))
    both = replace(
        form, fields=(*form.fields, other), tables=(*form.tables, replace(form.tables[0], name="改善の記録"))
    )
    published = Published((*COLUMNS, "改善の記録.改善"), DONE)
    told = [
        (p.code, p.severity, "表「改善の記録」には" in p.message) for p in check_page_template(path, both, published)
    ]
    assert told == [("page-rows-elsewhere", Severity.WARNING, True)]
    assert check_page_template(path, both, Published((*COLUMNS, "改善の記録.改善"))) == []


def test_the_page_of_voices_fits_the_form_and_settings_that_come_with_the_program():
    workspace = read_workspace(ROOT)
    (page,) = workspace.pages(workspace.round("意見記録"))
    form, _ = read_template(ROOT / "templates_xlsx" / "意見記録.xlsx", workspace.master.lists(2026))
    assert form is not None
    published = Published(page.columns, page.rows)
    assert check_page_template(workspace.page_template(page.template), form, published) == []
    offered = [choice.value for choice in form.choice_lists["対応状況"]]
    now = page.rows.partition(" かつ ")[0]  # the rest says what of last year's is not told again
    assert sum(f"|{word}" in now or f"= {word}" in now for word in offered) == 1


# --- reasons ----------------------------------------------------------------------------------------


def with_check(*, calculated: bool = False) -> RoundFacts:
    """The results, in which a target that is declared reached and was missed asks for a reason."""
    fields = list(results.FORM.fields)
    names = [field.name for field in fields]
    text = "達成度 = 達成 かつ 実績値 > 目標値"
    if calculated:
        formula = parse_formula("もし(実績値 > 目標値、「届かない」、「届いた」)", names)
        fields.append(
            replace(results.FORM.field("単位", "目標"), name="関係", kind=FieldKind.COMPUTED, formula=formula, cells=())
        )
        text = "達成度 = 達成 かつ 関係 = 届かない"
    condition = parse_condition(text, [field.name for field in fields])
    check = Check("届かない達成", "目標", condition, "実績値", "", "", Severity.WARNING, "理由")
    facts = results.make_facts()
    form = replace(facts.form, fields=tuple(fields), checks=(check,))
    fields_of: dict[str, TypedValue] = {"実績値": 20, "関係": "届かない", "理由": "3月末の見込みは14分のため。"}
    records = [
        replace(r, fields={**r.fields, **fields_of}) if (r.table, r.number) == ("目標", 1) else r for r in facts.records
    ]
    return replace(facts, form=form, records=records)


OPEN = results.COLUMNS
KEPT_BACK = tuple(name for name in OPEN if name != "理由")


@pytest.mark.parametrize("calculated", [False, True])
def test_a_reason_is_kept_back_where_all_that_it_answers_is_public(calculated):
    form = with_check(calculated=calculated).form
    assert [check.name for check in find_kept_back(form, KEPT_BACK)] == ["届かない達成"]
    assert find_kept_back(form, OPEN) == []
    for name in ("実績値", "目標値", "達成度"):
        assert find_kept_back(form, [column for column in KEPT_BACK if column != name]) == []
    assert find_kept_back(form, ("意見.意見",)) == []


def test_doctor_is_told_of_a_reason_that_is_kept_back():
    form = with_check().form
    template = ROOT / "templates_html" / "声にこたえました.html"
    found = check_page_template(template, form, Published(KEPT_BACK))
    (problem,) = [problem for problem in found if problem.code == "page-reason-hidden"]
    assert problem.severity is Severity.WARNING
    assert "columns（シート「ページ」なら「公表する項目」）に「理由」を加えて" in problem.remedy
    assert "page-reason-hidden" not in [p.code for p in check_page_template(template, form, Published(OPEN))]


def test_a_page_with_such_a_row_is_refused_until_its_reason_is_public():
    template = ROOT / "templates_html" / "結果の公表.html"
    facts = with_check()
    with pytest.raises(SettingsError) as refused:
        make_page(facts, Published(KEPT_BACK), template)
    (problem,) = refused.value.problems
    assert problem.code == "page-reason-needed"
    assert "1件は、様式の検査「届かない達成」" in problem.message
    assert "（区民課 目標1）" in problem.message
    said = texts(make_page(facts, Published(OPEN), template)[WHOLE_PAGE], "//main")[0]
    assert "「達成」とした理由：3月末の見込みは14分のため。" in said


def test_a_page_without_such_a_row_is_made_though_the_reason_is_kept_back(tmp_path):
    facts = with_check()
    path = tmp_path / "ひな形.html"
    path.write_text("{{ 記録('目標')|件数 }}", encoding="utf-8")
    plain = replace(facts, records=results.make_records())
    assert make_page(plain, Published(KEPT_BACK), path)[WHOLE_PAGE] == b"3"


def test_a_day_of_change_is_told_only_after_the_day_of_publication():
    order = PageOrder(VOICES, "声", "", "企画課", dt.date(2027, 4, 15))
    made = _make_page(VOICES, opinions(), Published(COLUMNS, DONE), order, results.DAY)[WHOLE_PAGE].decode()
    assert "公表日：令和9年4月15日" in made
    assert "更新日" not in made
