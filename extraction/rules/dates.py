"""STUB: dates."""

from __future__ import annotations

from extraction.reading import Reading
from tagih.records import Date, Unresolved

RULE = "dates"
VERSION = "1"


def extract(reading: Reading) -> list[Date | Unresolved]:
    """All dates of a document, in order."""
    return []
