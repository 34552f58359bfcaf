"""[limits] of config.toml: what one file or document may cost, so that none can hold up the night."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from kusei_batch.config.setting_values import Strict
from kusei_batch.xlsx.package import MEBI, Limits

_USUAL = Limits()


class LimitSettings(Strict):
    """Each with the value that is used where config.toml says nothing; config.toml gives the reasons."""

    file_mb: Annotated[int, Field(ge=1, le=2000)] = _USUAL.file_bytes // MEBI
    parts: Annotated[int, Field(ge=50, le=100_000)] = _USUAL.parts
    part_mb: Annotated[int, Field(ge=1, le=2000)] = _USUAL.part_bytes // MEBI
    total_mb: Annotated[int, Field(ge=1, le=8000)] = _USUAL.total_bytes // MEBI
    ratio: Annotated[int, Field(ge=10, le=10_000)] = _USUAL.ratio
    ratio_from_mb: Annotated[int, Field(ge=1, le=2000)] = _USUAL.ratio_from // MEBI
    cells: Annotated[int, Field(ge=10_000, le=10_000_000)] = _USUAL.cells
    merges: Annotated[int, Field(ge=100, le=1_000_000)] = _USUAL.merges
    seconds_per_file: Annotated[int, Field(ge=5, le=3600)] = 60
    seconds_per_document: Annotated[int, Field(ge=5, le=3600)] = 120
    memory_mb: Annotated[int, Field(ge=256, le=65_536)] = 2048
    settle_seconds: Annotated[int, Field(ge=0, le=86_400)] = 600
    free_mb: Annotated[int, Field(ge=1, le=1_000_000)] = 500

    @property
    def workbook(self) -> Limits:
        """What a workbook may cost."""
        return Limits(
            file_bytes=self.file_mb * MEBI,
            parts=self.parts,
            part_bytes=self.part_mb * MEBI,
            total_bytes=self.total_mb * MEBI,
            ratio=self.ratio,
            ratio_from=self.ratio_from_mb * MEBI,
            cells=self.cells,
            merges=self.merges,
        )

    @property
    def memory(self) -> int:
        """What a worker may use beyond what it began with, in bytes."""
        return self.memory_mb * MEBI
