"""An archive read back to a day: every article since then is fetched, none before; in however many runs."""

from __future__ import annotations

import gzip
import re
import signal
import sqlite3
from datetime import date, timedelta
from pathlib import Path

import pytest

from scraper.backfill import Backfill
from scraper.crawl import CrawlSummary, _job
from scraper.discovery import Found
from scraper.ledger import Ledger, Link, Row
from tests.scraper.test_killed import close, fetched, start
from tests.scraper.web import Answer, Web, html, run, settings, source

SITE = "http://kabar.example"
LISTED = "article_patterns = ['/berita/']\n[[listings]]\nurl = \"/indeks\"\npages = 2\n"
COUNTED = LISTED + 'page_url = "/indeks?hal={n}"\n'
PER_PAGE = 3
NEWEST = date(2024, 12, 31)
pytestmark = pytest.mark.timeout(120)  # seconds: a crawl that hangs is a failure of its own


def day(n: int) -> date:
    """Article n is of this day: one article a day, number 0 the newest."""
    return NEWEST - timedelta(days=n)


def since(n: int) -> str:
    return day(n).isoformat()


def article(n: int, *, dated: bool = False) -> Answer:
    told = f'<script type=\'application/ld+json\'>{{"datePublished": "{day(n)}T08:00:00+07:00"}}</script>' if dated else ""
    return html(f"{told}<p>Berita nomor {n} tentang pompa air kelurahan.</p>")


def list_page(number: int, last: int, *, dated: bool, first: int = 0) -> Answer:
    """Articles of a list's page; each page links to the next one, the last to nothing."""
    items = range(first + PER_PAGE * (number - 1), min(first + PER_PAGE * number, last))
    rows = "".join(f"<li><a href='/berita/{n}'>Judul {n}</a>{f'<small>{day(n):%d/%m/%Y}</small>' if dated else ''}</li>" for n in items)
    more = f"<a rel='next' href='/indeks?hal={number + 1}'>lagi</a>" if first + PER_PAGE * number < last else ""
    return html(f"<ul>{rows}</ul>{more}")


def archive(web: Web, articles: int = 60, *, dated: bool = True, pages_dated: bool = False, home: str = SITE) -> None:
    def answer(url: str) -> Answer:
        path = url.removeprefix(home)
        if path.startswith("/indeks"):
            return list_page(int(path.partition("hal=")[2] or 1), articles, dated=dated)
        found = re.fullmatch(r"/berita/(\d+)", path)
        return article(int(found[1]), dated=pages_dated) if found and int(found[1]) < articles else Answer(b"", 404)

    web.fallback = answer


def got(folder: Path) -> set[int]:
    with Ledger(folder / "crawl.db") as ledger:
        return {int(c.url.rpartition("/")[2]) for c in ledger.captures()}


def rows(folder: Path, where: str) -> list[str]:
    db = sqlite3.connect(folder / "crawl.db")
    found = [u.removeprefix(SITE) for (u,) in db.execute(f"SELECT url FROM urls WHERE {where} ORDER BY id")]
    db.close()
    return found


def crawl(web: Web, folder: Path, text: str = LISTED, **more: object) -> CrawlSummary:
    return run(web, folder, source(text), **({"revisit_s": 1e9} | more))


@pytest.mark.parametrize("text", [LISTED, COUNTED])
def test_without_a_day_lists_are_read_as_far_as_their_file_says(tmp_path: Path, text: str) -> None:
    with Web() as web:
        archive(web)
        summary = crawl(web, tmp_path, text)
    assert got(tmp_path) == set(range(2 * PER_PAGE))
    assert summary.total("left_out") == 0


