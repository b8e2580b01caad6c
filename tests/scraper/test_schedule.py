"""What is fetched before what, and when a page is looked at again."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.ledger import Ledger, Link, Row, Visit
from scraper.schedule import BACKOFF_LIMIT, LEAST, MOST, REVISIT_SHARE, age_days, next_visit
from tests.scraper.web import Answer, Web, html, links, run, source

SITE = "http://kabar.example"
LISTED = "article_patterns = ['/berita/']\n[[listings]]\nurl = \"/indeks\"\n"
DAY = 86_400.0
HOUR = 3_600.0
pytestmark = pytest.mark.timeout(120)  # seconds: a crawl that hangs is a failure of its own


def row(kind: str = "page") -> Row:
    return Row(f"{SITE}/berita/1", "kabar", kind, 1, SITE, False, None, None, "d", True)  # type: ignore[arg-type]


def interval(age: float, unchanged: int = 0, *, revisit_s: float = DAY) -> float:
    due = next_visit(row(), Visit("ok", 200), now=0.0, age=age, unchanged=unchanged, failures=0, revisit_s=revisit_s)
    assert due is not None
    return due


@pytest.mark.parametrize(
    ("age", "unchanged", "expected"),
    [
        (0.0, 0, 3 * HOUR),
        (0.25, 0, 3 * HOUR),
        (1.0, 0, 12 * HOUR),
        (2.0, 0, DAY),
        (2.0, 1, 2 * DAY),
        (30.0, 0, 15 * DAY),
        (365.0, 0, 32 * DAY),
        (365.0, 3, 256 * DAY),
        (3_650.0, 99, 2_048 * DAY),
    ],
)
def test_a_storys_age_decides_when_it_is_looked_at_again(age: float, unchanged: int, expected: float) -> None:
    assert interval(age, unchanged) == expected


AGES = st.floats(0, 10_000, allow_nan=False)


@given(AGES, AGES, st.integers(0, 50), st.integers(0, 50))
def test_the_older_and_the_longer_the_same_the_rarer(a: float, b: float, m: int, n: int) -> None:
    if a <= b and m <= n:
        assert interval(a, m) <= interval(b, n)
    assert LEAST * DAY <= interval(a, m) <= MOST * DAY * 2**BACKOFF_LIMIT
    assert interval(a, m, revisit_s=0.0) == 0.0


@given(AGES, st.floats(0, 1000))
def test_a_page_looked_at_for_a_year_is_looked_at_seldom(start: float, wait: float) -> None:
    """Whatever its age when it was found, an unchanged page is asked for at most eleven times in its first year with us."""
    age, visits = start, 0
    while age < start + 365:
        age += interval(age, visits) / DAY
        visits += 1
    assert visits <= 11


def test_lists_and_failures_do_not_age() -> None:
    def due(visit: Visit, kind: str = "page") -> float | None:
        return next_visit(row(kind), visit, now=0.0, age=900.0, unchanged=0, failures=1, revisit_s=DAY)

    assert due(Visit("ok", 200), "listing") is None
    assert due(Visit("timeout")) == HOUR
    assert due(Visit("blocked", 429, retry_after_s=7_200.0)) == 2 * HOUR
    assert due(Visit("refused")) == 7 * DAY
    assert due(Visit("older")) is None


NOW = datetime(2026, 3, 11, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("published", "days"),
    [("2026-03-10", 1.5), ("2026-03", 10.5), ("2026", 69.5), ("2026-03-12", 0.0), ("2026-02-30", 2.0), (None, 2.0)],
)
def test_age_is_told_by_the_day_of_publication_else_by_when_it_was_found(published: str | None, days: float) -> None:
    assert age_days(published, (NOW - timedelta(days=2)).isoformat(), NOW.timestamp()) == days


def test_the_queue_takes_what_is_new_first_and_the_newest_of_what_is_known(tmp_path: Path) -> None:
    seed = Link(f"{SITE}/indeks", "listing", 0, SITE)
    with Ledger(tmp_path / "crawl.db") as ledger:
        run_id = ledger.begin("kabar", [seed])
        ledger.conclude(
            _take(ledger), Visit("ok", 200, digest="x", links=[Link(f"{SITE}/{n}", "page", 1, SITE) for n in range(4)]), revisit_s=0.0
        )
        for _ in range(4):
            read = _take(ledger)
            failed = read.url.endswith("3")
            ledger.conclude(read, Visit("timeout") if failed else Visit("ok", 200, digest="x", document=True), revisit_s=0.0)
        ledger.end(run_id, "finished")
        with sqlite3.connect(tmp_path / "crawl.db") as db:
            db.execute("UPDATE urls SET next_visit = 1 WHERE state = 'timeout'")
        db.close()
        ledger.begin("kabar", [seed])
        part = Link(f"{SITE}/5?page=2", "page", 1, SITE, story=f"{SITE}/5", part=2)
        old = [Link(f"{SITE}/old", "page", 1, SITE, backfill=True), Link(f"{SITE}/indeks/9", "listing", 8, SITE, backfill=True)]
        more = [Link(f"{SITE}/indeks/2", "listing", 1, SITE), *old, Link(f"{SITE}/4", "page", 1, SITE), part]
        ledger.conclude(_take(ledger), Visit("ok", 200, digest="y", links=more), revisit_s=0.0)
        order = []
        while (found := ledger.lease("kabar")) is not None:
            order.append(found.url.removeprefix(SITE))
        assert order == ["/5?page=2", "/4", "/indeks/2", "/3", "/old", "/2", "/1", "/0"], "an archive's lists wait for a run that reads it"
        assert ledger.waiting("kabar") == 1


def _take(ledger: Ledger) -> Row:
    found = ledger.lease("kabar")
    assert found is not None
    return found


def test_pages_looked_at_again_leave_most_of_a_run_to_what_is_new(tmp_path: Path) -> None:
    known = [f"/berita/{n}" for n in range(30)]
    with Web() as web:
        web.pages |= {SITE + u: html(u) for u in [*known, *(f"/berita/{n}" for n in range(30, 60))]}
        web.pages[f"{SITE}/indeks"] = html(links(*known))
        run(web, tmp_path, source(LISTED), max_pages_per_source=40)
        asked = len(web.asked)
        run(web, tmp_path, source(LISTED), max_pages_per_source=40)
        assert sum("/berita/" in u for u, _ in web.asked[asked:]) == REVISIT_SHARE * 40
        asked = len(web.asked)
        web.pages[f"{SITE}/indeks"] = html(links(*known, *(f"/berita/{n}" for n in range(30, 60))))
        summary = run(web, tmp_path, source(LISTED), max_pages_per_source=40)
        fetched = [int(u.rpartition("/")[2]) for u, _ in web.asked[asked:] if "/berita/" in u]
    assert summary.total("new") == 30
    assert all(n >= 30 for n in fetched[:30])
    assert len(fetched) == 39, "what is left goes to the others"


def test_a_story_of_today_is_due_before_one_of_last_year(tmp_path: Path) -> None:
    def article(day: datetime) -> Answer:
        return html(f'<script type=\'application/ld+json\'>{{"datePublished": "{day:%Y-%m-%d}"}}</script><p>x {day}</p>')

    now = datetime.now(UTC)
    with Web() as web:
        web.pages |= {
            f"{SITE}/indeks": html(links("/berita/baru", "/berita/lama", "/berita/entah")),
            f"{SITE}/berita/baru": article(now),
            f"{SITE}/berita/lama": article(now - timedelta(days=400)),
            f"{SITE}/berita/entah": html("tanpa tanggal"),
        }
        run(web, tmp_path, source(LISTED), revisit_s=DAY)
    db = sqlite3.connect(tmp_path / "crawl.db")
    due = {u.rpartition("/")[2]: (t - time.time()) / HOUR for u, t in db.execute("SELECT url, next_visit FROM urls WHERE kind = 'page'")}
    db.close()
    assert due["baru"] < 13
    assert due["entah"] < 3.1
    assert due["lama"] > 31 * 24


def test_lists_and_feeds_are_asked_for_on_condition_but_not_where_an_archive_is_read_back(tmp_path: Path) -> None:
    def tagged(body: str) -> object:
        def answer(headers: Mapping[str, str]) -> Answer:
            return Answer(b"", 304, {"ETag": '"9"'}) if headers["If-None-Match"] == '"9"' else html(body, ETag='"9"')

        return answer

    more = "<a rel='next' href='/indeks?hal=2'>lagi</a>"
    with Web() as web:
        web.pages |= {f"{SITE}/indeks": tagged(links("/berita/1") + more), f"{SITE}/indeks?hal=2": tagged(links("/berita/2"))}  # type: ignore[dict-item]
        web.pages |= {f"{SITE}/berita/{n}": html(f"berita {n}") for n in (1, 2)}
        text = LISTED + "pages = 1\n"
        first = run(web, tmp_path, source(text), revisit_s=1e9)
        second = run(web, tmp_path, source(text), revisit_s=1e9)
        conditions = [h.get("if-none-match") for u, h in web.asked if u == f"{SITE}/indeks"]
        third = run(web, tmp_path, source(text), revisit_s=1e9, since="2020-01-01")
    assert conditions == [None, '"9"']
    assert [s.total("new") for s in (first, second, third)] == [1, 0, 1]
