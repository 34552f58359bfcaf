"""The exit codes, named once; those of exceptions are stated by the exceptions themselves."""

from __future__ import annotations

from kusei_batch.errors import CannotRunError, KuseiError, UsageError

DONE = 0
"""It ran. Sheets sent back and missing ones are an answer, not a fault."""

IN_PART = 1
"""It ran, but a part could not be done; or what was asked about (status --check, check, lint-table) is not in order."""

SETTINGS = UsageError.exit_code
CANNOT_RUN = CannotRunError.exit_code
INTERNAL = KuseiError.exit_code
