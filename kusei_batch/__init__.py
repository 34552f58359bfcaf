"""kusei_batch: issue, collect, validate and consolidate the Excel sheets of a ward office's improvement cycle."""

__version__ = "0.1.0"
