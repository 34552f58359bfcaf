"""Problems of 記入内容: of the sheet as a whole, and of rows."""

from __future__ import annotations

from kusei_batch.core.catalog.entry import CatalogEntry

MESSAGES: dict[str, CatalogEntry] = {
    # --- the sheet as a whole ---
    "sheet-untouched": CatalogEntry(
        "error",
        "何も記入されていません。",
        "記入してから提出してください。記入したのに表示される場合は、記入前のファイルを提出していないか確かめてください。",
        "全ての記入欄が空欄です。ほかの確認は行っていません。",
        summary="何も記入されていないもの",
    ),
    "no-rows": CatalogEntry(
        "error",
        "「{table}」が1件も記入されていません。",
        "「{table}」を{minimum}件以上記入してください。",
        "必ず記入する表が、全て空欄です。",
        summary="記入が必要な表が空欄のもの",
    ),
    "no-rows-nor-nothing": CatalogEntry(
        "error",
        "「{table}」が1件も記入されていません。",
        "「{table}」を記入してください。記入するものがない場合は、「{nothing}」に「はい」を選んでください。",
        "表が全て空欄で、該当なしとも記入されていません。記入漏れか、該当がないのかを区別できません。",
        summary="表が空欄で、該当なしの確認もないもの",
    ),
    "too-few-rows": CatalogEntry(
        "error",
        "「{table}」が{count}件です（{minimum}件以上の記入が必要です）。",
        "「{table}」を{minimum}件以上記入してください。",
        "表に記入された行が、様式で決めた最小の行数より少なくなっています。",
        summary="表の件数が必要な数に足りないもの",
    ),
    "too-many-rows": CatalogEntry(
        "error",
        "「{table}」が{count}件あり、様式に書ける{limit}件を超えています。",
        "{limit}件以内にまとめてください。行を挿入した場合は、挿入した行を消してください。",
        "行の挿入などで、様式の記入欄より多い行が記入されています。",
        summary="表の件数が様式に書ける数を超えているもの",
    ),
    "unusually-many-rows": CatalogEntry(
        "warning",
        "「{table}」が{count}件あります（目安は{usual}件までです）。",
        "このままでも受け付けます。重点を絞れるものがないか、念のため確かめてください。",
        "様式で決めた目安の行数を超えています。誤りではありません。",
        summary="表の件数が目安を超えているもの",
    ),
    "blank-row-between": CatalogEntry(
        "info",
        "{place}が空いたまま、その下に記入があります。",
        "番号は記入した位置のまま扱います。詰める場合は、下の行の内容を上に移してください。",
        "表の途中に空いた行があります。集計には影響しません。",
        about="handling",
    ),
    "nothing-contradicted": CatalogEntry(
        "error",
        "{place}が「はい」ですが、「{tables}」にも記入があります。",
        "該当がない場合は「{tables}」の記入を消し、該当がある場合は{place}を「いいえ」にしてください。",
        "該当なしの確認と、表の記入とが食い違っています。",
        summary="該当なしとしながら、記入のあるもの",
    ),
    # --- rows ---
    "duplicate-rows": CatalogEntry(
        "warning",
        "{others}の{name}が、{first}と同じです。どちらも1件として数えます。",
        "二度書いたものなら、一方の行を消してください。別のもの（同じ日に届いた同じ意見など）なら、このままで構いません。",
        "空白や全角・半角の違いを除いて、同じ内容が二度記入されています。",
        summary="内容が同じ行のあるもの",
    ),
    "similar-rows": CatalogEntry(
        "warning",
        "{others}の{name}が、{first}とほとんど同じです。",
        "別のものであれば、違いが分かるように書き分けてください。",
        "文字の9割以上が共通しています。写して直し忘れたことが考えられます。",
        summary="内容がほとんど同じ行のあるもの",
    ),
    "nothing-checkable": CatalogEntry(
        "warning",
        "{place}の{fields}に、達成したかどうかを確かめられる記述がありません。",
        "数（90％以上、年4回）、期限（9月末まで）、頻度（毎月、週1回）、または作成・設置・配布・公開したなどの、"
        "できたかどうかが分かる状態のいずれかを書き加えてください。",
        "「…に努めます」「…を心がけます」だけでは、年度の終わりに達成度を評価できません。「随時」「適宜」は頻度に数えません。",
        summary="達成したかどうかを確かめられる記述がないもの",
    ),
}
