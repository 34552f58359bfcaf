"""[letters] of config.toml: the templates of the letters, for all rounds and for one."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from kusei_batch.config.setting_values import Strict, check_file_name
from kusei_batch.core.letter_days import LetterKind

TemplateName = Annotated[str, AfterValidator(lambda name: name and check_file_name(name))]
"""The name of a template without its ending; blank: the letter is not made."""


class LetterSettings(Strict):
    """The templates of all rounds' letters."""

    request: TemplateName = LetterKind.REQUEST.label
    before: TemplateName = LetterKind.BEFORE.label
    after: TemplateName = LetterKind.AFTER.label
    receipt: TemplateName = LetterKind.RECEIPT.label
    confirmation: TemplateName = LetterKind.CONFIRMATION.label

    def of(self, kind: LetterKind) -> str:
        """Return the name of a letter's template; blank where it is not made."""
        return str(getattr(self, kind))


class LetterChoices(Strict):
    """The templates of one round's letters; None: as for all rounds."""

    request: TemplateName | None = None
    before: TemplateName | None = None
    after: TemplateName | None = None
    receipt: TemplateName | None = None
    confirmation: TemplateName | None = None

    def over(self, usual: LetterSettings) -> LetterSettings:
        """Return the templates, with those of all rounds where the round names none."""
        return usual.model_copy(update=self.model_dump(exclude_none=True))


def _all_or_none(value: object) -> object:
    """Return what `letters = false` and `letters = true` stand for; a table as it is."""
    return dict.fromkeys(LetterChoices.model_fields, "") if value is False else {} if value is True else value


RoundLetters = Annotated[LetterChoices, BeforeValidator(_all_or_none)]
