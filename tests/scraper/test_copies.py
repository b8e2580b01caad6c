"""One article under several addresses is one document."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from scraper.crawl import CrawlSummary
from scraper.ledger import Ledger
from tagih.run import Workspace, extract_archive, link_store
from tagih.store import verify
from tests.scraper.web import Answer, Web, html, links, run, source

SITE = "http://kabar.example"
STORY = f"{SITE}/berita/2025/pompa-air-baru"
AMP = f"{SITE}/amp/berita/2025/pompa-air-baru"
LISTED = "article_patterns = ['/berita/']\n[[listings]]\nurl = \"/indeks\"\n"
pytestmark = pytest.mark.timeout(120)  # seconds: a crawl that hangs is a failure of its own


def crawl(web: Web, folder: Path, **more: object) -> CrawlSummary:
    return run(web, folder, source(LISTED), **more)


def documents(folder: Path) -> list[str]:
    with Ledger(folder / "crawl.db") as ledger:
        return [c.url for c in ledger.captures(every=True)]


def page(head: str, body: str = "Pompa air baru") -> Answer:
    return Answer(f"<html><head>{head}</head><body><p>{body}</p></body></html>".encode(), headers={"Content-Type": "text/html"})


def site(web: Web, *listed: str) -> None:
    web.pages |= {
        f"{SITE}/indeks": html(links(*listed)),
        STORY: page(f"<link rel='amphtml' href='{AMP}'>"),
        AMP: page(f"<link rel='canonical' href='{STORY}'>"),
    }


def test_forms_that_fold_are_asked_for_once(tmp_path: Path) -> None:
    forms = ["", "/amp", "?amp=1", "?utm_source=wa&fbclid=1", "#komentar", "?print=1", "/cetak", "?m=1"]
    hosts = [
        "http://amp.kabar.example",
        "http://m.kabar.example",
        "https://www.kabar.example",
        "http://kabar.example:80",
        "http://KABAR.example",
    ]
    with Web() as web:
        site(web, *(STORY + f for f in forms), *(STORY.replace(SITE, h) for h in hosts))
        summary = crawl(web, tmp_path)
        assert [u for u, _ in web.asked if "pompa" in u] == [STORY]
    assert summary.total("new") == 1


def test_reached_as_amp_first(tmp_path: Path) -> None:
    with Web() as web:
        site(web, AMP)
        crawl(web, tmp_path)
        assert (web.times(AMP), web.times(STORY)) == (1, 1)
    assert documents(tmp_path) == [STORY]


def test_amp_is_no_document_while_the_page_itself_is_on_its_way_or_fails_for_a_while(tmp_path: Path) -> None:
    with Web() as web:
        site(web, AMP)
        story = web.pages[STORY]
        crawl(web, tmp_path, max_pages_per_source=2)
        assert (web.times(AMP), web.times(STORY)) == (1, 0)
        assert documents(tmp_path) == []
        web.pages[STORY] = Answer(b"", 503)
        crawl(web, tmp_path, revisit_s=1e9)
        assert documents(tmp_path) == []
        with sqlite3.connect(tmp_path / "crawl.db") as db:
            db.execute("UPDATE urls SET next_visit = 1 WHERE state = 'server_error'")
        db.close()
        web.pages[STORY] = story
        crawl(web, tmp_path, revisit_s=1e9)
    assert documents(tmp_path) == [STORY]


def test_amp_stands_for_itself_where_the_page_is_gone(tmp_path: Path) -> None:
    with Web() as web:
        site(web, AMP)
        del web.pages[STORY]
        crawl(web, tmp_path)
    assert documents(tmp_path) == [AMP]


STORED = "Bupati Berau Rani Hasanah berjanji membangun {} pompa air pada tahun 2031. " + "Warga menunggu pekerjaan itu dimulai. " * 9


def test_what_stood_under_amp_becomes_the_page_s_own_when_it_comes(tmp_path: Path) -> None:
    """One document, whose commitments nobody hears of twice, and no change of the publisher's."""
    data, folder = tmp_path / "data", tmp_path / "sources"
    data.mkdir()
    folder.mkdir()
    made = f'name = "Kabar"\nhome = "{SITE}/"\njurisdiction = "64"\nkind = "news"\n{LISTED}'
    (folder / "kabar.toml").write_text(made, "utf-8")
    here = Workspace(data=data, sources=folder, alerts=data / "alerts.toml")

    def stored() -> list[tuple[object, ...]]:
        extract_archive(here, here.load_sources())
        link_store(here)
        query = (
            "SELECT d.url, (SELECT count(*) FROM document_versions v WHERE v.document_id = d.id), (SELECT group_concat(c.seq) FROM commitments c"
            " JOIN document_versions v ON v.id = c.version_id AND v.current WHERE v.document_id = d.id) FROM documents d"
        )
        with closing(sqlite3.connect(here.working)) as db:
            assert db.execute("PRAGMA foreign_key_check").fetchall() == []
            return db.execute(query).fetchall()

    story = page(
        f"<title>Pompa air baru</title><link rel='amphtml' href='{AMP}'>", f"{STORED.format(12)} Baca versi lengkap di aplikasi kami."
    )
    with Web() as web:
        site(web, AMP)
        web.pages[AMP] = page(f"<title>Pompa air baru</title><link rel='canonical' href='{STORY}'>", STORED.format(12))
        web.pages[STORY] = Answer(b"", 503)
        crawl(web, data, revisit_s=1e9)
        assert stored() == []
        with closing(sqlite3.connect(here.ledger)) as db, db:
            db.execute("UPDATE urls SET failures = 4 WHERE state = 'server_error'")
        assert stored() == [(AMP, 1, "1")]
        web.pages[STORY] = story
        with closing(sqlite3.connect(here.ledger)) as db, db:
            db.execute("UPDATE urls SET next_visit = 1 WHERE state = 'server_error'")
        crawl(web, data, revisit_s=1e9)
    with Ledger(here.ledger) as ledger:
        assert ledger.copies() == {STORY: (AMP,)}
    assert stored() == [(STORY, 2, "1")]
    with closing(sqlite3.connect(here.working)) as db:
        assert db.execute("SELECT current, reread FROM document_versions ORDER BY id").fetchall() == [(0, 0), (1, 1)]
        assert db.execute("SELECT count(*) FROM edits").fetchone() == (0,)
        assert db.execute("SELECT count(*) FROM commitment_ledger").fetchone() == (1,)
    assert verify(here.working) == []
    assert stored() == [(STORY, 2, "1")], "read again, it stays so"


def test_a_page_that_names_its_amp_copy_spares_it(tmp_path: Path) -> None:
    with Web() as web:
        site(web, STORY)
        web.pages[f"{SITE}/berita/lain"] = html(links(AMP))
        web.pages[f"{SITE}/indeks"] = html(links(STORY, "/berita/lain", AMP))
        summary = crawl(web, tmp_path)
        assert web.times(AMP) == 0
    assert summary.total("new") == 2
    assert documents(tmp_path) == [STORY, f"{SITE}/berita/lain"]


def test_a_template_that_names_the_front_page_as_every_pages_copy_hides_nothing(tmp_path: Path) -> None:
    wrong = f"<link rel='alternate' media='only screen and (max-width: 640px)' href='{SITE}/'>"
    with Web() as web:
        site(web, "/berita/a", "/berita/b")
        web.pages |= {f"{SITE}/berita/{n}": page(wrong, n) for n in "ab"}
        crawl(web, tmp_path)
        crawl(web, tmp_path)
    assert len(documents(tmp_path)) == 2
