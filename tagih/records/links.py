"""What linking is given and what it says: the same official, instrument or announcement across documents.

Both are plain values, so that linking stays pure and the store stays the only place that knows a database.
`mention` and `version` are the store's own row numbers; linking hands them back unchanged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tagih.records.model import Enactment, EnactmentStatus


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
class EnactmentMention:
    """A document that is an instrument itself, and what it says of it. `extractor` tells a portal's page from a file."""

    mention: int
    document: str
    url: str
    extractor: str
    said: Enactment


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
    enactments: tuple[EnactmentMention, ...] = ()


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
    """One legal instrument; `id` is its key. What stands after `title` is known from its own documents, and from those of the
    instruments that amend or revoke it. `file_url` is its text, `page_url` the page that a legal portal keeps of it."""

    id: str
    label: str
    type: str
    number: str | None
    year: int | None
    jurisdiction: str | None
    title: str | None
    status: EnactmentStatus | None = None
    enacted: str | None = None
    promulgated: str | None = None
    effective: str | None = None
    amends: tuple[str, ...] = ()
    revokes: tuple[str, ...] = ()
    amended_by: tuple[str, ...] = ()
    revoked_by: tuple[str, ...] = ()
    file_url: str | None = None
    page_url: str | None = None


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
    enactment_of: Mapping[int, str] = field(default_factory=dict)
