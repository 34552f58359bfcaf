"""The forms a workspace issues, and the copy kept of each template so that a return is read as it was issued."""

from __future__ import annotations

import hashlib
import json
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from kusei_batch.core.form import Form
from kusei_batch.core.form_year import FormYear
from kusei_batch.core.problem import Location, Problem, SettingsError, Severity
from kusei_batch.disk import write_atomic
from kusei_batch.errors import CannotRunError
from kusei_batch.xlsx.package import UnreadableError
from kusei_batch.xlsx.stamp import CompiledForm
from kusei_batch.xlsx.template import read_template
from kusei_batch.xlsx.template.likeness import content_of

FOLDER = "forms"
_REMEMBERED = 32
"""Forms a process remembers; a year has some ten."""

Lists = Mapping[str, Sequence[Mapping[str, str]]]


@dataclass(frozen=True)
class OpenForm:
    """A form as one template and the master's lists of one day state it."""

    form: Form
    data: bytes
    lists: Lists

    @cached_property
    def content(self) -> str:
        """A sha256 of what its sheets are made of; `_集計` and the master's lists are no part of it."""
        return content_of(self.data)

    @property
    def key(self) -> str:
        """What template and lists are kept and registered under."""
        return hashlib.sha256(self.data + _lists_json(self.lists)).hexdigest()

    @cached_property
    def compiled(self) -> CompiledForm:
        """The compiled form. Raise SettingsError as compile_form does."""
        return compile_form(self.data, self.form, f"{self.form.id}.xlsx")


def compile_form(data: bytes, form: Form, file: str) -> CompiledForm:
    """Compile the template of a form, a file of that name.

    Raise SettingsError for one with parts that cannot follow its rows, or that are not as Excel writes them.
    """
    # What is out was compiled at its issue: most nights compile nothing.
    from kusei_batch.xlsx.compile import UnmovableError, compile_template

    try:
        return compile_template(data, form)
    except UnmovableError as error:
        place = Location(sheet=error.sheet, file=file)
        raise SettingsError([Problem.of("part-not-movable", place, thing=error.thing)]) from error
    except (ValueError, LookupError, UnreadableError) as error:
        raise SettingsError([Problem.of_file("form-not-compilable", file, reason=str(error))]) from error


def open_form(path: Path, lists: Lists, year: FormYear) -> OpenForm:
    """Return the form of a template file as it is for a fiscal year. Raise SettingsError with every fault of it."""
    if not path.is_file():
        place = Location(file=path.name)
        raise SettingsError([Problem.of("form-file-missing", place, folder=path.parent.name)])
    return _opened(path.name, path.read_bytes(), lists, year)


def reopen_form(opened: OpenForm, lists: Lists, year: FormYear) -> OpenForm:
    """Return a form with other lists. Raise SettingsError as open_form does."""
    return _opened(f"{opened.form.id}.xlsx", opened.data, lists, year)


@dataclass(frozen=True)
class _KnownForm:
    """A form with the lists its template asked for, those that were not there too, as they stood then."""

    form: OpenForm
    asked: frozenset[str]
    json: bytes


@lru_cache(maxsize=_REMEMBERED)
def opened_forms(data: bytes, year: FormYear) -> deque[_KnownForm]:  # noqa: ARG001 -- what it is remembered by
    """Return what a template was opened as for a fiscal year, by this process, to be added to."""
    return deque(maxlen=_REMEMBERED)


def _opened(file: str, data: bytes, lists: Lists, year: FormYear) -> OpenForm:
    """Return the form: a process reads and compiles it once, however often it is asked, as kept or as it is now.

    Raise SettingsError as open_form does, each time.
    """
    known = opened_forms(data, year)
    for one in known:
        if _asked_json(lists, one.asked) == one.json:
            return one.form
    asked = _AskedLists(lists)
    form, problems = read_template(Path(file), asked, data, year)
    if form is None:
        raise SettingsError([p for p in problems if p.severity is Severity.ERROR])
    opened = OpenForm(form, data, {name: lists[name] for name in sorted(asked.names)})
    names = frozenset(asked.names | asked.lacking)
    known.append(_KnownForm(opened, names, _asked_json(lists, names)))
    return opened


def _asked_json(lists: Lists, asked: Iterable[str]) -> bytes:
    return _lists_json({name: lists[name] for name in asked if name in lists})


class _AskedLists(Mapping[str, Sequence[Mapping[str, str]]]):
    """The master's lists, remembering which of them a template draws on, and which it looked for in vain.

    Only the first are part of the form: a row added to another list makes no new edition.
    """

    def __init__(self, lists: Lists) -> None:
        self._lists = lists
        self.names: set[str] = set()
        self.lacking: set[str] = set()

    def __getitem__(self, name: str) -> Sequence[Mapping[str, str]]:
        if name not in self:
            raise KeyError(name)
        self.names.add(name)
        return self._lists[name]

    def __contains__(self, name: object) -> bool:
        if name not in self._lists:
            self.lacking.add(str(name))
        return name in self._lists

    def __iter__(self) -> Iterator[str]:
        return iter(self._lists)

    def __len__(self) -> int:
        return len(self._lists)


def keep_form(opened: OpenForm, state: Path) -> str:
    """Keep template and lists as they are now; return their key.

    A later version of the form, or a standard gone from the master, must not orphan sheets still out.
    """
    folder = state / FOLDER
    lists = _lists_json(opened.lists)
    if not _is_whole(folder, opened.key):
        write_atomic(folder / f"{opened.key}.json", lists)
        write_atomic(folder / f"{opened.key}.xlsx", opened.data)
    return opened.key


def _is_whole(folder: Path, key: str) -> bool:
    """Return whether both parts are there, as they were kept: their hash is what they are named for."""
    try:
        data, lists = ((folder / f"{key}{suffix}").read_bytes() for suffix in (".xlsx", ".json"))
    except OSError:
        return False
    return hashlib.sha256(data + lists).hexdigest() == key


def open_kept_form(state: Path, key: str, year: FormYear) -> OpenForm:
    """Return the form as it was kept at an issue, for the fiscal year of that issue.

    Raise CannotRunError when it is gone or damaged.
    """
    path = state / FOLDER / f"{key}.xlsx"
    remedy = "バックアップから .kusei フォルダの forms を戻してください。様式とマスタの一覧が発行したときのままなら、"
    remedy += "kusei issue に --again を付けて配り直すと、控えも作り直します。"
    if not path.is_file() or not path.with_suffix(".json").is_file():
        raise CannotRunError(f"発行したときの様式の控え「{path}」がありません。", remedy)
    if not _is_whole(state / FOLDER, key):
        raise CannotRunError(f"発行したときの様式の控え「{path}」（または .json）が壊れています。", remedy)
    lists: Lists = json.loads(path.with_suffix(".json").read_bytes())
    return open_form(path, lists, year)


def check_version(opened: OpenForm, kept: Iterable[OpenForm]) -> None:
    """Raise SettingsError when the template was changed after its version had been issued.

    Copies of one version must be alike, or nobody could tell which cell of a return holds what. What only reports
    read may change under it: that is taken from the template as it is now.
    """
    for earlier in kept:
        if earlier.form.version == opened.form.version and earlier.content != opened.content:
            place = Location(sheet="_設定", file=f"{opened.form.id}.xlsx")
            params = {"form": opened.form.id, "version": opened.form.version}
            raise SettingsError([Problem.of("version-unchanged", place, **params)])


def _lists_json(lists: Lists) -> bytes:
    return json.dumps(lists, ensure_ascii=False, sort_keys=True, default=dict).encode()
