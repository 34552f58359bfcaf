"""Hand what was dropped on a batch file to kusei: COMMAND [OPTION...] -- [PATH...]. Standard library and kusei alone.

Explorer puts no quotes around a path without spaces, and cmd cuts it at an `&` and eats its `^`. What was dropped is
therefore read from the whole line with which cmd was started (KUSEI_DROPPED), where it was started with a batch file of
the kit, and from the words only where it was not: who calls one from a batch file of their own has typed them.
"""

import os
import re
import sys
from pathlib import Path

MISSING = {
    "backup": "控えを置くフォルダを、このファイルの上にドラッグして落としてください。",
    "restore": "戻したい控え（控え_日時.zip）を、このファイルの上にドラッグして落としてください。",
    "check": "記入した様式（.xlsx）を、このファイルの上にドラッグして落としてください。いくつでも一度に調べられます。",
    "form": "ひな形（.xlsx）を、このファイルの上にドラッグして落としてください。いくつでも一度に調べられます。",
}


def dropped_paths(line: str, words: list[str]) -> list[str]:
    """Return what was dropped, by the line that started cmd, or else the words that came through it."""
    found = re.search(r"\s/[ck]\s+(.*)$", line.strip(), re.IGNORECASE | re.DOTALL)
    # A path that ends in \ has taken its quote with it.
    typed = [word.rstrip('"') for word in words]
    if found is None:
        return typed
    rest = found[1].strip()
    if rest.startswith('""') and rest.endswith('"'):
        rest = rest[1:-1]
    started, *dropped = [quoted or bare for quoted, bare in re.findall(r'"([^"]*)"?|(\S+)', rest)] or [""]
    beside = Path(__file__).parents[1].glob("*.bat")
    ours = {path.name.casefold() for path in beside if b"dropped.py" in path.read_bytes()}
    return dropped if re.split(r"[\\/]", started)[-1].casefold() in ours else typed


def run(words: list[str]) -> int:
    """Run one command of kusei, and return its exit code."""
    from kusei_batch.cli import main

    sys.argv = ["kusei", *words]
    try:
        main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    return 0


def main_of_kit() -> int:
    """Run the command once with each path that was dropped; return the gravest exit code."""
    at = sys.argv.index("--")
    before, words = sys.argv[1:at], sys.argv[at + 1 :]
    command = next(word for word in before if word in MISSING)
    paths = [path for path in dropped_paths(os.environ.get("KUSEI_DROPPED", ""), words) if path not in ("", "auto")]
    if command == "backup" and not paths:
        paths = ["控え"]
        Path("控え").mkdir(exist_ok=True)
    if not paths:
        print(MISSING[command])
        return 2
    if command == "backup" and not Path(paths[0]).is_dir():
        print(f"「{paths[0]}」はフォルダではありません。{MISSING[command]}")
        return 2
    if command in ("backup", "restore") and len(paths) > 1:
        print(f"落とせるのは1つだけです。{MISSING[command]}")
        return 2
    state = os.environ.get("KUSEI_STATE", "").strip().strip('"')
    options = ["--state", state] if command == "restore" and state else []
    return max(run([*before, *options, path]) for path in paths)


if __name__ == "__main__":
    sys.exit(main_of_kit())
