"""--help in Japanese: click's own words are English, and its columns count 日 as one wide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import click

from kusei_batch.core.text.width import text_width

_INDENT = 2
_GAP = 2


class JapaneseFormatter(click.HelpFormatter):
    """Columns and line ends by the width that is seen: two for a Japanese character."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the line that says how to type the command."""
        super().write_usage(prog, args, prefix or "使い方: ")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = _GAP) -> None:  # noqa: ARG002  click's own signature
        """Write two columns, the second folded under itself."""
        known = list(rows)
        first = max((text_width(term) for term, _ in known), default=0) + col_spacing
        for term, meaning in known:
            lines = list(_fold(meaning, self.width - self.current_indent - first)) or [""]
            head = f"{'':{self.current_indent}}{term}{'':{first - text_width(term)}}{lines[0]}"
            self.write(f"{head.rstrip()}\n")
            for line in lines[1:]:
                self.write(f"{'':{self.current_indent + first}}{line}\n")

    def write_text(self, text: str) -> None:
        """Write a paragraph."""
        for line in _fold(text, self.width - self.current_indent):
            self.write(f"{'':{self.current_indent}}{line}\n")


class JapaneseContext(click.Context):
    """Hands out the formatter."""

    formatter_class = JapaneseFormatter


class JapaneseCommand(click.Command):
    """A command whose help is Japanese."""

    context_class = JapaneseContext

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401  passes them on
        super().__init__(*args, **options | {"options_metavar": "[オプション]"})

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return the option --help, described in Japanese."""
        option = super().get_help_option(ctx)
        if option:
            option.help = "この説明を表示します。"
        return option

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options; of a group, its commands too."""
        options = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        rows = [row for option in options if (row := option.get_help_record(ctx))]
        if rows:
            with formatter.section("オプション"):
                formatter.write_dl(rows)


class JapaneseGroup(JapaneseCommand, click.Group):
    """A group whose help is Japanese, and that of all commands in it."""

    command_class = JapaneseCommand

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401  passes them on
        super().__init__(*args, **options | {"subcommand_metavar": "コマンド ..."})

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words of the command line; without any, print the help: it is what was asked for."""
        if not args and not ctx.resilient_parsing:
            click.echo(ctx.get_help())
            ctx.exit()
        return super().parse_args(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, then the commands."""
        JapaneseCommand.format_options(self, ctx, formatter)
        commands = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("コマンド"):
            formatter.write_dl([(name, c.help or "") for name, c in commands if c and not c.hidden])


def _fold(text: str, limit: int) -> Iterator[str]:
    """Yield the text in lines no wider than `limit`; no line begins with a sign that ends a clause.

    Its lines in the code are joined, with no blank between two sentences.
    """
    line = ""
    for c in " ".join(text.split()).replace("。 ", "。"):
        if line and text_width(line + c) > limit and c not in "、。）」":
            yield line
            line = ""
        line += c
    if line:
        yield line
