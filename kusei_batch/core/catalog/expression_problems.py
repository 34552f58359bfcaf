"""Problems of 条件, 式 and 検査 in a template."""

from __future__ import annotations

from kusei_batch.core.catalog.entry import CatalogEntry

MESSAGES: dict[str, CatalogEntry] = {
    "condition-missing": CatalogEntry(
        "error",
        "必須が「条件」なのに、条件が書かれていません。",
        "「達成度 = 一部達成|未達成」のように条件を書くか、必須を「必須」か「任意」に変えてください。",
    ),
    "condition-unused": CatalogEntry(
        "warning",
        "条件が書かれていますが、必須が「{value}」なので使われません。",
        "条件を使うなら必須を「条件」に変え、使わないなら条件を消してください。",
    ),
    "expression-malformed": CatalogEntry(
        "error",
        "{heading}「{value}」を読み取れません。{reason}。",
        "「達成度 = 一部達成|未達成」「実績値 < 目標値 かつ 理由 = 空欄」「四捨五入(満足 ÷ 回収数 × 100、1)」のような形に直してください。空白や記号を含む値は「」で囲みます。",
    ),
    "expression-unknown-item": CatalogEntry(
        "error",
        "{heading}にある項目「{name}」が見当たりません。{hint}",
        "同じ表の項目か、表の外の項目の名前を書いてください。",
    ),
    "expression-unknown-value": CatalogEntry(
        "error",
        "{heading}にある値「{value}」は、項目「{name}」の選択肢にありません。{hint}",
        "「_選択肢」の値と同じ書き方に直してください。",
    ),
    "expression-name-is-choice": CatalogEntry(
        "error",
        "{heading}にある「{name}」は、項目の名前でもあり、項目「{owner}」の選択肢でもあります。",
        "選択肢のつもりなら「{name}」とかぎ括弧で囲み、項目のつもりなら項目の名前を変えてください。",
    ),
    "expression-mixed": CatalogEntry(
        "error",
        "{heading}で、型が「{type}」の項目「{name}」を、文字「{value}」と比べています。これが成り立つことはありません。",
        "数や日付と比べるか、項目の名前の書き間違いでないか確かめてください。",
    ),
    "rows-item-without-cell": CatalogEntry(
        "error",
        "「{name}」の欄が様式にないので、表の行をまたいで計算できません。",
        "レイアウトに {{{{{name}}}}} を置くか、欄のある項目を使う式に直してください。",
    ),
    "rows-of-unequal-height": CatalogEntry(
        "error",
        "「{names}」は、1件の行数が違うシートに分かれているので、一つの式で一緒に計算できません。",
        "同じシートの項目だけを使う式に直すか、項目を同じシートに移してください。",
    ),
    "expression-no-number": CatalogEntry(
        "error",
        "{heading}で、型が「{type}」の項目「{name}」を、数や日付として使っています。",
        "型が整数、数値、日付の項目を使うか、「=」「≠」で比べてください。",
    ),
    "formula-missing": CatalogEntry(
        "error",
        "区分が「計算」なのに、式が書かれていません。",
        "「満足 + やや満足」のように、ほかの項目から求める式を書いてください。",
    ),
    "formula-unused": CatalogEntry(
        "warning",
        "式が書かれていますが、区分が「{value}」なので使われません。",
        "式を使うなら区分を「計算」に変え、使わないなら式を消してください。",
    ),
    "formula-bad-type": CatalogEntry(
        "error",
        "計算の項目の型を「{type}」にはできません。",
        "型を 整数、数値、日付、文字、選択 のどれかに変えてください。",
    ),
    "formula-circular": CatalogEntry(
        "error",
        "式が、めぐりめぐって自分自身を使っています（{path}）。",
        "どれか一つの式を、ほかの計算の項目を使わない形に直してください。",
    ),
    "formula-not-of-type": CatalogEntry(
        "error",
        "型が「{type}」なのに、式の結果が文字になることがあります。",
        "型を文字か選択に変えるか、結果が{type}になる式に直してください。",
    ),
    "condition-on-itself": CatalogEntry(
        "error",
        "条件が、その項目自身を指しています。",
        "ほかの項目の値で決まる条件に直してください。",
    ),
    "check-incomplete": CatalogEntry(
        "error",
        "検査の「{heading}」が空欄です。",
        "「{heading}」を書くか、使わない検査ならその行を消してください。",
    ),
    "check-twice": CatalogEntry(
        "error",
        "検査「{name}」が二度定義されています（初めは{first}）。",
        "どちらかを消すか、別の検査なら名前を変えてください。",
    ),
    "check-unknown-table": CatalogEntry(
        "error",
        "検査にある表「{name}」が見当たりません。{hint}",
        "「_項目」の表の名前と同じに直してください。表の外の項目を検査するなら空欄にします。",
    ),
    "check-unknown-item": CatalogEntry(
        "error",
        "検査の「{heading}」にある項目「{name}」が見当たりません。{hint}",
        "検査する表の項目か、表の外の項目の名前を書いてください。",
    ),
    "check-without-cell": CatalogEntry(
        "error",
        "検査の「項目」にある「{name}」は、様式にセルがありません。",
        "指摘を示すセルのある項目の名前を書いてください。",
    ),
    "check-reason-not-entry": CatalogEntry(
        "error",
        "検査の理由欄「{name}」は、部署が記入する項目ではありません。",
        "区分が「記入」の項目の名前を書いてください。",
    ),
}
