"""Problems of 設定 (config.toml) and of the master workbook."""

from __future__ import annotations

from kusei_batch.core.catalog.entry import CatalogEntry

MESSAGES: dict[str, CatalogEntry] = {
    "config-missing": CatalogEntry(
        "error",
        "フォルダ「{folder}」に config.toml がありません。",
        "kusei init でフォルダを作るか、-w で正しいフォルダを指定してください。",
    ),
    "config-encoding": CatalogEntry(
        "error",
        "config.toml を文字として読めません（UTF-8 ではありません）。",
        "メモ帳で開き、「名前を付けて保存」で文字コードを UTF-8 にして保存してください。",
    ),
    "config-unreadable": CatalogEntry(
        "error",
        "config.toml を開けません（{reason}）。",
        "読取り権限があるか、他のソフトで開いたままになっていないかを確かめてください。",
    ),
    "config-syntax": CatalogEntry(
        "error",
        "config.toml の書き方に誤りがあります（{column}文字目の付近）。",
        '引用符 " の閉じ忘れ、= の抜け、全角の記号、同じ項目の二重書きがないか確かめてください。'
        " \\ を含む場所は ' ' で囲むか、/ で書きます。",
    ),
    "config-full-width": CatalogEntry(
        "error",
        "config.toml に、引用符の外の全角の記号か空白があります（{column}文字目の付近）。",
        '= と [ ] と空白は半角で書き、文字は半角の引用符 " で囲んでください。',
    ),
    "config-unclosed": CatalogEntry(
        "error",
        "引用符が閉じていません（{column}文字目の付近）。",
        "文字の終わりにも、始まりと同じ半角の引用符（\" か '）を書いてください。",
    ),
    "config-unquoted": CatalogEntry(
        "error",
        "文字が引用符で囲まれていません（{column}文字目の付近）。",
        'city = "見本市" のように、= の右の文字を半角の引用符 " で囲んでください。',
    ),
    "config-twice": CatalogEntry(
        "error",
        "config.toml に「{value}」が二度書かれています（こちらは二つ目です）。",
        "どちらか一方の行を消すか、行の頭に # を付けてください。",
    ),
    "config-unreadable-text": CatalogEntry(
        "error",
        "config.toml を設定として読めません。",
        '引用符 " や [ ] の閉じ忘れ、けたの多すぎる数がないか確かめてください。'
        "分からなければ、kusei init で別の場所に作った config.toml と見比べてください。",
    ),
    "config-backslash": CatalogEntry(
        "error",
        '" " の中に \\ があり、読み取れません（{column}文字目の付近）。',
        "\\ を含む場所は、'\\\\サーバー\\共有\\inbox' のように ' ' で囲むか、C:/共有/inbox のように / で書いてください。",
    ),
    "config-bare-date": CatalogEntry(
        "error",
        "日付の書き方を読み取れません（{column}文字目の付近）。",
        '2026-04-24 のように書くか、"R8.4.24" のように引用符 " " で囲んでください。',
    ),
    "config-unknown-key": CatalogEntry(
        "error",
        "「{key}」という設定項目はありません。{hint}",
        "つづりを直すか、その行を消してください。",
    ),
    "config-missing-key": CatalogEntry(
        "error",
        "必要な設定項目「{key}」がありません。",
        "config.toml に「{key}」の行を書き加えてください。",
    ),
    "config-bad-value": CatalogEntry(
        "error",
        "「{key}」の値「{value}」を読み取れません。",
        "{expected}を書いてください。",
    ),
    "config-bad-name": CatalogEntry(
        "error",
        "「{key}」の「{value}」は、ファイルやフォルダの名前に使えません。",
        '\\ / : * ? " < > | と改行などを使わず、「.」で終わらない名前にしてください（CON など Windows が使う名前も避けます）。',
    ),
    "config-bad-folder": CatalogEntry(
        "error",
        "「{key}」の「{value}」は、フォルダの場所として読み取れません。",
        "\\ を含む場所は、'C:\\共有\\inbox' のように ' ' で囲むか、C:/共有/inbox のように / で書いてください。",
    ),
    "config-duplicate-round": CatalogEntry(
        "error",
        "「{key}」が、ほかの回の名前と同じです（大文字と小文字、全角と半角、空白の違いは、同じとみなします）。",
        "回ごとに違う名前を付けてください。",
    ),
    "config-duplicate-paper": CatalogEntry(
        "error",
        "「{key}」が、同じ回のほかの資料の名前と同じです（大文字と小文字、全角と半角、空白の違いは、同じとみなします）。",
        "同じファイルに書くことになりますので、資料ごとに違う名前を付けてください。",
    ),
    "config-duplicate-page": CatalogEntry(
        "error",
        "「{key}」が、同じ回のほかの公表ページの名前と同じです（大文字と小文字、全角と半角、空白の違いは、同じとみなします）。",
        "同じフォルダに書くことになりますので、ページごとに違う名前を付けてください。",
    ),
    "config-era-missing": CatalogEntry(
        "error",
        "元号の表（eras）に、{day} の元号がありません。",
        "config.toml の [[eras]] に、その日より前に始まる元号（name、letter、start）を加えてください。",
    ),
    "config-duplicate-era": CatalogEntry(
        "error",
        "「{key}」の「{value}」が、ほかの元号と同じです。",
        "元号ごとに違う name、letter、start にしてください。重複した [[eras]] が不要であれば消してください。",
    ),
    "config-folders-overlap": CatalogEntry(
        "error",
        "「{key}」の「{value}」が、{other}と重なっています。",
        "inbox、outbox、state は、たがいの中にない、別々のフォルダにしてください。",
    ),
    "config-due-before-opening": CatalogEntry(
        "error",
        "「{key}」の提出期限が、開始日（opens）より前です。",
        "日付を確かめて直してください。",
    ),
    "config-form-missing": CatalogEntry(
        "error",
        "回「{round}」の様式「{form}」のひな形が {folder} にありません。{hint}",
        "rounds の form を直すか、ひな形「{form}.xlsx」を置いてください。",
    ),
    "config-unknown-department": CatalogEntry(
        "error",
        "回「{round}」の部署「{value}」は、マスタ.xlsx のシート「部署」にありません。{hint}",
        "部署コードか課名に直してください。すべての部署に配る回なら、departments の行を消してください。",
    ),
    "config-paper-missing": CatalogEntry(
        "error",
        "回「{round}」の資料のひな形「{template}」が {folder} にありません。{hint}",
        "papers の template を直すか、ひな形を置いてください。",
    ),
    "config-page-missing": CatalogEntry(
        "error",
        "回「{round}」の公表ページのひな形「{template}」が {folder} にありません。{hint}",
        "pages の template を直すか、ひな形を置いてください。",
    ),
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
        "{cell}は、取り消し線が引かれているか、文字が背景と同じ色か小さすぎて見えませんが、いまも効いています（判断と採否は、取り消されたものとします）。",
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
    "config-sample-kept": CatalogEntry(
        "warning",
        "config.toml の {field} が、見本のままです（「{value}」）。",
        "様式や公表ページにそのまま出ます。自分の市の提出先や問合せ先に直してください。",
    ),
    "config-nowhere-to-turn": CatalogEntry(
        "warning",
        "config.toml の {field} が空欄です。配る様式の「提出先」「問合せ先」が空欄になります。",
        "部署がどこに出し、だれに尋ねればよいかを書いてください。",
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
    "file-name-too-long": CatalogEntry(
        "error",
        "「{name}」は、ファイルの名前として長すぎます（{length}バイト。{limit}バイトまで）{others}。",
        "{parts}を、合わせて短くしてください。漢字とかなは1文字が3バイトです。",
        "年度、回の名前、区や課の名前などをつないだ名前が、ディスクや共有フォルダで使える長さを超えます。",
    ),
    "path-too-long": CatalogEntry(
        "warning",
        "「{path}」は、場所と名前を合わせて{length}文字あり、Excelで開けないことがあります（{limit}文字まで）{others}。",
        "作業フォルダを浅い場所に移すか、{parts}を短くしてください。",
        "Excelが開けるのは218文字まで、Windowsが作れるのは259文字までの場所です。",
    ),
    "master-duplicate-policy": CatalogEntry(
        "error",
        "同じ区・同じ年度の方針に、番号「{value}」が二つあります（最初は {first}）。",
        "番号を直してください。重複した行が不要であれば、行ごと消してください。",
    ),
    "form-not-compilable": CatalogEntry(
        "error",
        "ひな形から配布用の様式を組み立てられません（{reason}）。",
        "Excelで開いて「Excel ブック (*.xlsx)」として保存し直してください。直らないときは、kusei form new で作ったひな形に内容を移してください。",
    ),
    "display-not-offered": CatalogEntry(
        "warning",
        "表示の項目「{field}」に入れるものがありません。様式では空欄になります。{hint}",
        "シート「_項目」の項目名とひな形の {{{{ }}}} を、表示できるものの名前に直すか、項目を消してください。",
    ),
    "totals-sheet-reserved": CatalogEntry(
        "error",
        "シート名「{value}」は、集計ブックがほかのシートに使う名前です。",
        "シート「_集計」のシート名を、{sheets} 以外に直してください。",
    ),
    "round-outside-year": CatalogEntry(
        "warning",
        "回「{round}」の{which}（{day}）が、{year}（4月から翌年3月まで）の日付ではありません。",
        "年度（fiscal_year）を変えたときは、config.toml の {key} も直してください。",
    ),
    "totals-not-in-edition": CatalogEntry(
        "warning",
        "「{name}」は、配った様式（第{version}版）にない「{item}」を使うため、この回では作りません。ほかの集計は作ります。",
        "新しい版を配り直すか、配った様式にある項目で書いてください。",
    ),
    "paper-without-date": CatalogEntry(
        "info",
        "回「{round}」の会議資料{papers}に、会議の日がありません。{until}までは、毎晩、後から届いた分も入れて書き換えます。",
        'config.toml の、その [[rounds.papers]] に date = "5月20日" のように会議の日を書いてください。'
        "その日を過ぎた資料は書き換えません。",
    ),
    "round-on-closed-day": CatalogEntry(
        "warning",
        "回「{round}」の{which}（{day}）は、{reason}です。",
        "次の開庁日は {next} です。日を変えるときは config.toml の {key} を直してください。",
    ),
    "issue-after-due": CatalogEntry(
        "warning",
        "回「{round}」の提出期限（{due}）は、もう過ぎています。様式にもこの期限が印字され、未提出の部署は、はじめから期限超過になります。",
        "期限の書き違いなら、config.toml の due を直し、--again を付けて発行し直してください（管理番号は変わりません）。"
        "遅れて加わった部署などに、分かったうえで配るのであれば、このままで構いません。",
        "新しい市が年度の途中で始めると、見本の日付のまま配りがちです。",
    ),
    "issue-before-opening": CatalogEntry(
        "info",
        "回「{round}」の開始日（{opens}）より前です。前の回の提出がそろう前に配ると、様式に写る行が足りないことがあります。",
        "早めに配るのであれば、このままで構いません。写したもとが後で変われば夜間処理が知らせるので、--again を付けて発行し直してください。",
    ),
    "policy-missing": CatalogEntry(
        "warning",
        "{ward}の{year}の方針が登録されていません。様式の方針の欄が空欄になります。",
        "マスタ.xlsx のシート「方針」に登録してください。",
    ),
    "ward-without-departments": CatalogEntry(
        "warning",
        "{ward}に部署が一つも登録されていません。",
        "マスタ.xlsx のシート「部署」に登録するか、シート「区」から消してください。",
    ),
    "disk-nearly-full": CatalogEntry(
        "warning",
        "このフォルダのあるディスクの空きが、残り {free} MB です。",
        "不要なファイルを移して、空きを増やしてください。",
    ),
    "python-too-old": CatalogEntry(
        "error",
        "Python {found} では動きません（{needed} 以上が要ります）。",
        "新しい Python を入れ、その Python に kusei を入れ直してください。",
    ),
    "engine-unusable": CatalogEntry(
        "error",
        "夜間処理を分ける先を使えません。{reason}",
        "{remedy}",
    ),
    "engine-unencrypted": CatalogEntry(
        "warning",
        "スケジューラ「{scheduler}」との通信が暗号化されていません。同じ網の人が、提出された内容を見たり、ワーカーの機械を動かしたりできます。",
        "docs/scale.md の「守り」のとおりに tls:// にするか、スケジューラとワーカーをこのパソコンだけで動かしてください。",
    ),
    "defusedxml-missing": CatalogEntry(
        "error",
        "部品 defusedxml が入っていません。仕掛けのあるExcel ファイルから守れません。",
        "kusei を入れ直してください（pip install で部品も入ります）。",
    ),
    "state-on-share": CatalogEntry(
        "warning",
        "台帳のフォルダが、共有フォルダ（{kind}）にあります。二重の実行を防げず、台帳が壊れることがあります。",
        "config.toml の [folders] の state を、夜間処理を動かすパソコンのディスクに移してください。",
    ),
    "state-synchronised": CatalogEntry(
        "warning",
        "台帳のフォルダが、同期されるフォルダ（{folder}）の中にあります。書いている途中の台帳が同期され、壊れることがあります。",
        "config.toml の [folders] の state を、同期されないフォルダに移してください。",
    ),
    "last-run-in-future": CatalogEntry(
        "warning",
        "最後の夜間処理（{moment}）が、いまより先の日時になっています。",
        "パソコンの日付と時刻を確かめてください。--as-of に先の日付を付けて実行したのであれば、その日までは、期限の扱いに気を付けてください。",
    ),
    "state-unusable": CatalogEntry(
        "error",
        "{reason}",
        "バックアップから .kusei フォルダを戻してください。",
    ),
    "ledger-damaged": CatalogEntry(
        "error",
        "台帳のファイルが壊れています（{detail}）。",
        "これ以上動かさずに、バックアップから .kusei フォルダを戻してください。",
    ),
    "ledger-entry-damaged": CatalogEntry(
        "error",
        "台帳の「{table}」の{number}番{about}が、{what}。",
        "この行から作る状況や資料は信用できません。まず kusei verify --repair を試してください。直らなければ、バックアップから .kusei フォルダを戻すか、同じファイルを inbox に置いて、もう一度 --repair を付けて実行してください。",
    ),
    "receipt-rebuilt": CatalogEntry(
        "info",
        "受付の記録を、保存してある原本から読み直しました（{verdict}、{day}受付）。",
        "いまのマスタと様式の控えで検証し直した結果です。受け取ったときの結果と違っていないか、kusei problems で確かめてください。",
    ),
    "register-rebuilt": CatalogEntry(
        "info",
        "発行台帳の行（管理番号 {sheet_id}）を、発行した様式のファイルから読み戻しました。",
        "発行した後にマスタを変えたときや、--again で配り直したときは、様式に書いてあることと違うことがあります。次の夜間処理の確認事項を見てください。",
    ),
    "round-rebuilt": CatalogEntry(
        "info",
        "{year}の回「{round}」の提出期限（{due}）などを、{source}から入れ直しました。",
        "違うときは、提出期限を確かめてください。今年度の回は config.toml を直して kusei issue に --again を付けて配り直すと、入れ直されます。",
    ),
    "run-rebuilt": CatalogEntry(
        "info",
        "処理の記録の{number}番は、日付だけを入れ直しました。",
        "始めと終わりの時刻と件数は失われています。その日の記録（.kusei/log）には残っていることがあります。",
    ),
    "written-left-out": CatalogEntry(
        "info",
        "作った資料の記録を除きました。",
        "資料は、次の夜間処理でもう一度作ります。それまで、資料が手で直されているかどうかは確かめられません。",
    ),
    "inbox-left-out": CatalogEntry(
        "info",
        "inbox に何があったかの記録を、はじめからにしました。",
        "次の夜間処理で記録し直します。その夜に inbox に戻した古いファイルは、新しい提出とは見なしません。",
    ),
    "key-readable": CatalogEntry(
        "warning",
        "鍵のファイルを、ほかの人も読めます。",
        "鍵を読めると、様式の認証を偽れます。夜間処理を動かす人だけが読めるようにしてください（chmod 600）。",
    ),
    "folder-rights": CatalogEntry(
        "error",
        "フォルダを使う権利がありません（受付フォルダは読取り、出力先は書込みが要ります）。",
        "夜間処理と発行は、このままではできません。それを行う人で点検しているときは、フォルダのアクセス権を直してください。"
        "見るだけなら（status、problems、records、verify）、このままで使えます。",
    ),
    "key-changed": CatalogEntry(
        "error",
        "鍵のファイルが、台帳を作ったときの鍵ではありません。",
        "発行した様式の認証が合わなくなります。バックアップから .kusei/key を戻してください。",
    ),
    "seals-not-verified": CatalogEntry(
        "warning",
        "鍵のファイルを読めないので、台帳が書き換えられていないかは確かめていません。",
        "鍵を読める人（夜間処理を動かす人）が kusei verify を実行すると、確かめられます。",
    ),
    "kept-form-damaged": CatalogEntry(
        "error",
        "様式「{form}」の発行したときの控えを開けません（{reason}）。",
        "バックアップから .kusei/forms を戻してください。様式とマスタの一覧が発行したときのままなら、kusei issue に --again を付けて配り直すと、控えも作り直します。",
    ),
    "output-changed": CatalogEntry(
        "warning",
        "作った資料が、作ったときと違います。",
        "だれかが手で直したのであれば問題ありません。心当たりがなければ、よそへ移すか消すと、次の夜間処理で作り直します。",
    ),
    "original-missing": CatalogEntry(
        "error",
        "受け取った原本の控え（{sha256}…）がありません。",
        "バックアップから .kusei/archive を戻してください。inbox に同じファイルがあれば、kusei verify --repair か次の夜間処理で取り直します。",
    ),
    "original-damaged": CatalogEntry(
        "error",
        "受け取った原本の控え（{sha256}…）の中身が、受け取ったときと違います。",
        "ディスクの故障が疑われます。inbox に同じファイルがあれば、kusei verify --repair で取り直します。なければ、バックアップから .kusei/archive を戻してください。",
    ),
    "issued-file-missing": CatalogEntry(
        "warning",
        "発行した様式（管理番号 {sheet_id}）が outbox にありません。",
        "部署に渡し済みであれば問題ありません。渡し直すときは kusei issue に --again を付けて実行してください。",
    ),
}
