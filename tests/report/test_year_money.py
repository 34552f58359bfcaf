"""The year's money and policies: what was proposed, decided, granted, spent and planned, counted again from the workbooks."""

from __future__ import annotations

import re

import docx
import openpyxl
import pytest

from kusei_batch.sample.year import read_year
from tests.report.year_forms import Workplace, rounded

DECIDED = "地域課題対応事業の決定"
GRANTED = ("採択", "減額して採択")


@pytest.fixture(scope="module")
def place(played):
    return Workplace(played.folder)


def rows_of(place, name, table="事業"):
    """Department and row of every workbook that counts."""
    return [(code, row) for code, sheet in place.accepted("R08", name).items() for row in sheet.tables[table]]


def paper_of(place, name):
    (path,) = (place.folder / "outbox" / "R08" / name / "04_会議資料").glob("*.docx")
    document = docx.Document(str(path))
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]
    return "\n".join(p.text for p in document.paragraphs), tables


def table_under(tables, heading):
    return next(table for table in tables if table[0][0] == heading)


def decisions(place):
    head, *rows = openpyxl.load_workbook(place.folder / "templates_xlsx" / "決定.xlsx")[DECIDED].iter_rows(
        values_only=True
    )
    return [dict(zip(head, row, strict=True)) for row in rows if any(row)]


def money(text):
    return int(text.replace(",", ""))


def test_what_was_proposed_is_put_up_for_decision_and_decided(place):
    proposed = {(code, row["事業名"]): row for code, row in rows_of(place, "地域課題対応事業提案")}
    listed = {(row["部署コード"], row["事業名"]): row for row in decisions(place)}
    assert set(listed) == set(proposed)
    assert all(listed[key]["概算額"] == row["概算額"] for key, row in proposed.items())
    written = {(d.where["部署コード"], d.where["事業名"]): d.write for d in read_year().decisions if d.sheet == DECIDED}
    assert {key: row["決定額"] for key, row in listed.items()} == {k: w.get("決定額") for k, w in written.items()}
    assert {row["ID"] for (code, _), row in listed.items() if code == "1501"} >= {"J4"}


def test_the_paper_lists_them_in_the_wards_order_with_the_sums(place):
    said, tables = paper_of(place, "地域課題対応事業提案")
    rows = sorted(decisions(place), key=lambda row: row["区の優先順位"])
    granted = [row for row in rows if row["決定"] in GRANTED]
    asked, given = sum(row["概算額"] for row in rows), sum(row["決定額"] for row in granted)
    head, *body, total = table_under(tables, "順位")
    assert [line[2].split("\n")[0] for line in body] == [row["事業名"] for row in rows]
    assert [line[head.index("決定額")] for line in body] == [
        f"{row['決定額']:,}" if row["決定額"] else "－" for row in rows
    ]
    assert (money(total[head.index("概算額")]), money(total[head.index("決定額")])) == (asked, given)
    assert f"採択する案{len(granted)}件、{given:,}千円" in said
    assert f"求められた額の{given / asked * 100:.1f}％" in said
    _, *fields, below = table_under(tables, "分野")
    assert {line[0]: money(line[2]) for line in fields} == {
        name: sum(row["概算額"] for row in rows if row["分野"] == name) for name in {row["分野"] for row in rows}
    }
    assert [money(n) for n in below[1:]] == [len(rows), asked, len(granted), given]


def test_next_years_sheets_begin_with_what_was_granted(place):
    template = place.templates["地域課題対応事業"]
    for code in ("1203", "1401", "1501"):
        (path,) = (place.folder / "outbox" / "R09" / "地域課題対応事業" / "01_配布").rglob(f"*_{code}_*.xlsx")
        book = openpyxl.load_workbook(path)
        (sheet, first, name), (_, _, amount) = template.places["事業", "事業名"], template.places["事業", "予算額"]
        height = template.heights["事業", sheet]
        cells = [
            (book[sheet].cell(first + n * height, name), book[sheet].cell(first + n * height, amount)) for n in range(4)
        ]
        granted = {
            row["事業名"]: row["決定額"] for row in decisions(place) if row["部署コード"] == code and row["決定額"]
        }
        assert {title.value: int(value.value) for title, value in cells if title.value} == granted


def test_what_was_spent_is_a_ratio_of_sums_and_the_frame_runs_down(place):
    said, tables = paper_of(place, "地域課題対応事業")
    spent = [row for _, row in rows_of(place, "地域課題対応事業")]
    budget, used = (sum(row[name] for row in spent) for name in ("予算額", "決算額"))
    assert f"執行率は{rounded(used / budget * 100)}％" in said
    urgent = [row for _, row in rows_of(place, "即応の配当")]
    head, *body = table_under(tables, "決めた日")
    assert [line[head.index("累計")] for line in body] == [f"{row['配当額の累計']:,}" for row in urgent]
    left = 5000 - sum(row["配当額"] for row in urgent)
    assert money(body[-1][head.index("枠の残額")]) == left == urgent[-1]["枠の残額"]
    assert f"{sum(row['配当額'] for row in urgent):,}千円で、区の枠5,000千円の" in said


