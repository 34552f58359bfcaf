"""Settings and lists: config.toml and the master workbook, checked whole and frozen."""

from kusei_batch.config.workspace import Workspace
from kusei_batch.config.workspace_reading import read_workspace

__all__ = ["Workspace", "read_workspace"]
