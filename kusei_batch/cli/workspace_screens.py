"""What the commands on a workspace and its forms answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kusei_batch.cli import shapes
from kusei_batch.cli.exits import DONE, SETTINGS
from kusei_batch.cli.screen import answer, list_problems, say
from kusei_batch.core.problem import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kusei_batch.cli.options import Invocation
    from kusei_batch.core.form import Field, Form
    from kusei_batch.core.problem import Problem
    from kusei_batch.pipeline.workspace.form_check import FormListing
    from kusei_batch.pipeline.workspace.moving_settings import MovedSettings


def show_init(
    as_json: bool, place: Invocation, made: Sequence[Path], *, dry_run: bool, has_sample: bool = False
) -> int:
    """Tell what a new workspace holds and what to do next; `has_sample` says that a sample or an example is in it."""
    if as_json:
        answer({"made": [str(path) for path in made]})
        return DONE
    say("作る予定のもの:" if dry_run else f"作業フォルダ「{place.folder}」を作りました。")
    for path in made:
        say(f"  {path}")
    if has_sample and not dry_run:
        say("見本のマスタと設定が入っているので、そのまま試せます。次は、")
        say(f"  {place.command('doctor')}　で点検してください。")
    elif not dry_run:
        say("次は、templates_xlsx/マスタ.xlsx に区と部署を、config.toml に市の名前、年度、会議とページの日を入力し、")
        say(f"  {place.command('doctor')}　で点検してください。")
    return DONE


def show_guided(place: Invocation, made: Sequence[Path], first_round: str, *, dry_run: bool) -> int:
    """Tell what was made by guide and what to do next; nothing was made where `made` is empty."""
    if not made or dry_run:
        say("作りませんでした。何も変えていません。" if not made else "試しなので、何も書いていません。")
        return DONE
    say(f"作業フォルダ「{place.folder}」を作りました。", colour="green")
    say("区、部署、回、市の名前などは、templates_xlsx/マスタ.xlsx に入っています（Excelで直せます）。次は、")
    say("  1. マスタのシート「方針」に区の方針を、「基準」に守る基準を書く（なければ、その欄は空欄で配ります）")
    say("  2. 会議の日が決まったら、シート「資料」の「会議の日」に書く")
    say(f"  3. {place.command('doctor')}　で点検する")
    say(f"  4. {place.command('issue', first_round)}　で配る")
    return DONE


def show_moved_settings(as_json: bool, place: Invocation, moved: MovedSettings, *, dry_run: bool) -> int:
    """Tell what stands in the sheets of the master now, what stays in config.toml, and what to do next."""
    kept = [str(path) for path in moved.kept]
    counts = {"rounds": moved.rounds, "papers": moved.papers, "pages": moved.pages}
    if as_json:
        answer({**counts, "items": list(moved.items), "staying": dict(moved.staying), "kept": kept})
        return DONE
    head = "マスタ.xlsx に移すもの" if dry_run else "マスタ.xlsx に移しました"
    said = (("回", moved.rounds), ("資料", moved.papers), ("ページ", moved.pages))
    say(f"{head}: シート「設定」（{'、'.join(moved.items)}）、{'、'.join(f'「{name}」{n}行' for name, n in said)}")
    for name, keys in moved.staying.items():
        say(f"  回「{name}」は、シートに書けない設定（{keys}）があるので、config.toml に残します。", colour="yellow")
    if not dry_run:
        say(f"移す前のもの: {'、'.join(kept)}（うまく動いたら、消して構いません）")
        say("これからは、回も年度も、Excelで マスタ.xlsx を開いて直します。次は、")
        say(f"  {place.command('doctor')}　で点検してください。")
    return DONE


def show_doctor(as_json: bool, problems: Sequence[Problem], following: str) -> int:
    """Tell every fault and a verdict; exit 2 when there is an error. `following` is the command that comes next."""
    if as_json:
        answer({"problems": [shapes.place_json(p) for p in problems]})
        return _settings_code(problems)
    told = [p for p in problems if p.severity is not Severity.INFO]
    list_problems(told)
    errors = sum(p.severity is Severity.ERROR for p in told)
    if errors:
        say(f"点検しました。エラーが{errors}件あります。直して、もう一度点検してください。", colour="red")
    elif told:
        _ask_for_days(problems)
        say(f"点検しました。エラーはありません。警告{len(told)}件を確かめたら、次は: {following}", colour="yellow")
    else:
        say("点検しました。直すところはありません。", colour="green")
        _ask_for_days(problems)
        say(f"次は: {following}")
    return _settings_code(problems)


def _ask_for_days(problems: Sequence[Problem]) -> None:
    """Name the papers whose meeting has no day yet and the pages without one, one line a round: still to be written."""
    asked = [p for p in problems if p.code == "paper-without-date"]
    if asked:
        where = _written_in(asked, "config.toml の [[rounds.papers]] ")
        say(f"会議の日（date）が決まったら、{where}に書いてください。")
        say("その日を過ぎた資料は書き換えません。")
    for problem in asked:
        say("  回「{round}」の{papers}（日がなければ、{until}まで毎晩書き換えます）".format(**problem.params))
    undated = [p for p in problems if p.code == "page-without-date"]
    if undated:
        where = _written_in(undated, "config.toml の [[rounds.pages]] ")
        say(f"ページを公表する日（date）を、{where}に書いてください。")
    for problem in undated:
        say("  回「{round}」の{pages}（なければ、{after}より前の、初めて作った夜の日です）".format(**problem.params))


def _written_in(problems: Sequence[Problem], usual: str) -> str:
    """Return where the settings of these problems are written: in a sheet of the master, or as usual."""
    sheets = dict.fromkeys(f"マスタのシート「{p.location.sheet}」" for p in problems if p.location.sheet)
    return "、".join([*sheets, *([usual] if any(not p.location.sheet for p in problems) else [])])


def show_forms(as_json: bool, listings: Sequence[FormListing]) -> int:
    """List the forms."""
    if as_json:
        answer({"forms": [shapes.listing_json(listing) for listing in listings]})
        return DONE
    for listing in listings:
        form = listing.form
        what = _edition(form) if form else "ひな形に誤りがあります（form check で点検）"
        say(f"{listing.path.stem}　{what}　回: {'、'.join(listing.rounds) or 'なし'}")
    return DONE


def _edition(form: Form) -> str:
    """Return `サービス向上目標（第1号様式 第1版）`; a form may have no number."""
    return f"{form.title}（{f'{form.number} 第{form.version}版'.strip()}）"


def show_form(as_json: bool, form: Form) -> int:
    """Show a form's fields and their cells."""
    if as_json:
        answer(shapes.form_json(form))
        return DONE
    say(f"{form.id}　{_edition(form)}")
    for field in form.fields:
        words = (field.kind, field.type, field.necessity if field.is_entry else "")
        say(f"  {field.qualified}　{_cells(field)}　{' '.join(w for w in words if w)}")
    return DONE


