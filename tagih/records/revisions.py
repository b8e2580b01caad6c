"""What linking says of two versions of one document: where their words differ, and which records that touched.

Offsets are code points, end exclusive, of the version's text (or of its title where `field` says so).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tagih.records.model import Commitment, Figure, Statement, Target

# Whose change it is: the publisher's, or only another reading of the same bytes by newer rules.
Cause = Literal["publisher", "reading"]
Field = Literal["text", "title", "page"]  # "page": a line of the page that is no part of its main text
Declaration = Literal["correction", "update"]
EditKind = Literal[
    "quote_changed",
    "quote_removed",
    "figure_changed",
    "figure_removed",
    "target_changed",
    "target_removed",
    "commitment_changed",
    "commitment_removed",
    "title_changed",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionText:
    """A version of a document as comparison needs it. `reread`: it was read from the bytes of the version before it; `run` is the
    extraction run that made its records; `sentences` are `[start, end)` spans."""

    id: int
    title: str | None
    text: str
    run: int
    reread: bool = False
    sentences: tuple[tuple[int, int], ...] = ()
    figures: tuple[Figure, ...] = ()
    targets: tuple[Target, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    statements: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True)
class Hunk:
    """One place where the words differ: the old text's `[old_start, old_end)` became the new text's `[new_start, new_end)`; one of
    the two may be empty."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a version's text or title."""

    start: int
    end: int
    text: str
    field: Field = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a record says beside its words, where it is of a kind that says such: a value (decimal text) in its unit, a due date (ISO
    prefix), a commitment's status."""

    value: str | None = None
    unit: str | None = None
    due: str | None = None
    status: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A record of the old version that the new one says otherwise or no more.

    `id` is unique in its revision; `record` is the old version's record id (None for a title); `new` is what the new version says in
    its place, None where nothing does. `similarity` (0 to 1) is that of the words compared: the quotes themselves, or what stands
    around a figure; None where there is nothing to compare with.
    """

    id: str
    kind: EditKind
    record: str | None
    old: Passage
    new: Passage | None
    old_terms: Terms = Terms()
    new_terms: Terms = Terms()
    similarity: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Where the page itself says that it was corrected or updated."""

    declares: Declaration
    passage: Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """What became of version `old` in version `new`.

    `material`: more than white space, punctuation, capitals and a page's furniture is different. `words_removed` and `words_added`
    count such words only. `uncompared`: touched records beyond the limit of one comparison.
    """

    old: int
    new: int
    cause: Cause
    material: bool
    hunks: tuple[Hunk, ...]
    words_removed: int = 0
    words_added: int = 0
    notice: Notice | None = None
    edits: tuple[Edit, ...] = ()
    uncompared: int = 0
