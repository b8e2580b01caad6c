"""Stories on several pages: fetched whole, kept as one document, read again the same."""

from __future__ import annotations

import signal
import sqlite3
import threading
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scraper.archive import read_page
from scraper.crawl import CrawlSummary, _job
from scraper.ledger import Capture, Ledger
from scraper.rows import Part
from scraper.stories import TOGETHER, versions
from tagih.records import Page, PageError
from tagih.run import Workspace, extract_archive, link_store
from tests.scraper.test_killed import close, fetched, start
from tests.scraper.web import Answer, Web, html, links, run, settings, source
from tests.test_whole import contents

SITE = "http://kabar.example"
STORY = f"{SITE}/berita/12/menunggu-jalan"
LISTED = "article_patterns = ['/berita/\\d+/[^/?]+$']\n[[listings]]\nurl = \"/indeks\"\n"
FILE = f'name = "Kabar Uji"\nhome = "{SITE}/"\njurisdiction = "64"\nkind = "news"\n'
pytestmark = pytest.mark.timeout(120)  # seconds: a crawl that hangs is a failure of its own

PARAGRAPHS = {
    1: "Pemerintah Kabupaten Sintang akan menimbun dua belas titik jalan yang rusak pada tahun 2027 mendatang.",
    2: "Bupati menyebut alat berat sudah bekerja sejak Juli dan kemajuannya tiga puluh persen sampai hari ini.",
    3: "Kepala dinas menargetkan jembatan itu selesai pada Oktober 2027 sebelum musim hujan tiba di hulu sungai.",
}
FILLER = "Warga yang menunggu di tepi jalan menyampaikan harapan mereka kepada rombongan dengan cara masing-masing di halaman {}."


def part(number: int, *more: str, text: str | None = None, canonical: str = STORY) -> Answer:
    told = text or PARAGRAPHS[number]
    filler = FILLER.format(["nol", "satu", "dua", "tiga"][number])
    head = f"<head><title>Menunggu jalan</title><link rel='canonical' href='{canonical}'></head>"
    body = f"<h1>Menunggu jalan</h1><article><p>{told}</p><p>{filler}</p></article>"
    return Answer(f"<html>{head}<body>{body}{links(*more)}</body></html>".encode(), headers={"Content-Type": "text/html"})


def site(web: Web, home: str = SITE) -> None:
    """A story of three pages that are numbered on each."""
    story = STORY.replace(SITE, home)
    numbers = [story, f"{story}?page=2", f"{story}?page=3"]
    web.pages |= {f"{home}/robots.txt": Answer(b""), f"{home}/indeks": html(links("/berita/12/menunggu-jalan", "/berita/13/lain"))}
    web.pages |= {url: part(n, *numbers) for n, url in enumerate(numbers, 1)}
    web.pages[f"{home}/berita/13/lain"] = part(
        1,
        text="Pemerintah kota membangun rumah pompa di tepi sungai dan menyelesaikannya pada tahun 2028.",
        canonical=f"{home}/berita/13/lain",
    )


def crawl(web: Web, folder: Path, text: str = LISTED, **more: object) -> CrawlSummary:
    return run(web, folder, source(text), **more)


def stored(folder: Path) -> dict[str, Capture]:
    with Ledger(folder / "crawl.db") as ledger:
        return {c.url.removeprefix(SITE): c for c in ledger.captures()}


def workspace(folder: Path) -> Workspace:
    (folder / "sources").mkdir(exist_ok=True)
    (folder / "sources" / "kabar.toml").write_text(FILE + LISTED, encoding="utf-8")
    return Workspace(data=folder, sources=folder / "sources", alerts=folder / "alerts.toml")


def extract(folder: Path) -> dict[str, int]:
    here = workspace(folder)
    pages = extract_archive(here, here.load_sources()).pages
    link_store(here)
    return dict(pages)


def texts(folder: Path) -> list[tuple[str, int, str]]:
    """(address, whether it is the current version, text) of every version in the database, the filler left out."""
    db = sqlite3.connect(folder / "tagih.db")
    query = "SELECT d.url, v.current, v.text FROM document_versions v JOIN documents d ON d.id = v.document_id ORDER BY v.id"
    found = [
        (u.removeprefix(SITE), c, " | ".join(x for x in t.split("\n") if not x.startswith("Warga yang"))) for u, c, t in db.execute(query)
    ]
    db.close()
    return found


def read_again(folder: Path, tmp_path: Path) -> None:
    """The archive alone gives what the run gave."""
    other = tmp_path / "again"
    other.mkdir()
    (other / "archive").symlink_to(folder / "archive")
    with sqlite3.connect(folder / "crawl.db") as db:
        db.execute("VACUUM INTO ?", [str(other / "crawl.db")])
    db.close()
    extract(other)
    assert contents(other / "tagih.db") == contents(folder / "tagih.db")


