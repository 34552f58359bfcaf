"""Read what a config.toml with faults still says: enough to report the faults where people look."""

from __future__ import annotations

import tomllib
from pathlib import Path

from pydantic import ValidationError

from kusei_batch.config.settings import Folders
from kusei_batch.config.settings_reading import read_tree, read_whole_tree


def read_folder(path: Path, key: str) -> str:
    """Return a folder of a config.toml with faults, as its own line tells it; the usual one where no line can be read.

    It is used only to say that the file is faulty where people look for what a night did.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig", errors="replace")
    except OSError:
        text = ""
    for line in text.splitlines():
        try:
            tree = tomllib.loads(line.strip())
            return str(getattr(Folders.model_validate({key: tree[key]}), key))
        except (KeyError, ValueError):
            continue
    return str(getattr(Folders(), key))


def read_city(path: Path) -> str:
    """Return the city of a config.toml with faults; blank where it cannot be read."""
    return str(read_whole_tree(path).get("city", ""))


def read_templates_folder(path: Path) -> str | None:
    """Return the folder of the template workbooks in a config.toml with faults; None where nothing tells it."""
    tree = read_tree(path)
    folders = tree.get("folders", {}) if tree else {}
    try:
        return Folders.model_validate({"templates_xlsx": folders["templates_xlsx"]}).templates_xlsx
    except (KeyError, TypeError, ValidationError):
        return None
