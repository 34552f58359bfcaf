"""New forms: an example to start from, a form from a list of its fields, a draft from an Excel form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kusei_batch.config.file_names import is_file_name
from kusei_batch.core.problem import Problem, SettingsError
from kusei_batch.disk import replace_atomic, write_atomic
from kusei_batch.errors import UsageError
from kusei_batch.pipeline.workspace.form_check import check_form, is_bare_name, templates_folder
from kusei_batch.xlsx.compile import UnmovableError
from kusei_batch.xlsx.draft.draft import FormDraft
from kusei_batch.xlsx.draft.draft_writing import settled, write_draft
from kusei_batch.xlsx.draft.field_layout import plain_form
from kusei_batch.xlsx.draft.field_list import ListedField, parse_list, read_list
from kusei_batch.xlsx.draft.source_form import FormSourceError, propose_from
from kusei_batch.xlsx.template.starter import write_starter

_LIST_FILES = (".xlsx", ".xlsm", ".xls", ".csv", ".txt")
"""How a list of fields ends that is the name of a file; of an item the part behind the dot is a name too."""


@dataclass(frozen=True)
class NewForm:
    """A template made, or to be made: its draft where it was drafted, and what a check of it found once written.

    It is not `is_checked` while config.toml or the master have faults of their own.
    """

    path: Path
    draft: FormDraft | None = None
    problems: Sequence[Problem] = field(default_factory=tuple)
    is_checked: bool = True


def new_form(folder: Path, word: str, *, dry_run: bool) -> NewForm:
    """Write a working example to start from: a bare name goes among the templates of the workspace in `folder`.

    Raise UsageError rather than overwrite anything.
    """
    path = place_for(folder, word)
    if not dry_run:
        replace_atomic(path, lambda temporary: write_starter(temporary, path.stem))
    return NewForm(path)


def form_from_list(folder: Path, word: str, fields: str, *, dry_run: bool) -> NewForm:
    """Write a plain form with the fields of a list, which is a text or the name of a file.

    Raise UsageError for a list that cannot be read, and rather than overwrite anything.
    """
    path = place_for(folder, word)
    listed = _listed_in(Path(fields)) if fields.lower().endswith(_LIST_FILES) else parse_list(fields)
    data, draft = plain_form(path.stem, listed)
    return _written(folder, path, data, draft, dry_run=dry_run)


def form_from_file(folder: Path, word: str, source: Path, *, dry_run: bool) -> NewForm:
    """Write a draft of a form made from an Excel form; the file itself stays as it is.

    Raise UsageError for a file that no form can be made from, and rather than overwrite anything.
    """
    path = place_for(folder, word)
    if not source.is_file():
        raise UsageError(f"ファイル「{source}」がありません。", "もとにする様式の場所と名前を確かめてください。")
    data = source.read_bytes()
    try:
        draft = propose_from(path.stem, data)
    except FormSourceError as error:
        raise UsageError(f"「{source}」から様式を作れません。{error}", error.remedy) from error
    return _written(folder, path, data, draft, dry_run=dry_run)


def _listed_in(path: Path) -> list[ListedField]:
    if not path.is_file():
        raise UsageError(f"項目の一覧のファイル「{path}」がありません。", "ファイルの場所と名前を確かめてください。")
    return read_list(path)


def _written(folder: Path, path: Path, data: bytes, draft: FormDraft, *, dry_run: bool) -> NewForm:
    try:
        made = write_draft(data, draft)
    except UnmovableError as error:
        thing = f"シート「{error.sheet}」の{error.thing}は、表の行を詰めても動かせません。"
        raise UsageError(
            thing, "もとの様式からそれを消すか、表の行を1件分だけにして、もう一度作ってください。"
        ) from error
    if dry_run:
        return NewForm(path, settled(draft))
    write_atomic(path, made)
    try:
        return NewForm(path, settled(draft), check_form(folder, path))
    except SettingsError:  # the template is there all the same
        return NewForm(path, settled(draft), is_checked=False)


def place_for(folder: Path, word: str) -> Path:
    """Return the file a new form of that name is written to. Raise UsageError where it cannot be, or is there."""
    path = templates_folder(folder) / f"{word}.xlsx" if is_bare_name(word) else Path(word)
    path = path if path.suffix.lower() == ".xlsx" else path.with_name(f"{path.name}.xlsx")
    if not is_file_name(path.stem):
        remedy = '\\ / : * ? " < > | を使わず、「.」で終わらない名前にしてください。'
        raise UsageError(f"「{path.stem}」は、ファイルの名前に使えません。", remedy)
    if path.exists():
        raise UsageError(f"「{path}」はすでにあります。", "別の名前にするか、先にそのファイルを移してください。")
    return path
