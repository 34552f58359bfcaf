"""What the shipped forms send back: what makes an answer unusable, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from kusei_batch.config import read_workspace
from kusei_batch.core.form import Form, Necessity
from kusei_batch.core.problem import Severity
from kusei_batch.xlsx.template import read_template

ROOT = Path(__file__).parents[2]
COUNTS = ("満足", "やや満足", "どちらともいえない", "やや不満", "不満", "無回答")
ERRORS = {
    # Whether there is anything to say, for which scene, and what: without these there is no target. And what money
    # is asked for: no conference grants what it is told neither the amount nor the use of.
    "目標設定": {"該当なしの確認", "場面 必須", "目標 必須", "概算額 条件", "使途 条件"},
    # The very questions; what is not kept comes with a measure; a sum the conference decides on has no gaps.
    "中間報告": {"遵守状況 必須", "改善方策 条件", "進捗 必須", "必要額 条件", "使途 条件"},
    # What is published, how it is judged, why something was not achieved, and what is done about what was not kept.
    "実績報告": {
        "実施結果 必須",
        "達成度 必須",
        "理由 条件",
        "今後の対応方策 条件",
        "遵守状況 必須",
        "改善方策 条件",
    },
    "意見記録": {"該当なしの確認", "内容 条件"},
    # Counts that are none or contradict one another give no rate.
    "来庁者アンケート": {
        "回収数 必須",
        *COUNTS,
        "計が回収数と合わない",
        "回収数が配布数より多い",
        "人数が一つもない",
    },
    # Words are kept; an error of a formula or a day is no value.
    "成果指標": {"実績値"},
}


def read(name: str) -> Form:
    path = ROOT / "templates_xlsx" / f"{name}.xlsx"
    form, _ = read_template(path, read_workspace(ROOT).master.lists(2026))
    assert form is not None
    return form


@pytest.mark.parametrize("name", ERRORS)
def test_no_other_entry_or_contradiction_sends_a_sheet_back(name):
    form = read(name)
    entries = {
        f.name if f.necessity is Necessity.OPTIONAL else f"{f.name} {f.necessity.value}"
        for f in form.fields
        if f.is_entry and f.severity is Severity.ERROR
    }
    assert entries | {check.name for check in form.checks if check.severity is Severity.ERROR} == ERRORS[name]


@pytest.mark.parametrize(
    ("name", "fields"), [("目標設定", {"目標値"}), ("実績報告", {"実績値"}), ("成果指標", {"実績値"})]
)
def test_numbers_that_may_not_be_settled_take_words_and_are_counted_as_their_row_says(name, fields):
    found = {f.name for f in read(name).fields if f.is_entry and f.takes_words and f.unit_from == "単位"}
    assert found == fields
