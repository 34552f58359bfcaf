"""What a sheet begins with, worked out from records and lists alone."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from kusei_batch.core.expression import ExpressionError, parse_condition, parse_formula
from kusei_batch.core.form import Field, FieldKind, FieldType, Form, Necessity, Table
from kusei_batch.core.period import Calendar, Round
from kusei_batch.core.problem import SettingsError, Severity
from kusei_batch.core.record import Record, Source
from kusei_batch.core.row_key import RowKey
from kusei_batch.core.sources import AS_A_WHOLE, Origin, parse_reference, parse_source
from kusei_batch.core.submission import IssuedSheet
from kusei_batch.core.values import BLANK, Cell, CellKind
from kusei_batch.core.ward import Department, Master, MasterListRow, Ward
from kusei_batch.issue.plan import IssueFacts, plan_sheets
from kusei_batch.issue.prefill import Prefiller, carried_entries, entry_cell, shown_text, typed

WARD = Ward("1", "東区")
DEPARTMENT = Department("101", WARD, "総務部", "総務課", 1, "")
OTHER = Department("102", WARD, "総務部", "区民課", 2, "")
CALENDAR = Calendar()
STANDARDS = (
    MasterListRow({"基準ID": "A-1", "場面": "窓口", "本文": "名札を付けます。"}, first_year=2024),
    MasterListRow({"基準ID": "A-2", "場面": "電話", "本文": "名乗ります。"}, first_year=2024, last_year=2025),
)
OWN = (MasterListRow({"ID": "B-1", "本文": "15分以内", "目標値": "15"}, None, frozenset({"101"})),)
MASTER = Master((WARD,), (DEPARTMENT, OTHER), (), {}, {"基準": STANDARDS, "所属基準": OWN})


def field(name, kind=FieldKind.PREVIOUS, reference=None, type_=FieldType.TEXT, table="目標", rows=4):
    cells = tuple(f"A{n}" for n in range(2, 2 + rows)) if table else ("A1",)
    known = parse_reference(reference) if reference else None
    return Field(name, table, kind, type_, Necessity.OPTIONAL, Severity.ERROR, "表", cells, reference=known)


def table(*sources, name="目標", **rules):
    return Table(
        name, 0, 4, 4, sources=tuple(map(parse_source, sources)), growable=rules.pop("growable", False), **rules
    )


def keyed(*ids):
    return {"目標": tuple(RowKey("目標", row_id) for row_id in ids)}


def record(row_id, department=DEPARTMENT, name="目標", **fields):
    return Record("s", department, "f", RowKey(name, row_id), 1 if name else None, fields, {}, Source("", "", {}))


class Past:
    """Records by origin and round."""

    def __init__(self, form=None, **known):
        self.known, self.form = known, form

    def records(self, origin, round_name, department):
        if origin in AS_A_WHOLE:
            return self.known.get(f"THIS_YEAR_{round_name}", ())
        found = self.known.get(f"{origin.name}_{round_name}", ())
        return [r for r in found if r.department == department]

    def form_of_round(self, _round_name):
        return self.form


def prefill(fields, tables, past=None, department=DEPARTMENT, own=None):
    form = Form("様式", "様式", "", "1", tuple(fields), tuple(tables), {})
    return Prefiller(form, 2026, MASTER, CALENDAR, past or Past()).fill(department, own)


FORM = Form("様式", "様式", "", "1", (), (), {})
ROW_ID = field("行ID", FieldKind.DISPLAY)
GOALS = Past(
    THIS_YEAR_目標設定=[record("x-目標1", 目標="一"), record("x-目標2", 目標="二"), record("y", OTHER, 目標="三")]
)


def test_rows_are_those_of_the_department_in_the_order_of_its_source():
    made = prefill([ROW_ID, field("本文", reference="目標")], [table("目標設定.目標")], GOALS)
    assert made.rows == keyed("x-目標1", "x-目標2")
    assert made.stamped == {"目標.行ID": ("x-目標1", "x-目標2"), "目標.本文": ("一", "二")}
    assert prefill([ROW_ID], [table("目標設定.目標")], GOALS, OTHER).rows == keyed("y")


def test_several_sources_follow_one_another_and_an_id_stands_once():
    past = Past(
        THIS_YEAR_目標設定=[record("x", 目標="新")], LAST_YEAR_実績=[record("x", 目標="旧"), record("w", 目標="前")]
    )
    fields = [field("本文", reference="目標"), field("出典", FieldKind.DISPLAY)]
    made = prefill(fields, [table("目標設定.目標", "前年度:実績.目標")], past)
    assert made.rows == keyed("x", "w")
    assert made.stamped["目標.本文"] == ("新", "前")
    assert made.stamped["目標.出典"] == ("目標設定", "前年度の実績")


def test_rows_of_another_table_of_the_round_are_not_meant():
    past = Past(THIS_YEAR_r=[record("x"), record("b", name="基準"), record("h", name=None)])
    assert prefill([ROW_ID], [table("r.目標")], past).rows == keyed("x")


def test_lists_give_the_rows_in_force_for_the_department():
    fields = [ROW_ID, field("本文", reference="本文"), field("目標値", reference="目標値")]
    made = prefill(fields, [table("マスタ.基準", "マスタ.所属基準")])
    assert made.rows == keyed("101-A-1", "101-B-1")
    assert made.stamped["目標.目標値"] == ("", "15")
    assert prefill([ROW_ID], [table("マスタ.基準", "マスタ.所属基準")], department=OTHER).rows == keyed("102-A-1")


@pytest.mark.parametrize(
    ("condition", "expected"),
    [("扱い = 継続", ("a", "c")), ("点 > 2", ("b", "c")), ("扱い = 継続 かつ 点 > 2", ("c",)), ("扱い = 空欄", ("d",))],
)
def test_only_rows_for_which_the_condition_holds(condition, expected):
    past = Past(LAST_YEAR_実績=[
        record("a", 扱い="継続", 点=1), record("b", 扱い="終了", 点=3), record("c", 扱い="継続", 点=Decimal("2.5")), record("d", 扱い=None),
    ])  # fmt: skip
    rule = parse_condition(condition, ["扱い", "点"])
    assert prefill([ROW_ID], [table("前年度:実績.目標", row_condition=rule)], past).rows == keyed(*expected)


def test_a_number_in_a_list_is_compared_as_a_number():
    rule = parse_condition("目標値 < 20", ["目標値"])
    assert prefill([ROW_ID], [table("マスタ.所属基準", row_condition=rule)]).rows == keyed("101-B-1")


def test_a_value_of_another_round_is_that_of_the_row_with_the_same_id():
    past = Past(
        THIS_YEAR_目標設定=[record("x", 目標="一"), record("y", 目標="二")],
        THIS_YEAR_中間=[record("y", 進捗="順調"), record("y", name="別表", 進捗="違う"), record("z", 進捗="遅れ")],
    )
    fields = [field("進捗", reference="中間.進捗"), field("なし", reference="前年度:実績.達成度")]
    made = prefill(fields, [table("目標設定.目標")], past)
    assert made.stamped == {"目標.進捗": ("", "順調"), "目標.なし": ("", "")}


def test_a_field_outside_tables_takes_that_of_the_other_head():
    past = Past(LATEST_=[record("h", name=None, 回収数=120), record("x", 回収数=3)])
    made = prefill([field("前回の回収数", reference="直前.回収数", table=None)], [], past)
    assert made.stamped == {"前回の回収数": ("120",)}


def test_a_field_outside_tables_takes_the_first_row_of_a_list_that_counts_for_its_ward():
    rows = (
        MasterListRow({"ID": "1", "枠": "400"}, "2"),
        MasterListRow({"ID": "2", "枠": "450"}, "1", last_year=2025),
        MasterListRow({"ID": "3", "枠": "500"}, "1", first_year=2026),
    )
    frame = field("枠", reference="マスタ.事業の枠.枠", type_=FieldType.NUMBER, table=None)
    form = Form("f", "f", "", "1", (frame,), (), {})
    found = Prefiller(form, 2026, replace(MASTER, free_lists={"事業の枠": rows}), CALENDAR, Past()).fill(DEPARTMENT)
    assert (found.values["枠"], found.stamped["枠"]) == ((Decimal(500),), ("500",))


def test_what_is_entered_beforehand_is_kept_apart_and_typed_by_its_field():
    past = Past(
        LAST_YEAR_r=[record("x", 目標="一", 値=Decimal("4.50"), 期限=dt.date(2027, 3, 31), 場面=("電話", "窓口"))]
    )
    carried = FieldKind.CARRIED
    fields = [
        field("目標", carried, "目標"), field("値", carried, "値", FieldType.NUMBER),
        field("期限", carried, "期限", FieldType.DATE), field("場面", carried, "場面", FieldType.CHOICES),
        field("空", carried, "無い"),
    ]  # fmt: skip
    made = prefill(fields, [table("前年度:r.目標", growable=True)], past)
    assert made.stamped == {}
    assert made.values == {
        "目標.目標": ("一",), "目標.値": (Decimal("4.50"),), "目標.期限": (dt.date(2027, 3, 31),),
        "目標.場面": (("電話", "窓口"),),
    }  # fmt: skip
    form = Form("様式", "様式", "", "1", tuple(fields), (), {})
    sheet = IssuedSheet("s", "r", "f", "1", 2026, "1", "101", "", dt.date(2026, 4, 1), values=made.values)
    entries = carried_entries(form, sheet)
    assert entries["目標.値"] == [Cell(CellKind.NUMBER, "4.50", Decimal("4.50"))]
    assert entries["目標.期限"] == [Cell(CellKind.DATE, "2027-03-31")]
    assert entries["目標.場面"] == [Cell(CellKind.TEXT, "電話・窓口")]


def test_rows_the_department_added_follow_and_show_nothing():
    fields = [ROW_ID, field("本文", reference="目標")]
    made = prefill(fields, [table("目標設定.目標", growable=True)], GOALS, own=keyed("s-目標3"))
    assert made.rows == keyed("x-目標1", "x-目標2", "s-目標3")
    assert made.stamped == {"目標.行ID": ("x-目標1", "x-目標2", "s-目標3"), "目標.本文": ("一", "二")}


def test_a_table_without_rows_says_so_in_its_first_long_text():
    fields = [field("短い", reference="a"), field("長い", reference="b", type_=FieldType.LONG_TEXT)]
    made = prefill(fields, [table("目標設定.目標", empty_text="ありません。")])
    assert made.stamped == {"目標.短い": (), "目標.長い": ("ありません。",)}
    assert made.rows == {"目標": ()}


def test_rows_in_force_are_those_of_the_year_that_is_asked_and_of_the_lists_as_they_are():
    assert [row.id for row in MASTER.in_force(2025)["基準"]] == ["A-1", "A-2"]
    assert [row.id for row in MASTER.in_force(2026)["基準"]] == ["A-1"]
    changed = replace(MASTER, free_lists={"基準": STANDARDS[1:]})
    assert [row.id for row in changed.in_force(2025)["基準"]] == ["A-2"]


def test_a_list_the_master_does_not_have_is_an_error():
    with pytest.raises(KeyError, match="規準"):
        prefill([ROW_ID], [table("マスタ.規準")])
    with pytest.raises(KeyError, match="規準"):
        prefill([ROW_ID, field("本文", reference="マスタ.規準.本文")], [table("目標設定.目標")])


@pytest.mark.parametrize(
    ("value", "type_", "shown", "entered"),
    [
        (dt.date(2026, 4, 1), FieldType.DATE, "令和8年4月1日", "2026-04-01"),
        ("2026-04-01", FieldType.DATE, "令和8年4月1日", "2026-04-01"),
        ("2026-04-01", FieldType.TEXT, "2026-04-01", "2026-04-01"),
        (dt.date(1850, 4, 1), FieldType.DATE, "1850年4月1日", "1850-04-01"),
        (Decimal("1E+3"), FieldType.NUMBER, "1000", "1000"),
        (98, FieldType.INTEGER, "98", "98"),
        (True, FieldType.YES_NO, "はい", "はい"),
        (False, FieldType.YES_NO, "いいえ", "いいえ"),
        (("電話", "窓口"), FieldType.CHOICES, "電話・窓口", "電話・窓口"),
        (None, FieldType.TEXT, "", ""),
    ],
)
def test_values_as_they_are_printed_and_entered(value, type_, shown, entered):
    known = field("x", type_=type_)
    kept = typed(value, known, CALENDAR)
    assert (shown_text(kept, CALENDAR), FORM.entered_text(kept, known)) == (shown, entered)


@pytest.mark.parametrize(
    ("text", "type_", "kept"),
    [
        ("15", FieldType.NUMBER, Decimal(15)),
        ("4.50", FieldType.NUMBER, Decimal("4.50")),
        ("015", FieldType.INTEGER, "015"),
        ("15分", FieldType.NUMBER, "15分"),
        ("15", FieldType.TEXT, "15"),
        ("R9.3.31", FieldType.DATE, dt.date(2027, 3, 31)),
        ("年度末ごろ", FieldType.DATE, "年度末ごろ"),
        ("", FieldType.LONG_TEXT, None),
    ],
)
def test_a_text_of_a_list_is_kept_as_its_field_means_it_and_printed_as_it_stands(text, type_, kept):
    found = typed(text, field("x", type_=type_), CALENDAR)
    assert (found, type(found)) == (kept, type(kept))
    if not isinstance(kept, dt.date):
        assert shown_text(found, CALENDAR) == text


def test_what_is_shown_is_kept_typed_beside_its_print():
    past = Past(LAST_YEAR_r=[record("x", 値=Decimal("4.50"), 期限=dt.date(2027, 3, 31), 場面=("電話", "窓口"))])
    fields = [
        field("値", reference="値", type_=FieldType.NUMBER), field("期限", reference="期限", type_=FieldType.DATE),
        field("場面", reference="場面", type_=FieldType.CHOICES), field("無い", reference="無い"),
        field("出典", FieldKind.DISPLAY),
    ]  # fmt: skip
    made = prefill(fields, [table("前年度:r.目標")], past)
    assert made.stamped == {
        "目標.値": ("4.50",), "目標.期限": ("令和9年3月31日",), "目標.場面": ("電話・窓口",), "目標.無い": ("",),
        "目標.出典": ("前年度のr",),
    }  # fmt: skip
    assert made.values == {
        "目標.値": (Decimal("4.50"),), "目標.期限": (dt.date(2027, 3, 31),), "目標.場面": (("電話", "窓口"),),
        "目標.出典": ("前年度のr",),
    }  # fmt: skip


def test_an_entry_that_is_no_number_stays_a_text():
    assert entry_cell("約15", field("x", type_=FieldType.NUMBER), FORM).kind is CellKind.TEXT
    assert entry_cell("15", field("x"), FORM).kind is CellKind.TEXT
    assert entry_cell(None, field("x"), FORM) is BLANK


def facts(tables, past=GOALS):
    number = field("番号", FieldKind.DISPLAY, type_=FieldType.INTEGER)
    form = Form("様式", "様式", "", "1", (number, ROW_ID), tuple(tables), {})
    round_ = Round("実績報告", "様式", 2026, dt.date(2027, 2, 1), dt.date(2027, 3, 1))
    return IssueFacts(round_, form, MASTER, CALENDAR, past=past)


def plan(facts, **more):
    return plan_sheets(facts, [DEPARTMENT, OTHER], {}, dt.date(2027, 2, 1), **more)


def test_only_rows_that_were_issued_are_numbered_where_there_can_be_no_others():
    fixed, growing = (plan(facts([table("目標設定.目標", growable=g)]))[0] for g in (False, True))
    assert fixed.stamped["目標.番号"] == ("1", "2")
    assert growing.stamped["目標.番号"] == ("1", "2", "3", "4")
    assert fixed.rows == growing.rows == keyed("x-目標1", "x-目標2")


def test_more_rows_than_there_is_room_for_are_refused_with_the_fullest_sheet():
    with pytest.raises(SettingsError) as refused:
        plan(facts([replace(table("目標設定.目標"), max_rows=1)]))
    (problem,) = refused.value.problems
    assert problem.params == {"table": "目標", "count": "2", "limit": "1", "department": "東区　総務部　総務課"}


def test_origins_have_the_words_forms_use():
    assert [parse_source(t).origin for t in ("マスタ.a", "a.b", "前年度:a.b", "直前.b")] == [
        Origin.MASTER, Origin.THIS_YEAR, Origin.LAST_YEAR, Origin.LATEST,
    ]  # fmt: skip


def test_a_sheet_shows_which_round_of_the_year_it_is_for():
    shown = Field("回", None, FieldKind.DISPLAY, FieldType.TEXT, Necessity.OPTIONAL, Severity.ERROR, "表", ("B1",))
    form = Form("様式", "様式", "", "1", (shown,), (), {})
    round_ = Round("来庁者アンケート（前期）", "様式", 2026, dt.date(2026, 9, 1), dt.date(2026, 9, 30))
    for sheet in plan_sheets(IssueFacts(round_, form, MASTER, CALENDAR), [DEPARTMENT], {}, dt.date(2026, 9, 1)):
        assert sheet.stamped == {"回": ("来庁者アンケート（前期）",)}


def survey(*fields):
    """The form of a survey: counts of each question, and what is worked out from them."""
    counts = [field(n, FieldKind.ENTRY, type_=FieldType.INTEGER, table="設問") for n in ("満足", "回答数", *fields)]
    names = [f.name for f in counts]
    rate = field("満足率", FieldKind.COMPUTED, type_=FieldType.NUMBER, table="設問")
    rate = replace(rate, formula=parse_formula("四捨五入(満足 ÷ 回答数 × 100、1)", names), unit="%")
    return Form("調査", "調査", "", "1", (*counts, rate, field("設問", table="設問")), (table(name="設問"),), {})


def answer(row_id, text, good, all_, department=DEPARTMENT):
    rate = (Decimal(good) / all_ * 100).quantize(Decimal("0.1"))
    return record(row_id, department, "設問", 設問=text, 満足=good, 回答数=all_, 満足率=rate)


# By hand: 課 30/40 = 75.0; the ward (30 + 90) / (40 + 160) = 60.0, where the mean of both rates would be 65.6.
SURVEY = Past(
    survey(),
    THIS_YEAR_調査=[
        answer("101-Q1", "説明", 30, 40),
        answer("101-Q3", "時間", 10, 40),
        answer("102-Q1", "説明", 90, 160, OTHER),
        answer("102-Q2", "案内", 7, 8, OTHER),
    ],
    THIS_YEAR_目標設定=[
        record("a", 出所="説明", 範囲="課"),
        record("b", 出所="説明", 範囲="区"),
        record("c", 出所="案内", 範囲="課"),
        record("d", 出所=None, 範囲="課"),
        record("e", 出所="待合", 範囲="区"),
    ],
)
OWN_RATE, WARD_RATE = "調査.満足率[設問 = この行.出所]", "区:調査.満足率[設問 = この行.出所]"


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        (OWN_RATE, ("75.0", "75.0", "", "", "")),
        (WARD_RATE, ("60.0", "60.0", "87.5", "", "")),
        (f"{OWN_RATE}、{WARD_RATE}", ("75.0", "75.0", "87.5", "", "")),
        (f"区:調査.満足率［設問 ＝ この行.出所 かつ この行.範囲 ＝ 区］、{OWN_RATE}", ("75.0", "60.0", "", "", "")),
        ("区:調査.満足[設問 = この行.出所]", ("120", "120", "7", "", "")),
        ("区:調査.設問[設問 = この行.出所]", ("", "", "", "", "")),
    ],
)
def test_a_row_of_another_round_is_picked_by_what_stands_in_it(reference, expected):
    fields = [ROW_ID, field("値", reference=reference, type_=FieldType.NUMBER)]
    made = prefill(fields, [table("目標設定.目標")], SURVEY)
    assert made.stamped["目標.値"] == expected


@pytest.mark.parametrize("whole", ["区", "全区"])
def test_the_ward_or_all_wards_as_a_whole_answer_to_the_same_row_of_a_list(whole):
    """Its row of a list is each department's; rows that departments added are nobody else's."""
    fields = [ROW_ID, field("値", reference=f"{whole}:調査.満足率", type_=FieldType.NUMBER)]
    questions = (MasterListRow({"ID": "Q1"}), MasterListRow({"ID": "Q3"}), MasterListRow({"ID": "Q9"}))
    master = replace(MASTER, free_lists={"指標": questions})
    form = Form("様式", "様式", "", "1", tuple(fields), (table("マスタ.指標"),), {})
    made = Prefiller(form, 2026, master, CALENDAR, SURVEY).fill(DEPARTMENT)
    assert made.stamped["目標.値"] == ("60.0", "25.0", "")
    assert prefill(fields, [table("目標設定.目標")], SURVEY).stamped["目標.値"] == ("",) * 5


def test_a_rate_that_nothing_divides_is_no_figure_of_a_ward():
    typed_rate = replace(survey(), fields=tuple(replace(f, formula=None) for f in survey().fields))
    fields = [ROW_ID, field("値", reference=WARD_RATE, type_=FieldType.NUMBER)]
    past = Past(typed_rate, **SURVEY.known)
    assert prefill(fields, [table("目標設定.目標")], past).stamped["目標.値"] == ("",) * 5


@pytest.mark.parametrize(
    "text", ["マスタ.基準.本文[場面 = この行.場面]", "前々年度:調査.満足率", "区:マスタ.基準.本文", "本文[場面 = 窓口]"]
)
def test_what_is_no_reference_is_none(text):
    assert parse_reference(text) is None


@pytest.mark.parametrize("text", ["調査.満足率[設問]", "調査.満足率[設問 = ]", "調査.満足率[設問 = この行.出所 かつ]"])
def test_a_condition_that_cannot_be_read_says_so(text):
    with pytest.raises(ExpressionError):
        parse_reference(text)


def test_a_reference_says_what_it_is():
    known = parse_reference(f"{WARD_RATE}、 前年度:実績.率")
    assert [one.text for one in known.chain] == [WARD_RATE, "前年度:実績.率"]
    assert (known.where.names, [n.name for n in known.where.row_names]) == (("出所",), ["設問"])
    same = parse_reference("調査.率[出所 = この行.出所]")
    assert [n.name for n in same.where.row_names] == ["出所"]
