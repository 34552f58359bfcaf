"""The papers that come with the program, on the forms that come with it: with every round, and without some."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from itertools import pairwise
from pathlib import Path

import docx
import pytest
from docx.table import Table
from docx.text.paragraph import Paragraph

from kusei_batch.config import read_workspace
from kusei_batch.core.form import Form
from kusei_batch.core.problem import Severity
from kusei_batch.core.submission import State
from kusei_batch.pipeline.status.known_lists import known_lists
from kusei_batch.report import check_paper_template
from kusei_batch.report.paper.paper_names import PaperHead
from kusei_batch.report.paper.word_template import open_template
from kusei_batch.report.templating.sample_rendering import build_sample_rounds, build_sample_view
from kusei_batch.report.views import OtherRounds
from kusei_batch.report.ward_report import make_ward_report
from kusei_batch.xlsx.template import read_template
from tests.report.conftest import TEMPLATE

ROOT = TEMPLATE.parents[1]
ROUNDS = tomllib.loads((ROOT / "config.toml").read_text(encoding="utf-8"))["rounds"]
REVIEW = "基準の見直し"
"""Whose paper shows what stands in 決定.xlsx: held against the year that is played."""
SHIPPED = [(r["name"], paper) for r in ROUNDS for paper in r.get("papers", ()) if r["name"] != REVIEW]
PAPERS = [(name, paper) for name, paper in SHIPPED if "each" not in paper]
"""What meetings are put; the others are made for each row of a list."""
LETTERS = ("依頼文", "督促文（期限前）", "督促文（期限後）", "受付票", "部長確認依頼", "照会回答", "引継書")
FILES = sorted(p.name for p in (ROOT / "templates_docx").glob("[!~]*.docx") if p.stem not in LETTERS)

OPTIONAL = ("意見記録", "来庁者アンケート（前期）", "来庁者アンケート（後期）", "成果指標", "即応の配当", "事務事業")


WORKSPACE = read_workspace(ROOT)
LISTS = known_lists(WORKSPACE, WORKSPACE.master.wards[0], 2026)


@pytest.fixture(scope="module")
def forms() -> dict[str, Form]:
    lists = read_workspace(ROOT).master.lists(2026)
    read = {r["name"]: read_template(ROOT / "templates_xlsx" / f"{r['form']}.xlsx", lists)[0] for r in ROUNDS}
    return {name: form for name, form in read.items() if form is not None}


@pytest.fixture
def write(forms: dict[str, Form], tmp_path: Path):
    def fill(round_: str, rounds: OtherRounds, *, empty: bool = False, meeting: str = "区企画調整会議"):
        paper = next(paper for name, paper in PAPERS if (name, paper["meeting"]) == (round_, meeting))
        head = PaperHead(paper["number"], paper["title"], meeting=paper["meeting"])
        view = build_sample_view(forms[round_], LISTS, empty=empty)
        (tmp_path / "資料.docx").write_bytes(
            make_ward_report(view, ROOT / "templates_docx" / paper["template"], head, rounds).content
        )
        return docx.Document(str(tmp_path / "資料.docx"))

    return fill


def texts(document) -> list[str]:
    return [p.text for p in document.paragraphs]


def captions(document) -> list[str]:
    return [p.text for p in document.paragraphs if p.style.name in ("表題", "図題")]


def all_rounds(forms: dict[str, Form]) -> OtherRounds:
    return build_sample_rounds(forms, LISTS, empty=False)


@cache
def markups(template: str) -> tuple[str, ...]:
    """The parts of a paper, in which every tag stands in one piece."""
    return tuple(open_template(ROOT / "templates_docx" / template).markups.values())


def test_each_of_the_three_rounds_has_a_paper_for_the_committee_and_one_for_the_conference() -> None:
    meetings = {name: [paper["meeting"] for found, paper in PAPERS if found == name] for name, _ in PAPERS}
    both = ["区役所サービス向上委員会", "区企画調整会議"]
    decided_at_once = dict.fromkeys(("地域課題対応事業提案", "地域課題対応事業", "成果指標"), both[1:])
    assert meetings == dict.fromkeys(("目標設定", "中間報告", "実績報告"), both) | decided_at_once
    assert all(paper["meeting"] in paper["name"] for _, paper in PAPERS if paper["name"] != "施策シート")


@pytest.mark.parametrize("left_out", [(), *[(name,) for name in OPTIONAL], OPTIONAL])
def test_they_have_no_fault_whichever_of_the_optional_rounds_the_year_lacks(forms, left_out) -> None:
    """Single rounds are left out of the papers that write their names alone; one reached otherwise goes with all."""
    kept = {name: form for name, form in forms.items() if name not in left_out}
    whole = left_out in ((), OPTIONAL)
    # A paper that nowhere writes the name of the one round that is left out is the same with it and without.
    concerned = [one for one in PAPERS if whole or any(left_out[0] in part for part in markups(one[1]["template"]))]
    assert concerned
    for round_, paper in concerned:
        problems = check_paper_template(ROOT / "templates_docx" / paper["template"], forms[round_], kept, LISTS)
        assert [p for p in problems if p.severity is not Severity.INFO] == []
        assert {p.params["name"] for p in problems} <= set(left_out)


@pytest.mark.parametrize("round_", ["中間報告", "実績報告"])
def test_they_say_that_a_round_is_not_held_and_not_that_it_is_waited_for(forms, write, round_: str) -> None:
    said = "\n".join(texts(write(round_, OtherRounds(decisions=lambda: LISTS.decisions))))
    assert "意見の記録を行っていません。" in said
    assert "まだありません" not in said
    assert "対応の済んでいない意見" not in said
    if round_ == "実績報告":
        assert "来庁者アンケート（前期）を行っていません。" in said
        assert "成果指標の報告を求めていません。" in said
    assert "行っていません" not in "\n".join(texts(write(round_, all_rounds(forms))))


@pytest.mark.parametrize("round_", ["目標設定", "中間報告", "実績報告"])
def test_tables_and_figures_are_numbered_without_a_gap(forms, write, round_: str) -> None:
    for rounds in (all_rounds(forms), OtherRounds(decisions=lambda: LISTS.decisions)):
        found = captions(write(round_, rounds))
        for series in "表図":
            numbers = [int(text.split("　")[0][1:]) for text in found if text[0] == series]
            assert numbers == list(range(1, len(numbers) + 1))
        assert found


@pytest.mark.parametrize(("round_", "meeting"), [(name, paper["meeting"]) for name, paper in PAPERS])
def test_the_first_chapters_put_up_what_is_to_be_decided_and_where_it_stands(forms, write, round_, meeting) -> None:
    said = texts(write(round_, all_rounds(forms), meeting=meeting))
    asked = said[said.index("第2　判断を求める事項") + 1 : said.index("第3　結果の概要")]
    assert len(asked) >= (3 if round_ in ("目標設定", "中間報告", "実績報告") else 1)
    assert [text.partition("　")[0] for text in asked] == [str(n) for n in range(1, len(asked) + 1)]
    titles = {text.partition("　")[0] for text in said if text.startswith(("別紙", "表"))}
    for text in asked:
        assert re.search(r"\d件", text)
        assert text.split("（")[-1].removesuffix("）。") in titles


@pytest.mark.parametrize("template", sorted({paper["template"] for _, paper in SHIPPED} | {"資料のひな形.docx"}))
def test_their_own_words_are_those_of_official_writing(template: str) -> None:
    document = docx.Document(str(ROOT / "templates_docx" / template))
    said = "\n".join(texts(document) + [c.text for table in document.tables for row in table.rows for c in row.cells])
    assert "短く" not in said  # which cuts sentences in the middle
    typed = re.sub(r"\{[{%].*?[%}]\}", "", said)
    assert not re.search(
        r"概ね|すべて|とりまとめ|対応済(?!み)|未達(?!成)|第\d(?!期)|[A-Za-z]{2}|[0-9]%|。 |\((?!\d)", typed
    )


@pytest.mark.parametrize("template", sorted({paper["template"] for _, paper in SHIPPED} | {"資料のひな形.docx"}))
def test_text_is_large_enough_on_paper(template: str) -> None:
    document = docx.Document(str(ROOT / "templates_docx" / template))
    sizes = {style.name: style.font.size.pt for style in document.styles if style.type == 1 and style.font.size}
    assert min(size for name, size in sizes.items() if name.startswith(("Normal", "本文", "判断", "結果"))) >= 10.5
    assert min(size for name, size in sizes.items() if name.startswith(("表", "別紙", "注"))) >= 9
    wide = document.sections[-1]
    room = wide.page_width - wide.left_margin - wide.right_margin
    assert max(sum(column.width for column in table.columns) for table in document.tables) <= room + 1000


@pytest.mark.parametrize("template", FILES)
def test_a_paragraph_keeps_off_the_table_below_it_and_an_annex_follows_on_the_same_page(template: str) -> None:
    document = docx.Document(str(ROOT / "templates_docx" / template))
    body = [block for block in document.iter_inner_content() if getattr(block.style, "name", "") != "制御"]
    above = [one for one, other in pairwise(body) if isinstance(other, Table) and isinstance(one, Paragraph)]
    near = [p.text for p in above if p.style.name.startswith("本文") and not p.paragraph_format.space_after]
    assert near == []
    apart = [p.text for p in above if p.style.name.startswith("本文") and not p.paragraph_format.keep_with_next]
    assert apart == []
    titles = [style for style in document.styles if style.name == "別紙の題"]
    assert [style.name for style in titles if style.paragraph_format.page_break_before] == []


@pytest.mark.parametrize("template", FILES)
def test_a_department_of_eight_signs_stands_on_one_line(template: str) -> None:
    """Cells have 5.4 points on either side."""
    tables = docx.Document(str(ROOT / "templates_docx" / template)).tables
    heads = [
        (cell.text, cell) for table in tables for cell in table.rows[0].cells if cell.text in ("部署名", "提案部署")
    ]
    sizes = [cell.paragraphs[0].style.font.size or cell.paragraphs[0].style.base_style.font.size for _, cell in heads]
    short = [cell.width.pt for (_, cell), size in zip(heads, sizes, strict=True) if cell.width.pt < 8 * size.pt + 8]
    assert short == []


def test_the_meeting_stands_at_the_head(forms, write) -> None:
    assert texts(write("実績報告", all_rounds(forms)))[2] == "区企画調整会議"


def test_in_april_what_goes_on_stands_beside_last_years_result(forms, write) -> None:
    document = write("目標設定", all_rounds(forms))
    headings = ["部署名", "番号", "前年度の目標", "前年度の達成度", "今後の対応方策", "本年度の目標"]
    (table,) = [t for t in document.tables if [c.text for c in t.rows[0].cells] == headings]
    last = forms["実績報告"]
    grades = [choice.value for choice in last.choices_of(last.field("達成度", "目標"))]
    # The sample has a row for each choice, one after the other; what was achieved is not put up again.
    rows = [(n, grades[n % len(grades)], ("以上", "以下")[n % 2]) for n in range(7)]
    assert [[c.text for c in row.cells] for row in table.rows[1:]] == [
        ["見本1課", str(n + 1), "見本", f"{grade}\n1.5見本{way}→1.5見本", "見本", "（前年度と同じ）"]
        for n, grade, way in rows
        if grade != grades[0]
    ]
    said = "\n".join(texts(write("目標設定", OtherRounds(decisions=lambda: LISTS.decisions))))
    assert "前年度の実績の報告がないため、前年度から続く目標はありません。" in said


def test_an_indicator_without_a_target_says_so(forms, write) -> None:
    view = build_sample_view(forms["成果指標"], empty=False)
    row = view.records["指標"][0]
    values = row.values
    assert isinstance(values, dict)
    values["目標値"] = ""
    rounds = OtherRounds(("成果指標",), lambda name, _: {"成果指標": view}.get(name), lambda: LISTS.decisions)
    document = write("実績報告", rounds)
    (table,) = [t for t in document.tables if t.rows[0].cells[1].text == "指標（単位）"]
    assert table.rows[1].cells[5].text == "未設定"


@pytest.mark.parametrize("round_", ["目標設定", "中間報告", "実績報告"])
def test_every_department_stands_with_its_state_and_whoever_owes_a_sheet_is_named(forms, write, round_: str) -> None:
    document = write(round_, all_rounds(forms))
    rows = build_sample_view(forms[round_], empty=False).coverage.rows
    last = [[cell.text for cell in row.cells] for row in document.tables[-1].rows[1:]]
    assert [(row[1], row[2].partition("\n")[0]) for row in last] == [(r.department, r.state.label) for r in rows]
    owing = [r.department for r in rows if r.state in (State.OVERDUE, State.SENT_BACK, State.NOT_TAKEN)]
    said = "\n".join(texts(document))
    assert [name for name in owing if f"{name}（1部署）" not in said] == []


@pytest.mark.parametrize("round_", ["目標設定", "中間報告", "実績報告"])
def test_numbers_are_not_announced_where_nothing_was_accepted(forms, write, round_: str) -> None:
    announced = "以下はその件数です"
    (said,) = [text for text in texts(write(round_, all_rounds(forms), empty=True)) if text.startswith("提出\u3000")]
    assert "うち0部署の提出を受理しました" in said
    assert announced not in said
    for path in (ROOT / "templates_docx").glob("[!~]*.docx"):
        shown = [p.text for p in docx.Document(str(path)).paragraphs if announced in p.text]
        assert all("0 < 提出状況.受理済 < 提出状況.対象" in text for text in shown)


def test_what_is_written_by_hand_has_room() -> None:
    (table,) = docx.Document(str(ROOT / "templates_docx" / "部長面談資料.docx")).tables
    (record,) = [cell for cell in table.rows[0].cells if cell.text == "面談の記録"]
    assert record.width.cm >= 4


def width_of(text: str, size: float) -> float:
    """How long the text is in points; a quarter of a sign stands on both sides of digits among Japanese."""
    narrow = re.findall(r"[0-9,.]+", text)
    digits = sum(map(len, narrow))
    return (len(text) - digits / 2 + len(narrow) / 2) * size


@pytest.mark.parametrize("template", sorted({paper["template"] for _, paper in PAPERS} | {"新旧対照表.docx"}))
def test_what_is_to_be_decided_takes_a_line_each(template: str) -> None:
    """Two digits of a count and five of an amount find room: else the annex is told apart from its number."""
    document = docx.Document(str(ROOT / "templates_docx" / template))
    usual = {
        r"番号\(": "1",
        r"参照\(": "2",
        r"\|件数|合計\(確認": "12",
        r"合計\(|集計\(": "12,345",
        "次年度": "令和9年度",
    }
    section, style = document.sections[0], document.styles["判断事項"]
    body = document.styles["Normal"].font.size.pt
    indents = [style.paragraph_format.left_indent, style.paragraph_format.first_line_indent]
    room = (section.page_width - section.left_margin - section.right_margin - sum(indents)) / 12700
    asked = [p.text for p in document.paragraphs if p.style.name == "判断事項" and "{%" not in p.text]
    assert asked
    for text in asked:
        said = text
        for tag in re.findall(r"\{\{.*?\}\}", text):
            said = said.replace(tag, next(value for name, value in usual.items() if re.search(name, tag)), 1)
        assert width_of(said, body) <= room, said


@pytest.mark.parametrize("path", sorted(TEMPLATE.parent.glob("*.docx")), ids=lambda path: path.stem)
def test_notes_stand_right_below_the_one_table_or_chart_they_are_of(path):
    texts = [paragraph.text for paragraph in docx.Document(str(path)).paragraphs]
    placed = set(re.findall(r'(?:表|図)\("(.+?)"\)', "\n".join(texts)))
    above: list[str] = []
    for text in texts:
        asked = re.fullmatch(r"\{%p for 注 in \[(.*?)\]\|注.*", text)
        if asked and asked[1] != "表示":
            (name,) = re.findall(r'集計\("(.+?)"\)', asked[1])
            assert name not in placed or re.search(rf'(?:表|図)\("{re.escape(name)}"\)', above[-1])
        elif not text.startswith(("{%p", "（注", "図{{")):
            above.append(text)
