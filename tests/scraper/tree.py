"""A site whose pages are a tree (a page lost loses all below it), and crawlers of it that can be killed."""

from __future__ import annotations

import json
import random
import signal
import sqlite3
import subprocess
import sys
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path

from scraper.archive import ArchiveIterator, iter_pages
from scraper.crawl import CrawlSettings, _job
from scraper.ledger import Ledger
from scraper.source import Source
from tagih.records import Page, PageError
from tests.scraper.web import Web, html, links, source


def tree(web: Web, pages: int) -> str:
    """A list that leads to page 0; page n leads to 2n+1 and 2n+2. The address of the site itself, no proxy."""
    home = web.proxy
    web.pages[f"{home}/indeks"] = html(links("/berita/0"))
    for n in range(pages):
        web.pages[f"{home}/berita/{n}"] = html(f"artikel {n}" + links(*(f"/berita/{c}" for c in (2 * n + 1, 2 * n + 2) if c < pages)))
    return home


def site(home: str, more: str = "") -> Source:
    return source(f'article_patterns = ["/berita/"]\n[[listings]]\nurl = "/indeks"\n{more}', home=home + "/")


def pages_asked(web: Web) -> int:
    return sum("/berita/" in u for u, _ in web.asked)


@dataclass
class Crawler:
    """A crawler's process on the ledger and archive in `folder`."""

    folder: Path
    source: Source
    settings: CrawlSettings
    process: subprocess.Popen[bytes] = field(init=False)

    def __post_init__(self) -> None:
        self._events = self.folder / f"events-{uuid.uuid4()}"
        with self._events.open("wb") as events:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "scraper.crawl"], stdin=subprocess.PIPE, stdout=events, stderr=subprocess.DEVNULL
            )
        assert self.process.stdin is not None
        self.process.stdin.write(_job([self.source], self.folder / "crawl.db", self.folder / "archive", self.settings).encode())
        self.process.stdin.flush()

    def at(self, web: Web, pages: int) -> bool:
        """Wait until the site was asked for so many pages; False where the crawler ended before."""
        until = time.monotonic() + 60
        while pages_asked(web) < pages:
            if self.process.poll() is not None:
                return False
            assert time.monotonic() < until
            time.sleep(0.002)
        return True

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self._close()

    def end(self) -> dict[str, object]:
        """Wait for its end; the last event."""
        self.process.wait(timeout=240)
        self._close()
        last = self._events.read_bytes().splitlines()[-1]
        return dict(json.loads(last))

    def _close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()


def check(folder: Path, *, killed: bool = False) -> None:
    """The ledger is sound, and every record of the archive holds its digests; where a crawl was `killed`, of those that the ledger knows."""
    if killed and not (folder / "crawl.db").exists():
        return
    db = sqlite3.connect(folder / "crawl.db")
    assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    made = db.execute("SELECT 1 FROM sqlite_master WHERE name = 'captures'").fetchone()
    assert made or killed, "the ledger has no tables"  # killed in its first moments, it may be a file without any
    known = dict(db.execute("SELECT warc, max(offset + length) FROM captures GROUP BY warc").fetchall()) if made else {}
    db.close()
    for path in (folder / "archive").glob("*.warc.gz"):
        end = known.get(path.name, 0)
        with path.open("rb") as stream:
            records, read = ArchiveIterator(stream, check_digests="raise"), 0
            for record in records:
                if killed and records.get_record_offset() >= end:
                    break  # it may be half a record
                record.content_stream().read()
                read = records.get_record_offset() + records.get_record_length()
        assert read >= end, f"{path.name} ends before what the ledger knows of"


def kept(folder: Path) -> tuple[list[str], int]:
    """The addresses of the archive's pages, and how many of its files are torn."""
    found = [p for f in (folder / "archive").glob("*.warc.gz") for p in iter_pages(f)]
    return [p.url or "" for p in found if isinstance(p, Page)], sum(isinstance(p, PageError) for p in found)


@dataclass(frozen=True)
class Soaked:
    """What a crawl that was killed again and again came to."""

    kills: int
    fetched: int
    duplicates: int
    torn: int


def soak(folder: Path, settings: CrawlSettings, web: Web, pages: int, seed: int, kills: int = 5) -> Soaked:
    """Crawl a tree with SIGKILL at random moments; everything is checked after each, and told at the end."""
    chance = random.Random(seed)
    here = site(tree(web, pages))
    done = 0
    for _ in range(kills):
        crawler = Crawler(folder, here, settings)
        if chance.random() < 0.8:
            if not crawler.at(web, pages_asked(web) + chance.randrange(pages // kills)):
                crawler.end()
                break
            time.sleep(chance.random() / 50)
        else:
            time.sleep(chance.random())
        crawler.kill()
        done += 1
        check(folder, killed=True)
    Crawler(folder, here, settings).end()
    check(folder)
    times = [web.times(f"{web.proxy}/berita/{n}") for n in range(pages)]
    urls, torn = kept(folder)
    with Ledger(folder / "crawl.db") as ledger:
        assert {c.url for c in ledger.captures()} == set(urls)
        assert ledger.states()["kabar"] == {("page", "ok"): pages, ("listing", "ok"): 1}
    return Soaked(done, sum(n > 0 for n in times), sum(times) - pages, torn)
