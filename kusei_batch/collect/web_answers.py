"""An export of a web form: a CSV as it was written, and the copy of it that may be kept."""

from __future__ import annotations

import csv
import hashlib
import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kusei_batch.collect.inbox import WEB_FORM, suffix_of
from kusei_batch.core.import_rule import ImportRule, Taking, split_heading
from kusei_batch.core.text.hint import nearest
from kusei_batch.core.text.notation import comparable
from kusei_batch.xlsx.package import UnreadableError

if TYPE_CHECKING:
    from _csv import Reader as CsvReader

UNREADABLE, UNKNOWN = "web-form-unreadable", "web-form-unknown"
_ENCODINGS = ("utf-8-sig", "cp932")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_MOST_CHARACTERS = 1 << 20
_KEPT_BY = "# 取込"
_HALF = 0.5
_DELIMITERS = "\t,;"

Line = tuple[int, Sequence[str]]
"""The row an answer has in a spreadsheet, and what stands in it."""


@dataclass(frozen=True, slots=True)
class WebAnswers:
    """The headings of an export, and its lines that are not blank."""

    headings: tuple[str, ...]
    lines: tuple[Line, ...]


def is_web_form(path: str) -> bool:
    """Return whether a file of the inbox is an export of a web form, by its name."""
    return suffix_of(path) == WEB_FORM


def parse_answers(data: bytes) -> WebAnswers:
    """Return what an export holds. Raise UnreadableError, which says where."""
    text = _decode(data)
    rows = _split(text)
    if rows and rows[-1][1][0].startswith(_KEPT_BY):
        rows.pop()
    if not rows:
        raise UnreadableError(UNREADABLE, "何も書かれていません")
    headings = tuple(rows[0][1])
    wide = next((number for number, fields in rows if any(fields[len(headings) :])), None)
    if wide is not None:
        raise UnreadableError(UNREADABLE, f"{wide}行目の列の数が、見出しより多くなっています")
    if len(rows[-1][1]) < len(headings) and not text.endswith("\n"):
        raise UnreadableError(UNREADABLE, f"{rows[-1][0]}行目の途中で終わっています")
    if len(rows) == 1:
        raise UnreadableError(UNREADABLE, "見出しだけで、回答が一つもありません")
    return WebAnswers(headings, tuple(rows[1:]))


def _split(text: str) -> list[Line]:
    """Return the lines of a text that are not blank, by the sign that stands between most headings."""
    before = csv.field_size_limit(_MOST_CHARACTERS)
    reader = max((_reader(text, sign) for sign in _DELIMITERS), key=_count_headings)
    reader = _reader(text, reader.dialect.delimiter)
    try:
        return [(number, fields) for number, fields in enumerate(reader, 1) if any(map(str.strip, fields))]
    except csv.Error as error:
        raise UnreadableError(UNREADABLE, f'{reader.line_num}行目で、引用符（"）が閉じていません') from error
    finally:
        csv.field_size_limit(before)


def _reader(text: str, delimiter: str) -> CsvReader:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)


def _count_headings(reader: CsvReader) -> int:
    """Return the number of fields in the first line; a sign within quotes parts nothing, nor does a line break."""
    try:
        return len(next(reader, ()))
    except csv.Error:
        return 0


def _decode(data: bytes) -> str:
    if data.startswith(_UTF16):
        return data.decode("utf-16", errors="replace")
    if b"\0" in data:
        raise UnreadableError(UNREADABLE, "文字のファイルではありません（NULの文字があります）")
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableError(UNREADABLE, "文字コードが、UTF-8でもシフトJISでもありません")


def find_columns(headings: Sequence[str], rules: Sequence[ImportRule]) -> dict[str, int]:
    """Return, by the heading of a rule, the column it means: one written alike, else the one alike but for its number.

    Of several that are alike the number decides; no column is meant by two headings.
    """
    exact = {comparable(heading): column for column, heading in reversed(list(enumerate(headings)))}
    wanted = dict.fromkeys(rule.heading for rule in rules if rule.heading)
    found = {heading: exact[comparable(heading)] for heading in wanted if comparable(heading) in exact}
    columns, meant = defaultdict(list), defaultdict(list)
    for column in sorted(set(exact.values()) - set(found.values())):
        number, key = split_heading(headings[column])
        columns[key].append((number, column))
    for heading in wanted:
        if heading not in found:
            number, key = split_heading(heading)
            meant[key].append((number, heading))
    for key, asked in meant.items():
        here = columns[key]
        for number, heading in asked:
            fit = [c for n, c in here if n == number or len(here) == len(asked) == 1]
            if len(fit) == 1 and sum(n == number for n, _ in asked) == 1:
                found[heading] = fit[0]
    return found


def choose_form(headings: Sequence[str], rules: Mapping[str, Sequence[ImportRule]]) -> str:
    """Return the form whose rules fit an export best. Raise UnreadableError where none fits by half."""
    fits = {}
    for form, own in rules.items():
        needed = {rule.heading for rule in own if rule.is_needed}
        met = needed & find_columns(headings, own).keys()
        fits[form] = len(met) / len(needed) if needed else 0.0
    best = max(fits, key=lambda form: fits[form])
    if fits[best] < _HALF:
        wanted = [rule.heading for rule in rules[best] if rule.is_needed]
        like = next((f"。「{h}」は「{n}」ではありませんか" for h in headings if (n := nearest(h, wanted))), "")
        raise UnreadableError(UNKNOWN, f"「{best}」の見出しのうち、ここにあるのは{fits[best]:.0%}です{like}")
    return best


def kept_copy(data: bytes, rules: Mapping[str, Sequence[ImportRule]], department: str) -> bytes:
    """Return the export as it may be kept: nothing stands in columns that no rule takes in.

    Its rows keep their places. The last line tells by which rules it was made and for which department, so that other
    rules and another department's folder make another content. Raise UnreadableError.
    """
    answers = parse_answers(data)
    own = rules[choose_form(answers.headings, rules)]
    columns = find_columns(answers.headings, own)
    kept = {columns[rule.heading] for rule in own if rule.is_kept and rule.heading in columns}
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(answers.headings)
    row = 2
    for number, fields in answers.lines:
        writer.writerows([[""]] * (number - row))
        writer.writerow([text if i in kept else "" for i, text in enumerate(fields[: len(answers.headings)])])
        row = number + 1
    digest = hashlib.sha256("\n".join([department, *map(repr, own)]).encode()).hexdigest()
    writer.writerow([f"{_KEPT_BY} {digest[:12]}"])
    return out.getvalue().encode("utf-8-sig")


def holds_the_same(data: bytes, other: bytes) -> bool:
    """Return whether two kept copies hold the same answers, whatever departments and rules they were made for."""
    return parse_answers(data) == parse_answers(other)


def answer_names(data: bytes, rules: Mapping[str, Sequence[ImportRule]]) -> set[str]:
    """Return what the answers of an export are known by: their numbers, else the moments at which they came."""
    answers = parse_answers(data)
    own = rules[choose_form(answers.headings, rules)]
    columns = find_columns(answers.headings, own)
    known = {rule.taking: columns[rule.heading] for rule in own if rule.heading in columns}
    column = known.get(Taking.NUMBER, known.get(Taking.MOMENT))
    return {comparable(fields[column]) for _, fields in answers.lines if column is not None and column < len(fields)}
