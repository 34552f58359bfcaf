"""通知: which letters a night leaves on which day, to whom, and that nobody's work on them is lost."""

import datetime as dt

import docx
import openpyxl
import pytest

from kusei_batch.config import read_workspace
from kusei_batch.core.letter_days import LetterDays, LetterKind
from kusei_batch.core.period import Round
from kusei_batch.core.submission_decision import mark_of
from kusei_batch.pipeline.outputs.telling import PAGE
from kusei_batch.pipeline.questions import read_status
from kusei_batch.pipeline.status.letters_due import find_letters
from kusei_batch.pipeline.status.open_days import closed_because
from kusei_batch.pipeline.workspace.doctor import examine_workspace
from tests.pipeline.desk import OPENING, TARGET, TOO_LATE, outputs

A, B, C = "1303", "1304", "1201"
REQUEST, BEFORE, AFTER, RECEIPT, CONFIRMATION = LetterKind
FIRST_REMINDER, DUE = dt.date(2026, 4, 17), dt.date(2026, 4, 24)


def ready(issued, due, day, *, closed=()):
    """The letters that lie ready on a day of a round."""
    days = LetterDays(
        Round("回", "様式", 2026, issued, due),
        issued,
        None,
        closed,
        lambda one: not closed_because(one, dict.fromkeys(closed, "")),
    )
    return days.kinds_on(day)


@pytest.mark.parametrize(
    ("due", "first"),
    [
        (dt.date(2026, 4, 24), dt.date(2026, 4, 17)),  # a Friday: the Friday before
        (dt.date(2026, 4, 26), dt.date(2026, 4, 20)),  # a Sunday
        (dt.date(2026, 5, 8), dt.date(2026, 4, 27)),  # four holidays and two weekends between
        (dt.date(2026, 9, 25), dt.date(2026, 9, 15)),  # 敬老の日, 国民の休日, 秋分の日
    ],
)
def test_the_reminder_is_there_five_working_days_before(due, first):
    issued = due - dt.timedelta(60)
    assert ready(issued, due, first - dt.timedelta(1)) == [REQUEST]
    assert ready(issued, due, first) == [REQUEST, BEFORE]
    assert ready(issued, due, due) == [REQUEST, BEFORE]
    assert ready(issued, due, due + dt.timedelta(1)) == [AFTER]


def test_days_on_which_the_master_says_the_offices_are_closed_are_none():
    closed = [dt.date(2026, 12, day) for day in (29, 30, 31)] + [dt.date(2027, 1, day) for day in (1, 2, 3)]
    due, issued = dt.date(2027, 1, 6), dt.date(2026, 12, 1)
    # 5 and 4 January, 28, 25 and 24 December.
    assert ready(issued, due, dt.date(2026, 12, 24), closed=closed) == [REQUEST, BEFORE]
    assert ready(issued, due, dt.date(2026, 12, 23), closed=closed) == [REQUEST]
    assert ready(issued, due, dt.date(2026, 12, 24)) == [REQUEST]


@pytest.mark.parametrize("first", [dt.date(2019, 4, 1), dt.date(2026, 9, 1), dt.date(2026, 12, 1)])
@pytest.mark.parametrize("closed", [(), tuple(dt.date(2026, 12, 21) + dt.timedelta(n) for n in range(14))])
def test_it_goes_by_the_open_days_between_however_many_holidays_there_are(first, closed):
    def open_days(day, due):
        between = (day + dt.timedelta(n) for n in range(1, (due - day).days))
        return sum(closed_because(one, dict.fromkeys(closed, "")) is None for one in between)

    for due in (first + dt.timedelta(n) for n in range(14, 60, 3)):
        days = [due - dt.timedelta(n) for n in range(45)]
        told = [BEFORE in ready(first - dt.timedelta(60), due, day, closed=closed) for day in days]
        assert told == [open_days(day, due) < 5 for day in days]


def test_a_round_of_a_few_days_is_not_reminded_of_on_the_day_of_its_issue():
    issued, due = dt.date(2026, 4, 22), dt.date(2026, 4, 24)
    assert ready(issued, due, issued) == [REQUEST]
    assert ready(issued, due, dt.date(2026, 4, 23)) == [REQUEST, BEFORE]


