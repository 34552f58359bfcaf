"""Rounds, papers, pages and contacts moved from config.toml into the sheets of the master."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kusei_batch.config.lines import FILE
from kusei_batch.config.master_sheet import FILE as MASTER
from kusei_batch.config.setting_columns import COLUMNS, KEYS, OFFICE, PAGES, PAPERS, ROUNDS, SettingKind
from kusei_batch.config.setting_sheets import setting_sheets
from kusei_batch.config.settings import Folders
from kusei_batch.config.settings_reading import check_settings
from kusei_batch.config.workspace_reading import read_lists
from kusei_batch.core.problem import SettingsError, Severity
from kusei_batch.disk import write_atomic
from kusei_batch.errors import CannotRunError, UsageError
from kusei_batch.pipeline.workspace.setting_books import write_setting_sheets
from kusei_batch.pipeline.workspace.setting_choices import KnownWords, setting_choices
from kusei_batch.xlsx.reader import read_workbook

_HEADING = re.compile(r"\s*\[+\s*([^\]]+?)\s*\]")
_NOTE = (
    "# 市の名前、年度、回、資料、公表ページは、マスタ.xlsx のシート「設定」「回」「資料」「ページ」に書いてあります。"
)
_MARKS = "、，,\n"
_BY_HAND = "何も変えていません。手引きの「設定をExcelで書く」のとおり、手で移してください。"


@dataclass(frozen=True)
class MovedSettings:
    """What was moved, or is to be: how many of each, the rounds that stay and why, and the copies that were kept."""

    rounds: int
    papers: int
    pages: int
    items: tuple[str, ...]
    staying: Mapping[str, str]
    kept: tuple[Path, ...]


def move_settings(root: Path, *, dry_run: bool) -> MovedSettings:
    """Move what the sheets can say from config.toml into the master, and keep both files as they were beside it.

    A round with a setting that no sheet has a column for stays where it is, whole. Raise UsageError where the sheets
    are there already, or config.toml cannot be rewritten without changing what it says; nothing is changed then.
    """
    checked = check_settings(root / FILE)
    if any(problem.severity is Severity.ERROR for problem in checked.problems):
        raise SettingsError(checked.problems)
    settings, master = read_lists(root)
    path = root / settings.folders.templates_xlsx / MASTER
    text, book = (root / FILE).read_bytes().decode("utf-8-sig"), path.read_bytes()
    there = "」「".join(setting_sheets(read_workbook(book)))
    if there:
        raise UsageError(
            f"マスタに、シート「{there}」がすでにあります。", "残りは、そのシートに手で書き足してください。"
        )
    tree = tomllib.loads(text)
    staying = {str(one["name"]): reason for one in tree["rounds"] if (reason := _staying(one))}
    moved = {c.key: tree[c.key] for c in COLUMNS[OFFICE] if str(tree.get(c.key, "")).strip()}
    moved["rounds"] = [one for one in tree["rounds"] if str(one["name"]) not in staying]
    written = without_moved(text, tree, moved, staying)
    sheets = write_setting_sheets(
        book, moved, setting_choices(_templates(root, settings.folders), tree, KnownWords.of(master))
    )
    kept = (root / "config（移す前）.toml", root / "マスタ（移す前）.xlsx")
    if not dry_run:
        for copy, data in zip(kept, ((root / FILE).read_bytes(), book), strict=True):
            write_atomic(copy, data)
        write_atomic(path, sheets)
        try:
            write_atomic(root / FILE, written.encode("utf-8"))
        except CannotRunError:
            # Said in both places, nothing could be worked with.
            write_atomic(path, book)
            raise
    papers, pages = (sum(len(one.get(KEYS[name], ())) for one in moved["rounds"]) for name in (PAPERS, PAGES))
    items = tuple(column.heading for column in COLUMNS[OFFICE] if column.key in moved)
    return MovedSettings(len(moved["rounds"]), papers, pages, items, staying, kept)


def _templates(root: Path, folders: Folders) -> Iterator[str]:
    for key in ("templates_xlsx", "templates_docx", "templates_html"):
        folder = root / getattr(folders, key)
        found = folder.iterdir() if folder.is_dir() else ()
        yield from (f"{key}/{path.name}" for path in found if not path.name.startswith(("~$", ".")))


def _staying(round_: Mapping[str, Any]) -> str:
    """Return why a round cannot be said in the sheets; blank where it can."""
    faults = [*_unsaid(ROUNDS, round_, ("papers", "pages"))]
    faults += [fault for name in (PAPERS, PAGES) for one in round_.get(KEYS[name], ()) for fault in _unsaid(name, one)]
    return "、".join(dict.fromkeys(faults))


def _unsaid(sheet: str, entry: Mapping[str, Any], but: tuple[str, ...] = ()) -> Iterator[str]:
    kinds = {column.key: column.kind for column in COLUMNS[sheet]}
    for key, value in entry.items():
        if key in but:
            continue
        kind = kinds.get(key)
        is_list = kind is SettingKind.LIST and any(mark in word for word in value for mark in _MARKS)
        if kind is None or is_list or (kind is SettingKind.LETTERS and value is not False):
            yield key


def without_moved(text: str, tree: Mapping[str, Any], moved: Mapping[str, Any], staying: Mapping[str, str]) -> str:
    """Return config.toml without what is moved, and every other line as it is; `staying` are names of rounds.

    Raise UsageError where that is not possible.
    """
    end = "\r\n" if "\r\n" in text else "\n"
    wanted = {key: value for key, value in tree.items() if key not in moved}
    rest = [one for one in tree["rounds"] if str(one["name"]) in staying]
    wanted |= {"rounds": rest} if rest else {}
    names = [str(one["name"]) for one in tree["rounds"]]
    left: list[str] = []
    nth, is_top, is_moved = -1, True, False
    for line in text.split(end):
        if found := _HEADING.match(line):
            heading, is_top = found[1], False
            nth += heading == "rounds"
            is_moved = heading.split(".")[0] == "rounds" and names[min(nth, len(names) - 1)] not in staying
        key = line.split("=")[0].strip().strip("\"'")
        if not is_moved and not (is_top and "=" in line and key in moved):
            left.append(line)
    changed = end.join([_NOTE, *left])
    try:
        is_same = tomllib.loads(changed) == wanted
    except ValueError:
        is_same = False
    if not is_same:
        raise UsageError("config.toml の書き方が、プログラムで書き換えられるものと違います。", _BY_HAND)
    return changed
