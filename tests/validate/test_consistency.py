"""検査 of a form: what contradicts itself is asked, and a reason answers it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kusei_batch.core.check import Check
from kusei_batch.core.expression import parse_condition
from kusei_batch.core.problem import Problem, Severity
from tests.validate.builders import FORM, problems, target, validate

NAMES = [f.name for f in FORM.fields]


def check(condition: str = "参加人数 < 目標値", marked: str = "参加人数", **changes: object) -> Check:
    usual = Check(
        "人数と目標", "目標", parse_condition(condition, NAMES), marked,
        "{{番号}}行目は{{参加人数}}で、目標値の{{目標値}}に届いていません", "どちらかを直してください", Severity.WARNING, "予算の理由",
    )  # fmt: skip
    return replace(usual, **changes)


def told(
    *targets: dict[str, object] | None, head: dict[str, object] | None = None, checks: tuple[Check, ...] = ()
) -> list[Problem]:
    form = replace(FORM, checks=checks or (check(),))
    return [p for p in problems(*targets, head=head, form=form) if p.code.startswith("inconsistent")]


FEW = {"参加人数": 91, "目標値": 98}


def test_a_row_that_contradicts_itself_is_asked_at_its_cell():
    (found,) = told(target(1), target(2, **FEW))
    assert (found.code, found.severity, found.location.cell, found.location.field) == (
        "inconsistent", Severity.WARNING, "G13", "参加人数",
    )  # fmt: skip
    assert found.message == (
        "目標2の参加人数が、ほかの欄と合っていません。2行目は91人で、目標値の98％に届いていません。"
    )
    assert found.remedy == "どちらかを直してください。"


def test_a_reason_answers_it_and_is_quoted():
    (found,) = told(target(**FEW, 予算の理由="台風で二度中止したため"))
    assert (found.code, found.severity, found.location.cell) == ("inconsistent-explained", Severity.INFO, "G12")
    assert "（予算の理由：台風で二度中止したため）" in found.message


def test_a_reason_that_is_a_persons_number_is_not_repeated():
    (found,) = told(target(**FEW, 予算の理由="123456789018"))
    assert found.code == "inconsistent-explained"
    assert "1234" not in found.message


@pytest.mark.parametrize(
    "entries",
    [{}, {"参加人数": 91}, {"目標値": 98}, {"参加人数": "多数", "目標値": 98}, {"参加人数": 98, "目標値": 98}],
)
def test_what_is_blank_unread_or_right_is_not_asked(entries):
    assert told(target(**entries)) == []


def test_an_error_sends_the_sheet_back():
    (found,) = told(target(**FEW), checks=(check(severity=Severity.ERROR),))
    assert found.severity is Severity.ERROR


def test_without_words_of_its_own_the_remedy_names_the_cell_for_the_reason():
    (found,) = told(target(**FEW), checks=(check(remedy=""),))
    assert found.remedy == (
        "関係する欄を見比べて、違っているほうを直してください。間違いでなければ、「予算の理由」に理由を記入してください。"
    )


def test_without_a_cell_for_the_reason_none_is_asked_for():
    (found,) = told(target(**FEW, 予算の理由="雨"), checks=(check(remedy="", reason=None),))
    assert (found.code, found.remedy) == ("inconsistent", "関係する欄を見比べて、違っているほうを直してください。")


def test_rows_of_which_the_same_is_to_be_said_are_one_problem():
    plain = check(message="目標値に届いていません")
    (found,) = told(target(1, **FEW), target(2, 参加人数=1, 目標値=2), None, target(4, **FEW), checks=(plain,))
    assert found.location.cell == "G12,G13,G15"
    assert found.message.startswith("目標1・2・4の参加人数が")


def test_the_head_is_checked_by_itself():
    both = check(
        "記入者 = 川崎 かつ 記入日 = 空欄",
        "記入日",
        table=None,
        message="{{記入者}}の記入日が{{記入日}}です",
        reason=None,
    )
    (found,) = told(target(), head={"記入者": "川崎"}, checks=(both,))
    assert (found.location.cell, found.message) == (
        "E4", "記入日が、ほかの欄と合っていません。川崎の記入日が空欄です。",
    )  # fmt: skip


def test_a_contradiction_does_not_keep_the_records_back():
    records, _ = validate(target(**FEW), form=replace(FORM, checks=(check(),)))
    assert [r.number for r in records] == [None, 1]


@pytest.mark.parametrize("reason", ["－", "なし", "…"])
def test_what_says_nothing_is_no_reason(reason):
    (found,) = [p for p in told(target(**FEW, 予算の理由=reason)) if p.code.startswith("inconsistent")]
    assert found.code == "inconsistent"
