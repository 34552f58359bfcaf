"""Targets as departments write them into a list: one running text, few headings, no figures, scenes broken into lines."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from kusei_batch.config import read_workspace
from kusei_batch.core.period import Calendar
from kusei_batch.core.problem import Severity
from kusei_batch.core.submission import Entry, IssuedSheet, Row, Submission
from kusei_batch.core.ward import Department, Ward
from kusei_batch.pipeline.workspace.init import init_workspace
from kusei_batch.validate import validate_submission
from kusei_batch.xlsx.template import read_template
from tests.validate.builders import cell

ROOT = Path(__file__).parents[2]
AIMS = (
    "庁舎を訪れた方が迷わずに目的の窓口に着けるよう、案内の表示を分かりやすいものに改めます。",
    "電話で問い合わせた方が同じ説明をくり返さずに済むように、取り次ぐときの伝え方をそろえます。",
    "地域で活動する方々の声を聴く機会を設け、寄せられた声を仕事の改善に生かします。",
    "言葉や耳の不自由な方にも手続の内容が伝わるように、伝える道具と方法を整えます。",
    "お知らせの文は専門の用語を避け、初めて読む方にも分かる言葉で書きます。",
)
MEANS = (
    "そのために、課の職員が気付いたことを持ち寄って話し合い、直したところを全員に知らせます。",
    "また、研修で学んだことを課内に伝え、だれが応対しても同じ案内ができるように努めます。",
    "さらに、隣の課と連絡を取り合い、手続が続くときは次の窓口まで付き添って案内します。",
    "併せて、掲示物を見直し、古くなったものは速やかに外します。",
)
SCENES = (
    ("対面対応", ("対面対応",)),
    ("応対", ("対面対応",)),
    ("対\n面", ("対面対応",)),
    ("電話・\n対面", ("電話対応", "対面対応")),
    ("電話・対面\n対応", ("電話対応", "対面対応")),
    ("電話対面対応", ("電話対応", "対面対応")),
    ("庁\n内\n体\n制", ("庁内体制",)),
    ("庁内\n体制", ("庁内体制",)),
    ("お知\nらせ", ("お知らせ",)),
    ("庁 舎 案 内", ("庁舎案内",)),
    ("④②", ("対面対応", "電話対応")),
    ("⑤地域\n訪問", ("地域訪問",)),
    ("共　通", ("共通",)),
    ("お知らせ\n電話\n対面", ("お知らせ", "電話対応", "対面対応")),
)


def running(number: int, length: int) -> str:
    """One text of about that length, broken as in a narrow column: also inside a word."""
    parts, text = [*MEANS[number % 4 :], *MEANS, *AIMS, *MEANS], AIMS[number % 5]
    while len(text) < length:
        text += parts.pop(0)
    text = text[: length - 1] + "。"
    return text if number % 3 else text[:23] + "\n" + text[23:]


def by_example(number: int) -> str:
    return f"{AIMS[number % 5]}\n具体的には、{MEANS[number % 4]}{MEANS[(number + 1) % 4]}"


def headed(number: int) -> str:
    means = "\n".join(f"({n}) {text}" for n, text in enumerate((*MEANS[number % 2 :], *MEANS)[:3], start=1))
    return f"【目標】\n{AIMS[number % 5]}\n【具体的な取組内容】\n{means}"


TEXTS = (
    *(running(n, 50 + n * 8) for n in range(32)),
    *(by_example(n) for n in range(6)),
    *(headed(n) for n in range(6)),
)
"""44 targets of 14 departments: 32 of one running text, 6 with 具体的には, 6 with headings."""


@pytest.fixture(scope="module")
def form():
    workspace = read_workspace(ROOT)
    return read_template(ROOT / "templates_xlsx" / "目標設定.xlsx", workspace.master.lists(2026))[0]


def judged(form, targets):
    """The records and problems of a sheet that has these (scene, text) or (scene, text, number to reach) and nothing else."""
    head = {f.name: Entry(cell(None), f.sheet, f.cells[0]) for f in form.entries_of(None)}
    rows = []
    for number, target in enumerate(targets):
        said = dict(zip(("場面", "目標", "目標値"), target, strict=False))
        entries = {f.name: Entry(cell(said.get(f.name)), f.sheet, f.cells[number]) for f in form.entries_of("目標")}
        rows.append(Row("目標", number + 1, entries))
    submission = Submission("ab" * 32, Row(None, None, head), {"目標": tuple(rows)})
    issued = IssuedSheet("R08-1303-1-25", "目標設定", form.id, "1", 2026, "1", "1303", "x", dt.date(2026, 4, 1), {}, {})
    department = Department("1303", Ward("1", "見本区"), "", "区民課", 1, "")
    return validate_submission(form, submission, issued, department, Calendar())


def test_the_list_has_the_shape_of_one_that_was_published():
    assert len(TEXTS) == 44
    assert len(set(TEXTS)) == 44
    assert 45 <= min(map(len, TEXTS)) <= 55
    assert 290 <= max(map(len, TEXTS)) <= 310


@pytest.mark.parametrize("department", range(14))
def test_what_a_department_writes_is_accepted_and_asked_about(form, department):
    texts = TEXTS[department::14]
    scenes = [SCENES[(department + n) % len(SCENES)] for n in range(len(texts))]
    records, problems = judged(form, [(s, t) for (s, _), t in zip(scenes, texts, strict=True)])
    assert [p for p in problems if p.severity is Severity.ERROR] == []
    rows = [r for r in records if r.table == "目標"]
    assert [r.fields["場面"] for r in rows] == [meant for _, meant in scenes]
    assert [r.fields["目標"] for r in rows] == list(texts)
    asked = [p for p in problems if p.severity is Severity.WARNING]
    assert {p.code for p in asked} <= {"inconsistent", "nothing-checkable", "unusually-many-rows"}
    indicator = next(p for p in asked if p.location.field == "評価指標")
    assert len(indicator.location.cells) == len(texts)
    assert "評価指標に測るもの" in indicator.remedy


def test_a_target_that_says_by_what_it_is_measured_is_hardly_asked_about(form):
    _, problems = judged(form, [("電話", "電話は呼出音3回以内に取り、9月と2月に各1週間、回数を数えて確かめます。")])
    assert "nothing-checkable" not in [p.code for p in problems]


@pytest.mark.parametrize("example", [None, ROOT / "examples" / "市と区"], ids=["ward", "city"])
def test_a_target_with_a_number_to_reach_has_something_to_check(example, tmp_path):
    init_workspace(tmp_path / "new", dry_run=False, example=example)
    lists = read_workspace(tmp_path / "new").master.lists(2026)
    form = read_template(tmp_path / "new" / "templates_xlsx" / "目標設定.xlsx", lists)[0]
    asked = [[p.code for p in judged(form, [("電話", AIMS[1], number)])[1]] for number in (None, "別に定めます", 40)]
    assert ["nothing-checkable" in codes for codes in asked] == [True, True, False]


def test_a_text_of_600_characters_is_accepted_and_a_longer_one_is_not(form):
    whole = (AIMS[0] * 20)[:600]
    assert [p.code for p in judged(form, [("電話", whole)])[1] if p.severity is Severity.ERROR] == []
    assert [p.code for p in judged(form, [("電話", whole + "。")])[1] if p.severity is Severity.ERROR] == ["too-long"]


@pytest.mark.parametrize(("scene", "text", "field"), [(None, TEXTS[0], "場面"), ("電話", None, "目標")])
def test_without_scene_or_target_it_is_no_answer(form, scene, text, field):
    found = [p for p in judged(form, [(scene, text)])[1] if p.severity is Severity.ERROR]
    assert [(p.code, p.location.field) for p in found] == [("required-blank", field)]


def test_rows_nobody_fills_in_are_not_asked_about(form):
    """The conditions colour cells on the sheet too, where blank rows stand below those that are filled in."""
    assert [c.name for c in form.checks if c.condition.holds({}.get)] == []
