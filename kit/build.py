"""Build the kit for an offline Windows PC: all but Python itself, in one zip: python -m kit.build [FOLDER]."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import Distribution
from pathlib import Path

from kit.wheels import download_wheels, require_windows
from kusei_batch.pipeline.workspace.manual import shipped_manual

HERE = Path(__file__).parent
ROOT = HERE.parent
RUNTIME = tomllib.loads((HERE / "runtime.toml").read_text(encoding="utf-8"))
LONGEST = 199
"""Characters of a path within the kit: Windows allows 259 with the folder it is put in."""
MOMENT = (2026, 1, 1, 0, 0, 0)
"""What every file in the zip is dated, so that the same parts make the same zip."""


def build_kit(out: Path) -> Path:
    """Build the zip in a folder, and return it; what was downloaded is kept there for the next time."""
    work = out / "kit"
    wheels = download_wheels(work / "wheels", RUNTIME["version"])
    own = build_own_wheel(work / "own")
    name = f"kusei-kit-{own.name.split('-')[1]}"
    root = work / name
    shutil.rmtree(root, ignore_errors=True)
    install_wheels([own, *wheels], root / "kit" / "site")
    write_files(root)
    write_licences(root)
    write_manual(root)
    require_windows(root / "kit" / "site", RUNTIME["version"])
    return pack(root, out / f"{name}.zip")


def build_own_wheel(folder: Path) -> Path:
    """Build the package's wheel from a copy, so that no leftover of an earlier build gets into it."""
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("setup.cfg", "pyproject.toml", "LICENSE", "README.md"):
        (folder / "source").mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, folder / "source")
    for name in ("kusei_batch", "templates_xlsx", "templates_docx", "templates_html", "docs"):
        shutil.copytree(ROOT / name, folder / "source" / name, ignore=shutil.ignore_patterns("__pycache__", "~$*"))
    pip("wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", folder, folder / "source")
    return next(folder.glob("*.whl"))


def install_wheels(wheels: list[Path], site: Path) -> None:
    """Lay the wheels out as they are installed on Windows, without what only their makers need.

    That are the tests of the libraries and what one links programs with; all licences here let whoever passes them on
    leave parts out. The tests of this package are played without them.
    """
    series = ".".join(RUNTIME["version"].split(".")[:2])
    where = ("--platform", "win_amd64", "--python-version", series, "--only-binary=:all:")
    pip("install", "--no-index", "--no-deps", "--no-compile", *where, "--target", site, *wheels)
    shutil.rmtree(site / "bin", ignore_errors=True)
    for folder in [path for path in site.rglob("tests") if path.is_dir()]:
        shutil.rmtree(folder)
    for path in [path for pattern in ("*.lib", "*.whl") for path in site.rglob(pattern)]:
        path.unlink()


def write_files(root: Path) -> None:
    """Write what people double-click, as Windows reads it: cp932 and CRLF; and which Python is to be put beside it."""
    tag = "".join(RUNTIME["version"].split(".")[:2])
    words = {**RUNTIME, "tag": tag}
    for path in sorted(path for path in (HERE / "files").rglob("*") if path.is_file()):
        target = root / path.relative_to(HERE / "files")
        target.parent.mkdir(parents=True, exist_ok=True)
        text = re.sub(r"@(\w+)@", lambda slot: words[slot[1]], path.read_text(encoding="utf-8"))
        encoding = "utf-8" if path.suffix in (".py", ".xml") else "cp932"
        target.write_bytes(text.replace("\n", "\r\n").encode(encoding))
    # What this Python looks for modules in, and nowhere else, whatever the PC's settings say.
    paths = "\r\n".join((f"python{tag}.zip", ".", "..\\site", ""))
    (root / "kit" / f"python{tag}._pth").write_bytes(paths.encode())
    (root / f"{RUNTIME['file']}.sha256").write_bytes(f"{RUNTIME['sha256']} *{RUNTIME['file']}\r\n".encode())


def write_licences(root: Path) -> None:
    """Put the licence of every part in one folder, with a list of what each is and where it comes from."""
    home = root / "ライセンス"
    lines = ["部品\t版\tライセンス\t入手先"]
    for part in sorted(Distribution.discover(path=[str(root / "kit" / "site")]), key=lambda one: one.name.lower()):
        told = part.metadata
        texts = [file for file in part.files or () if is_licence(file.name, file.parts)]
        for file in texts:
            target = home / part.name / "_".join(file.parts[1:]).removeprefix("licenses_")
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(str(file.locate()), target)
        classified = [c.rpartition(" :: ")[2] for c in told.get_all("Classifier") or () if c.startswith("License")]
        # What is missing: None for one reader of metadata, an error for another that a library may have loaded.
        said, plain, page = ((told.get_all(name) or [""])[0] for name in ("License-Expression", "License", "Home-page"))
        licence = said or " / ".join(classified) or plain.split("\n")[0]
        pages = [url.partition(", ")[2] for url in told.get_all("Project-URL") or ()]
        lines.append("\t".join((part.name, part.version, licence, page or (pages or [""])[0])))
    shutil.copytree(HERE / "licences", home, dirs_exist_ok=True)
    (home / "一覧.txt").write_bytes("\r\n".join([*lines, ""]).encode("utf-8-sig"))


def is_licence(name: str, parts: tuple[str, ...]) -> bool:
    """Return whether a file of an installed part, by its name and path, is a text of its licence or a notice."""
    words = ("licen", "copying", "notice", "authors")
    return ".dist-info" in parts[0] and ("licenses" in parts or any(word in name.lower() for word in words))


def write_manual(root: Path) -> None:
    """Put the manual, and the examples that it tells of, beside what people double-click."""
    for name, content in shipped_manual().files.items():
        target = root / "手引き" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    passed = shutil.ignore_patterns("__pycache__", "~$*", ".~lock*")
    shutil.copytree(ROOT / "examples", root / "手引き" / "examples", ignore=passed)
    (root / "ライセンス").mkdir(exist_ok=True)
    shutil.copyfile(ROOT / "LICENSE", root / "ライセンス" / "kusei_batch.txt")


def pack(root: Path, target: Path) -> Path:
    """Pack the folder under its own name; refuse paths that Windows would cut."""
    target.unlink(missing_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
        for path in sorted(path for path in root.rglob("*") if path.is_file()):
            name = path.relative_to(root.parent).as_posix()
            if len(name) > LONGEST:
                sys.exit(f"longer than {LONGEST} characters: {name}")
            package.writestr(zipfile.ZipInfo(name, MOMENT), path.read_bytes(), zipfile.ZIP_DEFLATED)
    return target


def pip(*words: str | Path) -> None:
    """Run pip as this machine is set up for it."""
    subprocess.run([sys.executable, "-m", "pip", "--quiet", *map(str, words)], check=True)


if __name__ == "__main__":
    made = build_kit(Path(sys.argv[1] if sys.argv[1:] else ROOT / "build"))
    print(f"{made} ({made.stat().st_size / 1e6:.0f} MB)")
