"""The command line: the only place that prints or exits."""

from kusei_batch.cli.commands import cli, main

__all__ = ["cli", "main"]
