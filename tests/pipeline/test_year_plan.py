"""年間予定表: the year's rounds of each ward, there from the first issue on and true to config.toml and 休業日."""

import datetime as dt
import io
from dataclasses import replace

import icalendar
import openpyxl
import pytest

from kusei_batch.config import read_workspace
from kusei_batch.core.text.width import text_width
from kusei_batch.pipeline.outputs.calendars import build_year_plan
from kusei_batch.report.views.year_plan import PlanKind
from kusei_batch.report.year_plan_book import make_plan_book, make_plan_events
from tests.pipeline.desk import OPENING, Desk, outputs

DECIDED = [
    (dt.date(2026, 5, 20), "区役所サービス向上委員会"),
    (dt.date(2026, 5, 27), "区企画調整会議"),
    (dt.date(2026, 5, 28), "公表（目標）"),
]
"""What stands at the end of the sample's first round."""


@pytest.fixture
def plan(tmp_path):
    """The year of the sample ward, with what is changed in config.toml before it is read."""
    desk = Desk(tmp_path / "作業フォルダ")

    def build(old="", new="", times=1):
        path = desk.workspace.root / "config.toml"
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, times), encoding="utf-8")
        workspace = read_workspace(desk.workspace.root)
        (ward,) = workspace.master.wards
        return build_year_plan(workspace, ward)

    return build


def told(plan):
    return [(one.day, one.label) for one in plan.days]


def test_a_rounds_days_with_the_reminder_five_working_days_before(plan):
    assert told(plan()) == [
        (dt.date(2026, 4, 1), "配布"),
        (dt.date(2026, 4, 17), "督促"),
        (dt.date(2026, 4, 24), "提出期限"),
        *DECIDED,
    ]
    (round_,) = plan().rounds
    assert (round_.departments, round_.working_days, round_.undated) == ("全部署", 18, [])


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ('["部署"]', "全部署（区役所サービス向上委員会を除く）"),
        ('["1303", "保険年金課"]', "区民課、保険年金課"),
        ("[]", "全部署"),
    ],
)
def test_whom_a_round_is_for_is_told_by_the_fewer_names(plan, asked, told):
    (round_,) = plan("due = 2026-04-24", f"due = 2026-04-24\ndepartments = {asked}").rounds
    assert round_.departments == told


def test_what_has_no_day_yet_is_told(plan):
    (round_,) = plan("date = ", "# date = ", 3).rounds
    assert round_.undated == ["区役所サービス向上委員会", "区企画調整会議", "公表（目標）"]


def test_meetings_stand_on_their_days_and_a_round_without_a_reminder_has_none(plan):
    found = plan("due = 2026-04-24", 'due = 2026-04-24\nletters.before = ""')
    assert told(found) == [
        (dt.date(2026, 4, 1), "配布"),
        (dt.date(2026, 4, 24), "提出期限"),
        *DECIDED,
    ]


def test_a_due_day_on_which_the_office_is_closed_is_marked_and_the_reminder_passes_over_closed_days(plan):
    found = plan("due = 2026-04-24", "due = 2027-01-03")
    due = next(one for one in found.days if one.label == "提出期限")
    assert due.note == "休業日（年始の休業日）"
    # 28, 25, 24, 23 and 22 December: from the 29th on the master says 休業日.
    assert (dt.date(2026, 12, 22), "督促") in told(found)


