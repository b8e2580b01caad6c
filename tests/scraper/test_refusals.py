"""Sites that do not want to be read, and pages that only look like one."""

from __future__ import annotations

import gzip
import os
import sqlite3
from pathlib import Path

import pytest
from scrapy.exceptions import CannotResolveHostError, DownloadTimeoutError

from scraper.archive import iter_pages, read_page
from scraper.ledger import Ledger
from scraper.middlewares import RobotsUnavailableError
from scraper.outcomes import failure_state, status_state
from scraper.refusals import refusal
from tagih.records import Page, PageError
from tests.scraper.web import Answer, Web, html, links, run, source

SITE = "http://kabar.example"
LISTED = "article_patterns = ['/berita/']\n[[listings]]\nurl = \"/indeks\"\n"
CHALLENGE = b"<html><head><title>Just a moment...</title></head><body><script>window._cf_chl_opt={}</script></body></html>"
ORDINARY = b"<html><script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script><p>Iuran nelayan ditanggung.</p></html>"


@pytest.mark.parametrize(
    ("body", "status", "headers", "state"),
    [
        (CHALLENGE, 200, {}, "blocked"),
        (CHALLENGE, 503, {}, "blocked"),
        (b"<html></html>", 403, {"cf-mitigated": "challenge"}, "blocked"),
        (b"<html><p>Access denied. Error 1009</p></html>", 403, {}, "geo_blocked"),
        (b"<html><p>Error 1009 pada mesin absensi</p></html>", 200, {}, None),
        (ORDINARY, 200, {}, None),
        (b"<html></html>", 403, {}, None),
    ],
)
def test_a_refusal_is_told_from_a_page(body: bytes, status: int, headers: dict[str, str], state: str | None) -> None:
    found = refusal(status, headers, body)
    assert (found[0] if found else None) == state


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (CannotResolveHostError("x"), "dns_dead"),
        (RobotsUnavailableError("robots.txt could not be read: DNS lookup failed: no results for hostname lookup: x"), "dns_dead"),
        (RobotsUnavailableError("robots.txt could not be read: it answered 500"), "unreachable"),
        (DownloadTimeoutError("x"), "timeout"),
    ],
)
def test_failures_without_a_response(error: BaseException, state: str) -> None:
    assert failure_state(error) == state


def test_statuses() -> None:
    assert [status_state(s) for s in (403, 451, 404, 500, 418)] == ["blocked", "geo_blocked", "not_found", "server_error", "refused"]


def test_what_only_looks_like_a_page_never_replaces_the_article(tmp_path: Path) -> None:
    pages = {"tantangan": CHALLENGE, "setengah": b"", "baik": b""}
    packed = {"Content-Type": "text/html", "Content-Encoding": "gzip"}
    with Web() as web:
        web.pages[f"{SITE}/indeks"] = html(links(*(f"/berita/{n}" for n in pages)))
        web.pages |= {f"{SITE}/berita/{n}": html(f"artikel {n}") for n in pages}
        run(web, tmp_path, source(LISTED))
        web.pages[f"{SITE}/berita/tantangan"] = Answer(CHALLENGE)
        web.pages[f"{SITE}/berita/setengah"] = Answer(gzip.compress(os.urandom(9_000).hex().encode())[:5_000], headers=packed)
        again = run(web, tmp_path, source(LISTED))
    assert dict(again.sources["kabar"].states) == {"blocked": 1, "broken": 1}
    with Ledger(tmp_path / "crawl.db") as ledger:
        content = {c.url.rpartition("/")[2]: read_page(tmp_path / "archive", c, None).content for c in ledger.captures()}
    assert content == {n: html(f"artikel {n}").body for n in pages}
    db = sqlite3.connect(tmp_path / "crawl.db")
    states = dict(db.execute("SELECT replace(url, ?, ''), state FROM urls WHERE kind = 'page'", (f"{SITE}/berita/",)))
    db.close()
    assert states == {"tantangan": "blocked", "setengah": "broken", "baik": "ok"}
    everything = [p for f in (tmp_path / "archive").glob("*.warc.gz") for p in iter_pages(f)]
    assert CHALLENGE not in {p.content for p in everything if isinstance(p, Page)}
    assert [e.where for e in everything if isinstance(e, PageError) and "proof of a human being" in e.what] == [f"{SITE}/berita/tantangan"]
