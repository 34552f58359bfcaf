"""Every paper of the played year on its pages: none is left half empty but where a part of the paper ends."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from tests.client.office import LibreOffice
from tests.client.pages import TextBox, pdf_text_boxes
from tests.client.programs import missing

HALF, FOOT = 0.5, 0.93  # of a page's height; below the latter stands its number


@pytest.fixture(scope="module")
def writer() -> Iterator[LibreOffice]:
    """LibreOffice beside the worker that plays the year."""
    if missing():
        pytest.skip("実機テストに必要なものがありません: " + "、".join(missing()))
    office = LibreOffice()
    yield office
    office.close()


@pytest.fixture(scope="module")
def pages(
    played: SimpleNamespace, writer: LibreOffice, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[list[TextBox]]]:
    """The lines of every page of every paper, by the paper's name."""
    folder, told = tmp_path_factory.mktemp("資料"), {}
    for number, path in enumerate(sorted((played.folder / "outbox").rglob("04_会議資料/**/*.docx"))):
        boxes = pdf_text_boxes(writer.convert(path, folder / f"{number}.pdf"))
        told[path.stem] = [[b for b in boxes if b.page == page] for page in range(1, boxes[-1].page + 1)]
    return told


def ends_part(page: list[TextBox], following: list[TextBox] | None) -> bool:
    """Whether the paper ends there, or goes on across: a part that begins on paper turned round begins on a new page."""
    return following is None or following[0].page_width != page[0].page_width


def test_a_page_is_half_empty_only_where_a_part_of_the_paper_ends(pages: dict[str, list[list[TextBox]]]) -> None:
    assert len(pages) > 15
    assert sum(map(len, pages.values())) > 80
    empty = [
        (name, number)
        for name, paper in pages.items()
        for number, (page, following) in enumerate(zip(paper, [*paper[1:], None], strict=True), start=1)
        if not ends_part(page, following)
        and max(b.bottom for b in page if b.bottom < FOOT * b.page_height) < HALF * page[0].page_height
    ]
    assert empty == []


def test_no_line_of_a_paper_runs_off_its_page(pages: dict[str, list[list[TextBox]]]) -> None:
    lines = [(name, box) for name, paper in pages.items() for page in paper for box in page]
    assert [(name, box.text) for name, box in lines if not box.inside] == []
