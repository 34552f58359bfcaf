"""確認事項: what was found in a sheet that is sent back, with a link to each cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kusei_batch.core.problem import Severity
from kusei_batch.xlsx.copy_names import FINDINGS_SHEET
from kusei_batch.xlsx.digit_width import digit_points
from kusei_batch.xlsx.markup import escape_attribute, escape_text
from kusei_batch.xlsx.reference import quote_sheet
from kusei_batch.xlsx.stamp.added_formats import Palette
from kusei_batch.xlsx.stamp.copy_content import Covering, Finding, Stamp
from kusei_batch.xlsx.stamp.plainsheet import PROTECTION, PlainSheet, SheetColumn, merged_markup, page
from kusei_batch.xlsx.stamp.row_heights import room_for

HEADINGS = ("番号", "区分", "場所", "項目", "内容", "直し方", "対応")
HEADING_ROW = 8
FIRST_ROW = HEADING_ROW + 1
# In points: printed to fit A4, the text is larger than 8 points.
_WIDTHS = (36, 48, 112, 96, 286, 286, 48)
_NONE = "確認事項はありません。"
_DONE = "済"
_TAB = "E5533D"
# Two hidden columns hold the cells to be coloured: one of errors, one of warnings.
MARK_COLUMNS = {Severity.ERROR: "I", Severity.WARNING: "J"}
_KINDS = {Severity.ERROR: "要修正", Severity.WARNING: "要確認", Severity.INFO: "お知らせ"}
"""What departments read for it: an error is nothing that happened to a machine."""
_NOTES = (
    "「番号」を押すと、その欄に移ります。要修正は、直して提出し直してください。要確認は、内容を確かめて、必要なら直してください。",
    "色は、空欄だった欄は記入すると消えます。ほかの欄は、直し終えた行の「対応」で「済」を選ぶと消えます。",
)
_LEAST_HEIGHT = 24.0
_SLACK = 3.0  # of a width: programs break lines a little earlier or later


@dataclass(frozen=True, slots=True)
class FindingsSheet:
    """確認事項 of one form: its formats, and the numbers of the sheets whose cells it may name."""

    palette: Palette
    done_format: int
    sheets: Mapping[str, int]
    title: str

    def write(self, stamp: Stamp) -> bytes:
        """Return the worksheet with the findings of a copy in order."""
        findings = stamp.findings
        widths = [
            *(SheetColumn(w) for w in _WIDTHS),
            SheetColumn(12),
            SheetColumn(54, hidden=True),
            SheetColumn(54, hidden=True),
        ]
        sheet = PlainSheet(widths, self.palette.font, self.palette.default_font)
        self._add_head(sheet, stamp)
        marks = {
            severity: [
                (line, f.sheet, cell)
                for line, f in enumerate(findings)
                if f.severity is severity and f.sheet in self.sheets
                for cell in f.cells
            ]
            for severity in MARK_COLUMNS
        }
        for index in range(max(len(findings), *(len(m) for m in marks.values()), 1)):
            cells, height = self._line(sheet, findings[index], index) if index < len(findings) else ([], None)
            row = sheet.next_row
            for severity, column in MARK_COLUMNS.items():
                if index < len(marks[severity]):
                    line, place, cell = marks[severity][index]
                    key, settled = f"{self.sheets[place]}!{cell}", f'$G${FIRST_ROW + line}="{_DONE}"'
                    if (place, cell) in stamp.blank:  # then what is filled in there settles it as well
                        settled = f"OR({settled},LEN(TRIM({quote_sheet(place)}!{cell}))>0)"
                    formula = f'IF({settled},"","{key}")'
                    cells.append(
                        f'<c r="{column}{row}" t="str"><f>{escape_text(formula)}</f><v>{escape_text(key)}</v></c>'
                    )
            sheet.add(cells, height)
        return sheet.write(self._head(findings), self._tail(findings, sheet.merges)).encode()

    def _add_head(self, sheet: PlainSheet, stamp: Stamp) -> None:
        palette = self.palette
        counts = Counter(f.severity for f in stamp.findings)
        summary = "　".join(f"{_KINDS[s]} {counts[s]}件" for s in Severity if counts[s])
        sheet.add([sheet.text(1, palette.title, f"{FINDINGS_SHEET}　{self.title}")], 30)
        if stamp.covering:
            self._add_covering(sheet, stamp.covering)
        # An empty sheet has its headings in the same row, by which they are repeated in print.
        lines = (summary, *_NOTES) if stamp.findings else (_NONE,)
        for line in (*lines, *[""] * (HEADING_ROW - 1 - len(lines) - len(sheet.rows))):
            sheet.add([sheet.text(1, palette.note, line)], 20)
        sheet.add([sheet.text(i, palette.heading, h) for i, h in enumerate(HEADINGS, start=1)], 24)

    def _add_covering(self, sheet: PlainSheet, covering: Covering) -> None:
        """Add whose sheet it is and how it is to be handed in again: a name, its text, and another one beside them."""
        palette, widths = self.palette, _WIDTHS
        for name, text, beside in (
            (f"{covering.section}名", covering.department, f"再提出の期限　{covering.due}"),
            ("管理番号", covering.sheet_id, f"提出先　{covering.submit_to}"),
            ("返却日", covering.returned, f"問合せ先　{covering.contact}"),
        ):
            row = sheet.next_row
            sheet.merges += [f"A{row}:B{row}", f"C{row}:D{row}", f"E{row}:G{row}"]
            texts = (name, "", text, "", beside, "", "")
            styles = (*[palette.heading] * 2, *[palette.text] * 5)
            cells = [sheet.text(i, style, t) for i, (style, t) in enumerate(zip(styles, texts, strict=True), start=1)]
            rooms = ((text, sum(widths[2:4])), (beside, sum(widths[4:])))
            digit = digit_points(palette.default_font)
            fonts = (palette.font, palette.default_font)
            heights = [room_for(width / digit - _SLACK, *fonts).height_for(said) for said, width in rooms]
            sheet.add(cells, max(_LEAST_HEIGHT, *heights))

    def _line(self, sheet: PlainSheet, finding: Finding, index: int) -> tuple[list[str], float]:
        palette = self.palette
        kind = {Severity.ERROR: palette.error, Severity.WARNING: palette.warning}
        place = f"{finding.sheet}　{'、'.join(finding.cells)}" if finding.cells else finding.sheet
        # The link stands beside the place: LibreOffice does not wrap a cell with a link, and shows its first line.
        cells = [
            sheet.number(1, palette.link if self._target(finding) else palette.centred, index + 1),
            sheet.text(2, kind.get(finding.severity, palette.centred), _KINDS[finding.severity]),
            sheet.text(3, palette.text, place),
            sheet.text(4, palette.text, finding.field),
            sheet.text(5, palette.text, finding.message),
            sheet.text(6, palette.text, finding.remedy),
            sheet.text(7, palette.tick),
        ]
        texts = [(3, place), (4, finding.field), (5, finding.message), (6, finding.remedy)]
        return cells, sheet.height_for(texts, _LEAST_HEIGHT)

    def _target(self, finding: Finding) -> str:
        if not finding.cells or finding.sheet not in self.sheets:
            return ""
        return f"{quote_sheet(finding.sheet)}!{finding.cells[0]}"

    def _head(self, findings: Sequence[Finding]) -> str:
        tab = f'<tabColor rgb="FF{_TAB}"/>' if findings else ""
        selected = ' tabSelected="1"' if findings else ""
        active = f"G{FIRST_ROW}" if findings else "A1"
        return (
            f'<sheetPr>{tab}<pageSetUpPr fitToPage="1"/></sheetPr>'
            f'<sheetViews><sheetView showGridLines="0"{selected} workbookViewId="0">'
            f'<pane ySplit="{HEADING_ROW}" topLeftCell="A{FIRST_ROW}" activePane="bottomLeft" state="frozen"/>'
            f'<selection pane="bottomLeft" activeCell="{active}" sqref="{active}"/></sheetView></sheetViews>'
        )

    def _tail(self, findings: Sequence[Finding], merges: Sequence[str]) -> str:
        footer = page(f"&C{FINDINGS_SHEET}　&P / &N", landscape=True)
        if not findings:
            return PROTECTION + footer
        last = FIRST_ROW + len(findings) - 1
        done = f'$G{FIRST_ROW}="{_DONE}"'
        links = "".join(
            f'<hyperlink ref="A{FIRST_ROW + i}" location="{escape_attribute(target)}" '
            f'display="{escape_attribute(target)}"/>'
            for i, finding in enumerate(findings)
            if (target := self._target(finding))
        )
        return (
            f"{PROTECTION}{merged_markup(merges)}"
            f'<conditionalFormatting sqref="A{FIRST_ROW}:G{last}"><cfRule type="expression" '
            f'dxfId="{self.done_format}" priority="1"><formula>{escape_text(done)}</formula></cfRule>'
            f"</conditionalFormatting>"
            f'<dataValidations count="1"><dataValidation type="list" allowBlank="1" showInputMessage="1" '
            f'showErrorMessage="1" errorTitle="対応" error="「{_DONE}」を選ぶか、空欄にしてください。" '
            f'promptTitle="対応" prompt="直し終えたら「{_DONE}」を選びます。欄の色が消えます。" '
            f'sqref="G{FIRST_ROW}:G{last}">'
            f'<formula1>"{_DONE}"</formula1></dataValidation></dataValidations>'
            f"{'<hyperlinks>' + links + '</hyperlinks>' if links else ''}{footer}"
        )


@dataclass(frozen=True, slots=True)
class MarksRange:
    """The range of a marks' defined name, as long as the marks of one copy are."""

    severity: Severity

    @property
    def depends_on(self) -> frozenset[str]:
        """What empty copies may differ in here: no copy without findings has any."""
        return frozenset()

    def write(self, stamp: Stamp) -> str:
        """Return the range as a formula."""
        count = sum(len(f.cells) for f in stamp.findings if f.severity is self.severity)
        column = MARK_COLUMNS[self.severity]
        last = FIRST_ROW + max(1, count) - 1
        return escape_text(f"{quote_sheet(FINDINGS_SHEET)}!${column}${FIRST_ROW}:${column}${last}")
