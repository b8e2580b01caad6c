"""What a page, the hints of its source and its text make of a Document, whatever the page is made of."""

from __future__ import annotations

from extraction.language import language_of
from tagih.records import Document, Page


def document_of(page: Page, text: str, extractor: str) -> Document:
    """A document without title, day and people: these the reader of each kind of page looks for in its own way."""
    hints = page.hints
    return Document(
        id=page.id,
        text=text,
        url=page.url,
        outlet=hints.outlet if hints else None,
        kind=hints.kind if hints else "news",
        language=language_of(text),
        extractor=extractor,
        jurisdiction=hints.jurisdiction if hints else None,
    )
