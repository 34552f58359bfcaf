"""What makes a workbook ours: its defined names, the hidden sheets, and its table of contents."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from kusei_batch.core.form import Field, Form
from kusei_batch.xlsx.compile.conditional_formats import MARKS
from kusei_batch.xlsx.compile.rules import ListRange
from kusei_batch.xlsx.copy_names import (
    CHOICES_SHEET,
    IDENTITY_NAME,
    KEY_FORM,
    KEY_SEAL,
    KEY_SHEET_ID,
    KEY_VERSION,
    field_name,
    is_own_name,
)
from kusei_batch.xlsx.markup import child_of, drop, local, main, strip_attributes
from kusei_batch.xlsx.reference import Area, absolute, parse_address, quote_sheet
from kusei_batch.xlsx.stamp.findings import MarksRange
from kusei_batch.xlsx.stamp.plainsheet import PROTECTION, PlainSheet, SheetColumn
from kusei_batch.xlsx.stamp.segments import SlotTable
from kusei_batch.xlsx.stamp.slots import Either, Identity

_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_FONT = ("", 11.0)
_KEY_COLUMNS = (SheetColumn(84), SheetColumn(420))


def identity_sheet(form: Form, style: int) -> bytes:
    """Return the hidden sheet `_kusei`; its second column's first and fourth cells are to be filled."""
    sheet = PlainSheet(_KEY_COLUMNS, _FONT, _FONT)
    for key, value in ((KEY_SHEET_ID, ""), (KEY_FORM, form.id), (KEY_VERSION, form.version), (KEY_SEAL, "")):
        place = f"B{sheet.next_row}"
        filled = sheet.text(2, style, value) if value else f'<c r="{place}" s="{style}" t="inlineStr"><is><t/></is></c>'
        sheet.add([sheet.text(1, style, key), filled])
    return sheet.write("", PROTECTION).encode()


def mark_identity_sheet(root: etree._Element, slots: SlotTable) -> None:
    """Let the sheet id and the seal be written in each copy."""
    texts = {c.get("r"): t for c in root.iter(main("c")) for t in c.iter(main("t"))}
    slots.fill(texts["B1"], Identity())
    slots.fill(texts["B4"], Identity(seal=True))


def choices_sheet(lists: Sequence[ListRange], style: int) -> bytes:
    """Return the hidden sheet `_選択肢`: one list a column."""
    sheet = PlainSheet([SheetColumn(240) for _ in lists], _FONT, _FONT)
    for row in range(max(len(made.values) for made in lists)):
        filled = [(i, made.values[row]) for i, made in enumerate(lists, start=1) if row < len(made.values)]
        sheet.add([sheet.text(column, style, value) for column, value in filled])
    return sheet.write("", PROTECTION).encode()


def define_names(workbook: etree._Element, form: Form, lists: Sequence[ListRange], slots: SlotTable) -> None:
    """Name the cells of every field that has some, every list, the sheet id and the cells that 確認事項 names."""
    for number, field in enumerate(form.fields, start=1):
        if not field.cells:
            continue
        _define(workbook, field_name(number), field_range(field))
    for column, made in enumerate(lists, start=1):
        area = Area(1, column, len(made.values), column)
        _define(workbook, made.name, f"{quote_sheet(CHOICES_SHEET)}!{absolute(area)}")
    slots.fill(_define(workbook, IDENTITY_NAME, ""), Identity(quoted=True))
    for severity, name in MARKS.items():
        slots.fill(_define(workbook, name, ""), MarksRange(severity))


def field_range(field: Field) -> str:
    """Return all cells of a field as a formula refers to them."""
    (top, left), (bottom, _) = parse_address(field.cells[0]), parse_address(field.cells[-1])
    return f"{quote_sheet(field.sheet)}!{absolute(Area(top, left, bottom, left))}"


def define_local_name(workbook: etree._Element, name: str, sheet_index: int, formula: str) -> None:
    """Add a defined name of one sheet, such as its print titles."""
    element = _define(workbook, name, formula, hidden=False)
    element.set("localSheetId", str(sheet_index))


