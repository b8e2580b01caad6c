"""The crawler's own process: reads a job (one line of JSON) from stdin, crawls, writes events (JSON lines) to stdout.

A process of its own, as Twisted's reactor can run only once in one. It stops gracefully on SIGINT, SIGTERM, and where
stdin closes (whoever started it is gone).
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings

from scraper.archive import Archive
from scraper.coverage import outcome
from scraper.discovery import seeds
from scraper.guard import guard
from scraper.hours import Hours, closed
from scraper.ledger import Ledger, Row, Visit
from scraper.optout import Refused
from scraper.recovery import recover
from scraper.removals import refused_in
from scraper.settings import BASE, CrawlSettings, scrapy_settings
from scraper.source import Source
from scraper.spiders import SPIDERS
from scraper.spiders.base import LedgerSpider
from tagih.records import StoreError


class Run:
    """What the spiders of one process share: ledger, archive, settings; and where they report."""

    def __init__(self, ledger: Ledger, archive: Archive, settings: CrawlSettings, events: IO[str], refused: Refused) -> None:
        self.ledger, self.archive, self.settings, self._events, self.refused = ledger, archive, settings, events, refused
        self.failure: StoreError | None = None
        self.interrupted = False
        self.hops: dict[str, int] = {}
        self.counts: dict[str, Counter[str]] = {}
        self.states: dict[str, Counter[str]] = {}
        self.stopping = False
        self.left_out: dict[str, int] = {}  # source -> articles known and older than the day to which its archive is read back
        self.resting: dict[str, str] = {}  # source -> why nothing (more) was asked of it
        self.clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def emit(self, event: str, **values: Any) -> None:
        """One line to whoever started this process; where nobody reads any more, the run ends."""
        try:
            self._events.write(json.dumps({"event": event} | values) + "\n")
            self._events.flush()
        except (BrokenPipeError, ValueError):
            self.stop()

    def report(self, spider: LedgerSpider, row: Row, visit: Visit) -> None:
        result = outcome(row, visit)
        self.counts[spider.source.id][result] += 1
        if result == "failed":
            self.states[spider.source.id][visit.state] += 1
        progress = {
            "kind": row.kind,
            "state": visit.state,
            "outcome": result,
            "error": visit.error,
            "done": spider.done,
            "queued": max(spider.queued, 0),
        }
        self.emit("progress", source=spider.source.id, url=row.url, **progress)

    def closed(self, source: Source) -> str | None:
        """Why a source is not asked anything now ("outside 22:00-05:00 WITA"), None where it is."""
        hours = (Hours.parse(h) if h else None for h in (source.politeness.hours, self.settings.hours))
        return closed(tuple(hours), self.clock(), source.timezone)

    def fail(self, error: StoreError) -> None:
        """Ledger or archive cannot be written: end the run, with what is stored in order."""
        if self.failure is None:
            self.failure = error
            self.stop()

    def stop(self) -> None:
        """Nothing more is leased: each spider ends with its downloads under way. May be called at any time, from any thread."""
        self.stopping = True


def _watch_stdin(stdin: IO[str], run: Run) -> None:
    while stdin.readline():
        pass
    run.stop()


def _crawl(run: Run, sources: list[Source], stdin: IO[str]) -> None:
    process = AsyncCrawlerProcess(Settings(BASE))
    spiders = {s.name: s for s in SPIDERS}
    for source in sources:
        run.counts[source.id], run.states[source.id] = Counter(), Counter()
        if (why := run.closed(source)) is not None:
            run.resting[source.id] = why
            continue
        run_id = run.ledger.begin(source.id, seeds(source), since=run.settings.since or source.since)
        crawler = Crawler(spiders[source.spider], Settings(scrapy_settings(source, run.settings)))
        process.crawl(crawler, source=source, run=run, run_id=run_id, queued=run.ledger.waiting(source.id))
    if len(run.resting) == len(sources):
        return
    from twisted.internet import reactor  # there is none before the first crawler has chosen its kind

    guard(reactor, allow_private=run.settings.allow_private, proxy=run.settings.proxy)
    threading.Thread(target=_watch_stdin, args=(stdin, run), daemon=True).start()
    process.start()


def main() -> int:
    events = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever a library prints is no event
    job = json.loads(sys.stdin.readline())
    settings = CrawlSettings(**job["settings"])
    sources = [Source.model_validate_json(json.dumps(s)) for s in job["sources"]]
    failure: StoreError | None = None
    run: Run | None = None
    try:
        with Ledger(Path(job["ledger"]), busy_ms=settings.busy_ms) as ledger:
            recover(ledger, Path(job["archive"]))
            archive = Archive(Path(job["archive"]), max_file_bytes=settings.max_file_bytes, on_sync=ledger.synced)
            run = Run(ledger, archive, settings, events, refused_in(Path(job["ledger"]), settings.opt_out, busy_ms=settings.busy_ms))
            try:
                _crawl(run, sources, sys.stdin)
                run.left_out = {s.id: n for s in sources if (n := ledger.left_out(s.id))}
            finally:
                archive.close()
        failure = run.failure
    except StoreError as e:
        failure = run.failure if run and run.failure else e
    if run is None or failure is not None:
        assert failure is not None
        print(
            json.dumps({"event": "fatal", "what": failure.what, "where": failure.where, "remedy": failure.remedy}), file=events, flush=True
        )
        return failure.exit_code
    run.emit("end", counts=run.counts, states=run.states, interrupted=run.interrupted, resting=run.resting, left_out=run.left_out)
    return 0
