"""Records of a submission: typed values that know what was typed and in which cell."""

from __future__ import annotations

from collections.abc import Mapping

from kusei_batch.core.record import Record, Source
from kusei_batch.core.row_key import RowKey
from kusei_batch.core.ward import Department
from kusei_batch.validate.personal import item_kinds
from kusei_batch.validate.privacy import mask_text
from kusei_batch.validate.submission_reading import ReadEntry, ReadRow, ReadSheet


def build_records(sheet: ReadSheet, department: Department) -> list[Record]:
    """The head, then the rows of every table in the form's order; 前回値 are part of them."""
    return [_build_record(sheet, row, department) for row in sheet.all_rows()]


def _build_record(sheet: ReadSheet, row: ReadRow, department: Department) -> Record:
    items = {**row.items, **row.others}
    return Record(
        sheet_id=sheet.issued.sheet_id,
        department=department,
        form=sheet.form.id,
        key=row.key or RowKey(row.table, sheet.issued.sheet_id),
        number=row.number,
        fields={name: item.value for name, item in items.items()},
        typed={name: "" if item.private else item.cell.text for name, item in items.items()},
        source=_source(items, sheet.submission.sha256),
        withheld={name: kinds for name, item in items.items() if (kinds := item_kinds(item))},
    )


def _source(row: Mapping[str, ReadEntry], sha256: str) -> Source:
    """Addresses by field; the main sheet is that of the first entry field."""
    items = list(row.values())
    main = items[0].sheet if items else ""
    cells = {
        item.field.name: item.address if item.sheet == main else f"{mask_text(item.sheet)}!{item.address}"
        for item in items
        if item.address
    }
    return Source(sha256, mask_text(main), cells)
