"""A department with a real office program: open, type as a person would, save, hand in; every value compared."""

import datetime as dt

import pytest

from kusei_batch.pipeline.questions import read_records
from tests.pipeline.desk import ROUND, Desk, codes, state, verdicts

A, B = "1303", "1304"

HEAD = {"記入者": "髙﨑𠮷", "記入日": "2026/4/13", "連絡事項": "来週の会議で補足します。\n資料は別に送ります。"}
TYPED = [
    {
        "場面": "電話・対面対応",
        "理念": "市民の視点",
        "対応する基準": "新規項目",
        "目標": "待ち時間が30分を超える日を、月2日以下にします。",
        "具体的な取組内容": "(1) 混雑する日を月ごとに調べ、応援の職員を決めておきます。\n(2) 窓口の前に待ち時間を掲示します。",
        "評価指標": "30分を超えた日の数（月2日以下）",
        "目標値": "１，２００",
        "単位": "人",
        "期限": "R9.3.31",
        "取組範囲": "課",
        "予算措置": "不要",
        "第1四半期": "混雑する日を調べます。",
        "第4四半期": "結果をまとめます。",
    },
    {
        "場面": "②電話対応",
        "目標": "電話の折返し漏れを月1件以下にします。",
        "具体的な取組内容": "受けた電話を帳票に書き、毎夕、2人で確かめます。",
        "評価指標": "折返し漏れの件数（月1件以下）",
        "目標値": "▲5",
        "単位": "件",
        "期限": "令和8年12月28日",
        "第2四半期": "帳票を作ります。",
    },
]
UNTYPED = dict.fromkeys(
    (
        *("場面", "理念", "対応する基準", "向き", "取組範囲", "予算措置", "概算額", "使途", "指標の出所"),
        *("第1四半期", "第2四半期", "第3四半期", "第4四半期"),
        *("関連する組織目標", "関連する制度", "区計画の事業", "参加部署"),
    )
)
READ = [
    {
        **UNTYPED,
        **TYPED[0],
        "場面": ("電話対応", "対面対応"),
        "目標値": 1200,
        "期限": dt.date(2027, 3, 31),
    },
    {
        **UNTYPED,
        **TYPED[1],
        "場面": ("電話対応",),
        "目標値": -5,
        "期限": dt.date(2026, 12, 28),
    },
]


@pytest.fixture
def desk(tmp_path):
    desk = Desk(tmp_path / "作業")
    desk.issue()
    return desk


def type_in(desk, document, rows=TYPED, head=HEAD):
    """Type into the cells, one after the other; every entry must be let in."""
    for table, values in ((None, [head]), ("目標", rows)):
        for field in desk.form.entries_of(table):
            for address, row in zip(field.cells, values, strict=False):
                if field.name in row:
                    typed = document.type(field.sheet, address, row[field.name])
                    assert typed.accepted, (field.name, typed)


def hand_in(desk, document, department=A, name="様式.xlsx"):
    path = desk.folder(department) / name
    document.save_as(path)
    return desk.settle(path)


def values(desk):
    """What was read, a dict a row, fields in the form's words."""
    entries = {f.name for f in desk.form.entries_of("目標")}
    records = [r for r in read_records(desk.workspace, ROUND) if r.table]
    return [{name: value for name, value in r.fields.items() if name in entries} for r in records]


def test_every_value_typed_in_the_office_comes_back_as_it_was_meant(office, desk):
    with office.open(desk.blank(A)) as document:
        type_in(desk, document)
        hand_in(desk, document)
    report = desk.night()
    # Nothing but what was meant as a trap: an untouched label or formula gives no warning.
    warned = [p for f in report.files for p in f.problems if p.severity.value == "warning"]
    assert [(p.code, p.location.field) for p in warned] == [("too-small", "目標値")]
    assert values(desk) == READ
    (head,) = [r for r in read_records(desk.workspace, ROUND) if r.table is None]
    assert head.fields["記入者"] == HEAD["記入者"]
    assert head.fields["記入日"] == dt.date(2026, 4, 13)
    assert head.fields["連絡事項"] == HEAD["連絡事項"]
    readings = [p.message for f in report.files for p in f.problems if p.severity.value == "info"]
    assert any("R9.3.31" in text and "2027" in text for text in readings)
    assert any("▲5" in text and "-5" in text for text in readings)


