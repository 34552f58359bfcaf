"""The names a page may use: those of papers, drawn for the web, without what is the office's alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import cast

from markupsafe import Markup

from kusei_batch.core.form import Form
from kusei_batch.core.submission import State
from kusei_batch.report.page.drawing import draw_photograph, draw_svg
from kusei_batch.report.page.html_tables import draw_table
from kusei_batch.report.page.page_texts import broken, with_one_per_cent
from kusei_batch.report.templating.grid import TableLayout, Tabular
from kusei_batch.report.templating.means import Means
from kusei_batch.report.templating.shown import ORIGIN, Shown
from kusei_batch.report.templating.template_faults import UnknownNameError, hint, listing
from kusei_batch.report.templating.template_names import build_names
from kusei_batch.report.views.figures import ChartView, PictureView
from kusei_batch.report.views.model import RoundView, RowView
from kusei_batch.report.views.public import OFFICE_NAMES

PREFIX = "kusei"
"""How every id and class begins that the program writes, so that none clashes with those of the city's pages."""

_OFFICE_ALONE = ("確認事項", "決定")
_SETTLED = (State.ACCEPTED, State.NONE_TO_REPORT, State.NOT_ISSUED, State.ABOLISHED)
PAGE_FILTERS: dict[str, Callable[..., object]] = {"改行": broken}


@dataclass(frozen=True, slots=True)
class Download:
    """A file offered beside the page: its name, what it is called, its format and size as printed (`12KB`)."""

    file: str
    title: str
    format: str
    size: str


@dataclass(frozen=True, slots=True)
class PageHead:
    """What stands on a page besides the round: title, contact, files, and its days as printed.

    `date` is the day of publication, `changed` that of a change since then, blank where there was none.
    """

    title: str
    date: str
    changed: str
    contact: str
    downloads: Sequence[Download] = ()


class Drawings:
    """The charts and tables of a page as they were drawn: the page and its body alone show the same.

    `files` are the photographs they show, which are released beside them.
    """

    def __init__(self) -> None:
        self._drawn: dict[tuple[str, int, TableLayout | None], tuple[object, Markup]] = {}
        self.files: dict[str, bytes] = {}

    def chart(self, shown: ChartView, prefix: str) -> Markup:
        """Return a chart whose ids begin with `prefix`."""
        return self._once((prefix, id(shown), None), shown, lambda: draw_svg(shown, prefix))

    def photograph(self, shown: PictureView) -> Markup:
        """Return a photograph; its file is named for what it holds."""
        name, _, ending = shown.file.rpartition(".")
        file = f"photo-{name[:16]}.{ending}"
        self.files[file] = shown.content
        return draw_photograph(shown, file, f"{PREFIX}-photo")

    def table(self, shown: Tabular, prefix: str, layout: TableLayout) -> Markup:
        """Return a table whose ids begin with `prefix`, laid out so."""
        return self._once((prefix, id(shown), layout), shown, lambda: draw_table(shown, prefix, layout))

    def _once(self, key: tuple[str, int, TableLayout | None], shown: object, draw: Callable[[], Markup]) -> Markup:
        if key not in self._drawn:
            self._drawn[key] = shown, draw()  # kept, so that nothing else is known by its id
        return self._drawn[key][1]


def page_names(view: RoundView, head: PageHead, drawings: Drawings, *, whole: bool) -> Shown:
    """Return what a template may use for a full page (`whole`) or for its body alone; both share the drawings."""
    pictures, tables = count(1), count(1)

    def draw(shown: ChartView | PictureView, width: int) -> Markup:  # noqa: ARG001 - on the web the screen decides
        if isinstance(shown, PictureView):
            return drawings.photograph(shown)
        return drawings.chart(shown, f"{PREFIX}-z{next(pictures)}")

    def tabulate(shown: Tabular, layout: TableLayout) -> Markup:
        return drawings.table(shown, f"{PREFIX}-h{next(tables)}", layout)

    def by_field(table: str, name: str) -> list[Shown]:
        return _by_field(view.form, records, table, name)

    names = build_names(view, Means(draw, tabulate))
    for name in _OFFICE_ALONE:
        del names[name]
    records, chosen = (_published(names[name]) for name in ("記録", "選ぶ"))
    pending = view.coverage.names(*(state for state in State if state not in _SETTLED))
    left_out = view.left_out
    return names | {
        "題名": head.title,
        "公表日": head.date,
        "更新日": head.changed,
        # Pages are made again only when what they say has changed: their figures are those of that day.
        "基準日": head.changed or head.date,
        "問い合わせ先": head.contact,
        "ファイル": [{"場所": d.file, "名前": d.title, "形式": d.format, "大きさ": d.size} for d in head.downloads],
        "準備中": list(pending),
        "記録": records,
        "選ぶ": chosen,
        "項目ごと": by_field,
        "載せない行": {"条件外": left_out.others, "確認中": left_out.waiting, "個人情報": left_out.hidden},
        "全体": whole,
    }


def _by_field(form: Form, records: Callable[..., list[Shown]], table: str, name: str) -> list[Shown]:
    """Return, for 項目ごと("目標", "場面"), the rows of each choice in the form's order; in the end those of none.

    A row with several choices stands under the first of them.
    """
    rows = records(table)
    field = form.seen_from(table).get(name)
    if field is None:
        known = list(form.seen_from(table))
        told = {"name": name, "form": form.title, "table": table, "hint": hint(name, known) + listing(known)}
        raise UnknownNameError("paper-unknown-field", **told)
    gathered: dict[str, list[Shown]] = {choice.value: [] for choice in form.choices_of(field)}
    now = form.named_now(field)
    for row in rows:
        (first, *_) = cast("RowView", row[ORIGIN]).choices.get(name) or ("",)
        gathered.setdefault(now.get(first, first), []).append(row)
    return [{"見出し": choice, "件数": len(own), "行": own} for choice, own in gathered.items()]


def _published(call: object) -> Callable[..., list[Shown]]:
    """Return a call that gives the same rows, their texts as a page writes them, without what leads to a file."""

    def rows(*words: str, **options: bool) -> list[Shown]:
        found: list[Shown] = call(*words, **options)  # type: ignore[operator] # names hold functions and values alike
        return [{name: with_one_per_cent(row[name]) for name in row if name not in OFFICE_NAMES} for row in found]

    return rows
