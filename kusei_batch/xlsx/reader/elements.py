"""Chosen elements of an XML part, one after the other, each with what is in it; the rest is streamed past."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from kusei_batch.xlsx.package import UnreadableError

_CHUNK = 65536
_DEEPEST = 200
_MOST_ELEMENTS = 100_000


@dataclass(slots=True)
class Element:
    """An element by its local name, attributes likewise, its own text and the elements in it."""

    name: str
    attributes: dict[str, str]
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def within(self, *names: str) -> Iterator[Element]:
        """Yield the elements of those names at any depth, in order; none that lies inside another one found."""
        for child in self.children:
            if child.name in names:
                yield child
            else:
                yield from child.within(*names)


def read_elements(content: bytes, names: Collection[str], skip: Collection[str] = ()) -> Iterator[Element]:
    """Yield the outermost elements of those local names, without anything inside elements to `skip`.

    Raise UnreadableError: broken-workbook.
    """
    collector = _Collector(names, skip)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = collector.start
    parser.EndElementHandler = collector.end
    parser.CharacterDataHandler = collector.add
    try:
        for at in range(0, len(content), _CHUNK):
            parser.Parse(content[at : at + _CHUNK], at + _CHUNK >= len(content))
            yield from collector.take()
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise UnreadableError("broken-workbook", "図形やメモの部品が壊れています") from error


class _Collector:
    """What the parser tells: the open elements below one that was asked for, and those that are done."""

    def __init__(self, names: Collection[str], skip: Collection[str]) -> None:
        self._names, self._skip = names, skip
        self._open: list[Element] = []
        self._skipped = self._met = 0
        self._done: list[Element] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = _local(tag)
        self._met += 1
        if self._met > _MOST_ELEMENTS:
            raise UnreadableError("hostile-workbook", "図形やメモの部品が大きすぎます")
        if self._skipped or name in self._skip or len(self._open) > _DEEPEST:
            self._skipped += 1
        elif self._open or name in self._names:
            element = Element(name, {_local(key): value for key, value in attributes.items()})
            if self._open:
                self._open[-1].children.append(element)
            self._open.append(element)

    def end(self, _: str) -> None:
        if self._skipped:
            self._skipped -= 1
        elif self._open:
            element = self._open.pop()
            if not self._open:
                self._done.append(element)

    def add(self, text: str) -> None:
        if self._open and not self._skipped:
            self._open[-1].text += text

    def take(self) -> list[Element]:
        done, self._done = self._done, []
        return done


def _local(tag: str) -> str:
    return tag.rpartition(" ")[2]
