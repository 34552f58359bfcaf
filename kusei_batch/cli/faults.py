"""How a run that could not be carried out is told."""

from __future__ import annotations

import difflib
import tempfile
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from kusei_batch.core.problem import SettingsError

if TYPE_CHECKING:
    import click

    from kusei_batch.errors import KuseiError


def show_error(error: KuseiError) -> None:
    """What stopped the run and what to do; a SettingsError with every fault."""
    from kusei_batch.cli.screen import list_problems, say

    say(error.message, colour="red")
    if error.remedy:
        say(f"→ {error.remedy}")
    if isinstance(error, SettingsError):
        list_problems(error.problems)


def show_usage(error: click.ClickException) -> None:
    """A word on the command line that does not exist, with what was perhaps meant."""
    from kusei_batch.cli.screen import say

    context = getattr(error, "ctx", None)
    say(_usage_message(error), colour="red")
    if context is not None:
        say(f"→ 使い方: {context.command_path} --help")


def _usage_message(error: click.ClickException) -> str:
    kind = type(error).__name__
    if kind == "BadParameter":
        return error.message
    if kind == "NoSuchOption":
        return f"「{error.option_name}」という指定はありません。{_maybe(error.possibilities)}"  # type: ignore[attr-defined]
    if kind == "MissingParameter":
        param = error.param  # type: ignore[attr-defined]
        return f"「{param.make_metavar(error.ctx) if param else ''}」が足りません。"  # type: ignore[attr-defined]
    return _command_message(error)


def _command_message(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    words = error.message.split("'")
    if "No such command" in error.message and context is not None:
        known = context.command.list_commands(context)
        return f"「{words[1]}」というコマンドはありません。{_maybe(difflib.get_close_matches(words[1], known))}"
    if "unexpected extra argument" in error.message:
        return f"余分な指定があります: {error.message.partition('(')[2].rstrip(')')}"
    if "Missing command" in error.message:
        return "コマンドを指定してください。"
    return f"指定を読み取れません（{error.message}）。"


def _maybe(words: object) -> str:
    found = list(words) if isinstance(words, (list, tuple)) else []
    return f"もしかして: {found[0]}" if found else ""


def show_bug(error: BaseException) -> None:
    """A fault of the program: the traceback goes into a file, the user is told where."""
    from kusei_batch.cli.screen import say

    with tempfile.NamedTemporaryFile("w", prefix="kusei-", suffix=".log", delete=False, encoding="utf-8") as file:
        file.write("".join(traceback.format_exception(error)))
    say("プログラムの不具合のため、処理を続けられませんでした。受け取ったものは失われていません。", colour="red")
    say(f"→ 記録「{Path(file.name)}」を添えて、開発者に知らせてください。")
