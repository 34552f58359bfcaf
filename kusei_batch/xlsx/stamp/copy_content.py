"""What one copy says of its own: values, findings, and what stands above them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kusei_batch.core.problem import Severity
from kusei_batch.core.values import BLANK, Cell
from kusei_batch.core.ward import SECTION

ROWS = "{"
"""Before the name of a table: how many rows of it are shown. No field's name begins so: braces end a placeholder."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of 確認事項: how grave, where (cells top to bottom), which field, what is wrong, what to do."""

    severity: Severity
    sheet: str
    cells: tuple[str, ...]
    field: str
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Covering:
    """What a sheet that is sent back says of itself: whose it is, when it is sent, how it is to be handed in again.

    `section` is what the office calls a department.
    """

    department: str
    sheet_id: str
    returned: str
    due: str
    submit_to: str
    contact: str
    section: str = SECTION


@dataclass(frozen=True, slots=True)
class Stamp:
    """What one copy differs in.

    `display`: qualified name -> text, of a table's field one text a row. `entries`: qualified name -> cells,
    top to bottom; what is not there stays blank. `rows`: how many rows a table shows, where it can show fewer
    than it has. `covering` stands above the findings. `blank`: the entry cells without a value, each as (sheet, cell).
    """

    sheet_id: str
    seal: str
    display: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    entries: Mapping[str, Sequence[Cell]] = field(default_factory=dict)
    findings: Sequence[Finding] = ()
    rows: Mapping[str, int] = field(default_factory=dict)
    covering: Covering | None = None
    blank: frozenset[tuple[str, str]] = frozenset()

    def shown(self, name: str, index: int) -> str:
        """Return the display text of a field in row `index` (from 0) of its table; outside tables, the text."""
        value = self.display.get(name, "")
        if not isinstance(value, str):
            value = value[index] if index < len(value) else ""
        return value.rstrip("\n")

    def told(self, name: str) -> str | tuple[str, ...] | int | None:
        """Return what a display field shows, in all its rows, or how many rows a table shows (ROWS and its name).

        None: nothing.
        """
        if name.startswith(ROWS):
            return self.rows.get(name.removeprefix(ROWS))
        value = self.display.get(name)
        return value if value and (isinstance(value, str) or any(value)) else None

    def entered(self, name: str, index: int) -> Cell:
        """Return the cell of an entry field in row `index`."""
        cells = self.entries.get(name, ())
        return cells[index] if index < len(cells) else BLANK
