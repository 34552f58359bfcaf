"""A paper or page that asks for what only the newest edition of its form has: empty, with the reason in words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kusei_batch.core.form import Field, FieldKind, FieldType, Form, Necessity, Table, TotalsRow
from kusei_batch.core.problem import SettingsError, Severity
from kusei_batch.core.totals_reading import fit_totals
from kusei_batch.report.views import Newer, OtherRounds, RoundView, build_round_view
from kusei_batch.report.views.public import build_public_view
from kusei_batch.report.ward_page import PageOrder, render_page
from tests.report.conftest import fill_paper
from tests.report.years import AS_OF, FORM, make_facts


def _new_field(name: str, table: str, type_: FieldType = FieldType.TEXT) -> Field:
    return Field(name, table, FieldKind.ENTRY, type_, Necessity.OPTIONAL, Severity.ERROR, "実績", ("Z1",))


NEWER_FORM: Form = replace(
    FORM,
    version="2",
    fields=(
        *FORM.fields,
        _new_field("反響", "指標"),
        _new_field("点", "指標", FieldType.NUMBER),
        _new_field("品", "備品"),
    ),
    tables=(*FORM.tables, Table("備品", 0, 3, 3)),
    totals=(
        *FORM.totals,
        TotalsRow("反響一覧", "一覧", {"表": "指標", "見出し": "反響", "内容": "{{反響}}"}),
        TotalsRow("反響別", "クロス集計", {"表": "指標", "行": "反響", "値": "件数", "見出し": "反響の数"}),
        TotalsRow("点の推移", "推移", {"表": "指標", "行": "指標名", "値": "点"}),
        TotalsRow("備品別", "クロス集計", {"表": "備品", "行": "品", "値": "件数"}),
    ),
)
LACKING = fit_totals(NEWER_FORM.totals, FORM)[1]
REASON = "この回の様式（第1版）には「{}」がないため、作っていません。"


@pytest.fixture(scope="module")
def view() -> RoundView:
    return build_round_view(replace(make_facts(), newer=Newer(NEWER_FORM, LACKING)))


def printed(view: RoundView, folder: Path, *paragraphs: str, rounds: OtherRounds | None = None) -> list[str]:
    document = fill_paper(view, folder, paragraphs, rounds)
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [*(p.text for p in document.paragraphs if p.text), *cells]


@pytest.mark.parametrize(
    ("name", "item"),
    [("反響一覧", "反響"), ("反響別", "反響"), ("反響の数", "反響"), ("点の推移", "点"), ("備品別", "備品")],
)
def test_a_whole_table_is_its_reason(view: RoundView, tmp_path: Path, name: str, item: str) -> None:
    assert REASON.format(item) in printed(view, tmp_path, f'{{{{p 表("{name}") }}}}')


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ('{{ 一覧("反響一覧").件数 }}', "－"),
        ('{{ 一覧("反響一覧").行|件数 }}', "－"),
        ('{{ 一覧("反響一覧").行|部署ごと|件数 }}', "－"),
        ('{% if 一覧("反響一覧").行 %}次のとおりです。{% else %}ありません。{% endif %}', "次のとおりです。"),
        ('{% for 行 in 一覧("反響一覧").行 %}{{ 行.反響 }}{% endfor %}空', "空"),
        ('{{ 一覧("反響一覧").注|並べる }}', REASON.format("反響")),
        ('{{ 集計("反響の数").実数 }}{{ 集計("反響別").行|件数 }}', "－－"),
        ('{{ 集計("反響別").注|並べる }}', REASON.format("反響")),
        ('{{ 図("反響別") }}', REASON.format("反響")),
        ('{% if 集計("反響別").図あり %}図{% else %}図なし{% endif %}', "図なし"),
        ('{{ 推移("点の推移").件数 }}{{ 推移("点の推移").注|並べる }}', "－" + REASON.format("点")),
        ('{{ 記録("備品")|件数 }}', "－"),
        ('{{ 選ぶ("備品", "品", "机")|件数 }}', "－"),
        ('{{ 選ぶ("指標", "反響", "")|件数 }}{{ 選ぶ("指標", "反響", "良い", 以外=True)|件数 }}', "－－"),
        ('{{ 選ぶ("指標", 条件="点 ≧ 3 かつ 達成度 = 達成")|件数 }}', "－"),
        ('{% for 行 in 記録("指標") %}{{ 行.反響 }}{% endfor %}済', "済"),
        ('{{ 前年度("実績報告").集計("反響別").実数 }}', "－"),
    ],
)
def test_whatever_is_asked_is_there_and_unknown(view: RoundView, tmp_path: Path, asked: str, said: str) -> None:
    rounds = OtherRounds(("実績報告",), lambda *_: view)
    assert printed(view, tmp_path, asked, rounds=rounds) == [said]


@pytest.mark.parametrize(
    "asked",
    [
        '{{ 集計("無い").実数 }}',
        '{{ 一覧("無い").件数 }}',
        '{{ 選ぶ("指標", "無い", "") }}',
        '{{ 記録("無い") }}',
        '{{ 選ぶ("指標", 条件="無い ≧ 3") }}',
        '{{ 選ぶ("指標", 条件="達成度 ＝＝ 達成") }}',
    ],
)
def test_what_neither_edition_has_is_still_a_fault(view: RoundView, tmp_path: Path, asked: str) -> None:
    with pytest.raises(SettingsError):
        printed(view, tmp_path, asked)


def test_what_the_sheets_have_is_shown_as_before(view: RoundView, tmp_path: Path) -> None:
    assert printed(view, tmp_path, '{{ 集計("達成度別").実数 }}{{ 記録("指標")|件数 }}') == ["44"]


def test_a_page_says_the_reason_too_and_only_of_what_is_public(tmp_path: Path) -> None:
    facts = replace(make_facts(), newer=Newer(NEWER_FORM, LACKING))
    template = tmp_path / "頁.html"
    template.write_text('{{ 表("反響別") }}{% for 行 in 記録("指標") %}{{ 行.反響 }}{% endfor %}', encoding="utf-8")
    order = PageOrder(template, "頁", "題", "連絡先")
    files = render_page(build_public_view(facts, ["指標名", "反響"]), order, AS_OF)
    assert REASON.format("反響").encode() in files["index.html"]
    with pytest.raises(SettingsError):
        render_page(build_public_view(facts, ["指標名"]), order, AS_OF)
