"""Scenes and principles stand once, in the master; the shipped forms take them from there."""

from __future__ import annotations

from pathlib import Path

import pytest

from kusei_batch.config import read_workspace
from kusei_batch.core.form_year import FormYear
from kusei_batch.core.period import Calendar
from kusei_batch.core.values import text_cell
from kusei_batch.issue.kept_forms import keep_form, open_form, open_kept_form
from kusei_batch.validate.parse import ChoiceIndex, parse_choices

ROOT = Path(__file__).parents[1]
WITH_SCENES = ("目標設定", "中間報告", "実績報告", "意見記録")
YEAR = FormYear(Calendar(), 2026)
OTHER = (
    {"場面ID": "1", "場面": "窓口と電話", "別名": "対面、受付"},
    {"場面ID": "2", "場面": "夜間の\u200b窓口", "別名": ""},
)


def lists_with(**changed):
    return read_workspace(ROOT).master.lists(2026) | changed


def opened(name, **changed):
    return open_form(ROOT / "templates_xlsx" / f"{name}.xlsx", lists_with(**changed), YEAR)


@pytest.mark.parametrize("name", WITH_SCENES)
def test_a_scene_changed_in_the_master_is_the_forms_scene(name):
    form = opened(name, 場面=OTHER).form
    assert [c.value for c in form.choice_lists["場面"]] == ["窓口と電話", "夜間の窓口"]
    index = ChoiceIndex(form.choice_lists["場面"])
    assert parse_choices(text_cell("受\n付"), index)[0] == ("窓口と電話",)


def test_principles_come_from_the_master():
    form = opened("目標設定", 理念=({"理念ID": "1", "理念": "思いやり", "別名": "配慮"},)).form
    assert [(c.value, c.aliases) for c in form.choice_lists["理念"]] == [("思いやり", ("配慮",))]


def test_a_kept_form_keeps_the_scenes_it_was_issued_with(tmp_path):
    before = opened("目標設定")
    key = keep_form(before, tmp_path)
    changed = opened("目標設定", 場面=OTHER)
    assert changed.key != before.key
    assert open_kept_form(tmp_path, key, YEAR).form.choice_lists == before.form.choice_lists


def test_no_shipped_form_has_scenes_of_its_own():
    said = {name: [c.value for c in opened(name).form.choice_lists["場面"]] for name in WITH_SCENES}
    scenes = [row["場面"] for row in read_workspace(ROOT).master.lists(2026)["場面"]]
    assert said == dict.fromkeys(WITH_SCENES, scenes)
    # What a standard says of its scene is one of them.
    assert {row["場面"] for row in read_workspace(ROOT).master.lists(2026)["基準"]} <= set(scenes)
