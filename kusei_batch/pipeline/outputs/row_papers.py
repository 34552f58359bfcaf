"""Papers of which there is one for each row of a list: for a decision, a department, or a 部 and its head."""

from __future__ import annotations

import glob
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from kusei_batch.config import Workspace
from kusei_batch.config.lines import Place, setting_problem
from kusei_batch.config.settings import PaperSettings
from kusei_batch.core.decision_list import YEAR
from kusei_batch.core.expression import Expression, ExpressionError
from kusei_batch.core.form_year import FormYear
from kusei_batch.core.period import Round
from kusei_batch.core.problem import Problem
from kusei_batch.core.shown_lists import KnownLists, ListedRows
from kusei_batch.core.sources import parse_row_condition
from kusei_batch.core.text.hint import suggest
from kusei_batch.core.text.lengths import fitted_stem
from kusei_batch.core.ward import Department, Ward
from kusei_batch.pipeline.outputs.done_folder import put_into_done
from kusei_batch.pipeline.outputs.drafts import NEWEST
from kusei_batch.pipeline.outputs.remaking import digest_of
from kusei_batch.pipeline.status.known_lists import known_lists

DIVISION, DEPARTMENT = "部", "部署"
"""Beside the lists of マスタ.xlsx and 決定.xlsx, a paper may be made for each of these."""

_MARK = 6  # letters by which rows are told apart that would have one name
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\s]+')


@dataclass(frozen=True, slots=True)
class RowPaper:
    """One of the papers: where it is written and the row it is for, None of a paper that is for the round."""

    path: Path
    row: Mapping[str, str] | None = None


def row_papers(
    workspace: Workspace, paper: PaperSettings, ward: Ward, fiscal_year: int, path: Path
) -> Sequence[RowPaper]:
    """Return the papers a setting asks for; `path` is where one that is for the round would lie.

    Those for rows lie in a folder that bears the paper's name.
    """
    if not paper.each:
        return [RowPaper(path)]
    if paper.each == DIVISION:
        listed = _divisions(workspace, ward)
    else:
        listed = lists_of_rows(workspace, ward, fiscal_year).get(paper.each, ListedRows(()))
    condition = _condition_of(workspace, paper)
    rows = [row for row in listed.rows if row.get(YEAR, str(fiscal_year)) == str(fiscal_year)]
    named = zip(_names_of(path.stem, [_known_by(row, listed) for row in rows]), rows, strict=True)
    chosen = [(name, row) for name, row in named if condition is None or condition.holds(_operands(row))]
    return [RowPaper(path.parent / paper.name / f"{name}.docx", row) for name, row in chosen]


def lists_of_rows(workspace: Workspace, ward: Ward, fiscal_year: int) -> dict[str, ListedRows]:
    """Return every list a paper may be made for each row of, as it concerns a ward."""
    known: KnownLists = known_lists(workspace, ward, fiscal_year)
    return {**known.master, **known.decisions, DIVISION: _divisions(workspace, ward)}


def _divisions(workspace: Workspace, ward: Ward) -> ListedRows:
    """Return the 部 of a ward, with who heads each."""
    heads = ("部名", "部長", "部長連絡先")
    divisions: dict[str, list[Department]] = {}
    for department in workspace.master.departments_of(ward):
        divisions.setdefault(department.division, []).append(department)
    rows = []
    for division, members in divisions.items():
        title = next((d.superior for d in members if d.superior), members[0].superior_title)
        contact = next((d.superior_contact for d in members if d.superior_contact), "")
        rows.append(dict(zip(heads, (division, title, contact), strict=True)))
    return ListedRows(heads, tuple(row for row in rows if row["部名"]))


def check_row_papers(workspace: Workspace) -> Iterator[Problem]:
    """Report papers for the rows of a list that is not there, and conditions on them that cannot be read."""
    lists = lists_of_rows(workspace, workspace.master.wards[0], workspace.fiscal_year)
    for round_ in workspace.rounds:
        for paper in workspace.papers(round_):
            words = {"round": round_.name, "paper": paper.name, "value": paper.each}
            if paper.each and paper.each not in lists:
                hint = suggest(paper.each, list(lists))
                place = _place(workspace, round_, paper, "each")
                yield setting_problem("paper-each-unknown-list", workspace.written, place, **words, hint=hint)
            elif paper.rows:
                reason = _unread(workspace, paper, lists[paper.each].headings if paper.each else ())
                words |= {"value": paper.rows, "reason": reason}
                place = _place(workspace, round_, paper, "rows")
                yield from [setting_problem("paper-rows-unread", workspace.written, place, **words)] if reason else []


