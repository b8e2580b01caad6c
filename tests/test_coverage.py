"""What was seen and what was not, from the crawl to the metrics: counts and text lengths joined into one state a source and day."""

from __future__ import annotations

import dataclasses
import json
import logging
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from scraper.coverage import count
from scraper.crawl import CrawlProgress, CrawlSettings, crawl, user_agent
from scraper.health import health
from scraper.ledger import Ledger, Row, Visit
from scraper.source import parse_source
from tagih.coverage import source_health, write_coverage
from tagih.run import Workspace, cover, extract_archive, run
from tagih.store import Store
from tagih.unattended import _log_run, logged_progress, write_metrics
from tests.scraper.web import Answer, Web, html, links
from tests.store.factories import extraction, save
from tests.test_unattended import samples

pytestmark = pytest.mark.timeout(180)
ZONE = ZoneInfo("Asia/Makassar")
NOON = datetime(2026, 11, 20, 12, tzinfo=ZONE)
SOURCE = parse_source(
    'name = "Kabar Uji"\nhome = "http://kabar.example/"\njurisdiction = "64"\nkind = "news"\ntimezone = "Asia/Makassar"\n',
    where=Path("kabar.toml"),
)
PAGE = Row("http://kabar.example/1", "kabar", "page", 0, "x", False, None, None, None, False)
READ = Visit("ok", 200, digest="d", document=True)
WORDS = "Pemkot menyiapkan iuran bagi nelayan di tepi sungai dan di muara sungai sejak pekan lalu. "


def settings(web: Web) -> CrawlSettings:
    return CrawlSettings(user_agent=user_agent("uji@example.org"), proxy=web.proxy, delay_s=0.0, autothrottle=False, retries=0, wary=False)


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    here = Workspace(data=tmp_path / "data", sources=tmp_path / "sources", alerts=tmp_path / "alerts.toml")
    here.prepare()
    here.sources.mkdir()
    (here.sources / "kabar.toml").write_text(
        'name = "Kabar Uji"\nhome = "http://kabar.example/"\njurisdiction = "64"\nkind = "news"\ntimezone = "Asia/Makassar"\n', "utf-8"
    )
    return here


def visited(here: Workspace, *visits: tuple[int, int, Visit]) -> None:
    """Write visits into the ledger: (days before the twentieth, how many, what came)."""
    with Ledger(here.ledger) as ledger, ledger._write() as db:
        for days, n, visit in visits:
            for _ in range(n):
                count(db, PAGE, visit, moment=(NOON - timedelta(days=days)).timestamp(), timezone="Asia/Makassar")


def read(here: Workspace, days: int, n: int, characters: int) -> None:
    """Store so many texts of such a length, as read on that day."""
    with Store.open(here.working) as store:
        store.put_sources([SOURCE.hints()], {})
        for i in range(n):
            page = extraction("a" * characters, url=f"http://kabar.example/{days}-{i}")
            save(store, page, fetched_at=(NOON - timedelta(days=days)).astimezone(UTC))


def test_a_layout_that_changed_shows_in_the_texts_of_the_day(place: Workspace) -> None:
    visited(place, (2, 30, READ), (1, 5, READ), (0, 5, READ))
    read(place, 2, 30, 2400)
    read(place, 1, 5, 2300)
    read(place, 0, 5, 300)
    found = write_coverage(place.ledger, place.working, [SOURCE])
    assert [(d.day, d.state, d.characters, d.usual) for d in found[0].days] == [
        ("2026-11-18", "ok", 2400, None),
        ("2026-11-19", "ok", 2300, 2400),
        ("2026-11-20", "changed_layout", 300, 2400),
    ]
    assert found[0].alarm
    with sqlite3.connect(place.working) as db:
        rows = db.execute("SELECT day, state, documents, characters, usual FROM source_days ORDER BY day").fetchall()
    assert rows[-1] == ("2026-11-20", "changed_layout", 5, 300, 2400)
    assert source_health(place.ledger, place.working, [SOURCE]) == found, "health tells what is published"
    before = source_health(place.ledger, place.working, [SOURCE], until=(NOON - timedelta(days=1)).date())
    assert (before[0].state, before[0].alarm) == ("ok", False)


