"""What the ledger's rows are to everything that reads or writes them: addresses, captures, and what a visit came to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

RowKind = Literal["page", "listing", "feed", "sitemap"]
State = Literal["queued", "ok", "empty", "too_large", "timeout", "blocked", "geo_blocked", "not_found", "server_error", "robots_denied",
                "unreachable", "dns_dead", "broken", "unsupported", "redirected", "refused", "excluded", "older", "covered"]  # fmt: skip
FAILED: frozenset[str] = frozenset(
    {
        "empty",
        "too_large",
        "timeout",
        "blocked",
        "geo_blocked",
        "not_found",
        "server_error",
        "robots_denied",
        "unreachable",
        "dns_dead",
        "broken",
        "unsupported",
        "refused",
    }
)
TRANSIENT: frozenset[str] = frozenset({"empty", "timeout", "blocked", "geo_blocked", "server_error", "unreachable", "dns_dead", "broken"})


@dataclass(frozen=True, slots=True)
class Row:
    """A leased row. `root` is the seed that led here; `depth` of a list is its page number less one, of an article its
    steps from a list; `guessed`: a place tried on suspicion. `story`: the first page's address where this is a further page of a
    story. `found_on`: the address that led here first. `since`: the day (ISO) back to which this run reads an archive; `deep`: it has
    not got there yet, so that lists are followed as far as they go."""

    url: str
    source: str
    kind: RowKind
    depth: int
    root: str
    guessed: bool
    etag: str | None
    last_modified: str | None
    digest: str | None
    document: bool
    story: str | None = None
    found_on: str | None = None
    since: str | None = None
    deep: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """An address found on a page; `again` puts it back in the queue where it was read in an earlier run (a list's next page).

    `day` is when it was published, as far as the page tells (an ISO prefix). `older`: before the day that the run reads back to, so
    not to be fetched; `backfill`: from an archive, no news. `story` and `part`: it is a further page of the story whose first page
    that is, by its number, 0 for the page that shows all; `spare`: to be asked for only where that one cannot be had.
    """

    url: str
    kind: RowKind
    depth: int
    root: str
    guessed: bool = False
    again: bool = False
    day: str | None = None
    older: bool = False
    backfill: bool = False
    story: str | None = None
    part: int | None = None
    spare: bool = False


@dataclass(frozen=True, slots=True)
class Capture:
    """A response in the archive. `digest` is its body's (`archive.digest_of`); `offset` and `length` in bytes
    are its record's place in the file `warc`. `ingested`: the record was made elsewhere, and copied into the archive; `backfill`: it
    was fetched from a site's own archive (`--since`). `parts` are the further pages of its story, in their order: then `digest` is of
    all of them, and `fetched_at` of the last."""

    url: str
    fetched_at: datetime
    status: int
    media_type: str | None
    digest: str
    warc: str
    offset: int
    length: int
    source: str
    size: int
    ingested: bool = False
    backfill: bool = False
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A further page of a story: its number (0 shows the whole story), its address, and its capture; None where it is missing."""

    number: int
    url: str
    capture: Capture | None


@dataclass(frozen=True, slots=True)
class Ingested:
    """A capture made elsewhere: the file it came in, its record's id there, and the address that the page gives as its own. `story` and
    `part` as in Link; `further` are the other pages of the story that begins here."""

    capture: Capture
    file: str
    record_id: str | None
    canonical: str | None
    story: str | None = None
    part: int | None = None
    further: Sequence[Link] = ()


@dataclass(frozen=True, slots=True)
class Visit:
    """What one request came to. `document`: the page is one that extraction reads; `canonical`: the page names another as itself;
    `day`: when it says that it was published (an ISO prefix); `copies`: other addresses under which it says it stands (AMP, mobile)."""

    state: State
    status: int | None = None
    error: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None
    capture: Capture | None = None
    document: bool = False
    canonical: str | None = None
    retry_after_s: float | None = None
    links: Sequence[Link] = ()
    day: str | None = None
    copies: Sequence[str] = ()
