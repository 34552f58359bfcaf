"""Every figure of the public pages and their data, counted again from what the departments filled in."""

from __future__ import annotations

import csv
import io
import re

import openpyxl
import pytest

from tests.report.year_books import data_rows, table_in
from tests.report.year_counts import shown
from tests.report.year_pages import (
    COUNTED,
    ITEMS,
    either_way,
    expected_cards,
    expected_counts,
    expected_tables,
    not_yet,
    read_page,
    sentences,
    with_one_sign,
)
from tests.report.year_papers import expected_picture, uncounted

CASES = [
    *((situation, name) for situation in ("some", "faulty", "everybody") for name in ("目標設定", "実績報告")),
    ("next_april", "目標設定"),
]
RENAMED = {"年度（西暦）": "年度"}


@pytest.fixture(scope="module", params=CASES, ids="-".join)
def case(request, year_situations):
    situation, name = request.param
    return year_situations[situation], name


@pytest.fixture(scope="module")
def pages(case):
    situation, name = case
    entry, *_ = situation.workplace.round(name)["pages"]
    folder = situation.page(name) / entry["name"]
    return [read_page(folder / file) for file in ("index.html", "本文のみ.html")]


def test_before_anybody_has_answered_nothing_is_public(year_situations):
    outbox = year_situations["nobody"].outbox
    assert list(outbox.rglob("公開用")) == []


def test_every_table_is_counted_again(case, pages):
    situation, name = case
    expected = expected_tables(situation.rounds[name])
    for page in pages:
        assert bool(page.tables) is (name == "実績報告")
        for title, rows in page.tables.items():
            assert [["", *rows[0][1:]], *rows[1:]] in either_way(expected[title]), title


def test_the_targets_of_every_choice_are_counted_again(case, pages):
    situation, name = case
    rows = expected_cards(situation, name)
    for page in pages:
        assert len(page.counts) == 2
        for title, counts in page.counts.items():
            assert counts == expected_counts(rows, COUNTED[title]), title


def test_every_picture_shows_what_is_counted_again(case, pages):
    situation, _ = case
    for page in pages:
        assert set(page.pictures) == set(page.tables)
        for told, labels in page.pictures.values():
            assert expected_picture(situation, told), told
            numbers = [label for label in labels if re.search(r"\d", label)]
            sums = re.sub(r"（[^（）]*件[^（）]*）", "", told)  # without the pieces each is made of
            assert numbers == [f"{n}件" for n in re.findall(r" (?:計|延べ)?(\d+)件", sums)], told


def test_every_target_is_shown_with_its_own_numbers(case, pages):
    situation, name = case
    rows = expected_cards(situation, name)
    for page in pages:
        assert [(card.department, card.number) for card in page.cards] == [
            (row["部署名"], str(row["番号"])) for row in rows
        ]
        for card, row in zip(page.cards, rows, strict=True):
            assert card.goal == with_one_sign(row["目標"])
            expected = {word: "".join(with_one_sign(ITEMS[word](row)).split()) for word in card.items}
            assert {word: "".join(text.split()) for word, text in card.items.items()} == expected


def test_every_number_in_a_sentence_is_counted_again(case, pages):
    situation, name = case
    for page in pages:
        for pattern, expected in sentences(situation, name):
            assert [m.groups() for text in page.texts for m in re.finditer(pattern, text)] == [expected]
        assert not_yet(page.texts) == "、".join(situation.rounds[name].missing)


def test_no_number_is_left_that_nobody_has_counted(case, pages):
    situation, name = case
    entry, *_ = situation.workplace.round(name)["pages"]
    own = {entry["contact"], *(str(row["本文"]) for row in situation.workplace.master("方針"))}
    own |= {shown(row.get("取組例の内容")) for row in situation.rounds[name].rows(None)}
    for page in pages:
        left = [text for text in page.texts if text not in own]
        for pattern, _ in sentences(situation, name):
            left = [re.sub(pattern, "", text) for text in left]
        left = [re.sub(r"形式、\d+KB", "", text) for text in left]  # held against the files below
        assert [text for text in left if re.search(r"\d", uncounted(text))] == []


def test_the_sizes_of_the_files_are_told(case, pages):
    situation, name = case
    entry, *_ = situation.workplace.round(name)["pages"]
    sizes = [(situation.page(name) / entry["name"] / f"{entry['name']}.{x}").stat().st_size for x in ("csv", "xlsx")]
    for page in pages:
        told = [int(m[1]) for text in page.texts for m in re.finditer(r"形式、(\d+)KB", text)]
        assert [abs(n - size / 1024) < 1 for n, size in zip(told, sizes, strict=True)] == [True, True]


def test_the_data_are_what_was_typed(case):
    situation, name = case
    entry, *_ = situation.workplace.round(name)["pages"]
    path = situation.page(name) / entry["name"] / f"{entry['name']}.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))
    book = openpyxl.load_workbook(path.with_suffix(".xlsx"))
    (sheet,) = book.worksheets
    head = [cell.value for cell in sheet[1]]
    assert [dict(zip(head, row, strict=True)) for row in table_in(sheet, head)[1:]] == rows
    columns = {RENAMED.get(h, h): h for h in head if h != "区コード"}
    told = data_rows(situation, name, "目標")
    assert [{c: row[h] for c, h in columns.items()} for row in rows] == [{c: t[c] for c in columns} for t in told]
    # What stands outside tables is on the page alone.
    outside = situation.rounds[name].rows(None)[0].keys() | {"取組例の写真"}
    assert {h.partition("_")[0] for h in head[8:]} | {"番号"} >= set(entry["columns"]) - outside
