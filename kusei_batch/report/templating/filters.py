"""What may follow a `|` in a template."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Sized

from kusei_batch.report.templating.arithmetic import MISSING, as_number, number_of, round_half_up
from kusei_batch.report.templating.call_options import read_option
from kusei_batch.report.templating.marked_changes import mark_changes
from kusei_batch.report.templating.ordering import group_rows, sort_rows
from kusei_batch.report.templating.shown import ORIGIN, Shown, Unknown
from kusei_batch.report.templating.texts import printed
from kusei_batch.report.views.model import RowView

_KANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワ"
_SHORT = 20
_ALL = "すべて"
_CHART, _TOLD = "図", "済み"


def _by_department(rows: Sequence[Shown]) -> list[Shown]:
    """Return rows gathered by department, in the order in which departments come first."""
    if isinstance(rows, Unknown):
        return rows
    gathered: dict[object, list[Shown]] = {}
    for row in rows:
        gathered.setdefault(row["所属"], []).append(row)
    return [
        {"部名": own[0]["部名"], "部署名": own[0]["部署名"], "所属": name, "件数": len(own), "行": own}
        for name, own in gathered.items()
    ]


class NoRow(dict[str, object]):
    """Stands for a row that is not there: blank whatever is asked of it."""

    def __missing__(self, name: str) -> str:
        """Return a blank text."""
        return ""


def _continued(rows: Sequence[Shown], others: Sequence[Shown], **options: bool) -> list[Shown]:
    """Return the rows that stand among the others too, known by their 行ID; each with that other row as 前.

    A row of a list is also known by the ID that it had in each predecessor of its department. With すべて=True, return
    also those that stand among the rows alone, with a blank 前.
    """
    keeps_all = read_option(options, _ALL, (_ALL,))
    if isinstance(rows, Unknown):
        return rows
    found = {_ids(row)[0]: row for row in others}
    pairs = [(row, [found[before] for before in _ids(row) if before in found]) for row in rows]
    return [{**row, "前": before} for row, known in pairs for before in known or ([NoRow()] if keeps_all else [])]


def _ids(row: Shown) -> tuple[object, ...]:
    origin = row.get(ORIGIN)
    if not isinstance(origin, RowView):
        return (row["行ID"],)
    return (origin.key.row_id, *(key.row_id for key in origin.earlier_keys))


def _count(values: Sized) -> int | str:
    return MISSING if isinstance(values, Unknown) else len(values)


def _shortened(text: str, length: int = _SHORT) -> str:
    """Return the beginning of a text in one line, cut after `length` characters, without a full stop at its end."""
    whole = " ".join(str(text).split()).removesuffix("。")
    return whole if len(whole) <= length else f"{whole[: length - 1]}…"


def _first_sentence(text: str) -> str:
    """Return a text up to its first full stop, which stays: a whole sentence, in one line."""
    whole = " ".join(str(text).split())
    return whole[: whole.find("。") + 1] or whole


def _with_unit(value: object, unit: str = "", direction: str = "") -> object:
    """Return `80％以上`; words in place of a number stand alone, and nothing is said to be 0 or less."""
    number = number_of(value)
    if number is None:
        return value
    return f"{printed(value)}{unit}{'' if number == 0 and direction == '以下' else direction}"


def _notes(tables: Sequence[Shown], **options: object) -> list[str]:
    """Return the notes of several tables, each once; one that stands within another is left to that.

    With 済み=[…], leave out what stands below those tables; with 図=True, what explains figures a chart does not show.
    """
    key = "図の注" if read_option(options, _CHART, (_CHART, _TOLD)) else "注"
    above = options.get(_TOLD, ())
    known = {note for shown in above for note in _told_notes(shown, "注")} if isinstance(above, list | tuple) else set()
    found = list(dict.fromkeys(note for shown in tables for note in _told_notes(shown, key) if note not in known))
    return [note for note in found if not any(note != other and note in other for other in found)]


def _told_notes(shown: Shown, key: str) -> list[str]:
    notes = shown.get(key, shown["注"])
    return notes if isinstance(notes, list) else []


FILTERS: dict[str, Callable[..., object]] = {
    "値": _with_unit,
    "並べ替え": sort_rows,
    "まとめる": group_rows,
    "数": as_number,
    "四捨五入": round_half_up,
    "並べる": lambda values: "、".join(map(str, values)),
    "件数": _count,
    "部署ごと": _by_department,
    "続く": _continued,
    "短く": _shortened,
    "一文": _first_sentence,
    "変更箇所": mark_changes,
    "注": _notes,
    "アイウ": lambda number: _KANA[number - 1] if 0 < number <= len(_KANA) else str(number),
}
