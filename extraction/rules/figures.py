"""STUB: figures."""

from __future__ import annotations

from extraction.reading import Reading
from tagih.records import Figure, Unresolved

RULE = "figures"
VERSION = "1"


def extract(reading: Reading) -> list[Figure | Unresolved]:
    """All figures of a document, in order."""
    return []
