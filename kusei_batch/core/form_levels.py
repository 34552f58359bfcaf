"""`_集計` as a unit of the organisation sees it: what is for its level, by ward where it stands above several."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from kusei_batch.core.form import Form, TotalsRow
from kusei_batch.core.text.notation import comparable
from kusei_batch.core.totals import DEPARTMENT_AXIS, WARD_AXIS, TotalsKind
from kusei_batch.core.totals_reading import UNADDED, split_names
from kusei_batch.core.ward import Master, Ward

LEVELS = "階層"
"""The column of `_集計` that names the levels for whose documents a row is; blank: for all."""
_AXES = ("行", "列")
_BY_DEPARTMENT, _BY = "部署別", "別"


def form_of_unit(form: Form, unit: Ward, master: Master) -> Form:
    """Return the form with what its `_集計` asks of a unit.

    Rows of other levels are left out. Of a unit that stands above others, what is counted by department is counted by
    those others: the departments of a whole city are no table anybody reads.
    """
    below = next((d.ward.level for d in master.departments_of(unit) if unit in d.ward.line[1:]), None)
    totals = tuple(row for row in form.totals if _is_of_level(row, unit))
    names = {row.sheet for row in totals}
    if below:
        totals = tuple(_by_ward(row, below, names) for row in totals)
    return form if totals == form.totals else replace(form, totals=totals)


@dataclass(frozen=True)
class UnitForms:
    """Forms as units see them: one object for all units that see a form alike, which workers open once."""

    _known: list[Form] = field(default_factory=list)

    def of(self, form: Form, unit: Ward, master: Master) -> Form:
        """Return the form of a unit, see form_of_unit."""
        own = form_of_unit(form, unit, master)
        known = next((one for one in self._known if one == own), None)
        if known is None:
            self._known.append(own)
        return known or own


def _is_of_level(row: TotalsRow, unit: Ward) -> bool:
    levels = split_names(row.words.get(LEVELS, ""))
    return not levels or comparable(unit.level) in map(comparable, levels)


def _by_ward(row: TotalsRow, level: str, names: set[str]) -> TotalsRow:
    """Return a cross-tab by department as one by ward, called so; `names` are those that are taken."""
    axes = [row.words.get(heading, "") for heading in _AXES]
    if row.kind != TotalsKind.CROSSTAB or DEPARTMENT_AXIS not in axes or WARD_AXIS in axes:
        return row
    sheet, title = (text.replace(_BY_DEPARTMENT, f"{level}{_BY}") for text in (row.sheet, row.words.get("見出し", "")))
    sheet = row.sheet if sheet in names else sheet
    turned = {heading: WARD_AXIS for heading in _AXES if row.words.get(heading) == DEPARTMENT_AXIS}
    unadded = row.words.get(UNADDED, "").replace(DEPARTMENT_AXIS, WARD_AXIS)
    return TotalsRow(sheet, row.kind, {**row.words, **turned, "シート名": sheet, "見出し": title, UNADDED: unadded})
