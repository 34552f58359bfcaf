"""Problems of form trial: what a changed definition means to what was handed in by an earlier one."""

from __future__ import annotations

from kusei_batch.core.catalog.entry import CatalogEntry

MESSAGES: dict[str, CatalogEntry] = {
    "trial-field-gone": CatalogEntry(
        "warning",
        "項目「{name}」は、直した様式にありません。これまでに記入された値は、直した様式では使われません。",
        "{hint}集計や資料、翌年度の様式で使っていないか確かめてください。",
        "様式を直すと、これまでの提出がどう判定されるかを調べたとき（`kusei form trial`）に出ます。",
    ),
    "trial-field-new": CatalogEntry(
        "info",
        "項目「{name}」は、これまでの様式にありません。これまでの提出では、空欄として調べました。",
        "必須にすると、これまでの提出は全て差戻しになります。部署が書けるものか確かめてください。",
        "`kusei form trial` に出ます。",
    ),
    "trial-not-read": CatalogEntry(
        "error",
        "原本の控えを読み取れないので、調べられませんでした。",
        "kusei verify で控えを点検し、バックアップから .kusei/archive を戻してください。",
        "`kusei form trial` に出ます。",
    ),
    "trial-not-kept-here": CatalogEntry(
        "info",
        "ほかの作業フォルダで受理したものや、取り込んだ一覧からのもの{count}件は、様式の原本がここにないので調べていません。",
        "区から提出されたものは、区の作業フォルダで同じように調べてください。",
        "`kusei form trial` に出ます。",
    ),
    "trial-department-gone": CatalogEntry(
        "info",
        "マスタにない部署の提出{count}件は、調べていません。",
        "調べるなら、マスタ.xlsx の「部署」に行を戻し、終了日を書いてください。",
        "`kusei form trial` に出ます。",
    ),
}
