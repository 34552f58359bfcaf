"""The catalog: for every problem code its Japanese message and remedy, once."""

from __future__ import annotations

from kusei_batch.core.catalog import (
    altered_problems,
    answer_problems,
    cell_problems,
    check_problems,
    decision_problems,
    expression_problems,
    file_problems,
    form_problems,
    hand_up_problems,
    identity_problems,
    issued_problems,
    layout_problems,
    ledger_problems,
    list_problems,
    master_problems,
    paper_problems,
    past_list_problems,
    picture_problems,
    row_problems,
    settings_problems,
    shown_problems,
    source_problems,
    table_problems,
    totals_problems,
    trial_problems,
    web_form_problems,
    workspace_problems,
)
from kusei_batch.core.catalog.entry import CatalogEntry

SECTIONS: dict[str, dict[str, CatalogEntry]] = {
    "設定とマスタ": {
        **settings_problems.MESSAGES,
        **master_problems.MESSAGES,
        **workspace_problems.MESSAGES,
        **ledger_problems.MESSAGES,
        **list_problems.MASTER,
        **decision_problems.MESSAGES,
        **web_form_problems.MASTER,
    },
    "様式のひな形": {
        **form_problems.MESSAGES,
        **layout_problems.MESSAGES,
        **totals_problems.MESSAGES,
        **list_problems.DEFINITIONS,
        **expression_problems.MESSAGES,
        **source_problems.MESSAGES,
        **picture_problems.DEFINITIONS,
        **trial_problems.MESSAGES,
    },
    "資料のひな形": paper_problems.MESSAGES,
    "ファイル": {
        **file_problems.MESSAGES,
        **identity_problems.MESSAGES,
        **answer_problems.MESSAGES,
        **altered_problems.MESSAGES,
        **picture_problems.ASTRAY,
        **web_form_problems.FILES,
        **hand_up_problems.MESSAGES,
        **past_list_problems.MESSAGES,
    },
    "記入内容": {
        **row_problems.MESSAGES,
        **cell_problems.MESSAGES,
        **shown_problems.MESSAGES,
        **check_problems.MESSAGES,
        **picture_problems.MESSAGES,
    },
    "配った行と写した値": issued_problems.MESSAGES,
    "統計表の点検": table_problems.MESSAGES,
}


def lookup(code: str) -> CatalogEntry:
    """Return the entry of a code; a code that is in no section is a bug and raises KeyError."""
    for section in SECTIONS.values():
        if code in section:
            return section[code]
    raise KeyError(code)


__all__ = ["SECTIONS", "CatalogEntry", "lookup"]
