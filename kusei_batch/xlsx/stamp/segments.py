"""A part cut at its slots, so that a copy is written by joining bytes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from lxml import etree

from kusei_batch.xlsx.markup import strip_attributes
from kusei_batch.xlsx.stamp.copy_content import Stamp
from kusei_batch.xlsx.stamp.slots import OWN, Slot
from kusei_batch.xlsx.zipping import Packed, pack, pack_between, pack_segment

_MARK = "kusei"
_CUT = re.compile(rb'<\?kusei (\d+)\?>| kusei="(\d+)"')
# As fast as level 1; a third of level 6's time for a tenth more bytes (bench/stamping.py).
QUICK = 3
_MOST_CUTS = 32


@dataclass(frozen=True, slots=True)
class Cut:
    """Bytes with slots between them; `packed` are the same bytes deflated piece by piece."""

    content: tuple[bytes, ...]
    slots: tuple[Slot, ...]
    packed: tuple[bytes, ...] = ()

    def write(self, stamp: Stamp) -> bytes:
        """Return the bytes of one copy."""
        pieces = [self.content[0]]
        for slot, after in zip(self.slots, self.content[1:], strict=True):
            pieces += slot.write(stamp).encode(), after
        return b"".join(pieces)

    def filled(self, fixed: Callable[[Slot], bool], stamp: Stamp) -> Cut:
        """Return the same with the slots that are `fixed` filled from a stamp once and for all."""
        content, slots = [self.content[0]], []
        for slot, after in zip(self.slots, self.content[1:], strict=True):
            if fixed(slot):
                content[-1] += slot.write(stamp).encode() + after
            else:
                slots.append(slot)
                content.append(after)
        return Cut(tuple(content), tuple(slots), tuple(pack_segment(c) for c in content))


@dataclass(frozen=True, slots=True)
class StampedPart:
    """A part that differs from copy to copy.

    `names` are the display fields it shows. `empty` are its cuts for copies without entries, each made when it is first
    needed: of the display fields that show nothing in such a copy, most often all of a table, the slots are filled.
    """

    name: str
    whole: Cut
    names: frozenset[str]
    empty: dict[frozenset[str], Cut] = field(default_factory=dict, compare=False)

    def pack(self, stamp: Stamp) -> Packed:
        """Return the part's entry in one copy's archive."""
        if stamp.entries or stamp.findings:
            return pack(self.name, self.whole.write(stamp), QUICK)
        unshown = frozenset([name for name in self.names if not stamp.shows(name)])
        if unshown not in self.empty:
            if len(self.empty) >= _MOST_CUTS:
                self.empty.clear()
            self.empty[unshown] = self.whole.filled(lambda slot: slot.depends_on <= unshown, Stamp("", ""))
        empty = self.empty[unshown]
        between = [slot.write(stamp).encode() for slot in empty.slots]
        return pack_between(self.name, empty.content, empty.packed, between)


class SlotTable:
    """The slots of one part, marked in its tree before it is written and cut."""

    def __init__(self) -> None:
        self._slots: list[Slot] = []

    def __bool__(self) -> bool:
        return bool(self._slots)

    def take_place_of(self, element: etree._Element, slot: Slot) -> None:
        """Let a slot stand where an element stands."""
        parent = element.getparent()
        if parent is not None:
            mark = self._mark(slot)
            mark.tail = element.tail
            parent.replace(element, mark)

    def fill(self, element: etree._Element, slot: Slot) -> None:
        """Let a slot stand for all that is inside an element."""
        for child in list(element):
            element.remove(child)
        element.text = None
        element.append(self._mark(slot))

    def add_attributes(self, element: etree._Element, slot: Slot, names: Sequence[str]) -> None:
        """Let a slot write those attributes of an element."""
        strip_attributes(element, *names)
        element.set(_MARK, self._number(slot))

    def cut(self, name: str, content: bytes) -> StampedPart:
        """Return the part cut at its marks."""
        pieces = _CUT.split(content)
        numbers = [int(a or b) for a, b in zip(pieces[1::3], pieces[2::3], strict=True)]
        names = frozenset[str]().union(*(slot.depends_on for slot in self._slots)) - {OWN}
        return StampedPart(name, Cut(tuple(pieces[0::3]), tuple(self._slots[n] for n in numbers)), names)

    def _mark(self, slot: Slot) -> etree._Element:
        return etree.ProcessingInstruction(_MARK, self._number(slot))

    def _number(self, slot: Slot) -> str:
        self._slots.append(slot)
        return str(len(self._slots) - 1)
