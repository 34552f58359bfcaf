"""Two places that agree suffice; the file's name never matters."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kusei_batch.collect.identify import identify, name_folders
from kusei_batch.core.addressees import Addressees
from kusei_batch.core.problem import Severity
from kusei_batch.core.submission import IssuedSheet
from kusei_batch.xlsx.reader import read_workbook
from tests.collect.copies import DEPARTMENTS, KEY, OTHER_ID, SHEET_ID, Issued, changed, codes

FOLDERS = name_folders(Addressees(DEPARTMENTS, ()))


def identified(issued: Issued, data: bytes, path: str = "区民課.xlsx") -> tuple[IssuedSheet | None, list[str]]:
    register = {
        SHEET_ID: issued.entry,
        OTHER_ID: replace(issued.entry, sheet_id=OTHER_ID, department_code="1304"),
    }
    found, problems = identify(read_workbook(data), path, register, KEY, FOLDERS)
    for problem in problems:
        assert problem.message
        assert problem.remedy
    return found, codes(problems)


def remove_hidden_sheet(book):
    del book["_kusei"]


def remove_name(book):
    del book.defined_names["_kusei_id"]


def remove_visible(book):
    book["目標"]["E1"] = None


def retype_visible(book):
    book["目標"]["E1"] = "管理番号　Ｒ０８－１３０３－１－２５"


def mistype_visible(book):
    book["目標"]["E1"] = SHEET_ID.replace("1303", "1330")


def forge(book):
    book["_kusei"]["B1"] = OTHER_ID
    book.defined_names["_kusei_id"].attr_text = f'"{OTHER_ID}"'
    book["目標"]["E1"] = OTHER_ID


def remove_seal(book):
    book["_kusei"]["B4"] = None


def several(*changes):
    def change(book):
        for one in changes:
            one(book)

    return change


def test_a_copy_as_issued_is_known(issued):
    assert identified(issued, issued.copy()) == (issued.entry, [])


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (remove_hidden_sheet, ["seal-missing"]),
        (remove_seal, ["seal-missing"]),
        (remove_name, ["identity-retyped"]),
        (remove_visible, ["identity-retyped"]),
        (mistype_visible, ["identity-retyped"]),
        (retype_visible, []),
    ],
)
def test_two_places_that_agree_suffice(issued, change, told):
    assert identified(issued, changed(issued.copy(), change), "幸区/区民課/a.xlsx") == (issued.entry, told)


@pytest.mark.parametrize("change", [remove_hidden_sheet, remove_seal])
@pytest.mark.parametrize("path", ["a.xlsx", "区民課/a.xlsx", "幸区/a.xlsx", "提出済み/a.xlsx"])
def test_without_its_seal_a_copy_counts_from_its_departments_own_folder_alone(issued, change, path):
    assert identified(issued, changed(issued.copy(), change), path) == (None, ["seal-missing-elsewhere"])


def test_what_is_sealed_and_named_for_one_but_printed_for_another_is_a_conflict(issued):
    def change(book):
        book["目標"]["E1"] = OTHER_ID

    assert identified(issued, changed(issued.copy(), change)) == (None, ["identity-conflict"])


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (several(remove_hidden_sheet, remove_name), "identity-single"),
        (several(remove_hidden_sheet, remove_visible), "identity-single"),
        (several(remove_hidden_sheet, remove_name, remove_visible), "identity-missing"),
        (forge, "seal-broken"),
    ],
)
def test_what_cannot_be_trusted_is_not_accepted(issued, change, told):
    assert identified(issued, changed(issued.copy(), change)) == (None, [told])


def test_a_sheet_shown_under_anothers_number_is_a_conflict(issued):
    def change(book):
        book["目標"]["E1"] = OTHER_ID
        book.defined_names["_kusei_id"].attr_text = f'"{OTHER_ID}"'

    assert identified(issued, changed(issued.copy(), change)) == (None, ["identity-conflict"])


def test_two_places_that_differ_without_the_hidden_sheet_are_a_conflict(issued):
    def change(book):
        remove_hidden_sheet(book)
        book["目標"]["E1"] = OTHER_ID

    assert identified(issued, changed(issued.copy(), change)) == (None, ["identity-conflict"])


def test_a_sheet_that_was_never_issued_is_unknown(issued):
    found, problems = identify(read_workbook(issued.copy()), "a.xlsx", {}, KEY, FOLDERS)
    assert (found, codes(problems)) == (None, ["sheet-unknown"])
    assert problems[0].severity is Severity.ERROR


def test_a_copy_of_another_workspace_is_not_ours(issued):
    found, problems = identify(read_workbook(issued.copy()), "a.xlsx", {SHEET_ID: issued.entry}, b"x" * 32, FOLDERS)
    assert (found, codes(problems)) == (None, ["seal-broken"])


@pytest.mark.parametrize(
    "path",
    [
        "a.xlsx",
        "幸区/区民課/最新版 (1).xlsx",
        "幸区/03_区民課/a.xlsx",
        "幸区/区民サービス部区民課/a.xlsx",
        "幸区/区民サービス部　区民課/a.xlsx",
        "区民課/a.xlsx",
        "幸区/区民サービス部/区民課/a.xlsx",
        "提出済み/4月/a.xlsx",
        "幸区/保険年金課.xlsx",
        "幸区/区民課/a.xlsx",
    ],
)
def test_the_own_folder_and_folders_without_meaning_are_right(issued, path):
    assert identified(issued, issued.copy(), path) == (issued.entry, [])


@pytest.mark.parametrize(
    "path",
    [
        "幸区/保険年金課/a.xlsx",
        "保険年金課/提出/a.xlsx",
        "中原区/区民課/a.xlsx",
        "中原区/a.xlsx",
        "幸区/保険年金課/区民課から/a.xlsx",
        "幸区/区民サービス部 保険年金課/a.xlsx",
    ],
)
def test_another_departments_folder_is_not_accepted(issued, path):
    assert identified(issued, issued.copy(), path) == (None, ["wrong-department"])
