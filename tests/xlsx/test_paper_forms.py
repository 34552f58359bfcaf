"""Forms as offices hand them out, drafted: their fields found, the draft issued, filled in and read back.

A form is usable after five minutes' work when nine of ten fields have the name and type a coordinator would give
them, its tables have their rows, a check finds no error, and what is typed into a copy comes back in the right field.
"""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest

from kusei_batch.collect.extract import build_printed, extract_submission
from kusei_batch.collect.row_keys import key_rows
from kusei_batch.core.form import FieldType
from kusei_batch.core.identity import make_sheet_id
from kusei_batch.core.period import Calendar
from kusei_batch.core.problem import Severity
from kusei_batch.core.submission import IssuedSheet
from kusei_batch.core.text.label import value_text
from kusei_batch.validate import validate_submission
from kusei_batch.xlsx.compile import compile_template
from kusei_batch.xlsx.reader import read_workbook
from kusei_batch.xlsx.stamp import Stamp, stamp_sheet
from tests.validate.builders import DEPARTMENT
from tests.xlsx import paper_forms, public_forms
from tests.xlsx.office_form import drafted

SHEET_ID = make_sheet_id("R08", "1303", 1)

# By form: what a coordinator would have written in _項目, 表.項目 型.
EXPECTED = {
    "opinions": """
        明細.受付日 日付 / 明細.方法 選択 / 明細.区分 選択 / 明細.内容 長文 / 明細.対応の状況 長文 / 明細.処理日 日付
        / 明細.担当者 文字""",
    "improvement": """
        職・氏名 文字 / 電話 文字 / 提出年月日 日付 / 提案の別 選択 / 提案の件名 文字 / 区分 選択 / 現状と課題 長文
        / 改善の内容 長文 / 時間 数値 / 金額 数値 / 期待される効果 長文 / 備考 長文""",
    "review": """
        事務事業名 文字 / 事業期間の始め 文字 / 事業期間の終わり 文字 / 期間の定めなし はい・いいえ / 実施方法 選択
        / 根拠法令等 長文 / 対象 長文 / 手段 長文 / 意図 長文
        / 事業費の前々年度決算 数値 / 事業費の前年度決算 数値 / 事業費の本年度予算 数値 / 事業費の増減の理由 長文
        / 国庫支出金の前々年度決算 数値 / 国庫支出金の前年度決算 数値 / 国庫支出金の本年度予算 数値 / 国庫支出金の増減の理由 長文
        / 県支出金の前々年度決算 数値 / 県支出金の前年度決算 数値 / 県支出金の本年度予算 数値 / 県支出金の増減の理由 長文
        / その他の前々年度決算 数値 / その他の前年度決算 数値 / その他の本年度予算 数値 / その他の増減の理由 長文
        / 一般財源の前々年度決算 数値 / 一般財源の前年度決算 数値 / 一般財源の本年度予算 数値 / 一般財源の増減の理由 長文
        / 人件費の前々年度決算 数値 / 人件費の前年度決算 数値 / 人件費の本年度予算 数値 / 人件費の増減の理由 長文
        / 指標.指標名 文字 / 指標.単位 文字 / 指標.目標値の前々年度 数値 / 指標.目標値の前年度 数値 / 指標.目標値の本年度 数値
        / 指標.実績値の前々年度 数値 / 指標.実績値の前年度 数値 / 指標.実績値の本年度 数値 / 指標.備考 文字
        / 必要性 選択 / 必要性の理由 長文 / 有効性 選択 / 有効性の理由 長文 / 効率性 選択 / 効率性の理由 長文
        / 今後の方向性 選択 / 課題と改善策 長文""",
    "training": """
        提出年月日 日付 / 職・氏名 文字 / 研修名 文字 / 実施機関 文字 / 会場 文字 / 受講期間の始め 日付 / 受講期間の終わり 日付
        / 受講日数 整数 / 受講の方法 選択 / 理解度 選択 / 推薦の可否 選択 / 受講料 数値 / 旅費 数値 / 研修の内容 長文
        / 所感及び今後の業務への生かし方 長文 / 所属長の所見 長文""",
    "equipment": """
        点検年月日 日付 / 点検者 文字 / 管理責任者 文字
        / 消火器の保管場所 文字 / 消火器の結果 選択 / 消火器の異常の内容 長文 / 消火器の対応予定日 日付
        / ＡＥＤの保管場所 文字 / ＡＥＤの結果 選択 / ＡＥＤの異常の内容 長文 / ＡＥＤの対応予定日 日付
        / 救急箱の保管場所 文字 / 救急箱の結果 選択 / 救急箱の異常の内容 長文 / 救急箱の対応予定日 日付
        / 車いすの保管場所 文字 / 車いすの結果 選択 / 車いすの異常の内容 長文 / 車いすの対応予定日 日付
        / 懐中電灯の保管場所 文字 / 懐中電灯の結果 選択 / 懐中電灯の異常の内容 長文 / 懐中電灯の対応予定日 日付
        / 非常用電源の保管場所 文字 / 非常用電源の結果 選択 / 非常用電源の異常の内容 長文 / 非常用電源の対応予定日 日付
        / 購入・修繕の要望.品名 文字 / 購入・修繕の要望.数量 整数 / 購入・修繕の要望.単価 数値 / 購入・修繕の要望.理由 長文
        / 購入・修繕の要望.金額 数値""",
    "budget": """
        事業名 文字 / 新規・継続の別 選択 / 明細.節 選択 / 明細.品名・内容 長文 / 明細.数量 整数 / 明細.単位 文字
        / 明細.単価 数値 / 明細.要求額 数値 / 明細.積算の根拠 長文""",
    "survey": """
        調査期間 文字 / 配布数 整数 / 回収数 整数
        / 職員の言葉づかいの満足 整数 / 職員の言葉づかいのやや満足 整数 / 職員の言葉づかいの普通 整数
        / 職員の言葉づかいのやや不満 整数 / 職員の言葉づかいの不満 整数
        / 説明の分かりやすさの満足 整数 / 説明の分かりやすさのやや満足 整数 / 説明の分かりやすさの普通 整数
        / 説明の分かりやすさのやや不満 整数 / 説明の分かりやすさの不満 整数
        / 待ち時間の満足 整数 / 待ち時間のやや満足 整数 / 待ち時間の普通 整数 / 待ち時間のやや不満 整数 / 待ち時間の不満 整数
        / 案内の表示の満足 整数 / 案内の表示のやや満足 整数 / 案内の表示の普通 整数 / 案内の表示のやや不満 整数
        / 案内の表示の不満 整数 / 主な自由意見.意見の内容 長文 / 主な自由意見.対応 長文""",
    "subsidy": """
        提出年月日 日付 / 団体名 文字 / 代表者氏名 文字 / 補助事業の名称 文字 / 交付決定額 数値 / 交付決定日 日付
        / 事業の着手 日付 / 事業の完了 日付 / 事業の成果 長文
        / 収入の部.科目 文字 / 収入の部.予算額 数値 / 収入の部.決算額 数値 / 収入の部.差引 数値 / 収入の部.説明 長文
        / 支出の部.科目 文字 / 支出の部.予算額 数値 / 支出の部.決算額 数値 / 支出の部.差引 数値 / 支出の部.説明 長文""",
    "suggestion": """
        氏名 文字 / 職員番号 文字 / 提案の種類 選択 / 実施の有無 選択 / 提案名 文字 / 関係する課 複数選択 / 現在の問題点 長文
        / 提案の内容 長文 / 効果の削減時間 数値 / 効果の削減額 数値 / 効果のその他の効果 長文 / 実施予定日 日付 / 必要経費 数値""",
    "drill": """
        担当者 文字 / 訓練名 文字 / 実施日 日付 / 実施時間 文字 / 実施場所 文字 / 参加者数 整数 / 参加者数の世帯数 整数
        / 想定 選択 / 参加機関.機関名 文字 / 参加機関.人数 整数 / 参加機関.役割 文字 / 訓練の内容 長文
        / 反省点と次回に向けた改善 長文""",
    "monitoring": """
        施設名 文字 / 指定管理者 文字 / 評価対象期間 文字
        / 開館日・開館時間の自己評価 選択 / 開館日・開館時間の所管課評価 選択 / 開館日・開館時間の評価の理由 長文
        / 利用者への対応の自己評価 選択 / 利用者への対応の所管課評価 選択 / 利用者への対応の評価の理由 長文
        / 利用料金の扱いの自己評価 選択 / 利用料金の扱いの所管課評価 選択 / 利用料金の扱いの評価の理由 長文
        / 清掃・保守点検の自己評価 選択 / 清掃・保守点検の所管課評価 選択 / 清掃・保守点検の評価の理由 長文
        / 安全対策の自己評価 選択 / 安全対策の所管課評価 選択 / 安全対策の評価の理由 長文
        / 収支の状況の自己評価 選択 / 収支の状況の所管課評価 選択 / 収支の状況の評価の理由 長文
        / 総合評価 選択 / 前回の評価 選択 / 総評 長文 / 利用者数 整数 / 稼働率 数値""",
    "progress": """
        記入日 日付 / 明細.取組の名称 文字 / 明細.今年度の目標 長文 / 明細.達成度 選択 / 明細.実施内容 長文 / 明細.課題 長文
        / 明細.対応 長文""",
    "congestion": """
        記入者 文字 / 明細.月 文字 / 明細.来庁者数 整数 / 明細.最長待ち時間 数値 / 明細.主な原因 文字 / 明細.対策の要否 選択""",
    "inquiry": "担当者氏名 文字 / 電話番号 文字 / 回答日 日付 / 該当件数 整数 / 意見・要望 長文",
    "plan": """
        明細.研修名 文字 / 明細.実施計画の時期 文字 / 明細.実施計画の対象者 文字 / 明細.実施計画の人数 整数 / 明細.備考 文字""",
    "checklist": """
        責任者の選任の適 はい・いいえ / 責任者の選任の否 はい・いいえ / 責任者の選任の備考 文字
        / 台帳の作成の適 はい・いいえ / 台帳の作成の否 はい・いいえ / 台帳の作成の備考 文字
        / 書庫の施錠の適 はい・いいえ / 書庫の施錠の否 はい・いいえ / 書庫の施錠の備考 文字
        / 持出しの記録の適 はい・いいえ / 持出しの記録の否 はい・いいえ / 持出しの記録の備考 文字""",
}
# By form: the tables, how many rows one record takes and for how many records there is room.
TABLES = {
    "opinions": {"明細": (1, 15)},
    "review": {"指標": (2, 5)},
    "equipment": {"購入・修繕の要望": (1, 5)},
    "budget": {"明細": (1, 20)},
    "survey": {"主な自由意見": (1, 5)},
    "subsidy": {"収入の部": (1, 4), "支出の部": (1, 6)},
    "drill": {"参加機関": (1, 5)},
    "progress": {"明細": (3, 4)},
    "congestion": {"明細": (1, 7)},
    "plan": {"明細": (1, 10)},
}


