"""The sample world keeps its own promises: pages, feeds, paging, PDFs, the ugly things, and that no sentence is borrowed."""

from __future__ import annotations

import datetime as dt
import gzip
import http.client
import json
import re
import subprocess
import sys
import urllib.error
import urllib.request
import urllib.robotparser
from collections.abc import Iterator
from email.message import Message
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import feedparser
import lxml.html
import pypdfium2
import pytest
from lxml import etree

from scraper.source import load_sources
from tests.sample import SAMPLE, SOURCES, Response, SampleWorld, expected, private_names
from tests.sample.articles import all_articles, articles, outlets, plain
from tests.sample.sites import agency, build, government, jdih, network, soup, wordpress
from tests.sample.sites.press import WEEKDAYS
from tests.sample.web import canonical

SHARED = Path(__file__).parents[2] / "shared"
KABAR = "http://kabarmahakam.example"
PONTIANAK = "http://pontianak.lintaskhatulistiwa.example"
BENUANTA = "http://suarabenuanta.example"
RILIS = "http://rilis.kaltimprov.example"
JDIH = "http://jdih.kalbarprov.example"
KANWIL = "http://kanwil-kalimantan.jamsostek.example"


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


def get(world: SampleWorld, url: str, *, method: str = "GET", **headers: str) -> tuple[int, Message, bytes]:
    """Status, headers and body as they came through the proxy, redirects not followed."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({"http": world.proxy}), _Stay)
    request = urllib.request.Request(url, headers={k.replace("_", "-"): v for k, v in headers.items()}, method=method)
    try:
        with opener.open(request, timeout=10) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


@pytest.fixture(scope="module")
def served() -> Iterator[SampleWorld]:
    """A world that no test of this module changes."""
    with SampleWorld() as world:
        yield world


@pytest.fixture
def world() -> Iterator[SampleWorld]:
    with SampleWorld() as world:
        yield world


def links(url: str, body: bytes) -> list[str]:
    """The canonical addresses that a page's anchors, <link>s of other copies, feed items and sitemap entries point to."""
    if body.lstrip().startswith(b"<?xml"):
        tree = etree.fromstring(body)
        found = [e.text or "" for e in tree.iter("{*}loc", "link")]
    else:
        tree = lxml.html.fromstring(body.decode())
        found = [*tree.xpath("//a/@href"), *tree.xpath("//link/@href")]
    return [canonical(urljoin(url, f.strip())) for f in found]


# --- size and variety


def test_enough_pages_of_enough_outlets_in_little_space() -> None:
    per_outlet = {o: len(articles(o)) for o in outlets()}
    assert sum(per_outlet.values()) >= 46
    assert min(per_outlet.values()) >= 4
    assert {o.site for o in outlets().values()} == {"wordpress", "network", "soup", "government", "jdih", "agency"}
    assert sum(f.stat().st_size for f in SAMPLE.rglob("*") if f.suffix != ".pyc" and f.is_file()) < 1_000_000


def test_news_are_as_long_as_news() -> None:
    lengths = [
        sum(len(p.split()) for p in a.plain) for a in all_articles() if a.outlet != "jdih-kalbar" and a.slug != "foto-pawai-perahu-hias"
    ]
    assert min(lengths) >= 150
    assert max(lengths) <= 400


def test_the_world_is_the_same_every_time() -> None:
    jdih.pdf.cache_clear()
    again = build.__wrapped__()
    assert {u: r.etag for u, r in again.items()} == {u: r.etag for u, r in build().items()}


def test_source_files_pass_the_loader_and_name_every_outlet() -> None:
    sources = load_sources(SOURCES)
    assert {urlsplit(s.home).netloc for s in sources.values()} == {o.host for o in outlets().values()}
    assert [s.id for s in sources.values() if not s.declared] == ["sample-kanwil-kalimantan", "sample-suarabenuanta"]
    assert {s.id for s in sources.values() if s.license == "open"} == {"sample-rilis-kaltim", "sample-jdih-kalbar"}


