"""Where a drawn sheet repeats the same empty boxes row after row, or block after block: its tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kusei_batch.xlsx.block import Block
from kusei_batch.xlsx.draft.entry_boxes import EntryBoxes
from kusei_batch.xlsx.reference import Area

_HIGHEST = 6
_FEWEST_ALTERNATING = 4


@dataclass(frozen=True, slots=True)
class RepeatedRows:
    """A block of rows that `count` blocks of the same boxes make up; `boxes` are those of the first.

    `sides` are the boxes that span several blocks, such as a label down the side of all.
    """

    block: Block
    count: int
    boxes: tuple[Area, ...]
    sides: tuple[Area, ...] = ()

    @property
    def bottom(self) -> int:
        """The last row of the last block."""
        return self.block.top + self.block.height * self.count - 1

    @property
    def left(self) -> int:
        """The first column of its boxes."""
        return min(box.left for box in self.boxes)

    @property
    def right(self) -> int:
        """The last column of its boxes."""
        return max(box.right for box in self.boxes)


@dataclass(frozen=True, slots=True)
class _Shape:
    """A box as it lies in its block, and what is in it."""

    row: int
    left: int
    right: int
    height: int
    content: str


def find_repeated(boxes: EntryBoxes) -> Iterator[RepeatedRows]:
    """Yield the tables of a sheet from the top down."""
    row = 1
    while row <= boxes.sheet.last_row:
        found = _best_at(row, boxes) if boxes.sheet.boxes_in(row) else None
        if found:
            yield found
        row = found.bottom + 1 if found else row + 1


def _best_at(top: int, boxes: EntryBoxes) -> RepeatedRows | None:
    """Return the table that begins in a row: the one that covers most rows, of those with the lowest block."""
    for with_sides in (False, True):
        found = [
            one
            for height in range(1, _HIGHEST + 1)
            if (one := _repeated(Block(top, height), boxes, with_sides=with_sides))
        ]
        if found:
            best = max(found, key=lambda one: (one.bottom - one.block.height, -one.block.height))
            return _by_lines(best, boxes)
    return None


def _repeated(block: Block, boxes: EntryBoxes, *, with_sides: bool) -> RepeatedRows | None:
    crossing = {box for row in range(block.top, block.bottom + 1) for box in boxes.sheet.boxes_in(row)}
    sides = tuple(box for box in crossing if not block.holds(box))
    if sides and not (
        with_sides and all(side.top <= block.top and side.bottom >= block.bottom + block.height for side in sides)
    ):
        return None
    first = _shapes(block, boxes, sides)
    if not any(shape.content.startswith("entry") for shape in first):
        return None
    count, most = 1, min((side.bottom for side in sides), default=boxes.sheet.last_row)
    while (following := Block(block.top + count * block.height, block.height)).bottom <= most:
        if _shapes(following, boxes, sides) != first:
            break
        count += 1
    own = sorted(crossing - set(sides), key=lambda box: (box.top, box.left))
    # One record drawn is a table where it bears a number.
    whole = (own[0].top, own[0].bottom) == (block.top, block.bottom) and boxes.is_under_number(own[0])
    says = any(shape.content.startswith("text") for shape in first)
    if count == 1 and (says or not whole):
        return None
    return RepeatedRows(block, count, tuple(own), tuple(sorted(sides, key=lambda side: side.left)))


def _shapes(block: Block, boxes: EntryBoxes, sides: Sequence[Area]) -> list[_Shape]:
    """Return the boxes of a block, sorted; empty where one reaches out of it."""
    found = {box for row in range(block.top, block.bottom + 1) for box in boxes.sheet.boxes_in(row)} - set(sides)
    if not all(block.holds(box) for box in found):
        return []
    shapes = [
        _Shape(box.top - block.top, box.left, box.right, box.bottom - box.top, _content(box, boxes)) for box in found
    ]
    return sorted(shapes, key=lambda shape: (shape.row, shape.left))


def _content(box: Area, boxes: EntryBoxes) -> str:
    printed = boxes.printed_in(box)
    if printed is not None:
        return f"entry {printed.text}"
    if boxes.sheet.has_formula(box):
        return "formula"
    if boxes.sheet.issued:
        return "shown"
    return "number" if boxes.is_number(box) else f"text {boxes.sheet.text_of(box)}"


def _by_lines(found: RepeatedRows, boxes: EntryBoxes) -> RepeatedRows:
    """Return the table in blocks of several rows where the lines between its rows say so: thin ones within a record."""
    # Records of several rows have headings of several rows.
    above, sheet = found.block.top - 1, boxes.sheet
    stacked = [sheet.area_at(above, box.left) != sheet.area_at(max(1, above - 1), box.left) for box in found.boxes]
    titled = [sheet.text_of(sheet.area_at(max(1, above - 1), box.left)) for box in found.boxes]
    is_stacked = sum(map(bool, titled)) * 2 > len(titled) and sum(stacked) * 2 > len(stacked)
    if found.block.height > 1 or found.count < _FEWEST_ALTERNATING or not is_stacked:
        return found
    lines = [boxes.sheet.line_below(row, found.left, found.right) for row in range(found.block.top, found.bottom)]
    for height in (2, 3):
        inner = [line for number, line in enumerate(lines, start=1) if number % height]
        outer = [line for number, line in enumerate(lines, start=1) if number % height == 0]
        if found.count % height == 0 and len(set(inner)) == len(set(outer)) == 1 and inner[0] != outer[0]:
            block = Block(found.block.top, height)
            rows = [box for row in range(block.top, block.bottom + 1) for box in boxes.sheet.boxes_in(row)]
            own = tuple(sorted(set(rows) - set(found.sides), key=lambda box: (box.top, box.left)))
            return RepeatedRows(block, found.count // height, own, found.sides)
    return found
