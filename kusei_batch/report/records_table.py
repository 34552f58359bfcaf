"""Records of every ward as one table, for whoever goes on with them in Excel or another program."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from kusei_batch.core.record import Record
from kusei_batch.core.text.cleaning import clean_datum, clean_text
from kusei_batch.core.text.label import value_text
from kusei_batch.core.values import TypedValue

if TYPE_CHECKING:  # by far the largest library: imported where a table is asked for
    from pandas import DataFrame

Datum = str | int | Decimal | dt.date | None
SUFFIXES = (".xlsx", ".csv")
_SHEET = "データ"


def render_records(records: Sequence[Record], suffix: str) -> bytes:
    """Return a row for each record of a table, with the head of its sheet before it and its cells behind it.

    A sheet that has a head alone is one row. The fields of all tables are columns; those a record's table lacks are
    blank. `suffix` is one of SUFFIXES.
    """
    from pandas import DataFrame

    heads = {record.sheet_id: record for record in records if record.table is None}
    with_rows = {record.sheet_id for record in records if record.table is not None}
    rows = [
        _row(record, heads.get(record.sheet_id))
        for record in records
        if record.table is not None or record.sheet_id not in with_rows
    ]
    # Kept as objects: a code stays 0130 and a decimal keeps its digits.
    table = DataFrame(rows, dtype=object)
    return _csv(table) if suffix == ".csv" else _xlsx(table)


def _row(record: Record, head: Record | None) -> dict[str, Datum]:
    department, ward = record.department, record.department.ward
    before = {
        "区コード": ward.code,
        "区名": ward.name,
        "部署コード": department.code,
        "部署名": department.full_name,
        "管理番号": record.sheet_id,
        "表": record.table or "",
        "行ID": record.key.row_id if record.table else "",
        "番号": record.number,
    }
    parts = [head, record] if head and head is not record else [record]
    fields = {name: _datum(value) for part in parts for name, value in part.fields.items()}
    cells = " ".join(f"{name}:{cell}" for name, cell in record.source.cells.items())
    after = {"元シート": record.source.sheet, "元セル": cells, "元ファイルのSHA-256": record.source.sha256}
    # A form may call a field 番号 itself.
    own = {f"{name}（記入）" if name in before or name in after else name: value for name, value in fields.items()}
    return {**before, **own, **after}


def _datum(value: TypedValue) -> Datum:
    if isinstance(value, int | Decimal | dt.date) and not isinstance(value, bool):
        return value
    return value_text(value)


def _csv(table: DataFrame) -> bytes:
    texts = table.map(lambda datum: clean_datum(datum) if isinstance(datum, str) else datum)
    return texts.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def _xlsx(table: DataFrame) -> bytes:
    from pandas import ExcelWriter

    made = io.BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with ExcelWriter(made, "xlsxwriter", date_format="yyyy-mm-dd", engine_kwargs={"options": plain}) as writer:
        texts = table.map(lambda datum: clean_text(datum) if isinstance(datum, str) else datum)
        texts.to_excel(writer, sheet_name=_SHEET, index=False, freeze_panes=(1, 0), autofilter=True)
        sheet = writer.sheets[_SHEET]
        for position, name in enumerate(table):
            widest = max([len(str(name)), *(len(str(datum)) for datum in table[name].head(200))])
            sheet.set_column(position, position, min(50, max(10, 2 * widest)))
    return made.getvalue()