@pytest.mark.parametrize("text", [LISTED, COUNTED])
def test_lists_are_paged_back_to_the_day(tmp_path: Path, text: str) -> None:
    with Web() as web:
        archive(web)
        summary = crawl(web, tmp_path, text, since=since(25))
        assert web.times(f"{SITE}/indeks?hal=10") == 1, "the first page that holds only older articles"
        assert web.times(f"{SITE}/indeks?hal=11") == 0
        asked = len(web.asked)
        again = crawl(web, tmp_path, text, since=since(25))
        assert len(web.asked) - asked == 2, "robots.txt and the newest page: the archive was read"
    assert got(tmp_path) == set(range(26))
    assert (summary.total("new"), summary.total("left_out")) == (26, 4)
    assert (again.total("new"), again.total("left_out")) == (0, 4)


def test_an_earlier_day_goes_on_from_there(tmp_path: Path) -> None:
    with Web() as web:
        archive(web)
        crawl(web, tmp_path, since=since(25))
        deeper = crawl(web, tmp_path, since=since(40))
        assert max(web.times(f"{SITE}/berita/{n}") for n in range(60)) == 1
    assert got(tmp_path) == set(range(41))
    assert deeper.total("left_out") == 4


def test_a_list_that_was_left_at_a_day_is_read_on_in_plain_runs_as_ever(tmp_path: Path) -> None:
    with Web() as web:
        archive(web)
        crawl(web, tmp_path, since=since(-5))
        assert got(tmp_path) == set()
        assert web.times(f"{SITE}/indeks?hal=2") == 0
        fresh = {n: html(f"<p>Berita baru nomor {n} tentang jembatan desa.</p>") for n in range(100, 104)}
        web.pages |= {f"{SITE}/berita/{n}": page for n, page in fresh.items()}
        more = "<a rel='next' href='/indeks?hal=2'>lagi</a>"
        web.pages[f"{SITE}/indeks"] = html("".join(f"<a href='/berita/{n}'>x</a>" for n in (101, 102, 103)) + more)
        web.pages[f"{SITE}/indeks?hal=2"] = html("".join(f"<a href='/berita/{n}'>x</a>" for n in (100, 0, 1, 2)))
        crawl(web, tmp_path)
        assert web.times(f"{SITE}/indeks?hal=2") == 1
    assert got(tmp_path) == {100, 101, 102, 103}, "what was left out stays so until an earlier day is asked for"


def test_a_list_without_days_goes_on_until_its_articles_say_that_they_are_older(tmp_path: Path) -> None:
    with Web() as web:
        archive(web, dated=False, pages_dated=True)
        crawl(web, tmp_path, since=since(25))
        assert web.times(f"{SITE}/indeks?hal=10") == 1
        assert web.times(f"{SITE}/indeks?hal=11") == 0
    assert got(tmp_path) == set(range(30)), "what tells its day only when it is read is kept"
    assert rows(tmp_path, "state = 'older'") == ["/indeks?hal=11"]


def test_a_list_without_any_days_is_read_to_its_end(tmp_path: Path) -> None:
    with Web() as web:
        archive(web, 20, dated=False)
        crawl(web, tmp_path, since=since(5))
    assert got(tmp_path) == set(range(20))


def test_a_list_that_never_ends_is_left(tmp_path: Path) -> None:
    """Beyond its last page a site shows the last one again, with a link to the next."""

    def endless(url: str) -> Answer:
        if "/indeks" not in url:
            return article(1)
        number = int(url.partition("hal=")[2] or 1)
        return html(f"<a href='/berita/{min(number, 4)}'>x</a><a rel='next' href='/indeks?hal={number + 1}'>lagi</a>")

    with Web() as web:
        web.fallback = endless
        crawl(web, tmp_path, since=since(5))
        assert 4 <= sum("/indeks" in u for u, _ in web.asked) <= 8


def test_budgets_and_runs_between_lose_nothing(tmp_path: Path) -> None:
    """Each run ends at its budget; one without the day comes between, and the site publishes meanwhile."""
    with Web() as web:
        archive(web)
        first = crawl(web, tmp_path, since=since(40), max_pages_per_source=12)
        assert first.total("new") < 12
        plain = crawl(web, tmp_path, max_pages_per_source=6)
        assert plain.total("new") <= 5
        for _ in range(8):
            crawl(web, tmp_path, since=since(40), max_pages_per_source=12)
        assert max(web.times(f"{SITE}/berita/{n}") for n in range(60)) == 1
        assert all(web.times(f"{SITE}/indeks?hal={n}") <= 2 for n in range(2, 15))
    assert got(tmp_path) == set(range(41))
    assert rows(tmp_path, "state = 'queued'") == []


