"""Kept forms are compiled when a file is to be examined or a sheet stamped, and in no other night."""

import subprocess
import sys

import pytest

from kusei_batch.core.run import Outcome
from kusei_batch.issue import kept_forms
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

    kept_forms.opened_form.cache_clear()
    monkeypatch.setattr(kept_forms, "compile_template", refuse)


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


def test_a_night_reads_and_writes_without_openpyxl(quiet):
    quiet.hand_in(B, [TARGET])
    night = [sys.executable, "-X", "importtime", "-m", "kusei_batch", "-w", str(quiet.workspace.root), "nightly"]
    done = subprocess.run([*night, "--as-of", IN_TIME.isoformat()], check=False, capture_output=True, text=True)
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}
    assert "lxml.etree" in imported
    assert not {name for name in imported if name.split(".")[0] == "openpyxl"}
