"""What pages ask of those who show them, from the site to the published file, and the same from the archive again."""

from __future__ import annotations

import dataclasses
import shutil
import sqlite3
from pathlib import Path

import pytest

from tagih.run import Workspace, extract_archive, link_store, publish_store
from tagih.store import verify
from tests.forgetting import HOME, article, feed, go, place, promise, rows
from tests.scraper.web import Answer, Web

pytestmark = pytest.mark.timeout(240)  # seconds
WISHES = "SELECT d.url, v.robots FROM documents d JOIN document_versions v ON v.document_id = d.id AND v.current ORDER BY d.url"
SHOWN = "SELECT d.url, d.text IS NOT NULL, max(f.sentence IS NOT NULL) FROM documents d LEFT JOIN figures f ON f.document_id = d.id GROUP BY d.id ORDER BY d.url"


def url(n: int) -> str:
    return f"{HOME}/berita/{n}"


def asking(n: int, header: str | None = None, meta: str | None = None) -> Answer:
    head = f'<meta name="robots" content="{meta}">' if meta else ""
    page = article(f"Kabar nomor {n}", promise(f"{n + 10} jembatan"), head=head)
    return dataclasses.replace(page, headers={**page.headers, "X-Robots-Tag": header}) if header else page


def lay_out(web: Web) -> None:
    web.pages[f"{HOME}/feed"] = feed(*((url(n), f"Kabar nomor {n}", "x") for n in range(1, 7)))
    web.pages[url(1)] = asking(1)
    web.pages[url(2)] = asking(2, header="noarchive")
    web.pages[url(3)] = asking(3, meta="nosnippet")
    web.pages[url(4)] = asking(4, header="otherbot: noindex", meta="index,follow")
    web.pages[url(5)] = asking(5, header="tagih: noindex")
    web.pages[url(6)] = asking(6, header="unavailable_after: 25 Jun 2031 15:00:00 GMT", meta="noindex")


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """An outlet with an open licence (read it, do not change it)."""
    here = place(tmp_path_factory.mktemp("robots") / "data")
    with Web() as web:
        lay_out(web)
        go(here, web)
    file = here.sources / "kabar.toml"
    file.write_text(file.read_text("utf-8").replace("jurisdiction", 'license = "open"\njurisdiction'), "utf-8")
    extract_archive(here, here.load_sources(), again=True)
    publish_store(here)
    return here


def test_wishes_are_kept_with_the_page_and_obeyed(crawled: Workspace) -> None:
    assert rows(crawled.working, WISHES) == [
        (url(1), ""),
        (url(2), "noarchive"),
        (url(3), "nosnippet"),
        (url(4), ""),
        (url(5), "noindex"),
        (url(6), "noindex"),
    ]
    assert rows(crawled.public, SHOWN) == [(url(1), 1, 1), (url(2), 0, 1), (url(3), 0, 0), (url(4), 1, 1)]
    assert verify(crawled.working, public=crawled.public) == []


def test_the_archive_read_again_gives_the_same(crawled: Workspace, tmp_path: Path) -> None:
    shutil.copytree(crawled.sources, tmp_path / "sources")
    shutil.copytree(crawled.data, tmp_path / "data", ignore=shutil.ignore_patterns("tagih.db*", "public.db"))
    again = place(tmp_path / "data")
    extract_archive(again, again.load_sources())
    link_store(again)
    publish_store(again)
    assert rows(again.working, WISHES) == rows(crawled.working, WISHES)
    assert rows(again.public, SHOWN) == rows(crawled.public, SHOWN)


def test_a_wish_that_comes_later_is_heard_though_the_page_stays_the_same(crawled: Workspace, tmp_path: Path) -> None:
    shutil.copytree(crawled.sources, tmp_path / "sources")
    shutil.copytree(crawled.data, tmp_path / "data")
    here = place(tmp_path / "data")
    with Web() as web:
        lay_out(web)
        web.pages[url(1)] = asking(1, header="noindex")
        web.pages[url(5)] = asking(5)
        with sqlite3.connect(here.ledger) as db:
            db.execute("UPDATE urls SET next_visit = 0 WHERE kind = 'page'")
        db.close()
        go(here, web)
    assert dict(rows(here.working, WISHES))[url(1)] == "noindex"
    assert dict(rows(here.working, WISHES))[url(5)] == ""
    assert [u for u, *_ in rows(here.public, SHOWN)] == [url(n) for n in (2, 3, 4, 5)]
    assert rows(here.working, "SELECT count(*) FROM document_versions") == [(6,)], "the text is the same: no version"
