"""One file that a ward handed up: what it says of itself, then its sheets, answers, rounds and forms."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from kusei_batch.collect.hand_up_file import (
    ANSWERS,
    FORMAT,
    FORMS,
    LISTS,
    PICTURES,
    ROUNDS,
    SHEETS,
    HandUpError,
    Sealed,
    read_hand_up,
)
from kusei_batch.core.hand_up import HandedAnswer, HandUp
from kusei_batch.core.identity import department_in, parse_sheet_id
from kusei_batch.core.period import Round
from kusei_batch.core.submission import IssuedSheet
from kusei_batch.ledger.hand_up_entries import unpack_lists
from kusei_batch.pipeline.intake.hand_up_lines import (
    AnswerLine,
    FormLine,
    ListsLine,
    Manifest,
    RoundLine,
    SheetLine,
    UnknownCodeError,
    parse_lines,
    parse_manifest,
)


@dataclass(frozen=True)
class OpenedHandUp:
    """A file by what it says of itself; of its parts it is known that they are as they were sealed, and no more."""

    sealed: Sealed
    told: Manifest
    sha256: str
    path: str


@dataclass(frozen=True)
class ReadHandUp:
    """What a file tells; `answers` go by sheet id, oldest first, `forms` by what sheets say they were kept as."""

    sealed: Sealed
    told: Manifest
    handed: HandUp
    sheets: Sequence[tuple[IssuedSheet, str]]
    answers: Mapping[str, Sequence[HandedAnswer]]
    rounds: Sequence[Round]
    forms: Mapping[str, FormLine]

    @cached_property
    def pictures(self) -> Mapping[str, bytes]:
        """What documents show of the pictures in the records, by the names of their files."""
        return {
            name.removeprefix(PICTURES): part for name, part in self.sealed.parts.items() if name.startswith(PICTURES)
        }


def open_hand_up(data: bytes, sha256: str, path: str) -> OpenedHandUp:
    """Return a file that lay at `path` in the inbox, its parts not parsed yet. Raise HandUpError."""
    sealed = read_hand_up(data)
    try:
        return OpenedHandUp(sealed, _manifest_of(sealed), sha256, path)
    except ValueError as error:
        raise _unreadable(error) from error


def parse_hand_up(data: bytes, sha256: str, path: str) -> ReadHandUp:
    """Return what a file tells that lay at `path` in the inbox. Raise HandUpError."""
    return parse_parts(open_hand_up(data, sha256, path))


def parse_parts(opened: OpenedHandUp) -> ReadHandUp:
    """Return what the parts of a file tell. Raise HandUpError."""
    sealed, told, sha256 = opened.sealed, opened.told, opened.sha256
    try:
        lines = parse_lines(SheetLine, sealed.parts.get(SHEETS, b""))
        sheets = [(line.sheet(told, sha256), line.key) for line in lines]
        owners = {sheet.sheet_id: sheet.department_code for sheet, _ in sheets}
        answers: dict[str, list[HandedAnswer]] = {}
        for line in parse_lines(AnswerLine, sealed.parts.get(ANSWERS, b"")):
            one = line.answer(owners.get(line.sheet_id, ""), sha256)
            answers.setdefault(line.sheet_id, []).append(one)
        rounds = [line.round(told.fiscal_year) for line in parse_lines(RoundLine, sealed.parts.get(ROUNDS, b""))]
        forms = {line.key: line for line in parse_lines(FormLine, sealed.parts.get(FORMS, b""))}
        listed = [line.model_dump(mode="json") for line in parse_lines(ListsLine, sealed.parts.get(LISTS, b""))]
    except UnknownCodeError as error:
        raise HandUpError("hand-up-newer", what=f"確認事項「{error}」") from error
    except ValueError as error:
        raise _unreadable(error) from error
    handed = HandUp(sha256, opened.path, told.ward_code, told.fiscal_year, told.made, told.states)
    for told_lists in listed:
        policies, rows = unpack_lists((told_lists["policies"], told_lists["rows"]), told.ward_code, told.fiscal_year)
        handed = replace(handed, policies=policies, rows=rows)
    read = ReadHandUp(sealed, told, handed, sheets, answers, rounds, forms)
    _check_whole(read)
    return read


def _unreadable(error: ValueError) -> HandUpError:
    return HandUpError("hand-up-damaged", detail=f"内容を読み取れません：{str(error)[:200]}")


def _manifest_of(sealed: Sealed) -> Manifest:
    """Return what the file says of itself; what a newer program says more is no fault of the file."""
    try:
        told = parse_manifest(sealed.manifest)
    except ValueError:
        told = None
    version = told.format if told else _format_in(sealed.manifest)
    if version > FORMAT:
        raise HandUpError("hand-up-newer", what=f"ファイルの版 {version}")
    if told is None or told.made.tzinfo is None:
        msg = "目録"
        raise ValueError(msg)
    return told


def _format_in(manifest: bytes) -> int:
    text = manifest.partition(b'"format":')[2].strip()
    number = text[:9].split(b",")[0].split(b"\n")[0]
    return int(number) if number.isdigit() else 0


def _check_whole(read: ReadHandUp) -> None:
    """Raise HandUpError where one part does not fit another: no ward's program writes such a file."""
    ids = {sheet.sheet_id for sheet, _ in read.sheets}
    known = {round_.name for round_ in read.rounds}
    days = [answer.receipt.received for answers in read.answers.values() for answer in answers]
    faults = {
        "様式のない提出": read.answers.keys() - ids,
        "様式のない提出状況": read.told.states.keys() - ids,
        "控えのない様式": {key for _, key in read.sheets} - read.forms.keys(),
        "回のない様式": {sheet.round for sheet, _ in read.sheets} - known,
        "別の部署の管理番号": {
            s.sheet_id
            for s, _ in read.sheets
            if parse_sheet_id(s.sheet_id) != s.sheet_id or department_in(s.sheet_id) != s.department_code
        },
        "別の内容の写真": {n for n, part in read.pictures.items() if hashlib.sha256(part).hexdigest() != n[:64]},
        "作成日より後の提出": {f"{day}" for day in days if day > read.told.as_of},
    }
    for what, found in faults.items():
        if found:
            raise HandUpError("hand-up-damaged", detail=f"{what}（{'、'.join(sorted(found)[:3])}）があります")
