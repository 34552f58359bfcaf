"""A paper is filled in once a night at most: what it says apart from its day is known from the time it was written."""

import datetime as dt
import shutil

import docx
import openpyxl
import pytest

from kusei_batch.config import read_workspace
from kusei_batch.core.letter_days import LetterKind
from kusei_batch.engine import dispatch
from kusei_batch.ledger import Ledger
from kusei_batch.pipeline.issuing import issue_round, order_round
from kusei_batch.pipeline.outputs import drafts, writing
from tests.pipeline.desk import OPENING, TARGET
from tests.pipeline.test_papers import LATER, MEETING, NEXT_DAY, OTHER, begin_in_september, text_of

TEMPLATE = "区企画調整会議.docx"
TITLE = "{{ 題名 }}"
LETTERS = [kind.label for kind in LetterKind]


@pytest.fixture
def fillings(monkeypatch):
    """The templates that papers were filled in from, one entry a filling."""
    seen = []

    def pack(job):
        if job.template and job.template.suffix == ".docx" and job.template.stem not in LETTERS:
            seen.append(job.template.name)
        return dispatch.pack(job)

    monkeypatch.setattr(writing, "pack", pack)
    return seen


@pytest.fixture
def written(issued):
    """A night's papers with one department's target, both from one template, and the desk."""
    edit_config(issued, 'template = "目標設定（委員会）.docx"', f'template = "{TEMPLATE}"')
    issued.hand_in("1303", [TARGET])
    issued.night()
    return issued


def papers_of(desk, round_="目標設定"):
    return {path.name: path for path in desk.workspace.outbox.glob(f"R08/{round_}/04_会議資料/*.docx")}


def contents(desk, round_="目標設定"):
    return {name: path.read_bytes() for name, path in papers_of(desk, round_).items()}


def edit_config(desk, old, new):
    path = desk.workspace.root / "config.toml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def edit_template(desk, words, name=TEMPLATE):
    path = desk.workspace.root / "templates_docx" / name
    document = docx.Document(path)
    document.add_paragraph(words)
    document.save(path)


def rename_in_inbox(desk):
    (path,) = desk.workspace.inbox.rglob("*.xlsx")
    path.rename(path.with_stem("別の名前"))


def tell_another_number(desk):
    edit_config(desk, 'contact = "', 'contact = "改め ')


def colour_master(desk):
    """Change what no document is about: the file of the master, none of its words."""
    path = desk.workspace.master_path
    book = openpyxl.load_workbook(path)
    book["部署"]["A1"].fill = openpyxl.styles.PatternFill("solid", fgColor="FFEE00")
    book.save(path)


@pytest.mark.parametrize("change", [rename_in_inbox, tell_another_number, colour_master])
def test_what_a_paper_does_not_show_leaves_its_file_and_fills_it_in_once(written, fillings, change):
    before = contents(written)
    change(written)
    written.night(NEXT_DAY)
    assert contents(written) == before
    assert len(fillings) == len(before)
    fillings.clear()
    written.night(LATER)
    assert (contents(written), fillings) == (before, [])


def number_it(desk):
    edit_config(desk, 'number = "資料', 'number = "当日資料')


def mend_words(desk):
    edit_template(desk, "おわりに")


def hand_in_another(desk):
    desk.hand_in("1304", [OTHER])


@pytest.mark.parametrize("change", [number_it, mend_words, hand_in_another])
def test_what_a_paper_shows_is_filled_in_once_and_dated_anew(written, fillings, change):
    before = contents(written)
    change(written)
    written.night(NEXT_DAY)
    now = contents(written)
    changed = [name for name in before if now[name] != before[name]]
    assert changed
    assert all("令和8年4月21日までに" in text_of(papers_of(written)[name]) for name in changed)
    assert len(fillings) == len(before)


def test_another_papers_template_fills_in_nothing(written, fillings):
    folder = written.workspace.root / "templates_docx"
    shutil.copy(folder / TEMPLATE, folder / "別の資料.docx")
    before = contents(written)
    written.night(NEXT_DAY)
    assert (contents(written), fillings) == (before, [])


