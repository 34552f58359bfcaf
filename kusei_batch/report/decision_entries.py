"""What the cells of 決定.xlsx offer, ask for and refuse."""

from __future__ import annotations

from collections.abc import Sequence

from kusei_batch.core.decision_list import YEAR, DecisionColumn, DecisionList
from kusei_batch.core.form import FieldType
from kusei_batch.core.text.lengths import VALIDATION_PROMPT, VALIDATION_TITLE, cut

_REFUSED = "この欄は夜間処理が書くところです。変えずに、黄色の欄に書いてください。"
REFUSAL = {
    "validate": "custom",
    "value": "=FALSE",
    "ignore_blank": False,
    "error_title": "灰色の欄です",
    "error_message": _REFUSED,
}
"""What is refused where the program writes."""

_LEAST = {FieldType.LONG_TEXT: 20.0, FieldType.DATE: 16.0, FieldType.CHOICE: 13.0, FieldType.TEXT: 11.0}
_LEAST_NUMBER, _LEAST_YEAR = 10.0, 7.0


def least_width(defined: DecisionList, heading: str) -> float:
    """Return the width in letters below which a column of a defined list is hard to read or to write in."""
    if heading == YEAR:
        return _LEAST_YEAR
    column = defined.column(heading)
    return _LEAST.get(column.type, _LEAST_NUMBER) if column else _LEAST_NUMBER


def guide(column: DecisionColumn) -> dict[str, object]:
    """Return what an entry column offers, and how it is to be written."""
    if column.type is FieldType.CHOICE:
        return offer(column.name, column.words)
    how = {
        FieldType.DATE: "R8.11.30 のように、年も入れて書きます。",
        FieldType.INTEGER: f"整数を書きます。{f'単位は{column.unit}です。' if column.unit else ''}",
        FieldType.NUMBER: f"数を書きます。{f'単位は{column.unit}です。' if column.unit else ''}",
    }.get(column.type, "")
    told = cut(f"{column.help}{how}", VALIDATION_PROMPT) or column.name
    return {"validate": "any", "input_title": cut(column.name, VALIDATION_TITLE), "input_message": told}


def offer(heading: str, words: Sequence[str]) -> dict[str, object]:
    """Return the dropdown that offers these words, and says what they do."""
    named = "、".join(words)
    return {
        "validate": "list",
        "source": list(words),
        "input_title": heading,
        "input_message": cut(f"{named} から選びます。まだ決まらなければ空欄のままにします。", VALIDATION_PROMPT),
        "error_title": "選べる言葉ではありません",
        "error_message": cut(f"{named} から選ぶか、空欄にしてください。", VALIDATION_PROMPT),
    }
