"""What 確認事項 of a sheet that is sent back lists: what was found, and what the fresh copy does not bring along."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kusei_batch.core.form import Form
from kusei_batch.core.own_words import STANDARD_WORDS, OwnWords
from kusei_batch.core.problem import Problem, Severity
from kusei_batch.core.submission import IssuedSheet, Receipt, Submission
from kusei_batch.core.submission_decision import mark_of
from kusei_batch.core.text.lengths import CELL_TEXT, units
from kusei_batch.core.values import Cell
from kusei_batch.pipeline.status.placing import Placement, words_of_dropped, words_untold, words_without_room
from kusei_batch.validate.other_edition import Carried
from kusei_batch.validate.personal import mask_private
from kusei_batch.validate.privacy import mask_text
from kusei_batch.xlsx.reference import parse_address
from kusei_batch.xlsx.stamp import Covering, Finding


@dataclass(frozen=True)
class ReturnedCopy:
    """A sheet, the file that is answered, what was found in it, what stands above that, and the day the file came."""

    sheet: IssuedSheet
    receipt: Receipt
    problems: Sequence[Problem]
    covering: Covering | None = None
    words: OwnWords = STANDARD_WORDS
    came: str = ""


def build_findings(form: Form, placement: Placement, copy: ReturnedCopy) -> list[Finding]:
    """Return what 確認事項 lists, errors first, each with its place in the fresh sheet.

    The place differs from where it was found when rows were inserted or moved, or a sheet was renamed. Rows the
    form has no room for are listed with all their words, so that nothing typed is lost on the way back.
    """
    places = _places(form, placement)
    grave_first = sorted(copy.problems, key=lambda p: list(Severity).index(p.severity))
    return [*(_finding(problem, places, copy.words) for problem in grave_first), *_without_room(form, placement, copy)]


def _without_room(form: Form, placement: Placement, copy: ReturnedCopy) -> Iterator[Finding]:
    for table, row, words in words_without_room(form, copy.sheet, placement, copy.problems):
        message = f"「{table.name}」の{row.number}行目は、欄がないため写せませんでした。書かれていた内容：{words}"
        remedy = f"{table.max_rows}行までにまとめ直すときに、この内容をお使いください。"
        yield Finding(Severity.WARNING, form.entries_of(table.name)[0].sheet, (), table.name, message, remedy)


def find_untold(submission: Submission, copy: ReturnedCopy) -> Iterator[Finding]:
    """Yield one finding for each row of words that stand in no place of the fresh copy, since it is not known whose."""
    rows: dict[tuple[str, int], list[tuple[str, str]]] = {}
    for entry, text in words_untold(submission, copy.problems):
        rows.setdefault((entry.sheet, parse_address(entry.address)[0]), []).append((entry.address, text))
    for (sheet, row), words in rows.items():
        quoted = "　".join(f"{address}: {text}" for address, text in words)
        message = f"{row}行目は、どの件の記入か分からないため写せませんでした。書かれていた内容：{quoted}"
        yield Finding(Severity.WARNING, sheet, (), "写していないもの", message, "正しい欄に書き写してください。")


def find_dropped(carried: Carried, copy: ReturnedCopy) -> Iterator[Finding]:
    """Yield one finding for each field that the version now issued does not have, with all that was typed in it."""
    for name, words in words_of_dropped(carried, copy.problems):
        message = f"「{name}」は、第{carried.form.version}版にないため写していません。書かれていた内容：{words}"
        yield Finding(
            Severity.WARNING, "", (), name, message, f"要るものは、ほかの欄に書いてください。{_original(copy)}"
        )


_NOT_CARRIED = ("beside-entries", "typed-outside")


def find_not_carried(copy: ReturnedCopy) -> Iterator[Finding]:
    """Yield what the fresh copy does not bring along, with the way to the file that has it."""
    left = [p for p in copy.problems if p.code in _NOT_CARRIED]
    if not left:
        return
    things = "、".join(p.params.get("things") or f"シート「{p.location.sheet}」の{p.location.cell}" for p in left)
    message = f"この様式には、提出されたファイルの次のものを写していません：{things}"
    remedy = f"{_original(copy)}必要なものは、そこから記入欄に書き写してください。"
    yield Finding(Severity.WARNING, left[0].location.sheet or "", (), "写していないもの", message, remedy)


def _original(copy: ReturnedCopy) -> str:
    """Return where the department finds what it had written, and whom it asks where it does not."""
    file = mask_private(copy.receipt.path)
    return (
        f"提出されたファイル「{file}」（{copy.came}受付）には、もとのまま残っています。"
        f"ファイルが見当たらないときは、提出先に控えを頼んでください（控えの番号 {mark_of(copy.receipt.sha256)}）。"
    )


def find_cut(form: Form, entries: Mapping[str, Sequence[Cell]], copy: ReturnedCopy) -> Iterator[Finding]:
    """Yield the entries of which the fresh copy bears the beginning alone: more than a cell can hold."""
    for field in form.fields:
        for address, cell in zip(field.cells, entries.get(field.qualified, ()), strict=False):
            if units(cell.text) > CELL_TEXT:
                message = (
                    f"「{field.name}」は1つのセルに入る{CELL_TEXT:,}字を超えるため、初めの部分だけを写しています。"
                )
                remedy = f"{CELL_TEXT:,}字に収まるようにまとめてください。{_original(copy)}"
                yield Finding(Severity.WARNING, field.sheet, (address,), field.name, message, remedy)


def _places(form: Form, placement: Placement) -> dict[tuple[str, str], tuple[str, str]]:
    """Return where each entry of the returned workbook stands in the fresh one: (sheet, cell) -> (sheet, cell)."""
    places = {}
    for field in form.fields:
        if field.is_entry:
            for row, address in zip(placement.rows_of(field), field.cells, strict=False):
                entry = row.entries.get(field.name) if row else None
                if entry:
                    places[mask_text(entry.sheet), entry.address] = (field.sheet, address)
    return places


def _finding(problem: Problem, places: Mapping[tuple[str, str], tuple[str, str]], words: OwnWords) -> Finding:
    place = problem.location
    known = [places[place.sheet or "", cell] for cell in place.cells if (place.sheet or "", cell) in places]
    moved = known or [(place.sheet or "", cell) for cell in place.cells]
    sheet = moved[0][0] if moved else place.sheet or ""
    cells = tuple(cell for _, cell in moved)
    return Finding(problem.severity, sheet, cells, place.field or "", *problem.told_in(words, to_sender=True))
