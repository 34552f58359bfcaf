"""Names of sheets are counted as Excel counts them."""

from __future__ import annotations

import pytest

from kusei_batch.xlsx.template.totals_sheet import sheet_name_fault


@pytest.mark.parametrize("name", ["集" * 31, "𠮷" + "集" * 29, "📊" * 15])
def test_what_excel_takes_is_taken(name: str) -> None:
    assert sheet_name_fault(name) is None


@pytest.mark.parametrize("name", ["集" * 32, "𠮷" + "集" * 30, "📊" * 16])
def test_what_excel_refuses_is_refused(name: str) -> None:
    assert "31文字" in (sheet_name_fault(name) or "")
