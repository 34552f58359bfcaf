"""Several choices printed in one cell of the next sheet: each comes back as the one it was."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kusei_batch.core.form import Choice, FieldKind, FieldType, Form, Table
from kusei_batch.core.row_key import RowKey
from kusei_batch.core.sources import parse_reference
from kusei_batch.core.submission import Entry, Row, Submission
from kusei_batch.core.values import text_cell
from kusei_batch.issue.prefill import carried_entries, shown_text
from kusei_batch.validate.submission_reading import FormReader
from tests.validate.builders import CALENDAR, ISSUED, field

SEPARATORS = "、・･/,;&+，／；＆＋　 「」と"
NAMED = [f"子ども{sign}若者" for sign in SEPARATORS]
SHOWN = replace(
    field("前回", "C", FieldType.CHOICES, choice_list="分野"),
    kind=FieldKind.PREVIOUS,
    reference=parse_reference("前年度:計画.分野"),
)
ENTRY = field("分野", "B", FieldType.CHOICES, choice_list="分野")


def form_of(*choices):
    fields = (SHOWN, ENTRY)
    return Form("計画", "計画", "", "1", fields, (Table("目標", 0, 1, 10),), {"分野": tuple(map(Choice, choices))})


def read_back(values, offered):
    """What this year's sheet says of last year's values: as shown, and as carried into an entry cell."""
    form = form_of(*offered)
    stamped = shown_text(values, CALENDAR, offered)
    brought = {"目標.前回": (values or None,), "目標.分野": (values or None,)}
    kept = replace(ISSUED, rows={"目標": (RowKey("目標", "x-1"),)}, stamped={"目標.前回": (stamped,)}, values=brought)
    fields = tuple(replace(f, kind=FieldKind.CARRIED) if f is ENTRY else f for f in form.fields)
    (cell,) = carried_entries(replace(form, fields=fields), kept)["目標.分野"]
    row = Row("目標", 1, {"分野": Entry(cell, ENTRY.sheet, "B12")}, RowKey("目標", "x-1"))
    shown = {"目標.前回": (Entry(text_cell(stamped), SHOWN.sheet, "C12"),)}
    submission = Submission("", Row(None, None, {}), {"目標": (row,)}, shown)
    (read,) = FormReader(form).read(submission, kept, CALENDAR).rows["目標"]
    return read.others["前回"].value, read.items["分野"].value


@pytest.mark.parametrize("name", NAMED)
def test_a_choice_whose_name_holds_a_separating_sign_comes_back_as_one(name):
    for values in [(name,), (name, "高齢"), ("高齢", name)]:
        assert read_back(values, ("高齢", name, "防災")) == (values, values)


@pytest.mark.parametrize("name", NAMED)
def test_one_whose_parts_are_choices_too_is_told_from_them(name):
    both = ("子ども", "若者")
    offered = ("子ども", "若者", name)
    assert read_back(both, offered) == (both, both)
    assert read_back((name, "若者"), offered) == ((name, "若者"), (name, "若者"))


@pytest.mark.parametrize("name", NAMED)
def test_one_that_is_offered_no_more_is_shown_as_one(name):
    for values in [(name,), (name, "高齢"), ("高齢", "子育て", name)]:
        assert read_back(values, ("高齢", "子ども", "若者"))[0] == values


def test_names_without_signs_stand_beside_one_another():
    assert shown_text(("電話", "窓口"), CALENDAR, ("電話", "窓口")) == "電話・窓口"
    assert read_back(("電話", "窓口"), ("防災",))[0] == ("電話", "窓口")
    assert read_back((), ("防災",)) == (None, None)
