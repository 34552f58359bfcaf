"""The names a Word paper may use: every value of the view under a Japanese name, nothing computed anew."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from kusei_batch.core.submission import State
from kusei_batch.core.totals import NO_FIGURE, Figure
from kusei_batch.report.paper.lookup import UnknownNameError, hint
from kusei_batch.report.views.model import (
    ChartView,
    CoverageRow,
    CrosstabRow,
    CrosstabView,
    ListView,
    ProblemGroup,
    RecordRow,
    RoundView,
)
from kusei_batch.report.views.wording import number_label

Draw = Callable[[ChartView, int], object]
Shown = dict[str, object]
HEAD_NAMES = ("資料番号", "題名", "日付")
_PROBLEM_OPTIONS = ("差戻し", "取扱い")
_CHOSEN_OPTIONS = ("以外",)
DEFAULT_CHART_WIDTH = 150  # millimetres: the text width of A4 with usual margins is 160
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
_KANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワ"


def build_names(view: RoundView, draw: Draw) -> Shown:
    """What a template may use. `draw` makes the picture of a chart, its width given in millimetres."""
    asked = _Asked(view, draw)
    labels = view.labels
    return {
        "市名": labels.city,
        "区名": labels.ward,
        "年度": labels.fiscal_year,
        "回": labels.round,
        "様式名": labels.form_title,
        "様式番号": labels.form_number,
        "基準日": labels.as_of,
        "配布日": labels.opens,
        "提出期限": labels.due,
        "方針": [{"番号": number, "本文": printable(text)} for number, text in view.policies],
        "提出状況": _coverage(view),
        "確認事項": asked.problems,
        "一覧": asked.listed,
        "記録": asked.records,
        "選ぶ": asked.chosen,
        "集計": asked.crosstab,
        "図": asked.chart,
    }


FILTERS: dict[str, Callable[..., object]] = {
    "並べる": lambda values: "、".join(map(str, values)),
    "件数": len,
    "アイウ": lambda number: _KANA[number - 1] if 0 < number <= len(_KANA) else str(number),
}


def printable(text: str) -> str:
    """The text without control characters, which a Word document cannot hold; line ends as line feeds."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def printed(value: object) -> object:
    """A value as a tag prints it: numbers grouped by three, nothing for a missing one."""
    if value is None:
        return ""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return number_label(value)
    return value


class _Asked:
    """The functions of a template: each finds by name what the view holds."""

    def __init__(self, view: RoundView, draw: Draw) -> None:
        self._view, self._form, self._draw = view, view.form, draw

    def problems(self, *severities: str, **options: bool) -> list[Shown]:
        """確認事項("警告"): findings about what was written in the files that count; without severities, all.

        取扱い=True: those about how files were filled in and taken in. 差戻し=True: in the files sent back.
        """
        sent_back, handling = (self._option(options, name) for name in _PROBLEM_OPTIONS)
        groups = self._view.sent_back_groups if sent_back else self._view.groups
        about = "handling" if handling else "content"
        wanted = [g for g in groups if g.about == about and (not severities or g.severity_label in severities)]
        return [_group(g) for g in wanted]

    def listed(self, name: str) -> Shown:
        """一覧("目標一覧")."""
        for shown in self._view.lists:
            if shown.name == name:
                return _list(shown)
        raise self._unknown_totals("一覧", name, [shown.name for shown in self._view.lists])

    def records(self, table: str | None = None) -> list[Shown]:
        """記録("目標"): the rows of a table, of the form's head without a name."""
        return [_record(row) for row in self._rows(table)]

    def chosen(self, table: str, field: str, *values: str, **options: bool) -> list[Shown]:
        """選ぶ("目標", "予算措置", "不要", 以外=True): rows that have one (with 以外: another) of the values.

        A blank one is no other value: it is chosen by 選ぶ("目標", "予算措置", "") alone.
        """
        others = self._option(options, "以外", _CHOSEN_OPTIONS)
        rows = self._rows(table)
        fields = [f.name for f in self._form.fields if f.table in (table, None)]
        if field not in fields:
            raise self._unknown("paper-unknown-field", field, fields, table=table)
        return [_record(row) for row in rows if _holds(row.choices.get(field, ()), values, others=others)]

    def crosstab(self, name: str) -> Shown:
        """集計("場面別")."""
        return _crosstab(self._tab(name))

    def chart(self, name: str, width: int = DEFAULT_CHART_WIDTH) -> object:
        """図("場面別"): its picture, 150 mm wide unless told."""
        return self._draw(self._tab(name).chart, width)

    def _option(self, options: Mapping[str, bool], name: str, known: Sequence[str] = _PROBLEM_OPTIONS) -> bool:
        for given in options:
            if given not in known:
                raise self._unknown("paper-unknown-name", given, known)
        return options.get(name, False)

    def _rows(self, table: str | None) -> Sequence[RecordRow]:
        if table in self._view.records:
            return self._view.records[table]
        raise self._unknown("paper-unknown-table", table or "", [t.name for t in self._form.tables])

    def _tab(self, name: str) -> CrosstabView:
        for tab in self._view.crosstabs:
            if name in (tab.title, tab.name):
                return tab
        raise self._unknown_totals("集計", name, [tab.name for tab in self._view.crosstabs])

    def _unknown_totals(self, kind: str, name: str, known: Sequence[str]) -> UnknownNameError:
        return self._unknown("paper-unknown-totals", name, known, kind=kind)

    def _unknown(self, code: str, name: str, known: Sequence[str], **params: str) -> UnknownNameError:
        return UnknownNameError(code, name=name, form=self._form.title, hint=hint(name, known), **params)


