"""Scrapy's scheduler over the ledger: what is to be fetched is leased there, one request at a time, never kept in memory.

A row is leased when it can be asked for, not before: while a host's delay lasts, or other processes are at work on what is
left, the scheduler wakes the engine when it is time to look again.
"""

from __future__ import annotations

from collections import deque
from typing import Any, Self

from scrapy import Request
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler
from scrapy.utils.asyncio import CallLaterResult, call_later
from scrapy.utils.defer import deferred_from_coro
from twisted.internet.defer import Deferred

from tagih.records import StoreError


class LedgerScheduler(BaseScheduler):
    """Requests that Scrapy hands back (retries) wait in memory under their lease: after a crash they are leased again."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.spider: Any = crawler.spider
        self.again: deque[Request] = deque()
        self._alarm: CallLaterResult | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def open(self, spider: Any) -> Deferred[None] | None:
        return None

    def close(self, reason: str) -> Deferred[None] | None:
        if self._alarm is not None:
            self._alarm.cancel()
        self.spider.on_close(reason, self.again)
        return None

    def enqueue_request(self, request: Request) -> bool:
        self.again.append(request)
        return True

    def has_pending_requests(self) -> bool:
        try:
            return self.spider.is_open() and (bool(self.again) or self.spider.wants_more())
        except StoreError as e:
            self.spider.run.fail(e)
            return False

    def next_request(self) -> Request | None:
        if self.again and self.spider.is_open():
            return self.again.popleft()
        try:
            request: Request | None = self.spider.next_request()
            wait_s = self.spider.wait_s() if request is None and self._alarm is None else None
        except StoreError as e:
            self.spider.run.fail(e)
            return None
        if wait_s is not None:
            self._alarm = call_later(wait_s, self._wake)
        return request

    def _wake(self) -> None:
        self._alarm = None
        engine: Any = self.crawler.engine
        if engine.needs_backout():
            return  # it asks by itself when what it is at has ended
        request = self.next_request()
        if request is not None:
            engine.crawl(request)
        elif engine.spider_is_idle():  # others have done the rest
            deferred_from_coro(engine.close_spider_async(reason="finished"))
