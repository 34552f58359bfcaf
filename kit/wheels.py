"""Which wheels a Windows PC needs, and whether what they install is for it."""

from __future__ import annotations

import configparser
import re
import subprocess
import sys
import zipfile
from email.parser import Parser
from pathlib import Path

from packaging.requirements import Requirement
from packaging.tags import compatible_tags, cpython_tags
from packaging.utils import canonicalize_name, parse_wheel_filename

ROOT = Path(__file__).parents[1]
PLATFORM = "win_amd64"


def download_wheels(folder: Path, version: str) -> list[Path]:
    """Download the wheels that the package needs on Windows, in the versions of constraints.txt; those there are kept.

    pip judges `sys_platform == "win32"` by the machine it runs on, and would leave out what is required there alone:
    that is therefore asked of each wheel itself, for Windows.
    """
    pinned = read_pins()
    folder.mkdir(parents=True, exist_ok=True)
    there: dict[str, Path] = {}
    waiting = {canonicalize_name(one.name) for one in own_requirements() if applies(one, version)}
    while waiting:
        wanted = {name: pinned[name] for name in waiting}
        found = {name: wheel for name in wanted if (wheel := find_wheel(folder, name, wanted[name]))}
        missing = [f"{name}=={wanted[name]}" for name in sorted(wanted.keys() - found.keys())]
        if missing:
            series = ".".join(version.split(".")[:2])
            where = ("--platform", PLATFORM, "--python-version", series, "--only-binary=:all:", "--no-deps")
            words = [sys.executable, "-m", "pip", "--quiet", "download", *where, "--dest", str(folder), *missing]
            subprocess.run(words, check=True)
        there |= {name: find_wheel(folder, name, wanted[name]) or folder for name in wanted}
        needed = {canonicalize_name(one.name) for name in wanted for one in requires(there[name], version)}
        waiting = needed - there.keys()
    return sorted(there.values())


def read_pins() -> dict[str, str]:
    """Return the version of every part that the tests have passed with."""
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    return {canonicalize_name(name): version for name, version in re.findall(r"(?m)^([\w.-]+)==(\S+)$", text)}


def own_requirements() -> list[Requirement]:
    """Return what the package itself requires."""
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg", encoding="utf-8")
    return [Requirement(line) for line in setup["options"]["install_requires"].split("\n") if line]


def applies(requirement: Requirement, version: str) -> bool:
    """Return whether a requirement is one on a Windows PC with that version of Python, and of no extra."""
    windows = {
        "extra": "",
        "implementation_name": "cpython",
        "implementation_version": version,
        "os_name": "nt",
        "platform_machine": "AMD64",
        "platform_python_implementation": "CPython",
        "platform_release": "10",
        "platform_system": "Windows",
        "platform_version": "10.0.19045",
        "python_full_version": version,
        "python_version": ".".join(version.split(".")[:2]),
        "sys_platform": "win32",
    }
    return requirement.marker is None or requirement.marker.evaluate(windows)


def find_wheel(folder: Path, name: str, version: str) -> Path | None:
    """Return the wheel of a part in a folder."""
    for path in folder.glob("*.whl"):
        found, its_version, _, _ = parse_wheel_filename(path.name)
        if (found, str(its_version)) == (name, version):
            return path
    return None


def requires(wheel: Path, version: str) -> list[Requirement]:
    """Return what a wheel requires on Windows."""
    with zipfile.ZipFile(wheel) as package:
        (name,) = (name for name in package.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", name))
        metadata = Parser().parsestr(package.read(name).decode())
    told = [Requirement(text) for text in metadata.get_all("Requires-Dist") or ()]
    return [requirement for requirement in told if applies(requirement, version)]


def supported_tags(version: str) -> set[str]:
    """Return the tags of wheels that such a Python installs on Windows."""
    major, minor, *_ = map(int, version.split("."))
    tags = [
        *cpython_tags((major, minor), platforms=[PLATFORM]),
        *compatible_tags((major, minor), platforms=[PLATFORM], interpreter=f"cp{major}{minor}"),
    ]
    return {str(tag) for tag in tags}


def require_windows(site: Path, version: str) -> None:
    """Leave with what is not for Windows among what was installed: compiled modules by their names."""
    tag = "cp" + "".join(version.split(".")[:2])
    foreign = [path for ending in ("*.so", "*.so.*", "*.dylib") for path in site.rglob(ending)]
    for path in site.rglob("*.pyd"):
        _, *tags, _ = path.name.split(".")
        if tags and tags != [f"{tag}-{PLATFORM}"]:
            foreign.append(path)
    if foreign:
        sys.exit("not for Windows: " + ", ".join(str(path.relative_to(site)) for path in foreign))
