"""Rows a sheet was issued with: known by their ID wherever they stand, demanded where they may not be dropped."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from kusei_batch.collect.extract import check_stamped
from kusei_batch.collect.row_keys import key_rows
from kusei_batch.core.expression import parse_condition
from kusei_batch.core.form import Field, FieldKind, FieldType, Form, Necessity, Table
from kusei_batch.core.problem import Severity
from kusei_batch.core.row_key import RowKey
from kusei_batch.core.sources import Origin, Reference, RowSource
from kusei_batch.core.submission import Entry, IssuedSheet, Row, Submission
from kusei_batch.core.values import text_cell
from tests.validate.builders import cell, judge_submission

SHEET, SHEET_ID = "実績報告", "R08-1303-3-62"
IDS = ("R08-1303-1-25-目標1", "R08-1303-1-25-目標2")
OWN = Reference(Origin.OWN, "", "本文")
REQUIRED = Necessity.REQUIRED


def keyed(*ids, table="目標"):
    return tuple(RowKey(table, row_id) for row_id in ids)


def field(name, column, kind=FieldKind.ENTRY, type_=FieldType.TEXT, necessity=Necessity.OPTIONAL, **rules):
    table = rules.pop("table", "目標")
    cells = tuple(f"{column}{10 + i}" for i in range(4)) if table else (column,)
    return Field(name, table, kind, type_, necessity, Severity.ERROR, SHEET, cells, **rules)


FIELDS = (
    field("記入者", "C4", table=None),
    field("前回の回収数", "E4", FieldKind.PREVIOUS, FieldType.INTEGER, table=None, reference=OWN),
    field("該当なし", "C6", type_=FieldType.YES_NO, table=None),
    field("番号", "A", FieldKind.DISPLAY, FieldType.INTEGER),
    field("行ID", "B", FieldKind.DISPLAY),
    field("目標値", "C", FieldKind.PREVIOUS, FieldType.NUMBER, reference=OWN),
    field("期限", "D", FieldKind.PREVIOUS, FieldType.DATE, reference=OWN),
    field("実施結果", "E", necessity=REQUIRED),
    field("理由", "F", necessity=Necessity.CONDITIONAL, condition=parse_condition("目標値 = 98", ["目標値"])),
)
TABLE = Table("目標", 0, 4, 4, sources=(RowSource(Origin.THIS_YEAR, "目標設定", "目標"),), growable=False)
FORM = Form("実績報告", "実績報告", "", "1", FIELDS, (TABLE,), {}, nothing_field="該当なし")
ISSUED = IssuedSheet(
    SHEET_ID, "実績報告", "実績報告", "1", 2026, "13", "1303", "x.xlsx", dt.date(2027, 2, 1),
    {"前回の回収数": ("120",), "目標.番号": ("1", "2"), "目標.行ID": IDS, "目標.目標値": ("98", "4.5"),
     "目標.期限": ("令和9年3月31日", "")},
    {"目標": keyed(*IDS)},
    {"前回の回収数": (120,), "目標.目標値": (Decimal(98), Decimal("4.5")), "目標.期限": (dt.date(2027, 3, 31), None)},
)  # fmt: skip
DONE = {"実施結果": "行いました。"}


def submission(*rows, form=FORM, ids=(*IDS, "", ""), head=None):
    """Rows of the table from the first down, each as a dict of entries; `ids` is what the ID column shows."""
    lines = [*rows, *[{}] * (4 - len(rows))]
    made = tuple(
        Row("目標", n, {f.name: entry(f, n, line.get(f.name)) for f in form.entries_of("目標")})
        for n, line in enumerate(lines, 1)
    )
    shown = {"目標.行ID": tuple(Entry(text_cell(t), SHEET, f"B{10 + n}") for n, t in enumerate(ids))}
    heads = {f.name: Entry(cell((head or {}).get(f.name)), SHEET, f.cells[0]) for f in form.entries_of(None)}
    return Submission("ab" * 32, Row(None, None, heads), {"目標": made}, shown)


def entry(known, number, value):
    return Entry(cell(value), SHEET, known.cells[number - 1])


def judge(*rows, form=FORM, issued=ISSUED, **rest):
    records, problems = judge_submission(
        form, submission(*rows, form=form, **rest), issued
    )  # fmt: skip
    return [r for r in records if r.table], [(p.code, p.location.cell) for p in problems]


def test_a_row_is_known_by_the_id_it_was_issued_with():
    records, problems = judge(DONE | {"理由": "r"}, DONE)
    assert problems == []
    assert [r.key.row_id for r in records] == list(IDS)


def test_values_shown_belong_to_the_record_typed_by_their_kind():
    records, _ = judge_submission(FORM, submission(DONE, DONE), ISSUED)
    head, first, second = records
    assert (head.fields["前回の回収数"], head.typed["前回の回収数"]) == (120, "120")
    assert (first.fields["目標値"], first.fields["期限"]) == (Decimal(98), dt.date(2027, 3, 31))
    assert (second.fields["目標値"], second.fields["期限"]) == (Decimal("4.5"), None)
    assert first.typed["期限"] == "令和9年3月31日"
    assert first.source.cells["目標値"] == "C10"


def test_values_that_were_issued_count_whatever_was_printed_of_them():
    printed = {
        **ISSUED.stamped,
        "前回の回収数": ("百二十",),
        "目標.目標値": ("約98", "0"),
        "目標.期限": ("年度末", "未定"),
    }
    records, problems = judge_submission(FORM, submission(DONE | {"理由": "r"}, DONE), replace(ISSUED, stamped=printed))
    head, first, second = records
    assert head.fields["前回の回収数"] == 120
    assert (first.fields["目標値"], first.fields["期限"]) == (Decimal(98), dt.date(2027, 3, 31))
    assert (second.fields["目標値"], second.fields["期限"]) == (Decimal("4.5"), None)
    assert first.typed["期限"] == "年度末"
    assert problems == []


@pytest.mark.parametrize(
    ("type_", "value", "printed", "kept"),
    [
        (FieldType.NUMBER, "15分", "15分", Decimal(15)),
        (FieldType.NUMBER, "１５", "１５", Decimal(15)),
        (FieldType.INTEGER, Decimal("4.5"), "4.5", None),
        (FieldType.INTEGER, Decimal("15.0"), "15.0", 15),
        (FieldType.DATE, "年度末ごろ", "年度末ごろ", None),
        (FieldType.TEXT, dt.date(2027, 3, 31), "令和9年3月31日", "令和9年3月31日"),
        (FieldType.TEXT, Decimal("4.50"), "4.50", "4.50"),
        (FieldType.NUMBER, True, "はい", None),
        (FieldType.YES_NO, True, "はい", True),
        (FieldType.YES_NO, "はい", "はい", True),
        (FieldType.CHOICES, "電話・窓口", "電話・窓口", ("電話", "窓口")),
        (FieldType.CHOICE, ("電話", "窓口"), "電話・窓口", "電話・窓口"),
    ],
)
def test_what_another_type_of_field_was_told_is_read_as_it_was_printed(type_, value, printed, kept):
    fields = (*FIELDS, field("前", "G", FieldKind.PREVIOUS, type_, reference=OWN))
    issued = replace(
        ISSUED, stamped={**ISSUED.stamped, "目標.前": (printed,)}, values={**ISSUED.values, "目標.前": (value,)}
    )
    records, _ = judge(DONE, DONE, form=replace(FORM, fields=fields), issued=issued)
    assert (records[0].fields["前"], type(records[0].fields["前"])) == (kept, type(kept))


def test_rows_that_were_sorted_keep_their_ids_and_values():
    records, problems = judge({"実施結果": "二つめ"}, {"実施結果": "一つめ", "理由": "r"}, ids=(IDS[1], IDS[0], "", ""))
    assert problems == []
    assert [(r.number, r.key.row_id, r.fields["実施結果"], r.fields["目標値"]) for r in records] == [
        (1, IDS[1], "二つめ", Decimal("4.5")),
        (2, IDS[0], "一つめ", Decimal(98)),
    ]


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        (("", "", "", ""), (*IDS, None, None)),
        ((IDS[1], "", "", ""), (IDS[1], None, None, None)),
        ((IDS[0], "", "", ""), (*IDS[:1], None, None, None)),
        ((f"　{IDS[0]} ", IDS[1].replace("R08", "Ｒ08"), "", ""), (*IDS, None, None)),
        (("", IDS[0], IDS[1], ""), (None, *IDS, None)),
    ],
)
def test_a_row_is_known_by_what_it_shows_else_by_its_place_where_nothing_was_moved(ids, expected):
    known, _ = key_rows(FORM, submission(ids=ids), ISSUED)
    assert tuple(row.key and row.key.row_id for row in known.tables["目標"]) == expected


@pytest.mark.parametrize(
    ("ids", "code", "keys"),
    [
        ((IDS[1], IDS[1], "", ""), "row-unclear", [None, None]),
        ((IDS[1], "", "", ""), "row-unclear", [IDS[1], None]),
        (("", IDS[0], "", ""), "row-unclear", [None, IDS[0]]),
        (("R08-1303-1-25-目標9", IDS[1], "", ""), "row-id-changed", [None, IDS[1]]),
    ],
)
def test_what_may_be_another_row_is_none_and_said(ids, code, keys):
    known, problems = key_rows(FORM, submission(DONE, DONE, ids=ids), ISSUED)
    found = [row.key.row_id if row.key and row.key.row_id in IDS else None for row in known.tables["目標"][:2]]
    assert (found, [p.code for p in problems]) == (keys, [code])


def test_an_issued_row_exists_though_all_of_it_is_blank():
    records, problems = judge(DONE | {"理由": "r"}, head={"記入者": "川崎"})
    assert problems == [("required-blank", "E11")]
    assert [r.key.row_id for r in records] == list(IDS)


def test_a_row_that_was_deleted_is_missed():
    whole = submission(DONE | {"理由": "r"}, ids=(IDS[0], "", "", ""))
    short = replace(whole, tables={"目標": whole.tables["目標"][:1]}, shown={"目標.行ID": whole.shown["目標.行ID"][:1]})
    _, problems = judge_submission(FORM, short, ISSUED)
    assert [(p.code, p.location.cell) for p in problems] == [("row-gone", "E10"), ("required-blank", "E11")]


def test_conditions_see_what_is_shown():
    assert judge(DONE, DONE)[1] == [("required-by-condition", "F10")]


def test_nothing_may_be_entered_in_rows_that_were_not_issued():
    records, problems = judge(DONE | {"理由": "r"}, DONE, {}, {"実施結果": "x", "理由": "y"})
    assert problems == [("row-not-issued", "E13,F13")]
    assert [r.key.row_id for r in records] == list(IDS)


def test_where_nothing_was_issued_nothing_is_demanded():
    issued = replace(ISSUED, rows={"目標": ()}, stamped={})
    form = replace(FORM, tables=(replace(TABLE, min_rows=1),))
    assert judge(form=form, issued=issued, head={"記入者": "川崎"}) == ([], [])
    assert judge(form=form, issued=issued)[1] == [("sheet-untouched", "C4")]
    assert judge(DONE, form=form, issued=issued)[1] == [("row-not-issued", "E10")]


def test_who_confirms_nothing_need_not_fill_in_the_rows():
    assert judge(head={"該当なし": "はい"}) == ([], [])
    assert judge(DONE | {"理由": "r"}, head={"該当なし": "はい"})[1] == [("nothing-contradicted", "C6")]


@pytest.mark.parametrize(
    ("ids", "shown", "expected"),
    [
        (IDS, ("98", "4.5"), []),
        (IDS, ("97", "4.5"), ["C10"]),
        ((IDS[1], IDS[0]), ("4.5", "98"), []),
    ],
)
def test_a_shown_value_is_compared_with_that_of_its_own_row(ids, shown, expected):
    back = submission(DONE, DONE, ids=(*ids, "", ""))
    back = replace(back, shown={
        **back.shown,
        "目標.番号": tuple(Entry(text_cell(t), SHEET, f"A{10 + n}") for n, t in enumerate("12")),
        "目標.目標値": tuple(Entry(cell(Decimal(t)), SHEET, f"C{10 + n}") for n, t in enumerate(shown)),
    })  # fmt: skip
    back, _ = key_rows(FORM, back, ISSUED)
    told = [p for p in check_stamped(FORM, back, ISSUED) if p.location.field == "目標値"]
    assert [p.location.cell for p in told] == expected
    assert {p.location.field for p in check_stamped(FORM, back, ISSUED)} <= {"目標値", "期限", "前回の回収数"}


# --- a table that begins with what goes on, and may grow ---

GOES_ON = (
    field("記入者", "C4", table=None),
    field("行ID", "B", FieldKind.DISPLAY),
    field("目標", "C", FieldKind.CARRIED, FieldType.LONG_TEXT, REQUIRED, reference=OWN),
    field("目標値", "D", FieldKind.CARRIED, FieldType.NUMBER, reference=OWN),
    field("期限", "E", FieldKind.CARRIED, FieldType.DATE, reference=OWN),
)
GROWING = replace(TABLE, min_rows=1, growable=True, distinct=("目標",))
PLAN = Form("目標設定", "目標設定", "", "1", GOES_ON, (GROWING,), {})
LAST = ("R07-1303-1-28-目標1", "R07-1303-1-28-目標3")
GOALS = ("窓口の待ち時間を平均15分以内にします。", "電話を3回以内の呼出しで受けます。")
CARRYING = replace(
    ISSUED, sheet_id="R08-1303-1-25", stamped={"目標.行ID": LAST}, rows={"目標": keyed(*LAST)},
    values={"目標.目標": GOALS, "目標.目標値": (Decimal(15), None), "目標.期限": (dt.date(2027, 3, 31), None)},
)  # fmt: skip
FIRST = {"目標": GOALS[0], "目標値": 15, "期限": dt.date(2027, 3, 31)}
SECOND = {"目標": GOALS[1]}


def carry(*rows, issued=CARRYING, **rest):
    return judge(*rows, form=PLAN, issued=issued, ids=(*LAST, "", ""), **rest)


def test_what_was_entered_beforehand_alone_is_an_untouched_sheet():
    assert carry(FIRST, SECOND)[1] == [("sheet-untouched", "C4")]
    assert carry(FIRST, SECOND, head={"記入者": "川崎"})[1] == []
    assert carry(FIRST | {"目標値": 14}, SECOND)[1] == []
    assert carry(FIRST, SECOND, {"目標": "新しい目標です。"})[1] == []


def test_rows_that_go_on_keep_their_ids_and_new_ones_get_their_own():
    records, _ = carry(FIRST, SECOND, {"目標": "新しい目標です。"})
    assert [r.key.row_id for r in records] == [*LAST, "R08-1303-1-25-目標3"]


def test_a_row_that_was_emptied_is_dropped():
    records, problems = carry({}, SECOND, {"目標": "新しい目標です。"})
    assert [r.key.row_id for r in records] == [LAST[1], "R08-1303-1-25-目標3"]
    assert problems == [("blank-row-between", "C10")]


def test_a_row_without_a_start_may_not_be_left_blank():
    _, problems = carry({"目標": "新しい目標です。"}, issued=replace(CARRYING, values={}))
    assert problems == [("required-blank", "C11")]


def test_where_rows_may_be_added_the_least_number_holds():
    none = replace(CARRYING, rows={"目標": ()}, values={}, stamped={})
    assert carry(issued=none, head={"記入者": "川崎"})[1] == [("no-rows", "C10")]


def test_a_new_target_in_place_of_an_old_one_is_told():
    other = {"目標": "庁舎の案内表示を大きな文字に改め、10月末までに取り替える。"}
    assert carry(FIRST, other)[1] == [("carried-row-replaced", "C11")]
    assert carry(FIRST, {"目標": "電話を2回以内の呼出しで受け、名乗ります。"})[1] == []


def test_an_id_given_before_is_not_given_again():
    again = replace(CARRYING, rows={"目標": keyed(LAST[0], "R08-1303-1-25-目標3")}, values={"目標.目標": GOALS[:1]})
    records, problems = judge(
        FIRST, SECOND, {"目標": "三つめの目標です。"}, form=PLAN, issued=again, ids=(LAST[0], "R08-1303-1-25-目標3", "", ""),
    )  # fmt: skip
    assert [r.key.row_id for r in records] == [LAST[0], "R08-1303-1-25-目標3", "R08-1303-1-25-目標4"]
    assert problems == []
    dropped, problems = judge(FIRST | {"目標値": 1}, form=PLAN, issued=again, ids=(LAST[0], "", "", ""))
    assert [r.key.row_id for r in dropped] == [LAST[0]]
    assert problems == []


def test_two_rows_that_are_added_get_two_ids_also_where_their_places_are_taken():
    again = replace(CARRYING, rows={"目標": keyed("R08-1303-1-25-目標2")}, values={}, stamped={})
    added = {"目標": "三つめの目標です。"}
    records, _ = judge(SECOND, FIRST, added, form=PLAN, issued=again, ids=("R08-1303-1-25-目標2", "", "", ""))
    assert [r.key.row_id for r in records] == [f"R08-1303-1-25-目標{n}" for n in (2, 3, 4)]


def test_a_record_says_which_list_or_round_its_row_came_from():
    form = replace(FORM, fields=(*FIELDS, field("出典", "G", FieldKind.DISPLAY)))
    origins = {"目標.出典": ("基準", "所属基準")}
    issued = replace(ISSUED, stamped={**ISSUED.stamped, **origins}, values={**ISSUED.values, **origins})
    records, _ = judge(DONE, DONE, form=form, issued=issued)
    assert [r.fields["出典"] for r in records] == ["基準", "所属基準"]


def shown_beside(growable_rows):
    """A table the department fills in, and beside it one that only shows last year's rows."""
    shown = Table("前年度", 0, 4, 4, sources=(RowSource(Origin.LAST_YEAR, "実績報告", "目標"),), growable=False)
    fields = (*FIELDS, field("行ID", "H", FieldKind.DISPLAY, table="前年度"), field("結果", "I", FieldKind.PREVIOUS, table="前年度", reference=OWN))  # fmt: skip
    main = replace(TABLE, sources=(), growable=True)
    form = replace(FORM, fields=fields, tables=(main, shown))
    stamped = {"前年度.行ID": IDS, "前年度.結果": ("達成", "未達成")}
    return judge(*growable_rows, form=form, issued=replace(ISSUED, stamped=stamped, values=stamped, rows={"前年度": keyed(*IDS, table="前年度")}),
                 ids=("", "", "", ""), head={"該当なし": "はい" if not growable_rows else None})  # fmt: skip