EXPECTED |= public_forms.EXPECTED
TABLES |= public_forms.TABLES


def wanted(name):
    items = (item.split() for item in EXPECTED[name].split("/"))
    return {qualified: FieldType(type_) for qualified, type_ in items}


def drawn(name):
    return getattr(public_forms if name in public_forms.EXPECTED else paper_forms, name)()


@pytest.fixture(scope="module", params=list(EXPECTED))
def made(request, tmp_path_factory):
    """One of the forms: its name, what the draft says, the form, its problems, the template."""
    folder = tmp_path_factory.mktemp("forms")
    return request.param, *drafted(drawn(request.param), folder, request.param)


def test_nine_of_ten_fields_have_the_name_and_type_a_coordinator_would_give(made):
    name, _, form, _, _ = made
    found = {f.qualified: f.type for f in form.fields if f.is_entry or f.is_computed}
    expected = wanted(name)
    right = [qualified for qualified, type_ in expected.items() if found.get(qualified) is type_]
    wrong = {q: found.get(q) for q in expected if q not in right} | {
        q: t for q, t in found.items() if q not in expected
    }
    assert len(right) >= 0.9 * len(expected), wrong
    assert len(found) <= 1.1 * len(expected), wrong


def test_tables_have_their_rows_and_a_check_finds_no_error(made):
    name, draft, form, problems, _ = made
    assert [p for p in problems if p.severity is Severity.ERROR] == []
    tables = {t.name: (form.fields_of(t.name)[0].block_height, t.max_rows) for t in form.tables}
    assert tables == TABLES.get(name, {})
    assert all(remark.assumed for remark in draft.all_remarks)