def test_what_is_known_of_old_days_outlives_their_texts(place: Workspace) -> None:
    """A removed article, or a page read again and changed, takes nothing from what a day was."""
    visited(place, (40, 30, READ), (0, 5, READ))
    read(place, 40, 30, 2400)
    read(place, 0, 5, 300)
    first = write_coverage(place.ledger, place.working, [SOURCE])
    with sqlite3.connect(place.working) as db:
        db.execute("DELETE FROM document_versions WHERE first_seen < '2026-11-01'")
    assert write_coverage(place.ledger, place.working, [SOURCE])[0].days == first[0].days


def test_without_anything_extracted_health_is_told_from_the_crawl(place: Workspace) -> None:
    visited(place, (0, 3, READ))
    (found,) = source_health(place.ledger, place.working, [SOURCE])
    assert (found.state, found.days[0].texts, found.days[0].usual) == ("ok", 0, None)
    assert not place.working.exists()
    assert cover(place) == [], "nothing was read, nothing is published"


STATES: dict[str, tuple[Answer, str]] = {
    "baik": (html(links("http://baik.example/pemkot-siapkan-iuran-nelayan")), "ok"),
    "tolak": (Answer(b"Akses ditolak", 403), "blocked"),
    "tertutup": (Answer(b"Tidak tersedia di negara Anda", 451), "geo_blocked"),
    "galat": (Answer(b"rusak", 500), "unreachable"),
    "hampa": (Answer(b""), "empty"),
    "sepi": (html("<p>Situs sedang dibangun.</p>"), "empty"),
}


def test_each_way_not_to_be_seen_is_a_state_of_the_day(tmp_path: Path) -> None:
    with Web() as web:
        sources = [
            parse_source(
                f'name = "{n}"\nhome = "http://{n}.example/"\njurisdiction = "64"\nkind = "news"\nfeeds = []\n[[listings]]\nurl = "/"\n',
                where=Path(f"{n}.toml"),
            )
            for n in (*STATES, "larang")
        ]
        for name, (answer, _) in STATES.items():
            web.pages[f"http://{name}.example/"] = answer
        web.pages["http://baik.example/pemkot-siapkan-iuran-nelayan"] = html(f"<article><h1>Iuran</h1><p>{WORDS * 9}</p></article>")
        web.pages["http://larang.example/robots.txt"] = Answer(b"User-agent: *\nDisallow: /\n", headers={"Content-Type": "text/plain"})
        web.pages["http://larang.example/"] = html("<p>x</p>")
        crawl(sources, ledger=tmp_path / "crawl.db", archive=tmp_path / "archive", settings=settings(web))
    with Ledger(tmp_path / "crawl.db") as ledger:
        found = {h.source: h for h in health(ledger, sources)}
    assert {n: h.state for n, h in found.items()} == {n: state for n, (_, state) in STATES.items()} | {"larang": "robots_denied"}
    assert all(len(h.days) == 1 and not h.alarm for h in found.values()), "what never gave anything is no alarm"
    assert found["baik"].days[0].counts.requests == 2
    assert found["larang"].days[0].counts.requests == 0, "robots.txt stood before it"
    assert "200 with 0 bytes" in found["hampa"].warnings[0]


