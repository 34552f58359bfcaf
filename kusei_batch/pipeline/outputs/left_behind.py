"""What lies there under the name of a ward or round that there is no more: no night keeps it up to date, so it goes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from kusei_batch.config import Workspace
from kusei_batch.core.made import Made
from kusei_batch.core.period import Round
from kusei_batch.core.problem import Severity
from kusei_batch.core.submission import IssuedSheet
from kusei_batch.disk import look_at
from kusei_batch.pipeline.outputs.calendars import CalendarWriter
from kusei_batch.pipeline.outputs.documents import summary_paths, ward_stem
from kusei_batch.pipeline.outputs.done_folder import put_into_done
from kusei_batch.pipeline.outputs.letters import LETTER_FOLDER, letter_folder, put_away_letters
from kusei_batch.pipeline.outputs.notices import notice_path
from kusei_batch.pipeline.outputs.pages import page_home
from kusei_batch.pipeline.outputs.papers import held_from
from kusei_batch.pipeline.outputs.returned import returned_path
from kusei_batch.pipeline.outputs.round_facts import NightResults, WardFacts
from kusei_batch.pipeline.outputs.writing import Plan
from kusei_batch.publish import CURRENT, withdraw

_PAPERS = ("paper", "newer_paper")
_OF_ROUNDS = ("summary_workbook", "records_csv")
_DEPTH = 4
"""`R08/<回>/06_通知/<区>`: so many names lead to the letters of a ward's round, or to its pages."""


def plan_left_behind(wards: WardFacts) -> Iterator[Plan]:
    """Yield the moves into 済 of this year's letters, answers, summaries, plans and papers no night makes any more.

    Pages that config.toml asks for no more are taken out of 公開用. What somebody has changed stays, and so does a
    paper that its meeting has seen, or of which no setting tells when that is; and all of a round that is not in
    config.toml any more, but for its letters: nobody is asked for anything in it. Earlier years are archives.
    """
    night = wards.night
    # What a fault leaves out of the settings or the master is not gone.
    if any(fault.severity is Severity.ERROR for fault in night.workspace.faults):
        return
    begins = f"{night.workspace.calendar.fiscal_code(night.workspace.fiscal_year)}/"
    made = [one for one in night.documents.before.values() if one.plan.startswith(begins)]
    for folder in _letter_folders(night, made):
        yield None, partial(put_away_letters, folder, [])
    for home in _withdrawn(night, made):
        yield None, partial(withdraw, home)
    for path in (*_left(wards, made), *_left_papers(night, made), *_former_answers(night)):
        yield None, partial(put_into_done, path)


def _letter_folders(night: NightResults, made: list[Made]) -> list[Path]:
    """Return the folders of letters that none of this year's rounds and wards has."""
    workspace, status = night.workspace, night.status
    rounds = [found.round for found in (*status.rounds, *status.confirmations)]
    own = {letter_folder(workspace, round_, ward) for round_ in rounds for ward in workspace.master.bodies}
    found = _homes(workspace, (one for one in made if f"/{LETTER_FOLDER}/" in one.plan))
    return sorted(folder for folder in found - own if folder.is_dir())


def _homes(workspace: Workspace, made: Iterable[Made]) -> set[Path]:
    """Return the folders of wards' rounds that documents lie in."""
    # A ward has many documents in few folders, and a path takes longer to make than its text.
    return {workspace.outbox / text for text in {"/".join(one.plan.split("/")[:_DEPTH]) for one in made}}


def _withdrawn(night: NightResults, made: list[Made]) -> list[Path]:
    """Return where pages are out that the settings ask for no more, for rounds that are still among them."""
    workspace = night.workspace
    own = {
        page_home(workspace, round_, unit)
        for round_ in workspace.rounds
        for unit in workspace.units(round_)
        if workspace.pages(round_, unit)
    }
    names = {round_.name for round_ in workspace.rounds}
    found = _homes(workspace, (one for one in made if one.kind == "page" and one.round_name in names))
    return sorted(home for home in found - own if (home / CURRENT).is_dir())


def _left(wards: WardFacts, made: list[Made]) -> list[Path]:
    """Return the summaries and plans that are of no ward, and lie there as they were made."""
    night = wards.night
    workspace, outbox = night.workspace, night.workspace.outbox
    writer = CalendarWriter(workspace, night.ledger, night.renderer, night.status.as_of)
    due = {path for ward in workspace.master.bodies for path in writer.paths(ward)}
    told = {one.round_name for one in made if one.kind in _OF_ROUNDS}
    rounds = set()
    for status in night.status.rounds:
        # Forms that nothing was made by need not be read for this.
        form = wards.form(status.round.name) if status.round.name in told else None
        # Of a round whose form cannot be read, nothing is known of what there is to be.
        if form is not None:
            rounds.add(status.round.name)
            due |= {
                path for unit in workspace.units(status.round) for path in summary_paths(workspace, status, unit, form)
            }
    concerned = [one for one in made if one.kind == "calendar" or (one.kind in _OF_ROUNDS and one.round_name in rounds)]
    there = [(outbox / key, look) for one in concerned for key, look in one.files.items() if look]
    return [path for path, look in there if path not in due and look_at(path) == look]


def _former_answers(night: NightResults) -> list[Path]:
    """Return what was sent back, or told of as not taken, under a name that its sheet had before it was issued again.

    It lies beside the answer that bears the new name, and has its number: a department would mend whichever it finds.
    """
    workspace, register = night.workspace, night.ledger.issued()
    former = dict.fromkeys(
        path
        for sheet, _ in night.ledger.issues()
        if sheet.fiscal_year == workspace.fiscal_year
        and not sheet.origin
        and sheet.path != register[sheet.sheet_id].path
        for path in _answer_paths(workspace, sheet)
    )
    there = [path for path in former if path.is_file()]
    current = {path for sheet in register.values() for path in _answer_paths(workspace, sheet)} if there else set()
    return [path for path in there if path not in current]


def _answer_paths(workspace: Workspace, sheet: IssuedSheet) -> tuple[Path, Path]:
    return returned_path(workspace, sheet), notice_path(workspace, sheet)


def _left_papers(night: NightResults, made: list[Made]) -> list[Path]:
    """Return the papers that are of no unit, of meetings still to come, and lie there as they were written."""
    workspace = night.workspace
    papers: dict[str, list[Made]] = defaultdict(list)
    for one in made:
        if one.kind in _PAPERS:
            papers[one.round_name].append(one)
    found: list[str] = []
    for round_ in workspace.rounds:
        stems = tuple(f"{ward_stem(workspace.calendar, round_, unit)}_" for unit in workspace.units(round_))
        for one in papers[round_.name]:
            plan = Path(one.plan)
            if not plan.name.startswith(stems) and _is_to_come(night, round_, plan):
                found += one.files
    return [path for file in found if night.documents.is_as_written(path := workspace.outbox / file)]


def _is_to_come(night: NightResults, round_: Round, plan: Path) -> bool:
    """Return whether the meeting of a paper is still to come, by the setting whose name it bears."""
    rounds, told = night.workspace.rounds, night.workspace.papers(round_)
    named = [one for one in told if (plan.parent.name == one.name if one.each else plan.stem.endswith(f"_{one.name}"))]
    days = [held_from(one.date, round_, rounds) for one in named]
    return bool(days) and all(day is None or night.status.as_of < day for day in days)