def test_killed_while_reading_back(tmp_path: Path) -> None:
    with Web() as web:
        archive(web, home=web.proxy)
        site = source(LISTED, home=web.proxy + "/")
        told = {"proxy": None, "since": since(40), "revisit_s": 1e9}
        job = _job([site], tmp_path / "crawl.db", tmp_path / "archive", settings(web, **told))
        for wanted in (8, 20, 33):
            child = start(job)
            fetched(web, wanted, child)
            child.send_signal(signal.SIGKILL)
            close(child)
        run(web, tmp_path, site, **told)
        times = [web.times(f"{web.proxy}/berita/{n}") for n in range(60)]
    assert [n > 0 for n in times] == [n <= 40 for n in range(60)]
    assert sum(times) - 41 <= 3, "at most one page is fetched again for each kill"


def test_a_list_page_that_fails_for_a_while_is_read_when_it_answers(tmp_path: Path) -> None:
    with Web() as web:
        archive(web)
        web.pages[f"{SITE}/indeks?hal=6"] = Answer(b"", 500)
        crawl(web, tmp_path, since=since(40))
        assert got(tmp_path) == set(range(15))
        del web.pages[f"{SITE}/indeks?hal=6"]
        with sqlite3.connect(tmp_path / "crawl.db") as db:
            db.execute("UPDATE urls SET next_visit = 1 WHERE state = 'server_error'")  # an hour later
        db.close()
        crawl(web, tmp_path, since=since(40))
    assert got(tmp_path) == set(range(41))


XML = {"Content-Type": "application/xml"}
URLSET = "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'>{}</urlset>"
INDEX = "<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{}</sitemapindex>"


def sitemap(entries: str, kind: str = URLSET) -> Answer:
    return Answer(kind.format(entries).encode(), headers=XML)


def test_sitemaps_by_month(tmp_path: Path) -> None:
    months = [f"{y}-{m:02}" for y in (2024, 2023, 2022) for m in range(12, 0, -1)]

    def month_map(month: str) -> Answer:
        return sitemap("".join(f"<url><loc>{SITE}/berita/{month}-{d}</loc><lastmod>{month}-{d}</lastmod></url>" for d in (10, 20)))

    with Web() as web:
        web.pages[f"{SITE}/sitemap.xml"] = sitemap(
            "".join(f"<sitemap><loc>{SITE}/peta-{m}.xml.gz</loc></sitemap>" for m in months), kind=INDEX
        )
        for m in months:
            web.pages[f"{SITE}/peta-{m}.xml.gz"] = Answer(gzip.compress(month_map(m).body), headers={"Content-Type": "application/gzip"})
        web.fallback = lambda url: article(1) if "/berita/" in url else Answer(b"", 404)
        text = "article_patterns = ['/berita/']\nsitemaps = [\"/sitemap.xml\"]\n"
        summary = crawl(web, tmp_path, text, since="2023-11-15")
        opened = sum("/peta-" in u for u, _ in web.asked)
    assert opened == 14, "the months that hold older articles alone are not opened"
    with Ledger(tmp_path / "crawl.db") as ledger:
        urls = {c.url.rpartition("/")[2] for c in ledger.captures()}
    assert urls == {f"{m}-{d}" for m in months for d in (10, 20) if f"{m}-{d}" >= "2023-11-15"}
    assert summary.total("left_out") == 1


