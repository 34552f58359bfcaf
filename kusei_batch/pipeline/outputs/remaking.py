"""Documents are made again only where something they are made from has changed, or their file was touched.

What a document is made from is known before it is made: where its round and its ward stand, and the settings, master,
templates and program as a whole. A digest of that is entered in the ledger with the looks of the files that were left.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cache, partial
from pathlib import Path

import kusei_batch
from kusei_batch.config import Workspace
from kusei_batch.config.workspace import PEOPLES_BOOKS
from kusei_batch.core.made import Made, RoundRequest
from kusei_batch.core.ward import Department
from kusei_batch.disk import content_at, look_at, look_of, write_atomic
from kusei_batch.ledger import Written
from kusei_batch.pipeline.outputs.writing import Making, Output, Plan
from kusei_batch.pipeline.status.decisions import find_decision_faults
from kusei_batch.system import link_between


def digest_of(*parts: object) -> str:
    """Return the sha256 of values as JSON; frozen objects go by their type and fields."""
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


@dataclass(frozen=True)
class Sources:
    """Program and templates as they lay there before a night used any of them.

    Whoever saves one while the night runs may find the old or the new in its documents: by these they are of the old,
    and the next night makes them again. Forms, papers and pages are the hashes of files by name.
    """

    program: str
    forms: Mapping[str, str | None]
    papers: Mapping[str, str | None]
    pages: Mapping[str, str | None]


def look_at_sources(workspace: Workspace) -> Sources:
    """Return program and templates as they lie there now."""
    folders = workspace.settings.folders
    forms, papers, pages = (
        {path.name: content_at(path) for path in _files(workspace.root / name)}
        for name in (folders.templates_xlsx, folders.templates_docx, folders.templates_html)
    )
    # Of the workbooks that people write in, what was read of them counts.
    forms = {name: content for name, content in forms.items() if name not in PEOPLES_BOOKS}
    return Sources(digest_of(_program(), _libraries()), forms, papers, pages)


@dataclass(frozen=True)
class Ground:
    """The digests of what is the same for all wards.

    `common` is of program, settings, master and forms, from which all documents are made; a paper is made
    from its template besides (`papers`, by name), a page from all `pages`, which draw on one another.
    A letter tells nothing but what it is handed, dated by the era table: it is made from `program`, its templates, that
    table and what it is handed.
    """

    program: str
    common: str
    papers: Mapping[str, str | None]
    pages: str


def ground_of(workspace: Workspace, sources: Sources) -> Ground:
    """Return the digests of what is the same for all wards.

    Of 決定.xlsx only what is mistyped there is reported everywhere: what is decided concerns a ward, see WardGround.
    """
    mistyped = [problem.as_json() for problem in find_decision_faults(workspace)]
    # Documents lead to the files they tell of by the way from where they lie.
    ways = [link_between(folder, workspace.outbox) for folder in (workspace.inbox, workspace.archive)]
    common = digest_of(sources.program, workspace.contents, sources.forms, mistyped, ways)
    return Ground(sources.program, common, sources.papers, digest_of(sources.pages))


def _files(folder: Path) -> list[Path]:
    there = folder.iterdir() if folder.is_dir() else ()
    # An owner file comes and goes with whoever has the template open.
    return sorted(path for path in there if path.is_file() and not path.name.startswith("~$"))


def _program() -> list[object]:
    """Return what identifies a version of the program, also one that is being worked on."""
    names = sorted(
        os.path.join(folder, name)  # noqa: PTH118  a thousand names, which as paths cost a tenth of an unchanged night
        for folder, _, files in os.walk(Path(kusei_batch.__file__).parent)
        for name in files
        # Python writes `….pyc.140234` first: it comes and goes while another process compiles.
        if ".pyc" not in name
    )
    return [kusei_batch.__version__, *(look_of(os.stat(name)) for name in names)]  # noqa: PTH116


def _libraries() -> list[str]:
    """Return what identifies Python and the libraries it finds: one knows which days are national holidays.

    Each leaves a folder named for its version where it is installed; asking every one for it costs fifty times as much.
    """
    there = {name for folder in sys.path for name in _names_in(folder)}
    return [sys.version, *sorted(name for name in there if name.endswith((".dist-info", ".egg-info")))]


def _names_in(folder: str) -> list[str]:
    """Return what lies in a folder; nothing where there is no folder, or none that may be read.

    Python looks for modules also where it was called from, which need not be open to whoever the night runs as.
    """
    try:
        return os.listdir(folder)  # noqa: PTH208  hundreds of names, which as paths cost more
    except OSError:
        return []


@dataclass(frozen=True)
class MakingResult:
    """What making a document came to: the file to be read, where it is another, and the other rounds it looked into."""

    read: Output | None = None
    asked: tuple[RoundRequest, ...] = ()


Inputs = Callable[[Sequence[RoundRequest]], str]
"""Gives the digest of what a document is made from that looks into these other rounds."""


def inputs_alone(digest: str) -> Inputs:
    """Return what gives the digest of a document that looks into no other rounds."""
    return lambda _: digest


@dataclass
class Documents:
    """The documents of a night: those made before and those made now, below an outbox.

    `written` gives what the program has written at a path, oldest first; `enter` what is about to be written.
    """

    outbox: Path
    before: Mapping[str, Made]
    written: Callable[[str], Sequence[Written]]
    enter: Callable[[Mapping[str, Written]], None]
    now: list[Made] = field(default_factory=list)
    _kept: set[Output] = field(default_factory=set)

    def fresh(self, outputs: Iterable[Output]) -> list[Output]:
        """Return those of a night's outputs that were not simply left as they are."""
        return [output for output in outputs if output not in self._kept]

    def unless_made(
        self,
        outputs: Sequence[Output],
        inputs: Inputs,
        make: Callable[[], Making[MakingResult | None]],
        left: Callable[[], Iterable[Path]] = tuple,
    ) -> Plan:
        """Return the plan for documents that are only made where what they are made from, or their files, changed.

        They are made together; `make` tells of a file that is to be read instead of the first one. `left` gives the
        files that making them leaves; those that are to be read are always among them.
        """
        return outputs[0], partial(self._make, outputs, inputs, make, left)

    def answers_another(self, path: Path, content: str, since: dt.date) -> bool:
        """Return whether a file is known to answer another content than this one, which came on the day `since`.

        Where what it answers is not known any more, whether it was written before that day.
        """
        known = self.before.get(self._key(path))
        written = self.written(self._key(path))[-1:]
        return known.answers != content if known else any(one.as_of < since for one in written)

    def is_outdated(self, path: Path, inputs: str) -> bool:
        """Return whether a file may have been made from something else than these inputs, and nobody has touched it."""
        key = self._key(path)
        known = self.before.get(key)
        if known is None:
            return self.is_as_written(path)
        # What was copied back from a backup looks otherwise.
        return known.inputs != inputs and (known.files == {key: look_at(path)} or self.is_as_written(path))

    def is_as_written(self, path: Path) -> bool:
        """Return whether a file lies there with a content that the program has written there."""
        content = content_at(path)
        return content is not None and content in {one.sha256 for one in self.written(self._key(path))}

    def is_touched(self, path: Path) -> bool:
        """Return whether a file lies there that is not known to be as it was made or written."""
        key, look = self._key(path), look_at(path)
        known = self.before.get(key)
        is_as_made = known is not None and known.files == {key: look}
        return look is not None and not is_as_made and not self.is_as_written(path)

    def write(self, path: Path, content: bytes, day: dt.date) -> None:
        """Write a file that people work on, entered first: it must never look like somebody's own work."""
        self.enter({self._key(path): Written(hashlib.sha256(content).hexdigest(), day)})
        write_atomic(path, content)

    def remember(self, output: Output, inputs: str, answers: str) -> None:
        """Keep in mind of a file that has been written what it was made from, and which content it answers."""
        key = self._key(output.path)
        self.now.append(Made(key, inputs, output.kind, key, {key: look_at(output.path)}, answers=answers))

    def asked(self, output: Output) -> tuple[RoundRequest, ...]:
        """Return the other rounds that were looked into when a document was last made."""
        known = self.before.get(self._key(output.path))
        return known.asked if known else ()

    def _make(
        self,
        outputs: Sequence[Output],
        inputs: Inputs,
        make: Callable[[], Making[MakingResult | None]],
        left: Callable[[], Iterable[Path]],
    ) -> Making[Sequence[Output]]:
        known = [one for output in outputs if (one := self.before.get(self._key(output.path)))]
        if len(known) == len(outputs) and all(
            one.inputs == inputs(one.asked)
            and all(look_at(f"{self.outbox}/{path}") == look for path, look in one.files.items())
            for one in known
        ):
            pairs = zip(outputs, known, strict=True)
            kept = [Output(one.kind, output.ward, self.outbox / one.path) for output, one in pairs]
            self._kept.update(kept)
            return kept
        outcome = (yield from make()) or MakingResult()
        made = [outcome.read or outputs[0], *outputs[1:]]
        # Of each name one text, for all that is kept of it until the end of the night.
        keys = {path: self._key(path) for path in (*(o.path for o in (*outputs, *made)), *left())}
        files = {key: look_at(path) for path, key in keys.items()}
        for output, read in zip(outputs, made, strict=True):
            key, shown = keys[output.path], keys[read.path]
            self.now.append(Made(key, inputs(outcome.asked), read.kind, shown, files, outcome.asked))
        return made

    def _key(self, path: Path) -> str:
        return path.relative_to(self.outbox).as_posix()
