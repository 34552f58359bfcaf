"""Forms as offices have them, and the draft made of one."""

from __future__ import annotations

import io

from kusei_batch.xlsx.draft.draft_writing import settled, write_draft
from kusei_batch.xlsx.draft.source_form import propose_from
from kusei_batch.xlsx.template import read_template


def saved(workbook):
    kept = io.BytesIO()
    workbook.save(kept)
    return kept.getvalue()


def drafted(workbook, folder, name="様式"):
    """Return what is proposed of a workbook, the form it makes, what a check says, and the template's path."""
    data = saved(workbook)
    draft = propose_from(name, data)
    path = folder / f"{name}.xlsx"
    path.write_bytes(write_draft(data, draft))
    return settled(draft), *read_template(path, {}), path
