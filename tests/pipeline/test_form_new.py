"""`form new` as it is typed: from a list, from an Excel form, and every way it can be refused."""

from __future__ import annotations

import pytest

from tests.commands import run_command
from tests.xlsx import paper_forms


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "もと" / "苦情受付簿.xlsx"
    path.parent.mkdir()
    paper_forms.opinions().save(path)
    return path


def test_from_an_excel_form_it_says_what_was_found_and_what_to_look_at(tmp_path, source):
    before = source.read_bytes()
    said = run_command(tmp_path, "form", "new", "受付簿", "--from", source)
    assert said.code == 0
    assert "方法　選択（窓口・電話・文書・メール）" in said.out
    assert "表「明細」（1件1行、15件まで）" in said.out
    assert "確かめること" in said.out
    assert "F2　管理番号の欄を、空いている所に置きました。" in said.out
    assert source.read_bytes() == before
    assert run_command(tmp_path, "form", "check", "受付簿").code == 0
    assert run_command(tmp_path, "form", "new", "受付簿", "--from", source).code == 2


def test_a_dry_run_shows_the_same_and_writes_nothing(tmp_path, source):
    said = run_command(tmp_path, "form", "new", "受付簿", "--from", source, "--dry-run", "--json").json
    assert [field["name"] for field in said["fields"] if field["table"]][:3] == ["番号", "受付日", "方法"]
    assert said["tables"] == [{"name": "明細", "sheet": "受付簿", "rows": 1, "records": 15}]
    assert {"sheet", "cell", "assumed", "look"} == set(said["remarks"][0])
    assert not (tmp_path / "受付簿.xlsx").exists()


def test_from_a_list_it_makes_a_form_that_a_check_passes(tmp_path):
    said = run_command(tmp_path, "form", "new", "取組", "--fields", "記入者,番号,目標*:長文,期限")
    assert said.code == 0
    assert "目標　長文　必須" in said.out
    assert run_command(tmp_path, "form", "check", "取組").code == 0


def test_before_the_settings_are_written_the_form_is_made_and_its_check_is_put_off(tmp_path):
    folder = tmp_path / "作業"
    assert run_command(tmp_path, "init", folder).code == 0
    said = run_command(folder, "form", "new", "取組", "--fields", "番号,目標*")
    assert said.code == 0
    assert "取組.xlsx」を作りました" in said.out
    assert "様式の点検はまだです" in said.out
    assert (folder / "templates_xlsx" / "取組.xlsx").is_file()
    assert run_command(folder, "form", "new", "別", "--fields", "番号,目標*", "--json").json["checked"] is False


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--from", "ない.xlsx"], "ファイル「ない.xlsx」がありません"),
        (["--from", "x.xlsx", "--fields", "目標"], "どちらか一つだけ"),
        (["--fields", "目標:長分"], "もしかして：長文"),
        (["--fields", ""], "項目がありません"),
        (["--fields", "ない.csv"], "項目の一覧のファイル「ない.csv」がありません"),
    ],
)
def test_what_cannot_be_done_is_said_with_what_to_do(tmp_path, words, said):
    answer = run_command(tmp_path, "form", "new", "様式", *words)
    assert answer.code == 2
    assert said in answer.err
    assert not (tmp_path / "様式.xlsx").exists()


def test_a_list_may_be_longer_than_the_name_of_a_file(tmp_path):
    listed = ",".join(f"目標.取組の内容{number}:長文" for number in range(1, 31))
    said = run_command(tmp_path, "form", "new", "取組", "--fields", listed, "--dry-run")
    assert said.code == 0
    assert "取組の内容30　長文" in said.out


def test_a_file_of_another_kind_is_named(tmp_path):
    (tmp_path / "古い.xls").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + "Workbook".encode("utf-16-le"))
    answer = run_command(tmp_path, "form", "new", "様式", "--from", tmp_path / "古い.xls")
    assert answer.code == 2
    assert "古い形式のExcelブック（.xls）" in answer.err
    assert "名前を付けて保存" in answer.err
