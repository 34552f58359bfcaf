"""横並び: words of records set side by side in a table, the darker the later their word stands."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from kusei_batch.report import check_paper_template
from kusei_batch.report.palette import HEAT
from kusei_batch.report.templating.grid import grid_of
from kusei_batch.report.templating.shown import ORIGIN, Shown
from kusei_batch.report.templating.side_by_side import set_side_by_side
from kusei_batch.report.views import RoundView, build_round_view
from kusei_batch.report.views.word_table_view import WordTable
from tests.report.conftest import fill_paper
from tests.report.years import make_facts, make_form

BESIDE = '横並び(記録("指標"), 縦="指標名", 横="部署名", 値="達成度"'


@pytest.fixture(scope="module")
def view() -> RoundView:
    return build_round_view(make_facts(make_form()))


@pytest.fixture
def table(view: RoundView, tmp_path: Path):
    return lambda call: fill_paper(view, tmp_path, [f"{{{{p 表({call}) }}}}"]).tables[0]


def cells(table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_what_each_says_stands_beside_what_the_others_say(table) -> None:
    assert cells(table(f"{BESIDE})")) == [
        ["指標名＼部署名", "区民課", "保険課"],
        ["窓口の満足度", "一部達成", "－"],
        ["待ち時間", "達成", "－"],
        ["出前説明会", "－", "達成"],
        ["案内の書換え", "－", "未達成"],
    ]


def test_words_are_said_shorter_and_the_last_is_the_darkest(table) -> None:
    made = table(f'{BESIDE}, 言いかえ="達成＝○、未達成＝×", 濃い順=["○", "一部達成", "×"], 見出し="指標")')
    assert cells(made)[0][0] == "指標"
    fills = {}
    for cell in made._tbl.iter(qn("w:tc")):
        shade = cell.find(f"{qn('w:tcPr')}/{qn('w:shd')}")
        fills["".join(t.text or "" for t in cell.iter(qn("w:t")))] = shade is not None and shade.get(qn("w:fill"))
    assert fills["×"] == HEAT[-1].fill.strip("#")
    assert fills["○"] == HEAT[0].fill.strip("#")
    assert not fills["－"]


@pytest.mark.parametrize("wards", [1, 10])  # side by side, and below each other
@pytest.mark.parametrize("said", [("適合", "不適合"), ("不適合", "適合"), ("記録がない。", "不適合")])
def test_the_darkest_word_of_a_cell_shades_it_wherever_it_stands(wards: int, said: tuple[str, ...]) -> None:
    rows: list[Shown] = [{"基準": "a", "区名": f"{n}区", "評価": word} for n in range(wards) for word in said]
    table = set_side_by_side(rows, 縦="基準", 横="区名", 値="評価", 濃い順=["適合", "不適合"])[ORIGIN]
    assert isinstance(table, WordTable)
    assert grid_of(table).shades == [[None, *[HEAT[-1]] * wards]]


def test_a_cell_without_any_of_the_words_stays_white() -> None:
    rows: list[Shown] = [{"基準": "a", "区名": "東区", "評価": "適合しない点がある。"}]
    table = set_side_by_side(rows, 縦="基準", 横="区名", 値="評価", 濃い順=["適合", "不適合"])[ORIGIN]
    assert isinstance(table, WordTable)
    assert grid_of(table).shades == [[None, None]]


def made(rows: list[Shown], said: str | list[str]) -> Sequence[Sequence[str]]:
    table = set_side_by_side(rows, 縦="基準", 横="区名", 値=said)[ORIGIN]
    assert isinstance(table, WordTable)
    return grid_of(table).rows


def test_several_things_stand_one_behind_the_other_or_below_where_there_are_many_columns() -> None:
    def told(wards: int) -> set[str]:
        rows: list[Shown] = [{"基準": "a", "区名": f"{n}区", "評価": "○", "割合": "90"} for n in range(wards)]
        return set(made(rows, ["評価", "割合"])[0][1:])

    assert told(9) == {"○　90"}
    assert told(10) == {"○\n90"}


def test_all_that_several_rows_of_a_cell_say_is_there_once() -> None:
    rows: list[Shown] = [{"基準": "a", "区名": "東区", "評価": word} for word in ("○", "×", "○", "")]
    assert made(rows, "評価") == [["a", "○　×"]]


@pytest.mark.parametrize(
    ("call", "code"),
    [
        ('横並び(記録("指標"), 縦="指標名", 横="部署名", 値="評価")', "paper-unknown-part"),
        ('横並び(記録("指標"), 縦="指標名", 横="部署名", 値="達成度", 順="○")', "paper-unknown-name"),
        ('横並び(記録("指標"), 縦="指標名", 値="達成度")', "paper-value-unusable"),
    ],
)
def test_what_cannot_be_set_side_by_side_is_told_before_the_night(tmp_path: Path, call: str, code: str) -> None:
    path = tmp_path / "資料.docx"
    paper = docx.Document()
    paper.add_paragraph(f"{{{{p 表({call}) }}}}")
    paper.save(path)
    assert code in {p.code for p in check_paper_template(path, make_form())}
