"""The sheets people hold in their hands, as printed: page counts, nothing cut, nothing off the paper."""

import re

import pytest

from kusei_batch.core.form import ROW_ID
from kusei_batch.sample import Variant, read_sheets
from tests.client.pages import page_count, pdf_text, pdf_text_boxes
from tests.pipeline.desk import Desk

pytestmark = pytest.mark.client

LONG = "窓口で書類を確かめる順番を見直し、同じことを二度お尋ねしないようにします。月ごとに件数を数えて掲示します。" * 5


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    desk = Desk(tmp_path_factory.mktemp("印刷") / "作業")
    desk.issue()
    return desk


def printed(office, path, tmp_path):
    return office.convert(path, tmp_path / f"{path.stem}.pdf")


def flat(text):
    return re.sub(r"\s", "", text)


def check_paper(pdf):
    """No line runs off the paper and no page is empty."""
    boxes = pdf_text_boxes(pdf)
    assert [box for box in boxes if not box.inside] == []
    assert {box.page for box in boxes if len(box.text) > 8} == set(range(1, page_count(pdf) + 1))


def test_the_form_prints_a_page_a_sheet_and_its_guidance(office, desk, tmp_path):
    pdf = printed(office, desk.blank("1303"), tmp_path)
    # 目標設定 on two, five further sheets, four worked examples, 記入要領 on five, 確認事項.
    assert page_count(pdf) <= 17
    check_paper(pdf)
    text = pdf_text(pdf)
    # The 行ID stands in a hidden column.
    for field in (field for field in desk.form.fields if field.name != ROW_ID):
        assert flat(field.heading) in text
    assert "{{" not in text


def test_a_sheet_sent_back_shows_everything_they_wrote_and_everything_to_mend(office, desk, tmp_path):
    mistaken = next(s for s in read_sheets() if s.variant is Variant.ERRORS)
    rows = [*mistaken.draft.tables["目標"], {"目標": LONG[:300], "具体的な取組内容": LONG[:600]}]
    rows = [{k: v for k, v in row.items() if v != ""} for row in rows]
    desk.hand_in(mistaken.department, rows, dict(mistaken.draft.head))
    report = desk.night()
    (answer,) = [o.path for o in report.outputs if o.kind == "sent_back"]
    pdf = printed(office, answer, tmp_path)
    check_paper(pdf)
    text = pdf_text(pdf)
    for row in rows:
        for name in ("目標", "具体的な取組内容"):
            for line in row[name].split("\n"):
                assert flat(line) in text, "cut"
    (result,) = [f for f in report.files if f.verdict.value == "sent_back"]
    for problem in result.problems:
        assert flat(problem.message) in text
        assert flat(problem.remedy) in text
