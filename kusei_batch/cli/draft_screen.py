"""What `form new` answers: where the template is, what it took the boxes for, what a person has to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kusei_batch.cli import shapes
from kusei_batch.cli.exits import DONE
from kusei_batch.cli.screen import answer, list_problems, say
from kusei_batch.core.form import FieldKind

if TYPE_CHECKING:
    from kusei_batch.pipeline.workspace.form_new import NewForm
    from kusei_batch.xlsx.draft.draft import FormDraft, ProposedField


def show_form_new(as_json: bool, made: NewForm, command: str, *, dry_run: bool) -> int:
    """Tell where the new template is and what to do next; `command` checks it."""
    if as_json:
        drafted = shapes.draft_json(made.draft, made.problems) | {"checked": made.is_checked} if made.draft else {}
        answer({"made": str(made.path)} | drafted)
        return DONE
    say(f"ひな形「{made.path}」を{'作ります' if dry_run else '作りました'}。")
    if made.draft:
        _show_draft(made.draft, dry_run=dry_run)
    list_problems(made.problems)
    if not made.is_checked:
        say("config.toml かマスタに直すところがあるので、様式の点検はまだです。kusei doctor が、直すところを示します。")
    say(f"Excelで開いて直し、次のコマンドで点検してください: {command}")
    return DONE


def _show_draft(draft: FormDraft, *, dry_run: bool) -> None:
    say(f"様式名: {draft.title}　様式番号: {draft.number or 'なし'}")
    shown = [one for one in draft.fields if one.kind is FieldKind.DISPLAY and not one.table]
    say(f"プログラムが書く欄: {'、'.join(one.name for one in shown)}")
    heads = [one for one in draft.fields if one.kind is not FieldKind.DISPLAY and not one.table]
    if heads:
        say("一度だけ書く項目:")
    for one in heads:
        say(f"  {one.cell}　{_words(one)}")
    for table in draft.tables:
        say(f"表「{table.name}」（1件{table.block.height}行、{table.records}件まで）:")
        for one in (field for field in draft.fields if field.table == table.name):
            say(f"  {one.cell}　{_words(one)}")
    remarks = draft.all_remarks
    if remarks:
        place = "" if dry_run else "（ひな形の「_メモ」のシートにもあります）"
        say(f"確かめること　{len(remarks)}件{place}:", colour="yellow")
    for remark in remarks:
        say(f"  シート「{remark.sheet}」 {remark.cell}".rstrip() + f"　{remark.assumed}{remark.look}")


def _words(one: ProposedField) -> str:
    """Return a field in words: `期限　日付`, `区分　選択（新規・継続）`."""
    kind = "" if one.kind is FieldKind.ENTRY else f"{one.kind} "
    choices = f"（{'・'.join(one.choices)}）" if one.choices else ""
    unit = f"（{one.unit}）" if one.unit else ""
    formula = f"　{one.formula}" if one.formula else ""
    return f"{one.name}　{kind}{one.type}{choices}{unit}{formula}{'　必須' if one.required else ''}"
