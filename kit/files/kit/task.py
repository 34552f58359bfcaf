"""Write the task for Windows' Task Scheduler: TIME PROGRAM USER TARGET. Standard library alone."""

import os
import re
import sys
from pathlib import Path, PureWindowsPath
from xml.sax.saxutils import escape


def write_task(time: str, program: str, user: str, target: Path) -> str | None:
    """Write the task, or return what is wrong with the time of day."""
    found = re.fullmatch(r"([01]?[0-9]|2[0-3])[:：]([0-5][0-9])", time.strip())
    if found is None:
        return f"「{time}」を時刻として読み取れません。19:30 のように入れてください。"
    if not PureWindowsPath(program).is_absolute():
        program = os.path.abspath(program)  # noqa: PTH100  Path.resolve would follow a mapped drive
    words = {
        "TIME": f"{int(found[1]):02}:{int(found[2]):02}:00",
        "PROGRAM": program,
        "FOLDER": str(PureWindowsPath(program).parent),
        "USER": user,
    }
    text = Path(__file__).with_name("task.xml").read_text(encoding="utf-8")
    filled = re.sub(r"\{(\w+)\}", lambda slot: escape(words[slot[1]]), text)
    # What schtasks reads.
    target.write_text(filled, encoding="utf-16", newline="\r\n")
    return None


if __name__ == "__main__":
    time_of_day, batch_file, account, task = sys.argv[1:]
    wrong = write_task(time_of_day, batch_file, account, Path(task))
    if wrong:
        print(wrong, file=sys.stderr)
        sys.exit(2)
