"""The command line as a coordinator and other programs meet it: its output and its exit code.

One command of each kind is a process of its own.
"""

import os
import re
import subprocess
import sys

import openpyxl
import pytest

from kusei_batch.cli.commands import cli
from kusei_batch.config import read_workspace
from tests.commands import run_command, start_command
from tests.pipeline.desk import ROUND, TARGET

FORM_KEYS = {"name", "table", "kind", "type", "required", "choices", "sheet", "cells"}
ISSUED_KEYS = {"sheet_id", "form", "round", "fiscal_year", "ward", "department", "path"}
PROBLEM_KEYS = {"code", "severity", "sheet", "cell", "field", "message", "remedy"}
RECORD_KEYS = {"ward", "department", "sheet_id", "row", "fields", "source"}


@pytest.fixture
def kusei(desk):
    """A command in this process; see `started` for one of its own."""

    def run(*words, folder=desk.workspace.root):
        return run_command(folder, *words)

    return run


@pytest.fixture
def started(desk):
    def run(*words, folder=desk.workspace.root):
        return start_command(folder, *words)

    return run


def test_form_show_answers_in_its_fixed_shape(started):
    answer = started("form", "show", ROUND, "--json")
    assert answer.code == 0
    assert {"form", "version", "title", "fields"} <= set(answer.json)
    for field in answer.json["fields"]:
        assert set(field) >= FORM_KEYS
        assert field["cells"]
    by_name = {f["name"]: f for f in answer.json["fields"] if f["table"] in (None, "目標")}
    assert by_name["目標"]["required"] is True
    assert by_name["理念"]["required"] is False
    assert by_name["区名"]["kind"] == "display"
    assert len(by_name["目標"]["cells"]) == 10
    assert len(by_name["理念"]["choices"]) == 8


def test_a_whole_round_in_json(kusei, desk):
    issued = kusei("--json", "issue", ROUND)
    assert issued.code == 0
    assert len(issued.json["issued"]) == len(desk.workspace.master.departments)
    for sheet in issued.json["issued"]:
        assert set(sheet) >= ISSUED_KEYS
        assert (desk.workspace.root / sheet["path"]).is_file()
    desk.hand_in("1303", [TARGET])
    desk.hand_in("1304", [TARGET | {"目標": ""}], name="誤り.xlsx")
    os.utime(desk.folder("1303") / "様式.xlsx", (1.7e9, 1.7e9))
    os.utime(desk.folder("1304") / "誤り.xlsx", (1.7e9, 1.7e9))

    rehearsal = kusei("nightly", "--as-of", "2026-04-20", "--dry-run", "--json")
    assert rehearsal.code == 0
    night = kusei("nightly", "--as-of", "R8.4.20", "--json")
    assert night.code == 0
    assert night.json["as_of"] == "2026-04-20"
    assert {"run_id", "as_of", "files", "coverage", "outputs"} <= set(night.json)
    assert {f["verdict"] for f in night.json["files"]} == {"accepted", "sent_back"}
    for file in night.json["files"]:
        assert (desk.workspace.root / file["path"]).is_file()
        for problem in file["problems"]:
            assert set(problem) == PROBLEM_KEYS
    states = {c["department"]: c["state"] for c in night.json["coverage"]}
    assert (states["1303"], states["1304"], states["1201"]) == ("accepted", "sent_back", "missing")
    kinds = {o["kind"] for o in night.json["outputs"]}
    assert kinds == {"sent_back", "summary_workbook", "records_csv", "page", "paper", "letter", "receipt", "calendar"}
    assert all((desk.workspace.root / o["path"]).is_file() for o in night.json["outputs"])
    assert [o["path"] for o in rehearsal.json["outputs"]] == [o["path"] for o in night.json["outputs"]]

    records = kusei("records", ROUND, "--json")
    assert records.code == 0
    (record,) = records.json["records"]
    assert set(record) >= RECORD_KEYS
    assert record["fields"]["目標値"] == 2
    assert record["fields"]["期限"] == "2027-03-31"
    assert record["fields"]["記入者"] == "髙﨑𠮷"
    assert record["source"]["cells"]["目標"] == desk.cell("目標")[1]

    sheet_id = next(s["sheet_id"] for s in issued.json["issued"] if s["department"] == "1304")
    problems = kusei("problems", sheet_id, "--json")
    assert problems.code == 0
    assert [f["sheet_id"] for f in problems.json["files"]] == [sheet_id]
    assert kusei("status", "--as-of", "2026-04-20", "--json").json["coverage"] == night.json["coverage"]
    assert kusei("verify").code == 0


