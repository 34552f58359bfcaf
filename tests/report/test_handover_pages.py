"""引継書 on paper: one page whatever there is to tell, in type that can be read."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import docx
import pytest

from kusei_batch.config import read_workspace
from kusei_batch.ledger import read_ledger
from kusei_batch.pipeline.handing_over import Moment, build_handover
from kusei_batch.pipeline.status.round_status import compute_year_status
from kusei_batch.report.handover_page import make_handover
from kusei_batch.report.views.handover_view import HandoverFacts, Named, RoundStanding, fit_lines, lay_out_rounds
from tests.client.office import LibreOffice
from tests.client.pages import pdf_text_boxes
from tests.client.programs import missing

TEMPLATE = Path(__file__).parents[2] / "templates_docx" / "引継書.docx"
SMALLEST = 9
DAY = dt.date(2026, 10, 20)
NOON = dt.datetime(2026, 10, 20, 12, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def writer() -> Iterator[LibreOffice]:
    """LibreOffice, once for all pages."""
    if missing():
        pytest.skip("実機テストに必要なものがありません: " + "、".join(missing()))
    office = LibreOffice()
    yield office
    office.close()


@pytest.fixture
def printed(writer: LibreOffice, tmp_path: Path) -> Callable[[HandoverFacts], tuple[int, str]]:
    """Print a page, and return on how many sheets, with what they say."""

    def convert(facts: HandoverFacts) -> tuple[int, str]:
        path = tmp_path / "引継書.docx"
        path.write_bytes(make_handover(TEMPLATE, facts, DAY).content)
        boxes = pdf_text_boxes(writer.convert(path, tmp_path / "引継書.pdf"))
        assert [box.text for box in boxes if not box.inside] == []
        return boxes[-1].page, "".join(box.text for box in boxes).replace(" ", "")

    return convert


def rounds(number: int, departments: int) -> list[RoundStanding]:
    """Rounds with long names in which departments are late and have to mend something."""
    return [
        RoundStanding(f"とても長い名前の付いた回その{nth}", DAY, DAY, departments, departments, 3, departments - 9, 6)
        for nth in range(1, number + 1)
    ]


def facts_of_many(number: int, departments: int) -> HandoverFacts:
    """All that can be told of an office with much to tell, as far as the page has room for it."""
    deep, near = "C:\\" + "区役所サービス向上の作業フォルダ\\" * 6, "\\\\サーバー\\区役所サービス向上\\受け取る場所"
    cells, more = lay_out_rounds(rounds(number, departments), DAY)
    lines = [f"決定.xlsx のシート「長い名前のシート{nth}」 {nth}件（「部署への判断」に書きます）" for nth in range(30)]
    return HandoverFacts(
        city="見本市",
        year="令和8年度",
        as_of="令和8年10月20日",
        committee="区役所サービス向上委員会",
        about=f"見本市（東区、西区、南区 ほか17の{departments}部署）に様式を配って集め、会議資料と公表ページを作ります。",
        places=[
            Named("作業フォルダ", deep),
            *(Named(name, near) for name in ("部署からは", "部署が提出する", "できたもの", "様式とマスタ", "台帳と鍵")),
            Named("使い方", "手引き の 目次.html"),
        ],
        computer="KUSEI-0123456789",
        night=["最後は令和8年10月20日（火）2時05分。夜間処理は終わりましたが、できなかったものがあります。", "夜" * 45],
        rounds=cells,
        more_rounds=more,
        waiting=fit_lines(lines, 6, "状況.html で見られます"),
        link="../templates_xlsx/x.xlsx",
        settings=fit_lines(["設" * 90, *lines], 4, "config.toml にあります"),
        contacts=[Named(name, "先" * 38) for name in ("事務局", "提出先", "部署")],
        backup=["最後は令和8年10月1日（木）9時05分（19日前）。古いので、取り直してください。", deep, "戻" * 45],
        coming=[Named("令和8年10月25日（日）", "名前の長い回　とても長い名前の会議の名前")] * 3,
        year_at="シート「設定」「回」",
    )


@pytest.mark.parametrize(("number", "departments"), [(1, 15), (20, 15), (20, 300), (45, 300)])
def test_one_page_holds_it_however_much_there_is(printed, number: int, departments: int) -> None:
    pages, said = printed(facts_of_many(number, departments))
    assert pages == 1
    assert said.count("とても長い名前") == min(number, 20) + 3
    assert ("ほか25回" in said) is (number == 45)
    assert "ほか25件" in said
    assert "決定.xlsxを開く" in said
    for box in ("鍵・パスワードの所在", "気をつけること", "情報システムの担当"):
        assert box in said


def test_a_new_workspace_fills_one_page_too(printed) -> None:
    new = HandoverFacts("見本市", "令和8年度", "令和8年4月1日", "", "見本市", [], "", [], [], 0, [], "", [], [], [], [])
    pages, said = printed(new)
    assert pages == 1
    assert "ありません" in said
    assert "決定.xlsxを開く" not in said  # there is no way to it that other PCs could follow


@pytest.mark.parametrize(
    ("year", "day"),
    [(2026, "2026-04-20"), (2026, "2026-10-20"), (2026, "2027-03-25"), (2027, "2027-04-23"), (2026, "2027-04-23")],
)
def test_the_demo_s_year_is_told_on_one_page_at_any_stage(
    played: SimpleNamespace, printed, tmp_path: Path, year: int, day: str
) -> None:
    folder, as_of = tmp_path / "作業フォルダ", dt.date.fromisoformat(day)
    shutil.copytree(played.folder, folder, ignore=shutil.ignore_patterns("outbox"))
    (folder / "outbox").mkdir()
    config = folder / "config.toml"
    text = re.sub(r"(?m)^fiscal_year = \d+", f"fiscal_year = {year}", config.read_text(encoding="utf-8"))
    config.write_text(text, encoding="utf-8")
    workspace = read_workspace(folder)
    with read_ledger(workspace.state) as ledger:
        status = compute_year_status(workspace, ledger, as_of)
        facts = build_handover(workspace, ledger, status, Moment("PC-1", NOON, as_of))
    pages, said = printed(facts)
    assert pages == 1
    assert sum(bool(cell.name) for pair in facts.rounds for cell in pair) == len(workspace.rounds)
    assert ("年度が替わりました" in said) is (year == 2026 and as_of.year == 2027 and as_of.month == 4)
    settled = sum(covered.state.value in ("accepted", "none_to_report") for covered in status.rounds[0].coverage)
    assert f"{settled}/15" in said


def test_no_letter_is_smaller_than_nine_points() -> None:
    document = docx.Document(str(TEMPLATE))
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    paragraphs = [p for p in (*document.paragraphs, *(p for cell in cells for p in cell.paragraphs)) if p.text.strip()]
    kept = [p for p in paragraphs if not p.text.startswith("{%")]
    assert len(kept) > 20
    assert min((run.font.size or p.style.font.size).pt for p in kept for run in p.runs) >= SMALLEST
