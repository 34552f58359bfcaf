"""Formulas of a worksheet: those in cells, and those in its rules (validations, conditional formats, links)."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from kusei_batch.xlsx.compile.rowmap import Shift
from kusei_batch.xlsx.markup import XM, cells_of, local, main, strip_attributes
from kusei_batch.xlsx.reference import parse_address, parse_areas, translate

_RULE_FORMULAS = ("formula", "formula1", "formula2")
_RULES = ("dataValidation", "conditionalFormatting")


def unshare_formulas(root: etree._Element) -> None:
    """Write every formula shared between cells out in full, since its cells may move apart."""
    masters: dict[str, tuple[str, int, int]] = {}
    for cell in cells_of(root):
        formula = cell.find(main("f"))
        if formula is None or formula.get("t") != "shared":
            continue
        row, column = parse_address(cell.get("r", "A1"))
        group = formula.get("si", "")
        if formula.text:
            masters[group] = (formula.text, row, column)
        if group in masters:
            text, from_row, from_column = masters[group]
            formula.text = translate(text, row - from_row, column - from_column)
        strip_attributes(formula, "t", "si", "ref")


def shift_sheet_formulas(root: etree._Element, name: str, shift: Shift) -> None:
    """Let the formulas in a sheet's cells follow the rows they refer to; cells must still stand where they stood."""
    rows = shift.map_of(name)
    for cell in cells_of(root):
        formula = cell.find(main("f"))
        if formula is None:
            continue
        at = parse_address(cell.get("r", "A1"))[0]
        if formula.text:
            formula.text = shift.formula(formula.text, name, at)
        for attribute in ("ref", "r1", "r2"):
            text = formula.get(attribute)
            if text:
                formula.set(attribute, shift.formula(text, name, at) if rows.block_at(at) else rows.area(text))


def shift_rule_formulas(root: etree._Element, name: str, shift: Shift) -> None:
    """Let the formulas in a sheet's rules, links and extensions follow the rows they refer to."""
    for element in _rule_formulas(root):
        if element.text:
            element.text = shift.formula(element.text, name, _rule_row(element))
    for value in root.iter(main("cfvo")):
        text = value.get("val")
        if text and value.get("type") == "formula":
            value.set("val", shift.formula(text, name, _rule_row(value)))
    for link in root.iter(main("hyperlink")):
        text = link.get("location")
        if text:
            link.set("location", shift.formula(text, name))
    for control in root.iter():
        for attribute in ("linkedCell", "listFillRange"):
            text = control.get(attribute)
            if text:
                control.set(attribute, shift.formula(text, name))


def _rule_formulas(root: etree._Element) -> Iterator[etree._Element]:
    for tag in _RULE_FORMULAS:
        yield from root.iter(main(tag))
    yield from root.iter(f"{{{XM}}}f")


def _rule_row(element: etree._Element) -> int | None:
    """Return the first row of the cells a rule is for: its relative references are written from there."""
    rule = next((e for e in element.iterancestors() if local(e) in _RULES), None)
    if rule is None:
        return None
    extended = rule.find(f"{{{XM}}}sqref")
    sqref = rule.get("sqref") or (extended.text if extended is not None else "") or ""
    areas = parse_areas(sqref)
    return areas[0].top if areas else None
