"""Every code of the catalog is raised where it belongs, and says so in words a department can act on."""

from __future__ import annotations

import re

import pytest

from kusei_batch.core.catalog import cell_problems, row_problems
from kusei_batch.core.expression import parse_condition
from kusei_batch.core.problem import Problem, Severity
from tests.validate.builders import FORM, changed_form, found, problems, target
from tests.validate.samples import SAMPLES, VAGUE, Sample

MESSAGES = {**row_problems.MESSAGES, **cell_problems.MESSAGES}

EACH = [
    pytest.param(code, sample, id=f"{code}-{n}")
    for code, several in SAMPLES.items()
    for n, sample in enumerate(several, 1)
]


def raised(sample: Sample) -> list[Problem]:
    return problems(*sample.targets, head=sample.head, form=sample.form)


@pytest.mark.parametrize(("code", "sample"), EACH)
def test_the_code_is_raised_once_with_its_cells(code, sample):
    assert [p.location.cell for p in raised(sample) if p.code == code] == [sample.cells]


@pytest.mark.parametrize(("code", "sample"), EACH)
def test_nothing_else_is_wrong_with_the_sheet(code, sample):
    beside = {p.code for p in raised(sample) if p.code != code and p.severity is not Severity.INFO}
    assert beside <= ({"too-large"} if code == "number-with-words" else set())


@pytest.mark.parametrize(("code", "sample"), EACH)
def test_the_words_are_complete(code, sample):
    for problem in raised(sample):
        assert not re.search(r"[{}]|None|「」", problem.message + problem.remedy)
        assert problem.message.endswith("。")
        assert problem.remedy.endswith(("。", "）"))


def test_every_code_has_a_sample_and_a_cause():
    assert set(SAMPLES) == set(MESSAGES)
    assert [code for code, entry in MESSAGES.items() if not entry.cause] == []


def test_the_usual_severity_is_the_documented_one():
    wrong = {
        code
        for code, several in SAMPLES.items()
        for sample in several
        for p in raised(sample)
        if p.code == code and p.severity != MESSAGES[code].severity
    }
    assert wrong == {"not-yes-no"}  # the sample's field is a 警告 field


def test_an_untouched_sheet_is_told_nothing_else():
    assert found() == [("sheet-untouched", "C4")]


def test_field_and_row_are_named():
    told = problems(target(1), target(2, 評価指標=None))
    assert told[0].message == "目標2の評価指標が空欄です。"
    assert told[0].location.field == "評価指標"


def test_rows_with_one_fault_are_named_together():
    blank = {"評価指標": None}
    told = problems(target(1, **blank), target(2, **blank), target(3, **blank), None, target(5, **blank))
    assert told[0].message == "目標1～3・5の評価指標が空欄です。"


def test_different_readings_stay_apart():
    assert found(target(1, 目標値="９８"), target(2, 目標値="９９")) == [("number-read", "F12"), ("number-read", "F13")]


def test_the_forms_own_words_are_the_remedy():
    told = problems(target(参加人数="多数"))
    assert told[0].remedy == "0以上の整数で人数を入力してください。"


def test_a_blank_is_not_answered_with_words_meant_for_a_wrong_entry():
    form = changed_form("評価指標", error_text="評価指標は200文字までで書いてください。")
    assert problems(target(評価指標=None), form=form)[0].remedy == "必ず記入する欄です。記入してください。"


def test_the_fields_severity_is_carried():
    told = problems(target(公表="たぶん"))
    assert told[0].severity is Severity.WARNING


def test_a_weighted_down_blank_is_a_warning():
    told = problems(target(評価指標=None), form=changed_form("評価指標", severity=Severity.WARNING))
    assert [(p.code, p.severity) for p in told] == [("required-blank", Severity.WARNING)]


def test_an_unread_condition_silences_what_follows():
    assert found(target(予算措置="必要")) == [("unknown-choice", "I12")]


def test_a_blank_silences_vagueness():
    assert found(target(**{**VAGUE, "評価指標": None})) == [("required-blank", "E12")]


def test_an_unread_entry_silences_bounds_and_repetition():
    assert found(target(目標値="-5以上")) == [("number-with-words", "F12")]
    assert found(target(1, 目標=ERROR_CELLS), target(2, 目標=ERROR_CELLS)) == [("error-value", "C12,C13")]