def _cells(field: Field) -> str:
    """Return `目標設定!B12～B21`; nothing for a calculation without a cell."""
    if not field.cells:
        return "（様式には出ない）"
    return f"{field.sheet}!{field.cell_range}"


@dataclass(frozen=True)
class FormSteps:
    """What comes after the check of a template: the command that checks once more, its rounds, how one is issued."""

    check: str
    rounds: Sequence[str] = ()
    issue: str = ""


def show_form_check(as_json: bool, path: Path, problems: Sequence[Problem], steps: FormSteps) -> int:
    """Tell what a template needs and what comes next; exit 2 when there is an error."""
    if as_json:
        answer({"file": str(path), "problems": [shapes.place_json(p) for p in problems]})
        return _settings_code(problems)
    list_problems(problems)
    if any(p.severity is Severity.ERROR for p in problems):
        say(f"Excelで直して保存したら、もう一度点検してください: {steps.check}")
    elif any(p.code == "version-unchanged" for p in problems):
        say(f"「{path}」は、版を改めると配れます。直したら、もう一度点検してください: {steps.check}", colour="yellow")
    elif steps.rounds:
        say(f"「{path}」は、このまま使えます。", colour="green")
        names = "、".join(f"「{name}」" for name in steps.rounds)
        say(f"この様式を使う回は{names}です。まだ配っていない部署に配るには: {steps.issue}")
    else:
        say(f"「{path}」は、このまま使えます。", colour="green")
        say(f'config.toml の回（[[rounds]]）に form = "{path.stem}" と書くと、kusei issue で配れます。')
        say("マスタのシート「回」を使っているときは、その「様式」に書きます。")
    return _settings_code(problems)


def _settings_code(problems: Sequence[Problem]) -> int:
    return SETTINGS if any(p.severity is Severity.ERROR for p in problems) else DONE
