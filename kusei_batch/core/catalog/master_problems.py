"""Problems of the master workbook."""

from __future__ import annotations

from kusei_batch.core.catalog.entry import CatalogEntry

MESSAGES: dict[str, CatalogEntry] = {
    "master-missing": CatalogEntry(
        "error",
        "マスタのブック「{file}」がありません。",
        "templates_xlsx にマスタ.xlsx を置いてください（kusei init で見本ができます）。",
    ),
    "master-unreadable": CatalogEntry(
        "error",
        "マスタのブックを読み取れません（{reason}）。",
        "Excelで開けるか確かめ、「Excel ブック (*.xlsx)」の形式、パスワードなしで保存し直してください。",
    ),
    "master-not-opened": CatalogEntry(
        "error",
        "マスタのブックを開けません（{reason}）。",
        "このファイルと templates_xlsx のフォルダを読む権限があるか、ほかの人が開いたままにしていないかを確かめてください。権限は、情報システムの担当に頼みます。",
    ),
    "master-sheet-missing": CatalogEntry(
        "error",
        "マスタにシート「{sheet}」がありません。{hint}",
        "シート名を直すか、1行目に見出し（{headings}）を付けたシートを加えてください。",
    ),
    "master-heading-missing": CatalogEntry(
        "error",
        "見出し「{field}」の列がありません。{hint}",
        "1行目の見出しを直すか、列を加えてください。",
    ),
    "master-heading-twice": CatalogEntry(
        "error",
        "見出し「{field}」が二つあります。",
        "どちらか一方の列の見出しを変えるか、列を消してください。",
    ),
    "master-heading-near": CatalogEntry(
        "warning",
        "見出し「{field}」は「{near}」の書き間違いではありませんか。このままでは、この列に書かれたことは効きません。",
        "「{near}」のつもりなら、見出しをそのとおりに直してください。そうでなければ、紛らわしくない見出しに変えてください。",
        "なくてもよい列（終了日、引継先、部署コード、適用開始年度など）の見出しが違っていると、その列がないものとして扱われます。",
    ),
    "master-column-unheaded": CatalogEntry(
        "warning",
        "{column}列には見出しがないので、{cell}から下に書かれていることは使っていません。",
        "一覧の列なら、1行目に見出しを入れてください。控えなら、見出しを「備考」としてください。",
        "見出しのセルを消すと、その列（終了日、適用終了年度など）はないものとして扱われます。",
    ),
    "master-note": CatalogEntry(
        "warning",
        "「{text}」の行は注記とみて、一覧の行として数えていません。",
        "注記は、一覧から1行以上あけても行とみなされます。別のシート（名前を「_」で始めると読みません）に移してください。"
        "注記でなければ、先頭の記号を取ってください。",
        "一覧の下に書いた「※…」などが、設問や部署などの1行として配られるのを防ぎます。",
    ),
    "master-looks-gone": CatalogEntry(
        "warning",
        "{cell}は、取り消し線が引かれているか、文字が背景と同じ色か小さすぎて見えませんが、いまも効いています（判断と採否、決定の一覧の数・日付・選択は、取り消されたものとします）。",
        "なくなったものは、行ごと削除するか、終了日や適用終了年度を書いてください。効かせるものは、取り消し線や文字の色を元に戻してください。",
        "取り消し線（見え消し）や文字の色では、一覧から外れません。",
    ),
    "master-sheet-empty": CatalogEntry(
        "error",
        "シート「{sheet}」に1件も登録がありません。",
        "2行目から登録してください。",
    ),
    "master-shown-otherwise": CatalogEntry(
        "error",
        "「{field}」には「{shown}」と表示されていますが、セルに入っている数は {value} です。",
        "表示形式を「標準」（コードなどは「文字列」）にして、表示したいとおりに入力し直してください。",
        "表示形式が数を丸めたり、千で割ったり、隠したりしています。どちらを使うのかが決まりません。",
    ),
    "master-blank": CatalogEntry(
        "error",
        "「{field}」が空欄です。",
        "値を入力してください。使わない行であれば、行ごと消してください。",
    ),
    "master-sample-kept": CatalogEntry(
        "warning",
        "シート「{sheet}」の{count}行が、見本のままです。",
        "自分の市の内容に直すか、使わない行を消してください。見本の方針や基準、設問が、そのまま様式に出ます。",
        "config.toml の city を見本から変えたあとで、マスタの行を、付いてきた見本の行と比べています。",
    ),
    "master-bad-judgment": CatalogEntry(
        "error",
        "「{field}」の「{value}」を読み取れません。{hint}",
        "資料に載せてよければ「公表可」、載せないなら「伏せる」と書いてください。まだ決まらなければ空欄のままにします。",
    ),
    "master-bad-choice": CatalogEntry(
        "error",
        "「{field}」の「{value}」を読み取れません。まだ決まっていないものとして扱います。",
        "この行には「{words}」と書いてください（2つ以上のファイルから選ぶ問いでは、数える1行だけに書き、ほかの行は空欄のままにします）。",
    ),
    "master-two-choices": CatalogEntry(
        "error",
        "「{value}」と書かれた行と同じ「問い」の行に、もう判断があります（{first}）。まだ決まっていないものとして扱います。",
        "1つの問いに書く判断は1つだけです。従ってよい行だけに残し、ほかの行は空欄にしてください。",
    ),
    "master-duplicate": CatalogEntry(
        "error",
        "「{field}」の「{value}」が重複しています（最初は {first}）。",
        "コードは1件ごとに違うものにしてください。重複した行が不要であれば消してください。",
    ),
    "master-ward-row-alone": CatalogEntry(
        "error",
        "「{field}」の「{value}」が、区コードの違う行にもありますが（最初は {first}）、区コードが空欄の行がありません。",
        "どの区にも共通のものを、区コードを空欄にして1行加え、区の行には、その区だけが違う列を書いてください。"
        "区ごとに別のものなら、コードを違うものにしてください。",
    ),
    "master-bad-code": CatalogEntry(
        "error",
        "「{field}」の「{value}」は使えません。",
        "コードは半角の英大文字と数字だけで入力してください。",
    ),
    "master-unknown-ward": CatalogEntry(
        "error",
        "区コード「{value}」はシート「区」にありません。{hint}",
        "区コードを直すか、シート「区」に登録してください。",
    ),
    "master-unknown-department": CatalogEntry(
        "error",
        "部署コード「{value}」はシート「部署」にありません。{hint}",
        "部署コードを直すか、シート「部署」に登録してください。いくつも書くときは「、」でつなぎます。なくなった部署のための行には、適用終了年度を書きます。",
    ),
    "master-bad-adoption": CatalogEntry(
        "error",
        "採否「{value}」は読み取れません。",
        "「採用」か「見送り」と書くか、決まるまで空欄にしてください。「採用」の行だけが使われます。",
    ),
    "master-bad-number": CatalogEntry(
        "error",
        "「{field}」の「{value}」を数として読み取れません。",
        "半角の整数を入力してください。",
    ),
    "master-bad-year": CatalogEntry(
        "error",
        "「{field}」の「{value}」を年度として読み取れません。",
        "2026、R8、令和8年度 のように入力してください。",
    ),
    "master-bad-date": CatalogEntry(
        "error",
        "「{field}」の「{value}」を日付として読み取れません。",
        "2026/5/3 のように入力し、セルの表示形式を日付にしてください。曜日を書いたときは、その日の曜日かどうかも確かめてください。",
    ),
    "master-years-reversed": CatalogEntry(
        "error",
        "適用終了年度が適用開始年度より前です。",
        "年度を確かめて直してください。",
    ),
    "master-formula": CatalogEntry(
        "error",
        "「{field}」の式に計算結果がありません。",
        "Excelで開いて保存し直すか、値を直接入力してください。",
    ),
    "master-bad-name": CatalogEntry(
        "error",
        "「{field}」の「{value}」は、ファイルやフォルダの名前に使えません。",
        '\\ / : * ? " < > | を使わず、「.」で終わらない名前にしてください（CON など Windows が使う名前も避けます）。',
    ),
    "master-line-break": CatalogEntry(
        "error",
        "「{field}」の「{value}」に、改行か制御文字が入っています。",
        "セルの中身を消し、手で入力し直してください（ほかの文書から写すと入ることがあります）。",
    ),
    "master-too-long": CatalogEntry(
        "error",
        "「{field}」が長すぎます（{length}文字。{limit}文字まで）。",
        "{limit}文字以内に縮めてください。",
    ),
    "master-duplicate-policy": CatalogEntry(
        "error",
        "同じ区・同じ年度の方針に、番号「{value}」が二つあります（最初は {first}）。",
        "番号を直してください。重複した行が不要であれば、行ごと消してください。",
    ),
}
