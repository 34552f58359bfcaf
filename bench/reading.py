"""Reading a filled copy of a form: our pass against calamine, openpyxl and other ways to parse, for fidelity and speed.

All sides read the same bytes. Rounds of the sides alternate, so that a busy machine slows all of them.
"""

from __future__ import annotations

import io
import statistics
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import openpyxl
import xlsxwriter
from lxml import etree
from python_calamine import CalamineWorkbook

from bench.filled import open_goal_form
from kusei_batch.core.values import text_cell
from kusei_batch.xlsx.copy_names import IDENTITY_SHEET
from kusei_batch.xlsx.package import read_parts
from kusei_batch.xlsx.reader import read_workbook
from kusei_batch.xlsx.reader.cells_xml import parse_cells
from kusei_batch.xlsx.reader.conventions import NO_STRINGS, Conventions, SharedStrings
from kusei_batch.xlsx.reader.structure import CellStyles, parse_structure
from kusei_batch.xlsx.stamp import Stamp, stamp_sheet

LONG = "6月末までに、よくある問合せ30件の答えを1冊にまとめ、全員の机に置く。" * 3
ROUNDS, QUICK, SLOW = 40, 10, 1
FILLED_CELLS = etree.XPath(
    "x:sheetData/x:row/x:c[*]", namespaces={"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
)
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def run() -> list[str]:
    """Medians a workbook and their ratios to calamine's bare read, then what each reader gets right."""
    filled, needed = filled_copy()
    return [*_speed("filled copy of the form, 3 rows", filled, needed), *_big(), *_passes(filled, needed), *_fidelity()]


def filled_copy() -> tuple[bytes, set[str]]:
    """Return a filled copy of the form, and the names of the sheets that are read of it."""
    opened = open_goal_form()
    form = opened.form
    display = {f.qualified: "令和8年度（2026年度）" for f in form.fields if not f.is_entry and not f.table}
    entries = {f.qualified: (text_cell(LONG),) * min(3, len(f.cells)) for f in form.fields if f.is_entry}
    stamp = Stamp("R08-1303-1-25", "ab" * 32, display, entries)
    return stamp_sheet(opened.compiled, stamp), {IDENTITY_SHEET, *(f.sheet for f in form.fields)}


def _speed(title: str, data: bytes, needed: set[str]) -> list[str]:
    sides: dict[str, tuple[Callable[[], object], int]] = {
        "calamine, all sheets, unguarded": (lambda: _calamine(data), QUICK),
        "calamine behind the guard": (lambda: (read_parts(data), _calamine(data)), QUICK),
        "the guard alone (inflating, limits)": (lambda: read_parts(data), QUICK),
        "ours, the sheets that are needed": (lambda: read_workbook(data, sheets=needed.__contains__), QUICK),
        "ours, all sheets": (lambda: read_workbook(data), QUICK),
        "openpyxl": (lambda: openpyxl.load_workbook(io.BytesIO(data)), SLOW),
        "openpyxl, read-only": (lambda: _openpyxl_read_only(data), SLOW),
    }
    medians = _measure(sides)
    base = medians["calamine, all sheets, unguarded"]
    slow = medians["openpyxl"]
    rows = [f"reading: {title} ({len(data) // 1024} KB)"]
    rows += [
        f"  {name:<36} {median * 1000:8.2f} ms {median / base:7.2f} x calamine {slow / median:7.1f} x openpyxl's speed"
        for name, median in medians.items()
    ]
    return rows


def _big() -> list[str]:
    """A sheet of 300 rows and 30 columns, all filled in, as a program other than ours writes it."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("様式")
        for row in range(300):
            for column in range(30):
                sheet.write(row, column, f"{LONG[:20]}{row % 50}" if column % 3 else row * column)
    return _speed("300 rows of 30 cells", buffer.getvalue(), {"様式"})


def _passes(data: bytes, needed: set[str]) -> list[str]:
    """Ways to parse the needed sheets' XML once it is inflated."""
    parts = read_parts(data)
    structure = parse_structure(parts)
    sheets = [parts[sheet.part] for sheet in structure.sheets if sheet.name in needed]
    strings = [parts[structure.strings]] if structure.strings else []

    def ours() -> None:
        conventions = Conventions(SharedStrings(strings[0]) if strings else NO_STRINGS, CellStyles(), date1904=False)
        for sheet in sheets:
            parse_cells(sheet, conventions)

    medians = _measure(
        {
            "our pass (cells made)": (ours, QUICK),
            "lxml tree, XPath (raw values)": (lambda: [_lxml_tree(part) for part in (*sheets, *strings)], QUICK),
            "lxml iterparse (raw values)": (lambda: [_lxml_iterparse(part) for part in (*sheets, *strings)], QUICK),
        }
    )
    base = medians["our pass (cells made)"]
    rows = [f"  {name:<36} {median * 1000:8.2f} ms  {median / base:6.2f} x ours" for name, median in medians.items()]
    return ["reading: the needed sheets' XML, inflated", *rows]


def _measure(sides: dict[str, tuple[Callable[[], object], int]]) -> dict[str, float]:
    took: dict[str, list[float]] = {name: [] for name in sides}
    for round_ in range(ROUNDS):
        for name, (side, times) in sides.items():
            if times == SLOW and round_ % 4:
                continue
            for _ in range(times):
                started = time.perf_counter()
                side()
                took[name].append(time.perf_counter() - started)
    return {name: statistics.median(times) for name, times in took.items()}


def _calamine(data: bytes) -> list[list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names]


def _openpyxl_read_only(data: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    for sheet in book:
        for _ in sheet.iter_rows():
            pass


def _lxml_tree(part: bytes) -> list[tuple[str | None, str]]:
    root = etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True))
    found = cast("list[Any]", FILLED_CELLS(root)) if root.tag == f"{MAIN}worksheet" else list(root)
    return [(cell.get("r"), "".join(t.text or "" for t in cell.iter(f"{MAIN}v", f"{MAIN}t"))) for cell in found]


