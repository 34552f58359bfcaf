"""What somebody has open while the night replaces or removes it costs itself alone, and is told by its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from kusei_batch.core.run import Outcome
from kusei_batch.pipeline.outputs.telling import BOOK, PAGE
from tests.pipeline.desk import TARGET, TOO_LATE, Desk, begin_kept, outputs, state

A, B = "1303", "1304"
PLACES = {
    "summary_workbook": "R08_目標設定_見本区_集計.xlsx",
    "sent_back": "R08_目標設定_1304_保険年金課_差戻し.xlsx",
    "receipt": "R08_目標設定_1303_区民課_受付票.txt",
    "paper": "R08_目標設定_見本区_区企画調整会議資料.docx",
    "records_csv": "R08_目標設定_見本区_データ.csv",
}


@pytest.fixture
def held(monkeypatch):
    """Names of files that Excel has open: on Windows nobody can replace or remove them."""
    names: set[str] = set()
    monkeypatch.setattr("kusei_batch.system.time.sleep", lambda _: None)

    def refusing(plain, path_of):
        def refuse(*args, **kwargs):
            path = Path(path_of(args))
            if path.name in names or "*" in names:
                error = PermissionError(13, "Permission denied", str(path))
                error.winerror = 32  # type: ignore[attr-defined]
                raise error
            return plain(*args, **kwargs)

        return refuse

    monkeypatch.setattr(Path, "replace", refusing(Path.replace, lambda args: args[1]))
    monkeypatch.setattr(Path, "unlink", refusing(Path.unlink, lambda args: args[0]))
    return names


@pytest.fixture
def under_way(tmp_path):
    """One department's sheet was accepted, another's sent back, and a third's is late."""
    return begin_kept(tmp_path / "作業フォルダ", _begin_under_way)


def _begin_under_way(folder: Path) -> Desk:
    desk = Desk(folder)
    desk.begin_issued()
    desk.hand_in(A, [TARGET])
    desk.hand_in(B, [TARGET | {"目標": ""}])
    desk.night()
    return desk


@pytest.mark.parametrize("kind", ["summary_workbook", "sent_back", "receipt", "paper", "records_csv", "log", "book"])
def test_what_is_open_costs_itself_alone_and_is_named(under_way, held, kind):
    under_way.hand_in(A, [TARGET | {"目標値": 1}])
    under_way.hand_in(B, [TARGET | {"目標": "", "目標値": 1}])
    outbox = under_way.workspace.outbox
    places = {"log": next(outbox.glob("記録/*.log")), "book": outbox / BOOK}
    place = places.get(kind) or next(path for path in outbox.rglob("*") if path.name == PLACES[kind])
    held.add(place.name)
    before = place.read_bytes()
    report = under_way.night(TOO_LATE)
    (failure,) = report.failures
    assert place.name in failure.message
    assert "ほかの人が開いています" in failure.message
    assert "ファイルを誰かが開いていないか" in failure.remedy
    assert place.read_bytes() == before
    page = (outbox / PAGE).read_text(encoding="utf-8")
    assert "できなかったものがあります" in page
    assert place.name in page
    held.clear()
    report = under_way.night(TOO_LATE)
    assert report.failures == []
    assert place.read_bytes() != before


def test_a_night_that_can_replace_and_remove_nothing_still_takes_everything_in(under_way, held):
    under_way.hand_in(A, [TARGET | {"目標値": 1}])
    under_way.hand_in(B, [TARGET])
    held.update(path.name for path in under_way.workspace.outbox.rglob("*") if path.is_file())
    report = under_way.night(TOO_LATE)
    assert report.outcome is Outcome.PARTLY
    assert (state(report, A), state(report, B)) == ("accepted", "accepted")
    assert any("差戻し" in failure.message for failure in report.failures), "it could not be removed"
    held.clear()
    report = under_way.night(TOO_LATE)
    assert report.failures == []
    assert not outputs(report, "sent_back")
    kept = under_way.workspace.outbox.rglob("*差戻し.xlsx")
    assert {path.parent.name for path in kept} == {"済"}
