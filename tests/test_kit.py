"""The kit is for Windows, whole, and small enough to carry: everything in it is looked at, as it is packed."""

from __future__ import annotations

import ast
import subprocess
import sys
import zipfile
from importlib.metadata import Distribution
from pathlib import Path, PurePosixPath

import lief
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

from kit import build, wheels
from kusei_batch.pipeline.workspace.init import init_workspace

ROOT = Path(__file__).parents[1]
VERSION = build.RUNTIME["version"]
TAG = "cp" + "".join(VERSION.split(".")[:2])

EMBEDDED = {"python3.dll", f"python{TAG[2:]}.dll", "vcruntime140.dll", "vcruntime140_1.dll", "msvcp140.dll"}
"""What lies beside python.exe: of python.org's archive, and what the first start copies there."""
WINDOWS = {
    "advapi32", "bcrypt", "bcryptprimitives", "crypt32", "gdi32", "iphlpapi", "kernel32", "ntdll", "ole32", "pdh",
    "powrprof", "psapi", "shell32", "user32", "ws2_32",
}  # fmt: skip
USED = (
    "numpy, pandas, lxml.etree, lxml.objectify, PIL.Image, PIL.ImageCms, pydantic, jinja2, markupsafe, openpyxl, docxtpl, "
    "xlsxwriter, scipy.sparse, sklearn.feature_extraction.text, sklearn.preprocessing, sknetwork.clustering"
)
# Compiled for Linux alone, and under Windows by other names.
OTHERWISE = {"psutil/_psutil_linux"}


@pytest.fixture(scope="session")
def kit(tmp_path_factory):
    """The kit as `make kit` packs it, and the folder it was packed from."""
    out = tmp_path_factory.mktemp("kit")
    packed = build.build_kit(out)
    return packed, out / "kit" / packed.stem


def test_every_wheel_is_one_that_this_python_installs_on_windows(kit):
    found = sorted((kit[1].parent / "wheels").glob("*.whl"))
    supported = wheels.supported_tags(VERSION)
    assert len(found) > 35
    assert [path.name for path in found if not supported & {str(t) for t in parse_wheel_filename(path.name)[3]}] == []


def test_the_parts_are_those_of_windows_in_the_tested_versions(kit):
    parts = {d.name.lower().replace("_", "-"): d for d in Distribution.discover(path=[str(kit[1] / "kit" / "site")])}
    pinned = wheels.read_pins()
    own = parts.pop("kusei-batch")
    assert own.version == kit[0].stem.rpartition("-")[2]
    assert {name: part.version for name, part in parts.items()} == {name: pinned[name] for name in parts}
    missing = {
        one.name
        for part in (own, *parts.values())
        for one in map(Requirement, part.requires or ())
        if wheels.applies(one, VERSION) and canonicalize_name(one.name) not in parts
    }
    assert missing == set()
    assert "tzdata" in parts


def test_what_is_required_is_judged_for_windows_and_not_for_this_machine():
    asked = ['a; sys_platform == "win32"', 'b; sys_platform == "linux"', 'c; os_name == "nt"', "d", 'e; extra == "x"']
    asked += ['f; python_version < "3.12"', 'g; platform_system == "Windows" and platform_machine == "AMD64"']
    assert [one.name for one in map(Requirement, asked) if wheels.applies(one, VERSION)] == ["a", "c", "d", "g"]


def imported_modules():
    """Every module that the package imports, wherever in it, but its own and Python's."""
    for path in (ROOT / "kusei_batch").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_bytes())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            yield from names


def test_every_module_that_the_package_imports_has_its_file(kit):
    site = kit[1] / "kit" / "site"
    absent = set()
    for name in set(imported_modules()):
        top = name.partition(".")[0]
        # A cluster of several machines is no matter of an offline PC.
        if top in sys.stdlib_module_names or top in ("distributed", "dask"):
            continue
        place = site.joinpath(*name.split("."))
        compiled = list(place.parent.glob(f"{place.name}.*pyd"))
        if not (place.with_suffix(".py").is_file() or (place / "__init__.py").is_file() or compiled):
            absent.add(name)
    assert absent == set()


