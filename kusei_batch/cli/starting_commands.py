"""kusei init and kusei demo: a new workspace; kusei move-settings: its settings in Excel."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from kusei_batch.cli.helping import JapaneseCommand
from kusei_batch.cli.options import Invocation, dry_run_option, with_place


@click.command(cls=JapaneseCommand)
@click.argument("directory", metavar="作業フォルダ", type=click.Path(path_type=Path))
@click.option("--sample", is_flag=True, help="空のマスタの代わりに、記入済みの見本の区で作ります。")
@click.option(
    "--from",
    "example",
    metavar="フォルダ",
    type=click.Path(path_type=Path),
    help=(
        "見本の代わりに、このフォルダ（examples の中の例など）の設定とひな形で作ります。"
        "見本のひな形は、設定に名前のあるものだけを入れます。"
    ),
)
@click.option("--guide", is_flag=True, help="市、区、部署、回を画面で聞き、書き込んだマスタで作ります（端末で）。")
@dry_run_option
@with_place
def init(place: Invocation, directory: Path, sample: bool, example: Path | None, guide: bool, dry_run: bool) -> int:
    """新しい作業フォルダを作ります（設定、ひな形、受付フォルダ、出力先）。区や部署は、マスタに書いていきます。"""
    from kusei_batch.cli.workspace_screens import show_init
    from kusei_batch.core.period import fiscal_year_of
    from kusei_batch.pipeline.workspace.init import init_workspace

    has_sample = sample or example is not None
    if guide and (has_sample or place.json):
        raise click.UsageError("--guide は、--sample、--from、--json と一緒には使えません。")
    if guide:
        return _init_by_guide(place, directory, dry_run=dry_run)
    blank = None if has_sample else fiscal_year_of(dt.date.today())
    made = init_workspace(directory, dry_run=dry_run, blank=blank, example=example)
    return show_init(place.json, Invocation(directory, place.json), made, dry_run=dry_run, has_sample=has_sample)


def _init_by_guide(place: Invocation, directory: Path, *, dry_run: bool) -> int:
    """Ask, show, and make what was agreed to."""
    from kusei_batch.cli.guide_screen import ask_guide
    from kusei_batch.cli.workspace_screens import show_guided
    from kusei_batch.core.period import fiscal_year_of
    from kusei_batch.pipeline.workspace.guided_init import init_guided, require_room

    require_room(directory)
    answers = ask_guide(fiscal_year_of(dt.date.today()))
    made = init_guided(directory, answers, dry_run=dry_run) if answers else []
    first = answers.rounds[0].name if answers else ""
    return show_guided(Invocation(directory, place.json), made, first, dry_run=dry_run)


@click.command(cls=JapaneseCommand)
@click.argument("directory", metavar="作業フォルダ", type=click.Path(path_type=Path))
@dry_run_option
@with_place
def demo(place: Invocation, directory: Path, dry_run: bool) -> int:
    """見本の区の一年を、新しい作業フォルダで演じて見せます（発行から会議資料、公表まで）。"""
    from kusei_batch.cli.demo_screen import show_demo
    from kusei_batch.cli.screen import progress_bar
    from kusei_batch.cli.workspace_screens import show_init
    from kusei_batch.demo import play
    from kusei_batch.pipeline.workspace.init import init_workspace

    if dry_run:
        made = init_workspace(directory, dry_run=True)
        return show_init(place.json, Invocation(directory, place.json), made, dry_run=True)
    with progress_bar() as progress:
        story = play(directory, progress)
    return show_demo(place.json, directory, story)


@click.command("move-settings", cls=JapaneseCommand)
@dry_run_option
@with_place
def move_settings(place: Invocation, dry_run: bool) -> int:
    """回、資料、公表ページ、年度、問合せ先などの設定を、config.toml からマスタ.xlsx のシートに移します。

    移す前の2つのファイルは、作業フォルダに残します。フォルダの場所など、ほかの設定は config.toml のままです。
    """
    from kusei_batch.cli.workspace_screens import show_moved_settings
    from kusei_batch.pipeline.workspace.moving_settings import move_settings as move

    return show_moved_settings(place.json, place, move(place.folder, dry_run=dry_run), dry_run=dry_run)