WHOLE = " | ".join(PARAGRAPHS.values())


def test_three_pages_are_one_document(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    with Web() as web:
        site(web)
        summary = crawl(web, data)
        assert [web.times(u) for u in (STORY, f"{STORY}?page=2", f"{STORY}?page=3")] == [1, 1, 1]
    assert (summary.total("new"), summary.total("failed")) == (2, 0)
    captures = stored(data)
    assert set(captures) == {"/berita/12/menunggu-jalan", "/berita/13/lain"}
    assert [p.number for p in captures["/berita/12/menunggu-jalan"].parts] == [2, 3]
    assert extract(data)["new"] == 2
    assert ("/berita/12/menunggu-jalan", 1, WHOLE) in texts(data)
    assert len(texts(data)) == 2
    assert extract(data) == {"skipped": 2}
    read_again(data, tmp_path)


def test_only_the_next_page_is_told_on_each(tmp_path: Path) -> None:
    with Web() as web:
        site(web)
        for n in (1, 2, 3):
            more = [f"<link rel='next' href='?page={n + 1}'>"] if n < 3 else []
            url = STORY if n == 1 else f"{STORY}?page={n}"
            plain = part(n).body.decode()
            web.pages[url] = html(plain.replace("</head>", "".join(more) + "</head>"))
        crawl(web, tmp_path)
    extract(tmp_path)
    assert ("/berita/12/menunggu-jalan", 1, WHOLE) in texts(tmp_path)


def test_the_page_that_shows_all_is_asked_for_alone(tmp_path: Path) -> None:
    whole = part(1, text="</p><p>".join(PARAGRAPHS.values()))
    with Web() as web:
        site(web)
        web.pages[STORY] = part(1, "?page=2", "?page=3", "?page=all")
        web.pages[f"{STORY}?page=all"] = whole
        crawl(web, tmp_path)
        assert [web.times(f"{STORY}?page={n}") for n in (2, 3, "all")] == [0, 0, 1]
    extract(tmp_path)
    assert ("/berita/12/menunggu-jalan", 1, WHOLE) in texts(tmp_path)


def test_where_the_page_that_shows_all_fails_the_numbered_ones_are_read(tmp_path: Path) -> None:
    with Web() as web:
        site(web)
        web.pages[STORY] = part(1, "?page=2", "?page=3", "?page=all")
        crawl(web, tmp_path)
    extract(tmp_path)
    assert ("/berita/12/menunggu-jalan", 1, WHOLE) in texts(tmp_path)
    assert gaps(tmp_path) == []


def revisions(folder: Path) -> int:
    db = sqlite3.connect(folder / "tagih.db")
    found: int = db.execute("SELECT count(*) FROM revisions").fetchone()[0]
    db.close()
    return found


def gaps(folder: Path) -> list[tuple[str, str]]:
    db = sqlite3.connect(folder / "tagih.db")
    query = (
        "SELECT u.text, u.reason FROM unresolved u JOIN document_versions v ON v.id = u.version_id WHERE v.current AND u.rule = 'paging'"
    )
    found = db.execute(query).fetchall()
    db.close()
    return found


def test_a_page_that_cannot_be_had_is_told_and_read_when_it_comes(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    with Web() as web:
        site(web)
        web.pages[f"{STORY}?page=2"] = Answer(b"", 500)
        summary = crawl(web, data)
        assert summary.total("failed") == 1
        extract(data)
        assert ("/berita/12/menunggu-jalan", 1, f"{PARAGRAPHS[1]} | {PARAGRAPHS[3]}") in texts(data)
        assert [reason for _, reason in gaps(data)] == ["page 2 of the story is missing"]
        web.pages[f"{STORY}?page=2"] = part(2, STORY, "?page=2", "?page=3")
        with sqlite3.connect(data / "crawl.db") as db:  # two hours later
            db.execute("UPDATE urls SET next_visit = 1 WHERE state = 'server_error'")
            moved = (datetime.now(UTC) - timedelta(hours=2)).isoformat()
            db.execute("UPDATE captures SET fetched_at = ?", [moved])
        db.close()
        extract(data)
        crawl(web, data, revisit_s=1e9)
    assert extract(data)["changed"] == 1
    assert [t for u, c, t in texts(data) if c and "12" in u] == [WHOLE]
    assert gaps(data) == []
    assert revisions(data) == 0, "that a page was had later is no change of the publisher's"


def test_a_page_that_changed_makes_a_new_version(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    new = PARAGRAPHS[3].replace("Oktober 2027", "Oktober 2030")
    with Web() as web:
        site(web)
        crawl(web, data)
        extract(data)
        web.pages[f"{STORY}?page=3"] = part(3, text=new)
        crawl(web, data)
    assert extract(data)["changed"] == 1
    assert revisions(data) == 1
    changed = f"{PARAGRAPHS[1]} | {PARAGRAPHS[2]} | {new}"
    assert [(c, t) for u, c, t in texts(data) if "12" in u] == [(0, WHOLE), (1, changed)]
    read_again(data, tmp_path)


def test_a_story_that_has_become_shorter(tmp_path: Path) -> None:
    with Web() as web:
        site(web)
        crawl(web, tmp_path)
        extract(tmp_path)
        web.pages[STORY] = part(1, STORY, "?page=2")
        web.pages[f"{STORY}?page=2"] = part(2, STORY, "?page=2", text=PARAGRAPHS[2] + " Begitu pula jalan desa.")
        del web.pages[f"{STORY}?page=3"]
        crawl(web, tmp_path)
    extract(tmp_path)
    (now,) = [t for u, c, t in texts(tmp_path) if c and "12" in u]
    assert now == f"{PARAGRAPHS[1]} | {PARAGRAPHS[2]} Begitu pula jalan desa."
    assert gaps(tmp_path) == []


def test_killed_between_the_pages(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    with Web() as web:
        home = web.proxy
        site(web, home)
        slow = web.pages[f"{home}/berita/12/menunggu-jalan?page=3"]
        assert isinstance(slow, Answer)

        killed = threading.Event()

        def hold(_: Mapping[str, str]) -> Answer:
            killed.wait(60)
            return slow

        web.pages[f"{home}/berita/12/menunggu-jalan?page=3"] = hold
        here = source(LISTED, home=home + "/")
        job = _job([here], data / "crawl.db", data / "archive", settings(web, proxy=None))
        child = start(job)
        fetched(web, 3, child)
        child.send_signal(signal.SIGKILL)
        close(child)
        killed.set()
        with Ledger(data / "crawl.db") as ledger:
            assert all("menunggu" not in c.url for c in ledger.captures()), "half a story is no document while the rest is on its way"
        web.pages[f"{home}/berita/12/menunggu-jalan?page=3"] = slow
        run(web, data, here, proxy=None)
        assert web.times(f"{home}/berita/12/menunggu-jalan?page=2") == 1
    with Ledger(data / "crawl.db") as ledger:
        (story,) = [c for c in ledger.captures() if "menunggu" in c.url]
    assert [p.capture is not None for p in story.parts] == [True, True]


def test_a_page_of_a_story_that_a_list_links_to_leads_to_its_first(tmp_path: Path) -> None:
    with Web() as web:
        site(web)
        web.pages[f"{SITE}/indeks"] = html(links("/berita/12/menunggu-jalan?page=3", "/indeks?page=2"))
        web.pages[f"{SITE}/indeks?page=2"] = html(links("/berita/13/lain"))
        crawl(web, tmp_path)
    assert set(stored(tmp_path)) == {"/berita/12/menunggu-jalan"}, "a list's second page is no story's"


def test_a_missing_page_that_answers_200_is_missing(tmp_path: Path) -> None:
    gone = html("<title>Halaman tidak ditemukan</title><p>Halaman yang dicari tidak tersedia di situs ini.</p>")
    with Web() as web:
        site(web)
        del web.pages[f"{STORY}?page=3"]
        web.fallback = lambda _: gone
        crawl(web, tmp_path, wary=True)
    extract(tmp_path)
    assert ("/berita/12/menunggu-jalan", 1, f"{PARAGRAPHS[1]} | {PARAGRAPHS[2]}") in texts(tmp_path)
    assert [reason for _, reason in gaps(tmp_path)] == ["page 3 of the story is missing"]


def test_a_known_address_that_turns_out_to_be_a_further_page_is_no_document(tmp_path: Path) -> None:
    paths = ["/berita/12/menunggu-jalan", "/berita/12/menunggu-jalan/2"]
    with Web() as web:
        site(web)
        web.pages[f"{SITE}/indeks"] = html(links(*reversed(paths)))
        web.pages[STORY] = html(part(1).body.decode() + f"<a href='{paths[1]}'>2</a>")
        web.pages[f"{STORY}/2"] = html(part(2).body.decode().replace("canonical", "shortlink"))
        crawl(web, tmp_path, "article_patterns = ['/berita/']\n[[listings]]\nurl = \"/indeks\"\n")
    captures = stored(tmp_path)
    assert set(captures) == {"/berita/12/menunggu-jalan"}
    assert [p.url for p in captures["/berita/12/menunggu-jalan"].parts] == [f"{STORY}/2"]


def test_the_archive_gives_the_pages_and_says_which_is_broken(tmp_path: Path) -> None:
    with Web() as web:
        site(web)
        crawl(web, tmp_path)
    story = stored(tmp_path)["/berita/12/menunggu-jalan"]
    page = read_page(tmp_path / "archive", story, None)
    assert [p.url for p in page.parts if isinstance(p, Page)] == [f"{STORY}?page=2", f"{STORY}?page=3"]
    for file in (tmp_path / "archive").glob("*.warc.gz"):
        second = story.parts[0].capture
        assert second is not None
        data = bytearray(file.read_bytes())
        data[second.offset + 30 : second.offset + 40] = bytes(10)
        file.write_bytes(data)
    torn = read_page(tmp_path / "archive", story, None)
    assert isinstance(torn.parts[0], PageError)
    assert isinstance(torn.parts[1], Page)


def test_a_site_that_invents_addresses_of_pages_gets_no_more_of_them_read(tmp_path: Path) -> None:
    serial = iter(range(10**6))
    with Web() as web:
        site(web)

        def inventing(_: Mapping[str, str]) -> Answer:
            more = "".join(f"<a href='{STORY}?x{next(serial)}={n}'>{n}</a>" for n in range(2, 40))
            return html(f"<article><p>Paragraf {next(serial)} yang panjangnya cukup untuk sebuah paragraf.</p></article>{more}")

        web.pages[STORY] = inventing
        web.fallback = lambda _: inventing({})
        for _ in range(3):
            crawl(web, tmp_path)
        asked = {u for u, _ in web.asked if "?x" in u}
    assert len(asked) == 29


# --- versions ----------------------------------------------------------------------------------------------------------

MOMENT = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
EXPECTED = [Part(2, "p2", None), Part(3, "p3", None)]


def made(*events: tuple[str, float, str]) -> list[list[str]]:
    """Versions of captures (address, minutes, digest) as the digests of their pages; "-" for one that is missing."""
    captures = [Capture(u, MOMENT + timedelta(minutes=m), 200, None, d, "x", 0, 0, "kabar", 1) for u, m, d in events]
    found: dict[str, list[Capture]] = {}
    for c in captures:
        found.setdefault(c.url, []).append(c)
    told = list(versions(found.pop("p1"), EXPECTED, found))
    assert len({c.digest for c in told}) == len(told)
    assert [c.fetched_at for c in told] == sorted({c.fetched_at for c in told})
    captured = {c.digest: c for c in captures}
    return [[captured[x].digest for x in _first(c, captures)] + [p.capture.digest if p.capture else "-" for p in c.parts] for c in told]


def _first(c: Capture, captures: list[Capture]) -> list[str]:
    return [x.digest for x in captures if x.url == "p1" and x.fetched_at <= c.fetched_at][-1:]


LATER = TOGETHER.total_seconds() / 60 + 1


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([("p1", 0, "a"), ("p2", 1, "b"), ("p3", 2, "c")], [["a", "b", "c"]]),
        ([("p1", 0, "a"), ("p2", 1, "b")], [["a", "b", "-"]]),
        ([("p1", 0, "a"), ("p2", 1, "b"), ("p3", 1 + LATER, "c")], [["a", "b", "-"], ["a", "b", "c"]]),
        ([("p1", 0, "a"), ("p2", 29, "b"), ("p3", 58, "c")], [["a", "b", "c"]]),
        ([("p1", 0, "a"), ("p2", 1, "b"), ("p3", 2, "c"), ("p2", 900, "d")], [["a", "b", "c"], ["a", "d", "c"]]),
        ([("p1", 0, "a"), ("p2", 1, "b"), ("p3", 2, "c"), ("p1", 900, "d"), ("p3", 901, "e")], [["a", "b", "c"], ["d", "b", "e"]]),
        (
            [("p1", 0, "a"), ("p2", 1, "b"), ("p3", 2, "c"), ("p2", 900, "d"), ("p3", 1_900, "e")],
            [["a", "b", "c"], ["a", "d", "c"], ["a", "d", "e"]],
        ),
        ([("p1", 0, "a"), ("p2", 1, "b"), ("p2", 2, "c")], [["a", "b", "-"], ["a", "c", "-"]]),
    ],
)
def test_versions_are_told_from_captures_alone(events: list[tuple[str, float, str]], expected: list[list[str]]) -> None:
    assert made(*events) == expected


def test_the_state_of_a_part_that_failed_is_no_part_of_the_version(tmp_path: Path) -> None:
    with Web() as web:
        site(web)
        del web.pages[f"{STORY}?page=3"]
        crawl(web, tmp_path)
        first = stored(tmp_path)["/berita/12/menunggu-jalan"].digest
        web.pages[f"{STORY}?page=3"] = Answer(b"", 500)
        with sqlite3.connect(tmp_path / "crawl.db") as db:
            db.execute("UPDATE urls SET next_visit = 1 WHERE state = 'not_found'")
        db.close()
        crawl(web, tmp_path, revisit_s=1e9)
    assert stored(tmp_path)["/berita/12/menunggu-jalan"].digest == first
