"""STUB: quotations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from extraction.reading import Reading

RULE = "quotations"
VERSION = "1"


@dataclass(frozen=True, slots=True)
class Quotation:
    """Something said, before it is known by whom: `[start, end)` of what is said, and of the words that name the
    speaker beside the cue (None where the cue stands alone or there is none). `cue` is the cue verb."""

    start: int
    end: int
    speech: Literal["direct", "indirect"]
    cue: str | None
    speaker_start: int | None
    speaker_end: int | None


def extract(reading: Reading) -> list[Quotation]:
    """All quotations of a document, in order."""
    return []
