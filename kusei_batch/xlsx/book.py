"""A workbook taken apart: parts, their relationships, the sheets in order; trees only where one is asked for."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from lxml import etree

from kusei_batch.xlsx.links import relationships, workbook_part
from kusei_batch.xlsx.markup import (
    CONTENT_TYPES,
    PACKAGE_RELATION,
    RELATION,
    RELATION_ID,
    child_of,
    drop,
    main,
    serialise,
)
from kusei_batch.xlsx.package import parse_xml, read_parts

_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_NO_RELATIONS = f'<Relationships xmlns="{PACKAGE_RELATION}"/>'.encode()
_TYPES_PART = "[Content_Types].xml"


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet of the workbook: its name and the name of its part; chart sheets are not worksheets."""

    name: str
    part: str
    is_worksheet: bool


class Book:
    """The parts of a workbook. A part whose tree was asked for is rewritten, any other stays byte for byte."""

    def __init__(self, data: bytes) -> None:
        self._parts = read_parts(data)
        self._trees: dict[str, etree._Element] = {}
        self.workbook_part = workbook_part(self._parts)
        self._reachable = self._reached()

    def __contains__(self, part: str) -> bool:
        return part in self._parts

    @property
    def workbook(self) -> etree._Element:
        """The tree of the workbook part."""
        return self.tree(self.workbook_part)

    @property
    def sheets(self) -> list[SheetPart]:
        """The sheets in workbook order."""
        links = {r.id: r for r in relationships(self._current_relations(self.workbook_part), self.workbook_part)}
        elements = [(e.get("name", ""), links[e.get(RELATION_ID, "")]) for e in self._sheet_elements()]
        return [SheetPart(name, link.target, link.is_a("worksheet")) for name, link in elements]

    def names(self) -> list[str]:
        """Return the names of all parts in the archive's order."""
        return list(self._parts)

    def tree(self, part: str) -> etree._Element:
        """Return the root of a part, to be changed in place."""
        if part not in self._trees:
            self._trees[part] = parse_xml(self._parts[part])
        return self._trees[part]

    def content(self, part: str) -> bytes:
        """Return the bytes of a part as it stands now."""
        return serialise(self._trees[part]) if part in self._trees else self._parts[part]

    def parts(self) -> dict[str, bytes]:
        """Return all parts as they stand now."""
        return {part: self.content(part) for part in self._parts}

    def replace(self, part: str, content: bytes) -> None:
        """Put other bytes in a part's place."""
        self._trees.pop(part, None)
        self._parts[part] = content

    def revise(self, part: str, change: Callable[[etree._Element], bool]) -> None:
        """Let `change` edit a part's tree; the part is rewritten only when it says that it changed something."""
        root = self._trees.get(part)
        if root is None:
            root = parse_xml(self._parts[part])
        if change(root):
            self._trees[part] = root

    def linked(self, part: str, kind: str) -> list[str]:
        """Return the parts that a part points to by that kind of relationship, such as `comments`."""
        links = relationships(self._current_relations(part), part)
        return [r.target for r in links if r.is_a(kind) and not r.external and r.target in self._parts]

    def relations(self, part: str) -> dict[str, bytes]:
        """Return the parts, with the part's list of relationships as it stands now."""
        return self._current_relations(part)

    def revise_relations(self, part: str, change: Callable[[etree._Element], bool]) -> None:
        """Let `change` edit the list of a part's relationships, where it has one; as revise does."""
        own = self._relations_part(part)
        if own in self._parts:
            self.revise(own, change)

    def add_sheet(self, name: str, content: bytes, state: str = "visible") -> str:
        """Append a worksheet, and return the name of its part."""
        folder = posixpath.dirname(self.workbook_part)
        numbers = iter(range(1, len(self._parts) + 2))
        taken = {p.lower() for p in self._parts}
        free = (f"{folder}/worksheets/sheet{n}.xml" for n in numbers)
        part = next(p for p in free if p.lower() not in taken)
        self.add_part(part, content, _SHEET_TYPE)
        sheet = etree.SubElement(child_of(self.workbook, "sheets"), main("sheet"))
        sheet.set("name", name)
        sheet.set("sheetId", str(1 + max(int(e.get("sheetId", "0")) for e in self._sheet_elements())))
        if state != "visible":
            sheet.set("state", state)
        sheet.set(RELATION_ID, self.relate(self.workbook_part, part, "worksheet"))
        return part

    def add_part(self, part: str, content: bytes, content_type: str) -> None:
        """Add a part; without a content type of its own, it has that of its suffix."""
        self._parts[part] = content
        if content_type:
            override = etree.SubElement(self.tree(_TYPES_PART), f"{{{CONTENT_TYPES}}}Override")
            override.set("PartName", f"/{part}")
            override.set("ContentType", content_type)

    def relation_id(self, part: str, target: str) -> str:
        """Return by which id a part points to another; raise StopIteration where it does not."""
        return next(r.id for r in relationships(self._current_relations(part), part) if r.target == target)

    def remove_sheets(self, names: Iterable[str]) -> None:
        """Take sheets away with everything only they refer to."""
        gone = set(names)
        relations = self.tree(self._relations_part(self.workbook_part))
        for element in [e for e in self._sheet_elements() if e.get("name") in gone]:
            drop([r for r in relations if r.get("Id") == element.get(RELATION_ID)])
            drop([element])
        self.sweep()

    def unlink(self, kind: str) -> None:
        """Take away what the workbook refers to by that kind of relationship."""
        relations = self.tree(self._relations_part(self.workbook_part))
        drop([r for r in relations if r.get("Type", "").endswith(f"/{kind}")])
        self.sweep()

    def sweep(self) -> None:
        """Drop the parts that could be reached from the package's root when it was opened and no longer can."""
        now = self._reached()
        for part in self._reachable - now:
            self._parts.pop(part, None)
            self._trees.pop(part, None)
        gone = {f"/{part}".lower() for part in self._reachable - now}
        types = self.tree(_TYPES_PART)
        drop([e for e in types if e.get("PartName", "").lower() in gone])

    def _sheet_elements(self) -> list[etree._Element]:
        return list(child_of(self.workbook, "sheets"))

    def relate(self, part: str, target: str, kind: str) -> str:
        """Let a part point to another by that kind of relationship, and return by which id it does."""
        own = self._relations_part(part)
        if own not in self._parts:
            self._parts[own] = _NO_RELATIONS
        relations = self.tree(own)
        taken = {r.get("Id") for r in relations}
        free = next(i for n in range(1, len(taken) + 2) if (i := f"rId{n}") not in taken)
        relation = etree.SubElement(relations, f"{{{PACKAGE_RELATION}}}Relationship")
        relation.set("Id", free)
        relation.set("Type", f"{RELATION}/{kind}")
        relation.set("Target", posixpath.relpath(target, posixpath.dirname(part) or "."))
        return free

    def _relations_part(self, part: str) -> str:
        folder, _, name = part.rpartition("/")
        return f"{folder}/_rels/{name}.rels".lstrip("/")

    def _current_relations(self, part: str) -> dict[str, bytes]:
        own = self._relations_part(part)
        return {**self._parts, own: self.content(own)} if own in self._trees else self._parts

    def _reached(self) -> set[str]:
        reached: set[str] = set()
        waiting = [""]
        while waiting:
            part = waiting.pop()
            own = self._relations_part(part)
            if own in self._parts:
                reached.add(own)
            links = relationships(self._current_relations(part), part)
            fresh = {r.target for r in links if not r.external and r.target in self._parts} - reached
            reached |= fresh
            waiting += sorted(fresh)
        return reached
