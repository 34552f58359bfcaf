"""Which of the program's own templates a config.toml has a use for: the others tell of an office that it is not."""

from __future__ import annotations

import io
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePath

from kusei_batch.config.letter_settings import LetterSettings
from kusei_batch.config.master_sheet import FILE as MASTER
from kusei_batch.config.setting_columns import PAGES, PAPERS, ROUNDS
from kusei_batch.core.letter_days import LetterKind

_FOR_ANY_OFFICE = (
    MASTER,
    "資料のひな形.docx",
    "照会回答.docx",
    "公表のひな形.html",
    "公表の枠.html",
    "公表の部品.html",
)


def templates_in_use(files: Iterable[str], config: bytes, master: bytes = b"") -> set[str]:
    """Return which of these templates the config or the rounds of the master name, with those that any office may use.

    They are all where the config is no TOML.
    """
    try:
        settings = tomllib.loads(config.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return set(files)
    named = {*_texts(settings), *_texts_of(master), *_FOR_ANY_OFFICE, *_usual_letters(settings)}
    return {file for file in files if {PurePath(file).name, PurePath(file).stem} & named}


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, str):
        yield value


def _texts_of(master: bytes) -> Iterator[str]:
    """Yield what stands in the sheets of a master that tell of rounds and of what they make."""
    if not master:
        return
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(master), read_only=True, data_only=True)
    for name in {ROUNDS, PAPERS, PAGES} & {*book.sheetnames}:
        for row in book[name].iter_rows(values_only=True):
            yield from (cell for cell in row if isinstance(cell, str))


def _usual_letters(settings: Mapping[str, object]) -> Iterator[str]:
    """Yield the letters that are made where nothing is said; to a 部長 only where a round asks for his word."""
    rounds = settings.get("rounds")
    asked = isinstance(rounds, list) and any(isinstance(one, Mapping) and one.get("confirmation") for one in rounds)
    usual = LetterSettings()
    yield from (usual.of(kind) for kind in LetterKind if asked or kind is not LetterKind.CONFIRMATION)
