"""kusei explain, and where a coordinator is led to the manual."""

from __future__ import annotations

import shutil
from urllib.parse import unquote

from kusei_batch.manual import FIRST, FOLDER, PROBLEMS
from kusei_batch.pipeline.workspace.manual import refresh_manual
from tests.commands import run_command
from tests.pipeline.desk import Desk


def test_a_code_is_told_in_plain_words(tmp_path):
    told = run_command(tmp_path, "explain", "required-blank")
    assert told.code == 0
    assert [line.partition(":")[0] for line in told.out.splitlines()[1:]] == ["意味", "なぜ", "部署", "事務局"]
    told = run_command(tmp_path, "--json", "explain", "[required-blank]").json
    assert set(told) == {"code", "label", "section", "meaning", "why", "department", "office"}


def test_a_code_that_is_not_there_is_answered_with_those_like_it(tmp_path):
    told = run_command(tmp_path, "explain", "requird-blank")
    assert told.code == 2
    assert "required-blank" in told.err


def test_the_manuals_page_is_named_where_it_is(tmp_path):
    refresh_manual(tmp_path)
    assert f"{PROBLEMS}#required-blank" in run_command(tmp_path, "explain", "required-blank").out


def test_the_status_page_leads_to_the_manual(desk: Desk):
    root = desk.workspace.root
    refresh_manual(root)
    (root / "config.toml").write_text(
        (root / "config.toml").read_text(encoding="utf-8").replace("city = ", "cty = "), encoding="utf-8"
    )
    assert run_command(root, "nightly", "--as-of", "2026-04-20").code == 2
    page = (root / "outbox" / "状況.html").read_text(encoding="utf-8")
    assert f'<a href="../{FOLDER}/{FIRST}">' in unquote(page)
    assert f'<a href="../{FOLDER}/{PROBLEMS}#config-unknown-key">' in unquote(page)


def test_without_the_manual_the_code_is_named_all_the_same(desk: Desk):
    root = desk.workspace.root
    shutil.rmtree(root / FOLDER)
    (root / "config.toml").write_text("壊れた設定", encoding="utf-8")
    run_command(root, "nightly", "--as-of", "2026-04-20")
    page = next(root.rglob("状況.html")).read_text(encoding="utf-8")
    assert "［config-" in page
    assert FIRST not in unquote(page)


def test_the_night_brings_the_manual_again_and_a_manual_that_cannot_be_written_costs_itself_alone(desk: Desk):
    root = desk.workspace.root
    shutil.rmtree(root / FOLDER)
    assert run_command(root, "nightly", "--as-of", "2026-04-20").code == 0
    assert (root / FOLDER / FIRST).is_file()
    shutil.rmtree(root / FOLDER)
    (root / FOLDER).write_bytes(b"")
    told = run_command(root, "nightly", "--as-of", "2026-04-20")
    assert told.code == 1
    assert FOLDER in told.err + told.out
    assert "夜間処理は、最後まで終わりました。" in (root / "outbox" / "状況.html").read_text(encoding="utf-8")
