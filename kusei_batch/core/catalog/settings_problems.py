"""Problems of 設定: config.toml, and the sheets of the master that say settings."""

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
    "config-key-not-latin": CatalogEntry(
        "error",
        "「=」の左に、英字でない名前が書かれています（{column}文字目の付近）。",
        "左の名前は英字で書きます（呼び名なら、区は ward、部は division、部署は section、取組は work）。使える名前は、kusei init で作った config.toml の説明にあります。",
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
        "{key}という設定項目はありません。{hint}",
        "つづりを直すか、その行を消してください。",
    ),
    "config-missing-key": CatalogEntry(
        "error",
        "{key}の行がありません。",
        "config.toml に {example} のような行を書き加えてください。",
    ),
    "config-no-rounds": CatalogEntry(
        "error",
        "回が1つも書かれていません。",
        "config.toml の [[rounds]] か、マスタ.xlsx のシート「回」に、1つ以上書いてください。",
    ),
    "config-in-two-places": CatalogEntry(
        "error",
        "{key}が、config.toml（{setting}）とマスタ.xlsx の両方に書かれています。",
        "どちらか一方を消してください。config.toml の行は、頭に # を付ければ、ないのと同じになります。",
        "2か所にあると、直したほうと効いているほうが違ってしまうためです。",
    ),
    "config-unknown-round": CatalogEntry(
        "error",
        "「{value}」という回はありません。{hint}",
        "シート「回」の「回の名前」（config.toml に書いた回なら、その name）のとおりに直してください。",
        "資料と公表ページは、どの回から作るかを、回の名前で選びます。",
    ),
    "config-value-blank": CatalogEntry(
        "error",
        "{key}が空欄です。",
        "{expected}を書いてください。",
    ),
    "config-word-blank": CatalogEntry(
        "error",
        "{key}が空欄です。",
        "呼び名を書いてください。使わないなら（部のない組織の division など）、その行を消してください。",
        "呼び名のうち、取組の名前（work）のほかは、空にはできません。行がなければ、区、部、部署と書きます。",
    ),
    "config-bad-value": CatalogEntry(
        "error",
        "{key}の値「{value}」を読み取れません。",
        "{expected}を書いてください。",
    ),
    "config-bad-name": CatalogEntry(
        "error",
        "{key}の「{value}」は、ファイルやフォルダの名前に使えません。",
        '\\ / : * ? " < > | と改行などを使わず、「.」で終わらない名前にしてください（CON など Windows が使う名前も避けます）。',
    ),
    "config-bad-folder": CatalogEntry(
        "error",
        "{key}の「{value}」は、フォルダの場所として読み取れません。",
        "\\ を含む場所は、'C:\\共有\\inbox' のように ' ' で囲むか、C:/共有/inbox のように / で書いてください。",
    ),
    "config-duplicate-round": CatalogEntry(
        "error",
        "{key}が、ほかの回の名前と同じです（大文字と小文字、全角と半角、空白の違いは、同じとみなします）。",
        "回ごとに違う名前を付けてください。",
    ),
    "config-confirmation-name": CatalogEntry(
        "error",
        "{key}の終わりの「{suffix}」は、部長が確認する用紙の回の名前に、プログラムが付けるものです。",
        '「{suffix}」の付かない名前にしてください。部長の確認を求めるときは、確認する回に confirmation = "部長確認" と書きます。',
    ),
    "config-duplicate-paper": CatalogEntry(
        "error",
        "{key}が、同じ回のほかの資料の名前と同じです（大文字と小文字、全角と半角、空白の違いは、同じとみなします）。",
        "同じファイルに書くことになりますので、資料ごとに違う名前を付けてください。",
    ),
    "config-duplicate-page": CatalogEntry(
        "error",
        "{key}が、同じ回のほかの公表ページの名前と同じです（大文字と小文字、全角と半角、空白の違いは、同じとみなします）。",
        "同じフォルダに書くことになりますので、ページごとに違う名前を付けてください。",
    ),
    "config-era-missing": CatalogEntry(
        "error",
        "元号の表（eras）に、{day} の元号がありません。",
        "config.toml の [[eras]] に、その日より前に始まる元号（name、letter、start）を加えてください。",
    ),
    "config-duplicate-era": CatalogEntry(
        "error",
        "{key}の「{value}」が、ほかの元号と同じです。",
        "元号ごとに違う name、letter、start にしてください。重複した [[eras]] が不要であれば消してください。",
    ),
    "config-folders-overlap": CatalogEntry(
        "error",
        "{key}の「{value}」が、{other}と重なっています。",
        "inbox、outbox、state は、たがいの中にない、別々のフォルダにしてください。",
    ),
    "config-due-before-opening": CatalogEntry(
        "error",
        "{key}（提出期限）が、{opens}より前です。",
        "日付を確かめて直してください。",
    ),
    "config-form-missing": CatalogEntry(
        "error",
        "回「{round}」の様式「{form}」のひな形が {folder} にありません。{hint}",
        "rounds の {setting} を直すか、ひな形「{form}.xlsx」を置いてください。",
    ),
    "config-unknown-department": CatalogEntry(
        "error",
        "回「{round}」の部署「{value}」は、マスタ.xlsx のシート「部署」にありません。{hint}",
        "部署コード、課名か種別に直してください。全ての部署に配る回なら、departments の行を消してください。",
    ),
    "config-unknown-ward": CatalogEntry(
        "error",
        "[hand_up] に書いた区「{value}」は、マスタ.xlsx のシート「区」「組織」にありません。{hint}",
        "区名か区コードをマスタのとおりに直してください。",
    ),
    "config-ward-twice": CatalogEntry(
        "error",
        "[[hand_up.wards]] に「{value}」が2回あります。",
        "どちらかを消してください。合言葉（secret）が違うときは、区と同じほうを残します。",
    ),
    "config-secret-short": CatalogEntry(
        "error",
        "市への提出の合言葉（{key}）が短すぎます。",
        "{shortest}字以上にし、市と区の config.toml で揃えてください。使わないなら、secret の行を消してください。",
        "短い合言葉は当てられるため、その区が出したことの証しになりません。",
    ),
    "config-secret-shared": CatalogEntry(
        "error",
        "[[hand_up.wards]] の「{value}」の合言葉が、ほかの区と同じです。",
        "区ごとに別の合言葉にし、その区の config.toml と揃えてください。",
        "同じ合言葉を使うと、区がほかの区の名前で提出できます。",
    ),
    "config-unknown-level": CatalogEntry(
        "error",
        "回「{round}」の階層「{value}」の単位は、マスタ.xlsx のシート「区」「組織」にありません。{hint}",
        "シート「組織」の「階層」の言葉（区なら 区）に直すか、「組織」にその単位を登録してください。",
    ),
    "config-level-empty": CatalogEntry(
        "error",
        "回「{round}」を配る先がありません。階層「{value}」の単位に、部署が登録されていません。",
        "マスタ.xlsx のシート「部署」に、その単位のコードを「区コード」に書いた部署を加えるか、level を直してください。",
    ),
    "config-paper-missing": CatalogEntry(
        "error",
        "回「{round}」の資料のひな形「{template}」が {folder} にありません。{hint}",
        "papers の template を直すか、ひな形を置いてください。",
    ),
    "paper-each-unknown-list": CatalogEntry(
        "error",
        "回「{round}」の資料「{paper}」の each にある「{value}」という一覧が、マスタ.xlsx にも 決定.xlsx にもありません。{hint}",
        "each を、一覧の名前か、「部署」「部」に直してください。",
        "資料を1行に1つずつ作るとき（each）の、一覧の名前が違っています。",
    ),
    "paper-rows-unread": CatalogEntry(
        "error",
        "回「{round}」の資料「{paper}」の rows「{value}」を読み取れません。{reason}",
        "rows を「決定 = 推薦する」のように、each の一覧の見出しを使って書いてください。",
        "資料を1行に1つずつ作るとき（each）の、行の条件が読み取れません。",
    ),
    "config-page-missing": CatalogEntry(
        "error",
        "回「{round}」の公表ページのひな形「{template}」が {folder} にありません。{hint}",
        "pages の template を直すか、ひな形を置いてください。",
    ),
    "config-letter-missing": CatalogEntry(
        "warning",
        "通知のひな形「{template}」が {folder} にないので、それを使う通知は作りません。",
        'ひな形を置くか、作らない通知であれば、{key}を "" にしてください。備え付けのひな形は、kusei init で別のフォルダに作ると写せます。',
        "通知には、Wordのひな形（.docx）と、メールなどに貼り付ける文のひな形（.txt）があります。",
    ),
    "config-sample-kept": CatalogEntry(
        "warning",
        "{key}が、見本のままです（「{value}」）。",
        "様式や公表ページにそのまま出ます。自分の市の提出先や問合せ先に直してください。",
    ),
    "config-word-not-level": CatalogEntry(
        "warning",
        "config.toml の{key}は「{value}」ですが、マスタのシート「{list}」の「{heading}」には「{levels}」と書かれています。",
        "どちらかを直し、同じ言葉にしてください。集計ブックの見出しは config.toml の言葉で、資料の見出しはマスタの言葉で書かれます。",
    ),
    "config-nowhere-to-turn": CatalogEntry(
        "warning",
        "{key}が空欄です。配る様式の「提出先」「問合せ先」が空欄になります。",
        "部署がどこに出し、だれに尋ねればよいかを書いてください。",
    ),
    "submit-to-without-place": CatalogEntry(
        "warning",
        "提出先の「{value}」に、ファイルを入れる所がありません。様式と通知にこのまま出るので、部署はどのフォルダに入れるか分かりません。",
        "「{value}（共有フォルダ「受付」の自分の{section}）」のように、入れる所も書いてください。",
    ),
}
