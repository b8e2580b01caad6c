"""Two crawlers on one ledger share the work: nothing twice, nothing lost, and the site sees one polite visitor."""

from __future__ import annotations

import dataclasses
import gzip
import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from scraper.crawl import CrawlSettings, CrawlSummary, _open_log, crawl, user_agent
from scraper.ledger import Ledger, Link, Visit
from tests.scraper.tree import Crawler, check, kept, pages_asked, site, tree
from tests.scraper.web import Answer, Web, settings

PAGES = 600
pytestmark = pytest.mark.timeout(180)  # seconds: a crawl that hangs is a failure of its own


@pytest.fixture
def both(tmp_path: Path) -> Iterator[tuple[Ledger, Ledger]]:
    """Two processes' views of one ledger with a run of four pages that both are at work on."""
    with Ledger(tmp_path / "crawl.db") as one, Ledger(tmp_path / "crawl.db") as other:
        links = [Link(f"http://a.example/{n}", "page", 0, "http://a.example/0") for n in range(4)]
        assert one.begin("a", links) == other.begin("a", links)
        yield one, other


def test_no_row_is_leased_by_both(both: tuple[Ledger, Ledger]) -> None:
    one, other = both
    rows = [ledger.lease("a") for ledger in (one, other, one, other, one)]
    assert [r and r.url[-1] for r in rows] == ["0", "1", "2", "3", None]
    assert (one.held("a"), other.held("a")) == (2, 2)
    assert one.wait_s("a") is not None, "what the other holds may lead to more"
    for ledger, row in zip((one, other, one, other), rows, strict=False):
        assert row is not None
        ledger.conclude(row, Visit("ok", 200), revisit_s=1e6)
    assert one.wait_s("a") is None


def test_a_run_is_ended_by_the_last_one(both: tuple[Ledger, Ledger]) -> None:
    one, other = both
    run = one.begin("a", [])
    one.end(run, "finished")
    assert not _ended(one, run)
    other.end(run, "budget")
    assert _ended(one, run)


def test_a_run_whose_other_process_is_gone_is_ended(both: tuple[Ledger, Ledger]) -> None:
    one, other = both
    run = one.begin("a", [])
    other.close()
    one.end(run, "finished")
    assert _ended(one, run)


def _ended(ledger: Ledger, run: int) -> bool:
    return bool(ledger._db.execute("SELECT ended_at FROM runs WHERE id = ?", (run,)).fetchone()[0])


def test_a_budget_is_kept_to_the_request(both: tuple[Ledger, Ledger]) -> None:
    one, other = both
    row, kept = one.lease("a", budget=2), other.lease("a", budget=2)
    assert row is not None
    assert kept is not None
    assert one.lease("a", budget=2) is None
    one.conclude(row, Visit("refused", None, "jebakan"), revisit_s=1e6, asked=False)
    assert one.requests("a") == 1, "what was not asked for is no request"
    assert other.lease("a", budget=2) is not None
    other.release(kept)
    assert one.requests("a") == 1
    assert one.lease("a", budget=2) is not None
    assert other.lease("a", budget=2) is None