def test_sitemaps_by_their_last_change_and_what_is_published_before_it_changed(tmp_path: Path) -> None:
    with Web() as web:
        web.pages[f"{SITE}/sitemap.xml"] = sitemap(
            f"<sitemap><loc>{SITE}/a.xml</loc><lastmod>2024-06-01</lastmod></sitemap>"
            f"<sitemap><loc>{SITE}/b.xml</loc><lastmod>2021-06-01T10:00:00Z</lastmod></sitemap>",
            kind=INDEX,
        )
        news = "<n:news><n:publication_date>{}</n:publication_date></n:news>"
        web.pages[f"{SITE}/a.xml"] = sitemap(
            f"<url><loc>{SITE}/berita/1</loc>{news.format('2024-05-30')}</url>"
            f"<url><loc>{SITE}/berita/2</loc><lastmod>2024-05-30</lastmod>{news.format('2020-05-30')}</url>"
            f"<url><loc>{SITE}/berita/3</loc><lastmod>2022-05-30</lastmod></url><url><loc>{SITE}/berita/4</loc></url>"
        )
        web.fallback = lambda url: article(1) if "/berita/" in url else Answer(b"", 404)
        summary = crawl(web, tmp_path, "article_patterns = ['/berita/']\nsitemaps = [\"/sitemap.xml\"]\n", since="2023-01-01")
        assert web.times(f"{SITE}/b.xml") == 0
    assert got(tmp_path) == {1, 4}, "an entry without a day is followed"
    assert summary.total("left_out") == 2


def feed(first: int, last: int, *, more: str = "", generator: str = "") -> Answer:
    items = "".join(
        f"<item><link>{SITE}/berita/{n}</link><pubDate>{day(n):%a, %d %b %Y} 03:00:00 +0000</pubDate></item>" for n in range(first, last)
    )
    link = f"<atom:link rel='next' href='{more}'/>" if more else ""
    head = f"<generator>{generator}</generator>{link}"
    return Answer(
        f"<rss version='2.0' xmlns:atom='http://www.w3.org/2005/Atom'><channel>{head}{items}</channel></rss>".encode(), headers=XML
    )


@pytest.mark.parametrize("wordpress", [True, False])
def test_feeds_are_paged_back(tmp_path: Path, wordpress: bool) -> None:
    def answer(url: str) -> Answer:
        path = url.removeprefix(SITE)
        if path.startswith("/feed/"):
            number = int(path.partition("paged=")[2] or 1)
            if number > 12:
                return Answer(b"", 404)
            told = {"generator": "https://wordpress.org/?v=6.8"} if wordpress else {"more": f"/feed/?paged={number + 1}"}
            return feed(5 * (number - 1), 5 * number, **told)
        return article(1)

    with Web() as web:
        web.fallback = answer
        text = "article_patterns = ['/berita/']\nfeeds = [\"/feed/\"]\n"
        crawl(web, tmp_path, text)
        assert got(tmp_path) == set(range(5))
        summary = crawl(web, tmp_path, text, since=since(22))
        assert web.times(f"{SITE}/feed/?paged=6") == 1
        assert web.times(f"{SITE}/feed/?paged=7") == 0
        whole = crawl(web, tmp_path, text, since="2000-01-01")
    assert (summary.total("failed"), whole.total("failed"), summary.total("left_out")) == (0, 0, 7)
    assert got(tmp_path) == set(range(60))


def test_a_source_names_its_own_day(tmp_path: Path) -> None:
    text = f'since = "{since(10)}"\n' + LISTED
    with Web() as web:
        archive(web)
        crawl(web, tmp_path, text)
        assert got(tmp_path) == set(range(11))
        crawl(web, tmp_path, text, since=since(15))
    assert got(tmp_path) == set(range(16)), "a run may name another"


def test_what_an_archive_holds_is_no_news(tmp_path: Path) -> None:
    today = date.today()
    with Web() as web:
        web.pages[f"{SITE}/indeks"] = html(
            f"<li><a href='/berita/1'>a</a> {today:%d/%m/%Y}</li><li><a href='/berita/2'>b</a> {today - timedelta(60):%d/%m/%Y}</li>"
        )
        web.fallback = lambda url: article(1) if "/berita/" in url else Answer(b"", 404)
        crawl(web, tmp_path, since=(today - timedelta(90)).isoformat())
    with Ledger(tmp_path / "crawl.db") as ledger:
        assert {c.url.rpartition("/")[2]: c.backfill for c in ledger.captures()} == {"1": False, "2": True}


