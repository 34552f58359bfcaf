"""The rows of the definition sheets that a draft makes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from kusei_batch.core.form import ROW_NUMBER, FieldKind, FieldType
from kusei_batch.xlsx.draft.draft import FormDraft, ProposedField
from kusei_batch.xlsx.template.definitions import CHOICES, ITEMS, SETTINGS, TOTALS
from kusei_batch.xlsx.template.draft_fields import WITH_CHOICES
from kusei_batch.xlsx.template.settings_sheet import ID, MAX_ROWS, MIN_ROWS, NUMBER, TITLE, USUAL_ROWS, VERSION

MEMO = "_メモ"
MEMO_HEADINGS = ("シート", "セル", "こう考えました", "確かめること")
Row = Mapping[str, str | int]
_WIDTHS = {FieldType.LONG_TEXT: 60, FieldType.TEXT: 24, FieldType.CHOICES: 24}
_LONGEST_SHEET = 20


def definition_rows(draft: FormDraft) -> dict[str, list[Row]]:
    """Return the rows of each definition sheet, by its name, each by heading."""
    lists = _choice_lists(draft)
    # What the program writes first, then the items outside tables, then those of each table.
    order = {None: 0} | {table.name: number for number, table in enumerate(draft.tables, start=1)}
    ordered = sorted(draft.fields, key=lambda one: (order[one.table], one.kind is not FieldKind.DISPLAY))
    return {
        ITEMS: [_item(one, lists) for one in ordered],
        CHOICES: [{"選択肢名": name, "値": value} for choices, name in lists.items() for value in choices],
        SETTINGS: list(_settings(draft)),
        TOTALS: list(_list_of(draft)),
        MEMO: [
            dict(zip(MEMO_HEADINGS, (remark.sheet, remark.cell, remark.assumed, remark.look), strict=True))
            for remark in draft.all_remarks
        ],
    }


def _choice_lists(draft: FormDraft) -> dict[tuple[str, ...], str]:
    """Return the lists of choices with their names; fields that offer the same share the list of the first."""
    lists: dict[tuple[str, ...], str] = {}
    for one in draft.fields:
        if one.type in WITH_CHOICES and one.choices not in lists:
            names = (one.name, *(f"{one.name}{number}" for number in range(2, 1000)))
            lists[one.choices] = next(name for name in names if name not in lists.values())
    return lists


def _item(one: ProposedField, lists: Mapping[tuple[str, ...], str]) -> Row:
    words: dict[str, str | int] = {
        "項目名": one.name,
        "表": one.table or "",
        "区分": str(one.kind),
        "型": str(one.type),
        "必須": "必須" if one.required else "任意" if one.kind is FieldKind.ENTRY else "",
        "式": one.formula,
        "選択肢": lists[one.choices] if one.type in WITH_CHOICES else "",
        "最小": one.minimum,
        "最大": one.maximum,
        "最大文字数": one.most_letters or "",
        "単位": one.unit,
        "説明": one.help,
    }
    return {heading: word for heading, word in words.items() if word != ""}


def _settings(draft: FormDraft) -> Iterator[Row]:
    plain = re.sub(r'[\\/:*?"<>|]', "", draft.name).strip(" .") or "様式"
    yield {"設定名": ID, "値": plain, "説明": "ファイル名などに使う短い名前です。配ったあとは変えません。"}
    yield {"設定名": TITLE, "値": draft.title, "説明": "様式に印字する名前です。"}
    yield {"設定名": NUMBER, "値": draft.number, "説明": "紙の様式の番号です。なければ空欄にします。"}
    yield {"設定名": VERSION, "値": "1", "説明": "様式を直して配り直すときに、新しい番号にします。"}
    for table in draft.tables:
        yield {"設定名": f"{table.name}.{MIN_ROWS}", "値": 0, "説明": "少なくとも記入してほしい件数です。"}
        yield {
            "設定名": f"{table.name}.{USUAL_ROWS}",
            "値": table.records,
            "説明": "これより多いと確認をお願いします。",
        }
        yield {"設定名": f"{table.name}.{MAX_ROWS}", "値": table.records, "説明": "様式に用意する件数です。"}


def _list_of(draft: FormDraft) -> Iterator[Row]:
    """Yield one list: the first table with its fields, or where there is none, the fields outside."""
    table = draft.tables[0].name if draft.tables else None
    shown = [one for one in draft.fields if one.table == table and one.kind is not FieldKind.DISPLAY]
    if not shown:
        return
    plain = re.sub(r"[\[\]:*?/\\']", "", table or draft.name)[:_LONGEST_SHEET] or "一覧"
    first: dict[str, str | int] = {"シート名": f"{plain}一覧", "種類": "一覧", "表": table or ""}
    columns: list[dict[str, str | int]] = [{"見出し": "部署名", "内容": "{{部署名}}", "幅": 22}]
    if table:
        columns.append({"見出し": ROW_NUMBER, "内容": "{{番号}}", "幅": 6})
    columns += [{"見出し": one.name, "内容": f"{{{{{one.name}}}}}", "幅": _WIDTHS.get(one.type, 14)} for one in shown]
    for number, column in enumerate(columns):
        yield {heading: word for heading, word in {**(first if number == 0 else {}), **column}.items() if word != ""}
