"""The files that lie there after a night, as a screen tells of them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kusei_batch.cli import shapes
from kusei_batch.cli.screen import say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kusei_batch.config import Workspace
    from kusei_batch.pipeline.outputs.writing import Output

_LISTED = 30
"""Files that are listed one by one, and folders of receipts: what comes above them is still on the screen."""
_ROUND_FOLDER = 3
"""The names below the outbox that lead to a round's folder of one kind of file (`R08/<回>/04_会議資料`)."""


def tell_outputs(workspace: Workspace, outputs: Sequence[Output]) -> None:
    """Tell which files there are; of so many that they would fill screens, how many lie in which folder of a round."""
    if not outputs:
        return
    say()
    say("できているもの（前の夜から変わらないものを含みます）:")
    paths = [output.path for output in outputs if output.kind != "receipt"]
    if len(paths) <= _LISTED:
        for path in paths:
            say(f"  {shapes.output_path(workspace, path)}")
    else:
        for folder, number in Counter(_round_folder(workspace, path) for path in paths).items():
            say(f"  {shapes.output_path(workspace, folder)}（{number}件）")
    receipts = [output.path for output in outputs if output.kind == "receipt"]
    folders = Counter(path.parent for path in receipts)
    if len(folders) > _LISTED:
        folders = Counter(_round_folder(workspace, path) for path in receipts)
    for folder, number in folders.items():
        say(f"  {shapes.output_path(workspace, folder)}（受付票 {number}枚）")


def _round_folder(workspace: Workspace, path: Path) -> Path:
    """Return the folder of a round, or of the year, in which a file lies, be it in one of a ward there."""
    below = path.relative_to(workspace.outbox).parts[:-1]
    return workspace.outbox.joinpath(*below[:_ROUND_FOLDER])
