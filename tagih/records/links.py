"""What linking is given and what it says: the same official, instrument or announcement across documents.

Both are plain values, so that linking stays pure and the store stays the only place that knows a database.
`mention` and `version` are the store's own row numbers; linking hands them back unchanged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialMention:
    """An official named in one document. `day` (ISO prefix, or the day of the first fetch) orders mentions in time."""

    mention: int
    document: str
    day: str
    name: str
    office: str
    organisation: str | None
    jurisdiction: str | None
    acting: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegulationMention:
    """A citation that carries the instrument's own key."""

    mention: int
    document: str
    instrument: str
    type: str
    number: str | None
    year: int | None
    jurisdiction: str | None
    title: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentText:
    """A document's current text by its digest (`ids.text_digest`). `first_seen` is an ISO date-time in UTC."""

    document: str
    text_digest: str
    source: str
    published: str | None
    first_seen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkInputs:
    """Everything that linking looks at, for the current version of every document."""

    officials: tuple[OfficialMention, ...] = ()
    regulations: tuple[RegulationMention, ...] = ()
    documents: tuple[DocumentText, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedOfficial:
    """One person in one post for one area."""

    id: str
    name: str
    office: str
    organisation: str | None
    jurisdiction: str | None
    acting: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedRegulation:
    """One legal instrument; `id` is its key."""

    id: str
    label: str
    type: str
    number: str | None
    year: int | None
    jurisdiction: str | None
    title: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """One text that several documents carry; `first_document` carried it first."""

    id: str
    text_digest: str
    first_document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Rows of their own, and which mention or document belongs to which (`{mention: id}`, `{document: id}`)."""

    officials: tuple[LinkedOfficial, ...]
    official_of: Mapping[int, str]
    regulations: tuple[LinkedRegulation, ...]
    regulation_of: Mapping[int, str]
    announcements: tuple[Announcement, ...]
    announcement_of: Mapping[str, str]
