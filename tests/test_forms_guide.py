"""docs/forms.md is followed by people who cannot read the code: what it shows must work as shown."""

import re
from pathlib import Path

import openpyxl

from kusei_batch.xlsx.template import read_template

DOCS = Path(__file__).parent.parent / "docs"
GUIDE = (DOCS / "forms.md").read_text(encoding="utf-8")


def tables_of(heading: str) -> list[list[list[str]]]:
    section = GUIDE.split(f"\n## {heading}", 1)[1].split("\n## ", 1)[0]
    blocks = re.findall(r"(?:^\|.*\n)+", section, re.MULTILINE)
    rows = [[line.strip("|").split("|") for line in block.splitlines()] for block in blocks]
    return [[[cell.strip() for cell in row] for row in (head, *body)] for head, _, *body in rows]


def test_the_example_is_a_form_without_a_fault(tmp_path: Path):
    layout, items, settings = tables_of("例")
    workbook = openpyxl.Workbook()
    for number, *cells in layout[1:]:
        for column, text in enumerate(cells, start=1):
            workbook.active.cell(int(number), column, text or None)
    for name, rows in (("_項目", items), ("_設定", settings)):
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append([text or None for text in row])
    workbook.save(tmp_path / "例.xlsx")
    form, problems = read_template(tmp_path / "例.xlsx", {})
    assert problems == []
    assert form is not None
    assert [t.max_rows for t in form.tables] == [20]


def test_every_picture_is_there_and_none_is_left_over():
    pages = "".join(path.read_text(encoding="utf-8") for path in DOCS.glob("*.md"))
    shown = set(re.findall(r"\]\(pictures/([^)]+)\)", pages))
    assert shown == {path.name for path in (DOCS / "pictures").iterdir()}


def test_every_column_of_the_items_sheet_is_explained():
    from kusei_batch.xlsx.template.definitions import ITEMS, SPECS

    explained = {word for row in tables_of("定義シート")[0][1:] for word in row[0].split("、")}
    assert explained == set(SPECS[ITEMS].headings)
