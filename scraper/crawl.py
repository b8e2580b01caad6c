"""The crawl of some sources, for the rest of the product: pages into the archive, rows into the ledger.

Runs Scrapy in a process of its own (`python -m scraper.crawl`), so it may be called any number of times in one process.
"""

from __future__ import annotations

import contextlib
import dataclasses
import fcntl
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO, Any

from scraper.archive import read_page
from scraper.ledger import Capture, Ledger
from scraper.removals import refused_in
from scraper.settings import CrawlSettings, user_agent
from scraper.source import Source, load_sources
from tagih.records import StoreError, TagihError

__all__ = [
    "Capture",
    "CrawlError",
    "CrawlProgress",
    "CrawlSettings",
    "CrawlSummary",
    "Ledger",
    "Source",
    "SourceCounts",
    "crawl",
    "load_sources",
    "read_page",
    "user_agent",
]


class CrawlError(TagihError):
    """The crawler's process died; what it had stored is in order."""

    exit_code = 5


@dataclass(frozen=True, slots=True)
class CrawlProgress:
    """One request concluded. `outcome`: new, changed, unchanged (documents), read (lists, feeds, sitemaps), failed.

    `state` is the ledger's ("ok", "empty", "blocked", ...), `error` why it failed; `done` and `queued` count this source's rows.
    """

    source: str
    url: str
    kind: str
    state: str
    outcome: str
    error: str | None
    done: int
    queued: int


@dataclass(frozen=True, slots=True)
class SourceCounts:
    """One source in one run: documents new, changed, unchanged; requests failed, and by state; `read`: lists, feeds, sitemaps.

    `left_out`: articles known by all runs that are older than the day to which the archive is read back. `resting`: why nothing, or
    nothing more, was asked ("outside 22:00-05:00 WITA"); None where it was.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    failed: int = 0
    read: int = 0
    states: Mapping[str, int] = field(default_factory=dict)
    left_out: int = 0
    resting: str | None = None


@dataclass(frozen=True, slots=True)
class CrawlSummary:
    """Per source what a run gave. `interrupted`: a signal ended it; running again goes on where it was."""

    sources: Mapping[str, SourceCounts]
    interrupted: bool = False

    def total(self, what: str) -> int:
        """The sum of "new", "changed", "unchanged", "failed", "read" or "left_out" over the sources."""
        return sum(getattr(c, what) for c in self.sources.values())


def crawl(
    sources: Sequence[Source],
    *,
    ledger: Path,
    archive: Path,
    settings: CrawlSettings,
    on_progress: Callable[[CrawlProgress], None] | None = None,
) -> CrawlSummary:
    """Crawl `sources` into the folder `archive` and the file `ledger`; go on where an earlier run was cut off.

    Failures of pages are states in the ledger and counts in the summary. Raises StoreError where ledger or archive cannot
    be written, CrawlError where the crawler's process died (its log lies beside the ledger: crawl.log). SIGINT and SIGTERM
    let downloads under way end, and then act on this process as usual. A source whose home is on the opt-out list, or was removed with its host, is left
    out (VocabularyError where that list is broken); so is, address by address, all else that is on it or was removed on request.

    Called by several processes at a time on one ledger, they share the work: no page is fetched twice, the delays, requests at a
    time and `max_pages_per_source` hold for all of them together (with `delay_s` 0, requests at a time for each by itself), and
    each has archive files of its own. Where one dies, the others go on with what it had taken.
    """
    refused = refused_in(ledger, settings.opt_out, busy_ms=settings.busy_ms)
    sources = [s for s in sources if refused.why(s.home) is None]
    if not sources:
        return CrawlSummary({})
    log = ledger.with_suffix(".log")
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        stderr = _open_log(log)
    except OSError as e:
        raise StoreError(f"the crawl's log cannot be written: {e}", where=str(log), remedy="Give a place that you may write to.") from e
    last: dict[str, Any] = {}
    with stderr, _child(stderr) as child, _forwarding(child) as received:
        assert child.stdin is not None
        assert child.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            child.stdin.write(_job(sources, ledger, archive, settings))
            child.stdin.flush()
        for line in child.stdout:
            event = json.loads(line)
            if event.pop("event") == "progress":
                if on_progress is not None:
                    on_progress(CrawlProgress(**event))
            else:
                last = event
        code = child.wait()
    _act_on(received)
    if "remedy" in last:
        raise StoreError(last["what"], where=last["where"], remedy=last["remedy"])
    if not last:
        remedy = "Run again: it goes on where it was. The log tells why it ended."
        raise CrawlError(f"the crawler's process ended with code {code}", where=str(log), remedy=remedy)
    left_out, resting = last["left_out"], last["resting"]
    counts = {
        s: SourceCounts(**c, states=last["states"].get(s, {}), left_out=left_out.get(s, 0), resting=resting.get(s))
        for s, c in last["counts"].items()
    }
    return CrawlSummary(counts, interrupted=last["interrupted"])


def _job(sources: Sequence[Source], ledger: Path, archive: Path, settings: CrawlSettings) -> str:
    plain = [json.loads(s.model_dump_json()) for s in sources]
    return json.dumps({"sources": plain, "ledger": str(ledger), "archive": str(archive), "settings": dataclasses.asdict(settings)}) + "\n"


def _open_log(path: Path) -> IO[bytes]:
    """The log, empty, or at its end where another crawler writes to it. The lock lasts as long as any process has the log open."""
    log = path.open("ab")
    try:
        fcntl.flock(log, fcntl.LOCK_EX | fcntl.LOCK_NB)
        log.truncate(0)
    except BlockingIOError:
        pass
    fcntl.flock(log, fcntl.LOCK_SH)
    return log


@contextlib.contextmanager
def _child(stderr: Any) -> Iterator[subprocess.Popen[str]]:
    # Its own session: Ctrl-C reaches it once, through this process, and it can end its downloads.
    child = subprocess.Popen(
        [sys.executable, "-m", "scraper.crawl"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
        encoding="utf-8",
        start_new_session=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])])},
    )
    try:
        yield child
    finally:  # however this ends, the child sees its stdin closed and stops
        for pipe in (child.stdin, child.stdout):
            with contextlib.suppress(BrokenPipeError):
                pipe.close()  # type: ignore[union-attr]
        try:
            child.wait(timeout=90)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


@contextlib.contextmanager
def _forwarding(child: subprocess.Popen[str]) -> Iterator[list[int]]:
    received: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield received
        return

    def forward(number: int, _: FrameType | None) -> None:
        received.append(number)
        child.send_signal(number)

    before = {n: signal.signal(n, forward) for n in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield received
    finally:
        for n, handler in before.items():
            signal.signal(n, handler)


def _act_on(received: list[int]) -> None:
    if received:
        signal.raise_signal(received[0])


if __name__ == "__main__":
    from scraper.worker import main

    sys.exit(main())
