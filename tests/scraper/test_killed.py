"""A crawl that is killed, interrupted or left alone loses nothing: the next one goes on where it was."""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scraper.crawl import _job
from scraper.ledger import Ledger
from tests.scraper.tree import soak, tree
from tests.scraper.web import Answer, Web, html, run, settings, source

PAGES = 600
SOAK = int(os.environ.get("TAGIH_SOAK", "3"))  # repeats: `make soak` asks for more
pytestmark = pytest.mark.timeout(120)  # seconds: a crawl that hangs is a failure of its own


def start(job: str) -> subprocess.Popen[bytes]:
    child = subprocess.Popen(
        [sys.executable, "-m", "scraper.crawl"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert child.stdin is not None
    child.stdin.write(job.encode())
    child.stdin.flush()
    return child


def fetched(web: Web, wanted: int, child: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while sum("/berita/" in u for u, _ in web.asked) < wanted:
        assert child.poll() is None, "it ended by itself"
        assert time.monotonic() < until
        time.sleep(0.005)


def close(child: subprocess.Popen[bytes]) -> None:
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.close()
    child.stdout.close()
    child.wait()


@pytest.mark.parametrize("seed", range(SOAK))
@pytest.mark.timeout(600)
def test_killed_at_random_moments_and_nothing_is_lost(tmp_path: Path, seed: int) -> None:
    with Web() as web:
        told = dataclasses.replace(settings(web), proxy=None, max_depth=20, revisit_s=1e6, max_pages_per_source=10_000)
        came_to = soak(tmp_path, told, web, PAGES, seed)
    print(
        f"\nsoak {seed}: {came_to.fetched} of {PAGES} pages, {came_to.kills} kills, {came_to.duplicates} fetched twice, {came_to.torn} files torn"
    )
    assert came_to.fetched == PAGES
    assert came_to.duplicates <= came_to.kills, "at most one page is fetched again for each kill"
    assert came_to.torn <= came_to.kills


CALLER = """
import json, sys
from pathlib import Path
from scraper.crawl import CrawlSettings, crawl
from scraper.source import Source
job = json.loads(sys.argv[1])
sources = [Source.model_validate_json(json.dumps(s)) for s in job["sources"]]
print(crawl(sources, ledger=Path(job["ledger"]), archive=Path(job["archive"]), settings=CrawlSettings(**job["settings"])).interrupted, flush=True)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_signals_to_the_caller_end_the_crawl_in_order(tmp_path: Path, number: signal.Signals) -> None:
    with Web() as web:
        home = tree(web, pages := 150)  # far more than are fetched before the signal, also where it comes late
        site = source('article_patterns = ["/berita/"]\n[[listings]]\nurl = "/indeks"\n', home=home + "/")
        slow = web.pages[f"{home}/berita/9"]
        assert isinstance(slow, Answer)
        web.pages[f"{home}/berita/9"] = dataclasses.replace(slow, drip_s=0.7)
        told = dataclasses.replace(settings(web), proxy=None, max_depth=20)
        job = _job([site], tmp_path / "crawl.db", tmp_path / "archive", told)
        caller = subprocess.Popen(
            [sys.executable, "-c", CALLER, job], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        fetched(web, 10, caller)
        caller.send_signal(number)
        _, errors = caller.communicate(timeout=60)
        assert caller.returncode == -number, errors
        until = time.monotonic() + 30
        while list(tmp_path.glob("*.owner-*")):  # the crawler itself has ended, also where its caller could not wait for it
            assert time.monotonic() < until
            time.sleep(0.01)
        asked = len(web.asked)
        assert web.times(f"{home}/berita/9") == 1
        run(web, tmp_path, site, proxy=None, max_depth=20)
        assert web.times(f"{home}/berita/9") == 1, "what was under way was kept"
        assert web.times(f"{home}/indeks") == 1
        assert len(web.asked) > asked
    with Ledger(tmp_path / "crawl.db") as ledger:
        assert len(list(ledger.captures())) == pages


def test_events_are_all_that_is_printed(tmp_path: Path) -> None:
    with Web() as web:
        web.pages["http://kabar.example/indeks"] = html("kosong")
        site = source('[[listings]]\nurl = "/indeks"\n')
        child = start(_job([site], tmp_path / "crawl.db", tmp_path / "archive", settings(web)))
        assert child.stdout is not None
        events = [json.loads(line) for line in child.stdout]
        close(child)
    assert [e["event"] for e in events] == ["progress", "end"]
    assert child.returncode == os.EX_OK


def test_told_to_stop_before_it_began(tmp_path: Path) -> None:
    with Web() as web:
        web.pages["http://kabar.example/indeks"] = html("kosong")
        site = source('[[listings]]\nurl = "/indeks"\n')
        job = _job([site], tmp_path / "crawl.db", tmp_path / "archive", settings(web))
        child = subprocess.run([sys.executable, "-m", "scraper.crawl"], input=job.encode(), capture_output=True, timeout=60, check=True)
        assert json.loads(child.stdout.splitlines()[-1])["interrupted"]
        assert run(web, tmp_path, site).total("read") == 1
