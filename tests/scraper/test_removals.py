"""Records out of archive files: which go, that the others stay as they are, and that torn and broken files lose nothing that can be read."""

from __future__ import annotations

import gzip
import json
import sqlite3
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.archive import Archive, Place, read_page
from scraper.ledger import Capture, Ingested, Ledger
from scraper.removals import RemovalLedger, target_of
from scraper.rewriting import Mentions, keys_of, look_through, next_name, rewrite
from tagih.records import TagihError
from tagih.records.addresses import Addresses

WHEN = datetime(2031, 5, 4, tzinfo=UTC)
HTML = (("Content-Type", "text/html"),)
GONE = Addresses(["kabar.example/a"])


def write(
    archive: Archive,
    url: str,
    body: bytes = b"<p>isi</p>",
    *,
    kind: str = "page",
    status: int = 200,
    headers: Sequence[tuple[str, str]] = HTML,
) -> Place:
    asked = [("User-Agent", "Tagih")]
    return archive.write(url, request=asked, status=status, headers=headers, body=body, fetched_at=WHEN, kind=kind, source="kabar")


def one_file(folder: Path, *records: Callable[[Archive], Place]) -> tuple[Path, list[Place]]:
    archive = Archive(folder)
    places = [record(archive) for record in records]
    archive.close()
    return folder / places[0].warc, places


def goes(folder: Path, url: str, *, gone: Addresses = GONE, **more: object) -> bool:
    path, _ = one_file(folder, lambda a: write(a, url, **more))  # type: ignore[arg-type]
    _, response, request = look_through(path, gone).members
    assert response.goes == request.goes, "a request goes with its response"
    return response.goes


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://kabar.example/a", True),
        ("https://www.kabar.example/a/?utm_source=x#y", True),
        ("http://m.kabar.example/a", True),
        ("http://kabar.example/a/amp/", True),
        ("http://kabar.example/a?page=2", False),
        ("http://kabar.example/ab", False),
        ("http://lain.example/a", False),
        ("http://sub.kabar.example/a", False),
    ],
)
def test_which_addresses_go(tmp_path: Path, url: str, expected: bool) -> None:
    assert goes(tmp_path, url) is expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [("http://kabar.example/x", True), ("http://foto.kabar.example:8080/", True), ("http://bukankabar.example/", False)],
)
def test_a_host_goes_with_its_subdomains(tmp_path: Path, url: str, expected: bool) -> None:
    assert goes(tmp_path, url, gone=Addresses(["kabar.example"])) is expected


@pytest.mark.parametrize(
    ("location", "expected"), [("/a", True), ("http://www.kabar.example/a?fbclid=1", True), ("/", False), ("/ab", False)]
)
def test_what_redirects_there_goes(tmp_path: Path, location: str, expected: bool) -> None:
    headers = [*HTML, ("Location", location)]
    assert goes(tmp_path, "http://kabar.example/lama", status=301, headers=headers) is expected


@pytest.mark.parametrize(
    ("url", "body", "expected"),
    [
        ("http://kabar.example/feed", b"<link>http://kabar.example/a</link>", True),
        ("http://kabar.example/", b'<a href="/a">Judul</a>', True),
        ("http://kabar.example/", b'<a href="/a?utm_source=x">Judul</a>', True),
        ("http://kabar.example/", b'<a href="/ab">Judul</a><a href="/b/a-lain"><a href="/b/a">', False),
        ("http://kabar.example/", b'{"url":"https:\\/\\/kabar.example\\/a"}', True),
        ("http://kabar.example/", b'{"url":"https://bukankabar.example/a"}', False),
        ("http://lain.example/", b'<a href="/a">Judul</a>', False),
        ("http://lain.example/", b"<loc>https://www.kabar.example/a</loc>", True),
    ],
)
def test_lists_that_name_it_go(tmp_path: Path, url: str, body: bytes, expected: bool) -> None:
    packed = [*HTML, ("Content-Encoding", "gzip")]
    for n, (wire, headers) in enumerate(((body, list(HTML)), (gzip.compress(body), packed))):
        for kind in ("listing", "feed", "sitemap"):
            assert goes(tmp_path / f"{n}{kind}", url, body=wire, kind=kind, headers=headers) is expected
    assert goes(tmp_path / "page", url, body=body) is False, "a page of another address stays"


def test_a_query_is_named_as_markup_writes_it() -> None:
    named = Mentions(Addresses(["kabar.example/baca?id=1&p=2", "kabar.example/kata dua"]))
    assert named.within("http://kabar.example/", b'<a href="/baca?id=1&amp;p=2">')
    assert named.within("http://kabar.example/", b'<a href="/kata%20dua">')
    assert not named.within("http://kabar.example/", b'<a href="/baca?id=1&amp;p=21">')


