"""Every fault of a template has its code, its sheet and cell, and words a coordinator understands."""

from __future__ import annotations

import re

import pytest

from kusei_batch.core.catalog import form_problems, layout_problems, totals_problems
from kusei_batch.core.problem import Severity
from tests.xlsx.template_book import TemplateBook
from tests.xlsx.template_spoils import (
    added,
    both,
    formatted,
    item,
    layout,
    measured,
    merged,
    removed,
    renamed,
    setting,
    struck,
    wrote,
)

NEW = {"区分": "記入", "型": "文字"}
LIST = {"シート名": "一覧2", "種類": "一覧", "表": "目標"}
CROSS = {"シート名": "表2", "種類": "クロス集計", "表": "目標"}
TREND = {"シート名": "推移", "種類": "推移", "表": "目標", "行": "取組", "値": "目標値"}

FAULTS = {
    "定義シートがない": (removed("_設定"), "definition-sheet-missing", "_設定", None),
    "定義シートの名前の書き間違い": (renamed("_項目", "_項日"), "definition-sheet-missing", "_項目", None),
    "選択肢シートがない": (removed("_選択肢"), "definition-sheet-missing", "_選択肢", None),
    "なくてもよい定義シートの書き間違い": (renamed("_集計", "_集系"), "definition-sheet-misspelt", "_集系", None),
    "見出しがない": (wrote("_項目", "A1", None), "definition-heading-missing", "_項目", "A1"),
    "見出しの書き間違い": (wrote("_項目", "E1", "必順"), "definition-heading-misspelt", "_項目", "E1"),
    "必須の見出しの書き間違い": (wrote("_項目", "A1", "項目の名"), "definition-heading-misspelt", "_項目", "A1"),
    "知らない見出し": (wrote("_項目", "P1", "担当課の都合"), "definition-heading-unknown", "_項目", "P1"),
    "見出しが二つ": (wrote("_項目", "P1", "型"), "definition-heading-twice", "_項目", "P1"),
    "定義に数式": (wrote("_設定", "B4", "=1+1"), "definition-formula", "_設定", "B4"),
    "丸めて表示された最大": (
        formatted("_項目", "目標値", "最大", 99.5, "0"),
        "definition-shown-otherwise",
        "_項目",
        "I8",
    ),
    "千で割って表示された最大": (
        formatted("_項目", "目標値", "最大", 1200000, "#,##0,"),
        "definition-shown-otherwise",
        "_項目",
        "I8",
    ),
    "表示されない版": (formatted("_設定", "版", "値", 2, ";;;"), "definition-shown-otherwise", "_設定", "B4"),
    "漢数字で表示された版": (
        formatted("_設定", "版", "値", 2, "[DBNum1]0"),
        "definition-shown-otherwise",
        "_設定",
        "B4",
    ),
    "単位の違う％の最大": (
        both(formatted("_項目", "目標値", "最大", 1, "0%"), lambda book: book.measure("目標値", "件")),
        "bound-malformed",
        "_項目",
        "I8",
    ),
    "項目名が空欄": (added("_項目", 区分="記入", 型="文字"), "item-without-name", "_項目", "A11"),
    "名前に使えない記号": (added("_項目", 項目名="目標=値", **NEW), "item-bad-name", "_項目", "A11"),
    "項目の重複": (added("_項目", 項目名="記入者", **NEW), "item-twice", "_項目", "A11"),
    "区分が空欄": (item("記入者", "区分", None), "item-word-missing", "_項目", "C4"),
    "知らない区分": (item("記入者", "区分", "入力"), "item-unknown-word", "_項目", "C4"),
    "知らない型": (item("記入者", "型", "文章"), "item-unknown-word", "_項目", "D4"),
    "知らない必須": (item("記入者", "必須", "要"), "item-unknown-word", "_項目", "E4"),
    "知らない重要度": (item("記入者", "重要度", "重大"), "item-unknown-word", "_項目", "L4"),
    "条件が空欄": (item("取組", "条件", None), "condition-missing", "_項目", "F7"),
    "使われない条件": (item("取組", "必須", "必須"), "condition-unused", "_項目", "E7"),
    "条件の文法": (item("取組", "条件", "場面が電話のとき"), "expression-malformed", "_項目", "F7"),
    "条件が続く": (item("取組", "条件", "場面 = 電話 = 窓口"), "expression-malformed", "_項目", "F7"),
    "条件の項目がない": (item("取組", "条件", "場 = 電話"), "expression-unknown-item", "_項目", "F7"),
    "条件が自分": (item("取組", "条件", "取組 = 空欄"), "condition-on-itself", "_項目", "F7"),
    "条件の値がない": (item("取組", "条件", "場面 = 電話|訪問"), "expression-unknown-value", "_項目", "F7"),
    "はい・いいえの条件の値": (item("取組", "条件", "該当なし = はい！"), "expression-unknown-value", "_項目", "F7"),
    "条件に数と文字": (item("取組", "条件", "目標値 = 多い"), "expression-mixed", "_項目", "F7"),
    "条件の大小に文字": (item("取組", "条件", "記入者 < 目標値"), "expression-no-number", "_項目", "F7"),
    "条件が選択肢か項目か": (
        both(added("_選択肢", 選択肢名="場面", 値="記入者"), item("取組", "条件", "場面 = 記入者")),
        "expression-name-is-choice",
        "_項目",
        "F7",
    ),
    "選択肢の名前がない": (item("場面", "選択肢", None), "choice-list-not-named", "_項目", "G6"),
    "選択肢がない": (item("場面", "選択肢", "場而"), "choice-list-unknown", "_項目", "G6"),
    "選択肢が空": (
        both(
            added("_選択肢", 選択肢名="空", 値="{{空表.本文}}"),
            item("場面", "選択肢", "空"),
            item("取組", "条件", "場面 = 空欄"),
        ),
        "choice-list-empty",
        "_選択肢",
        None,
    ),
    "マスタが空": (added("_選択肢", 選択肢名="場面", 値="{{空表.本文}}"), "choice-master-empty", "_選択肢", "B5"),
    "選択肢の値が空欄": (added("_選択肢", 選択肢名="場面"), "choice-incomplete", "_選択肢", "B5"),
    "選択肢名が空欄": (added("_選択肢", 値="訪問"), "choice-incomplete", "_選択肢", "A5"),
    "同じ選択肢": (added("_選択肢", 選択肢名="場面", 値="電 話"), "choice-twice", "_選択肢", "B5"),
    "別名が二つを指す": (
        added("_選択肢", 選択肢名="場面", 値="訪問", 別名="対面"),
        "choice-alias-ambiguous",
        "_選択肢",
        "C5",
    ),
    "別名がほかの値": (
        added("_選択肢", 選択肢名="場面", 値="訪問", 別名="電話"),
        "choice-alias-ambiguous",
        "_選択肢",
        "C5",
    ),
    "知らないマスタ": (
        added("_選択肢", 選択肢名="場面", 値="{{基準表.本文}}"),
        "choice-unknown-master",
        "_選択肢",
        "B5",
    ),
    "知らないマスタの列": (
        added("_選択肢", 選択肢名="場面", 値="{{基準.文}}"),
        "choice-unknown-column",
        "_選択肢",
        "B5",
    ),
    "マスタの列を書かない": (
        added("_選択肢", 選択肢名="場面", 値="{{基準}}"),
        "choice-unknown-column",
        "_選択肢",
        "B5",
    ),
    "マスタが二つ": (
        added("_選択肢", 選択肢名="場面", 値="{{基準.本文}}{{空表.本文}}"),
        "choice-two-masters",
        "_選択肢",
        "B5",
    ),
    "長い選択肢": (added("_選択肢", 選択肢名="場面", 値="長" * 256), "choice-list-becomes-range", "_項目", "G6"),
    "最小が数でない": (item("目標値", "最小", "ゼロ"), "bound-malformed", "_項目", "H8"),
    "整数に小数": (both(item("目標値", "型", "整数"), item("目標値", "最大", 1.5)), "bound-malformed", "_項目", "I8"),
    "最大が日付でない": (item("期限", "最大", "年度末"), "bound-malformed", "_項目", "I9"),
    "ない日付": (item("期限", "最大", "令和9年2月30日"), "bound-malformed", "_項目", "I9"),
    "最小が最大より大": (item("目標値", "最小", 2000), "bounds-reversed", "_項目", "H8"),
    "日付の最小が最大より後": (item("期限", "最小", "R9.4.1"), "bounds-reversed", "_項目", "H9"),
    "文字数が数でない": (item("記入者", "最大文字数", "三十"), "length-malformed", "_項目", "J4"),
    "エラー文が長い": (item("記入者", "エラー文", "長" * 226), "error-text-too-long", "_項目", "K4"),
    "説明が長い": (item("記入者", "説明", "長" * 256), "help-too-long", "_項目", "M4"),
    "単位が目印とほかの文字": (measured("目標値", "{{場面}}あたり"), "unit-mixed", "_項目", "O8"),
    "単位が目印になっていない": (measured("目標値", "｛｛場面｝｝"), "placeholder-malformed", "_項目", "O8"),
    "単位の欄がない": (measured("目標値", "{{単位}}"), "unit-unknown-item", "_項目", "O8"),
    "単位の欄がほかの表": (measured("目標値", "{{記入者}}"), "unit-unknown-item", "_項目", "O8"),
    "単位の欄がそれ自身": (measured("目標値", "{{目標値}}"), "unit-unknown-item", "_項目", "O8"),
    "単位の欄が日付": (measured("目標値", "{{目標.期限}}"), "unit-not-words", "_項目", "O8"),
    "単位の欄が番号": (measured("目標値", "{{番号}}"), "unit-not-words", "_項目", "O8"),
    "数でない項目の単位の欄": (measured("取組", "{{場面}}"), "rule-unused", "_項目", "O7"),
    "文字可が はい でない": (
        both(wrote("_項目", "O1", "文字可"), wrote("_項目", "O8", "可")),
        "item-unknown-word",
        "_項目",
        "O8",
    ),
    "文の項目の文字可": (
        both(wrote("_項目", "O1", "文字可"), wrote("_項目", "O7", "はい")),
        "rule-unused",
        "_項目",
        "O7",
    ),
    "次年度という項目": (added("_項目", 項目名="次年度", 区分="記入", 型="文字"), "item-named-as-year", "_項目", "A11"),
    "続きの元がない": (
        both(wrote("_項目", "O1", "続きの元"), wrote("_項目", "O7", "取り組み")),
        "continued-from-nothing",
        "_項目",
        "O7",
    ),
    "続きの元がそれ自身": (
        both(wrote("_項目", "O1", "続きの元"), wrote("_項目", "O7", "目標.取組")),
        "continued-from-nothing",
        "_項目",
        "O7",
    ),
    "数の項目の続きの元": (
        both(wrote("_項目", "O1", "続きの元"), wrote("_項目", "O8", "取組")),
        "rule-unused",
        "_項目",
        "O8",
    ),
    "使われない最大文字数": (item("目標値", "最大文字数", 5), "rule-unused", "_項目", "J8"),
    "使われない選択肢": (item("記入者", "選択肢", "場面"), "rule-unused", "_項目", "G4"),
    "設定名が空欄": (added("_設定", 値="何か"), "setting-without-name", "_設定", "A11"),
    "知らない設定": (added("_設定", 設定名="様式色", 値="赤"), "setting-unknown", "_設定", "A11"),
    "知らない表の設定": (added("_設定", 設定名="目的.最大行数", 値=3), "setting-unknown", "_設定", "A11"),
    "設定の重複": (added("_設定", 設定名="版", 値=2), "setting-twice", "_設定", "A11"),
    "設定の値が空欄": (setting("版", None), "setting-missing", "_設定", "B4"),
    "該当なし項目がない": (setting("該当なし項目", "該当あり"), "setting-unknown-item", "_設定", "B5"),
    "該当なし項目が文字": (setting("該当なし項目", "記入者"), "nothing-item-not-yes-no", "_設定", "B5"),
    "重複検査の項目がない": (setting("目標.重複検査", "取組、場"), "setting-unknown-item", "_設定", "B9"),
    "具体性検査の項目がない": (setting("目標.具体性検査", "指標"), "setting-unknown-item", "_設定", "B10"),
    "色でない": (added("_設定", 設定名="記入欄の色", 値="うす黄"), "setting-bad-color", "_設定", "B11"),
    "様式IDに使えない記号": (setting("様式ID", "目標/設定"), "form-id-unusable", "_設定", "B2"),
    "行数がない": (setting("目標.最大行数", None), "table-without-rows", "_設定", "B8"),
    "行数が数でない": (setting("目標.最大行数", "三"), "table-rows-malformed", "_設定", "B8"),
    "最大行数が零": (setting("目標.最大行数", 0), "table-rows-malformed", "_設定", "B8"),
    "最小が最大より多い": (setting("目標.最小行数", 9), "table-rows-reversed", "_設定", "B6"),
    "目安が最大より多い": (setting("目標.目安行数", 9), "table-rows-reversed", "_設定", "B7"),
    "印刷が最大より多い": (added("_設定", 設定名="目標.印刷行数", 値=9), "table-rows-reversed", "_設定", "B11"),
    "印刷が数でない": (added("_設定", 設定名="目標.印刷行数", 値="十"), "table-rows-malformed", "_設定", "B11"),
    "目安が最小より少ない": (
        both(setting("目標.最小行数", 3), setting("目標.目安行数", 2)),
        "table-rows-reversed",
        "_設定",
        "B6",
    ),
    "使えないシート名": (renamed("目標", "確認事項"), "layout-reserved-sheet", "確認事項", None),
    "閉じない波括弧": (layout("F1", "{{区名"), "placeholder-malformed", "目標", "F1"),
    "全角の波括弧": (layout("F1", "｛｛区名｝｝"), "placeholder-malformed", "目標", "F1"),
    "波括弧が一つ": (layout("F1", "{区名}"), "placeholder-malformed", "目標", "F1"),
    "空の波括弧": (layout("F1", "{{ }}"), "placeholder-malformed", "目標", "F1"),
    "点が二つ": (layout("F1", "{{目標.場面.名}}"), "placeholder-malformed", "目標", "F1"),
    "書き間違いの項目": (layout("C5", "{{目標.取組み}}"), "placeholder-unknown", "目標", "C5"),
    "知らない項目": (layout("F1", "{{問合せ窓口}}"), "cell-without-item", "目標", "F1"),
    "セルのない項目": (layout("B2", None), "item-without-cell", "_項目", "A4"),
    "二度置いた項目": (layout("F2", "{{記入者}}"), "item-placed-twice", "目標", "F2"),
    "記入欄にほかの文字": (layout("B2", "氏名 {{記入者}}"), "entry-with-text", "目標", "B2"),
    "表の行が二つ": (
        both(layout("E5", None), layout("E10", "{{目標.期限}}")),
        "table-rows-differ",
        "目標",
        "A5,B5,C5,D5,E10",
    ),
    "表が並ぶ": (
        both(
            layout("G5", "{{実績.結果}}"),
            added("_項目", 項目名="結果", 表="実績", **NEW),
            added("_設定", 設定名="実績.最大行数", 値=2),
        ),
        "tables-share-row",
        "目標",
        "A5",
    ),
    "表の行に表の外の項目": (layout("F5", "{{区名}}"), "head-item-in-table-row", "目標", "F5"),
    "縦の結合": (merged("F4:F5"), "table-row-merged", "目標", "F4:F5"),
    "セルの外": (
        lambda book: setattr(book.layout.oddHeader.left, "text", "{{区名}}"),
        "placeholder-outside-cell",
        "目標",
        None,
    ),
    "集計のシート名がない": (wrote("_集計", "A2", None), "totals-incomplete", "_集計", "A2"),
    "集計の種類がない": (added("_集計", シート名="表2"), "totals-incomplete", "_集計", "B5"),
    "集計の見出しがない": (added("_集計", **LIST, 内容="{{場面}}"), "totals-incomplete", "_集計", "D5"),
    "集計の行がない": (added("_集計", **CROSS, 値="件数"), "totals-incomplete", "_集計", "G5"),
    "知らない種類": (added("_集計", シート名="表2", 種類="集計表"), "totals-unknown-word", "_集計", "B5"),
    "知らない値": (added("_集計", **CROSS, 行="場面", 値="中央値"), "totals-unknown-word", "_集計", "I5"),
    "知らない図": (added("_集計", **CROSS, 行="場面", 図="棒グラフ"), "totals-unknown-word", "_集計", "J5"),
    "知らない表": (
        added("_集計", シート名="表2", 種類="一覧", 表="目票", 見出し="x"),
        "totals-unknown-table",
        "_集計",
        "C5",
    ),
    "一覧の知らない項目": (
        added("_集計", **LIST, 見出し="x", 内容="{{場而}}"),
        "totals-unknown-item",
        "_集計",
        "E5",
    ),
    "一覧の題名の知らない言葉": (
        added("_集計", **LIST, 見出し="x", 題名="{{年度}}の{{目標}}"),
        "totals-unknown-item",
        "_集計",
        "P5",
    ),
    "一覧の前文の波括弧": (added("_集計", **LIST, 見出し="x", 前文="{{方針"), "placeholder-malformed", "_集計", "Q5"),
    "一覧の波括弧": (added("_集計", **LIST, 見出し="x", 内容="{{場面"), "placeholder-malformed", "_集計", "E5"),
    "集計の知らない行": (added("_集計", **CROSS, 行="場"), "totals-unknown-item", "_集計", "G5"),
    "合計が数でない": (added("_集計", **CROSS, 行="場面", 値="合計:取組"), "totals-not-numeric", "_集計", "I5"),
    "一覧の計が数でない": (
        added("_集計", **LIST, 見出し="計", 内容="{{取組}}", 値="合計:取組"),
        "totals-not-numeric",
        "_集計",
        "I5",
    ),
    "一覧の計の知らない項目": (
        added("_集計", **LIST, 見出し="計", 値="合計:取り組み"),
        "totals-unknown-item",
        "_集計",
        "I5",
    ),
    "一覧の値が平均": (added("_集計", **LIST, 見出し="計", 値="平均:取組"), "totals-unknown-word", "_集計", "I5"),
    "平均の項目がない": (added("_集計", **CROSS, 行="場面", 値="平均"), "totals-unknown-word", "_集計", "I5"),
    "平均が数でない": (added("_集計", **CROSS, 行="場面", 値="平均:取組"), "totals-not-numeric", "_集計", "I5"),
    "比率が割り算でない": (added("_集計", **CROSS, 行="場面", 値="比率:目標値"), "totals-bad-ratio", "_集計", "I5"),
    "比率に知らない項目": (
        added("_集計", **CROSS, 行="場面", 値="比率:目標 ÷ 無"),
        "totals-unknown-item",
        "_集計",
        "I5",
    ),
    "一覧の比率が割り算でない": (
        added("_集計", **LIST, 見出し="計", 値="比率:目標値"),
        "totals-bad-ratio",
        "_集計",
        "I5",
    ),
    "日付でない月": (added("_集計", **CROSS, 行="場面:月", 値="件数"), "totals-not-date", "_集計", "G5"),
    "知らない期間": (added("_集計", **CROSS, 行="期限：週", 値="件数"), "totals-unknown-word", "_集計", "G5"),
    "行も列も年度": (added("_集計", **CROSS, 行="年度", 列="年度"), "totals-same-axis", "_集計", "H5"),
    "条件の知らない項目": (
        added("_集計", **CROSS, 行="場面", 条件="場而 = 窓口"),
        "totals-unknown-item",
        "_集計",
        "M5",
    ),
    "条件でない条件": (added("_集計", **CROSS, 行="場面", 条件="目標値"), "totals-bad-condition", "_集計", "M5"),
    "一覧に二つの条件": (
        both(
            added("_集計", **LIST, 見出し="x", 条件="場面 = 窓口"),
            added("_集計", **LIST, 見出し="y", 条件="場面 ≠ 窓口"),
        ),
        "totals-two-conditions",
        "_集計",
        "M6",
    ),
    "推移の値がない": (added("_集計", **{**TREND, "値": None}), "totals-incomplete", "_集計", "I5"),
    "推移の値が数でない": (added("_集計", **{**TREND, "値": "取組"}), "totals-not-numeric", "_集計", "I5"),
    "状態の推移に目標がある": (
        added("_集計", **{**TREND, "値": "場面"}, 目標="目標値"),
        "totals-not-numeric",
        "_集計",
        "I5",
    ),
    "推移の現状年度がない": (added("_集計", **TREND, 現状値="目標値"), "totals-incomplete", "_集計", "O5"),
    "推移の知らない目標": (added("_集計", **TREND, 目標="目票値"), "totals-unknown-item", "_集計", "K5"),
    "推移の知らない名前": (added("_集計", **{**TREND, "行": "{{取組み}}"}), "totals-unknown-item", "_集計", "G5"),
    "幅が数でない": (added("_集計", **LIST, 見出し="x", 幅="広め"), "totals-bad-width", "_集計", "F5"),
    "集計のシート名が長い": (
        added("_集計", シート名="長" * 32, 種類="一覧", 見出し="x"),
        "totals-bad-sheet",
        "_集計",
        "A5",
    ),
    "種類が混ざる": (
        added("_集計", シート名="目標一覧", 種類="クロス集計", 表="目標", 行="場面"),
        "totals-mixed-sheet",
        "_集計",
        "A5",
    ),
    "配るシートがない": (
        both(lambda book: book.sheet("_覚え", ["x"]), removed("目標")),
        "layout-missing",
        None,
        None,
    ),
    "項目が一つもない": (
        lambda book: book.workbook["_項目"].delete_rows(2, 20),
        "items-empty",
        "_項目",
        None,
    ),
}


