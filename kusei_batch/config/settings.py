"""config.toml: its keys, and every fault of it at once, in Japanese, with its line and key."""

from __future__ import annotations

import datetime as dt
import difflib
import re
import tomllib
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from kusei_batch.core.period import DEFAULT_ERAS, Era, parse_fiscal_year
from kusei_batch.core.problem import Location, Problem, Severity

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic_core import ErrorDetails

FILE = "config.toml"


def _fiscal_year(value: object) -> object:
    year = parse_fiscal_year(str(value)) if isinstance(value, str | int) else None
    if year is None:
        msg = "not a fiscal year"
        raise ValueError(msg)
    return year


Text = Annotated[str, Field(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Folders(_Strict):
    """Where things are, relative to config.toml; `state` must be on a local disk, never the share."""

    inbox: Text = "inbox"
    outbox: Text = "outbox"
    templates_xlsx: Text = "templates_xlsx"
    templates_docx: Text = "templates_docx"
    state: Text = ".kusei"


class PaperSettings(_Strict):
    """One Word paper of a round: the template that makes it and what its head says."""

    template: Text
    name: Text
    number: str = ""
    title: str = ""
    date: dt.date | None = None


class RoundSettings(_Strict):
    """One 回: form, opening day, due day, and the papers made of it."""

    name: Text
    form: Text
    opens: dt.date
    due: dt.date
    papers: tuple[PaperSettings, ...] = ()


class EraSettings(_Strict):
    """One line of the era table."""

    name: Text
    letter: Annotated[str, Field(pattern=r"^[A-Z]$")]
    start: dt.date


class Settings(_Strict):
    """The whole of config.toml."""

    city: Text
    fiscal_year: Annotated[int, BeforeValidator(_fiscal_year)]
    submit_to: str = ""
    contact: str = ""
    font: Text = "BIZ UDゴシック"
    workers: Annotated[int, Field(ge=0, le=64)] = 0
    folders: Folders = Folders()
    rounds: Annotated[tuple[RoundSettings, ...], Field(min_length=1)]
    eras: tuple[EraSettings, ...] = tuple(
        EraSettings(name=e.name, letter=e.letter, start=e.start) for e in DEFAULT_ERAS
    )

    def era_table(self) -> tuple[Era, ...]:
        """The eras as the calendar wants them, oldest first."""
        eras = (Era(e.name, e.letter, e.start) for e in self.eras)
        return tuple(sorted(eras, key=lambda era: era.start))


def read_settings(path: Path) -> tuple[Settings | None, list[Problem]]:
    """config.toml checked whole: the settings, or None with every fault found."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return None, [_fault("config-missing", folder=str(path.parent))]
    except UnicodeDecodeError:
        return None, [_fault("config-encoding")]
    except OSError as error:
        return None, [_fault("config-unreadable", reason=error.strerror or str(error))]
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return None, [_syntax_fault(str(error))]
    return _check(tree, text)


def _check(tree: dict[str, Any], text: str) -> tuple[Settings | None, list[Problem]]:
    try:
        settings = Settings.model_validate(tree)
    except ValidationError as error:
        return None, [_translate(detail, text) for detail in error.errors()]
    problems = [*_check_rounds(settings, text)]
    return (None if problems else settings), problems


def _check_rounds(settings: Settings, text: str) -> list[Problem]:
    problems = []
    seen: set[str] = set()
    for index, round_ in enumerate(settings.rounds):
        key = f"rounds[{index + 1}]"
        if round_.name in seen:
            problems.append(_fault("config-duplicate-round", _line(text, ("rounds", index, "name")), key=key))
        if round_.due < round_.opens:
            line = _line(text, ("rounds", index, "due"))
            problems.append(_fault("config-due-before-opening", line, key=f"{key}.due"))
        seen.add(round_.name)
    return problems


def _translate(detail: ErrorDetails, text: str) -> Problem:
    place = detail["loc"]
    key, line = _dotted(place), _line(text, place)
    kind = detail["type"]
    if kind == "extra_forbidden":
        return _fault("config-unknown-key", line, key=key, hint=_maybe(place))
    if kind == "missing":
        return _fault("config-missing-key", line, key=key)
    return _fault("config-bad-value", line, key=key, value=str(detail["input"])[:60], expected=_expected(key, kind))


def _expected(key: str, kind: str) -> str:
    name = re.split(r"[.\]]", key)[-1]
    if name == "fiscal_year":
        return "2026、R8、令和8年度 のような年度"
    if kind.startswith("date") or name in {"opens", "due", "start", "date"}:
        return "2026-04-01 のような日付（引用符なし）"
    return {
        "int": "整数",
        "string_too_short": "空でない文字",
        "string": '引用符 " " で囲んだ文字',
        "string_pattern_mismatch": "英大文字1字",
        "too_short": "1件以上の内容",
    }.get(kind, _by_prefix(kind))


def _by_prefix(kind: str) -> str:
    prefixes = {
        "int": "整数",
        "string": '引用符 " " で囲んだ文字',
        "greater": "範囲内の数",
        "less": "範囲内の数",
        "tuple": "[[ ]] で始まる一覧",
        "model": "[ ] で始まる項目のまとまり",
    }
    return next((word for prefix, word in prefixes.items() if kind.startswith(prefix)), "正しい形の値")


_MODELS: dict[str, type[BaseModel]] = {
    "folders": Folders,
    "rounds": RoundSettings,
    "papers": PaperSettings,
    "eras": EraSettings,
}


def _maybe(place: tuple[int | str, ...]) -> str:
    """`もしかして: due` for a key close to one that exists beside it, else the keys that exist."""
    parents = [p for p in place[:-1] if isinstance(p, str)]
    names = list((_MODELS[parents[-1]] if parents else Settings).model_fields)
    near = difflib.get_close_matches(str(place[-1]), names, n=1, cutoff=0.6)
    return f"もしかして: {near[0]}" if near else f"書ける項目: {'、'.join(names)}"


def _dotted(place: tuple[int | str, ...]) -> str:
    key = ""
    for part in place:
        key += f"[{part + 1}]" if isinstance(part, int) else f"{'.' if key else ''}{part}"
    return key


def _line(text: str, place: tuple[int | str, ...]) -> int | None:
    """The line a key stands on, by following the table headings; tomllib itself keeps no lines."""
    names = [p for p in place if isinstance(p, str)]
    nths = iter([p for p in place if isinstance(p, int)])
    lines = text.splitlines()
    start = 0
    for depth in range(1, len(names)):
        heading = re.compile(rf"\s*\[+\s*{re.escape('.'.join(names[:depth]))}\s*\]")
        found = [n for n in range(start, len(lines)) if heading.match(lines[n])]
        start = found[min(next(nths, 0), len(found) - 1)] if found else start
    own = re.compile(rf"\s*(\[+\s*(\w+\.)*)?{re.escape(names[-1])}\s*[=\].]")
    hit = next((n for n in range(start, len(lines)) if own.match(lines[n])), start)
    return hit + 1 if hit or (len(names) == 1 and own.match(lines[0] if lines else "")) else None


def _fault(code: str, line: int | None = None, **params: str) -> Problem:
    file = f"{FILE}（{line}行目）" if line else FILE
    return Problem(code, Severity.ERROR, Location(file=file, field=params.get("key")), params)


def _syntax_fault(message: str) -> Problem:
    found = re.search(r"line (\d+), column (\d+)", message)
    return _fault("config-syntax", int(found[1]) if found else None, column=found[2] if found else "?")