def _holds(chosen: Sequence[str], values: Sequence[str], *, others: bool) -> bool:
    if not chosen:
        return not others and "" in values
    return any((value in values) is not others for value in chosen)


def _coverage(view: RoundView) -> Shown:
    coverage = view.coverage
    names_by_label = {state.label: coverage.names(state) for state in State}

    def names(*labels: str) -> list[str]:
        for label in labels:
            if label not in names_by_label:
                raise UnknownNameError("paper-unknown-name", name=label, hint=hint(label, names_by_label))
        return [name for label in labels for name in names_by_label[label]]

    return {
        "対象": coverage.expected,
        "受付済": coverage.received,
        "受理済": coverage.accepted,
        "受理率": coverage.rate,
        **{state.label: count for state, count in coverage.counts.items()},
        "行": [_coverage_row(row) for row in coverage.rows],
        "部署": names,
    }


def _coverage_row(row: CoverageRow) -> Shown:
    return {
        "番号": row.number,
        "部名": row.division,
        "部署名": row.department,
        "所属": row.full_name,
        "状態": row.state_label,
        "受付日": row.received_label,
        "遅れ": row.days_late,
        "件数": _figure(row.rows),
        "エラー": row.errors,
        "警告": row.warnings,
        "備考": row.note,
    }


def _list(shown: ListView) -> Shown:
    rows = [
        {
            "部名": row.record.division,
            **dict(zip(shown.headings, map(printable, row.texts), strict=True)),
            "値": [printable(text) for text in row.texts],
            "所属": row.record.full_name,
        }
        for row in shown.rows
    ]
    return {"名前": shown.name, "見出し": list(shown.headings), "行": rows, "件数": len(rows)}


def _record(row: RecordRow) -> Shown:
    return {
        **{name: printable(text) for name, text in row.values.items()},
        "所属": row.full_name,
        "ファイル": row.source.file,
        "シート": row.source.sheet,
        "セル": row.source.cell,
    }


def _crosstab(tab: CrosstabView) -> Shown:
    totals = {row.label: _total(row) for row in tab.rows}
    most = max((total for total in totals.values() if total is not None), default=0)
    return {
        "題名": tab.title,
        "単位": tab.unit,
        "項目": tab.corner,
        "列": [*tab.columns, *tab.margin_columns],
        "行": [_crosstab_row(row) for row in tab.rows],
        "計": [_crosstab_row(row) for row in tab.margin_rows],
        "延べ": _figure(tab.summed),
        "実数": _figure(tab.distinct),
        "重複あり": tab.overlaps,
        "最多": [label for label, total in totals.items() if most and total == most],
        "最多の値": most,
        "注": list(tab.notes),
    }


def _crosstab_row(row: CrosstabRow) -> Shown:
    figures = [_figure(value) for value in (*row.values, *row.margins)]
    return {"見出し": row.label, "値": figures, "計": _figure(_total(row))}


def _figure(value: Figure) -> Figure | str:
    """The number, or 「－」 where there is none."""
    return NO_FIGURE if value is None else value


def _total(row: CrosstabRow) -> Figure:
    """What stands in the 計 of a row, or its only value."""
    if len(row.values) > 1 and row.margins:
        return row.margins[0]
    return row.values[0] if row.values else 0


def _group(group: ProblemGroup) -> Shown:
    return {
        "重要度": group.severity_label,
        "内容": printable(group.summary),
        "件数": group.count,
        "部署": [
            {"名前": name, "件数": count, "場所": [r.row for r in group.rows if r.row and r.department == name]}
            for name, count in group.departments
        ],
        "行": [
            {
                "所属": row.department,
                "項目": row.field,
                "内容": printable(row.message),
                "直し方": printable(row.remedy),
                "ファイル": row.source.file,
                "シート": row.source.sheet,
                "セル": row.source.cell,
            }
            for row in group.rows
        ],
    }


def known_names(names: Mapping[str, object]) -> list[str]:
    """Every name a template may begin with, for hints."""
    return [*names, *FILTERS]