def _lxml_iterparse(part: bytes) -> list[tuple[str | None, str]]:
    found = []
    for _, cell in etree.iterparse(io.BytesIO(part), tag=(f"{MAIN}c", f"{MAIN}si"), resolve_entities=False):
        found.append((cell.get("r"), "".join(t.text or "" for t in cell.iter(f"{MAIN}v", f"{MAIN}t"))))
        cell.clear()
    return found


# --- fidelity: one cell each, as stored, and what a person would say stands there -------------------------------

CASES: tuple[tuple[str, str, str], ...] = (
    ("63.8 stored with 17 digits", '<c r="{}"><v>63.799999999999997</v></c>', "63.8"),
    ("whole number", '<c r="{}"><v>12</v></c>', "12"),
    ("98% in a percent format", '<c r="{}" s="1"><v>0.98</v></c>', "98%"),
    ("date in a 和暦 format", '<c r="{}" s="2"><v>46113</v></c>', "2026-04-01"),
    ("spaces around a text", '<c r="{}" t="inlineStr"><is><t xml:space="preserve"> 窓口 </t></is></c>', " 窓口 "),
    ("text with furigana", '<c r="{}" t="s"><v>0</v></c>', "区民課"),
    ("carriage return in a text", '<c r="{}" t="s"><v>1</v></c>', "一\r\n二"),
    ("formula never calculated", '<c r="{}"><f>1+1</f></c>', "=1+1 (uncomputed)"),
    ("formula that gave an empty text", '<c r="{}" t="str"><f>IF(1,"","")</f><v></v></c>', ""),
    ("error", '<c r="{}" t="e"><v>#N/A</v></c>', "#N/A"),
    ("boolean", '<c r="{}" t="b"><v>1</v></c>', "TRUE"),
)
STRINGS = '<si><t>区民課</t><rPh sb="0" eb="3"><t>クミンカ</t></rPh></si><si><t>一_x000D_\n二</t></si>'