def folder(desk, ward="見本区"):
    return desk.workspace.outbox / "R08" / "目標設定" / "06_通知" / ward


def texts(desk, kind):
    """The texts of a kind, by department."""
    return {path.name.split("_")[2]: path.read_text("utf-8-sig") for path in (folder(desk) / kind.label).glob("*.txt")}


def drafts(desk):
    return sorted(path.name.rpartition("_")[2] for path in folder(desk).glob("*.docx"))


def words(path):
    document = docx.Document(path)
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def draft(desk, kind):
    (path,) = folder(desk).glob(f"*_{kind.label}.docx")
    return path


def test_the_request_is_there_with_the_sheets_and_says_what_when_where_and_whom_to_ask(desk):
    (letter,) = [one for one in desk.issue().letters if one.kind == "letter"]
    assert letter.path == draft(desk, REQUEST)
    told = words(letter.path)
    for part in (
        "令和8年4月1日",
        "各所属長　様",
        "令和8年度「目標設定」の提出について（依頼）",
        "令和8年4月24日（金）",
        "「共有フォルダの R08＞目標設定＞01_配布＞見本区」",
        "R08_目標設定_1303_区民課.xlsx",
        "区民サービス部 総務担当",
        "内線 2301",
        "危機管理担当課長",
        "以上",
    ):
        assert part in told
    assert len(texts(desk, REQUEST)) == len(desk.workspace.master.departments)
    assert texts(desk, REQUEST)[A].startswith("件名：【令和8年4月24日（金）まで】")
    assert "区民サービス部　区民課長　様" in texts(desk, REQUEST)[A]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("", "様式　　：R08_目標設定_1303_区民課.xlsx（共有フォルダの R08＞目標設定＞01_配布＞見本区）\n"),
        (
            r"find_at = '\\サーバー\区役所\'",
            "様式　　：\\\\サーバー\\区役所\\R08\\目標設定\\01_配布\\見本区\\R08_目標設定_1303_区民課.xlsx\n",
        ),
        ("find_at = 'S:/区役所'", "様式　　：S:/区役所/R08/目標設定/01_配布/見本区/R08_目標設定_1303_区民課.xlsx\n"),
    ],
)
def test_a_department_is_told_a_place_that_it_can_open(desk, written, shown):
    """The outbox is a folder of the coordinator's computer: departments see it under another name."""
    config = desk.workspace.root / "config.toml"
    config.write_text(f"{written}\n{config.read_text('utf-8')}", "utf-8")
    desk.workspace = read_workspace(desk.workspace.root)
    desk.issue()
    told = texts(desk, REQUEST)[A]
    assert shown in told
    assert "outbox" not in told + words(draft(desk, REQUEST))


def test_the_night_writes_the_request_no_second_time(desk):
    desk.issue()
    before = draft(desk, REQUEST).read_bytes()
    report = desk.night(OPENING + dt.timedelta(1))
    assert draft(desk, REQUEST).read_bytes() == before
    assert draft(desk, REQUEST) in outputs(report, "letter")
    assert not outputs(report, "newer_letter")


def test_who_is_in_is_not_reminded_and_gets_a_receipt(issued):
    issued.hand_in(A, [TARGET, TARGET | {"目標": "番号札を渡してから10分以内に、一度お声をかけます。"}])
    report = issued.night(FIRST_REMINDER)
    assert drafts(issued) == ["依頼文.docx", "督促文（期限前）.docx"]
    assert set(texts(issued, BEFORE)) == {d.code for d in issued.workspace.master.departments} - {A}
    assert "区民課長" not in words(draft(issued, BEFORE)).replace("区民課長代理", "")
    (receipt,) = outputs(report, "receipt")
    assert receipt.parent == folder(issued) / "受付票"
    told = words(receipt)
    covered = next(c for c in report.coverage if c.department.code == A)
    for part in (covered.sheet_id, mark_of(covered.sha256), "令和8年4月17日", "様式.xlsx", "目標 2件"):
        assert part in told
    (found,) = (issued.workspace.outbox / "R08" / "目標設定" / "02_受付票" / "見本区").iterdir()
    assert "目標 2件" in found.read_text("utf-8-sig")


