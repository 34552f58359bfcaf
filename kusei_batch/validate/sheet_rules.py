"""Rules that look across the whole sheet: 該当なし, 個人番号, personal data, signs in its texts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kusei_batch.core.problem import Location, Problem
from kusei_batch.core.text.characters import name_unseen, shows_nothing, unseen_characters
from kusei_batch.core.values import CellKind
from kusei_batch.validate.draft_record import TEXTS, ReadEntry, ReadSheet
from kusei_batch.validate.problem_location import cell_position, item_problem

_SPACING_CONTROLS = re.compile("[\x0b\x0c\x1c-\x1f\x85]")
# Typed on every Windows machine and read on every other: only the conversion tables disagree about them.
_WINDOWS_TYPES = frozenset("～－∥￠￡￢―〜−‖¢£¬–—")
_MOST_SHOWN = 10


def check_nothing_contradicted(sheet: ReadSheet) -> Iterator[Problem]:
    """Report 該当なし that is confirmed although rows are filled in."""
    filled = [name for name, rows in sheet.rows.items() if rows]
    if sheet.confirms_nothing and filled:
        item = sheet.head.items[sheet.form.nothing_field or ""]
        yield item_problem(item, "nothing-contradicted", tables="・".join(filled))


def check_individual_number(sheet: ReadSheet) -> Iterator[Problem]:
    """Report a 個人番号, which may not stand on such a sheet, by place alone."""
    unissued = (item for row in sheet.unissued for item in row.items.values())
    for item in (*sheet.all_items(), *unissued):
        if item.private:
            yield item_problem(item, "individual-number")


def check_personal_data(sheet: ReadSheet) -> Iterator[Problem]:
    """Report what looks like personal data in a text; told by place and kind alone."""
    for item in sheet.all_items():
        kinds = item.personal_kinds
        if kinds:
            yield item_problem(item, "personal-data", kinds=kinds)


def check_control_characters(sheet: ReadSheet) -> Iterator[Problem]:
    """Report characters nobody sees in a text, each by its name; they are left as they are."""
    for item in _texts(sheet):
        text = item.cell.text
        signs = [*unseen_characters(text), *dict.fromkeys(_SPACING_CONTROLS.findall(text))]
        if signs:
            names = dict.fromkeys(map(name_unseen, signs[:_MOST_SHOWN]))
            yield item_problem(item, "control-characters", signs="、".join(names))


def check_platform_characters(sheet: ReadSheet) -> Iterator[Problem]:
    """Report 機種依存文字 (outside JIS X 0208) in texts, one problem for each sheet; they are left as they are."""
    found: dict[str, list[tuple[ReadEntry, list[str]]]] = {}
    for item in _texts(sheet):
        signs = _platform_characters(item.cell.text)
        if signs and item.address:
            found.setdefault(item.sheet, []).append((item, signs))
    for name, items in found.items():
        signs = list(dict.fromkeys(c for _, own in items for c in own))
        shown = "、".join(signs[:_MOST_SHOWN]) + ("など" if len(signs) > _MOST_SHOWN else "")
        cells = sorted({i.address for i, _ in items if i.address}, key=cell_position)
        yield Problem.of("platform-characters", Location(name, tuple(cells)), signs=shown)


def _texts(sheet: ReadSheet) -> Iterator[ReadEntry]:
    for item in sheet.all_items():
        if item.field.type in TEXTS and item.cell.kind is CellKind.TEXT and not item.private:
            yield item


def _platform_characters(text: str) -> list[str]:
    try:
        text.encode("shift_jis")
    except UnicodeEncodeError:
        return [c for c in dict.fromkeys(text) if c not in _WINDOWS_TYPES and _is_platform(c)]
    return []


def _is_platform(character: str) -> bool:
    if shows_nothing(character):
        return False
    try:
        character.encode("shift_jis")
    except UnicodeEncodeError:
        return True
    return False
