"""What a ward decides on in its 決定.xlsx is not asked again by the city it hands up to."""

from __future__ import annotations

from types import SimpleNamespace

import openpyxl

from kusei_batch.config import read_workspace
from kusei_batch.core.submission import State
from kusei_batch.pipeline.handing_up import hand_up, order_hand_up
from tests.pipeline.desk import TARGET, TOO_LATE
from tests.pipeline.test_defined_decisions import MONEY, NEXT_DAY, A, B, prepare, sheet_rows, write
from tests.pipeline.towns import add_settings, clock

WARD = "見本区"


def asked(desk):
    path = desk.workspace.decisions_path
    known = path.is_file() and MONEY in openpyxl.load_workbook(path)
    return [row["部署コード"] for row in sheet_rows(desk, MONEY)] if known else []


def test_the_city_asks_only_of_departments_of_its_own(tmp_path):
    """The ward has decided on one row and not on the other; to a department of it the city had issued a sheet."""
    ward, city = prepare(tmp_path / "区"), prepare(tmp_path / "市")
    ward.issue(department=A)
    city.issue(department=B)
    add_settings(SimpleNamespace(folder=city.workspace.root), f'[[hand_up.wards]]\nward = "{WARD}"')
    city.workspace = read_workspace(city.workspace.root)
    ward.hand_in(A, [TARGET, TARGET | {"目標": "窓口で待つ時間を、番号札で先にお知らせします。"}])
    city.hand_in(B, [TARGET])
    ward.night()
    assert asked(ward) == [A, A]
    write(ward, MONEY, 2, 決定="可決", 決定額=2, 財源="緊急対応費")
    ward.workspace = read_workspace(ward.workspace.root)
    ward.night(NEXT_DAY)
    target = city.workspace.inbox / WARD / "提出.kusei"
    order = order_hand_up(ward.workspace, None, None, NEXT_DAY, clock(NEXT_DAY))
    hand_up(ward.workspace, order, target)
    report = city.night(NEXT_DAY)
    assert [file.verdict.counts for file in report.files if file.path.endswith(".kusei")] == [True]
    assert asked(city) == [B]
    assert [waiting.count for waiting in report.decisions if waiting.sheet == MONEY] == [1]
    assert not report.failures
    # Those of the ward's departments whose sheets are not known here get no letters from the city.
    city.workspace = read_workspace(city.workspace.root)
    late = city.night(TOO_LATE)
    assert not late.failures
    assert [c.department.code for c in late.coverage if c.state is State.OVERDUE and c.sheet_id is None]
