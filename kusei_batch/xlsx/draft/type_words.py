"""What type the words of a heading are for: 期限 is a day, 件数 a number, 理由 a long text."""

from __future__ import annotations

import re

from kusei_batch.core.form import FieldType
from kusei_batch.core.text.notation import half_width

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


def type_by_words(name: str) -> FieldType | None:
    """Return the type a name is for; None where its words do not tell."""
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
