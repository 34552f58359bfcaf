"""What the dropdowns of the sheets 回, 資料 and ページ offer: templates, meetings, departments and levels."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from kusei_batch.config.workspace import PEOPLES_BOOKS
from kusei_batch.core.ward import Master

_FORMS, _PAPERS, _PAGES = "templates_xlsx", "templates_docx", "templates_html"
_ROWS_OF_ITS_OWN = ("部", "部署")


@dataclass(frozen=True)
class KnownWords:
    """What the lists of a master have to offer."""

    departments: Sequence[str] = ()
    levels: Sequence[str] = ()
    lists: Sequence[str] = ()

    @classmethod
    def of(cls, master: Master | None) -> KnownWords:
        """Return the words of a master; none where it cannot be read."""
        if master is None:
            return cls()
        departments = (word for d in master.departments for word in (d.kind, d.name))
        levels = (unit.level for unit in (*master.units, *master.parts))
        lists = (*_ROWS_OF_ITS_OWN, *master.decided_lists, *master.free_lists)
        return cls(*(tuple(dict.fromkeys(words)) for words in (departments, levels, lists)))


def setting_choices(templates: Iterable[str], tree: Mapping[str, Any], known: KnownWords) -> dict[str, list[str]]:
    """Return what is offered; `templates` are names as `templates_docx/会議資料.docx`, `tree` is as config.toml's."""
    names = [PurePosixPath(name) for name in sorted(templates)]
    letters = {path.stem for path in names if path.suffix == ".txt"}
    forms = [path.stem for path in _in(names, _FORMS, ".xlsx") if path.name not in PEOPLES_BOOKS]
    papers = [path.name for path in _in(names, _PAPERS, ".docx") if path.stem not in letters]
    pages = [path.name for path in _in(names, _PAGES, ".html") if not path.name.startswith("_")]
    made = [paper for round_ in tree.get("rounds", ()) for paper in round_.get("papers", ())]
    meetings = [str(tree.get("committee", "")), *(str(paper.get("meeting", "")) for paper in made)]
    return {
        "様式": forms,
        "確認の用紙": [name for name in forms if "確認" in name],
        "資料のひな形": papers,
        "ページのひな形": pages,
        "会議": [name for name in dict.fromkeys(meetings) if name],
        "一覧": list(known.lists) or list(_ROWS_OF_ITS_OWN),
        "階層": list(known.levels),
        "部署": list(known.departments),
    }


def _in(names: Collection[PurePosixPath], folder: str, ending: str) -> list[PurePosixPath]:
    return [path for path in names if path.parts[0] == folder and path.suffix == ending]
