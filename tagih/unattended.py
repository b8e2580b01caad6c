"""Running with nobody watching: one run at a time, again and again, ended gently, told in log lines and metrics."""

from __future__ import annotations

import contextlib
import fcntl
import json
import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, Literal, TextIO

from prometheus_client import CollectorRegistry, Gauge, write_to_textfile
from prometheus_client.parser import text_string_to_metric_families

from tagih.records import StoreError, TagihError

if TYPE_CHECKING:  # the lock is taken, and a second run refused, before anything heavy is loaded
    from tagih.run import Progress, RunSummary

LOOK_S = 0.5  # how often the clock is looked at while waiting: a signal is acted on no later
LAST_SUCCESS = "tagih_last_success_timestamp_seconds"
BAD_INPUT = 2  # the exit code of settings that a person must correct

logger = logging.getLogger("tagih")
logger.addHandler(logging.NullHandler())  # without `log_to` nobody reads it


class Stop:
    """Whether SIGTERM or SIGINT asked this process to end. The first asks; the second ends it at once, as it always did."""

    def __init__(self) -> None:
        self.asked = False

    def __call__(self) -> bool:
        return self.asked

    @contextlib.contextmanager
    def on_signals(self) -> Iterator[Stop]:
        """Take the signals over for as long as this lasts; not in another thread than the main one, which never gets them."""
        if threading.current_thread() is not threading.main_thread():
            yield self
            return
        before = {n: signal.getsignal(n) for n in (signal.SIGTERM, signal.SIGINT)}

        def give_back() -> None:
            for number, handler in before.items():
                signal.signal(number, handler)

        def ask(number: int, _: FrameType | None) -> None:
            self.asked = True
            give_back()

        for number in before:
            signal.signal(number, ask)
        try:
            yield self
        finally:
            give_back()


@contextlib.contextmanager
def only_one(data: Path) -> Iterator[None]:
    """Hold the data folder's lock. Raises StoreError, saying who holds it, where another process does.

    The system frees the lock when its holder dies, and processes that the holder started do not inherit it (POSIX record locks).
    """
    path = data / "run.lock"
    try:
        data.mkdir(parents=True, exist_ok=True)
        lock = path.open("a+", encoding="utf-8")
    except OSError as e:
        raise StoreError(
            f"the lock cannot be made ({e.strerror})", where=str(path), remedy="Name a folder you may write to: --data FOLDER."
        ) from e
    with lock:
        try:
            fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as e:
            raise StoreError(
                f"another run is at work here: {_holder(lock)}", where=str(path), remedy="Wait for its end, or stop it."
            ) from e
        lock.truncate(0)
        json.dump({"pid": os.getpid(), "host": socket.gethostname(), "since": datetime.now(UTC).isoformat(timespec="seconds")}, lock)
        lock.flush()
        yield
        lock.truncate(0)


def _holder(lock: TextIO) -> str:
    lock.seek(0)
    try:
        held = json.loads(lock.read())
        return f"process {held['pid']} on {held['host']}, since {held['since']}"
    except (ValueError, KeyError, TypeError):
        return "it has only just begun"


# --- the log -----------------------------------------------------------------------------------------------------------


class _Lines(logging.Formatter):
    """One line an event: "2026-11-21T08:00:00Z INFO run ended pages_new=3", or a JSON object with the same."""

    def __init__(self, form: Literal["text", "json"]) -> None:
        super().__init__()
        self._json = form == "json"

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        values: dict[str, Any] = dict(getattr(record, "values", {}))
        if record.exc_info:
            values["traceback"] = self.formatException(record.exc_info)
        message = record.getMessage()
        if self._json:
            event = {"time": moment, "level": record.levelname.lower(), "logger": record.name, "event": message}
            return json.dumps(event | values, ensure_ascii=False, default=str)
        return " ".join([moment, record.levelname, message, *(f"{k}={v}" for k, v in values.items())])


