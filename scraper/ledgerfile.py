"""The ledger's SQLite file: opened, brought to the newest schema, written in transactions, its errors named."""

from __future__ import annotations

import contextlib
import fcntl
import os
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database

from scraper.schema import migrations
from tagih.records import StoreError
from tagih.store.alone import Share

BUSY_MS = 10_000  # how long a locked ledger is waited for
_ROOM = "Free disk space or give a place that you may write to, then run again: nothing already stored is lost."


def iso_time(moment: float) -> str:
    """Seconds since 1970 as the ledger writes times: ISO 8601 in UTC, to the millisecond."""
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="milliseconds")


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process at a time: neither the change to WAL nor a step of the schema can be made by two at once."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


class LedgerFile:
    """The file. Every method raises StoreError, naming the file and the remedy, where it is locked, full or broken."""

    def __init__(self, path: Path, *, busy_ms: int = BUSY_MS) -> None:
        self.path = path
        with self._guard():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._share = Share(path.parent)
            self._db = sqlite3.connect(path, timeout=busy_ms / 1000, isolation_level=None, check_same_thread=False)
            self._db.row_factory = sqlite3.Row
            with _alone(path.parent):
                self._db.execute("PRAGMA journal_mode = WAL")
                self._db.execute("PRAGMA synchronous = NORMAL")
                migrations.apply(Database(self._db))

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()
        self._share.close()

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
