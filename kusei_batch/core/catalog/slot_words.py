"""Messages as they read where no sheet is at hand: each slot by the word for what will stand there."""

from __future__ import annotations

import re

# "" leaves no trace.
_WORDS = {
    "alias": "別名",
    "cell": "セル",
    "column": "桁",
    "condition": "条件",
    "count": "件数",
    "counted": "",
    "day": "日付",
    "department": "部署",
    "errors": "誤りの内容",
    "excess": "超えた数",
    "expected": "正しい書き方",
    "field": "項目",
    "fields": "項目",
    "file": "ファイル",
    "first": "先の行",
    "folder": "フォルダ",
    "form": "様式",
    "heading": "見出し",
    "headings": "見出し",
    "hint": "",
    "key": "設定項目",
    "label": "項目",
    "length": "文字数",
    "limit": "限度",
    "log": "記録",
    "maximum": "最大",
    "minimum": "最小",
    "name": "項目",
    "names": "項目",
    "next": "次の開庁日",
    "nothing": "該当なしの欄",
    "other": "ほかのフォルダ",
    "others": "後の行",
    "owner": "一覧や記録や集計",
    "place": "どの欄か",
    "western": "2026/4/1",
    "short": "R8.4.1",
    "reason": "理由",
    "round": "回",
    "row": "行",
    "sha256": "内容の符号",
    "sheet": "シート",
    "sheet_id": "管理番号",
    "sheet_ids": "管理番号",
    "sheets": "集計ブックのほかのシート",
    "signs": "文字",
    "table": "表",
    "tables": "表",
    "template": "ひな形",
    "text": "記入されたもの",
    "type": "型",
    "typed_unit": "書かれた単位",
    "unit": "単位",
    "usual": "目安",
    "value": "値",
    "values": "選択肢",
    "ward": "区",
    "where": "場所",
    "which": "開始日・提出期限",
    "word": "言葉",
    "year": "年度",
}
_HAND_UP_WORDS = {"name": "区", "names": "部署", "sheets": "枚数", "count": "数"}


def spoken(template: str, code: str = "") -> str:
    """Return a message, remedy or cause of a code with its slots as a reader sees them: {place} -> 〔どの欄か〕."""
    words = _WORDS | (_HAND_UP_WORDS if code.startswith("hand-up-") else {})

    def slot(found: re.Match[str]) -> str:
        word = words.get(found[1], "値")
        return f"〔{word}〕" if word else ""

    return re.sub(r"(?<!\{)\{(\w+)\}(?!\})", slot, template).replace("{{", "{").replace("}}", "}")