@pytest.fixture(params=FAULTS, name="fault", scope="module")
def _fault(request, tmp_path_factory):
    spoil, code, sheet, cell = FAULTS[request.param]
    book = TemplateBook()
    spoil(book)
    form, problems = book.read(tmp_path_factory.mktemp("template"))
    return form, problems, (code, sheet, cell)


def test_a_fault_is_told_with_its_sheet_and_cell(fault):
    _, problems, expected = fault
    assert expected in [(p.code, p.location.sheet, p.location.cell) for p in problems]


def test_only_errors_keep_a_form_from_being_used(fault):
    form, problems, _ = fault
    assert (form is None) == any(p.severity is Severity.ERROR for p in problems)


def test_words_are_filled_in_and_addressed_to_a_person(fault):
    _, problems, _ = fault
    for problem in problems:
        text = problem.message + problem.remedy
        assert not re.search(r"\{[a-z_]+\}|None", text), text
        assert problem.message.endswith("。"), text
        assert problem.remedy


@pytest.mark.parametrize(
    "name",
    [
        "定義シートがない",
        "見出しがない",
        "区分が空欄",
        "名前に使えない記号",
        "行数がない",
        "選択肢シートがない",
        "書き間違いの項目",
    ],
)
def test_one_fault_silences_what_merely_follows_from_it(name, tmp_path):
    spoil, code, _, _ = FAULTS[name]
    book = TemplateBook()
    spoil(book)
    problems = book.read(tmp_path)[1]
    assert {p.code for p in problems} == {code}


