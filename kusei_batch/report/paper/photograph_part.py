"""A photograph in a Word paper: a picture part with its words as 代替テキスト."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.shared import Mm

from kusei_batch.report.paper.chart_part import draw_chart
from kusei_batch.report.templating.texts import xml_text
from kusei_batch.report.views.figures import ChartView, PictureView

if TYPE_CHECKING:
    from docxtpl import DocxTemplate

_DRAWING_URI = "http://schemas.openxmlformats.org/drawingml/2006/"
_RELATIONS_URI = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KINDS = {"jpg": CONTENT_TYPE.JPEG, "png": CONTENT_TYPE.PNG}


def draw_into(template: DocxTemplate, shown: ChartView | PictureView, width: int) -> object:
    """Return what a tag writes for a chart or a photograph `width` millimetres wide."""
    if isinstance(shown, PictureView):
        return _InlinePhotograph(template, shown, width)
    return draw_chart(template, shown, width)


@dataclass(frozen=True, slots=True)
class _InlinePhotograph:
    """A photograph that is put into the part of the document which is being filled in when its tag is written."""

    template: DocxTemplate
    shown: PictureView
    width: int

    def __html__(self) -> str:
        """Return the markup that takes the place of the tag in its run."""
        holder = self.template.current_rendering_part
        name, _, ending = self.shown.file.rpartition(".")
        # Named by its content: the same paper has the same bytes, whatever was filled in before it.
        place = PackURI(f"/word/media/photo-{name[:16]}.{ending}")
        related = (relation.target_part for relation in holder.rels.values() if not relation.is_external)
        part = next((one for one in related if one.partname == place), None)
        part = part or Part(place, _KINDS[ending], self.shown.content, holder.package)
        relation = holder.relate_to(part, RELATIONSHIP_TYPE.IMAGE)
        return f"</w:t></w:r><w:r>{self._inline(relation)}</w:r><w:r><w:t>"

    __str__ = __html__

    def _inline(self, relation: str) -> str:
        wide = int(Mm(self.width))
        high = max(1, wide * self.shown.height // self.shown.width)
        size, said = f'cx="{wide}" cy="{high}"', xml_text(" ".join(self.shown.alt_text.split()))
        return (
            f'<w:drawing><wp:inline xmlns:wp="{_DRAWING_URI}wordprocessingDrawing" distT="0" distB="0" distL="0" '
            f'distR="0"><wp:extent {size}/><wp:docPr id="1" name="写真" descr="{said}"/><wp:cNvGraphicFramePr>'
            f'<a:graphicFrameLocks xmlns:a="{_DRAWING_URI}main" noChangeAspect="1"/></wp:cNvGraphicFramePr>'
            f'<a:graphic xmlns:a="{_DRAWING_URI}main"><a:graphicData uri="{_DRAWING_URI}picture">'
            f'<pic:pic xmlns:pic="{_DRAWING_URI}picture"><pic:nvPicPr><pic:cNvPr id="0" name="写真" descr="{said}"/>'
            f'<pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip xmlns:r="{_RELATIONS_URI}" r:embed="{relation}"/>'
            "<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr>"
            f'<a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
            "</pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>"
        )
