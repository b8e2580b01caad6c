"""STUB: officials."""

from __future__ import annotations

from extraction.reading import Reading
from tagih.records import Official, Unresolved

RULE = "officials"
VERSION = "1"


def extract(reading: Reading) -> list[Official | Unresolved]:
    """All officials of a document, in order."""
    return []
