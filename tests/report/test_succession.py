"""組織改正: figures of departments that were renamed, merged or split are set beside those of their successors."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal

from kusei_batch.consolidate import total_crosstab, total_crosstabs
from kusei_batch.core.axes import YearSpan
from kusei_batch.core.record import Coverage, Record
from kusei_batch.core.row_key import RowKey
from kusei_batch.core.submission import State
from kusei_batch.core.succession import Succession
from kusei_batch.core.totals import CrosstabSpec, Figure, ValueKind
from kusei_batch.core.ward import Department
from kusei_batch.report.templating.filters import FILTERS
from kusei_batch.report.templating.grid import grid_of
from kusei_batch.report.templating.shown import show_record
from kusei_batch.report.views import RoundView, build_round_view
from tests.report.years import FORM, WARD, Line, make_facts, make_record

END = dt.date(2026, 3, 31)
NEXT = dt.date(2027, 3, 31)


def department(code: str, name: str, *successors: str, ends: dt.date | None = None, division: str = "") -> Department:
    return Department(code, WARD, division, name, int(code), "", ends or (END if successors else None), successors)


@dataclass(frozen=True)
class Told:
    """What a department said of an indicator in a year; `row` is the list's ID, or an own row's where it has no dash."""

    year: int
    department: Department
    value: str
    row: str = "K-1"
    state: str = "達成"


def view(told: list[Told], known: list[Department], year: int = 2026) -> RoundView:
    """The round of `year` as seen with these departments in the master."""
    records: dict[int, list[Record]] = {}
    for one in told:
        line = Line(one.year, one.department, 1, "満足度", Decimal(one.value), None, one.state, None)
        own = one.row.startswith("R")
        key = RowKey("指標", one.row) if own else RowKey.of_list("指標", one.department.code, one.row)
        records.setdefault(one.year, []).append(replace(make_record(line), key=key))
    now, earlier = records.pop(year, []), {y: found for y, found in records.items() if y < year}
    asked = [d for d in known if d.exists_on(dt.date(year, 10, 1))]
    answered = {record.department.code for record in now}
    coverage = [Coverage(d, "実績報告", State.ACCEPTED if d.code in answered else State.MISSING, d.code) for d in asked]
    succession = Succession.of(asked, known)
    facts = replace(make_facts(year=year), records=now, earlier=earlier, coverage=coverage, succession=succession)
    return build_round_view(replace(facts, crosstabs=total_crosstabs(FORM, now, asked, facts.span)))


def trend(shown: RoundView) -> dict[str, list[tuple[Figure, ...]]]:
    """Department -> the values of each of its lines."""
    lines: dict[str, list[tuple[Figure, ...]]] = {}
    for row in shown.trends[0].rows:
        lines.setdefault(row.department, []).append(row.values)
    return lines


def counts(shown: RoundView, name: str = "部署別") -> dict[str, tuple[Figure, ...]]:
    tab = next(tab for tab in shown.crosstabs if tab.name == name)
    return {row.label: row.values for row in tab.rows}


def notes(shown: RoundView, name: str = "部署別") -> str:
    return "".join(next(tab for tab in shown.crosstabs if tab.name == name).notes)


OLD, NEW = department("1", "区民課", "2"), department("2", "市民窓口課")


def test_a_renamed_department_goes_on_in_its_successors_line_and_count() -> None:
    shown = view([Told(2025, OLD, "93"), Told(2026, NEW, "95")], [OLD, NEW])
    assert trend(shown) == {"市民窓口課": [(93, 95)]}
    assert counts(shown) == {"市民窓口課": (1, 1)}
    assert "引継先に含みます（区民課→市民窓口課）" in notes(shown)


def test_rows_of_its_own_that_were_carried_over_keep_their_line() -> None:
    told = [Told(2025, OLD, "93", "R07-1-1-00-目標1"), Told(2026, NEW, "95", "R07-1-1-00-目標1")]
    assert trend(view(told, [OLD, NEW])) == {"市民窓口課": [(93, 95)]}


def test_a_mean_of_merged_departments_is_that_of_their_rows() -> None:
    other = department("3", "戸籍課", "2")
    told = [Told(2025, OLD, "90"), Told(2025, other, "70"), Told(2025, other, "50", "K-2"), Told(2026, NEW, "95")]
    shown = view(told, [OLD, other, NEW])
    assert counts(shown) == {"市民窓口課": (3, 1)}
    assert counts(shown, "部署別の平均") == {"市民窓口課": (Decimal("70.0"), Decimal("95.0"))}


def test_merged_departments_that_said_different_things_keep_lines_of_their_own() -> None:
    other = department("3", "戸籍課", "2")
    told = [Told(2024, OLD, "88"), Told(2024, other, "61"), Told(2025, OLD, "90"), Told(2025, other, "70")]
    shown = view([*told, Told(2026, NEW, "95")], [OLD, other, NEW])
    assert trend(shown) == {
        "市民窓口課": [(None, None, 95)],
        "区民課": [(88, 90, None)],
        "戸籍課": [(61, 70, None)],
    }


def test_one_that_was_merged_into_another_leaves_that_ones_line_whole() -> None:
    told = [Told(2025, OLD, "90"), Told(2025, NEW, "94"), Told(2026, NEW, "95")]
    shown = view(told, [OLD, NEW])
    assert trend(shown) == {"市民窓口課": [(94, 95)], "区民課": [(90, None)]}
    assert counts(shown) == {"市民窓口課": (2, 1)}


def test_a_split_department_is_where_both_lines_begin_but_is_counted_once_under_its_own_name() -> None:
    split, first, second = department("1", "区民課", "2", "3"), department("2", "区民課"), department("3", "戸籍課")
    told = [Told(2025, split, "90"), Told(2026, first, "91"), Told(2026, second, "97")]
    shown = view(told, [split, first, second])
    assert trend(shown) == {"区民課": [(90, 91)], "戸籍課": [(90, 97)]}
    assert counts(shown) == {"区民課": (None, 1), "戸籍課": (None, 1), "区民課（廃止）": (1, None)}
    assert "引継先が一つでない" in notes(shown)


def test_a_row_that_one_half_goes_on_with_is_in_that_halfs_line_alone() -> None:
    split, first, second = department("1", "区民課", "2", "3"), department("2", "窓口課"), department("3", "戸籍課")
    told = [Told(2025, split, "90"), Told(2026, second, "97"), Told(2026, first, "1", "K-9")]
    assert trend(view(told, [split, first, second])) == {"窓口課": [(None, 1)], "戸籍課": [(90, 97)]}


def test_halves_of_one_division_are_one_division() -> None:
    split = department("1", "区民課", "2", "3", division="区民部")
    halves = [department(c, n, division="区民サービス部") for c, n in (("2", "窓口課"), ("3", "戸籍課"))]
    spec = CrosstabSpec("部別", "部別", "指標", "部名", "年度", ValueKind.COUNT, None, None)
    before, now = (make_record(Line(0, d, 1, "", None, None, None, None)) for d in (split, halves[0]))
    span = YearSpan(2026, earlier={2025: [before]}, succession=Succession.of(halves, [split, *halves]))
    tab = total_crosstab(spec, FORM, [now], halves, span)
    assert (tab.rows, tab.values) == (("区民サービス部",), ((1, 1),))


def test_a_chain_over_two_years_is_one_line() -> None:
    first = department("1", "区民課", "2", ends=dt.date(2025, 3, 31))
    second, third = department("2", "市民課", "3"), department("3", "窓口課")
    told = [Told(2024, first, "90"), Told(2025, second, "92"), Told(2026, third, "95")]
    shown = view(told, [first, second, third])
    assert trend(shown) == {"窓口課": [(90, 92, 95)]}
    assert counts(shown) == {"窓口課": (1, 1, 1)}


def test_a_department_that_gets_its_code_back_is_one_line() -> None:
    back, between = department("1", "区民課"), department("2", "市民課", "1")
    told = [Told(2024, back, "90"), Told(2025, between, "92"), Told(2026, back, "95")]
    shown = view(told, [back, between])
    assert trend(shown) == {"区民課": [(90, 92, 95)]}
    assert counts(shown) == {"区民課": (1, 1, 1)}


def test_departments_that_succeed_one_another_in_a_ring_come_to_an_end() -> None:
    one, other = department("1", "区民課", "2"), department("2", "市民課", "1")
    shown = view([Told(2025, one, "90")], [one, other])
    assert counts(shown) == {"区民課（廃止）": (1, None)}


def test_one_without_a_successor_is_no_zero_this_year() -> None:
    ended, kept = department("1", "区民課", ends=END), department("2", "戸籍課")
    shown = view([Told(2025, ended, "90"), Told(2026, kept, "95")], [ended, kept])
    assert counts(shown) == {"戸籍課": (None, 1), "区民課（廃止）": (1, None)}


def test_one_that_ends_later_is_still_itself_this_year() -> None:
    ending = department("1", "区民課", "2", ends=NEXT)
    shown = view([Told(2025, ending, "90"), Told(2026, ending, "95")], [ending, department("2", "窓口課")])
    assert trend(shown) == {"区民課": [(90, 95)]}
    assert counts(shown) == {"区民課": (1, 1), "窓口課": (None, None)}


def test_rows_that_go_on_are_found_under_the_ids_of_the_departments_before() -> None:
    told = [Told(2025, OLD, "93"), Told(2026, NEW, "95")]
    now = [show_record(row) for row in view(told, [OLD, NEW]).records["指標"]]
    before = [show_record(row) for row in view(told, [OLD, NEW], 2025).records["指標"]]
    assert FILTERS["続く"](now, before) == [{**now[0], "前": before[0]}]
    assert [(row["行ID"], row["実績値"]) for row in (*now, *before)] == [("2-K-1", "95"), ("1-K-1", "93")]


def test_a_year_between_in_which_nothing_was_collected_breaks_the_line() -> None:
    kept = department("1", "区民課")
    shown = view([Told(2023, kept, "90"), Told(2024, kept, "91"), Told(2026, kept, "95")], [kept])
    assert trend(shown) == {"区民課": [(90, 91, None, 95)]}
    assert shown.trends[0].rows[0].chart.gaps == (False, False, True, False)
    assert "令和7年度は、受理した提出がありません。" in shown.trends[0].notes
    assert counts(shown) == {"区民課": (1, 1, None, 1)}
    assert "令和7年度は、受理した提出がありません。" in notes(shown)


def test_a_target_year_far_ahead_leaves_this_year_in_the_table() -> None:
    kept = department("1", "区民課")
    (trend,) = view([Told(2025, kept, "90"), Told(2026, kept, "95")], [kept]).trends
    ahead = tuple(f"令和{n}年度" for n in range(9, 17))
    row = replace(trend.rows[0], values=(90, 95, *[None] * 8), targets=(None,) * 10)
    grid = grid_of(replace(trend, years=(*trend.years, *ahead), rows=(row,)))
    assert list(grid.headings[2:]) == [*trend.years, *ahead[:4]]
    assert list(grid.rows[0][2:4]) == ["90", "95"]


def test_what_earlier_years_leave_out_is_told() -> None:
    kept = department("1", "区民課")
    facts = replace(make_facts(), lacking={2025: ["まちづくり課", "マスタにない 7709"], 2024: []})
    shown = build_round_view(replace(facts, crosstabs=total_crosstabs(FORM, facts.records, [kept], facts.span)))
    told = "令和7年度は、受理した提出のない部署（まちづくり課、マスタにない 7709）を含みません。"
    assert told in notes(shown)
    assert told in shown.trends[0].notes
    assert not any("令和6年度は、" in note for note in shown.trends[0].notes)


def test_what_concerns_some_departments_tells_their_heirs_as_the_whole_does():
    gone = department("1", "旧課", "2", "3"), department("4", "係", "1")
    present = [department(code, f"第{code}課") for code in "2356"]
    whole = Succession.of(present, [*gone, *present])
    own = whole.within(["2", "5"])
    assert own.departments.keys() == {"2", "3", "5"}
    for code in "1245":
        assert own.heirs(code) == whole.heirs(code)
    assert own.ancestors("3") == whole.ancestors("3")
