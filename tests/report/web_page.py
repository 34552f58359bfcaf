"""The web page of the results, made of rows counted by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kusei_batch.report.views.coverage_table import build_coverage_view
from kusei_batch.report.views.public import build_public_view
from kusei_batch.report.ward_page import PageOrder, render_page
from tests.report import results
from tests.report.results import COLUMNS

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates_html"
RESULTS = TEMPLATES / "結果の公表.html"
CONTACT = "みどり区役所 企画課\n電話 000-000-0000"


def render(*, empty: bool = False, **order) -> dict[str, bytes]:
    facts = results.make_facts(empty=empty)
    view = build_public_view(facts, COLUMNS)
    everybody = [*facts.coverage, *(c for c in results.make_coverage() if c not in facts.coverage)]
    view = replace(view, coverage=build_coverage_view(replace(facts, coverage=everybody)))
    return dict(
        render_page(
            view,
            PageOrder(**{"template": RESULTS, "name": "結果", "title": "", "contact": CONTACT} | order),
            results.DAY,
        )
    )
