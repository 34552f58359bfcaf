"""Templates as values: a folder of them is read once, and whoever fills one in need not reach the disk it lies on."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, eq=False)
class KeptFolder:
    """The files of a folder by their names, with their contents; None for one that cannot be read."""

    files: Mapping[str, bytes | None]

    @classmethod
    def read(cls, folder: Path) -> KeptFolder:
        """Return the files that lie in a folder now; none where there is no such folder."""
        there = folder.iterdir() if folder.is_dir() else ()
        return cls({path.name: _content(path) for path in sorted(there) if path.is_file()})

    def __truediv__(self, name: str) -> KeptFile:
        return KeptFile(self, name)

    def iterdir(self) -> Iterator[KeptFile]:
        """Return every file."""
        return (self / name for name in self.files)


@dataclass(frozen=True)
class KeptFile:
    """One file of a kept folder, asked as a Path is."""

    parent: KeptFolder
    name: str

    def __str__(self) -> str:
        return self.name

    def is_file(self) -> bool:
        """Return whether there is such a file."""
        return self.name in self.parent.files

    def read_bytes(self) -> bytes:
        """Return the content; raise OSError where the file is not there or could not be read."""
        content = self.parent.files.get(self.name)
        if content is None:
            raise FileNotFoundError(self.name)
        return content

    def read_text(self, encoding: str) -> str:
        """Return the content as text; raise OSError as `read_bytes` does, and UnicodeDecodeError."""
        # Ends of lines as Path.read_text gives them.
        return io.TextIOWrapper(io.BytesIO(self.read_bytes()), encoding).read()


TemplateFile = Path | KeptFile
TemplateFolder = Path | KeptFolder


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
