"""WARC in, WARC out: every response is kept as it came over the wire, so that everything after it can be done again.

One file per process and size, each record its own gzip member: a file torn by a crash loses its last record only.
"""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import io
import os
import time
import uuid
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, TypeVar
from urllib.parse import urlsplit

from warcio import archiveiterator, statusandheaders, warcwriter
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeadersParserException

from scraper.files import FILE_TYPES, UNTOLD
from scraper.refusals import refusal
from scraper.rows import Capture, Part
from scraper.urls import canonical, extension
from tagih.records import Page, PageError, SourceHints, StoreError, robots
from tagih.records.ids import document_id

MAX_FILE_BYTES = 512 * 1024 * 1024  # a new file begins beyond this; the WARC guidelines advise 1 GB at most
MAX_BODY_BYTES = 20 * 1024 * 1024  # of a page after its content-encoding is undone: the limit of the crawler too
SYNC_S = 1.0  # a crash of the machine loses what was fetched in this time: it is fetched again (see scraper.recovery)
GZIP_LEVEL = 4  # pages of 50 to 125 KB: a third of the time of warcio's 9, files 3 % larger (2026-11-21)
KIND, SOURCE = "Tagih-Kind", "Tagih-Source"  # our named fields of a response record
MEDIA_TYPES = ("text/html", "application/xhtml+xml", *FILE_TYPES.values(), "text/plain")

# warcio has no types.
ArchiveIterator: Any = archiveiterator.ArchiveIterator
StatusAndHeaders: Any = statusandheaders.StatusAndHeaders
WARCWriter: Any = warcwriter.WARCWriter

Headers = Sequence[tuple[str, str]]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a response's record lies: `offset` and `length` in bytes of the file named `warc`."""

    warc: str
    offset: int
    length: int


class Archive:
    """This process's part of the archive. Its methods raise StoreError, naming the file, where the disk is full or read-only."""

    def __init__(
        self, folder: Path, *, max_file_bytes: int = MAX_FILE_BYTES, on_sync: Callable[[str, int | None], None] | None = None
    ) -> None:
        """`on_sync` is told of each file how many of its bytes have reached the disk, at first and then every SYNC_S seconds at most;
        None: all. Without it each `sync` waits for the disk."""
        self.folder, self._max, self._on_sync = folder, max_file_bytes, on_sync
        self._name = f"tagih-{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{uuid.uuid4().hex[:8]}"
        self._number = 0
        self._out: IO[bytes] | None = None
        self._synced, self._next_sync = True, 0.0
        self._make: Any = WARCWriter(io.BytesIO())
        self._path = folder

    @contextlib.contextmanager
    def _guard(self) -> Iterator[None]:
        try:
            yield
        except OSError as e:
            remedy = "Free disk space or give a place that you may write to, then run again: nothing already stored is lost."
            raise StoreError(f"the archive cannot be written: {e}", where=str(self._path), remedy=remedy) from e

    def _open(self) -> IO[bytes]:
        if self._out is not None and self._out.tell() >= self._max:
            self.close()
        if self._out is None:
            self._path = self.folder / f"{self._name}-{self._number:05}.warc.gz"
            self._number += 1
            self.folder.mkdir(parents=True, exist_ok=True)
            self._out = self._path.open("xb", buffering=0)
            self._next_sync = 0.0
            told = {"software": "tagih", "format": "WARC File Format 1.0"}
            _write_whole(self._out, _member(self._make.create_warcinfo_record(self._path.name, told)))
        return self._out

    def write(
        self,
        url: str,
        *,
        request: Headers | None,
        status: int,
        headers: Headers,
        body: bytes,
        fetched_at: datetime,
        kind: str,
        source: str,
        fields: Mapping[str, str] | None = None,
    ) -> Place:
        """Append a response (its body as on the wire, content-encoding and all) and the request that brought it, where it is known.

        `fields` are further named fields of the response's record. It survives the end of this process; of the machine: see `sync`.
        """
        with self._guard():
            out = self._open()
            start = out.tell()
            date = fetched_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            self._synced = False
            try:
                phrase = http.client.responses.get(status, "")
                response = self._make.create_warc_record(
                    url,
                    "response",
                    payload=io.BytesIO(body),
                    length=len(body),
                    http_headers=StatusAndHeaders(f"{status} {phrase}", list(headers), protocol="HTTP/1.1"),
                    warc_headers_dict={"WARC-Date": date, KIND: kind, SOURCE: source} | dict(fields or {}),
                )
                packed = _member(response)
                place = Place(self._path.name, start, len(packed))
                if request is None:
                    _write_whole(out, packed)
                    return place
                parts = urlsplit(url)
                target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
                asked = StatusAndHeaders(f"GET {target} HTTP/1.1", [("Host", parts.netloc), *request], is_http_request=True)
                concurrent = {"WARC-Date": date, "WARC-Concurrent-To": response.rec_headers.get_header("WARC-Record-ID")}
                asking = self._make.create_warc_record(url, "request", http_headers=asked, warc_headers_dict=concurrent)
                _write_whole(out, packed + _member(asking))
            except OSError:
                with contextlib.suppress(OSError):  # half a record must not stand before a whole one
                    out.seek(start)
                    out.truncate()
                raise
            return place

    def sync(self) -> None:
        """Make every record written so far survive a crash of the machine; with `on_sync`, within SYNC_S seconds or so."""
        if self._on_sync is None or time.monotonic() >= self._next_sync:
            self._sync()

    def _sync(self) -> None:
        if self._out is None or self._synced:
            return
        with self._guard():
            os.fsync(self._out.fileno())
            size = self._out.tell()
        self._synced, self._next_sync = True, time.monotonic() + SYNC_S
        if self._on_sync is not None:
            self._on_sync(self._path.name, size)

    def close(self) -> None:
        if self._out is not None:
            self._sync()
            self._out.close()
            self._out = None
            if self._on_sync is not None:
                self._on_sync(self._path.name, None)


