"""横並び: what records say, with one of their fields down the side and another along the top, as 区 beside 区."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from kusei_batch.core.text.cleaning import clean_text
from kusei_batch.core.totals import UNFILLED
from kusei_batch.report.templating.call_options import check_options
from kusei_batch.report.templating.row_values import value_in
from kusei_batch.report.templating.shown import ORIGIN, Shown
from kusei_batch.report.templating.texts import printed
from kusei_batch.report.views.word_table_view import WordTable

_SIDE, _TOP, _SAID, _DARK, _NAMED, _SHORT = "縦", "横", "値", "濃い順", "見出し", "言いかえ"
_OPTIONS = (_SIDE, _TOP, _SAID, _DARK, _NAMED, _SHORT)
_PAIR = re.compile(r"([^、＝=]+)[＝=]([^、]*)")


def set_side_by_side(rows: Sequence[Shown], **options: object) -> Shown:
    """Return, for 横並び(行, 縦="本文", 横="区名", 値="評価"), a table of words for 表; its parts go by their names.

    Rows and columns come in the order in which they are first met. A cell has what every row there says, each text
    once; of several fields (値=["評価", "理由"]) one behind the other, or below it where there are many columns.
    濃い順=["適合", "不適合"] shades the cells in which one of these words stands, the last the darkest.
    言いかえ="適合＝○、不適合＝×" says texts shorter, 見出し what stands in the corner.
    """
    check_options(options, _OPTIONS)
    side, top, said, dark = (options.get(name) for name in (_SIDE, _TOP, _SAID, _DARK))
    fields = [said] if isinstance(said, str) else said
    named = options.get(_NAMED, f"{side}＼{top}")
    words = () if dark is None else dark
    said_short = options.get(_SHORT, "")
    if not (isinstance(side, str) and isinstance(top, str) and isinstance(named, str)):
        raise TypeError
    if not isinstance(fields, list | tuple) or not fields or not isinstance(words, list | tuple):
        raise TypeError
    if not isinstance(said_short, str):
        raise TypeError
    short = dict(_PAIR.findall(said_short))
    cells: dict[str, dict[str, list[str]]] = {}
    columns: dict[str, None] = {}
    for row in rows:
        label, column = (_text(row, name) or UNFILLED for name in (side, top))
        columns.setdefault(column)
        texts = cells.setdefault(label, {}).setdefault(column, [])
        said_here = (short.get(text, text) for text in (_text(row, str(name)) for name in fields))
        texts += [text for text in said_here if text and text not in texts]
    texts_of = tuple(tuple(tuple(here.get(column, ())) for column in columns) for here in cells.values())
    table = WordTable(named, named, tuple(columns), tuple(cells), texts_of, tuple(map(str, words)))
    return {"縦": list(cells), "横": list(columns), "件数": len(cells), "注": [], ORIGIN: table}


def _text(row: object, name: str) -> str:
    """Return the text under a name, `前.評価` being that of 前; raise where a row has no such name."""
    value_in(row, name)
    for part in name.split("."):
        row = row[part] if isinstance(row, Mapping) else row
    return clean_text(str(printed(row)))
