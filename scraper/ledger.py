"""The URL ledger: one row per canonical address, at once the mark that it was seen and its place in the queue.

What a page led to and that it was read are written in one transaction, after its record is safe in the archive:
a process may be killed at any moment, and the next one, or one beside it, goes on with nothing lost. A row is taken
under a lease: of a dead process it is free at once, of a living one when it runs out.
"""

from __future__ import annotations

import sqlite3
import time
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

from scraper import backfill, schedule, stories
from scraper.captures import put_capture
from scraper.coverage import Coverage, count
from scraper.ledgerfile import BUSY_MS, iso_time
from scraper.processes import DEAD_S, POLL_S
from scraper.rows import FAILED, TRANSIENT, Capture, Ingested, Link, Row, RowKind, State, Visit
from scraper.unsynced import Unsynced
from scraper.urls import host

__all__ = ["BUSY_MS", "FAILED", "TRANSIENT", "Capture", "Ingested", "Ledger", "Link", "Row", "RowKind", "State", "Visit"]

LEASE_S = 900  # a lease outlives a download with all its retries and a crawl-delay of 60 s several times over


class Ledger(Unsynced, Coverage):
    """The ledger's file. Every method raises StoreError, naming the file and the remedy, where it is locked, full or broken."""

    def __init__(self, path: Path, *, busy_ms: int = BUSY_MS, lease_s: float = LEASE_S) -> None:
        self.lease_s = lease_s
        self._held: Counter[str] = Counter()  # this process's leases, by source
        self._holds: dict[str, float] = {}  # and until when each holds its host
        self._backfills: dict[str, tuple[str | None, int | None]] = {}  # by source: the day, and the first run that reads back to it
        super().__init__(path, busy_ms=busy_ms)

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- runs ------------------------------------------------------------------------------------------------------

    def begin(self, source: str, seeds: Sequence[Link], *, since: str | None = None) -> int:
        """Open a run of a source, or join one that is not over (others are at work on it, or it was cut off), and give its number.

        A new run queues the seeds and every row whose next visit is due; one that goes on queues only seeds never seen. `since`: the
        day (ISO) back to which the source's archive is read; a run that was cut off reading back to another day is over.
        """
        now = time.time()
        with self._write() as db:
            self._claim()
            self._free_dead(db)
            open_run = db.execute(
                "SELECT id, since FROM runs WHERE source = ? AND ended_at IS NULL ORDER BY id DESC LIMIT 1", (source,)
            ).fetchone()
            if open_run is not None and open_run["since"] != since and self._is_last(db, open_run["id"]):
                db.execute("UPDATE runs SET ended_at = ?, reason = 'cut off' WHERE id = ?", (iso_time(now), open_run["id"]))
                open_run = None
            fresh = open_run is None
            begun = "INSERT INTO runs (source, started_at, since) VALUES (?, ?, ?) RETURNING id"
            run = int((open_run or db.execute(begun, (source, iso_time(now), since)).fetchone())["id"])
            self._join(db, run)
            self._backfills[source] = (since, backfill.series(db, source, run, since) if since else None)
            if fresh and since:
                backfill.revive(db, source, since)
            self._insert(db, source, [replace(x, again=fresh) for x in seeds], now)
            if fresh:
                schedule.queue_due(db, source, now)
            return run

    def end(self, run: int, reason: str) -> None:
        """Leave a run; the last process that does closes it. What is still queued waits for the next one."""
        with self._write() as db:
            if self._is_last(db, run):
                db.execute("UPDATE runs SET ended_at = ?, reason = ? WHERE id = ?", (iso_time(time.time()), reason, run))

    # --- the queue -------------------------------------------------------------------------------------------------

    def _insert(self, db: sqlite3.Connection, source: str, links: Sequence[Link], now: float, *, found_on: str | None = None) -> int:
        new = 0
        series = self._backfills.get(source, (None, None))[1]
        for x in links:
            state = "older" if x.older else "covered" if x.spare else "queued"
            rank = schedule.rank_of(x)
            if x.story is not None and stories.is_taken(db, x):
                continue
            cursor = db.execute(
                "INSERT OR IGNORE INTO urls (url, source, kind, state, rank, depth, root, guessed, found_at, published, found_on, backfill, story, part)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    x.url,
                    source,
                    x.kind,
                    state,
                    rank,
                    x.depth,
                    x.root,
                    x.guessed,
                    iso_time(now),
                    x.day,
                    found_on,
                    x.backfill,
                    x.story,
                    x.part,
                ),
            )
            new += cursor.rowcount if state == "queued" else 0
            if cursor.rowcount:
                continue
            if x.story is not None:
                stories.claim(db, x, state, now)
            elif x.again:
                # No row is read twice in one run, whatever its pages say: lists that lead to each other would never end. Nor in
                # all the runs that read an archive back to one day, which each begin at its newest end.
                db.execute(
                    "UPDATE urls SET state = 'queued', rank = ? WHERE url = ? AND state <> 'queued' "
                    "AND (last_run < coalesce(?, (SELECT max(id) FROM runs WHERE source = ?)) OR (state = 'older' AND last_run IS NULL AND NOT ?)) "
                    "AND (state = 'ok' OR NOT ?)",  # a place that was not there stays so
                    (rank, x.url, series if x.depth else None, source, x.older, x.guessed and x.depth == 0),
                )
        return new

    def add(self, source: str, links: Sequence[Link]) -> int:
        """Queue addresses found outside a page (robots.txt names sitemaps); how many were new."""
        with self._write() as db:
            return self._insert(db, source, links, time.time())

    def lease(
        self, source: str, *, at_once: int | None = None, delay_s: float = 0.0, budget: int | None = None, skip: Collection[int] = ()
    ) -> Row | None:
        """Take the next queued row of a source for this process, for `lease_s` seconds; None where there is none to be taken now.

        `at_once`: rows that this process holds at a time. With `delay_s` it is the limit of all processes together, and a host is
        asked no sooner than so many seconds after the last time, whoever asked it. `budget`: requests of a run, by all together.
        `skip`: ranks of `scraper.schedule` that are not taken.
        """
        now = time.time()
        if at_once is not None and self._held[source] >= at_once:
            return None
        with self._write() as db:
            self._claim()
            found = schedule.next_row(db, source, now, skip=self._skipped(source, skip))
            if found is None or (delay_s and self._turn_s(found["url"], source, at_once, now) > 0):
                return None
            if not self._count(db, source, 1, below=budget):
                return None
            db.execute(
                "UPDATE urls SET lease_until = ?, lease_owner = ?, attempts = attempts + 1 WHERE id = ?",
                (now + self.lease_s, self.owner, found["id"]),
            )
            if delay_s:
                self._holds[found["url"]] = now + delay_s
                self._hold(db, host(found["url"]), now + delay_s)
        self._held[source] += 1
        since, series = self._backfills.get(source, (None, None))
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
            story=found["story"],
            found_on=found["found_on"],
            since=since,
            deep=series is not None,
        )

    def _skipped(self, source: str, skip: Collection[int]) -> Collection[int]:
        """An archive's lists wait for a run that reads it back: any other would read one of its pages and follow it no further."""
        deep = self._backfills.get(source, (None, None))[1] is not None
        return skip if deep else {*skip, schedule.OLD_LIST}

    def listed_before(self, row: Row) -> str | None:
        """See `backfill.listed_before`, of the page of a list that leads to `row`."""
        with self._guard():
            return backfill.listed_before(self._db, row.found_on, row.since) if row.found_on and row.since else None

    def waiting(self, source: str) -> int:
        """How many rows of a source are queued and free."""
        with self._guard():
            return int(self._db.execute(f"SELECT count(*) FROM urls WHERE {schedule.FREE}", (source, time.time())).fetchone()[0])

    def wait_s(self, source: str, *, at_once: int | None = None, delay_s: float = 0.0, skip: Collection[int] = ()) -> float | None:
        """In how many seconds `lease` is worth asking (again); None where no process has anything left to do for a source.

        While others are at work it looks whether they live: what a dead one held is free then.
        """
        now = time.time()
        with self._guard():
            free = schedule.next_row(self._db, source, now, skip=self._skipped(source, skip))
            wait = self._turn_s(free["url"], source, at_once, now) if free and delay_s else 0.0
            if free and wait < POLL_S:
                return wait
            leased = self._leased(source, now)
        if leased > self._held[source] and time.monotonic() - self._looked >= DEAD_S:
            with self._write() as db:
                self._free_dead(db)
        return wait if free else POLL_S if leased else None

    def _leased(self, source: str, now: float) -> int:
        query = "SELECT count(*) FROM urls WHERE source = ? AND lease_owner IS NOT NULL AND lease_until >= ?"
        return int(self._db.execute(query, (source, now)).fetchone()[0])

    def _turn_s(self, url: str, source: str, at_once: int | None, now: float) -> float:
        """Seconds until a row may be asked for, by what all processes together do to its source and host."""
        full = at_once is not None and self._leased(source, now) >= at_once
        return max(self._next_request(host(url)) - now, POLL_S if full else 0.0)

    def conclude(self, row: Row, visit: Visit, *, revisit_s: float, asked: bool = True, timezone: str = "Asia/Jakarta") -> int:
        """Write in one transaction what a visit came to: the row, its capture, what it led to. How many addresses were new.

        `asked`: whether anything was asked of the site; what was not is no request of the run. `timezone`: the source's own, by
        which the visit belongs to a day.
        """
        now = time.time()
        same = visit.status == 304 or (visit.state == "ok" and visit.digest is not None and visit.digest == row.digest)
        fresh = visit.state == "ok" and visit.status != 304  # what a page was stays known when it cannot be read once
        with self._write() as db:
            before = db.execute(
                "SELECT unchanged, failures, document, canonical, published, found_at FROM urls WHERE url = ?", (row.url,)
            ).fetchone()
            unchanged = before["unchanged"] + 1 if same else 0
            failures = before["failures"] + 1 if visit.state in FAILED else 0
            age = schedule.age_days(visit.day or before["published"], before["found_at"], now)
            db.execute(
                """UPDATE urls SET state = :state, lease_until = NULL, lease_owner = NULL, status = :status, error = :error, last_visit = :now,
                   last_run = (SELECT max(id) FROM runs WHERE source = :source),
                   next_visit = :next, unchanged = :unchanged, failures = :failures, document = :document, canonical = :canonical,
                   etag = :etag, last_modified = :last_modified, digest = coalesce(:digest, digest), published = coalesce(:day, published)
                   WHERE url = :url""",
                {
                    "state": visit.state,
                    "status": visit.status,
                    "error": visit.error,
                    "now": iso_time(now),
                    "next": schedule.next_visit(row, visit, now=now, age=age, unchanged=unchanged, failures=failures, revisit_s=revisit_s),
                    "unchanged": unchanged,
                    "failures": failures,
                    "document": visit.document if fresh else before["document"],
                    "canonical": visit.canonical if fresh else before["canonical"],
                    "etag": visit.etag or (row.etag if visit.status == 304 else None),
                    "last_modified": visit.last_modified or (row.last_modified if visit.status == 304 else None),
                    "digest": visit.digest,
                    "day": visit.day,
                    "source": row.source,
                    "url": row.url,
                },
            )
            # A response of 200 that is no page (a challenge, half a page) stays in the archive, but never stands for what the page holds.
            if visit.capture is not None and not same and (visit.state == "ok" or visit.status != 200):
                put_capture(db, visit.capture)
            count(db, row, visit, moment=now, timezone=timezone)
            if not asked:
                self._unasked(db, row)
            new = self._insert(db, row.source, [x for x in visit.links if x.kind == "page"], now, found_on=row.url)
            # A list that held nothing new sends nobody back to its older pages, but where an archive is read back for the first time.
            others = [x if new or row.deep or x.kind != "listing" else replace(x, again=False) for x in visit.links if x.kind != "page"]
            new += self._insert(db, row.source, others, now, found_on=row.url)
            if row.kind == "page":
                stories.note(db, row, visit)
                stories.cover(db, row, visit.copies, iso_time(now))
        self._given_back(row)
        return new

    def release(self, row: Row) -> None:
        """Give a leased row back unread (the run is stopping)."""
        with self._write() as db:
            db.execute("UPDATE urls SET lease_until = NULL, lease_owner = NULL WHERE url = ? AND lease_owner = ?", (row.url, self.owner))
            self._unasked(db, row)
        self._given_back(row)

    def _unasked(self, db: sqlite3.Connection, row: Row) -> None:
        """A leased row was not asked for: it is no request of the run, and its host need not wait for the next one."""
        self._count(db, row.source, -1)
        if row.url in self._holds:
            self._unhold(db, host(row.url), self._holds[row.url])

    def _given_back(self, row: Row) -> None:
        self._held[row.source] -= 1
        self._holds.pop(row.url, None)

    def held(self, source: str) -> int:
        """How many rows of a source this process has leased."""
        return self._held[source]
