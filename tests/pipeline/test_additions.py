"""The master is left alone while somebody has it open."""

import pytest

from kusei_batch.errors import CannotRunError
from kusei_batch.pipeline.outputs.additions import Addition, plan_additions


@pytest.mark.parametrize("lock", ["~$マスタ.xlsx", ".~lock.マスタ.xlsx#"])
def test_nothing_is_added_to_a_master_that_is_open(year, lock):
    path = year.workspace.master_path
    path.with_name(lock).write_bytes(b"x")
    before = path.read_bytes()
    ((_, add),) = plan_additions(year.workspace, [Addition("休業日", ("日付", "名称"), [("R8.5.1", "開庁記念日")])])
    with pytest.raises(CannotRunError):
        add()
    assert path.read_bytes() == before
    path.with_name(lock).unlink()
    add()
    assert path.read_bytes() != before
