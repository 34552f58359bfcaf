"""The sample ward's data as published, and the command line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kusei_batch.report.views import RoundView, build_round_view
from tests.commands import run_command
from tests.report.sample import FORM, make_facts, make_records

AWKWARD = "①待ち時間を　二つに\n分けて測る  ㈱"


@pytest.fixture(scope="session")
def view() -> RoundView:
    return build_round_view(make_facts())


@pytest.fixture(scope="session")
def awkward_view() -> RoundView:
    """The sample with a text as departments type them, and a number that has its unit from the form."""
    records = [replace(r, fields={**r.fields, "目標": AWKWARD}) if r.table else r for r in make_records()]
    fields = [replace(f, unit="件") if f.name == "目標値" else f for f in FORM.fields if f.name != "単位"]
    form = replace(FORM, fields=tuple(fields), totals=())
    return build_round_view(make_facts(records=records, form=form, crosstabs=[]))


@pytest.fixture
def kusei(tmp_path: Path):
    def run(*words):
        return run_command(tmp_path, *words)

    return run
