"""STUB: undertakings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from extraction.reading import Reading

RULE = "undertakings"
VERSION = "1"


@dataclass(frozen=True, slots=True)
class Undertaking:
    """A clause that says somebody will act, is acting or has acted, before it is known whether that somebody is public.
    `[subject_start, subject_end)` are the words that name the actor (None where it is we, or nobody)."""

    start: int
    end: int
    status: Literal["pledged", "underway", "delivered"]
    cue: str
    subject_start: int | None
    subject_end: int | None
    score: float


def extract(reading: Reading) -> list[Undertaking]:
    """All undertakings of a document, in order."""
    return []
