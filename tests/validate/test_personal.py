"""電話番号, メールアドレス and 住所 in free text: found in what is one, not in what is none, and never repeated."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kusei_batch.core.expression import parse_formula
from kusei_batch.core.form import Field, FieldKind, FieldType, Necessity
from kusei_batch.core.problem import Problem, Severity
from kusei_batch.core.row_key import RowKey
from kusei_batch.validate.personal import MASK, find_personal, mask_personal, mask_personal_words, name_kinds
from kusei_batch.validate.problem_location import merge_problems
from tests.validate.builders import FORM, ISSUED, judge_submission, problems, submission, target, validate
from tests.validate.personal_sentences import WITH, WITHOUT

NUMBER = "044-999-0101"


@pytest.mark.parametrize(("text", "kinds"), WITH)
def test_what_is_personal_data_is_found_with_its_kind(text, kinds):
    assert set(name_kinds(text).split("、")) == set(kinds.split("、"))


@pytest.mark.parametrize("text", WITHOUT)
def test_what_is_none_is_left_alone(text):
    assert find_personal(text) == ()
    assert mask_personal(text) == text


def test_precision_and_recall_over_all_sentences_are_whole():
    told = [bool(find_personal(text)) for text, _ in WITH]
    wrongly = [text for text in WITHOUT if find_personal(text)]
    assert len(WITH) + len(WITHOUT) >= 100
    assert sum(told) / len(told) == 1
    assert wrongly == []


@pytest.mark.parametrize("text", [text for text, _ in WITH])
def test_what_is_masked_is_found_no_more(text):
    masked = mask_personal(text)
    assert MASK in masked
    assert find_personal(masked) == ()
    assert not any(text[piece.start : piece.end] in masked for piece in find_personal(text))


def test_pieces_stand_where_they_stand_in_the_text_as_typed():
    text = "連絡は０４４（９９９）０１０１、又はＡ＠example.jp へ"
    assert [text[p.start : p.end] for p in find_personal(text)] == ["０４４（９９９）０１０１", "Ａ＠example.jp"]


def test_it_is_a_warning_at_its_cell_that_tells_the_kind_and_not_the_content():
    given = {"目標": f"{NUMBER}に折り返します。月1回確かめます。"}
    (problem,) = [p for p in problems(target(**given)) if p.code == "personal-data"]
    assert (problem.severity, problem.location.cell) == (Severity.WARNING, "C12")
    assert problem.message == "目標1の目標に、電話番号らしきものがあります。"
    assert NUMBER not in problem.message + problem.remedy + repr(problem)


def test_like_findings_of_several_rows_are_one_that_lists_all_cells():
    rows = [target(i, 評価指標=f"{i}回、{NUMBER}へ") for i in (1, 2, 3)]
    (problem,) = [p for p in problems(*rows) if p.code == "personal-data"]
    assert problem.location.cells == ("E12", "E13", "E14")
    assert problem.message.startswith("目標1～3の評価指標に")
    assert merge_problems([problem]) == [problem]


def test_only_free_text_is_looked_at():
    given = target(期限="044-999-0101", 予算措置="044-999-0101", 場面="044-999-0101", 参加人数="044-999-0101")
    assert "personal-data" not in {p.code for p in problems(given)}


def test_records_name_the_fields_that_are_withheld_and_their_kinds():
    head, row = validate(target(目標=f"{NUMBER}へ", 具体的な取組内容="a@example.jp"), head={"記入者": "見本　花子"})[0]
    assert head.withheld == {}
    assert row.withheld == {"目標": "電話番号", "具体的な取組内容": "メールアドレス"}
    assert FORM.field("目標", "目標").name in row.fields


@pytest.mark.parametrize(("kind", "cells"), [(FieldKind.PREVIOUS, ("M12",)), (FieldKind.COMPUTED, ())])
def test_what_is_shown_or_worked_out_is_withheld_as_what_is_entered(kind, cells):
    """A text of last year's sheet or one put together from entries is on the documents too."""
    known = Field("前回の課題", "目標", kind, FieldType.TEXT, Necessity.OPTIONAL, Severity.ERROR, "目標設定", cells)
    if kind is FieldKind.COMPUTED:
        known = replace(known, formula=parse_formula("評価指標", ["評価指標"]))
    shown = {"目標.前回の課題": (f"{NUMBER}の方へ",)}
    issued = replace(ISSUED, stamped=shown, values=shown, rows={"目標": (RowKey("目標", "R08-1303-1-25-目標1"),)})
    form = replace(FORM, fields=(*FORM.fields, known))
    given = submission([target(評価指標=f"{NUMBER}への折返し")], form=form)
    records, _ = judge_submission(form, given, issued)
    assert NUMBER in records[1].fields["前回の課題"]
    assert records[1].withheld["前回の課題"] == "電話番号"


def test_an_individual_number_stays_what_it_is():
    codes = [p.code for p in problems(target(目標="123456789018に連絡し、090-9999-0101にもかけます。"))]
    assert "individual-number" in codes
    assert "personal-data" not in codes


@pytest.mark.parametrize(
    "quoted",
    [
        f"「{NUMBER}」と読みました",
        "毎月の点検の結果を、その都度かならず044-999…",
        "回答は、その都度かならずsato.hanako@exam…",
        "送付先は〒999-01…",
    ],
)
def test_other_messages_that_quote_it_do_not_repeat_it(quoted):
    masked = mask_personal_words(Problem("formula-as-text", Severity.INFO, params={"place": "目標1", "text": quoted}))
    assert MASK in masked.params["text"]
    assert not any(part in masked.params["text"] for part in ("044", "sato", "999"))


def test_a_message_without_it_stays_the_very_same():
    problem = Problem("formula-as-text", Severity.INFO, params={"place": "目標1", "text": "毎月の点検…"})
    assert mask_personal_words(problem) is problem
