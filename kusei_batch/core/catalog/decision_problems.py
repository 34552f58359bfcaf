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
    "decision-list-bad-name": CatalogEntry(
        "error",
        "シートの名前「{value}」は、決定.xlsx のシートの名前にできません。",
        "[ ] : * ? / \\ を含まず、「_」で始まらない、31文字までの名前にしてください。",
    ),
    "decision-list-reserved": CatalogEntry(
        "error",
        "シートの名前「{value}」は、マスタか決定.xlsx のほかのシートと同じなので、使えません。",
        "別の名前にしてください。マスタにある一覧の採否を決めるだけなら、_決定 には書かずに、様式の「提案先」を使います。",
    ),
    "decision-list-one-decision": CatalogEntry(
        "error",
        "シート「{value}」の、区分が「判断」の列が{count}つあります。",
        "行ごとに何を決めるかを書く列を、一つだけ「判断」にしてください。ほかの列は「記入」にします。",
        "一つもないシートは作りません。二つ以上あるときは、初めの列で決まったかどうかを見ます。",
    ),
    "decision-list-one-due": CatalogEntry(
        "error",
        "シート「{value}」の、区分が「期限」の列が二つ以上あります。",
        "期限超過を数える日の列を、一つだけ「期限」にしてください。ほかの日付の列は、区分を「記入」、型を「日付」にします。",
    ),
    "decision-list-one-condition": CatalogEntry(
        "error",
        "シート「{value}」の完了の条件が、二つ以上の行に書かれています。",
        "シートの初めの行にだけ書いてください。条件が二つあるときは、「かつ」か「または」でつなぎます。",
    ),
    "decision-list-bad-condition": CatalogEntry(
        "error",
        "完了の条件を読み取れません。{reason}",
        "「対応状況 = 完了」のように、そのシートの列の名前で書いてください。直るまで、行が終わったかどうかは数えません。",
    ),
    "decision-column-taken": CatalogEntry(
        "error",
        "列の名前「{value}」は、同じシートにもうあるか、プログラムが使う名前です。",
        "別の名前にしてください。ID、年度、部署コード、部署名、状況、備考の列は、書かなくても作られます。",
    ),
    "decision-column-bad-role": CatalogEntry(
        "error",
        "区分「{value}」は分かりません。{hint}",
        "表示、判断、記入、期限、回答、集計 のどれかにしてください。直るまで、この列は作りません。",
    ),
    "decision-column-bad-type": CatalogEntry(
        "error",
        "型「{value}」は、この列には使えません。{hint}",
        "文字、長文、整数、数値、日付、選択 のどれかにしてください。区分が判断なら選択、期限なら日付で、書かなくてもかまいません。",
    ),
    "decision-column-without-words": CatalogEntry(
        "error",
        "「{value}」の列で選ぶ言葉が、書かれていません。",
        "「選択肢」に、可決、修正、差戻し のように「、」でつないで書いてください。",
    ),
    "decision-column-without-source": CatalogEntry(
        "error",
        "「{value}」の列に出す集計が、書かれていません。",
        "「参照」に、意見記録.部署別 のように、回の名前と、行か列が部署名のクロス集計の名前を書いてください。",
    ),
    "decision-column-bad-limit": CatalogEntry(
        "error",
        "上限「{value}」は使えません。{hint}",
        "上限は、型が整数か数値の列に、同じシートの数の列の名前で書いてください。",
    ),
    "decision-bad-word": CatalogEntry(
        "error",
        "「{field}」の「{value}」は、選べる言葉ではありません。{hint}",
        "{words} から選ぶか、まだ決まらなければ空欄にしてください。この欄のほかは、書いたとおりに扱います。",
        "決めるための欄では、言葉が決まるまで、その行をまだ決まっていないものとして扱います。書いた言葉は残ります。",
    ),
    "decision-bad-date": CatalogEntry(
        "error",
        "「{field}」の「{value}」を日付として読み取れません。",
        "R8.11.30、2026/11/30 のように、年も入れて書いてください。直るまで、期限のない行として扱います。",
    ),
    "decision-bad-number": CatalogEntry(
        "error",
        "「{field}」の「{value}」を数として読み取れません（単位は{unit}）。",
        "数字だけを書いてください。円、千円、万円を付けて書けば、その欄の単位に直して読みます。直るまで、合計には入れません。",
    ),
    "decision-elsewhere": CatalogEntry(
        "warning",
        "「{field}」が「{value}」だけなので、様式や資料にも、そのまま「{value}」と出ます。",
        "行は並べ替わることがあるので、どの行にも、省略しないで書いてください。",
    ),
    "decision-over-limit": CatalogEntry(
        "warning",
        "「{field}」の{value}は、「{limit}」の{most}を超えています。",
        "単位（円と千円など）を取り違えていないか、確かめてください。正しければ、このままで構いません。",
    ),
    "decision-id-twice": CatalogEntry(
        "error",
        "ID「{value}」の行が、{first} にもあります。この行は使っていません。",
        "上の行を写して作った行なら、IDと年度の欄を消してください。夜間処理が番号を付けます。書いたことは残っています。",
    ),
    "decision-without-due": CatalogEntry(
        "warning",
        "「{field}」に日付がないので、この行は期限を過ぎても知らせません。",
        "いつまでに求めるのかが決まったら、日付を書いてください。",
    ),
    "decisions-list-in-master": CatalogEntry(
        "info",
        "マスタのシート「{sheet}」の{count}行は、決定.xlsx に引き継いだので、マスタの行はもう使っていません。",
        "採否や文は、決定.xlsx のシート「{sheet}」で直してください。マスタの同じIDの行は、消して構いません。",
    ),
    "decision-column-bad-list": CatalogEntry(
        "error",
        "「_決定」の参照「{value}」は、マスタの一覧の列ではありません。この列で一覧を改めることはできません。{hint}",
        "「基準.本文」のように、適用年度のある一覧のシート名と見出しを「.」でつないで書いてください。"
        "一覧を改めないのなら、参照を空欄にしてください。",
    ),
    "decision-list-one-revision": CatalogEntry(
        "error",
        "「_決定」のシート「{value}」の参照が、「{first}」と「{list}」の二つの一覧を指しています。改めるのは「{first}」だけです。",
        "一つのシートで改めるのは、一つの一覧にしてください。別の一覧には、別のシートを決めてください。",
    ),
    "decision-list-revises-nothing": CatalogEntry(
        "error",
        "「_決定」のシート「{value}」は一覧「{list}」を改めますが、どの行を改めるのかを示す列がありません。",
        "区分が 記入 か 表示 の列を一つ設け、参照に「{list}.{id}」と書いてください。",
    ),
    "decision-list-without-step": CatalogEntry(
        "error",
        "「_決定」のシート「{value}」は一覧「{list}」を改めますが、判断の選択肢に {words} のどれもないので、何を決めても一覧は変わりません。",
        "判断の列の選択肢に、{words} のうち使うものを書いてください。ほかの言葉（見送りなど）は、一覧を変えません。",
    ),
    "revision-without-id": CatalogEntry(
        "error",
        "「{step}」と決めた行（{row}）に、一覧「{list}」の「{field}」がないので、まだ効いていません。",
        "新設なら付ける番号を、改正と廃止なら今ある番号を書いてください。",
    ),
    "revision-without-text": CatalogEntry(
        "error",
        "「{step}」と決めた「{value}」（{row}）に、決めた文がないので、まだ効いていません。",
        "決めた文を書いてください。やめるのなら、判断の言葉を直してください。",
    ),
    "revision-twice": CatalogEntry(
        "error",
        "「{value}」について、{year}年度からの決定が二つあります。上の行が効き、この行（{row}）は効いていません。",
        "どちらかの判断を「見送り」などに直し、残す行に決めた文をまとめてください。",
    ),
    "revision-unknown-id": CatalogEntry(
        "error",
        "「{value}」は、決めた年度に一覧「{list}」にないので、この決定（{row}）はまだ効いていません。{hint}",
        "番号を直してください。新しく設けるのなら、判断を「新設」にしてください。",
    ),
    "revision-id-taken": CatalogEntry(
        "error",
        "新設と決めた「{value}」（{row}）は、一覧「{list}」にすでにあるので、まだ効いていません。",
        "ほかと重ならない番号を書いてください。今ある文を改めるのなら、判断を「改正」にしてください。",
    ),
}
