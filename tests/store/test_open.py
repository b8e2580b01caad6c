"""Opening, and what the machine may refuse: one clear error, nothing lost."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlite_utils import Database

from tagih.records import Figure, StoreError
from tagih.store import Store, database, verify
from tagih.store.migrations import MIGRATIONS
from tests.store.factories import dump, extraction, record, save


def damaged(path: Path) -> None:
    with Store.open(path) as store:
        for n in range(40):
            save(store, extraction("Naskah panjang. " * 200, url=f"https://kabar.example/{n}"))
    content = bytearray(path.read_bytes())
    content[4096:-4096] = os.urandom(len(content) - 8192)
    path.write_bytes(content)


def newer(path: Path) -> None:
    with Store.open(path) as store:
        store.db.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('tagih', 'm999_later', '')")


def foreign(path: Path) -> None:
    with sqlite3.connect(path) as conn:
        conn.execute("CREATE TABLE something (else_ TEXT)")
    conn.close()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: None, "there is no database yet"),
        (lambda path: path.write_text("Ini bukan basis data. " * 50), "no SQLite database"),
        (damaged, "damaged"),
        (newer, "made by a newer Tagih .m999_later."),
        (foreign, "no working database of Tagih's"),
    ],
)
def test_a_database_that_cannot_be_used(tmp_path: Path, make: Callable[[Path], None], message: str) -> None:
    path = tmp_path / "tagih.db"
    make(path)
    with pytest.raises(StoreError, match=message) as error:
        verify(path)
    assert error.value.where == str(path)
    assert error.value.remedy
    assert error.value.exit_code == 5


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(StoreError, match=r"data: .*(exists|directory)"):
        Store.open(tmp_path / "data" / "tagih.db")


def test_a_locked_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "tagih.db"
    with Store.open(path) as store:
        save(store, extraction("Satu."))
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 50)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        with Store.open(path) as store, pytest.raises(StoreError, match="another process holds") as error:
            save(store, extraction("Dua."), content_digest="2")
    finally:
        other.close()
    assert str(path) in str(error.value)
    with Store.open(path) as store:
        assert save(store, extraction("Dua."), content_digest="2") == "changed"


def test_a_full_disk_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "tagih.db"
    with Store.open(path) as store:
        save(store, extraction("Satu puskesmas.", record(Figure, "Satu puskesmas")))
    before = dump(path)
    with Store.open(path) as store:
        pages = store.conn.execute("PRAGMA page_count").fetchone()[0]
        store.conn.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(StoreError, match="the disk is full"):
            save(store, extraction("Panjang. " * 50_000), content_digest="2")
    assert dump(path) == before
    assert verify(path) == []


def test_two_readers_and_a_writer_at_once(tmp_path: Path) -> None:
    path = tmp_path / "tagih.db"
    with Store.open(path) as writer, Store.open(path) as reader:
        with reader.snapshot():
            assert reader.conn.execute("SELECT count(*) FROM documents").fetchone() == (0,)
            save(writer, extraction("Satu."))
            assert reader.conn.execute("SELECT count(*) FROM documents").fetchone() == (0,)
        assert reader.counts()["documents"] == 1


def test_an_older_schema_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "tagih.db"
    with Database(path) as db:
        MIGRATIONS.apply(db, stop_before="m002_records")
        db.execute("INSERT INTO extraction_runs (digest, versions) VALUES ('d', '{}')")
    with Store.open(path) as store:
        assert store.conn.execute("SELECT digest FROM extraction_runs").fetchall() == [("d",)]
        assert save(store, extraction("Satu puskesmas.", record(Figure, "Satu puskesmas"))) == "new"


def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "tagih.db"
    Store.open(path).close()
    before = dump(path)
    with Store.open(path) as store:
        assert store.db.journal_mode == "wal"
        assert store.conn.execute("PRAGMA foreign_keys").fetchone() == (1,)
        assert store.conn.execute("SELECT count(*) FROM regions").fetchone() == (1 + 38 + 514,)
    assert dump(path) == before