ERROR_CELLS = SAMPLES["error-value"][0].targets[0]["目標値"]


def test_problems_stand_in_reading_order():
    told = found(
        target(1, 期限="随時", 評価指標=None, 目標値="▲５", 第1四半期="=x"),
        target(2, 場面=None),
        head={"記入者": "髙橋", "記入日": "きのう"},
    )
    assert told == [
        ("platform-characters", "C4"),
        ("not-a-date", "E4"),
        ("required-blank", "E12"),
        ("too-small", "F12"),  # the graver of two at one cell
        ("number-read", "F12"),
        ("not-a-date", "H12"),
        ("required-blank", "B13"),
        ("formula-as-text", "B12"),  # on the second sheet
    ]


FILLED, BLANK, OTHER_THAN = "予算措置 ≠ 空欄", "予算措置 = 空欄", "予算措置 ≠ 不要"
BY_HEAD, PUBLISHED, SCENE, FEW = "記入者 = 川崎", "公表 = はい", "場面 = ④対面対応", "参加人数 = 3"


@pytest.mark.parametrize(
    ("condition", "entries", "asks"),
    [
        (FILLED, {"予算措置": "不要"}, True),
        (FILLED, {}, False),
        (BLANK, {}, True),
        (BLANK, {"予算措置": "不要"}, False),
        (OTHER_THAN, {"予算措置": "緊急対応"}, True),
        (OTHER_THAN, {"予算措置": "不要"}, False),
        (OTHER_THAN, {}, False),
        (OTHER_THAN, {"予算措置": "必要"}, False),
        (BY_HEAD, {}, True),
        (PUBLISHED, {"公表": "○"}, True),
        (PUBLISHED, {"公表": "×"}, False),
        (SCENE, {"場面": "電話・対面"}, True),
        (SCENE, {"場面": "電話"}, False),
        (FEW, {"参加人数": "３人"}, True),
        (FEW, {"参加人数": 30}, False),
        ("参加人数 < 目標値", {"参加人数": 3, "目標値": 4}, True),
        ("参加人数 < 目標値", {"参加人数": 4, "目標値": "４"}, False),
        ("参加人数 < 目標値", {"参加人数": 3}, False),
        ("予算措置 = 空欄 または 参加人数 < 目標値", {"予算措置": "必要", "参加人数": 3, "目標値": 4}, True),
        ("期限 > 2026/10/1 かつ 公表 = はい", {"期限": "R8.12.1", "公表": "○"}, True),
    ],
)
def test_conditions(condition, entries, asks):
    form = changed_form("予算の理由", condition=parse_condition(condition, [f.name for f in FORM.fields]))
    told = [code for code, _ in found(target(**entries), head={"記入者": "川崎"}, form=form)]
    assert ("required-by-condition" in told) is asks


def test_long_text_is_not_repeated_at_length():
    told = problems(target(予算措置="あ" * 400))
    assert len(told[0].message) < 100


def test_rows_that_are_all_alike_are_one_problem():
    goals = [
        f"{place}の窓口に大きな文字の案内板を設け、来庁者が迷わず行き着けるようにします。"
        for place in ("東", "西", "南")
    ]
    told = problems(*(target(n, 目標=goal) for n, goal in enumerate(goals, 1)))
    assert [(p.code, p.location.cell) for p in told] == [("similar-rows", "C12,C13,C14")]
    assert told[0].message == "目標2・3の目標が、目標1とほとんど同じです。"


@pytest.mark.parametrize("text", ["有", "無", "あり", "なし", "無し"])
def test_a_word_that_could_mean_either_does_not_confirm_nothing(text):
    assert ("not-yes-no", "C6") in found(head={"該当なし": text})


@pytest.mark.parametrize(
    "entries", [{"予算の理由": "なし", "予算措置": "不要"}, {"評価指標": "なし"}, {"目標": "ＡＴＭ"}]
)
def test_a_text_that_says_nothing_is_asked_only_where_something_has_to_be_said(entries):
    assert "says-nothing" not in {p.code for p in problems(target(**entries))}
