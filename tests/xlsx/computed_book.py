"""A template whose table calculates."""

from __future__ import annotations

from tests.xlsx.template_book import ITEMS, TemplateBook


def computed_book() -> TemplateBook:
    """A table with two counts, their sum (shown), the share (nowhere), and a judgement of it (shown)."""
    made = TemplateBook()
    items = made.workbook["_項目"]
    items.cell(1, len(ITEMS) + 1, "式")
    for column, (name, shown) in enumerate(
        {"満足": True, "不満": True, "計": True, "割合": False, "判定": True}.items(), start=6
    ):
        if shown:
            made.layout.cell(4, column, name)
            made.layout.cell(5, column, f"{{{{目標.{name}}}}}")

    def add(**words):
        return made.add("_項目", 表="目標", **words)

    add(項目名="満足", 区分="記入", 型="整数")
    add(項目名="不満", 区分="記入", 型="整数")
    add(項目名="計", 区分="計算", 型="整数", 式="合計(満足、不満)")
    add(項目名="割合", 区分="計算", 型="数値", 式="四捨五入(満足 ÷ 計 × 100、1)")
    add(項目名="判定", 区分="計算", 型="文字", 式="もし(割合 ≧ 目標値、達成、未達)")
    return made
