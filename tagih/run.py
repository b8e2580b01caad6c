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

from extraction import ocr, pdf
from extraction.nlp import sentence_spans
from extraction.pipeline import extract_or_error, versions
from scraper import archive
from scraper.crawl import CrawlProgress, CrawlSettings, CrawlSummary, crawl
from scraper.health import SourceHealth
from scraper.ledger import Capture, Ledger
from scraper.removals import RemovalLedger
from scraper.source import Source, load_sources
from tagih import alerts
from tagih.coverage import write_coverage
from tagih.linking import link
from tagih.records import Page, PageError, TagihError, robots
from tagih.records.ids import document_id
from tagih.revising import write_revisions
from tagih.store import PageMeta, PublishSummary, Store, publish
from tagih.store.model import utc
from tagih.store.ocr_cache import OcrCache
from tagih.store.ocr_cache import waiting as waiting_for_ocr
from tagih.store.removing import RemovedError

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
    def recognised(self) -> Path:
        return self.data / "ocr"

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
    health: list[SourceHealth] = field(default_factory=list)
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


def _asked(page: Page | PageError) -> tuple[str, ...]:
    """What a page and the further pages of its story ask of those who show them."""
    if isinstance(page, PageError):
        return ()
    return tuple(sorted({x for part in (page, *page.parts) if isinstance(part, Page) for x in part.robots}))


class _Due:
    """Which captures are to be read: of each page the newest, and those before it that are newer than what is stored.

    So each version that was archived becomes a version in the database, in its order, whenever it is read. What is stored is
    read again before a newer capture where other rules read it: versions are compared as the same rules see them. An older copy that
    was made elsewhere and came to light late takes its place among the versions before.
    """

    def __init__(self, store: Store, run: int, captures: Sequence[Capture], *, again: bool, waiting: frozenset[str]) -> None:
        self._store, self._run, self._again, self._waiting = store, run, again, waiting
        self._newest: dict[str, Capture] = {}
        for c in captures:
            if (known := self._newest.get(c.url)) is None or known.fetched_at <= c.fetched_at:
                self._newest[c.url] = c

    def of(self, batch: Sequence[Capture]) -> list[Capture]:
        """Those of a batch that are to be read, in its order. The store is asked once for the batch, and for each copy that came to light late."""
        due: list[Capture] = []
        ids = {c.url: document_id(c.url) for c in batch}
        read, done = self._store.read_of(ids.values(), self._run)
        reading: dict[str, str] = {}  # what this batch itself makes of a page
        for c in batch:
            id_, moment = ids[c.url], utc(c.fetched_at)
            stored = reading.get(id_) or read.get(id_)
            if c == (newest := self._newest[c.url]):
                # Back to what is stored, after another version of this batch: it is read too.
                wanted = self._again or id_ in reading or id_ in self._waiting or (id_, c.digest) not in done
            elif stored is None:
                wanted = self._again or (id_, newest.digest) not in done
            else:
                wanted = stored < moment or (stored == moment and (id_, c.digest) not in done)
                if not wanted and c.ingested and (id_, c.digest) not in done and self._store.is_between(id_, moment):
                    due.append(c)  # what is stored stays what the page is
            if wanted:
                due.append(c)
                reading[id_] = moment
        return due


def _readable_now(store: Store) -> frozenset[str]:
    """Documents that nothing here could read before, being scans, and that something can by now."""
    waiting = waiting_for_ocr(store, what=pdf.SCAN, extractor=pdf.UNREAD)
    return waiting if waiting and ocr.engine() else frozenset()


def never() -> bool:
    """For a run that nobody stops."""
    return False


def _start_worker(recognised: OcrCache) -> None:
    """Signals are the parent's; what a worker recognises in scans is kept for all."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    ocr.use_cache(recognised)


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
    recognised = OcrCache(workspace.recognised)
    with Store.open(workspace.working) as store, Ledger(workspace.ledger) as ledger, ocr.cached(recognised):
        store.put_sources([s.hints() for s in sources], {s.id: s.verified for s in sources})
        run = store.run_id(versions() | {"robots": robots.VERSION})
        with RemovalLedger(workspace.ledger) as known:
            removed = known.reconcile(store)
        captures = [c for c in ledger.captures(every=True) if c.source in by_id and c.url not in removed]
        copies = ledger.copies()
        due = _Due(store, run, captures, again=again, waiting=_readable_now(store))
        done = 0
        with ProcessPoolExecutor(workers, initializer=_start_worker, initargs=(recognised,)) if workers > 1 else nullcontext() as pool:
            for batch in _batches(captures):
                todo = due.of(batch)
                summary.pages["skipped"] += len(batch) - len(todo)
                pages = [_read(workspace.archive, c, by_id[c.source]) for c in todo]
                asked_by = [_asked(page) for page in pages]
                results = iter(pool.map(extract_or_error, pages, chunksize=4) if pool else map(extract_or_error, pages))
                for capture, asked in zip(todo, asked_by, strict=True):
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
                        backfilled=capture.ingested or capture.backfill,
                        robots=asked,
                        copies=copies.get(capture.url, ()),
                    )
                    if not isinstance(result, TagihError):
                        try:
                            sentences = sentence_spans(result.document.text)
                            summary.pages[store.save(result, page=meta, run=run, sentences=sentences)] += 1
                            continue
                        except RemovedError:
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
    """Join mentions across documents into people, instruments and announcements, and the versions of each document: what its
    publisher changed, and when its page was gone."""
    with Store.open(workspace.working, create=False) as store:
        write_revisions(store, ledger=workspace.ledger, archive_dir=workspace.archive)
        store.write_links(link(store.link_inputs()))


def cover(workspace: Workspace) -> list[SourceHealth]:
    """Write down what was seen of each source on each day and what was not, for the public file; nothing where nothing was crawled."""
    if not workspace.ledger.exists() or not workspace.working.exists():
        return []
    return write_coverage(workspace.ledger, workspace.working, workspace.load_sources())


def publish_store(workspace: Workspace) -> PublishSummary:
    """Build the public file and swap it in whole."""
    cover(workspace)
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
        summary.health = cover(workspace)
        summary.publish = publish(workspace.working, workspace.public)

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
