"""Problems of 統計表: the rules for tables that machines can read.

総務省「統計表における機械判読可能なデータの表記方法の統一ルール」（2020年12月）; the numbers are those of its check list.
"""

from __future__ import annotations

from kusei_batch.core.catalog.entry import CatalogEntry

MESSAGES: dict[str, CatalogEntry] = {
    "table-format": CatalogEntry(
        "error",
        "【1-1】ExcelブックやCSVとして読めません。{reason}",
        "「名前を付けて保存」で「Excel ブック (*.xlsx)」か「CSV UTF-8」を選んで保存し直してください。",
        "ファイル形式は、ExcelかCSVとします。",
    ),
    "table-several-data": CatalogEntry(
        "warning",
        "【1-2】1つのセルに、2つ以上のデータが入っているようです（例：「{text}」）。",
        "1つのセルには1つのデータだけを入れ、残りは列か行を分けてください。",
    ),
    "table-number-as-text": CatalogEntry(
        "error",
        "【1-3】数値が、文字として入っています（例：「{text}」）。",
        "単位、桁区切りのカンマ、▲などを消して数字だけを半角で入れ、セルの書式を「標準」か「数値」にしてください。負の数は「-」で書きます。",
    ),
    "table-merged": CatalogEntry(
        "error",
        "【1-4】セルが結合されています。",
        "結合を解除し、解除してできた空のセルにも、同じ値を入れてください。",
    ),
    "table-layout-space": CatalogEntry(
        "error",
        "【1-5】スペースや改行で、見た目を整えています（例：「{text}」）。",
        "文字の前後や間のスペースと、セルの中の改行を消してください。配置は、セルの書式で整えます。",
    ),
    "table-heading-missing": CatalogEntry(
        "error",
        "【1-6】項目名がない列があります。",
        "見出しの行に、その列が何の列かを書いてください。見出しは、列ごとに1つです。",
    ),
    "table-heading-repeated": CatalogEntry(
        "error",
        "【1-6】同じ項目名の列が、2つ以上あります（「{text}」）。",
        "列ごとに違う、省略しない項目名を付けてください。",
    ),
    "table-label-omitted": CatalogEntry(
        "error",
        "【1-6】項目の名前が、省略されています。",
        "「同上」「〃」や空欄とせず、どの行にも、省略しない名前を入れてください。",
        "表の左端の列が空欄の行も、省略とみなします。",
    ),
    "table-formula": CatalogEntry(
        "error",
        "【1-7】数式が入っています。",
        "セルを写し、「形式を選択して貼り付け」で「値」を選んで、計算した結果の値に置き換えてください。",
    ),
    "table-object": CatalogEntry(
        "error",
        "【1-8】図形、画像、グラフなどが置かれています。",
        "図形などを消してください。そこに書かれていたことは、セルに書くか、別のファイルにします。",
    ),
    "table-unit-missing": CatalogEntry(
        "warning",
        "【1-9】数値の単位が書かれていません（「{text}」）。",
        "見出しに「来庁者数（人）」のように単位を書くか、「単位」の列か、表の上に「単位：人」の行を設けてください。",
    ),
    "table-dependent-character": CatalogEntry(
        "error",
        "【1-10】機種依存文字が使われています（{text}）。",
        "①は(1)、㈱は(株)、Ⅱは2、㎡は「平方メートル」のように書き換えてください。",
        "人名や地名の漢字（髙など）は、この確認の対象としていません。",
    ),
    "table-era-only": CatalogEntry(
        "error",
        "【1-11】和暦だけで書かれた年や日付があります（例：「{text}」）。",
        "西暦で書くか、「2026年（令和8年）」のように西暦を併記してください。",
    ),
    "table-area-missing": CatalogEntry(
        "warning",
        "【1-12】どの地域のデータかが書かれていません。",
        "地域コードか地域名の列を設けるか、表の題名に地域名を書いてください。",
    ),
    "table-area-shortened": CatalogEntry(
        "warning",
        "【1-12】地域の名前が省略されています（例：「{text}」）。",
        "「○○県」「○○市」のように、都・道・府・県・市・区・町・村まで書くか、地域コードの列を設けてください。",
    ),
    "table-symbol": CatalogEntry(
        "warning",
        "【1-13】数値の列に、数値でないものが入っています（例：「{text}」）。",
        "値がないときは「***」、秘匿するときは「X」、0のときは「0」を入れ、説明は注に書いてください。",
    ),
    "table-broken-up": CatalogEntry(
        "error",
        "【2-1】空白の行か列で、データが分断されています。",
        "空白の行や列を削除し、1つの続いた表にしてください。",
    ),
    "table-second": CatalogEntry(
        "error",
        "【2-2】1つのシートに、2つ以上の表があります。",
        "2つ目からの表は、別のシートか別のファイルに移してください。",
        "先の表だけを点検しています。分けた後に、もう一度点検してください。",
    ),
}
