"""What the ledger knows of the archive: captures, those made elsewhere, and the counts that health is told from."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from scraper import stories
from scraper.ledgerfile import LedgerFile, iso_time
from scraper.rows import TRANSIENT, Capture, Ingested

# The page that another names as itself is waited for while it has yet to be fetched, or fails in a way that passes: else both would
# become documents. After so many failures, some fifteen hours, the other stands for itself.
TRIES = 4
_EXPECTED = "('queued', " + ", ".join(f"'{s}'" for s in sorted(TRANSIENT)) + ")"


class Captures(LedgerFile):
    """The part of the ledger that is read after a crawl. Raises as LedgerFile does."""

    # --- captures from elsewhere -----------------------------------------------------------------------------------

    def has_capture(self, url: str, digest: str, fetched_at: datetime) -> bool:
        """Whether this response, of this second (a WARC date is no finer), is in the archive."""
        query = "SELECT 1 FROM captures WHERE url = ? AND digest = ? AND substr(fetched_at, 1, 19) = ?"
        with self._guard():
            return self._db.execute(query, (url, digest, fetched_at.astimezone(UTC).isoformat()[:19])).fetchone() is not None

    def ingest(self, found: Sequence[Ingested]) -> None:
        """Enter captures that were made elsewhere, in one transaction. The site is not asked for an address that only they know."""
        now = iso_time(time.time())
        with self._write() as db:
            for x in found:
                c = x.capture
                db.execute(
                    """INSERT INTO urls (url, source, kind, state, rank, depth, root, found_at, status, document, canonical, story, part)
                       VALUES (:url, :source, 'page', 'ok', 1, 0, :url, :now, 200, :document, :canonical, :story, :part)
                       ON CONFLICT (url) DO UPDATE SET document = (story IS NULL AND excluded.document), canonical = coalesce(canonical, excluded.canonical)""",
                    {"url": c.url, "source": c.source, "now": now, "canonical": x.canonical, "document": x.story is None}
                    | {"story": x.story, "part": x.part},
                )
                stories.expect(db, c.url, c.source, x.further, now)
                db.execute("INSERT INTO ingested VALUES (?, ?, ?, ?)", (put_capture(db, c), x.file, x.record_id, now))

    # --- reading ---------------------------------------------------------------------------------------------------

    def captures(self, *, source: str | None = None, every: bool = False) -> Iterator[Capture]:
        """The newest capture with a body (or `every` one) of each article, release or regulation, in the order they were entered.

        A story on several pages is one capture, with those of its further pages. Left out: lists, pages that only lead to a file, stories
        of which a page has yet to be asked for, and pages that name another one, which was fetched too (or is about to be), as themselves.
        """
        query = f"""SELECT c.*, EXISTS (SELECT 1 FROM ingested i WHERE i.capture = c.id) AS ingested, u.backfill
            FROM captures c JOIN urls u ON u.url = c.url
            WHERE u.document = 1 AND NOT {stories.WAITING} AND c.status = 200 AND c.size > 0 AND (:source IS NULL OR u.source = :source)
              AND (:every OR c.id = (SELECT id FROM captures n WHERE n.url = c.url AND n.status = 200 AND n.size > 0
                                     ORDER BY fetched_at DESC, id DESC LIMIT 1))
              AND NOT EXISTS (SELECT 1 FROM urls o WHERE o.url = u.canonical AND o.url <> u.url
                              AND (o.document = 1 OR (o.state IN {_EXPECTED} AND o.failures < {TRIES})))
            ORDER BY c.id"""
        with self._guard():
            rows = self._db.execute(query, {"source": source, "every": every}).fetchall()
            further = stories.parts(self._db, to_capture, source)
        yield from stories.whole(map(to_capture, rows), further, every=every)

    def copies(self) -> dict[str, tuple[str, ...]]:
        """Page -> copies that were fetched too and name it as themselves: `captures` leaves them out, now that the page itself is there."""
        found: dict[str, tuple[str, ...]] = {}
        with self._guard():
            for row in self._db.execute(
                "SELECT o.url AS page, u.url AS copy FROM urls u JOIN urls o ON o.url = u.canonical AND o.url <> u.url"
                " WHERE u.document = 1 AND o.document = 1 ORDER BY u.id"
            ):
                found[row["page"]] = (*found.get(row["page"], ()), row["copy"])
        return found

    def capture(self, url: str) -> Capture | None:
        """The newest capture with a body of any address: a list, a feed, a sitemap too. None where there is none."""
        query = "SELECT * FROM captures WHERE url = ? AND status = 200 AND size > 0 ORDER BY id DESC LIMIT 1"
        with self._guard():
            row = self._db.execute(query, (url,)).fetchone()
        return to_capture(row) if row else None

    def first_found_on(self, url: str) -> list[str]:
        """The addresses of pages and sitemaps that this place was the first to name."""
        with self._guard():
            found = self._db.execute("SELECT url FROM urls WHERE found_on = ? AND kind IN ('page', 'sitemap') ORDER BY id", (url,))
            return [row["url"] for row in found]

    def left_out(self, source: str) -> int:
        """How many articles of a source are known and left out as older than the day to which its archive was read back."""
        query = "SELECT count(*) FROM urls WHERE source = ? AND state = 'older' AND kind = 'page'"
        with self._guard():
            return int(self._db.execute(query, (source,)).fetchone()[0])

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
        """Per source: its newest run (started_at, ended_at, reason), and how many documents it has in all."""
        query = """SELECT r.source, r.started_at, r.ended_at, r.reason,
              (SELECT count(*) FROM urls u WHERE u.source = r.source AND u.document = 1) AS documents
            FROM runs r WHERE r.id = (SELECT max(id) FROM runs n WHERE n.source = r.source)"""
        with self._guard():
            return {r["source"]: dict(r) for r in self._db.execute(query)}


def to_capture(row: sqlite3.Row) -> Capture:
    """A row of `captures`."""
    plain = {k: v for k, v in dict(row).items() if k not in ("id", "fetched_at", "ingested", "backfill")}
    ingested, backfill = (bool(dict(row).get(k)) for k in ("ingested", "backfill"))
    return Capture(**plain, fetched_at=datetime.fromisoformat(row["fetched_at"]), ingested=ingested, backfill=backfill)


def put_capture(db: sqlite3.Connection, c: Capture) -> int:
    """Enter a capture in the open transaction of `db`; its id."""
    made = db.execute(
        "INSERT INTO captures (url, fetched_at, status, media_type, digest, warc, offset, length, source, size) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (c.url, c.fetched_at.isoformat(), c.status, c.media_type, c.digest, c.warc, c.offset, c.length, c.source, c.size),
    )
    assert made.lastrowid is not None
    return made.lastrowid
