"""Pages out of a database: what hangs on them is found by the schema itself, whatever tables come to be."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest
from sqlite_utils import Database

from scraper.schema import migrations as ledger_steps
from tagih.alerts.outbox import MIGRATIONS as ALERTS
from tagih.records import Enactment, PageError
from tagih.records.addresses import Addresses, address_key, hosts_of
from tagih.records.ids import document_id
from tagih.store import Store
from tagih.store.migrations import MIGRATIONS
from tagih.store.removing import (
    KEPT,
    PAGE_COLUMNS,
    Removal,
    RemovedError,
    Schema,
    documents_at,
    move_records,
    names_in,
    put_removal,
    remove_documents,
    removed,
    same_instrument,
    same_text,
    scrub,
)
from tests.store import world
from tests.store.factories import extraction, record, save

# What a column's name may say of a page. A column that matches is handled, or stands below with the reason why it need not be.
TELLING = re.compile(r"url|address|canonical|document|version|story|page|link|found_on|root|archive_|warc")
WHY_NOT = {
    "working": {
        ("regulations", "file_url"): "linking writes it anew from the documents that stay",
        ("regulations", "page_url"): "linking writes it anew from the documents that stay",
        ("source_days", "documents"): "a count",
        ("extraction_runs", "versions"): "versions of rules",
    },
    "ledger": {
        ("urls", "canonical"): "the address alone; emptied by RemovalLedger.erase",
        ("urls", "story"): "pages of one story go together",
        ("urls", "found_on"): "the address alone",
        ("urls", "root"): "the address alone, of a list",
        ("urls", "document"): "a mark",
        ("captures", "warc"): "RemovalLedger.rewrite moves it",
        ("unsynced", "warc"): "emptied by scraper.recovery, which a removal begins with",
    },
    "alerts": {},
}


def databases() -> dict[str, tuple[Database, str]]:
    """The three databases, empty, and which table a page is in each."""
    made = {
        "working": (Database(memory=True), "documents"),
        "ledger": (Database(memory=True), "urls"),
        "alerts": (Database(memory=True), "events"),
    }
    for name, steps in (("working", MIGRATIONS), ("ledger", ledger_steps), ("alerts", ALERTS)):
        steps.apply(made[name][0])
    return made


@pytest.mark.parametrize("name", ["working", "ledger", "alerts"])
def test_every_column_that_may_be_about_a_page_is_handled(name: str) -> None:
    db, page = databases()[name]
    schema = Schema(db.conn)
    moved = {"archive_file", "archive_offset"}
    forgotten = []
    for table, columns in schema.columns.items():
        for column in columns if table not in KEPT else ():
            if not TELLING.search(column) or (table, column) in WHY_NOT[name]:
                continue
            by_name = column in PAGE_COLUMNS or (column in moved and moved <= set(columns))
            if not (by_name or schema.reaches(table, column, page) or column == "rule_version"):
                forgotten.append(f"{table}.{column}")
    assert forgotten == [], "say in removing.py what becomes of them, or above why nothing does"
    known = {(t, c) for t, columns in schema.columns.items() for c in columns}
    assert set(WHY_NOT[name]) <= known


def test_a_table_that_comes_tomorrow_is_covered(tmp_path: Path) -> None:
    path = tmp_path / "tagih.db"
    with Store.open(path) as store:
        for url in ("https://kabar.example/a", "https://kabar.example/b"):
            save(store, extraction("Satu kalimat.", url=url))
        store.conn.executescript("""
            CREATE TABLE notes (id INTEGER PRIMARY KEY, version_id INTEGER NOT NULL REFERENCES document_versions(id), said TEXT);
            CREATE TABLE stars (note INTEGER REFERENCES notes(id), n INTEGER);
            CREATE TABLE seen_at (url TEXT, n INTEGER);
            INSERT INTO notes (version_id, said) SELECT id, 'catatan' FROM document_versions;
            INSERT INTO stars SELECT id, 5 FROM notes;
            INSERT INTO seen_at SELECT url, 1 FROM documents;
            INSERT INTO seen_at VALUES ('https://www.kabar.example/a/', 2);
        """)
        with store.write():
            assert remove_documents(store.conn, Addresses(["kabar.example/a"])) == 1
        assert store.conn.execute("SELECT count(*) FROM notes").fetchone() == (1,)
        assert sorted(store.conn.execute("SELECT note IS NULL FROM stars")) == [(0,), (1,)]
        assert store.conn.execute("SELECT url FROM seen_at").fetchall() == [("https://kabar.example/b",)]
        assert store.conn.execute("PRAGMA foreign_key_check").fetchall() == []


def test_every_document_of_a_rich_world_can_go(tmp_path: Path) -> None:
    path = world.build(tmp_path / "tagih.db")
    with Store.open(path) as store:
        urls = [u for (u,) in store.conn.execute("SELECT url FROM documents ORDER BY id")]
        tables = Schema(store.conn).columns
        assert len(urls) > 4
        for n, url in enumerate(urls, 1):
            key = address_key(url)
            assert key is not None
            with store.write():
                assert remove_documents(store.conn, Addresses([key])) == 1
            assert store.conn.execute("SELECT count(*) FROM documents").fetchone() == (len(urls) - n,)
            assert store.conn.execute("PRAGMA foreign_key_check").fetchall() == []
        left = {t: store.conn.execute(f'SELECT count(*) FROM "{t}"').fetchone()[0] for t in tables}
        about = {t for t, columns in tables.items() if {"document_id", "version_id"} & set(columns)}
        assert {t: n for t, n in left.items() if n and t in about} == {t: left[t] for t in ("failures",) if left[t]}


def test_search_forgets_the_words(tmp_path: Path) -> None:
    path = tmp_path / "tagih.db"
    with Store.open(path) as store:
        save(store, extraction("Kura-kura zamrudbiru berenang.", url="https://kabar.example/a"))
        save(store, extraction("Kalimat lain.", url="https://kabar.example/b"))
        with store.write():
            remove_documents(store.conn, Addresses(["kabar.example/a"]))
    assert b"zamrudbiru" in path.read_bytes(), "deleted, its words are still in the file"
    with Store.open(path) as store:
        scrub(store.conn)
        found = store.conn.execute("SELECT count(*) FROM document_versions_fts WHERE document_versions_fts MATCH 'kalimat'")
        assert found.fetchone() == (1,)
    assert b"zamrudbiru" not in path.read_bytes()


def test_a_reader_in_the_way_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tagih.store.removing.BUSY_S", 0.1)
    path = tmp_path / "tagih.db"
    with Store.open(path) as store:
        save(store, extraction("Satu kalimat.", url="https://kabar.example/a"))
        reader = sqlite3.connect(path)
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM documents").fetchone()
        with pytest.raises(Exception, match="reader holds what was deleted"):
            scrub(store.conn)
        reader.close()
        scrub(store.conn)


def test_what_was_removed_is_not_stored_again(tmp_path: Path) -> None:
    removal = Removal(
        scope="page", asked="kabar.example/a", host="kabar.example", asked_by="law", reason="x", day="2031-01-01", shown=False, documents=1
    )
    with Store.open(tmp_path / "tagih.db") as store:
        store.put_removal(removal, {"kabar.example/a", "situs.example"})
        for url in ("https://kabar.example/a", "http://sub.situs.example/b"):
            with pytest.raises(RemovedError, match="removed on request"):
                save(store, extraction("Satu kalimat.", url=url))
        assert store.counts()["documents"] == 0
        assert issubclass(RemovedError, PageError)
        assert save(store, extraction("Satu kalimat.", url="https://kabar.example/ab")) == "new"
        assert list(store.removals()) == [removal]
        assert removed(store.conn).keys == {"kabar.example/a", "situs.example"}


def test_a_removal_keeps_its_first_day(tmp_path: Path) -> None:
    with Store.open(tmp_path / "tagih.db") as store, store.write():
        first = Removal(
            scope="host", asked="a.example", host="a.example", asked_by="law", reason="x", day="2031-01-01", shown=True, documents=1
        )
        put_removal(store.conn, first, {"a.example"})
        put_removal(store.conn, first, {"a.example", "b.example"})
    with Store.open(tmp_path / "tagih.db") as store:
        assert store.removals() == {first: frozenset({"a.example", "b.example"})}


def test_copies_and_names_are_found(tmp_path: Path) -> None:
    with Store.open(tmp_path / "tagih.db") as store:
        save(store, extraction("Warga bernama Budi.", url="https://kabar.example/a", private_people=("Budi Wati",)))
        save(store, extraction("Warga bernama  Budi.", url="https://lain.example/b"))
        ids = documents_at(store.conn, Addresses(["kabar.example"]))
        assert list(ids.values()) == ["https://kabar.example/a"]
        assert names_in(store.conn, ids) == {"Budi Wati"}
        assert same_text(store.conn, ids) == ["https://lain.example/b"]


def test_a_regulation_s_file_and_its_page_are_found_from_each_other(tmp_path: Path) -> None:
    page, file, other = "https://jdih.example/p/4", "http://www.jdih.example/berkas/perbup 4.pdf", "https://jdih.example/p/5"
    with Store.open(tmp_path / "tagih.db") as store:
        save(store, extraction("Perbup 4.", record(Enactment, "4", files=("https://jdih.example/berkas/perbup%204.pdf",)), url=page))
        save(store, extraction("Perbup 5.", record(Enactment, "5", files=("https://jdih.example/lain.pdf",)), url=other))
        save(store, extraction("Isinya.", url=file))

        def kin(*urls: str) -> list[str]:
            return same_instrument(store.conn, map(document_id, urls))

        assert (kin(page), kin(file), kin(other), kin(page, file)) == ([file], [page], [], [])


def test_places_move_with_their_file(tmp_path: Path) -> None:
    with Store.open(tmp_path / "tagih.db") as store:
        for n in range(3):
            save(
                store,
                extraction(f"Kalimat {n}.", url=f"https://kabar.example/{n}"),
                archive_file=f"{n // 2}.warc.gz",
                archive_offset=n * 10,
            )
        with store.write():
            move_records(store.conn, "0.warc.gz", "0.f1.warc.gz", {10: 4})
        places = store.conn.execute("SELECT archive_file, archive_offset FROM document_versions ORDER BY id").fetchall()
        assert places == [(None, None), ("0.f1.warc.gz", 4), ("1.warc.gz", 20)]


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://WWW.Kabar.example/a/?b=1#c", "kabar.example/a?b=1"),
        ("http://kabar.example", "kabar.example/"),
        ("http://kabar.example:8080/a", "kabar.example:8080/a"),
        ("ftp://kabar.example/a", None),
        ("http://[::1", None),
        ("kabar.example/a", None),
    ],
)
def test_keys(url: str, key: str | None) -> None:
    assert address_key(url) == key


def test_hosts_of_a_key() -> None:
    assert list(hosts_of("a.b.example:81/x")) == ["a.b.example:81", "a.b.example", "b.example", "example"]
