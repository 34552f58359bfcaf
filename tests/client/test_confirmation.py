"""The head of a 部 with a real office program: looks, chooses, types, saves, and what was accepted is confirmed."""

import datetime as dt
import shutil

from tests.client.office import LibreOffice
from tests.pipeline.desk import TARGET, state
from tests.pipeline.test_confirmation_night import NEXT, NO, SECOND, SHEET, YES, Confirming


def test_what_the_head_types_and_chooses_is_what_counts(office: LibreOffice, tmp_path):
    desk = Confirming(tmp_path / "作業")
    desk.issue()
    desk.hand_in("1303", [TARGET])
    desk.hand_in("1304", [SECOND])
    desk.night()
    with office.open(desk.bundles()[-1]) as document:
        assert TARGET["目標"] in document.read("記入内容", "F5").string
        assert document.type("記入内容", "F5", "書き換え").refused == "protected"
        assert document.type(SHEET, "D8", "別の課").refused == "protected"
        document.fill(SHEET, {"K4": "区民サービス部長　髙﨑𠮷", "K5": "R8.4.21", "J8": "確認しました", "J9": NO})
        document.fill(SHEET, {"K9": "どこまでできれば達成なのかを、件数で書いてください。\n期限も要ります。"})
        saved = document.save()
    folder = desk.workspace.inbox / "見本区" / "区民サービス部"
    folder.mkdir(parents=True)
    shutil.copy(saved, folder / "部長確認済み.xlsx")
    desk.settle(folder / "部長確認済み.xlsx")
    report = desk.night(NEXT)
    (file,) = [f for f in report.files if f.path.endswith("部長確認済み.xlsx")]
    assert [p.code for p in file.problems if p.severity == "error"] == []
    assert [state(report, code) for code in ("1303", "1304")] == ["accepted", "unconfirmed"]
    said = {c.department.code: c.confirmation for c in report.coverage if c.confirmation}
    assert (said["1303"].answer, said["1303"].day) == (YES, dt.date(2026, 4, 21))
    assert said["1304"].opinion.splitlines()[1] == "期限も要ります。"