@pytest.mark.parametrize("id_", sorted(load_sources(SOURCES)))
def test_source_files_fit_their_pages(served: SampleWorld, id_: str) -> None:
    source = load_sources(SOURCES)[id_]
    outlet = id_.removeprefix("sample-")
    by_site = {"wordpress": wordpress, "network": network, "soup": soup, "government": government, "jdih": jdih, "agency": agency}
    home = outlets()[outlet].home.rstrip("/")
    urls = [home + by_site[outlets()[outlet].site].link(a) for a in articles(outlet)]
    assert [u for u in urls if source.article_patterns and source.classify(u) != "page"] == []
    for listing in source.listings:
        for n in (1, 2):
            url = source.canonical(listing.page_url.replace("{n}", str(n)) if listing.page_url and n > 1 else listing.url)
            assert url in served.pages
            assert source.classify(url) == "listing"
    for url in urls:
        tree = lxml.html.fromstring(served.pages[url].body.decode())
        missing = [name for name, css in source.selectors.items() if not tree.cssselect(css)]
        assert not missing, url


# --- the server


def test_conditional_requests(served: SampleWorld) -> None:
    url = f"{KABAR}/tentang-kami/"
    _, headers, body = get(served, url)
    assert body
    assert get(served, url, If_None_Match=headers["ETag"])[::2] == (304, b"")
    assert get(served, url, If_Modified_Since=headers["Last-Modified"])[::2] == (304, b"")
    assert get(served, url, If_None_Match='"other"')[0] == 200
    assert get(served, url, If_Modified_Since="Wed, 01 Jan 2020 00:00:00 GMT")[0] == 200


def test_gzip_and_head(served: SampleWorld) -> None:
    url = f"{KABAR}/"
    _, plain_headers, body = get(served, url)
    _, headers, packed = get(served, url, Accept_Encoding="gzip")
    assert plain_headers["Content-Encoding"] is None
    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed) == body
    status, headers, nothing = get(served, url, method="HEAD")
    assert (status, nothing, int(headers["Content-Length"])) == (200, b"", len(body))


def test_host_header_works_as_well_as_an_absolute_address(served: SampleWorld) -> None:
    connection = http.client.HTTPConnection(urlsplit(served.proxy).netloc, timeout=10)
    for _ in range(2):  # on one kept connection
        connection.request("GET", "/robots.txt", headers={"Host": "kabarmahakam.example"})
        assert connection.getresponse().read() == get(served, f"{KABAR}/robots.txt")[2]
    connection.close()


@pytest.mark.parametrize(
    ("url", "status"),
    [
        (f"{KABAR}/tidak-ada/", 404),
        (f"{PONTIANAK}/tidak-ada", 200),  # a soft 404
        (f"{RILIS}/berita/detail.php?id=1", 404),
        ("http://hilang.example/", 502),
        (f"{KABAR}/?p={wordpress.FIRST_ID + articles('kabarmahakam')[0].serial}", 301),
        ("http://www.suarabenuanta.example/", 301),
        (f"{KABAR}/?utm_source=x&fbclid=1", 200),
    ],
)
def test_status(served: SampleWorld, url: str, status: int) -> None:
    assert get(served, url)[0] == status


def test_redirects_lead_to_the_page(served: SampleWorld) -> None:
    for article in articles("kabarmahakam"):
        _, headers, _ = get(served, f"{KABAR}/?p={wordpress.FIRST_ID + article.serial}")
        assert headers["Location"] == KABAR + wordpress.link(article)
        assert get(served, headers["Location"])[0] == 200


def test_the_log_says_what_was_asked(world: SampleWorld) -> None:
    get(world, f"{KABAR}/feed/?utm_medium=x", User_Agent="Tagih/0 (+test)")
    (asked,) = world.requests
    assert (asked.method, asked.url, asked.status, asked.headers["user-agent"]) == ("GET", f"{KABAR}/feed/", 200, "Tagih/0 (+test)")
    assert world.asked(f"{KABAR}/feed/") == [asked]


def test_the_world_can_be_changed(world: SampleWorld) -> None:
    url = KABAR + wordpress.link(articles("kabarmahakam")[0])
    _, before, _ = get(world, url)
    world.edit(url, "Rp 17,3 triliun", "Rp 17,9 triliun")
    status, after, body = get(world, url, If_None_Match=before["ETag"], If_Modified_Since=before["Last-Modified"])
    assert status == 200
    assert b"Rp 17,9 triliun" in body
    assert after["ETag"] != before["ETag"]
    assert after["Last-Modified"] != before["Last-Modified"]
    with pytest.raises(ValueError, match="does not contain"):
        world.edit(url, "Rp 17,3 triliun", "x")
    world.remove(url)
    assert get(world, url)[0] == 404
    world.add_page("http://baru.example/a", "<p>baru</p>", "text/html")
    assert get(world, "http://baru.example/a")[2] == b"<p>baru</p>"
    with SampleWorld() as other:
        assert get(other, url)[0] == 200


