"""The kinds of values of config.toml: what each may hold, and how it is read."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo
from pydantic_core import PydanticCustomError

from kusei_batch.config.file_names import is_file_name
from kusei_batch.core.dates import parse_day
from kusei_batch.core.period import DEFAULT_ERAS, Calendar, parse_fiscal_year

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def parse_year(value: object, info: ValidationInfo) -> object:
    """Return a fiscal year as people write it, by the era table of the file."""
    eras = (info.context or {}).get("eras", DEFAULT_ERAS)
    year = parse_fiscal_year(str(value), eras) if isinstance(value, str | int) else None
    if year is None:
        msg = "not a fiscal year"
        raise ValueError(msg)
    return year


def check_file_name(value: str) -> str:
    """Return a value that may be the name of a file or folder; raise PydanticCustomError for any other."""
    if not is_file_name(value):
        raise PydanticCustomError("file_name", "not the name of a file")
    return value


def _day(value: object, info: ValidationInfo) -> object:
    """Return a date of TOML, or one between quotes: `"R8.4.24"`, `"令和8年4月24日"`, `"4月24日"` of the fiscal year."""
    if not isinstance(value, str):
        return value
    context = info.context or {}
    day = parse_day(value, Calendar(context.get("eras", DEFAULT_ERAS)), context.get("fiscal_year"))
    return value if day is None else day


def _folder(value: str) -> str:
    if _CONTROL.search(value):
        raise PydanticCustomError("folder", "not a folder")
    return value


Text = Annotated[str, Field(min_length=1)]
FileName = Annotated[Text, AfterValidator(check_file_name)]
Day = Annotated[dt.date, BeforeValidator(_day)]
Folder = Annotated[Text, AfterValidator(_folder)]


class Strict(BaseModel):
    """A table of config.toml: keys that are not known are a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)
