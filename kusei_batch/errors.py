"""Exceptions for what stops the whole batch; a fault in one workbook is a Problem, never an exception."""

from __future__ import annotations


class KuseiError(Exception):
    """The batch cannot go on. `message` says what and where, `remedy` what to do, both in Japanese."""

    exit_code = 4

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


class UsageError(KuseiError):
    """What was asked on the command line does not exist, such as a round or a ward (exit 2)."""

    exit_code = 2


class CannotRunError(KuseiError):
    """The surroundings do not allow the run: a folder, a lock or the disk (exit 3). Nothing is lost."""

    exit_code = 3
