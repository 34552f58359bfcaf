"""The example of a city above its wards: made as the README of its folder says, its sheets filled in as the sample's."""

from __future__ import annotations

from pathlib import Path

from kusei_batch.pipeline.workspace.init import init_workspace
from tests.pipeline.city import City

EXAMPLE = Path(__file__).parents[2] / "examples" / "市と区"
WARDS = ("東区", "西区", "南区")
CITY = "見本市"


class ExampleCity(City):
    """A workspace that was made from the example, and what its departments do in it."""

    def __init__(self, folder: Path) -> None:
        """Make the workspace."""
        init_workspace(folder, dry_run=False, example=EXAMPLE)
        self.folder = folder
        self.saved = 0
        self.reread()
