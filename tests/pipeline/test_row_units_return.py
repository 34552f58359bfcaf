"""What goes back to a department is counted in the unit its row says, as it was read."""

from __future__ import annotations

import openpyxl
import pytest

from tests.pipeline.desk import TARGET, Desk, outputs

THOUSANDS = '#,##0,"千円"'


@pytest.fixture(scope="module")
def desk(tmp_path_factory) -> Desk:
    made = Desk(tmp_path_factory.mktemp("単位") / "作業")
    made.issue()
    return made


def test_a_number_comes_back_in_the_unit_of_its_row(desk):
    rows = [
        TARGET | {"場面": None, "目標値": 1200000, "単位": "千円"},
        TARGET | {"目標値": 1200000, "単位": "円", "目標": "別の目標を、9月末までに立てます。"},
        TARGET | {"目標値": "未設定", "単位": "件", "目標": "三つ目の目標を、10月末までに立てます。"},
    ]
    path = desk.hand_in("1303", rows)
    book = openpyxl.load_workbook(path)
    for number in (1, 2):
        sheet, address = desk.cell("目標値", number)
        book[sheet][address].number_format = THOUSANDS
    book.save(path)
    desk.settle(path)
    (answer,) = outputs(desk.night(), "sent_back")
    sheet, _ = desk.cell("目標値")
    returned = openpyxl.load_workbook(answer)[sheet]
    assert [returned[desk.cell("目標値", n)[1]].value for n in (1, 2, 3)] == [1200, 1200000, "未設定"]