def in_a_year(row, done, figure):
    """What is done in a year, and below it the activity that is counted, with its number and unit."""
    number = row[figure]
    if number is None:
        return row[done]
    told = number if isinstance(number, str) else f"{number:,}{row['単位']}"
    return f"{row[done]}\n（{row['活動の数']}　{told}）"


def aims_of(row):
    """The lines of an indicator: the ward's own, and below it the city's where the city has it too."""
    unit = row["単位"].replace("%", "％")
    of_city = row["市の値"] is not None or row["市の向き"]
    lines = [(row["指標名"], "", row["実績値"])]
    if of_city:
        when = f"（{row['市の値の時点']}）" if row["市の値の時点"] else ""
        lines.append((f"市の値{when}", "市の", row["市の値"]))
    for name, whose, figure in lines:
        periods = [str(row[f"{whose}第{n}期の目標"] or "－").replace("%", "％") for n in (1, 2, 3)]
        yield name, periods, "－" if figure is None else f"{figure}{unit}"


def on_one_line(cell):
    """A value with what stands in brackets below it: 251団体（令和7年度）."""
    return cell.replace("\n（", "（")


def test_the_city_stands_below_the_ward_in_four_indicators(place):
    """By hand from the master: Q6, K7, K3 and K4 are the city's too, and K4 was due this year and missed."""
    rows = [row for _, row in rows_of(place, "成果指標", "指標") if row["市の値"] is not None]
    assert {str(row["市の値"]) for row in rows} == {"80.6", "3.1", "57.9", "268"}
    assert [row["指標名"] for row in rows if row["市の状況"] == "未達成"] == ["区役所と一緒に活動する市民の団体の数"]
    _, tables = paper_of(place, "成果指標")
    (missed,) = [
        line for table in tables for line in table if line[0] == "市の値（令和9年2月末）" and line[-1] == "未達成"
    ]
    assert [on_one_line(cell) for cell in missed[1:]] == [
        "251団体（令和7年度）",
        "280団体以上（令和8年度）",
        "320団体以上（令和13年度）",
        "360団体以上（令和17年度）",
        "268団体",
        "未達成",
    ]


def test_a_policy_sheet_shows_its_indicators_and_projects_of_two_rounds(place):
    said, tables = paper_of(place, "成果指標")
    indicators = [row for _, row in rows_of(place, "成果指標", "指標")]
    projects = [row for _, row in rows_of(place, "事務事業", "事務事業")]
    policies = place.master("施策")
    shown = [t for t in tables if t[0][0] == "成果指標（出典）"], [t for t in tables if t[0][0] == "事務事業（担当）"]
    for policy, (_, *aims), (_, *plans) in zip(policies, *shown, strict=True):
        own = [row for row in indicators if row["施策"] == policy["施策名"]]
        told = [line for row in own for line in aims_of(row)]
        assert [[line[0].split("\n")[0], *map(on_one_line, line[2:5])] for line in aims] == [
            [name, *periods] for name, periods, _ in told
        ]
        assert [line[5].split("\n")[0] for line in aims] == [figure for _, _, figure in told]
        planned = [row for row in projects if row["施策"] == policy["施策名"]]
        names = (("今年度の取組", "今年度の数"), ("次年度の取組", "次年度の数"), ("次々年度以降の取組", "次々年度の数"))
        assert [line[2:] for line in plans] == [[in_a_year(row, *pair) for pair in names] for row in planned]
    assert not re.search("→", "".join(cell for table in tables for row in table for cell in row))
    assert f"事務事業の計画は{len(projects)}件です。" in said


def test_what_was_asked_for_and_granted_is_told_in_march_with_the_sums_of_april_and_october(place):
    """By hand from the coordinator's words: 180 + 90 + 420 + 260 + 210 of nine, then 250 + 480 of two."""
    (path,) = (place.folder / "outbox" / "R08" / "実績報告" / "04_会議資料").glob("*マネジメントレビュー*.docx")
    tables = docx.Document(str(path)).tables
    found = [t for t in tables if any(c.text.startswith("求めた額") for c in t.rows[0].cells)]
    parts = [row.cells[0].text for row in found[0].rows if len({cell.text for cell in row.cells}) == 1]
    assert parts == [
        "目標設定で求めたもの　9件　求めた額 2,580千円　決まった額 1,160千円",
        "中間報告で緊急に求めたもの　2件　求めた額 830千円　決まった額 730千円",
    ]
