"""The words and signs of expressions. Patterns look at texts in which every variant has become one sign."""

from __future__ import annotations

import re

OR, AND, NOT, BLANK, IF = "または", "かつ", "でない", "空欄", "もし"
YEAR, THIS_YEAR, LENGTH = "年度", "当年度", "文字数"
FUNCTIONS = {"絶対値": (1, 1), "合計": (1, 50), "四捨五入": (1, 2), LENGTH: (1, 1), IF: (3, 3), YEAR: (1, 1)}
"""The functions with the fewest and the most values each takes."""

ROW_FUNCTIONS = {
    "件数": (0, 1),
    "合計": (1, 1),
    "平均": (1, 1),
    "最大": (1, 1),
    "最小": (1, 1),
    "比率": (2, 2),
    "値": (1, 1),
}
"""The functions over the rows of a table, with the fewest and the most items of it each takes."""

CALLED = "|".join({**FUNCTIONS, **ROW_FUNCTIONS})
OWN_ROW, ROW_BEFORE = "この行.", "前の行."

ONE_FOR_ONE = str.maketrans("×÷−｜，\n\r\t", "*/-|,   ")
SIGN = re.compile(r"!=|<>|<=|>=|=<|=>|[≠≦≧≤≥<>=]")
SAME_SIGN = {"≠": "!=", "<>": "!=", "≦": "<=", "≤": "<=", "=<": "<=", "≧": ">=", "≥": ">=", "=>": ">="}
NUMBER = re.compile(r"\d+(?:\.\d+)?", re.ASCII)
DAY = re.compile(r"(\d{4})(?:([/-])(\d{1,2})\2|年(\d{1,2})月)(\d{1,2})日?", re.ASCII)
QUOTED_TEXT = re.compile(r"(?:形 *)?「([^「」]*)」")
ANY_REST = re.compile(r"[*＊]")
ENDS = re.compile(rf"$|[)|,、]|{OR}|{AND}|{NOT}")
ENDS_NAME = re.compile(rf"$|[-+*/()|,、]|{OR}|{AND}|{NOT}|!=|[≠≦≧≤≥<>=]")
