"""Faults that pydantic finds in the settings, told in Japanese with what to write instead."""

from __future__ import annotations

import re

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from kusei_batch.config.engine_settings import EngineSettings
from kusei_batch.config.hand_up_settings import HandUpSettings, HandUpWard
from kusei_batch.config.letter_settings import LetterSettings
from kusei_batch.config.limits import LimitSettings
from kusei_batch.config.lines import SettingsText, config_problem, dotted
from kusei_batch.config.settings import (
    EraSettings,
    Folders,
    PageSettings,
    PaperSettings,
    RoundSettings,
    Settings,
    WordSettings,
)
from kusei_batch.core.problem import Problem
from kusei_batch.core.text.hint import suggest


def translate(detail: ErrorDetails, written: SettingsText) -> Problem:
    """Return a fault of pydantic as the problem it is."""
    place, kind = detail["loc"], detail["type"]
    is_in_sheet = written.cell_of(place) is not None
    if kind == "extra_forbidden":
        parents = [p for p in place[:-1] if isinstance(p, str)]
        names = (_MODELS[parents[-1]] if parents else Settings).model_fields
        return config_problem(
            "config-unknown-key",
            written,
            place,
            hint=suggest(str(place[-1]), [name for name, field in names.items() if field.alias is None]),
        )
    expected = _expected(dotted(place), kind, is_in_sheet=is_in_sheet)
    if kind == "missing" and not is_in_sheet and place != ("rounds",):
        return config_problem("config-missing-key", written, place, example=example_of(str(place[-1])))
    if kind == "missing" or (kind == "too_short" and place == ("rounds",)):
        code = "config-no-rounds" if place == ("rounds",) else "config-value-blank"
        return config_problem(code, written, place, expected=expected)
    value = "".join(c if c.isprintable() else "�" for c in str(detail["input"])[:60])
    if kind in _REFUSED:
        return config_problem(_REFUSED[kind], written, place, value=value)
    if not value.strip() and isinstance(detail["input"], str):
        code = "config-word-blank" if place[0] == "words" else "config-value-blank"
        return config_problem(code, written, place, expected=expected)
    return config_problem("config-bad-value", written, place, value=value, expected=expected)


_EXAMPLES = {
    "city": '"○○市"',
    "fiscal_year": "2026",
    "name": '"目標設定"',
    "form": '"目標設定"',
    "confirmation": '"部長確認"',
    "opens": '"4月1日"',
    "due": '"4月24日"',
    "template": '"会議資料.docx"',
    "title": '"目標の設定状況について"',
    "scheduler": '"tcp://127.0.0.1:8786"',
}


def example_of(key: str) -> str:
    """Return a line as it may be written: `due = "4月24日"`."""
    return f"{key} = {_EXAMPLES.get(key, '…')}"


_REFUSED = {"file_name": "config-bad-name", "folder": "config-bad-folder"}


_WORDED = {
    "kind": '"local"（このパソコンだけ）か "dask"',
    "scheduler": '"tcp://10.1.2.3:8786" のような、スケジューラの番地とポート（暗号化した通信なら "tls://…"）',
}


_IN_CELLS = {
    "opens": "4月24日、2026/4/24、R8.4.24 のような日付（曜日を添えるなら、その日の曜日）",
    "by_city": "「はい」か、空欄",
    "letters": "「作らない」か、空欄",
    "missing": "空でない文字",
}


def _expected(key: str, kind: str, *, is_in_sheet: bool) -> str:
    name = re.split(r"[.\]]", key)[-1]
    if is_in_sheet and name in {"opens", "due", "date"}:
        return _IN_CELLS["opens"]
    if is_in_sheet and name != "fiscal_year" and (name in _IN_CELLS or kind in _IN_CELLS):
        return _IN_CELLS.get(name) or _IN_CELLS[kind]
    if name == "fiscal_year":
        return "2026、R8、令和8年度 のような年度"
    if kind.startswith("date") or name in {"opens", "due", "start", "date"}:
        return (
            '2026-04-01 のような日付（引用符なし。引用符で囲めば "R8.4.1" や、年なしの "4月1日" でも。'
            "曜日を添えるなら、その日の曜日）"
        )
    if name in _WORDED:
        return _WORDED[name]
    prefixes = {
        "int": "整数",
        "string": '引用符 " " で囲んだ文字',
        "greater": "範囲内の数",
        "less": "範囲内の数",
        "tuple": "[[ ]] で始まる一覧",
        "model": "[ ] で始まる項目のまとまり",
    }
    return {
        "int": "整数",
        "string_too_short": "空でない文字",
        "string": '引用符 " " で囲んだ文字',
        "string_pattern_mismatch": "英大文字1字",
        "too_short": "1件以上の内容",
    }.get(kind, next((word for prefix, word in prefixes.items() if kind.startswith(prefix)), "正しい形の値"))


_MODELS: dict[str, type[BaseModel]] = {
    "folders": Folders,
    "rounds": RoundSettings,
    "papers": PaperSettings,
    "pages": PageSettings,
    "eras": EraSettings,
    "letters": LetterSettings,
    "limits": LimitSettings,
    "engine": EngineSettings,
    "hand_up": HandUpSettings,
    "words": WordSettings,
    "wards": HandUpWard,
}
