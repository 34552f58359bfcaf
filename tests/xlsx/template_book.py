"""A sound template as plain lists, so that a test says only what it spoils."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from openpyxl import Workbook

from kusei_batch.core.form import Form
from kusei_batch.core.problem import Problem
from kusei_batch.xlsx.template import read_template

ITEMS = [
    "項目名",
    "表",
    "区分",
    "型",
    "必須",
    "条件",
    "選択肢",
    "最小",
    "最大",
    "最大文字数",
    "エラー文",
    "重要度",
    "説明",
    "参照",
]
MASTERS = {"基準": ({"基準ID": "K1", "本文": "三回以内に出る"}, {"基準ID": "K2", "本文": "名乗る"}), "空表": ()}


class TemplateBook:
    """Sheets as openpyxl holds them; `row` finds a row of a definition sheet by its first cell."""

    def __init__(self) -> None:
        self.workbook = Workbook()
        self.layout = self.workbook.active
        self.layout.title = "目標"
        for address, text in {
            "A1": "{{年度}}　{{区名}}",
            "A2": "記入者",
            "B2": "{{記入者}}",
            "A4": "番号",
            "B4": "場面",
            "C4": "取組の\n内容",
            "D4": "目標値",
            "E4": "期限",
            "A5": "{{目標.番号}}",
            "B5": "{{目標.場面}}",
            "C5": "{{目標.取組}}",
            "D5": "{{目標.目標値}}",
            "E5": "{{目標.期限}}",
            "A7": "該当なし",
            "B7": "{{該当なし}}",
        }.items():
            self.layout[address] = text
        self._define()

    def _define(self) -> None:
        self.sheet("_項目", ITEMS)
        for name in ("年度", "区名"):
            self.add("_項目", 項目名=name, 区分="表示", 型="文字")
        self.add("_項目", 項目名="記入者", 区分="記入", 型="文字", 最大文字数=30)
        self.add("_項目", 項目名="番号", 表="目標", 区分="表示", 型="整数")
        self.add("_項目", 項目名="場面", 表="目標", 区分="記入", 型="選択", 必須="必須", 選択肢="場面")
        self.add("_項目", 項目名="取組", 表="目標", 区分="記入", 型="長文", 必須="条件", 条件="場面 = 電話|窓口")
        self.add("_項目", 項目名="目標値", 表="目標", 区分="記入", 型="数値", 最小=0, 最大="1,000")
        self.add(
            "_項目",
            項目名="期限",
            表="目標",
            区分="記入",
            型="日付",
            最小="R8.4.1",
            最大="令和9年3月31日",
            重要度="警告",
        )
        self.add("_項目", 項目名="該当なし", 区分="記入", 型="はい・いいえ")
        self.sheet("_選択肢", ["選択肢名", "値", "別名"])
        for value, aliases in (
            ("電話", "TEL、でんわ"),
            ("窓口", "対面\nカウンター"),
            ("{{基準.本文}}", "{{基準.基準ID}}"),
        ):
            self.add("_選択肢", 選択肢名="場面", 値=value, 別名=aliases)
        self.sheet("_設定", ["設定名", "値"])
        for key, stated in {
            "様式ID": "目標設定",
            "様式名": "目標設定シート",
            "版": 1,
            "該当なし項目": "該当なし",
            "目標.最小行数": 1,
            "目標.目安行数": 2,
            "目標.最大行数": 3,
            "目標.重複検査": "取組",
            "目標.具体性検査": "取組、目標値",
        }.items():
            self.add("_設定", 設定名=key, 値=stated)
        self.sheet(
            "_集計",
            [
                "シート名",
                "種類",
                "表",
                "見出し",
                "内容",
                "幅",
                "行",
                "列",
                "値",
                "図",
                "目標",
                "向き",
                "条件",
                "現状値",
                "現状年度",
                "題名",
                "前文",
            ],
        )
        self.add("_集計", シート名="目標一覧", 種類="一覧", 表="目標", 見出し="部署名", 内容="{{部署名}}", 幅=20)
        self.add("_集計", 見出し="取組", 内容="{{目標.取組}}")
        self.add(
            "_集計", シート名="場面別", 種類="クロス集計", 表="目標", 行="場面", 列="部署名", 値="合計：目標値", 図="棒"
        )

    def sheet(self, name: str, headings: list[str]) -> None:
        self.workbook.create_sheet(name).append(headings)

    def add(self, sheet: str, **words: object) -> None:
        """Append a row of words by their headings."""
        headings = [cell.value for cell in self.workbook[sheet][1]]
        self.workbook[sheet].append([words.get(str(heading)) for heading in headings])

    def measure(self, field: str, unit: str) -> None:
        """State the unit of a field, in a column of its own."""
        sheet = self.workbook["_項目"]
        if all(cell.value != "単位" for cell in sheet[1]):
            sheet.cell(1, len(sheet[1]) + 1).value = "単位"
        self.set("_項目", field, "単位", unit)

    def set(self, sheet: str, first: str, heading: str, value: Any) -> str:
        """Write below a heading in the row that begins with `first`; returns the cell's address."""
        rows = self.workbook[sheet]
        column = next(cell.column for cell in rows[1] if cell.value == heading)
        row = next(row[0].row for row in rows.iter_rows() if row[0].value == first)
        cell = rows.cell(row, column)
        cell.value = value
        return cell.coordinate

    def read(self, folder: Path) -> tuple[Form | None, list[Problem]]:
        """What the check says of it."""
        path = folder / "様式.xlsx"
        self.workbook.save(path)
        return read_template(path, MASTERS)
