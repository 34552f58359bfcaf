"""Problems of 受け取ったファイル."""

from __future__ import annotations

from kusei_batch.core.catalog.entry import Entry

MESSAGES: dict[str, Entry] = {}