def test_what_is_not_an_entry_cell_cannot_be_typed_over(office, desk):
    shown = next(f for f in desk.form.fields if not f.is_entry)
    with office.open(desk.blank(A)) as document:
        typed = document.type(shown.sheet, shown.cells[0], "書きかえ")
    assert not typed.accepted
    assert typed.refused == "protected"


def test_what_a_rule_forbids_is_refused_where_it_is_typed(office, desk):
    field = desk.form.field("目標", "目標")
    with office.open(desk.blank(A)) as document:
        typed = document.type(field.sheet, field.cells[0], "あ" * ((field.max_length or 0) + 1))
    assert not typed.accepted
    assert typed.refused == "validation"


def _insert_rows(document, desk):
    first = int(desk.form.field("目標", "目標").cells[0][1:])
    document.insert_rows(desk.form.field("目標", "目標").sheet, before=first, count=2)
    document.insert_rows(desk.form.field("目標", "目標").sheet, before=first + 3, count=1)


def _insert_columns(document, desk):
    document.insert_columns(desk.form.field("目標", "目標").sheet, desk.form.field("目標", "目標").cells[0][0], 1)


def _rename(document, desk):
    for number, name in enumerate(dict.fromkeys(f.sheet for f in desk.form.fields), 1):
        document.rename(name, f"シート {number}'")


def _clear(document, desk):
    document.clear_validations(desk.form.field("目標", "目標").sheet)


def _merge(document, desk):
    first, second = (desk.form.field(n, "目標").cells[0] for n in ("単位", "期限"))
    del first, second
    cells = desk.form.field("理念", "目標").cells
    document.merge(desk.form.field("理念", "目標").sheet, f"{cells[4]}:{cells[6]}")


@pytest.mark.parametrize(
    "damage", [_insert_rows, _insert_columns, _rename, _clear, _merge], ids=lambda d: d.__name__[1:]
)
def test_no_damage_loses_a_value(office, desk, damage):
    with office.open(desk.blank(A)) as document:
        type_in(desk, document)
        for sheet in document.sheets():
            document.unprotect(sheet.name)
        damage(document, desk)
        hand_in(desk, document)
    report = desk.night()
    assert verdicts(report)["様式.xlsx"] in ("accepted", "accepted_with_warnings"), [
        p.message for f in report.files for p in f.problems
    ]
    assert values(desk) == READ


def test_the_circle_closes_in_the_office(office, desk):
    wrong = [{**TYPED[0], "場面": "", "期限": "令和8年2月30日"}]
    with office.open(desk.blank(A)) as document:
        for field, row in ((f, wrong[0]) for f in desk.form.entries_of("目標")):
            if row.get(field.name):
                document.type(field.sheet, field.cells[0], row[field.name])
        document.paste(desk.form.field("単位", "目標").sheet, *_paste_over(desk))
        hand_in(desk, document)
    report = desk.night()
    (sent,) = [f for f in report.files if f.verdict.value == "sent_back"]
    assert len(codes(sent)) >= 1
    (answer,) = [o.path for o in report.outputs if o.kind == "sent_back"]
    with office.open(answer) as document:
        sheet = desk.form.field("目標", "目標").sheet
        assert document.read(sheet, desk.form.field("目標", "目標").cells[0]).string == TYPED[0]["目標"]
        for name in ("場面", "期限", "単位"):
            typed = document.type(sheet, desk.form.field(name, "目標").cells[0], TYPED[0][name])
            assert typed.accepted
        hand_in(desk, document, name="直し.xlsx")
    report = desk.night()
    assert state(report, A) == "accepted"
    assert values(desk) == READ[:1]


def _paste_over(desk):
    """A cell copied over another takes its validation along: the classic way to lose one."""
    return desk.form.field("目標", "目標").cells[0], desk.form.field("単位", "目標").cells[0]
