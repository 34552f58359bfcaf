"""kusei form: the sub-commands of a coordinator who makes forms."""

from __future__ import annotations

from pathlib import Path

import click

from kusei_batch.cli.options import Place, dry_run_option, with_place


@click.group()
def form() -> None:
    """様式のひな形を一覧・表示・点検・新規作成します。"""


@form.command("list")
@with_place
def form_list(place: Place) -> int:
    """使える様式を一覧にします。"""
    from kusei_batch.cli.workspace_screens import show_forms
    from kusei_batch.pipeline.forms import list_forms

    return show_forms(place.json, list_forms(place.workspace()))


@form.command("show")
@click.argument("name", metavar="FORM")
@with_place
def form_show(place: Place, name: str) -> int:
    """様式 FORM の項目と、そのセルを示します。"""
    from kusei_batch.cli.workspace_screens import show_form
    from kusei_batch.pipeline.forms import read_form

    return show_form(place.json, read_form(place.workspace(), name))


@form.command("check")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@with_place
def form_check(place: Place, path: Path) -> int:
    """ひな形 FILE を点検し、直すところをセル番地で示します。"""
    from kusei_batch.cli.workspace_screens import show_form_check
    from kusei_batch.pipeline.forms import check_form

    return show_form_check(place.json, path, check_form(place.folder, path))


@form.command("new")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@dry_run_option
@with_place
def form_new(place: Place, path: Path, dry_run: bool) -> int:
    """そのまま使える、ひな形の出発点 FILE を作ります。"""
    from kusei_batch.cli.workspace_screens import show_form_new
    from kusei_batch.pipeline.forms import new_form

    return show_form_new(place.json, new_form(path, dry_run=dry_run), dry_run=dry_run)
