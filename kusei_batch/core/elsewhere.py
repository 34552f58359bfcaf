"""Answers that stand elsewhere: 「別紙のとおり」, 「前回と同じ」, 「〃」. What they lead to is not read."""

from __future__ import annotations

import re
import unicodedata

from kusei_batch.core.text.characters import seen_only

NOT_HERE = "（※この欄の外に書かれたものは含みません）"
"""What is printed behind such an answer, so that nobody takes it for the whole of one."""

_NUMBER = r"[0-9〇一二三四五六七八九十①-⑳A-Zア-ン]{0,3}"
_PAPER = (
    rf"(?:別[紙添表図冊](?:資料|書類|ファイル|様式)?|別(?:シート|ファイル|途資料|データ)"
    rf"|添付(?:資料|書類|ファイル|文書|のファイル|の資料)?){_NUMBER}(?:「[^」]{{1,30}}」)?"
)
# Words that also speak of the work itself.
_DRAWN = (
    r"(?:テキストボックス|吹き?出し|図形?|コメント|メモ|写真|参考資料|資料|次(?:ページ|頁|シート)"
    rf"|[隣次]の(?:シート|ページ|頁)){_NUMBER}"
)
_SEE = r"(?:の?(?:とおり|通り)|を?(?:参照|ご覧))"
_LEADS = rf"(?:{_SEE}|どおり|通り|に(?:記載|記入|よる|示す|まとめ|書い|あり|添付|同じ)|(?:の|を)内容|あり|による)"
_PAPER_LEADS = re.compile(rf"{_PAPER}[（(]?(?:を|に|の|は)?[ ]?{_LEADS}|{_DRAWN}{_SEE}")
_BEFORE = (
    r"(?:前回|前年度?|昨年度?|例年|従来|従前|前期|前々?年度?|去年|先月|前月|前頁|上記|下記|左記|右記|前記|前述|後述|上|左|右|"
    r"[上下]の行|上の欄|隣の欄|他の?行|目標?[0-9]{1,2}|No\.?[0-9]{1,2}|番号?[0-9]{1,2})"
)
_SAME = (
    r"(?:(?:の|と|に)?(?:とおり|通り|同じ(?:です|とする|く)?|同様(?:です|とする)?|同文|変わりなし|変更なし|変わらず|準ずる|準じる)"
    r"|どおり|(?:を)?参照(?:のこと)?)"
)
_WHOLE = re.compile(
    rf"(?:{_BEFORE}(?:の?(?:内容|目標|取組|記載|実績|結果|報告|回答))?{_SAME}(?:です|とする|のこと)?"
    rf"|詳細は{_PAPER}|{_PAPER}(?:{_NUMBER})|同[上左右前]|以下同(?:文|じ)|〃+|[\"”″]+|々+|仝|ditto|(?:変更|変わり)(?:なし|ありません)"
    r"|(?:別途|後日|後ほど)(?:提出|報告|連絡|送付|説明)(?:する|します|予定)?|口頭(?:で|にて)?(?:説明|報告)(?:する|します)?"
    r"|(?:詳細は)?(?:HP|ホームページ|ウェブサイト|共有フォルダ|メール)(?:を|に|の)?(?:参照|掲載|添付|とおり|送付)(?:済み?)?|https?:[!-~]+)",
    re.IGNORECASE,
)
_ORNAMENT = re.compile(r"[\s。．.、,，※*・（）()【】\[\]]+")


def leads_elsewhere(text: str) -> bool:
    """Return whether a text leads to a paper, file or drawing beside it, or only mentions another place.

    A text that says of itself what is done, 「前年度と同じく、窓口で…」, is an answer.
    """
    plain = unicodedata.normalize("NFKC", seen_only(text)).replace("″", '"')
    whole = _ORNAMENT.sub("", plain)
    return bool(whole) and bool(_WHOLE.fullmatch(whole) or _PAPER_LEADS.search("".join(plain.split())))
