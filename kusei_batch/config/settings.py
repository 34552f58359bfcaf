"""The keys of config.toml."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from kusei_batch.config.engine_settings import EngineSettings
from kusei_batch.config.hand_up_settings import HandUpSettings
from kusei_batch.config.letter_settings import LetterChoices, LetterSettings, RoundLetters
from kusei_batch.config.limits import LimitSettings
from kusei_batch.config.pruning import NTH
from kusei_batch.config.setting_values import Day, FileName, Folder, Strict, Text, parse_year
from kusei_batch.core.office import Office
from kusei_batch.core.own_words import OwnWords
from kusei_batch.core.period import DEFAULT_ERAS, Era
from kusei_batch.core.ward import DIVISION_LEVEL, SECTION, WARD_LEVEL


class Folders(Strict):
    """Where things are, absolute or as seen from config.toml; `state` must be on a local disk, never the share."""

    inbox: Folder = "inbox"
    outbox: Folder = "outbox"
    templates_xlsx: Folder = "templates_xlsx"
    templates_docx: Folder = "templates_docx"
    templates_html: Folder = "templates_html"
    state: Folder = ".kusei"


class DocumentSettings(Strict):
    """Something a round is made into: the template that makes it, its name and what its head says.

    It is made for every unit of a `level` (blank: for each that looks after departments itself).
    """

    template: FileName
    name: FileName
    title: str = ""
    date: Day | None = None
    level: str = ""
    nth: int = Field(default=0, alias=NTH)


class PaperSettings(DocumentSettings):
    """One Word paper of a round, its 資料番号 and the meeting it is laid before.

    With `each`, the name of a list, there is one for each of its rows, of which `rows` is the condition (blank: all).
    """

    number: str = ""
    meeting: str = ""
    each: str = ""
    rows: str = ""


class PageSettings(DocumentSettings):
    """One web page of a round, the 項目 that are public, and the condition of the rows that are (blank: all).

    `date` None: the day on which it was first released; `contact` blank: that of the workspace.
    """

    contact: str = ""
    columns: tuple[Text, ...] = ()
    rows: str = ""


class RoundSettings(Strict):
    """One 回: form, opening day, due day, the departments it is for (none: all), its papers, pages and letters.

    `confirmation` names the form in which the head of each 部 confirms what was accepted; blank: nobody need. `level`
    is that of the units whose departments it is for (blank: the wards), `totals` are the levels whose units have a
    summary workbook beside those of the wards. One `by_city` is issued by the city also to departments of wards that
    have workspaces of their own, and is not one of those.
    """

    name: FileName
    form: FileName
    opens: Day
    due: Day
    departments: tuple[Text, ...] = ()
    papers: tuple[PaperSettings, ...] = ()
    pages: tuple[PageSettings, ...] = ()
    letters: RoundLetters = LetterChoices()
    confirmation: FileName | Literal[""] = ""
    level: str = ""
    totals: tuple[Text, ...] = ()
    by_city: bool = False
    nth: int = Field(default=0, alias=NTH)


class EraSettings(Strict):
    """One line of the era table."""

    name: Text
    letter: Annotated[str, Field(pattern=r"^[A-Z]$")]
    start: dt.date


class WordSettings(Strict):
    """[words]: what the office calls its 区, 部 and 部署, and its work, in what the program prints of itself."""

    ward: Text = WARD_LEVEL
    division: Text = DIVISION_LEVEL
    section: Text = SECTION
    work: str = ""

    def own(self) -> OwnWords:
        """Return the words as views take them."""
        return OwnWords(self.ward, self.division, self.section, self.work)


class Settings(Strict):
    """The whole of config.toml."""

    city: Text
    fiscal_year: Annotated[int, BeforeValidator(parse_year)]
    committee: str = ""
    submit_to: str = ""
    find_at: str = ""
    contact: str = ""
    words: WordSettings = WordSettings()
    font: Text = "BIZ UDゴシック"
    workers: Annotated[int, Field(ge=0, le=64)] = 0
    folders: Folders = Folders()
    limits: LimitSettings = LimitSettings()
    engine: EngineSettings = EngineSettings()
    letters: LetterSettings = LetterSettings()
    hand_up: HandUpSettings = HandUpSettings()
    rounds: Annotated[tuple[RoundSettings, ...], Field(min_length=1)]
    eras: Annotated[tuple[EraSettings, ...], Field(min_length=1)] = tuple(
        EraSettings(name=e.name, letter=e.letter, start=e.start) for e in DEFAULT_ERAS
    )

    @property
    def office(self) -> Office:
        """Who runs the year in every ward of which the master says nothing else."""
        return Office(self.committee, self.contact, self.submit_to)

    @property
    def worker_count(self) -> int:
        """How many processes work at a time: as asked for, else one a processor."""
        return self.workers or os.cpu_count() or 1

    def era_table(self) -> tuple[Era, ...]:
        """Return the eras as the calendar wants them, oldest first."""
        return era_table(self.eras)


def era_table(settings: Iterable[EraSettings]) -> tuple[Era, ...]:
    """Return the eras of the lines of the era table, oldest first."""
    eras = (Era(e.name, e.letter, e.start) for e in settings)
    return tuple(sorted(eras, key=lambda era: era.start))
