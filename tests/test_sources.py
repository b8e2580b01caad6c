"""A look at sites: what a check finds, what is written down, and what is refused."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from scraper.crawl import CrawlSettings, user_agent
from scraper.removals import RemovalLedger
from scraper.source import Source, load_sources, parse_source
from tagih.records import TagihError
from tagih.records.addresses import address_key
from tagih.sources import Check, _area_of_host, add, check, default_id, timezone, verify
from tagih.store.removing import Removal
from tests.sample import SOURCES, SampleWorld
from tests.scraper.web import Answer, Web, html, links

pytestmark = pytest.mark.timeout(120)  # seconds: a crawl that hangs is a failure of its own
TODAY = date(2026, 11, 21)
STORY = "<h1>{}</h1><p>" + "Pemkot menyiapkan iuran bagi nelayan di tepi sungai dan di muara. " * 8 + "</p>"
DATED = '<html><head><title>{0}</title><meta property="article:published_time" content="2026-11-0{1}T08:00:00+08:00"></head><body><article>{2}</article></body></html>'


def settings(proxy: str) -> CrawlSettings:
    return CrawlSettings(user_agent=user_agent("uji@example.org"), proxy=proxy, delay_s=0.0, autothrottle=False, timeout_s=10.0, retries=0)


@pytest.fixture(scope="module")
def world() -> Iterator[SampleWorld]:
    with SampleWorld(bad=False) as world:
        yield world


@pytest.fixture(scope="module")
def checked(world: SampleWorld) -> dict[str, Check]:
    known = load_sources(SOURCES)
    wanted = [known[i] for i in ("sample-kabarmahakam", "sample-suarabenuanta", "sample-jdih-kalbar")]
    return {c.source.id: c for c in check(wanted, settings(world.proxy))}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SOURCES, tmp_path / "sources"))


def test_a_check_reads_three_articles_of_each_source(checked: dict[str, Check]) -> None:
    for c in checked.values():
        assert (c.state, c.look.robots, len(c.articles)) == ("ok", "allows", 3), c.source.id
        assert all(a.title and a.characters >= 200 and a.records and a.problem is None for a in c.articles)
    assert all(a.published for a in checked["sample-suarabenuanta"].articles)


def test_a_check_tells_where_articles_are_listed(checked: dict[str, Check]) -> None:
    look = checked["sample-suarabenuanta"].look
    assert [(p.url, p.articles) for p in look.found("feed")] == [("http://suarabenuanta.example/feed.xml", 6)]
    assert look.found("listing")
    assert look.found("sitemap") == []
    look = checked["sample-kabarmahakam"].look
    assert [p.url for p in look.found("sitemap")] == ["http://kabarmahakam.example/wp-sitemap.xml"], "its children are not listed again"
    assert look.cms == "WordPress 6.8"


def test_a_check_leaves_little_behind_at_the_site(world: SampleWorld, checked: dict[str, Check]) -> None:
    asked = [a.url for a in world.requests if "suarabenuanta" in a.url]
    assert checked
    assert len(asked) <= 17  # 16 and robots.txt
    assert asked[0].endswith("/robots.txt")


def test_verify_keeps_what_people_wrote(folder: Path, checked: dict[str, Check]) -> None:
    path = folder / "sample-suarabenuanta.toml"
    path.write_text("# mine\n" + path.read_text("utf-8"), "utf-8")
    assert verify(folder, checked["sample-suarabenuanta"]) == path
    text = path.read_text("utf-8")
    assert text.startswith("# mine\n")
    assert text.endswith("[politeness]\ndelay_s = 0\n")
    written = parse_source(text, where=path)
    assert written.verified
    assert written.feeds == ("/feed.xml",)
    before = load_sources(SOURCES)["sample-kabarmahakam"]
    verify(folder, checked["sample-kabarmahakam"])
    assert load_sources(folder)["sample-kabarmahakam"] == before.model_copy(update={"verified": True}), "it says itself where articles are"


def site(name: str, kind: str = "news") -> Source:
    text = f'name = "{name}"\nhome = "http://{name}.example/"\njurisdiction = "64"\nkind = "{kind}"\n'
    return parse_source(text, where=Path(f"{name}.toml"))


def lay_out(web: Web, name: str, **answers: Answer) -> None:
    """A site whose home links three articles; `answers` replace its home, robots or article."""
    base = f"http://{name}.example/"
    urls = [f"{base}pemkot-siapkan-iuran-nelayan-{n}" for n in range(1, 4)]
    plain = {"Content-Type": "text/plain"}
    web.pages |= {base: answers.get("home", html(links(*urls)))}
    web.pages |= {f"{base}robots.txt": answers.get("robots", Answer(b"User-agent: *\n", headers=plain))}
    for n, url in enumerate(urls, 1):
        web.pages[url] = answers.get("article", html(DATED.format(f"Iuran Nelayan {n}", n, STORY.format(f"Iuran Nelayan {n}"))))


STATES = {
    "baik": ("ok", "allows", ""),
    "terlarang": ("robots_denied", "denies", "robots.txt forbids it"),
    "ditolak": ("blocked", "allows", "the site answered 403"),
    "kosong": ("empty", "allows", "may have moved"),
    "mati": ("unreachable", "not read", "did not answer"),
    "tipis": ("few", "allows", "characters only"),
    "lekang": ("undated", "allows", "selectors.published"),
}


def test_each_way_to_fail_has_a_state_and_advice() -> None:
    with Web() as web:
        lay_out(web, "baik")
        lay_out(web, "terlarang", robots=Answer(b"User-agent: *\nDisallow: /\n", headers={"Content-Type": "text/plain"}))
        lay_out(web, "ditolak", home=Answer(b"Akses ditolak", 403))
        lay_out(web, "kosong", home=html("<p>Situs sedang dibangun.</p>"))
        lay_out(web, "mati", robots=Answer(b"", 503))
        lay_out(web, "tipis", article=html("<article><h1>Foto</h1><p>Sungai.</p></article>"))
        lay_out(web, "lekang", article=html(f"<article>{STORY.format('Iuran Nelayan')}</article>"))
        found = {c.source.id: c for c in check([site(name) for name in STATES], settings(web.proxy))}
    assert {k: (c.state, c.look.robots) for k, c in found.items()} == {k: v[:2] for k, v in STATES.items()}
    for name, (_, _, words) in STATES.items():
        assert words in found[name].advice, name
        assert found[name].ok == (name == "baik")
    with pytest.raises(ValueError, match="tipis is few"):
        verify(Path(), found["tipis"])


def test_a_layout_that_changed_shows_in_the_articles_that_were_kept(tmp_path: Path) -> None:
    """The site's news moved into a page that scripts fill; the addresses still answer."""
    shell = html("<html><head><title>Iuran Nelayan 1</title></head><body><div id=app></div><p>Hak cipta Kabar Uji.</p></body></html>")
    source, golden = site("baik"), tmp_path / "golden"
    with Web() as web:
        lay_out(web, "baik")
        new = add(tmp_path, source.home, settings(web.proxy), area="64", fixtures_in=golden, today=TODAY)
        assert len(new.fixtures) == 3
        kept = load_sources(tmp_path)["baik"]
        lay_out(web, "baik", article=shell)
        changed = check([kept], settings(web.proxy), fixtures_in=golden)[0]
        assert changed.state == "changed_layout"
        assert "selectors" in changed.advice
        assert all(c.lost and not c.rules for c in changed.fixtures)
        lay_out(web, "baik", article=Answer(b"", 404))
        gone = check([kept], settings(web.proxy), fixtures_in=golden)[0]
        assert [(c.gone, c.lost) for c in gone.fixtures] == [("not_found", ())] * 3
        assert gone.state != "changed_layout", "what is gone has no layout"