def test_rows_that_are_only_shown_are_none_of_the_department_s():
    records, _ = shown_beside([DONE])
    assert [r.table for r in records] == ["目標"]


def test_nothing_to_report_is_not_contradicted_by_rows_that_are_only_shown():
    records, problems = shown_beside([])
    assert records == []
    assert "nothing-contradicted" not in [code for code, _ in problems]


def test_an_id_that_was_overwritten_is_told_with_what_it_was():
    found = [
        p
        for p in judge_submission(
            FORM,
            submission(DONE | {"理由": "r"}, DONE, ids=(IDS[0], "R08-1201-1-78-目標2", "", "")),
            ISSUED,
        )[1]
        if p.code == "row-id-changed"
    ]
    assert [(p.location.cell, p.severity) for p in found] == [("B11", Severity.ERROR)]
    assert IDS[1] in found[0].remedy
    assert IDS[0] not in found[0].remedy


def test_where_rows_may_be_added_an_overwritten_id_is_told_too():
    growing = replace(FORM, tables=(replace(TABLE, growable=True),))
    problems = judge(DONE | {"理由": "r"}, DONE, form=growing, ids=(IDS[0], "R08-1201-1-78-目標2", "", ""))[1]
    assert ("row-id-changed", "B11") in problems
    assert judge(DONE | {"理由": "r"}, DONE, DONE, form=growing)[1] == []