def _place(workspace: Workspace, round_: Round, paper: PaperSettings, key: str) -> Place:
    return (*workspace.written.round_place(round_.name), "papers", paper.nth, key)


def _unread(workspace: Workspace, paper: PaperSettings, headings: Sequence[str]) -> str:
    """Return why the condition of a paper's rows cannot be read; blank where it can be."""
    try:
        condition = _condition_of(workspace, paper)
    except ExpressionError as error:
        return f"{error}。"
    unknown = [name for name in condition.names if name not in headings] if condition else []
    told = f"「{'」「'.join(unknown)}」という見出しがありません。ある見出し：{'、'.join(headings)}。"
    return told if unknown else ""


def sample_row(workspace: Workspace, paper: PaperSettings) -> Mapping[str, str] | None:
    """Return a row to try a paper's template with; None where it is for no row."""
    lists = lists_of_rows(workspace, workspace.master.wards[0], workspace.fiscal_year)
    return dict.fromkeys(lists[paper.each].headings, "見本") if paper.each in lists else None


def put_away_row_papers(folder: Path, begins: str, ready: Sequence[Path]) -> None:
    """Move a ward's papers whose row is no longer among those chosen into 済; their names begin so.

    Those of other wards lie beside them. Raise CannotRunError when the disk refuses.
    """
    stems = tuple(path.stem for path in ready)
    # Of a large city thousands lie there: only the ward's are looked at.
    for path in sorted(folder.glob(f"{glob.escape(begins)}*.docx")):
        if any(path.stem == stem or path.stem.startswith(f"{stem}{NEWEST}") for stem in stems):
            continue
        put_into_done(path)


def _known_by(row: Mapping[str, str], listed: ListedRows) -> tuple[str, ...]:
    """Return what a row stays known by: its department or 部, and the ID of a list's row."""
    who = row.get("部署名") or row.get("課名") or row.get("部名") or ""
    own = "" if listed.headings[0] in ("部署コード", "部名") else row[listed.headings[0]]
    return tuple(text for text in (who, own) if text)


def _names_of(begins: str, known: Sequence[tuple[str, ...]]) -> list[str]:
    """Return names of files, without their ending, for rows by what they are known by: no two are the same.

    What a file cannot be called, or is too long for its name, is left out. Rows that would have one name then, also to
    Windows, which does not tell A from a, have a mark of their own at its end; the one that is called just so has none.
    """
    end = f"{NEWEST}.docx"
    whole = [f"{begins}_{'_'.join(texts)}" for texts in known]
    plain = [fitted_stem(f"{begins}_{'_'.join(_NOT_IN_NAMES.sub('', t) for t in texts)}", end) for texts in known]
    alike = Counter(name.casefold() for name in plain)
    called_so = Counter(name.casefold() for name, own in zip(plain, whole, strict=True) if name == own)
    seen = Counter[tuple[str, ...]]()
    names = []
    for name, own, texts in zip(plain, whole, known, strict=True):
        seen[texts] += 1
        mark = f"_{digest_of(texts, seen[texts])[:_MARK]}"
        is_plain = alike[name.casefold()] == 1 or (name == own and called_so[name.casefold()] == 1)
        names.append(name if is_plain else f"{fitted_stem(name, f'{mark}{end}')}{mark}")
    return names


def _condition_of(workspace: Workspace, paper: PaperSettings) -> Expression | None:
    year = FormYear(workspace.calendar, workspace.fiscal_year)
    return parse_row_condition(paper.rows, year) if paper.rows else None


def _operands(row: Mapping[str, str]) -> dict[str, str | Decimal]:
    """Return a row's texts, those that are numbers as numbers."""
    return {name: _number(text) for name, text in row.items()}


def _number(text: str) -> str | Decimal:
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        return text
