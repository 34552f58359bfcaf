"""What stands beside a row to be decided on: the figures that the totals of other rounds have of its department."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from kusei_batch.core.decision_list import DecisionColumn, Role
from kusei_batch.core.totals import DEPARTMENT_AXIS, department_labels
from kusei_batch.core.totals_reading import crosstab_specs
from kusei_batch.core.ward import Department
from kusei_batch.pipeline.outputs.last_asked import LastAsked
from kusei_batch.pipeline.outputs.rendering import build_counted_view
from kusei_batch.pipeline.outputs.round_facts import MOST_KEPT, WardFacts
from kusei_batch.pipeline.status.proposals import Proposed
from kusei_batch.pipeline.status.round_status import RoundStatus
from kusei_batch.report.views import RoundView


@dataclass(frozen=True)
class RowFigures:
    """Fills the columns of 区分 集計 in the rows that are asked tonight."""

    wards: WardFacts
    _views: LastAsked[tuple[str, str], RoundView] = field(default_factory=lambda: LastAsked(MOST_KEPT))

    def fill(self, proposed: Sequence[Proposed]) -> list[Proposed]:
        """Return the rows with their figures."""
        lists = self.wards.night.workspace.master.decided_lists
        return [
            replace(one, cells={**one.cells, **dict(self._cells(one.department, columns))}) if columns else one
            for one in proposed
            for columns in [lists[one.target].of_role(Role.TOTALS) if one.target in lists else ()]
        ]

    def _cells(self, department: Department, columns: Sequence[DecisionColumn]) -> Iterator[tuple[str, str]]:
        for column in columns:
            round_name, _, sheet = column.source.rpartition(".")
            asked = next((one for one in self.wards.night.status.rounds if one.round.name == round_name), None)
            yield column.name, self._figures(asked, sheet, department) if asked else ""

    def _figures(self, asked: RoundStatus, sheet: str, department: Department) -> str:
        """Return what a cross-tab says of a department: the figure, or each of its columns that is not 0."""
        ward, form = department.ward, self.wards.form(asked.round.name)
        spec = next((spec for spec in crosstab_specs(form) if spec.sheet == sheet), None) if form else None
        if form is None or spec is None:
            return ""
        view = self._views.get(
            (asked.round.name, ward.code), lambda: build_counted_view(self.wards.facts(asked, ward, form))
        )
        tab = next(tab for tab in view.crosstabs if tab.name == sheet)
        by_department = tab if spec.row == DEPARTMENT_AXIS else tab.turned()
        label = department_labels([c.department for c in asked.coverage_of(ward)]).get(department.code)
        row = next((row for row in by_department.rows if row.label == label), None)
        if row is None:
            return ""
        told = zip(by_department.columns, row.values, strict=True)
        known = [(name, f"{value:,.{tab.decimals}f}{tab.unit}") for name, value in told if value]
        alone = len(row.values) == 1
        return "、".join(text if alone else f"{name} {text}" for name, text in known)