def log_to(stream: TextIO, form: Literal["text", "json"]) -> None:
    """Write this program's events, and what libraries warn of, to `stream`, one line each."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_Lines(form))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.captureWarnings(True)
    logger.setLevel(logging.INFO)


def event(what: str, *, level: int = logging.INFO, **values: Any) -> None:
    """One line of the log."""
    logger.log(level, what, extra={"values": values})


def logged_progress() -> Progress:
    """Progress as log lines: the beginning of each stage, each address that failed, and each that answered with 0 bytes."""
    from tagih.run import Progress

    def crawled(p: Any) -> None:
        if p.outcome == "failed" or p.state == "empty":
            event("page failed", level=logging.WARNING, stage="crawl", source=p.source, url=p.url, state=p.state, error=p.error)

    return Progress(stage=lambda name: event("stage began", stage=name), crawled=crawled)


def _log_run(summary: RunSummary) -> None:
    for failure in summary.extract.failures:
        event("page failed", level=logging.WARNING, stage="extract", where=failure.where, error=failure.what, remedy=failure.remedy)
    for source in summary.health:
        if source.alarm or source.warnings:
            told = {"state": source.state, "alarm": source.alarm, "warnings": list(source.warnings), "remedy": source.advice}
            event("source needs a look", level=logging.WARNING, source=source.source, **told)
    values: dict[str, Any] = {f"pages_{k}": n for k, n in sorted(summary.extract.pages.items())}
    if summary.crawl:
        values |= {f"crawl_{k}": summary.crawl.total(k) for k in ("new", "changed", "unchanged", "failed", "left_out")}
        for asked, counts in sorted(summary.crawl.sources.items()):
            if counts.resting:
                event("source not asked", source=asked, why=counts.resting)
    values |= {"commitments": summary.records.get("commitments", 0), "alerts_sent": summary.alerts_sent}
    event("run stopped" if summary.stopped else "run ended", seconds=round(sum(summary.seconds.values()), 1), **values)


# --- metrics -----------------------------------------------------------------------------------------------------------


def _last_success(path: Path) -> float | None:
    """What the metrics written before say; None where there are none, or none that can be read."""
    try:
        families = list(text_string_to_metric_families(path.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return None
    return next((s.value for f in families for s in f.samples if s.name == LAST_SUCCESS), None)


def write_metrics(path: Path, summary: RunSummary | None, *, now: float) -> None:
    """Write the last run as Prometheus text, swapped in whole; `summary` is None where the run failed. `now`: seconds since 1970.

    What stands there of the last success outlives a failure and a restart. A run that was stopped is neither.
    """
    registry = CollectorRegistry()

    def gauge(name: str, text: str, values: Mapping[tuple[str, ...], float], labels: tuple[str, ...] = ()) -> None:
        metric = Gauge(name, text, labels, registry=registry)
        for key, value in values.items():
            (metric.labels(*key) if key else metric).set(value)

    finished = summary is not None and not summary.stopped
    success = now if finished else _last_success(path)
    gauge("tagih_last_run_timestamp_seconds", "When the last run ended.", {(): now})
    gauge("tagih_last_run_failed", "1 where an error ended the last run.", {(): float(summary is None)})
    if success is not None:
        gauge(LAST_SUCCESS, "When the last run that went to its end ended.", {(): success})
    if summary is not None:
        pages: dict[tuple[str, ...], float] = {("extract", outcome): n for outcome, n in sorted(summary.extract.pages.items())}
        states: dict[tuple[str, ...], float] = {}
        if summary.crawl:
            pages |= {("crawl", k): summary.crawl.total(k) for k in ("new", "changed", "unchanged", "read", "failed")}
            states = {(source, state): n for source, c in sorted(summary.crawl.sources.items()) for state, n in sorted(c.states.items())}
        gauge("tagih_run_pages", "Pages of the last run, by stage and what became of them.", pages, ("stage", "outcome"))
        gauge("tagih_run_failures", "Requests of the last run that failed, by source and state.", states, ("source", "state"))
        gauge(
            "tagih_run_stage_seconds",
            "How long each stage of the last run took.",
            {(k,): s for k, s in summary.seconds.items()},
            ("stage",),
        )
        health: dict[tuple[str, ...], float] = {(h.source, h.state): 1 for h in summary.health}
        gauge("tagih_source_state", "1 for the state of each source on the last day it was asked.", health, ("source", "state"))
        alarms: dict[tuple[str, ...], float] = {(h.source,): float(h.alarm) for h in summary.health}
        gauge("tagih_source_alarm", "1 where a source has given documents before and does not now.", alarms, ("source",))
        empty: dict[tuple[str, ...], float] = {(h.source,): h.last.counts.failures.get("empty", 0) for h in summary.health if h.last}
        gauge("tagih_source_empty_answers", "Answers of 200 with 0 bytes on the last day each source was asked.", empty, ("source",))
        gauge("tagih_records", "Rows stored, by kind.", {(k,): n for k, n in summary.records.items()}, ("kind",))
        sent: dict[tuple[str, ...], float] = {
            ("queued",): summary.alerts_queued,
            ("sent",): summary.alerts_sent,
            ("failed",): summary.alerts_failed,
        }
        gauge("tagih_run_alerts", "Alerts of the last run.", sent, ("outcome",))
    try:
        write_to_textfile(str(path), registry)
    except OSError as e:
        raise StoreError(
            f"the metrics cannot be written ({e.strerror})", where=str(path), remedy="Free disk space, or make it writable."
        ) from e


# --- again and again ---------------------------------------------------------------------------------------------------


def run_logged(run: Callable[[], RunSummary], metrics: Path) -> RunSummary:
    """One run with its log lines and its metrics. Raises what the run raises."""
    event("run began")
    try:
        summary = run()
    except Exception:
        with contextlib.suppress(StoreError):
            write_metrics(metrics, None, now=time.time())
        raise
    write_metrics(metrics, summary, now=time.time())
    _log_run(summary)
    return summary


def run_every(run: Callable[[], RunSummary], *, every_s: float, metrics: Path, stop: Stop) -> None:
    """Run now, and then every `every_s` seconds from beginning to beginning (at once where a run took longer), until `stop`.

    Runs never overlap, and stay in the main thread, where the crawl can hand signals on. An error of the machine (a full disk,
    a locked database) is logged, and the next run tries again; bad settings end the first run, as somebody is there to read it.
    """
    first = True
    while not stop():
        began = time.monotonic()
        try:
            run_logged(run, metrics)
        except TagihError as e:
            if first and e.exit_code == BAD_INPUT:
                raise
            event("run failed", level=logging.ERROR, where=e.where, error=e.what, remedy=e.remedy)
        first = False
        wait_s = max(0.0, began + every_s - time.monotonic())
        if not stop():
            event("waiting", seconds=round(wait_s))
        while not stop() and (left := began + every_s - time.monotonic()) > 0:
            time.sleep(min(left, LOOK_S))
    event("stopped")


def log_to_stderr(form: Literal["text", "json"]) -> None:
    """`log_to` for a command."""
    log_to(sys.stderr, form)
