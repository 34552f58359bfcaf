"""The functions of a template: each finds by name what the view of a round holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kusei_batch.core.decision_list import YEAR
from kusei_batch.core.expression import ExpressionError
from kusei_batch.core.follow_up import OPEN, OVERDUE, STATE
from kusei_batch.core.period import parse_fiscal_year
from kusei_batch.core.picture import Picture
from kusei_batch.core.problem import Severity
from kusei_batch.core.shown_lists import ListedRows
from kusei_batch.core.text.cleaning import clean_text
from kusei_batch.report.templating.call_options import check_options, read_option
from kusei_batch.report.templating.means import DEFAULT_CHART_WIDTH, DEFAULT_PHOTOGRAPH, Means
from kusei_batch.report.templating.newer import (
    find_lacking,
    is_newer_condition,
    is_newer_field,
    is_newer_table,
    show_lacking_crosstab,
    show_lacking_trend,
)
from kusei_batch.report.templating.row_values import value_in
from kusei_batch.report.templating.shown import (
    ORIGIN,
    Shown,
    Unknown,
    show_crosstab,
    show_group,
    show_list,
    show_record,
    show_trend,
)
from kusei_batch.report.templating.table_options import read_layout
from kusei_batch.report.templating.template_faults import UnknownNameError, condition_fault, hint, listing
from kusei_batch.report.views.figures import CrosstabView, PictureView, TrendRow, TrendView
from kusei_batch.report.views.list_views import filter_rows
from kusei_batch.report.views.model import ListView, RoundView, RowView
from kusei_batch.report.views.word_table_view import WordTable

_PROBLEM_OPTIONS = ("差戻し", "取扱い")
_PHOTOGRAPH_OPTIONS = ("幅", "高さ")
_NO_COPY = "（写真の控えがありません）"
_CHOSEN_OPTIONS = ("以外", "条件")
_UNFINISHED = "未完了"
_DECIDED_OPTIONS = (YEAR, _UNFINISHED)


class NamedViews:
    """The functions of a template: each finds by name what the view holds."""

    def __init__(self, view: RoundView, means: Means) -> None:
        self._view, self._form, self._means = view, view.form, means
        self._shown: dict[int, Shown] = {}

    def problems(self, *severities: str, **options: bool) -> list[Shown]:
        """Return, for 確認事項("警告"), the findings on the files that count; without severities, all.

        With 取扱い=True it gives those about how files were filled in and taken in, with 差戻し=True those in files
        sent back.
        """
        known = [severity.label for severity in Severity]
        for word in (word for word in severities if word not in known):
            raise UnknownNameError("paper-unknown-name", name=word, hint=hint(word, known) + listing(known))
        sent_back, handling = (read_option(options, name, _PROBLEM_OPTIONS) for name in _PROBLEM_OPTIONS)
        groups = self._view.sent_back_groups if sent_back else self._view.groups
        about = "handling" if handling else "content"
        wanted = [g for g in groups if g.about == about and (not severities or g.severity_label in severities)]
        return [show_group(g) for g in wanted]

    def listed(self, name: str) -> Shown:
        """Return what 一覧("目標一覧") names."""
        for shown in self._view.lists:
            if shown.name == name:
                return show_list(shown)
        return show_list(self._lacking("一覧", name, [shown.name for shown in self._view.lists]))

    def records(self, table: str | None = None) -> list[Shown]:
        """Return, for 記録("目標"), the rows of a table; without a name, those of the form's head."""
        rows = self._rows(table)
        return Unknown() if rows is None else [self._show(row) for row in rows]

    def chosen(self, table: str, *words: str, **options: bool | str) -> list[Shown]:
        """Return, for 選ぶ("目標", "予算措置", "不要"), the rows that have one of the values; with 以外=True, another.

        A blank is no other value: only 選ぶ("目標", "予算措置", "") chooses it. 選ぶ("目標", 条件="達成度 ≠ 達成")
        gives the rows for which an expression holds.
        """
        others = read_option(options, "以外", _CHOSEN_OPTIONS)
        rows = self._rows(table)
        condition = options.get("条件")
        if isinstance(condition, str) and rows is not None:
            rows = self._meeting(condition, table, rows)
        if rows is None or (words and is_newer_field(self._view, table, words[0]) and not self._has(words[0], table)):
            return Unknown()
        if not words and condition is not None:
            return [self._show(row) for row in rows]
        field, *values = words
        if not self._has(field, table):
            fields = [f.name for f in self._form.fields if f.table in (table, None)]
            raise self._unknown("paper-unknown-field", field, fields, table=table)
        found = next(f for f in self._form.fields if f.name == field and f.table in (table, None))
        # A choice may have been called otherwise when the template was written, and when an earlier year was answered.
        now = self._form.named_now(found)
        values = [now.get(value, value) for value in values]
        chosen = ((row, [now.get(value, value) for value in row.choices.get(field, ())]) for row in rows)
        return [self._show(row) for row, own in chosen if _holds(own, values, others=others)]

    def _has(self, field: str, table: str) -> bool:
        return any(f.name == field and f.table in (table, None) for f in self._form.fields)

    def _meeting(self, condition: str, table: str, rows: Sequence[RowView]) -> list[RowView] | None:
        """Return the rows that a condition picks; None where only the newer form has what it looks at."""
        try:
            return filter_rows(condition, self._form, table, rows)
        except ExpressionError as error:
            if is_newer_condition(self._view, table, condition):
                return None
            raise condition_fault(error, condition, self._form, table) from error

    def trend(self, name: str) -> Shown:
        """Return what 推移("指標の推移") names."""
        for shown in self._view.trends:
            if name in (shown.title, shown.name):
                return show_trend(shown)
        return show_lacking_trend(self._lacking("推移", name, [shown.name for shown in self._view.trends]))

    def crosstab(self, name: str) -> Shown:
        """Return what 集計("場面別") names."""
        tab = self._tab(name)
        return show_crosstab(tab) if isinstance(tab, CrosstabView) else show_lacking_crosstab(tab)

    def chart(self, name: str | Shown, width: int = DEFAULT_CHART_WIDTH) -> object:
        """Return, for 図("場面別"), the picture of a cross-tab or of a row of 推移, `width` millimetres wide."""
        shown = self._tab(name) if isinstance(name, str) else name[ORIGIN]
        if isinstance(shown, ListView) and shown.note:
            return shown.note
        if not isinstance(shown, CrosstabView | TrendRow):
            raise TypeError
        return self._means.draw(shown.chart, width)

    def photograph(self, row: Shown, name: str, words: str = "", **options: int) -> object:
        """Return, for 写真(行, "会場の写真", 行.説明, 幅=80), the picture of a row with its `words` as 代替テキスト.

        It is no larger than 幅 and 高さ millimetres. Of a row without one there is nothing; of one that is withheld,
        the words that stand for it.
        """
        check_options(options, _PHOTOGRAPH_OPTIONS)
        origin = row[ORIGIN]
        if not isinstance(origin, RowView):
            raise TypeError
        if name not in row and is_newer_field(self._view, origin.key.table or "", name):
            return ""
        shown, value = value_in(row, name), origin.typed.get(name)
        if not isinstance(value, Picture):
            return shown
        if value.file not in self._view.pictures:
            return _NO_COPY
        wide, high = (max(1, options.get(side, DEFAULT_PHOTOGRAPH)) for side in _PHOTOGRAPH_OPTIONS)
        said = words.strip() or f"{name}（{origin.full_name}）"
        view = PictureView(value.file, self._view.pictures[value.file], said, value.width, value.height)
        return self._means.draw(view, min(wide, high * value.width // value.height or 1))

    def master(self, name: str) -> list[Shown]:
        """Return, for マスタ("基準"), the rows of a list of マスタ.xlsx that are in force for the ward and the year."""
        return _rows_of("マスタ", name, self._view.master)

    def decisions(self, name: str, **options: int) -> list[Shown]:
        """Return, for 決定("指示"), the rows of a sheet of 決定.xlsx that concern the ward.

        年度=0 gives those of the round's year alone and 年度=-1 those of the year before; 未完了=True those that are
        decided and not yet done, of that year and before.
        """
        rows = _rows_of("決定", name, self._means.rounds.decisions())
        year = parse_fiscal_year(self._view.labels.year, self._view.calendar.eras)
        return choose_decided(name, rows, year or 0, options)

    def table(self, name: str | Shown, **options: object) -> object:
        """Return, for 表("目標一覧") or 表("場面別"), the whole table; すべての一覧 and the like give such as well.

        列=["番号", "目標"] gives these columns of a 一覧 alone, 小計="予算措置" a sum for each text of one of them;
        文字=9 sets it in letters of that size.
        """
        found = self._named(name) if isinstance(name, str) else name[ORIGIN]
        if not isinstance(found, ListView | CrosstabView | TrendView | WordTable):
            raise TypeError
        return self._means.tabulate(found, read_layout(found, options))

    def _named(self, name: str) -> ListView | CrosstabView | TrendView:
        known: list[ListView | CrosstabView | TrendView]
        known = [*self._view.lists, *self._view.crosstabs, *self._view.trends]
        for shown in known:
            if name == shown.name or (not isinstance(shown, ListView) and name == shown.title):
                return shown
        return self._lacking("一覧や集計", name, [shown.name for shown in known])

    def _show(self, row: RowView) -> Shown:
        """Return a record; a template asks for the same one again and again, and cannot change it."""
        if id(row) not in self._shown:
            self._shown[id(row)] = show_record(row)
        return self._shown[id(row)]

    def _rows(self, table: str | None) -> Sequence[RowView] | None:
        """Return the rows of a table; None where only the newer form has it."""
        if table in self._view.records:
            return self._view.records[table]
        if is_newer_table(self._view, table or ""):
            return None
        raise self._unknown("paper-unknown-table", table or "", [t.name for t in self._form.tables])

    def _tab(self, name: str) -> CrosstabView | ListView:
        for tab in self._view.crosstabs:
            if name in (tab.title, tab.name):
                return tab
        return self._lacking("集計", name, [tab.name for tab in self._view.crosstabs])

    def _lacking(self, kind: str, name: str, known: Sequence[str]) -> ListView:
        """Return why something is lacking that only the newer form has; a name nothing has is a fault."""
        found = find_lacking(self._view, name)
        if found is None:
            raise self._unknown("paper-unknown-totals", name, known, kind=kind)
        return found

    def _unknown(self, code: str, name: str, known: Sequence[str], **params: str) -> UnknownNameError:
        return UnknownNameError(
            code, name=name, form=self._form.title, hint=hint(name, known) + listing(known), **params
        )


def _rows_of(book: str, name: str, lists: Mapping[str, ListedRows]) -> list[Shown]:
    if name not in lists:
        raise UnknownNameError("paper-unknown-list", name=name, book=book, hint=hint(name, lists) + listing(lists))
    return [{heading: clean_text(text) for heading, text in row.items()} for row in lists[name].rows]


def _holds(chosen: Sequence[str], values: Sequence[str], *, others: bool) -> bool:
    if not chosen:
        return not others and "" in values
    return any((value in values) is not others for value in chosen)


def choose_decided(sheet: str, rows: Sequence[Shown], year: int, options: Mapping[str, int]) -> list[Shown]:
    """Return the rows that 年度=-1 and 未完了=True ask for, counted from the fiscal year `year`; all without either.

    Rows that are not yet done are those of the year asked for and of every year before it. Raise UnknownNameError for
    an option that is not known, and for one that needs a column the sheet lacks.
    """
    unfinished = read_option(options, _UNFINISHED, _DECIDED_OPTIONS)
    for asked, column in ((YEAR in options or unfinished, YEAR), (unfinished, STATE)):
        if asked and rows and column not in rows[0]:
            raise UnknownNameError("paper-decisions-lack-column", name=sheet, column=column)
    wanted = year + int(options.get(YEAR, 0))
    if unfinished:
        return [row for row in rows if row[STATE] in (OPEN, OVERDUE) and (_year_of(row) or 0) <= wanted]
    return [row for row in rows if _year_of(row) == wanted] if YEAR in options else list(rows)


def _year_of(row: Shown) -> int | None:
    return parse_fiscal_year(str(row[YEAR]))
