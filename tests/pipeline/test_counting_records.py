"""Records that count are read portion by portion and ward by ward, and are the same as those of all wards at once."""

from __future__ import annotations

import pytest

from kusei_batch.consolidate import merge_records
from kusei_batch.pipeline.session import look_into
from kusei_batch.pipeline.status import counting_records
from kusei_batch.pipeline.status.personal_data import withhold
from kusei_batch.pipeline.status.round_status import compute_year_status
from tests.pipeline.desk import IN_TIME, TARGET

NUMBER = "044-999-0101"


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
