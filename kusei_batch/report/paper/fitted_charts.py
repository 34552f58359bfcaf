"""The charts of a paper, once it is filled in: none is higher than the pages on which it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docx.oxml.ns import qn

from kusei_batch.report.paper.table_fit import A4
from kusei_batch.report.paper.typed_tables import frame_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_CAPTION = 850  # twentieths of a point: 15 mm, for the name below a chart
_EMU = 635  # in a twentieth of a point
_INLINE, _SECTION, _EXTENT = qn("wp:inline"), qn("w:sectPr"), qn("wp:extent")
_CHART = f"{qn('a:graphic')}/{qn('a:graphicData')}/{qn('c:chart')}"


def fit_charts(tree: _Element) -> None:
    """Make every chart as high as its page at most, with its name: Word cuts off what goes beyond the page.

    A chart has a line for each bar, as many as a city has wards.
    """
    frame = A4
    # The properties of a section stand at its end.
    for element in reversed(list(tree.iter(_INLINE, _SECTION))):
        if element.tag == _SECTION:
            frame = frame_of(element) or A4
        elif element.find(_CHART) is not None:
            extent = element.find(_EXTENT)
            most = (frame.height - _CAPTION) * _EMU
            if extent is not None and int(extent.get("cy", "0")) > most > 0:
                extent.set("cy", str(most))
