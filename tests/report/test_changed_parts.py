"""`|変更箇所`: in Word the changed parts are runs of their own, underlined; on a page they are added text."""

import datetime as dt
import io

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Pt

from kusei_batch.report.page.page_template import fill_page
from kusei_batch.report.paper.word_template import fill_template, open_template

OLD, NEW = "呼出音3回以内に\n取る <必ず>。", "呼出音2回以内に\n取る <必ず>、名乗る。"


def runs(tmp_path, tag, **names):
    """The runs of a paragraph that begins in bold with the tag and ends in plain words."""
    path = tmp_path / "対照表.docx"
    document = docx.Document()
    paragraph = document.add_paragraph()
    styled = paragraph.add_run(f"案：{tag}（")
    styled.bold, styled.font.size = True, Pt(9)
    styled.font.underline = False
    paragraph.add_run("以上）")
    document.save(str(path))
    filled = fill_template(open_template(path), names, path.name)
    made = docx.Document(io.BytesIO(filled.dated("対照表", dt.date(2027, 1, 8), "令和9年1月8日")))
    return [run for paragraph in made.paragraphs for run in paragraph.runs if run.text]


def test_changed_parts_are_underlined_runs_that_look_as_the_tag_does_otherwise(tmp_path):
    found = runs(tmp_path, "{{ 新|変更箇所(旧) }}", 新=NEW, 旧=OLD)
    assert "".join(run.text for run in found) == f"案：{NEW}（以上）"
    assert [run.text for run in found if run.underline] == ["2", "、名乗る"]
    assert {(run.bold, run.font.size) for run in found[:-1]} == {(True, Pt(9))}
    assert (found[-1].bold, found[-1].text) == (None, "以上）")
    properties = [run._r.rPr for run in found if run.underline]
    assert all([child.tag for child in own].index(qn("w:u")) == len(own) - 1 for own in properties)


@pytest.mark.parametrize(("old", "marked"), [("", [NEW]), (NEW, []), (None, [NEW])])
def test_against_nothing_everything_is_new_and_against_itself_nothing(tmp_path, old, marked):
    found = runs(tmp_path, "{{ 新|変更箇所(旧) }}", 新=NEW, 旧=old)
    assert [run.text for run in found if run.underline] == marked


def test_a_blank_text_leaves_the_paragraph_as_it_is(tmp_path):
    assert [run.text for run in runs(tmp_path, "{{ 新|変更箇所(旧) }}", 新=None, 旧=OLD)] == ["案：（", "以上）"]


def test_a_page_marks_them_as_added_text(tmp_path):
    page = tmp_path / "対照表.html"
    page.write_text("<p>{{ 新|変更箇所(旧) }}</p>", "utf-8")
    told = fill_page(page, {"新": NEW, "旧": OLD})
    assert told == "<p>呼出音<ins>2</ins>回以内に\n取る &lt;必ず&gt;<ins>、名乗る</ins>。</p>"
