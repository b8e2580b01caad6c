"""Scrapy's scheduler over the ledger: what is to be fetched is leased there, one request at a time, never kept in memory."""

from __future__ import annotations

from collections import deque
from typing import Any, Self

from scrapy import Request
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler
from twisted.internet.defer import Deferred

from tagih.records import StoreError


class LedgerScheduler(BaseScheduler):
    """Requests that Scrapy hands back (retries) wait in memory under their lease: after a crash they are leased again."""

    def __init__(self, spider: Any) -> None:
        self.spider = spider
        self.again: deque[Request] = deque()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler.spider)

    def open(self, spider: Any) -> Deferred[None] | None:
        return None

    def close(self, reason: str) -> Deferred[None] | None:
        self.spider.on_close(reason, self.again)
        return None

    def enqueue_request(self, request: Request) -> bool:
        self.again.append(request)
        return True

    def has_pending_requests(self) -> bool:
        try:
            return bool(self.again) or self.spider.wants_more()
        except StoreError as e:
            self.spider.run.fail(e)
            return False

    def next_request(self) -> Request | None:
        if self.again:
            return self.again.popleft()
        try:
            request: Request | None = self.spider.next_request()
        except StoreError as e:
            self.spider.run.fail(e)
            return None
        return request
