"""報告: one pure view of a ward's round, and the documents rendered from it."""

from __future__ import annotations

from kusei_batch.report.ward_page import check_page_template
from kusei_batch.report.ward_report import check_paper_template

__all__ = ["check_page_template", "check_paper_template"]
