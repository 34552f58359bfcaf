"""公開用 holds what is to be uploaded: what the program did not put there is reported to the coordinator."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kusei_batch.core.problem import Location, Problem
from kusei_batch.core.text.cleaning import clean_line
from kusei_batch.pipeline.outputs.remaking import Documents
from kusei_batch.publish import find_strays
from kusei_batch.validate.personal import mask_private

_NAMED = 3


def find_stray_files(documents: Documents, begins: str) -> Iterator[Problem]:
    """Report what lies in the releases of pages, of the rounds whose folders begin so, and is not one of them."""
    pages = (one.plan for one in (*documents.before.values(), *documents.now) if one.kind == "page")
    for folder in sorted({Path(plan).parent.parent for plan in pages if plan.startswith(begins)}):
        yield from check_strays(documents.outbox, folder)


def check_strays(outbox: Path, folder: Path) -> Iterator[Problem]:
    """Report what lies in the folder of a release, named below the outbox, and is not part of it."""
    if strays := find_strays(outbox / folder):
        told = "、".join(f"「{clean_line(mask_private(name))}」" for name in strays[:_NAMED])
        more = f"、ほか{len(strays) - _NAMED}個" if len(strays) > _NAMED else ""
        place = Location(file=folder.as_posix())
        yield Problem.of("page-stray-files", place, count=str(len(strays)), names=f"{told}{more}")
