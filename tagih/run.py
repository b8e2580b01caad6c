"""The way of the data as code: crawl, extract, store, link, publish, alert. Here the rooms are joined (and in tagih.sources).

Each stage is one function, can be killed at any point and run again, and hands nothing back to the stage before it.
"""

from __future__ import annotations

import signal
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from extraction.nlp import sentence_spans
from extraction.pipeline import extract_or_error, versions
from scraper import archive
from scraper.crawl import CrawlProgress, CrawlSettings, CrawlSummary, crawl
from scraper.ledger import Capture, Ledger
from scraper.source import Source, load_sources
from tagih import alerts
from tagih.linking import link
from tagih.records import Page, PageError, TagihError
from tagih.records.ids import document_id
from tagih.store import PageMeta, PublishSummary, Store, publish
from tagih.store.model import utc

BATCH = 64  # pages in memory at once: memory stays flat however large the archive is


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where a run leaves what it makes (`data`), and the two things that people write by hand."""

    data: Path
    sources: Path
    alerts: Path

    @property
    def ledger(self) -> Path:
        return self.data / "crawl.db"

    @property
    def archive(self) -> Path:
        return self.data / "archive"

    @property
    def working(self) -> Path:
        return self.data / "tagih.db"

    @property
    def public(self) -> Path:
        return self.data / "public.db"

    @property
    def outbox(self) -> Path:
        return self.data / "alerts.db"

    def prepare(self) -> None:
        """Make the folders. Raises TagihError where that cannot be."""
        try:
            self.archive.mkdir(parents=True, exist_ok=True)
        except OSError as e:
            raise TagihError(
                f"the folder cannot be made ({e.strerror})", where=str(self.data), remedy="Name a folder you may write to: --data FOLDER."
            ) from e

    def load_sources(self, only: Sequence[str] = ()) -> list[Source]:
        """The sources to visit. Raises VocabularyError for a broken file, TagihError for an unknown id."""
        known = load_sources(self.sources)
        unknown = sorted(set(only) - set(known))
        if unknown:
            raise TagihError(
                f"no source is called {', '.join(unknown)}", where=str(self.sources), remedy="`tagih sources list` shows the ids."
            )
        return [known[i] for i in (only or sorted(known))]


@dataclass(slots=True)
class ExtractSummary:
    """Pages by what became of them (new, changed, unchanged, skipped: already read at these rule versions; failed)."""

    pages: Counter[str] = field(default_factory=Counter)
    failures: list[TagihError] = field(default_factory=list)


@dataclass(slots=True)
class RunSummary:
    """What a run did. `seconds` per stage; `records` are the rows now stored, per kind; `stopped`: it was asked to end early."""

    crawl: CrawlSummary | None = None
    extract: ExtractSummary = field(default_factory=ExtractSummary)
    publish: PublishSummary | None = None
    records: dict[str, int] = field(default_factory=dict)
    alerts_queued: int = 0
    alerts_sent: int = 0
    alerts_failed: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    stopped: bool = False

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        began = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[stage] = time.perf_counter() - began

    @property
    def failed(self) -> int:
        """Pages that could not be fetched or read, and alerts that could not be delivered."""
        return self.extract.pages["failed"] + (self.crawl.total("failed") if self.crawl else 0) + self.alerts_failed


def _batches(items: Iterable[Capture]) -> Iterator[list[Capture]]:
    left = iter(items)
    while batch := list(islice(left, BATCH)):
        yield batch


def _read(archive_dir: Path, capture: Capture, source: Source | None) -> Page | PageError:
    try:
        return archive.read_page(archive_dir, capture, source.hints() if source else None)
    except PageError as e:
        return e


class _Due:
    """Which captures are to be read: of each page the newest, and those before it that are newer than what is stored.

    So each version that was archived becomes a version in the database, in its order, whenever it is read.
    """

    def __init__(self, store: Store, run: int, captures: Sequence[Capture], *, again: bool) -> None:
        self._store, self._run, self._again = store, run, again
        self._newest: dict[str, Capture] = {}
        for c in captures:
            if (known := self._newest.get(c.url)) is None or known.fetched_at <= c.fetched_at:
                self._newest[c.url] = c

    def of(self, batch: Sequence[Capture]) -> list[Capture]:
        due: list[Capture] = []
        reading: dict[str, str] = {}  # what this batch itself makes of a page
        for c in batch:
            id_, moment = document_id(c.url), utc(c.fetched_at)
            stored = reading.get(id_) or self._store.read_at(id_)
            if c == (newest := self._newest[c.url]):
                wanted = self._again or not self._store.is_done(id_, c.digest, self._run)
            elif stored is None:
                wanted = self._again or not self._store.is_done(id_, newest.digest, self._run)
            else:
                wanted = stored < moment
            if wanted:
                due.append(c)
                reading[id_] = moment
        return due


def never() -> bool:
    """For a run that nobody stops."""
    return False


def _leave_signals_to_parent() -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)


def extract_archive(
    workspace: Workspace,
    sources: Sequence[Source],
    *,
    workers: int = 1,
    again: bool = False,
    on_page: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] = never,
) -> ExtractSummary:
    """Read every archived page that these rule versions have not read yet (with `again`: every page), and store what it gives.

    Workers only read; this process alone writes, one transaction a page. `on_page(done, total)` reports progress; `stop` is
    asked before each page.
    """
    by_id = {s.id: s for s in sources}
    summary = ExtractSummary()
    with Store.open(workspace.working) as store, Ledger(workspace.ledger) as ledger:
        store.put_sources([s.hints() for s in sources], {s.id: s.verified for s in sources})
        run = store.run_id(versions())
        captures = [c for c in ledger.captures(every=True) if c.source in by_id]
        due = _Due(store, run, captures, again=again)
        done = 0
        with ProcessPoolExecutor(workers, initializer=_leave_signals_to_parent) if workers > 1 else nullcontext() as pool:
            for batch in _batches(captures):
                todo = due.of(batch)
                summary.pages["skipped"] += len(batch) - len(todo)
                pages = [_read(workspace.archive, c, by_id[c.source]) for c in todo]
                results = iter(pool.map(extract_or_error, pages, chunksize=4) if pool else map(extract_or_error, pages))
                for capture in todo:
                    if stop():
                        if pool:
                            pool.shutdown(cancel_futures=True)
                        return summary
                    result = next(results)
                    meta = PageMeta(
                        url=capture.url,
                        source=capture.source,
                        content_digest=capture.digest,
                        fetched_at=capture.fetched_at,
                        archive_file=capture.warc,
                        archive_offset=capture.offset,
                        backfilled=capture.ingested,
                    )
                    if not isinstance(result, TagihError):
                        try:
                            sentences = sentence_spans(result.document.text)
                            summary.pages[store.save(result, page=meta, run=run, sentences=sentences)] += 1
                            continue
                        except PageError as e:  # read, but holds what no database may hold
                            result = e
                    store.fail(meta, run, result)
                    summary.pages["failed"] += 1
                    summary.failures.append(result)
                done += len(batch)
                if on_page:
                    on_page(done, len(captures))
    return summary


def link_store(workspace: Workspace) -> None:
    """Join mentions across documents into people, instruments and announcements."""
    with Store.open(workspace.working, create=False) as store:
        store.write_links(link(store.link_inputs()))


def publish_store(workspace: Workspace) -> PublishSummary:
    """Build the public file and swap it in whole."""
    return publish(workspace.working, workspace.public)


def alert(workspace: Workspace, summary: RunSummary) -> None:
    """Queue what is new for each subscription, and deliver it. Without an alerts file there is nothing to do."""
    if not workspace.alerts.exists():
        return
    config = alerts.load_config(workspace.alerts)
    summary.alerts_queued = alerts.check(workspace.working, workspace.outbox, config).queued
    sent = alerts.send(workspace.outbox, config, now=datetime.now(UTC))
    summary.alerts_sent, summary.alerts_failed = sent.sent, sent.failed


@dataclass(frozen=True, slots=True)
class Progress:
    """What a caller may show while a run goes on."""

    stage: Callable[[str], None] = lambda name: None
    crawled: Callable[[CrawlProgress], None] = lambda progress: None
    extracted: Callable[[int, int], None] = lambda done, total: None


def run(
    workspace: Workspace,
    settings: CrawlSettings,
    *,
    only: Sequence[str] = (),
    workers: int = 1,
    progress: Progress | None = None,
    stop: Callable[[], bool] = never,
) -> RunSummary:
    """The whole path: crawl, extract, link, publish, alert.

    Where `stop` turns true, the page or stage under way is finished and the rest is left to the next run.
    """
    progress = progress or Progress()
    workspace.prepare()
    sources = workspace.load_sources(only)
    summary = RunSummary()

    def fetch() -> None:
        summary.crawl = crawl(sources, ledger=workspace.ledger, archive=workspace.archive, settings=settings, on_progress=progress.crawled)

    def read() -> None:
        summary.extract = extract_archive(workspace, sources, workers=workers, on_page=progress.extracted, stop=stop)

    def publish_all() -> None:
        summary.publish = publish_store(workspace)

    stages: dict[str, Callable[[], None]] = {
        "crawl": fetch,
        "extract": read,
        "link": lambda: link_store(workspace),
        "publish": publish_all,
        "alert": lambda: alert(workspace, summary),
    }
    for name, work in stages.items():
        if stop():
            break
        with summary.timed(name):
            progress.stage(name)
            work()
    summary.stopped = stop()
    if workspace.working.exists():
        with Store.open(workspace.working, create=False) as store:
            summary.records = store.counts()
    return summary
