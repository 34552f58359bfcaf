"""Two rounds of one survey in two departments, and one of the next year: one rate of the ward, round beside round."""

from __future__ import annotations

import os
import re
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest

from kusei_batch.config import read_workspace
from kusei_batch.demo.coordinator import turn_year
from kusei_batch.pipeline.issuing import issue_round, order_round
from kusei_batch.pipeline.night import run_night
from kusei_batch.pipeline.workspace.form_check import read_form
from kusei_batch.pipeline.workspace.init import init_workspace
from tests.client.one_year import on_day

FIRST, SECOND = "来庁者アンケート（前期）", "来庁者アンケート（後期）"
FORM = "来庁者アンケート"
# What nobody answered is 無回答; the small office has 20 answers, the large one 180.
ANSWERS = {
    (2026, FIRST): {"1303": (90, 54, 36), "1304": (2, 2, 16)},
    (2026, SECOND): {"1303": (100, 62, 18), "1304": (8, 4, 8)},
    (2027, FIRST): {"1303": (120, 42, 18)},
}
SATISFIED = {(2026, FIRST): "74.0", (2026, SECOND): "87.0", (2027, FIRST): "90.0"}
"""(90 + 54 + 2 + 2) of 200, (100 + 62 + 8 + 4) of 200, (120 + 42) of 180: sums by sums, not means of rates."""


def keep_survey(path: Path) -> None:
    """Leave of config.toml the two rounds of the survey, for two departments."""
    head, *rounds = re.split(r"(?m)^(?=\[\[rounds\]\])", path.read_text(encoding="utf-8"))
    eras = rounds[-1][rounds[-1].index("[[eras]]") :]
    kept = [re.sub(r"(?m)^departments = .*$", 'departments = ["1303", "1304"]', r) for r in rounds if FORM in r]
    text = head.replace("workers = 0 ", "workers = 1 ") + "".join(r for r in kept if "来庁者アンケート（" in r) + eras
    path.write_text(text, encoding="utf-8")


def hand_in(workspace, form, department: str, blank: Path, counts: tuple[int, int, int]) -> None:
    """Fill in every question alike: 満足, やや満足 and 不満."""
    book = openpyxl.load_workbook(blank)
    head, table = form.field("回収数", None), form.fields_of("設問")
    book[head.sheet][head.cells[0]].value = sum(counts)
    for field in table:
        if field.name in ("満足", "やや満足", "不満"):
            for address in field.cells[:6]:
                book[field.sheet][address].value = counts[("満足", "やや満足", "不満").index(field.name)]
    reason = form.field("増減の理由", "設問")
    for address in reason.cells[:6]:
        book[reason.sheet][address].value = "窓口の数を改めました。"
    name = {"1303": "区民課", "1304": "保険年金課"}[department]
    folder = workspace.inbox / "見本区" / name
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / blank.name
    book.save(path)
    os.utime(path, (1e9, 1e9))


@pytest.fixture(scope="module")
def surveys(tmp_path_factory) -> SimpleNamespace:
    """The three rounds, played one after the other, and the summary workbook of each."""
    root = tmp_path_factory.mktemp("回") / "作業"
    init_workspace(root, dry_run=False)
    keep_survey(root / "config.toml")
    books = {}
    for (year, name), answers in ANSWERS.items():
        turn_year(read_workspace(root), year)
        workspace = read_workspace(root)
        round_ = workspace.round(name)
        issue_round(workspace, order_round(workspace, name), round_.opens)
        form = read_form(workspace, FORM)
        for department, counts in answers.items():
            (blank,) = workspace.year_folder(year, name).rglob(f"01_配布/*/*_{department}_*.xlsx")
            hand_in(workspace, form, department, blank, counts)
        report = run_night(workspace, round_.due, 2e9, day_of=partial(on_day, round_.due))
        assert {f.verdict.value for f in report.files} <= {"accepted", "accepted_with_warnings", "unchanged"}
        (book,) = workspace.year_folder(year, name).rglob("03_集計/*.xlsx")
        books[year, name] = openpyxl.load_workbook(book)
    return SimpleNamespace(books=books)


def table(book, sheet: str) -> dict[str, list[Any]]:
    """Label -> what stands beside it on a sheet, the headings under 設問."""
    rows = [[c.value for c in row if c.value is not None] for row in book[sheet].iter_rows()]
    return {str(row[0]): row[1:] for row in rows if len(row) > 1}


@pytest.mark.parametrize("key", list(ANSWERS))
def test_the_ward_has_one_rate_of_all_departments(surveys, key):
    shown = {k: v[0] for k, v in table(surveys.books[key], "設問別の満足率").items() if k.endswith("か。")}
    assert (len(shown), {float(rate) for rate in shown.values()}) == (6, {float(SATISFIED[key])})


def test_rounds_stand_side_by_side_and_the_first_of_a_year_beside_those_of_the_last(surveys):
    shown = table(surveys.books[2026, SECOND], "満足率の回ごとの比較")
    assert shown["設問＼回"] == ["前期", "後期"]
    asked = [values for label, values in shown.items() if label.endswith("か。")]
    assert len(asked) == 6
    assert asked[0] == [74, 87]
    later = table(surveys.books[2027, FIRST], "満足率の回ごとの比較")
    assert later["設問＼回"] == ["令和8年度 前期", "令和8年度 後期", "令和9年度 前期"]
    assert next(values for label, values in later.items() if label.endswith("か。")) == [74, 87, 90]


def test_the_first_round_of_all_stands_alone_and_says_so(surveys):
    book = surveys.books[2026, FIRST]
    assert table(book, "満足率の回ごとの比較")["設問＼回"] == ["前期"]
    said = " ".join(str(c.value) for row in book["満足率の回ごとの比較"].iter_rows() for c in row if c.value)
    assert "比べられる前の回の提出はありません。" in said


def test_departments_stand_side_by_side_with_the_rate_of_all(surveys):
    shown = table(surveys.books[2026, SECOND], "部署別の満足率")
    assert shown["設問＼部署名"] == ["区民課", "保険年金課", "全体", "回答数"]
    assert next(values for label, values in shown.items() if label.endswith("か。")) == [90, 60, 87, 200]
