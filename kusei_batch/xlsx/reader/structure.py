"""What a workbook says once: its sheets, its defined names, its date system and what its styles mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain

from lxml import etree

from kusei_batch.core.values import Cell
from kusei_batch.xlsx.formats import GENERAL, NumberFormat, built_in_code, number_format
from kusei_batch.xlsx.formats.tokens import LONGEST_CODE
from kusei_batch.xlsx.links import Relationship, relationships, workbook_part
from kusei_batch.xlsx.package import UnreadableError, parse_xml
from kusei_batch.xlsx.reader.colours import WHITE, ground_of, ink_of, is_lost
from kusei_batch.xlsx.reader.stream import SPREADSHEET, unescape

VISIBLE = "visible"

_RELATION_IDS = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",  # Strict
)
_USUAL_PART = "xl/workbook.xml"
_KEPT_BYTES = 256 * 1024
_SIZE = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,9})?")
_LEAST_SIZE = 3.0
"""Points; the smallest print of a contract has 4."""
_MOST_OF_CODES = 200_000  # Excel keeps some 200 formats of 255 characters


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """A worksheet of the workbook: name, state (visible, hidden, veryHidden) and the name of its part."""

    name: str
    state: str
    part: str


@dataclass(frozen=True, slots=True)
class Structure:
    """`strings` and `styles` are names of parts, None where the workbook has none."""

    sheets: tuple[SheetEntry, ...]
    names: Mapping[str, str]
    date1904: bool
    strings: str | None
    styles: str | None


def parse_structure(parts: Mapping[str, bytes]) -> Structure:
    """Return the structure of a workbook from its parts.

    Raise UnreadableError: not-a-workbook, macro-workbook, hostile-workbook or broken-workbook.
    """
    main = [link for link in _links(parts, "") if link.is_a("officeDocument") and not link.external]
    if len(main) == 1 and main[0].target == _USUAL_PART and _USUAL_PART in parts:
        part = _USUAL_PART
    else:
        part = workbook_part(parts)
    links = [link for link in _links(parts, part) if not link.external]
    if any(link.is_a("vbaProject") for link in links):
        raise UnreadableError("macro-workbook", "マクロを含んでいます")
    root = parse_xml(parts[part])
    if not root.tag.endswith("}workbook"):
        raise UnreadableError("not-a-workbook", "Excelブックではないファイル（Wordなど）です")
    names: dict[str, str] = {}
    # Not by a path: a form has a name for every field.
    for element in chain(*(e.iterchildren("{*}definedName") for e in root.iterchildren("{*}definedNames"))):
        name, formula = element.get("name", ""), unescape((element.text or "").strip())
        if element.get("localSheetId") is None:
            names[name] = formula
        else:
            names.setdefault(name, formula)
    return Structure(
        sheets=tuple(_sheets(root, links, parts)),
        names=names,
        date1904=any(e.get("date1904") in ("1", "true") for e in root.iterfind("{*}workbookPr")),
        strings=_target(links, "sharedStrings", parts),
        styles=_target(links, "styles", parts),
    )


def _links(parts: Mapping[str, bytes], part: str) -> tuple[Relationship, ...]:
    """Return the relationships of a part. Remembered, since the copies of one form share them byte for byte."""
    folder, _, name = part.rpartition("/")
    listed_in = f"{folder}/_rels/{name}.rels".lstrip("/")
    content = parts.get(listed_in, b"")
    if len(content) > _KEPT_BYTES:
        return relationships(parts, part)
    return _remembered_links(part, listed_in, content, tuple(parts))


@lru_cache(maxsize=32)
def _remembered_links(part: str, listed_in: str, content: bytes, names: tuple[str, ...]) -> tuple[Relationship, ...]:
    return relationships({**dict.fromkeys(names, b""), listed_in: content}, part) if content else ()


def _sheets(root: etree._Element, links: Iterable[Relationship], parts: Mapping[str, bytes]) -> Iterable[SheetEntry]:
    targets = {link.id: link.target for link in links if link.is_a("worksheet")}
    seen: set[str] = set()
    for sheet in root.iterfind("{*}sheets/{*}sheet"):
        target = targets.get(next((v for k in _RELATION_IDS if (v := sheet.get(k))), ""))
        if target is None:
            continue  # a chart sheet holds no cells
        if target not in parts:
            raise UnreadableError("broken-workbook", "シートの中身がありません")
        if target in seen:
            raise UnreadableError("hostile-workbook", "二つ以上のシートが、同じ部品を中身としています")
        seen.add(target)
        yield SheetEntry(unescape(sheet.get("name", "")), sheet.get("state", VISIBLE), target)


def _target(links: Iterable[Relationship], kind: str, parts: Mapping[str, bytes]) -> str | None:
    return next((link.target for link in links if link.is_a(kind) and link.target in parts), None)


@dataclass(frozen=True, slots=True)
class CellStyle:
    """What a cell's style makes of what is stored in it: its number format, whether it strikes through or hides it.

    `ground` is the colour behind the letters, "" where it is not known.
    """

    form: NumberFormat = GENERAL
    struck: bool = False
    unseen: bool = False
    ground: str = WHITE

    @property
    def alters_texts(self) -> bool:
        """Whether a text does not show as it is stored."""
        coloured = bool(self.form.inks_of_texts)
        return self.struck or self.unseen or coloured or self.form.show_text(_ANY_TEXT).strip() != _ANY_TEXT


_ANY_TEXT = "文"
_NO_STYLE = CellStyle()


@dataclass(frozen=True, eq=False)
class CellStyles:
    """The cell styles of a workbook by their index; the copies of one form share one of these."""

    styles: tuple[CellStyle, ...] = ()

    def at(self, index: int) -> CellStyle:
        """Return the style at that index, the usual one where there is none."""
        return self.styles[index] if index < len(self.styles) else _NO_STYLE

    @cached_property
    def altering(self) -> frozenset[str | None]:
        """The styles (by their index as it is written) that do not show a text as it is stored."""
        return frozenset(str(i) for i, style in enumerate(self.styles) if style.alters_texts)

    @cached_property
    def known_cells(self) -> dict[str, Cell]:
        """The cells of any workbook that has these styles, by what is written after a cell's address.

        Cells of shared strings, and of workbooks whose dates count from 1904, are left out.
        """
        return {}


def parse_styles(content: bytes) -> CellStyles:
    """Return the cell styles by their index.

    Remembered, since the copies of one form share their styles byte for byte.
    """
    return _remembered(content) if len(content) <= _KEPT_BYTES else _styles(content)


def _styles(content: bytes) -> CellStyles:
    root = parse_xml(content)
    if root.tag.rpartition("}")[0].lstrip("{") not in SPREADSHEET:
        raise UnreadableError("broken-workbook", "書式の部品が壊れています")
    codes = {e.get("numFmtId"): e.get("formatCode", "") for e in root.iterfind("{*}numFmts/{*}numFmt")}
    if sum(map(len, codes.values())) > _MOST_OF_CODES:
        raise UnreadableError("oversized-workbook", f"表示形式が多すぎます（合わせて{_MOST_OF_CODES:,}文字まで）")
    fonts, fills = list(root.iterfind("{*}fonts/{*}font")), list(root.iterfind("{*}fills/{*}fill"))
    made: dict[tuple[str, str, str], CellStyle] = {}
    found = []
    for xf in root.iterfind("{*}cellXfs/{*}xf"):
        key = xf.get("numFmtId", "0"), xf.get("fontId", "0"), xf.get("fillId", "0")
        if key not in made:
            font, fill = _numbered(fonts, key[1]), _numbered(fills, key[2])
            ground, struck = ground_of(fill), font is not None and is_struck(font)
            unseen = is_lost(ink_of(font), ground) or _is_tiny(font)
            made[key] = CellStyle(_form(key[0], codes), struck, unseen, ground)
        found.append(made[key])
    return CellStyles(tuple(found))


def _numbered(elements: Sequence[etree._Element], number: str) -> etree._Element | None:
    index = int(number) if number.isdecimal() else 0
    return elements[index] if index < len(elements) else None


def is_struck(font: etree._Element) -> bool:
    """Return whether a font (or a run's properties) strikes through."""
    return any(is_set(e.get("val", "1")) for e in font.iterchildren("{*}strike"))


def _is_tiny(font: etree._Element | None) -> bool:
    """Return whether a font's letters are too small for anybody to read."""
    size = None if font is None else font.find("{*}sz")
    stated = "" if size is None else size.get("val", "")
    return _SIZE.fullmatch(stated) is not None and float(stated) < _LEAST_SIZE


def is_raised(run: etree._Element) -> bool:
    """Return whether a run is set above or below the line (上付き、下付き)."""
    return any(is_set(e.get("val", "")) for e in run.iterfind("{*}rPr/{*}vertAlign"))


def is_set(value: str) -> bool:
    """Return whether the val of a strike or a vertAlign element sets it."""
    return value in ("1", "true", "on", "superscript", "subscript")


def adds_digits(before: str, raised: str) -> bool:
    """Return whether raised or lowered digits follow others, so that they read as one number (10², a note's 15¹)."""
    return before[-1:].isdigit() and raised[:1].isdigit()


def _form(number: str, codes: Mapping[str | None, str]) -> NumberFormat:
    if number not in codes:
        return number_format(built_in_code(int(number))) if number.isdecimal() else GENERAL
    code = unescape(codes[number])
    if len(code) > LONGEST_CODE:
        raise UnreadableError("hostile-workbook", f"セルの表示形式が長すぎます（上限{LONGEST_CODE}文字）")
    return number_format(code)


_remembered = lru_cache(maxsize=16)(_styles)
