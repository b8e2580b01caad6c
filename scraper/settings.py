"""How the crawler behaves: polite and safe before fast. Every number says its unit and why.

`CrawlSettings` is what a run can be told; `scrapy_settings` is what Scrapy is told for one source. Scrapy's own
defaults obey no robots.txt, wait not at all, read up to 1 GiB, keep cookies, follow file and ftp, and open a console
and a remote control: each is set here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from scraper.archive import MAX_BODY_BYTES, MAX_FILE_BYTES
from scraper.hours import Hours
from scraper.source import Source
from tagih.records import VocabularyError


def user_agent(contact: str) -> str:
    """The name under which sites see the crawler; `contact` is an address where its operator is reached: a web page
    (best the policy page that `tagih serve` shows at /kebijakan) or an e-mail."""
    return f"Tagih/0.1 (+{contact}; commitments of Indonesia's regional governments)"


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlSettings:
    """What a run can be told. Raises VocabularyError where `user_agent` names no contact: see `user_agent()`.

    `proxy`: an HTTP proxy, such as an operator's own fetch node. `delay_s` seconds between
    two requests to a host, longer where the source's file or robots.txt asks for it; 0 turns all waiting off and is for one's
    own server on loopback; `autothrottle` lengthens it as a site answers slower. `max_pages_per_source`: requests per source
    and run. `timeout_s`: one download in all, `revisit_s`: an unchanged page is asked for again after this, doubling (six times
    at most). `max_depth`: steps from a list along articles. `busy_ms`: how long a locked ledger is waited for.
    `verify_certificates`: a site whose certificate does not hold is unreachable (Scrapy's default is to read it all the same).
    `allow_private`: servers on this machine's loopback may be crawled; no other private address ever. `wary`: each host is asked
    once for an address that cannot exist, so that its pages for missing ones are known, and addresses without end (calendars,
    sessions) have a budget: see `scraper.traps`. `since` (YYYY-MM-DD): archives are read back to this day, and what is older is left
    out. `hours` ("22:00-05:00"): no source is asked anything outside of them on its own clock. `opt_out`: the file of those who asked not to be read, None for the one that ships.
    """

    user_agent: str
    proxy: str | None = None
    delay_s: float = 2.0
    autothrottle: bool = True
    max_pages_per_source: int = 500
    timeout_s: float = 60.0
    max_body_bytes: int = MAX_BODY_BYTES
    retries: int = 2
    revisit_s: float = 86_400.0
    max_depth: int = 3
    max_redirects: int = 5
    failures_in_a_row: int = 10
    max_file_bytes: int = MAX_FILE_BYTES
    busy_ms: int = 10_000
    verify_certificates: bool = True
    allow_private: bool = False
    wary: bool = True
    since: str | None = None
    hours: str | None = None
    opt_out: str | None = None

    def __post_init__(self) -> None:
        if "@" not in self.user_agent and "+http" not in self.user_agent:
            raise VocabularyError(
                "names no contact",
                where=f"user agent {self.user_agent!r}",
                remedy="Name a web page or an e-mail address where sites reach you, such as '+https://example.org/crawler'.",
            )
        try:
            if self.since is not None:
                date.fromisoformat(self.since)
            if self.hours is not None:
                Hours.parse(self.hours)
        except ValueError as e:
            raise VocabularyError(str(e), where="since and hours", remedy='Write a day as "2024-12-31", hours as "22:00-05:00".') from e


MAX_CRAWL_DELAY_S = 60.0  # a longer crawl-delay is taken as this: a day holds 1,440 requests then

BASE: dict[str, Any] = {
    "BOT_NAME": "tagih",
    "ROBOTSTXT_OBEY": True,
    "COOKIES_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,  # new in Scrapy 2.19 and on by default: it runs code that it is sent
    "REFERER_ENABLED": True,
    "REFERRER_POLICY": "no-referrer",
    "HTTPCACHE_ENABLED": False,
    "DOWNLOAD_HANDLERS": {
        "http": "scraper.handler.LimitedHandler",
        "https": "scraper.handler.LimitedHandler",
        **dict.fromkeys(("data", "file", "ftp", "s3")),  # None: not followed
    },
    "DOWNLOAD_WARNSIZE": 0,  # bytes; 0: no warning, the limit is enough
    "DOWNLOAD_FAIL_ON_DATALOSS": True,
    "AUTOTHROTTLE_START_DELAY": 2.0,  # seconds
    "AUTOTHROTTLE_MAX_DELAY": 60.0,  # seconds
    "AUTOTHROTTLE_TARGET_CONCURRENCY": 1.0,  # requests at a time
    "DNS_TIMEOUT": 20,  # seconds
    "DEFAULT_REQUEST_HEADERS": {
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,application/pdf;q=0.9,*/*;q=0.5",
        "Accept-Language": "id,en;q=0.5",
        "Accept-Encoding": "gzip, deflate",  # what every reader of WARC files can undo
    },
    "SCHEDULER": "scraper.scheduler.LedgerScheduler",
    # Not even loaded: a console and a remote control are no part of a crawler, and the latter takes half a second to import.
    "EXTENSIONS": {
        "scrapy.extensions.feedexport.FeedExporter": None,
        "scrapy.extensions.memdebug.MemoryDebugger": None,
        "scrapy.extensions.remote_control.RemoteControl": None,
        "scrapy.extensions.spiderstate.SpiderState": None,
        "scrapy.extensions.telnet.TelnetConsole": None,
    },
    # What the ledger does itself (depth, length of an address, which statuses are pages) is not done once more for each page.
    "SPIDER_MIDDLEWARES": {
        "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
        "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
        "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
        "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    },
    "CONCURRENT_ITEMS": 1,  # Scrapy begins as many tasks for each page; a page of ours yields one request at most
    "WARN_ON_GENERATOR_RETURN_VALUE": False,  # it reads and parses the spider's source for every page
    "DOWNLOADER_MIDDLEWARES": {
        "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
        "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
        "scrapy.downloadermiddlewares.httpcache.HttpCacheMiddleware": None,
        "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
        "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
        "scrapy.downloadermiddlewares.stats.DownloaderStats": None,
        "scraper.guard.GuardMiddleware": 50,  # before robots.txt is asked for
        "scraper.middlewares.RobotsMiddleware": 100,
        "scraper.middlewares.ProxyMiddleware": 740,  # before Scrapy's own, which reads what this sets
        "scraper.middlewares.ArchiveMiddleware": 860,  # next to the network: sees bodies before they are decompressed
    },
    "DOWNLOAD_DELAY_JITTER": 0.0,  # the delay that was promised is the delay that is kept
    "LOG_LEVEL": "WARNING",
    "LOGSTATS_INTERVAL": 0,  # seconds; 0: off
    "RETRY_HTTP_CODES": [408, 500, 502, 503, 504, 522, 524],  # not 429: who is asked to come later comes in a later run
    "RETRY_GIVE_UP_LOG_LEVEL": "INFO",
    "STATS_DUMP": False,
    "MEMUSAGE_ENABLED": False,
}


def scrapy_settings(source: Source, settings: CrawlSettings) -> dict[str, Any]:
    """Scrapy's settings for one source."""
    own = source.politeness
    return BASE | {
        "USER_AGENT": settings.user_agent,
        "DOWNLOAD_DELAY": settings.delay_s if own.delay_s is None or settings.delay_s == 0 else max(own.delay_s, settings.delay_s),
        "CONCURRENT_REQUESTS": own.concurrency,
        "CONCURRENT_REQUESTS_PER_DOMAIN": own.concurrency,
        "AUTOTHROTTLE_ENABLED": settings.autothrottle,
        "AUTOTHROTTLE_TARGET_CONCURRENCY": float(own.concurrency),
        "DOWNLOAD_VERIFY_CERTIFICATES": settings.verify_certificates,
        "DOWNLOAD_TIMEOUT": settings.timeout_s,
        "DOWNLOAD_MAXSIZE": settings.max_body_bytes,
        "RETRY_TIMES": settings.retries,
        "REDIRECT_MAX_TIMES": settings.max_redirects,  # of robots.txt; a page's redirects go through the ledger
    }
