"""Running the command line: the only place that exits, whatever happens."""

from __future__ import annotations

import gc
import logging
import os
import sys

import click

from kusei_batch.cli.commands import cli
from kusei_batch.cli.exits import CANNOT_RUN, DONE, INTERNAL, SETTINGS
from kusei_batch.cli.options import folder_of
from kusei_batch.errors import KuseiError, refused
from kusei_batch.system import output_encoding

_OBJECTS = 50_000
"""After so many new objects the first look for rubbish is taken.

What a command reads lives until it ends: looking through it after every few hundred costs a seventh of a quiet night.
"""


def main() -> None:
    """Run the command line and leave with its exit code; a traceback goes into a log, never to the user."""
    gc.set_threshold(_OBJECTS)
    # Asked of the words themselves: what cannot be parsed has no options.
    as_json = "--json" in sys.argv[1:]
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # What the code page lacks, such as 𠮷 in that of Japanese Windows, must not end the run.
            encoding = output_encoding(os.environ, is_console=as_json or stream.isatty())
            stream.reconfigure(encoding=encoding, errors="backslashreplace")
    logging.getLogger("kusei_batch").addHandler(logging.NullHandler())
    try:
        code = cli(standalone_mode=False)
    except click.ClickException as error:
        from kusei_batch.cli.error_output import show_usage

        show_usage(as_json, error)
        code = SETTINGS
    except click.exceptions.Abort:
        from kusei_batch.cli.error_output import show_stop

        show_stop(as_json)
        code = CANNOT_RUN
    except KuseiError as error:
        from kusei_batch.cli.error_output import show_error

        show_error(as_json, error)
        code = error.exit_code
    except Exception as error:  # noqa: BLE001  the last line of defence
        from kusei_batch.cli.error_output import show_bug, show_error

        refusal = refused(error) if isinstance(error, OSError) else None
        if refusal:
            show_error(as_json, refusal)
        else:
            show_bug(as_json, error, folder_of(sys.argv[1:]))
        code = CANNOT_RUN if refusal else INTERNAL
    sys.exit(code if isinstance(code, int) else DONE)
