"""The manual: docs/ as pages for a browser, made from the Markdown that is shipped, so that neither can lag behind."""

from kusei_batch.manual.manual_pages import PAGES, ManualPage
from kusei_batch.manual.whole_manual import FIRST, FOLDER, PROBLEMS, Manual, edition_of, make_manual

__all__ = ["FIRST", "FOLDER", "PAGES", "PROBLEMS", "Manual", "ManualPage", "edition_of", "make_manual"]