def test_days_survive_a_kill(tmp_path: Path) -> None:
    """What the ledger says was visited is what the days count: no visit without its count, no count without its visit."""
    urls = [f"http://kabar.example/berita-tentang-iuran-nelayan-{n}" for n in range(60)]
    code = (
        "import sys, json\nfrom pathlib import Path\nfrom scraper.crawl import crawl, CrawlSettings\nfrom scraper.source import parse_source\n"
        "job = json.loads(sys.argv[1])\nsource = parse_source(job['source'], where=Path('kabar.toml'))\n"
        "crawl([source], ledger=Path(job['ledger']), archive=Path(job['archive']), settings=CrawlSettings(**job['settings']))\n"
    )
    ledger_file = tmp_path / "crawl.db"
    text = 'name = "Kabar"\nhome = "http://kabar.example/"\njurisdiction = "64"\nkind = "news"\n[[listings]]\nurl = "/"\n'
    with Web() as web:
        web.pages["http://kabar.example/"] = html(links(*urls))
        web.pages |= {u: html(f"<article><h1>Iuran {n}</h1><p>{WORDS * 9}</p></article>") for n, u in enumerate(urls)}
        job = {"source": text, "ledger": str(ledger_file), "archive": str(tmp_path / "archive")}
        argument = json.dumps(job | {"settings": dataclasses.asdict(settings(web))})
        for after in (5, 25):
            process = subprocess.Popen([sys.executable, "-c", code, argument], stderr=subprocess.DEVNULL, start_new_session=True)
            end = time.monotonic() + 60
            while web_requests(ledger_file) < after and process.poll() is None and time.monotonic() < end:
                time.sleep(0.02)
            process.send_signal(signal.SIGKILL)
            process.wait()
            end = time.monotonic() + 60
            while list(tmp_path.glob("*.owner-*")) and time.monotonic() < end:  # the crawler's own process ends with its parent
                time.sleep(0.02)
        crawl([parse_source(text, where=Path("kabar.toml"))], ledger=ledger_file, archive=tmp_path / "archive", settings=settings(web))
    with sqlite3.connect(ledger_file) as db:
        visits = db.execute("SELECT sum(visits) FROM days WHERE kind = 'page'").fetchone()[0]
        new = db.execute("SELECT sum(visits) FROM days WHERE outcome = 'new'").fetchone()[0]
        captured = db.execute("SELECT count(*) FROM captures c JOIN urls u ON u.url = c.url WHERE u.document").fetchone()[0]
    assert new == captured == 60
    assert visits == 60


def web_requests(ledger_file: Path) -> int:
    """Visits that the ledger has counted."""
    try:
        with sqlite3.connect(f"file:{ledger_file}?mode=ro", uri=True) as db:
            return int(db.execute("SELECT coalesce(sum(visits), 0) FROM days").fetchone()[0])
    except sqlite3.Error:
        return 0


def test_an_unattended_run_tells_states_in_metrics_and_log(place: Workspace, caplog: pytest.LogCaptureFixture) -> None:
    story, hollow = "http://kabar.example/pemkot-siapkan-iuran-nelayan", "http://kabar.example/gubernur-resmikan-rumah-pompa"
    with Web() as web:
        web.pages |= {"http://kabar.example/": html(links(story, hollow)), hollow: Answer(b"")}
        web.pages[story] = html(f"<article><h1>Iuran Nelayan</h1><p>{WORDS * 9}</p></article>")
        summary = run(place, settings(web))
    assert [(h.source, h.state) for h in summary.health] == [("kabar", "ok")]
    metrics = place.data / "metrics.prom"
    write_metrics(metrics, summary, now=time.time())
    assert {k: v for k, v in samples(metrics).items() if k.startswith("tagih_source_")} == {
        "tagih_source_state{source=kabar,state=ok}": 1.0,
        "tagih_source_alarm{source=kabar}": 0.0,
        "tagih_source_empty_answers{source=kabar}": 1.0,
    }
    with caplog.at_level(logging.INFO, logger="tagih"):
        _log_run(summary)
        logged_progress().crawled(CrawlProgress("kabar", hollow, "feed", "empty", "read", "the site answered 200 with 0 bytes", 1, 0))
    look = next(r for r in caplog.records if r.message == "source needs a look")
    assert "1 answer of 200 with 0 bytes" in look.values["warnings"][0]  # type: ignore[attr-defined]
    loud = [r for r in caplog.records if r.message == "page failed"]
    assert [(r.levelno, r.values["url"]) for r in loud] == [(logging.WARNING, hollow)]  # type: ignore[attr-defined]
    with sqlite3.connect(place.public) as db:
        assert db.execute("SELECT state, new, empty_answers FROM source_days").fetchall() == [("ok", 1, 1)]


def test_stages_run_one_by_one_publish_the_same_days(place: Workspace) -> None:
    """`tagih crawl`, `extract` and `publish` leave what `tagih run` leaves."""
    story = "http://kabar.example/pemkot-siapkan-iuran-nelayan"
    with Web() as web:
        web.pages |= {"http://kabar.example/": html(links(story)), story: html(f"<article><h1>Iuran</h1><p>{WORDS * 9}</p></article>")}
        crawl(place.load_sources(), ledger=place.ledger, archive=place.archive, settings=settings(web))
    extract_archive(place, place.load_sources())
    (found,) = cover(place)
    assert found.days[0].texts == 1
    with sqlite3.connect(place.working) as db:
        assert db.execute("SELECT source_id, state, lengths FROM source_days").fetchone()[:2] == ("kabar", "ok")
