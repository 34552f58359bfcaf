"""A part cut at its slots, so that a copy is written by joining bytes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from lxml import etree

from kusei_batch.xlsx.markup import strip_attributes
from kusei_batch.xlsx.stamp.copy_content import Stamp
from kusei_batch.xlsx.stamp.slots import OWN, Slot
from kusei_batch.xlsx.zipping import Packed, pack, pack_between, pack_segment, store

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
        """Return the same with the slots that are `fixed` filled from a stamp once and for all, and packed."""
        content, slots = [self.content[0]], []
        for slot, after in zip(self.slots, self.content[1:], strict=True):
            if fixed(slot):
                content[-1] += slot.write(stamp).encode() + after
            else:
                slots.append(slot)
                content.append(after)
        return Cut(tuple(content), tuple(slots), tuple(pack_segment(c) for c in content))

    def joined(self, fixed: Callable[[Slot], bool], stamp: Stamp) -> Cut:
        """Return a packed cut with the `fixed` slots filled: a copy's bytes are the same as without."""
        content, packed, slots = [[self.content[0]]], [[self.packed[0]]], []
        for slot, after, after_packed in zip(self.slots, self.content[1:], self.packed[1:], strict=True):
            if fixed(slot):
                text = slot.write(stamp).encode()
                content[-1] += text, after
                packed[-1] += store(text), after_packed
            else:
                slots.append(slot)
                content.append([after])
                packed.append([after_packed])
        return Cut(tuple(map(b"".join, content)), tuple(slots), tuple(map(b"".join, packed)))


class EmptyCut:
    """The cut of copies without entries in which the same fields show nothing.

    What all copies so far had in common, most of what a round's copies show, is written once.
    """

    def __init__(self, cut: Cut, names: Iterable[str], stamp: Stamp) -> None:
        self._cut = cut
        self._common = {name: stamp.told(name) for name in names}
        self._join(stamp)

    def pack(self, name: str, stamp: Stamp) -> Packed:
        """Return the entry of a part in one copy's archive."""
        changed = [known for known, told in self._common.items() if stamp.told(known) != told]
        if changed:
            for known in changed:
                del self._common[known]
            self._join(stamp)
        between = [slot.write(stamp).encode() for slot in self._joined.slots]
        return pack_between(name, self._joined.content, self._joined.packed, between)

    def _join(self, stamp: Stamp) -> None:
        self._joined = self._cut.joined(lambda slot: slot.depends_on <= self._common.keys(), stamp)


@dataclass(frozen=True, slots=True)
class StampedPart:
    """A part that differs from copy to copy.

    `names` are the display fields it shows, and the tables of which it hides rows. `empty` are its cuts for copies
    without entries, each made when it is first needed: of the display fields that show nothing in such a copy, most
    often all of a table, the slots are filled. A part in which entries and findings change nothing `is_shown_alone`: in
    every copy it is what it is in one without them.
    """

    name: str
    whole: Cut
    names: frozenset[str]
    is_shown_alone: bool
    empty: dict[frozenset[str], EmptyCut] = field(default_factory=dict, compare=False)

    def pack(self, stamp: Stamp) -> Packed:
        """Return the part's entry in one copy's archive."""
        if (stamp.entries or stamp.findings) and not self.is_shown_alone:
            return pack(self.name, self.whole.write(stamp), QUICK)
        unshown = frozenset([name for name in self.names if stamp.told(name) is None])
        if unshown not in self.empty:
            if len(self.empty) >= _MOST_CUTS:
                self.empty.clear()
            cut = self.whole.filled(lambda slot: slot.depends_on <= unshown, Stamp("", ""))
            self.empty[unshown] = EmptyCut(cut, self.names, stamp)
        return self.empty[unshown].pack(self.name, stamp)


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
        is_shown_alone = all(slot.depends_on for slot in self._slots)
        whole = Cut(tuple(pieces[0::3]), tuple(self._slots[n] for n in numbers))
        return StampedPart(name, whole, names, is_shown_alone)

    def _mark(self, slot: Slot) -> etree._Element:
        return etree.ProcessingInstruction(_MARK, self._number(slot))

    def _number(self, slot: Slot) -> str:
        self._slots.append(slot)
        return str(len(self._slots) - 1)