def _fidelity() -> list[str]:
    readers: dict[str, Callable[[bytes], list[str]]] = {
        "ours": _read_ours,
        "calamine": _read_calamine,
        "openpyxl": _read_openpyxl,
    }
    rows = [f"reading: what stands in the cell     {''.join(f'{name:>12}' for name in readers)}"]
    told = {name: read(_tricky(strict=False)) for name, read in readers.items()}
    for index, (title, _, wanted) in enumerate(CASES):
        rows.append(f"  {title:<35}" + "".join(f"{_mark(told[name][index] == wanted):>12}" for name in readers))
    strict = {name: _attempt(read, _tricky(strict=True)) for name, read in readers.items()}
    wanted_all = [wanted for *_, wanted in CASES]
    marks = (
        _mark(sum(a == b for a, b in zip(strict[n], wanted_all, strict=False)) >= len(CASES) // 2) for n in readers
    )
    rows.append(f"  {'any of it from a Strict workbook':<35}" + "".join(f"{mark:>12}" for mark in marks))
    return rows


def _mark(right: bool) -> str:  # noqa: FBT001 -- a truth value is all there is to mark
    return "yes" if right else "no"


def _attempt(read: Callable[[bytes], list[str]], data: bytes) -> list[str]:
    try:
        return read(data)
    except Exception as error:  # noqa: BLE001 -- a reader that gives up has read nothing
        return [repr(error)]


def _read_ours(data: bytes) -> list[str]:
    cells = read_workbook(data).sheets["様式"]
    found = [cells.cell(row, 1) for row in range(1, len(CASES) + 1)]
    return [f"{cell.text} (uncomputed)" if cell.kind.value == "uncomputed" else cell.text for cell in found]


def _read_calamine(data: bytes) -> list[str]:
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("様式").to_python(skip_empty_area=False)
    return [_shown(row[0] if row else "") for row in rows] + [""] * (len(CASES) - len(rows))


def _read_openpyxl(data: bytes) -> list[str]:
    sheet = openpyxl.load_workbook(io.BytesIO(data), data_only=True)["様式"]
    return [_shown(sheet.cell(row, 1).value) for row in range(1, len(CASES) + 1)]


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    if hasattr(value, "isoformat"):
        return str(value.isoformat()).removesuffix("T00:00:00")
    return "" if value is None else str(value)


def _tricky(*, strict: bool) -> bytes:
    main = "http://purl.oclc.org/ooxml/spreadsheetml/main" if strict else MAIN.strip("{}")
    office = f"http://{'purl.oclc.org/ooxml' if strict else 'schemas.openxmlformats.org'}/officeDocument/" + (
        "relationships" if strict else "2006/relationships"
    )
    rows = "".join(f'<row r="{i}">{xml.format(f"A{i}")}</row>' for i, (_, xml, _) in enumerate(CASES, start=1))
    package = "http://schemas.openxmlformats.org/package/2006"
    sheet_type = "application/vnd.openxmlformats-officedocument.spreadsheetml."
    kinds = {"workbook": "sheet.main", "sheet1": "worksheet", "sharedStrings": "sharedStrings", "styles": "styles"}
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        + "".join(f'<Override PartName="/xl/{n}.xml" ContentType="{sheet_type}{k}+xml"/>' for n, k in kinds.items())
        + "</Types>",
        "_rels/.rels": _relations(package, office, {"officeDocument": "xl/workbook.xml"}),
        "xl/_rels/workbook.xml.rels": _relations(
            package, office, {"worksheet": "sheet1.xml", "sharedStrings": "sharedStrings.xml", "styles": "styles.xml"}
        ),
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="様式" sheetId="1" r:id="worksheet"/></sheets></workbook>',
        "xl/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{main}">{STRINGS}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{main}"><numFmts count="1"><numFmt numFmtId="164" '
        'formatCode="[$-411]ggge&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/></numFmts>'
        '<cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="9"/><xf numFmtId="164"/></cellXfs></styleSheet>',
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def _relations(package: str, office: str, targets: dict[str, str]) -> str:
    links = "".join(f'<Relationship Id="{k}" Type="{office}/{k}" Target="{t}"/>' for k, t in targets.items())
    return f'<Relationships xmlns="{package}/relationships">{links}</Relationships>'


if __name__ == "__main__":
    print("\n".join(run()))
