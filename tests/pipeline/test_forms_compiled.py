"""Kept forms are compiled when a file is to be examined or a sheet stamped, and in no other night."""

import multiprocessing
import subprocess
import sys
from functools import partial

import pytest

from kusei_batch.core.run import Outcome
from kusei_batch.issue import kept_forms
from kusei_batch.xlsx import compile as compiling
from tests.pipeline.desk import IN_TIME, TARGET

A, B = "1303", "1304"


class CompiledError(Exception):
    """Raised where a form is compiled."""


@pytest.fixture
def quiet(issued):
    issued.hand_in(A, [TARGET])
    issued.night()
    return issued


@pytest.fixture
def forbid_compiling(quiet, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise CompiledError

    kept_forms.opened_forms.cache_clear()
    monkeypatch.setattr(compiling, "compile_template", refuse)


@pytest.mark.usefixtures("forbid_compiling")
def test_a_night_without_a_new_file_compiles_nothing(quiet):
    report = quiet.night()
    assert (report.outcome, report.failures) == (Outcome.DONE, [])
    assert next(c.state.value for c in report.coverage if c.department.code == A) == "accepted"


@pytest.mark.usefixtures("forbid_compiling")
def test_a_kept_form_that_does_not_compile_costs_the_files_that_need_it(quiet):
    quiet.hand_in(B, [TARGET])
    report = quiet.night()
    assert [p.code for file in report.files for p in file.problems] == ["kept-form-lost"]
    assert report.outcome is Outcome.PARTLY
    assert {"発行したときの様式の控え（目標設定 第1版）" in failure.message for failure in report.failures} == {True}
    assert next(c.state.value for c in report.coverage if c.department.code == A) == "accepted"


def test_a_form_is_read_and_compiled_once_for_all_nights_of_a_process(quiet, monkeypatch):
    kept_forms.opened_forms.cache_clear()
    done = []

    def note(name, work, *args):
        done.append(name)
        return work(*args)

    for module, name in ((kept_forms, "read_template"), (compiling, "compile_template")):
        monkeypatch.setattr(module, name, partial(note, name, getattr(module, name)))
    for department in (B, "1201"):
        quiet.hand_in(department, [TARGET])
        report = quiet.night()
        assert next(c.state.value for c in report.coverage if c.department.code == department) == "accepted"
    assert sorted(done) == ["compile_template", "read_template"]


def imports_of_a_night(quiet):
    """Every module that a night imports, once for each of its processes that does."""
    quiet.hand_in(B, [TARGET])
    night = [sys.executable, "-X", "importtime", "-m", "kusei_batch", "-w", str(quiet.workspace.root), "nightly"]
    done = subprocess.run([*night, "--as-of", IN_TIME.isoformat()], check=False, capture_output=True, text=True)
    return [line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time:")]


def test_a_night_reads_and_writes_without_openpyxl_and_pandas(quiet):
    imported = imports_of_a_night(quiet)
    assert "lxml.etree" in imported
    assert not {name for name in imported if name.split(".")[0] in ("openpyxl", "pandas")}


@pytest.mark.skipif(
    multiprocessing.get_start_method() != "fork", reason="workers that are not forked begin with nothing"
)
def test_what_papers_are_made_with_is_imported_once_for_all_workers(quiet):
    config = quiet.workspace.root / "config.toml"
    config.write_text(config.read_text("utf-8").replace("workers = 1 ", "workers = 2 "), "utf-8")
    assert imports_of_a_night(quiet).count("docxtpl.template") == 1
