"""Constraints that XLSForm's and frictionless' published examples state, and how `_項目` and `_検査` state them.

The page docs/analysis/constraints.md holds this table; the tests build each form and give it a value that passes and
one that does not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

XLSFORM, FRICTIONLESS = "XLSForm", "frictionless"
Values = dict[str | None, list[dict[str, Any]]]


@dataclass(frozen=True)
class Constraint:
    """One constraint: where it is published, and what says it here; `cannot` is why nothing does.

    `items` are rows of `_項目` by 項目名 and 表, `checks` of `_検査` as (表, 条件), `settings` of `_設定`.
    `good` and `bad` are values by table (None: outside tables), `blamed` the field that is told of.
    """

    peer: str
    what: str
    source: str
    ours: str = ""
    items: tuple[dict[str, Any], ...] = ()
    checks: tuple[tuple[str | None, str], ...] = ()
    settings: dict[str, Any] = field(default_factory=dict)
    good: Values = field(default_factory=dict)
    bad: Values = field(default_factory=dict)
    blamed: str = ""
    stamped: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    cannot: str = ""

    @property
    def line(self) -> str:
        """The row of the page."""
        said = "言えます" if self.items else "言えません"
        cells = (self.what, self.source, said, self.ours or self.cannot)
        return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def item(name: str, type_: str = "文字", table: str | None = None, **more: Any) -> dict[str, Any]:
    """Return a row of `_項目`."""
    return {"項目名": name, "表": table, "区分": "記入", "型": type_, **more}


def head(**values: Any) -> Values:
    """Return values outside tables."""
    return {None: [values]}


def rows(*values: dict[str, Any]) -> Values:
    """Return values of the table 行."""
    return {"行": list(values)}


N, ROW = item("人数", "整数"), "行"
CONSTRAINTS = (
    Constraint(
        XLSFORM, "required", "tests/test_bind_conversions.py", "必須を `必須` とします。",
        (item("名前", 必須="必須"), N), good=head(名前="見本", 人数=1), bad=head(人数=1), blamed="名前",
    ),
    Constraint(
        XLSFORM, "constraint: 長さ（string-length）", "tests/test_bind_conversions.py", "_検査 に `文字数(名前) ≦ 1` と書きます。",
        (item("名前"),), ((None, "文字数(名前) ≦ 1"),), good=head(名前="見本"), bad=head(名前="見"), blamed="名前",
    ),
    Constraint(
        XLSFORM, "constraint: 数字だけ（regex）", "tests/test_j2x_question.py", "型を `整数`、最小を 0 とします（番号のように頭の0を残すなら、形で桁ごとに書きます）。",
        (item("人数", "整数", 最小="0"),), good=head(人数=12), bad=head(人数="十二人くらい"), blamed="人数",
    ),
    Constraint(
        XLSFORM, "constraint: ほかの答えとの大小", "tests/test_loop.py", "_検査 に `内数 > 総数` と書きます。",
        (item("総数", "整数"), item("内数", "整数")), ((None, "内数 > 総数"),),
        good=head(総数=5, 内数=5), bad=head(総数=5, 内数=6), blamed="内数",
    ),
    Constraint(
        XLSFORM, "constraint: 前に答えた値（last-saved）", "tests/test_last_saved.py", "参照を `直前.人数` とした前回値の項目を置き、_検査 で比べます。",
        (item("前の人数", "整数", 区分="前回値", 参照="直前.人数"), N), ((None, "人数 ≦ 前の人数"),),
        good=head(人数=8), bad=head(人数=7), blamed="人数", stamped={"前の人数": (7,)},
    ),
    Constraint(
        XLSFORM, "constraint: 外の一覧の値（pulldata）", "tests/test_external_instances.py", "参照を `マスタ.枠.枠額` とした前回値の項目を置き、_検査 で比べます。",
        (item("枠", "整数", 区分="前回値", 参照="マスタ.枠.枠額"), N), ((None, "人数 > 枠"),),
        good=head(人数=30), bad=head(人数=31), blamed="人数", stamped={"枠": (30,)},
    ),
    Constraint(
        XLSFORM, "range: start と end", "tests/test_range.py", "最小と最大に書きます。",
        (item("点", "整数", 最小="2", 最大="9"),), good=head(点=9), bad=head(点=10), blamed="点",
    ),
    Constraint(
        XLSFORM, "range: step", "tests/test_range.py", "_検査 に `点 ÷ 5 ≠ 四捨五入(点 ÷ 5)` と書きます。",
        (item("点", "整数"),), ((None, "点 ÷ 5 ≠ 四捨五入(点 ÷ 5)"),), good=head(点=15), bad=head(点=16), blamed="点",
    ),
    Constraint(
        XLSFORM, "relevant: 当てはまるときだけ答える", "tests/test_builder.py",
        "必須を `条件` とし、当てはまらないときに書かれたら _検査 で知らせます。欄を隠すことはできません（紙と同じ様式のため）。",
        (item("種類", "選択", 選択肢="種類"), item("その他の名前", 必須="条件", 条件="種類 = その他")),
        ((None, "種類 ≠ その他 かつ その他の名前 ≠ 空欄"),),
        good=head(種類="その他", その他の名前="朝市"), bad=head(種類="電話", その他の名前="朝市"), blamed="種類",
    ),
    Constraint(
        XLSFORM, "calculate: if()", "tests/test_dynamic_default.py", "計算の項目の式に `もし(点 < 1、「低」、「高」)` と書きます。",
        (item("点", "整数"), item("評", 区分="計算", 式="もし(点 < 1、「低」、「高」)"), item("理由")),
        ((None, "評 = 「低」 かつ 理由 = 空欄"),), good=head(点=0, 理由="雨のため"), bad=head(点=0), blamed="理由",
    ),
    Constraint(
        XLSFORM, "calculate: round()", "tests/test_bug_round_calculation.py", "式に `四捨五入(額)` と書きます。",
        (item("額", "数値"), item("丸め", "整数", 区分="計算", 式="四捨五入(額)"), item("記した額", "整数")),
        ((None, "記した額 ≠ 丸め"),), good=head(額=2.5, 記した額=3), bad=head(額=2.5, 記した額=2), blamed="記した額",
    ),
    Constraint(
        XLSFORM, "repeat の合計（sum）", "tests/test_repeat.py", "`合計(行.額)` と書きます。",
        (item("総額", "整数"), item("額", "整数", ROW)), ((None, "総額 ≠ 合計(行.額)"),),
        good={**head(総額=5), **rows({"額": 2}, {"額": 3})}, bad={**head(総額=6), **rows({"額": 2}, {"額": 3})}, blamed="総額",
    ),
    Constraint(
        XLSFORM, "repeat の何番目か（position）", "tests/test_repeat.py", "`番号` と書きます。",
        (item("順", "整数", ROW),), ((ROW, "順 ≠ 番号"),),
        good=rows({"順": 1}, {"順": 2}), bad=rows({"順": 1}, {"順": 3}), blamed="順",
    ),
    Constraint(
        XLSFORM, "repeat の決まった行（indexed-repeat）", "tests/test_repeat.py", "`値(行.額、番号 = 1)` と書きます。",
        (item("初めの額", "整数"), item("額", "整数", ROW)), ((None, "初めの額 ≠ 値(行.額、番号 = 1)"),),
        good={**head(初めの額=2), **rows({"額": 2})}, bad={**head(初めの額=3), **rows({"額": 2})}, blamed="初めの額",
    ),
    Constraint(
        XLSFORM, "repeat_count: 答えた数だけ", "tests/test_repeat.py", "_検査 に `件数(行) ≠ 人数` と書きます（行の数の上限は _設定 の 最大行数）。",
        (N, item("名前", 表=ROW)), ((None, "件数(行) ≠ 人数"),),
        good={**head(人数=2), **rows({"名前": "甲"}, {"名前": "乙"})}, bad={**head(人数=2), **rows({"名前": "甲"})}, blamed="人数",
    ),
    Constraint(
        XLSFORM, "select_one", "tests/test_choices_sheet.py", "型を `選択` とし、_選択肢 に並べます。",
        (item("種類", "選択", 選択肢="種類"),), good=head(種類="電話"), bad=head(種類="手紙"), blamed="種類",
    ),
    Constraint(
        XLSFORM, "select_one … or_other", "tests/example_xls/or_other.xlsx", "選択肢に「その他」を置き、書く欄を隣に作って必須を `条件` とします。",
        (item("種類", "選択", 選択肢="種類"), item("その他の名前", 必須="条件", 条件="種類 = その他")),
        good=head(種類="その他", その他の名前="朝市"), bad=head(種類="その他"), blamed="その他の名前",
    ),
    Constraint(
        XLSFORM, "select_one_from_file", "tests/test_external_instances_for_selects.py", "_選択肢 の値に `{{枠.名前}}` のように、マスタの一覧を書きます。",
        (item("使う枠", "選択", 選択肢="枠"),), good=head(使う枠="夏の枠"), bad=head(使う枠="秋の枠"), blamed="使う枠",
    ),
    Constraint(
        XLSFORM, "select_multiple: 一緒に選べないもの（selected）", "tests/test_builder.py", "_検査 に `場所 = なし かつ 場所 = 電話|窓口` と書きます。",
        (item("場所", "複数選択", 選択肢="場所"),), ((None, "場所 = なし かつ 場所 = 電話|窓口"),),
        good=head(場所="電話、窓口"), bad=head(場所="なし、電話"), blamed="場所",
    ),
    Constraint(
        XLSFORM, "rank: 順位を付ける", "tests/test_rank.py", "並べるものを表の行にし、_検査 に `件数(行、順位 = この行.順位) > 1` と書きます。",
        (item("順位", "整数", ROW, 最小="1"),), ((ROW, "件数(行、順位 = この行.順位) > 1"),),
        good=rows({"順位": 2}, {"順位": 1}), bad=rows({"順位": 1}, {"順位": 1}), blamed="順位",
    ),
    Constraint(XLSFORM, "count-selected: 選んだ数", "tests/test_repeat.py", cannot="複数選択で選ばれた数を数える式がありません。"),
    Constraint(XLSFORM, "choice_filter: 前の答えで選択肢を絞る", "tests/example_xls/choice_filter_test.xlsx", cannot="一覧は答えによって変わりません。組合せの誤りは、_検査 に一つずつ書けば知らせます。"),
    Constraint(XLSFORM, "regex: 何度でもくり返す形", "tests/test_j2x_question.py", cannot="`形` は1字ずつの形で、くり返しと「どれかの字」は書けません。"),
    Constraint(XLSFORM, "今の日付（now）", "tests/test_dynamic_default.py", cannot="点検はいつ行っても同じ結果になるように、今日の日付を見ません。年度の日（`年度4月1日`）は書けます。"),
    Constraint(XLSFORM, "concat などの、文字をつなぐ・切り出す式", "tests/fixtures/lexer_cases.py", cannot="文字をつなぐ式も、一部を取り出す式もありません。"),
    Constraint(XLSFORM, "geopoint、audio、時刻などの型", "tests/test_geo.py", cannot="型は、文字、数、日付、選択、はい・いいえ、写真だけです。"),
    Constraint(
        FRICTIONLESS, "required", "frictionless/schema/__spec__/field/test_constraints.py", "必須を `必須` とします。",
        (item("名前", 表=ROW, 必須="必須"), item("額", "整数", ROW)), good=rows({"名前": "甲", "額": 1}), bad=rows({"額": 1}), blamed="名前",
    ),
    Constraint(
        FRICTIONLESS, "minLength", "frictionless/schema/__spec__/field/test_constraints.py", "_検査 に `文字数(名前) < 2` と書きます。",
        (item("名前", 表=ROW),), ((ROW, "文字数(名前) < 2"),), good=rows({"名前": "見本"}), bad=rows({"名前": "見"}), blamed="名前",
    ),
    Constraint(
        FRICTIONLESS, "maxLength", "frictionless/schema/__spec__/field/test_constraints.py", "最大文字数に書きます。",
        (item("名前", 表=ROW, 最大文字数="3"),), good=rows({"名前": "見本市"}), bad=rows({"名前": "見本の市"}), blamed="名前",
    ),
    Constraint(
        FRICTIONLESS, "minimum、maximum", "frictionless/schema/__spec__/field/test_constraints.py", "最小と最大に書きます（日付も）。",
        (item("日", "日付", ROW, 最小="2026-04-01", 最大="2027-03-31"),),
        good=rows({"日": "2026-10-01"}), bad=rows({"日": "2027-04-01"}), blamed="日",
    ),
    Constraint(
        FRICTIONLESS, "pattern（字ごとの形）", "frictionless/schema/__spec__/field/test_constraints.py", "_検査 に `番号札 ≠ 形「AB-####」` と書きます。いくつもの形は | で並べます。",
        (item("番号札", 表=ROW),), ((ROW, "番号札 ≠ 形「AB-####」|形「AB-#####」"),),
        good=rows({"番号札": "AB-0123"}), bad=rows({"番号札": "AB-12"}), blamed="番号札",
    ),
    Constraint(
        FRICTIONLESS, "enum", "frictionless/schema/__spec__/field/test_constraints.py", "型を `選択` とします。",
        (item("種類", "選択", ROW, 選択肢="種類"),), good=rows({"種類": "窓口"}), bad=rows({"種類": "手紙"}), blamed="種類",
    ),
    Constraint(
        FRICTIONLESS, "unique", "frictionless/schema/__spec__/field/test_constraints.py", "_検査 に `件数(行、名前 = この行.名前) > 1` と書きます（警告でよければ、_設定 の 重複検査）。",
        (item("名前", 表=ROW),), ((ROW, "件数(行、名前 = この行.名前) > 1"),),
        good=rows({"名前": "甲"}, {"名前": "乙"}), bad=rows({"名前": "甲"}, {"名前": "甲"}), blamed="名前",
    ),
    Constraint(
        FRICTIONLESS, "primaryKey（二つの列）", "frictionless/formats/sql/__spec__/test_adapter.py", "条件を `かつ` でつなぎます。",
        (item("区", 表=ROW), item("年", "整数", ROW)), ((ROW, "件数(行、区 = この行.区 かつ 年 = この行.年) > 1"),),
        good=rows({"区": "甲", "年": 8}, {"区": "甲", "年": 9}), bad=rows({"区": "甲", "年": 8}, {"区": "甲", "年": 8}), blamed="区",
    ),
    Constraint(
        FRICTIONLESS, "foreignKeys（ほかの表の行）", "frictionless/formats/sql/__spec__/test_adapter.py", "_検査 に `件数(親、名前 = この行.親の名前) = 0` と書きます。",
        (item("名前", 表="親"), item("親の名前", 表=ROW)), ((ROW, "件数(親、名前 = この行.親の名前) = 0"),),
        good={"親": [{"名前": "甲"}], **rows({"親の名前": "甲"})}, bad={"親": [{"名前": "甲"}], **rows({"親の名前": "乙"})}, blamed="親の名前",
    ),
    Constraint(
        FRICTIONLESS, "foreignKeys（ほかのファイルの一覧）", "frictionless/formats/sql/__spec__/test_adapter.py", "_選択肢 の値に、マスタの一覧を書きます。",
        (item("枠", "選択", ROW, 選択肢="枠"),), good=rows({"枠": "冬の枠"}), bad=rows({"枠": "秋の枠"}), blamed="枠",
    ),
    Constraint(
        FRICTIONLESS, "row-constraint", "docs/checks/row.md", "_検査 に `給与 ≠ 手当 × 5` と書きます。",
        (item("給与", "整数", ROW), item("手当", "整数", ROW)), ((ROW, "給与 ≠ 手当 × 5"),),
        good=rows({"給与": 1000, "手当": 200}), bad=rows({"給与": 1300, "手当": 500}), blamed="給与",
    ),
    Constraint(
        FRICTIONLESS, "duplicate-row", "docs/checks/row.md", "全ての列を `かつ` でつないで数えます。",
        (item("名前", 表=ROW), item("額", "整数", ROW)), ((ROW, "件数(行、名前 = この行.名前 かつ 額 = この行.額) > 1"),),
        good=rows({"名前": "甲", "額": 1}, {"名前": "甲", "額": 2}), bad=rows({"名前": "甲", "額": 1}, {"名前": "甲", "額": 1}), blamed="名前",
    ),
    Constraint(
        FRICTIONLESS, "forbidden-value", "docs/checks/cell.md", "_検査 に `名前 = 不明|未定` と書きます。",
        (item("名前", 表=ROW),), ((ROW, "名前 = 「不明」|「未定」"),), good=rows({"名前": "甲"}), bad=rows({"名前": "未定"}), blamed="名前",
    ),
    Constraint(
        FRICTIONLESS, "required-value（どこかの行に要る値）", "frictionless/checks/cell/__spec__/test_required_value.py", "表を空欄にした _検査 に `件数(行、名前 = 「代表」) = 0` と書きます。",
        (N, item("名前", 表=ROW)), ((None, "人数 ≠ 空欄 かつ 件数(行、名前 = 「代表」) = 0"),),
        good={**head(人数=1), **rows({"名前": "代表"})}, bad={**head(人数=1), **rows({"名前": "甲"})}, blamed="人数",
    ),
    Constraint(
        FRICTIONLESS, "sequential-value", "docs/checks/cell.md", "_検査 に `順 ≠ 前の行.順 + 1` と書きます。",
        (item("順", "整数", ROW),), ((ROW, "順 ≠ 前の行.順 + 1"),),
        good=rows({"順": 2}, {"順": 3}), bad=rows({"順": 2}, {"順": 3}, {"順": 5}), blamed="順",
    ),
    Constraint(
        FRICTIONLESS, "truncated-value", "docs/checks/cell.md", "_検査 に `文字数(文) = 255` と書きます（切れた跡の長さが分かっているとき）。",
        (item("文", "長文", ROW),), ((ROW, "文字数(文) = 255"),), good=rows({"文": "あ" * 254}), bad=rows({"文": "あ" * 255}), blamed="文",
    ),
    Constraint(
        FRICTIONLESS, "table-dimensions: 行の数", "docs/checks/table.md", "_設定 の 最小行数 と 最大行数 に書きます。",
        (item("名前", 表=ROW),), settings={"行.最小行数": 2}, good=rows({"名前": "甲"}, {"名前": "乙"}), bad=rows({"名前": "甲"}), blamed="名前",
    ),
    Constraint(
        FRICTIONLESS, "型: integer", "docs/fields/integer.md", "型を `整数` とします。",
        (item("額", "整数", ROW),), good=rows({"額": 3}), bad=rows({"額": 3.5}), blamed="額",
    ),
    Constraint(
        FRICTIONLESS, "型: boolean", "docs/fields/boolean.md", "型を `はい・いいえ` とします。",
        (item("可", "はい・いいえ", ROW),), good=rows({"可": "はい"}), bad=rows({"可": "たぶん"}), blamed="可",
    ),
    Constraint(
        FRICTIONLESS, "型: date", "docs/fields/date.md", "型を `日付` とします（和暦も読みます）。",
        (item("日", "日付", ROW),), good=rows({"日": "令和8年10月1日"}), bad=rows({"日": "秋の初め"}), blamed="日",
    ),
    Constraint(
        FRICTIONLESS, "型: yearmonth", "docs/fields/yearmonth.md", "文字とし、_検査 に `月 ≠ 形「####-##」` と書きます。",
        (item("月", 表=ROW),), ((ROW, "月 ≠ 形「####-##」"),), good=rows({"月": "2026-10"}), bad=rows({"月": "10月"}), blamed="月",
    ),
    Constraint(FRICTIONLESS, "deviated-value（標準偏差から離れた値）", "docs/checks/cell.md", cannot="標準偏差の式がありません。`平均` からの差は _検査 に書けます。"),
    Constraint(FRICTIONLESS, "deviated-cell（ほかより長い文）", "docs/checks/cell.md", cannot="ほかの行の文字数との比べ方がありません。最大文字数は書けます。"),
    Constraint(FRICTIONLESS, "ascii-value", "docs/checks/cell.md", cannot="字の種類を調べる式がありません（一つ一つの字は `形` で書けます）。"),
    Constraint(FRICTIONLESS, "pattern（くり返し）、email、uri", "docs/fields/string.md", cannot="`形` は1字ずつの形で、「@ を含む」のような書き方はありません。"),
    Constraint(FRICTIONLESS, "table-dimensions: 列の数", "docs/checks/table.md", cannot="列は様式で決まっていて、足された列は数えません（読めなくなった列は知らせます）。"),
    Constraint(FRICTIONLESS, "array、object、duration などの型", "docs/fields/array.md", cannot="一つのセルには一つの値だけです（複数選択を除く）。"),
)  # fmt: skip
