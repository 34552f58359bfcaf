"""Problems of lists that people keep in Excel, in the master and in templates: merged, hidden, copied, misnamed."""

from __future__ import annotations

from kusei_batch.core.catalog.entry import CatalogEntry

MERGED = CatalogEntry(
    "warning",
    "{cell}からのセルが結合されています（{areas}）。左端の列の値を、結合した行全ての値として読み、ほかの列は空欄として読みました。",
    "結合を解き、1行ごとに値を入力してください。",
    "一覧のセルを結合すると、Excelは左上のセルだけに値を残します。",
)
HIDDEN = CatalogEntry(
    "warning",
    "{rows}行目は、フィルターなどで隠れていて見えませんが、いまも効いています。",
    "フィルターを解除するか、行を再表示して確かめてください。なくすものは、行ごと削除してください。",
)

MASTER: dict[str, CatalogEntry] = {
    "master-merged": MERGED,
    "master-hidden": HIDDEN,
    "master-sheet-twice": CatalogEntry(
        "error",
        "マスタに、シート「{sheet}」と見分けのつかない名前のシートが、ほかに{count}枚あります。読んだのは、先にあるか、名前が正しい1枚だけです。",
        "どちらを使うか決めて、もう一方を消すか、名前を「_控え」のように「_」で始まるものに変えてください。",
        "シートの名前の前後に空白があるだけでは、人には見分けがつきません。",
    ),
    "master-sheet-copy": CatalogEntry(
        "warning",
        "シート「{sheet}」は、見出しが「{name}」と同じなので、「{name}」の写しとみて使っていません。",
        "「{name}」として使うなら、シートの名前を「{name}」に直してください。控えなら、名前を「_」で始めるか、消してください。",
    ),
    "master-unknown-unit": CatalogEntry(
        "error",
        "上位コード「{value}」はシート「組織」にありません。{hint}",
        "上位コードを直すか、シート「組織」に登録してください。空欄なら、「組織」の最も上の単位に属します。",
    ),
    "master-unit-ring": CatalogEntry(
        "error",
        "「上位コード」をたどると、「{value}」に戻ります。何に属する単位か分かりません。",
        "最も上の単位（上位コードが空欄の行）にたどり着くように、どれかの上位コードを直してください。",
    ),
    "master-successor-ring": CatalogEntry(
        "error",
        "「引継先」の「{value}」をたどると、自分に戻ります。どの部署が引き継ぐのか分かりません。",
        "いまある部署にたどり着くように、どれかの引継先を直してください。",
    ),
    "master-successor-without-end": CatalogEntry(
        "warning",
        "「引継先」がありますが、「終了日」が空欄なので、引継ぎは行われません。",
        "廃止される部署なら、終了日に廃止の前日（令和9年3月31日 など）を入力してください。続く部署なら、引継先を消してください。",
    ),
}

DEFINITIONS: dict[str, CatalogEntry] = {
    "definition-merged": MERGED,
    "definition-hidden": HIDDEN,
    "definition-error-value": CatalogEntry(
        "error",
        "「{heading}」のセルが、Excelのエラー（{value}）になっています。",
        "書くべき値を入力し直してください。",
    ),
    "definition-sheet-twice": CatalogEntry(
        "error",
        "定義シート「{name}」と見分けのつかない名前のシートが、ほかにもあります（{others}）。",
        "どちらを使うか決めて、もう一方を消すか、名前を「_控え」などに変えてください。",
        "名前の空白や全角・半角の違いは、同じ名前とみなします。",
    ),
    "definition-sheet-not-read": CatalogEntry(
        "warning",
        "「{name}」という定義シートは読みません。読むのは「{near}」です。",
        "「{name}」に書いたことを効かせるなら、「{near}」に移してください。控えなら、このままで構いません。",
    ),
    "template-other-kind": CatalogEntry(
        "error",
        "ひな形は、名前は .xlsx でも、中身が{kind}です。このまま配ると、部署のExcelで開けません。",
        "Excelで開き、「名前を付けて保存」でファイルの種類を「Excel ブック (*.xlsx)」にして保存し直してください。"
        "名前の .xlsx だけを書き換えても、中身は変わりません。",
    ),
    "tag-among-headings": CatalogEntry(
        "warning",
        "表「{table}」の目印が、見出しの並ぶ{row}行目にあります。見出しの行も、1件ごとにくり返されます。",
        "目印を、見出しのすぐ下の、ほかの目印と同じ行に移してください。見出しも1件ごとに要るのなら、このままで構いません。",
        "目印のある行が続いていると、その全部を1件分の行とみなします。",
    ),
    "layout-table-heading": CatalogEntry(
        "error",
        "Excelのテーブル「{table}」の見出しに、目印があります。配った用紙を開くと、Excelが「修復」を求めます。",
        "目印をテーブルの外のセルに移すか、テーブルを「範囲に変換」してください。",
        "テーブルは、見出しの文をブックの中にもう一つ持っています。印字で見出しが変わると、食い違います。",
    ),
    "layout-other-book": CatalogEntry(
        "warning",
        "ほかのブックを見に行く数式があります。部署のパソコンにはそのブックがないので、警告が出るか、#REF! になります。",
        "数式を値に置き換えるか、元の表をこのひな形の中に移してください。",
    ),
    "layout-field-hidden": CatalogEntry(
        "warning",
        "部署が書く欄が、見えない行か列か、非表示のシートにあります。",
        "行や列やシートを再表示してから保存してください。部署が書かなくてよい項目なら、項目と目印を消してください。",
        "見えない欄には、だれも書けません。必須なら、全ての部署に差し戻すことになります。",
    ),
}
