"""The data folder, shared by everything that reads and writes its databases, but for one thing that must be alone: a removal.

A lock of the system (flock) on an empty file of the folder: it is freed when its holder dies.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from tagih.records import StoreError

FILE = ".in-use"
WAIT_S = 10.0  # how long the other side is waited for: a removal of one page over some gigabytes takes longer, and says so
_LOOK_S = 0.05

_held = threading.local()  # folders that this thread has for itself: what it opens meanwhile needs no share


def _mine() -> set[tuple[int, int]]:
    if not hasattr(_held, "folders"):
        _held.folders = set()
    folders: set[tuple[int, int]] = _held.folders
    return folders


def _identity(handle: int) -> tuple[int, int]:
    status = os.fstat(handle)
    return status.st_dev, status.st_ino


def _open(folder: Path) -> int:
    return os.open(folder / FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)


def _take(handle: int, operation: int, wait_s: float | None) -> bool:
    until = time.monotonic() + (WAIT_S if wait_s is None else wait_s)
    while True:
        try:
            fcntl.flock(handle, operation | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if time.monotonic() >= until:
                return False
        time.sleep(_LOOK_S)


class Share:
    """A folder in use, among others, until `close`. Raises StoreError where pages are being removed from it."""

    def __init__(self, folder: Path, *, wait_s: float | None = None) -> None:
        self._handle: int | None = _open(folder)
        if _identity(self._handle) in _mine():
            self.close()
        elif not _take(self._handle, fcntl.LOCK_SH, wait_s):
            self.close()
            raise StoreError("pages are being removed from this folder", where=str(folder), remedy="Wait for the end of `tagih forget`.")

    def close(self) -> None:
        handle, self._handle = self._handle, None
        if handle is not None:
            os.close(handle)

    __del__ = close


@contextlib.contextmanager
def alone(folder: Path, *, wait_s: float | None = None) -> Iterator[None]:
    """The folder with nobody else at work in it. Raises StoreError where somebody is."""
    handle = _open(folder)
    try:
        if not _take(handle, fcntl.LOCK_EX, wait_s):
            raise StoreError(
                "a crawl, an extraction or another command is at work in this folder",
                where=str(folder),
                remedy="Stop it or wait for its end, then run this again: nothing was removed.",
            )
        identity = _identity(handle)
        _mine().add(identity)
        try:
            yield
        finally:
            _mine().discard(identity)
    finally:
        os.close(handle)
