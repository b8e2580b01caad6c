from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scraper.ledger import Capture, Ledger, Link, Row, Visit
from tagih.records import StoreError

SEED = Link("http://a.example/", "listing", 0, "http://a.example/")
OK = Visit("ok", 200, digest="d1", document=True)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "crawl.db"


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    with Ledger(path, busy_ms=100) as opened:
        yield opened


def page(n: int, **more: object) -> Link:
    return Link(f"http://a.example/{n}", "page", 1, SEED.url, **more)  # type: ignore[arg-type]


def take(ledger: Ledger) -> Row:
    found = ledger.lease("a")
    assert found is not None
    return found


def capture(row: Row, **more: object) -> Capture:
    made = Capture(row.url, datetime.now(UTC), 200, "text/html", "d1", "x.warc.gz", 0, 10, "a", 5)
    return replace(made, **more)  # type: ignore[arg-type]


def conclude(ledger: Ledger, row: Row, visit: Visit, revisit_s: float = 1_000) -> int:
    return ledger.conclude(row, visit, revisit_s=revisit_s)


def state(path: Path, url: str) -> str:
    db = sqlite3.connect(path)
    found: str = db.execute("SELECT state FROM urls WHERE url = ?", (url,)).fetchone()[0]
    db.close()
    return found


def test_a_row_is_leased_once_and_in_order(ledger: Ledger) -> None:
    ledger.begin("a", [SEED])
    seed = take(ledger)
    assert ledger.lease("a") is None
    older = Link("http://a.example/?hal=2", "listing", 1, SEED.url)
    assert conclude(ledger, seed, Visit("ok", 200, digest="x", links=[older, page(1), page(2), page(1)])) == 3
    assert [take(ledger).url for _ in range(3)] == ["http://a.example/1", "http://a.example/2", "http://a.example/?hal=2"]


def test_a_lease_that_ran_out_is_leased_again(path: Path) -> None:
    with Ledger(path, lease_s=-1) as ledger:
        ledger.begin("a", [SEED])
        assert take(ledger).url == take(ledger).url


def test_what_was_seen_is_not_queued_again(ledger: Ledger) -> None:
    ledger.begin("a", [SEED])
    conclude(ledger, take(ledger), Visit("ok", 200, links=[page(1)]))
    row = take(ledger)
    assert conclude(ledger, row, replace(OK, links=[SEED, page(1), page(2)])) == 1
    assert [take(ledger).url] == ["http://a.example/2"]
    assert ledger.lease("a") is None


def test_lists_that_lead_to_each_other_end(ledger: Ledger) -> None:
    ledger.begin("a", [SEED])
    other = Link("http://a.example/b", "listing", 1, SEED.url, again=True)
    conclude(ledger, take(ledger), Visit("ok", 200, links=[other, page(1)]))
    take(ledger)
    conclude(ledger, take(ledger), Visit("ok", 200, links=[replace(SEED, again=True), page(2)]))
    assert [take(ledger).url] == ["http://a.example/2"]
    assert ledger.lease("a") is None


def test_a_new_run_reads_seeds_again_and_older_lists_only_where_something_is_new(ledger: Ledger) -> None:
    older = Link("http://a.example/b", "listing", 1, SEED.url, again=True)

    def one_run(*links: Link) -> list[str]:
        run = ledger.begin("a", [SEED])
        read = []
        while (row := ledger.lease("a")) is not None:
            read.append(row.url.rpartition("/")[2])
            conclude(
                ledger,
                row,
                Visit("ok", 200, digest="same", links=[*links, older] if row.url == SEED.url else [], document=row.kind == "page"),
            )
        ledger.end(run, "finished")
        return read

    assert one_run(page(1)) == ["", "1", "b"]
    assert one_run(page(1)) == [""]
    assert one_run(page(1), page(2)) == ["", "2", "b"]


def test_a_run_that_never_ended_goes_on(path: Path) -> None:
    first = Ledger(path)
    run = first.begin("a", [SEED])
    conclude(first, take(first), Visit("ok", 200, links=[page(1)]))
    first.close()
    with Ledger(path) as second:
        assert second.begin("a", [SEED]) == run
        assert take(second).url == "http://a.example/1"
        assert second.lease("a") is None, "the seed was read in this run already"


def test_leases_of_a_killed_process_are_free_at_once(path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from scraper.ledger import *\n"
        f"l = Ledger(Path({str(path)!r})); l.begin('a', [Link('http://a.example/', 'listing', 0, 'http://a.example/')])\n"
        "assert l.lease('a'); print('leased', flush=True); sys.stdin.read()"
    )
    child = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert child.stdin is not None
    assert child.stdout is not None
    with child.stdin, child.stdout, Ledger(path) as ledger:
        assert child.stdout.readline() == b"leased\n"
        ledger.begin("a", [SEED])
        assert ledger.lease("a") is None, "it lives"
        child.kill()
        child.wait()
        ledger.begin("a", [SEED])
        assert take(ledger).url == SEED.url
    assert not list(path.parent.glob("*.owner-*"))


