"""What would make a template cost minutes though it is small: told before its layout is read."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kusei_batch.xlsx.links import sheet_parts
from kusei_batch.xlsx.package import hostile
from kusei_batch.xlsx.reference import parse_area

_AREAS = {
    "結合セル": re.compile(rb"<(?:\w{1,9}:)?mergeCell\s[^>]{0,200}?\bref=\"([^\"]{1,40})\""),
    "リンク": re.compile(rb"<(?:\w{1,9}:)?hyperlink\s[^>]{0,400}?\bref=\"([^\"]{1,40})\""),
}
_MOST_CELLS = 500_000
_MOST_AREAS = 20_000
_FORMAT = re.compile(rb"\bformatCode=\"([^\"]{1000})")


def refuse_costly(parts: Mapping[str, bytes]) -> None:
    """Raise UnreadableError (hostile-workbook) for areas over far too many cells, and formats of a thousand signs."""
    for name, part in sheet_parts(parts).items():
        for thing, pattern in _AREAS.items():
            areas = [found.decode("ascii", "replace") for found in pattern.findall(parts[part])]
            cells = 0
            for text in areas:
                try:
                    area = parse_area(text.replace("$", ""))
                except ValueError:
                    continue
                cells += (area.bottom - area.top + 1) * (area.right - area.left + 1)
            if cells > _MOST_CELLS or len(areas) > _MOST_AREAS:
                raise hostile(f"シート「{name}」の{thing}が{cells:,}セルに及んでいます")
    for part, content in parts.items():
        if part.lower().endswith("styles.xml") and _FORMAT.search(content):
            raise hostile("表示形式が長すぎます（1,000文字以上）")
