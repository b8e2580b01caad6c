"""The URL ledger: one row per canonical address, at once the mark that it was seen and its place in the queue.

What a page led to and that it was read are written in one transaction, after its record is safe in the archive:
a process may be killed at any moment, and the next one goes on with nothing lost. A row is taken under a lease;
leases of dead processes are freed at once (each process holds a lock file that the system frees when it dies),
others when they run out.
"""

from __future__ import annotations

import contextlib
import fcntl
import sqlite3
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Literal

from sqlite_utils import Database

from scraper.schema import migrations
from tagih.records import StoreError

RowKind = Literal["page", "listing", "feed", "sitemap"]
State = Literal["queued", "ok", "empty", "too_large", "timeout", "blocked", "geo_blocked", "not_found", "server_error", "robots_denied",
                "unreachable", "dns_dead", "broken", "unsupported", "redirected", "refused"]  # fmt: skip
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

LEASE_S = 900  # a lease outlives a download with all its retries and a crawl-delay of 60 s several times over
BUSY_MS = 10_000  # how long a locked ledger is waited for
RETRY_S = 3_600  # a failure that may pass is tried again after this, doubling
REFUSAL_S = 7 * 86_400  # one that will hardly pass is looked at again after this
BACKOFF_LIMIT = 6  # doublings at most: an unchanged page's interval grows to 64 times its first


@dataclass(frozen=True, slots=True)
class Row:
    """A leased row. `root` is the seed that led here; `depth` of a list is its page number less one, of an article its
    steps from a list; `guessed`: a place tried on suspicion."""

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


@dataclass(frozen=True, slots=True)
class Link:
    """An address found on a page; `again` puts it back in the queue where it was read in an earlier run (a list's next page)."""

    url: str
    kind: RowKind
    depth: int
    root: str
    guessed: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True)
class Capture:
    """A response in the archive. `digest` is the SHA-256 of its body (content-encoding undone); `offset` and `length` in bytes
    are its record's place in the file `warc`. `ingested`: the record was made elsewhere, and copied into the archive."""

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


@dataclass(frozen=True, slots=True)
class Ingested:
    """A capture made elsewhere: the file it came in, its record's id there, and the address that the page gives as its own."""

    capture: Capture
    file: str
    record_id: str | None
    canonical: str | None


@dataclass(frozen=True, slots=True)
class Visit:
    """What one request came to. `document`: the page is one that extraction reads; `canonical`: the page names another as itself."""

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


def _time(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="milliseconds")


