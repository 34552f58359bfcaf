"""config.toml read and checked whole: every fault of it at once, in Japanese, with its line and key."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from kusei_batch.config.engine_settings import EngineSettings
from kusei_batch.config.hand_up_settings import HandUpSettings, HandUpWard
from kusei_batch.config.letter_settings import LetterSettings
from kusei_batch.config.limits import LimitSettings
from kusei_batch.config.lines import Place, config_problem, dotted
from kusei_batch.config.pruning import numbered, place_of, prune
from kusei_batch.config.settings import (
    DocumentSettings,
    EraSettings,
    Folders,
    PageSettings,
    PaperSettings,
    RoundSettings,
    Settings,
    era_table,
)
from kusei_batch.config.toml_errors import syntax_problem
from kusei_batch.core.confirmation import SUFFIX, confirmation_name
from kusei_batch.core.period import DEFAULT_ERAS, Era, parse_fiscal_year
from kusei_batch.core.problem import Problem
from kusei_batch.core.text.characters import seen_only, tidied
from kusei_batch.core.text.hint import suggest
from kusei_batch.core.text.notation import comparable
from kusei_batch.errors import reason_of

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


# A number of thousands of digits is a plain ValueError, lists in lists without end a RecursionError.
_NOT_TOML = (ValueError, RecursionError)
_ANY_YEAR = 1999
"""Stands for a fiscal year that cannot be read: days without a year are not faulty for it. With a 29 February."""


def read_settings(path: Path) -> tuple[Settings | None, list[Problem]]:
    """Read config.toml and check it whole; return its settings and every fault found.

    The settings are what can be worked with: without the rounds, papers, pages and single settings that are faulty.
    None where nothing can be done without what is faulty.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return None, [config_problem("config-missing", folder=str(path.parent.resolve()))]
    except UnicodeDecodeError:
        return None, [config_problem("config-encoding")]
    except OSError as error:
        return None, [config_problem("config-unreadable", reason=reason_of(error))]
    try:
        tree = _tidied(tomllib.loads(text))
    except _NOT_TOML as error:
        return None, [syntax_problem(str(error), text)]
    return _check(tree, text)


def read_eras(path: Path) -> tuple[Era, ...]:
    """Return the era table of config.toml, however faulty the rest of it.

    Return the usual eras where there is none to read.
    """
    return _eras_of(read_tree(path))


def read_tree(path: Path) -> dict[str, Any]:
    """Return config.toml as it stands, unchecked; empty where its syntax is faulty."""
    try:
        tree: dict[str, Any] = _tidied(tomllib.loads(path.read_bytes().decode("utf-8-sig")))
    except (OSError, *_NOT_TOML):
        return {}
    return tree


def _tidied(value: Any) -> Any:  # noqa: ANN401 - whatever TOML holds
    """Return a tree of config.toml without the characters of no width that come with pasted words."""
    if isinstance(value, dict):
        return {seen_only(key): _tidied(inside) for key, inside in value.items()}
    if isinstance(value, list):
        return [_tidied(inside) for inside in value]
    return tidied(value) if isinstance(value, str) else value


def _eras_of(tree: dict[str, Any]) -> tuple[Era, ...]:
    try:
        eras = [EraSettings.model_validate(era) for era in tree["eras"]]
    except (KeyError, TypeError, ValidationError):
        return DEFAULT_ERAS
    return era_table(eras) or DEFAULT_ERAS


def _check(tree: dict[str, Any], text: str) -> tuple[Settings | None, list[Problem]]:
    problems: list[Problem] = []
    left: dict[str, Any] | None = numbered(tree)
    while left is not None:
        settings, found = _validate(left, text)
        if settings is None and problems:
            # What is left is not enough to work with.
            return None, problems
        problems += found
        if not found:
            return settings, problems
        left = prune(left, [place_of(problem) for problem in found])
    return None, problems


def _validate(tree: dict[str, Any], text: str) -> tuple[Settings | None, list[Problem]]:
    try:
        eras = _eras_of(tree)
        year = parse_fiscal_year(str(tree.get("fiscal_year", "")), eras)
        settings = Settings.model_validate(tree, context={"eras": eras, "fiscal_year": year or _ANY_YEAR})
    except ValidationError as error:
        return None, [_translate(detail, text) for detail in _own_faults(error.errors())]
    return settings, [*_check_rounds(settings, text), *_check_eras(settings, text), *_check_engine(settings, text)]


def _own_faults(details: list[ErrorDetails]) -> Iterator[ErrorDetails]:
    """Yield the faults, without lists that pydantic finds too short only because their items are faulty."""
    for detail in details:
        follows = any(other is not detail and other["loc"][: len(detail["loc"])] == detail["loc"] for other in details)
        if not (detail["type"] == "too_short" and follows):
            yield detail


