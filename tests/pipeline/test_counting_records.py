"""Records that count are read portion by portion and ward by ward, and are the same as those of all wards at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kusei_batch.consolidate import merge_records
from kusei_batch.core.record import Record, Source
from kusei_batch.core.row_key import RowKey
from kusei_batch.core.ward import Department, Ward
from kusei_batch.ledger import pack_records, unpack_withheld
from kusei_batch.pipeline.session import look_into
from kusei_batch.pipeline.status import counting_records
from kusei_batch.pipeline.status.personal_data import withhold
from kusei_batch.pipeline.status.round_status import compute_year_status
from tests.pipeline.desk import IN_TIME, TARGET

NUMBER = "044-999-0101"
OWNER = Department("1202", Ward("1", "見本区"), "", "総務課", 0, "")
PLACE = Source("0" * 64, "目標", {"a": "A1"})


@pytest.mark.parametrize("portion", [1, 2, 200])
def test_portions_give_the_records_of_all_wards_at_once(issued, monkeypatch, portion):
    monkeypatch.setattr(counting_records, "_PORTION", portion)
    for code in ("1304", "1202", "1303"):
        issued.hand_in(code, [TARGET, TARGET | {"具体的な取組内容": f"苦情の方（{NUMBER}）に連絡します。{code}"}])
    issued.night(IN_TIME)
    workspace = issued.workspace
    with look_into(workspace) as ledger:
        (found, *_) = compute_year_status(workspace, ledger, IN_TIME).rounds
        contents = {c.sheet_id: c.sha256 for c in found.coverage if c.sha256}
        owners = {d.code: d for d in workspace.master.departments}
        shown, withheld = withhold(workspace, merge_records(ledger.records(contents, owners), found.coverage))
        (ward,) = workspace.master.wards
        assert [record.department.code for record in shown] == [*["1202"] * 3, *["1303"] * 3, *["1304"] * 3]
        assert list(found.records) == list(found.records) == found.records_of(ward) == shown
        assert found.withheld == withheld
        assert len(withheld) == 3


def test_rows_of_some_tables_are_those_of_all_that_stand_in_them(issued):
    for code in ("1304", "1202"):
        issued.hand_in(code, [TARGET, TARGET | {"具体的な取組内容": f"苦情の方（{NUMBER}）に連絡します。{code}"}])
    issued.night(IN_TIME)
    with look_into(issued.workspace) as ledger:
        (found, *_) = compute_year_status(issued.workspace, ledger, IN_TIME).rounds
        assert list(found.records.of_tables({"目標"})) == [one for one in found.records if one.table == "目標"] != []
        assert list(found.records.of_tables({"前回の目標"})) == []


TEXTS = st.text(st.sampled_from('"[]{},:\\目電'), max_size=8)


@given(st.lists(st.tuples(TEXTS, st.dictionaries(TEXTS, TEXTS, max_size=2), st.sampled_from([(), ("a", "b")]))))
def test_a_record_with_a_withheld_text_is_found_whatever_stands_in_the_others(rows):
    records = [
        Record("R08-1", OWNER, "様式", RowKey(None, "R08-1"), None, {text: choices}, {text: text}, PLACE, withheld)
        for text, withheld, choices in rows
    ]
    found = unpack_withheld(pack_records(records), {OWNER.code: OWNER})
    assert found == [record for record in records if record.withheld]
