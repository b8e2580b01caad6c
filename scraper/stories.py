"""Stories on several pages in the ledger: their further pages are rows that know their story, and its captures carry them.

A further page is never a document of its own. Versions of a story are told from its captures alone: a page that was captured again
begins a new one, and so does a page that came long after the first (it had been missing). So an archive that is read again gives the
versions that it gave the first time.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from scraper.paging import ALL
from scraper.rows import FAILED, Capture, Link, Part, Row, Visit

# Between two pages of one version: they are fetched one after the other, and a failure is tried again an hour later.
TOGETHER = timedelta(minutes=30)

# A story whose further pages have never been asked for is not whole yet: it waits, and what was read of it before stands.
WAITING = "EXISTS (SELECT 1 FROM urls p WHERE p.story = u.url AND p.part IS NOT NULL AND p.state = 'queued' AND p.last_visit IS NULL)"


def note(db: sqlite3.Connection, row: Row, visit: Visit) -> None:
    """What a visit to a page of a story tells of its other pages: those that are no more, and those that are needed now."""
    first = row.story or row.url
    number = db.execute("SELECT part FROM urls WHERE url = ?", (row.url,)).fetchone()[0] if row.story else 1
    if number is None:
        return
    if number == ALL and visit.state in FAILED:
        _ask_for_spares(db, first)
    if visit.state != "ok" or visit.status == 304 or number == ALL:
        return
    further = {x.part for x in visit.links if x.story == first and x.part is not None}
    if not further & {ALL} and number == 1:
        _let_go(db, first, "part = 0")
        _ask_for_spares(db, first)
    if not any(n == ALL or n > number for n in further):  # the last page
        _let_go(db, first, f"part > {int(number)}")


def is_taken(db: sqlite3.Connection, link: Link) -> bool:
    """Whether the story has another page of that number: else a site that invents addresses could have as many as it likes."""
    return (
        db.execute("SELECT 1 FROM urls WHERE story = ? AND part = ? AND url <> ?", (link.story, link.part, link.url)).fetchone() is not None
    )


def claim(db: sqlite3.Connection, link: Link, state: str, now: float) -> None:
    """An address that is known turns out to be a further page of a story: no document of its own, whatever led to it before."""
    db.execute(
        """UPDATE urls SET story = :story, part = :part, document = 0, state = CASE WHEN last_visit IS NULL THEN :state ELSE state END,
             rank = CASE WHEN last_visit IS NULL THEN 0 ELSE rank END, next_visit = coalesce(next_visit, CASE WHEN last_visit IS NOT NULL THEN :now END)
           WHERE url = :url AND (story IS NOT :story OR part IS NOT :part OR (last_visit IS NULL AND state = 'not_found'))""",
        {"url": link.url, "story": link.story, "part": link.part, "state": state, "now": now},
    )


def expect(db: sqlite3.Connection, first: str, source: str, further: Sequence[Link], moment: str) -> None:
    """Note the further pages of a story that was made elsewhere. They are missing until they are found there too, or a crawl asks for them."""
    db.executemany(
        """INSERT OR IGNORE INTO urls (url, source, kind, state, rank, depth, root, found_at, found_on, error, story, part)
           VALUES (?, ?, 'page', 'not_found', 0, 0, ?, ?, ?, 'was not in the file that its story came in', ?, ?)""",
        [(x.url, source, first, moment, first, first, x.part) for x in further],
    )


def _ask_for_spares(db: sqlite3.Connection, first: str) -> None:
    db.execute("UPDATE urls SET state = 'queued' WHERE story = ? AND part > 0 AND state = 'covered' AND last_visit IS NULL", (first,))


def _let_go(db: sqlite3.Connection, first: str, which: str) -> None:
    db.execute(
        f"""UPDATE urls SET part = NULL, next_visit = NULL, state = CASE state WHEN 'queued' THEN 'covered' ELSE state END
            WHERE story = ? AND part IS NOT NULL AND {which}""",
        (first,),
    )


def cover(db: sqlite3.Connection, row: Row, copies: Sequence[str], moment: str) -> None:
    """Note that a page stands under further addresses (AMP, mobile), which need not be asked for."""
    for url in copies:
        db.execute(
            """INSERT INTO urls (url, source, kind, state, rank, depth, root, found_at, found_on, canonical)
               VALUES (:url, :source, 'page', 'covered', 1, :depth, :root, :now, :first, :first)
               ON CONFLICT (url) DO UPDATE SET state = 'covered', canonical = :first WHERE state = 'queued' AND last_visit IS NULL AND story IS NULL""",
            {"url": url, "source": row.source, "depth": row.depth, "root": row.root, "now": moment, "first": row.url},
        )


@dataclass(frozen=True, slots=True)
class Further:
    """By first page the further pages that a story should have, and by their addresses their captures in order."""

    expected: Mapping[str, Sequence[Part]]
    found: Mapping[str, Sequence[Capture]]


def whole(captures: Iterable[Capture], further: Further, *, every: bool) -> Iterator[Capture]:
    """Captures with those of stories on several pages made whole: the newest version, or `every` one in its order."""
    firsts: dict[str, list[Capture]] = {}
    for c in captures:
        if c.url in further.expected:
            firsts.setdefault(c.url, []).append(c)
        else:
            yield c
    for url, mine in firsts.items():
        made = list(versions(mine, further.expected[url], further.found))
        yield from made if every else made[-1:]


def parts(db: sqlite3.Connection, of_row: Callable[[sqlite3.Row], Capture], source: str | None) -> Further:
    """The further pages of stories (of one source), and their captures."""
    of_source = "u.part IS NOT NULL AND u.state <> 'covered' AND u.story IS NOT NULL AND (:source IS NULL OR u.source = :source)"
    expected: dict[str, list[Part]] = {}
    for r in db.execute(f"SELECT u.story, u.part, u.url FROM urls u WHERE {of_source} ORDER BY u.story, u.part", {"source": source}):
        expected.setdefault(r["story"], []).append(Part(r["part"], r["url"], None))
    found: dict[str, list[Capture]] = {}
    if expected:
        query = f"SELECT c.* FROM captures c JOIN urls u ON u.url = c.url WHERE {of_source} AND c.status = 200 AND c.size > 0 ORDER BY c.id"
        for r in db.execute(query, {"source": source}):
            found.setdefault(r["url"], []).append(of_row(r))
    return Further(expected, found)


def versions(firsts: Sequence[Capture], expected: Sequence[Part], found: Mapping[str, Sequence[Capture]]) -> Iterator[Capture]:
    """A story's versions, oldest first, each as its first page's capture with the further pages that belonged to it."""
    wanted = {p.url: p for p in _needed(expected, found)}
    events = [*firsts, *(c for url in wanted for c in found.get(url, ()))]
    first: Capture | None = None
    parts: dict[str, Capture] = {}
    fresh: set[str] = set()
    last = None
    for c in sorted(events, key=lambda c: (c.fetched_at, c.url in wanted)):
        if first is not None and last is not None and (c.url in fresh or c.fetched_at - last > TOGETHER):
            yield _version(first, list(wanted.values()), parts)
            fresh = set()
        fresh.add(c.url)
        last = c.fetched_at
        if c.url in wanted:
            parts[c.url] = c
        else:
            first = c
    if first is not None:
        yield _version(first, list(wanted.values()), parts)


def _needed(expected: Sequence[Part], found: Mapping[str, Sequence[Capture]]) -> Sequence[Part]:
    """The page that shows all, where it was had; else the numbered ones."""
    all_of_it = [p for p in expected if p.number == ALL and p.url in found]
    numbered = [p for p in expected if p.number != ALL]
    return all_of_it or numbered or expected


def _version(first: Capture, wanted: Sequence[Part], parts: dict[str, Capture]) -> Capture:
    had = tuple(replace(p, capture=parts.get(p.url)) for p in wanted)
    told = [first.digest, *(f"{p.number} {p.capture.digest if p.capture else 'missing'}" for p in had)]
    return replace(
        first,
        digest=hashlib.sha256("\n".join(told).encode()).hexdigest(),
        fetched_at=max([first.fetched_at, *(p.capture.fetched_at for p in had if p.capture)]),
        parts=had,
    )
