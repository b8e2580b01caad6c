"""Between Scrapy and the network: robots.txt taken seriously, the proxy, and the archive that sees every response."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached

from scraper.archive import Headers, decoded
from scraper.guard import AddressRefusedError
from scraper.settings import MAX_CRAWL_DELAY_S
from tagih.records import PageError, StoreError

CAPTURED = "tagih_captured"  # meta key of the place of the response's record in the archive (None: it is not kept), and when it came
TORN = "tagih_torn"  # meta key: the response's gzip stream ends early
ROW = "tagih_row"  # meta key of the ledger's row that a request is for; robots.txt has none
PROBED = "tagih_probed"  # meta key of the row that waits for the answer to an address that cannot exist
MAX_ROBOTS_BYTES = 512 * 1024  # of robots.txt that are read: RFC 9309 (2.5) has a crawler read 500 KiB at least
MAX_ENCODINGS = 2  # content-encodings one over another


class RobotsDeniedError(IgnoreRequest):
    """robots.txt does not allow this address."""


class RobotsUnavailableError(IgnoreRequest):
    """robots.txt could not be read: RFC 9309 (2.3.1.4) has a crawler assume then that nothing is allowed."""


class RobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's, with two gaps closed: a robots.txt that answers 5xx or not at all denies everything for this run (Scrapy
    allows everything), and its crawl-delay is obeyed. Sitemaps that it names are handed to the spider."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._unavailable: dict[str, str] = {}
        self._refused: dict[str, AddressRefusedError] = {}

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        netloc = urlparse_cached(request).netloc
        if netloc in self._refused:
            raise self._refused[netloc]
        reason = self._unavailable.get(netloc)
        if reason is not None:
            raise RobotsUnavailableError(f"robots.txt could not be read: {reason}")
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest as e:
            raise RobotsDeniedError("robots.txt does not allow it") from e

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500 or response.status == 429:
            raise RobotsUnavailableError(f"it answered {response.status}")
        if response.status >= 400:
            response = response.replace(body=b"")  # RFC 9309 (2.3.1.3): there are no rules
        if len(response.body) > MAX_ROBOTS_BYTES:
            response = response.replace(body=response.body[:MAX_ROBOTS_BYTES].rpartition(b"\n")[0])  # a rule cut in two is another one
        await super()._parse_robots(response, netloc, request)
        spider: Any = self.crawler.spider
        parser = self._parsers[netloc]
        agent = self.crawler.settings["USER_AGENT"]
        delay = parser.crawl_delay(agent) if isinstance(parser, RobotParser) else None
        if delay is not None and delay > 0 and spider.source.politeness.obey_crawl_delay and spider.run.settings.delay_s != 0:
            self._slow_down(urlparse_cached(request).hostname or "", min(delay, MAX_CRAWL_DELAY_S))
        spider.on_robots(list(getattr(getattr(parser, "rp", None), "sitemaps", ())))

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        if isinstance(exc, AddressRefusedError):
            self._refused[netloc] = exc
        self._unavailable[netloc] = str(exc) or type(exc).__name__
        super()._robots_error(exc, netloc)

    def _slow_down(self, host: str, delay_s: float) -> None:
        downloader = self.crawler.engine.downloader
        downloader.per_slot_settings[host] = {"delay": delay_s, "concurrency": 1, "jitter": 0.0}
        if host in downloader.slots:
            downloader.slots[host].delay = max(delay_s, downloader.slots[host].delay)
            downloader.slots[host].concurrency = 1
        throttle = self.crawler.get_extension(AutoThrottle)
        if throttle is not None:
            throttle.mindelay = max(delay_s, throttle.mindelay)


class ProxyMiddleware:
    """Sends every request, robots.txt included, through the proxy of the settings where there is one."""

    def __init__(self, proxy: str | None) -> None:
        self.proxy = proxy

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        spider: Any = crawler.spider
        return cls(spider.run.settings.proxy)

    def process_request(self, request: Request) -> None:
        if self.proxy:
            request.meta["proxy"] = self.proxy


def pairs(headers: Any) -> Headers:
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, values in headers.items() for value in values]


class ArchiveMiddleware:
    """Writes every response to the archive before anything reads it, and leaves its place in the request's meta."""

    def __init__(self, spider: Any) -> None:
        self.spider = spider

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler.spider)

    def process_response(self, request: Request, response: Response) -> Response:
        row = request.meta.get(ROW)
        fetched_at = datetime.now(UTC)
        if row is not None and self._carries_removed(row.kind, request.url, response):
            request.meta[CAPTURED] = (None, fetched_at)
            return response
        try:
            place = self.spider.run.archive.write(
                request.url,
                request=[(n, v) for n, v in pairs(request.headers) if n != "Proxy-Authorization"],
                status=response.status,
                headers=pairs(response.headers),
                body=response.body,
                fetched_at=fetched_at,
                kind=row.kind if row else "probe" if PROBED in request.meta else "robots",
                source=self.spider.source.id,
            )
        except StoreError as e:
            self.spider.run.fail(e)
            raise
        request.meta[CAPTURED] = (place, fetched_at)
        encodings = b",".join(response.headers.getlist("Content-Encoding")).count(b",") + 1
        if encodings > MAX_ENCODINGS:
            raise zlib.error(f"has {encodings} content-encodings one over another")
        if (response.headers.get("Content-Encoding") or b"").strip().lower() in (b"gzip", b"x-gzip"):
            request.meta[TORN] = _torn(response.body, self.spider.run.settings.max_body_bytes)
        return response

    def _carries_removed(self, kind: str, url: str, response: Response) -> bool:
        """Whether a response carries what was removed on request: then it is read (a list leads on), and never kept."""
        refused = self.spider.run.refused
        if not refused.removed or response.status != 200:
            return False
        try:
            body = decoded(pairs(response.headers), response.body)
        except PageError:
            return False  # nobody can read it
        return bool(refused.carries(kind, url, body))


def _torn(body: bytes, limit: int) -> bool:
    """Whether a gzip stream ends early: Scrapy hands on what it could unpack, half an article, and says nothing."""
    stream, size = zlib.decompressobj(wbits=31), 0
    try:
        while body and not stream.eof and size <= limit:  # beyond the limit Scrapy refuses the response itself
            size += len(stream.decompress(body, 65_536))
            body = stream.unconsumed_tail
    except zlib.error:
        return True
    return not stream.eof and size <= limit
