"""After the machine itself has stopped (power, kernel): what the ledger says of the archive is made true again.

A crawl makes its records reach the disk about once a second, not for each page, and notes in the ledger how far each file has
come. What a process that died had written beyond that is looked at here: a record that did not reach the disk is asked for
again, and what is left of it is cut off. Where only the process died, every record is there, and nothing happens.
"""

from __future__ import annotations

import os
import zlib
from pathlib import Path

from scraper.archive import read_page
from scraper.ledger import Capture, Ledger
from tagih.records import PageError, StoreError

STEP_BYTES = 1 << 20


def recover(ledger: Ledger, archive_dir: Path) -> int:
    """Look at the files that dead processes left; how many pages are queued again. Raises StoreError where one cannot be cut."""
    lost = 0
    for name, synced in ledger.left_unsynced():
        path = archive_dir / name
        whole = _cut_torn(path, synced) if path.exists() else 0
        lost_here = [id_ for id_, capture in ledger.captures_beyond(name, synced) if not _is_whole(archive_dir, capture, whole)]
        ledger.requeue_lost(name, lost_here)
        lost += len(lost_here)
    return lost


def _is_whole(archive_dir: Path, capture: Capture, size: int) -> bool:
    if capture.offset + capture.length > size:
        return False
    try:
        read_page(archive_dir, capture, None)
    except PageError:
        return False
    return True


def _cut_torn(path: Path, start: int) -> int:
    """Cut a file after its last whole gzip member, and give its size; a member begins at `start`, or the file ends there."""
    try:
        with path.open("r+b") as f:
            whole = min(start, f.seek(0, os.SEEK_END))
            f.seek(whole)
            member, at = zlib.decompressobj(wbits=31), whole
            try:
                while data := f.read(STEP_BYTES):
                    while data:
                        member.decompress(data)
                        at += len(data) - len(member.unused_data)
                        data = member.unused_data
                        if member.eof:
                            member, whole = zlib.decompressobj(wbits=31), at
            except zlib.error:  # zeros or old bytes of the disk: no member begins here
                pass
            f.truncate(whole)
            os.fsync(f.fileno())
            return whole
    except OSError as e:
        remedy = "Give a place that you may write to, then run again: nothing already stored is lost."
        raise StoreError(f"the archive cannot be written: {e}", where=str(path), remedy=remedy) from e
