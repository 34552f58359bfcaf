"""The rules of a layout sheet: validations, tints, protection, and where it opens."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from kusei_batch.core.form import Field, FieldType, Form
from kusei_batch.xlsx.compile.conditional_formats import ConditionalFormats, blank_format, check_format, finding_formats
from kusei_batch.xlsx.compile.rules import ChoiceLists, validation
from kusei_batch.xlsx.markup import XM, child_of, drop, fragments, local, main, place_child, strip_attributes
from kusei_batch.xlsx.reference import Area, address, parse_address, parse_areas
from kusei_batch.xlsx.stamp.plainsheet import PICTURES_ALLOWED, PROTECTION
from kusei_batch.xlsx.stamp.segments import SlotTable
from kusei_batch.xlsx.stamp.slots import Either

_TYPED_AS_TEXT = (FieldType.TEXT, FieldType.LONG_TEXT, FieldType.CHOICE, FieldType.CHOICES)


def add_rules(
    root: etree._Element, form: Form, fields: Sequence[Field], choices: ChoiceLists, *, date1904: bool
) -> None:
    """Give a sheet's entry fields their validations; the template's own give way in those cells."""
    if not fields:
        return
    _clear_validations(root, [area for field in fields for area in parse_areas(sqref_of(field.cells))])
    group = child_of(root, "dataValidations")
    for field in fields:
        group.extend(fragments(validation(form, field, sqref_of(field.cells), choices, date1904=date1904)))
    group.set("count", str(len(group)))
    texts = [field for field in fields if field.type in _TYPED_AS_TEXT]
    if texts:
        ignored = child_of(root, "ignoredErrors")
        sqref = " ".join(sqref_of(field.cells) for field in texts)
        # A green corner on every number typed as text would look like a fault.
        ignored.insert(0, next(fragments(f'<ignoredError sqref="{sqref}" numberStoredAsText="1"/>')))


def add_conditional_formats(
    root: etree._Element, form: Form, sheet: str, formats: ConditionalFormats, number: int
) -> None:
    """Colour required blanks, contradictions and the cells named in 確認事項; `number` is the sheet's in the layout."""
    fields = [f for f in form.fields if f.is_entry and f.sheet == sheet]
    priority = 1 + max((int(r.get("priority", "0")) for r in root.iter(main("cfRule"))), default=0)
    markup = []
    if fields:
        # It asks for each cell whether it is named, so that what lies between a record's cells may be in it.
        every = " ".join(f"{field.cells[0]}:{field.cells[-1]}" for field in fields)
        markup.append(finding_formats(every, number, formats, priority))
    for offset, field in enumerate(fields, start=2):
        markup.append(blank_format(form, field, sqref_of(field.cells), formats, priority + offset))
    for offset, check in enumerate(form.checks, start=2 + len(fields)):
        marked = form.marked_by(check)
        if marked.sheet == sheet:
            markup.append(check_format(form, check, sqref_of(marked.cells), formats, priority + offset))
    for element in list(fragments("".join(markup))):
        place_child(root, element)


def protect(root: etree._Element, fields: Sequence[Field]) -> None:
    """Lock what is not unlocked, without a password: it guides, it does not guard.

    Where one of the `fields` takes a picture, pictures can be inserted.
    """
    drop(root.findall(main("sheetProtection")))
    takes_pictures = any(field.type is FieldType.PICTURE for field in fields)
    place_child(root, next(fragments(PICTURES_ALLOWED if takes_pictures else PROTECTION)))


def open_sheet(root: etree._Element, slots: SlotTable | None, first: tuple[int, int] | None) -> None:
    """Let no sheet be selected but (with `slots`) the one shown first, at its first entry cell."""
    for view in root.iterfind(f"{main('sheetViews')}/{main('sheetView')}"):
        strip_attributes(view, "tabSelected")
    if slots is None:
        return
    view = _view(root)
    slots.add_attributes(view, Either(' tabSelected="1"', ""), ())
    strip_attributes(view, "topLeftCell")
    pane = view.find(main("pane"))
    if pane is not None and pane.get("state", "").startswith("frozen"):
        top, left = (int(float(pane.get(name, "0"))) for name in ("ySplit", "xSplit"))
        pane.set("topLeftCell", address(top + 1, left + 1))
    if first is not None:
        active = pane.get("activePane", "topLeft") if pane is not None else "topLeft"
        selections = view.findall(main("selection"))
        chosen = next((s for s in selections if s.get("pane", "topLeft") == active), None)
        if chosen is None:
            chosen = etree.SubElement(view, main("selection"))
            if pane is not None:
                chosen.set("pane", active)
        strip_attributes(chosen, "activeCellId")
        chosen.set("activeCell", address(*first))
        chosen.set("sqref", address(*first))


def sqref_of(cells: Sequence[str]) -> str:
    """Return cells below one another as a range, others one by one."""
    places = [parse_address(cell) for cell in cells]
    (top, left), (bottom, right) = places[0], places[-1]
    if places == [(row, left) for row in range(top, bottom + 1)] and left == right:
        return str(Area(top, left, bottom, right))
    return " ".join(cells)


def _view(root: etree._Element) -> etree._Element:
    views = child_of(root, "sheetViews")
    if len(views):
        return views[0]
    view = etree.SubElement(views, main("sheetView"))
    view.set("workbookViewId", "0")
    return view


def _clear_validations(root: etree._Element, holes: Sequence[Area]) -> None:
    rules = [e for e in root.iter() if local(e) == "dataValidation"]
    for rule in rules:
        extended = rule.find(f"{{{XM}}}sqref")
        sqref = rule.get("sqref") or (extended.text if extended is not None else "") or ""
        left = _without(sqref, holes)
        if left == sqref:
            continue
        if not left:
            group = rule.getparent()
            drop([rule])
            if group is not None and not len(group):
                _drop_empty(group)
        elif extended is not None:
            extended.text = left
        else:
            rule.set("sqref", left)
    for group in root.iter():
        if local(group) == "dataValidations" and group.get("count"):
            group.set("count", str(len(group)))


def _drop_empty(group: etree._Element) -> None:
    # An empty list of rules is a damaged workbook to Excel; so is an extension list without extensions.
    parent = group.getparent()
    drop([group])
    while parent is not None and local(parent) in ("ext", "extLst") and not len(parent):
        group, parent = parent, parent.getparent()
        drop([group])


def _without(sqref: str, holes: Sequence[Area]) -> str:
    before = areas = parse_areas(sqref)
    for hole in holes:
        areas = [piece for area in areas for piece in _carved(area, hole)]
    return sqref if areas == before else " ".join(str(area) for area in areas)


def _carved(area: Area, hole: Area) -> list[Area]:
    top, bottom = max(area.top, hole.top), min(area.bottom, hole.bottom)
    left, right = max(area.left, hole.left), min(area.right, hole.right)
    if top > bottom or left > right:
        return [area]
    pieces = [
        Area(area.top, area.left, top - 1, area.right),
        Area(top, area.left, bottom, left - 1),
        Area(top, right + 1, bottom, area.right),
        Area(bottom + 1, area.left, area.bottom, area.right),
    ]
    return [p for p in pieces if p.top <= p.bottom and p.left <= p.right]
