"""The names a Word paper may use: every value of the view under a Japanese name, nothing computed anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from kusei_batch.core.submission import State
from kusei_batch.report.paper.grid import Xml, crosstab_grid, grid_xml, list_grid
from kusei_batch.report.paper.lookup import UnknownNameError, hint, listing
from kusei_batch.report.paper.shown import (
    ORIGIN,
    Shown,
    show_coverage_row,
    show_crosstab,
    show_group,
    show_list,
    show_record,
)
from kusei_batch.report.paper.texts import printable
from kusei_batch.report.views.model import ChartView, CrosstabView, ListView, RecordRow, RoundView

Draw = Callable[[ChartView, int], object]
Tabulate = Callable[[ListView | CrosstabView], object]
HEAD_NAMES = ("資料番号", "題名", "日付")
_PROBLEM_OPTIONS = ("差戻し", "取扱い")
_CHOSEN_OPTIONS = ("以外",)
DEFAULT_CHART_WIDTH = 150  # millimetres: the text width of A4 with usual margins is 160
_KANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワ"


def word_table(shown: ListView | CrosstabView) -> Xml:
    """A list or cross-tab as a table of a Word document."""
    return grid_xml(list_grid(shown) if isinstance(shown, ListView) else crosstab_grid(shown))


def build_names(view: RoundView, draw: Draw, *, tabulate: Tabulate = word_table) -> Shown:
    """What a template may use.

    `draw` makes the picture of a chart, its width given in millimetres; `tabulate` makes a whole table.
    """
    asked = _Asked(view, draw, tabulate)
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
        "表": asked.table,
        "すべての一覧": [show_list(shown) for shown in view.lists],
        "すべての集計": [show_crosstab(tab) for tab in view.crosstabs],
    }


def _by_department(rows: Sequence[Shown]) -> list[Shown]:
    """Rows gathered under the department each belongs to, in the order in which departments come first."""
    gathered: dict[object, list[Shown]] = {}
    for row in rows:
        gathered.setdefault(row["所属"], []).append(row)
    return [
        {"部名": own[0]["部名"], "部署名": own[0]["部署名"], "所属": name, "件数": len(own), "行": own}
        for name, own in gathered.items()
    ]


FILTERS: dict[str, Callable[..., object]] = {
    "並べる": lambda values: "、".join(map(str, values)),
    "件数": len,
    "部署ごと": _by_department,
    "アイウ": lambda number: _KANA[number - 1] if 0 < number <= len(_KANA) else str(number),
}


class _Asked:
    """The functions of a template: each finds by name what the view holds."""

    def __init__(self, view: RoundView, draw: Draw, tabulate: Tabulate) -> None:
        self._view, self._form, self._draw, self._tabulate = view, view.form, draw, tabulate

    def problems(self, *severities: str, **options: bool) -> list[Shown]:
        """確認事項("警告"): findings about what was written in the files that count; without severities, all.

        取扱い=True: those about how files were filled in and taken in. 差戻し=True: in the files sent back.
        """
        sent_back, handling = (self._option(options, name) for name in _PROBLEM_OPTIONS)
        groups = self._view.sent_back_groups if sent_back else self._view.groups
        about = "handling" if handling else "content"
        wanted = [g for g in groups if g.about == about and (not severities or g.severity_label in severities)]
        return [show_group(g) for g in wanted]

    def listed(self, name: str) -> Shown:
        """一覧("目標一覧")."""
        for shown in self._view.lists:
            if shown.name == name:
                return show_list(shown)
        raise self._unknown_totals("一覧", name, [shown.name for shown in self._view.lists])

    def records(self, table: str | None = None) -> list[Shown]:
        """記録("目標"): the rows of a table, of the form's head without a name."""
        return [show_record(row) for row in self._rows(table)]

    def chosen(self, table: str, field: str, *values: str, **options: bool) -> list[Shown]:
        """選ぶ("目標", "予算措置", "不要", 以外=True): rows that have one (with 以外: another) of the values.

        A blank one is no other value: it is chosen by 選ぶ("目標", "予算措置", "") alone.
        """
        others = self._option(options, "以外", _CHOSEN_OPTIONS)
        rows = self._rows(table)
        fields = [f.name for f in self._form.fields if f.table in (table, None)]
        if field not in fields:
            raise self._unknown("paper-unknown-field", field, fields, table=table)
        return [show_record(row) for row in rows if _holds(row.choices.get(field, ()), values, others=others)]

    def crosstab(self, name: str) -> Shown:
        """集計("場面別")."""
        return show_crosstab(self._tab(name))

    def chart(self, name: str | Shown, width: int = DEFAULT_CHART_WIDTH) -> object:
        """図("場面別"), or of what すべての集計 gives: its picture, 150 mm wide unless told."""
        tab = self._tab(name) if isinstance(name, str) else name[ORIGIN]
        if not isinstance(tab, CrosstabView):
            raise TypeError
        return self._draw(tab.chart, width)

    def table(self, name: str | Shown) -> object:
        """表("目標一覧"), 表("場面別"), or of what すべての一覧 and すべての集計 give: the whole table."""
        found = self._named(name) if isinstance(name, str) else name[ORIGIN]
        if not isinstance(found, ListView | CrosstabView):
            raise TypeError
        return self._tabulate(found)

    def _named(self, name: str) -> ListView | CrosstabView:
        known: list[ListView | CrosstabView] = [*self._view.lists, *self._view.crosstabs]
        for shown in known:
            if name == shown.name or (isinstance(shown, CrosstabView) and name == shown.title):
                return shown
        raise self._unknown_totals("一覧や集計", name, [shown.name for shown in known])

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
        return UnknownNameError(
            code, name=name, form=self._form.title, hint=hint(name, known) + listing(known), **params
        )


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
                raise UnknownNameError(
                    "paper-unknown-name", name=label, hint=hint(label, names_by_label) + listing(names_by_label)
                )
        return [name for label in labels for name in names_by_label[label]]

    return {
        "対象": coverage.expected,
        "受付済": coverage.received,
        "受理済": coverage.accepted,
        "受理率": coverage.rate,
        **{state.label: count for state, count in coverage.counts.items()},
        "行": [show_coverage_row(row) for row in coverage.rows],
        "部署": names,
    }


def known_names(names: Mapping[str, object]) -> list[str]:
    """Every name a template may begin with, for hints."""
    return [*names, *FILTERS]
