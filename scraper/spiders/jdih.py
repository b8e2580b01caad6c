"""The spider of regulation portals (JDIH): lists of regulations, a page for each, and the file of each."""

from __future__ import annotations

from scraper.discovery import Found
from scraper.ledger import Row
from scraper.regulations import read_regulations
from scraper.spiders.base import LedgerSpider


class JdihSpider(LedgerSpider):
    name = "jdih"

    def read(self, row: Row, body: bytes, media_type: str | None) -> Found:
        return read_regulations(self.source, row, body, media_type)
