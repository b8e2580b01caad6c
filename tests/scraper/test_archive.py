from __future__ import annotations

import errno
import gzip
import io
import os
import zlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scraper import archive as archive_module
from scraper.archive import Archive, Place, iter_pages, read_page
from scraper.ledger import Capture
from tagih.records import Page, PageError, StoreError
from tagih.records.ids import document_id

WHEN = datetime(2025, 5, 9, 3, 4, 5, tzinfo=UTC)


def write(
    archive: Archive,
    url: str,
    body: bytes,
    *,
    kind: str = "page",
    status: int = 200,
    headers: Sequence[tuple[str, str]] = (("Content-Type", "text/html"),),
) -> Place:
    asked = [("User-Agent", "Tagih"), ("If-None-Match", '"1"')]
    return archive.write(url, request=asked, status=status, headers=headers, body=body, fetched_at=WHEN, kind=kind, source="kabar")


def captured(url: str, place: Place, media_type: str = "text/html") -> Capture:
    return Capture(url, WHEN, 200, media_type, "", place.warc, place.offset, place.length, "kabar", 1)


@pytest.fixture
def warc(tmp_path: Path) -> Path:
    """Five pages between a list, a feed, a redirect and an empty body."""
    archive = Archive(tmp_path / "archive")
    write(archive, "http://a.example/robots.txt", b"User-agent: *", kind="robots")
    write(archive, "http://a.example/", b"<html>daftar</html>", kind="listing")
    for n in range(5):
        write(archive, f"http://a.example/{n}?utm_source=x", b"<p>%d</p>" % n + os.urandom(300))
    write(archive, "http://a.example/lama", b"pindah", status=301)
    archive.close()
    return next((tmp_path / "archive").glob("*.warc.gz"))


