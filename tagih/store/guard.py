"""SQLite's errors as errors that a person can act on."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from tagih.records import StoreError

# Primary result codes (the low byte of an extended one): https://www.sqlite.org/rescode.html
MEANINGS: dict[int, tuple[str, str]] = {
    sqlite3.SQLITE_BUSY: ("another process holds the database", "Wait for the other tagih to end, or stop it, and run this again."),
    sqlite3.SQLITE_LOCKED: ("another process holds the database", "Wait for the other tagih to end, or stop it, and run this again."),
    sqlite3.SQLITE_FULL: ("the disk is full; nothing of this step was kept", "Free some space on that disk and run this again."),
    sqlite3.SQLITE_CORRUPT: ("the database is damaged", "Restore it from a copy, or move it away and rebuild it from the archive."),
    sqlite3.SQLITE_NOTADB: ("this is no SQLite database", "Move the file away, or name another one."),
    sqlite3.SQLITE_READONLY: ("the database may not be written", "Give this user the right to write the file and its folder."),
    sqlite3.SQLITE_CANTOPEN: ("the database cannot be opened", "Check that the folder exists and that this user may write it."),
    sqlite3.SQLITE_IOERR: ("the disk refused a read or a write", "Check the disk and its free space, then run this again."),
    sqlite3.SQLITE_PERM: ("the database may not be opened", "Give this user the right to read and write the file."),
}


def meaning(error: sqlite3.Error, path: Path) -> StoreError | None:
    """The StoreError for an error of the machine; None where the error is a bug of ours."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None or code & 0xFF not in MEANINGS:
        return None
    what, remedy = MEANINGS[code & 0xFF]
    return StoreError(f"{what} ({error})", where=str(path), remedy=remedy)


@contextlib.contextmanager
def guard(path: Path) -> Iterator[None]:
    """Turn SQLite's and the file system's complaints about `path` into a StoreError."""
    try:
        yield
    except sqlite3.Error as error:
        known = meaning(error, path)
        if known is None:
            raise
        raise known from error
    except OSError as error:
        raise StoreError(
            error.strerror or str(error), where=str(error.filename or path), remedy="Check the disk, its free space and the rights on it."
        ) from error
