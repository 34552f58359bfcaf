"""Writing everything a night has planned: what cannot be written is told, the rest is written all the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kusei_batch.errors import KuseiError

if TYPE_CHECKING:
    from kusei_batch.core.ward import Ward
    from kusei_batch.pipeline.session import Progress


@dataclass(frozen=True)
class Output:
    """A file written for people: its kind, its ward (None: the whole city) and where it is."""

    kind: str
    ward: Ward | None
    path: Path


Plan = tuple[Output | None, Callable[[], Output | None]]
"""What will be there (None: nothing new) and what makes it so; that may tell of another file to be read instead."""


def write_outputs(plans: Sequence[Plan], progress: Progress) -> tuple[list[Output], list[KuseiError]]:
    """Carry out every plan: what was written, and what could not be.

    A summary workbook that somebody has open must not cost the other wards theirs.
    """
    outputs: list[Output] = []
    failures: list[KuseiError] = []
    for done, (output, write) in enumerate(plans, 1):
        try:
            instead = write()
        except KuseiError as error:
            failures.append(error)
        else:
            outputs += [instead or output] if output else []
        progress("差戻しと資料の作成", done, len(plans))
    return outputs, failures
