"""A process compiles a template once, however many documents it makes from it, and anew where the file was changed."""

import os
import shutil
import zipfile
from functools import partial

import docx
import jinja2
import pytest

from kusei_batch.core.problem import SettingsError
from kusei_batch.report.paper.paper_names import paper_names
from kusei_batch.report.paper.photograph_part import draw_into
from kusei_batch.report.paper.word_template import fill_template, open_template
from kusei_batch.report.templating.tags import PaperError
from kusei_batch.report.views.public import build_public_view
from kusei_batch.report.ward_page import BODY_ALONE, WHOLE_PAGE, PageOrder, render_page
from tests.report import results
from tests.report.conftest import DRAWS, HEAD, TEMPLATE
from tests.report.written import DECIDED, make_ward_report

PAGES = TEMPLATE.parents[1] / "templates_html"
LATER = 1_900_000_000


@pytest.fixture
def page(tmp_path):
    """Return what makes the page of a copy of the templates, as the text of its files."""
    shutil.copytree(PAGES, tmp_path / "templates_html")
    order = PageOrder(tmp_path / "templates_html" / "結果の公表.html", "結果", "結果", "企画課")
    view = build_public_view(results.make_facts(), results.COLUMNS)
    return order.template, lambda: {
        n: c for n, c in render_page(view, order, results.DAY).items() if n.endswith("html")
    }


@pytest.fixture
def forbid_compiling(monkeypatch):
    """Return what makes every further compilation fail."""

    def refuse(*_args, **_kwargs):
        raise AssertionError

    return lambda: monkeypatch.setattr(jinja2.Environment, "compile", refuse)


def test_a_paper_is_made_again_without_compiling(view, forbid_compiling):
    first = make_ward_report(view, TEMPLATE, HEAD)
    forbid_compiling()
    assert make_ward_report(view, TEMPLATE, HEAD) == first


def test_a_template_stays_as_it_was_opened_whatever_was_filled_into_it(view, tmp_path):
    """Charts are related to the parts of the template while it is filled in, also where that fails halfway."""
    document = docx.Document(str(DRAWS))
    document.sections[0].header.paragraphs[0].text = "{{ 回[3] }}"
    document.save(str(tmp_path / "ひな形.docx"))
    template = open_template(tmp_path / "ひな形.docx")
    names = paper_names(view, HEAD, partial(draw_into, template), DECIDED)
    first = template.fill(names)
    charts = [name for name in first.entries if name.startswith("word/charts/")]
    assert charts
    with pytest.raises(PaperError) as failed:
        fill_template(template, names | {"回": ""}, "ひな形.docx")
    assert failed.value.problem.params["where"].startswith("ヘッダー")
    again = template.fill(paper_names(view, HEAD, partial(draw_into, template), DECIDED))
    assert again.entries == first.entries
    assert open_template(tmp_path / "ひな形.docx") is template


def test_what_holds_no_tag_is_the_templates_own(view):
    template = open_template(TEMPLATE)
    filled = template.fill(paper_names(view, HEAD, partial(draw_into, template), DECIDED))
    with zipfile.ZipFile(TEMPLATE) as archive:
        plain = [name for name in archive.namelist() if name.endswith((".jpeg", "stylesWithEffects.xml"))]
        assert len(plain) > 1
        assert {name: filled.entries[name] for name in plain} == {name: archive.read(name) for name in plain}
    assert not filled.written.intersection(plain)


def test_a_page_is_made_again_without_compiling(page, forbid_compiling):
    _, make = page
    first = make()
    forbid_compiling()
    assert make() == first


def test_another_template_is_compiled(view, tmp_path, forbid_compiling):
    document = docx.Document(str(TEMPLATE))
    document.add_paragraph("{{ 1 + 41 }}件")
    document.save(str(tmp_path / "別.docx"))
    make_ward_report(view, TEMPLATE, HEAD)
    forbid_compiling()
    with pytest.raises(SettingsError):
        make_ward_report(view, tmp_path / "別.docx", HEAD)


def test_a_papers_template_that_was_changed_is_followed(view, tmp_path):
    path = tmp_path / "ひな形.docx"
    for words in ("始めの文", "次の文"):
        document = docx.Document(str(TEMPLATE))
        document.add_paragraph(f"{words}{{{{ 1 + 41 }}}}件")
        document.save(str(path))
        (tmp_path / "資料.docx").write_bytes(make_ward_report(view, path, HEAD).content)
        assert docx.Document(str(tmp_path / "資料.docx")).paragraphs[-1].text == f"{words}42件"


@pytest.mark.parametrize(("changed", "words"), [("結果の公表.html", "</p>"), ("公表の枠.html", "</title>")])
def test_a_pages_template_or_one_it_draws_on_that_was_changed_is_followed(page, changed, words):
    template, make = page
    before = make()
    path = template.parent / changed
    path.write_text(path.read_text("utf-8").replace(words, f"（変えた）{words}", 1), "utf-8")
    os.utime(path, (LATER, LATER))
    after = make()
    assert after.keys() == before.keys() == {WHOLE_PAGE, BODY_ALONE}
    assert "（変えた）" in after[WHOLE_PAGE].decode()
    assert "（変えた）" not in before[WHOLE_PAGE].decode()