def test_conditions_of_the_next_visit(ledger: Ledger) -> None:
    ledger.begin("a", [page(1)])
    conclude(ledger, take(ledger), replace(OK, etag='"1"', last_modified="Mon"), revisit_s=-1)
    run = ledger.begin("a", [])
    ledger.end(run, "finished")
    ledger.begin("a", [])
    row = take(ledger)
    assert (row.etag, row.last_modified, row.digest, row.document) == ('"1"', "Mon", "d1", True)
    conclude(ledger, row, Visit("ok", 304), revisit_s=-1)
    ledger.end(ledger.begin("a", []), "finished")
    ledger.begin("a", [])
    assert take(ledger).etag == '"1"', "a 304 without an ETag keeps the one known"


def test_a_failure_waits_and_forgets_nothing(ledger: Ledger, path: Path) -> None:
    run = ledger.begin("a", [page(1)])
    conclude(ledger, take(ledger), Visit("timeout", None, "took longer than 60 s"))
    ledger.end(run, "finished")
    ledger.begin("a", [])
    assert ledger.lease("a") is None, "an hour has not passed"
    assert state(path, "http://a.example/1") == "timeout"


def test_captures_are_the_newest_documents(ledger: Ledger) -> None:
    ledger.begin("a", [page(n) for n in range(1, 7)])
    rows = [take(ledger) for _ in range(6)]
    conclude(ledger, rows[0], replace(OK, capture=capture(rows[0])))
    conclude(ledger, replace(rows[0], digest="d1"), replace(OK, digest="d2", capture=capture(rows[0], digest="d2", offset=50)))
    conclude(ledger, replace(rows[0], digest="d2"), Visit("timeout"))
    conclude(ledger, rows[1], replace(OK, document=False, capture=capture(rows[1])))
    conclude(ledger, rows[2], Visit("not_found", 404, capture=capture(rows[2], status=404)))
    conclude(ledger, rows[3], replace(OK, canonical=rows[0].url, capture=capture(rows[3])))
    conclude(ledger, rows[4], replace(OK, canonical="http://a.example/never-read", capture=capture(rows[4])))
    conclude(ledger, rows[5], Visit("empty", 200, capture=capture(rows[5], size=0)))
    found = list(ledger.captures())
    assert [(c.url, c.digest) for c in found] == [(rows[0].url, "d2"), (rows[4].url, "d1")]
    assert found[0].fetched_at.tzinfo is not None
    assert list(ledger.captures(source="b")) == []


def test_an_unchanged_page_is_not_captured_again(ledger: Ledger) -> None:
    ledger.begin("a", [page(1)])
    row = take(ledger)
    conclude(ledger, row, replace(OK, capture=capture(row)))
    conclude(ledger, replace(row, digest="d1"), replace(OK, capture=capture(row, offset=99)))
    assert [c.offset for c in ledger.captures()] == [0]


def test_conclude_is_all_or_nothing(ledger: Ledger, path: Path) -> None:
    ledger.begin("a", [SEED])
    row = take(ledger)
    broken = replace(capture(row), media_type=object())  # type: ignore[arg-type]
    with pytest.raises(sqlite3.Error):
        conclude(ledger, row, Visit("ok", 200, capture=broken, links=[page(1)]))
    assert state(path, SEED.url) == "queued"
    assert ledger.waiting("a") == 0, "still leased, nothing added"


def test_a_locked_ledger_is_named(ledger: Ledger, path: Path) -> None:
    ledger.begin("a", [SEED])
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="locked") as e:
        ledger.lease("a")
    assert (e.value.where, e.value.exit_code) == (str(path), 5)
    assert "End the other program" in e.value.remedy
    other.execute("ROLLBACK")
    other.close()
    assert take(ledger).url == SEED.url


def test_a_full_disk_is_named_and_nothing_is_lost(ledger: Ledger, path: Path) -> None:
    ledger.begin("a", [SEED])
    row = take(ledger)
    ledger._db.execute("PRAGMA max_page_count = 1")  # SQLite then answers as on a full disk
    with pytest.raises(StoreError, match="full") as e:
        conclude(ledger, row, Visit("ok", 200, links=[page(n) for n in range(20_000)]))
    assert "Free disk space" in e.value.remedy
    ledger._db.execute("PRAGMA max_page_count = 1000000")
    assert state(path, SEED.url) == "queued"
    assert conclude(ledger, row, Visit("ok", 200, links=[page(1)])) == 1


def test_what_is_no_ledger_is_named(tmp_path: Path) -> None:
    path = tmp_path / "crawl.db"
    path.write_bytes(b"this is no database, but long enough to look like one" * 100)
    with pytest.raises(StoreError, match="is no crawl ledger"):
        Ledger(path)
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="cannot be written"):
        Ledger(tmp_path / "file" / "crawl.db")


@pytest.mark.parametrize("begun", ["", "PRAGMA journal_mode = wal"])
def test_a_ledger_whose_making_was_killed_is_made_again(path: Path, begun: str) -> None:
    path.touch()
    db = sqlite3.connect(path)
    db.execute(begun)
    db.close()
    with Ledger(path) as again:
        again.begin("a", [SEED])
        assert take(again).url == SEED.url
