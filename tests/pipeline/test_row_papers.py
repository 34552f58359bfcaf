"""A Word paper for each row of a list: for a decision, a department, a 部 and its head."""

from __future__ import annotations

import datetime as dt

import docx
import openpyxl
import pytest

from kusei_batch.pipeline.outputs.row_papers import put_away_row_papers
from kusei_batch.pipeline.workspace.doctor import examine_workspace
from tests.pipeline.year import MASTER, PLAN, Year

ROUND = f'[[rounds]]\nname = "追加"\nform = "{PLAN}"\nopens = "5月1日"\ndue = "5月29日"\n'
TEXTS = (
    "{{ この行.部署名 }}の{{ この行.題 }}（{{ 年度 }}）",
    "{% for 元 in 記録('目標') if 元.部署名 == この行.部署名 %}{{ 元.目標 }}{% endfor %}",
)
TOPICS = [
    ("題ID", "部署コード", "題", "判断"),
    ("T1", "101", "受付の改め方", "作る"),
    ("T2", "102", "電話の受け方", "作らない"),
    ("T3", "102", "案内の書き方", "作る"),
]


def paper(each="題", rows="判断 = 作る", template="推薦書.docx"):
    return f'[[rounds.papers]]\ntemplate = "{template}"\nname = "推薦書"\neach = "{each}"\nrows = "{rows}"\n'


def write_template(year, *texts, name="推薦書.docx"):
    document = docx.Document()
    for text in texts:
        document.add_paragraph(text)
    document.save(year.folder / "templates_docx" / name)


def texts_of(path):
    return [p.text for p in docx.Document(path).paragraphs]


@pytest.fixture
def year(tmp_path):
    year = Year(tmp_path / "年度")
    year.write_master(MASTER | {"題": TOPICS})
    write_template(year, *TEXTS)
    year.begin("R8", ROUND + paper())
    year.issue("追加")
    source = year.sheet_path("追加", "101")
    year.hand_in(PLAN, "101", {"目標": [{"目標": "受付を3分で終えます。"}]}, source=source)
    return year


def made(year):
    folder = year.workspace.year_folder(2026, "追加") / "04_会議資料" / "推薦書"
    return {p.name.removeprefix("R08_追加_東区_推薦書_"): p for p in sorted(folder.glob("*.docx"))}


def test_there_is_one_for_each_row_that_the_condition_holds_for(year):
    assert not year.night().failures
    assert list(made(year)) == ["区民課_T3.docx", "総務課_T1.docx"]
    assert texts_of(made(year)["総務課_T1.docx"]) == [
        "総務課の受付の改め方（令和8年度（2026年度））",
        "受付を3分で終えます。",
    ]
    assert texts_of(made(year)["区民課_T3.docx"])[1] == ""


def test_a_list_that_is_decided_on_has_them_for_the_rows_decided_so_this_year(year):
    """The list is no sheet of マスタ.xlsx: the coordinator writes it in 決定.xlsx, and its days are told in words."""
    columns = [("題", "記入", ""), ("期限", "期限", ""), ("決定", "判断", "出す、見送る")]
    defined = [("シート", "列", "区分", "選択肢"), *(("発表", *column) for column in columns)]
    year.write_master(MASTER | {"_決定": defined})
    write_template(year, *TEXTS, "{{ この行.期限 }}までに出す。")
    year.begin("R8", ROUND + paper("発表", "決定 = 出す"))
    year.reread()
    year.night()
    assert made(year) == {}
    day = dt.date(2026, 6, 30)
    decide(
        year,
        ("年度", "部署コード", "題", "期限", "決定"),
        (2026, "101", "受付の改め方", day, "出す"),
        (2026, "102", "電話の受け方", day, "見送る"),
        (2025, "102", "古い題", day, "出す"),
    )
    assert not year.night().failures
    (only,) = made(year).values()
    told = texts_of(only)
    assert (told[0], told[-1]) == ("総務課の受付の改め方（令和8年度（2026年度））", "令和8年6月30日までに出す。")


