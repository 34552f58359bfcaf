"""docs/dependencies.md tells of every dependency the licence that the dependency itself declares."""

from __future__ import annotations

import ast
import configparser
import importlib
import re
from functools import cache
from importlib.metadata import Distribution, PackageNotFoundError, distribution, packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]

# What older packages write where an SPDX expression belongs: (in License or a classifier) -> what it may stand for.
SPOKEN = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD",
    "MIT License": "MIT",
    "PSFL": "PSF-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "LGPL": "LGPL",
    "GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.1-or-later",
}


def requirements(section: str, option: str) -> list[Requirement]:
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg", encoding="utf-8")
    return [Requirement(line) for line in setup[section][option].split("\n") if line]


def installed(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def with_their_own(wanted: list[Requirement]) -> set[str]:
    """Names of these and of all they need in turn on this machine."""
    found: set[str] = set()
    waiting = [r.name for r in wanted]
    while waiting:
        name = canonicalize_name(waiting.pop())
        needed = installed(name)
        if name in found or needed is None:
            continue
        found.add(name)
        own = [Requirement(text) for text in needed.requires or []]
        waiting += [r.name for r in own if r.marker is None or r.marker.evaluate({"extra": ""})]
    return found


@cache
def told() -> dict[str, list[str]]:
    """Rows of the page's tables: name -> cells."""
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (?!名前)(.+) \|$", text, re.MULTILINE)
    return {canonicalize_name(row.split(" | ")[0]): row.split(" | ") for row in rows}


def declared(name: str) -> set[str]:
    """The licence as the package declares it, in one or several ways."""
    metadata = distribution(name).metadata
    if expression := metadata.get_all("License-Expression"):
        return set(expression)
    classified = [c.rpartition(" :: ")[2] for c in metadata.get_all("Classifier") or [] if c.startswith("License")]
    short = (metadata.get_all("License") or [""])[0]
    said = [*classified, short] if len(short) < 30 else classified
    return {SPOKEN.get(text, text) for text in said if text}


@cache
def imported() -> set[str]:
    """Top-level modules that the program's own modules import, wherever in them."""
    found: set[str] = set()
    for path in (ROOT / "kusei_batch").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
    return found


@cache
def modules_of() -> dict[str, set[str]]:
    """Top-level modules of every installed package, by its name."""
    found: dict[str, set[str]] = {}
    for module, names in packages_distributions().items():
        for name in names:
            found.setdefault(canonicalize_name(name), set()).add(module)
    return found


# Required for what another dependency does with it, and never imported by name: who -> (what it must then do).
SILENT = {"defusedxml": ("openpyxl.xml", "DEFUSEDXML")}

RUNTIME = sorted(
    with_their_own(requirements("options", "install_requires") + requirements("options.extras_require", "dask"))
)


@pytest.mark.parametrize(
    "name",
    [
        canonicalize_name(r.name)
        for r in (*requirements("options", "install_requires"), *requirements("options.extras_require", "dask"))
    ],
)
def test_what_is_required_is_used(name):
    if name in SILENT:
        module, switch = SILENT[name]
        assert getattr(importlib.import_module(module), switch) is True
        return
    assert modules_of().get(name, set()) & imported()


@pytest.mark.parametrize("name", RUNTIME)
def test_the_licence_is_the_one_declared(name):
    licence = told()[name][2]
    assert any(
        licence == said or said in re.split(r"[- ]", licence) or said in licence.split(" OR ")
        for said in declared(name)
    )


def test_the_obligation_is_one_that_is_explained():
    explained = set(
        re.findall(
            r"^- \*\*([A-Z])\*\*",
            (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8"),
            re.MULTILINE,
        )
    )
    assert {told()[name][3] for name in RUNTIME} <= explained


def test_nothing_is_told_that_is_not_used():
    extras = [r for extra in ("test", "lint", "bench") for r in requirements("options.extras_require", extra)]
    assert set(told()) == set(RUNTIME) | {canonicalize_name(r.name) for r in extras}


def test_the_constraints_pin_all_of_it_exactly():
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    pinned = {canonicalize_name(name) for name in re.findall(r"^([\w.-]+)==[\w.]+$", text, re.MULTILINE)}
    extras = [r for extra in ("test", "lint", "bench") for r in requirements("options.extras_require", extra)]
    assert with_their_own(requirements("options", "install_requires") + extras) == pinned
