"""What can be wrong with an export as a whole: headings that are missed, new or twice, and moments nobody can tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kusei_batch.collect.web_answers import WebAnswers, find_columns
from kusei_batch.collect.web_moments import read_moment
from kusei_batch.core.dates import DateReader
from kusei_batch.core.import_rule import ImportRule, Taking
from kusei_batch.core.problem import Location, Problem
from kusei_batch.core.text.hint import nearest
from kusei_batch.core.text.notation import comparable, one_line
from kusei_batch.xlsx.reference import address

SHOWN_LINES, QUOTED = 5, 40


def check_headings(answers: WebAnswers, rules: Sequence[ImportRule], sheet: str) -> Iterator[Problem]:
    """Yield headings that are missed, with what they may be, that stand twice and that no rule knows."""
    columns = find_columns(answers.headings, rules)
    known = set(columns.values())
    strange = {i: h for i, h in enumerate(answers.headings) if i not in known and h.strip()}
    for heading, rule in {r.heading: r for r in rules if r.is_needed and r.heading not in columns}.items():
        like = nearest(heading, strange.values())
        hint = f"「{one_line(like, QUOTED)}」に変わったのではありませんか。" if like else ""
        yield Problem.of("web-form-heading-missing", rule.place, heading=one_line(heading, QUOTED), hint=hint)
    kept = {columns[r.heading] for r in rules if r.is_kept and r.heading in columns}
    for column in sorted(kept):
        heading = answers.headings[column]
        alike = [i for i, h in enumerate(answers.headings) if comparable(h) == comparable(heading)]
        if len(alike) > 1:
            place = Location(sheet, tuple(address(1, i + 1) for i in alike))
            words = {"heading": one_line(heading, QUOTED), "count": str(len(alike))}
            yield Problem.of("web-form-heading-twice", place, **words)
            strange = {i: h for i, h in strange.items() if i not in alike}
    for column, heading in strange.items():
        place = Location(sheet, (address(1, column + 1),))
        yield Problem.of("web-form-heading-new", place, heading=one_line(heading, QUOTED))


def check_moments(answers: WebAnswers, rules: Sequence[ImportRule], sheet: str, dates: DateReader) -> Iterator[Problem]:
    """Yield answers of which nobody can tell when they came; a short one is the rest of a line that was broken."""
    columns = find_columns(answers.headings, rules)
    rule = next((r for r in rules if r.taking is Taking.MOMENT and r.heading in columns), None)
    if rule is None:
        return
    column, width = columns[rule.heading], len(answers.headings)
    said = {number: fields[column].strip() if column < len(fields) else "" for number, fields in answers.lines}
    short = {number for number, fields in answers.lines if len(fields) < width}
    unsure = [n for n, text in said.items() if (text or n in short) and read_moment(text, dates) is None]
    if unsure:
        place = Location(sheet, tuple(address(n, column + 1) for n in unsure[:SHOWN_LINES]))
        words = {"heading": one_line(rule.heading, QUOTED), "word": one_line(said[unsure[0]], QUOTED)}
        yield Problem.of("web-form-moment-unread", place, **words, lines=shown_lines(unsure))


def shown_lines(numbers: Sequence[int]) -> str:
    """Return the rows of lines as a message names them."""
    return "、".join(f"{n}行目" for n in numbers[:SHOWN_LINES]) + ("ほか" if len(numbers) > SHOWN_LINES else "")
