"""number_formats.csv is what LibreOffice in Japanese shows; run as a module, this file writes it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.client.office import LibreOffice
from tests.xlsx.format_book import VALUES, ShownFormat, format_book, read_shown, write_shown

SOME = 9
"""Every ninth format: a question for each cell takes LibreOffice most of a minute for all."""


def shown_by(office: LibreOffice, formats: list[ShownFormat], folder: Path) -> list[ShownFormat]:
    path = folder / "表示形式.xlsx"
    path.write_bytes(format_book(formats))
    with office.open(path) as document:
        return [
            ShownFormat(f.code, tuple(document.read("様式", f"{chr(65 + n)}{i}").string for n in range(len(VALUES))))
            for i, f in enumerate(formats, 1)
        ]


def test_the_answers_kept_are_those_libreoffice_gives(office: LibreOffice, tmp_path: Path):
    some = read_shown()[::SOME]
    assert shown_by(office, some, tmp_path) == some


if __name__ == "__main__":
    with closing(LibreOffice()) as running, TemporaryDirectory() as made:
        write_shown(shown_by(running, read_shown(), Path(made)))
