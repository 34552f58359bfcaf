"""Problems of 記入内容."""

from __future__ import annotations

from kusei_batch.core.catalog.entry import Entry

MESSAGES: dict[str, Entry] = {}
