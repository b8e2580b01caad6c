"""Scrapy's HTTP handler with a limit on what a server may send as headers (Twisted limits a line, not how many there are),
and with word to the other processes on the ledger that a host is asked now."""

from __future__ import annotations

from typing import Any

from scrapy import Request
from scrapy.core.downloader.handlers import http11
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, DownloadFailedError
from scrapy.http import Response

from scraper.urls import host
from tagih.records import StoreError

MAX_HEADER_BYTES = 256 * 1024  # of one response, interim ones (1xx) included: what Chromium takes
LINE_BYTES = 64  # each line counts for this much more: empty ones cost memory too

# Neither Scrapy's parser nor Twisted's has types.
_Parser: Any = http11._LenientHTTPClientParser
_Protocol: Any = http11._LenientHTTP11ClientProtocol
_Factory: Any = http11._LenientHTTP11ClientFactory


class HeadersTooLargeError(DownloadCancelledError):
    """The server sends headers without end."""


class LimitedParser(_Parser):  # type: ignore[misc]
    """Ends the connection where the headers of a response pass the limit."""

    received = 0
    connection: Any

    def lineReceived(self, line: bytes) -> None:  # noqa: N802 (Twisted names it)
        self.received += len(line) + LINE_BYTES
        if self.received > MAX_HEADER_BYTES:
            self._refuse()
        super().lineReceived(line)

    def lineLengthExceeded(self, line: bytes) -> None:  # noqa: N802
        self._refuse()

    def _refuse(self) -> None:
        self.connection.abortConnection()
        raise HeadersTooLargeError(f"its headers are larger than {MAX_HEADER_BYTES // 1024} KiB")


class LimitedProtocol(_Protocol):  # type: ignore[misc]
    def request(self, request: Any) -> Any:
        response = super().request(request)
        self._parser.__class__ = LimitedParser  # as Scrapy does it: Twisted names the class in the code that makes one
        self._parser.connection = self.transport
        return response


class LimitedFactory(_Factory):  # type: ignore[misc]
    def buildProtocol(self, addr: Any) -> LimitedProtocol:  # noqa: N802
        return LimitedProtocol(self._quiescentCallback)


class LimitedHandler(http11.HTTP11DownloadHandler):
    """For http and https. Raises HeadersTooLargeError where a response's headers pass MAX_HEADER_BYTES."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = LimitedFactory
        self._crawler = crawler

    async def download_request(self, request: Request) -> Response:
        self._hold(request)
        try:
            return await super().download_request(request)
        except DownloadFailedError as e:
            reasons = getattr(e.__cause__, "reasons", None) or ()
            too_large = next((r.value for r in reasons if r.check(HeadersTooLargeError)), None)
            if too_large is not None:
                raise too_large from e
            raise

    def _hold(self, request: Request) -> None:
        """Tell other processes that the host is asked now, robots.txt, retries and all: this one's own slot keeps its delay itself."""
        spider: Any = self._crawler.spider
        if spider.run.settings.delay_s == 0:
            return
        engine: Any = self._crawler.engine
        slot = engine.downloader.slots.get(request.meta.get("download_slot"))
        try:
            spider.run.ledger.hold(host(request.url), slot.delay if slot else spider.settings.getfloat("DOWNLOAD_DELAY"))
        except StoreError as e:
            spider.run.fail(e)
            raise