def test_a_subclass_answers_for_more() -> None:
    class Load(SampleWorld):
        def lookup(self, url: str) -> Response | None:
            number = url.removeprefix("http://beban.example/")
            return Response(f"<p>{number}</p>".encode()) if number.isdecimal() else super().lookup(url)

    with Load() as load:
        assert get(load, "http://beban.example/1999")[2] == b"<p>1999</p>"
        assert get(load, f"{KABAR}/robots.txt")[0] == 200


def test_without_bad_pages_nothing_points_to_them() -> None:
    with SampleWorld(bad=False) as world:
        assert build().keys() - world.pages.keys() == {
            canonical(f"{o.home.rstrip('/')}{path}")
            for o, path in [
                (outlets()["suarabenuanta"], "/read/99300-pengumuman-lelang-ulang-jembatan-apung.html"),
                (outlets()["suarabenuanta"], "/read/99301-pasar-inpres-nunukan-direnovasi-empat-bulan.html"),
                (outlets()["kabarmahakam"], "/2026/05/06/infografis-cakupan-pekerja-kaltim/"),
                (outlets()["rilis-kaltim"], "/berita/detail.php?id=10099"),
                (outlets()["jdih-kalbar"], "/produk-hukum/detail/20001"),
                (outlets()["jdih-kalbar"], "/produk-hukum/detail/20002"),
                (outlets()["jdih-kalbar"], "/unduh/pergub-12-2023.pdf"),
                (outlets()["jdih-kalbar"], "/unduh/kepgub-88-2022.pdf"),
            ]
        }
        assert not any(
            b"7110099999" in page.body or b"99300-" in page.body or b"Arsip Terkunci" in page.body for page in world.pages.values()
        )


