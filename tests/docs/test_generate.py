"""docs/problems.md and docs/cli.md say what the catalog and the commands say."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import click
import pytest

from kusei_batch.core.catalog import SECTIONS
from kusei_batch.core.catalog.slot_words import spoken

SCRIPT = Path(__file__).parents[2] / "docs" / "generate.py"


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_code_has_its_row(generate):
    page = generate.render_problems()
    codes = [code for entries in SECTIONS.values() for code in entries]
    assert [code for code in codes if page.count(f"| `{code}` |") != 1] == []
    assert all(f"\n## {title}\n" in page for title in SECTIONS)


def test_rows_have_four_columns(generate):
    rows = [line for line in generate.render_problems().splitlines() if line.startswith("| `")]
    assert {line.replace(r"\|", "").count("|") for line in rows} == {5}


def test_a_slot_is_named_for_the_reader():
    assert spoken("{place}が空欄です。{hint}") == "〔どの欄か〕が空欄です。"
    assert spoken("{{項目}}の{something}") == "{項目}の〔値〕"


def test_every_command_is_walked(generate):
    @click.group()
    def top():
        """Top."""

    @top.group()
    def form():
        """Forms."""

    @form.command()
    @click.argument("file")
    def check(file):
        """Check a file."""

    pages = [generate._help(command, context) for command, context in generate._commands(top, None, "kusei")]
    assert [page.splitlines()[1] for page in pages] == ["## kusei", "### kusei form", "#### kusei form check"]
    assert "Usage: kusei form check [OPTIONS] FILE" in pages[2]


def test_check_tells_a_stale_page(generate, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(generate, "DOCS", tmp_path)
    monkeypatch.setattr(generate, "render_cli", lambda: None)
    assert generate.main(["--check"]) == 1
    assert "problems.md is stale" in capsys.readouterr().err
    assert generate.main([]) == 0
    assert generate.main(["--check"]) == 0
    assert not (tmp_path / "cli.md").exists()


def test_it_runs_as_a_script():
    run = subprocess.run([sys.executable, SCRIPT, "--check"], capture_output=True, text=True, check=False)
    assert run.returncode in (0, 1), run.stderr
