"""Problems of 受け取ったファイル: those that are not taken in, and those that cannot be read."""

from __future__ import annotations

from kusei_batch.core.catalog.entry import CatalogEntry

MESSAGES: dict[str, CatalogEntry] = {
    # Not taken in at all.
    "owner-file": CatalogEntry(
        "info",
        "誰かがブックを開いている間だけできるファイルなので、読みませんでした。",
        "何もする必要はありません。編集が終わって閉じると、なくなります。",
        about="handling",
    ),
    "temporary-file": CatalogEntry(
        "info",
        "保存やダウンロードの途中でできる一時ファイルなので、読みませんでした。",
        "同じ名前の完成したファイルが提出されていれば、何もする必要はありません。",
        about="handling",
    ),
    "hidden-file": CatalogEntry(
        "info",
        "名前が「.」で始まる、パソコンが自動で作るファイルなので、読みませんでした。",
        "何もする必要はありません。",
        about="handling",
    ),
    "compressed-file": CatalogEntry(
        "warning",
        "圧縮ファイル（{kind}）なので、中を読みませんでした。",
        "圧縮ファイルを開き（右クリックして「すべて展開」）、中のExcelブックを取り出して、ブックのまま受付フォルダに入れてください。",
        about="handling",
        summary="圧縮されたまま提出されたもの",
    ),
    "mail-file": CatalogEntry(
        "warning",
        "メールのファイル（{kind}）なので、中を読みませんでした。",
        "メールを開き、添付されたExcelブックを保存して、ブックのまま受付フォルダに入れてください。",
        about="handling",
        summary="メールのまま提出されたもの",
    ),
    "shortcut-file": CatalogEntry(
        "warning",
        "別の場所を指すショートカット（{kind}）なので、たどりませんでした。",
        "ショートカットの先にあるExcelブックそのものを、受付フォルダにコピーしてください。",
        about="handling",
        summary="ショートカットで提出されたもの",
    ),
    "other-kind-of-file": CatalogEntry(
        "warning",
        "Excelブックではないファイル（{kind}）なので、読みませんでした。",
        "提出するつもりのものなら、配布したExcelブックに記入して、そのブックを受付フォルダに入れてください。参考の資料なら、受付フォルダの外に移してください。",
        "PDF、Word、写真、CSVなど、様式ではないファイルです。",
        about="handling",
        summary="Excelブックではないファイルで提出されたもの",
    ),
    "link-not-followed": CatalogEntry(
        "warning",
        "別の場所を指すリンクなので、たどりませんでした。",
        "リンクの先にあるExcelブックそのものを、受付フォルダにコピーしてください。",
        about="handling",
    ),
    "not-a-file": CatalogEntry(
        "warning",
        "ファイルではない特別なもの（名前付きパイプ、ソケット、装置など）なので、読みませんでした。",
        "提出物ではありません。心当たりがなければ、情報システムの担当に知らせ、受付フォルダから取り除いてください。",
        about="handling",
        summary="ファイルではない特別なもの",
    ),
    "zero-bytes": CatalogEntry(
        "warning",
        "中身が空（0バイト）のファイルです。",
        "コピーに失敗しています。元のファイルがExcelで開けることを確かめ、もう一度、受付フォルダに入れてください。",
        about="handling",
    ),
    "still-being-written": CatalogEntry(
        "info",
        "書込みの途中なので、今回は読みませんでした。",
        "次の夜間処理で読みます。何日も続くときは、コピーし直してください。",
        about="handling",
    ),
    "file-locked": CatalogEntry(
        "warning",
        "ファイルを開けないので、今回は読みませんでした（{reason}）。",
        "誰かが開いたままでないか、読取り権限があるかを確かめてください。直れば次の夜間処理で読みます。",
        about="handling",
    ),
    "unreadable-name": CatalogEntry(
        "warning",
        "ファイル名（またはフォルダ名）の文字が壊れているので、読みませんでした。",
        "名前を付け直してください。中身はそのままで構いません。",
        about="handling",
    ),
    "path-out-of-reach": CatalogEntry(
        "warning",
        "置いた場所のフォルダの名前とファイル名を合わせた長さが、Windowsで開ける長さを超えているので、読めませんでした。",
        "ファイルを、受付フォルダの浅いところ（部署のフォルダのすぐ下）に移してください。名前を短くしても構いません。中身はそのままで構いません。",
        "受付フォルダの場所から数えて、およそ250文字を超えたものです。共有フォルダでは、ほかのパソコンから開けても、夜間処理を動かすパソコンからは開けないことがあります。",
        about="handling",
        summary="フォルダの奥に置かれ、長さのために開けないもの",
    ),
    "folder-unreadable": CatalogEntry(
        "warning",
        "フォルダを開けないので、この中のファイルは読んでいません（{reason}）。",
        "フォルダの読取り権限を確かめてください。",
        about="handling",
    ),
    "leftover-kept": CatalogEntry(
        "info",
        "前の処理が残したもの（書きかけのファイルか、前々回の公表分）を、消せませんでした。",
        "害はありません。次の処理でもう一度消します。いつまでも残るときは、誰も開いていなければ、持ち主（または情報システムの担当）が消してください。",
        about="handling",
    ),
    # Taken in, but not readable.
    "not-a-workbook": CatalogEntry(
        "error",
        "Excelブック（.xlsx）として読めません。{detail}。",
        "Excelで開けるもの（.xls、.xlsb、.ods、CSVなど）は、Excelで開き、「名前を付けて保存」で「Excel ブック (*.xlsx)」を選んで保存し、出し直してください。開けないもの（写真、PDF、Wordなど）は、配布したExcelブックに記入して、出し直してください。名前の後ろ（拡張子）を書き換えただけでは読めません。",
        "画像やPDFの名前を変えたもの、古い形式（.xls）、CSVなどです。",
        about="handling",
    ),
    "encrypted-workbook": CatalogEntry(
        "error",
        "開くためのパスワードが付いているので読めません。",
        "Excelで開き、「ファイル」→「情報」→「ブックの保護」→「パスワードを使用して暗号化」でパスワードを消して上書き保存し、出し直してください。",
        about="handling",
    ),
    "macro-workbook": CatalogEntry(
        "error",
        "マクロを含むブックなので読みません。",
        "Excelで開き、「名前を付けて保存」で「Excel ブック (*.xlsx)」を選んで保存し（「マクロなしのブック」でよいか聞かれたら「はい」）、出し直してください。",
        "配布する様式はマクロを使いません。マクロは実行も調査もしません。",
        about="handling",
    ),
    "resave-workbook": CatalogEntry(
        "error",
        "Excelとは違うソフトが、Excelの決まりと少し違う形で書いたブックなので、このままでは読めません。{detail}。",
        "Excelで開き、そのまま上書き保存して、出し直してください。Excelが保存するときに、正しい形に直ります。",
        about="handling",
        summary="Excelで保存し直すと読めるもの",
    ),
    "oversized-workbook": CatalogEntry(
        "error",
        "大きすぎて読めません。{detail}。",
        "Excelで開き、使っていない行や列（見た目は空でも、罫線や色などの書式が下のほうまで付いていることがあります）を行番号・列番号で選んで「削除」し、不要なシートや画像を消して保存し、出し直してください。"
        "それでも大きいときは、配布したExcelブックに内容だけを写してください。",
        "書式だけのセルが下のほうまで続くブックや、写真を貼ったブックです。",
        about="handling",
        summary="大きすぎて読めないもの",
    ),
    "overlong-text": CatalogEntry(
        "error",
        "1つのセルに、Excel のセルに入る32,767文字より長い文が入っているので、読めません（{detail}）。",
        "Excel 以外のソフトか、ほかの仕組みで書かれたブックです。そのまま Excel で開いて保存すると、32,767文字を超えた分は消えます。"
        "作ったソフトで開いて、文を短くするか、いくつかの欄に分けてから、Excel ブック（.xlsx）で保存し直して、出し直してください。長い資料は、別の紙で事務局に渡してください。",
        about="handling",
        summary="1つのセルの文が長すぎるもの",
    ),
    "hostile-workbook": CatalogEntry(
        "error",
        "普通のブックにはない作りのファイルなので、安全のため読みませんでした。{detail}。",
        "このファイルは開かずに、配布したExcelブックに記入して、出し直してください。自分で作った覚えのあるファイルでこうなるときは、情報システムの担当に相談してください。",
        about="handling",
    ),
    "broken-workbook": CatalogEntry(
        "error",
        "ファイルが壊れていて読めません。{detail}。",
        "元のファイルがExcelで開けることを確かめ、開けたら上書き保存して、もう一度受付フォルダにコピーしてください。開けないときは、「開いて修復する」（Excelの「ファイルを開く」で、ファイルを選んで「開く」の横の▼）を試すか、配布したExcelブックに記入し直してください。",
        about="handling",
    ),
    "reader-failed": CatalogEntry(
        "error",
        "読取りの途中で、プログラムの誤りが起きました（記録 {log}）。ほかのファイルの処理は続けました。",
        "ファイルは保管してあります。記録を添えて、情報システムの担当に連絡してください。",
        about="handling",
    ),
    "reader-died": CatalogEntry(
        "error",
        "読取りの途中で異常終了しました（記録 {log}）。ほかのファイルの処理は続けました。",
        "Excelで開いて保存し直すと読めることがあります。続くときは、記録を添えて、情報システムの担当に連絡してください。",
        about="handling",
    ),
    "reader-too-slow": CatalogEntry(
        "error",
        "読取りに時間がかかりすぎるので、途中でやめました（記録 {log}）。ほかのファイルの処理は続けました。",
        "不要なシート、画像、使っていない行や列の書式を消して保存し直すと、読めることがあります。",
        about="handling",
    ),
    "last-run-unfinished": CatalogEntry(
        "warning",
        "{started}に始めた前の夜間処理は、終わりまで進まずに止まりました。",
        "今回の夜間処理が続きを済ませました。くり返すときは、パソコンの電源、空き容量、タスクの時間切れの設定を確かめてください。",
        "前の夜間処理の終わりが台帳に記録されていないときに出ます（停電、再起動、強制終了など）。",
        about="handling",
    ),
    "as-of-before-last-run": CatalogEntry(
        "warning",
        "基準日 {day} は、前の夜間処理の基準日 {last} より前です。集計と資料を、その日の時点に戻して作り直しました。",
        "そのつもりでないときは、--as-of を付けずに（または新しい日付で）もう一度 kusei nightly を実行してください。パソコンの時計も確かめてください。",
        "前の夜間処理より古い基準日を指定したとき、またはパソコンの時計が戻っているときに出ます。",
        about="handling",
    ),
    "kept-form-lost": CatalogEntry(
        "error",
        "管理番号 {sheet_id} の様式（{form} 第{version}版）は、発行したときの控えを開けないため、読み取れません。",
        "提出した部署がすることはありません。バックアップから .kusei フォルダの forms を戻すと、次の夜間処理で読み取ります。",
        "発行したときの様式の控えがなくなったか、壊れたときに出ます。ほかの様式の処理は続きます。",
        about="handling",
    ),
}
