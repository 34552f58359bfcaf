"""個人番号 handed in, in whatever notation and place: the night writes its digits nowhere."""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
import zipfile

import openpyxl
import pytest

from kusei_batch.cli.shapes import place_json
from kusei_batch.pipeline.questions import read_problems, read_records
from tests.pipeline.desk import ROUND, TARGET, codes
from tests.validate.notations import notations

A = "1303"
NUMBER = "123456789018"
SHORT = "012345678911"  # typed as a number, Excel keeps 12345678911
_SIGNS = r"(?:[\W_]|[ー億万]){0,6}"
_KANJI = str.maketrans("〇一二三四五六七八九", "0123456789")


class _Plain(dict[int, str | None]):
    """What each sign counts as where digits are looked for; filled as signs come up, since a night writes millions."""

    def __missing__(self, code: int) -> str | None:
        sign = chr(code)
        is_read = unicodedata.category(sign)[0] not in "CM"
        plain = str(unicodedata.digit(sign, sign)).translate(_KANJI).translate(str.maketrans("Ol", "01"))
        return self.setdefault(code, plain if is_read else None)


PLAIN = _Plain()


def holds(number: str, text: str) -> bool:
    """Whether the digits stand in a text in this order, in any width and grouping."""
    return re.search(_SIGNS.join(number), text.translate(PLAIN)) is not None


def written(desk) -> dict[str, str]:
    """Everything the night left behind, but for the archived originals and the inbox itself."""
    texts: dict[str, str] = {}
    for path in [*desk.workspace.outbox.rglob("*"), *(desk.workspace.state / "log").rglob("*")]:
        if path.suffix in (".xlsx", ".docx"):
            with zipfile.ZipFile(path) as archive:
                texts |= {
                    f"{path.name}:{name}": archive.read(name).decode("utf8", "replace") for name in archive.namelist()
                }
        elif path.is_file():
            texts[path.name] = path.read_bytes().decode("utf8", "replace")
    with sqlite3.connect(desk.workspace.state / "ledger.sqlite") as ledger:
        for table in ("runs", "register", "receipts"):
            texts[table] = "\n".join(str(row) for row in ledger.execute(f"SELECT * FROM {table}"))  # noqa: S608
    return texts


def told(desk, report) -> str:
    """What the screens say, as text and as JSON."""
    problems = [p for f in report.files for p in f.problems]
    lines = [f"{p.message}\n{p.remedy}\n{json.dumps(place_json(p), ensure_ascii=False)}" for p in problems]
    kept = repr(read_problems(desk.workspace, None)) + repr(read_records(desk.workspace, ROUND))
    return "\n".join([*lines, repr(problems), kept])


def leaks(desk, report, number=NUMBER):
    everything = {**written(desk), "told": told(desk, report)}
    return [name for name, text in everything.items() if holds(number, text)]


def everywhere(text: str) -> dict[str, object]:
    return dict.fromkeys(("場面", "目標", "具体的な取組内容", "評価指標", "目標値", "単位", "期限"), text)


def change(desk, path, edit):
    book = openpyxl.load_workbook(path)
    edit(book)
    book.save(path)
    desk.settle(path)


def the_result(desk):
    report = desk.night()
    (result,) = report.files
    return report, result


def test_every_notation_in_every_field_is_told_and_written_nowhere(issued):
    texts = [t for t in notations(NUMBER).values() if not t.startswith(("'", "="))]
    assert all(holds(NUMBER, text) for text in texts)
    departments = [d.code for d in issued.workspace.master.departments]
    handed_in = dict(zip(departments, texts, strict=False))
    for department, text in handed_in.items():
        issued.hand_in(department, [everywhere(text)], {"記入者": text, "記入日": text})
    report = issued.night()
    assert len(report.files) == len(handed_in)
    assert {f.verdict.value for f in report.files} == {"sent_back"}
    assert all("individual-number" in codes(f) for f in report.files)
    assert leaks(issued, report) == []


@pytest.mark.parametrize(
    ("field", "typed", "number"),
    [
        ("目標値", int(NUMBER), NUMBER),
        ("単位", float(NUMBER) + 0.5, NUMBER),
        ("単位", int(SHORT), SHORT[1:]),
        ("目標値", int(SHORT), SHORT[1:]),
        ("期限", int(NUMBER), NUMBER),
        ("目標", f"={NUMBER}+0", NUMBER),
        ("目標値", f"={NUMBER}+0", NUMBER),
        ("期限", f'="{NUMBER}"', NUMBER),
        ("目標値", "、".join((NUMBER[:3], NUMBER[3:6], NUMBER[6:9], NUMBER[9:])), NUMBER),
    ],
)
def test_numbers_and_formulas_are_told_and_written_nowhere(issued, field, typed, number):
    issued.hand_in(A, [TARGET | {field: typed}])
    report, result = the_result(issued)
    assert "individual-number" in codes(result)
    assert leaks(issued, report, number) == []


def test_a_sheet_named_by_it_is_sent_back_without_the_name(issued):
    path = issued.hand_in(A, [TARGET | {"目標値": "多数"}])
    sheet, cell = issued.cell("目標値")

    def rename(book):
        book[sheet].title = f"個人 {NUMBER}"

    change(issued, path, rename)
    report, result = the_result(issued)
    assert ("individual-number", None) in [(p.code, p.location.cell) for p in result.problems]
    assert leaks(issued, report) == []
    (answer,) = issued.workspace.outbox.rglob("*_差戻し.xlsx")
    places = [row[2].value for row in openpyxl.load_workbook(answer)["確認事項"].iter_rows() if len(row) > 2]
    assert f"{sheet}　{cell}" in places


def test_a_sheet_named_by_it_is_named_in_no_record(issued):
    path = issued.hand_in(A, [TARGET])
    change(issued, path, lambda book: setattr(book[issued.cell("目標値")[0]], "title", NUMBER))
    report, _ = the_result(issued)
    assert leaks(issued, report) == []


@pytest.mark.parametrize("place", ["Q30", "B2", "F8", "G2"])
def test_what_is_typed_outside_the_entries_is_looked_into(issued, place):
    path = issued.hand_in(A, [TARGET])

    def scribble(book):
        book[issued.cell("目標値")[0]][place] = f"控え {NUMBER[:4]}-{NUMBER[4:8]}-{NUMBER[8:]}"

    change(issued, path, scribble)
    report, result = the_result(issued)
    assert "individual-number" in codes(result)
    assert leaks(issued, report) == []


def test_a_file_named_by_it_is_warned_of(issued):
    issued.hand_in(A, [TARGET], name=f"{NUMBER}.xlsx")
    (issued.folder("1304") / f"{NUMBER}.xlsx").write_bytes(b"PKxx")
    issued.settle(issued.folder("1304") / f"{NUMBER}.xlsx")
    report = issued.night()
    assert {f.verdict.value for f in report.files} == {"accepted_with_warnings", "quarantined"}
    assert not any(holds(NUMBER, p.message + p.remedy + repr(p)) for f in report.files for p in f.problems)


def test_an_ordinary_sheet_is_not_suspected(issued):
    words = "電話044-200-2111、090-1234-5678。〒210-8577。2026/04/01 12:30～2027/03/31、1,200人、1,350人、1,420人。"
    issued.hand_in(A, [TARGET | {"具体的な取組内容": words * 3}])
    _, result = the_result(issued)
    assert "individual-number" not in {p.code for p in result.problems}