class Ledger:
    """The ledger's file. Every method raises StoreError, naming the file and the remedy, where it is locked, full or broken."""

    def __init__(self, path: Path, *, busy_ms: int = BUSY_MS, lease_s: float = LEASE_S) -> None:
        self.path, self.lease_s = path, lease_s
        self.owner = uuid.uuid4().hex[:12]
        self._lock: IO[bytes] | None = None
        with self._guard():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, timeout=busy_ms / 1000, isolation_level=None, check_same_thread=False)
            self._db.row_factory = sqlite3.Row
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
            migrations.apply(Database(self._db))

    @contextlib.contextmanager
    def _guard(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as e:
            locked = "locked" in str(e) or "busy" in str(e)
            remedy = "End the other program that writes to it, then run again: nothing is lost." if locked else _ROOM
            raise StoreError(f"the crawl ledger cannot be written: {e}", where=str(self.path), remedy=remedy) from e
        except sqlite3.DatabaseError as e:
            if type(e) is not sqlite3.DatabaseError:
                raise  # a mistake of ours, not of the file
            remedy = "Move it away and run again; the archive keeps every page that was fetched."
            raise StoreError(f"is no crawl ledger: {e}", where=str(self.path), remedy=remedy) from e
        except OSError as e:
            raise StoreError(f"the crawl ledger cannot be written: {e}", where=str(self.path), remedy=_ROOM) from e

    @contextlib.contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        with self._guard():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Free this process's leases and let go of the file."""
        if self._lock is not None:
            with contextlib.suppress(StoreError), self._write() as db:
                db.execute("UPDATE urls SET lease_until = NULL, lease_owner = NULL WHERE lease_owner = ?", (self.owner,))
            self._lock.close()
            self._owner_file(self.owner).unlink(missing_ok=True)
            self._lock = None
        self._db.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- processes -------------------------------------------------------------------------------------------------

    def _owner_file(self, owner: str) -> Path:
        return self.path.with_name(f"{self.path.name}.owner-{owner}")

    def _claim(self) -> None:
        if self._lock is None:
            self._lock = self._owner_file(self.owner).open("wb")
            fcntl.flock(self._lock, fcntl.LOCK_EX)

    def _free_dead(self, db: sqlite3.Connection) -> None:
        leasing = {owner for (owner,) in db.execute("SELECT DISTINCT lease_owner FROM urls WHERE lease_owner IS NOT NULL")}
        files = {p.name.rpartition("-")[2] for p in self.path.parent.glob(f"{self.path.name}.owner-*")}
        for owner in (leasing | files) - {self.owner}:
            path = self._owner_file(owner)
            with contextlib.ExitStack() as stack:
                if path.exists():
                    try:
                        fcntl.flock(stack.enter_context(path.open("rb")), fcntl.LOCK_EX | fcntl.LOCK_NB)
                    except BlockingIOError:
                        continue
                db.execute("UPDATE urls SET lease_until = NULL, lease_owner = NULL WHERE lease_owner = ?", (owner,))
                path.unlink(missing_ok=True)

    # --- runs ------------------------------------------------------------------------------------------------------

    def begin(self, source: str, seeds: Sequence[Link]) -> int:
        """Open a run of a source (or go on with one that never ended) and give its number.

        A new run queues the seeds and every row whose next visit is due; one that goes on queues only seeds never seen.
        """
        now = time.time()
        with self._write() as db:
            self._claim()
            self._free_dead(db)
            open_run = db.execute(
                "SELECT id FROM runs WHERE source = ? AND ended_at IS NULL ORDER BY id DESC LIMIT 1", (source,)
            ).fetchone()
            fresh = open_run is None
            run = (
                open_run["id"]
                if open_run
                else db.execute("INSERT INTO runs (source, started_at) VALUES (?, ?)", (source, _time(now))).lastrowid
            )
            self._insert(db, source, [replace(x, again=fresh) for x in seeds], now)
            if fresh:
                db.execute(
                    "UPDATE urls SET state = 'queued', rank = 3 WHERE source = ? AND state <> 'queued' AND next_visit <= ?", (source, now)
                )
            return int(run or 0)

    def end(self, run: int, reason: str) -> None:
        """Close a run. What is still queued waits for the next one."""
        with self._write() as db:
            db.execute("UPDATE runs SET ended_at = ?, reason = ? WHERE id = ?", (_time(time.time()), reason, run))

    # --- the queue -------------------------------------------------------------------------------------------------

    def _insert(self, db: sqlite3.Connection, source: str, links: Sequence[Link], now: float) -> int:
        new = 0
        for x in links:
            rank = 1 if x.kind == "page" else 0 if x.depth == 0 else 2  # seeds, then articles, then older lists
            cursor = db.execute(
                "INSERT OR IGNORE INTO urls (url, source, kind, state, rank, depth, root, guessed, found_at) VALUES (?, ?, ?, 'queued', ?, ?, ?, ?, ?)",
                (x.url, source, x.kind, rank, x.depth, x.root, x.guessed, _time(now)),
            )
            new += cursor.rowcount
            if x.again and not cursor.rowcount:
                # No row is read twice in one run, whatever its pages say: lists that lead to each other would never end.
                db.execute(
                    "UPDATE urls SET state = 'queued', rank = ? WHERE url = ? AND state <> 'queued' "
                    "AND last_run < (SELECT max(id) FROM runs WHERE source = ?)",
                    (rank, x.url, source),
                )
        return new

    def add(self, source: str, links: Sequence[Link]) -> int:
        """Queue addresses found outside a page (robots.txt names sitemaps); how many were new."""
        with self._write() as db:
            return self._insert(db, source, links, time.time())

    _FREE = "source = ? AND state = 'queued' AND (lease_until IS NULL OR lease_until < ?)"

    def lease(self, source: str) -> Row | None:
        """Take the next queued row of a source for this process, for `lease_s` seconds; None where there is none."""
        now = time.time()
        with self._write() as db:
            self._claim()
            found = db.execute(
                f"UPDATE urls SET lease_until = ?, lease_owner = ?, attempts = attempts + 1 "
                f"WHERE id = (SELECT id FROM urls WHERE {self._FREE} ORDER BY rank, id LIMIT 1) RETURNING *",
                (now + self.lease_s, self.owner, source, now),
            ).fetchone()
        if found is None:
            return None
        known = found["status"] in (200, 304) and found["digest"] is not None
        return Row(
            found["url"],
            source,
            found["kind"],
            found["depth"],
            found["root"],
            bool(found["guessed"]),
            found["etag"] if known else None,
            found["last_modified"] if known else None,
            found["digest"],
            bool(found["document"]),
        )

    def waiting(self, source: str) -> int:
        """How many rows of a source are queued and free."""
        with self._guard():
            return int(self._db.execute(f"SELECT count(*) FROM urls WHERE {self._FREE}", (source, time.time())).fetchone()[0])

    def any_waiting(self, source: str) -> bool:
        """Whether a source has a queued and free row."""
        with self._guard():
            return self._db.execute(f"SELECT 1 FROM urls WHERE {self._FREE} LIMIT 1", (source, time.time())).fetchone() is not None

    def conclude(self, row: Row, visit: Visit, *, revisit_s: float) -> int:
        """Write in one transaction what a visit came to: the row, its capture, what it led to. How many addresses were new."""
        now = time.time()
        same = visit.status == 304 or (visit.state == "ok" and visit.digest is not None and visit.digest == row.digest)
        fresh = visit.state == "ok" and visit.status != 304  # what a page was stays known when it cannot be read once
        with self._write() as db:
            before = db.execute("SELECT unchanged, failures, document, canonical FROM urls WHERE url = ?", (row.url,)).fetchone()
            unchanged = before["unchanged"] + 1 if same else 0
            failures = before["failures"] + 1 if visit.state in FAILED else 0
            db.execute(
                """UPDATE urls SET state = :state, lease_until = NULL, lease_owner = NULL, status = :status, error = :error, last_visit = :now,
                   last_run = (SELECT max(id) FROM runs WHERE source = :source),
                   next_visit = :next, unchanged = :unchanged, failures = :failures, document = :document, canonical = :canonical,
                   etag = :etag, last_modified = :last_modified, digest = coalesce(:digest, digest) WHERE url = :url""",
                {
                    "state": visit.state,
                    "status": visit.status,
                    "error": visit.error,
                    "now": _time(now),
                    "next": _next_visit(row, visit, now, unchanged, failures, revisit_s),
                    "unchanged": unchanged,
                    "failures": failures,
                    "document": visit.document if fresh else before["document"],
                    "canonical": visit.canonical if fresh else before["canonical"],
                    "etag": visit.etag or (row.etag if visit.status == 304 else None),
                    "last_modified": visit.last_modified or (row.last_modified if visit.status == 304 else None),
                    "digest": visit.digest,
                    "source": row.source,
                    "url": row.url,
                },
            )
            # A response of 200 that is no page (a challenge, half a page) stays in the archive, but never stands for what the page holds.
            if visit.capture is not None and not same and (visit.state == "ok" or visit.status != 200):
                _put_capture(db, visit.capture)
            new = self._insert(db, row.source, [x for x in visit.links if x.kind == "page"], now)
            # A list that held nothing new sends nobody back to its older pages.
            others = [x if new or x.kind != "listing" else replace(x, again=False) for x in visit.links if x.kind != "page"]
            return new + self._insert(db, row.source, others, now)

    def release(self, row: Row) -> None:
        """Give a leased row back unread (the run is stopping)."""
        with self._write() as db:
            db.execute("UPDATE urls SET lease_until = NULL, lease_owner = NULL WHERE url = ? AND lease_owner = ?", (row.url, self.owner))

    # --- captures from elsewhere -----------------------------------------------------------------------------------

    def has_capture(self, url: str, digest: str, fetched_at: datetime) -> bool:
        """Whether this response, of this second (a WARC date is no finer), is in the archive."""
        query = "SELECT 1 FROM captures WHERE url = ? AND digest = ? AND substr(fetched_at, 1, 19) = ?"
        with self._guard():
            return self._db.execute(query, (url, digest, fetched_at.astimezone(UTC).isoformat()[:19])).fetchone() is not None

    def ingest(self, found: Sequence[Ingested]) -> None:
        """Enter captures that were made elsewhere, in one transaction. The site is not asked for an address that only they know."""
        now = _time(time.time())
        with self._write() as db:
            for x in found:
                c = x.capture
                db.execute(
                    """INSERT INTO urls (url, source, kind, state, rank, depth, root, found_at, status, document, canonical)
                       VALUES (:url, :source, 'page', 'ok', 1, 0, :url, :now, 200, 1, :canonical)
                       ON CONFLICT (url) DO UPDATE SET document = 1, canonical = coalesce(canonical, excluded.canonical)""",
                    {"url": c.url, "source": c.source, "now": now, "canonical": x.canonical},
                )
                db.execute("INSERT INTO ingested VALUES (?, ?, ?, ?)", (_put_capture(db, c), x.file, x.record_id, now))

    # --- reading ---------------------------------------------------------------------------------------------------

    def captures(self, *, source: str | None = None, every: bool = False) -> Iterator[Capture]:
        """The newest capture with a body (or `every` one) of each article, release or regulation, in the order they were entered.

        Left out: lists, pages that only lead to a file, and pages that name another one, which was fetched too, as themselves.
        """
        query = """SELECT c.*, EXISTS (SELECT 1 FROM ingested i WHERE i.capture = c.id) AS ingested FROM captures c JOIN urls u ON u.url = c.url
            WHERE u.document = 1 AND c.status = 200 AND c.size > 0 AND (:source IS NULL OR u.source = :source)
              AND (:every OR c.id = (SELECT id FROM captures n WHERE n.url = c.url AND n.status = 200 AND n.size > 0
                                     ORDER BY fetched_at DESC, id DESC LIMIT 1))
              AND NOT EXISTS (SELECT 1 FROM urls o WHERE o.url = u.canonical AND o.url <> u.url AND o.document = 1)
            ORDER BY c.id"""
        with self._guard():
            rows = self._db.execute(query, {"source": source, "every": every}).fetchall()
        yield from map(_capture, rows)

    def capture(self, url: str) -> Capture | None:
        """The newest capture with a body of any address: a list, a feed, a sitemap too. None where there is none."""
        query = "SELECT * FROM captures WHERE url = ? AND status = 200 AND size > 0 ORDER BY id DESC LIMIT 1"
        with self._guard():
            row = self._db.execute(query, (url,)).fetchone()
        return _capture(row) if row else None

    def states(self) -> dict[str, dict[tuple[str, str], int]]:
        """Per source: how many rows of each (kind, state); places only guessed at are left out unless they gave something."""
        found: dict[str, dict[tuple[str, str], int]] = {}
        with self._guard():
            for r in self._db.execute(
                "SELECT source, kind, state, count(*) n FROM urls WHERE NOT guessed OR state = 'ok' GROUP BY 1, 2, 3"
            ):
                found.setdefault(r["source"], {})[r["kind"], r["state"]] = r["n"]
        return found

    def last_runs(self) -> dict[str, dict[str, Any]]:
        """Per source: its newest run (started_at, ended_at, reason); in all: its documents, requests, and when the newest document was found."""
        query = """SELECT r.source, r.started_at, r.ended_at, r.reason,
              (SELECT count(*) FROM urls u WHERE u.source = r.source AND u.document = 1) AS documents,
              (SELECT sum(attempts) FROM urls u WHERE u.source = r.source) AS requests,
              (SELECT max(found_at) FROM urls u WHERE u.source = r.source AND u.document = 1) AS newest
            FROM runs r WHERE r.id = (SELECT max(id) FROM runs n WHERE n.source = r.source)"""
        with self._guard():
            return {r["source"]: dict(r) for r in self._db.execute(query)}


def _capture(row: sqlite3.Row) -> Capture:
    plain = {k: v for k, v in dict(row).items() if k not in ("id", "fetched_at", "ingested")}
    return Capture(**plain, fetched_at=datetime.fromisoformat(row["fetched_at"]), ingested=bool(dict(row).get("ingested")))


def _put_capture(db: sqlite3.Connection, c: Capture) -> int:
    made = db.execute(
        "INSERT INTO captures (url, fetched_at, status, media_type, digest, warc, offset, length, source, size) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (c.url, c.fetched_at.isoformat(), c.status, c.media_type, c.digest, c.warc, c.offset, c.length, c.source, c.size),
    )
    assert made.lastrowid is not None
    return made.lastrowid


_ROOM = "Free disk space or give a place that you may write to, then run again: nothing already stored is lost."


def _next_visit(row: Row, visit: Visit, now: float, unchanged: int, failures: int, revisit_s: float) -> float | None:
    """When a row is due again: lists when their run or their parent says so, pages at an interval that doubles while they stay the same."""
    if visit.state == "redirected":
        return now + REFUSAL_S
    if visit.state in TRANSIENT:
        return now + max(visit.retry_after_s or 0.0, float(RETRY_S << min(failures - 1, BACKOFF_LIMIT)))
    if visit.state in FAILED:
        return now + REFUSAL_S
    return now + revisit_s * (1 << min(unchanged, BACKOFF_LIMIT)) if row.kind == "page" else None
