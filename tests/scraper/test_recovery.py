"""What a crash of the machine took from the archive is asked for again; what it left is kept."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scraper import archive as archive_module
from scraper.archive import Archive, iter_pages, read_page
from scraper.ledger import Capture, Ledger, Link, Visit
from scraper.recovery import recover
from tagih.records import Page, StoreError

PAGES = 6
URLS = [f"http://a.example/{n}" for n in range(PAGES)]


@pytest.fixture
def warc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a crawl that died after six pages, the first two of them known to have reached the disk."""
    monkeypatch.setattr(archive_module, "SYNC_S", 1e9)
    archive: Archive | None = None
    with Ledger(tmp_path / "crawl.db") as ledger:
        ledger.begin("a", [Link(u, "page", 0, u) for u in URLS])
        archive = Archive(tmp_path / "archive", on_sync=ledger.synced)
        for n in range(PAGES):
            row = ledger.lease("a")
            assert row is not None
            body, when = b"<p>%d</p>" % n + os.urandom(500), datetime.now(UTC)
            headers = [("Content-Type", "text/html")]
            place = archive.write(row.url, request=[], status=200, headers=headers, body=body, fetched_at=when, kind="page", source="a")
            if n == 1:
                archive._sync()
            archive.sync()
            digest = hashlib.sha256(body).hexdigest()
            capture = Capture(row.url, when, 200, "text/html", digest, place.warc, place.offset, place.length, "a", len(body))
            ledger.conclude(row, Visit("ok", 200, digest=digest, document=True, capture=capture), revisit_s=1e6)
    assert archive._out is not None
    archive._out.close()
    return next((tmp_path / "archive").glob("*.warc.gz"))


def mark(warc: Path) -> int:
    """The size up to which the file is known to have reached the disk."""
    with Ledger(warc.parents[1] / "crawl.db") as ledger:
        return int(ledger._db.execute("SELECT bytes FROM unsynced").fetchone()[0])


def cut(warc: Path) -> int:
    os.truncate(warc, mark(warc))
    return 4


def zeros(warc: Path) -> int:
    size = warc.stat().st_size
    os.truncate(warc, mark(warc))
    os.truncate(warc, size)
    return 4


def torn(warc: Path) -> int:
    os.truncate(warc, warc.stat().st_size - 700)
    return 1


def hole(warc: Path) -> int:
    """One page of the disk in the middle never came there: what follows it is whole, and yet no reader gets there."""
    with warc.open("r+b") as f:
        f.seek(mark(warc) + 50)
        f.write(bytes(40))
    return 1


def gone(warc: Path) -> int:
    warc.unlink()
    return 4


def nothing(warc: Path) -> int:
    return 0


@pytest.mark.parametrize("crash", [cut, zeros, torn, gone, nothing])
def test_what_the_disk_lost_is_queued_again(warc: Path, crash: Callable[[Path], int]) -> None:
    lost = crash(warc)
    before = warc.read_bytes() if crash is nothing else b""
    with Ledger(warc.parents[1] / "crawl.db") as ledger:
        assert recover(ledger, warc.parent) == lost
        assert ledger.waiting("a") == lost
        kept = list(ledger.captures())
        if crash is not gone:
            assert [c.url for c in kept] == URLS[: PAGES - lost]
            assert all(read_page(warc.parent, c, None).url == c.url for c in kept)
            found = list(iter_pages(warc))
            assert all(isinstance(p, Page) for p in found), "what was torn is cut off"
            assert len(found) == PAGES - lost
        assert recover(ledger, warc.parent) == 0, "the file is done with"
    assert crash is not nothing or warc.read_bytes() == before


def test_what_stands_behind_a_hole_is_queued_again_too(warc: Path) -> None:
    hole(warc)
    with Ledger(warc.parents[1] / "crawl.db") as ledger:
        assert recover(ledger, warc.parent) == 4
        assert [c.url for c in ledger.captures()] == URLS[:2]
    assert all(isinstance(p, Page) for p in iter_pages(warc))


def test_a_file_that_is_being_written_is_left_alone(tmp_path: Path) -> None:
    with Ledger(tmp_path / "crawl.db") as busy, Ledger(tmp_path / "crawl.db") as other:
        busy.synced("x.warc.gz", 10)
        assert other.left_unsynced() == []
        busy.synced("x.warc.gz", None)
        busy.synced("y.warc.gz", 10)
        busy.close()
        assert other.left_unsynced() == [("y.warc.gz", 10)]


def test_a_file_that_cannot_be_cut_is_named(warc: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    torn(warc)

    def refuse(*_: object) -> None:
        raise OSError("read-only")

    monkeypatch.setattr("scraper.recovery.os.fsync", refuse)
    with Ledger(warc.parents[1] / "crawl.db") as ledger, pytest.raises(StoreError, match="read-only") as e:
        recover(ledger, warc.parent)
    assert e.value.where == str(warc)


def test_the_disk_is_waited_for_once_a_second_and_at_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, int | None]] = []
    now = [0.0]
    monkeypatch.setattr("scraper.archive.time.monotonic", lambda: now[0])
    archive = Archive(tmp_path, on_sync=lambda name, size: told.append((name, size)))

    def page() -> int:
        place = archive.write("http://a.example/", request=None, status=200, headers=[], body=b"x", fetched_at=datetime.now(UTC), kind="page", source="a")  # fmt: skip
        archive.sync()
        return place.offset + place.length

    first = page()
    page()
    assert [size for _, size in told] == [first], "the first page of a file at once"
    now[0] += archive_module.SYNC_S
    third = page()
    archive.close()
    assert [size for _, size in told] == [first, third, None]
