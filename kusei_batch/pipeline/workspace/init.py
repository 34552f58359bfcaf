"""A new workspace, from the templates that come with the program: blank, or the sample's."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import kusei_batch
from kusei_batch.config.master_sheet import EXAMPLE
from kusei_batch.config.master_sheet import FILE as MASTER
from kusei_batch.disk import cannot_write, make_folder, write_atomic
from kusei_batch.errors import UsageError
from kusei_batch.manual import FOLDER as MANUAL
from kusei_batch.pipeline.workspace.manual import refresh_manual
from kusei_batch.pipeline.workspace.named_templates import templates_in_use
from kusei_batch.pipeline.workspace.shipped import shipped_folder
from kusei_batch.system import remove_file

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

CONFIG = "config.toml"
_FOLDERS = ("inbox", "outbox")
_TEMPLATES = {
    "templates_xlsx": ("*.xlsx",),
    "templates_docx": ("*.docx", "*.txt"),  # a letter has both
    "templates_html": ("*.html",),
}
# What any city can begin with and nobody has to type again.
KEPT_LISTS = ("休業日", "場面", "理念", "分野", "_決定")
# Heading -> the sheet and column whose values a cell below it offers.
_OFFERED = {"区コード": "区!$A$2:$A$100", "部署コード": "部署!$A$2:$A$500", "場面": "場面!$A$2:$A$100"}
_ROOM = 500


def init_workspace(
    directory: Path,
    *,
    dry_run: bool,
    blank: int | None = None,
    example: Path | None = None,
    own: Mapping[str, bytes] | None = None,
) -> list[Path]:
    """Make a workspace and return its files and folders: the sample's, or a blank one for the fiscal year `blank`.

    What the folder `example` holds, or `own` by name, takes the place of the sample's, of whose templates those stay
    that an example's config.toml names. Raise UsageError where a workspace already is, and where `example` holds none
    of its files. Of one that is broken off nothing is left.
    """
    require_no_workspace(directory)
    files = starter_files()
    if blank is not None:
        master = f"templates_xlsx/{MASTER}"
        files |= {master: blank_master(files[master]), CONFIG: blank_config(files[CONFIG], blank)}
    if example is not None:
        laid = example_files(example)
        lists = laid.get(f"templates_xlsx/{MASTER}", b"")
        used = templates_in_use(files, laid[CONFIG], lists) if CONFIG in laid else set(files)
        files = {name: data for name, data in files.items() if name in used or name == CONFIG} | laid
        files[CONFIG] = files.pop(CONFIG)
    files |= own or {}
    if not dry_run:
        _write(directory, files)
        for name in _FOLDERS:
            try:
                make_folder(directory / name)
            except OSError as error:
                raise cannot_write(directory / name, error) from error
        refresh_manual(directory)
    return [directory / name for name in (*files, *_FOLDERS, MANUAL)]


def require_no_workspace(directory: Path) -> None:
    """Raise UsageError where a workspace already is."""
    if (directory / CONFIG).exists():
        raise UsageError(
            f"「{directory}」には、すでに作業フォルダがあります。",
            "別のフォルダを指定してください。今あるものは変えていません。",
        )


def _write(directory: Path, files: Mapping[str, bytes]) -> None:
    """Write the files that are not there: templates somebody has put there already are theirs.

    Broken off, it takes back what it wrote: a master that is left would be kept by the next who tries.
    """
    written: list[Path] = []
    try:
        for path, data in ((directory / name, data) for name, data in files.items()):
            if not path.exists():
                written.append(path)
                write_atomic(path, data)
    except BaseException:
        for path in written:
            remove_file(path)
        raise


def example_files(folder: Path) -> dict[str, bytes]:
    """Return what an example has otherwise than the sample, name in the workspace -> content; config.toml last.

    Raise UsageError for a folder that has nothing of a workspace.
    """
    files = dict[str, bytes]()
    for name in _TEMPLATES:
        files |= _templates_of(name, folder / name)
    if (folder / CONFIG).is_file():
        files[CONFIG] = (folder / CONFIG).read_bytes()
    if not files:
        raise UsageError(
            f"「{folder}」に、作業フォルダの例がありません。",
            "config.toml か templates_xlsx のあるフォルダ（examples の中のフォルダなど）を指定してください。",
        )
    return files


def starter_files() -> dict[str, bytes]:
    """Return the sample's files, name in the workspace -> content. config.toml comes last: with it all is there."""
    files = dict[str, bytes]()
    for folder in _TEMPLATES:
        files |= _templates_of(folder, shipped_folder(folder))
    files[CONFIG] = (Path(kusei_batch.__file__).parent / "starter" / CONFIG).read_bytes()
    return files


def _templates_of(name: str, source: Path) -> dict[str, bytes]:
    """Return the files of one of the template folders, which lie in `source`."""
    found = sorted(path for pattern in _TEMPLATES[name] for path in source.glob(pattern))
    return {f"{name}/{path.name}": path.read_bytes() for path in found if not path.name.startswith(("~$", "."))}


def blank_config(sample: bytes, fiscal_year: int) -> bytes:
    """Return config.toml with the sample's own words left blank, and no round for departments of its by code."""
    text = sample.decode("utf-8")
    text = re.sub(r'(?m)^(city|committee|submit_to|contact) = "[^"]*"', r'\1 = ""', text)
    text = re.sub(r"(?m)^fiscal_year = \d+", f"fiscal_year = {fiscal_year}", text)
    text = re.sub(r'(?m)^departments = (?=\["\d)', "# departments = ", text)
    return text.encode("utf-8")


def blank_master(sample: bytes) -> bytes:
    """Return the master with headings, dropdowns and, in grey, one example row a list that counts for nothing."""
    import openpyxl
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book = openpyxl.load_workbook(io.BytesIO(sample))
    for sheet in book.worksheets:
        if sheet.title not in KEPT_LISTS:
            _keep_one_example(sheet)
        for cell in sheet[1]:
            offered = _OFFERED.get(str(cell.value))
            source = offered.partition("!")[0] if offered else ""
            if offered and source in book.sheetnames and source != sheet.title:
                rule = DataValidation(type="list", formula1=offered, allow_blank=True, showErrorMessage=False)
                column = get_column_letter(cell.column or 1)
                rule.add(f"{column}2:{column}{_ROOM}")
                sheet.add_data_validation(rule)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _keep_one_example(sheet: Worksheet) -> None:
    from openpyxl.styles import Font

    if sheet.max_row > 2:  # noqa: PLR2004  the heading and the example
        sheet.delete_rows(3, sheet.max_row)
    for cell in sheet[2]:
        if cell.value is not None:
            cell.font = Font(name=cell.font.name, size=cell.font.size, italic=True, color="FF808080")
    if sheet["A2"].value is not None:
        sheet["A2"].value = f"{EXAMPLE}{sheet['A2'].value}"
