"""What the words of a heading say of the field below or beside them: its name, type, unit, choices."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from kusei_batch.core.form import FieldType
from kusei_batch.core.text.characters import seen_only
from kusei_batch.core.text.notation import half_width
from kusei_batch.xlsx.draft.offered_choices import Offered, parse_range, parse_row
from kusei_batch.xlsx.draft.type_words import type_by_words

_UNITS = """
千円 百万円 万円 億円 円 % 件 人 名 回 時間 日間 日 か所 ヶ所 カ所 箇所 団体 世帯 点 校 冊 枚 台
個 本 ㎡ m2 km 分 秒 歳 組 人日 °C ℃ 度 か月 ヶ月 カ月 月 年 週 週間 泊 戸 棟 室 席 匹 頭 羽 軒 両 隻
便 箱 袋 缶 セット ケース 食 杯 票 人回 m cm mm ha 坪 畳 ㎥ m3 L kL mL ml g kg mg kWh kW MB
ポイント 段階 メートル キロ リットル トン
"""
UNITS = frozenset(_UNITS.split())
LONGEST_NAME = 24
_AMOUNT = re.compile(r"\s*(?:金|約)?\s*[(（]?\s*([^\s()（）/／]{1,3})\s*[)）]?\s*(?:[/／]\s*年)?\s*")
_BRACKETS = re.compile(r"[(（〔\[]([^()（）〔〕\[\]]*)[)）〕\]]")
_NUMBERING = re.compile(
    r"\s*(?:第?[0-9０-９]{1,2}\s*[．.。)）:：]\s*|[(（][0-9０-９ア-ン一二三四五六七八九十]{1,2}[)）]\s*|[①-⑳]\s*"
    r"|[ア-ン]\s*[．.)）]\s*|[0-9０-９]{1,2}(?:[\s　]+|(?=[^\s0-9０-９年月日・～〜\-か件人回%％A-Za-z]))"
    r"|[一二三四五六七八九十]\s*[．、]\s*)"
)
_MARKS = re.compile(r"^[※＊*【《〈「◆◇●■▼・□○]+|[※＊*】》〉」:：・/／×÷＋+＝=]+$")
_MARKED = re.compile(r"【(必須|任意)】")
_FORBIDDEN = re.compile(r"[{}.．|｜=＝≠、，,]")
_POLITE = re.compile(
    r"(?:について|を|は)?(?:具体的に|簡潔に|詳しく)?(?:御?記入|ご記入|お?書き|記載)(?:して)?(?:く|下)ださい?。?$"
    r"|(?:について|に関すること)$"
)
_REQUIRED = re.compile(r"必須|^[＊*]|[＊*]$")
_LENGTH = re.compile(r"([0-9,]{2,5})字(?:以内|程度|まで)")
_MONEY = ("円", "千円", "万円", "百万円", "億円")


@dataclass(frozen=True, slots=True)
class HeadingWords:
    """What a heading says; `type` is None where its words do not tell."""

    name: str
    type: FieldType | None = None
    unit: str = ""
    offered: Offered | None = None
    required: bool = False
    several: bool = False
    most: int | None = None
    hint: str = ""


def parse_heading(text: str) -> HeadingWords:
    """Return what a heading says of its field."""
    text = _MARKED.sub(r"（\1）", seen_only(text))
    numbering = _NUMBERING.match(text)
    text = text[numbering.end() :] if numbering and text[numbering.end() :].strip() else text
    inside = [half_width(word).strip() for word in _BRACKETS.findall(text)]
    name = _name(_BRACKETS.sub("", text)) or _name(" ".join(inside)) or "項目"
    said = HeadingWords(name, type_by_words(name), required=bool(_REQUIRED.search(half_width(text))))
    for word in inside:
        said = _with_word(said, word)
    return _settled(said)


def is_heading(text: str) -> bool:
    """Return whether a text over several columns is a heading of theirs, and no sentence that explains."""
    return not re.search("。|記入|ください", text) and len("".join(text.split())) <= LONGEST_NAME


def unit_of(text: str) -> str:
    """Return the unit a text consists of, written as people write it; empty where it is something else."""
    plain = re.sub(r"^単位\s*[:：]?\s*", "", half_width(text).strip("()（）[] 　:："))
    plain = "".join(plain.split())
    return {"%": "％", "°C": "℃"}.get(plain, plain) if plain in UNITS else ""


def unit_blank(text: str) -> str:
    """Return the unit before which a text leaves room for a number; a unit without room is a heading."""
    found = _AMOUNT.fullmatch(text)
    has_room = bool(re.search(r"[\s　]{2,}|[(（][\s　]", text)) or text[:1] in " 　"
    return unit_of(found[1]) if found and has_room else ""


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
    if re.search("複数|すべて|全て", word):
        return replace(said, several=True)
    if word in ("必須", "任意", "") or re.fullmatch("[A-Za-zア-ン]", word):
        return said  # a letter is what the column is called in another's heading: 達成率（b）/（a）
    return replace(said, hint=f"{said.hint}{word}")


def _settled(said: HeadingWords) -> HeadingWords:
    if said.name.endswith("有無") and not said.offered:
        said = replace(said, offered=Offered(("有", "無")))
    if said.offered:
        return replace(said, type=FieldType.CHOICES if said.offered.several else FieldType.CHOICE)
    if said.unit and not (said.type and said.type.is_number):
        return replace(said, type=FieldType.NUMBER)
    if said.type is FieldType.NUMBER and not said.unit and said.name.endswith(("率", "割合")):
        return replace(said, unit="％")
    return said


def _name(text: str) -> str:
    words = _FORBIDDEN.sub("・", "".join(text.split())).strip("・")
    words = _MARKS.sub("", words)
    words = _POLITE.sub("", words).strip("・。")
    return words[:LONGEST_NAME]
