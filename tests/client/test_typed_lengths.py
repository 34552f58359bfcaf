"""最大文字数: what a spreadsheet takes while it is typed, the night takes, and what both refuse they count alike."""

from __future__ import annotations

import openpyxl
import pytest
from openpyxl.styles import Protection
from openpyxl.worksheet.datavalidation import DataValidation

from kusei_batch.core.text.lengths import units
from tests.validate.builders import changed_form, problems, target

pytestmark = pytest.mark.client
LIMIT = 6
TEXTS = (
    "あいうえおか",
    "あいうえおかき",
    "𠮷𠮷𠮷",
    "𠮷𠮷𠮷あ",
    "髙﨑𠮷\ufa19",
    "𠮷いう\nお",
    "𠮷いう\nおか",
    "葛\U000e0100いうえ",
    "葛\U000e0100い うえ",
)


@pytest.fixture(scope="module")
def typed(office, tmp_path_factory):
    """By text, whether it may be typed into a cell of which the form says 6文字以内."""
    book = openpyxl.Workbook()
    book.active.title = "記入"
    book.active["B2"].protection = Protection(locked=False)
    rule = DataValidation(type="textLength", operator="lessThanOrEqual", formula1=str(LIMIT), showErrorMessage=True)
    rule.add("B2")
    book.active.add_data_validation(rule)
    path = tmp_path_factory.mktemp("長さ") / "様式.xlsx"
    book.save(path)
    with office.open(path) as document:
        return {text: document.type("記入", "B2", text).accepted for text in TEXTS}


@pytest.mark.parametrize("text", TEXTS)
def test_the_night_says_what_the_cell_said(typed, text):
    found = [
        p for p in problems(target(目標=text), form=changed_form("目標", max_length=LIMIT)) if p.code == "too-long"
    ]
    assert typed[text] is not bool(found)
    for problem in found:
        assert problem.params["length"] == str(units(text))
        assert ("「𠮷」のような字は、Excelと同じく2文字と数えます" in problem.message) is (units(text) > len(text))


def test_white_space_that_nobody_sees_at_the_ends_does_not_count():
    text = "　あいうえおか \n"
    assert "too-long" not in [p.code for p in problems(target(目標=text), form=changed_form("目標", max_length=LIMIT))]
