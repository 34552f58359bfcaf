"""A 個人番号 or a telephone number in the name of a file or folder is nowhere printed and nowhere kept."""

from __future__ import annotations

import json
import sqlite3

import pytest

from kusei_batch.cli import shapes
from kusei_batch.pipeline.intake.inbox_run import name_files
from tests.pipeline.desk import TARGET

NAMES = (
    "目標設定_123456789018.xlsx",
    "1234 5678 9018.xlsx",
    "12 34 56 78 90 18.xlsx",
    "l23456789O18.xlsx",
    "区民課 044-200-1234.xlsx",
)
SECRETS = ("123456789018", "5678 9018", "56 78 90", "3456789O18", "044-200-1234", "200-1234")


@pytest.mark.parametrize("name", NAMES)
def test_it_is_in_no_ledger_no_report_and_no_output(issued, name: str) -> None:
    issued.hand_in("1303", [TARGET], name=name)
    report = issued.night()
    assert [f.verdict.value for f in report.files] == ["accepted_with_warnings"]
    told = (
        json.dumps(shapes.night_shape(issued.workspace, report), ensure_ascii=False, default=str)
        if hasattr(shapes, "night_shape")
        else "".join(f.path + "".join(p.message + (p.location.file or "") for p in f.problems) for f in report.files)
    )
    with sqlite3.connect(issued.workspace.state / "ledger.sqlite") as ledger:
        kept = "\n".join(ledger.iterdump())
    written = [p for p in issued.workspace.outbox.rglob("*") if p.is_file() and p.suffix in (".html", ".log", ".csv")]
    shown = "".join(p.read_text("utf-8-sig") for p in written)
    for secret in SECRETS:
        assert secret not in told
        assert secret not in kept
        assert secret not in shown
    assert [f.verdict.value for f in issued.night().files] == ["unchanged"]


def test_files_that_become_alike_are_told_apart() -> None:
    named = name_files(["幸区/123456789018.xlsx", "幸区/1234-5678-9018.xlsx", "幸区/目標.xlsx"])
    assert len(set(named.values())) == 3
    assert named["幸区/目標.xlsx"] == "幸区/目標.xlsx"
