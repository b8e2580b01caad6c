"""STUB: commitments."""

from __future__ import annotations

from collections.abc import Sequence

from extraction.find import Facts
from extraction.reading import Reading
from tagih.records import Commitment, Figure, Statement, Target

RULE = "commitments"
VERSION = "1"


def assemble(
    reading: Reading, facts: Facts, statements: Sequence[Statement], targets: Sequence[Target], figures: Sequence[Figure]
) -> list[Commitment]:
    """Undertakings of public actors -> commitments with actor, area, due date and links."""
    return []