def value_for(field, form, k):
    choices = [choice.value for choice in form.choices_of(field)]
    return {
        FieldType.DATE: dt.datetime(2026, 5, k + 1),
        FieldType.INTEGER: k + 1,
        FieldType.NUMBER: k + 1,
        FieldType.CHOICE: choices[k % len(choices)] if choices else "",
        FieldType.CHOICES: "、".join(choices[:2]),
        FieldType.YES_NO: "はい",
    }.get(field.type, f"{field.name}を書きました（{k + 1}件目）。")


def test_what_is_typed_into_a_copy_comes_back_in_the_right_field(made):
    _, _, form, _, path = made
    compiled = compile_template(path.read_bytes(), form)
    stamped: dict[str, str | tuple[str, ...]] = {"区名": "見本区", "管理番号": SHEET_ID}
    stamped |= {f.qualified: tuple(str(k + 1) for k in range(len(f.cells))) for f in form.fields if f.name == "番号"}
    book = openpyxl.load_workbook(io.BytesIO(stamp_sheet(compiled, Stamp(SHEET_ID, "ab", stamped))))
    typed = {}
    for field in (f for f in form.fields if f.is_entry):
        for k, cell in enumerate(field.cells):
            typed[field.qualified, k] = value_for(field, form, k)
            book[field.sheet][cell] = typed[field.qualified, k]
    kept = io.BytesIO()
    book.save(kept)
    submission, problems = extract_submission(
        read_workbook(kept.getvalue()), form, "ab" * 32, build_printed(compiled, form)
    )
    assert [p for p in problems if p.severity is Severity.ERROR] == []
    known = {name: text if isinstance(text, tuple) else (text,) for name, text in stamped.items()}
    issued = IssuedSheet(SHEET_ID, "回", form.id, form.version, 2026, "13", "1303", "", dt.date(2026, 4, 1), known)
    submission, _ = key_rows(form, submission, issued)
    records, problems = validate_submission(form, submission, issued, DEPARTMENT, Calendar())
    assert [p for p in problems if p.severity is Severity.ERROR] == []
    read = {
        (f"{r.table}.{name}" if r.table else name, (r.number or 1) - 1): v
        for r in records
        for name, v in r.fields.items()
    }
    for place, value in typed.items():
        text = value.date().isoformat() if isinstance(value, dt.datetime) else str(value)
        assert value_text(read[place], choices="、".join) == text, place
