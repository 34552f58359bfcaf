"""kusei form: the sub-commands of a coordinator who makes forms."""

from __future__ import annotations

from pathlib import Path

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
    from kusei_batch.cli.workspace_screens import FormSteps, show_form_check
    from kusei_batch.pipeline.workspace.form_check import check_form, find_rounds, find_template

    path = find_template(place.folder, word)
    problems, rounds = check_form(place.folder, path), find_rounds(place.folder, path)
    issue = place.command("issue", rounds[0]) if rounds else ""
    return show_form_check(place.json, path, problems, FormSteps(place.command("form", "check", word), rounds, issue))


@form.command("new")
@click.argument("word", metavar="様式")
@click.option(
    "--from", "source", type=click.Path(path_type=Path), metavar="ファイル", help="もとにするExcelの様式（.xlsx）。"
)
@click.option("--fields", metavar="一覧", help="項目の一覧。書き並べるか、.xlsxか.csvのファイル名を書きます。")
@dry_run_option
@with_place
def form_new(place: Invocation, word: str, source: Path | None, fields: str | None, dry_run: bool) -> int:
    """新しい様式のひな形を作ります（名前だけなら templates_xlsx に）。

    --from で今あるExcelの様式から、--fields で項目の一覧から作れます。どちらもなければ、書き直して使う見本です。
    """
    from kusei_batch.cli.draft_screen import show_form_new
    from kusei_batch.pipeline.workspace.form_new import form_from_file, form_from_list, new_form

    if source and fields:
        raise click.UsageError("--from と --fields は、どちらか一つだけにしてください。")
    if source:
        made = form_from_file(place.folder, word, source, dry_run=dry_run)
    elif fields is not None:
        made = form_from_list(place.folder, word, fields, dry_run=dry_run)
    else:
        made = new_form(place.folder, word, dry_run=dry_run)
    return show_form_new(place.json, made, place.command("form", "check", word), dry_run=dry_run)


@form.command("trial")
@click.argument("word", metavar="様式")
@click.option(
    "--list",
    "listed",
    type=click.Path(path_type=Path),
    metavar="ファイル",
    help="判定が変わる提出の一覧を書き出します（.xlsx か .csv）。",
)
@with_place
def form_trial(place: Invocation, word: str, listed: Path | None) -> int:
    """直した様式で、これまでの提出を全て調べ直し、判定が変わるものを示します（台帳には何も書きません）。

    新たに差戻しになる提出があれば、終了コードを1にします。
    """
    from kusei_batch.cli.error_output import show_error
    from kusei_batch.cli.screen import progress_bar
    from kusei_batch.cli.trial_screen import show_trial
    from kusei_batch.errors import KuseiError
    from kusei_batch.pipeline.form_trial import check_list_path, try_form, write_trial
    from kusei_batch.pipeline.workspace.form_check import find_template

    workspace, path = place.workspace(), find_template(place.folder, word)
    if listed:
        check_list_path(listed, path)
    with progress_bar() as progress:
        report = try_form(workspace, path, progress)
    try:
        if listed:
            write_trial(workspace, report, listed)
    except KuseiError as error:  # what the trial found is reported all the same
        show_trial(place.json, workspace.calendar, report, None)
        show_error(as_json=False, error=error)
        return error.exit_code
    return show_trial(place.json, workspace.calendar, report, listed)
