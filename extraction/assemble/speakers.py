"""STUB: speakers."""

from __future__ import annotations

from extraction.find import Facts
from extraction.reading import Reading
from tagih.records import Statement, Unresolved

RULE = "speakers"
VERSION = "1"


def resolve(reading: Reading, facts: Facts) -> tuple[list[Statement], list[Unresolved]]:
    """Quotations -> statements with their speakers; those of unknown speakers are unresolved."""
    return [], []
