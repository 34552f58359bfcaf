"""What a worker must know to examine any file, whichever was issued."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kusei_batch.collect.extract import Printed
from kusei_batch.collect.identify import FolderNames, name_folders
from kusei_batch.config import Workspace
from kusei_batch.core.addressees import find_addressees
from kusei_batch.core.form import Form
from kusei_batch.core.period import Calendar
from kusei_batch.core.submission import IssuedSheet
from kusei_batch.core.submission_decision import SubmissionDecisions
from kusei_batch.core.ward import Department
from kusei_batch.pipeline.intake.editions import Edition, IssuedEditions, edition
from kusei_batch.pipeline.intake.web_forms import WebForms
from kusei_batch.pipeline.session import read_key
from kusei_batch.xlsx.package import DEFAULT_LIMITS, Limits

_UNDECIDED = SubmissionDecisions()
_NO_WEB_FORMS = WebForms()


@dataclass(frozen=True)
class ExaminationContext:
    """What a worker must know to examine any file: the register, the forms as issued, people and key."""

    register: Mapping[str, IssuedSheet]
    editions: Mapping[Edition, IssuedSheet]
    forms: Mapping[Edition, Form]
    printed: Mapping[Edition, Printed]
    departments: Mapping[str, Department]
    folders: FolderNames
    calendar: Calendar
    key: bytes
    fiscal_year: int
    choices: SubmissionDecisions = _UNDECIDED
    web_forms: WebForms = _NO_WEB_FORMS
    limits: Limits = DEFAULT_LIMITS

    def returned(self, issued: IssuedSheet, version: str | None) -> IssuedSheet:
        """Return the edition a copy says it is; the last one issued where it does not say."""
        return self.editions.get((issued.sheet_id, version or ""), issued)


def open_context(workspace: Workspace, editions: IssuedEditions) -> ExaminationContext:
    """Return what a worker must know.

    Sheets of departments no longer in the master are not known any more; those of the heads of 部 always are.
    """
    master = workspace.master
    addressees = find_addressees(master, editions.sheets)
    departments = addressees.by_code
    known = {edition(s): s for s in editions.sheets if s.department_code in departments}
    return ExaminationContext(
        register={s.sheet_id: s for s in known.values()},
        editions=known,
        forms={key: opened.form for key, opened in editions.opened.items() if key in known},
        printed=editions.printed,
        departments=departments,
        folders=name_folders(addressees),
        calendar=workspace.calendar,
        key=read_key(workspace.state),
        fiscal_year=workspace.fiscal_year,
        choices=master.choices,
        web_forms=WebForms.of(workspace),
        limits=workspace.settings.limits.workbook,
    )
