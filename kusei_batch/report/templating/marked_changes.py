"""変更箇所: a wording with the parts marked in which it differs from another, for papers and pages alike."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kusei_batch.core.text.changed import changed_parts
from kusei_batch.report.templating.texts import xml_text

_BEGIN, _END = "\ufdd4", "\ufdd5"  # no characters: every text is cleaned of them
_MARK = re.compile(f"[{_BEGIN}{_END}]")
_RUN = re.compile(r"<w:r(?: [^>]*)?>(?:(?!<w:r[ >]).)*?</w:r>", re.DOTALL)
_PROPERTIES = re.compile(r"<w:rPr>(.*?)</w:rPr>", re.DOTALL)
_UNDERLINE = re.compile(r"<w:u(?: [^>]*)?/>")
_BEHIND = re.compile(
    "<w:(?:effect|bdr|shd|fitText|vertAlign|rtl|cs|em|lang|eastAsianLayout|specVanish|oMath|rPrChange)[ />]"
)
"""What the schema puts behind the underline among a run's properties."""


@dataclass(frozen=True, slots=True)
class ChangedText:
    """A text and another wording of it."""

    text: str
    other: str

    def __html__(self) -> str:
        """Return the text escaped, with marks around what has changed."""
        parts = changed_parts(self.text, self.other)
        return "".join(f"{_BEGIN}{xml_text(part)}{_END}" if changed else xml_text(part) for part, changed in parts)

    def __str__(self) -> str:
        """Return the text alone."""
        return self.text


def mark_changes(text: object, other: object = "") -> ChangedText:
    """Return a text whose parts that another wording lacks are to be marked."""
    return ChangedText(*(str("" if one is None else one) for one in (text, other)))


def underline_in_word(xml: str) -> str:
    """Return the markup of a part with every marked text as a run of its own, underlined, otherwise as its run is."""
    return _RUN.sub(_underlined, xml) if _BEGIN in xml else xml


def _underlined(found: re.Match[str]) -> str:
    run = found[0]
    if not _MARK.search(run):
        return run
    properties = _PROPERTIES.search(run)
    plain = properties[1] if properties else ""
    bare = _UNDERLINE.sub("", plain)
    behind = _BEHIND.search(bare)
    place = behind.start() if behind else len(bare)
    marked = f'{bare[:place]}<w:u w:val="single"/>{bare[place:]}'
    for mark, inside in ((_BEGIN, marked), (_END, plain)):
        run = run.replace(mark, f'</w:t></w:r><w:r><w:rPr>{inside}</w:rPr><w:t xml:space="preserve">')
    return run


def underline_in_page(text: str) -> str:
    """Return the text of a page with what was marked as added text."""
    return text.replace(_BEGIN, "<ins>").replace(_END, "</ins>")