def decide(year, headings, *rows):
    """Write rows into the sheet 発表 of 決定.xlsx, as a coordinator does."""
    path = year.workspace.decisions_path
    book = openpyxl.load_workbook(path)
    columns = {cell.value: cell.column for cell in book["発表"][1]}
    for number, row in enumerate(rows, 2):
        for heading, value in zip(headings, row, strict=True):
            book["発表"].cell(number, columns[heading]).value = value
    book.save(path)
    year.reread()


def test_a_row_that_is_chosen_no_more_has_its_paper_put_away_and_another_gets_one(year):
    year.night()
    rows = [row if row[0] != "T3" else (*row[:3], "作らない") for row in TOPICS]
    year.write_master(MASTER | {"題": [*rows, ("T4", "102", "窓口の開き方", "作る")]})
    year.reread()
    year.night()
    assert list(made(year)) == ["区民課_T4.docx", "総務課_T1.docx"]
    (kept,) = (made(year)["総務課_T1.docx"].parent / "済").glob("*.docx")
    assert kept.name.endswith("_区民課_T3.docx")


def test_papers_put_away_in_turn_under_one_name_are_all_kept(tmp_path):
    paper, kept = tmp_path / "R08_追加_東区_推薦書_総務課_T1.docx", {}
    # The longest name has no room for a number: its end gives way.
    longest = tmp_path / f"R08_追加_東区_推薦書_{'課' * 73}.docx"
    for number in ("", "_2", "_3"):
        for path in (paper, longest):
            path.write_bytes(number.encode())
        put_away_row_papers(tmp_path, "R08_追加_東区_推薦書", [])
        kept[f"{paper.stem}{number}.docx"] = number.encode()
    there = {path.name: path.read_bytes() for path in (tmp_path / "済").iterdir()}
    assert {name: there.pop(name) for name in kept} == kept
    assert sorted(there.values()) == [b"", b"_2", b"_3"]


def test_one_that_was_worked_on_is_kept_and_the_newest_stands_beside_it(year):
    year.night(dt.date(2026, 6, 1))
    path = made(year)["総務課_T1.docx"]
    document = docx.Document(path)
    document.add_paragraph("発表者　総務課の山")
    document.save(path)
    write_template(year, *TEXTS, "以上")
    year.night(dt.date(2026, 6, 1))
    assert texts_of(path)[-1] == "発表者　総務課の山"
    assert texts_of(made(year)["総務課_T1（最新）.docx"])[-1] == "以上"


@pytest.mark.parametrize(
    ("each", "text", "names"),
    [
        ("部署", "{{ この行.部署名 }}", ["区民課.docx", "総務課.docx"]),
        ("部", "{{ この行.部名 }}の{{ この行.部長 }}", ["総務部.docx"]),
    ],
    ids=["departments", "heads"],
)
def test_departments_and_their_heads_may_have_one_each(year, each, text, names):
    write_template(year, text)
    year.begin("R8", ROUND + paper(each, ""))
    year.night()
    assert list(made(year)) == names


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        (paper(each="題目"), "paper-each-unknown-list"),
        (paper(rows="判定 = 作る"), "paper-rows-unread"),
        (paper(rows="作る"), "paper-rows-unread"),
    ],
    ids=["list", "heading", "words"],
)
def test_what_a_paper_is_for_is_checked_beforehand(year, settings, code):
    year.begin("R8", ROUND + settings)
    assert code in {p.code for p in examine_workspace(year.folder)}


def test_a_heading_the_list_does_not_have_is_told_of_in_the_template(year):
    write_template(year, "{{ この行.題名 }}")
    assert [p.code for p in examine_workspace(year.folder) if p.location.file == "推薦書.docx"] != []
    write_template(year, *TEXTS)
    assert [p.code for p in examine_workspace(year.folder) if p.location.file == "推薦書.docx"] == []


def write_topics(year, *rows):
    year.write_master(MASTER | {"題": [("題ID", "年度", "部署コード", "題", "順位", "判断"), *rows]})


def test_rows_of_another_year_and_those_a_number_leaves_out_have_none(year):
    write_topics(
        year,
        ("T1", 2025, "101", "去年の受付", 1, "作る"),
        ("T2", 2026, "101", "今年の受付", 9, "作る"),
        ("T3", 2026, "102", "今年の電話", 10, "作る"),
        ("T4", 2026, "102", "今年の案内", "1,200", "作る"),
    )
    year.begin("R8", ROUND + paper(rows="順位 < 10"))
    year.night()
    assert list(made(year)) == ["総務課_T2.docx"]


