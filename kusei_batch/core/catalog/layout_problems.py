"""Problems of a template's layout: placeholders, entry cells, rows of tables."""

from __future__ import annotations

from kusei_batch.core.catalog.entry import CatalogEntry

MESSAGES: dict[str, CatalogEntry] = {
    "layout-missing": CatalogEntry(
        "error",
        "配るシートが一枚もありません（名前が「_」で始まるシートは定義シートとして配りません）。",
        "様式のレイアウトを書いたシートを加えてください。",
    ),
    "layout-reserved-sheet": CatalogEntry(
        "error",
        "シート名「{name}」は、プログラムが作るシートの名前なので使えません。",
        "シートの名前を変えてください。",
    ),
    "placeholder-malformed": CatalogEntry(
        "error",
        "「{text}」を差込みの印として読み取れません（{reason}）。",
        "半角の波括弧二つで {{{{項目}}}} か {{{{表.項目}}}} の形に書いてください。",
    ),
    "placeholder-unknown": CatalogEntry(
        "error",
        "{{{{{name}}}}} という項目はありません。{hint}",
        "{{{{…}}}} の中を「_項目」の項目名（表の中では「表.項目」）と同じに直してください。",
    ),
    "cell-without-item": CatalogEntry(
        "error",
        "{{{{{name}}}}} に当たる項目が「_項目」にありません。",
        "「_項目」シートに「{name}」の行を加えるか、このセルの {{{{…}}}} を消してください。",
    ),
    "item-without-cell": CatalogEntry(
        "error",
        "項目「{name}」を入れるセルが、どのシートにもありません。",
        "レイアウトのセルに {{{{{name}}}}} と書くか、使わない項目なら「_項目」の行を消してください。",
    ),
    "item-placed-twice": CatalogEntry(
        "error",
        "記入する項目「{name}」のセルが二つ以上あります（初めは{first}）。",
        "記入欄は一つだけ残してください。",
    ),
    "entry-with-text": CatalogEntry(
        "error",
        "記入または計算の項目「{name}」のセルに、ほかの文字や差込みがあります。",
        "そのセルには {{{{{name}}}}} だけを書き、見出しや単位は隣のセルに書いてください。",
    ),
    "table-rows-differ": CatalogEntry(
        "error",
        "表「{table}」の項目が、離れた行に分かれています。",
        "表の項目は、同じ行か、続いた行（1件が2行以上の表）に並べてください。間の行にも、その表の項目か、それと縦に結合したセルが要ります。",
    ),
    "tables-share-row": CatalogEntry(
        "error",
        "{row}行目に、表「{one}」と表「{two}」の項目が並んでいます。",
        "行ごと繰り返すため、表は一つずつ別の行に置いてください。",
    ),
    "head-item-in-table-row": CatalogEntry(
        "error",
        "繰り返される表「{table}」の行に、表の外の項目「{name}」があります。",
        "表の行の外へ移すか、表の項目として定義し直してください。",
    ),
    "table-row-merged": CatalogEntry(
        "error",
        "表「{table}」の行（{row}行目）に、表の外の行とまたがる結合セルがあります。",
        "表の行と、見出しなど表の外の行とにまたがる結合を解除してください（1件の行の中での結合は使えます）。",
    ),
    "layout-printed-small": CatalogEntry(
        "warning",
        "紙に印刷すると、最も小さい文字（{cell}）が{points}ポイントになります（{percent}％に縮めて印刷）。8ポイントより小さい文字は読めません。",
        "列を狭くする、1件を2行に分ける、用紙をA3にする、行IDの列を非表示にする、余白を狭くする、のどれかで縮小を小さくしてください。"
        "そのセルだけが小さいときは、フォントを大きくします。",
        "様式のシートを印刷したときの文字の大きさを、用紙、余白、列の幅、拡大縮小から見積もったものです。",
    ),
    "layout-footer-small": CatalogEntry(
        "warning",
        "紙に印刷すると、ヘッダーやフッターの文字が{points}ポイントになります（{percent}％に縮めて印刷）。8ポイントより小さい文字は読めません。",
        "「ページ設定」の「ヘッダー/フッター」で、文字を大きくしてください（11ポイントなら、80％に縮めても読めます）。",
        "ヘッダーとフッターは、シートを縮めて印刷すると、ともに小さくなります。「ドキュメントに合わせて拡大/縮小」を外すと、"
        "Excelでは縮みませんが、LibreOfficeでは縮みます。",
    ),
    "placeholder-outside-cell": CatalogEntry(
        "warning",
        "{where}の中の {{{{{name}}}}} には、値が入りません。",
        "セルに書いてください。",
    ),
}
