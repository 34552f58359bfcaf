"""What one answer changes of another: told of the row of its own table, also where two tables show that row."""

from __future__ import annotations

import pytest

from kusei_batch.core.record import Record, Source
from kusei_batch.core.replacement import changes_between, entries_dropped, entries_of, told_changes, told_entries
from kusei_batch.core.row_key import RowKey
from kusei_batch.core.ward import Department, Ward

DEPARTMENT = Department("1303", Ward("130", "みどり区"), "区民サービス部", "区民課", 1, "")
SHEET_ID = "R08-1303-1-25"
KEPT, MENDED = RowKey.of_list("遵守", "1303", "A-1"), RowKey.of_list("改善", "1303", "A-1")
OWN, HEAD = RowKey("目標", f"{SHEET_ID}-目標2"), RowKey(None, SHEET_ID)
CARRIED = RowKey("結果", "R07-1303-1-22-目標1")


def entries(*told):
    return entries_of(
        Record(SHEET_ID, DEPARTMENT, "計画", key, None, {}, typed, Source("", "", {})) for key, typed in told
    )


def changes(old, new):
    return changes_between(SHEET_ID, entries(*old), entries(*new))


def dropped(other, counting):
    return tuple(entries_dropped(SHEET_ID, entries(*other), entries(*counting)))


@pytest.mark.parametrize("before_and_now", [("前", "後"), ("", "後"), ("前", "")])
@pytest.mark.parametrize("changed", [KEPT, MENDED])
def test_a_change_in_either_of_two_tables_that_show_one_row_is_told(changed, before_and_now):
    before, now = before_and_now
    other = MENDED if changed is KEPT else KEPT
    found = changes(
        [(changed, {"備考": before}), (other, {"備考": "同じ"})], [(changed, {"備考": now}), (other, {"備考": "同じ"})]
    )
    assert [(c.key, c.field, c.old, c.new) for c in found] == [(changed, "備考", before, now)]


def test_answers_that_exchange_what_two_tables_say_of_a_row_are_not_the_same():
    one, other = (
        entries((KEPT, {"備考": "甲"}), (MENDED, {"備考": "乙"})),
        entries((KEPT, {"備考": "乙"}), (MENDED, {"備考": "甲"})),
    )
    assert one != other
    assert (
        told_changes(changes_between(SHEET_ID, one, other))
        == "遵守 1303-A-1「備考」 甲→乙、改善 1303-A-1「備考」 乙→甲"
    )


def test_what_another_table_says_in_a_field_of_that_name_does_not_make_up_for_what_drops_out():
    found = dropped([(KEPT, {"備考": "甲"}), (OWN, {"備考": "乙"})], [(MENDED, {"備考": "甲"}), (HEAD, {"備考": "乙"})])
    assert told_entries(found) == "遵守 1303-A-1「備考」（甲）、目標2「備考」（乙）"


def test_what_stands_in_another_row_of_the_table_is_not_lost():
    moved = OWN._replace(row_id=f"{SHEET_ID}-目標1")
    assert dropped([(OWN, {"目標": "甲"})], [(moved, {"目標": "甲"})]) == ()


@pytest.mark.parametrize(
    ("key", "told"), [(OWN, "目標2"), (HEAD, ""), (CARRIED, "結果 R07-1303-1-22-目標1"), (MENDED, "改善 1303-A-1")]
)
def test_a_row_is_told_by_its_number_or_by_table_and_id(key, told):
    (found,) = changes([], [(key, {"備考": "後"})])
    assert found.row == told
