"""Templates in which a record takes several rows, as Japanese forms have them."""

from __future__ import annotations

from openpyxl.styles import Alignment

from tests.xlsx.template_book import TemplateBook


def _emptied() -> TemplateBook:
    """The usual template without its table's layout, its table three records long, two fields more."""
    made = TemplateBook()
    for row in made.layout["A4:E7"]:
        for cell in row:
            cell.value = None
    made.add("_項目", 項目名="理由", 表="目標", 区分="記入", 型="長文", 最大文字数=300)
    made.add("_項目", 項目名="備考", 表="目標", 区分="記入", 型="文字")
    return made


def _lay_out(made: TemplateBook, cells: dict[str, str], merged: tuple[str, ...]) -> TemplateBook:
    for address, text in cells.items():
        made.layout[address] = text
    for area in merged:
        made.layout.merge_cells(area)
    return made


def stacked() -> TemplateBook:
    """Two rows, under headings laid out as the record is; the number stands beside both."""
    cells = {
        "A4": "番号",
        "B4": "場面",
        "C4": "取組",
        "E4": "目標値",
        "B5": "期限",
        "C5": "理由",
        "E5": "備考",
        "A6": "{{目標.番号}}",
        "B6": "{{目標.場面}}",
        "C6": "{{目標.取組}}",
        "E6": "{{目標.目標値}}",
        "B7": "{{目標.期限}}",
        "C7": "{{目標.理由}}",
        "E7": "{{目標.備考}}",
        "A9": "該当なし",
        "B9": "{{該当なし}}",
    }
    return _lay_out(_emptied(), cells, ("A4:A5", "C4:D4", "C5:D5", "A6:A7", "C6:D6", "C7:D7"))


def labelled() -> TemplateBook:
    """Two rows, the second with labels of its own before what is written."""
    cells = {
        "A4": "番号",
        "B4": "場面",
        "C4": "取組",
        "E4": "目標値",
        "A5": "{{目標.番号}}",
        "B5": "{{目標.場面}}",
        "C5": "{{目標.取組}}",
        "E5": "{{目標.目標値}}",
        "B6": "理由",
        "C6": "{{目標.理由}}",
        "D6": "期限",
        "E6": "{{目標.期限}}",
        "F5": "{{目標.備考}}",
        "F4": "備考",
        "A8": "該当なし",
        "B8": "{{該当なし}}",
    }
    return _lay_out(_emptied(), cells, ("A5:A6", "C5:D5", "F5:F6"))


def three_rows() -> TemplateBook:
    """Three rows, the long text over two of them, below a title of one cell over all columns."""
    cells = {
        "A3": "目標の一覧",
        "A4": "番号",
        "B4": "場面",
        "C4": "取組",
        "E4": "期限など",
        "A5": "{{目標.番号}}",
        "B5": "{{目標.場面}}",
        "C5": "{{目標.取組}}",
        "E5": "{{目標.期限}}",
        "E6": "{{目標.目標値}}",
        "B7": "理由",
        "C7": "{{目標.理由}}",
        "E7": "{{目標.備考}}",
        "A9": "該当なし",
        "B9": "{{該当なし}}",
    }
    return _lay_out(_emptied(), cells, ("A3:E3", "A5:A7", "B5:B6", "C5:D6", "C7:D7"))


def unmarked() -> TemplateBook:
    """Two rows that show nothing by which a record would be known."""
    made = stacked()
    for address in ("A4", "A6"):
        made.layout[address] = None
    items = made.workbook["_項目"]
    items.delete_rows(next(row[0].row for row in items.iter_rows() if row[0].value == "番号"))
    return made


def listed() -> TemplateBook:
    """Two rows, those of a list of the master and no others, known by their 行ID in a hidden column."""
    made = labelled()
    made.layout.column_dimensions["A"].hidden = True
    made.layout["A5"].alignment = Alignment(wrap_text=True)
    for address, text in {"A4": "行ID", "A5": "{{目標.行ID}}", "G4": "基準", "G5": "{{目標.基準文}}"}.items():
        made.layout[address] = text
    made.layout.merge_cells("G5:G6")
    made.set("_項目", "番号", "項目名", "行ID")
    made.set("_項目", "行ID", "型", "文字")
    made.add("_項目", 項目名="基準文", 表="目標", 区分="前回値", 型="文字", 参照="本文")
    made.add("_設定", 設定名="目標.行の元", 値="マスタ.基準")
    made.add("_設定", 設定名="目標.行の追加", 値="いいえ")
    return made


def listed_and_numbered() -> TemplateBook:
    """The same, all in sight, with a number beside the 行ID, where departments may add records of their own."""
    made = listed()
    made.layout.column_dimensions["A"].hidden = False
    made.layout["H4"], made.layout["H5"] = "番号", "{{目標.番号}}"
    made.layout.merge_cells("H5:H6")
    made.add("_項目", 項目名="番号", 表="目標", 区分="表示", 型="整数")
    made.set("_設定", "目標.行の追加", "値", "はい")
    made.set("_設定", "目標.最大行数", "値", 5)
    return made


def listed_and_numbered_alone() -> TemplateBook:
    """The same where they may not: the records beyond those of the list bear no number."""
    made = listed_and_numbered()
    made.set("_設定", "目標.行の追加", "値", "いいえ")
    return made


def four_rows() -> TemplateBook:
    """Four rows, one field in each, the third with a label of its own."""
    cells = {
        "A4": "番号",
        "B4": "場面など",
        "A5": "{{目標.番号}}",
        "B5": "{{目標.場面}}",
        "B6": "{{目標.取組}}",
        "B7": "理由",
        "C7": "{{目標.理由}}",
        "B8": "{{目標.備考}}",
        "C5": "{{目標.目標値}}",
        "C6": "{{目標.期限}}",
        "C4": "数など",
        "A10": "該当なし",
        "B10": "{{該当なし}}",
    }
    return _lay_out(_emptied(), cells, ("A5:A8",))


BOOKS = {
    "見出しが二段": stacked,
    "行の中に見出し": labelled,
    "三行": three_rows,
    "番号なし": unmarked,
    "一覧から": listed,
    "一覧と番号": listed_and_numbered,
    "番号のない余り": listed_and_numbered_alone,
    "四行": four_rows,
}
