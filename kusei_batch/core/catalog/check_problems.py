"""Problems that a form's own `_検査` find: the form says what and what to do, the catalog how that is reported."""

from __future__ import annotations

from kusei_batch.core.catalog.entry import CatalogEntry

MESSAGES: dict[str, CatalogEntry] = {
    "inconsistent": CatalogEntry(
        "warning",
        "{place}が、ほかの欄と合っていません。{text}",
        "関係する欄を見比べて、違っているほうを直してください。{answer}",
        "様式の「_検査」に定めた条件に当てはまっています。重要度は検査ごとに決まります。",
        summary="欄どうしの記入が合っていないもの",
    ),
    "inconsistent-explained": CatalogEntry(
        "info",
        "{place}が、ほかの欄と合っていませんが、理由が記入されています。{text}（{reason}：{said}）",
        "直すところはありません。理由を読んで、了解できるか確かめてください。",
        "様式の「_検査」に定めた条件に当てはまっていますが、定められた欄に理由が記入されています。",
        summary="欄どうしの記入が合わない理由が記入されているもの",
    ),
}
