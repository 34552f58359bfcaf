"""Where a fault of a template stands: on the line of the tag that asks for it, not on one that names it otherwise."""

from __future__ import annotations

import pytest

from kusei_batch.report.templating.template_faults import paper_problem
from kusei_batch.report.templating.template_places import places_in_text

TEXT = """{% set 部署たち = 記録("目標")|部署ごと %}
{% for 部署 in 部署たち %}{% for 行 in 部署.行 %}
<td>{{ 行.目標|改行 }}</td>
<td>{{ 行.目標値|値(行.単位, 行.向き or "以上") }}</td>
<td>{{ 行["理由"] }} 理由</td>
{% endfor %}{% endfor %}
"""


@pytest.mark.parametrize(("name", "line"), [("目標", 3), ("向き", 4), ("理由", 5), ("目標値", 4)])
def test_a_missing_part_is_told_on_its_own_line(name, line):
    problem = paper_problem("paper-unknown-part", "公表.html", name=name, owner="行", hint="")
    assert places_in_text(TEXT).located(problem, name).params["where"].startswith(f"{line}行目「")


def test_any_other_name_is_told_where_it_first_stands():
    problem = paper_problem("paper-unknown-table", "公表.html", name="目標", form="", hint="")
    assert places_in_text(TEXT).located(problem, "目標").params["where"].startswith("1行目「")
