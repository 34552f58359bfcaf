"""kusei handover: what a successor reads, and what is left of what a predecessor wrote."""

import datetime as dt
import hashlib
import json
import re
from urllib.parse import unquote

import docx
import pytest

from kusei_batch.config import read_workspace
from kusei_batch.pipeline.handing_over import Moment, hand_over
from kusei_batch.pipeline.workspace.moving_settings import move_settings
from kusei_batch.pipeline.workspace.own_settings import tell_own_settings
from tests.commands import run_command
from tests.kept import copy_kept
from tests.pipeline.desk import ROUND, TARGET, Desk

A, B = "1303", "1304"


def texts(path) -> str:
    """All that a page says."""
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def told(desk, *, as_of="2026-04-21") -> str:
    """What the page says that the command makes."""
    done = run_command(desk.workspace.root, "--json", "handover", "--as-of", as_of)
    assert (done.code, done.err) == (0, "")
    return texts(desk.workspace.root / done.json["path"])


def _begin_used(folder) -> Desk:
    """A workspace that is copied for each test: one night for all of them."""
    desk = Desk(folder)
    desk.begin_issued()
    desk.hand_in(A, [TARGET])
    desk.hand_in(B, [TARGET | {"目標": ""}])
    (desk.workspace.inbox / "別紙.pdf").write_bytes(b"%PDF-1.4")
    desk.settle(desk.workspace.inbox / "別紙.pdf")
    desk.night()
    return desk


@pytest.fixture
def used(tmp_path):
    """One department has answered, one has something to mend, the others have not; a file is nobody's."""
    desk = copy_kept(tmp_path / "作業", _begin_used)
    desk.workspace = read_workspace(tmp_path / "作業")
    return desk


def test_it_says_where_the_round_stands_and_what_waits(used):
    said = told(used)
    asked = len(used.workspace.master.departments)
    assert f"1/{asked} 差戻1" in said
    assert f"作業フォルダ：{used.workspace.root.resolve()}" in said
    assert "取り込んでいないファイル 1件" in said
    assert "督促文（期限前） 1通" in said
    assert "提出期限" in said
    assert "夜間処理は" in said
    late = told(used, as_of="2026-05-20")
    assert f"1/{asked} 超過{asked - 2} 差戻1" in late


def test_it_links_to_where_the_coordinator_decides(used):
    run_command(used.workspace.root, "handover", "--as-of", "2026-04-21")
    path = used.workspace.outbox / "引継書.docx"
    markup = docx.Document(str(path)).element.xml
    link = unquote(re.search(r'HYPERLINK "([^"]+)"', markup.replace("&quot;", '"'))[1])
    assert (path.parent / link).resolve() == used.workspace.decisions_path.resolve()


def test_a_page_that_somebody_wrote_in_stays_and_the_newest_stands_beside_it(used):
    root, path = used.workspace.root, used.workspace.outbox / "引継書.docx"
    run_command(root, "handover", "--as-of", "2026-04-21")
    before = path.read_bytes()
    assert run_command(root, "handover", "--as-of", "2026-04-21").code == 0
    assert path.read_bytes() == before
    document = docx.Document(str(path))
    document.tables[-1].rows[0].cells[1].add_paragraph("総務の金庫")
    document.save(str(path))
    done = run_command(root, "--json", "handover", "--as-of", "2026-04-22")
    assert done.json["path"].endswith("引継書（最新）.docx")
    assert "総務の金庫" in texts(path)
    assert "令和8年4月22日現在" in texts(used.workspace.outbox / "引継書（最新）.docx")


def test_a_night_that_did_not_run_is_told(used):
    ran = dt.datetime.fromtimestamp(used.clock + 3600).astimezone()
    for hours, sleeps in ((29, False), (31, True)):
        moment = Moment("PC-1", ran + dt.timedelta(hours=hours), dt.date(2026, 4, 21))
        assert ("30時間より長く動いていません" in texts(hand_over(used.workspace, moment))) is sleeps


def test_the_last_backup_is_told_with_its_place(used, tmp_path):
    assert "まだ取っていないか、記録がありません" in told(used)
    run_command(used.workspace.root, "backup", str(tmp_path / "控え一.zip"), "--dry-run")
    assert "まだ取っていないか、記録がありません" in told(used)
    run_command(used.workspace.root, "backup", str(tmp_path / "控え一.zip"))
    assert f"場所：{tmp_path / '控え一.zip'}" in told(used)
    (tmp_path / "控え一.zip").unlink()
    assert "今はそこにありません" in told(used)
    note = used.workspace.state / "last_backup.json"
    note.write_text(json.dumps({"path": "D:\\控え.zip", "taken": "2020-01-01T09:05:00+09:00"}), encoding="utf-8")
    assert "古いので、取り直してください" in told(used)
    note.write_bytes(b"{")
    assert "記録がありません" in told(used)


def test_a_new_year_is_written_where_the_settings_stand(used):
    assert "config.toml の年度と回の日、マスタ.xlsx の一覧を今年度" in told(used, as_of="2027-04-05")
    move_settings(used.workspace.root, dry_run=False)
    used.workspace = read_workspace(used.workspace.root)
    said = told(used, as_of="2027-04-05")
    assert "シート「設定」「回」の年度と回の日、マスタ.xlsx の一覧を今年度" in said
    assert "シート「設定」「回」の年度と日を直し" in said
    assert "config.toml の年度" not in said


def test_what_is_not_as_it_came_is_told_in_a_clerk_s_words(used):
    root = used.workspace.root
    (root / "templates_xlsx" / f"{ROUND}.xlsx").write_bytes(b"changed")
    config = root / "config.toml"
    text = config.read_text(encoding="utf-8")
    config.write_text('font = "游ゴシック"\n' + re.sub(r"(?m)^font = .*$", "", text), encoding="utf-8")
    said = "\n".join(tell_own_settings(read_workspace(root)))
    assert f"備え付けから直したもの {ROUND}" in said
    assert "集計ブックの書体 游ゴシック" in said
    assert "呼び名" not in said
    config.write_text(
        config.read_text(encoding="utf-8").replace('# section = "部署"', 'section = "課"'), encoding="utf-8"
    )
    assert "呼び名（words）：部署は「課」" in list(tell_own_settings(read_workspace(root)))


def test_a_workspace_without_the_template_has_the_page_all_the_same_and_a_fault_in_it_is_told(used):
    path = used.workspace.root / "templates_docx" / "引継書.docx"
    path.unlink(missing_ok=True)
    assert "気をつけること" in told(used)
    document = docx.Document()
    document.add_paragraph("{{ 課名 }}")
    document.save(str(path))
    refused = run_command(used.workspace.root, "handover")
    assert (refused.code, "課名" in refused.err) == (2, True)


def test_it_changes_nothing_that_the_night_or_verify_look_at(used):
    path = used.workspace.outbox / "引継書.docx"
    run_command(used.workspace.root, "handover", "--as-of", "2026-04-21")
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    assert run_command(used.workspace.root, "verify").code == 0
    used.night()
    assert hashlib.sha256(path.read_bytes()).hexdigest() == sha256
