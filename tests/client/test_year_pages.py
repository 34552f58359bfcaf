"""The forms whose rows come from lists, or are very many, as printed; and that each form is sound as it ships."""

from __future__ import annotations

import datetime as dt

import pytest

from kusei_batch.config import read_workspace
from kusei_batch.pipeline.forms import check_form, list_forms
from kusei_batch.pipeline.issuing import issue_round, issued_path, order_round
from kusei_batch.pipeline.starting import init_workspace
from tests.client.pages import page_count, pdf_text
from tests.client.test_form_pages import check_paper, flat, printed

DEPARTMENT = "1303"
# The sheet, its worked example, 記入要領 and 確認事項; of the register, ten pages for its 300 rows.
PAGES = {"意見記録": 13, "来庁者アンケート（前期）": 4, "成果指標": 4}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    folder = tmp_path_factory.mktemp("年") / "作業"
    init_workspace(folder, dry_run=False)
    return read_workspace(folder)


@pytest.fixture(scope="module")
def issued(workspace):
    def issue(name):
        order = order_round(workspace, name, (None, DEPARTMENT), again=False)
        (sheet,) = issue_round(workspace, order, dt.date(2026, 4, 1)).issued
        return issued_path(workspace, sheet)

    return {name: issue(name) for name in PAGES}


@pytest.mark.client
@pytest.mark.parametrize("name", PAGES)
def test_a_form_prints_on_its_pages_with_nothing_cut(office, workspace, issued, name, tmp_path):
    pdf = printed(office, issued[name], tmp_path)
    assert page_count(pdf) == PAGES[name]
    check_paper(pdf)
    text = pdf_text(pdf)
    assert "{{" not in text
    form = next(listing.form for listing in list_forms(workspace) if name in listing.rounds)
    missing = [field.name for field in form.fields if field.cells and flat(field.heading) not in text]
    assert missing == []


def test_every_form_that_ships_is_sound(workspace):
    found = {
        listing.path.stem: [p.code for p in check_form(workspace.root, listing.path) if p.severity.value != "info"]
        for listing in list_forms(workspace)
    }
    assert {round_.form for round_ in workspace.rounds} <= set(found)
    assert {name: codes for name, codes in found.items() if codes} == {}
