"""The clearinghouse's own workbooks, judged by our forms: run by hand, on a copy that `make peers` fetches.

CLEARINGHOUSE is the folder of that copy, at a commit whose workbooks are .xlsx still.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kusei_batch.core.problem import Problem
from tests.peers.clearinghouse import form_of, judge, section_of

BACKEND = Path(os.environ["CLEARINGHOUSE"]) / "backend"
FOLDER = BACKEND / "audit" / "fixtures" / "workbooks"
TEMPLATES = BACKEND / "schemas" / "output" / "excel" / "xlsx"
PAGE = Path(__file__).parents[2] / "docs" / "analysis" / "clearinghouse.md"

# What is judged otherwise than there, and what we say of it ("": nothing).
OTHERWISE = {
    "should_fail/notes-to-sefa/mangled-notes-to-sefa.xlsx": "",
    "should_pass/171944-22/notes-to-sefa-171944.xlsx": "individual-number",
    "should_pass/191734-21/federal-awards-191734.xlsx": "individual-number",
    "should_pass/171944-22/federal-awards-171944.xlsx": "too-many-rows",
    "should_pass/182926-22/federal-awards-182926.xlsx": "too-many-rows",
    "should_pass/182926-22-award-ref-len-5/federal-awards-182926.xlsx": "too-many-rows",
    "should_pass/federal_awards/federal-awards-has-award-refs-of-mixed-lengths.xlsx": "too-many-rows",
    "should_pass/federal_awards/federal-awards-workbook-lots-of-rows.xlsx": "too-many-rows",
}
# What the name of a workbook says is wrong in it: the field, or the code, that has to be told among others.
NAMED = {
    "audit-findings/has-bad-yes-or-no-inputs": "意見",
    "audit-findings/has_bad_award_references": "参照番号",
    "audit-findings/has_bad_finding_reference": "指摘番号",
    "audit-findings/has_bad_prior_references": "以前",
    "audit-findings/has_duplicate_finding_reference_with_different_finding_details": "指摘番号",
    "audit-findings/missing-required-fields": "参照番号",
    "corrective-action-plan/this-is-not-a-cap-workbook": "種類",
    "federal-awards/award-refs-of-wrong-lengths": "参照番号",
    "federal-awards/has-bad-aln-prefixes": "省庁",
    "federal-awards/has-bad-alns": "制度",
    "federal-awards/has-bad-yes-or-no-inputs": "直接",
    "federal-awards/has-decimal-dollar-amounts": "支出額",
    "federal-awards/has-empty-loan-balance-but-balance-is-required": "融資残高",
    "federal-awards/incorrect-amount-passed-through": "再委託額",
    "federal-awards/incorrect-cluster-total": "群",
    "federal-awards/incorrect-federal-program-total": "制度の計",
    "federal-awards/incorrect-total-amount-expended": "総額",
    "federal-awards/invalid-loan-balance": "融資残高",
    "federal-awards/loan_balance_must_be_empty_when_loan_is_not_guarantee": "融資",
    "federal-awards/missing-additional-award-identification": "識別",
    "federal-awards/missing_loan_guarantee": "融資",
    "federal-awards/missing_required_fields": "省庁",
    "federal-awards/no-direct-award-yn": "直接",
    "federal-awards/no-name-when-indirect": "経由先",
    "federal-awards/numbers-when-direct": "直接",
    "federal-awards/zeroes-for-findings": "指摘数",
    "notes-to-sefa/empty-notes-to-sefa": "sheet-untouched",
    "random-files/best_dog_ever": "not-a-workbook",
}
# Two of 31: names and numbers in one cell, counted against one another. They fail for something else that is wrong.
UNSAID = ("has_two_passthrough_ids_one_name", "has_two_passthrough_names_one_id")
BOOKS = sorted(p.relative_to(FOLDER).as_posix() for p in FOLDER.rglob("*.*") if p.suffix in (".xlsx", ".png"))


def errors_of(book: str) -> list[Problem]:
    section = section_of(f"/{book}") if book.endswith(".xlsx") else "federal-awards"
    return judge((FOLDER / book).read_bytes(), form_of(section, TEMPLATES))


def of(folder: str) -> list[str]:
    return [book for book in BOOKS if book.startswith(f"{folder}/")]


@pytest.mark.parametrize("book", of("should_pass"))
def test_what_passes_there_passes_here(book):
    assert {p.code for p in errors_of(book)} == ({OTHERWISE[book]} if book in OTHERWISE else set())


@pytest.mark.parametrize("book", of("should_fail"))
def test_what_fails_there_fails_here_for_what_its_name_says(book):
    found = errors_of(book)
    assert bool(found) is (book not in OTHERWISE)
    named = NAMED.get(book.removeprefix("should_fail/").rpartition(".")[0])
    assert (
        named in {told for p in found for told in (p.code, p.location.field)} or Path(book).stem in UNSAID or not found
    )


def test_the_page_says_how_many_agree():
    page = PAGE.read_text(encoding="utf-8")
    for folder in ("should_pass", "should_fail"):
        agree = [book for book in of(folder) if book not in OTHERWISE]
        assert f"| {folder} | {len(of(folder))} | {len(agree)} |" in page
    assert all(Path(book).name in page for book in OTHERWISE)
    assert all(name in page for name in UNSAID)
