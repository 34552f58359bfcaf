"""A workspace with the first round of the year alone, so that a test of one round has nothing else to reckon with."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl

from kusei_batch.pipeline.workspace.init import init_workspace
from tests.kept import copy_kept

OWN_LISTS = ("所属基準", "指標", "取込")
MANY, ONE = "workers = 0 ", "workers = 1 "
"""A night of one or two files has no work for several processes, and to begin them takes longer than what they do."""
DAYS = {'"4月1日"': "2026-04-01", '"4月24日"': "2026-04-24"}


def init_one_round(folder: Path) -> None:
    """Make a workspace that has what the first round needs: a copy of one that is made once a run."""
    copy_kept(folder, _init_one_round)


def _init_one_round(folder: Path) -> None:
    """Make a workspace, then leave of config.toml, forms and master what the first round needs."""
    init_workspace(folder, dry_run=False)
    _keep_first_round(folder / "config.toml")
    templates = folder / "templates_xlsx"
    for path in templates.glob("*.xlsx"):
        if path.stem not in ("マスタ", "目標設定"):
            path.unlink()
    master = openpyxl.load_workbook(templates / "マスタ.xlsx")
    for name in OWN_LISTS:
        if name in master.sheetnames:
            del master[name]
    master.save(templates / "マスタ.xlsx")


def _keep_first_round(path: Path) -> None:
    head, *rounds = re.split(r"(?m)^(?=\[\[rounds\]\])", path.read_text(encoding="utf-8"))
    eras = rounds[-1][rounds[-1].index("[[eras]]") :]
    parts = re.split(r"(?m)^(?=\[\[rounds\.)", rounds[0].partition("[[eras]]")[0])
    # Papers of each 部 have tests of their own.
    first = "".join(part for part in parts if not re.search(r"(?m)^each =", part))
    text = head.replace(MANY, ONE) + first + eras
    for day, written in DAYS.items():
        text = text.replace(day, written)
    path.write_text(text, encoding="utf-8")