def test_a_number_with_commas_is_a_number(year):
    write_topics(year, ("T1", 2026, "101", "受付", "1,200", "作る"), ("T2", 2026, "102", "電話", "9", "作る"))
    year.begin("R8", ROUND + paper(rows="順位 > 1000"))
    year.night()
    assert list(made(year)) == ["総務課_T1.docx"]


def test_what_a_file_cannot_be_called_is_left_out_of_its_name(year):
    write_topics(year, ("T/1:甲 乙", 2026, "101", "受付", 1, "作る"))
    year.begin("R8", ROUND + paper())
    assert not year.night().failures
    assert list(made(year)) == ["総務課_T1甲乙.docx"]


def test_rows_whose_ids_differ_in_what_a_file_cannot_be_called_have_a_paper_each(year):
    """One would be written over the other, and neither would ever be left as it is."""
    topics = [
        ("T1", "甲"),
        ("T:1", "乙"),
        ("T/1", "丙"),
        ("t1", "丁"),
        ("長" * 80 + "一", "戊"),
        ("長" * 80 + "二", "己"),
    ]
    write_topics(year, *((key, 2026, "101", topic, 1, "作る") for key, topic in topics))
    year.begin("R8", ROUND + paper())
    assert not year.night().failures
    told = {name: texts_of(path)[0] for name, path in made(year).items()}
    assert sorted(text[len("総務課の")] for text in told.values()) == sorted(topic for _, topic in topics)
    assert len({name.casefold() for name in told}) == len(topics)
    before = {name: path.stat().st_mtime_ns for name, path in made(year).items()}
    assert not year.night().failures
    assert {name: path.stat().st_mtime_ns for name, path in made(year).items()} == before
    # A row keeps the name of its paper, also where another one is left out by the condition.
    (path,) = (path for path in made(year).values() if "乙" in texts_of(path)[0])
    rows = [(key, 2026, "101", topic, 1, "作る" if topic == "乙" else "作らない") for key, topic in topics]
    write_topics(year, *rows)
    year.reread()
    year.night()
    assert list(made(year).values()) == [path]


def test_the_row_that_is_called_just_as_its_file_has_no_mark(year):
    rows = [("T/1", 2026, "101", "甲", 1, "作る"), ("T1", 2026, "101", "乙", 1, "作る")]
    write_topics(year, *rows)
    year.begin("R8", ROUND + paper())
    year.night()
    first, second = made(year)
    assert (first, len(second)) == ("総務課_T1.docx", len("総務課_T1_123456.docx"))
    assert "乙" in texts_of(made(year)[first])[0]


def test_the_papers_of_other_wards_lie_beside_and_stay(tmp_path):
    names = (
        "R08_追加_東区_推薦書_総務課_T1.docx",
        "R08_追加_東区_推薦書_総務課_T2.docx",
        "R08_追加_西区_推薦書_総務課_T1.docx",
    )
    for name in names:
        (tmp_path / name).write_bytes(b"paper")
    put_away_row_papers(tmp_path, "R08_追加_東区_推薦書", [tmp_path / names[0]])
    assert sorted(path.name for path in tmp_path.glob("*.docx")) == sorted((names[0], names[2]))
    assert (tmp_path / "済" / names[1]).is_file()


def test_only_a_division_has_a_head_who_is_called_as_the_master_says(year):
    heads = ("部署コード", "区コード", "部名", "課名", "表示順", "連絡先", "部長", "部長連絡先")
    rows = [
        ("101", "1", "総務部", "総務課", 1, "", "", ""),
        ("102", "1", "総務部", "区民課", 2, "", "総務部担当部長", "内線 1"),
        ("103", "1", "", "危機管理担当", 3, "", "", ""),
    ]
    year.write_master(MASTER | {"部署": [heads, *rows]})
    write_template(year, "{{ この行.部名 }}　{{ この行.部長 }}（{{ この行.部長連絡先 }}）")
    year.begin("R8", ROUND + paper("部", ""))
    year.night()
    assert {name: texts_of(path) for name, path in made(year).items()} == {
        "総務部.docx": ["総務部　総務部担当部長（内線 1）"]
    }
