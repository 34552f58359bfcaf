"""Problems of 決定.xlsx, the workbook the coordinator decides in."""

from __future__ import annotations

from kusei_batch.core.catalog.entry import CatalogEntry

MESSAGES: dict[str, CatalogEntry] = {
    "decisions-missing": CatalogEntry(
        "warning",
        "決定のブック「{file}」がなくなっています。これまでの判断は、夜間処理の控えのとおりに効いています。",
        "次の夜間処理が、控えから作り直します。別の場所に移しただけなら、templates_xlsx に戻してください。"
        "最後の夜間処理より後に書いた判断は控えにないので、戻さなければ書き直してください。",
    ),
    "decisions-kept-damaged": CatalogEntry(
        "warning",
        "決定のブックの控え（.kusei フォルダの {file}）を読めません（{reason}）。決定.xlsx に書いてある判断は効いています。",
        "次の夜間処理が、決定.xlsx から控えを作り直します。くり返すときは、ディスクの状態を確かめてください。",
        "控えは、決定.xlsx が消えたり壊れたりしたときのためのものです。",
    ),
    "decisions-not-opened": CatalogEntry(
        "error",
        "決定のブックを開けません（{reason}）。これまでの判断は、夜間処理の控えのとおりに効いています。",
        "このファイルと templates_xlsx のフォルダを読む権限があるか、ほかの人が開いたままにしていないかを確かめてください。",
    ),
    "decisions-unreadable": CatalogEntry(
        "error",
        "決定のブックを読み取れません（{reason}）。これまでの判断は、夜間処理の控えのとおりに効いています。直るまで、このファイルは書き換えません。",
        "Excelで開けるか確かめ、「Excel ブック (*.xlsx)」の形式、パスワードなしで保存し直してください。"
        "直せないときは、このファイルをよそに移すと、次の夜間処理が控えから作り直します。",
    ),
    "decisions-sheet-unknown": CatalogEntry(
        "error",
        "決定のブックのシート「{sheet}」は、夜間処理の作ったものではないので、読んでいません。書き換えると失われるため、直るまで {file} には何も書き足しません。{hint}",
        "名前を変えたのなら、元の名前に戻してください。控えやメモのシートなら、別のブックに移してください。",
    ),
    "decisions-sheet-missing": CatalogEntry(
        "warning",
        "決定のブックから、シート「{sheet}」がなくなっています。書いてあった判断は、夜間処理の控えのとおりに効いています。",
        "消したのなら、夜間処理が控えから作り直すので、そのままで構いません。判断を取り消すときは、シートを消さずに、判断の欄を空欄にしてください。",
    ),
    "decisions-rows-missing": CatalogEntry(
        "warning",
        "シート「{sheet}」から、判断の済んだ{count}行（{rows}）がなくなっています。判断は、夜間処理の控えのとおりに効いています。",
        "夜間処理が行を戻すので、そのままで構いません。判断を取り消すときは、行を消さずに、判断の欄を空欄にしてください。",
        "行を消したのか、うっかり消えたのかは見分けられません。判断は、書き直すまで残します。",
    ),
    "decisions-not-carried": CatalogEntry(
        "error",
        "決定のブックに、図、写真、吹き出しのコメントなどが加えられています。書き換えると失われるため、消すまで {file} には何も書き足しません。",
        "控えておくことは「備考」の列に文で書き、図やコメントは消してください（別のブックに移しても構いません）。",
    ),
    "decisions-rows-gone": CatalogEntry(
        "info",
        "シート「{sheet}」から、判断の要らなくなった{count}行を除きました。",
        "することはありません。部署が直して出し直したか、ファイルがなくなったためです。何かを書き込んだ行は残しています。",
    ),
    "decisions-in-master": CatalogEntry(
        "info",
        "マスタのシート「{sheet}」は、もう読んでいません。書いてあった判断は、決定.xlsx に引き継ぎました。",
        "判断は、決定.xlsx のシート「{sheet}」に書いてください。マスタのシートは消して構いません（夜間処理は、マスタに何も書きません）。",
    ),
    "decisions-list-in-master": CatalogEntry(
        "info",
        "マスタのシート「{sheet}」の{count}行は、決定.xlsx に引き継いだので、マスタの行はもう使っていません。",
        "採否や文は、決定.xlsx のシート「{sheet}」で直してください。マスタの同じIDの行は、消して構いません。",
    ),
}
