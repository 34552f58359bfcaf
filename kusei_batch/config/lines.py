"""Find where a setting stands, in config.toml or in a sheet of the master, and report a fault of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from kusei_batch.core.catalog.sheet_remedies import IN_SHEETS
from kusei_batch.core.problem import Location, Problem

FILE = "config.toml"

Place = tuple[int | str, ...]
"""Keys and list positions (from 0) from the top of the file down: `("rounds", 0, "due")`."""

_THINGS = {"rounds": "回", "papers": "会議資料", "pages": "公表ページ", "eras": "元号", "wards": "区"}
_HEADING = re.compile(r"\s*\[")


@dataclass(frozen=True, slots=True)
class SettingCell:
    """Where a sheet of the master says a setting: the sheet, the heading (of 設定: the item), and the cell if any."""

    sheet: str
    heading: str
    address: str = ""
    file: str = ""


@dataclass(frozen=True)
class SettingsText:
    """The settings as they are written: the text of config.toml, its tree with that of the sheets, and their cells.

    `sheets` are those of the master that say settings.
    """

    text: str = ""
    tree: Mapping[str, Any] = field(default_factory=dict)
    cells: Mapping[Place, SettingCell] = field(default_factory=dict)
    sheets: frozenset[str] = frozenset()

    def cell_of(self, place: Place) -> SettingCell | None:
        """Return the cell a setting stands in, or what it is a part of; None for what config.toml says."""
        return next((self.cells[place[:n]] for n in range(len(place), 0, -1) if place[:n] in self.cells), None)

    def place_in_cell(self, location: Location) -> Place | None:
        """Return the setting that stands in a cell of a sheet; None where the cell holds none."""
        asked = (location.sheet, location.cell)
        return next((place for place, cell in self.cells.items() if (cell.sheet, cell.address) == asked), None)

    def round_names(self) -> dict[int, str]:
        """Return the names of the rounds by their position (from 0), however faulty the rest of them is."""
        rounds = self.tree.get("rounds")
        found = enumerate(rounds) if isinstance(rounds, list) else ()
        return {nth: str(one["name"]).strip() for nth, one in found if isinstance(one, dict) and "name" in one}

    def round_place(self, name: str) -> Place:
        """Return the place of the round of that name."""
        return "rounds", next((nth for nth, known in self.round_names().items() if known == name), 0)


NOTHING_WRITTEN = SettingsText()


def config_problem(code: str, written: SettingsText = NOTHING_WRITTEN, place: Place = (), **params: str) -> Problem:
    """Return the problem of that code at a setting; as grave as the catalog says.

    Where a sheet of the master says the setting, the remedy is the one for that sheet.
    """
    if not place:
        return line_problem(code, None, **params)
    if cell := written.cell_of(place):
        params = {"key": spoken(written.tree, place, cell), **params}
        if code in IN_SHEETS:
            params["remedy"] = IN_SHEETS[code].format_map({"heading": cell.heading, "sheet": cell.sheet, **params})
        return Problem.of(code, replace(_location(cell), field=dotted(place)), **params)
    found = line_problem(code, find_line(written.text, place), key=spoken(written.tree, place), **params)
    return replace(found, location=replace(found.location, field=dotted(place)))


def setting_problem(code: str, written: SettingsText, place: Place, **params: str) -> Problem:
    """Return the problem of that code that names a setting without its key: which one, its words say."""
    is_in_sheet = written.cell_of(place) is not None
    return config_problem(code, written, place, **params) if is_in_sheet else line_problem(code, None, **params)


def _location(cell: SettingCell) -> Location:
    return Location(sheet=cell.sheet, cells=(cell.address,) if cell.address else (), file=cell.file)


def line_problem(code: str, line: int | None, **params: str) -> Problem:
    """Return the problem of that code in a line of config.toml."""
    return Problem.of_file(code, f"{FILE}（{line}行目）" if line else FILE, **params)


def spoken(tree: Mapping[str, Any], place: Place, cell: SettingCell | None = None) -> str:
    """Return the key in words: `回「目標設定」の「due」`; what has no name is counted, from 1.

    What stands in a cell is called by the heading above it: `回「目標設定」の「提出期限」`.
    """
    found: object = tree
    words, parts = [], list(place)
    while parts:
        key = str(parts.pop(0))
        found = found.get(key) if isinstance(found, Mapping) else None
        if not parts or not isinstance(parts[0], int):
            words.append(f"「{key}」")
            continue
        nth = int(parts.pop(0))
        found = found[nth] if isinstance(found, list) and nth < len(found) else None
        if cell and not parts and key not in _THINGS:
            words.append(f"「{key}」")  # a word of a cell that holds several
            continue
        name, thing = found.get("name") if isinstance(found, Mapping) else None, _THINGS.get(key, key)
        words.append(
            f"{thing}「{name}」" if isinstance(name, str) and name and name.isprintable() else f"{nth + 1}番目の{thing}"
        )
    return "の".join([*words[:-1], f"「{cell.heading}」"] if cell else words)


def dotted(place: Place) -> str:
    """Return the key as programs name it: `rounds[1].due`, counted from 1."""
    key = ""
    for part in place:
        key += f"[{part + 1}]" if isinstance(part, int) else f"{'.' if key else ''}{part}"
    return key


def find_line(text: str, place: Place) -> int | None:
    """Return the line a key stands on, or that of the table it is missing from; None for a key at the top.

    tomllib itself keeps no lines: the table headings are followed down to the key.
    """
    lines = text.splitlines()
    first, end, path = -1, len(lines), ""
    parts = list(place)
    while parts:
        name = str(parts.pop(0))
        nth = int(parts.pop(0)) if parts and isinstance(parts[0], int) else 0
        path = f"{path}.{name}" if path else name
        own_end = _first(lines, range(first + 1, end), _HEADING) or end
        key = _first(lines, range(first + 1, own_end), re.compile(rf"\s*[\"']?{re.escape(name)}[\"']?\s*[=.]"))
        if key is not None:
            return key + 1
        heading = re.compile(rf"\s*\[+\s*{re.escape(path)}\s*\]")
        found = [n for n in range(first + 1, end) if heading.match(lines[n])]
        if not found:
            break
        first = found[min(nth, len(found) - 1)]
        other = re.compile(rf"\s*\[+\s*(?![\[\s]|{re.escape(path)}\.)")
        end = _first(lines, range(first + 1, end), other) or end
    return first + 1 if first >= 0 else None


def _first(lines: Sequence[str], numbers: Iterable[int], wanted: re.Pattern[str]) -> int | None:
    return next((n for n in numbers if wanted.match(lines[n])), None)