def row(url: str, kind: str = "listing", depth: int = 0, *, deep: bool = True) -> Row:
    return Row(url, "kabar", kind, depth, SITE, False, None, None, None, False, since="2024-06-01", deep=deep)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("days", "ends"),
    [
        (["2024-07-01", "2024-05-01"], False),
        (["2024-05-02", "2024-05-01"], True),
        (["2024-05-02", None], True),
        ([None, None], False),
        ([], True),
    ],
)
def test_where_a_list_ends(days: list[str | None], ends: bool) -> None:
    back = Backfill("2024-06-01", today=date(2024, 8, 1))
    links = [Link(f"{SITE}/berita/{n}", "page", 1, SITE, day=d) for n, d in enumerate(days)]
    following = Link(f"{SITE}/indeks?hal=2", "listing", 1, SITE, again=True)
    sifted = back.sift(row(f"{SITE}/indeks"), Found((*links, following))).links
    assert sifted[-1].older is ends
    assert [x.older for x in sifted[:-1]] == [d is not None and d < "2024-06-01" for d in days]


def test_further_pages_of_a_story_are_never_too_old() -> None:
    back = Backfill("2024-06-01", today=date(2024, 8, 1))
    part = Link(f"{SITE}/2020/01/02/x?page=2", "page", 1, SITE, story=f"{SITE}/2020/01/02/x", part=2)
    related = Link(f"{SITE}/2020/01/02/y", "page", 2, SITE)
    sifted = back.sift(row(f"{SITE}/2020/01/02/x", "page"), Found((part, related), document=True)).links
    assert [x.older for x in sifted] == [False, True]


# --- the ledger's side -------------------------------------------------------------------------------------------------

SEED = Link(f"{SITE}/indeks", "listing", 0, SITE)


def begin(ledger: Ledger, since: str | None) -> tuple[int, bool]:
    """A run's number, and whether it reads the archive back."""
    number = ledger.begin("kabar", [SEED], since=since)
    found = ledger.lease("kabar")
    assert found is not None
    ledger.release(found)
    return number, found.deep


def test_a_run_that_was_cut_off_reading_back_is_over_for_one_that_does_not(tmp_path: Path) -> None:
    with Ledger(tmp_path / "crawl.db") as ledger:
        first, deep = begin(ledger, "2024-01-01")
        assert deep
        assert begin(ledger, "2024-01-01") == (first, True), "it goes on"
        plain, deep = begin(ledger, None)
        assert plain > first
        assert not deep
        assert ledger.last_runs()["kabar"]["ended_at"] is None
    db = sqlite3.connect(tmp_path / "crawl.db")
    assert db.execute("SELECT reason FROM runs WHERE id = ?", [first]).fetchone() == ("cut off",)
    db.close()


def test_a_run_at_work_in_another_process_is_joined_whatever_day_it_reads_back_to(tmp_path: Path) -> None:
    with Ledger(tmp_path / "crawl.db") as one, Ledger(tmp_path / "crawl.db") as two:
        first, _ = begin(one, None)
        assert begin(two, "2024-01-01")[0] == first


@pytest.mark.parametrize(
    ("ended", "then", "deep"),
    [
        ("finished", "2024-01-01", False),
        ("finished", "2024-06-01", False),
        ("finished", "2023-12-31", True),
        ("budget", "2024-01-01", True),
        ("hours", "2024-01-01", True),
        ("finished", None, False),
    ],
)
def test_an_archive_is_read_back_once(tmp_path: Path, ended: str, then: str | None, deep: bool) -> None:
    with Ledger(tmp_path / "crawl.db") as ledger:
        number, _ = begin(ledger, "2024-01-01")
        ledger.end(number, ended)
        assert begin(ledger, then)[1] is deep
