"""The command line: the only place that prints or exits."""

from kusei_batch.cli.commands import cli
from kusei_batch.cli.running import main

__all__ = ["cli", "main"]
