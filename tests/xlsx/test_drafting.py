"""A form drafted from the Excel form an office has: what is found in it, and what is left as it is."""

from __future__ import annotations

import io

import openpyxl
import pytest

from kusei_batch.core.form import FieldType
from kusei_batch.xlsx.draft.draft_writing import settled, write_draft
from kusei_batch.xlsx.draft.source_form import FormSourceError, propose_from
from kusei_batch.xlsx.template import read_template
from tests.xlsx import paper_forms


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


def test_a_ruled_table_becomes_a_table_of_the_form(tmp_path):
    draft, form, problems, path = drafted(paper_forms.opinions(), tmp_path)
    assert problems == []
    assert draft.title == "苦情・要望等受付簿"
    assert [(f.name, f.type) for f in form.entries_of("明細")] == [
        ("受付日", FieldType.DATE),
        ("方法", FieldType.CHOICE),
        ("区分", FieldType.CHOICE),
        ("内容", FieldType.LONG_TEXT),
        ("対応の状況", FieldType.LONG_TEXT),
        ("処理日", FieldType.DATE),
        ("担当者", FieldType.TEXT),
    ]
    assert form.table("明細").max_rows == 15
    assert form.field("内容", "明細").cells[-1] == "E19"
    sheet = openpyxl.load_workbook(path)["受付簿"]
    assert sheet["A1"].value == "{{年度}}　苦情・要望等受付簿"
    assert sheet["B2"].value == "{{部署名}}"
    assert sheet["A7"].value == "※　個人が特定される内容は記入しないでください。"


def test_a_workbook_without_boxes_is_no_form():
    workbook = openpyxl.Workbook()
    with pytest.raises(FormSourceError, match="何も書かれていません"):
        propose_from("様式", saved(workbook))
    workbook.active["A1"] = "お知らせ"
    with pytest.raises(FormSourceError, match="罫線"):
        propose_from("様式", saved(workbook))
