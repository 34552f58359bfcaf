"""One text in config.toml exchanged for another, and every other character left as it is."""

from __future__ import annotations

import json
import re
import tomllib

from kusei_batch.config.lines import find_line

_VALUE = re.compile(r"""(\s*["']?\w+["']?\s*=\s*)("(?:\\.|[^"\\])*"|'[^']*')""")


def change_folder(text: str, key: str, value: str) -> str:
    """Return config.toml with another place of one of its folders. Raise ValueError where that is not possible."""
    wanted = tomllib.loads(text.removeprefix("\ufeff"))
    wanted.setdefault("folders", {})[key] = value
    written = f"'{value}'" if "'" not in value and value.isprintable() else json.dumps(value, ensure_ascii=False)
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.split(end)
    number = find_line(text, ("folders", key))
    if number is None:
        lines += ["[folders]", f"{key} = {written}", ""]
    elif found := _VALUE.match(lines[number - 1]):
        lines[number - 1] = f"{found[1]}{written}{lines[number - 1][found.end() :]}"
    else:
        lines.insert(number, f"{key} = {written}")
    changed = end.join(lines)
    if tomllib.loads(changed.removeprefix("\ufeff")) != wanted:
        raise ValueError(key)
    return changed
