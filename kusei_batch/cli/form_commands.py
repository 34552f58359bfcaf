"""kusei form: the sub-commands of a coordinator who makes forms."""

from __future__ import annotations

import click

from kusei_batch.cli.helping import JapaneseGroup
from kusei_batch.cli.options import Invocation, dry_run_option, with_place


@click.group(cls=JapaneseGroup)
def form() -> None:
    """様式のひな形を一覧・表示・点検・新規作成します。"""


@form.command("list")
@with_place
def form_list(place: Invocation) -> int:
    """使える様式を一覧にします。"""
    from kusei_batch.cli.workspace_screens import show_forms
    from kusei_batch.pipeline.workspace.form_check import list_forms

    return show_forms(place.json, list_forms(place.workspace()))


@form.command("show")
@click.argument("name", metavar="様式")
@with_place
def form_show(place: Invocation, name: str) -> int:
    """様式の項目と、そのセルを示します。"""
    from kusei_batch.cli.workspace_screens import show_form
    from kusei_batch.pipeline.workspace.form_check import read_form

    return show_form(place.json, read_form(place.workspace(), name))


@form.command("check")
@click.argument("word", metavar="様式")
@with_place
def form_check(place: Invocation, word: str) -> int:
    """様式（名前でも、ひな形のファイルでも）を点検し、直すところをセル番地で示します。"""
    from kusei_batch.cli.workspace_screens import show_form_check
    from kusei_batch.pipeline.workspace.form_check import check_form, find_template

    path = find_template(place.folder, word)
    return show_form_check(place.json, path, check_form(place.folder, path), place.command("form", "check", word))


@form.command("new")
@click.argument("word", metavar="様式")
@dry_run_option
@with_place
def form_new(place: Invocation, word: str, dry_run: bool) -> int:
    """新しい様式の、そのまま使えるひな形を作ります（名前だけなら templates_xlsx に）。"""
    from kusei_batch.cli.workspace_screens import show_form_new
    from kusei_batch.pipeline.workspace.form_check import new_form

    path = new_form(place.folder, word, dry_run=dry_run)
    return show_form_new(place.json, path, place.command("form", "check", word), dry_run=dry_run)
