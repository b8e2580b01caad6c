"""What the store takes and gives beside the records themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from tagih.records import Commitment, Extraction

Outcome = Literal["new", "changed", "unchanged"]


def utc(moment: datetime) -> str:
    """An aware time as ISO 8601 in UTC, to the second. Raises ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone")
    return moment.astimezone(UTC).isoformat(timespec="seconds")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageMeta:
    """Where a page came from. `url` is canonical: a document's id is `ids.document_id(url)`.

    `source` is the id of a source that `Store.put_sources` knows; `content_digest` is of the raw bytes;
    `fetched_at` is aware; `archive_offset` is the WARC record's place in `archive_file`, in bytes. `backfilled`: it came
    from an archive of the past, so what it says is no news. `robots`: what it asks of those who show it (`tagih.records.robots`).
    `copies`: addresses of copies that name it as themselves, one of which may be stored in its place.
    """

    url: str
    source: str
    content_digest: str
    fetched_at: datetime
    archive_file: str | None = None
    archive_offset: int | None = None
    backfilled: bool = False
    robots: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        utc(self.fetched_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A page that could not be read, and what to do about it."""

    url: str
    source: str
    content_digest: str
    what: str
    remedy: str
    fetched_at: str
    run: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A document's current version with everything known about it. Digests, times and `robots` as in `PageMeta`.

    `announced_first`: it carried its announcement before all others. `sentences` are `[start, end)` spans; the mappings go from a record's id to the linked row's id (`related_of`: from a
    particular to the other instrument that it names), or (`commitments`) to its lasting number and the time it was first seen.
    """

    extraction: Extraction
    version: int
    versions: int
    source: str
    first_seen: str
    fetched_at: str
    announcement: str | None
    announced_first: bool
    sentences: tuple[tuple[int, int], ...]
    official_of: Mapping[str, str]
    regulation_of: Mapping[str, str]
    enactment_of: Mapping[str, str]
    related_of: Mapping[str, str]
    commitments: Mapping[str, tuple[int, str]]
    robots: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCommitment:
    """A commitment as an alert needs it. Names of people without office are masked in every text here.

    `seq` grows with every commitment ever seen and never changes; `id` is the commitment's id in the public file.
    `sentence` is the whole sentence around `commitment.text`; `document_jurisdiction` is the area that the source serves.
    """

    seq: int
    id: str
    commitment: Commitment
    sentence: str
    first_seen: str
    document_id: str
    document_url: str
    document_title: str | None
    document_published: str | None
    document_jurisdiction: str | None
    outlet: str | None
    source: str
    official_name: str | None
    official_office: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """Something that does not hold: in which file and row, and what."""

    file: str
    row: str
    what: str
