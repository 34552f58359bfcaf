"""Problems of a sheet that was altered: fields that moved or went, and what was typed beside them."""

from __future__ import annotations

from kusei_batch.core.catalog.entry import CatalogEntry

MESSAGES: dict[str, CatalogEntry] = {
    "sheet-lost": CatalogEntry(
        "error",
        "シート「{sheet}」がなくなっているので、記入内容を読み取れません。",
        "配布したブックにはあったシートです。消してしまった場合は、差し戻した様式に記入し直してください。",
        about="handling",
    ),
    "field-lost": CatalogEntry(
        "error",
        "「{field}」の記入欄が見つかりません。",
        "行や列、見出しを消していないか確かめてください。差し戻した様式の記入欄に記入し直してください。",
        about="handling",
    ),
    "read-by-headings": CatalogEntry(
        "info",
        "記入欄の目印（名前の定義）がなくなっていたので、見出しを手がかりに「{field}」を読み取りました。",
        "読み取った内容に誤りがないか、一覧で確かめてください。",
        about="handling",
    ),
    "merged-entry": CatalogEntry(
        "info",
        "記入欄が結合されていたので、結合の左上のセルの内容を、その欄の記入として読み取りました。",
        "何もする必要はありません。次からは、記入欄を結合しないでください。",
        about="handling",
    ),
    "merged-rows": CatalogEntry(
        "warning",
        "{cell}の結合は、記入のある二つ以上の行にまたがっています。一番上の行だけの記入として読み取り、下の行では空欄としました。",
        "下の行にも同じことが当てはまるときは、結合を解いて、行ごとに記入してください。一番上の行だけのことなら、結合を解いてください。",
        "結合したセルには内容が一つしか入らないので、どの行のものかが分かりません。",
        summary="記入欄が、二つ以上の行にまたがって結合されているもの",
    ),
    "under-merge": CatalogEntry(
        "warning",
        "{cell}は、結合したセルの下に隠れて見えませんが、記入があります。そのまま読み取りました。",
        "結合を解いて内容を確かめ、不要なものは「Delete」キーで消してください。",
        "セルを結合すると、左上のほかの内容は見えなくなります。ファイルを作ったプログラムによっては、見えないまま残ります。",
        summary="結合したセルの下に記入のあるもの",
    ),
    "rows-differ": CatalogEntry(
        "error",
        "表「{table}」は二つ以上のシートに載っていますが、行の挿入や削除があり、このシートのどの行がどの行の続きか分かりません。",
        "行を挿入したり削除したりせず、配った行に書いてください。差し戻した様式では上から順に並べましたので、ずれていないか確かめて出し直してください。",
        about="handling",
    ),
    "typed-in-shown": CatalogEntry(
        "warning",
        "「{field}」は記入する欄ではありません。ここに書かれたことは受け取りません。",
        "伝えたい内容は、記入欄か連絡事項に書いてください。",
        "前年度の結果や行IDなど、事務局が印字する欄です。印字のなかったところに記入があります。",
        about="handling",
    ),
    "entry-moved": CatalogEntry(
        "error",
        "「{column}」の記入欄が、配ったときの場所（見出しの横のセル{expected}）ではないところを指しています。ここにある内容が「{column}」の記入か分かりません。",
        "「{column}」の記入は、見出しの横のセル{expected}に書いてください。",
        "記入欄を切り取ってほかの場所に貼り付けたか、ほかのソフトが名前の定義を書き換えています。",
        about="handling",
    ),
    "cells-shifted": CatalogEntry(
        "error",
        "「{table}」の「{column}」の列だけ、セルが削除か挿入をされて、ほかの列とずれています。どの行の記入か分かりません。",
        "差し戻した様式で、「{column}」の記入がそれぞれ正しい行にあるか確かめて、出し直してください。",
        "「削除」や「挿入」で「上方向にシフト」「下方向にシフト」を選ぶと、その列だけがずれます。",
        about="handling",
    ),
    "records-broken": CatalogEntry(
        "error",
        "「{table}」の行が挿入か削除をされ、1件分の{height}行がそろっていません。どの件の記入か分かりません。",
        "配られた様式に書き写して、出し直してください。件を減らすときは、行を消さずに、記入を消してください。",
        "1件が2行以上の表では、行を1行だけ挿入したり削除したりすると、どの件のどの欄か分からなくなります。",
        about="handling",
    ),
    "rows-inserted": CatalogEntry(
        "error",
        "「{table}」に挿入された行（{rows}行目）に記入があります。番号のない行なので、どの件の記入か分かりません。",
        "番号のある空いた行に書き写し、挿入した行は消して、出し直してください。行が足りないときは、様式の提出先に相談してください。",
        "表の途中に行を挿入して書いたときです。番号のある行の記入は、そのまま読み取っています。",
        about="handling",
    ),
    "typed-outside": CatalogEntry(
        "warning",
        "記入欄の外に記入があります。ここに書かれたことは集計されません。",
        "集計に入れたい内容であれば、記入欄に移してください。",
        "表の行が足りずに下へ書き足した場合や、欄外に注を書いた場合です。",
        about="handling",
    ),
    "beside-entries": CatalogEntry(
        "warning",
        "記入欄のほかに、読み取っていないものがあります：{things}。ここに書かれたことは、検証にも集計にも使われません。",
        "集計に入れたい内容であれば、記入欄に書き写してください。資料として見てもらうものは、提出先に別に渡してください。",
        "テキストボックス、図形、写真、メモ・コメント、埋め込まれたファイル、足されたシートや写したシート、ヘッダーなどです。"
        "配布した様式にもともとあるものは数えません。",
        about="handling",
    ),
    "label-changed": CatalogEntry(
        "warning",
        "様式の文言が書き換えられています（もとは「{stamped}」）。",
        "様式の文言はもとのままとして扱います。伝えたいことは、記入欄に書いてください。",
        about="handling",
    ),
    "shown-changed": CatalogEntry(
        "warning",
        "「{field}」に表示した内容が書き換えられています（もとは「{stamped}」、今は「{typed}」）。",
        "もとの内容として扱います。もとの内容が誤っている場合は、事務局に連絡してください。",
        about="handling",
    ),
}
