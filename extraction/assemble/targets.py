"""STUB: targets."""

from __future__ import annotations

from extraction.find import Facts
from extraction.reading import Reading
from tagih.records import Figure, Target

RULE = "targets"
VERSION = "1"


def assemble(reading: Reading, facts: Facts) -> tuple[list[Target], tuple[Figure, ...]]:
    """-> targets, and the figures with role "target" set where a target took them."""
    return [], facts.figures
