"""Problems of `_集計`."""

from __future__ import annotations

from kusei_batch.core.catalog.entry import CatalogEntry

MESSAGES: dict[str, CatalogEntry] = {
    "totals-incomplete": CatalogEntry(
        "error",
        "「{heading}」が空欄です。",
        "「{heading}」を書いてください。",
    ),
    "totals-unknown-word": CatalogEntry(
        "error",
        "「{heading}」に「{value}」とは書けません。{hint}",
        "{known} のどれかを書いてください。",
    ),
    "totals-unknown-table": CatalogEntry(
        "error",
        "表「{name}」が「_項目」にありません。{hint}",
        "「_項目」の「表」にある名前を書いてください。表の外の項目だけを使うなら空欄にします。",
    ),
    "totals-unknown-item": CatalogEntry(
        "error",
        "「{name}」という項目はここでは使えません。{hint}",
        "その行の表の項目、表の外の項目、または 区名・部名・部署名（一覧では番号・行ID、クロス集計では年度も）を書いてください。",
    ),
    "totals-not-numeric": CatalogEntry(
        "error",
        "項目「{name}」は「{type}」なので、合計や平均、推移の数にできません。",
        "整数か数値の項目を書いてください。クロス集計では、値を「件数」にすることもできます。推移では、目標がなければ、選択の項目も使えます。",
    ),
    "totals-not-date": CatalogEntry(
        "error",
        "「{name}」は日付の項目ではないため、四半期や月に分けられません。",
        "型が日付の項目を書くか、「:四半期」「:月」を消してください。",
    ),
    "totals-same-axis": CatalogEntry(
        "error",
        "行と列の両方が、年度か回です（「{name}」）。",
        "どちらか一方を、ほかの項目にしてください。",
    ),
    "totals-bad-condition": CatalogEntry(
        "error",
        "条件「{value}」を読み取れません（{reason}）。",
        "「達成度 = 一部達成|未達成」「予算措置 ≠ 不要」「実績値 < 目標値」のように書いてください。全ての行を対象にするなら空欄にします。",
    ),
    "totals-bad-ratio": CatalogEntry(
        "error",
        "比率「{value}」を読み取れません（{reason}）。",
        "「比率:満足率」のように割り算をする計算の項目を書くか、「比率:満足 ÷ 回答数」のように分子と分母を書いてください。",
    ),
    "totals-of-rate": CatalogEntry(
        "warning",
        "「{name}」は率なので、{kind}を出しても全体の率になりません（回答の多い部署も少ない部署も同じ重さになります）。",
        "「比率:」の後に、割り算をする計算の項目か「分子 ÷ 分母」を書いてください。計どうしを割った、正しい率になります。"
        "分子と分母を集めていないなら、それぞれの項目を様式に加えてください。",
    ),
    "totals-of-mixed-units": CatalogEntry(
        "warning",
        "「{name}」の単位は行ごとに「{unit}」の欄にあるので、単位の違う行をまたぐ{kind}は「－」になります。",
        "単位のそろう行だけを「条件」で選ぶか、行や列に「{unit}」を使って、単位ごとに出してください。",
    ),
    "totals-two-conditions": CatalogEntry(
        "error",
        "一覧「{name}」に、前の行と違う条件が書かれています（前の行は「{first}」）。",
        "条件は、一覧の最初の行に一つだけ書いてください。別の条件の一覧は、別のシート名にします。",
    ),
    "totals-bad-width": CatalogEntry(
        "error",
        "幅「{value}」を読み取れません。",
        "列の幅を、Excelの「列の幅」と同じ数（255まで）で書いてください。",
    ),
    "totals-bad-sheet": CatalogEntry(
        "error",
        "「{name}」はシートの名前にできません（{reason}）。",
        "Excelで使えるシート名に変えてください。",
    ),
    "totals-mixed-sheet": CatalogEntry(
        "error",
        "シート「{name}」に、種類か表の違う行が混ざっています。",
        "一覧とクロス集計と推移と追跡、別の表の一覧は、それぞれ別のシート名にしてください。",
    ),
    "totals-not-followed": CatalogEntry(
        "error",
        "種類が「追跡」ですが、表「{table}」には追跡の決まりがありません。",
        "シート「_設定」に「{table}.追跡の条件」と「{table}.完了の条件」を書いてください。行を全て並べるなら、種類を「一覧」にします。",
    ),
}
