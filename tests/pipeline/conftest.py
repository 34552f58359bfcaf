from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from kusei_batch.config import workspace_reading
from kusei_batch.core.problem import SettingsError
from kusei_batch.engine import LocalEngine
from kusei_batch.issue.kept_forms import open_form
from kusei_batch.pipeline.workspace import doctor, form_check
from tests.done_here import HIRE, work_done_here
from tests.kept import keep
from tests.known_documents import KNOWN
from tests.known_settings import READ as READ_SETTINGS
from tests.known_settings import settings_known
from tests.pipeline.desk import Desk
from tests.pipeline.kept_year import begin_reporting, copy_year
from tests.pipeline.year import Year


@pytest.fixture(autouse=True, scope="session")
def _compiled(compiled_papers):
    """Nights and doctors of these tests fill in the shipped papers again and again."""


ROOT = Path(__file__).parents[2]
SHIPPED = {
    sha256(path.read_bytes()).digest()
    for folder in (ROOT, ROOT / "examples" / "市と区")
    for path in folder.glob("templates_*/*.*")
}
READ, TRIED = form_check.read_within_limits, doctor._try


@pytest.fixture(autouse=True, scope="session")
def _tried_once() -> Iterator[None]:
    """Remember what doctor finds in each shipped template: some hundred workspaces have the same ones.

    It reads, compiles and fills in each of them in a process of its own. What it finds follows from the templates of
    the folder, the forms and the lists that these draw on; where one of them was changed, it is tried anew.
    `really_tried` is for tests of doctor itself.
    """
    found: dict[tuple[Any, ...], Any] = {}

    def remember(key: tuple[Any, ...] | None, work: Callable[[], Any]) -> Any:
        if key is None:
            return work()
        if key not in found:
            found[key] = keep(("doctor", *key), work)
        return found[key]

    def read_once(path, lists, year, *limits):
        form, problems = remember(given_to(path, lists, year, *limits), lambda: READ(path, lists, year, *limits))
        return form, list(problems)

    def try_once(crew, limits, template, check):
        files = contents_of(template.parent)
        key = (template.name, files, check.func.__qualname__, repr(check.args[1:]), limits)
        is_shipped = all(digest in SHIPPED for _, digest in files)
        return remember(key if is_shipped else None, lambda: list(TRIED(crew, limits, template, check)))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(form_check, "read_within_limits", read_once)
        patch.setattr(doctor, "_try", try_once)
        yield


def given_to(path, lists, year, *limits) -> tuple[Any, ...] | None:
    """Return all that the form of a shipped template follows from; None of another."""
    content = sha256(path.read_bytes()).digest() if path.is_file() else b""
    if content not in SHIPPED:
        return None
    try:
        drawn_on = open_form(path, lists, year).lists
    except SettingsError:
        return None
    return path.name, content, repr(drawn_on), year, limits


def contents_of(folder: Path) -> tuple[tuple[str, bytes], ...]:
    """Return the files of a folder by name, each with the SHA-256 of its content."""
    files = sorted(path for path in folder.iterdir() if path.is_file())
    return tuple((path.name, sha256(path.read_bytes()).digest()) for path in files)


@pytest.fixture
def really_tried() -> Iterator[None]:
    """Have doctor try every template each time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(form_check, "read_within_limits", READ)
        patch.setattr(doctor, "_try", TRIED)
        yield


@pytest.fixture(autouse=True, scope="session")
def _settings_known() -> Iterator[None]:
    """Read settings of the same content once, see tests/known_settings.py."""
    with settings_known():
        yield


@pytest.fixture
def really_read(monkeypatch) -> None:
    """Have settings read each time."""
    monkeypatch.setattr(workspace_reading, "_read_files", READ_SETTINGS)


@pytest.fixture(autouse=True, scope="module")
def _done_here(request) -> Iterator[None]:
    """Have what a module's tests give to workers of this machine done in their own process, see tests/done_here.py."""
    with work_done_here(request.node):
        yield


@pytest.fixture
def in_processes(monkeypatch) -> None:
    """Have workers of its own for a test, as a night has."""
    monkeypatch.setattr(LocalEngine, "hire", HIRE)


@pytest.fixture(autouse=True)
def _documents_known(request) -> Iterator[None]:
    """Have a document made once for all tests that ask for the very same, see tests/known_documents.py.

    Not for a test that changes the program: `monkeypatch` tells.
    """
    if "monkeypatch" in request.fixturenames:
        yield
    else:
        with KNOWN.of_test():
            yield


@pytest.fixture
def tmp_path(tmp_path) -> Iterator[Path]:
    """Give a test its folder under a name that all have in turn: what they send to be made is then the same.

    Before and after it bears the name that pytest gave it.
    """
    folder = tmp_path.rename(tmp_path.with_name("test"))
    yield folder
    folder.rename(tmp_path)


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
    return copy_year(tmp_path / "作業フォルダ", begin_reporting)