def test_what_is_compiled_for_linux_and_loaded_is_compiled_for_windows_as_well(kit):
    code = (
        f"import {USED}, sys; print('\\n'.join(m.__file__ for m in sys.modules.values() if getattr(m, '__file__', 0)))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, encoding="utf-8").stdout
    names = {path.partition("site-packages/")[2] for path in loaded.splitlines() if path.endswith(".so")}
    stems = {str(PurePosixPath(name).with_name(PurePosixPath(name).name.partition(".")[0])) for name in names if name}
    assert len(stems) > 100
    site = kit[1] / "kit" / "site"
    assert {
        stem for stem in stems - OTHERWISE if not list((site / stem).parent.glob(f"{Path(stem).name}.*pyd"))
    } == set()


def part_of(path, site):
    """The part that a file belongs to, by the first folder it lies in."""
    return path.relative_to(site).parts[0].removesuffix(".libs")


def test_every_library_that_windows_must_load_is_there(kit):
    """Those of Windows itself, of Python's archive, and those a wheel brings in a folder that it tells Windows of."""
    site = kit[1] / "kit" / "site"
    # `numpy.libs` is numpy's, and `sklearn/.libs` that of scikit-learn.
    brought = {(part_of(path, site), path.name.lower()) for path in site.rglob("*.dll")}
    assert (site / "sklearn" / ".libs" / "msvcp140.dll").is_file(), "the first start copies it"
    imports_alone = lief.PE.ParserConfig()
    imports_alone.parse_exports = imports_alone.parse_reloc = imports_alone.parse_rsrc = False
    imports_alone.parse_signature = imports_alone.parse_exceptions = False
    missing, foreign = set(), set()
    for path in (*site.rglob("*.pyd"), *site.rglob("*.dll")):
        program = lief.PE.parse(str(path), imports_alone)
        if program.header.machine != lief.PE.Header.MACHINE_TYPES.AMD64:
            foreign.add(path.name)
        for entry in program.imports:
            name = entry.name.lower()
            known = name in EMBEDDED or (part_of(path, site), name) in brought or name.removesuffix(".dll") in WINDOWS
            if not known and not name.startswith("api-ms-win-"):
                missing.add((path.name, name))
    assert (missing, foreign) == (set(), set())


def test_it_is_small_and_its_paths_short(kit):
    with zipfile.ZipFile(kit[0]) as package:
        names = package.namelist()
        assert package.testzip() is None
    assert max(map(len, names)) < 200
    assert kit[0].stat().st_size <= 110_000_000
    assert not any("/tests/" in name for name in names)
    assert {name.split("/")[1] for name in names} >= {
        "kit",
        "手引き",
        "ライセンス",
        "はじめに.bat",
        "お読みください.txt",
    }


def test_the_examples_that_the_manual_tells_of_go_with_it(tmp_path):
    build.write_manual(tmp_path)
    names = {path.parent.name for path in (ROOT / "examples").glob("*/config.toml")}
    assert len(names) > 3
    for name in names:
        made = tmp_path / "作業" / name
        init_workspace(made, dry_run=False, example=tmp_path / "手引き" / "examples" / name)
        assert (made / "config.toml").read_bytes() == (ROOT / "examples" / name / "config.toml").read_bytes()
    longest = max(len(path.relative_to(tmp_path).as_posix()) for path in tmp_path.rglob("examples/**/*"))
    assert longest < 100


def test_the_licence_of_every_part_goes_with_it(kit):
    home = kit[1] / "ライセンス"
    listed = [line.split("\t") for line in (home / "一覧.txt").read_text(encoding="utf-8-sig").splitlines()[1:]]
    parts = list(Distribution.discover(path=[str(kit[1] / "kit" / "site")]))
    assert len(listed) == len(parts)
    for name, version, licence, source in listed:
        assert version
        assert licence, name
        assert source or name == "kusei_batch", name
        assert any(path.stat().st_size > 400 for path in (home / name).glob("*")), name
    # The full text, also of what the LGPL of Pebble builds on.
    assert "Version 2.1, February 1999" in (home / "docxtpl" / "LGPL-2.1.txt").read_text(encoding="utf-8")
    assert "Version 3, 29 June 2007" in (home / "Pebble" / "GPL-3.txt").read_text(encoding="utf-8")


def test_it_names_which_python_goes_with_it(kit):
    text = (kit[1] / "お読みください.txt").read_bytes().decode("cp932")
    for key in ("file", "page", "sha256"):
        assert build.RUNTIME[key] in text
    summed = (kit[1] / f"{build.RUNTIME['file']}.sha256").read_bytes()
    assert summed == f"{build.RUNTIME['sha256']} *{build.RUNTIME['file']}\r\n".encode()
    assert build.RUNTIME["file"] == f"python-{VERSION}-embed-amd64.zip"
    assert len(bytes.fromhex(build.RUNTIME["sha256"])) == 32


def test_no_part_of_the_package_reaches_for_the_network():
    """What its libraries could, the played year shows that they do not: it is stopped at the first socket."""
    outside = {"socket", "ssl", "http", "urllib.request", "ftplib", "smtplib", "asyncio", "requests", "webbrowser"}
    assert {name for name in imported_modules() if name in outside or name.partition(".")[0] in outside} == set()
