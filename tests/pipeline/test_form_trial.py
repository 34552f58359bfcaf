"""form trial: who would newly fail or pass by a changed definition, over years and rounds, with nothing entered."""

import csv
import io
import shutil

import openpyxl
import pytest

from kusei_batch.errors import CannotRunError
from kusei_batch.report.trial_list import HEADINGS, TrialList, render_trial_book
from tests.commands import run_command
from tests.pipeline.desk import ROUND, TARGET, Desk, begin_kept
from tests.pipeline.test_untouched import tree

A, B, C = "1303", "1304", "1201"


def changed(desk, cells, *, name=f"{ROUND}（案）.xlsx", renamed=()):
    """A copy of the template in which rows of `_項目` say something else: {field: {heading: value}}."""
    path = desk.workspace.root / name
    shutil.copyfile(desk.workspace.template(ROUND), path)
    book = openpyxl.load_workbook(path)
    sheet = book["_項目"]
    headings = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        for heading, value in cells.get((row[1].value, row[0].value), {}).items():
            row[headings.index(heading)].value = value
    for row in book["_設定"].iter_rows():
        if row[0].value == "版":
            row[1].value = "2"
    for old, new in renamed:
        for one in book:
            for row in one.iter_rows():
                for cell in row:
                    if isinstance(cell.value, str):
                        was, now = (old, new) if one.title.startswith("_") else (f".{old}}}}}", f".{new}}}}}")
                        cell.value = cell.value.replace(was, now)
    book.save(path)
    return path


@pytest.fixture
def answered(tmp_path):
    """A accepted, B sent back for a missing sentence and then accepted, C sent back for a budget without a sum."""
    return begin_kept(tmp_path / "作業フォルダ", _begin_answered)


def _begin_answered(folder):
    issued = Desk(folder)
    issued.begin_issued()
    issued.hand_in(A, [TARGET | {"第1四半期": "掲示を始めます。"}])
    issued.hand_in(B, [TARGET | {"目標": ""}])
    issued.hand_in(C, [TARGET | {"予算措置": "緊急対応"}])
    issued.night()
    issued.hand_in(B, [TARGET | {"評価指標": ""}], name="直し.xlsx")
    issued.night()
    return issued


def test_who_would_newly_fail_and_pass_is_told_with_cell_and_message(answered):
    budget = {"必須": "任意", "条件": None}
    path = changed(
        answered,
        {
            ("目標", "評価指標"): {"必須": "必須", "重要度": "エラー"},
            ("目標", "概算額"): budget,
            ("目標", "使途"): budget,
        },
    )
    before = tree(answered.workspace.root)
    done = run_command(answered.workspace.root, "--json", "form", "trial", path)
    assert tree(answered.workspace.root) == before
    assert done.code == 1
    told = {(one["department"], one["old"], one["new"]): one for one in done.json["changes"]}
    failing = next(one for key, one in told.items() if key[0] == B and key[2] == "sent_back" != key[1])
    sheet, cell = answered.cell("評価指標")
    assert [(p["sheet"], p["cell"], p["field"]) for p in failing["found"]] == [(sheet, cell, "評価指標")]
    assert failing["counts"]
    assert "評価指標" in failing["found"][0]["message"]
    passing = next(one for key, one in told.items() if key[0] == C)
    assert (passing["old"], passing["new"]) == ("sent_back", "accepted")
    assert {p["field"] for p in passing["gone"]} == {"概算額", "使途"}
    assert not any(key[0] == A for key in told)
    assert done.json["judged"] == 4  # B's first file was handed in as well
    assert [(c["name"], c["found"], c["gone"]) for c in done.json["checks"]] == [
        ("評価指標", 1, 0),
        ("使途", 0, 1),
        ("概算額", 0, 1),
    ]


def test_a_definition_that_says_the_same_changes_nothing(answered):
    done = run_command(answered.workspace.root, "form", "trial", ROUND)
    assert done.code == 0
    assert "新たに差戻しになる提出: 0件" in done.out
    assert "新たに受理になる提出: 0件" in done.out
    assert "指摘だけが変わる提出: 0件" in done.out


def test_a_field_that_is_gone_or_new_is_told_with_what_it_may_have_been(answered):
    path = changed(answered, {}, renamed=[("第1四半期", "第1四半期の計画")])
    done = run_command(answered.workspace.root, "form", "trial", path)
    assert "項目「目標.第1四半期」は、直した様式にありません。" in done.out
    assert "「目標.第1四半期の計画」に変えたのなら" in done.out
    assert "項目「目標.第1四半期の計画」は、これまでの様式にありません。" in done.out


