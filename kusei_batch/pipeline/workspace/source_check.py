"""Whether the lists, rounds, tables and fields a form draws on are there: 行の元 and 参照 against the workspace."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kusei_batch.config import Workspace
from kusei_batch.config.limits import LimitSettings
from kusei_batch.config.settings import Settings
from kusei_batch.core.confirmation import ANSWER, COLUMNS, GIVEN, STATES
from kusei_batch.core.expression import Expression
from kusei_batch.core.form import Field, FieldKind, Form, Table
from kusei_batch.core.form_year import FormYear
from kusei_batch.core.period import Calendar
from kusei_batch.core.problem import Location, Problem, SettingsError, Severity
from kusei_batch.core.sources import (
    AS_A_WHOLE,
    ASKERS,
    HEAD_WORD,
    LISTS,
    OF_OTHERS,
    OTHERS_COLUMNS,
    Origin,
    Reference,
    RowSource,
)
from kusei_batch.core.submission import IssuedSheet
from kusei_batch.core.text.hint import nearest
from kusei_batch.core.ward import Master
from kusei_batch.core.whole import whole_figure
from kusei_batch.errors import CannotRunError
from kusei_batch.issue.kept_forms import open_form
from kusei_batch.ledger import read_ledger

if TYPE_CHECKING:
    Lists = Mapping[str, Sequence[Mapping[str, str]]]

_OF_ROUNDS = (Origin.THIS_YEAR, Origin.LAST_YEAR, *OF_OTHERS, *AS_A_WHOLE)


@dataclass
class KnownSources:
    """What a form may draw on: the columns of the master's lists, and the rounds with the template of their form.

    A round of which only the register knows has no template any more. `held` are the names of all templates there: a
    round called like one of them is no slip, but one that is not held.
    """

    columns: Mapping[str, tuple[str, ...]]
    templates: Mapping[str, Path | None]
    lists: Lists
    year: FormYear
    limits: LimitSettings = field(default_factory=LimitSettings)
    held: frozenset[str] = frozenset()
    _forms: dict[Path, Form | None] = field(default_factory=dict)

    def of_confirmation(self) -> KnownSources:
        """Return what the form may draw on in which the heads of the 部 confirm."""
        return replace(self, columns={**self.columns, **COLUMNS})

    def form_of(self, round_name: str) -> Form | None:
        """Return the form of a round, None where it is not known or has faults of its own."""
        path = self.templates[round_name]
        if path is None:
            return None
        if path not in self._forms:
            try:
                self._forms[path] = open_form(path, self.lists, self.year).form
            except (SettingsError, OSError):
                self._forms[path] = None
        return self._forms[path]


def issued_sheets(state: Path) -> list[IssuedSheet]:
    """Return the register; of one that cannot be read nothing, since whoever looks after it tells that."""
    try:
        with read_ledger(state) as ledger:
            return list(ledger.issued().values())
    except CannotRunError:
        return []


def workspace_world(workspace: Workspace, register: Iterable[IssuedSheet]) -> KnownSources:
    """Return the world of a workspace with everything issued so far."""
    return build_world(workspace.root, workspace.settings, workspace.master, register)


def build_world(root: Path, settings: Settings, master: Master, register: Iterable[IssuedSheet]) -> KnownSources:
    """Return the lists of a master, the rounds of config.toml with their templates, and those only in the register."""
    folder = root / settings.folders.templates_xlsx
    rounds: dict[str, Path | None] = {sheet.round: None for sheet in register}
    rounds |= {r.name: folder / f"{r.form}.xlsx" for r in settings.rounds}
    year = FormYear(Calendar(settings.era_table()), settings.fiscal_year)
    held = frozenset(path.stem for path in folder.glob("*.xlsx"))
    return KnownSources(master.columns(), rounds, master.lists(settings.fiscal_year), year, settings.limits, held)


def check_sources(form: Form, world: KnownSources) -> Iterator[Problem]:
    """Report everything a form draws on that is not there."""
    if form.draws_on_others:
        yield from _Check(form, world).check()


def check_confirmation_form(form: Form) -> Iterator[Problem]:
    """Report a form in which nobody could confirm: without a table of STATES and its choice."""
    tables = [t.name for t in form.tables if any((s.origin, s.name) == (Origin.MASTER, STATES) for s in t.sources)]
    answers = [f for table in tables for f in form.entries_of(table) if f.name == ANSWER]
    if not any(GIVEN in (choice.value for choice in form.choices_of(answer)) for answer in answers):
        words = {"form": form.id, "list": STATES, "answer": ANSWER, "choice": GIVEN}
        yield Problem.of("confirmation-form-lacks", Location("_項目", file=f"{form.id}.xlsx"), **words)


@dataclass(frozen=True)
class _Check:
    form: Form
    world: KnownSources

    def check(self) -> Iterator[Problem]:
        for table in self.form.tables:
            for source in table.sources:
                yield from self._check_source(table, source)
            columns = self._columns(table)
            shown = [f.name for f in self.form.fields if f.kind is FieldKind.PREVIOUS and f.table in (None, table.name)]
            for name in table.row_condition.names if table.row_condition and columns else ():
                if name not in (*columns, *ASKERS, *shown):
                    place = self._place("_設定", f"{table.name}.行の条件")
                    yield Problem.of("row-condition-unknown-column", place, **_column_words(name, table, columns))
        missing: dict[str, list[tuple[Field, Reference]]] = {}
        for known in self.form.fields:
            for reference in known.reference.chain if known.reference else ():
                if reference.origin in _OF_ROUNDS and reference.round not in self.world.templates:
                    missing.setdefault(reference.round, []).append((known, reference))
                else:
                    yield from self._check_reference(known, reference)
        for name, asked in missing.items():
            yield self._missing_round(name, asked)

    def _missing_round(self, name: str, asked: Sequence[tuple[Field, Reference]]) -> Problem:
        """Tell once of a round that is not there: a form whose round is not held asks for it in many places."""
        known, reference = asked[0]
        others = f" ほか{len(asked) - 1}か所" if len(asked) > 1 else ""
        words = {"value": f"{reference.text}{others}", "round": name}
        return self._round_problem("reference-unknown-round", self._place("_項目", known.qualified), words)

    def _round_problem(self, code: str, place: Location, words: Mapping[str, str]) -> Problem:
        """Return what is reported of a round that is not there; of one that only is not held, what happens then."""
        is_slip = words["round"] not in self.world.held
        problem = Problem.of(code, place, **words, hint=_hint(words["round"], self.world.templates) if is_slip else "")
        return problem if is_slip or problem.severity is Severity.ERROR else replace(problem, severity=Severity.INFO)

    def _check_source(self, table: Table, source: RowSource) -> Iterator[Problem]:
        place, words = self._place("_設定", f"{table.name}.行の元"), {"value": source.text}
        if source.origin in LISTS:
            if source.name not in self.world.columns:
                words |= {"list": source.name, "hint": _hint(source.name, self.world.columns)}
                yield Problem.of("row-source-unknown-list", place, **words)
            return
        if source.origin in _OF_ROUNDS and source.name not in self.world.templates:
            yield self._round_problem("row-source-unknown-round", place, words | {"round": source.name})
            return
        form = self._form_of(source.origin, source.name)
        tables = [*(t.name for t in form.tables), HEAD_WORD] if form else []
        if form and source.table not in tables:
            words |= {"round": source.name, "form": form.id, "hint": _hint(source.table, tables)}
            yield Problem.of("row-source-unknown-table", place, **words)

    def _check_reference(self, known: Field, reference: Reference) -> Iterator[Problem]:
        place, words = self._place("_項目", known.qualified), {"value": reference.text}
        if reference.origin is Origin.OWN:
            table = self.form.table(known.table or "")
            columns = self._columns(table)
            if columns and reference.field not in columns:
                yield Problem.of("reference-unknown-column", place, **_column_words(reference.field, table, columns))
            return
        if reference.origin in LISTS:
            yield from self._check_listed(place, reference)
            return
        form = self._form_of(reference.origin, reference.round)
        recorded = [f for f in form.fields if f.is_recorded] if form else []
        names = [f.name for f in recorded if (f.table is None) is (known.table is None)]
        of_form = {"round": reference.round or "直前", "form": form.id} if form else {}
        picked = reference.where.row_names if reference.where else ()
        own = () if reference.counts else (reference.field,)
        asked = dict.fromkeys((*own, *(name.name for name in picked)))
        for name in asked if form else ():
            if name not in names:
                yield Problem.of(
                    "reference-unknown-field", place, **words, **of_form, hint=_hint(name, names), name=name
                )
        if known.table and reference.where:
            yield from self._check_own_columns(place, self.form.table(known.table), reference.where)
        if form and reference.origin in AS_A_WHOLE and reference.field in names:
            tables = [f.table for f in recorded if f.name == reference.field]
            if whole_figure(form, tables[0], reference.field) is None:
                yield Problem.of("reference-no-figure", place, **words, **of_form, name=reference.field)

    def _check_own_columns(self, place: Location, table: Table, where: Expression) -> Iterator[Problem]:
        columns = self._columns(table)
        for name in where.names if columns else ():
            if name not in columns:
                yield Problem.of("reference-unknown-column", place, **_column_words(name, table, columns))

    def _check_listed(self, place: Location, reference: Reference) -> Iterator[Problem]:
        words, lists = {"value": reference.text}, self.world.columns
        if reference.round not in lists:
            words |= {"list": reference.round, "hint": _hint(reference.round, lists)}
            yield Problem.of("row-source-unknown-list", place, **words)
        elif lists[reference.round] and reference.field not in lists[reference.round]:
            words |= {"source": reference.round, "known": "、".join(lists[reference.round])}
            words["hint"] = _hint(reference.field, lists[reference.round])
            yield Problem.of("reference-unknown-column", place, **words | {"value": reference.field})

    def _form_of(self, origin: Origin, round_name: str) -> Form | None:
        return self.form if origin is Origin.LATEST else self.world.form_of(round_name)

    def _columns(self, table: Table) -> list[str]:
        """Return the columns of all sources of a table; none where those of one source are not known."""
        found: list[str] = []
        for source in table.sources:
            if source.origin in LISTS:
                columns = list(self.world.columns.get(source.name, ()))
            elif source.origin is Origin.LATEST or source.name in self.world.templates:
                form = self._form_of(source.origin, source.name)
                columns = [f.name for f in form.fields_of(source.record_table) if f.is_recorded] if form else []
                columns += OTHERS_COLUMNS if form and source.origin in OF_OTHERS else ()
            else:
                columns = []
            if not columns:
                return []
            found += columns
        return list(dict.fromkeys(found))

    def _place(self, sheet: str, name: str) -> Location:
        return Location(sheet, field=name, file=f"{self.form.id}.xlsx")


def _column_words(name: str, table: Table, columns: Iterable[str]) -> dict[str, str]:
    source = "、".join(source.text for source in table.sources)
    return {"value": name, "source": source, "hint": _hint(name, columns), "known": "、".join(columns)}


def _hint(word: str, known: Iterable[str]) -> str:
    near = nearest(word, known)
    return f"もしかして：{near}" if near else ""
