"""The catalog: for every problem code its Japanese message and remedy, once."""

from __future__ import annotations

from kusei_batch.core.catalog import (
    cells,
    checks,
    expressions,
    files,
    forms,
    issued,
    lists,
    papers,
    settings,
    shown,
    sources,
    tables,
)
from kusei_batch.core.catalog.entry import Entry

SECTIONS: dict[str, dict[str, Entry]] = {
    "設定とマスタ": {**settings.MESSAGES, **lists.MASTER},
    "様式のひな形": {**forms.MESSAGES, **lists.DEFINITIONS, **expressions.MESSAGES, **sources.MESSAGES},
    "資料のひな形": papers.MESSAGES,
    "ファイル": files.MESSAGES,
    "記入内容": {**cells.MESSAGES, **shown.MESSAGES, **checks.MESSAGES},
    "配った行と写した値": issued.MESSAGES,
    "統計表の点検": tables.MESSAGES,
}


def lookup(code: str) -> Entry:
    """The entry of a code; a code that is in no section is a bug and raises KeyError."""
    for section in SECTIONS.values():
        if code in section:
            return section[code]
    raise KeyError(code)


__all__ = ["SECTIONS", "Entry", "lookup"]