def test_a_night_that_comes_late_in_the_window_still_leaves_the_reminder(issued):
    issued.night(dt.date(2026, 4, 16))
    assert drafts(issued) == ["依頼文.docx"]
    issued.night(DUE)
    assert drafts(issued) == ["依頼文.docx", "督促文（期限前）.docx"]


def test_after_the_due_day_each_department_has_its_page_with_a_copy_to_its_superior(issued):
    issued.hand_in(A, [TARGET])
    issued.hand_in(B, [TARGET | {"場面": ""}])
    issued.night(TOO_LATE)
    assert drafts(issued) == ["督促文（期限後）.docx"]
    told = words(draft(issued, AFTER))
    assert "保険年金課長　様" in told
    assert "区民課長　様" not in told
    assert "写し送付先　区民サービス部長（内線 2300）" in told
    assert "提出された様式に、直していただくところがあります。" in texts(issued, AFTER)[B]
    assert (
        "R08_目標設定_1304_保険年金課_差戻し.xlsx（共有フォルダの R08＞目標設定＞02_差戻し＞見本区）"
        in texts(issued, AFTER)[B]
    )
    assert "写し：区民サービス部長（内線 2300）" in texts(issued, AFTER)[B]
    assert "写し：" not in texts(issued, AFTER)["1101"]


def test_what_is_no_longer_to_be_sent_is_put_away_whole(issued):
    issued.night(FIRST_REMINDER)
    issued.hand_in(A, [TARGET])
    issued.night(FIRST_REMINDER + dt.timedelta(3))
    assert A not in texts(issued, BEFORE)
    assert (folder(issued) / "済" / f"R08_目標設定_{A}_区民課_督促文（期限前）.txt").is_file()
    issued.night(TOO_LATE)
    assert {path.name.rpartition("_")[2] for path in (folder(issued) / "済").glob("*.docx")} == {
        "依頼文.docx",
        "督促文（期限前）.docx",
    }
    assert not texts(issued, BEFORE)


def test_a_draft_that_somebody_worked_on_stays_and_the_newest_stands_beside_it(issued):
    issued.night(FIRST_REMINDER)
    path = draft(issued, BEFORE)
    document = docx.Document(path)
    document.paragraphs[0].text = "見総第123号"
    document.save(path)
    own = path.read_bytes()
    issued.hand_in(A, [TARGET])
    report = issued.night(FIRST_REMINDER + dt.timedelta(3))
    assert path.read_bytes() == own
    beside = path.with_stem(f"{path.stem}（最新）")
    assert outputs(report, "newer_letter") == [beside]
    assert "区民課長" not in words(beside)
    issued.night(TOO_LATE)
    assert (folder(issued) / "済" / path.name).read_bytes() == own


def test_with_a_later_due_day_nobody_is_late_and_the_reminder_comes_again(issued):
    issued.night(TOO_LATE)
    config = issued.workspace.root / "config.toml"
    config.write_text(config.read_text("utf-8").replace("2026-04-24", "2026-05-29"), encoding="utf-8")
    issued.night(TOO_LATE)
    assert drafts(issued) == ["依頼文.docx"]
    issued.night(dt.date(2026, 5, 22))
    assert drafts(issued) == ["依頼文.docx", "督促文（期限前）.docx"]
    assert "令和8年5月29日（金）" in words(draft(issued, BEFORE))


def edit(desk, old, new):
    config = desk.workspace.root / "config.toml"
    text = config.read_text("utf-8")
    assert old in text
    config.write_text(text.replace(old, new, 1), encoding="utf-8")
    desk.workspace = read_workspace(desk.workspace.root)


