"""Problems of 資料のひな形."""

from __future__ import annotations

from kusei_batch.core.catalog.entry import CatalogEntry

MESSAGES: dict[str, CatalogEntry] = {
    "paper-missing": CatalogEntry(
        "error",
        "資料のひな形「{file}」が見つかりません。",
        "templates_docx フォルダに、この名前のWordファイルを置いてください。",
        "設定に書かれたひな形のファイルが、フォルダにないときに出ます。",
    ),
    "paper-unreadable": CatalogEntry(
        "error",
        "資料のひな形「{file}」をWord文書として開けませんでした。",
        "Wordで開けることを確かめ、「Word文書（.docx）」の形式で保存し直してください。",
        "Word文書でないファイル、古い形式（.doc）、パスワードの付いた文書、壊れた文書のときに出ます。",
    ),
    "paper-tracked-changes": CatalogEntry(
        "warning",
        "ひな形「{file}」に、Wordの変更履歴が残っています。全て承諾したものとして資料を作ります。",
        "Wordで開き、「校閲」の「承諾」か「元に戻す」で、変更履歴をなくして保存してください。",
        "消した文の中の目印は、ないものとして読みます。",
    ),
    "letter-unreadable": CatalogEntry(
        "error",
        "通知のひな形「{file}」を文章として読めませんでした。",
        "メモ帳で開き、「名前を付けて保存」で文字コードを「UTF-8」にして保存し直してください。",
    ),
    "paper-never-ends": CatalogEntry(
        "error",
        "ひな形「{file}」は、差し込みを試しても{seconds}秒で終わりません。",
        "終わらない繰り返し（for の中の for など）がないか確かめてください。時間が足りないだけのときは、config.toml の [limits] の seconds_per_document を大きくします。",
        "ひな形の繰り返しが終わらないか、多すぎるときに出ます。夜間処理では、このひな形の資料だけができません。",
    ),
    "paper-not-tried": CatalogEntry(
        "error",
        "ひな形「{file}」の差し込みを試す途中で、メモリが足りなくなったか、異常終了しました。",
        "大きすぎる繰り返しがないか確かめてください。ひな形を前のものに戻すと、使えることがあります。",
        "ひな形を試し刷りできなかったときに出ます。夜間処理では、このひな形の資料だけができません。",
    ),
    "paper-tag-broken": CatalogEntry(
        "error",
        "資料のひな形「{file}」の{where}で、差し込みの書き方に誤りがあります（「{near}」の近く）。",
        "{hint}かっこと引用符が半角で対になっているか、繰り返しや条件に終わりの印（endfor、endif）があるかを確かめてください。",
        "二重の波かっこや、波かっことパーセントで囲んだ部分の書き方が読み取れないときに出ます。",
    ),
    "paper-text-lost": CatalogEntry(
        "error",
        "資料のひな形「{file}」の{where}では、「{name}」とともに「{text}」が印刷されません。",
        "{{%p …%}} と {{{{p …}}}} は、それだけの段落に書きます。{{%tr …%}} は、それだけの表の行に書きます。",
        "p や tr の印は、その段落や行ごと消えるためです。",
    ),
    "paper-row-tag-outside": CatalogEntry(
        "error",
        "資料のひな形「{file}」の{where}の「{name}」は、表の行の印ですが、表の外にあります。",
        "段落を繰り返すなら {{%p …%}} と書きます。行を繰り返すなら、表の中の、それだけの行に置いてください。",
        "tr の付いた印を、表の外の段落に書いたときに出ます。",
    ),
    "paper-no-number": CatalogEntry(
        "warning",
        "資料のひな形「{file}」の{where}が計算する「{name}」は、数の項目ではありません。数と読めない行は数えません。",
        "数の項目の名前に直してください。合っていれば、様式の「_項目」の型を数値か整数にします。",
        "合計、平均、最大、最小に、文字や選択の項目を渡したときに出ます。",
    ),
    "paper-table-in-line": CatalogEntry(
        "error",
        "資料のひな形「{file}」の{where}の表は、このままでは資料をWordで開けません。",
        "それだけの段落に、{{{{p 表(…) }}}} のように p を付けて書いてください。",
        "「表」を p のない差し込みに書いたときに出ます。表は、段落の中には入れられません。",
    ),
    "paper-brace-left": CatalogEntry(
        "warning",
        "資料のひな形「{file}」の{where}に、差し込みになっていない波かっこがあります（「{name}」）。このまま印刷されます。",
        "差し込みなら、半角の波かっこを2つずつ、{{{{ と }}}} のように対で書いてください。",
        "波かっこが全角か、一つずつしかないときに出ます。",
    ),
    "paper-block-apart": CatalogEntry(
        "error",
        "資料のひな形「{file}」の{where}の「{name}」が、別の欄（tr では別の表）で終わっています。",
        "表の行を繰り返すときは {{%tr …%}} を使い、始めと終わりを同じ表に置いてください。{{%p …%}} は、始めと終わりを同じ欄に置きます。",
        "p の繰り返しや条件が表の欄をまたぐと、Wordで開けない資料になるためです。",
    ),
    "paper-unknown-name": CatalogEntry(
        "error",
        "資料のひな形「{file}」の{where}にある「{name}」という名前は使えません。",
        "名前の書き間違いがないか確かめてください。{hint}使える名前は「資料のひな形の直し方」の表にあります。",
        "ひな形の差し込みに、定められていない名前が書かれているときに出ます。",
    ),
    "paper-unknown-part": CatalogEntry(
        "error",
        "資料のひな形「{file}」の{where}にある「{name}」は使えません。{owner} に、その名前のものはありません。",
        "名前の書き間違いがないか確かめてください。{hint}",
        "「.」の後に続けた名前が、その一覧や記録や集計にないときに出ます。",
    ),
    "paper-unknown-table": CatalogEntry(
        "error",
        "資料のひな形「{file}」の{where}が求めている表「{name}」は、様式「{form}」にありません。",
        "様式の「_項目」シートにある表の名前に直してください。{hint}",
        "「記録」や「選ぶ」に渡した表の名前が、様式にないときに出ます。",
    ),
    "paper-unknown-field": CatalogEntry(
        "error",
        "資料のひな形「{file}」の{where}が求めている項目「{name}」は、様式「{form}」の表「{table}」にありません。",
        "様式の「_項目」シートにある項目の名前に直してください。{hint}",
        "「選ぶ」に渡した項目の名前が、様式にないときに出ます。",
    ),
    "paper-unknown-choice": CatalogEntry(
        "warning",
        "資料のひな形「{file}」の{where}で選ぶことになっている値「{name}」は、項目「{of}」の選択肢にありません。",
        "様式の「_選択肢」シートにある値に直してください。{hint}",
        "「選ぶ」に渡した値が選択肢にないため、思ったとおりに選ばれないおそれがあるときに出ます。",
    ),
    "paper-unknown-totals": CatalogEntry(
        "error",
        "資料のひな形「{file}」の{where}が求めている{kind}「{name}」は、様式「{form}」の「_集計」シートにありません。",
        "「_集計」シートのシート名（または見出し）に直すか、「_集計」シートに行を加えてください。{hint}",
        "「一覧」「集計」「図」「推移」に渡した名前が、様式の「_集計」シートにないときに出ます。",
    ),
    "paper-reference-lost": CatalogEntry(
        "error",
        "資料のひな形「{file}」の{where}にある「参照」が指す{series}「{name}」の番号が、この文書にありません。",
        '番号を付けるところに、番号("{series}", "{name}") と書いてください。条件で出ない場所を指すときは、参照も同じ条件の中に書きます。{hint}',
        "「参照」が指す名前の「番号」がひな形にないときと、あっても条件のために出なかったときに出ます。",
    ),
    "paper-typed-number": CatalogEntry(
        "warning",
        "資料のひな形「{file}」の{where}が指している「{name}」が、この文書に見当たりません。",
        "見出しの番号を確かめてください。章や表の番号は「番号」、それを指す番号は「参照」と書くと、章や表を移しても食い違いません。",
        "「第6の2のとおり」のように手で書いた番号の見出しがないときに出ます。",
    ),
    "paper-typed-beside-numbered": CatalogEntry(
        "warning",
        "資料のひな形「{file}」の{where}に、手で書いた番号「{name}」があります。この文書の{series}の番号は「番号」で付けているので、食い違うことがあります。",
        '番号を付けるところは 番号("{series}", "名前")、それを指すところは 参照("{series}", "名前") と書いてください。',
        "「番号」で付けた番号を、手で書いた数字で指しているときに出ます。",
    ),
    "paper-unknown-column": CatalogEntry(
        "error",
        "資料のひな形「{file}」の{where}が求めている列「{name}」は、一覧「{list}」にありません。",
        "一覧の見出しに直すか、様式の「_集計」シートに列を加えてください。{hint}",
        "「表」の 列 や 小計 に書いた名前が、一覧の見出しにないときに出ます。",
    ),
    "paper-nothing-summed": CatalogEntry(
        "error",
        "資料のひな形「{file}」の{where}は「小計」を求めていますが、一覧「{name}」に計のある列がありません。",
        "様式の「_集計」シートで、足し上げる列の「値」に 合計:項目 と書いてください。",
        "計を求めない一覧の表に「小計」を付けたときに出ます。",
    ),
    "paper-unknown-list": CatalogEntry(
        "error",
        "資料のひな形「{file}」の{where}が求めている「{name}」というシートは、{book}.xlsx にありません。",
        "{book}.xlsx のシートの名前に直してください。{hint}",
        "「マスタ」や「決定」に渡した名前のシートがないときに出ます。",
    ),
    "paper-decisions-lack-column": CatalogEntry(
        "error",
        "資料のひな形「{file}」の{where}が求めている 決定.xlsx のシート「{name}」には、「{column}」の列がありません。",
        "「年度=…」は「年度」の列、「未完了=True」は「状況」の列（マスタ.xlsx の「_決定」に完了の条件があるシート）のあるときに使えます。"
        "なければ消してください。",
        "「決定」に付けた「年度」か「未完了」が、そのシートでは選べないときに出ます。",
    ),
    "paper-bad-condition": CatalogEntry(
        "error",
        "資料のひな形「{file}」の{where}にある条件「{name}」を読み取れません（{reason}）。",
        "「達成度 ≠ 達成」「実績値 < 目標値」のように書いてください。「資料のひな形の直し方」に例があります。",
        "「選ぶ」に渡した条件が、式として読み取れないときに出ます。",
    ),
    "paper-unknown-round": CatalogEntry(
        "error",
        "資料のひな形「{file}」の{where}が求めている回「{name}」は、config.toml にありません。",
        "config.toml の [[rounds]] にある回の名前に直してください。{hint}",
        "「回」や「前年度」に渡した回の名前が、config.toml にないときに出ます。",
    ),
    "paper-round-absent": CatalogEntry(
        "info",
        "資料のひな形「{file}」の{where}が「任意」で求めている回「{name}」は、config.toml にありません。",
        "その回を行わない年度であれば、このままでかまいません。書き間違いなら、回の名前を直してください。{hint}",
        "「回」や「前年度」に 任意=True を付けて渡した回の名前が、config.toml にないときに出ます。その回は何も入っていない回として扱います。",
    ),
    "paper-round-doubtful": CatalogEntry(
        "warning",
        "資料のひな形「{file}」の{where}が「任意」で求めている回「{name}」は、config.toml にありません。書き間違いかもしれません。",
        "回の名前を確かめてください。{hint}その回を行わない年度であれば、このままでも資料は作れます。",
        "「回」や「前年度」に 任意=True を付けて渡した回の名前がなく、よく似た名前の回が config.toml にあるときに出ます。",
    ),
    "paper-round-unread": CatalogEntry(
        "warning",
        "資料のひな形「{file}」の{where}が求めている回「{name}」の様式に誤りがあるため、この資料を最後まで点検できませんでした。",
        "先に、その回の様式の誤りを直してから、もう一度点検してください。",
        "「回」や「前年度」に渡した回の様式が読み取れないときに出ます。",
    ),
    "paper-value-unusable": CatalogEntry(
        "error",
        "資料のひな形「{file}」の{where}の差し込みを計算できませんでした（{reason}）。",
        "名前の後のかっこの中に書いたものと、その順番を確かめてください。「資料のひな形の直し方」に例があります。",
        "差し込みに渡す値の数や種類が合わないときに出ます。",
    ),
    "page-missing": CatalogEntry(
        "error",
        "公表ページのひな形「{file}」が見つかりません。",
        "templates_html フォルダに、この名前のファイルを置いてください。{hint}",
        "設定に書かれたひな形や、ひな形の extends、from、include に書かれたファイルが、フォルダにないときに出ます。",
    ),
    "page-unreadable": CatalogEntry(
        "error",
        "公表ページのひな形「{file}」を読み取れませんでした。",
        "メモ帳などで開けることを確かめ、文字コードを UTF-8 にして保存し直してください。",
        "UTF-8 でない文字コードで保存されたときなどに出ます。",
    ),
    "page-unknown-column": CatalogEntry(
        "error",
        "公表ページのひな形「{file}」の columns にある「{name}」という項目は、様式「{form}」にありません。",
        "config.toml の columns を、様式の「_項目」シートにある項目の名前（表を示すときは「表.項目」）に直してください。{hint}",
        "公表する項目として書かれた名前が、様式にないときに出ます。",
    ),
    "page-bad-rows": CatalogEntry(
        "error",
        "公表ページのひな形「{file}」に載せる行の条件「{name}」（config.toml の rows）を読み取れません（{reason}）。",
        'config.toml の rows を「rows = "対応状況 = 対応済み"」のように、様式の項目の名前と選択肢で書いてください。{hint}',
        "公表ページに載せる行の条件が、式として読み取れないか、公表する表にない項目を見ているときに出ます。",
    ),
    "page-rows-elsewhere": CatalogEntry(
        "warning",
        "公表ページのひな形「{file}」に載せる行の条件「{name}」（config.toml の rows）を、表「{tables}」には当てはめられません。その表の行は、全て載ります。",
        "その表を公表しないなら、config.toml の columns から外してください。全て載せてよければ、そのままで構いません。",
        "公表する表が二つ以上あり、載せる行の条件が見ている項目の、ない表があるときに出ます。",
    ),
    "page-reason-hidden": CatalogEntry(
        "warning",
        "公表ページのひな形「{file}」では、様式の検査「{check}」に当てはまる行が出ても、その理由（項目「{reason}」）が公表されません。",
        "config.toml のこのページの columns に「{reason}」を加えてください。加えないまま当てはまる行が出ると、このページは公表しません。",
        "公表する項目だけで食い違いが見えるのに（達成としたのに目標値に届いていないなど）、それに答える理由の項目が公表する項目にないときに出ます。",
    ),
    "page-reason-needed": CatalogEntry(
        "error",
        "公表ページのひな形「{file}」で公表する行のうち{count}件は、様式の検査「{check}」に当てはまりますが、その理由（項目「{reason}」）が公表する項目にありません（{rows}）。",
        "食い違いだけが市民に見えないよう、このページは公表していません。config.toml のこのページの columns に「{reason}」を加えてください。",
        "達成としたのに実績値が目標値に届いていないなど、公表する項目だけで食い違いが見える行があり、それに答える理由が公表されないときに出ます。前に公表したページがあれば、そのまま残ります。",
    ),
}
