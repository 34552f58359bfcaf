"""The manual beside the workspace: written by init, rewritten by the night when the program has another."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote

from kusei_batch import __version__
from kusei_batch.disk import write_together
from kusei_batch.manual import FIRST, FOLDER, Manual, edition_of, make_manual
from kusei_batch.pipeline.workspace.shipped import shipped_folder
from kusei_batch.system import remove_file

_HEAD = 1000  # bytes of the first page within which its edition stands
_OURS = '<meta name="generator" content="kusei_batch '
_PICTURE = re.compile(r'<img[^>]* src="(pictures/[^"/]+\.png)"')


def read_sources() -> dict[str, bytes]:
    """Return what the manual is made from, path below docs/ -> content: the text and its pictures."""
    docs = shipped_folder("docs")
    found = sorted((*docs.glob("*.md"), *docs.glob("pictures/*.png")))
    return {path.relative_to(docs).as_posix(): path.read_bytes() for path in found}


def shipped_manual() -> Manual:
    """Return the manual of this version of the program."""
    return make_manual(read_sources(), __version__)


def refresh_manual(root: Path) -> bool:
    """Write the manual of a workspace where it is missing or another version's, and return whether it was.

    Pages and pictures of the former one that this one does not have are removed; what others put there stays.
    Raise CannotRunError when the disk refuses.
    """
    first = root / FOLDER / FIRST
    if first.is_file():
        with first.open("rb") as page:
            head = page.read(_HEAD).decode("utf-8", "replace")
        if edition_of(read_sources(), __version__) in head:
            return False
    files = {root / FOLDER / name: content for name, content in shipped_manual().files.items()}
    with suppress(OSError):
        for path in former_files(root / FOLDER):
            if path not in files and path.is_file():
                remove_file(path)
    # The page that tells the edition comes last: a run that is killed before then begins again.
    last = files.pop(first)
    for part in (files, {first: last}):
        for error in write_together(part).values():
            raise error
    return True


def former_files(folder: Path) -> list[Path]:
    """Return the pictures and then the pages of ours in a folder: pages by their mark, pictures by what these show."""
    pages = {page: page.read_text(encoding="utf-8", errors="replace") for page in folder.glob("*.html")}
    ours = {page: text for page, text in pages.items() if _OURS in text[:_HEAD]}
    shown = {folder / unquote(name) for text in ours.values() for name in _PICTURE.findall(text)}
    return [*sorted(shown), *sorted(ours)]
