"""What every test may ask for: the real client, pages of a document, a played year; and what a skipped test means."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Generator, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from types import CodeType, SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from jinja2 import BaseLoader, BytecodeCache
from jinja2.bccache import Bucket
from jinja2.sandbox import SandboxedEnvironment

from kusei_batch.core.problem import UNKNOWN_WORD, Problem
from kusei_batch.manual import Manual, edition_of, make_manual
from kusei_batch.pipeline.workspace import manual
from tests.client.office import LibreOffice
from tests.client.pages import Render, render_pages
from tests.client.programs import missing
from tests.kept import folder_of_run
from tests.known_workbooks import workbooks_known
from tests.merged_borders import borders_known
from tests.plain_markup import markup_taken_plainly

if TYPE_CHECKING:
    from tests.report.year_play import Situation

ROOT = Path(__file__).parents[1]
SKIP_IS_FAILURE = os.environ.get("KUSEI_FORBID_SKIP") == "1"
CLIENT_FIXTURES = {"office", "render"}
PLAYED_FIXTURES = {"played", "year_situations"}

# Workers of the suite and every command it starts find compiled modules, also where the machine keeps none:
# each of some hundred starts, and each collecting of the tests, would otherwise compile everything anew.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def pytest_configure() -> None:
    """Have a place for what the tests keep before xdist starts its workers: they share it."""
    folder_of_run()


def pytest_collection_finish() -> None:
    """Take what was collected out of all later looks for rubbish: it stays until the end, and forked workers share it."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure() -> None:
    """Let what was taken out be looked through again: a library that finds its own left over at the end says so."""
    gc.unfreeze()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep together, in one worker, the tests that share something costly, so that it is made once.

    The office starts slowly: whoever asks for it is a client test, and all of those run in one worker, but for those
    that ask for a browser alone: they are another one's, beside. So do all that look at the played year, and those of
    a module that shares a fixture of its own. xdist reads the groups in the same hook: it must come after.
    """
    for item in items:
        asked = set(getattr(item, "fixturenames", ()))
        if CLIENT_FIXTURES & asked:
            item.add_marker(pytest.mark.client)
        if item.get_closest_marker("client"):
            is_in_browser = "browser" in asked and not CLIENT_FIXTURES & asked
            item.add_marker(pytest.mark.xdist_group("browser" if is_in_browser else "client"))
        elif PLAYED_FIXTURES & asked:
            item.add_marker(pytest.mark.xdist_group("played"))
        elif not item.get_closest_marker("xdist_group") and shares_fixture_of_module(item):
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))


def shares_fixture_of_module(item: pytest.Item) -> bool:
    """Return whether a test asks for a fixture that its own module makes for several tests."""
    if not isinstance(item, pytest.Function):
        return False
    module = item.nodeid.partition("::")[0]
    made = [fixture for fixtures in item._fixtureinfo.name2fixturedefs.values() for fixture in fixtures]
    return any(fixture.scope != "function" and fixture.baseid.partition("::")[0] == module for fixture in made)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a client test where it cannot run, and say what it lacks."""
    if item.get_closest_marker("client") and missing():
        pytest.skip("実機テストに必要なものがありません: " + "、".join(missing()))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Under KUSEI_FORBID_SKIP=1 a skipped test has failed: a check that did not run proves nothing."""
    report = yield
    forbid_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a whole module that skips itself."""
    report = yield
    forbid_skip(report)
    return report


def forbid_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a skip into a failure when skipping is forbidden; an expected failure is not a skip."""
    if SKIP_IS_FAILURE and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"skipping is forbidden here: {reason}"


@pytest.fixture(autouse=True, scope="session")
def rendered_problems() -> Iterator[None]:
    """Render every Problem that a test, or what it runs in its own process, builds: each must read as a message.

    Its params give every word the message asks for and hide none of its place.
    """
    made = Problem.__init__

    def build(self: Problem, *args: Any, **words: Any) -> None:
        made(self, *args, **words)
        told = f"{self.message}\n{self.remedy}"
        assert UNKNOWN_WORD not in told, f"{self.code}: a word is missing: {told}"
        hidden = {"sheet", "cell", "field", "file"} & set(self.params)
        assert not hidden, f"{self.code}: {hidden} name the place"

    Problem.__init__ = build  # type: ignore[method-assign]
    yield
    Problem.__init__ = made  # type: ignore[method-assign]


@pytest.fixture(autouse=True, scope="session")
def _borders_known() -> Iterator[None]:
    """Spare openpyxl, with which people's workbooks are typed, more than a third of its work; see merged_borders."""
    with borders_known():
        yield


