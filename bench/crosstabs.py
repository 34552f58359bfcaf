"""The cross-tabs of a form by our counting, and by pandas: of one ward's rows, and of a large city's."""

from __future__ import annotations

import itertools
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from bench.filled import make_workspace
from kusei_batch.config import Workspace
from kusei_batch.consolidate.crosstab import total_crosstab
from kusei_batch.core.axes import YearSpan, split_axis
from kusei_batch.core.form import FieldType, Form
from kusei_batch.core.record import Record, Source
from kusei_batch.core.row_key import RowKey
from kusei_batch.core.totals import DEPARTMENT_AXIS, UNFILLED, Crosstab, CrosstabSpec, ValueKind
from kusei_batch.core.totals_reading import crosstab_specs
from kusei_batch.core.ward import Department
from kusei_batch.issue.kept_forms import open_form

TABLE = "目標"
DEPARTMENTS, ROWS = 14, 3
"""Of each ward, and of each department."""
WARDS = (1, 24, 170)
RUNS = 5


def run() -> list[str]:
    """Return the printed rows: processor time by both, each made from records and ending in the same figures."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = make_workspace(Path(folder) / "w", 1, DEPARTMENTS)
        form = _form(workspace)
        span = YearSpan(workspace.rounds[0].fiscal_year)
        (ward,) = workspace.master.wards
    specs = [spec for spec in crosstab_specs(form) if _counts_choices(spec)]
    rows = [f"cross-tabs of {form.title}: {len(specs)} of a choice by department"]
    for wards in WARDS:
        departments = [Department(f"{n}", ward, "", f"第{n}課", n, "") for n in range(wards * DEPARTMENTS)]
        records = _records(form, departments)
        for spec in specs:
            if _figures(total_crosstab(spec, form, records, departments, span)) != _by_pandas(spec, records):
                raise SystemExit(f"the measurement is void: {spec.title} differs")
        ours = _median(partial(_counted, specs, form, records, departments, span))
        theirs = _median(partial(_counted_by_pandas, specs, records))
        rows.append(
            f"  {wards} wards, {len(records):,} rows: {ours * 1000:.1f} ms, by pandas {theirs * 1000:.1f} ms"
            f" (importing it not counted); ours / pandas: {ours / theirs:.2f}"
        )
    return rows


def _form(workspace: Workspace) -> Form:
    round_ = workspace.rounds[0]
    year = round_.fiscal_year
    return open_form(workspace.template(round_.form), workspace.master.lists(year), workspace.form_year(year)).form


def _counts_choices(spec: CrosstabSpec) -> bool:
    """Return whether a cross-tab counts rows by a field and the department, which pandas can do from a plain table."""
    plain = spec.value is ValueKind.COUNT and not spec.condition and not spec.compared
    return plain and spec.column == DEPARTMENT_AXIS and split_axis(spec.row)[1] is None


def _records(form: Form, departments: Sequence[Department]) -> list[Record]:
    """Return rows of 目標 with choices drawn by chance, up to two of a field that takes several."""
    draw = random.Random(1)  # noqa: S311 -- a sample, not a secret
    known = {f.name: (f.type, [c.value for c in form.choices_of(f)]) for f in form.fields if f.table == TABLE}
    records = []
    for department, number in itertools.product(departments, range(1, ROWS + 1)):
        fields: dict[str, Any] = {
            name: tuple(draw.sample(words, min(2, len(words)))) if kind is FieldType.CHOICES else draw.choice(words)
            for name, (kind, words) in known.items()
            if words
        }
        sheet = f"R08-{department.code}"
        key = RowKey(TABLE, f"{sheet}-{TABLE}{number}")
        records.append(Record(sheet, department, form.id, key, number, fields, {}, Source("", "", {})))
    return records


def _counted(
    specs: Sequence[CrosstabSpec],
    form: Form,
    records: Sequence[Record],
    departments: Sequence[Department],
    span: YearSpan,
) -> list[Crosstab]:
    return [total_crosstab(spec, form, records, departments, span) for spec in specs]


def _counted_by_pandas(specs: Sequence[CrosstabSpec], records: Sequence[Record]) -> list[dict[tuple[str, str], int]]:
    return [_by_pandas(spec, records) for spec in specs]


def _figures(tab: Crosstab) -> dict[tuple[str, str], int]:
    """Return what was counted, without zeros."""
    counted = zip(tab.rows, tab.values, strict=True)
    return {(row, col): int(n) for row, line in counted for col, n in zip(tab.columns, line, strict=True) if n}


def _by_pandas(spec: CrosstabSpec, records: Sequence[Record]) -> dict[tuple[str, str], int]:
    """Return the same by pandas, from records to figures, with the sums by row, by column and in all."""
    table = pd.DataFrame(
        {
            "row": [record.fields.get(spec.row) for record in records],
            "column": [record.department.name for record in records],
        }
    )
    whole, places = len(table), table.groupby("column", observed=True).size()
    table = table.explode("row")
    table["row"] = table["row"].fillna(UNFILLED)
    cells = table.groupby(["row", "column"], observed=True).size()
    if (whole, places.sum()) != (len(records), len(records)) or table.groupby("row", observed=True).size().empty:
        raise SystemExit("the measurement is void: pandas lost rows")
    return dict(zip(cells.index.to_list(), map(int, cells.to_list()), strict=True))


def _median(work: Callable[[], Any]) -> float:
    """Return the median of the processor time of some runs, in seconds."""
    took = []
    for _ in range(RUNS):
        started = time.process_time()
        work()
        took.append(time.process_time() - started)
    return statistics.median(took)


if __name__ == "__main__":
    print("\n".join(run()))
