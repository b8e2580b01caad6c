"""Hours of the day at which a site may be asked, on its own clock."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.settings import Settings

from scraper.archive import Archive
from scraper.discovery import seeds
from scraper.hours import Hours, closed
from scraper.ledger import Ledger, Link
from scraper.removals import refused_in
from scraper.settings import CrawlSettings, scrapy_settings
from scraper.spiders.site import SiteSpider
from scraper.worker import Run
from tagih.records import VocabularyError
from tests.scraper.web import Web, html, links, run, source

NIGHT = Hours.parse("22:00-05:00")
NOON = Hours.parse("11.30 - 13.00")


@pytest.mark.parametrize(
    ("hours", "utc", "zone", "expected"),
    [
        (NIGHT, "15:00", "Asia/Jakarta", True),  # 22:00 WIB
        (NIGHT, "14:59", "Asia/Jakarta", False),
        (NIGHT, "14:00", "Asia/Makassar", True),  # 22:00 WITA
        (NIGHT, "13:00", "Asia/Jayapura", True),  # 22:00 WIT
        (NIGHT, "17:00", "Asia/Jakarta", True),  # midnight
        (NIGHT, "21:59", "Asia/Jakarta", True),
        (NIGHT, "22:00", "Asia/Jakarta", False),  # 05:00
        (NIGHT, "20:30", "Asia/Jayapura", False),
        (NOON, "04:30", "Asia/Jakarta", True),
        (NOON, "05:59", "Asia/Jakarta", True),
        (NOON, "06:00", "Asia/Jakarta", False),
        (NOON, "17:00", "Asia/Jakarta", False),
        (Hours.parse("18:00-24:00"), "16:59", "Asia/Jakarta", True),
        (Hours.parse("18:00-24:00"), "17:00", "Asia/Jakarta", False),
        (Hours.parse("00:00-06:00"), "17:00", "Asia/Jakarta", True),
    ],
)
def test_hours_on_the_sources_clock(hours: Hours, utc: str, zone: str, expected: bool) -> None:
    assert hours.include(datetime.fromisoformat(f"2026-11-21T{utc}:00+00:00"), zone) is expected


@pytest.mark.parametrize(
    "text", ["", "22", "22-5", "25:00-05:00", "22:60-05:00", "22:00-24:30", "22:00", "malam", "05:00-05:00", "00:00-24:00"]
)
def test_what_are_no_hours_says_so(text: str) -> None:
    with pytest.raises(ValueError, match=r"hours|begin"):
        Hours.parse(text)


def test_two_that_apply_must_both_allow_it() -> None:
    evening = datetime(2026, 11, 21, 14, 30, tzinfo=UTC)  # 21:30 WIB, 22:30 WITA
    assert closed((NIGHT, None), evening, "Asia/Makassar") is None
    assert closed((None, None), evening, "Asia/Makassar") is None
    assert closed((NIGHT, Hours.parse("01:00-04:00")), evening, "Asia/Makassar") == "outside 01:00-04:00 WITA"
    assert closed((NIGHT, None), evening, "Asia/Jakarta") == "outside 22:00-05:00 WIB"
    assert closed((NIGHT, None), evening - timedelta(hours=5), "Asia/Jayapura") == "outside 22:00-05:00 WIT"


MINUTES = st.integers(0, 24 * 60 - 1)


@given(
    MINUTES,
    MINUTES,
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)),
    st.sampled_from(["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"]),
)
def test_laws_of_hours(start: int, end: int, naive: datetime, zone: str) -> None:
    if start == end:
        end = (end + 1) % (24 * 60)
    text = f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}"
    hours, turned = Hours.parse(text), Hours.parse("-".join(reversed(text.split("-"))))
    moment = naive.replace(tzinfo=UTC)
    assert str(hours) == text
    assert hours.include(moment, zone) is not turned.include(moment, zone), "of a day, one of the two has each moment"


# --- a crawl that keeps to its hours -----------------------------------------------------------------------------------

SITE = "http://kabar.example"
LISTED = "article_patterns = ['/berita/']\n[[listings]]\nurl = \"/indeks\"\n"


def around(hours: int, zone: str = "Asia/Makassar") -> str:
    """Two hours of the day that begin in so many hours from now, on the clock of a zone."""
    start = datetime.now(ZoneInfo(zone)) + timedelta(hours=hours)
    return f"{start:%H:%M}-{start + timedelta(hours=2):%H:%M}"


def site(web: Web) -> None:
    web.pages[f"{SITE}/indeks"] = html(links("/berita/1", "/berita/2"))
    web.pages |= {f"{SITE}/berita/{n}": html(f"berita {n}") for n in (1, 2)}


@pytest.mark.timeout(120)
def test_outside_its_hours_a_source_is_asked_nothing_and_the_run_says_so(tmp_path: Path) -> None:
    zone, later = 'timezone = "Asia/Makassar"\n', around(3)
    night = source(f'{zone}{LISTED}[politeness]\nhours = "{later}"\n')
    other = source(LISTED, id="lain", home="http://lain.example/")
    with Web() as web:
        site(web)
        web.pages["http://lain.example/indeks"] = html("kosong")
        summary = run(web, tmp_path, night, other)
        assert not any(u.startswith(SITE) for u, _ in web.asked), "not even robots.txt"
        assert web.times("http://lain.example/indeks") == 1
        assert summary.sources["kabar"].resting == f"outside {later} WITA"
        assert summary.sources["lain"].resting is None
        alone = run(web, tmp_path, night)
        assert (alone.interrupted, alone.total("read"), len(alone.sources)) == (False, 0, 1)
        everywhere = run(web, tmp_path, night, other, hours=around(5, "Asia/Jakarta"))
        assert all(c.resting for c in everywhere.sources.values())
        opened = run(web, tmp_path, source(f'{zone}{LISTED}[politeness]\nhours = "{around(-1)}"\n'), hours=around(-1))
    assert (opened.total("new"), opened.sources["kabar"].resting) == (2, None)


class Clock:
    """Ten minutes pass with each look at it."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        self.moment += timedelta(minutes=10)
        return self.moment


