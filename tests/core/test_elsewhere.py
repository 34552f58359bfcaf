"""Which answers lead elsewhere, and which only speak of papers, photographs or last year."""

from __future__ import annotations

import pytest

from kusei_batch.core.elsewhere import leads_elsewhere


@pytest.mark.parametrize(
    "text",
    [
        "別紙のとおり", "別紙の通り。", "別紙１のとおり", "別添参照", "（別添資料を参照）", "下記のとおり", "前回と同じ",
        "前年度と同様です。", "昨年度に同じ", "同上", "〃", "〃〃", "左記のとおり", "詳細は別紙", "別 紙\nのとおり",
        "取組の内容は、別紙「令和８年度取組計画」のとおりです。", "テキストボックス参照", "別シートに記載", "例年どおり",
        "別\u200b紙の\u2060とおり", "同\ufeff上",
        "変更なし", "後日提出", "口頭で説明", "次ページのとおり", "目標1と同じ", "添付ファイル参照", "写真のとおり",
        "https://www.city.example.jp/a.pdf", "前回報告と同じ", "別表２による",
    ],
)  # fmt: skip
def test_leads_elsewhere(text: str) -> None:
    assert leads_elsewhere(text)


@pytest.mark.parametrize(
    "text",
    [
        "前年度と同じく、窓口で番号札を配ります。", "別紙申請書の様式を見直し、記入例を添えます。", "申請書に写真を添付していただきます",
        "上記の取組を毎月1回行います。", "ホームページに掲載します。", "コメントを募集します。", "メモに記入して引き継ぐ",
        "変更なしの届出を減らす", "別室に案内します", "添付書類を減らす", "従来どおりの窓口に加え、土曜開庁を行う", "なし", "",
    ],
)  # fmt: skip
def test_is_an_answer(text: str) -> None:
    assert not leads_elsewhere(text)
