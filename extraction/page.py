"""Page -> Document: plain text (STUB: HTML and PDF follow)."""

from __future__ import annotations

import unicodedata

from tagih.records import Document, Page


def read_page(page: Page) -> Document:
    """Read a page's main text and what it says about itself. Raises PageError, never returns an empty text."""
    return Document(id=page.id, text=unicodedata.normalize("NFC", page.content.decode("utf-8")), url=page.url)