def test_the_command_prints_its_sources(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.sample", "--print-sources", str(tmp_path / "sources")]
    subprocess.run(command, check=True, capture_output=True, cwd=SAMPLE.parents[1], timeout=60)
    assert load_sources(tmp_path / "sources").keys() == load_sources(SOURCES).keys()


# --- feeds, sitemaps, robots.txt, paging, links


@pytest.mark.parametrize("outlet", list(outlets()))
def test_robots_txt_lets_articles_be_read(served: SampleWorld, outlet: str) -> None:
    home = outlets()[outlet].home
    robots = urllib.robotparser.RobotFileParser()
    robots.parse(get(served, f"{home}robots.txt")[2].decode().splitlines())
    pages = [u for u in served.pages if u.startswith(home) and all(part not in u for part in ("/internal/", "/amp/"))]
    assert all(robots.can_fetch("Tagih", u) for u in pages)
    closed = {"kabarmahakam": "internal/agenda-redaksi/", "suarabenuanta": "amp/read/x", "rilis-kaltim": "admin/masuk.php"}
    if outlet in closed:
        assert not robots.can_fetch("Tagih", home + closed[outlet])


@pytest.mark.parametrize(
    ("url", "outlet", "least"),
    [(f"{KABAR}/feed/", "kabarmahakam", 10), (f"{PONTIANAK}/rss", "lintas-pontianak", 8), (f"{BENUANTA}/feed.xml", "suarabenuanta", 6)],
)
def test_feeds(served: SampleWorld, url: str, outlet: str, least: int) -> None:
    _, headers, body = get(served, url)
    feed = feedparser.parse(body, response_headers={"content-type": headers["Content-Type"]})
    # text/xml without a charset is US-ASCII to the letter of RFC 3023; feedparser says so and reads on
    assert not feed.bozo or isinstance(feed.bozo_exception, feedparser.CharacterEncodingOverride)
    titles = {e.title: e.published_parsed for e in feed.entries}
    assert len(titles) >= least
    assert {a.title for a in articles(outlet)[:least]} <= titles.keys()
    assert all(titles.values())


@pytest.mark.parametrize(
    ("url", "outlet"),
    [
        (f"{KABAR}/wp-sitemap.xml", "kabarmahakam"),
        (f"{PONTIANAK}/sitemap.xml", "lintas-pontianak"),
        (f"{KANWIL}/sitemap.xml", "kanwil-kalimantan"),
    ],
)
def test_sitemaps_name_every_article(served: SampleWorld, url: str, outlet: str) -> None:
    found: list[str] = []
    waiting = [url]
    while waiting:
        body = get(served, waiting.pop())[2]
        (waiting if b"<sitemapindex" in body else found).extend(links(url, body))
    assert len(found) == len(set(found)) == len(articles(outlet))
    assert all(any(a.slug in f for f in found) for a in articles(outlet))


@pytest.mark.parametrize(
    ("start", "following", "outlet"),
    [
        (f"{KABAR}/page/1/", "//a[contains(@class, 'next')]/@href", "kabarmahakam"),
        (f"{PONTIANAK}/indeks", "//a[@class='paging__next']/@href", "lintas-pontianak"),
        (f"{BENUANTA}/index-berita", "//div[@class='nomor']/a[contains(., 'Selanjutnya')]/@href", "suarabenuanta"),
        (f"{JDIH}/produk-hukum", "//a[@rel='next']/@href", "jdih-kalbar"),
    ],
)
def test_listings_page_through_everything_and_end(served: SampleWorld, start: str, following: str, outlet: str) -> None:
    titles, url = [], start
    for _ in range(10):
        body = get(served, url)[2]
        titles += [
            a.title
            for a in articles(outlet)
            if re.search(
                rf"<a [^>]*>{re.escape(a.title)}</a>",
                re.sub(r'<(?:div id="a3"|aside|div class="sidebar").*', "", body.decode(), flags=re.S),
            )
        ]
        next_ = lxml.html.fromstring(body.decode()).xpath(following)
        if not next_:
            break
        url = urljoin(url, next_[0])
    else:
        pytest.fail("the paging does not end")
    assert sorted(titles) == sorted(a.title for a in articles(outlet))


def test_the_government_site_pages_for_ever(served: SampleWorld) -> None:
    table = re.compile(rb"detail\.php\?id=\d+")
    pages = [table.findall(get(served, f"{RILIS}/berita/?hal={n}")[2]) for n in (1, 2, 3, 4, 99)]
    assert set(pages[0]).isdisjoint(pages[1])
    assert pages[0][:4] == pages[2][:4] == pages[3][:4] == pages[4][:4]
    assert b"hal=100" in get(served, f"{RILIS}/berita/?hal=99")[2]


def test_no_dead_link_but_the_meant_ones(served: SampleWorld) -> None:
    hosts = {o.host for o in outlets().values()}
    dead, seen = set(), set(served.pages)
    for url, page in served.pages.items():
        if (
            page.status != 200
            or not page.media_type.startswith(("text/html", "application/xml", "application/rss", "text/xml"))
            or not page.body
        ):
            continue
        if page.body.startswith(b"\x89JUNK") or "99301" in url:
            continue
        for link in links(url, page.body):
            if urlsplit(link).netloc in hosts and link not in seen:
                dead.add(link)
    assert dead == {
        f"{KABAR}/2025/09/30/jadwal-pemadaman-listrik-bergilir/",  # in the feed alone
        f"{PONTIANAK}/kalbar/7110099999/berita-yang-sudah-ditarik-redaksi",  # a soft 404
        f"{RILIS}/admin/masuk.php",  # closed by robots.txt, as the next
        f"{BENUANTA}/search?q=",
        *(f"{RILIS}/berita/?hal={n}" for n in (6, 101)),  # the paging that never ends
    }


def test_strangers_are_linked(served: SampleWorld) -> None:
    hosts = {urlsplit(link).netloc for url in (f"{KABAR}/", f"{RILIS}/", f"{PONTIANAK}/") for link in links(url, served.pages[url].body)}
    assert {"media-sosial.example", "jdih.kalbarprov.example", "banjar.lintaskhatulistiwa.example"} <= hosts


# --- PDFs


def test_pdfs_carry_their_text(served: SampleWorld) -> None:
    for rule in articles("jdih-kalbar"):
        _, headers, body = get(served, JDIH + jdih.file(rule))
        assert headers["Content-Type"] == "application/pdf"
        with pypdfium2.PdfDocument(body) as document:
            text = "".join(page.get_textpage().get_text_range() for page in document)
        assert " ".join(rule.plain[-1].split())[:40] in " ".join(text.split())
        assert str(rule.number) in text


def test_broken_and_locked_pdfs_cannot_be_read(served: SampleWorld) -> None:
    with pytest.raises(pypdfium2.PdfiumError, match="Data format error"):
        pypdfium2.PdfDocument(get(served, f"{JDIH}/unduh/pergub-12-2023.pdf")[2])
    locked = get(served, f"{JDIH}/unduh/kepgub-88-2022.pdf")[2]
    with pytest.raises(pypdfium2.PdfiumError, match="Incorrect password"):
        pypdfium2.PdfDocument(locked)


# --- the ugly things


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("a word glued to a link", r'di<a href="[^"]+">Balikpapan</a>'),
        ("a title glued to a name", r'Gubernur<a href="[^"]+">Rudi Hartono Basri</a>'),
        ("a space that does not break, in a name", "Agustina(?:&nbsp;|\u00a0)Mayang"),
        ("a space that does not break, in an amount", "Rp(?:&nbsp;|\u00a0)97,8"),
        ("a point after Rp", r"Rp\.9\.4 miliar"),
        ("an abbreviated trillion", r"Rp2,1 T "),
        ("a straight quotation mark closed by a curly one", '"Provinsi sudah bayar bagiannya, sekarang giliran kota mengeruk,”'),
        ("closing marks for opening ones", "”Yang kami takutkan"),
        ("two full stops", r"ujar Nanda\.\."),
        ("an honorific glued to a name", r"Bapak H\.Supriadi Labetti, SE, M\.AP"),
        ("an insert", "Baca juga: <a"),
        ("an advert inside a story", "GULIR UNTUK MELANJUTKAN"),
        ("a dateline with the outlet", "KABARMAHAKAM.EXAMPLE, SAMARINDA – "),
        ("an empty paragraph", "<p>&nbsp;</p>"),
        ("a whole story in one paragraph", r"<p>SUARABENUANTA\.EXAMPLE[^\n]+<br><br>"),
        ("today's date in a header", "&bull; Sabtu, 21 November 2026"),
        ("a second page of a story", 'href="[^"]+\\?page=2">Halaman selanjutnya'),
        ("a tracking parameter", r"\?utm_source=populer&utm_medium=samping"),
        ("an acting regent", r"Pj\. Bupati"),
        ("an acting head", r"Plt\. Kepala"),
        ("a time of central Indonesia", r"\d\d:\d\d WITA"),
    ],
)
def test_ugly(served: SampleWorld, what: str, pattern: str) -> None:
    assert any(re.search(pattern, page.body.decode("utf-8", "replace")) for page in served.pages.values()), what