def test_every_message_of_the_catalog_is_told_by_some_template():
    told = {code for _, code, _, _ in FAULTS.values()}
    elsewhere = {
        "confirmation-form-lacks",
        "definition-column-unheaded",
        "definition-looks-gone",
        "template-not-opened",
        "template-strict",
        "template-unreadable",
        "form-file-missing",
        "layout-footer-small",
        "layout-printed-small",
        "part-not-movable",
        "totals-of-mixed-units",
        "totals-not-followed",
        "totals-of-rate",
        "version-unchanged",
    }
    assert {*form_problems.MESSAGES, *layout_problems.MESSAGES, *totals_problems.MESSAGES} - told == elsewhere


@pytest.mark.parametrize(
    ("spoil", "code", "sheet", "cell"),
    [
        (wrote("_項目", "F1", None), "definition-column-unheaded", "_項目", "F"),
        (wrote("_選択肢", "C1", None), "definition-column-unheaded", "_選択肢", "C"),
        (struck("_項目", "A3"), "definition-looks-gone", "_項目", "A3"),
        (struck("_選択肢", "B2"), "definition-looks-gone", "_選択肢", "B2"),
        (struck("_設定", "B2"), "definition-looks-gone", "_設定", "B2"),
    ],
)
def test_what_has_no_effect_or_looks_as_if_it_had_none_is_told(tmp_path, spoil, code, sheet, cell):
    book = TemplateBook()
    spoil(book)
    _, problems = book.read(tmp_path)
    (told,) = [p for p in problems if p.code == code]
    assert (told.severity, told.location.sheet) == (Severity.WARNING, sheet)
    assert told.location.cell.startswith(cell)
    assert told.message
    assert told.remedy
