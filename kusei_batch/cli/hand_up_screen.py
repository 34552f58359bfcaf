"""What `hand-up` answers: the file for the city, what it tells of, and what to do with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kusei_batch.cli.exits import DONE
from kusei_batch.cli.screen import answer, say
from kusei_batch.xlsx.package import MEBI

if TYPE_CHECKING:
    from kusei_batch.config import Workspace
    from kusei_batch.pipeline.handing_up import HandUpReport


def show_hand_up(as_json: bool, workspace: Workspace, report: HandUpReport, *, dry_run: bool) -> int:
    """Tell what was handed up, or would be."""
    if as_json:
        told = {"ward": report.ward.code, "fiscal_year": report.fiscal_year, "sheets": report.sheets}
        counts = {"accepted": report.accepted, "withheld": report.withheld, "sealed": report.is_sealed}
        answer({"path": str(report.path), **told, **counts})
        return DONE
    label = workspace.calendar.fiscal_label(report.fiscal_year)
    say(f"{report.ward.name}の{label}: 配った様式{report.sheets}枚のうち、受理したもの{report.accepted}枚")
    if report.withheld:
        say(f"個人情報として伏せている{report.withheld}か所は、伏せたまま渡します。", colour="yellow")
    if report.size > (most := workspace.settings.limits.workbook.file_bytes):
        size = f"{report.size / MEBI:,.0f}MBあり、受付フォルダのファイルの上限（{most // MEBI}MB）を超えています。"
        say(f"{size}市の config.toml の [limits] の file_mb を、それより大きくしてもらってください。", colour="yellow")
    say(f"作る予定のもの: {report.path}" if dry_run else f"作りました: {report.path}")
    say(
        f"中身を直さず、市の受付フォルダの「{report.ward.name}」のフォルダに入れてください。次の市の夜間処理が取り込みます。"
    )
    return DONE
