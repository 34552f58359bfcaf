"""Documents are made again only where something they are made from has changed, or their file was touched.

What a document is made from is known before it is made: where its round and its ward stand, and the settings, master,
templates and program as a whole. A digest of that is entered in the ledger with the looks of the files that were left.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cache, partial
from pathlib import Path

import kusei_batch
from kusei_batch.config import Workspace
from kusei_batch.config.lines import FILE
from kusei_batch.core.decision_book import FILE as DECISIONS
from kusei_batch.core.made import Made
from kusei_batch.core.ward import Department
from kusei_batch.disk import file_sha256, look_at, look_of
from kusei_batch.pipeline.outputs.writing import Making, Output, Plan


def digest_of(*parts: object) -> str:
    """Return the sha256 of values as JSON; frozen objects are told by their type and fields."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, default=_plain).encode()).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, Department):
        return value.code  # what else the master says of it is in the digest of all documents, see ground_of
    if is_dataclass(value) and not isinstance(value, type):
        return [type(value).__name__, *(getattr(value, name) for name in _field_names(type(value)))]
    if isinstance(value, Mapping):
        return list(value.items())
    if isinstance(value, set | frozenset):
        return sorted(map(str, value))
    return str(value)


@cache
def _field_names(kind: type) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind))


def ground_of(workspace: Workspace) -> str:
    """Return the digest of what all documents are made from: program, settings, master, decisions and templates.

    決定.xlsx counts by what is decided in it: questions that were added change nothing.
    """
    folders = workspace.settings.folders
    names = (folders.templates_xlsx, folders.templates_docx, folders.templates_html)
    kept = [workspace.root / FILE, *(path for name in names for path in _files(workspace.root / name))]
    kept = [path for path in kept if path != workspace.decisions_path]
    return digest_of(_program(), [(str(path), _content(path)) for path in kept], _decided(workspace))


def _decided(workspace: Workspace) -> list[object]:
    """Return what the coordinator has decided or mistyped; what waits is told with each ward's state."""
    master = workspace.master
    adopted = {name: [row for row in rows if row.adopted] for name, rows in master.free_lists.items()}
    choices = [row for row in master.choices.rows if row.word]
    slips = [problem.as_json() for problem in workspace.faults if problem.location.file == DECISIONS]
    return [[c for c in master.clearances if c.judgment], choices, adopted, slips]


def _files(folder: Path) -> list[Path]:
    there = folder.iterdir() if folder.is_dir() else ()
    # An owner file comes and goes with whoever has the template open.
    return sorted(path for path in there if path.is_file() and not path.name.startswith("~$"))


def _program() -> list[object]:
    """By what a version of the program is known, also one that is being worked on."""
    names = sorted(
        os.path.join(folder, name)  # noqa: PTH118  a thousand names, which as paths cost a tenth of an unchanged night
        for folder, _, files in os.walk(Path(kusei_batch.__file__).parent)
        for name in files
        if not name.endswith(".pyc")
    )
    return [kusei_batch.__version__, *(look_of(os.stat(name)) for name in names)]  # noqa: PTH116


def _content(path: Path) -> str | None:
    """Return the hash of a file; None of one that cannot be read, which costs the documents made from it alone."""
    try:
        return file_sha256(path)
    except OSError:
        return None


@dataclass
class Documents:
    """The documents of a night: those made before and those made now, below an outbox."""

    outbox: Path
    before: Mapping[str, Made]
    now: list[Made] = field(default_factory=list)
    _kept: set[Output] = field(default_factory=set)

    def fresh(self, outputs: Iterable[Output]) -> list[Output]:
        """Return those of a night's outputs that were not simply left as they are."""
        return [output for output in outputs if output not in self._kept]

    def unless_made(
        self,
        outputs: Sequence[Output],
        inputs: str,
        make: Callable[[], Making[Output | None]],
        left: Callable[[], Iterable[Path]] = tuple,
    ) -> Plan:
        """Return the plan for documents that are only made where `inputs` or the files they left have changed.

        They are made together; `make` tells of a file that is to be read instead of the first one. `left` gives the
        files that making them leaves; those that are to be read are always among them.
        """
        return outputs[0], partial(self._make, outputs, inputs, make, left)

    def _make(
        self,
        outputs: Sequence[Output],
        inputs: str,
        make: Callable[[], Making[Output | None]],
        left: Callable[[], Iterable[Path]],
    ) -> Making[Sequence[Output]]:
        known = [one for output in outputs if (one := self.before.get(self._key(output.path)))]
        if len(known) == len(outputs) and all(one.inputs == inputs and self._is_untouched(one) for one in known):
            pairs = zip(outputs, known, strict=True)
            kept = [Output(one.kind, output.ward, self.outbox / one.path) for output, one in pairs]
            self._kept.update(kept)
            return kept
        instead = yield from make()
        made = [instead or outputs[0], *outputs[1:]]
        files = {self._key(path): look_at(path) for path in (*(o.path for o in (*outputs, *made)), *left())}
        for output, read in zip(outputs, made, strict=True):
            self.now.append(Made(self._key(output.path), inputs, read.kind, self._key(read.path), files))
        return made

    def _is_untouched(self, made: Made) -> bool:
        return all(look_at(self.outbox / path) == look for path, look in made.files.items())

    def _key(self, path: Path) -> str:
        return path.relative_to(self.outbox).as_posix()
