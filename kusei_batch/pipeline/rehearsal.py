"""--dry-run: the very same run on a scratch copy of what it would change, thrown away afterwards."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from kusei_batch.collect.archive import KEPT_ENDINGS
from kusei_batch.config import Workspace
from kusei_batch.disk import scratch_folder
from kusei_batch.issue.kept_forms import FOLDER as FORMS_FOLDER
from kusei_batch.ledger import FILE as LEDGER_FILE
from kusei_batch.ledger import read_ledger
from kusei_batch.pipeline.session import KEY_FILE
from kusei_batch.system import link_or_copy


@contextmanager
def rehearse(workspace: Workspace) -> Iterator[Workspace]:
    """Open the workspace with scratch folders for its state and outbox; the inbox is only ever read."""
    with scratch_folder(workspace.state) as scratch:
        state, outbox = scratch / "state", scratch / "outbox"
        state.mkdir()
        outbox.mkdir()
        if (workspace.state / LEDGER_FILE).is_file():
            with read_ledger(workspace.state) as ledger:
                ledger.copy_to(state / LEDGER_FILE)
        if (workspace.state / KEY_FILE).is_file():
            shutil.copyfile(workspace.state / KEY_FILE, state / KEY_FILE)
        if (workspace.state / FORMS_FOLDER).is_dir():
            (state / FORMS_FOLDER).mkdir()
            # One by one: copytree gathers refusals into an error that names no reason.
            for kept in sorted((workspace.state / FORMS_FOLDER).iterdir()):
                shutil.copy2(kept, state / FORMS_FOLDER)
        _link_originals(workspace.archive, replace(workspace, state=state).archive)
        yield replace(workspace, state=state, outbox=outbox, is_rehearsal=True)


def _link_originals(archive: Path, scratch: Path) -> None:
    """Give the kept originals another name in `scratch`: nothing writes in them, so this costs next to nothing."""
    for kept in (path for ending in KEPT_ENDINGS for path in archive.glob(f"*/*.{ending}")):
        name = scratch / kept.relative_to(archive)
        name.parent.mkdir(parents=True, exist_ok=True)
        link_or_copy(kept, name)
