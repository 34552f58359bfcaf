"""The rows of a workbook's first sheet or of a CSV file, as texts."""

from __future__ import annotations

import csv
import io

from kusei_batch.core.text.characters import seen_only
from kusei_batch.xlsx.package import UnreadableError
from kusei_batch.xlsx.reader import read_workbook


def read_rows(data: bytes) -> list[list[str]]:
    """Return what the rows show, cell by cell. Raise UnreadableError for what is neither a workbook nor a text."""
    if data[:2] != b"PK":
        for encoding in ("utf-8-sig", "cp932"):
            try:
                return [
                    [seen_only(word).strip() for word in row] for row in csv.reader(io.StringIO(data.decode(encoding)))
                ]
            except UnicodeDecodeError:
                continue
            except csv.Error as error:  # a NUL, or a quotation mark that is never closed
                raise UnreadableError("not-a-workbook", "CSVの行や引用符が壊れています") from error
        raise UnreadableError("not-a-workbook", "文字コードが分かりません（UTF-8かShift_JISにしてください）")
    sheet = next((s for s in read_workbook(data).sheets.values() if s.state == "visible"), None)
    if sheet is None:
        raise UnreadableError("not-a-workbook", "セルのあるシートがありません")
    rows, columns = (max((at[n] for at in sheet.cells), default=0) for n in (0, 1))
    return [[seen_only(sheet.cell(r, c).shown).strip() for c in range(1, columns + 1)] for r in range(1, rows + 1)]
