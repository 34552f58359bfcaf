"""What doctor is asked of a day, and what it tells beside what is wrong in 決定.xlsx; where departments hand in."""

import openpyxl
import pytest

from kusei_batch.core.problem import Severity
from kusei_batch.pipeline.workspace.doctor import examine_workspace
from kusei_batch.pipeline.workspace.init import init_workspace
from tests.commands import run_command
from tests.pipeline.one_round import init_one_round


@pytest.fixture
def one(tmp_path):
    init_one_round(tmp_path / "一回")
    return tmp_path / "一回"


def test_what_is_wrong_in_the_decisions_hides_no_fault_of_a_template(one):
    (one / "templates_xlsx" / "決定.xlsx").write_bytes(b"PK\x03\x04")
    letter = one / "templates_docx" / "依頼文.txt"
    letter.write_text(letter.read_text(encoding="utf-8") + "{{ 知らない名前 }}", encoding="utf-8")
    found = {(p.code, p.location.file): p.severity for p in examine_workspace(one)}
    assert found["decisions-unreadable", "決定.xlsx"] is Severity.ERROR
    assert ("paper-unknown-name", "依頼文.txt") in found


def test_doctor_tells_what_comes_next_on_the_day_it_is_asked_of(tmp_path):
    root = tmp_path / "作業"
    init_workspace(root, dry_run=False)
    run_command(root, "issue", "目標設定", "--department", "1101", "--as-of", "R8.4.1")
    assert "nightly" in run_command(root, "doctor", "--as-of", "R8.3.1").out.splitlines()[-1]
    assert "issue 意見記録" in run_command(root, "doctor", "--as-of", "R8.4.1").out.splitlines()[-1]


@pytest.mark.parametrize(
    ("submit_to", "is_told"),
    [
        ("区政課", True),
        ("区民サービス部 総務担当（内線 100）", True),
        ("区政課（共有フォルダ「受付」の自分の課）", False),
        (r"\\\\サーバー\\受付", False),
        ("区政課 kusei@city.example", False),
        ("区民部の棚", False),
        ("", False),
    ],
)
def test_a_place_to_hand_in_is_missed_where_the_office_names_itself_alone(one, submit_to, is_told):
    path = one / "config.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines = [f'submit_to = "{submit_to}"' if line.startswith("submit_to = ") else line for line in lines]
    path.write_text("\n".join(lines), encoding="utf-8")
    told = [p for p in examine_workspace(one) if p.code == "submit-to-without-place"]
    assert [(p.location.field, p.severity) for p in told] == [("submit_to", Severity.WARNING)] * is_told
    assert all(f"「{submit_to}（共有フォルダ" in p.remedy for p in told)


def test_a_ward_that_names_its_office_alone_is_told_in_the_master(one):
    path = one / "templates_xlsx" / "マスタ.xlsx"
    book = openpyxl.load_workbook(path)
    assert book["区"]["E1"].value == "提出先"
    book["区"]["E2"].value = "見本区 総務課"
    book.save(path)
    (told,) = [p for p in examine_workspace(one) if p.code == "submit-to-without-place"]
    assert (told.location.file, told.location.sheet) == ("マスタ.xlsx", "区")
    assert "見本区 総務課" in told.message
