"""Days are counted with the visits themselves: nothing is lost to a revisit, a kill or another day."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from scraper import ledger as module
from scraper.coverage import count, local_day, outcome
from scraper.ledger import Capture, Ledger, Link, Row, Visit
from scraper.schema import migrations
from tagih.records import StoreError

PAGE = Row("http://a.example/1", "a", "page", 0, "http://a.example/", False, None, None, None, False)
FEED = replace(PAGE, url="http://a.example/feed", kind="feed")
CAPTURE = Capture(PAGE.url, datetime(2026, 11, 21, tzinfo=UTC), 200, "text/html", "d1", "x.warc.gz", 0, 9, "a", 4_000)
READ = Visit("ok", 200, digest="d1", document=True, capture=CAPTURE)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / "crawl.db") as ledger:
        yield ledger


def take(ledger: Ledger) -> Row:
    row = ledger.lease("a")
    assert row is not None
    return row


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("moment", "timezone", "expected"),
    [
        ("2026-11-21T15:59:59", "Asia/Makassar", "2026-11-21"),
        ("2026-11-21T16:00:00", "Asia/Makassar", "2026-11-22"),
        ("2026-11-21T16:59:59", "Asia/Jakarta", "2026-11-21"),
        ("2026-11-21T15:00:00", "Asia/Jayapura", "2026-11-22"),
    ],
)
def test_a_day_ends_at_midnight_where_the_source_is(moment: str, timezone: str, expected: str) -> None:
    assert local_day(at(moment), timezone) == expected


@pytest.mark.parametrize(
    ("row", "visit", "expected"),
    [
        (PAGE, READ, "new"),
        (replace(PAGE, digest="d0"), READ, "changed"),
        (replace(PAGE, digest="d1"), READ, "unchanged"),
        (replace(PAGE, digest="d1", document=True), Visit("ok", 304), "unchanged"),
        (FEED, Visit("ok", 304), "read"),
        (FEED, Visit("ok", 200), "read"),
        (PAGE, Visit("redirected", 301), "read"),
        (PAGE, Visit("blocked", 403), "failed"),
        (replace(FEED, guessed=True), Visit("not_found", 404), "read"),
    ],
)
def test_what_a_visit_came_to(row: Row, visit: Visit, expected: str) -> None:
    assert outcome(row, visit) == expected


def test_visits_are_counted_by_what_became_of_them(ledger: Ledger) -> None:
    moment = at("2026-11-21T01:00:00")
    with ledger._write() as db:
        for row, visit in (
            (FEED, Visit("ok", 200)),
            (replace(FEED, guessed=True), Visit("not_found", 404)),
            (PAGE, READ),
            (PAGE, READ),
            (replace(PAGE, digest="d0"), READ),
            (replace(PAGE, document=True), Visit("ok", 304)),
            (PAGE, Visit("blocked", 403)),
            (PAGE, Visit("timeout")),
            (PAGE, Visit("robots_denied")),
            (PAGE, Visit("refused", None, "an address without end")),
            (PAGE, Visit("refused", 302, "redirects to another place")),
            (PAGE, Visit("empty", 200)),
        ):
            count(db, row, visit, moment=moment, timezone="Asia/Jakarta")
    ((found,),) = ledger.days().values()
    assert (found.day, found.requests, found.documents, found.new, found.changed, found.bytes) == ("2026-11-21", 10, 4, 2, 1, 12_000)
    assert found.lists == {"ok": 1}, "a guess that missed is a request and no list"
    assert found.pages == {"ok": 4, "blocked": 1, "timeout": 1, "robots_denied": 1, "refused": 2, "empty": 1}
    assert found.failures == {"blocked": 1, "empty": 1, "refused": 2, "robots_denied": 1, "timeout": 1}


def test_a_revisit_adds_to_its_own_day_and_takes_nothing_from_another(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    now = at("2026-11-20T03:00:00")
    monkeypatch.setattr(module.time, "time", lambda: now)
    ledger.begin("a", [Link(PAGE.url, "page", 0, "x")])
    ledger.conclude(take(ledger), READ, revisit_s=60, timezone="Asia/Makassar")
    ledger.end(1, "finished")
    before = ledger.days()["a"]
    now = at("2026-11-21T16:30:00")
    ledger.begin("a", [])
    ledger.conclude(take(ledger), Visit("empty", 200, capture=replace(CAPTURE, size=0)), revisit_s=60, timezone="Asia/Makassar")
    first, second = ledger.days()["a"]
    assert [first] == before
    assert (first.day, first.new, first.failures) == ("2026-11-20", 1, {})
    assert (second.day, second.new, second.failures) == ("2026-11-22", 0, {"empty": 1})
    assert ledger.days(since="2026-11-21") == {"a": [second]}
    assert ledger.hollow() == {"a": [PAGE.url]}


def test_a_visit_that_is_not_written_is_not_counted(ledger: Ledger) -> None:
    """One transaction: the row, its capture, its links and its day; what cannot be written leaves no trace in any."""
    ledger.begin("a", [Link(PAGE.url, "page", 0, "x")])
    row = take(ledger)
    ledger._db.execute("CREATE TRIGGER full BEFORE INSERT ON captures BEGIN SELECT raise(ABORT, 'disk full'); END")
    with pytest.raises((StoreError, sqlite3.Error)):
        ledger.conclude(row, READ, revisit_s=60)
    assert ledger.days() == {}
    ledger._db.execute("DROP TRIGGER full")
    ledger.conclude(row, READ, revisit_s=60)
    assert [d.new for d in ledger.days()["a"]] == [1]


def test_a_ledger_from_before_keeps_what_its_last_visits_tell(tmp_path: Path) -> None:
    with Database(tmp_path / "crawl.db") as db:
        migrations.apply(db, stop_before="0007_days")
        for n, (kind, state, document, guessed, last) in enumerate(
            [
                ("page", "ok", 1, 0, "2026-11-20T17:30:00.000+00:00"),
                ("page", "blocked", 0, 0, "2026-11-20T18:00:00.000+00:00"),
                ("feed", "not_found", 0, 1, "2026-11-20T18:00:00.000+00:00"),
                ("page", "queued", 0, 0, None),
            ]
        ):
            db["urls"].insert(
                {"url": str(n), "source": "a", "kind": kind, "state": state, "rank": 1, "depth": 0, "root": "x", "found_at": "x"}
                | {"document": document, "guessed": guessed, "last_visit": last}
            )
    with Ledger(tmp_path / "crawl.db") as ledger:
        ((found,),) = ledger.days().values()
    assert (found.day, found.requests, found.new, found.failures) == ("2026-11-21", 3, 1, {"blocked": 1})