def forget_names(workbook: etree._Element, sheets: Sequence[str], removed: Sequence[str]) -> None:
    """Drop the names that speak of removed sheets, and those of the program's own, which are named again.

    The other names get the new numbers of their sheets; `sheets` are those before. Excel calls a book with a name
    twice damaged.
    """
    kept = [name for name in sheets if name not in removed]
    names = workbook.find(main("definedNames"))
    for name in list(names) if names is not None else []:
        scope = name.get("localSheetId")
        owner = sheets[int(scope)] if scope else None
        text = name.text or ""
        is_ours = is_own_name(name.get("name", ""))
        if is_ours or owner in removed or any(f"{quote_sheet(s)}!" in text or f"{s}!" in text for s in removed):
            drop([name])
        elif owner is not None:
            name.set("localSheetId", str(kept.index(owner)))
    if names is not None and not len(names):
        drop([names])


def put_first_when_sent_back(workbook: etree._Element, findings: int, slots: SlotTable) -> None:
    """Let the workbook open at its first sheet, which is 確認事項 when it is sent back; have everything calculated.

    A name of one sheet alone goes by the number of that sheet, which changes then.
    """
    sheets = child_of(workbook, "sheets")
    markup = [etree.tostring(sheet, encoding="unicode", with_tail=False) for sheet in sheets]
    for prefix, uri in workbook.nsmap.items():  # declared above them already
        declared = f' xmlns{f":{prefix}" if prefix else ""}="{uri}"'
        markup = [text.replace(declared, "") for text in markup]
    moved = [markup[findings], *markup[:findings], *markup[findings + 1 :]]
    slots.fill(sheets, Either("".join(markup), "".join(moved)))
    for name in child_of(workbook, "definedNames"):
        if number := name.get("localSheetId"):
            after = 0 if int(number) == findings else int(number) + (int(number) < findings)
            place = Either(f' localSheetId="{number}"', f' localSheetId="{after}"')
            slots.add_attributes(name, place, ("localSheetId",))
    views = child_of(workbook, "bookViews")
    view = views[0] if len(views) else etree.SubElement(views, main("workbookView"))
    strip_attributes(view, "firstSheet")
    view.set("activeTab", "0")
    child_of(workbook, "calcPr").set("fullCalcOnLoad", "1")


def retitle(app: etree._Element, before: Sequence[str], after: Sequence[str]) -> bool:
    """List the sheets as they are now in docProps/app.xml; other titles stay unless they speak of a removed sheet."""
    titles = next((e for e in app if local(e) == "TitlesOfParts"), None)
    pairs = next((e for e in app if local(e) == "HeadingPairs"), None)
    if titles is None or pairs is None or not len(titles) or not len(pairs):
        return False
    vector, counts = titles[0], [e for e in pairs.iter() if local(e) == "i4"]
    texts = [e.text or "" for e in vector]
    groups, at = [], 0
    for count in counts:
        groups.append(texts[at : at + int(count.text or "0")])
        at += int(count.text or "0")
    removed = set(before) - set(after)
    groups = [
        list(after)
        if group and set(group) <= set(before)
        else [t for t in group if t.split("!")[0].strip("'") not in removed]
        for group in groups
    ]
    for child in list(vector):
        vector.remove(child)
    namespace = vector.tag.rpartition("}")[0]
    for group, count in zip(groups, counts, strict=True):
        count.text = str(len(group))
        for text in group:
            etree.SubElement(vector, f"{namespace}}}lpstr").text = text
    vector.set("size", str(len(vector)))
    return True


def entitle(core: etree._Element, form: Form) -> bool:
    """Name the form and its year as the title in docProps/core.xml, which a template copied from another has wrong."""
    title = core.find(_TITLE)
    if title is None:
        title = etree.SubElement(core, _TITLE)
    year = form.year.fiscal_year
    title.text = form.title if year is None else f"{form.title}　{form.year.calendar.fiscal_label(year)}"
    return True


def _define(workbook: etree._Element, name: str, formula: str, *, hidden: bool = True) -> etree._Element:
    element = etree.SubElement(child_of(workbook, "definedNames"), main("definedName"))
    element.set("name", name)
    if hidden:
        element.set("hidden", "1")
    element.text = formula
    return element