def test_one_weekday_disagrees_with_its_date() -> None:
    wrong = []
    for article in all_articles():
        for day, d, m, y in re.findall(rf"({'|'.join(WEEKDAYS)})\s+\((\d+)/(\d+)/(\d{{4}})\)", " ".join(article.plain)):
            if WEEKDAYS[dt.date(int(y), int(m), int(d)).weekday()] != day:
                wrong.append(article.slug)
    assert wrong == ["malinau-rumah-tunggu-kelahiran"]


def test_bad_bodies(served: SampleWorld) -> None:
    empty = get(served, f"{BENUANTA}/read/99300-pengumuman-lelang-ulang-jembatan-apung.html")
    assert empty[::2] == (200, b"")
    _, headers, lying = get(served, f"{BENUANTA}/read/99301-pasar-inpres-nunukan-direnovasi-empat-bulan.html")
    assert "utf-8" in headers["Content-Type"]
    with pytest.raises(UnicodeDecodeError):
        lying.decode("utf-8")
    assert "“Pedagang" in lying.decode("windows-1252")
    assert b"\x00" in get(served, f"{KABAR}/2026/05/06/infografis-cakupan-pekerja-kaltim/")[2]
    _, headers, body = get(served, RILIS + government.link(articles("rilis-kaltim")[0]))
    assert headers["Content-Type"].endswith("windows-1252")
    assert "“Terima kasih" in body.decode("utf-8")
    assert "“Terima kasih" not in body.decode("windows-1252", "replace")


def test_a_paged_story_has_its_end_on_its_second_page(served: SampleWorld) -> None:
    article = next(a for a in articles("lintas-pontianak") if a.slug == "menunggu-jalan-ke-ketungau")
    url = PONTIANAK + network.link(article)
    last = "menargetkan seluruh ruas tersebut fungsional pada 2029"
    assert last not in get(served, url)[2].decode()
    assert last in get(served, f"{url}?page=2")[2].decode()


