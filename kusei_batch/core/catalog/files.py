"""Problems of 受け取ったファイル."""

from __future__ import annotations

from kusei_batch.core.catalog.entry import Entry

MESSAGES: dict[str, Entry] = {
    # Not taken in at all.
    "owner-file": Entry(
        "info",
        "誰かがブックを開いている間だけできるファイルなので、読みませんでした。",
        "何もする必要はありません。編集が終わって閉じると、なくなります。",
        about="handling",
    ),
    "temporary-file": Entry(
        "info",
        "保存やダウンロードの途中でできる一時ファイルなので、読みませんでした。",
        "同じ名前の完成したファイルが提出されていれば、何もする必要はありません。",
        about="handling",
    ),
    "hidden-file": Entry(
        "info",
        "名前が「.」で始まる、パソコンが自動で作るファイルなので、読みませんでした。",
        "何もする必要はありません。",
        about="handling",
    ),
    "compressed-file": Entry(
        "warning",
        "圧縮ファイル（{kind}）なので、中を読みませんでした。",
        "圧縮ファイルを開き（右クリックして「すべて展開」）、中の Excel ブックを取り出して、ブックのまま受付フォルダに入れてください。",
        about="handling",
        summary="圧縮されたまま提出されたもの",
    ),
    "mail-file": Entry(
        "warning",
        "メールのファイル（{kind}）なので、中を読みませんでした。",
        "メールを開き、添付された Excel ブックを保存して、ブックのまま受付フォルダに入れてください。",
        about="handling",
        summary="メールのまま提出されたもの",
    ),
    "shortcut-file": Entry(
        "warning",
        "別の場所を指すショートカット（{kind}）なので、たどりませんでした。",
        "ショートカットの先にある Excel ブックそのものを、受付フォルダにコピーしてください。",
        about="handling",
        summary="ショートカットで提出されたもの",
    ),
    "other-kind-of-file": Entry(
        "warning",
        "Excelブックではないファイル（{kind}）なので、読みませんでした。",
        "提出するつもりのものなら、配布した Excel ブックに記入して、そのブックを受付フォルダに入れてください。参考の資料なら、受付フォルダの外に移してください。",
        "PDF、Word、写真、CSVなど、様式ではないファイルです。",
        about="handling",
        summary="Excelブックではないファイルで提出されたもの",
    ),
    "link-not-followed": Entry(
        "warning",
        "別の場所を指すリンクなので、たどりませんでした。",
        "リンクの先にある Excel ブックそのものを、受付フォルダにコピーしてください。",
        about="handling",
    ),
    "zero-bytes": Entry(
        "warning",
        "中身が空（0バイト）のファイルです。",
        "コピーに失敗しています。元のファイルが Excel で開けることを確かめ、もう一度、受付フォルダに入れてください。",
        about="handling",
    ),
    "still-being-written": Entry(
        "info",
        "書込みの途中なので、今回は読みませんでした。",
        "次の回収で読みます。何日も続くときは、コピーし直してください。",
        about="handling",
    ),
    "file-locked": Entry(
        "warning",
        "ファイルを開けないので、今回は読みませんでした（{reason}）。",
        "誰かが開いたままでないか、読取り権限があるかを確かめてください。直れば次の回収で読みます。",
        about="handling",
    ),
    "unreadable-name": Entry(
        "warning",
        "ファイル名（またはフォルダ名）の文字が壊れているので、読みませんでした。",
        "名前を付け直してください。中身はそのままで構いません。",
        about="handling",
    ),
    "folder-unreadable": Entry(
        "warning",
        "フォルダを開けないので、この中のファイルは読んでいません（{reason}）。",
        "フォルダの読取り権限を確かめてください。",
        about="handling",
    ),
    # Taken in, but not readable.
    "not-a-workbook": Entry(
        "error",
        "Excelブック（.xlsx）として読めません。{detail}。",
        "Excel で開けるもの（.xls、.xlsb、.ods、CSVなど）は、Excel で開き、「名前を付けて保存」で「Excel ブック (*.xlsx)」を選んで保存し、出し直してください。開けないもの（写真、PDF、Wordなど）は、配布した Excel ブックに記入して、出し直してください。名前の後ろ（拡張子）を書き換えただけでは読めません。",
        "画像やPDFの名前を変えたもの、古い形式（.xls）、CSVなどです。",
        about="handling",
    ),
    "encrypted-workbook": Entry(
        "error",
        "開くためのパスワードが付いているので読めません。",
        "Excel で開き、「ファイル」→「情報」→「ブックの保護」→「パスワードを使用して暗号化」でパスワードを消して上書き保存し、出し直してください。",
        about="handling",
    ),
    "macro-workbook": Entry(
        "error",
        "マクロを含むブックなので読みません。",
        "Excel で開き、「名前を付けて保存」で「Excel ブック (*.xlsx)」を選んで保存し（「マクロなしのブック」でよいか聞かれたら「はい」）、出し直してください。",
        "配布する様式はマクロを使いません。マクロは実行も調査もしません。",
        about="handling",
    ),
    "resave-workbook": Entry(
        "error",
        "Excel とは違うソフトが、Excel の決まりと少し違う形で書いたブックなので、このままでは読めません。{detail}。",
        "Excel で開き、そのまま上書き保存して、出し直してください。Excel が保存するときに、正しい形に直ります。",
        about="handling",
        summary="Excelで保存し直すと読めるもの",
    ),
    "oversized-workbook": Entry(
        "error",
        "大きすぎて読めません。{detail}。",
        "Excel で開き、使っていない行や列（見た目は空でも、罫線や色などの書式が下のほうまで付いていることがあります）を行番号・列番号で選んで「削除」し、不要なシートや画像を消して保存し、出し直してください。"
        "それでも大きいときは、配布した Excel ブックに内容だけを写してください。",
        "書式だけのセルが下のほうまで続くブックや、写真を貼ったブックです。",
        about="handling",
        summary="大きすぎて読めないもの",
    ),
    "hostile-workbook": Entry(
        "error",
        "普通のブックにはない作りのファイルなので、安全のため読みませんでした。{detail}。",
        "このファイルは開かずに、配布した Excel ブックに記入して、出し直してください。自分で作った覚えのあるファイルでこうなるときは、情報システムの担当に相談してください。",
        about="handling",
    ),
    "broken-workbook": Entry(
        "error",
        "ファイルが壊れていて読めません。{detail}。",
        "元のファイルが Excel で開けることを確かめ、開けたら上書き保存して、もう一度受付フォルダにコピーしてください。開けないときは、「開いて修復する」（Excel の「ファイルを開く」で、ファイルを選んで「開く」の横の▼）を試すか、配布した Excel ブックに記入し直してください。",
        about="handling",
    ),
    "reader-failed": Entry(
        "error",
        "読取りの途中で、プログラムの誤りが起きました（記録 {log}）。ほかのファイルの処理は続けました。",
        "ファイルは保管してあります。記録とともに、システムの担当に連絡してください。",
        about="handling",
    ),
    "reader-died": Entry(
        "error",
        "読取りの途中で異常終了しました（記録 {log}）。ほかのファイルの処理は続けました。",
        "Excelで開いて保存し直すと読めることがあります。続くときは、記録とともに、システムの担当に連絡してください。",
        about="handling",
    ),
    "reader-too-slow": Entry(
        "error",
        "読取りに時間がかかりすぎるので、途中でやめました（記録 {log}）。ほかのファイルの処理は続けました。",
        "不要なシート、画像、使っていない行や列の書式を消して保存し直すと、読めることがあります。",
        about="handling",
    ),
    # Readable, but whose is it?
    "identity-missing": Entry(
        "error",
        "管理番号がどこにもないので、どの所属のどの様式か分かりません。",
        "配布した Excel ブックに記入して、出し直してください。様式でない資料なら、受付フォルダの外に移してください。",
        about="handling",
    ),
    "template-given": Entry(
        "error",
        "様式のひな形（「_項目」のシートがあるブック）です。所属に配られた様式ではないので、提出にはなりません。",
        "提出するときは、発行された様式（outbox の 01_配布 にあるブック）に記入してください。ひな形を点検するときは、kusei form check を使います。",
        about="handling",
    ),
    "master-given": Entry(
        "error",
        "マスタ（部署などの一覧）です。所属に配られた様式ではないので、提出にはなりません。",
        "提出するときは、発行された様式（outbox の 01_配布 にあるブック）に記入してください。マスタを点検するときは、kusei doctor を使います。",
        about="handling",
    ),
    "summary-given": Entry(
        "error",
        "集計ブック（「提出状況」のシートがあるブック）です。所属に配られた様式ではないので、提出にはなりません。",
        "提出するときは、発行された様式（outbox の 01_配布 にあるブック）に記入してください。",
        about="handling",
    ),
    "identity-single": Entry(
        "error",
        "管理番号「{sheet_id}」が1か所にしか残っていないので、本物の様式か確かめられません。",
        "配布した Excel ブックそのものに記入して、出し直してください（新しいブックにシートや欄だけを写すと、こうなります）。",
        about="handling",
    ),
    "identity-conflict": Entry(
        "error",
        "ブックの中の管理番号が食い違っています（{sheet_ids}）。",
        "別の所属や別の回のブックに写して記入していないか確かめ、自分の所属に配布された、その回のブックに記入して、出し直してください。",
        about="handling",
    ),
    "sheet-of-another-year": Entry(
        "warning",
        "{year}の「{round}」の様式です。{year}の提出として受け取りました。{this_year}の提出にはなりません。",
        "{this_year}の提出のつもりなら、{this_year}に配られた様式に記入して提出してください。{year}の資料は、事務局が config.toml の fiscal_year を一時その年度に戻して夜間処理をすると、作り直せます。",
        "年度が替わってから、前の年度の様式が提出されました。去年のファイルに書き込んだときに起こります。",
        about="handling",
        summary="前の年度の様式で提出されたもの",
    ),
    "personal-data-in-name": Entry(
        "warning",
        "ファイルの名前に、{kinds}らしきものがあります。",
        "名前から消して、提出し直してください。ファイルの名前は、集計ブックの「元ファイル」に出ます。",
        about="handling",
        summary="ファイルの名前に個人情報らしきものがあるもの",
    ),
    "sheet-unknown": Entry(
        "error",
        "管理番号「{sheet_id}」は発行台帳にありません。",
        "別の区や別の年度のブックでないか確かめ、今年度に配布された、自分の所属のブックに記入して、出し直してください。事務局では、部署の統廃合で対象から外れていないかも確かめてください。",
        about="handling",
    ),
    "seal-broken": Entry(
        "error",
        "管理番号「{sheet_id}」の認証が合いません。発行した後に、隠しシートの内容が書き換えられています。",
        "配布した Excel ブックを事務局から受け取り直し、それに記入して、出し直してください（事務局は kusei issue に --again を付けて、発行し直せます）。",
        about="handling",
    ),
    "seal-missing": Entry(
        "info",
        "隠しシートがなくなっていましたが、残りの2か所の管理番号が一致したので、「{sheet_id}」として受け付けました。",
        "何もする必要はありません。",
        about="handling",
    ),
    "identity-retyped": Entry(
        "info",
        "管理番号のうち1か所が消えたか書き換えられていましたが、残りが一致したので、「{sheet_id}」として受け付けました。",
        "何もする必要はありません。",
        about="handling",
    ),
    "wrong-department": Entry(
        "error",
        "「{owner}」のシート（{sheet_id}）が、「{folder}」のフォルダに入っていました。",
        "フォルダを間違えただけなら、正しい所属のフォルダに移してください。ほかの所属のブックに記入していた場合は、自分の所属に配布されたブックに記入して、出し直してください。",
        about="handling",
    ),
    # Ours, but changed.
    "sheet-lost": Entry(
        "error",
        "シート「{sheet}」がなくなっているので、記入内容を読み取れません。",
        "配布したブックにはあったシートです。消してしまった場合は、差し戻したブックに記入し直してください。",
        about="handling",
    ),
    "field-lost": Entry(
        "error",
        "「{field}」の記入欄が見つかりません。",
        "行や列、見出しを消していないか確かめてください。差し戻したブックの記入欄に記入し直してください。",
        about="handling",
    ),
    "read-by-headings": Entry(
        "info",
        "記入欄の目印（名前の定義）がなくなっていたので、見出しを手がかりに「{field}」を読み取りました。",
        "読み取った内容に誤りがないか、一覧で確かめてください。",
        about="handling",
    ),
    "merged-entry": Entry(
        "info",
        "記入欄が結合されていたので、結合の左上のセルの内容を、その欄の記入として読み取りました。",
        "何もする必要はありません。次からは、記入欄を結合しないでください。",
        about="handling",
    ),
    "rows-differ": Entry(
        "warning",
        "表「{table}」の行の数が、シートによって違います。同じ行のはずの内容が、ずれているかもしれません。",
        "行の挿入や削除は、表が載っているすべてのシートで同じように行ってください。",
        about="handling",
    ),
    "typed-outside": Entry(
        "warning",
        "記入欄の外に記入があります。ここに書かれたことは集計されません。",
        "集計に入れたい内容であれば、記入欄に移してください。",
        "表の行が足りずに下へ書き足した場合や、欄外に注を書いた場合です。",
        about="handling",
    ),
    "beside-entries": Entry(
        "warning",
        "記入欄のほかに、読み取っていないものがあります: {things}。ここに書かれたことは、審査にも集計にも使われません。",
        "集計に入れたい内容であれば、記入欄に書き写してください。資料として見てもらうものは、提出先に別に渡してください。",
        "テキストボックス、図形、写真、メモ・コメント、埋め込まれたファイル、足されたシートや写したシート、ヘッダーなどです。"
        "配布した様式にもともとあるものは数えません。",
        about="handling",
    ),
    "label-changed": Entry(
        "warning",
        "様式の文言が書き換えられています（もとは「{stamped}」）。",
        "様式の文言はもとのままとして扱います。伝えたいことは、記入欄に書いてください。",
        about="handling",
    ),
    "shown-changed": Entry(
        "warning",
        "「{field}」に表示した内容が書き換えられています（もとは「{stamped}」）。",
        "もとの内容として扱います。もとの内容が誤っている場合は、事務局に連絡してください。",
        about="handling",
    ),
}
