"""What is handed out says words as official writing does (「公用文作成の考え方」), in every file that is shipped."""

import ast
import re
import warnings
from collections.abc import Iterator
from pathlib import Path

import docx
import openpyxl
import pytest
from openpyxl.comments import Comment

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "kusei_batch"
WORDS = {
    "すべて": "全て",
    "いちばん": "最も",
    "わけ[をがはも]": "理由",
    "概ね": "おおむね",
    "とりまとめ": "取りまとめ",
    r"対応済(?!み|\|)": "対応済み",  # a condition may name the earlier choice too
    "未達(?!成)": "未達成",
    "のうえ[、で]": "上",
    "例: ": "例：",
}
# Tags hold names, code holds what is typed; what is quoted is somebody else's word (a button of Windows, an earlier choice).
OTHERS = re.compile(r"\{[{%#].*?[%}#]\}|```.*?```|`[^`\n]*`|「[^」\n]{1,12}」", re.DOTALL)


def workbook_texts(path: Path) -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        workbook = openpyxl.load_workbook(path)
    for sheet in workbook:
        for column in sheet.iter_cols():
            if column[0].value == "別名":  # what departments may write instead
                continue
            yield from (str(cell.value) for cell in column if cell.value is not None)
            yield from (cell.comment.text for cell in column if cell.comment)
        for rule in sheet.data_validations.dataValidation:
            yield from (text for text in (rule.prompt, rule.promptTitle, rule.error, rule.errorTitle) if text)


def document_texts(path: Path) -> Iterator[str]:
    document = docx.Document(str(path))
    stories = [document.element.body, *(p._element for s in document.sections for p in (s.header, s.footer))]
    for story in stories:
        for paragraph in story.iter("{*}p"):
            yield "".join(run.text or "" for run in paragraph.iter("{*}t"))


def told_texts(path: Path) -> Iterator[str]:
    """Yield the sentences a module tells: patterns and names have no full stop."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.search("。|例：|例: ", node.value):
            yield node.value


def test_no_day_is_told_as_a_program_writes_it():
    """A day is put into words by the calendar; `isoformat` is for what programs read, digits alone for names of files."""
    found = [
        f"{path.relative_to(PACKAGE)}: {form}"
        for path in PACKAGE.rglob("*.py")
        for form in re.findall(r"\{[^{}]*:(%Y[-/]%m[-/]%d)", path.read_text(encoding="utf-8"))
    ]
    assert found == ["core/dates.py: %Y/%m/%d"]  # what somebody has typed is compared with it


def plain_texts(path: Path) -> Iterator[str]:
    yield path.read_text(encoding="utf-8")


READERS = {".xlsx": workbook_texts, ".docx": document_texts, ".py": told_texts}
SHIPPED = [
    *(path for path in ROOT.glob("templates_*/*") if path.suffix in (".xlsx", ".docx", ".html", ".txt")),
    *(path for path in PACKAGE.rglob("*") if path.suffix in (".py", ".toml", ".xlsx", ".html", ".txt")),
    *ROOT.glob("docs/*.md"),
    ROOT / "config.toml",
]
# Patterns by which the engine tells whether a sentence can be checked: words that departments type.
TYPED = {PACKAGE / "validate" / "checkable.toml"}


def found_words(path: Path) -> Iterator[str]:
    for text in READERS.get(path.suffix, plain_texts)(path):
        said = OTHERS.sub("", text)
        for word, instead in WORDS.items():
            for match in re.finditer(word, said):
                place = said[max(match.start() - 15, 0) : match.end() + 15]
                yield f"「{match.group()}」は「{instead}」と書く：{place}"


def printed_texts(path: Path) -> Iterator[str]:
    """Yield what a module writes on paper, page or sheet: every text but those that document it."""
    if path.suffix != ".py":
        yield from READERS.get(path.suffix, plain_texts)(path)
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documents = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in documents:
            yield node.value


# A settings file and a sample's story have remarks of the developers, a terminal is no paper.
PRINTED = [p for p in SHIPPED if p.suffix not in {".md", ".toml"} and PACKAGE / "cli" not in p.parents]
PRINTED.append(PACKAGE / "report" / "status_page.jinja")
HALF_COLON = re.compile(r"[ぁ-ゖァ-ヺー一-鿿」）\u3000]: |）:$")


@pytest.mark.parametrize("kind", sorted({path.suffix for path in PRINTED}))
def test_a_colon_after_japanese_is_a_full_one(kind: str) -> None:
    looked_at = [path for path in PRINTED if path.suffix == kind]
    texts = (
        (path.name, OTHERS.sub("", re.sub(r"\{#.*?#\}", "", text)))
        for path in looked_at
        for text in printed_texts(path)
    )
    assert [(name, text) for name, text in texts if HALF_COLON.search(text)] == []


@pytest.mark.parametrize("kind", sorted({path.suffix for path in SHIPPED}))
def test_shipped_texts_are_written_as_official_writing_is(kind: str) -> None:
    looked_at = [path for path in SHIPPED if path.suffix == kind and path not in TYPED]
    assert [(path.name, found) for path in looked_at for found in found_words(path)] == []


def test_every_kind_of_file_is_looked_at(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["値", "別名"])
    book.active.append(["すべて書きます", "概ね達成"])
    book.active["A2"].comment = Comment("わけを書きます", "")
    book.save(tmp_path / "様式.xlsx")
    assert len(list(found_words(tmp_path / "様式.xlsx"))) == 2
    paper = docx.Document()
    paper.add_paragraph("{{ すべての一覧 }}の、いちばん")
    paper.save(str(tmp_path / "資料.docx"))
    assert len(list(found_words(tmp_path / "資料.docx"))) == 1
    (tmp_path / "文.py").write_text('PATTERN = "すべて|全て"\nTEXT = "すべて直してください。"\n', encoding="utf-8")
    assert len(list(found_words(tmp_path / "文.py"))) == 1
    (tmp_path / "文.md").write_text("「すべて展開」と`すべての一覧`と、すべて", encoding="utf-8")
    assert len(list(found_words(tmp_path / "文.md"))) == 1
