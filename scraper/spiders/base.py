"""What every spider does with the ledger: lease a row, fetch it, say what came of it. Spiders differ in how they read a page."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import replace
from typing import Any

from scrapy import Request, Spider
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from twisted.python.failure import Failure

from scraper.archive import MEDIA_TYPES, Place, digest_of
from scraper.backfill import Backfill
from scraper.discovery import ChokingError, Found, UnreadableError, read_feed, read_sitemap, robots_sitemaps
from scraper.files import is_file, told_type
from scraper.ledger import Capture, Ledger, Link, Row, Visit
from scraper.markup import choking
from scraper.middlewares import CAPTURED, PROBED, ROW, TORN, pairs
from scraper.outcomes import failure_state, let_go, status_state
from scraper.refusals import refusal
from scraper.schedule import REVISIT, REVISIT_SHARE, is_revisit
from scraper.shape import shape
from scraper.source import Source
from scraper.traps import Missing, Patterns, improbable
from scraper.urls import host
from tagih.records import StoreError

logger = logging.getLogger(__name__)

HOPS = "tagih_hops"  # meta key: redirects followed so far
MAX_ROBOTS_SITEMAPS = 50  # of those that robots.txt names
HTML = ("text/html", "application/xhtml+xml")
DOWN: frozenset[str] = frozenset({"unreachable", "dns_dead", "timeout", "server_error", "blocked", "geo_blocked"})  # the site, not the page


class LedgerSpider(Spider):
    """`source` and `run` (the worker's: ledger, archive, settings) are set by the worker."""

    source: Source
    run: Any
    run_id: int
    queued: int

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.allowed_domains = [host(self.source.home).partition(":")[0], *self.source.hosts]
        self.done = self.down = 0
        self.stopped: str | None = None
        self.known_sitemaps = False
        self.missing: dict[str, Missing] = {}  # by host
        self.patterns = Patterns()
        self.probing = False
        self.revisits = 0
        since = self.run.settings.since or self.source.since
        self.backfill = Backfill(since, today=self.run.clock().date()) if since else None

    def read(self, row: Row, body: bytes, media_type: str | None) -> Found:
        """What an HTML page leads to. Pure: a spider is no more than this."""
        raise NotImplementedError

    async def start(self) -> AsyncIterator[Any]:
        """Nothing: the worker has queued the seeds in the ledger."""
        nobody: tuple[Any, ...] = ()
        for nothing in nobody:
            yield nothing

    # --- what the scheduler asks -------------------------------------------------------------------------------------

    def wants_more(self) -> bool:
        """Whether this run will lease another row, now or when its turn comes."""
        return self.wait_s() is not None

    def is_open(self) -> bool:
        """Whether the site may be asked anything at this hour; once it may not, this run is over for it."""
        if self.stopped is None and (why := self.run.closed(self.source)) is not None:
            self.stopped, self.run.resting[self.source.id] = "hours", why
        return self.stopped != "hours"

    def wait_s(self) -> float | None:
        """In how many seconds a row may be leased; None where this run will lease none, or not before one that it holds is concluded."""
        ledger: Ledger = self.run.ledger
        if self.stopped is None and ledger.requests(self.source.id) >= self.run.settings.max_pages_per_source:
            self.stopped = "budget"
        if (
            not self.is_open()
            or self.stopped is not None
            or self.run.stopping
            or self.probing
            or ledger.held(self.source.id) >= self._turns()["at_once"]
        ):
            return None
        return ledger.wait_s(self.source.id, **self._turns(), skip=self._skipped())

    def _turns(self) -> dict[str, Any]:
        return {"at_once": self.settings.getint("CONCURRENT_REQUESTS"), "delay_s": self.settings.getfloat("DOWNLOAD_DELAY")}

    def _lease(self) -> Row | None:
        if not self.is_open() or self.stopped is not None or self.run.stopping:
            return None
        ledger: Ledger = self.run.ledger
        return ledger.lease(self.source.id, **self._turns(), budget=self.run.settings.max_pages_per_source, skip=self._skipped())

    def _skipped(self) -> tuple[int, ...]:
        """Pages are looked at again with a share of a run's requests: the rest is for what is new."""
        return (REVISIT,) if self.revisits >= max(1, REVISIT_SHARE * self.run.settings.max_pages_per_source) else ()

    def next_request(self) -> Request | None:
        if self.probing:
            return None  # what a page is can be told only when the host's answer for a missing one is known
        while (row := self._lease()) is not None:
            excluded = self.run.refused.why(row.url) or (self.run.refused.why(row.story) if row.story else None)
            if excluded is not None:
                self._conclude(row, Visit("excluded", None, excluded), asked=False)
                continue
            if row.deep and row.kind == "listing" and (day := self.run.ledger.listed_before(row)) is not None:
                told = f"what stands before it in the list is older than {row.since}"
                self._conclude(row, Visit("older", None, told, day=day), asked=False)
                continue
            trap = self.patterns.refusal(row.url) if row.kind == "page" else None
            if trap is None:
                self.revisits += is_revisit(row)
                return self._request(row, row.url, 0) if self._is_known(row) else self._probe(row)
            self._conclude(row, Visit("refused", None, trap), asked=False)
        return None

    def _is_known(self, row: Row) -> bool:
        """Whether a row can be asked for without asking first what its host answers for a page that is missing."""
        return row.kind != "page" or not self.run.settings.wary or host(row.url) in self.missing

    def _probe(self, row: Row) -> Request:
        """Ask a host for an article that cannot be there; the row follows."""
        self.probing = True
        self.missing[host(row.url)] = Missing()
        meta = {PROBED: row, "handle_httpstatus_all": True, "dont_retry": True}
        return Request(improbable(row.url), callback=self.probed, errback=self.probe_failed, meta=meta)

    def _request(self, row: Row, url: str, hops: int) -> Request:
        # A list that is the same as last time says nothing of the pages behind it, which an archive read back is after, nor a home page
        # of the feeds that it names, where nobody else does.
        leads = row.kind != "page" and (row.deep or (row.depth == 0 and row.kind == "listing" and not self.source.declared))
        conditions = {} if leads else {"If-None-Match": row.etag, "If-Modified-Since": row.last_modified}
        return Request(
            url,
            callback=self.parse,
            errback=self.failed,
            headers={k: v for k, v in conditions.items() if v},
            meta={ROW: row, HOPS: hops, "handle_httpstatus_all": True},
        )

    def on_robots(self, sitemaps: list[str]) -> None:
        """robots.txt was read: its sitemaps are seeds where the source's file names nothing."""
        links = robots_sitemaps(self.source, sitemaps)[:MAX_ROBOTS_SITEMAPS]
        self.known_sitemaps = self.known_sitemaps or bool(links)
        try:
            self.queued += self.run.ledger.add(self.source.id, links)
        except StoreError as e:
            self.run.fail(e)

    def on_close(self, reason: str, unread: Iterable[Request]) -> None:
        """The engine has ended. A run that was stopped from outside stays open: the next one goes on with it."""
        cut = reason != "finished" or self.run.stopping
        self.run.interrupted = self.run.interrupted or cut
        try:
            for request in unread:
                self.run.ledger.release(request.meta[ROW])
            if not cut:
                self.run.ledger.end(self.run_id, self.stopped or "finished")
        except StoreError as e:
            self.run.fail(e)

    # --- what came back ----------------------------------------------------------------------------------------------

    def probed(self, response: Response, **_: Any) -> Iterator[Request]:
        self.probing = False
        assert response.request is not None
        row: Row = response.request.meta[PROBED]
        target = self.source.canonical(response.urljoin(_header(response, "Location") or ""))
        if response.status in (301, 302, 303, 307, 308):
            self.missing[host(row.url)] = Missing(target=None if target == self.source.canonical(response.url) else target)
        elif response.status == 200 and _media_type(response) in HTML and choking("page", response.body) is None:
            self.missing[host(row.url)] = Missing(shape(response.body, _header(response, "Content-Type")))
        yield self._request(row, row.url, 0)

    def probe_failed(self, failure: Failure) -> Iterator[Request]:
        self.probing = False
        request: Request = failure.request  # type: ignore[attr-defined]
        yield self._request(request.meta[PROBED], request.meta[PROBED].url, 0)

    def parse(self, response: Response, **_: Any) -> Iterator[Request]:
        request = response.request
        assert request is not None
        row: Row = request.meta[ROW]
        place, fetched_at = request.meta[CAPTURED]
        if place is None and row.kind == "page":
            self._conclude(row, Visit("excluded", response.status, "is a page under another address that was removed on request"))
            return
        kept, place = place is not None, place or Place("", 0, 0)
        media_type = (response.headers.get("Content-Type") or b"").decode("latin-1") or None
        digest = digest_of(pairs(response.headers), response.body)
        capture = Capture(
            row.url,
            fetched_at,
            response.status,
            media_type,
            digest,
            place.warc,
            place.offset,
            place.length,
            self.source.id,
            len(response.body),
        )
        if 300 <= response.status < 400 and response.status != 304:
            again = self._redirected(row, response, capture)
            if again is not None:
                yield again
            return
        visit = self._visit(row, response, capture)
        self._conclude(row, visit if kept else replace(visit, capture=None))

    def _visit(self, row: Row, response: Response, capture: Capture) -> Visit:
        if response.status == 304:
            return Visit("ok", 304, etag=_header(response, "ETag"), last_modified=_header(response, "Last-Modified"))
        refused = refusal(response.status, _headers(response), response.body)
        if refused is not None:
            return Visit(refused[0], response.status, refused[1], capture=capture)
        if response.status != 200:
            wait = (_header(response, "Retry-After") or "").strip()
            error, state = f"the site answered {response.status}", status_state(response.status)
            return Visit(
                state, response.status, error, capture=capture, retry_after_s=float(wait) if wait.isascii() and wait.isdigit() else None
            )
        if not response.body:
            return Visit("empty", 200, "the site answered 200 with 0 bytes", capture=capture)
        assert response.request is not None
        if response.request.meta.get(TORN):
            return Visit("broken", 200, "its gzip stream ends early: only a part of it came", capture=capture)
        media_type = told_type(_media_type(response), response.body)
        if row.kind in ("page", "listing") and media_type not in MEDIA_TYPES:
            return Visit("unsupported", 200, f"is {media_type}, no page", capture=capture)
        try:
            found = self._read(row, response.body, capture.media_type, media_type)
            if self.backfill is not None:
                found = self.backfill.sift(row, found)
            if (found.document or row.document or row.story) and media_type in HTML and self._is_missing(row.url, response):
                return Visit("not_found", 200, "is the page that the site shows for what it does not have", capture=capture)
        except ChokingError as e:
            return Visit("too_large", 200, str(e), capture=capture)
        except UnreadableError as e:
            return Visit("broken", 200, str(e), capture=capture)
        except Exception as e:  # hostile bytes end one page, never the run; the log keeps the trace, the ledger the state
            logger.exception("%s cannot be read", row.url)
            return Visit("broken", 200, f"cannot be read ({type(e).__name__}: {e})"[:300], capture=capture)
        return Visit(
            "ok",
            200,
            etag=_header(response, "ETag"),
            last_modified=_header(response, "Last-Modified"),
            digest=capture.digest,
            capture=capture,
            document=found.document and row.story is None,
            canonical=found.canonical,
            links=found.links,
            day=found.day,
            copies=found.copies,
        )

    def _read(self, row: Row, body: bytes, header: str | None, media_type: str) -> Found:
        if row.kind == "feed":
            return read_feed(self.source, row, body)
        if row.kind == "sitemap":
            return read_sitemap(self.source, row, body)
        if row.kind == "page" and is_file(media_type, row.url):
            return Found(document=True)
        return self.read(row, body, header)

    def _is_missing(self, url: str, response: Response) -> bool:
        """Whether a page is the host's answer for a missing one; if not, its pattern's budget is told of it."""
        missing = self.missing.get(host(url))
        looked_at = self.run.settings.wary and self.patterns.visited(url)
        if not looked_at and (missing is None or missing.shape is None):
            return False
        page = shape(response.body, _header(response, "Content-Type"))
        if missing is not None and missing.same(page):
            return True
        if looked_at:
            self.patterns.judge(url, page)
        return False

    def _redirected(self, row: Row, response: Response, capture: Capture) -> Request | None:
        assert response.request is not None
        hops = response.request.meta[HOPS] + self.run.hops.pop(row.url, 0) + 1
        raw = response.urljoin(_header(response, "Location") or "")
        target = self.source.canonical(raw)
        if target == row.url and raw != response.url and hops <= self.run.settings.max_redirects:
            return self._request(row, raw, hops)  # the same page under the scheme or "www." that the site prefers
        missing = self.missing.get(host(row.url))
        if row.document and target is not None and target == self.source.canonical(self.source.home):
            self._conclude(row, Visit("not_found", response.status, "redirects to the site's front page", capture=capture))
        elif row.kind == "page" and target is not None and missing is not None and target == missing.target:
            self._conclude(
                row, Visit("not_found", response.status, "redirects to where the site sends all that it does not have", capture=capture)
            )
        elif target is None or target == row.url or not self.source.own(target):
            self._conclude(row, Visit("refused", response.status, f"redirects to another place: {raw[:200]}", capture=capture))
        elif hops > self.run.settings.max_redirects:
            limit = self.run.settings.max_redirects
            self._conclude(
                row, Visit("refused", response.status, f"more than {limit} redirects, the last to {target[:200]}", capture=capture)
            )
        else:
            self.run.hops[target] = hops
            link = Link(target, row.kind, row.depth, row.root, row.guessed, again=row.kind != "page")
            self._conclude(row, Visit("redirected", response.status, capture=capture, links=(link,)))
        return None

    def failed(self, failure: Failure) -> None:
        """A download that gave no response."""
        error = failure.value or IgnoreRequest()
        if isinstance(error, StoreError) or self.run.failure is not None:
            return  # the run ends; the row stays leased, and is free again when this process has ended
        request: Request = failure.request  # type: ignore[attr-defined]
        message = " ".join(str(error).split()) or type(error).__name__
        let_go(error)
        self._conclude(request.meta[ROW], Visit(failure_state(error), None, message[:300]))

    def _conclude(self, row: Row, visit: Visit, *, asked: bool = True) -> None:
        try:
            self.run.archive.sync()
            new = self.run.ledger.conclude(row, visit, revisit_s=self.run.settings.revisit_s, asked=asked, timezone=self.source.timezone)
        except StoreError as e:
            self.run.fail(e)
            return
        self.done += 1
        self.queued += new - 1
        self.down = self.down + 1 if visit.state in DOWN else 0
        if self.down >= self.run.settings.failures_in_a_row:
            self.stopped = "unreachable"  # a site that is down is left alone; its queue waits
        self.run.report(self, row, visit)


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value is not None else None


def _headers(response: Response) -> dict[str, str]:
    return {k.decode("latin-1").lower(): v[0].decode("latin-1") for k, v in response.headers.items() if v}


def _media_type(response: Response) -> str:
    return (_header(response, "Content-Type") or "text/html").partition(";")[0].strip().lower()