def test_a_host_has_one_delay_and_one_limit_for_both(both: tuple[Ledger, Ledger], monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = both
    now = [1_000.0]
    monkeypatch.setattr("scraper.ledger.time.time", lambda: now[0])
    polite: dict[str, Any] = {"at_once": 1, "delay_s": 10.0}
    row = one.lease("a", **polite)
    assert row is not None
    now[0] += 11
    assert other.lease("a", **polite) is None, "one request at a time"
    wait = other.wait_s("a", **polite)
    assert wait is not None
    assert 0 < wait <= 1
    one.hold("a.example", 10.0)  # a retry leaves
    one.conclude(row, Visit("ok", 200), revisit_s=1e6)
    assert other.lease("a", **polite) is None
    assert other.wait_s("a", **polite) == pytest.approx(10.0)
    now[0] += 10.0
    assert other.lease("a", **polite) is not None
    assert other.lease("a", at_once=1) is None, "without a delay the limit is of each process"
    assert one.lease("a", at_once=1) is not None


def test_what_is_not_asked_for_holds_nobody_up(both: tuple[Ledger, Ledger]) -> None:
    one, other = both
    polite: dict[str, Any] = {"at_once": 1, "delay_s": 1e6}
    trap, kept = one.lease("a", **polite), other.lease("a", **polite)
    assert trap is not None
    assert kept is None
    one.conclude(trap, Visit("refused", None, "jebakan"), revisit_s=1e6, asked=False)
    row = other.lease("a", **polite)
    assert row is not None
    other.release(row)
    row = one.lease("a", **polite)
    assert row is not None
    one.hold("a.example", 1e6 + 1)
    one.conclude(row, Visit("refused", None, "jebakan"), revisit_s=1e6, asked=False)
    assert other.lease("a", **polite) is None, "something was asked of the host meanwhile"


def told(web: Web, who: str, **more: Any) -> CrawlSettings:
    plain: dict[str, Any] = {"proxy": None, "max_depth": 20, "revisit_s": 1e6, "busy_ms": 10_000, "max_pages_per_source": 10_000}
    return dataclasses.replace(settings(web), user_agent=user_agent(f"{who}@example.org"), **(plain | more))


def askers(web: Web) -> set[str]:
    return {headers["user-agent"] for url, headers in web.asked if "/berita/" in url}


def runs(folder: Path) -> list[tuple[bool, str | None, int]]:
    """Whether each run has ended, how, and its requests; nobody is left at work on any."""
    db = sqlite3.connect(folder / "crawl.db")
    found = [(bool(e), r, n) for e, r, n in db.execute("SELECT ended_at, reason, requests FROM runs ORDER BY id")]
    assert db.execute("SELECT count(*) FROM crawlers").fetchone()[0] == 0
    assert db.execute("SELECT count(*) FROM urls WHERE lease_owner IS NOT NULL").fetchone()[0] == 0
    db.close()
    assert not list(folder.glob("*.owner-*"))
    return found


def test_two_fetch_every_page_once_between_them(tmp_path: Path) -> None:
    with Web() as web:
        here = site(tree(web, PAGES))
        pair = [Crawler(tmp_path, here, told(web, who)) for who in ("satu", "dua")]
        ends = [c.end() for c in pair]
        assert {web.times(f"{web.proxy}/berita/{n}") for n in range(PAGES)} == {1}
        assert web.times(f"{web.proxy}/indeks") == 1
        assert len(askers(web)) == 2, "both did some of it"
    assert [e["event"] for e in ends] == ["end", "end"]
    assert runs(tmp_path) == [(True, "finished", PAGES + 1)]
    check(tmp_path)
    files = list((tmp_path / "archive").glob("*.warc.gz"))
    assert len(files) == 2, "each has files of its own"
    for file in files:
        assert len({line for line in gzip.decompress(file.read_bytes()).splitlines() if line.startswith(b"User-Agent:")}) == 1
    urls, torn = kept(tmp_path)
    assert (len(urls), len(set(urls)), torn) == (PAGES, PAGES, 0)


def test_two_crawls_of_one_folder_tell_what_each_did(tmp_path: Path) -> None:
    with Web() as web:
        here = site(tree(web, 100))

        def one(who: str) -> CrawlSummary:
            return crawl([here], ledger=tmp_path / "crawl.db", archive=tmp_path / "archive", settings=told(web, who))

        with ThreadPoolExecutor(2) as pool:
            summaries = list(pool.map(one, ("satu", "dua")))
        assert pages_asked(web) == 100
    assert sum(s.total("new") for s in summaries) == 100
    assert sum(s.total("read") for s in summaries) == 1
    assert runs(tmp_path) == [(True, "finished", 101)]
    assert (tmp_path / "crawl.log").read_bytes() == b""


@pytest.mark.parametrize("wanted", [0, 100, 450])
def test_one_is_killed_and_the_other_does_the_rest(tmp_path: Path, wanted: int) -> None:
    with Web() as web:
        here = site(tree(web, PAGES))
        one, other = (Crawler(tmp_path, here, told(web, who)) for who in ("satu", "dua"))
        assert one.at(web, wanted)
        one.kill()
        assert other.end()["event"] == "end"
        times = [web.times(f"{web.proxy}/berita/{n}") for n in range(PAGES)]
        assert min(times) == 1
        assert sum(times) - PAGES <= 1, "at most one page is fetched again"
    assert [r[:2] for r in runs(tmp_path)] == [(True, "finished")]
    check(tmp_path, killed=True)
    assert len(set(kept(tmp_path)[0])) == PAGES


class Watched:
    """Pages that take `takes_s` seconds, when each was asked for, and how many were under way at a time."""

    def __init__(self, web: Web, pages: int, takes_s: float) -> None:
        self.began: list[float] = []
        self.most = self._now = 0
        self._lock, self._takes_s = threading.Lock(), takes_s
        self.home = tree(web, pages)
        for url, found in list(web.pages.items()):
            assert isinstance(found, Answer)
            web.pages[url] = self._slow(found)
        web.fallback = lambda _: self._slow(Answer(b"tidak ada", 404))({})

    def _slow(self, answer: Answer) -> Any:
        def serve(_: Mapping[str, str]) -> Answer:
            with self._lock:
                self.began.append(time.monotonic())
                self._now += 1
                self.most = max(self.most, self._now)
            time.sleep(self._takes_s)
            with self._lock:
                self._now -= 1
            return answer

        return serve


@pytest.mark.parametrize(("crawl_delay", "delay_s", "at_once"), [(None, 0.1, 1), ("0.1", 0.01, 1), (None, 0.1, 2)])
def test_a_host_is_asked_by_both_no_more_than_by_one(tmp_path: Path, crawl_delay: str | None, delay_s: float, at_once: int) -> None:
    with Web() as web:
        watched = Watched(web, 20, takes_s=0.15)
        if crawl_delay:
            web.pages[f"{web.proxy}/robots.txt"] = Answer(f"User-agent: *\nCrawl-delay: {crawl_delay}\n".encode())
        here = site(watched.home, f"[politeness]\nconcurrency = {at_once}\n")
        pair = [Crawler(tmp_path, here, told(web, who, delay_s=delay_s)) for who in ("satu", "dua")]
        for crawler in pair:
            crawler.end()
        assert pages_asked(web) == 20
    assert watched.most <= at_once
    if at_once == 1:
        asked = watched.began[1:] if crawl_delay else watched.began  # the delay is known when robots.txt was read
        assert asked[-1] - asked[0] > 0.1 * (len(asked) - 1) * 0.95
    assert runs(tmp_path) == [(True, "finished", 21)]


def test_both_have_one_budget(tmp_path: Path) -> None:
    with Web() as web:
        here = site(tree(web, 100))
        pair = [Crawler(tmp_path, here, told(web, who, max_pages_per_source=50)) for who in ("satu", "dua")]
        for crawler in pair:
            crawler.end()
        assert pages_asked(web) == 49, "and the list"
        assert runs(tmp_path) == [(True, "budget", 50)]
        Crawler(tmp_path, here, told(web, "satu")).end()
        assert pages_asked(web) == 100
    assert runs(tmp_path) == [(True, "budget", 50), (True, "finished", 52)]


def test_a_run_that_was_cut_off_has_what_is_left_of_its_budget(tmp_path: Path) -> None:
    with Web() as web:
        here = site(tree(web, 100))
        first = Crawler(tmp_path, here, told(web, "satu", max_pages_per_source=60))
        assert first.at(web, 30)
        first.kill()
        Crawler(tmp_path, here, told(web, "dua", max_pages_per_source=60)).end()
        assert pages_asked(web) <= 59
        assert runs(tmp_path) == [(True, "budget", 60)]


def test_one_that_is_stopped_leaves_the_run_to_the_other(tmp_path: Path) -> None:
    with Web() as web:
        here = site(tree(web, PAGES))
        one, other = (Crawler(tmp_path, here, told(web, who)) for who in ("satu", "dua"))
        assert one.at(web, 100)
        one.process.terminate()
        assert one.end()["event"] == "end"
        assert other.end()["event"] == "end"
        assert {web.times(f"{web.proxy}/berita/{n}") for n in range(PAGES)} == {1}
    assert runs(tmp_path) == [(True, "finished", PAGES + 1)]


def test_a_new_ledger_is_opened_by_many_at_once(tmp_path: Path) -> None:
    def work(_: int) -> int:
        with Ledger(tmp_path / "crawl.db") as ledger:
            return ledger.begin("a", [])

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(work, range(8))) == {1}


def test_the_log_is_emptied_only_where_nobody_writes_to_it(tmp_path: Path) -> None:
    path = tmp_path / "crawl.log"
    path.write_text("lama")
    with _open_log(path) as first:
        first.write(b"satu ")
        first.flush()
        with _open_log(path) as second:
            second.write(b"dua ")
        first.write(b"tiga")
    assert path.read_bytes() == b"satu dua tiga"
    _open_log(path).close()
    assert path.read_bytes() == b""
