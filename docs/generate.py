"""Write docs/problems.md from the catalog and docs/cli.md from the commands; --check: exit 1 when they are stale."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import click

DOCS = Path(__file__).parent
sys.path.insert(0, str(DOCS.parent))

from kusei_batch.core.catalog import SECTIONS, CatalogEntry  # noqa: E402 - found beside this script, installed or not
from kusei_batch.core.catalog.duties import SECTION_DUTIES  # noqa: E402
from kusei_batch.core.catalog.slot_words import spoken  # noqa: E402
from kusei_batch.core.explanation import explain  # noqa: E402

HEAD = "<!-- `make docs` が書くページです。直接は直さないでください。 -->\n"
WIDTH = 100
PROBLEMS = """# 確認事項の一覧

提出された様式や設定を確かめたときに出る「確認事項」の一覧です。差し戻された様式の「確認事項」シート、集計ブックの
「確認事項」シート、`kusei problems` と `kusei nightly` の表示（行の終わりの [ ] の中）に、
ここに挙げるコードが付きます。

- **エラー**　直すまで受け付けません（様式は差し戻します）。
- **警告**　受け付けますが、念のため確かめてください。
- **お知らせ**　どう読み取ったかなどをお知らせするだけです。

様式の項目に「重要度」を「警告」と決めた場合、その項目についてのエラーは警告になります。項目に「エラー文」を決めた場合は、
「直し方」の代わりにその文が表示されます。〔　〕の中には、実際の欄の名前や値が入ります。

1つのコードについて、意味、理由、部署と事務局がすることを読むには、`kusei explain コード` を使います。
"""


def render_problems() -> str:
    """The whole of docs/problems.md."""
    parts = [HEAD, PROBLEMS]
    for title, entries in SECTIONS.items():
        parts.append(f"\n## {title}\n\n{SECTION_DUTIES[title]}\n")
        parts.append("\n| コード | 重要度 | 意味 | 直し方 |\n|---|---|---|---|\n" if entries else "\nありません。\n")
        parts += [_row(code, entry) for code, entry in entries.items()]
    return "".join(parts)


def _row(code: str, entry: CatalogEntry) -> str:
    told = explain(code)
    meaning = _cell(told.meaning) + (f"<br>{_cell(told.why)}" if entry.cause else "")
    return f"| `{code}` | {told.label} | {meaning} | {_cell(spoken(entry.remedy, code))} |\n"


def _cell(text: str) -> str:
    return text.replace("|", r"\|").replace("<", "&lt;").replace("\n", "<br>")


def render_cli() -> str | None:
    """The whole of docs/cli.md, None as long as there are no commands."""
    if importlib.util.find_spec("kusei_batch.cli") is None:
        return None
    group = importlib.import_module("kusei_batch.cli").cli
    intro = "# コマンド\n\n`kusei` の全てのコマンドです。それぞれ `--help` で同じものが表示されます。\n"
    return HEAD + intro + "".join(_help(command, context) for command, context in _commands(group, None, "kusei"))


def _commands(
    command: click.Command, parent: click.Context | None, name: str
) -> Iterator[tuple[click.Command, click.Context]]:
    import click

    settings = command.context_settings | {"terminal_width": WIDTH, "max_content_width": WIDTH}
    context = command.context_class(command, info_name=name, parent=parent, **settings)
    yield command, context
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            child = command.get_command(context, below)
            if child is not None and not child.hidden:
                yield from _commands(child, context, below)


def _help(command: click.Command, context: click.Context) -> str:
    level = "#" * (2 + context.command_path.count(" "))
    return f"\n{level} {context.command_path}\n\n```\n{command.get_help(context).rstrip()}\n```\n"


def main(arguments: list[str]) -> int:
    """Write the pages, or with --check only compare them; 1 when one is stale."""
    pages = {"problems.md": render_problems(), "cli.md": render_cli()}
    stale = [name for name, text in pages.items() if text is not None and _read(DOCS / name) != text]
    if "--check" in arguments:
        for name in stale:
            print(f"docs/{name} is stale: run `make docs`", file=sys.stderr)
        return 1 if stale else 0
    for name in stale:
        (DOCS / name).write_text(pages[name] or "", encoding="utf-8", newline="\n")
        print(f"docs/{name}")
    return 0


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