def test_people_are_answered_in_japanese_on_standard_output(started, desk):
    desk.issue()
    desk.hand_in("1304", [TARGET | {"目標": ""}])
    os.utime(desk.folder("1304") / "様式.xlsx", (1.7e9, 1.7e9))
    answer = started("nightly", "--as-of", "2026-04-20")
    assert (answer.code, answer.err) == (0, "")
    for word in ("差戻し", "目標", "→", "02_差戻し", "04_会議資料"):
        assert word in answer.out
    status = started("status", "--as-of", "2026-05-01")
    assert (status.code, status.err) == (0, "")
    assert "期限超過" in status.out


def test_status_tells_the_last_night_by_the_clock(kusei, desk):
    desk.issue()
    before = kusei("status", "--as-of", "2026-04-20")
    assert "夜間処理は、まだ行っていません。" in before.out
    assert kusei("status", "--json").json["last_run"] is None
    kusei("nightly", "--as-of", "2026-04-20")
    told = kusei("status", "--json").json["last_run"]
    assert (told["as_of"], told["outcome"]) == ("2026-04-20", "done")
    assert told["started"] <= told["ended"]
    assert re.search(r"最後の夜間処理: 令和.*日 \d\d:\d\d ～ \d\d:\d\d　完了", kusei("status").out)


def test_status_check_is_1_for_what_is_overdue_or_sent_back_alone(kusei, desk):
    desk.issue()
    assert kusei("status", "--check", "--as-of", "2026-04-20").code == 0
    assert kusei("status", "--check", "--as-of", "2026-05-01").code == 1
    desk.hand_in("1304", [TARGET | {"目標": ""}])
    os.utime(desk.folder("1304") / "様式.xlsx", (1.7e9, 1.7e9))
    kusei("nightly", "--as-of", "2026-04-20")
    assert kusei("status", "--check", "--json", "--as-of", "2026-04-20").code == 1


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["issue", "目標設"], "もしかして：目標設定"),
        (["issue", ROUND, "--ward", "見元区"], "もしかして：見本区"),
        (["issue", ROUND, "--department", "無い課"], "指定できるもの"),
        (["form", "show", "無い様式"], "指定できるもの"),
        (["records", "無い様式"], "指定できるもの"),
        (["records", "目標設"], "もしかして：目標設定"),
        (["issue", ROUND, "--ward", "見本区", "--department", "総務"], "もしかして：総務課"),
        (["problems", "R08-1303-1-99"], "管理番号"),
        (["nightl"], "もしかして：nightly"),
        (["nightly", "--asof", "1"], "もしかして：--as-of"),
        (["nightly", "--as-of", "あした"], "R8.4.24"),
        (["issue"], "足りません"),
        (["form", "check", "無い.xlsx"], "ありません"),
    ],
)
def test_a_wrong_word_is_told_in_japanese_with_what_exists(kusei, words, hint):
    answer = kusei(*words)
    assert answer.code == 2
    assert hint in answer.err
    assert "Traceback" not in answer.err


def test_faulty_settings_end_with_2_and_every_fault(kusei, desk):
    config = desk.workspace.root / "config.toml"
    config.write_text(config.read_text(encoding="utf-8").replace("due =", "deu =").replace("city =", "ctiy ="), "utf-8")
    for words in (["doctor"], ["nightly"], ["status"], ["issue", ROUND]):
        answer = kusei(*words)
        assert answer.code == 2
        told = answer.out if words == ["doctor"] else answer.err
        assert "もしかして：due" in told
        assert "もしかして：city" in told
        assert "Traceback" not in answer.err


def test_a_missing_inbox_ends_with_3_and_not_with_everybody_missing(started, desk):
    desk.issue()
    desk.workspace.inbox.rmdir()
    answer = started("nightly", "--as-of", "2026-04-20")
    assert answer.code == 3
    assert "inbox" in answer.err


def test_two_at_a_time_are_refused_with_3(started, desk):
    from kusei_batch.pipeline.session import open_session

    with open_session(desk.workspace):
        answer = started("nightly", "--as-of", "2026-04-20")
    assert answer.code == 3
    assert "別の処理" in answer.err


def test_no_workspace_at_all_is_told(started, tmp_path):
    answer = started("nightly", folder=tmp_path / "どこにもない")
    assert answer.code == 2
    assert "kusei init" in answer.err


def test_init_makes_a_workspace_that_doctor_finds_whole(kusei, tmp_path):
    new = tmp_path / "あたらしい"
    assert kusei("init", new, "--sample", "--dry-run").code == 0
    assert not new.exists()
    assert kusei("init", new, "--sample").code == 0
    assert kusei("doctor", folder=new).code == 0
    again = kusei("init", new)
    assert again.code == 2
    assert "すでに" in again.err


