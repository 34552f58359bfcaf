"""What a coordinator's screen and other programs are told beyond the plain course of a night."""

import datetime as dt
import json
from dataclasses import replace

import click.testing
import pytest

from kusei_batch.cli.coverage_screen import tell_open
from kusei_batch.cli.exits import DONE, IN_PART
from kusei_batch.cli.round_screens import show_night, show_status
from kusei_batch.cli.screen import list_problems, say
from kusei_batch.core.period import Round
from kusei_batch.core.problem import Location, Problem, SettingsError, Severity
from kusei_batch.core.record import Coverage
from kusei_batch.core.submission import State, Verdict
from kusei_batch.core.ward import Department, Ward
from kusei_batch.errors import CannotRunError, UsageError
from kusei_batch.pipeline.intake.examined_files import FileResult
from kusei_batch.pipeline.outputs.night_report import NightReport
from kusei_batch.pipeline.outputs.writing import Output
from kusei_batch.pipeline.questions import read_status
from kusei_batch.pipeline.status.round_status import RoundStatus
from tests.commands import run_command
from tests.pipeline.desk import ROUND, TARGET, TOO_LATE, Desk

DAY = dt.date(2026, 4, 20)
FAULTY = SettingsError([Problem("disk-nearly-full", Severity.WARNING, params={"free": "1"})])


@pytest.fixture
def run(tmp_path):
    def run(*words, folder=tmp_path):
        return run_command(folder, *words)

    return run


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["nightly", "--json"], 2),
        (["--json", "nightl"], 2),
        (["issue", "--json"], 2),
        (["status", "--as-of", "あした", "--json"], 2),
        (["form", "check", "無い.xlsx", "--json"], 2),
    ],
)
def test_what_stops_a_run_is_one_object_too(run, words, code):
    done = run(*words)
    assert done.code == code
    told = done.json
    assert set(told) == {"error", "remedy", "problems"}
    assert told["error"] in done.err
    assert told["remedy"] in done.err


def test_faults_of_the_settings_are_in_the_object(run, desk):
    (desk.workspace.root / "config.toml").write_text('ctiy = "市"\n', encoding="utf-8")
    told = run("nightly", "--json", folder=desk.workspace.root).json
    assert {p["code"] for p in told["problems"]} == {"config-unknown-key", "config-missing-key", "config-no-rounds"}
    assert all(p["message"] and p["remedy"] and p["file"].startswith("config.toml") for p in told["problems"])


def test_a_missing_folder_is_in_the_object(run, desk):
    desk.workspace.inbox.rmdir()
    done = run("nightly", "--json", folder=desk.workspace.root)
    assert done.code == 3
    assert "inbox" in done.json["error"]


def test_what_stops_a_run_is_told_on_standard_error_alone(run):
    done = run("nightly")
    assert (done.code, done.out) == (2, "")
    assert "kusei init" in done.err


@pytest.mark.parametrize(("value", "coloured"), [(None, True), ("", True), ("1", False), ("0", False)])
def test_no_color_with_any_value_leaves_lines_plain(monkeypatch, value, coloured):
    monkeypatch.delenv("NO_COLOR", raising=False)
    if value is not None:
        monkeypatch.setenv("NO_COLOR", value)
    with click.testing.CliRunner().isolation(color=True) as streams:
        say("注意", colour="red")
        told = streams[0].getvalue().decode()
    assert told == ("\x1b[31m注意\x1b[0m\n" if coloured else "注意\n")


def test_as_of_may_be_of_any_era_of_the_settings(run, desk):
    config = desk.workspace.root / "config.toml"
    era = '\n[[eras]]\nname = "新"\nletter = "X"\nstart = 2030-05-01\n'
    config.write_text(config.read_text(encoding="utf-8") + era, encoding="utf-8")
    for written in ("新2.4.24", "X2.4.24", "新２年４月２４日"):
        done = run("status", "--json", "--as-of", written, folder=desk.workspace.root)
        assert done.json["as_of"] == "2031-04-24"


