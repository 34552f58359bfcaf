"""What single cells and headings of a table say: amounts, years, areas, symbols."""

from __future__ import annotations

import re
from functools import lru_cache

from kusei_batch.core.period import Era
from kusei_batch.core.text.notation import half_width
from kusei_batch.core.values import Cell, CellKind
from kusei_batch.publish.table_shape import TableColumn, is_amount

_LONGEST_LABEL = 30
_NUMBER = r"[-+−▲△]?[¥$]?\d[\d,]*(?:\.\d+)?[^\d\s,.、・;；()（）/／]{0,4}"
_SEVERAL = re.compile(rf"{_NUMBER}\s*(?:[、・;；/／\n]\s*{_NUMBER})+|{_NUMBER}\s*[(（]\s*{_NUMBER}\s*[)）]")
_DAY = re.compile(r"(?:\d{4}|[A-Za-z]{0,2}\d{1,2})[年/／.-]\d{1,2}(?:[月/／.-]\d{1,2}日?)?|\d{1,2}/\d{1,2}")
_LAYOUT = re.compile(r"[\r\n\v\f\t\u2028\u2029]|^\s|\s$|\s{2,}|^\S(?:\s\S)+$|[^\x00-\x7f]\u3000[^\x00-\x7f]")
_BREAKS = re.compile(r"[\r\n\v\f\t\u2028\u2029]|^\s|\s$|\s{2,}")
_NAME_LIKE = re.compile(r"コード|番号|記号|ID|No\b|code", re.IGNORECASE)
_TIME_LIKE = re.compile(r"(?:年|年度|月|日|時点|期限)$")
_UNIT_STATED = re.compile(r"[(（\[［〔].+[)）\]］〕]|単位|[%％]")
_OMITTED = frozenset({"〃", "々", "同上", "同左", "仝", "''", '"', "″"})
_AGREED_SYMBOLS = frozenset({"***", "X"})
_AFTER_ERA = r"(?:年度?|[./-])?(?:\d{1,2}(?:月|[./-])?)?(?:\d{1,2}日?)?(?:末|現在|時点|分|から|まで|以降)?"
_WESTERN = re.compile(r"(?<!\d)(?:18|19|20)\d\d(?!\d)")
_AREA = re.compile(r"[都道府県市区町村郡]$")
_AREA_HEADING = re.compile(r"(?:地域|都道府県|市区町村|市町村|自治体|市|区|町|村)(?:の?名称?)?")
_AREA_CODE = re.compile(r"(?:地域|都道府県|市区町村|市町村|自治体|区|市|団体).*コード|^コード$")
_PREFECTURES = frozenset(
    re.split(
        " ",
        "青森 岩手 宮城 秋田 山形 福島 茨城 栃木 群馬 埼玉 千葉 東京 神奈川 新潟 富山 石川 福井 山梨 長野 岐阜 静岡 "
        "愛知 三重 滋賀 京都 大阪 兵庫 奈良 和歌山 鳥取 島根 岡山 広島 山口 徳島 香川 愛媛 高知 福岡 佐賀 長崎 熊本 "
        "大分 宮崎 鹿児島 沖縄",
    )
)


def holds_several(cell: Cell) -> bool:
    """Return whether a text is several figures: 120（80）, 12、15. A day written with strokes is one datum."""
    text = half_width(cell.text).strip()
    return cell.kind is CellKind.TEXT and _SEVERAL.fullmatch(text) is not None and not _DAY.fullmatch(text)


def is_laid_out(cell: Cell, *, heading: bool) -> bool:
    """Return whether a text has spaces or breaks for the looks. In a sentence a space between words may be meant."""
    label = heading or len(cell.text) < _LONGEST_LABEL
    return cell.kind is CellKind.TEXT and (_LAYOUT if label else _BREAKS).search(cell.text) is not None


def is_left_out(cell: Cell) -> bool:
    """Return whether a text says no more than "the same as above"."""
    return cell.text.strip() in _OMITTED


def is_code(cell: Cell) -> bool:
    """Return whether it is a code such as 0130: its zero would be lost in a number."""
    return re.fullmatch(r"0\d+", cell.text) is not None


def is_symbol(cell: Cell) -> bool:
    """Return whether a cell in a column of numbers is no number, and none of the agreed symbols."""
    if cell.kind is CellKind.TEXT and not (is_amount(cell) or holds_several(cell) or is_left_out(cell)):
        return cell.text.strip() not in _AGREED_SYMBOLS
    return cell.kind is CellKind.ERROR


def names_things(heading: str) -> bool:
    """Return whether a heading is that of codes or numbers of things, which are no amounts."""
    return _NAME_LIKE.search(heading) is not None


def states_units(heading: str) -> bool:
    """Return whether a heading is that of a column of units."""
    return heading.strip().endswith("単位")


def needs_no_unit(column: TableColumn) -> bool:
    """Return whether a column of numbers states its unit in its heading, or needs none: codes, years, 0 and 1."""
    heading = column.heading.strip()
    texts = [cell.text for cell in column.filled.values()]
    return (
        _UNIT_STATED.search(heading) is not None
        or _TIME_LIKE.search(heading) is not None
        or names_things(heading)
        or all(text in ("0", "1") for text in texts)
        or all(_WESTERN.fullmatch(text) for text in texts)
    )


def is_western(cell: Cell) -> bool:
    """Return whether a cell is a day or a year by 西暦."""
    return cell.kind is CellKind.DATE or (len(cell.text) < _LONGEST_LABEL and _WESTERN.match(cell.text) is not None)


def is_era_only(cell: Cell, eras: tuple[Era, ...]) -> bool:
    """Return whether a text is a time by 和暦 and nothing else; a sentence is no time."""
    text = half_width(cell.text).strip()
    return cell.kind is CellKind.TEXT and _era_time(eras).fullmatch(text) is not None


@lru_cache(maxsize=8)
def _era_time(eras: tuple[Era, ...]) -> re.Pattern[str]:
    names = "|".join(re.escape(era.name) for era in eras)
    signs = "|".join(re.escape(sign) for era in eras for sign in (era.name[0], era.letter))
    written = rf"(?:{names})\s*(?:\d{{1,2}}|元)|(?:{signs})\s*(?:\d{{1,2}}|元)(?=年|[./-]\d)"
    return re.compile(rf"(?:{written}){_AFTER_ERA}")


def is_area(text: str) -> bool:
    """Return whether a text ends as the full name of an area does."""
    return _AREA.search(text.strip()) is not None


def is_short_area(cell: Cell) -> bool:
    """Return whether a cell below a heading of areas is not a full name."""
    return not is_area(cell.text) and not is_left_out(cell)


def is_short_prefecture(cell: Cell) -> bool:
    """Return whether a cell says 東京 instead of 東京都, or the like."""
    return cell.text.strip() in _PREFECTURES


def mentions_area(text: str) -> bool:
    """Return whether an area's name may be in a title."""
    return re.search(r"[都道府県市区町村]", text) is not None


def heads_areas(heading: str) -> bool:
    """Return whether a heading is that of names of areas."""
    return _AREA_HEADING.fullmatch("".join(heading.split())) is not None


def heads_area_codes(heading: str) -> bool:
    """Return whether a heading is that of codes of areas."""
    return _AREA_CODE.search(heading.strip()) is not None
