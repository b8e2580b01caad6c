"""extract(page) -> Extraction: one pure function that a laptop or a cluster maps over pages."""

from __future__ import annotations

from extraction.assemble import VERSIONS, assemble
from extraction.find import find, rule_versions
from extraction.page import read_page
from extraction.reading import Reading
from tagih.records import Document, Extraction, Page


def extract(page: Page) -> Extraction:
    """Read a page and find every record in it. Raises PageError where the page cannot be read."""
    return extract_document(read_page(page))


def extract_document(document: Document) -> Extraction:
    """Find every record in a document's text."""
    reading = Reading(document)
    return assemble(reading, find(reading))


def versions() -> dict[str, str]:
    """Rule -> version of everything that makes records: the identity of an extraction run."""
    return rule_versions() | VERSIONS
