"""The workspace: config.toml, the folders it names and the master's lists, as one frozen object."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kusei_batch.config.decision_reading import NO_DECISIONS, DecisionBook
from kusei_batch.config.letter_settings import LetterSettings
from kusei_batch.config.levels import is_made_for, units_of_round
from kusei_batch.config.lines import NOTHING_WRITTEN, SettingsText
from kusei_batch.config.master_sheet import FILE as MASTER_FILE
from kusei_batch.config.pruning import round_of, written_place
from kusei_batch.config.setting_columns import PAGES, PAPERS
from kusei_batch.config.settings import PageSettings, PaperSettings, Settings
from kusei_batch.core.confirmation import confirmation_name, confirmed_name
from kusei_batch.core.decision_book import FILE as DECISIONS_FILE
from kusei_batch.core.form_year import FormYear
from kusei_batch.core.office import Office
from kusei_batch.core.period import Calendar, Round
from kusei_batch.core.problem import Problem, SettingsError, Severity
from kusei_batch.core.text.hint import suggest
from kusei_batch.core.text.notation import comparable
from kusei_batch.core.ward import Department, Master, Ward
from kusei_batch.errors import UsageError

_ON_EVERY_SHEET = ("区", "部署", "方針")
"""Sheets of the master that every issued sheet shows something of."""

PEOPLES_BOOKS = (MASTER_FILE, DECISIONS_FILE)
"""Workbooks beside the templates that are not templates."""


def is_of_setting(problem: Problem, written: SettingsText) -> bool:
    """Return whether a fault is one of the settings, in config.toml or in a sheet of the master that says them."""
    return problem.location.file not in PEOPLES_BOOKS or problem.location.sheet in written.sheets


@dataclass(frozen=True)
class Workspace:
    """Everything a run needs to know before it looks at the inbox.

    Departments drop their workbooks in `inbox`; what the program writes for people goes to `outbox`;
    `state` (a local disk) holds ledger, archive, key and log. In a rehearsal the last two are a scratch copy.
    `faults` are what is to be mended in config.toml and the master; a row, paper, page or round with one is left out
    of what is here. `left_out` are the faults of the rounds left out, by name. `decisions` is 決定.xlsx as it was read,
    and `written` says where each setting stands. `contents` are the hashes of config.toml and マスタ.xlsx, by name,
    from before they were read: what somebody saves meanwhile is never taken for what is known here.
    """

    root: Path
    settings: Settings
    master: Master
    calendar: Calendar
    rounds: tuple[Round, ...]

    inbox: Path
    outbox: Path
    state: Path
    is_rehearsal: bool = False
    faults: tuple[Problem, ...] = ()
    left_out: Mapping[str, Sequence[Problem]] = field(default_factory=dict)
    decisions: DecisionBook = NO_DECISIONS
    written: SettingsText = NOTHING_WRITTEN
    contents: Mapping[str, str | None] = field(default_factory=dict)
    _year_folders: dict[tuple[int, str], Path] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def fiscal_year(self) -> int:
        """西暦 of the April the year begins with."""
        return self.settings.fiscal_year

    @property
    def archive(self) -> Path:
        """Originals by content hash."""
        return self.state / "archive"

    @property
    def decisions_path(self) -> Path:
        """The workbook the coordinator decides in."""
        return self.root / self.settings.folders.templates_xlsx / DECISIONS_FILE

    @property
    def master_path(self) -> Path:
        """The master workbook."""
        return self.root / self.settings.folders.templates_xlsx / MASTER_FILE

    def template(self, form: str) -> Path:
        """Return the template workbook of a form."""
        return self.root / self.settings.folders.templates_xlsx / f"{form}.xlsx"

    def paper_template(self, name: str) -> Path:
        """Return a Word paper's template."""
        return self.root / self.settings.folders.templates_docx / name

    def page_template(self, name: str) -> Path:
        """Return a web page's template."""
        return self.root / self.settings.folders.templates_html / name

    def round(self, name: str) -> Round:
        """Return the round of that name.

        Raise UsageError naming those there are, SettingsError for one with a fault.
        """
        for round_ in self.rounds:
            if round_.name == name:
                return round_
        if name in self.left_out:
            raise SettingsError(self.left_out[name])
        if (own := self.settings.hand_up.own_ward(self.master)) and any(r.name == name for r in self.settings.rounds):
            why = f"回「{name}」は、{own.name}の作業フォルダでは配りません。"
            how = (
                "その回の level、departments、by_city、シート「回」なら「配る階層」「配る部署」「市が配る」で決まります"
            )
            raise UsageError(why, f"市の事務局が配ります（{how}）。")
        known = [r.name for r in self.rounds]
        raise _unknown("回", name, known)

    def faults_of(self, round_: Round, lists: Iterable[str]) -> list[Problem]:
        """Return the faults that concern the sheets of a round: its own, those of all rounds, those of these lists.

        Warnings are no faults here.
        """
        concerned = {*_ON_EVERY_SHEET, *lists}
        nth = next(r.nth for r in self.settings.rounds if r.name == round_.name)
        found = []
        for problem in (fault for fault in self.faults if fault.severity is Severity.ERROR):
            place = written_place(problem, self.written)
            if is_of_setting(problem, self.written):
                # A paper or page that finds no round costs itself alone, as one of another round does.
                is_of_all = problem.location.sheet not in (PAPERS, PAGES) and (not place or place[0] != "rounds")
                concerns = round_of(place) == nth or is_of_all
            else:
                concerns = problem.location.sheet in concerned
            found += [problem] if concerns else []
        return found

    def papers(self, round_: Round, unit: Ward | None = None) -> tuple[PaperSettings, ...]:
        """Return the Word papers config.toml lists for a round; those made for a unit, where one is given."""
        papers = next(r.papers for r in self.settings.rounds if r.name == round_.name)
        return tuple(one for one in papers if unit is None or is_made_for(one, unit, self.master))

    def pages(self, round_: Round, unit: Ward | None = None) -> tuple[PageSettings, ...]:
        """Return the web pages config.toml lists for a round; those made for a unit, where one is given."""
        pages = next(r.pages for r in self.settings.rounds if r.name == round_.name)
        return tuple(one for one in pages if unit is None or is_made_for(one, unit, self.master))

    def units(self, round_: Round) -> list[Ward]:
        """Return the wards, and the other units, for which documents of a round are made; in a ward's, its own."""
        units = units_of_round(next(r for r in self.settings.rounds if r.name == round_.name), self.master)
        own = self.settings.hand_up.own_ward(self.master)
        return [unit for unit in units if own is None or own in unit.line]

    def above(self, unit: Ward) -> Mapping[str, Ward]:
        """Return the units above one by their level; none in a ward's own workspace, which knows itself alone."""
        own = self.settings.hand_up.own_ward(self.master)
        return {one.level: one for one in unit.line[1:]} if own is None else {}

    def is_by_city(self, round_name: str) -> bool:
        """Return whether the city issues a round also to departments whose ward has a workspace of its own."""
        return any(r.by_city for r in self.settings.rounds if r.name == round_name)

    def awaits(self, round_: Round, department: Department) -> bool:
        """Return whether a department's sheet of a round comes in what its ward hands up, and is not issued here."""
        return not self.is_by_city(round_.name) and self.settings.hand_up.awaits(department)

    def folder_of(self, folder: Path, unit: Ward) -> Path:
        """Return where in a folder the documents of a unit lie: those of the wards beside one another.

        Those of the 部 of a ward lie in a folder of the ward.
        """
        return folder if unit in self.master.wards else folder / unit.body.name

    def letters(self, round_: Round) -> LetterSettings:
        """Return the templates of a round's letters."""
        rounds = {r.name: r for r in self.settings.rounds}
        own = rounds.get(round_.name) or rounds[confirmed_name(round_.name)]
        return own.letters.over(self.settings.letters)

    def confirmation_round(self, round_: Round, heads: Iterable[Department] = ()) -> Round | None:
        """Return the round in which the heads of the 部 confirm what came in for another; None where nobody need.

        It is due on the day before the first meeting, where that is known and later, else a week after the other.
        """
        form = next(r.confirmation for r in self.settings.rounds if r.name == round_.name)
        meetings = [paper.date for paper in self.papers(round_) if paper.date and paper.date > round_.due]
        due = min(meetings) - dt.timedelta(1) if meetings else round_.due + dt.timedelta(7)
        codes = frozenset(head.code for head in heads)
        name = confirmation_name(round_.name)
        return Round(name, form, round_.fiscal_year, round_.opens, due, codes) if form else None

    def letter_templates(self, name: str) -> tuple[Path, Path]:
        """Return the two templates of a letter: the Word document and the text to be pasted."""
        return self.paper_template(f"{name}.docx"), self.paper_template(f"{name}.txt")

    def ward(self, word: str) -> Ward:
        """Return the ward, or other unit, of that code or name; raise UsageError naming those there are."""
        for ward in self.master.units:
            if comparable(word) in (comparable(ward.code), comparable(ward.name)):
                return ward
        raise _unknown("区", word, [w.name for w in self.master.units])

    def office_of(self, ward: Ward) -> Office:
        """Return who runs the year in a ward: as the master says of it, else as config.toml says of all."""
        return ward.office.over(self.settings.office)

    def form_year(self, fiscal_year: int) -> FormYear:
        """Return what the forms of a fiscal year go by."""
        return FormYear(self.calendar, fiscal_year)

    def year_folder(self, fiscal_year: int, round_name: str) -> Path:
        """Return `outbox/R08/<回>`, where everything of a round is put."""
        key = fiscal_year, round_name
        if key not in self._year_folders:
            self._year_folders[key] = self.outbox.joinpath(self.calendar.fiscal_code(fiscal_year), round_name)
        return self._year_folders[key]


def _unknown(kind: str, word: str, known: list[str]) -> UsageError:
    return UsageError(f"{kind}「{word}」はありません。", suggest(word, known))
