"""The wheel is the tool: whoever installs it gets every module, template and promise, and nothing of the tests."""

from __future__ import annotations

import configparser
import shutil
import subprocess
import sys
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = (
    "setup.cfg",
    "pyproject.toml",
    "LICENSE",
    "README.md",
    "kusei_batch",
    "templates_xlsx",
    "templates_docx",
    "templates_html",
    "docs",
)
DATA = {".json", ".yaml", ".toml", ".jinja", ".xlsx"}


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from a copy, so that no leftover of an earlier build can hide what is missing."""
    copy, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in SOURCES:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__", "~$*", ".~lock*"))
        elif source.exists():
            shutil.copy2(source, copy / name)
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    built = subprocess.run([*pip, "--wheel-dir", out, copy], check=False, capture_output=True, text=True)
    assert built.returncode == 0, built.stderr
    return next(out.glob("*.whl"))


@pytest.fixture(scope="session")
def carried(wheel: Path) -> set[str]:
    """Names of the files in the wheel."""
    with zipfile.ZipFile(wheel) as package:
        return set(package.namelist())


def test_setup_cfg_lists_every_package():
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg", encoding="utf-8")
    listed = set(setup["options"]["packages"].split())
    there = {".".join(found.parent.relative_to(ROOT).parts) for found in ROOT.glob("kusei_batch/**/__init__.py")}
    assert listed == there | {f"kusei_batch.templates_{kind}" for kind in ("xlsx", "docx", "html")} | {
        "kusei_batch.docs"
    }


def test_every_module_and_data_file_is_carried(carried):
    wanted = {
        found.relative_to(ROOT).as_posix()
        for found in (ROOT / "kusei_batch").rglob("*")
        if found.suffix in {".py", *DATA} or found.name == "py.typed"
    }
    assert wanted - carried == set()


def test_the_templates_and_the_manual_are_carried_inside_the_package(carried):
    wanted = {
        f"kusei_batch/{found.relative_to(ROOT).as_posix()}"
        for pattern in (
            "templates_xlsx/*.xlsx",
            "templates_docx/*.docx",
            "templates_html/*.html",
            "docs/*.md",
            "docs/*/*.png",
        )
        for found in ROOT.glob(pattern)
        if not found.name.startswith("~$")
    }
    assert wanted
    assert wanted - carried == set()


def test_nothing_else_is_carried(carried):
    assert {name.partition("/")[0] for name in carried} == {"kusei_batch", "kusei_batch-0.1.0.dist-info"}


def test_the_command_licence_and_python_are_told(wheel, carried):
    info = "kusei_batch-0.1.0.dist-info/"
    with zipfile.ZipFile(wheel) as package:
        metadata = Parser().parsestr(package.read(info + "METADATA").decode())
        commands = package.read(info + "entry_points.txt").decode()
    assert "kusei = kusei_batch.__main__:main" in commands
    assert (metadata["License-Expression"], metadata["Requires-Python"]) == ("MIT", ">=3.11")
    assert info + "licenses/LICENSE" in carried
