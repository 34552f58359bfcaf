"""改正: a list as it is from the year on that was decided, and until then."""

import pytest

from kusei_batch.core.revision import Revision, RevisionError, Step, revise
from kusei_batch.core.ward import MasterListRow

HEADINGS = ("ID", "本文", "適用開始年度", "適用終了年度")


def row(row_id, text, first=2020, last=None):
    return MasterListRow(
        {"ID": row_id, "本文": text, "適用開始年度": str(first), "適用終了年度": str(last or "")},
        first_year=first,
        last_year=last,
    )


ROWS = (row("A-1", "一"), row("A-2", "二"), row("A-10", "十"), row("B-1", "終", last=2025))


def in_force(rows, year):
    return {r.id: r.texts["本文"] for r in rows if r.in_force(year)}


def revised(rows, step, row_id, year=2027, **texts):
    return revise(rows, HEADINGS, Revision(Step(step), row_id, year, texts, {"本文": "G2"}, "決定.xlsx"))


def test_the_old_wording_holds_until_the_year_before_and_the_new_one_from_its_year():
    rows = revised(ROWS, "改正", "A-2", 本文="二の改")
    assert in_force(rows, 2026) == {"A-1": "一", "A-2": "二", "A-10": "十"}
    assert in_force(rows, 2027) == {"A-1": "一", "A-2": "二の改", "A-10": "十"}
    assert [r.id for r in rows] == ["A-1", "A-2", "A-2", "A-10", "B-1"]
    assert [(r.texts["適用開始年度"], r.texts["適用終了年度"]) for r in rows[1:3]] == [("2020", "2026"), ("2027", "")]
    assert (rows[2].cells, rows[2].file) == ({"本文": "G2"}, "決定.xlsx")


def test_it_may_be_revised_again_and_abolished_then():
    rows = revised(revised(ROWS, "改正", "A-1", 本文="新"), "改正", "A-1", 2029, 本文="再")
    rows = revised(rows, "廃止", "Ａ-1", 2031)
    assert [in_force(rows, year).get("A-1") for year in range(2026, 2032)] == ["一", "新", "新", "再", "再", None]


def test_a_new_one_takes_its_place_among_ids_in_order_and_else_the_last():
    rows = revised(ROWS, "新設", "A-3", 本文="三")
    assert [r.id for r in rows] == ["A-1", "A-2", "A-3", "A-10", "B-1"]
    assert in_force(rows, 2026).keys() == {"A-1", "A-2", "A-10"}
    assert in_force(rows, 2027)["A-3"] == "三"
    mixed = (ROWS[2], ROWS[0])
    assert [r.id for r in revised(mixed, "新設", "A-3", 本文="三")] == ["A-10", "A-1", "A-3"]


@pytest.mark.parametrize(
    ("step", "row_id", "code"),
    [
        ("改正", "C-9", "revision-unknown-id"),
        ("改正", "B-1", "revision-unknown-id"),
        ("廃止", "C-9", "revision-unknown-id"),
        ("新設", "A-1", "revision-id-taken"),
    ],
)
def test_what_cannot_be_is_told(step, row_id, code):
    with pytest.raises(RevisionError) as told:
        revised(ROWS, step, row_id, 本文="文")
    assert told.value.code == code


def test_what_was_written_into_the_master_since_counts_as_it_stands():
    rows = (row("A-1", "一", last=2026), row("A-1", "清書した文", 2027))
    assert revised(rows, "改正", "A-1", 本文="決定の文") == rows
    assert revised(rows, "新設", "A-1", 本文="決定の文") == rows
    assert revised(ROWS, "廃止", "B-1", 2026) == ROWS
