"""提案先 as a template writes it, and everything that keeps it from being understood."""

import pytest

from tests.xlsx.template_book import TemplateBook

SAID = {
    "目標.提案先": "所属基準",
    "目標.提案の条件": "目標値 ≧ 90 かつ 場面 = 窓口",
    "目標.提案.本文": "{{目標.取組}}",
    "目標.提案.部署コード": "{{部署コード}}",
    "目標.提案.適用開始年度": "{{次年度}}",
}


@pytest.fixture
def book():
    return TemplateBook()


def read(book, tmp_path, **changes):
    for key, value in (SAID | changes).items():
        if value is not None:
            book.add("_設定", 設定名=key, 値=value)
    form, problems = book.read(tmp_path)
    for problem in problems:
        assert problem.message
        assert problem.remedy
    return form, [p.code for p in problems if p.severity.value != "info"]


def test_target_condition_and_columns_are_read_in_their_order(book, tmp_path):
    form, codes = read(book, tmp_path)
    assert codes == []
    (proposal,) = form.proposals
    assert (proposal.table, proposal.target) == ("目標", "所属基準")
    assert dict(proposal.columns) == {
        "本文": "{{目標.取組}}",
        "部署コード": "{{部署コード}}",
        "適用開始年度": "{{次年度}}",
    }
    assert proposal.condition.holds({"目標値": 95, "場面": "窓口"}.get) is True
    assert proposal.condition.holds({"目標値": 95, "場面": "電話"}.get) is False


def test_a_table_proposes_to_a_second_list_by_its_number(book, tmp_path):
    second = {"目標.提案2先": "内部評価", "目標.提案2の条件": "場面 ≠ 空欄", "目標.提案2.目標": "{{目標.取組}}"}
    form, codes = read(book, tmp_path, **second)
    assert codes == []
    assert [(p.target, list(p.columns)) for p in form.proposals] == [
        ("所属基準", ["本文", "部署コード", "適用開始年度"]),
        ("内部評価", ["目標"]),
    ]
    _, codes = read(TemplateBook(), tmp_path, **(second | {"目標.提案2先": None}))
    assert codes == ["proposal-without-target"] * 2


def test_a_form_without_it_proposes_nothing(book, tmp_path):
    form, codes = read(book, tmp_path, **dict.fromkeys(SAID))
    assert (form.proposals, codes) == ((), [])


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"目標.提案先": None}, ["proposal-without-target"] * 4),
        ({"目標.提案先": "所属/基準"}, ["proposal-bad-target"]),
        ({"目標.提案の条件": None}, ["proposal-without-condition"]),
        ({"目標.提案の条件": "達成度 = 達成"}, ["proposal-condition-malformed"]),
        ({"目標.提案の条件": "目標値"}, ["proposal-condition-malformed"]),
        ({"目標.提案.本文": "{{取り組み}}"}, ["proposal-unknown-item"]),
        ({"目標.提案.本文": "{{他の表.取組}}"}, ["proposal-unknown-item"]),
        ({"目標.提案.本文": "{{区名}}の{{年度}}"}, ["proposal-unknown-item"]),
        ({"目標.提案.本文": "{{取組}"}, ["placeholder-malformed"]),
        ({"目標.提案.採否": "採用"}, ["proposal-decides-itself"]),
        (dict.fromkeys([k for k in SAID if k.startswith("目標.提案.")]), ["proposal-without-columns"]),
        ({"他の表.提案.本文": "x"}, ["setting-unknown"]),
    ],
)
def test_faults_are_told(book, tmp_path, changes, expected):
    form, codes = read(book, tmp_path, **changes)
    assert form is None
    assert codes == expected
