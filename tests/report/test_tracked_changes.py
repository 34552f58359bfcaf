"""変更履歴: a template edited in Word with changes tracked counts as accepted, and doctor says so."""

from __future__ import annotations

import datetime as dt
import io
import shutil
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from kusei_batch.report.letter_names import letter_names, sample_letters
from kusei_batch.report.paper.tracked_changes import accept_changes, tracks_changes
from kusei_batch.report.paper.word_template import fill_template, open_template
from kusei_batch.report.ward_letter import check_letter_template

HOME = Path(__file__).parents[2] / "templates_docx"
WHO = 'w:id="9" w:author="係長" w:date="2026-04-01T00:00:00Z"'
STRUCK = f"<w:del {WHO}><w:r><w:delText>{{{{ 昔の名前 }}}}</w:delText></w:r></w:del>"
ADDED = f"<w:ins {WHO}><w:r><w:t>{{{{ 区</w:t></w:r></w:ins><w:ins {WHO}><w:r><w:t>名 }}}}より</w:t></w:r></w:ins>"


@pytest.fixture
def template(tmp_path):
    """The shipped request, in which somebody has struck out and added words, a paragraph's end and a row."""
    path = tmp_path / "依頼文.docx"
    shutil.copyfile(HOME / "依頼文.docx", path)
    document = docx.Document(path)
    last = document.paragraphs[-1]._p
    for content in (
        STRUCK + ADDED,
        f"<w:pPr><w:rPr><w:del {WHO}/></w:rPr></w:pPr><w:r><w:t>前の</w:t></w:r>",
        "<w:r><w:t>段落</w:t></w:r>",
    ):
        last.addprevious(parse_xml(f"<w:p {nsdecls('w')}>{content}</w:p>"))
    table = document.add_table(2, 1)
    for row, text in zip(table.rows, ("残る行", "消えた行"), strict=True):
        row.cells[0].text = text
    table.rows[1]._tr.get_or_add_trPr().append(parse_xml(f"<w:del {nsdecls('w')} {WHO}/>"))
    document.save(path)
    return path


def test_the_letter_says_what_it_says_once_all_is_accepted(template):
    filled = fill_template(open_template(template), letter_names(sample_letters()[0]), template.name)
    made = docx.Document(io.BytesIO(filled.dated("", dt.date(2026, 4, 1), "")))
    lines = [paragraph.text for paragraph in made.paragraphs]
    assert any(line.endswith("より") for line in lines)
    assert "前の段落" in lines
    assert [row.cells[0].text for row in made.tables[-1].rows] == ["残る行"]


def test_nothing_is_left_of_the_changes_and_a_template_without_them_stays_as_it_is(template):
    content = template.read_bytes()
    assert (tracks_changes(content), tracks_changes(accept_changes(content))) == (True, False)
    clean = (HOME / "依頼文.docx").read_bytes()
    assert accept_changes(clean) is clean


def test_doctor_tells_of_the_changes_and_of_no_name_that_was_struck_out(template):
    assert [problem.code for problem in check_letter_template(template)] == ["paper-tracked-changes"]