def test_the_repository_itself_is_the_workspace_that_init_makes(kusei, tmp_path):
    from pathlib import Path

    kusei("init", tmp_path / "n", "--sample")
    root = Path(__file__).parents[2]
    assert (root / "config.toml").read_bytes() == (tmp_path / "n" / "config.toml").read_bytes()
    assert kusei("doctor", folder=root).code == 0


def test_form_new_writes_a_template_that_form_check_passes(kusei, tmp_path):
    path = tmp_path / "新しい様式.xlsx"
    assert kusei("form", "new", path).code == 0
    assert kusei("form", "check", path).code == 0
    assert kusei("form", "new", path).code == 2


def lay(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    os.utime(path, (1.7e9, 1.7e9))


def test_a_stray_of_an_earlier_night_is_told_until_it_is_taken_away(kusei, desk):
    lay(desk.folder("1304") / "メモ.xlsx", b"no workbook")
    first = kusei("nightly", "--as-of", "2026-04-20").out
    assert "メモ.xlsx" in first
    assert "受付フォルダに残っている" not in first
    second = kusei("nightly", "--as-of", "2026-04-21").out
    told = second.partition("受付フォルダに残っている、受け取れないファイル")[2]
    assert "メモ.xlsx" in told
    assert "→" in told
    (desk.folder("1304") / "メモ.xlsx").unlink()
    assert "メモ.xlsx" not in kusei("nightly", "--as-of", "2026-04-22").out


def test_status_tells_open_departments_under_their_round(kusei, desk):
    with (desk.workspace.root / "config.toml").open("a", encoding="utf-8") as config:
        config.write('[[rounds]]\nname = "二回目"\nform = "目標設定"\nopens = 2026-04-02\ndue = 2026-04-30\n')
    kusei("issue", ROUND)
    kusei("issue", "二回目", "--department", "1303")
    lines = kusei("status", "--as-of", "2026-05-20").out.splitlines()
    second = next(n for n, line in enumerate(lines) if line.startswith("二回目"))
    names = [department.name for department in desk.workspace.master.departments]
    first, other = "\n".join(lines[:second]), "\n".join(lines[second:])
    assert "期限超過　" in first
    assert [name for name in names if name not in first] == []
    assert "期限超過　" in other
    assert [name for name in names if name in other] == ["区民課"]


def test_a_new_form_by_its_bare_name_goes_among_the_templates(kusei, desk):
    templates = desk.workspace.root / "templates_xlsx"
    assert "form check 中間報告" in kusei("form", "new", "中間報告", "--dry-run").out
    assert not (templates / "中間報告.xlsx").exists()
    made = kusei("form", "new", "中間報告")
    assert f"kusei -w {desk.workspace.root} form check 中間報告" in made.out
    assert (templates / "中間報告.xlsx").is_file()
    checked = kusei("form", "check", "中間報告")
    assert (checked.code, 'form = "中間報告"' in checked.out) == (0, True)
    assert "第○号様式 第1版" in kusei("form", "list").out
    assert "第○号様式 第1版" in kusei("form", "show", "中間報告").out
    assert "もしかして：中間報告" in kusei("form", "check", "中間報").err
    assert kusei("form", "new", "中間報告").code == 2
    assert "使えません" in kusei("form", "new", "a:b").err


def test_doctor_ends_with_a_verdict_and_the_command_that_comes_next(kusei, tmp_path):
    whole = tmp_path / "一年"
    kusei("init", whole, "--sample")
    sound = kusei("doctor", folder=whole)
    assert "お知らせ" not in sound.out
    assert sound.code == 0
    assert "直すところはありません" in sound.out
    # Every meeting of the sample has its day.
    assert not any(line.startswith("会議の日（date）") for line in sound.out.splitlines())
    assert sound.out.splitlines()[-1].endswith(f"issue {ROUND}")
    for round_ in read_workspace(whole).rounds:
        assert kusei("issue", round_.name, folder=whole).code == 0
    assert kusei("doctor", folder=whole).out.splitlines()[-1].endswith("nightly")
    config = whole / "config.toml"
    config.write_text(config.read_text(encoding="utf-8").replace('"4月24日"', '"4月25日"'), "utf-8")
    assert "警告2件" in kusei("doctor", folder=whole).out.splitlines()[-1]
    config.write_text("", "utf-8")
    faulty = kusei("doctor", folder=whole)
    assert (faulty.code, "エラーが" in faulty.out.splitlines()[-1]) == (2, True)


def test_every_problem_is_shown_with_the_code_its_page_tells_of(kusei, desk):
    desk.issue()
    desk.hand_in("1304", [TARGET | {"目標": ""}])
    os.utime(desk.folder("1304") / "様式.xlsx", (1.7e9, 1.7e9))
    for answer in (kusei("nightly", "--as-of", "2026-04-20"), kusei("problems")):
        (line,) = [line for line in answer.out.splitlines() if "[required-blank]" in line]
        assert desk.cell("目標")[1] in line


@pytest.mark.parametrize("words", [[], ["form"], ["form", "new"], *([name] for name in sorted(cli.commands))])
def test_help_is_japanese(kusei, words):
    told = kusei(*words, "--help").out
    for word in ("使い方: ", "[オプション]", "この説明を表示します。"):
        assert word in told
    for word in ("Usage", "Options", "Commands", "Show", "DIR", "ROUND", "FORM", "FILE", "SHEET_ID", "TEXT", "PATH"):
        assert word not in told
    assert "。 " not in told  # sentences on lines of their own in code; Japanese has no space between them


def test_the_folder_may_stand_behind_the_command(kusei, desk, tmp_path):
    answer = kusei("form", "show", ROUND, "--json", "-w", desk.workspace.root, folder=tmp_path)
    assert (answer.code, answer.json["form"]) == (0, ROUND)
    assert kusei("status", "--as-of", "R8.4.20", "-w", desk.workspace.root, folder=tmp_path).code == 0


def test_a_folder_without_settings_is_named_in_full(kusei, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert f"「{tmp_path}」" in kusei("status", folder=".").err


@pytest.mark.parametrize("words", [[], ["form"]])
def test_a_group_alone_prints_its_help_as_the_answer(words):
    command = [sys.executable, "-m", "kusei_batch", *words]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "コマンド" in done.stdout


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["status", "--as-of"], "「--as-of」の後には、値を付けてください。"),
        (["status", "--json=1"], "「--json」の後には、値を付けられません。"),
        (["status", "--year", "きのう"], "年度として読み取れません"),
        (["status", "--year", "R3"], "令和3年度に発行した様式はありません"),
        (["status", "あ"], "余分な指定"),
        (["form", "shw"], "もしかして：show"),
    ],
)
def test_no_word_of_a_usage_error_is_english(kusei, words, hint):
    answer = kusei(*words)
    assert (answer.code, answer.out) == (2, "")
    assert hint in answer.err
    for word in ("Option", "argument", "command", "value"):
        assert word not in answer.err.partition("→")[0]