def test_a_day_before_every_era_is_refused(run, desk):
    done = run("status", "--as-of", "1900-01-01", folder=desk.workspace.root)
    assert done.code == 2
    assert "元号の表" in done.err


def night(failures=(), verdict=None):
    files = [FileResult("a.xlsx", "0" * 64, verdict)] if verdict else []
    return NightReport(1, DAY, files, [], [], tuple(failures))


@pytest.mark.parametrize(
    ("report", "code"),
    [
        (night(), DONE),
        (night(verdict=Verdict.SENT_BACK), DONE),
        (night(verdict=Verdict.QUARANTINED), DONE),
        (night([UsageError("a")], Verdict.SENT_BACK), IN_PART),
        (night([CannotRunError("b"), FAULTY]), IN_PART),
        (night(verdict=Verdict.FAILED), IN_PART),
    ],
)
def test_a_part_that_could_not_be_done_is_the_exit_code_and_nothing_else_is(desk, report, code):
    assert show_night(True, desk.workspace, report, dry_run=False) == code


def test_outputs_that_could_not_be_written_are_told_at_the_end(desk, capsys):
    report = night([CannotRunError("「集計.xlsx」に書き込めませんでした。", "Excelを閉じてください。"), FAULTY])
    show_night(False, desk.workspace, report, dry_run=False)
    lines = capsys.readouterr().out.rstrip().splitlines()
    assert "  「集計.xlsx」に書き込めませんでした。" in lines[-7:]
    assert "  → Excelを閉じてください。" in lines
    assert "残り 1 MB" in lines[-2]


@pytest.mark.parametrize(
    ("wards", "told"),
    [
        (
            2,
            [
                "outbox/R08/目標設定/04_会議資料/第1区.docx",
                "outbox/R08/目標設定/05_公表/第1区/index.html",
                "outbox/R08/目標設定/04_会議資料/第2区.docx",
                "outbox/R08/目標設定/05_公表/第2区/index.html",
                "outbox/R08/目標設定/06_通知/第1区/受付票（受付票 1枚）",
                "outbox/R08/目標設定/06_通知/第2区/受付票（受付票 1枚）",
            ],
        ),
        (
            40,
            [
                "outbox/R08/目標設定/04_会議資料（40件）",
                "outbox/R08/目標設定/05_公表（40件）",
                "outbox/R08/目標設定/06_通知（受付票 40枚）",
            ],
        ),
    ],
)
def test_files_that_would_fill_screens_are_told_by_the_folders_of_rounds(desk, capsys, wards, told):
    folder = desk.workspace.outbox / "R08" / "目標設定"
    made = [
        Output(kind, None, folder / path.format(f"第{number}区"))
        for number in range(1, wards + 1)
        for kind, path in (
            ("paper", "04_会議資料/{}.docx"),
            ("page", "05_公表/{}/index.html"),
            ("receipt", "06_通知/{}/受付票/総務課.docx"),
        )
    ]
    show_night(False, desk.workspace, replace(night(), outputs=made), dry_run=False)
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert lines[lines.index("できているもの（前の夜から変わらないものを含みます）:") + 1 :] == told


@pytest.mark.parametrize(("rows", "more"), [(20, ""), (21, " ほか1か所"), (500, " ほか480か所")])
def test_a_place_of_hundreds_of_cells_is_told_by_the_first_of_them(capsys, rows, more):
    cells = tuple(f"K{2 * row}" for row in range(1, rows + 1))
    list_problems([Problem.of("table-layout-space", Location("データ", cells), text="辻井□亘")])
    head, *_ = capsys.readouterr().out.splitlines()
    assert f"シート「データ」 K2、K4、K6、{'、'.join(cells[3:20])}{more}　[table-layout-space]" in head


