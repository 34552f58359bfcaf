"""The exit codes, named once; those of exceptions are stated by the exceptions themselves."""

from __future__ import annotations

from kusei_batch.errors import CannotRunError, KuseiError, UsageError

DONE = 0
ATTENTION = 1
"""Done, and somebody has to act: a sheet sent back, a department missing."""

SETTINGS = UsageError.exit_code
CANNOT_RUN = CannotRunError.exit_code
INTERNAL = KuseiError.exit_code
