"""STUB: regulations."""

from __future__ import annotations

from extraction.reading import Reading
from tagih.records import Regulation, Unresolved

RULE = "regulations"
VERSION = "1"


def extract(reading: Reading) -> list[Regulation | Unresolved]:
    """All regulations of a document, in order."""
    return []
