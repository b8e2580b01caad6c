"""Pages that are gone: told by two visits a day apart, never by a host that is down."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scraper.gone import Presence
from scraper.ledger import Ledger, Link, Visit
from scraper.schedule import CONFIRM_S
from tagih.store.revisions import Absence
from tests.scraper.web import Answer, Web, html, links, run, source

DAY = 86_400.0
BORN = datetime(2031, 5, 4, tzinfo=UTC)
URL = "http://a.example/1"
OK = Visit("ok", 200, digest="d1", document=True)
GONE = Visit("not_found", 404, "the site answered 404")

Go = Callable[..., list[Absence]]


@pytest.fixture
def visits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Go]:
    """Visits of one page, each so many days after the first; what is told of them then."""
    clock = [BORN.timestamp()]
    monkeypatch.setattr(time, "time", lambda: clock[0])
    with Ledger(tmp_path / "crawl.db") as ledger:
        ledger.begin("a", [Link(URL, "page", 1, URL)])

        def visit(*steps: tuple[float, Visit]) -> list[Absence]:
            for days, what in steps:
                clock[0] = BORN.timestamp() + days * DAY
                with closing(sqlite3.connect(tmp_path / "crawl.db")) as db, db:
                    db.execute("UPDATE urls SET state = 'queued'")
                row = ledger.lease("a")
                assert row is not None
                ledger.conclude(row, what, revisit_s=DAY)
            with Presence(tmp_path / "crawl.db") as presence:
                return presence.absences()

        yield visit


def at(days: float) -> datetime:
    return BORN + timedelta(days=days)


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([(0, OK), (3, GONE)], []),
        ([(0, OK), (3, GONE), (3.9, GONE)], []),
        ([(0, OK), (3, GONE), (4, GONE)], [(3, 0, None, "404")]),
        ([(0, OK), (2, Visit("ok", 304)), (3, GONE), (4, GONE), (9, GONE)], [(3, 2, None, "404")]),
        ([(0, OK), (3, GONE), (4, OK), (5, GONE)], []),
        ([(0, OK), (3, GONE), (5, GONE), (8, OK)], [(3, 0, 8, "404")]),
        ([(0, OK), (3, GONE), (5, GONE), (8, OK), (9, GONE), (11, GONE)], [(3, 0, 8, "404"), (9, 8, None, "404")]),
        ([(0, OK), (3, GONE), (4, Visit("server_error", 503)), (5, GONE)], [(3, 0, None, "404")]),
        ([(0, OK), (3, Visit("server_error", 503)), (5, Visit("server_error", 503))], []),
        ([(0, OK), (3, Visit("blocked", 403)), (5, Visit("blocked", 403))], []),
        ([(0, OK), (3, Visit("dns_dead")), (5, Visit("unreachable"))], []),
        ([(0, OK), (3, Visit("not_found", 410)), (5, Visit("not_found", 410))], [(3, 0, None, "410")]),
        ([(0, OK), (3, Visit("not_found", 200)), (5, Visit("not_found", 200))], [(3, 0, None, "soft_404")]),
        ([(0, OK), (3, Visit("not_found", 302)), (5, Visit("not_found", 302))], [(3, 0, None, "redirect")]),
        ([(0, GONE), (3, GONE)], []),
    ],
    ids=["once", "twice in a day", "twice", "seen later", "chance", "came back", "twice gone", "an error between", "errors", "refused",
         "no host", "410", "soft 404", "front page", "never a document"],
)  # fmt: skip
def test_what_is_told_of_visits(
    visits: Go, steps: list[tuple[float, Visit]], expected: list[tuple[float, float, float | None, str]]
) -> None:
    assert visits(*steps) == [
        Absence(URL, at(missing), at(seen), None if back is None else at(back), sign) for missing, seen, back, sign in expected
    ]


def test_history_outlives_later_visits(visits: Go) -> None:
    first = visits((0, OK), (3, GONE), (5, GONE), (8, OK))
    assert visits(*((n, OK) for n in range(9, 20))) == first


def test_a_document_that_is_missing_is_looked_for_again_after_a_day(tmp_path: Path) -> None:
    with Ledger(tmp_path / "crawl.db") as ledger:
        ledger.begin("a", [Link(URL, "page", 1, URL)])
        for what in (OK, GONE):
            row = ledger.lease("a")
            assert row is not None
            ledger.conclude(row, what, revisit_s=0)
            with closing(sqlite3.connect(tmp_path / "crawl.db")) as db, db:
                (due,) = db.execute("SELECT next_visit FROM urls").fetchone()
                db.execute("UPDATE urls SET state = 'queued'")
    assert DAY < CONFIRM_S
    assert CONFIRM_S - 60 < due - time.time() <= CONFIRM_S


def test_a_ledger_from_before_knows_when_a_page_was_there_by_its_captures(tmp_path: Path) -> None:
    path = tmp_path / "crawl.db"
    with Ledger(path) as ledger:
        ledger.begin("a", [Link(URL, "page", 1, URL)])
    with closing(sqlite3.connect(path)) as db, db:
        db.executescript("DROP TRIGGER urls_presence; DROP TABLE presence; DELETE FROM _sqlite_migrations WHERE name = '0010_presence'")
        db.execute("UPDATE urls SET document = 1, state = 'not_found', status = 404, last_visit = '2031-05-07T00:00:00.000+00:00'")
        db.execute(
            "INSERT INTO captures (url, fetched_at, status, digest, warc, offset, length, source, size)"
            " VALUES (?, '2031-05-04T00:00:00+00:00', 200, 'd', 'w', 0, 1, 'a', 1)",
            [URL],
        )
    Ledger(path).close()
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT since, until, present FROM presence ORDER BY since").fetchall() == [
            ("2031-05-04T00:00:00+00:00", "2031-05-04T00:00:00+00:00", 1),
            ("2031-05-07T00:00:00.000+00:00", "2031-05-07T00:00:00.000+00:00", 0),
        ]


# --- over the wire -------------------------------------------------------------------------------------------------------

HOME = "http://kabar.example/"
STORY = f"{HOME}berita/123-pemkot-bangun-rumah-pompa.html"
SOURCE = source('article_patterns = ["/berita/"]\nfeeds = []\nsitemaps = []')
PROSE = "Pemerintah kota akan membangun tiga rumah pompa di tepi sungai tahun depan, kata wali kota. " * 8


@pytest.mark.parametrize(
    ("answer", "state", "sign"),
    [
        (Answer(b"tidak ada", 404), "not_found", "404"),
        (Answer(b"dihapus", 410), "not_found", "410"),
        (Answer(b"", 302, {"Location": "/"}), "not_found", "redirect"),
        (Answer(b"", 301, {"Location": "/kategori/daerah/"}), "redirected", None),
        (Answer(b"", 302, {"Location": "/berita/124-judul-baru.html"}), "redirected", None),
        (Answer(b"jangan", 403), "blocked", None),
        (Answer(b"rusak", 500), "server_error", None),
    ],
    ids=["404", "410", "to the front page", "to a list", "to another address", "403", "500"],
)
def test_how_a_site_says_that_a_page_is_gone(tmp_path: Path, answer: Answer, state: str, sign: str | None) -> None:
    with Web() as web:
        web.pages[HOME] = html(links(STORY))
        web.pages[STORY] = html(f"<article><h1>Pemkot bangun rumah pompa</h1><p>{PROSE}</p></article>")
        run(web, tmp_path, SOURCE)
        web.pages[STORY] = answer
        run(web, tmp_path, SOURCE)
    with closing(sqlite3.connect(tmp_path / "crawl.db")) as db, db:
        assert db.execute("SELECT state FROM urls WHERE url = ?", [STORY]).fetchone() == (state,)
        db.execute("UPDATE presence SET since = '2001-01-01T00:00:00+00:00' WHERE NOT present")  # as if it were long ago
    with Presence(tmp_path / "crawl.db") as presence:
        assert [a.sign for a in presence.absences()] == ([sign] if sign else [])