def test_init_quotes_a_folder_with_a_blank_in_the_command_that_comes_next(kusei, tmp_path):
    new = tmp_path / "新しい 区"
    assert f'kusei -w "{new}" doctor' in kusei("init", new).out


def test_records_are_shown_as_they_were_read(kusei, desk):
    desk.issue()
    desk.hand_in("1303", [TARGET | {"目標値": "２件"}])
    os.utime(desk.folder("1303") / "様式.xlsx", (1.7e9, 1.7e9))
    kusei("nightly", "--as-of", "2026-04-20")
    told = kusei("records", ROUND).out
    assert "  目標値: 2　［" in told
    assert "  期限: 令和9年3月31日　［" in told


def test_form_check_says_what_the_form_is_for_and_that_an_issued_version_was_changed(kusei, desk):
    template = desk.workspace.template(ROUND)
    checked = kusei("form", "check", ROUND)
    assert (checked.code, f"{desk.workspace.root} issue {ROUND}" in checked.out) == (0, True)
    assert "[[rounds]]" not in checked.out
    assert kusei("issue", ROUND).code == 0
    book = openpyxl.load_workbook(template)
    book[ROUND]["B7"] = "目標は3件までです。"
    book.save(template)
    refused, checked = kusei("issue", ROUND, "--again"), kusei("form", "check", ROUND)
    assert (refused.code, checked.code) == (2, 0)
    assert "version-unchanged" in refused.err
    assert "version-unchanged" in checked.out
    assert "このまま使えます" not in checked.out
    book["_設定"].cell(next(r[0].row for r in book["_設定"].iter_rows() if r[0].value == "版"), 2).value = "2"
    book.save(template)
    assert "このまま使えます" in kusei("form", "check", ROUND).out
    # Elsewhere it is a file like any other.
    copy = desk.workspace.root.parent / "写し.xlsx"
    book.save(copy)
    assert 'form = "写し"' in kusei("form", "check", copy).out


def test_a_file_that_is_passed_over_is_told_with_the_reason_though_nothing_is_to_be_done(kusei, desk):
    desk.begin_issued("1303")
    (desk.folder("1303") / "~$様式.xlsx").write_bytes(bytes(165))
    (desk.folder("1303") / "報告.xlsx").write_bytes(b"")
    told = kusei("nightly", "--as-of", "2026-04-20").out
    assert "~$様式.xlsx（誰かがブックを開いている間だけできるファイルなので、読みませんでした）" in told
    assert re.search(r"対象外　\S+/報告\.xlsx（.+）\n", told)