@pytest.fixture(autouse=True, scope="session")
def _markup_taken_plainly() -> Iterator[None]:
    """Spare openpyxl a quarter of what it takes to read a workbook; see plain_markup."""
    with markup_taken_plainly():
        yield


@pytest.fixture(autouse=True, scope="session")
def _workbooks_known() -> Iterator[None]:
    """Have openpyxl read a workbook of the same bytes twice alone; see known_workbooks."""
    with workbooks_known():
        yield


@pytest.fixture(autouse=True, scope="session")
def _manual_made_once() -> Iterator[None]:
    """Make the manual that every new workspace has once for what it is made from."""
    made: dict[str, Manual] = {}

    def make_once(sources: Mapping[str, bytes], version: str) -> Manual:
        edition = edition_of(sources, version)
        if edition not in made:
            made[edition] = make_manual(sources, version)
        return made[edition]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manual, "make_manual", make_once)
        yield


@pytest.fixture(scope="session")
def compiled_papers() -> Iterator[None]:
    """Compile the shipped papers and pages in this process: the workers that its nights fork begin with what it has.

    A template of a test's own is compiled by its worker, as every template is elsewhere.
    """
    import icalendar  # noqa: F401 -- what a worker takes longer to import than to write a year's days with it

    from kusei_batch.report.kept_templates import KeptFolder
    from kusei_batch.report.page import page_template
    from kusei_batch.report.paper.word_template import fill_template, open_template
    from kusei_batch.report.templating.tags import PaperError, make_environment

    for path in sorted((ROOT / "templates_docx").glob("[!~]*.docx")):
        template = open_template(path)
        with suppress(PaperError):  # no names are given: what is wanted is the compiling before
            fill_template(template, {}, path.name)
        # Such a paper is filled in once a night, one that reckons with the day twice.
        assert template.prints_day_alone, path.name
    kept = _KeptCode()

    def make_with_kept(loader: BaseLoader) -> SandboxedEnvironment:
        environment = make_environment(loader)
        environment.bytecode_cache = kept
        return environment

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(page_template, "make_environment", make_with_kept)
        shipped = page_template.page_environment(KeptFolder.read(ROOT / "templates_html"))
        for path in sorted((ROOT / "templates_html").glob("*.html")):
            shipped.get_template(path.name)
        yield


class _KeptCode(BytecodeCache):
    """What files of pages were compiled to, by name and content: every night has a sandbox of its own."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give out what is kept of this content."""
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._kept[bucket.key, bucket.checksum] = bucket.code


@pytest.fixture(scope="session")
def office() -> Iterator[LibreOffice]:
    """LibreOffice, one for the session; it is restarted when a document kills it."""
    libre_office = LibreOffice()
    yield libre_office
    libre_office.close()


@pytest.fixture
def render(office: LibreOffice, tmp_path: Path) -> Render:
    """Document -> PNG pages in order, in tmp_path/"pages", where the PDF lies too."""
    return lambda path: render_pages(office, path, tmp_path / "pages")


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """The sample's year, played by the command a coordinator types: its folder, and what the command told.

    It is played in Windows' ways: workers begin with nothing but what they are handed, and what Windows lacks is gone.
    Other tests have Linux' ways, and test_windows_night spawns them.
    """
    folder = tmp_path_factory.mktemp("見本") / "見本区の一年"
    command = [sys.executable, "-m", "kusei_batch", "-w", str(folder.parent), "demo", str(folder)]
    ways = {"PYTHONPATH": str(Path(__file__).parent / "windows_ways"), "KUSEI_TEST_START": "forkserver"}
    environment = {**os.environ, **ways}
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", env=environment, check=False)
    assert (done.returncode, done.stderr.count("プログラムの不具合")) == (0, 0), done.stderr
    return SimpleNamespace(folder=folder, told=done.stdout, said_beside=done.stderr)


@pytest.fixture(scope="session")
def year_situations(
    played: SimpleNamespace,
    compiled_papers: None,
    tmp_path_factory: pytest.TempPathFactory,
) -> Mapping[str, Situation]:
    """A ward's year as it may stand when the papers are made: some have answered, nobody, with faults, everybody."""
    from tests.report import year_play

    folder = tmp_path_factory.mktemp("年度")
    year_play.complete(played.folder, folder / "そろった年")
    year_play.ask(folder / "だれも出さない年")
    some, next_april = year_play.demo_years(played.folder)
    faulty, everybody = year_play.completed_year(folder / "そろった年")
    nobody = year_play.silent_year(folder / "だれも出さない年")
    return {"some": some, "next_april": next_april, "nobody": nobody, "faulty": faulty, "everybody": everybody}
