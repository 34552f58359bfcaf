"""A new workspace, from the templates that come with the program."""

from __future__ import annotations

from pathlib import Path

import kusei_batch
from kusei_batch.disk import cannot_write, make_folder, write_atomic
from kusei_batch.errors import CannotRunError, UsageError

CONFIG = "config.toml"
_FOLDERS = ("inbox", "outbox")
_TEMPLATES = {"templates_xlsx": "*.xlsx", "templates_docx": "*.docx", "templates_html": "*.html"}


def init_workspace(directory: Path, *, dry_run: bool) -> list[Path]:
    """Make a workspace and tell its files and folders. Raises UsageError where one already is."""
    if (directory / CONFIG).exists():
        raise UsageError(
            f"「{directory}」には、すでに作業フォルダがあります。",
            "別のフォルダを指定してください。今あるものは変えていません。",
        )
    files = _starter_files()
    if not dry_run:
        for name, data in files.items():
            # Templates somebody has put there already are theirs.
            if not (directory / name).exists():
                write_atomic(directory / name, data)
        _make_folders(directory)
    return [directory / name for name in (*files, *_FOLDERS)]


def _make_folders(directory: Path) -> None:
    for name in _FOLDERS:
        try:
            make_folder(directory / name)
        except OSError as error:
            raise cannot_write(directory / name, error) from error


def _starter_files() -> dict[str, bytes]:
    """Name in the workspace -> content. config.toml comes last: with it the workspace is whole."""
    package = Path(kusei_batch.__file__).parent
    files = {}
    for folder, pattern in _TEMPLATES.items():
        source = _shipped(package, folder)
        for path in sorted(source.glob(pattern)):
            if not path.name.startswith(("~$", ".")):
                files[f"{folder}/{path.name}"] = path.read_bytes()
    files[CONFIG] = (package / "starter" / CONFIG).read_bytes()
    return files


def _shipped(package: Path, folder: str) -> Path:
    """In an installed wheel the folder lies inside the package, in a checkout beside it."""
    for place in (package / folder, package.parent / folder):
        if place.is_dir():
            return place
    raise CannotRunError(f"同梱のひな形（{folder}）が見つかりません。", "kusei_batch を入れ直してください。")