def test_a_kept_article_that_is_read_otherwise_fails_the_check(tmp_path: Path) -> None:
    golden = tmp_path / "golden"
    with Web() as web:
        lay_out(web, "baik")
        add(tmp_path, "http://baik.example/", settings(web.proxy), area="64", fixtures_in=golden, today=TODAY)
        path = next(golden.glob("baik/*/expected.json"))
        path.write_text(path.read_text("utf-8").replace("2026-11-0", "2026-10-0"), "utf-8")
        found = check([load_sources(tmp_path)["baik"]], settings(web.proxy), fixtures_in=golden)[0]
    assert (found.state, found.ok) == ("other_rules", False)
    assert "day: '2026-10-0" in found.advice


def try_add(folder: Path, url: str, proxy: str, **more: Any) -> Any:
    return add(folder, url, settings(proxy), today=TODAY, **more)


def test_add_writes_a_file_that_loads_and_the_articles_seen(world: SampleWorld, tmp_path: Path) -> None:
    folder = tmp_path / "sources"
    folder.mkdir()
    new = try_add(folder, "http://suarabenuanta.example", world.proxy, area="Kaltara", fixtures_in=tmp_path / "golden")
    assert new.path == folder / "suarabenuanta.toml"
    made = load_sources(folder)["suarabenuanta"]
    assert (made.name, made.jurisdiction, made.kind, made.timezone, made.verified) == (
        "Suara Benuanta",
        "65",
        "news",
        "Asia/Makassar",
        False,
    )
    assert made.feeds == ("/feed.xml",)
    assert "2026-11-21" in (made.fact_source or "")
    text = new.path.read_text("utf-8")
    assert 'jurisdiction = "65" # Kalimantan Utara' in text
    assert "# article_patterns" in text
    assert len(new.fixtures) == 3
    for place in new.fixtures:
        assert place.parent == tmp_path / "golden" / "suarabenuanta"
        expected = json.loads((place / "expected.json").read_text("utf-8"))
        assert expected["title"].encode() in (place / "page.html").read_bytes()
        assert "suarabenuanta.example" in (place / "meta.toml").read_text("utf-8")
    again = check([made], settings(world.proxy), fixtures_in=tmp_path / "golden")[0]
    assert again.ok, "what was written down can be crawled"
    assert [(c.rules, c.lost, c.gone) for c in again.fixtures] == [((), (), None)] * 3
    assert {a.url for a in again.articles}.isdisjoint(str(c.fixture.page.url) for c in again.fixtures), "new articles are read too"