@pytest.mark.parametrize(
    "tag", ["{{ 基準日 | 短く(6) }}", '{% set 日 = 基準日 ~ "現在" %}{{ 日 | length }}字', "{{ 基準日[2:] }}"]
)
def test_a_template_that_computes_with_the_day_keeps_its_file_as_well(written, tag):
    edit_template(written, tag)
    written.night()
    before = contents(written)
    rename_in_inbox(written)
    written.night(NEXT_DAY)
    assert contents(written) == before
    hand_in_another(written)
    written.night(LATER)
    assert all(content != before[name] for name, content in contents(written).items())


def test_a_day_that_is_called_otherwise_is_printed_anew(written):
    path = written.workspace.root / "templates_docx" / TEMPLATE
    document = docx.Document(path)
    for element in list(document.element.body)[:-1]:
        document.element.body.remove(element)
    document.add_paragraph("{{ 基準日 }}現在")
    document.save(path)
    written.night()
    before = contents(written)
    edit_config(written, "[[eras]]", '[[eras]]\nname = "明治"\nletter = "M"\nstart = 1868-01-25\n\n[[eras]]')
    written.night(NEXT_DAY)
    assert contents(written) == before
    edit_config(written, 'name = "令和"', 'name = "れいわ"')
    written.night(LATER)
    assert {text_of(path) for path in papers_of(written).values()} == {"れいわ8年4月22日現在"}


def begin_autumn(desk):
    begin_in_september(desk)
    issue_round(desk.workspace, order_round(desk.workspace, "秋"), OPENING)


def hand_in_for_autumn(desk, rows):
    (blank,) = desk.workspace.outbox.glob("R08/秋/01_配布/*/*_1303_*.xlsx")
    desk.hand_in("1303", rows, name="秋.xlsx", source=blank)


def test_the_figures_of_another_round_count_for_the_paper_that_asks_for_it(written, fillings):
    begin_autumn(written)
    folder = written.workspace.root / "templates_docx"
    shutil.copy(folder / TEMPLATE, folder / "秋を見る.docx")
    edit_template(written, '秋の受理は{{ 回("秋").提出状況.受理済 }}部署', "秋を見る.docx")
    edit_config(written, f'template = "{TEMPLATE}"', 'template = "秋を見る.docx"')
    written.night(NEXT_DAY)
    before = contents(written)
    fillings.clear()
    hand_in_for_autumn(written, [TARGET])
    written.night(LATER)
    now = contents(written)
    asking = [name for name in now if now[name] != before[name]]
    assert ["秋の受理は1部署" in text_of(papers_of(written)[name]) for name in asking] == [True]
    assert fillings == ["秋を見る.docx"]
    fillings.clear()
    written.night(LATER)
    assert (contents(written), fillings) == (now, [])


def test_a_quarter_that_begins_is_told_in_every_document(desk, fillings):
    """Of a quarter to come a cross-tab says 「－」; once it has begun it has no record, which is 0."""
    path = desk.workspace.root / "templates_xlsx" / "目標設定.xlsx"
    book = openpyxl.load_workbook(path)
    head = [cell.value for cell in book["_集計"][1]]
    row = {"シート名": "記入時期", "種類": "クロス集計", "見出し": "記入の時期", "行": "記入日:四半期", "値": "件数"}
    book["_集計"].append([row.get(name) for name in head])
    book.save(path)
    edit_config(desk, "due = 2026-04-24", "due = 2026-07-31")  # what is late is later by a day on every night
    for day in ("5月20日", "5月27日"):  # the meetings are still to come
        edit_config(desk, f'date = "{day}"', 'date = "8月20日"')
    desk.workspace = read_workspace(desk.workspace.root)
    desk.issue()
    desk.hand_in("1303", [TARGET])
    june, july = dt.date(2026, 6, 30), dt.date(2026, 7, 1)
    desk.night(june - dt.timedelta(1))
    before = contents(desk)
    fillings.clear()
    desk.night(june)
    assert fillings == []
    desk.night(july)
    assert len(fillings) == len(before)
    (summary,) = desk.workspace.outbox.rglob("*_集計.xlsx")
    cells = {r[0]: r[1] for r in openpyxl.load_workbook(summary)["記入時期"].iter_rows(values_only=True)}
    assert cells["第2四半期（7〜9月）"] == 0
    assert cells["第3四半期（10〜12月）"] == "－"
    fillings.clear()
    desk.night(dt.date(2026, 7, 2))
    assert fillings == []


