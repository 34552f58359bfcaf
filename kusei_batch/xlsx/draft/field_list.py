"""A list of fields as a coordinator writes it: in one line, or one a row of a workbook or a CSV file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kusei_batch.core.form import FieldType
from kusei_batch.core.text.hint import suggest
from kusei_batch.core.text.notation import comparable, half_width
from kusei_batch.errors import UsageError
from kusei_batch.xlsx.draft.heading_words import parse_heading
from kusei_batch.xlsx.draft.listed_rows import read_rows
from kusei_batch.xlsx.draft.offered_choices import Offered
from kusei_batch.xlsx.package import UnreadableError

HEADINGS = ("項目名", "表", "型", "選択肢", "単位", "必須", "最大文字数", "説明")
_ALIASES = {
    "項目": "項目名",
    "名前": "項目名",
    "種類": "型",
    "選択": "選択肢",
    "文字数": "最大文字数",
    "備考": "説明",
    "説明文": "説明",
}
_ITEM = re.compile(
    r"(?P<name>[^:：]+?)(?P<star>[*＊])?(?:[:：]\s*(?P<type>[^()（）]*?)\s*(?:[(（](?P<inside>.*)[)）])?)?", re.DOTALL
)
_TYPES = {comparable(str(type_)): type_ for type_ in FieldType} | {
    comparable(word): type_
    for word, type_ in {
        "テキスト": FieldType.TEXT,
        "文章": FieldType.LONG_TEXT,
        "数": FieldType.NUMBER,
        "数字": FieldType.NUMBER,
        "金額": FieldType.NUMBER,
        "年月日": FieldType.DATE,
        "選択肢": FieldType.CHOICE,
        "はい・いいえ": FieldType.YES_NO,
    }.items()
}
_CHOOSING = (FieldType.CHOICE, FieldType.CHOICES)
_WRONG = "「項目名:型」を「,」でつなぎます。例：番号,目標:長文,期限:日付,達成度:選択(達成|未達成)"


@dataclass(frozen=True, slots=True)
class ListedField:
    """A field as listed; `table` is empty outside tables."""

    name: str
    type: FieldType
    table: str = ""
    choices: tuple[str, ...] = ()
    unit: str = ""
    required: bool = False
    most: int | None = None
    help: str = ""


def parse_list(text: str) -> list[ListedField]:
    """Return the fields of a list written in one line. Raise UsageError for what cannot be read."""
    parts = [part.strip() for part in _split(text)]
    listed = [_parse_item(part) for part in parts if part]
    if not listed:
        raise UsageError("項目がありません。", _WRONG)
    return _with_tables(listed)


def read_list(path: Path) -> list[ListedField]:
    """Return the fields of a list in a workbook (its first sheet) or a CSV file.

    Raise UsageError for a file that cannot be read or lists nothing.
    """
    try:
        rows = read_rows(path.read_bytes())
    except UnreadableError as error:
        raise UsageError(
            f"項目の一覧「{path}」を読めません。{error.detail}。", "Excelブック（.xlsx）かCSVにしてください。"
        ) from error
    listed = _listed(rows)
    if not listed:
        raise UsageError(
            f"「{path}」に項目がありません。", f"1行目に見出し（{'、'.join(HEADINGS)}）、2行目から項目を書きます。"
        )
    return _with_tables([_parse_row(row) for row in listed])


def _split(text: str) -> list[str]:
    """Return the parts of a list between commas, those in brackets left together."""
    parts, depth = [""], 0
    for sign in text:
        depth += (sign in "(（") - (sign in ")）")
        if sign in ",，、\n" and depth <= 0:
            parts.append("")
        else:
            parts[-1] += sign
    return parts


def _parse_item(part: str) -> ListedField:
    found = _ITEM.fullmatch(part)
    if found is None:
        raise UsageError(f"「{part}」を項目として読めません。", _WRONG)
    name, inside = found["name"].strip(), found["inside"] or ""
    table, dot, own = name.partition(".")
    row = {"項目名": own if dot else name, "表": table if dot else "", "型": found["type"] or ""}
    type_ = _type_of(row["型"]) if row["型"] else None
    if type_ in _CHOOSING or (not type_ and re.search(r"[|｜]", inside)):
        row["選択肢"] = inside
    elif type_ and type_.is_number:
        row["単位"] = inside
    elif inside:
        row["最大文字数"] = inside
    row["必須"] = "必須" if found["star"] else ""
    return _parse_row(row)


def _parse_row(row: Mapping[str, str]) -> ListedField:
    said = parse_heading(row["項目名"])
    name = said.name if row["項目名"].strip() else ""
    choices = _choices_in(row.get("選択肢", ""))
    offered = Offered(choices) if choices else said.offered
    type_ = _type_of(row["型"]) if row.get("型") else None
    type_ = type_ or (FieldType.CHOICE if offered else said.type) or FieldType.TEXT
    if type_ in _CHOOSING and not offered:
        raise UsageError(
            f"「{name}」の選択肢がありません。", f"{name}:選択(達成|未達成) のように、「|」で区切って書きます。"
        )
    letters = re.sub(r"\D", "", half_width(row.get("最大文字数", "")))
    return ListedField(
        name,
        type_,
        row.get("表", "").strip(),
        offered.choices if offered and type_ in _CHOOSING else (),
        (row.get("単位", "").strip() or said.unit) if type_.is_number else "",
        said.required or row.get("必須", "").strip() in ("必須", "○", "はい", "〇"),
        int(letters) if letters and type_ in (FieldType.TEXT, FieldType.LONG_TEXT) else said.most,
        row.get("説明", "").strip() or said.hint,
    )


def _choices_in(text: str) -> tuple[str, ...]:
    """Return the choices of a text: 「・」 and 「/」, found in names too, part them only where no plainer mark does."""
    marks = (r"[|｜\n]", r"[、\n]", r"(?<=\S)\s*[・/／]\s*(?=\S)")
    mark = next((mark for mark in marks if re.search(mark, text.strip())), r"\n")
    return tuple(word.strip() for word in re.split(mark, text) if word.strip())


def _type_of(word: str) -> FieldType:
    known = _TYPES.get(comparable(word))
    if known is None:
        types = [str(type_) for type_ in FieldType]
        raise UsageError(f"型「{word}」はありません。", suggest(word, types))
    return known


def _with_tables(fields: Sequence[ListedField]) -> list[ListedField]:
    """Return the fields with their table: from 「番号」 on, those without one of their own are repeated."""
    found: list[ListedField] = []
    inside = ""
    for one in fields:
        if one.name in ("番号", "No", "№") and not inside:
            inside = one.table or "明細"
        placed = replace(one, table=one.table or inside)
        if any((other.table, other.name) == (placed.table, placed.name) for other in found):
            raise UsageError(f"項目「{one.name}」が2回書かれています。", "同じ表の中では、違う名前にしてください。")
        found.append(placed)
    return found


def _listed(rows: Iterable[Sequence[str]]) -> list[dict[str, str]]:
    """Return what the rows say by heading; without a row of headings, the columns are 項目名, 型 and 選択肢."""
    filled = [row for row in rows if any(row)]
    if not filled:
        return []
    first = [_ALIASES.get("".join(word.split()), "".join(word.split())) for word in filled[0]]
    has_headings = "項目名" in first
    headings = first if has_headings else ["項目名", "型", "選択肢"]
    body = filled[1:] if has_headings else filled
    listed = [dict(zip(headings, row, strict=False)) for row in body]
    return [{key: row.get(key, "") for key in HEADINGS} for row in listed if row.get("項目名")]
