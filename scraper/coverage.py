"""What was asked of each source on each of its days, counted in the transaction that concludes a visit.

The ledger's row of an address says only what its last visit came to; a count here is never taken back. So the history of a day
survives every revisit, and a killed process leaves exactly the visits that it had concluded.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from scraper.ledgerfile import LedgerFile
from scraper.rows import FAILED, Row, Visit

# A visit of these states that brought no status asked nobody: robots.txt or a rule of our own stood before it.
_UNSENT = frozenset({"robots_denied", "refused", "excluded", "older"})
HOLLOW = "empty"  # the state of an answer of 200 with 0 bytes


def outcome(row: Row, visit: Visit) -> str:
    """ "new", "changed" or "unchanged" for a document; "failed"; "read" for what only leads to others (and guesses that missed)."""
    if visit.state in FAILED:
        return "read" if row.guessed else "failed"
    if visit.status == 304:
        return "unchanged" if row.document else "read"
    if not visit.document:
        return "read"
    return "new" if row.digest is None else "unchanged" if visit.digest == row.digest else "changed"


def local_day(moment: float, timezone: str) -> str:
    """The day (ISO 8601) that a moment, in seconds since 1970, falls on in a time zone."""
    return datetime.fromtimestamp(moment, UTC).astimezone(ZoneInfo(timezone)).date().isoformat()


def count(db: sqlite3.Connection, row: Row, visit: Visit, *, moment: float, timezone: str) -> None:
    """Count a visit in the open transaction of `db`. `moment`: seconds since 1970; `timezone`: the source's own."""
    missed = row.guessed and visit.state in FAILED
    sent = visit.status is not None or visit.state not in _UNSENT
    db.execute(
        """INSERT INTO days (source, day, kind, state, outcome, visits, requests, bytes) VALUES (?, ?, ?, ?, ?, 1, ?, ?)
           ON CONFLICT (source, day, kind, state, outcome) DO UPDATE SET
             visits = visits + 1, requests = requests + excluded.requests, bytes = bytes + excluded.bytes""",
        (
            row.source,
            local_day(moment, timezone),
            row.kind,
            visit.state,
            "missed" if missed else outcome(row, visit),
            int(sent),
            visit.capture.size if visit.capture else 0,
        ),
    )


@dataclass(frozen=True, slots=True)
class DayCounts:
    """One day of one source. `day` is ISO 8601 in the source's own time zone.

    `requests`: addresses asked for, lists, feeds and guesses among them; robots.txt, the probe for missing pages and repeated tries
    are not counted. `documents` are articles, releases or regulations that were read or answered "not modified": `new`, `changed`,
    and others that stayed the same. `lists` and `pages` count visits by state, without guesses that missed; `bytes` are those of
    bodies, content-encoding undone.
    """

    day: str
    requests: int = 0
    documents: int = 0
    new: int = 0
    changed: int = 0
    bytes: int = 0
    lists: Mapping[str, int] = field(default_factory=dict)
    pages: Mapping[str, int] = field(default_factory=dict)

    @property
    def failures(self) -> dict[str, int]:
        """Visits that failed, by state, in order of its name."""
        both = Counter(self.lists) + Counter(self.pages)
        return {state: n for state, n in sorted(both.items()) if state in FAILED}


class Coverage(LedgerFile):
    """The part of the ledger that counts days. Raises as LedgerFile does."""

    def days(self, *, since: str = "") -> dict[str, list[DayCounts]]:
        """Per source its days from `since` (ISO 8601) on, oldest first; days on which nothing was asked have no entry."""
        query = "SELECT * FROM days WHERE day >= ? ORDER BY source, day, kind, state, outcome"
        with self._guard():
            rows = self._db.execute(query, (since,)).fetchall()
        grouped: dict[tuple[str, str], list[sqlite3.Row]] = {}
        for r in rows:
            grouped.setdefault((r["source"], r["day"]), []).append(r)
        found: dict[str, list[DayCounts]] = {}
        for (source, day), of_day in grouped.items():
            found.setdefault(source, []).append(_counts(day, of_day))
        return found

    def last_new(self, *, before: str) -> dict[str, str]:
        """Per source the last day before this one (ISO 8601) that gave a new document; sources without one are left out."""
        query = "SELECT source, max(day) FROM days WHERE outcome = 'new' AND day < ? GROUP BY source"
        with self._guard():
            return dict(self._db.execute(query, (before,)).fetchall())

    def hollow(self) -> dict[str, list[str]]:
        """Per source the addresses whose last answer was 200 with 0 bytes, in the order they were found."""
        found: dict[str, list[str]] = {}
        with self._guard():
            for source, url in self._db.execute("SELECT source, url FROM urls WHERE state = ? ORDER BY id", (HOLLOW,)):
                found.setdefault(source, []).append(url)
        return found


def _counts(day: str, rows: Iterable[sqlite3.Row]) -> DayCounts:
    totals, lists, pages = Counter[str](), Counter[str](), Counter[str]()
    for r in rows:
        totals["requests"] += r["requests"]
        totals["bytes"] += r["bytes"]
        totals[r["outcome"]] += r["visits"]
        if r["outcome"] != "missed":
            (pages if r["kind"] == "page" else lists)[r["state"]] += r["visits"]
    return DayCounts(
        day,
        requests=totals["requests"],
        documents=totals["new"] + totals["changed"] + totals["unchanged"],
        new=totals["new"],
        changed=totals["changed"],
        bytes=totals["bytes"],
        lists=dict(lists),
        pages=dict(pages),
    )
