"""What must stand in each sheet of a round's summary workbook, from the filled-in workbooks alone."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from openpyxl.cell import Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from tests.report.year_counts import NOBODY, Grid, Round, shown
from tests.report.year_forms import Row, rounded, wareki
from tests.report.year_play import Situation

NOTHING = "該当するものはありません。"
DRAWN, WHERE = "図の元", ("元ファイル", "元セル")
"""What stands over the numbers a chart is drawn from, and the columns that lead to a list's source."""


def state_of(situation: Situation, name: str, code: str) -> str:
    """How a department stands in a round."""
    sheet = situation.rounds[name].accepted.get(code)
    if sheet is not None:
        nothing = sheet.head.get("該当なしの確認") == "はい" and not any(sheet.tables.values())
        return "該当なし" if nothing else "受理"
    if code in situation.sent_back.get(name, ()):
        return "差戻し中"
    if code not in situation.asked(name):
        return "未発行"
    return "期限超過" if situation.as_of > situation.due(name) else "未提出"


def states(situation: Situation, name: str) -> dict[str, str]:
    return {code: state_of(situation, name, code) for code in situation.rounds[name].names}


def coverage(situation: Situation, name: str) -> list[Row]:
    """A row a department: its state, when its workbook came and how late, how many rows of each table count."""
    found, round_, due = [], situation.rounds[name], situation.due(name)
    filled = [(table, rows) for sheet in round_.accepted.values() for table, rows in sheet.tables.items()]
    counted = list(dict.fromkeys(table for table, rows in filled if rows))
    for number, (code, state) in enumerate(states(situation, name).items(), 1):
        department = next(d for d in situation.workplace.departments if d.code == code)
        sheet = round_.accepted.get(code)
        day = situation.received.get((name, code)) if sheet or state == "差戻し中" else None
        late = ((day or situation.as_of) - due).days if state not in ("未提出", "未発行") else 0
        row = {
            "番号": str(number),
            "部名": department.division,
            "部署名": department.name,
            "状態": state,
            "受付日": wareki(day) if day else "",
            "修正日": wareki(situation.corrected[name, code]) if (name, code) in situation.corrected else "",
            "遅れ（日）": str(late) if late > 0 else "",
            **(
                {f"{table}（件）": str(len(sheet.tables.get(table, ()))) if sheet else NOBODY for table in counted}
                if len(counted) > 1
                else {"件数": str(sum(map(len, sheet.tables.values()))) if sheet else NOBODY}
            ),
            "提出ファイル": sheet.path.name if sheet else situation.sent_back.get(name, {}).get(code, ""),
            "連絡先": department.contact,
        }
        found.append(row)
    return found


def tally(situation: Situation, name: str) -> Counter[str]:
    return Counter(states(situation, name).values())


def share(situation: Situation, name: str) -> str:
    """How many of those asked have been accepted, in per cent."""
    counted = tally(situation, name)
    asked = sum(n for state, n in counted.items() if state != "未発行")
    accepted = counted["受理"] + counted["該当なし"]
    return f"{rounded(Decimal(accepted) / asked * 100):.1f}" if asked else NOBODY


def grid_of(round_: Round, sheet: str) -> Grid:
    """The table of one of the sheets the template asks for."""
    kind = round_.totals[sheet][0]["種類"]
    if kind in ("一覧", "追跡"):
        return round_.list_grid(sheet)
    return round_.trend(sheet) if kind == "推移" else round_.crosstab(sheet).grid()


def as_printed(sheet: Worksheet, grid: Grid) -> Grid:
    """A table as it stands on a sheet: turned where it was too wide for a page."""
    if grid[0] in ([_text(cell) for cell in row[: len(grid[0])]] for row in sheet.iter_rows()):
        return grid
    turned = [list(line) for line in zip(*grid, strict=True)]
    turned[0][0] = "＼".join(reversed(grid[0][0].split("＼")))
    return turned