@pytest.mark.parametrize("moment", [(Ledger, "add_written"), (drafts, "write_together")])
def test_a_night_cut_off_while_a_paper_is_written_is_made_up_for(written, monkeypatch, moment):
    before = contents(written)
    hand_in_another(written)

    def cut_off(*_args):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(*moment, cut_off)
        with pytest.raises(KeyboardInterrupt):
            written.night(NEXT_DAY)
    assert contents(written) == before
    written.night(LATER)
    now = papers_of(written)
    assert now.keys() == before.keys()
    assert all(OTHER["目標"] in text_of(path) for path in now.values() if MEETING in path.name)
    assert all("令和8年4月22日までに" in text_of(path) for path in now.values())


def edit_book(path, sheet, address, value):
    book = openpyxl.load_workbook(path)
    book[sheet][address] = value
    book.save(path)


def begin_watching(desk, words):
    """Have the first paper of the round say these words and nothing else changed, and make a night of it."""
    folder = desk.workspace.root / "templates_docx"
    shutil.copy(folder / TEMPLATE, folder / "別に見る.docx")
    edit_template(desk, words, "別に見る.docx")
    edit_config(desk, f'template = "{TEMPLATE}"', 'template = "別に見る.docx"')
    desk.night(NEXT_DAY)
    return contents(desk)


def test_a_list_of_the_master_counts_for_the_paper_that_shows_it_and_no_other_list_does(written):
    before = begin_watching(written, '{% for 行 in マスタ("基準") %}{{ 行.基準ID }}{{ 行.本文 }}{% endfor %}')
    edit_book(written.workspace.master_path, "理念", "B2", "新しい理念")
    written.night(LATER)
    assert contents(written) == before
    edit_book(written.workspace.master_path, "基準", "C2", "新しい基準の文。")
    written.night(LATER)
    now = contents(written)
    changed = [name for name in now if now[name] != before[name]]
    assert ["新しい基準の文。" in text_of(papers_of(written)[name]) for name in changed] == [True]


def test_the_names_of_a_ward_count_for_the_paper_that_shows_them(written):
    before = begin_watching(written, "{{ 委員会 }}　{{ 問合せ先 }}")
    path = written.workspace.master_path
    for address, text in (("C1", "委員会"), ("C2", "見本区よくする会"), ("D1", "問合せ先"), ("D2", "総務課（内線 9）")):
        edit_book(path, "区", address, text)
    written.night(LATER)
    now = contents(written)
    changed = [name for name in now if now[name] != before[name]]
    assert ["見本区よくする会　総務課（内線 9）" in text_of(papers_of(written)[name]) for name in changed] == [True]


def test_decisions_count_for_the_paper_that_shows_them_alone(written, fillings):
    private = TARGET | {"目標": "090-1234-5678 の山田さんに電話します。"}
    written.hand_in("1303", [private])
    written.night()
    words = '{% for 行 in 決定("個人情報の確認") %}確認{{ 行.項目 }}{{ 行.部署名 }}{{ 行.備考 }}。{% endfor %}'
    begin_watching(written, words)
    written.night(LATER)
    before = contents(written)
    fillings.clear()
    written.night(LATER)
    assert (contents(written), fillings) == (before, [])
    path = written.workspace.decisions_path
    headings = [cell.value for cell in openpyxl.load_workbook(path)["個人情報の確認"][1]]
    edit_book(path, "個人情報の確認", f"{'ABCDEFGHIJ'[headings.index('備考')]}2", "課に尋ねた")
    written.night(LATER)
    now = contents(written)
    changed = [name for name in now if now[name] != before[name]]
    assert ["確認目標区民課課に尋ねた。" in text_of(papers_of(written)[name]) for name in changed] == [True]
    # The paper of the conference shows other sheets of the book.
    assert fillings == ["別に見る.docx"]
