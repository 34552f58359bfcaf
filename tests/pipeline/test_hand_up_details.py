"""What a hand-up carries and what it leaves in the ward, and what the city makes of a ward's sheets that go astray."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import openpyxl
import pytest

from kusei_batch.cli.hand_up_screen import show_hand_up
from kusei_batch.collect import hand_up_file
from kusei_batch.config import read_workspace
from kusei_batch.config.hand_up_settings import HandUpSettings, HandUpWard, check_wards
from kusei_batch.config.lines import NOTHING_WRITTEN
from kusei_batch.core.record import WITHHELD
from kusei_batch.core.submission import State, Verdict
from kusei_batch.core.ward import Ward
from kusei_batch.errors import UsageError
from kusei_batch.pipeline.handing_up import HandUpReport, hand_up, order_hand_up
from kusei_batch.pipeline.issuing import order_round
from kusei_batch.pipeline.questions import read_problems, read_records, read_status
from kusei_batch.pipeline.session import open_session
from kusei_batch.pipeline.workspace.verifying import verify_workspace
from tests.commands import run_command
from tests.pipeline.desk import ROUND, TARGET, Desk
from tests.pipeline.test_clearance_night import decide
from tests.pipeline.test_faults import keep_departments
from tests.pipeline.towns import add_settings, clock, collect

A, B = "1303", "1304"
WARD = "見本区"
DAY = dt.date(2026, 4, 20)
TELEPHONE = "03-1234-5678"
SECRET = "見本区と市だけの長い合言葉 2026"


class Town:
    """A desk as `collect` wants it."""

    def __init__(self, desk):
        self.desk = desk

    @property
    def workspace(self):
        return self.desk.workspace

    @property
    def folder(self):
        return self.desk.workspace.root


def make(folder, *tables):
    desk = Desk(folder)
    keep_departments(desk.workspace.root / "templates_xlsx" / "マスタ.xlsx")
    town = Town(desk)
    add_settings(town, *tables)
    desk.workspace = read_workspace(town.folder)
    return town


@pytest.fixture(scope="module")
def ward(tmp_path_factory):
    """One department's answer tells a telephone number, the other's is a document that is no form."""
    ward = make(tmp_path_factory.mktemp("区") / "作業", f'[hand_up]\nsecret = "{SECRET}"')
    ward.desk.issue()
    ward.desk.hand_in(A, [TARGET], {"連絡事項": f"電話 {TELEPHONE} へ"})
    (ward.desk.folder(B) / "目標.pdf").write_bytes(b"%PDF-1.4")
    collect(ward, DAY)
    return ward


@pytest.fixture
def city(tmp_path):
    return make(tmp_path / "市", f'[[hand_up.wards]]\nward = "{WARD}"')


def lay(ward, city, folder=WARD, secret=None):
    """Hand up to the city; the ward seals with another secret, or with none, where one is given."""
    workspace = ward.workspace
    if secret is not None:
        own = workspace.settings.hand_up.model_copy(update={"secret": secret})
        settings = workspace.settings.model_copy(update={"hand_up": own})
        workspace = replace(workspace, settings=settings)
    path = city.workspace.inbox / folder / "提出.kusei"
    hand_up(workspace, order_hand_up(workspace, None, None, DAY, clock(DAY)), path)
    return path


def test_personal_data_that_waits_stays_in_the_ward(ward, city):
    path = lay(ward, city)
    assert TELEPHONE.encode() not in path.read_bytes()
    assert collect(city, DAY)[f"{WARD}/提出.kusei"].verdict is Verdict.ACCEPTED
    texts = [value for record in read_records(city.workspace, ROUND) for value in record.fields.values()]
    assert WITHHELD in texts
    own = [value for record in read_records(ward.workspace, ROUND) for value in record.fields.values()]
    assert own == texts


def test_where_nothing_was_issued_it_is_told_what_comes_first(tmp_path):
    workspace = make(tmp_path / "区" / "作業").workspace
    with pytest.raises(UsageError, match="発行した様式がありません") as told:
        hand_up(workspace, order_hand_up(workspace, None, None, DAY, clock(DAY)))
    assert "kusei issue" in told.value.remedy
    assert "--year" in told.value.remedy


def test_what_the_ward_has_decided_on_is_asked_by_nobody_in_the_city(tmp_path, city):
    ward = make(tmp_path / "区" / "作業")
    ward.desk.issue()
    ward.desk.hand_in(A, [TARGET], {"連絡事項": f"電話 {TELEPHONE} へ"})
    ward.desk.night(DAY)
    decide(ward.desk, "公表可")
    lay(ward, city)
    collect(city, DAY)
    assert f"電話 {TELEPHONE} へ" in [v for r in read_records(city.workspace, ROUND) for v in r.fields.values()]
    assert "personal-data" not in [p.code for file in read_problems(city.workspace, A) for p in file.problems]


def links_into(workspace, word):
    """The files below the workspace that the summary workbooks lead to and whose way holds a word."""
    found = set()
    for path in workspace.outbox.rglob("*_集計.xlsx"):
        book = openpyxl.load_workbook(path)
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        targets = [
            unquote(cell.hyperlink.target).replace("\\", "/").partition("#")[0]
            for cell in cells
            if cell.hyperlink and cell.hyperlink.target
        ]
        found |= {(path.parent / target).resolve() for target in targets if word in target}
    return found


def test_a_summary_leads_to_where_the_hand_up_lies_now(ward, city):
    path = city.desk.settle(lay(ward, city))
    city.desk.night(DAY)
    assert links_into(city.workspace, "提出.kusei") == {path}
    moved = path.parent / "済" / path.name
    moved.parent.mkdir()
    path.rename(moved)
    city.desk.night(DAY)
    assert links_into(city.workspace, "提出.kusei") == {moved}
    moved.unlink()
    city.desk.night(DAY)
    (kept,) = links_into(city.workspace, "archive")
    assert (kept.is_file(), links_into(city.workspace, "提出.kusei")) == (True, set())


def test_the_night_says_what_was_handed_up_and_what_is_to_be_seen_to(ward, city):
    """The ward's round is due on another day than the city's."""
    path = city.folder / "config.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("due = 2026-04-24", "due = 2026-04-30"), encoding="utf-8")
    lay(ward, city)
    for day in ("2026-04-21", "2026-04-22"):
        night = run_command(city.folder, "nightly", "--as-of", day).out
        assert ("見本区の令和8年度の提出（令和8年4月20日現在、様式2枚）を取り込みました" in night) is (
            day == "2026-04-21"
        )
        assert night.count("[hand-up-round-differs]") == 1
    page = (city.workspace.outbox / "状況.html").read_text(encoding="utf-8")
    assert (
        "区の設定（様式「目標設定」、期限 令和8年4月24日）と市の設定（様式「目標設定」、期限 令和8年4月30日）で違います"
        in page
    )
    assert "hand-up-taken" in run_command(city.folder, "problems").out


def test_what_could_not_be_taken_in_the_ward_is_not_called_missing(ward, city):
    lay(ward, city)
    collect(city, DAY)
    for town in (ward, city):
        states = {c.department.code: c.state for c in read_status(town.workspace, DAY).coverage}
        assert states == {A: State.ACCEPTED, B: State.NOT_TAKEN}


def test_a_ward_s_sheet_in_the_city_s_inbox_is_sent_to_the_ward(ward, city):
    lay(ward, city)
    collect(city, DAY)
    (original,) = ward.desk.folder(A).glob("*.xlsx")
    target = city.workspace.inbox / WARD / "区民課" / "直接.xlsx"
    target.parent.mkdir(parents=True)
    shutil.copy(original, target)
    found = collect(city, DAY)[f"{WARD}/区民課/直接.xlsx"]
    # The very same content is known from the ward already: nothing to do. Another one is told.
    assert found.verdict is Verdict.UNCHANGED
    ward.desk.hand_in(A, [TARGET | {"目標値": 9}], name="直し.xlsx")
    shutil.move(ward.desk.folder(A) / "直し.xlsx", target)
    found = collect(city, DAY)[f"{WARD}/区民課/直接.xlsx"]
    assert [problem.code for problem in found.problems] == ["sheet-of-ward"]
    assert WARD in found.problems[0].message
    assert {c.state for c in read_status(city.workspace, DAY).coverage} == {State.ACCEPTED, State.NOT_TAKEN}


@pytest.mark.parametrize(
    ("secret", "told"), [(SECRET, []), ("別の合言葉", ["hand-up-unsealed"]), ("", ["hand-up-unsealed"])]
)
def test_where_a_secret_is_shared_only_what_is_sealed_with_it_is_taken(ward, tmp_path, secret, told):
    city = make(tmp_path / "市", f'[[hand_up.wards]]\nward = "{WARD}"\nsecret = "{SECRET}"')
    lay(ward, city, "どこかのフォルダ", secret)
    found = collect(city, DAY)["どこかのフォルダ/提出.kusei"]
    assert [p.code for p in found.problems if p.severity.value == "error"] == told
    assert found.verdict.counts is not bool(told)


@pytest.mark.parametrize("table", ["[[hand_up.wards]]", "[hand_up]"])
def test_a_ward_that_is_not_in_the_master_is_told_in_its_line(tmp_path, table):
    city = make(tmp_path / "市", f'{table}\nward = "見本句"')
    (fault,) = (p for p in city.workspace.faults if p.code == "config-unknown-ward")
    assert "見本区" in fault.message
    line = int(fault.location.file.partition("（")[2].rstrip("行目）"))
    assert "見本句" in (city.folder / "config.toml").read_text(encoding="utf-8").splitlines()[line - 1]


def test_the_city_issues_nothing_to_a_ward_that_hands_up(ward, tmp_path):
    city = make(tmp_path / "市", f'[[hand_up.wards]]\nward = "{WARD}"')
    for asked in ({}, {"ward": WARD}, {"department": A}):
        with pytest.raises(UsageError) as told:
            order_round(city.workspace, ROUND, **asked)
        assert WARD in told.value.message
        assert "None" not in told.value.message
        assert "[[hand_up.wards]]" in told.value.remedy


def test_a_hand_up_bears_a_name_under_which_the_city_takes_it(ward, tmp_path):
    order = order_hand_up(ward.workspace, None, None, DAY, clock(DAY))
    with pytest.raises(UsageError, match=r"提出\.zip") as told:
        hand_up(ward.workspace, order, tmp_path / "提出.zip")
    assert "提出.kusei" in told.value.remedy
    assert not list(tmp_path.iterdir())
    made = hand_up(ward.workspace, order, tmp_path).path
    assert made == tmp_path / f"市への提出_R08_{WARD}_20260420.kusei"
    assert made.is_file()


def test_the_words_of_what_was_sent_back_stay_in_the_ward(city, tmp_path):
    """What is wrong with it, and where, leaves; what was typed does not, though messages in the ward quote it."""
    ward = make(tmp_path / "区")
    ward.desk.issue()
    typed = "まだ相談していない件"
    ward.desk.hand_in(A, [TARGET | {"目標": "", "場面": typed, "期限": typed}])
    assert [file.verdict for file in collect(ward, DAY).values()] == [Verdict.SENT_BACK]
    assert typed in run_command(ward.folder, "problems").out
    path = lay(ward, city)
    assert typed.encode() not in path.read_bytes()
    (found,) = collect(city, DAY).values()
    assert found.verdict is Verdict.ACCEPTED, found.problems
    (own, theirs) = (run_command(town.folder, "problems", A).out for town in (ward, city))
    assert typed not in theirs
    assert "（記入内容は区にあります）" in theirs
    assert "（不明）" not in theirs
    codes = [set(re.findall(r"\[([a-z-]+)\]", told)) for told in (own, theirs)]
    assert codes[0] == codes[1]


def test_a_hand_up_that_is_too_large_is_told_on_both_sides(ward, city):
    path = city.workspace.inbox / WARD / "提出.kusei"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"\0" * (2 << 20))
    add_settings(city, "[limits]\nfile_mb = 1")
    city.desk.workspace = read_workspace(city.folder)
    (found,) = collect(city, DAY).values()
    (problem,) = found.problems
    assert problem.code == "oversized-hand-up"
    assert "file_mb" in problem.remedy
    order = order_hand_up(ward.workspace, None, None, DAY, clock(DAY))
    report = hand_up(ward.workspace, order, path)
    assert report.size == path.stat().st_size


def test_the_ward_is_told_what_the_city_has_to_allow(ward, capsys):
    report = HandUpReport(Path("提出.kusei"), ward.workspace.master.wards[0], 2026, 1, 1, 0, True, size=80 << 20)
    show_hand_up(False, ward.workspace, report, dry_run=True)
    assert "80MBあり、受付フォルダのファイルの上限（64MB）を超えています" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("tables", "code"),
    [
        ([("見本区", "0123456789abcde")], "config-secret-short"),
        ([("見本区", SECRET), ("見本区", "")], "config-ward-twice"),
        ([("見本区", SECRET), ("別の区", SECRET)], "config-secret-shared"),
        ([("見本区", SECRET)], None),
    ],
)
def test_secrets_that_prove_nothing_are_told(city, tables, code):
    workspace = city.workspace
    wards = tuple(HandUpWard(ward=name, secret=secret) for name, secret in tables)
    units = (*workspace.master.wards, Ward("9", "別の区"))
    found = check_wards(NOTHING_WRITTEN, HandUpSettings(wards=wards), replace(workspace.master, wards=units))
    assert [problem.code for problem in found] == ([code] if code else [])


def test_the_secret_of_a_ward_itself_is_long(city):
    found = check_wards(NOTHING_WRITTEN, HandUpSettings(secret="1"), city.workspace.master)
    assert [problem.code for problem in found] == ["config-secret-short"]


def test_an_answer_that_is_not_what_the_ward_told_is_found(ward, city):
    lay(ward, city)
    collect(city, DAY)
    assert verify_workspace(city.workspace) == []
    with open_session(city.workspace) as ledger, ledger.entries.transaction():
        ((number, row),) = ((n, r) for n, r in ledger.entries.sound("receipts").items() if r["origin"])
        ledger.entries.mend("receipts", number, {**row, "sha256": "0" * 64})
    assert [problem.code for problem in verify_workspace(city.workspace)] == ["hand-up-differs"]


def test_a_kept_file_that_the_program_cannot_read_any_more_is_told(ward, city, monkeypatch):
    lay(ward, city)
    collect(city, DAY)
    monkeypatch.setattr(hand_up_file, "_KNOWN", re.compile("(manifest|seal).json"))
    (problem,) = verify_workspace(city.workspace)
    assert (problem.code, problem.location.file) == ("hand-up-damaged", f"{WARD}/提出.kusei")
    assert "answers.jsonl" in problem.message
