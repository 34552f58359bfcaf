"""続きの元: entries of a plan over years that say 「→」, read as the text of the year before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from kusei_batch.core.text.carried_on import carry_on, goes_on
from kusei_batch.validate.draft_record import ReadEntry
from kusei_batch.validate.reading_notes import ReadingNote, quote

CARRIED_ON, NOTHING_BEFORE = "carried-on", "nothing-to-carry-on"


def with_carried_on(items: Mapping[str, ReadEntry], shown: Mapping[str, ReadEntry]) -> dict[str, ReadEntry]:
    """Return the entries of a row, each 「→」 read as what stands in the field it goes on from."""
    found = dict(items)
    for name in _in_order(found.values()):
        item = found[name]
        if not isinstance(item.value, str) or not goes_on(item.value):
            continue
        before = found.get(item.field.goes_on_from) or shown.get(item.field.goes_on_from)
        said = before.value if before is not None and isinstance(before.value, str) else ""
        text = carry_on(item.value, "" if goes_on(said) else said)
        words = {"text": quote(item.cell.text), "name": item.field.goes_on_from}
        note = ReadingNote(NOTHING_BEFORE if text is None else CARRIED_ON, words)
        found[name] = item._replace(value=item.value if text is None else text, note=note)
    return found


def _in_order(items: Iterable[ReadEntry]) -> Iterator[str]:
    """Yield the fields that go on from others, each behind the one it goes on from; a form has no circles."""
    left = {item.field.name: item.field.goes_on_from for item in items if item.field.goes_on_from}
    while left:
        ready = [name for name, before in left.items() if before not in left] or list(left)
        yield from ready
        left = {name: before for name, before in left.items() if name not in ready}