def test_add_knows_a_portal_of_regulations_and_the_area_in_its_host(world: SampleWorld, tmp_path: Path) -> None:
    new = try_add(tmp_path, "http://jdih.kalbarprov.example/", world.proxy, name="JDIH Uji", id="jdih-uji")
    made = load_sources(tmp_path)["jdih-uji"]
    assert (made.name, made.spider, made.kind, made.jurisdiction, made.timezone) == (
        "JDIH Uji",
        "jdih",
        "regulation",
        "61",
        "Asia/Pontianak",
    )
    assert new.check.state == "ok"


@pytest.mark.parametrize(
    ("url", "more", "what", "remedy"),
    [
        ("suarabenuanta.example", {}, "is no http(s) address", "https://"),
        ("ftp://suarabenuanta.example/", {}, "is no http(s) address", "https://"),
        ("http://lain.example/", {"id": "sample-kabarmahakam"}, "already a source of this id", "--id"),
        ("http://lain.example/", {"id": "../lain"}, "is no id", "small letters"),
        ("http://suarabenuanta.example/", {}, "already the home of the source sample-suarabenuanta", "tagih sources check"),
        ("http://lain.example/", {"area": "Antah Berantah"}, "is no area", "regions.csv"),
    ],
)
def test_add_refuses_before_it_asks_anybody(folder: Path, url: str, more: dict[str, str], what: str, remedy: str) -> None:
    before = sorted(folder.iterdir())
    with pytest.raises(TagihError) as e:
        try_add(folder, url, "http://127.0.0.1:9/", **more)
    assert what in e.value.what
    assert remedy in e.value.remedy
    assert sorted(folder.iterdir()) == before