def test_it_is_there_with_the_first_issue_as_a_workbook_and_for_calendar_programs(desk):
    report = desk.issue()
    (path,) = [letter.path for letter in report.letters if letter.kind == "calendar"]
    assert path.relative_to(desk.workspace.outbox).as_posix() == "R08/年間予定表/R08_年間予定表_見本区.xlsx"
    book = openpyxl.load_workbook(path)
    table = {cell.value for row in book["年間予定表"].iter_rows() for cell in row}
    assert {"令和8年度　年間予定表（見本区）", "1(水)配布\n17(金)督促\n24(金)期限"} <= table
    listed = [[cell.value for cell in row] for row in book["日程一覧"].iter_rows(min_row=4)]
    assert listed[2] == [
        dt.datetime(2026, 4, 24),
        "金",
        "目標設定",
        "提出期限",
        "全部署",
        "配布の日から数えて開庁日18日",
    ]
    events = icalendar.Calendar.from_ical(path.with_suffix(".ics").read_bytes()).events
    assert [(event.decoded("dtstart"), str(event["summary"])) for event in events][2] == (
        dt.date(2026, 4, 24),
        "目標設定　提出期限（見本区）",
    )


def test_a_day_that_is_moved_is_moved_in_it_and_own_notes_stay(desk):
    desk.issue()
    (path,) = outputs(desk.night(OPENING), "calendar")
    before, events = path.read_bytes(), path.with_suffix(".ics").read_bytes()
    desk.night(OPENING + dt.timedelta(1))
    assert path.read_bytes() == before
    book = openpyxl.load_workbook(path)
    book["年間予定表"]["A30"] = "区のイベント"
    book.save(path)
    own = path.read_bytes()
    config = desk.workspace.root / "config.toml"
    config.write_text(config.read_text("utf-8").replace("2026-04-24", "2026-05-29"), encoding="utf-8")
    (beside,) = outputs(desk.night(OPENING + dt.timedelta(2)), "newer_calendar")
    assert path.read_bytes() == own
    assert beside.stem.endswith("（最新）")
    assert "29(金)期限" in str(openpyxl.load_workbook(beside)["年間予定表"]["D4"].value)
    old, new = (icalendar.Calendar.from_ical(data).events for data in (events, path.with_suffix(".ics").read_bytes()))
    # The event of the due day is the same one on another day.
    assert {event["uid"] for event in old} == {event["uid"] for event in new}


def test_no_name_of_a_department_is_broken_and_one_day_of_two_pages_stands_once(plan):
    found = plan()
    (round_,) = found.rounds
    names = "地域振興課、地域ケア推進課、道路公園センター"
    page = next(one for one in round_.days if one.kind is PlanKind.PUBLICATION)
    changed = replace(round_, departments=names, days=[*round_.days, replace(page, about="もう一つのページ")])
    content = make_plan_book(replace(found, rounds=[changed]), "BIZ UDPゴシック").content
    sheet = openpyxl.load_workbook(io.BytesIO(content))["年間予定表"]
    room = sheet.column_dimensions["B"].width
    lines = str(sheet["B4"].value).split("\n")
    assert "".join(lines) == names
    assert lines == ["地域振興課、", "地域ケア推進課、", "道路公園センター"]
    assert all(text_width(line) < room for line in lines)
    months = [str(cell.value).split("\n") for cell in sheet[4][2:] if cell.value]
    assert [page.in_month in month for month in months].count(True) == 1
    assert all(len(set(month)) == len(month) for month in months)


def test_a_meeting_is_there_once_for_two_papers_and_each_time_it_comes_together(plan):
    found = plan()
    (round_,) = found.rounds
    meeting = next(one for one in round_.days if one.kind is PlanKind.MEETING)
    later = replace(meeting, day=dt.date(2027, 4, 20))
    twice = replace(found, rounds=[replace(round_, days=[*round_.days, later])])
    events = icalendar.Calendar.from_ical(make_plan_events(twice).content).walk("VEVENT")
    assert len({str(event["uid"]) for event in events}) == len(events) == len(round_.days) + 1
    first = icalendar.Calendar.from_ical(make_plan_events(found).content).walk("VEVENT")
    assert {str(event["uid"]) for event in first} <= {str(event["uid"]) for event in events}
    book = openpyxl.load_workbook(io.BytesIO(make_plan_book(twice, "BIZ UDPゴシック").content))
    notes = [str(cell.value) for cell in book["年間予定表"]["A"]]
    assert any("2027年4月20日" in note for note in notes)