def _member(record: Any) -> bytes:
    """A record as a gzip member of its own."""
    plain = io.BytesIO()
    WARCWriter(plain, gzip=False).write_record(record)
    packer = zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, wbits=31)
    return packer.compress(plain.getbuffer()) + packer.flush()


def _write_whole(out: IO[bytes], data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[out.write(left) :]


def _broken(what: str, where: str) -> PageError:
    return PageError(what, where=where, remedy="Crawl the page again, or restore the archive file from a copy.")


def body_of(record: Any, where: str) -> bytes:
    """A response's body with chunks and content-encoding undone. Raises PageError where it is torn, altered, or too large."""
    try:
        body: bytes = record.content_stream().read(MAX_BODY_BYTES + 1) or b""
        if len(body) > MAX_BODY_BYTES:
            limit = MAX_BODY_BYTES // 2**20
            raise PageError(f"is larger than {limit} MB once decoded", where=where, remedy="Leave it out: no article is that large.")
        while record.raw_stream.read(65_536):
            pass
    except (zlib.error, EOFError) as e:
        raise _broken(f"its record cannot be decoded: {e}", where) from e
    if getattr(record.raw_stream, "limit", 0) > 0 or (record.digest_checker is not None and record.digest_checker.passed is False):
        raise _broken("its record is torn or altered: the digest does not hold", where)
    return body


def digest_of(headers: Headers, body: bytes) -> str:
    """SHA-256 of a body (content-encoding undone), and of what its headers ask of those who show it, where they ask anything:
    a page that begins to ask for less is another one."""
    asked = robots.directives(headers)
    return hashlib.sha256(body + (b"\0" + " ".join(asked).encode() if asked else b"")).hexdigest()


def decoded(headers: Headers, body: bytes) -> bytes:
    """A body as it came over the wire, with content-encoding undone. Raises PageError where it is torn or too large."""
    plain = StatusAndHeaders("200 OK", list(headers), protocol="HTTP/1.1")
    writer = WARCWriter(io.BytesIO())
    return body_of(writer.create_warc_record("", "response", payload=io.BytesIO(body), length=len(body), http_headers=plain), "a response")


def read_page(archive_dir: Path, capture: Capture, hints: SourceHints | None) -> Page:
    """The page of a capture, with the further pages of its story; an error stands for one that is missing or cannot be read.

    Raises PageError, naming the archive file, where its own record is missing, torn or another page's.
    """
    page = _read_page(archive_dir, capture, hints)
    return replace(page, parts=tuple(_read_part(archive_dir, part, hints) for part in capture.parts)) if capture.parts else page


def _read_part(archive_dir: Path, part: Part, hints: SourceHints | None) -> Page | PageError:
    if part.capture is None:
        remedy = "Crawl it again: `tagih sources health` tells what kept it from being fetched."
        return PageError(
            f"page {part.number} of the story is missing" if part.number else "the rest of the story is missing",
            where=part.url,
            remedy=remedy,
        )
    try:
        return _read_page(archive_dir, part.capture, hints)
    except PageError as e:
        return e


def _read_page(archive_dir: Path, capture: Capture, hints: SourceHints | None) -> Page:
    path = archive_dir / capture.warc
    where = f"{path} at {capture.offset}"
    try:
        with path.open("rb") as f:
            f.seek(capture.offset)
            record = _next(ArchiveIterator(f, check_digests=True))
            target = record.rec_headers.get_header("WARC-Target-URI") if record is not None else None
            if target is None or canonical(target, home=capture.url) != capture.url:  # its "www." or scheme may be the site's choice
                raise _broken(f"holds no record of {capture.url}", where)
            body = body_of(record, where)
            asked = robots.directives(record.http_headers.headers, body, capture.media_type)
    except OSError as e:
        raise _broken(f"cannot be read: {e}", str(path)) from e
    except _TornError as e:
        raise _broken(str(e), where) from e
    return Page(
        id=document_id(capture.url),
        content=body,
        media_type=capture.media_type,
        url=capture.url,
        fetched_at=capture.fetched_at,
        hints=hints,
        robots=asked,
    )


def _is_page(record: Any) -> bool:
    """Whether a record is a response of 200 of a page: by our own field where it is ours, else by its address and media type."""
    if record.rec_type != "response" or record.http_headers is None or record.http_headers.get_statuscode() != "200":
        return False
    kind = record.rec_headers.get_header(KIND)
    if kind is not None:
        return bool(kind == "page")
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    media_type = (record.http_headers.get_header("Content-Type") or "text/html").partition(";")[0].strip().lower()
    known = media_type in MEDIA_TYPES or (media_type in UNTOLD and extension(url) in FILE_TYPES)
    return url.startswith("http") and urlsplit(url).path != "/robots.txt" and known


def _page(record: Any) -> Page:
    url = record.rec_headers.get_header("WARC-Target-URI")
    body = body_of(record, url)
    if not body:
        raise PageError("the response has no body (0 bytes)", where=url, remedy="Crawl it again later: the site answered with nothing.")
    refused = refusal(200, {k.lower(): v for k, v in record.http_headers.headers}, body)
    if refused is not None:
        raise PageError(refused[1], where=url, remedy="Crawl it again later, or ask the site's operator: no article came.")
    url = canonical(url) or url
    date = record.rec_headers.get_header("WARC-Date")
    fetched_at = datetime.fromisoformat(date) if date else None
    media_type = record.http_headers.get_header("Content-Type")
    return Page(id=document_id(url), content=body, media_type=media_type, url=url, fetched_at=fetched_at)


def _cut(path: Path, offset: int) -> bool:
    """Whether the last gzip member, which begins at or after `offset`, ends before its end."""
    with path.open("rb") as f:
        if f.read(2) != b"\x1f\x8b":
            return False
        f.seek(offset)
        member, fed = zlib.decompressobj(wbits=31), False
        while data := f.read(1 << 20):
            while data:
                member.decompress(data)
                fed, data = True, member.unused_data
                if member.eof:
                    member, fed = zlib.decompressobj(wbits=31), False
    return fed


class _TornError(Exception):
    """A file that ends, or stops being WARC, before it is over."""


# What warcio raises on records that are none: a torn header line gives AttributeError, as it looks for what is not there.
_NO_RECORD = (ArchiveLoadFailed, StatusAndHeadersParserException, zlib.error, EOFError, ValueError, AttributeError, TypeError, IndexError)


def _next(records: Any) -> Any:
    try:
        record = next(records, None)
    except _NO_RECORD as e:
        raise _TornError(f"a record is no WARC record ({' '.join(str(e).split())[:120]})") from e
    if record is not None and record.rec_headers.get_header("WARC-Type") is None:
        raise _TornError("it ends in the middle of a record, or is no WARC file")
    return record


def _read_records(path: Path, take: Callable[[Any], T | None]) -> Iterator[T | PageError]:
    offset = -1
    with path.open("rb") as f:
        records = ArchiveIterator(f, check_digests=True)
        while (record := _next(records)) is not None:
            found: T | PageError | None = None
            try:
                found = take(record) if _is_page(record) else None
            except PageError as e:
                found = e
            records.read_to_end(record)
            if getattr(record.raw_stream, "limit", 0) > 0:
                raise _TornError("it ends in the middle of a record")
            if found is not None:
                yield found
            offset = records.get_record_offset()
    if offset < 0:
        raise _TornError("it is empty (0 bytes)" if path.stat().st_size == 0 else "it holds no whole record")
    if _cut(path, offset):
        raise _TornError("it ends in the middle of a record")


def iter_pages(warc_path: Path) -> Iterator[Page | PageError]:
    """Every page (response 200 of HTML, PDF or text) of a WARC file, of ours or from elsewhere.

    A record that is altered, empty or too large gives a PageError naming its URL, and reading goes on. A file that
    is cut, or no WARC at all, gives one PageError at the end that names the file and how many pages were read.
    """
    return iter_records(warc_path, _page)


def iter_records(warc_path: Path, take: Callable[[Any], T | None]) -> Iterator[T | PageError]:
    """What `take` makes of every record of a page (warcio's; None passes it over). Errors as with `iter_pages`."""
    pages = 0
    try:
        for found in _read_records(warc_path, take):
            pages += not isinstance(found, PageError)
            yield found
    except (_TornError, OSError) as e:
        remedy = "Take a whole copy of the file; the pages read until there are complete."
        yield PageError(f"{e}; {pages} pages were read before", where=str(warc_path), remedy=remedy)
