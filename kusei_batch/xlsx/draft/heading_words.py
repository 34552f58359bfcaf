"""What the words of a heading say of the field below or beside them: its name, type, unit, choices."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from kusei_batch.core.form import FieldType
from kusei_batch.core.text.notation import half_width
from kusei_batch.xlsx.draft.offered_choices import Offered, parse_range, parse_row

UNITS = (
    *(
        "千円",
        "百万円",
        "万円",
        "億円",
        "円",
        "%",
        "件",
        "人",
        "名",
        "回",
        "時間",
        "日間",
        "日",
        "か所",
        "ヶ所",
        "カ所",
    ),
    *(
        "箇所",
        "団体",
        "世帯",
        "点",
        "校",
        "冊",
        "枚",
        "台",
        "個",
        "本",
        "㎡",
        "m2",
        "km",
        "分",
        "秒",
        "歳",
        "組",
        "人日",
    ),
)
LONGEST_NAME = 24
_BRACKETS = re.compile(r"[(（〔\[]([^()（）〔〕\[\]]*)[)）〕\]]")
_NUMBERING = re.compile(
    r"\s*(?:第?[0-9０-９]{1,2}\s*[．.。)）:：]\s*|[(（][0-9０-９ア-ン一二三四五六七八九十]{1,2}[)）]\s*|[①-⑳]\s*"
    r"|[ア-ン]\s*[．.)）]\s*|[0-9０-９]{1,2}(?:[\s　]+|(?=[^\s0-9０-９年月日・～〜\-か件人回%％A-Za-z]))"
    r"|[一二三四五六七八九十]\s*[．、]\s*)"
)
_MARKS = re.compile(r"^[※＊*【《〈「◆◇●■▼・□○]+|[※＊*】》〉」:：・]+$")
_FORBIDDEN = re.compile(r"[{}.．|｜=＝≠、，,]")
_POLITE = re.compile(
    r"(?:について|を|は)?(?:具体的に|簡潔に|詳しく)?(?:御?記入|ご記入|お?書き|記載)(?:して)?(?:く|下)ださい?。?$"
    r"|(?:について|に関すること)$"
)
_REQUIRED = re.compile(r"必須|^[＊*]|[＊*]$")
_LENGTH = re.compile(r"([0-9,]{2,5})字(?:以内|程度|まで)")
_DATE = re.compile(r"(?<![曜休平祝])(?:日|年月日|月日|期限|期日|日付|納期|締切|締め切り)$")
_NO_DATE = re.compile(r"(?:毎|曜|休|平|祝|翌|前|当|本|\d)日$")
_NUMBER = re.compile(
    r"(?:数|額|率|費|単価|点|比|割合|面積|量|値|予算|決算|経費|費用|金|料|残高|合計|計|差引|増減|残額|件|得点|年齢)$"
)
_WHOLE = re.compile(
    r"(?:件数|人数|回数|数量|日数|個数|台数|者数|世帯数|箇所数|か所数|団体数|部数|枚数|年齢)$|[^率指]数$"
)
_NOT_NUMBER = re.compile(r"(?:番号|会計|時点|論点|視点|問題点|改善点|要点|良い点|課題点|観点|争点|利点|特色|重点)$")
_LONG = re.compile(
    r"(?:内容|理由|概要|目的|効果|課題|状況|方法|対応|経過|意見|感想|所見|現状|改善案?|要望|特記事項|取組|取り組み|説明|成果|趣旨"
    r"|経緯|対策|コメント|問題点|改善点|方針|背景|提案|結果|措置|反省|総括|根拠|目標|総評|対象|手段|意図|改善)$"
)
_MONEY = ("円", "千円", "万円", "百万円", "億円")


@dataclass(frozen=True, slots=True)
class HeadingWords:
    """What a heading says; `type` is None where its words do not tell."""

    name: str
    type: FieldType | None = None
    unit: str = ""
    offered: Offered | None = None
    required: bool = False
    most: int | None = None
    hint: str = ""


def parse_heading(text: str) -> HeadingWords:
    """Return what a heading says of its field."""
    numbering = _NUMBERING.match(text)
    text = text[numbering.end() :] if numbering and text[numbering.end() :].strip() else text
    inside = [half_width(word).strip() for word in _BRACKETS.findall(text)]
    name = _name(_BRACKETS.sub("", text)) or _name(" ".join(inside)) or "項目"
    said = HeadingWords(name, _type_of(name), required=bool(_REQUIRED.search(half_width(text))))
    for word in inside:
        said = _with_word(said, word)
    return _settled(said)


def unit_of(text: str) -> str:
    """Return the unit a text consists of, written as people write it; empty where it is something else."""
    plain = re.sub(r"^単位\s*[:：]?\s*", "", half_width(text).strip("()（）[] 　:："))
    plain = "".join(plain.split())
    return {"%": "％"}.get(plain, plain) if plain in UNITS else ""


def _with_word(said: HeadingWords, word: str) -> HeadingWords:
    """Return what is known once the words in brackets are heard too."""
    unit, length = unit_of(word), _LENGTH.search(word)
    offered = parse_range(word) or parse_row(word)
    if unit:
        return replace(said, unit=unit)
    if length:
        return replace(said, most=int(length[1].replace(",", "")), type=FieldType.LONG_TEXT)
    if offered:
        return replace(said, offered=offered)
    if "複数" in word or "必須" in word or not word:
        return said
    return replace(said, hint=f"{said.hint}{word}")


def _settled(said: HeadingWords) -> HeadingWords:
    if said.name.endswith("有無") and not said.offered:
        said = replace(said, offered=Offered(("有", "無")))
    if said.offered:
        return replace(said, type=FieldType.CHOICES if said.offered.several else FieldType.CHOICE)
    if said.unit and said.type not in (FieldType.INTEGER, FieldType.NUMBER):
        return replace(said, type=FieldType.NUMBER)
    if said.type is FieldType.NUMBER and not said.unit and said.name.endswith(("率", "割合")):
        return replace(said, unit="％")
    return said


def _type_of(name: str) -> FieldType | None:
    plain = half_width(name)
    if plain.endswith("有無"):
        return FieldType.CHOICE
    if _DATE.search(plain) and not _NO_DATE.search(plain):
        return FieldType.DATE
    if _WHOLE.search(plain) and not _NOT_NUMBER.search(plain):
        return FieldType.INTEGER
    if _NUMBER.search(plain) and not _NOT_NUMBER.search(plain):
        return FieldType.NUMBER
    return FieldType.LONG_TEXT if _LONG.search(plain) else None


def _name(text: str) -> str:
    words = _FORBIDDEN.sub("・", "".join(text.split())).strip("・")
    words = _MARKS.sub("", words)
    words = _POLITE.sub("", words).strip("・。")
    return words[:LONGEST_NAME]
