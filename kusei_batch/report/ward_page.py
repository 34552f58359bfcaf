"""The web pages of a ward's round, with the files that are offered beside them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from kusei_batch.core.form import Form
from kusei_batch.core.problem import Problem, SettingsError
from kusei_batch.core.shown_lists import KnownLists
from kusei_batch.report.kept_templates import TemplateFile
from kusei_batch.report.page.page_names import Download
from kusei_batch.report.public_tables import plain_table, public_csv, public_xlsx
from kusei_batch.report.views.model import RoundView
from kusei_batch.report.views.public_rows import Published

WHOLE_PAGE = "index.html"
BODY_ALONE = "本文のみ.html"
_KILO = 1024


@dataclass(frozen=True, slots=True)
class PageOrder:
    """What is known of a page: template, name, title, contact, and the day it was published (None: that of release)."""

    template: TemplateFile
    name: str
    title: str
    contact: str
    date: dt.date | None = None


def render_page(view: RoundView, order: PageOrder, released: dt.date) -> Mapping[str, bytes]:
    """Return every file of a page by its name: the page, its body alone, its photographs, each table as CSV and Excel.

    `view` is the public one; the same view and day make the same bytes. A day of release after that of publication is
    the day of a change. Raise SettingsError, with the place in Japanese, where the template asks for something that is
    not there.
    """
    # The sandbox is loaded where it is used, so that the command line starts quickly.
    from kusei_batch.report.page.page_names import Drawings, PageHead, page_names
    from kusei_batch.report.page.page_template import fill_page
    from kusei_batch.report.templating.tags import PaperError

    files = {}
    for data in view.data:
        table = plain_table(data)
        stem = order.name if len(view.data) == 1 else f"{order.name}_{data.table}"
        files[f"{stem}.csv"] = public_csv(table)
        files[f"{stem}.xlsx"] = public_xlsx(table, released)
    published = order.date or released
    names = {"csv": "CSV形式", "xlsx": "エクセル形式"}
    titles = [data.table or data.name for data in view.data for _ in names]
    offered = [
        Download(quote(name), f"{title}のデータ", names[name.rpartition(".")[2]], size_label(len(content)))
        for (name, content), title in zip(files.items(), titles, strict=True)
    ]
    changed = view.date_label(released) if released > published else ""
    head = PageHead(order.title, view.date_label(published), changed, order.contact, offered)
    drawings = Drawings()
    try:
        for name, whole in ((WHOLE_PAGE, True), (BODY_ALONE, False)):
            files[name] = fill_page(order.template, page_names(view, head, drawings, whole=whole)).encode()
        files |= drawings.files
    except PaperError as error:
        raise SettingsError([error.problem]) from error
    return files


def size_label(size: int) -> str:
    """Return `12KB`, at least one; from a thousand on `1.2MB`."""
    kilos = max(1, -(-size // _KILO))
    return f"{kilos}KB" if kilos < 1000 else f"{kilos / _KILO:.1f}MB"  # noqa: PLR2004 - four digits are too many


def check_page_template(
    path: TemplateFile, form: Form, published: Published, lists: KnownLists | None = None
) -> list[Problem]:
    """Return every fault of a page's template, columns and condition before the night; empty when they fit the form."""
    from kusei_batch.report.page.page_check import check_page

    return check_page(path, form, published, lists or KnownLists())
