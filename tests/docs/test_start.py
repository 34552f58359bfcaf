"""「自分の区で始める」 shows what the program really says."""

from __future__ import annotations

from pathlib import Path

from tests.commands import run_command

PAGE = Path(__file__).parents[2] / "docs" / "start.md"


def test_the_first_check_says_what_the_page_shows(tmp_path: Path) -> None:
    shown = PAGE.read_text(encoding="utf-8").split("doctor\n", 1)[1].split("```", 1)[0].splitlines()
    assert run_command(tmp_path, "init", tmp_path / "区").code == 0
    told = run_command(tmp_path / "区", "doctor")
    assert len(shown) > 3
    assert [line for line in shown if line not in (told.out + told.err).splitlines()] == []
