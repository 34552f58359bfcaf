"""What a problem's code means, why it comes up, and what the department and the office have to do about it."""

from __future__ import annotations

from dataclasses import dataclass

from kusei_batch.core.catalog import SECTIONS, lookup
from kusei_batch.core.catalog.duties import (
    CONTENT,
    FILES,
    ISSUED,
    NEXT,
    OFFICE_BEGINNINGS,
    OFFICE_CODES,
    WHY,
)
from kusei_batch.core.catalog.slot_words import spoken
from kusei_batch.core.problem import Severity
from kusei_batch.core.text.hint import all_like

_NOTHING = "することはありません。"
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Explanation:
    """A code's texts for people: `label` is its severity, `office` is the coordinator's part."""

    code: str
    label: str
    section: str
    meaning: str
    why: str
    department: str
    office: str


def explain(code: str) -> Explanation:
    """Return what there is to say of a code; raise KeyError for one that is in no section."""
    entry = lookup(code)
    section = next(title for title, entries in SECTIONS.items() if code in entries)
    severity = Severity(entry.severity)
    remedy = spoken(entry.remedy, code)
    meaning, why = spoken(entry.message, code), spoken(entry.cause, code) or WHY[section]
    duties = (_NOTHING, f"{remedy}{NEXT.get(section, '') if severity is Severity.ERROR else ''}")
    if section in (FILES, CONTENT, ISSUED) and code not in OFFICE_CODES and not code.startswith(OFFICE_BEGINNINGS):
        duties = _duties(severity, remedy, is_file=section == FILES)
    elif severity is Severity.INFO:
        duties = (_NOTHING, remedy or _NOTHING)
    return Explanation(code, severity.label, section, meaning, why, *duties)


def find_like(code: str) -> list[str]:
    """Return the codes that are spelt most like a word, nearest first; those that hold it come before."""
    known = [one for entries in SECTIONS.values() for one in entries]
    word = code.strip().lower().strip("[]［］`").replace("_", "-").replace(" ", "-")
    holding = [one for one in known if len(word) > 2 and word in one]  # noqa: PLR2004  two letters are in most
    holding.sort(key=len)
    return list(dict.fromkeys([*holding, *all_like(word, known, _SHOWN)]))[:_SHOWN]


def _duties(severity: Severity, remedy: str, *, is_file: bool) -> tuple[str, str]:
    """Return what department and office do about something that a department has handed in."""
    if severity is Severity.INFO:
        return remedy or _NOTHING, "することはありません。読み取り方が違うときだけ、部署に直して出し直してもらいます。"
    if severity is Severity.WARNING:
        return (
            f"{remedy}直すときは、ファイルを直して、もう一度受付フォルダに入れます。",
            "集計ブックのシート「確認事項」で目を通し、気になるときは部署に確かめます。"
            if not is_file
            else "部署が気付いていないことがあるので、提出のつもりだったかを確かめ、直し方を伝えます。",
        )
    if is_file:
        office = "受け取れていません。02_差戻し のお知らせの文を使い、部署に電話などで伝えて、出し直してもらいます。"
        return remedy, f"{office}出し直すまで、このファイルの分は数えません。"
    office = (
        "02_差戻し の様式を部署に渡します（プログラムは送りません）。直して出し直されると、次の夜間処理が受理します。"
    )
    return f"{remedy}差し戻された様式（記入したものが写してあります）を直し、受付フォルダに入れます。", office