def test_pages_come_back_as_they_came(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    bodies = {"gzip": gzip.compress(b"<p>halo</p>"), "deflate": zlib.compress(b"<p>halo</p>"), "identity": b"<p>halo</p>"}
    for encoding, body in bodies.items():
        url = f"http://a.example/{encoding}"
        place = write(archive, url, body, headers=[("Content-Type", "text/html; charset=x"), ("Content-Encoding", encoding)])
        archive.sync()
        page = read_page(tmp_path, captured(url, place, "text/html; charset=x"), None)
        assert page == Page(id=document_id(url), content=b"<p>halo</p>", media_type="text/html; charset=x", url=url, fetched_at=WHEN)
    archive.close()


def test_each_record_is_a_gzip_member_of_its_own(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    first, second = write(archive, "http://a.example/1", b"satu"), write(archive, "http://a.example/2", b"dua")
    archive.close()
    data = (tmp_path / second.warc).read_bytes()[second.offset : second.offset + second.length]
    text = zlib.decompress(data, wbits=31)
    assert text.startswith(b"WARC/1.0\r\n")
    assert b"dua" in text
    assert b"WARC-Type: request" in gzip.decompress((tmp_path / first.warc).read_bytes())


def test_files_rotate(tmp_path: Path) -> None:
    archive = Archive(tmp_path, max_file_bytes=1_000)
    places = [write(archive, f"http://a.example/{n}", os.urandom(900)) for n in range(3)]
    archive.close()
    assert len({p.warc for p in places}) == 3
    assert [read_page(tmp_path, captured(f"http://a.example/{n}", p), None).url for n, p in enumerate(places)] == [
        f"http://a.example/{n}" for n in range(3)
    ]


def test_iter_pages_gives_articles_only(warc: Path) -> None:
    found = list(iter_pages(warc))
    assert [p.url for p in found if isinstance(p, Page)] == [f"http://a.example/{n}" for n in range(5)]
    assert len(found) == 5
    page = found[3]
    assert isinstance(page, Page)
    assert (page.id, page.fetched_at) == (document_id("http://a.example/3"), WHEN)
    assert page.content.startswith(b"<p>3</p>")


def test_pages_of_other_crawlers_are_told_by_their_media_type(tmp_path: Path) -> None:
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    path = tmp_path / "lain.warc.gz"
    with path.open("wb") as f:
        writer = WARCWriter(f, gzip=True)
        for url, media_type in (("/a", "text/html"), ("/b.pdf", "application/pdf"), ("/c.png", "image/png"), ("/robots.txt", "text/plain")):
            http = StatusAndHeaders("200 OK", [("Content-Type", media_type)], protocol="HTTP/1.1")
            writer.write_record(
                writer.create_warc_record("http://a.example" + url, "response", payload=io.BytesIO(b"x"), length=1, http_headers=http)
            )
    assert [p.url for p in iter_pages(path) if isinstance(p, Page)] == ["http://a.example/a", "http://a.example/b.pdf"]


def test_a_cut_file_gives_its_whole_records_and_one_error(warc: Path, tmp_path: Path) -> None:
    data = warc.read_bytes()
    whole = [p.url for p in iter_pages(warc) if isinstance(p, Page)]
    cut = tmp_path / "cut.warc.gz"
    counts = set()
    for length in [0, 1, len(data) // 2, len(data) - 1, *range(7, len(data), 53)]:
        cut.write_bytes(data[:length])
        found = list(iter_pages(cut))
        pages = [p.url for p in found if isinstance(p, Page)]
        counts.add(len(pages))
        assert pages == whole[: len(pages)]
        errors = [p for p in found if isinstance(p, PageError)]
        if len(errors) == 1:
            assert isinstance(found[-1], PageError)
            assert errors[0].where == str(cut)
            assert f"{len(pages)} pages were read before" in errors[0].what
            assert "whole copy" in errors[0].remedy
        else:  # cut exactly between two records: nothing is torn
            assert errors == []
            gzip.decompress(data[:length])
    assert counts == {0, 1, 2, 3, 4, 5}


@pytest.mark.parametrize(
    "data", [b"", b"<html>bukan WARC</html>", gzip.compress(b"bukan WARC" * 50, mtime=0), b"\x1f\x8b\x08\x00", bytes(range(250)) * 2]
)
def test_what_is_no_warc_says_so(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(data)
    (error,) = iter_pages(path)
    assert isinstance(error, PageError)
    assert error.where == str(path)


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    (error,) = iter_pages(tmp_path / "none.warc.gz")
    assert isinstance(error, PageError)
    with pytest.raises(PageError, match="cannot be read"):
        read_page(tmp_path, captured("http://a.example/", Place("none.warc.gz", 0, 1)), None)


def test_an_empty_body_and_a_bomb_are_errors_of_their_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_module, "MAX_BODY_BYTES", 1 << 20)
    archive = Archive(tmp_path)
    write(archive, "http://a.example/kosong", b"")
    bomb = gzip.compress(bytes(4 << 20))
    place = write(archive, "http://a.example/bom", bomb, headers=[("Content-Type", "text/html"), ("Content-Encoding", "gzip")])
    write(archive, "http://a.example/baik", b"<p>x</p>")
    archive.close()
    empty, large, good = iter_pages(tmp_path / place.warc)
    assert isinstance(empty, PageError)
    assert "0 bytes" in empty.what
    assert isinstance(large, PageError)
    assert "larger than" in large.what
    assert isinstance(good, Page)


def test_an_altered_record_is_refused(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    place = write(archive, "http://a.example/1", b"asli")
    archive.close()
    path = tmp_path / place.warc
    data = path.read_bytes()
    record = zlib.decompress(data[place.offset : place.offset + place.length], wbits=31).replace(b"asli", b"palsu"[:4])
    path.write_bytes(data[: place.offset] + gzip.compress(record))
    with pytest.raises(PageError, match="torn or altered"):
        read_page(tmp_path, captured("http://a.example/1", place), None)
    with pytest.raises(PageError, match="holds no record of"):
        read_page(tmp_path, captured("http://a.example/2", place), None)
    with pytest.raises(PageError, match="no WARC"):
        read_page(tmp_path, captured("http://a.example/1", replace(place, offset=place.offset + 3)), None)


def test_a_full_disk_is_named_and_leaves_no_half_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = Archive(tmp_path)
    first = write(archive, "http://a.example/1", b"satu")
    out = archive._out
    assert out is not None
    real = out.write
    room = [200]

    def full(data: bytes) -> int:
        fits = min(len(data), room[0])
        if not fits:
            raise OSError(errno.ENOSPC, "No space left on device")
        room[0] -= fits
        return real(data[:fits])

    class Full:
        write, seek, truncate, tell, close, fileno = (
            staticmethod(full),
            out.seek,
            out.truncate,
            out.tell,
            out.close,
            out.fileno,
        )

    monkeypatch.setattr(archive, "_out", Full)
    with pytest.raises(StoreError, match="No space left") as e:
        write(archive, "http://a.example/2", os.urandom(5_000))
    assert e.value.where.endswith(".warc.gz")
    assert "Free disk space" in e.value.remedy
    room[0] = 10**6
    third = write(archive, "http://a.example/3", b"tiga")
    archive.close()
    assert [p.url for p in iter_pages(tmp_path / first.warc) if isinstance(p, Page)] == ["http://a.example/1", "http://a.example/3"]
    assert read_page(tmp_path, captured("http://a.example/3", third), None).content == b"tiga"