def test_json_ld_of_the_wordpress_site_is_json(served: SampleWorld) -> None:
    article = articles("kabarmahakam")[0]
    page = lxml.html.fromstring(get(served, KABAR + wordpress.link(article))[2].decode())
    graph = json.loads(page.xpath("string(//script[@type='application/ld+json'])"))["@graph"]
    assert graph[1]["headline"] == article.title
    assert graph[1]["datePublished"] == article.published.isoformat()


# --- people, expectations, and borrowed sentences


def test_private_names_stand_only_where_they_are_declared() -> None:
    assert len(private_names()) >= 20
    for name in private_names():
        for article in all_articles():
            assert (name in " ".join((article.title, article.caption, *article.plain))) == (name in article.private), (
                f"{name} in {article.slug}"
            )


def body_of(url: str) -> str:
    """An article's plain text by its address, all its pages together; a PDF's by that of its regulation."""
    slug = re.sub(r"\.(?:html|pdf)$", "", url.rstrip("/").rsplit("/", 1)[-1])
    if "id=" in slug:
        return " ".join(next(a for a in articles("rilis-kaltim") if str(a.serial) == slug.partition("id=")[2]).plain)
    return " ".join(next(a for a in all_articles() if slug.endswith(a.slug)).plain)


@pytest.mark.parametrize("page", expected()["page"], ids=lambda p: p["url"].rstrip("/").rsplit("/", 1)[-1])
def test_expectations_stand_in_their_pages(served: SampleWorld, page: dict[str, object]) -> None:
    url = str(page["url"])
    assert url in served.pages
    text = body_of(url).replace("\u00a0", " ")
    parts = [
        *page["contains"],
        *(o["name"] for o in page.get("officials", [])),
        *(r["text"] for k in ("figures", "targets") for r in page.get(k, [])),
    ]
    parts += [r["part"] for k in ("commitments", "statements") for r in page.get(k, [])]
    missing = [p for p in parts if p not in text]
    assert not missing
    assert not [p for p in page["lacks"] if p in text]
    assert all(s["speaker"] in text for s in page.get("statements", []))
    if not url.endswith(".pdf"):
        body = served.pages[url].body.decode()
        assert str(page["title"]) in body
        assert all(name in body for k in ("authors", "editors") for name in page.get(k, []))
        assert len([p for p in page["lacks"] if p in body or p in ("JavaScript",)]) >= 1


def test_carried_releases_agree_but_for_what_is_said() -> None:
    for announcement in expected()["announcement"]:
        first = body_of(announcement["first"])
        assert all(body_of(copy) == first for copy in announcement["copies"])
        for near in announcement["near"]:
            assert near["instead_of"] in first
            assert near["figure"] in body_of(near["url"])
            assert near["instead_of"] not in body_of(near["url"])


def test_stories_and_indicators_point_to_pages(served: SampleWorld) -> None:
    urls = [s["url"] for x in expected()["story"] for s in x["steps"]] + [v["url"] for x in expected()["indicator"] for v in x["values"]]
    assert len(urls) >= 8
    assert [u for u in urls if u not in served.pages] == []
    for indicator in expected()["indicator"]:
        assert all(v["value"].replace(".", ",") in body_of(v["url"]) for v in indicator["values"])


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _runs(words: list[str], length: int = 8) -> set[tuple[str, ...]]:
    return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}


@pytest.mark.shared
@pytest.mark.skipif(not (SHARED / "seeds").is_dir(), reason="../shared with the seeds and gold texts is not beside this checkout")
def test_no_eight_words_in_a_row_are_borrowed(served: SampleWorld) -> None:
    theirs: set[tuple[str, ...]] = set()
    files = [*(SHARED / "seeds").glob("*.txt"), *(SHARED / "gold" / "texts").glob("*.txt")]
    for path in files:
        theirs |= _runs(_words(path.read_text(encoding="utf-8")))
    assert len(theirs) > 1000
    for article in all_articles():
        ours = _runs(_words(" ".join((article.title, article.caption, *article.plain))))
        assert not ours & theirs, article.slug
    for url, page in served.pages.items():
        if page.media_type.startswith("text/html"):
            text = plain(re.sub(r"<(script|style).*?</\1>", " ", page.body.decode("utf-8", "replace"), flags=re.S))
            assert not _runs(_words(text)) & theirs, url
