"""What Tagih's crawl is measured beside: Scrapy with its own queue in memory, that reads a page's links and stores nothing.

python -m benchmarks.bare http://127.0.0.1:8080 1         # a site of benchmarks.site, requests at a time
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess


class Bare(Spider):
    """Follows every link to an article."""

    name = "bare"

    def parse(self, response: Any, **_: Any) -> Iterator[Request]:
        for href in response.css("a::attr(href)").getall():
            if "/berita/" in href:
                yield response.follow(href, self.parse)


def main(home: str, at_once: int) -> None:
    quiet = {"LOG_LEVEL": "WARNING", "TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False}
    limits = {"CONCURRENT_REQUESTS": at_once, "CONCURRENT_REQUESTS_PER_DOMAIN": at_once, "DOWNLOAD_DELAY": 0}
    process = AsyncCrawlerProcess(quiet | limits)
    process.crawl(Bare, start_urls=[f"{home}/indeks"])
    process.start()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
