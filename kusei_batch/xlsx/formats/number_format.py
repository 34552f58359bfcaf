"""A number format: which of its sections a number falls in, what it makes of it, and what the cell shows."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import cached_property, lru_cache

from kusei_batch.xlsx.formats.digits import general, lay_out, show_digits
from kusei_batch.xlsx.formats.moments import show_elapsed, show_moment
from kusei_batch.xlsx.formats.tokens import Condition, Section, TokenKind, split_sections

_MOST_NUMERIC = 3


class Meaning(Enum):
    """What a number format makes of a number."""

    QUANTITY = "quantity"
    PERCENTAGE = "percentage"
    DATE = "date"
    ELAPSED = "elapsed"


@dataclass(frozen=True, eq=False)
class NumberFormat:
    """A format's code, understood once: sections for numbers, and the one for texts if it has one."""

    code: str

    @cached_property
    def _sections(self) -> tuple[tuple[Section, ...], Section | None]:
        found = split_sections(self.code)
        if len(found) > _MOST_NUMERIC:
            return tuple(found[:_MOST_NUMERIC]), found[_MOST_NUMERIC]
        # `yyyy/m/d;@`: a last section with @ is for texts, whatever its place.
        if found[-1].has(TokenKind.TEXT):
            return tuple(found[:-1]) or (Section(()),), found[-1]
        return tuple(found), None

    @property
    def is_for_texts_alone(self) -> bool:
        """Whether it shows numbers as they are (`@`)."""
        sections, texts = self._sections
        return texts is not None and sections == (Section(()),)

    def section_of(self, number: Decimal) -> tuple[int, Section] | None:
        """Return place and section a number falls in, None where none is meant for it."""
        sections, _ = self._sections
        for place, section in enumerate(sections):
            condition = section.condition or _usual_condition(place, sections)
            if condition is None or condition.holds(number):
                return place, section
        return None

    def meaning_of(self, number: Decimal) -> Meaning:
        """Return what the format makes of a number."""
        found = self.section_of(number)
        return Meaning.QUANTITY if found is None or self.is_for_texts_alone else _meaning(found[1])

    def inks_of(self, number: Decimal) -> frozenset[str]:
        """Return the colour that the format asks for instead of the font's, if any."""
        found = self.section_of(number)
        return frozenset({found[1].ink} - {""}) if found else frozenset()

    @property
    def inks_of_texts(self) -> frozenset[str]:
        """The colour that it asks for in texts, if any."""
        _, section = self._sections
        return frozenset({section.ink} - {""}) if section else frozenset()

    def letters_of(self, number: Decimal) -> frozenset[str]:
        """Return the letters (`y`, `m`, `d`, …) of the date that the format shows a number as."""
        found = self.section_of(number)
        return frozenset(t.text[0] for t in found[1].tokens if t.part is TokenKind.DATE) if found else frozenset()

    def thousands_of(self, number: Decimal) -> int:
        """Return how many times the format divides a number by a thousand before showing it."""
        found = self.section_of(number)
        return lay_out(found[1].tokens).thousands if found and _meaning(found[1]) is Meaning.QUANTITY else 0

    def show(self, number: Decimal, *, date1904: bool = False) -> str | None:
        """Return what a cell shows of a number; None where nobody can tell (#### in Excel, digits of other scripts)."""
        if self.is_for_texts_alone:
            return general(number)
        found = self.section_of(number)
        if found is None or not found[1].known:
            return None
        place, section = found
        match _meaning(section):
            case Meaning.DATE:
                return show_moment(number, section, date1904=date1904)
            case Meaning.ELAPSED:
                return show_elapsed(number, section)
        shown = _quantity(abs(number), section)
        hides_sign = place > 0 or (section.condition is not None and section.condition.is_negative_only)
        unsigned = number >= 0 or hides_sign or shown is None or not any(sign in "123456789" for sign in shown)
        return shown if unsigned else f"-{shown}"

    def show_text(self, text: str) -> str:
        """Return what a cell shows of a text."""
        _, section = self._sections
        if section is None:
            return text
        return "".join(text if token.part is TokenKind.TEXT else token.text for token in section.tokens)


def _usual_condition(place: int, sections: tuple[Section, ...]) -> Condition | None:
    """Return when a section without a condition of its own is meant; None: whenever the ones before are not."""
    if place == len(sections) - 1:
        return None
    if place:
        return Condition("<", Decimal(0))
    return Condition(">=" if len(sections) == 2 else ">", Decimal(0))  # noqa: PLR2004 - the second takes the rest


def _meaning(section: Section) -> Meaning:
    if section.has(TokenKind.ELAPSED):
        return Meaning.ELAPSED
    if section.has(TokenKind.DATE) and not section.has(TokenKind.GENERAL):
        return Meaning.DATE
    if section.has(TokenKind.PERCENT) and (section.has(TokenKind.DIGIT) or section.has(TokenKind.GENERAL)):
        return Meaning.PERCENTAGE
    return Meaning.QUANTITY


def _quantity(number: Decimal, section: Section) -> str | None:
    if not section.has(TokenKind.GENERAL):
        return show_digits(number, section)
    shown = general(number * 100 ** sum(token.part is TokenKind.PERCENT for token in section.tokens))
    return "".join(shown if token.part is TokenKind.GENERAL else token.text for token in section.tokens)


@lru_cache(maxsize=1024)
def number_format(code: str) -> NumberFormat:
    """Return the format of a code; the same one for the same code."""
    return NumberFormat(code)


GENERAL = number_format("General")
