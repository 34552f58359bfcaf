"""How a run that could not be carried out is reported: to people, and with --json to programs too."""

from __future__ import annotations

import sys
import tempfile
import traceback
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import click

from kusei_batch.cli.screen import answer, list_problems, say
from kusei_batch.cli.shapes import error_json
from kusei_batch.core.problem import Problem, SettingsError
from kusei_batch.core.text.hint import suggest
from kusei_batch.errors import KuseiError


def show_error(as_json: bool, error: KuseiError) -> None:
    """Show what stopped the run and what to do; of a SettingsError, every fault."""
    _tell(as_json, error.message, error.remedy, error.problems if isinstance(error, SettingsError) else ())


def show_stop(as_json: bool) -> None:
    """Show that the run was broken off from the keyboard."""
    _tell(as_json, "中断しました。", "もう一度実行すれば、続きから始まります。")


def show_bug(as_json: bool, error: BaseException, folder: Path) -> None:
    """Write the traceback of a fault of the program into a file, and tell the user where it is.

    It is kept with the workspace in `folder`: what lies in the temporary folder of a task's account nobody finds.
    """
    from kusei_batch.config import read_workspace
    from kusei_batch.pipeline.failure_log import keep_story

    log = folder
    with suppress(Exception):  # it may be the reading of the settings that is at fault
        state = read_workspace(folder).state
        log = state / keep_story(state, " ".join(sys.argv[1:]), error)
    if not log.is_file():
        with tempfile.NamedTemporaryFile("w", prefix="kusei-", suffix=".log", delete=False, encoding="utf-8") as file:
            file.write("".join(traceback.format_exception(error)))
        log = Path(file.name)
    message = "プログラムの不具合のため、処理を続けられませんでした。受け取ったものは失われていません。"
    _tell(as_json, message, f"記録「{log}」を添えて、情報システムの担当に連絡してください。")


def show_usage(as_json: bool, error: click.ClickException) -> None:
    """Show that a word on the command line does not exist, with the word that was perhaps meant."""
    context = getattr(error, "ctx", None)
    _tell(as_json, _usage_message(error), f"使い方: {context.command_path} --help" if context else "")


def _tell(as_json: bool, message: str, remedy: str, problems: Sequence[Problem] = ()) -> None:
    say(message, colour="red", error=True)
    if remedy:
        say(f"→ {remedy}", error=True)
    list_problems(problems, error=True)
    if as_json:
        answer(error_json(message, remedy, problems))


def _usage_message(error: click.ClickException) -> str:
    kind = type(error).__name__
    if kind == "BadParameter":
        return error.message
    if kind == "BadOptionUsage":
        value = "付けられません" if "does not take" in error.message else "付けてください"
        return f"「{error.option_name}」の後には、値を{value}。"  # type: ignore[attr-defined]
    if kind == "NoSuchOption":
        return _option_message(error.option_name, error.ctx)  # type: ignore[attr-defined]
    if kind == "MissingParameter":
        param = error.param  # type: ignore[attr-defined]
        return f"「{param.make_metavar(error.ctx) if param else ''}」が足りません。"  # type: ignore[attr-defined]
    return _command_message(error)


def _option_message(word: str, context: click.Context | None) -> str:
    params = context.command.get_params(context) if context else []
    known = [name for param in params for name in param.opts if name.startswith("-")]
    return f"「{word}」という指定はありません。{suggest(word, known)}"


def _command_message(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    words = error.message.split("'")
    if "No such command" in error.message and context is not None:
        known = context.command.list_commands(context)
        return f"「{words[1]}」というコマンドはありません。{suggest(words[1], known)}"
    if "unexpected extra argument" in error.message:
        return f"余分な指定があります: {error.message.partition('(')[2].rstrip(')')}"
    if "Missing command" in error.message:
        return "コマンドを指定してください。"
    return f"指定を読み取れません（{error.message}）。"
