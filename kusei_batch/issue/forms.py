"""The forms a workspace issues, and the copy kept of each template so that a return is read as it was issued."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from kusei_batch.core.problem import Location, Problem, SettingsError, Severity
from kusei_batch.disk import write_atomic
from kusei_batch.xlsx.compile import compile_template
from kusei_batch.xlsx.template import read_template

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from kusei_batch.core.form import Form
    from kusei_batch.xlsx.stamp import CompiledForm

FOLDER = "forms"


@dataclass(frozen=True)
class OpenForm:
    """A form as one template file states it, with that file's content."""

    form: Form
    data: bytes

    @property
    def sha256(self) -> str:
        """What the template is kept and registered under."""
        return hashlib.sha256(self.data).hexdigest()

    @cached_property
    def compiled(self) -> CompiledForm:
        """The compiled form; made when first needed, since a quiet night stamps nothing."""
        return compile_template(self.data, self.form)


def open_form(path: Path, lists: Mapping[str, Sequence[Mapping[str, str]]]) -> OpenForm:
    """The form of a template file. Raises SettingsError with every fault of it."""
    if not path.is_file():
        place = Location(file=path.name)
        raise SettingsError([Problem("form-file-missing", Severity.ERROR, place, {"folder": path.parent.name})])
    form, problems = read_template(path, lists)
    if form is None:
        raise SettingsError([p for p in problems if p.severity is Severity.ERROR])
    return OpenForm(form, path.read_bytes())


def keep_template(opened: OpenForm, state: Path) -> Path:
    """Keep the template under its hash, so that a later version of the form does not orphan sheets still out."""
    path = state / FOLDER / f"{opened.sha256}.xlsx"
    if not path.is_file():
        write_atomic(path, opened.data)
    return path