def test_a_home_page_is_named_everywhere_and_takes_no_list_with_it() -> None:
    assert not Mentions(Addresses(["kabar.example/"]))


@given(st.lists(st.sampled_from(["/a", "/b", "/c", "/a?page=2", "/d"]), min_size=1, max_size=8))
def test_what_stays_is_copied_byte_by_byte(tmp_path_factory: pytest.TempPathFactory, paths: list[str]) -> None:
    folder = tmp_path_factory.mktemp("warc")
    path, places = one_file(folder, *(lambda a, p=p, n=n: write(a, f"http://kabar.example{p}", b"%d" % n) for n, p in enumerate(paths)))
    contents = look_through(path, GONE)
    assert not contents.torn
    assert contents.touched is ("/a" in paths)
    new = folder / next_name(folder, path.name)
    moved = rewrite(path, new, contents.members)
    old, fresh = path.read_bytes(), new.read_bytes()
    for place, p in zip(places, paths, strict=True):
        assert (place.offset in moved) is (p != "/a")
        if p != "/a":
            at = moved[place.offset]
            assert fresh[at : at + place.length] == old[place.offset : place.offset + place.length]
    assert sum(m.length for m in contents.members if not m.goes) == len(fresh)


def test_names_of_generations(tmp_path: Path) -> None:
    assert next_name(tmp_path, "x.warc.gz") == "x.f1.warc.gz"
    (tmp_path / "x.f2.warc.gz").touch()
    assert next_name(tmp_path, "x.f1.warc.gz") == "x.f3.warc.gz"


def torn(folder: Path) -> tuple[Path, list[Place]]:
    path, places = one_file(folder, *(lambda a, n=n: write(a, f"http://kabar.example/{n}", b"isi %d" % n) for n in range(4)))
    return path, places


def test_of_a_torn_record_nothing_stays(tmp_path: Path) -> None:
    path, places = torn(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole[: places[3].offset + places[3].length - 5])
    contents = look_through(path, GONE)
    assert contents.torn
    assert contents.touched
    new = tmp_path / "new.warc.gz"
    rewrite(path, new, contents.members)
    assert new.read_bytes() == whole[: places[3].offset]


@pytest.mark.parametrize("damage", [b"\x00" * 20, b"\xff" * 20])
def test_behind_a_broken_record_stays_what_the_ledger_knows(tmp_path: Path, damage: bytes) -> None:
    path, places = torn(tmp_path)
    data = bytearray(path.read_bytes())
    data[places[1].offset + 2 : places[1].offset + 22] = damage
    path.write_bytes(data)
    known = [(p.offset, p.length) for p in places]
    contents = look_through(path, Addresses(["kabar.example/3"]), known)
    kept = {m.offset for m in contents.members if not m.goes}
    assert kept >= {places[0].offset, places[2].offset}
    assert not kept & {places[1].offset, places[3].offset}


def test_a_member_that_is_no_record_stays(tmp_path: Path) -> None:
    path, _ = torn(tmp_path)
    with path.open("ab") as f:
        f.write(gzip.compress(b"bukan WARC"))
    contents = look_through(path, GONE)
    assert (contents.torn, contents.touched, contents.members[-1].goes) == (False, False, False)


