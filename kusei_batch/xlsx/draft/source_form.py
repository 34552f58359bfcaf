"""An Excel form that somebody made, opened as the source of a draft; or why it can be none."""

from __future__ import annotations

from collections.abc import Mapping

from kusei_batch.xlsx.book import Book
from kusei_batch.xlsx.copy_names import IDENTITY_SHEET, ITEMS_SHEET
from kusei_batch.xlsx.draft.draft import FormDraft
from kusei_batch.xlsx.draft.draft_writing import surplus_sheets
from kusei_batch.xlsx.draft.drawing_in import read_drawn
from kusei_batch.xlsx.draft.drawn_sheet import DrawnSheet
from kusei_batch.xlsx.draft.proposing import propose_form
from kusei_batch.xlsx.links import is_strict, other_kind
from kusei_batch.xlsx.package import UnreadableError, read_parts
from kusei_batch.xlsx.reader import open_workbook
from kusei_batch.xlsx.template.costs import refuse_costly
from kusei_batch.xlsx.template.soundness import refuse_damaged

_SAVE_AS = "Excelで開き、「名前を付けて保存」で「Excelブック（*.xlsx）」を選んで保存し直してください。"
_REMEDIES = {"encrypted-workbook": "Excelで開き、パスワードを外して保存し直してください。", "not-a-workbook": _SAVE_AS}


class FormSourceError(Exception):
    """A file from which no form can be drafted: why, and what to do, in Japanese."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.remedy = remedy


def propose_from(name: str, data: bytes) -> FormDraft:
    """Return the form of that name which a workbook proposes. Raise FormSourceError where it proposes none."""
    try:
        parts = read_parts(data)
        refuse_costly(parts)
        kind = other_kind(parts) or ("「Strict Open XML」という別の形式" if is_strict(parts) else "")
        if kind:
            raise FormSourceError(f"{kind}です。", _SAVE_AS)
        refuse_damaged(parts)
        sheets = _drawn(parts, Book(data))
    except UnreadableError as error:
        remedy = _REMEDIES.get(error.code, "Excelで開き、保存し直してから、もう一度試してください。")
        raise FormSourceError(f"{error.detail}。", remedy) from error
    if not any(sheet.texts for sheet in sheets):
        raise FormSourceError("見えているシートに、何も書かれていません。", "様式のあるブックを選んでください。")
    draft = propose_form(name, sheets)
    if not draft.sheets:
        drawn = any(sheet.boxes for sheet in sheets)
        reason = "見出しの右か下に、空いた枠がありません。" if drawn else "罫線で囲まれた枠がありません。"
        remedy = "記入する欄を、見出しの右か下で罫線で囲むか色を付け、中を空にして保存し、もう一度試してください。"
        raise FormSourceError(reason, remedy)
    return draft


def _drawn(parts: Mapping[str, bytes], book: Book) -> list[DrawnSheet]:
    workbook = open_workbook(parts)
    if ITEMS_SHEET in workbook.sheets:
        raise FormSourceError(
            f"定義シート「{ITEMS_SHEET}」があるので、もう様式のひな形です。",
            "templates_xlsx に写して、kusei form check で点検してください。",
        )
    left_out = surplus_sheets([sheet.name for sheet in book.sheets])
    wanted = [sheet for sheet in book.sheets if sheet.is_worksheet and sheet.name not in left_out]
    return [
        read_drawn(book, workbook, sheet, issued=IDENTITY_SHEET in workbook.sheets)
        for sheet in wanted
        if workbook.sheets[sheet.name].state == "visible"
    ]
