"""How several crawlers share one ledger: who is alive, who is at work on a run, and when a host may be asked again.

Each process holds a lock on a file of its own, which the system frees when it dies, however it dies. What it had leased is
then free at once, and a run that it was at work on is ended by the last one that is left.
"""

from __future__ import annotations

import contextlib
import fcntl
import sqlite3
import time
import uuid
from pathlib import Path
from typing import IO

from scraper.ledgerfile import LedgerFile
from tagih.records import StoreError

POLL_S = 0.5  # what others are at work on is looked at again after this
DEAD_S = 1.0  # and whether they live, no more often than this


class Processes(LedgerFile):
    """This process among those at work on the ledger. Raises as LedgerFile does."""

    def __init__(self, path: Path, *, busy_ms: int) -> None:
        self.owner = uuid.uuid4().hex[:12]
        self._lock: IO[bytes] | None = None
        self._looked = 0.0
        super().__init__(path, busy_ms=busy_ms)

    def close(self) -> None:
        """Free this process's leases and let go of the file."""
        if self._lock is not None:
            with contextlib.suppress(StoreError), self._write() as db:
                self._forget(db, self.owner)
            self._lock.close()
            self._owner_file(self.owner).unlink(missing_ok=True)
            self._lock = None
        super().close()

    def _owner_file(self, owner: str) -> Path:
        return self.path.with_name(f"{self.path.name}.owner-{owner}")

    def _claim(self) -> None:
        """Show that this process lives; within a transaction, as `_free_dead` looks for files without a lock."""
        if self._lock is None:
            self._lock = self._owner_file(self.owner).open("wb")
            fcntl.flock(self._lock, fcntl.LOCK_EX)

    def _forget(self, db: sqlite3.Connection, owner: str) -> None:
        db.execute("UPDATE urls SET lease_until = NULL, lease_owner = NULL WHERE lease_owner = ?", (owner,))
        db.execute("DELETE FROM crawlers WHERE owner = ?", (owner,))
        db.execute("UPDATE unsynced SET owner = NULL WHERE owner = ?", (owner,))

    def _free_dead(self, db: sqlite3.Connection) -> None:
        self._looked = time.monotonic()
        known = (
            "SELECT lease_owner FROM urls WHERE lease_owner IS NOT NULL UNION SELECT owner FROM crawlers UNION SELECT owner FROM unsynced"
        )
        files = {p.name.rpartition("-")[2] for p in self.path.parent.glob(f"{self.path.name}.owner-*")}
        for owner in ({o for (o,) in db.execute(known)} | files) - {self.owner, None}:
            path = self._owner_file(owner)
            with contextlib.ExitStack() as stack:
                if path.exists():
                    try:
                        fcntl.flock(stack.enter_context(path.open("rb")), fcntl.LOCK_EX | fcntl.LOCK_NB)
                    except BlockingIOError:
                        continue
                self._forget(db, owner)
                path.unlink(missing_ok=True)

    # --- runs ------------------------------------------------------------------------------------------------------

    def _join(self, db: sqlite3.Connection, run: int) -> None:
        db.execute("INSERT OR IGNORE INTO crawlers (run, owner) VALUES (?, ?)", (run, self.owner))

    def _is_last(self, db: sqlite3.Connection, run: int) -> bool:
        """Leave a run; whether nobody else is at work on it."""
        self._free_dead(db)
        db.execute("DELETE FROM crawlers WHERE run = ? AND owner = ?", (run, self.owner))
        return db.execute("SELECT 1 FROM crawlers WHERE run = ?", (run,)).fetchone() is None

    def requests(self, source: str) -> int:
        """How many requests the newest run of a source has made, by all processes together."""
        with self._guard():
            found = self._db.execute("SELECT requests FROM runs WHERE source = ? ORDER BY id DESC LIMIT 1", (source,)).fetchone()
        return int(found[0]) if found else 0

    def _count(self, db: sqlite3.Connection, source: str, by: int, *, below: int | None = None) -> bool:
        """Count requests of the newest run; nothing and False where it has made `below` already."""
        counted = db.execute(
            "UPDATE runs SET requests = requests + :by WHERE id = (SELECT max(id) FROM runs WHERE source = :source) "
            "AND (:below IS NULL OR requests < :below)",
            {"by": by, "source": source, "below": below},
        )
        return counted.rowcount > 0 or below is None

    # --- hosts -----------------------------------------------------------------------------------------------------

    def _next_request(self, host: str) -> float:
        found = self._db.execute("SELECT next_request FROM hosts WHERE host = ?", (host,)).fetchone()
        return float(found[0]) if found else 0.0

    def hold(self, host: str, delay_s: float) -> None:
        """A request leaves for a host: no process leases a row of it for `delay_s` seconds from now."""
        with self._write() as db:
            self._hold(db, host, time.time() + delay_s)

    def _hold(self, db: sqlite3.Connection, host: str, until: float) -> None:
        db.execute(
            "INSERT INTO hosts (host, next_request) VALUES (?, ?) "
            "ON CONFLICT (host) DO UPDATE SET next_request = max(next_request, excluded.next_request)",
            (host, until),
        )

    def _unhold(self, db: sqlite3.Connection, host: str, until: float) -> None:
        """Take a hold back, where nobody has held the host for longer since."""
        db.execute("DELETE FROM hosts WHERE host = ? AND next_request = ?", (host, until))
