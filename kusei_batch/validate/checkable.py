"""Vagueness: whether a target says anything by which its achievement can be judged.

The source is the guideline's own demand that a target allow an objective evaluation: a number, a date, a
frequency, a proportion, or a state that is reached or not. "…に努めます" alone is the usual fault.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources

from kusei_batch.core.problem import Problem
from kusei_batch.core.text.notation import half_width
from kusei_batch.validate.draft_record import ReadSheet
from kusei_batch.validate.problem_location import row_problem

# No one writes so long a sentence; the limit keeps a cell filled with nonsense from taking seconds.
_SENTENCE = re.compile(r"[^。\n]{1,300}")
_ENUMERATOR = re.compile(r"(?:^|(?<=[\s。]))(?:\([0-9ア-ンa-z]{1,2}\)|[0-9]{1,2}[.．、)]|[①-⑳・●○■◆※]|【[^】]*】)\s*")
_ENDS = re.compile(r"(?:[うくぐすつぶむるい]|こと)$")
_FIGURE = re.compile(r"[0-9][0-9.,]*%?")


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """Return the patterns of checkable.toml by name."""
    told = tomllib.loads((resources.files(__package__) / "checkable.toml").read_text(encoding="utf-8"))
    words = {name: f"(?:{'|'.join(alternatives)})" for name, alternatives in told["words"].items()}
    written = {name: "|".join(alternatives) for name, alternatives in told["patterns"].items()}
    return {n: re.compile(re.sub(r"<([a-z]+)>", lambda word: words[word[1]], p)) for n, p in written.items()}


def _has(sentence: str, *names: str) -> bool:
    return any(_patterns()[name].search(sentence) for name in names)


def is_checkable(text: str) -> bool:
    """Return whether a text holds a number, date, frequency, proportion or a state that is reached or not."""
    return any(_says_something(sentence) for sentence in _sentences(text))


def check_checkable(sheet: ReadSheet) -> Iterator[Problem]:
    """Report rows whose 具体性検査 entries together hold nothing that can be checked."""
    for table in sheet.form.tables:
        for row in sheet.rows.get(table.name, ()) if table.checkable else ():
            items = row.some(table.checkable)
            filled = [item for item in items if not item.is_blank]
            # What is missing or unreadable is reported already, and may be the very thing sought.
            if not filled or any(i.is_unread or (i.is_blank and i.field.necessity == "必須") for i in items):
                continue
            if not any(
                is_checkable(item.value) if isinstance(item.value, str) else not isinstance(item.value, tuple)
                for item in filled
            ):
                names = "・".join(item.field.name for item in items)
                yield row_problem(row, filled, "nothing-checkable", fields=names)


def _sentences(text: str) -> Iterator[str]:
    """Yield the sentences without bullets, without names that hold digits, and without accounts of the past."""
    plain = half_width(text)
    for part in _SENTENCE.findall(plain):
        sentence = _patterns()["no_count"].sub("", _ENUMERATOR.sub("", part)).strip()
        if sentence and not _has(sentence, "past"):
            yield sentence


def _says_something(sentence: str) -> bool:
    if _has(sentence, "number", "deadline") or _FIGURE.fullmatch(sentence):
        return True
    if _has(sentence, "casual"):
        return False
    if _has(sentence, "made", "done", "held"):
        return True
    if _has(sentence, "attitude"):
        return False
    names_a_state = _ENDS.search(sentence) and not _has(sentence, "vague") and _has(sentence, "thing", "deed")
    return bool(names_a_state) or _has(sentence, "frequency", "proportion")
