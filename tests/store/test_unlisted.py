"""What a page asks of those who show it, kept in what is published; the evidence stays in the working database."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tagih.linking import link
from tagih.records import Commitment, Figure, Official
from tagih.store import Store, publish, verify
from tagih.store.publishing import WHOLE
from tests.store.factories import extraction, hints, record, save

PLAIN, ASKING = "https://kabar.example/a", "https://kabar.example/b"
OPEN = "https://rilis.example/c"
SENTENCE = "Bupati Berau Rani Hasan akan membangun 12 puskesmas pada 2031."
FILLER = " ".join(f"Kalimat pengisi nomor {n} tidak berkata apa-apa." for n in range(30))


def world(folder: Path, *asks: str) -> Path:
    """A page that asks nothing, one of the same outlet that asks, and one that asks of an outlet with an open licence."""
    path = folder / "tagih.db"
    with Store.open(path) as store:
        store.put_sources([hints(), hints("rilis", license="open")], {})
        for n, (url, source) in enumerate(((PLAIN, "kabar"), (ASKING, "kabar"), (OPEN, "rilis"))):
            name = ("Rani Hasan", "Sari Dewanti", "Tono Wirawan")[n]
            text = f"{SENTENCE.replace('Rani Hasan', name)} {FILLER}"
            what = extraction(
                text,
                record(Official, name),
                record(Commitment, text.partition(".")[0] + ".", official=f"official-{text.index(name)}"),
                record(Figure, "12 puskesmas", unit="puskesmas"),
                url=url,
                title=f"Judul {n}",
            )
            save(store, what, source=source, robots=asks if n else (), content_digest=f"{url}{n}")
        store.write_links(link(store.link_inputs()))
    return path


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    db = sqlite3.connect(path)
    try:
        return db.execute(sql).fetchall()
    finally:
        db.close()


def published(folder: Path, *asks: str) -> Path:
    working = world(folder, *asks)
    publish(working, folder / "public.db")
    assert verify(working, public=folder / "public.db") == []
    return folder / "public.db"


TEXTS = "SELECT url, text IS NOT NULL FROM documents ORDER BY url"
QUOTES = "SELECT d.url, c.sentence IS NOT NULL, c.withheld FROM commitments c JOIN documents d ON d.id = c.document_id ORDER BY d.url"


def test_a_page_that_asks_nothing_is_shown_as_its_licence_says(tmp_path: Path) -> None:
    public = published(tmp_path)
    assert rows(public, TEXTS) == [(PLAIN, 0), (ASKING, 0), (OPEN, 1)]
    assert rows(public, QUOTES) == [(PLAIN, 1, None), (ASKING, 1, None), (OPEN, 1, None)]


def test_noarchive_shows_evidence_and_no_whole_text(tmp_path: Path) -> None:
    public = published(tmp_path, "noarchive")
    assert rows(public, TEXTS) == [(PLAIN, 0), (ASKING, 0), (OPEN, 0)]
    assert rows(public, QUOTES) == [(PLAIN, 1, None), (ASKING, 1, None), (OPEN, 1, None)]
    for characters, carried in rows(public, "SELECT characters, carried_characters FROM documents"):
        assert 0 < int(str(carried)) <= 0.3 * int(str(characters))


def test_nosnippet_shows_records_and_not_one_sentence(tmp_path: Path) -> None:
    public = published(tmp_path, "nosnippet")
    assert rows(public, QUOTES) == [(PLAIN, 1, None), (ASKING, 0, "nosnippet"), (OPEN, 0, "nosnippet")]
    assert rows(public, "SELECT DISTINCT withheld FROM figures WHERE sentence IS NULL") == [("nosnippet",)]
    assert rows(public, "SELECT title, text, carried_characters FROM documents ORDER BY url")[1:] == [
        ("Judul 1", None, 0),
        ("Judul 2", None, 0),
    ]
    assert b"Sari Dewanti akan membangun" not in public.read_bytes()


def test_noindex_is_as_if_the_page_was_not_there(tmp_path: Path) -> None:
    public = published(tmp_path, "noindex", "noarchive")
    assert rows(public, "SELECT url FROM documents") == [(PLAIN,)]
    assert rows(public, "SELECT name FROM officials") == [("Rani Hasan",)]
    assert rows(public, "SELECT id, documents FROM sources ORDER BY id") == [("kabar", 1), ("rilis", 0)]
    assert rows(public, "SELECT value FROM about WHERE key = 'documents'") == [("1",)]
    for words in (b"kabar.example/b", b"Sari Dewanti", b"Tono Wirawan", b"Judul 1"):
        assert words not in public.read_bytes()


def test_the_evidence_stays_and_is_published_again_when_nothing_is_asked(tmp_path: Path) -> None:
    working = world(tmp_path, "noindex")
    with Store.open(working) as store:
        stored = {s.extraction.document.url: s.robots for s in store.documents()}
        assert stored == {PLAIN: frozenset(), ASKING: {"noindex"}, OPEN: {"noindex"}}
        what = extraction("Kalimat yang sama.", url=ASKING)
        save(store, what, content_digest="baru", robots=())
    publish(working, tmp_path / "public.db")
    assert rows(tmp_path / "public.db", "SELECT url FROM documents ORDER BY url") == [(PLAIN,), (ASKING,)]


def test_the_same_text_with_another_wish_changes_the_wish_alone(tmp_path: Path) -> None:
    with Store.open(tmp_path / "tagih.db") as store:
        what = extraction("Kalimat yang sama.", url=ASKING)
        assert save(store, what, content_digest="1") == "new"
        assert save(store, what, content_digest="2", robots=("noarchive",)) == "unchanged"
        [stored] = store.documents()
        assert (stored.robots, stored.versions) == ({"noarchive"}, 1)


@pytest.mark.parametrize(
    ("asks", "told"), [((), 3), (("noarchive",), 3), (("nosnippet",), 1), (("noindex",), 1), (("noindex", "nosnippet"), 1)]
)
def test_nobody_is_alerted_of_what_must_not_be_quoted(tmp_path: Path, asks: tuple[str, ...], told: int) -> None:
    with Store.open(world(tmp_path, *asks)) as store:
        assert len(list(store.new_commitments(0))) == told


def test_no_query_of_publishing_sees_an_unlisted_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(WHOLE, "about", "SELECT 'seen' || d.url, v.title FROM documents d JOIN document_versions v ON v.document_id = d.id")
    monkeypatch.setattr("tagih.store.publishing._about", lambda _: [])
    publish(world(tmp_path, "noindex"), tmp_path / "public.db")
    assert rows(tmp_path / "public.db", "SELECT key FROM about") == [(f"seen{PLAIN}",)]


@pytest.mark.parametrize(
    ("asks", "spoilt", "told"),
    [
        (("noindex",), "UPDATE document_versions SET robots = ''", "asks for noindex"),
        (("nosnippet",), "UPDATE document_versions SET robots = ''", "asks for nosnippet"),
        (("noarchive",), "UPDATE document_versions SET robots = ''", "the whole text is shown"),
    ],
)
def test_verify_tells_where_a_wish_is_not_kept(tmp_path: Path, asks: tuple[str, ...], spoilt: str, told: str) -> None:
    working = world(tmp_path, *asks)
    db = sqlite3.connect(working)
    kept = db.execute("SELECT robots, id FROM document_versions").fetchall()
    db.execute(spoilt)
    db.commit()
    publish(working, tmp_path / "public.db")
    db.executemany("UPDATE document_versions SET robots = ? WHERE id = ?", kept)
    db.commit()
    db.close()
    assert [told in str(v) for v in verify(working, public=tmp_path / "public.db")].count(True) >= 1
