"""`form new`: a working template to start from, with an example table and every definition sheet explained.

The workbook is a file of the package, edited in Excel as a form is; its name, ID and first sheet stand in it as marks.
"""

from __future__ import annotations

import io
import re
import zipfile
from importlib import resources
from pathlib import Path

from kusei_batch.xlsx.copy_names import RESERVED_SHEETS, is_definition
from kusei_batch.xlsx.markup import escape_attribute
from kusei_batch.xlsx.template.totals_sheet import sheet_name_fault


def write_starter(path: Path, title: str) -> None:
    """Write a starting template called `title` to `path`; it passes the template check as it is."""
    path.write_bytes(starter_for(title))


def starter_for(title: str) -> bytes:
    """Return the starting template with that title in the place of its marks."""
    marks = {
        "（シート）": starter_sheet(title),
        "（様式ID）": re.sub(r'[\\/:*?"<>|]', "", title).strip(" .") or "様式",
        "（様式名）": title,
    }
    shipped = resources.files("kusei_batch") / "starter" / "様式.xlsx"
    made = io.BytesIO()
    with shipped.open("rb") as file, zipfile.ZipFile(file) as found, zipfile.ZipFile(made, "w") as archive:
        for entry in found.infolist():
            part = found.read(entry)
            for mark, text in marks.items():
                part = part.replace(mark.encode(), escape_attribute(text).encode())
            archive.writestr(entry, part)
    return made.getvalue()


def starter_sheet(title: str) -> str:
    """Return what the first sheet of a template with that title is called."""
    plain = re.sub(r"[\[\]:*?/\\']", "", title).strip()[:31]
    taken = is_definition(plain) or plain in RESERVED_SHEETS or sheet_name_fault(plain)
    return "様式" if not plain or taken else plain