def table_in(sheet: Worksheet, headings: list[str]) -> Grid:
    """The rows below the row of those headings, as texts; up to the first that is not the table's."""
    rows = [[_text(cell) for cell in row[: len(headings)]] for row in sheet.iter_rows()]
    assert headings in rows, (sheet.title, headings, rows[:8])
    return rows[rows.index(headings) :]


def ungrouped(grid: Grid) -> Grid:
    """A table without the separators in its numbers: in a list they are texts, in the sum below it a format's."""
    return [[cell.replace(",", "") if re.fullmatch(r"[\d,.]+", cell) else cell for cell in row] for row in grid]


def beside(sheet: Worksheet, expected: Grid) -> list[list[str]]:
    """The rows of texts of a sheet that stand neither in its table nor among the names of files and cells beside it.

    What charts are drawn from, where it stands beside the table, must be the table's own; nothing of it is left. Beside
    lines over the years it stands from the head on, and holds the years alone.
    """
    rows = [[_text(cell) for cell in row] for row in sheet.iter_rows()]
    top = next(n for n, row in enumerate(rows) if row[: len(expected[0])] == expected[0])
    drawn, skipped = next(
        ((n, of) for row, of in ((top - 1, 0), (top, 2)) for n, x in enumerate(rows[row]) if x.startswith(DRAWN)),
        (None, 0),
    )
    across = len(expected[0])
    across += len(WHERE) if tuple(rows[top][across : across + len(WHERE)]) == WHERE else 0
    for row, told in zip(rows[top:], expected, strict=False):
        if drawn is not None:
            beside_it = [cell for cell in row[drawn:] if not cell.startswith(DRAWN)]
            assert all(a in (b, "") for a, b in zip(beside_it, told[skipped:], strict=False)), (sheet.title, row)
            assert not any(beside_it[len(told) - skipped :]), (sheet.title, row)
            del row[drawn:]
        row[:] = row[across:]
    return [row for row in rows if any(row)]


def _text(cell: Cell | MergedCell) -> str:
    value = cell.value
    if isinstance(value, dt.datetime):
        return wareki(value.date()) if "ggg" in cell.number_format else value.date().isoformat()
    if isinstance(value, str) and cell.font.b:  # a heading that wraps ends its line before its unit
        value = re.sub(r"\n(（[^（）]+）)$", r"\1", value)
    return shown(Decimal(str(value)) if isinstance(value, int | float) else value)


def tables(round_: Round) -> Iterator[tuple[str, str | None]]:
    """The sheets of data and the table each holds: what departments write in; the first goes without its name."""
    written = {item["表"]: None for item in round_.template.stated("_項目") if item["区分"] in ("記入", "引継")}
    for number, table in enumerate(table for table in written if table):
        yield ("データ" if number == 0 else f"データ_{table}"), table
    yield "データ_共通", None


def data_rows(situation: Situation, name: str, table: str | None) -> list[Row]:
    """Heading -> text of every row of data."""
    round_, found = situation.rounds[name], []
    for row in round_.rows(table):
        code = row["部署コード"]
        sheet = round_.accepted[code]
        department = next(d for d in situation.workplace.departments if d.code == code)
        told: Row = {}
        for field, value in row.items():
            told |= _columns(round_, (table, field), value) if (table, field) in round_.template.types else {}
        told |= {"年度": str(situation.year), "回": name, "区名": "見本区", "部名": department.division}
        told |= {"部署コード": code, "部署名": department.name, "管理番号": sheet.head["管理番号"]}
        told |= {"元ファイル": sheet.path.name}
        if table:
            told["行ID"] = row.get("行ID") or f"{sheet.head['管理番号']}-{table}{shown(row['番号'])}"
        found.append(told)
    return found


def _columns(round_: Round, key: tuple[str | None, str], value: Any) -> Row:
    if round_.template.types[key] == "複数選択":
        listed = round_.template.choices[round_.template.lists[key]]
        return {f"{key[1]}_{choice}": str(int(choice in value)) for choice in listed}
    if isinstance(value, dt.date):
        return {key[1]: value.isoformat()}
    return {key[1]: " ".join(shown(value).splitlines())}
