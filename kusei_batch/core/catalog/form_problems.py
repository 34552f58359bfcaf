"""Problems of 様式のひな形: what a coordinator who works in Excel reads about the file and its definition sheets."""

from __future__ import annotations

from kusei_batch.core.catalog.entry import CatalogEntry

MESSAGES: dict[str, CatalogEntry] = {
    "confirmation-form-lacks": CatalogEntry(
        "error",
        "様式「{form}」には、部長が確認するための欄がありません。行の元が「マスタ.{list}」の表に、選択肢「{choice}」のある記入欄「{answer}」が要ります。",
        "_設定 の行の元と、_項目 の「{answer}」の選択肢を直してください。添付の「部長確認.xlsx」が見本です。",
    ),
    "version-unchanged": CatalogEntry(
        "error",
        "様式「{form}」は版「{version}」で発行済みですが、そのあとでひな形が変わっています。",
        "シート「_設定」の「版」を新しい版（たとえば {version}.1）にしてから発行してください。発行済みの様式は、もとの版のまま受け付けます。",
    ),
    "form-file-missing": CatalogEntry(
        "error",
        "様式のひな形のファイルが「{folder}」にありません。",
        "ファイル名とフォルダを確かめるか、kusei form new でひな形を作ってください。",
    ),
    "template-not-opened": CatalogEntry(
        "error",
        "ひな形を開けませんでした（{reason}）。",
        "ファイルの場所と読取り権限を確かめ、Excelで開いたままなら閉じてから、もう一度実行してください。",
    ),
    "template-strict": CatalogEntry(
        "error",
        "ひな形が「Strict Open XML スプレッドシート」の形式で保存されているので、使えません。",
        "Excelで開き、「名前を付けて保存」でファイルの種類を「Excel ブック (*.xlsx)」（Strict と書かれていないもの）にして、同じ名前で保存し直してください。",
        "見た目も拡張子も普通のブックと同じですが、中の書き方が違います。",
    ),
    "template-unreadable": CatalogEntry(
        "error",
        "ひな形をExcelブックとして読めません（{reason}）。",
        "Excelで開けるか確かめ、「Excel ブック (*.xlsx)」の形式、パスワードなしで保存し直してください。",
    ),
    "definition-sheet-missing": CatalogEntry(
        "error",
        "定義シート「{name}」がありません。{hint}",
        "シートの名前を「{name}」に直すか、kusei form new で作ったひな形から「{name}」シートを写してください。",
    ),
    "definition-sheet-misspelt": CatalogEntry(
        "warning",
        "「{name}」という定義シートは読みません。もしかして「{near}」ではありませんか。",
        "「{near}」のつもりなら、シートの名前を直してください。覚え書きのシートなら、このままで構いません。",
    ),
    "definition-heading-missing": CatalogEntry(
        "error",
        "見出し「{heading}」の列がありません。",
        "1行目に「{heading}」という見出しを書いてください。列の順序は自由です。",
    ),
    "definition-heading-misspelt": CatalogEntry(
        "error",
        "「{heading}」という見出しは読みません。もしかして「{near}」ではありませんか。",
        "1行目の見出しを「{near}」に直してください。別の用途の列なら、紛れない名前に変えてください。",
    ),
    "definition-heading-unknown": CatalogEntry(
        "info",
        "「{heading}」という見出しの列は読みません。",
        "覚え書きの列なら、このままで構いません。",
    ),
    "definition-heading-twice": CatalogEntry(
        "error",
        "見出し「{heading}」の列が二つ以上あります。",
        "どちらか一方の列を消してください。",
    ),
    "definition-formula": CatalogEntry(
        "error",
        "「{heading}」に数式が入っています。定義シートの値は数式では読めません。",
        "セルをコピーし、「値の貼り付け」で数式を値に置き換えてください。",
    ),
    "definition-shown-otherwise": CatalogEntry(
        "error",
        "「{heading}」には「{shown}」と表示されていますが、セルに入っている数は {value} です。",
        "表示形式を「標準」（文字にするものは「文字列」）にして、表示したいとおりに入力し直してください。",
        "表示形式が数を丸めたり、千で割ったり、隠したりしています。どちらを使うのかが決まりません。",
    ),
    "items-empty": CatalogEntry(
        "error",
        "項目が一つも定義されていません。",
        "1行に1項目ずつ、項目名・区分・型を書いてください。",
    ),
    "item-without-name": CatalogEntry(
        "error",
        "項目名が空欄の行があります。",
        "項目名を書くか、使わない行なら行ごと消してください。",
    ),
    "item-bad-name": CatalogEntry(
        "error",
        "「{name}」は名前に使えません（{{ }} . | = ≠ 、 と改行は、様式の書き方の記号として使うためです）。",
        "これらの記号を使わない名前に変え、レイアウトの {{{{…}}}} も同じ名前に直してください。",
    ),
    "continued-from-nothing": CatalogEntry(
        "error",
        "続きの元「{name}」は、同じ表の、型が文字か長文のほかの項目ではありません。{hint}",
        "「→」と書いたときに文を続ける、前の年度の項目の名前を書いてください。",
    ),
    "item-named-as-year": CatalogEntry(
        "error",
        "表の外の項目に「{name}」という名前は使えません（{{{{{name}}}}} は、様式の年度から数えた年度や日を印字するためです）。",
        "「{name}の目標」のように、何を書く欄かが分かる名前に変え、レイアウトの目印も同じ名前に直してください。",
    ),
    "item-twice": CatalogEntry(
        "error",
        "項目「{name}」が二度定義されています（初めは{first}）。",
        "どちらかを消すか、別の項目なら名前を変えてください。",
    ),
    "item-word-missing": CatalogEntry(
        "error",
        "「{heading}」が空欄です。",
        "{known} のどれかを書いてください。",
    ),
    "item-unknown-word": CatalogEntry(
        "error",
        "「{heading}」に「{value}」とは書けません。{hint}",
        "{known} のどれかを書いてください。",
    ),
    "choice-list-not-named": CatalogEntry(
        "error",
        "型が「{type}」なのに、選択肢の名前が書かれていません。",
        "「_選択肢」シートの選択肢名を書いてください。",
    ),
    "choice-list-unknown": CatalogEntry(
        "error",
        "選択肢「{name}」が「_選択肢」シートにありません。{hint}",
        "選択肢名を直すか、「_選択肢」シートに「{name}」の行を加えてください。",
    ),
    "choice-list-empty": CatalogEntry(
        "error",
        "選択肢「{name}」に選べる値が一つもありません。値の元は、マスタの一覧「{list}」の今年度有効な行です。",
        'マスタ.xlsx のシート「{list}」に、この年度に使う行を書いてください。様式「{form}」を使わないなら、config.toml の、form = "{form}" の [[rounds]] を次の [[rounds]] の前まで、シート「回」ならその行を消してください。',
    ),
    "part-not-movable": CatalogEntry(
        "error",
        "シート「{sheet}」の{thing}は、表の行を増やすときに指す先を動かせないため、別の欄を書き換えるおそれがあります。",
        "シートから取り除いてください。チェックボックスなら、［開発］の「フォームコントロール」のものに替えられます。",
        "表の行が増えると、その下の欄は下へ移ります。移った先を指し直せない部品のある様式は配れません。",
    ),
    "choice-list-becomes-range": CatalogEntry(
        "info",
        "選択肢「{name}」は合わせて{length}文字あり、Excelの入力規則に直接書ける255文字を超えるため、自動で隠しシートの一覧にします。",
        "直す必要はありません。",
    ),
    "choice-incomplete": CatalogEntry(
        "error",
        "選択肢名か値が空欄です。",
        "両方を書くか、使わない行なら行ごと消してください。",
    ),
    "definition-column-unheaded": CatalogEntry(
        "warning",
        "{column}列には見出しがないので、{cell}から下に書かれていることは読んでいません。",
        "決まりとして書いたものなら、1行目に見出しを入れてください。控えなら、見出しを「備考」としてください。",
    ),
    "definition-looks-gone": CatalogEntry(
        "warning",
        "{cell}は、取り消し線が引かれているか、文字が背景と同じ色か小さすぎて見えませんが、いまも効いています。",
        "なくすものは行ごと削除し、残すものは取り消し線や文字の色を元に戻してください。",
    ),
    "choice-twice": CatalogEntry(
        "error",
        "選択肢「{name}」に「{value}」が二度あります（全角・半角、大文字・小文字と空白の違いは同じとみなします）。",
        "どちらかの行を消すか、違いの分かる値に変えてください。マスタから取り込む値なら、マスタの重複を直してください。",
    ),
    "choice-alias-ambiguous": CatalogEntry(
        "error",
        "別名「{alias}」が、「{one}」と「{two}」の両方を指しています。",
        "どちらか一方だけの別名にしてください。",
    ),
    "choice-unknown-master": CatalogEntry(
        "error",
        "マスタに「{name}」という一覧はありません。{hint}",
        "{{{{マスタのシート名.見出し}}}} の形で、マスタ.xlsx にあるシートの名前を書いてください。",
    ),
    "choice-unknown-column": CatalogEntry(
        "error",
        "マスタの「{master}」に「{column}」という列はありません。",
        "{{{{{master}.見出し}}}} の形で書いてください。使える見出し：{known}",
    ),
    "choice-two-masters": CatalogEntry(
        "error",
        "一つの値に二つ以上の一覧（{names}）が書かれています。",
        "一つの値には、一つの一覧の列だけを書いてください。",
    ),
    "choice-master-empty": CatalogEntry(
        "info",
        "マスタの「{master}」に今年度有効な行がないため、この行からは選択肢ができません。",
        "使う一覧なら、マスタ.xlsx の「{master}」に書いてください。使わないなら、このままでかまいません。",
    ),
    "bound-malformed": CatalogEntry(
        "error",
        "「{heading}」の「{value}」を{expected}として読み取れません。",
        "{expected}だけを書いてください（日付は 2026/4/1、令和8年4月1日、R8.4.1 のどの形でも読めます）。単位は「単位」の列に書きます。",
    ),
    "bounds-reversed": CatalogEntry(
        "error",
        "最小（{minimum}）が最大（{maximum}）より大きくなっています。",
        "最小と最大を確かめて直してください。",
    ),
    "length-malformed": CatalogEntry(
        "error",
        "最大文字数の「{value}」を文字数として読み取れません。",
        "1から32767までの整数だけを書いてください。",
    ),
    "error-text-too-long": CatalogEntry(
        "error",
        "エラー文が{length}文字あります。Excelの入力規則には225文字までしか入りません。",
        "225文字までに縮めてください。詳しいことは「説明」に書けます。",
    ),
    "help-too-long": CatalogEntry(
        "warning",
        "説明が{length}文字あります。セルを選んだときの案内には255文字までしか出ません（記入要領シートには全文が出ます）。",
        "大切なことを先に書くか、255文字までに縮めてください。",
    ),
    "rule-unused": CatalogEntry(
        "warning",
        "型が「{type}」の項目では「{heading}」は使われません。",
        "型を確かめるか、「{heading}」を空欄にしてください。",
    ),
    "unit-mixed": CatalogEntry(
        "error",
        "単位「{value}」に、項目の目印とほかの文字が混じっています。",
        "「％」のような言葉か、「{{{{単位}}}}」のような目印一つだけを書いてください。",
    ),
    "unit-unknown-item": CatalogEntry(
        "error",
        "単位の書いてある項目「{name}」が、同じ表にありません。{hint}",
        "同じ表の、単位を書く項目の名前に直してください（この項目そのものは使えません）。",
    ),
    "unit-not-words": CatalogEntry(
        "error",
        "項目「{name}」には、単位の言葉が入りません。",
        "型が「文字」か「選択」の、「記入」「引継」「前回値」の項目の名前に直してください。",
    ),
    "setting-without-name": CatalogEntry(
        "error",
        "設定名が空欄の行があります。",
        "設定名を書くか、使わない行なら行ごと消してください。",
    ),
    "setting-unknown": CatalogEntry(
        "error",
        "「{name}」という設定はありません。{hint}",
        "設定名のつづりと、表の名前を確かめて直してください。",
    ),
    "setting-twice": CatalogEntry(
        "error",
        "設定「{name}」が二度書かれています（初めは{first}）。",
        "どちらかの行を消してください。",
    ),
    "setting-missing": CatalogEntry(
        "error",
        "設定「{name}」が書かれていません。",
        "「_設定」シートに「{name}」の行を作り、値を書いてください。",
    ),
    "setting-unknown-item": CatalogEntry(
        "error",
        "設定「{key}」にある項目「{name}」が見当たりません。{hint}",
        "「_項目」にある項目名を書いてください。二つ以上は「、」で区切ります。",
    ),
    "setting-bad-color": CatalogEntry(
        "error",
        "記入欄の色「{value}」を読み取れません。",
        "FFF8DC のように、色の番号を6桁（0～9とA～F）で書いてください。",
    ),
    "form-id-unusable": CatalogEntry(
        "error",
        "様式ID「{value}」はファイル名に使えません。",
        '\\ / : * ? " < > | と、前後の「.」や空白を使わない名前にしてください。',
    ),
    "nothing-item-not-yes-no": CatalogEntry(
        "error",
        "該当なし項目「{name}」が、記入する「はい・いいえ」の項目ではありません。",
        "「_項目」でその項目の区分を「記入」、型を「はい・いいえ」にするか、別の項目を書いてください。",
    ),
    "table-without-rows": CatalogEntry(
        "error",
        "表「{table}」の行数が決められていません。",
        "「_設定」シートに「{table}.最大行数」の行を作り、用意する行の数を書いてください。",
    ),
    "table-rows-malformed": CatalogEntry(
        "error",
        "「{name}」の「{value}」を行数として読み取れません。",
        "{most}までの整数だけを書いてください（0にできるのは最小行数だけです）。",
    ),
    "table-rows-reversed": CatalogEntry(
        "error",
        "「{smaller}」（{low}行）が「{larger}」（{high}行）より大きくなっています。",
        "最小行数 ≦ 目安行数 ≦ 最大行数、印刷行数 ≦ 最大行数 となるように直してください。",
    ),
}