def removed(folder: Path, *asked: str) -> Path:
    """The ledger of a data folder from which these were removed."""
    ledger = folder / "crawl.db"
    with RemovalLedger(ledger) as known:
        for key in asked:
            scope = "page" if "/" in key else "host"
            told = {"scope": scope, "asked": key, "host": key.partition("/")[0], "asked_by": "law", "reason": "x", "day": "2026-01-01"}
            known.put(Removal(**told, shown=False, documents=1), {key})  # type: ignore[arg-type]
    return ledger


def test_what_was_removed_on_request_is_not_looked_at(folder: Path, tmp_path: Path) -> None:
    known, sources = removed(tmp_path, "suarabenuanta.example"), load_sources(SOURCES)
    (folder / "sample-suarabenuanta.toml").unlink()
    with SampleWorld(bad=False) as world:
        wanted = [sources["sample-suarabenuanta"], sources["sample-lintas-banjar"]]
        gone, other = check(wanted, settings(world.proxy), known=known)
        with pytest.raises(TagihError, match="was removed on request"):
            try_add(folder, "http://suarabenuanta.example/", world.proxy, known=known, area="65")
        assert [a.url for a in world.requests if "suarabenuanta" in a.url] == []
    assert (gone.ok, gone.articles, gone.advice) == (False, (), "It was removed on request.")
    assert other.ok


def test_a_page_that_was_removed_is_not_fetched_for_a_check(tmp_path: Path, checked: dict[str, Check]) -> None:
    source = load_sources(SOURCES)["sample-suarabenuanta"]
    urls = [a.url for a in checked[source.id].articles]
    known = removed(tmp_path, *(str(address_key(u)) for u in urls[:2]))
    with SampleWorld(bad=False) as world:
        (again,) = check([source], settings(world.proxy), known=known)
        assert not any(world.asked(u) for u in urls[:2])
        assert world.asked(urls[2])
    assert {a.url for a in again.articles}.isdisjoint(urls[:2])
    assert [p.url for p in again.look.found("feed")] == [p.url for p in checked[source.id].look.found("feed")]


@pytest.mark.parametrize(
    ("url", "what", "remedy"),
    [
        ("http://tidakada.example/", "unreachable, robots.txt not read", "answered 502"),
        ("http://suarabenuanta.example/", "which area it serves", "--jurisdiction"),
    ],
)
def test_add_writes_nothing_of_a_site_that_gives_nothing(world: SampleWorld, tmp_path: Path, url: str, what: str, remedy: str) -> None:
    with pytest.raises(TagihError) as e:
        try_add(tmp_path, url, world.proxy)
    assert what in e.value.what
    assert remedy in e.value.remedy
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("home", "id", "area"),
    [
        ("https://jurnalkaltim.com/", "jurnalkaltim", None),
        ("https://www.kaltimprov.go.id/", "kaltimprov", "64"),
        ("https://diskominfo.kaltimprov.go.id/", "kaltimprov-diskominfo", "64"),
        ("https://jambiprov.go.id/", "jambiprov", "15"),
        ("https://samarinda.inews.id/", "inews-samarinda", "64.72"),
        ("https://www.bantulkab.go.id/berita", "bantulkab", "34.02"),
        ("http://kabarmahakam.example/", "kabarmahakam", None),
        ("https://id.berita.co.id/", "berita-id", None),
    ],
)
def test_what_a_host_tells(home: str, id: str, area: str | None) -> None:
    assert default_id(home) == id
    assert _area_of_host(home) == area


def test_time_zones() -> None:
    assert [timezone(c) for c in ("00", "61", "64.72", "91")] == ["Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura"]
