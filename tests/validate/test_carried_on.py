"""「→」 in a plan over several years is read as the text of the year before (続きの元)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kusei_batch.core.problem import Severity
from tests.validate.builders import FORM, target, validate

BEFORE = {"具体的な取組内容": "目標", "評価指標": "具体的な取組内容"}
PLAN = replace(FORM, fields=tuple(replace(f, goes_on_from=BEFORE.get(f.name, "")) for f in FORM.fields))
NOW = "●月1回の相談会を開く\n●案内を3か国語にする"


def read(next_year, last_year="→", now=NOW):
    """The three texts, and what is said of the last two."""
    typed = {"目標": now, "具体的な取組内容": next_year, "評価指標": last_year}
    (_, record), problems = validate(target(**typed), form=PLAN)
    told = {p.location.field: (p.code, p.severity) for p in problems if p.location.field in BEFORE}
    return record.fields["具体的な取組内容"], record.fields["評価指標"], told, record.typed


@pytest.mark.parametrize("sign", ["→", " ⇒ ", "・→", "同左", "〃", "前年度と同じ", "→\n→", "→　→"])
def test_an_arrow_goes_on_from_year_to_year(sign):
    first, second, told, typed = read(sign)
    assert (first, second) == (NOW, NOW)
    assert typed["具体的な取組内容"] == sign
    assert set(told.values()) == {("carried-on", Severity.INFO)}


def test_an_arrow_in_a_line_stands_for_the_line_in_its_place():
    first, second, _, _ = read("→\n●案内を5か国語にする\n●動画を作る", "→\n→\n→")
    assert first == "●月1回の相談会を開く\n●案内を5か国語にする\n●動画を作る"
    assert second == first


@pytest.mark.parametrize(("sign", "now"), [("→", None), ("→\n→\n→", NOW)])
def test_an_arrow_with_nothing_before_it_is_told(sign, now):
    first, _, told, _ = read(sign, now=now)
    assert first == sign
    assert told == dict.fromkeys(BEFORE, ("nothing-to-carry-on", Severity.WARNING))


def test_without_a_field_to_go_on_from_an_arrow_says_nothing():
    _, problems = validate(target(具体的な取組内容="→"))
    assert ("says-nothing", "具体的な取組内容") in [(p.code, p.location.field) for p in problems]


def test_a_text_that_only_mentions_an_arrow_is_a_text():
    first, _, told, _ = read("紙→電子の申請に替える", "窓口の数を数える")
    assert (first, told) == ("紙→電子の申請に替える", {})
