"""Whatever fails while a ward hands up or a city takes it in: the next run ends as if nothing had been."""

from __future__ import annotations

import datetime as dt
import shutil
from typing import Any

import pytest

from kusei_batch.config import read_workspace
from kusei_batch.disk import TEMPORARY
from kusei_batch.pipeline.handing_up import hand_up, order_hand_up
from kusei_batch.pipeline.intake.hand_up_reading import parse_hand_up
from tests.pipeline.desk import TARGET, Desk
from tests.pipeline.faulty_disk import Fault, learn, run_on
from tests.pipeline.test_faults import FAULTS, Case, chosen, end_of, faults_of_a_run, keep_departments

pytestmark = pytest.mark.in_processes

A, B = "1303", "1304"
JST = dt.timezone(dt.timedelta(hours=9))
FIRST, LATER = dt.date(2026, 4, 20), dt.date(2026, 4, 21)
HAND_UP = ["hand-up", "--as-of", LATER.isoformat()]


@pytest.fixture(scope="module")
def cases(tmp_path_factory):
    """A ward of two departments hands up on two days to a city that has the same departments in its master."""
    folder = tmp_path_factory.mktemp("故障")
    desks = [Desk(folder / name / "作業") for name in ("区", "市")]
    for desk in desks:
        keep_departments(desk.workspace.root / "templates_xlsx" / "マスタ.xlsx")
        desk.workspace = read_workspace(desk.workspace.root)
    ward, city = desks
    config = city.workspace.root / "config.toml"
    awaited = '[[hand_up.wards]]\nward = "見本区"\n\n[[rounds]]'
    config.write_text(config.read_text(encoding="utf-8").replace("[[rounds]]", awaited, 1), encoding="utf-8")
    city.workspace = read_workspace(city.workspace.root)
    ward.issue()
    found: dict[Any, Any] = {}
    for day, targets, more in ((FIRST, [TARGET], {}), (LATER, [TARGET | {"目標値": 3}], {B: [TARGET | {"目標": ""}]})):
        for code, rows in {A: targets, **more}.items():
            ward.hand_in(code, rows, name=f"{day:%m%d}.xlsx")
        assert run_on(ward.workspace.root, ["nightly", "--as-of", day.isoformat()], Fault(), folder).code in (0, 1)
        order = order_hand_up(ward.workspace, None, None, day, dt.datetime(day.year, day.month, day.day, tzinfo=JST))
        hand_up(ward.workspace, order, city.workspace.inbox / "見本区" / f"提出{day:%m%d}.kusei")
        before, words = folder / f"{day:%m%d}", ["nightly", "--as-of", day.isoformat()]
        shutil.copytree(city.workspace.root, before, copy_function=shutil.copy2)
        learn(city.workspace.root, words, folder)
        done = run_on(city.workspace.root, words, Fault(), folder)
        found[day] = Case(before, words, done.code, end_of(city.workspace.root), done.operations)
    assert [len(found[day].end["handed up"]) for day in (FIRST, LATER)] == [1, 2]
    assert {verdict.value for _, _, verdict, _ in found[LATER].end["receipts"]} == {"accepted", "sent_back"}
    learn(ward.workspace.root, HAND_UP, folder)
    found["ward"] = ward.workspace.root
    return found


@pytest.mark.parametrize("how", FAULTS)
@pytest.mark.parametrize("day", [FIRST, LATER])
def test_a_city_s_night_after_a_fault_ends_as_if_nothing_had_been(cases, tmp_path, day, how):
    case, wrong = cases[day], {}
    taking = [n for n, what in enumerate(case.operations, 1) if "hand_ups" in what or ".kusei/archive" in what][:2]
    for fault in {*chosen(case, how), *(Fault(at, FAULTS[how][0], stays=how == "full") for at in taking)}:
        root = tmp_path / "w"
        shutil.copytree(case.root, root, copy_function=shutil.copy2)
        found = list(faults_of_a_run(case, root, fault, tmp_path))
        if found:
            wrong[f"{fault} {case.operations[fault.at - 1]}"] = found
        shutil.rmtree(root)
    assert wrong == {}


@pytest.mark.parametrize("how", FAULTS)
def test_a_file_that_is_handed_up_is_whole_or_not_there(cases, tmp_path, how):
    count = len(run_on(copied(cases, tmp_path), HAND_UP, Fault(), tmp_path).operations)
    assert count > 3
    for at in range(1, count + 1):
        root = copied(cases, tmp_path)
        done = run_on(root, HAND_UP, Fault(at, FAULTS[how][0], stays=how == "full"), tmp_path)
        assert "Traceback" not in done.told
        for path in root.rglob("市への提出_*.kusei"):
            assert parse_hand_up(path.read_bytes(), "", "").sheets
        assert run_on(root, HAND_UP, Fault(), tmp_path).code == 0
        (path,) = root.rglob("市への提出_*.kusei")
        assert len(parse_hand_up(path.read_bytes(), "", "").answers) == 2
        assert not list(root.rglob(f"{TEMPORARY}*"))


def copied(cases, tmp_path):
    root = tmp_path / "区"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(cases["ward"], root, copy_function=shutil.copy2)
    return root
