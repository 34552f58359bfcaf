"""記入要領: how to fill in each entry, made from the same definitions as the rules."""

from __future__ import annotations

from collections.abc import Sequence

from kusei_batch.core.form import Field, Form, Table
from kusei_batch.core.text.cleaning import clean_footer
from kusei_batch.core.text.lengths import HEADER_FOOTER
from kusei_batch.xlsx.compile.rule_text import check_consequence, check_words, choice_words, necessity_words, type_words
from kusei_batch.xlsx.copy_names import FINDINGS_SHEET, GUIDE_SHEET
from kusei_batch.xlsx.stamp.added_formats import Palette
from kusei_batch.xlsx.stamp.plainsheet import (
    PROTECTION,
    PlainSheet,
    SheetColumn,
    breaks_markup,
    merged_markup,
    page,
)

HEADINGS = ("項目", "欄", "必須・任意", "記入する内容", "書き方", "選択肢")
CHECK_HEADINGS = ("項目", "欄", "当てはまると", "確かめること", "どうするか", "")
# In points: printed to fit A4, the text is larger than 8 points.
_WIDTHS = (106, 106, 86, 270, 170, 190)
_LEAST_HEIGHT = 22.0


def write_guide(form: Form, palette: Palette) -> tuple[bytes, int]:
    """Return the worksheet, and the number of its heading row, to be repeated on each page."""
    sheet = PlainSheet([SheetColumn(w) for w in _WIDTHS], palette.font, palette.default_font)
    sheet.add([sheet.text(1, palette.title, f"{GUIDE_SHEET}　{form.title}")], 30)
    notes = [
        "色の付いた欄に記入してください。そのほかの欄は、書き換えられないように保護しています（パスワードはありません）。",
        "必須の欄が空いていると、その欄がうすい赤になります。書ききれないときは、行の高さを広げられます。",
        f"提出後にお尋ねすることがあるときは、記入済みの内容を写し、シート「{FINDINGS_SHEET}」に書いてお返しします。",
    ]
    for note in notes:
        sheet.add([sheet.text(1, palette.note, f"・{note}")], 18)
    sheet.add([], 9)
    heading = sheet.next_row
    sheet.add([sheet.text(i, palette.heading, h) for i, h in enumerate(HEADINGS, start=1)], 24)
    groups = [("一度だけ記入する欄", form.entries_of(None))]
    groups += [(_table_words(table), form.entries_of(table.name)) for table in form.tables]
    bands = []
    for title, fields in [(title, fields) for title, fields in groups if fields]:
        bands.append(range(sheet.next_row, sheet.next_row + 2))
        _add_band(sheet, palette, title)
        for field in fields:
            _add_field(sheet, form, field, palette)
    if form.checks:
        bands.append(range(sheet.next_row, sheet.next_row + 3))
        _add_band(sheet, palette, "提出された後に、欄どうしを見比べて確かめること")
        sheet.add([sheet.text(i, palette.heading, h) for i, h in enumerate(CHECK_HEADINGS, start=1)], 24)
    for check in form.checks:
        marked, (told, remedy) = form.marked_by(check), check_words(check)
        _add_texts(sheet, [marked.name, _place(marked), check_consequence(check), told, remedy, ""], palette)
    middle = f"&C{GUIDE_SHEET}　&P / &N"
    told = clean_footer(f"{form.number}（第{form.version}版）", HEADER_FOOTER - len("&L") - len(middle))
    footer = page(f"&L{told}{middle}", landscape=True)
    return sheet.write(
        '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        '<sheetViews><sheetView showGridLines="0" workbookViewId="0">'
        f'<pane ySplit="{heading}" topLeftCell="A{heading + 1}" activePane="bottomLeft" state="frozen"/>'
        '<selection pane="bottomLeft"/></sheetView></sheetViews>',
        PROTECTION + merged_markup(sheet.merges) + footer + breaks_markup(sheet, heading, bands),
    ).encode(), heading


def _table_words(table: Table) -> str:
    if table.is_fixed:
        return f"{table.name}（配られた行に記入します。行は足せません）"
    least = f"{table.min_rows}行以上、" if table.min_rows else ""
    usual = f"目安は{table.usual_rows}行まで、" if table.usual_rows < table.max_rows else ""
    return f"{table.name}（{least}{usual}最大{table.max_rows}行）"


def _add_band(sheet: PlainSheet, palette: Palette, title: str) -> None:
    row = sheet.next_row
    sheet.merges.append(f"A{row}:F{row}")
    sheet.add([sheet.text(i, palette.band, title if i == 1 else "") for i in range(1, len(HEADINGS) + 1)], 22)


def _add_field(sheet: PlainSheet, form: Form, field: Field, palette: Palette) -> None:
    choices = choice_words(form, field)
    texts = [field.name, _place(field), necessity_words(field), field.help, type_words(field, form.year), choices]
    _add_texts(sheet, texts, palette)


def _add_texts(sheet: PlainSheet, texts: Sequence[str], palette: Palette) -> None:
    centred = {2, 3}
    sheet.add(
        [sheet.text(i, palette.centred if i in centred else palette.text, t) for i, t in enumerate(texts, start=1)],
        sheet.height_for(list(enumerate(texts, start=1)), _LEAST_HEIGHT),
    )


def _place(field: Field) -> str:
    return f"{field.sheet}\n{field.cell_range}"
