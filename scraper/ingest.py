"""WARC from elsewhere (Common Crawl's CC-NEWS, ArchiveBox, wget) into the archive and the ledger: from there on the ordinary path.

A record is looked at only where its host is a source's; its body is copied as it came. Nothing is asked of the network.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scraper.archive import MAX_BODY_BYTES, Archive, StatusAndHeaders, WARCWriter, body_of, digest_of, iter_records
from scraper.discovery import ChokingError, Found, read_html
from scraper.files import FILE_TYPES, is_file, told_type
from scraper.ledger import Capture, Ingested, Ledger, Link, Row
from scraper.optout import Refused
from scraper.paging import story_of
from scraper.refusals import refusal
from scraper.regulations import read_regulations
from scraper.removals import refused_in
from scraper.source import Source
from scraper.urls import conventions, extension, host
from tagih.records import PageError, TagihError

BATCH = 64  # records written to disk and entered together
RECORD_ID, FROM = "Tagih-Record-ID", "Tagih-Ingested-From"  # our named fields of a record that was copied


@dataclass(slots=True)
class IngestSummary:
    """What became of the records: `new` and `known` (the same record was copied before) by source, `other` hosts, `lists`
    (pages of a source that are no article), `refused` (on the opt-out list, or removed on request), and what could not be read."""

    new: Counter[str] = field(default_factory=Counter)
    known: Counter[str] = field(default_factory=Counter)
    other: int = 0
    lists: int = 0
    refused: int = 0
    failures: list[TagihError] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Copy:
    """A record on its way into the archive; `wire` is its body as it came."""

    source: Source
    url: str
    target: str
    record_id: str | None
    fetched_at: datetime
    media_type: str | None
    headers: tuple[tuple[str, str], ...]
    wire: bytes
    digest: str
    size: int
    canonical: str | None
    story: str | None
    part: int | None
    further: tuple[Link, ...]


def ingest(
    files: Sequence[Path],
    sources: Sequence[Source],
    *,
    ledger: Path,
    archive: Path,
    hosts: Iterable[str] | None = None,
    opt_out: str | None = None,
) -> IngestSummary:
    """Copy the articles of `sources` (of `hosts` alone, where given) from WARC files into our archive.

    Killed at any moment, it can be run again: a record is one capture however often it is given. A record that is broken and a
    file that is cut are failures in the summary; what is whole is copied. `opt_out`: as in CrawlSettings. Raises StoreError where ledger
    or archive cannot be written, VocabularyError for a broken opt-out list.
    """
    wanted = _Wanted(sources, hosts, refused_in(ledger, opt_out))
    with Ledger(ledger) as rows:
        store = Archive(archive)
        try:
            for path in files:
                _ingest_file(path, wanted, rows, store)
        finally:
            store.close()
    return wanted.summary


def _ingest_file(path: Path, wanted: _Wanted, rows: Ledger, store: Archive) -> None:
    batch: list[Ingested] = []

    def enter() -> None:
        store.sync()
        rows.ingest(batch)
        batch.clear()

    for found in iter_records(path, wanted.take):
        if isinstance(found, PageError):
            wanted.summary.failures.append(found)
        elif rows.has_capture(found.url, found.digest, found.fetched_at) or any(_same(found, x.capture) for x in batch):
            wanted.summary.known[found.source.id] += 1
        else:
            batch.append(_write(store, found, path.name))
            wanted.summary.new[found.source.id] += 1
        if len(batch) == BATCH:
            enter()
    enter()


def _same(copy: _Copy, capture: Capture) -> bool:
    return (copy.url, copy.digest, copy.fetched_at) == (capture.url, capture.digest, capture.fetched_at)


def _write(store: Archive, copy: _Copy, file: str) -> Ingested:
    place = store.write(
        copy.target,
        request=None,
        status=200,
        headers=copy.headers,
        body=copy.wire,
        fetched_at=copy.fetched_at,
        kind="page",
        source=copy.source.id,
        fields={FROM: file} | ({RECORD_ID: copy.record_id} if copy.record_id else {}),
    )
    capture = Capture(
        copy.url,
        copy.fetched_at,
        200,
        copy.media_type,
        copy.digest,
        place.warc,
        place.offset,
        place.length,
        copy.source.id,
        copy.size,
    )
    return Ingested(capture, file, copy.record_id, copy.canonical, copy.story, copy.part, copy.further)


class _Wanted:
    """Which records are copied, and the counts of those that are not."""

    def __init__(self, sources: Sequence[Source], hosts: Iterable[str] | None, refused: Refused) -> None:
        self.summary, self._refused = IngestSummary(), refused
        only = None if hosts is None else {h.lower().removeprefix("www.") for h in hosts}
        self._by_host: dict[str, list[Source]] = {}
        for source in sources:
            for name in {host(source.home), *(h.lower().removeprefix("www.") for h in source.hosts)}:
                if only is None or name in only:
                    self._by_host.setdefault(name, []).append(source)
        if only is not None and (unknown := sorted(only - set(self._by_host))):
            raise TagihError(
                "no source is on this host",
                where=", ".join(unknown),
                remedy="`tagih sources add URL` adds one; `tagih sources list` shows them.",
            )

    def take(self, record: Any) -> _Copy | None:
        """A record of an article as it is to be copied; None where it is none. Raises PageError."""
        target = record.rec_headers.get_header("WARC-Target-URI")
        name, (prefix, _, rest) = host(target), host(target).partition(".")
        sources = self._by_host.get(name) or (self._by_host.get(rest) if prefix in conventions().copy_hosts else None)
        if sources is None:
            self.summary.other += 1
            return None
        if self._refused.why(target) is not None:
            self.summary.refused += 1
            return None
        for source in sources:
            url = source.canonical(target)
            first, part = (story_of(source, url) if url is not None else None) or (None, None)
            if first is not None and part != 1:
                return self._copy(record, source, url or "", target, story=first, part=part)
            if url is not None and _may_be_document(source, first or url):
                return self._copy(record, source, first or url, target)
        self.summary.lists += 1
        return None

    def _copy(
        self, record: Any, source: Source, url: str, target: str, *, story: str | None = None, part: int | None = None
    ) -> _Copy | None:
        wire, body = _bodies(record, target)
        headers = tuple(record.http_headers.headers)
        refused = refusal(200, {k.lower(): v for k, v in headers}, body)
        if refused is not None:
            raise PageError(refused[1], where=target, remedy="Leave it out, or ask the site's operator: no article came.")
        if self._refused.carries("page", target, body):
            self.summary.refused += 1
            return None
        media_type = record.http_headers.get_header("Content-Type")
        found = _found(source, url, body, media_type)
        if not found.document and story is None:
            self.summary.lists += 1
            return None
        return _Copy(
            source=source,
            url=url,
            target=target,
            record_id=record.rec_headers.get_header("WARC-Record-ID"),
            fetched_at=_date(record, target),
            media_type=media_type,
            headers=headers,
            wire=wire,
            digest=digest_of(headers, body),
            size=len(body),
            canonical=found.canonical if story is None else None,
            story=story,
            part=part,
            further=tuple(x for x in found.links if x.story == url and not x.spare),
        )


def _may_be_document(source: Source, url: str) -> bool:
    """Whether an address is an article's; on a portal of regulations, a file's too, which a crawl finds on its page."""
    kind = source.classify(url)
    return kind == "page" or (kind is not None and source.spider == "jdih" and extension(url) in FILE_TYPES)


def _bodies(record: Any, where: str) -> tuple[bytes, bytes]:
    """A record's body as it came over the wire, and with chunks and content-encoding undone. Raises PageError."""
    stream = record.raw_stream
    parts, size = [], 0
    while part := stream.read(65_536):
        parts.append(part)
        size += len(part)
        if size > MAX_BODY_BYTES:
            raise PageError(f"is larger than {MAX_BODY_BYTES // 2**20} MB", where=where, remedy="Leave it out: no article is that large.")
    wire = b"".join(parts)
    if getattr(stream, "limit", 0) > 0 or (record.digest_checker is not None and record.digest_checker.passed is False):
        raise PageError(
            "its record is torn or altered: the digest does not hold", where=where, remedy="Take the file from its source again."
        )
    writer = WARCWriter(io.BytesIO())
    headers = StatusAndHeaders("200 OK", list(record.http_headers.headers), protocol="HTTP/1.1")
    body = body_of(writer.create_warc_record(where, "response", payload=io.BytesIO(wire), length=len(wire), http_headers=headers), where)
    if not body:
        raise PageError("the response has no body (0 bytes)", where=where, remedy="Leave it out: the site answered with nothing.")
    return wire, body


def _date(record: Any, where: str) -> datetime:
    try:
        date = datetime.fromisoformat(record.rec_headers.get_header("WARC-Date") or "")
    except ValueError:
        raise PageError("its WARC-Date is none", where=where, remedy="Repair the record: without it nobody knows when it was so.") from None
    return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)


def _found(source: Source, url: str, body: bytes, media_type: str | None) -> Found:
    """Whether a page is a document, told as the crawler tells it."""
    kind = (media_type or "text/html").partition(";")[0].strip().lower()
    if is_file(told_type(kind, body), url):
        return Found(document=True)
    row = Row(url, source.id, "page", 0, url, False, None, None, None, False)
    try:
        if source.spider == "jdih":
            return read_regulations(source, row, body, media_type)
        return read_html(source, row, body, media_type, max_depth=0, known_sitemaps=True)
    except ChokingError as e:
        raise PageError(str(e), where=url, remedy="Leave it out: no article is like that.") from e
