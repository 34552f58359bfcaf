"""Why a round is not issued to whom it was asked for, and what to do."""

from __future__ import annotations

from collections.abc import Sequence

from kusei_batch.config import Workspace
from kusei_batch.core.period import Round
from kusei_batch.core.text.hint import nearest, suggest
from kusei_batch.core.ward import Department
from kusei_batch.errors import UsageError


def refuse_round(
    workspace: Workspace, round_: Round, departments: Sequence[Department], whose: str | None
) -> UsageError:
    """Return what to say where a round is for none of these departments, or none of them is there when it opens."""
    what = f"「{whose}」は" if whose else "登録されている部署はどれも"
    stated = next(r for r in workspace.settings.rounds if r.name == round_.name)
    if any(round_.is_for(d.code) for d in departments):
        day = workspace.calendar.date_label(round_.opens)
        remedy = f"開始日（{day}）にある部署に配ります。マスタ.xlsx のシート「部署」の「終了日」を確かめてください。"
    elif stated.departments:
        remedy = f"対象の部署は、回「{round_.name}」の departments（シート「回」なら「配る部署」）に書いてあります。"
    else:
        level = stated.level or workspace.master.wards[0].level
        how = "その回の level と departments、シート「回」なら「配る階層」と「配る部署」で決まります"
        remedy = f"「{level}」の部署に配る回です（{how}）。"
    return UsageError(f"{what}、回「{round_.name}」の対象ではありません。", remedy)


def refuse_unknown(workspace: Workspace, ward: str | None, department: str | None) -> UsageError:
    """Return what to say when nobody is left to issue to: the ward has no such department, or none at all."""
    known = workspace.master.departments_of(workspace.ward(ward)) if ward else workspace.master.departments
    if department is None:
        remedy = "マスタ.xlsx のシート「部署」に登録してください。"
        return UsageError(f"「{ward}」には部署が登録されていません。", remedy)
    words = [word for d in known for word in (d.name, d.code)]
    near = nearest(department, words)
    hint = f"もしかして：{near}" if near else suggest(department, [f"{d.code} {d.name}" for d in known])
    return UsageError(f"部署「{department}」はありません。", hint)


def refuse_handed_up(departments: Sequence[Department], ward: str | None, department: str | None) -> UsageError:
    """Return what to say where all that are asked for get their sheets from a ward with a workspace of its own."""
    names = "、".join(dict.fromkeys(d.ward.name for d in departments))
    whom = f"「{department or ward}」には" if department or ward else "どの部署にも"
    return UsageError(
        f"{whom}、市からは様式を配りません。{names}が、自分の作業フォルダで配って市に提出します。",
        f"{names}の事務局が配ります。市から配るなら、config.toml の [[hand_up.wards]] からその区を消してください。",
    )
