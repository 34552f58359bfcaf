from collections.abc import Callable, Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from kusei_batch.core.problem import SettingsError
from kusei_batch.issue.kept_forms import open_form
from kusei_batch.pipeline.workspace import doctor, form_check
from tests.pipeline.desk import Desk
from tests.pipeline.one_round import kept_folder
from tests.pipeline.year import FIRST, PLAN, REPORT, SECOND, B, Year


@pytest.fixture(autouse=True, scope="session")
def _compiled(compiled_papers):
    """Nights and doctors of these tests fill in the shipped papers again and again."""


ROOT = Path(__file__).parents[2]
SHIPPED = {sha256(path.read_bytes()).digest() for path in ROOT.glob("templates_*/*.*")}


@pytest.fixture(autouse=True, scope="session")
def _tried_once() -> Iterator[None]:
    """Remember what doctor finds in each shipped template: some hundred workspaces have the same ones.

    It reads, compiles and fills in each of them in a process of its own. What it finds follows from the template, the
    forms and the lists that these draw on; where one of them was changed, it is tried anew.
    """
    found: dict[tuple[Any, ...], Any] = {}

    def remember(key: tuple[Any, ...] | None, work: Callable[[], Any]) -> Any:
        if key is None:
            return work()
        if key not in found:
            found[key] = work()
        return found[key]

    def read_once(path, lists, year, *limits):
        form, problems = remember(given_to(path, lists, year, *limits), lambda: read(path, lists, year, *limits))
        return form, list(problems)

    def try_once(crew, limits, template, check):
        key = None
        if is_shipped(template.parent):
            key = (template.name, check.func, repr(check.args[1:]), limits)
        return remember(key, lambda: list(tried(crew, limits, template, check)))

    read, tried = form_check.read_within_limits, doctor._try
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(form_check, "read_within_limits", read_once)
        patch.setattr(doctor, "_try", try_once)
        yield


def given_to(path, lists, year, *limits) -> tuple[Any, ...] | None:
    """Return all that the form of a shipped template follows from; None of another."""
    if not path.is_file() or sha256(path.read_bytes()).digest() not in SHIPPED:
        return None
    try:
        drawn_on = open_form(path, lists, year).lists
    except SettingsError:
        return None
    return path.name, repr(drawn_on), year, limits


def is_shipped(folder: Path) -> bool:
    """Return whether a folder has the shipped templates and no others."""
    return all(sha256(path.read_bytes()).digest() in SHIPPED for path in folder.iterdir() if path.is_file())


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path / "作業フォルダ")


@pytest.fixture
def issued(desk):
    desk.begin_issued()
    return desk


@pytest.fixture
def year(tmp_path):
    return Year(tmp_path / "作業フォルダ")


@pytest.fixture
def reporting(tmp_path):
    """The plan of B is accepted, that of A is not, and the report is out: a copy of what has come to this once."""
    return _reporting().copy_to(tmp_path / "作業フォルダ")


@cache
def _reporting() -> Year:
    year = Year(kept_folder("kusei_reporting_"))
    year.issue(PLAN)
    year.hand_in(PLAN, B, {"目標": [FIRST, SECOND]})
    year.night()
    year.issue(REPORT)
    return year
