"""Every number and label that documents show, before any document."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from kusei_batch.consolidate import total_crosstab, total_crosstabs
from kusei_batch.core.axes import YearSpan
from kusei_batch.core.own_words import OwnWords
from kusei_batch.core.problem import Location, Problem, Severity
from kusei_batch.core.submission import State
from kusei_batch.core.totals import ChartKind, CrosstabSpec, ValueKind
from kusei_batch.report.views import RoundView, UnidentifiedLine, build_round_view
from kusei_batch.report.views.answered import Answers
from kusei_batch.report.views.crosstabs import build_crosstab
from kusei_batch.report.views.list_views import fill_text
from kusei_batch.report.views.wording import span
from tests.report import independent
from tests.report.sample import DEPARTMENTS, FORM, SCENES, make_facts, sha


def test_dates_and_years_are_printed_as_offices_write_them(view: RoundView) -> None:
    labels = view.labels
    assert (labels.fiscal_year, labels.as_of, labels.due) == (
        "令和8年度（2026年度）",
        "令和8年5月1日",
        "令和8年4月24日",
    )


def test_a_row_is_shown_under_the_key_of_its_record(view: RoundView) -> None:
    records = make_facts().records
    assert {record.table for record in records} >= {None, "目標"}
    for table, rows in view.records.items():
        assert [row.key for row in rows] == [record.key for record in records if record.table == table]


def test_coverage_counts_every_department_once(view: RoundView) -> None:
    coverage = view.coverage
    assert (coverage.received, coverage.accepted, coverage.expected, coverage.rate) == (13, 12, 14, "85.7")
    assert {s: n for s, n in coverage.counts.items() if n} == {
        State.ACCEPTED: 11,
        State.NONE_TO_REPORT: 1,
        State.SENT_BACK: 1,
        State.OVERDUE: 1,
    }
    assert coverage.names(State.OVERDUE) == ("道路公園センター",)
    counted = independent.targets_of_departments()
    assert [r.rows for r in coverage.rows] == [_known(name, n) for name, n in counted.items()]
    assert coverage.rows[7].rows == 0  # accepted, and has none


def test_a_crosstab_states_both_what_is_summed_and_how_many_records_that_were(view: RoundView) -> None:
    tab = view.crosstabs[0]
    assert {row.label: row.margins[0] for row in tab.rows} == independent.scene_totals()
    assert [row.label for row in tab.margin_rows] == ["計（延べ）", "実数"]
    by_hand = independent.scenes_by_department()
    names = [department.name for department in DEPARTMENTS]
    sums = tuple(_known(wanted, sum(n for (_, name), n in by_hand.items() if name == wanted)) for wanted in names)
    assert tab.columns == tuple(names)
    assert tab.margin_rows[0].values == sums
    assert tab.margin_rows[1].values == tuple(_known(*pair) for pair in independent.targets_of_departments().items())
    assert tab.distinct == len(independent.targets()) == 41
    assert tab.summed == sum(independent.scene_totals().values())
    assert "延べ" in tab.notes[0]


def test_without_several_choices_there_is_one_total_and_no_note_on_it(view: RoundView) -> None:
    tab = view.crosstabs[1]
    assert [row.label for row in tab.margin_rows] == ["計"]
    assert not any("延べ" in note for note in tab.notes)


def test_a_department_that_has_not_answered_is_no_zero_anywhere(view: RoundView) -> None:
    tab = view.crosstabs[0]
    place = tab.columns.index("保護課")
    assert {row.values[place] for row in (*tab.rows, *tab.margin_rows)} == {None}
    assert tab.rows[0].values[tab.columns.index("地域ケア推進課")] == 0  # it was accepted, and has none
    assert "未提出・差戻し中の部署（保護課、道路公園センター）を含みません。" in tab.notes
    assert any(note.startswith("「－」は、受理した提出がない") for note in tab.notes)
    assert [c for c, gap in zip(tab.chart.categories, tab.chart.gaps, strict=True) if gap] == [
        "保護課",
        "道路公園センター",
    ]
    assert "保護課 0件" not in tab.chart.alt_text
    assert "保護課、道路公園センターは、集計するものがありません" in tab.chart.alt_text


def test_a_division_is_blank_only_while_none_of_its_departments_has_answered() -> None:
    facts = make_facts()
    spec = CrosstabSpec("部別", "部別", "目標", "部名", "予算措置", ValueKind.SHARE, None, ChartKind.LINE)
    tabs = [total_crosstab(spec, FORM, facts.records, DEPARTMENTS, facts.span)]
    tab = build_round_view(replace(facts, crosstabs=tabs)).crosstabs[0]
    shares = {row.label: row.values for row in tab.rows}
    assert shares["道路公園センター"] == (None, None, None)  # it is overdue and stands for itself
    assert None not in shares["地域みまもり支援センター（福祉事務所・保健所支所）"]
    assert tab.chart.gaps == (False, False, False, False, True)
    assert "道路公園センター 不要 0" not in tab.chart.alt_text


def test_before_anybody_has_answered_nothing_is_counted_at_all() -> None:
    facts = make_facts(records=[], problems={})
    covered = [replace(c, state=State.MISSING, received=None) for c in facts.coverage]
    view = build_round_view(replace(facts, coverage=covered))
    tab = view.crosstabs[1]
    assert (tab.distinct, {value for row in tab.rows for value in row.values}) == (None, {None})
    assert {row.rows for row in view.coverage.rows} == {None}


def _known(department: str, count: int) -> int | None:
    return None if department in independent.UNANSWERED else count


def test_series_that_cannot_be_told_apart_give_way_to_totals(view: RoundView) -> None:
    stacked, bars = view.crosstabs[0].chart, view.crosstabs[1].chart
    assert [series.name for series in stacked.series] == list(SCENES)
    assert len(stacked.categories) == len(DEPARTMENTS)
    assert [series.name for series in bars.series] == ["計"]


def test_a_chart_says_in_words_what_it_shows(view: RoundView) -> None:
    told = view.crosstabs[1].chart.alt_text
    assert told.startswith("理念別の棒グラフ。基本的な使命 5件、")


def test_a_list_row_leads_to_its_file_sheet_and_cells(view: RoundView) -> None:
    source = view.lists[0].rows[0].source
    assert (source.file, source.sheet, source.cell) == ("R08_目標設定_1301.xlsx", "目標設定", "B12:K12")
    assert source.link == "../../../../inbox/みどり区/1301/R08_目標設定_1301.xlsx"


def test_a_line_whose_fields_are_all_blank_is_left_out() -> None:
    template = "【目標】\n{{目標}}\n【期限】{{期限}}\n{{目標値}}{{単位}}"
    assert fill_text(template, {"目標": "並ばせない", "単位": "件"}) == "【目標】\n並ばせない\n件"


def test_a_qualified_placeholder_is_the_same_field_and_values_are_no_patterns() -> None:
    assert fill_text(r"{{目標.目標}}", {"目標": r"\1 {{単位}} \g<0>"}) == r"\1 {{単位}} \g<0>"


def test_cells_of_one_row_are_one_range_and_others_the_first_cell() -> None:
    assert span(["B12", "AA12", "C12"]) == "B12:AA12"
    assert span(["B3", "D4"]) == "B3"
    assert span([]) == ""


def test_data_hold_one_datum_a_cell(view: RoundView) -> None:
    data = view.data[0]
    names = [column.name for column in data.columns]
    first = dict(zip(names, data.rows[0], strict=True))
    assert [first[f"場面_{scene}"] for scene in SCENES] == [0, 1, 1, 0, 0, 0, 0]
    assert first["目標値"] == 95
    assert first["期限"] == dt.date(2027, 3, 31)
    assert not any("\n" in datum for row in data.rows for datum in row if isinstance(datum, str))
    assert (first["年度"], first["部署コード"], first["元セル"]) == (2026, "1301", "B12:K12")


def test_data_columns_are_all_explained_and_no_two_share_a_name(view: RoundView) -> None:
    for data in view.data:
        names = [column.name for column in data.columns]
        assert len(names) == len(set(names)) == len(data.rows[0])
        assert all(column.type for column in data.columns)


def test_problems_of_a_kind_stand_together_the_gravest_first(view: RoundView) -> None:
    groups = [(g.severity, g.code, g.count) for g in view.groups]
    assert groups == [
        (Severity.WARNING, "unusually-many-rows", 3),
        (Severity.WARNING, "nothing-checkable", 2),
        (Severity.INFO, "date-read", 1),
    ]
    assert view.groups[0].departments == (("企画課", 1), ("地域振興課", 1), ("区民課", 1))


def test_faults_of_what_was_sent_back_are_kept_apart(view: RoundView) -> None:
    assert [(g.severity, g.code, g.departments) for g in view.sent_back_groups] == [
        (Severity.ERROR, "required-blank", (("保護課", 1),))
    ]


def test_a_later_file_that_was_sent_back_shows_its_problems_beside_those_that_count() -> None:
    facts = make_facts()
    pending = "f" * 64
    covered = [replace(c, pending_sha256=pending) if c.department.code == "1303" else c for c in facts.coverage]
    fault = Problem("required-blank", Severity.ERROR, Location("目標設定", ("E12",)), {"place": "1行目の目標"})
    view = build_round_view(replace(facts, coverage=covered, problems={**facts.problems, pending: [fault]}))
    standings = {p.severity: p.file_status for p in view.problems if p.department == "企画課"}
    assert standings == {Severity.WARNING: "集計済み", Severity.ERROR: "差戻し中（前回の提出を集計）"}
    assert "差し戻しています" in view.coverage.rows[2].note


def _stray(
    department: str | None, ward: str | None = "130", path: str = "みどり区/保護課/写真.xlsx"
) -> UnidentifiedLine:
    why = Problem("not-a-workbook", Severity.ERROR, Location(file=path), {"detail": "画像です"})
    return UnidentifiedLine(path, "隔離", [why], ward, department)


def test_a_file_that_was_put_aside_is_told_with_its_department_and_beside_its_state() -> None:
    strays = [_stray("1312"), _stray(None, None, "どこか/x.xlsx"), _stray("9901", "990")]
    view = build_round_view(make_facts(unidentified=strays))
    told = {(p.department, p.source.file, p.field) for p in view.problems if p.file_status == "隔離"}
    assert told == {("保護課", "写真.xlsx", "全体"), ("（部署不明）", "どこか/x.xlsx", "全体")}
    own = replace(make_facts(unidentified=strays), words=OwnWords("区", "部", "担当"))
    assert "（担当不明）" in {p.department for p in build_round_view(own).problems}
    assert "隔離したファイルがあります（写真.xlsx）" in view.coverage.rows[11].aside
    assert "隔離" not in view.coverage.rows[11].note  # the conference need not know
    assert not [g for g in (*view.groups, *view.sent_back_groups) if g.code == "not-a-workbook"]


def test_problems_stand_in_the_order_of_their_gravity_then_of_departments(view: RoundView) -> None:
    order = [(p.severity, p.department) for p in view.problems]
    assert order[0] == (Severity.ERROR, "保護課")
    assert [d for s, d in order if s is Severity.WARNING] == ["企画課", "地域振興課", "地域振興課", "区民課", "区民課"]
    assert order[-1][0] is Severity.INFO
    assert all(p.field for p in view.problems)


def test_several_findings_are_summed_up_in_what_they_have_in_common(view: RoundView) -> None:
    assert view.groups[0].summary == "表の件数が目安を超えているもの"
    assert view.groups[1].summary == "達成したかどうかを確かめられる記述がないもの"
    assert view.groups[2].summary == view.groups[2].rows[0].message  # there is only one


def test_namesakes_are_printed_with_their_division() -> None:
    facts = make_facts()
    twin = replace(DEPARTMENTS[2], name="総務課")
    covered = [replace(c, department=twin) if c.department.code == "1303" else c for c in facts.coverage]
    names = [row.department for row in build_round_view(replace(facts, coverage=covered)).coverage.rows]
    assert names[1:4] == ["まちづくり推進部　総務課（1302）", "まちづくり推進部　総務課（1303）", "地域振興課"]


def test_a_ward_that_returned_nothing_has_a_whole_view() -> None:
    empty = make_facts(
        records=[], problems={}, policies=[], crosstabs=total_crosstabs(FORM, [], DEPARTMENTS, YearSpan(2026))
    )
    view = build_round_view(empty)
    assert view.crosstabs[0].distinct == 0
    assert view.lists[0].rows == ()
    assert sha("1301") in {c.sha256 for c in empty.coverage}


def test_a_label_that_a_text_brings_along_is_not_printed_twice():
    template = "【目標】{{目標}}\n【具体的な取組内容】{{取組}}"
    whole = "【 目標 】\n待たせない。\n【具体的な取組内容】\n(1) 数える。"
    assert fill_text(template, {"目標": whole, "取組": ""}) == whole
    assert fill_text(template, {"目標": "待たせない。", "取組": "【具体的な取組内容】数える。"}) == (
        "【目標】待たせない。\n【具体的な取組内容】数える。"
    )
    assert fill_text(template, {"目標": "【目標値】九割", "取組": ""}) == "【目標】【目標値】九割"


def test_the_pieces_of_a_bar_are_what_is_said_of_a_department_however_few_there_are() -> None:
    facts = make_facts()
    few = [d for d in DEPARTMENTS if d.code in ("1301", "1302")]
    records = [record for record in facts.records if record.department in few]
    spec = CrosstabSpec("部署別", "部署別", "目標", "部署名", "予算措置", ValueKind.COUNT, None, ChartKind.STACKED)
    for asked in (spec, replace(spec, row="予算措置", column="部署名")):
        tab = total_crosstab(asked, FORM, records, few, facts.span)
        chart = build_crosstab(tab, FORM, Answers()).chart
        assert chart.categories == ("危機管理担当", "総務課")
        assert [series.name for series in chart.series] == ["不要", "地域課題対応事業", "緊急対応"]
        assert "危機管理担当 計3件（" in chart.alt_text


def test_a_stack_is_told_with_its_pieces_and_what_counts_twice_as_such(view: RoundView) -> None:
    chart = next(tab.chart for tab in view.crosstabs if tab.name == "場面別")
    place = chart.categories.index("総務課")
    counted = {series.name: series.values[place] or 0 for series in chart.series}
    pieces = "・".join(f"{name} {n}件" for name, n in counted.items() if n)
    assert len(pieces.split("・")) > 1
    assert f"総務課 延べ{sum(counted.values())}件（{pieces}）" in chart.alt_text


def test_a_label_on_a_line_of_its_own_goes_with_the_line_below():
    template = "【目標】\n{{目標}}\n【具体的な取組内容】\n{{取組}}"
    assert fill_text(template, {"目標": "待たせない。", "取組": ""}) == "【目標】\n待たせない。"
    whole = "【 目標 】\n待たせない。"
    assert (
        fill_text(template, {"目標": whole, "取組": "(1) 数える。"}) == f"{whole}\n【具体的な取組内容】\n(1) 数える。"
    )
    assert fill_text("{{目標}}\n【以上】", {"目標": "待たせない。"}) == "待たせない。\n【以上】"
