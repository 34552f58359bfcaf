"""[words]: tables, charts, notes and data speak of 担当 or 病院 where the program would say 部署 and 区."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
from contextlib import suppress

import openpyxl
import pytest

from kusei_batch.cli.commands import cli
from kusei_batch.core.own_words import OwnWords
from kusei_batch.core.problem import Problem
from tests.examples.example import Example, table_headed, text_of

PLAN = "安全計画"
GOAL = {"領域": "薬", "目標": "渡し間違いをなくします。部署で分け合います。", "目標値": 0, "単位": "件"}


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    """One section of the first hospital has answered."""
    example = Example("病院", tmp_path_factory.mktemp("呼び名") / "作業")
    example.hand_in(example.issue(PLAN)["101"], {"目標": [GOAL]})
    example.night(dt.date(2026, 4, 20))
    return example


def headings(path):
    with path.open(encoding="utf-8-sig") as file:
        return file.readline().replace('"', "").strip().split(",")


def test_data_are_headed_by_them(plan):
    (path,) = plan.workspace.outbox.rglob("*_本院_データ.csv")
    assert headings(path)[2:7] == ["病院コード", "病院名", "部名", "職場コード", "職場名"]


def test_tables_charts_and_notes_say_them_and_answers_stay(plan):
    (path,) = plan.workspace.outbox.rglob("*_本院_*資料.docx")
    assert next(row[0] for row in table_headed(path, "領域＼職場名")) == "転倒・転落"
    paper = text_of(path)
    assert "未提出・差戻し中の職場（4階病棟、外来、薬剤科）を含みません。" in paper
    assert GOAL["目標"] in paper


def test_the_summary_workbook_says_them(plan):
    (path,) = plan.workspace.outbox.rglob("*_本院_集計.xlsx")
    book = openpyxl.load_workbook(path)
    words = {
        str(cell.value) for name in ("目次", "提出状況", "確認事項") for row in book[name].iter_rows() for cell in row
    }
    assert "職場名" in words
    assert "4職場の提出の状態と、提出されたファイル" in words
    assert not [word for word in words if "部署名" in word or "4部署" in word]
    shown = {str(cell.value) for name in book.sheetnames if name.startswith("データ") for cell in book[name][1]}
    assert {"病院コード", "職場名"} <= shown


STANDARD = {"区": r"(?<![一-龥「（])区(?![一-龥」])", "部署": "部署"}
"""A word of the standard vocabulary where it stands for itself."""


def words_left(text: str, own: set[str]) -> list[str]:
    """Where a text has a standard word for which the office has its own; headings of the master stay as they are."""
    shown = re.sub(r"マスタの\S+|「(?:区|部署)」|部署コード|区コード|docs?/\S+", "", text)
    return [shown[max(0, m.start() - 15) : m.end() + 15] for word in own for m in re.finditer(STANDARD[word], shown)]


def faces(example: Example, capsys) -> dict[str, str]:
    """The texts of 状況.html, 状況.xlsx and the log, and what the terminal says of the year and of a slip."""
    outbox = example.workspace.outbox
    book = openpyxl.load_workbook(outbox / "状況.xlsx")
    page = re.sub(r"<(style|script).*?</\1>|<[^>]*>", " ", (outbox / "状況.html").read_text("utf-8"), flags=re.DOTALL)
    found = {
        "状況.html": page,
        "状況.xlsx": "\n".join(str(c.value) for s in book for row in s.iter_rows() for c in row if c.value is not None),
        "記録": "\n".join(path.read_text("utf-8-sig") for path in outbox.rglob("記録/*.log")),
    }
    for kind, pattern in (("集計", "*_集計.xlsx"), ("差戻し", "02_差戻し/**/*.xlsx")):
        listed = [openpyxl.load_workbook(path)["確認事項"] for path in sorted(outbox.rglob(pattern))]
        cells = [cell.value for sheet in listed for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert cells, kind
        found[kind] = "\n".join(map(str, cells))
    typed(example, capsys, "handover")
    # What few offices set is told by the program's own names.
    found["引継書"] = re.sub(r"・呼び名（words）.*", "", text_of(outbox / "引継書.docx"))
    return found | {words: typed(example, capsys, words) for words in ("status", "problems", "doctor")}


def typed(example: Example, capsys, *words: str) -> str:
    """What the terminal says of a command."""
    with suppress(SystemExit):
        cli(["-w", str(example.folder), *words], standalone_mode=False)
    return "".join(capsys.readouterr())


@pytest.mark.parametrize(("name", "own"), [("病院", {"区", "部署"}), ("名古屋型", {"部署"})])
def test_what_shows_the_state_of_things_says_them_too(name, own, tmp_path, capsys):
    """With a slip of each kind: a file of nobody, one in another folder, two of one sheet, an answer with an error."""
    example = Example(name, tmp_path / "作業")
    first = example.workspace.rounds[0]
    sheets = example.issue(first.name)
    one, other = list(sheets.values())[:2]
    here, moved = example.hand_in(one, {}), example.hand_in(other, {})
    shutil.copy(moved, example.workspace.inbox / "迷子.xlsx")
    shutil.copy(moved, here.with_name("別の.xlsx"))
    (moved.parent / "壊れた.xlsx").write_bytes(b"PK")
    for path in example.workspace.inbox.rglob("*.xlsx"):
        os.utime(path, (1.7e9, 1.7e9))
    day = first.opens + dt.timedelta(days=5)
    tonight = typed(example, capsys, "nightly", "--dry-run", "--as-of", day.isoformat())
    example.night(day)
    told = {"nightly": tonight, **faces(example, capsys)}
    assert {face: left for face, text in told.items() if (left := words_left(text, own))} == {}
    assert "職場" in told["status"] or "担当" in told["status"]
    assert "職場のフォルダ" in told["nightly"] or "担当のフォルダ" in told["nightly"], told["nightly"]


def test_a_ward_without_a_level_is_called_as_the_office_calls_it(tmp_path):
    example = Example("病院", tmp_path / "作業")
    path = example.folder / "templates_xlsx" / "マスタ.xlsx"
    book = openpyxl.load_workbook(path)
    column = next(cell.column for cell in book["区"][1] if cell.value == "階層")
    for row in range(2, book["区"].max_row + 1):
        book["区"].cell(row, column).value = None
    book.save(path)
    example.reread()
    assert {ward.level for ward in example.workspace.master.wards} == {"病院"}


def test_messages_keep_what_people_have_typed_and_what_names_a_list():
    problem = Problem.of("inconsistent", place="目標1", text="区の部署で確かめます。", answer="")
    words = OwnWords("病院", "部門", "職場")
    assert "区の部署で確かめます。" in problem.told_in(words)[0]
    assert words.message("シート「部署」に、その部署を書いてください（部署コード、課名）。") == (
        "シート「部署」に、その職場を書いてください（部署コード、課名）。"
    )
    assert words.message("別の区のファイルを、区分とともに「区」に書いた区へ。") == (
        "別の病院のファイルを、区分とともに「区」に書いた病院へ。"
    )