def test_a_round_may_do_without_letters_or_name_its_own(issued):
    edit(issued, "due = 2026-04-24", "due = 2026-04-24\nletters = false")
    issued.hand_in(A, [TARGET])
    report = issued.night(FIRST_REMINDER)
    assert not outputs(report, "letter") + outputs(report, "receipt")
    assert not drafts(issued)  # what was written at the issue is put away
    own = issued.workspace.paper_template("目標のお願い.docx")
    own.write_bytes(issued.workspace.paper_template("依頼文.docx").read_bytes())
    edit(issued, "\nletters = false", '\nletters = { request = "目標のお願い", before = "", receipt = "" }')
    issued.night(FIRST_REMINDER)
    assert drafts(issued) == ["依頼文.docx"]
    assert not texts(issued, REQUEST)  # it has no template for texts
    (told,) = [p for p in examine_workspace(issued.workspace.root) if p.code == "config-letter-missing"]
    assert "目標のお願い.txt" in told.message


def test_once_the_meetings_are_over_nobody_is_asked_any_more(issued):
    edit(issued, 'date = "5月20日"', 'date = "4月28日"')
    edit(issued, 'date = "5月27日"', 'date = "4月29日"')
    issued.night(dt.date(2026, 4, 29))
    assert drafts(issued) == ["督促文（期限後）.docx"]
    issued.night(TOO_LATE)
    assert drafts(issued) == []


def test_a_department_that_is_no_more_is_not_written_to(issued):
    path = issued.workspace.master_path
    book = openpyxl.load_workbook(path)
    sheet = book["部署"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    row = next(r for r in range(2, sheet.max_row + 1) if str(sheet.cell(r, 1).value) == A)
    sheet.cell(row, columns["終了日"]).value = dt.date(2026, 4, 20)
    book.save(path)
    issued.night(FIRST_REMINDER)
    assert A in texts(issued, BEFORE)
    issued.night(TOO_LATE)
    assert A not in texts(issued, AFTER)


def test_what_is_to_be_sent_today_is_told_and_shown(issued):
    def told(day):
        return [(letter.kind, len(letter.coverage)) for letter in sent(day)]

    def sent(day):
        return [one for one in find_letters(issued.workspace, read_status(issued.workspace, day)) if one.is_open]

    everybody = len(issued.workspace.master.departments)
    assert told(OPENING) == [(REQUEST, everybody)]
    assert told(dt.date(2026, 4, 8)) == [(REQUEST, everybody)]
    assert told(dt.date(2026, 4, 9)) == []
    assert told(FIRST_REMINDER) == [(BEFORE, everybody)]
    issued.hand_in(A, [TARGET])
    issued.night(TOO_LATE)
    assert told(TOO_LATE) == [(AFTER, everybody - 1)]
    page = (issued.workspace.outbox / PAGE).read_text("utf-8")
    assert f"督促文（期限後）　目標設定　見本区（{everybody - 1}部署）" in page
    assert "【至急】「目標設定」の提出期限を過ぎています" in page
    assert "区民サービス部　区民課長" not in page


def test_doctor_tells_a_text_that_no_program_of_the_office_has_written(desk):
    desk.workspace.paper_template("依頼文.txt").write_bytes(b"\x81\x20")
    found = [(p.code, p.location.file) for p in examine_workspace(desk.workspace.root) if p.severity.value == "error"]
    assert found == [("letter-unreadable", "依頼文.txt")]


def test_doctor_tells_the_place_of_a_slip_in_a_template_of_a_letter(desk):
    text = desk.workspace.paper_template("依頼文.txt")
    text.write_bytes(text.read_text("utf-8-sig").replace("{{ 提出先 }}", "{{ 提出元 }}").encode("cp932"))
    document = docx.Document(desk.workspace.paper_template("受付票.docx"))
    document.add_paragraph("{{ 宛先.受付.受付け日 }}")
    document.save(desk.workspace.paper_template("受付票.docx"))
    found = [p for p in examine_workspace(desk.workspace.root) if p.severity.value == "error"]
    assert [(p.location.file, p.params["name"]) for p in found] == [
        ("依頼文.txt", "提出元"),
        ("受付票.docx", "受付け日"),
    ]
    assert "提出先" in found[0].message


def test_what_word_keeps_beside_an_open_letter_is_left_alone(issued):
    issued.night(FIRST_REMINDER)
    beside = [folder(issued) / f"~${draft(issued, REQUEST).name[2:]}", folder(issued) / "._依頼文.docx"]
    for path in beside:
        path.write_bytes(b"x")
    issued.night(TOO_LATE)
    assert [path.exists() for path in beside] == [True, True]
