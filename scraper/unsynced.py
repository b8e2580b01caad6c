"""Which archive files are being written, and how much of each has reached the disk for sure: what `scraper.recovery` looks at."""

from __future__ import annotations

from collections.abc import Sequence

from scraper.captures import Captures, to_capture
from scraper.processes import Processes
from scraper.rows import Capture


class Unsynced(Processes, Captures):
    """The part of the ledger that knows the archive's files. Raises as LedgerFile does."""

    def synced(self, warc: str, size: int | None) -> None:
        """An archive file of this process has reached the disk up to `size` bytes; None: all of it, and nothing more is written to it."""
        with self._write() as db:
            if size is None:
                db.execute("DELETE FROM unsynced WHERE warc = ?", (warc,))
            else:
                self._claim()
                db.execute("INSERT OR REPLACE INTO unsynced (warc, owner, bytes) VALUES (?, ?, ?)", (warc, self.owner, size))

    def left_unsynced(self) -> list[tuple[str, int]]:
        """Take over the archive files that dead processes left: (name, bytes that have reached the disk for sure)."""
        with self._write() as db:
            self._claim()
            self._free_dead(db)
            return [tuple(r) for r in db.execute("UPDATE unsynced SET owner = ? WHERE owner IS NULL RETURNING warc, bytes", (self.owner,))]

    def captures_beyond(self, warc: str, size: int) -> list[tuple[int, Capture]]:
        """The captures of an archive file that end beyond its first `size` bytes, by their ids."""
        with self._guard():
            rows = self._db.execute("SELECT * FROM captures WHERE warc = ? AND offset + length > ? ORDER BY id", (warc, size)).fetchall()
        return [(r["id"], to_capture(r)) for r in rows]

    def requeue_lost(self, warc: str, captures: Sequence[int]) -> None:
        """Captures whose records the disk has lost are none: their addresses are asked for again. The file is done with."""
        with self._write() as db:
            for id_ in captures:
                db.execute("UPDATE urls SET state = 'queued', digest = NULL WHERE url = (SELECT url FROM captures WHERE id = ?)", (id_,))
                db.execute("DELETE FROM captures WHERE id = ?", (id_,))
            db.execute("DELETE FROM unsynced WHERE warc = ?", (warc,))