def test_failures_are_a_key_of_the_object_only_when_there_are_any(desk, capsys):
    show_night(True, desk.workspace, night(), dry_run=False)
    assert "failures" not in json.loads(capsys.readouterr().out)
    show_night(True, desk.workspace, night([CannotRunError("だめ", "閉じる")]), dry_run=False)
    assert json.loads(capsys.readouterr().out)["failures"] == [{"error": "だめ", "remedy": "閉じる"}]


def test_status_tells_whom_to_call_and_only_where_somebody_has_to(tmp_path, capsys):
    desk = Desk(tmp_path / "作業")
    desk.issue()
    desk.hand_in("1303", [TARGET])
    desk.hand_in("1304", [TARGET | {"目標": ""}])
    desk.night()
    show_status(False, desk.workspace, read_status(desk.workspace, TOO_LATE))
    told = capsys.readouterr().out
    contacts = {d.code: d.contact for d in desk.workspace.master.departments}
    assert all(contacts.values())
    for code in ("1304", "1201"):
        assert contacts[code] in told
    assert contacts["1303"] not in told
    assert ROUND in told


def status_of(states: dict[str, State], due: dt.date) -> RoundStatus:
    """A round of departments in two 部, each in the state given by its name."""
    ward = Ward("130", "見本区")
    coverage = [
        Coverage(Department(str(n), ward, "区民部" if n else "", name, n, f"内線 {n}"), "目標設定", state, None)
        for n, (name, state) in enumerate(states.items())
    ]
    round_ = Round("目標設定", "目標", 2026, dt.date(2026, 4, 1), due)
    return RoundStatus(round_, {}, coverage, ())


def test_who_has_not_answered_is_named_a_month_before_the_round_is_due(capsys):
    found = status_of(dict.fromkeys(("危機管理担当", "区民課", "保険課"), State.MISSING), dt.date(2026, 5, 20))
    tell_open([found], dt.date(2026, 4, 19))
    assert capsys.readouterr().out.splitlines() == [
        "目標設定　全3部署: 未提出 3　（期限まで31日。名前は30日前から出します）"
    ]
    tell_open([found], dt.date(2026, 4, 20))
    assert capsys.readouterr().out.splitlines() == [
        "目標設定　全3部署: 未提出 3",
        "  未提出　見本区: 危機管理担当（内線 0）",
        "  未提出　見本区 区民部: 区民課（内線 1）、保険課（内線 2）",
    ]


def test_who_has_to_act_is_named_long_before_and_by_state(capsys):
    states = {"総務課": State.SENT_BACK, "区民課": State.MISSING, "保険課": State.ACCEPTED, "福祉課": State.SENT_BACK}
    tell_open([status_of(states, dt.date(2027, 3, 1))], dt.date(2026, 4, 20))
    assert capsys.readouterr().out.splitlines()[1:] == [
        "  差戻し中　見本区: 総務課（内線 0）",
        "  差戻し中　見本区 区民部: 福祉課（内線 3）",
    ]


def test_a_warning_that_many_files_have_is_told_once_with_their_names(desk, capsys):
    common = Problem("disk-nearly-full", Severity.WARNING, params={"free": "1"})
    own = Problem("disk-nearly-full", Severity.WARNING, params={"free": "2"})
    files = [FileResult(f"{n}.xlsx", "0" * 64, Verdict.ACCEPTED_WITH_WARNINGS, problems=[common]) for n in range(3)]
    files.append(FileResult("別.xlsx", "1" * 64, Verdict.ACCEPTED_WITH_WARNINGS, problems=[own]))
    show_night(False, desk.workspace, NightReport(1, DAY, files, [], [], ()), dry_run=False)
    told = capsys.readouterr().out
    assert told.count(common.message) == 1
    assert told.count(own.message) == 1
    assert "同じ確認事項のあるファイル（3件）" in told
    assert "        0.xlsx、1.xlsx、2.xlsx" in told