def test_the_list_opens_as_workbook_and_as_csv(answered):
    path = changed(answered, {("目標", "評価指標"): {"必須": "必須", "重要度": "エラー"}})
    root = answered.workspace.root
    assert run_command(root, "form", "trial", path, "--list", root / "変わる提出.xlsx").code == 1
    book = openpyxl.load_workbook(root / "変わる提出.xlsx")
    assert book.sheetnames == ["変わる提出", "点検ごとの件数"]
    rows = [[cell.value for cell in row] for row in book["変わる提出"].iter_rows(min_row=3)]
    assert [(row[0], row[2], row[9], row[11], row[12]) for row in rows if row[13] == "エラー"] == [
        ("新たに差戻し", "保険年金課", answered.cell("評価指標")[1], "受理", "差戻し")
    ]
    assert run_command(root, "form", "trial", path, "--list", root / "変わる提出.csv").code == 1
    read = list(csv.reader(io.StringIO((root / "変わる提出.csv").read_bytes().decode("utf-8-sig"))))
    assert [row[:3] for row in read[1:]] == [[cell or "" for cell in row[:3]] for row in rows]
    again = run_command(root, "form", "trial", path, "--list", root / "変わる提出.csv")
    assert again.code == 1  # over the list of an earlier trial
    again = run_command(root, "form", "trial", path, "--list", root / "変わる提出.xlsx")
    assert again.code == 1


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("変わる提出.docx", ".xlsx か .csv"),
        (f"{ROUND}（案）.xlsx", "調べる様式そのもの"),
        ("メモ.xlsx", "前に書き出した一覧ではありません"),
        ("メモ.csv", "前に書き出した一覧ではありません"),
        ("ない/変わる提出.xlsx", "がありません"),
    ],
)
def test_a_list_is_written_over_no_other_file_and_that_is_told_before_the_trial(answered, monkeypatch, name, said):
    monkeypatch.setattr("kusei_batch.pipeline.form_trial.try_form", lambda *_: pytest.fail("the trial had begun"))
    path = changed(answered, {})
    root = answered.workspace.root
    (root / "メモ.csv").write_text("部署,件数\n", encoding="utf-8")
    openpyxl.Workbook().save(root / "メモ.xlsx")
    before = tree(root)
    done = run_command(root, "form", "trial", path, "--list", root / name)
    assert done.code == 2
    assert said in done.err
    assert tree(root) == before


def test_the_trial_is_shown_though_its_list_cannot_be_written(answered, monkeypatch):
    def refuse(path, _):
        raise CannotRunError(f"「{path}」を書けません。")

    monkeypatch.setattr("kusei_batch.pipeline.form_trial.write_atomic", refuse)
    root = answered.workspace.root
    path = changed(answered, {("目標", "評価指標"): {"必須": "必須", "重要度": "エラー"}})
    done = run_command(root, "form", "trial", path, "--list", root / "変わる提出.xlsx")
    assert done.code == 3
    assert "新たに差戻しになる提出: 1件" in done.out
    assert "一覧を書き出しました" not in done.out
    assert "を書けません" in done.err


def test_no_text_of_a_list_becomes_a_formula_or_a_link():
    texts = ["=1+1.xlsx", "https://example.jp/", "{=1}", "12", "@SUM(1)"]
    row = [*texts, *[""] * (len(HEADINGS) - len(texts))]
    book = openpyxl.load_workbook(
        io.BytesIO(render_trial_book(TrialList("=題", [row], [("=甲", "乙", 3, 0)]), "游ゴシック"))
    )
    sheet = book["変わる提出"]
    assert [cell.value for cell in sheet[3]][: len(texts)] == texts
    cells = [cell for one in book for line in one.iter_rows() for cell in line]
    assert not [cell.coordinate for cell in cells if cell.hyperlink or cell.data_type == "f"]
    assert book["点検ごとの件数"]["C3"].value == 3


def test_what_was_judged_in_an_earlier_year_is_judged_with_that_year_s_days(answered):
    """期限 is from 年度4月1日 on: a day of the year of the submission stays right in the next one."""
    config = answered.workspace.root / "config.toml"
    text = config.read_text(encoding="utf-8").replace("fiscal_year = 2026", "fiscal_year = 2027")
    config.write_text(text, encoding="utf-8")
    done = run_command(answered.workspace.root, "--json", "form", "trial", ROUND)
    assert done.code == 0, done.err
    assert done.json["judged"] == 4
    assert done.json["changes"] == []


def test_a_template_with_faults_and_a_form_nobody_has_are_refused(answered):
    root = answered.workspace.root
    broken = changed(answered, {("目標", "評価指標"): {"型": "文書"}}, name="壊れた案.xlsx")
    assert run_command(root, "form", "trial", broken).code == 2
    strange = changed(answered, {}, name="別の様式.xlsx")
    book = openpyxl.load_workbook(strange)
    for row in book["_設定"].iter_rows():
        if row[0].value == "様式ID":
            row[1].value = "別の様式"
    book.save(strange)
    done = run_command(root, "form", "trial", strange)
    assert done.code == 2
    assert "提出は、まだありません" in done.err


def test_a_lost_original_is_told_and_the_others_are_judged(answered):
    kept = sorted(answered.workspace.archive.rglob("*.xlsx"))
    kept[0].unlink()
    done = run_command(answered.workspace.root, "--json", "form", "trial", ROUND)
    assert done.code == 1
    assert [p["code"] for p in done.json["untried"]] == ["trial-not-read"]
    assert done.json["judged"] == 3