def _check_rounds(settings: Settings, text: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for round_ in settings.rounds:
        # Names that differ in case alone are one folder in Windows, and nobody tells (前期) from （前期）.
        names = {comparable(round_.name)}
        names |= {comparable(confirmation_name(round_.name))} if round_.confirmation else set()
        if comparable(round_.name).endswith(comparable(SUFFIX)):
            yield config_problem("config-confirmation-name", text, ("rounds", round_.nth, "name"), suffix=SUFFIX)
        if names & seen:
            yield config_problem("config-duplicate-round", text, ("rounds", round_.nth, "name"))
        if round_.due < round_.opens:
            yield config_problem("config-due-before-opening", text, ("rounds", round_.nth, "due"))
        yield from _check_names(round_.papers, ("rounds", round_.nth, "papers"), "config-duplicate-paper", text)
        yield from _check_names(round_.pages, ("rounds", round_.nth, "pages"), "config-duplicate-page", text)
        seen |= names


def _check_names(made: Sequence[DocumentSettings], key: Place, code: str, text: str) -> Iterator[Problem]:
    """Report papers (or pages) of one round whose files would be the same."""
    seen: set[str] = set()
    for one in made:
        if comparable(one.name) in seen:
            yield config_problem(code, text, (*key, one.nth, "name"))
        seen.add(comparable(one.name))


def _check_eras(settings: Settings, text: str) -> Iterator[Problem]:
    """Report eras that share a name, letter or first day, and days in 和暦 that lie before the first era."""
    for key in ("name", "letter", "start"):
        seen: set[object] = set()
        for index, era in enumerate(settings.eras):
            value = getattr(era, key)
            if value in seen:
                yield config_problem("config-duplicate-era", text, ("eras", index, key), value=str(value))
            seen.add(value)
    first = settings.era_table()[0].start
    days = [dt.date(settings.fiscal_year, 4, 1), *(r.opens for r in settings.rounds)]
    documents: list[DocumentSettings] = [made for r in settings.rounds for made in (*r.papers, *r.pages)]
    days += [made.date for made in documents if made.date]
    if min(days) < first:
        yield config_problem("config-era-missing", text, ("eras", 0, "start"), day=min(days).isoformat())


def _check_engine(settings: Settings, text: str) -> Iterator[Problem]:
    """Report a cluster whose scheduler is not named."""
    if settings.engine.kind == "dask" and settings.engine.scheduler is None:
        yield config_problem("config-missing-key", text, ("engine", "scheduler"), example=_example("scheduler"))


def _translate(detail: ErrorDetails, text: str) -> Problem:
    place, kind = detail["loc"], detail["type"]
    if kind == "extra_forbidden":
        parents = [p for p in place[:-1] if isinstance(p, str)]
        names = (_MODELS[parents[-1]] if parents else Settings).model_fields
        return config_problem(
            "config-unknown-key",
            text,
            place,
            hint=suggest(str(place[-1]), [name for name, field in names.items() if field.alias is None]),
        )
    if kind == "missing":
        return config_problem("config-missing-key", text, place, example=_example(str(place[-1])))
    value = "".join(c if c.isprintable() else "�" for c in str(detail["input"])[:60])
    if kind in _REFUSED:
        return config_problem(_REFUSED[kind], text, place, value=value)
    if not value.strip() and isinstance(detail["input"], str):
        return config_problem("config-value-blank", text, place, expected=_expected(dotted(place), kind))
    return config_problem("config-bad-value", text, place, value=value, expected=_expected(dotted(place), kind))


_EXAMPLES = {
    "city": '"○○市"',
    "fiscal_year": "2026",
    "name": '"目標設定"',
    "form": '"目標設定"',
    "confirmation": '"部長確認"',
    "opens": '"4月1日"',
    "due": '"4月24日"',
    "template": '"会議資料.docx"',
    "title": '"目標の設定状況について"',
    "scheduler": '"tcp://127.0.0.1:8786"',
}


def _example(key: str) -> str:
    """Return a line as it may be written: `due = "4月24日"`."""
    return f"{key} = {_EXAMPLES.get(key, '…')}"


_REFUSED = {"file_name": "config-bad-name", "folder": "config-bad-folder"}


_WORDED = {
    "kind": '"local"（このパソコンだけ）か "dask"',
    "scheduler": '"tcp://10.1.2.3:8786" のような、スケジューラの番地とポート（暗号化した通信なら "tls://…"）',
}


def _expected(key: str, kind: str) -> str:
    name = re.split(r"[.\]]", key)[-1]
    if name == "fiscal_year":
        return "2026、R8、令和8年度 のような年度"
    if kind.startswith("date") or name in {"opens", "due", "start", "date"}:
        return (
            '2026-04-01 のような日付（引用符なし。引用符で囲めば "R8.4.1" や、年なしの "4月1日" でも。'
            "曜日を添えるなら、その日の曜日）"
        )
    if name in _WORDED:
        return _WORDED[name]
    prefixes = {
        "int": "整数",
        "string": '引用符 " " で囲んだ文字',
        "greater": "範囲内の数",
        "less": "範囲内の数",
        "tuple": "[[ ]] で始まる一覧",
        "model": "[ ] で始まる項目のまとまり",
    }
    return {
        "int": "整数",
        "string_too_short": "空でない文字",
        "string": '引用符 " " で囲んだ文字',
        "string_pattern_mismatch": "英大文字1字",
        "too_short": "1件以上の内容",
    }.get(kind, next((word for prefix, word in prefixes.items() if kind.startswith(prefix)), "正しい形の値"))


_MODELS: dict[str, type[BaseModel]] = {
    "folders": Folders,
    "rounds": RoundSettings,
    "papers": PaperSettings,
    "pages": PageSettings,
    "eras": EraSettings,
    "letters": LetterSettings,
    "limits": LimitSettings,
    "engine": EngineSettings,
    "hand_up": HandUpSettings,
    "wards": HandUpWard,
}
