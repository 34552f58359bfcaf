"""What a city makes, part for part, to be compared with what it makes in another way."""

from __future__ import annotations

import re
import zipfile

AS_OF = re.compile(r"（令和\d+年\d+月\d+日現在）")
MADE = re.compile(r"令和\d+年\d+月\d+日(?=までに)|\d{4}-\d\d-\d\dT[\d:]+Z")
"""When a paper was last made: one that says the same keeps its day, one that shows a ward as of a later day does not."""
SAID = "区名の後に日付のある区は、その日現在の、区からの提出によります。"


def documents(city):
    """Summaries, papers and pages by their place; the manifests of the pages tell the hashes of the workbooks."""
    outbox = city.workspace.outbox
    found = (p for kind in ("03_集計", "04_会議資料", "05_公表") for p in outbox.rglob(f"{kind}/**/*") if p.is_file())
    return {p.relative_to(outbox).as_posix(): p for p in found if p.suffix != ".json"}


def parts_of(path):
    """The parts of a document without where links of a workbook lead to, and the days as of which papers are."""
    if path.suffix not in (".xlsx", ".docx"):
        return path.read_bytes()
    with zipfile.ZipFile(path) as document:
        parts = {n: document.read(n) for n in document.namelist() if not re.fullmatch(r"xl/worksheets/_rels/.*", n)}
    if path.suffix == ".docx":
        for name in ("word/document.xml", "docProps/core.xml"):
            parts[name] = MADE.sub("", AS_OF.sub("", parts[name].decode()).replace(SAID, "")).encode()
    return parts
