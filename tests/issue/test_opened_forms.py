"""A form is read once in a process for the lists its template asks for, those that are not there too."""

import pytest

from kusei_batch.core.form_year import FormYear
from kusei_batch.issue import kept_forms

YEAR, ROWS = FormYear(), [{"基準ID": "A-1"}]


@pytest.mark.parametrize(
    ("lists", "times"),
    [
        ({"基準": ROWS}, 1),
        ({"基準": tuple(ROWS), "ほか": ROWS}, 1),
        ({"基準": [{"基準ID": "A-2"}]}, 2),
        ({"基準": ROWS, "基準の前": []}, 2),
        ({}, 2),
    ],
)
def test_a_form_is_read_again_where_what_its_template_asked_for_is_another(tmp_path, monkeypatch, lists, times):
    read = []

    def read_template(path, asked, data, year):
        read.append([asked.get(name) for name in ("基準", "基準の前")])
        return object(), []

    monkeypatch.setattr(kept_forms, "read_template", read_template)
    kept_forms.opened_forms.cache_clear()
    path = tmp_path / "様式.xlsx"
    path.write_bytes(b"template")
    first = kept_forms.open_form(path, {"基準": ROWS}, YEAR)
    again = kept_forms.open_form(path, lists, YEAR)
    assert len(read) == times
    assert (again is first) == (times == 1)
    kept_forms.opened_forms.cache_clear()
