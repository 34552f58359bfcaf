"""Placeholders where the program does not write: text boxes, notes, headers and footers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from kusei_batch.core.text.placeholder import find_placeholders
from kusei_batch.xlsx.copy_names import is_definition
from kusei_batch.xlsx.links import relationships, sheet_parts
from kusei_batch.xlsx.package import parse_xml
from kusei_batch.xlsx.template.lint import Lint, TemplatePlace

_PLACES = {"drawing": "テキストボックスや図形", "comments": "メモ（コメント）"}


def check_outside_cells(parts: Mapping[str, bytes], lint: Lint) -> None:
    """Tell of placeholders outside cells: they would be issued as they stand."""
    for name, part in sheet_parts(parts).items():
        if not is_definition(name):
            for where, text in _texts(parts, part):
                for placeholder in find_placeholders(text):
                    lint.report(
                        "placeholder-outside-cell", TemplatePlace(name), name=placeholder.qualified, where=where
                    )


def _texts(parts: Mapping[str, bytes], part: str) -> Iterator[tuple[str, str]]:
    head = re.search(rb"<headerFooter.*?</headerFooter>", parts[part], re.DOTALL)
    if head:
        yield "ヘッダーやフッター", head[0].decode("utf-8", "replace")
    for link in relationships(parts, part):
        where = next((words for kind, words in _PLACES.items() if link.is_a(kind)), None)
        content = parts.get(link.target)
        if where and content and b"{{" in content:
            yield where, "".join(str(text) for text in parse_xml(content).itertext())
