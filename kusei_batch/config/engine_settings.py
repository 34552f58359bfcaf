"""[engine] of config.toml: where files are read and documents made."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from kusei_batch.config.setting_values import Strict


class EngineSettings(Strict):
    """The processes of this machine, or the workers of a Dask cluster, which is known by its scheduler's address."""

    kind: Literal["local", "dask"] = "local"
    scheduler: Annotated[str, Field(pattern=r"^(tcp|tls)://[^\s/]+:\d+$")] | None = None