def test_when_its_hours_end_a_run_is_over_and_the_rest_waits(tmp_path: Path) -> None:
    night = source(LISTED + '[politeness]\nhours = "22:00-05:00"\n')
    with Ledger(tmp_path / "crawl.db") as ledger:
        told = CrawlSettings(user_agent="Uji (+https://a.example/)", wary=False, delay_s=0.0)
        events = io.StringIO()
        during = Run(ledger, Archive(tmp_path / "archive"), told, events, refused_in(tmp_path / "crawl.db", None))
        during.clock = Clock(datetime(2026, 11, 20, 21, 15, tzinfo=UTC))  # 04:15 WIB
        run_id = ledger.begin("kabar", [*seeds(night), *(Link(f"{SITE}/berita/{n}", "page", 1, SITE) for n in range(30))])
        spider = SiteSpider(source=night, run=during, run_id=run_id, queued=31)
        spider.settings = Settings(scrapy_settings(night, told) | {"CONCURRENT_REQUESTS": 31})
        requests = 0
        while spider.next_request() is not None:
            requests += 1
        assert 0 < requests < 5
        assert not spider.is_open()
        assert during.resting == {"kabar": "outside 22:00-05:00 WIB"}
        assert spider.wait_s() is None
        spider.on_close("finished", [])
    with Ledger(tmp_path / "crawl.db") as ledger:
        assert ledger.last_runs()["kabar"]["reason"] == "hours"
        assert ledger.waiting("kabar") == 31


def test_bad_hours_and_days_are_told(tmp_path: Path) -> None:
    for more in ({"hours": "malam"}, {"since": "kemarin"}):
        with pytest.raises(VocabularyError, match=r"hours|isoformat|day"):
            CrawlSettings(user_agent="Uji (+https://a.example/)", **more)  # type: ignore[arg-type]
