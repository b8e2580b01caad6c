"""The generic spider: every outlet and government site that has feeds, sitemaps or lists, told by its source file alone."""

from __future__ import annotations

from scraper.discovery import Found, read_html
from scraper.ledger import Row
from scraper.spiders.base import LedgerSpider


class SiteSpider(LedgerSpider):
    name = "site"

    def read(self, row: Row, body: bytes, media_type: str | None) -> Found:
        return read_html(self.source, row, body, media_type, max_depth=self.run.settings.max_depth, known_sitemaps=self.known_sitemaps)
