"""Slips at the keyboard in tags that cannot be read: signs of full width, a space too many, an end that lacks."""

from __future__ import annotations

import re

_SIGNS = {
    **dict(zip("（）「」『』［］，、．｜＝＋－＊／％＂＇：", '()""""[],,.|=+-*/%"\':', strict=True)),
    **dict(zip("×÷", "*/", strict=True)),
    **{chr(0xFF10 + digit): str(digit) for digit in range(10)},
}
"""What is typed with the kana keyboard on, and what stands for it in a tag."""

_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'|“[^”]*”|‘[^’]*’")
_TAG = re.compile(r"\{%[-+]?\s*(?:p|tr|tc|r)?\s*(\w+)([^%]*?)[-+]?%\}")
_OPENS = ("for", "if", "macro", "block", "call", "filter", "raw")
_WORDS = (
    (re.compile(r"\{%\s+(?:p|tr|tc)\s"), "「{%」と「p」「tr」の間は空けません。"),
    (re.compile(r"%\s*else\s+if\b"), "「else if」は「elif」と書きます。"),
    (re.compile(r"[^=!<>]=[^=]"), "同じかどうかは「==」と書きます。"),
    (re.compile(r"かつ|または|でない"), "「かつ」は and、「または」は or、「でない」は not と書きます。"),
    (re.compile(r"[≠≦≧]"), "「≠」は !=、「≦」は <=、「≧」は >= と書きます。"),
    (re.compile(r"\{\{\s*\}\}|\{%[-+]?\s*\w{0,2}\s*%\}"), "かっこの中に、何も書かれていません。"),
)


def slips_in(tag: str) -> str:
    """Return what to write instead, in sentences; nothing where no such slip is seen."""
    bare = _QUOTED.sub("", tag)
    signs = [sign for sign in dict.fromkeys(bare) if sign in _SIGNS]
    told = [f"「{sign}」は半角の「{_SIGNS[sign]}」にします。" for sign in signs]
    is_condition = re.match(r"\{%\s*\w*\s*(?:if|elif)\b", bare) is not None
    for pattern, sentence in _WORDS:
        if pattern.search(bare) and ("==" not in sentence or is_condition):
            told.append(sentence)
    return "".join(told)


def unmatched_tag(source: str) -> tuple[str, str]:
    """Return the words of the first tag that is not closed, or closes nothing, and what is wrong with it."""
    opened: list[tuple[str, str]] = []
    for found in _TAG.finditer(source):
        kind, words = found[1], f"{found[1]}{found[2]}".strip()
        if kind in _OPENS:
            opened.append((kind, words))
        elif kind.startswith("end") and kind[3:] in _OPENS:
            if not opened:
                return words, f"この「{kind}」で終わる「{kind[3:]}」が、前にありません。"
            if opened[-1][0] != kind[3:]:
                break
            opened.pop()
    if not opened:
        return "", ""
    return opened[-1][1], f"この「{opened[-1][0]}」の終わりの印（end{opened[-1][0]}）がありません。"