@given(st.binary(max_size=300))
def test_any_bytes_are_looked_through(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("bytes") / "x.warc.gz"
    path.write_bytes(data)
    contents = look_through(path, GONE)
    assert sum(m.length for m in contents.members) + (1 if contents.torn else 0) <= len(data) + 1


# --- the ledger --------------------------------------------------------------------------------------------------------


def captured(folder: Path, *urls: str) -> Path:
    """A ledger with a capture of each address, in one archive file."""
    archive = Archive(folder / "archive")
    with Ledger(folder / "crawl.db") as ledger:
        for n, url in enumerate(urls):
            place = write(archive, url, b"isi %d" % n)
            c = Capture(url, WHEN + timedelta(days=n), 200, "text/html", str(n), place.warc, place.offset, place.length, "kabar", 5)
            archive.sync()
            ledger.ingest([Ingested(c, "x.warc.gz", None, None)])
    archive.close()
    return folder


URLS = [f"http://kabar.example/berita/{n}" for n in range(5)]


def test_places_of_what_stays_are_right(tmp_path: Path) -> None:
    captured(tmp_path, *URLS)
    steps: list[str] = []
    moves: list[tuple[str, str | None, dict[int, int]]] = []
    addresses = Addresses(["kabar.example/berita/1", "kabar.example/berita/3"])
    with RemovalLedger(tmp_path / "crawl.db") as ledger:
        ledger.erase(addresses)
        gone, files = ledger.rewrite(tmp_path / "archive", addresses, lambda *m: moves.append(m), steps.append)
    assert (gone, files, steps) == (4, 1, ["writing", "written", "moved", "settled"])
    assert len(moves) == 1
    with Ledger(tmp_path / "crawl.db") as known:
        left = list(known.captures())
    assert [c.url for c in left] == [URLS[n] for n in (0, 2, 4)]
    assert [read_page(tmp_path / "archive", c, None).content for c in left] == [b"isi 0", b"isi 2", b"isi 4"]
    assert len(list((tmp_path / "archive").iterdir())) == 1


def test_what_a_broken_file_no_longer_gives_is_asked_for_again(tmp_path: Path) -> None:
    captured(tmp_path, *URLS)
    [path] = (tmp_path / "archive").iterdir()
    with sqlite3.connect(tmp_path / "crawl.db") as db:
        ((offset,),) = db.execute("SELECT offset FROM captures WHERE url = ?", (URLS[2],))
    db.close()
    data = bytearray(path.read_bytes())
    data[offset + 12 : offset + 40] = b"\x00" * 28
    path.write_bytes(data)
    with RemovalLedger(tmp_path / "crawl.db") as ledger:
        ledger.rewrite(tmp_path / "archive", GONE, lambda *_: None, lambda _: None)
    with Ledger(tmp_path / "crawl.db") as known:
        assert [c.url for c in known.captures()] == [URLS[n] for n in (0, 1, 3, 4)]
        for c in known.captures():
            assert read_page(tmp_path / "archive", c, None)
        assert known.waiting("kabar") == 1


def test_a_target_as_people_write_it() -> None:
    assert target_of("  https://WWW.kabar.example/a/?utm_medium=x ").key == "kabar.example/a"
    assert target_of("https://budi.blog.co.id/a").host == "blog.co.id"
    assert (target_of("Www.Kabar.example").scope, target_of("Www.Kabar.example").key) == ("host", "kabar.example")
    for wrong in ("", "id", "a b.example", "kabar.example/a", "mailto:a@b.example", "http://"):
        with pytest.raises(TagihError):
            target_of(wrong)


def test_a_page_has_two_keys_where_its_host_is_a_copy() -> None:
    assert keys_of("https://m.kabar.example/a/") == ["m.kabar.example/a", "kabar.example/a"]
    assert keys_of("https://m.id/a") == ["m.id/a"]
    assert keys_of("ftp://kabar.example") == []


def test_no_front_page_leads_to_all_that_redirect_to_it(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    with Ledger(tmp_path / "crawl.db") as ledger:
        urls = ["http://kabar.example/", *URLS[:2]]
        for url in urls:
            location = [("Location", "/")] if url != urls[0] else []
            place = write(archive, url, status=301 if location else 200, headers=[*HTML, *location])
            c = Capture(url, WHEN, 301 if location else 200, "text/html", url, place.warc, place.offset, place.length, "kabar", 5)
            archive.sync()
            ledger.ingest([Ingested(c, "x", None, None)])
    archive.close()
    with RemovalLedger(tmp_path / "crawl.db") as known:
        assert list(known.find(target_of(URLS[0]), tmp_path / "archive").urls) == [URLS[0]]


def test_an_archive_file_that_is_missing_hides_nothing_else(tmp_path: Path) -> None:
    captured(tmp_path, *URLS)
    for path in (tmp_path / "archive").iterdir():
        path.unlink()
    with RemovalLedger(tmp_path / "crawl.db") as known:
        found = known.find(target_of(URLS[0]), tmp_path / "archive")
        assert (list(found.urls), found.captures) == ([URLS[0]], 1)
        known.erase(found.addresses)
        assert known.rewrite(tmp_path / "archive", found.addresses, lambda *_: None, lambda _: None) == (0, 0)


def test_errors_do_not_tell_the_address(tmp_path: Path) -> None:
    captured(tmp_path, *URLS)
    with sqlite3.connect(tmp_path / "crawl.db") as db:
        db.execute("UPDATE urls SET error = ? WHERE url = ?", (f"redirects to another place: {URLS[0]}", URLS[1]))
    db.close()
    with RemovalLedger(tmp_path / "crawl.db") as known:
        known.erase(Addresses(["kabar.example/berita/0"]))
    with sqlite3.connect(tmp_path / "crawl.db") as db:
        told = json.dumps(db.execute("SELECT url, error, canonical FROM urls").fetchall())
    db.close()
    assert "berita/0" not in told
