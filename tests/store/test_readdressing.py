"""A copy's document becomes the page's own, with all that hangs on it; or goes, where the page is stored already."""

from __future__ import annotations

from pathlib import Path

import pytest

from tagih.records import Commitment
from tagih.store import Store
from tagih.store.removing import Schema
from tests.store.factories import extraction, record, save

PAGE, COPY, OTHER = (f"https://kabar.example/{name}" for name in ("berita/1", "amp/berita/1", "berita/2"))
TEXT = "Kami akan membangun 12 sumur."


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "tagih.db")


def urls(store: Store) -> list[str]:
    return [row[0] for row in store.conn.execute("SELECT url FROM documents ORDER BY url")]


def test_every_table_about_documents_points_to_them_by_one_column(store: Store) -> None:
    """So that all of them follow."""
    with store:
        schema = Schema(store.conn)
        pointing = {(p.table, p.columns) for p in schema.pointers["documents"]}
        assert all(len(columns) == 1 for _, columns in pointing)
        named = {(table, (c,)) for table, columns in schema.columns.items() for c in columns if c == "document_id"}
        assert named - pointing == {("failures", ("document_id",))}, "which are of pages that could not be read"


def test_the_copy_s_document_is_the_page_s(store: Store) -> None:
    with store:
        save(store, extraction(TEXT, record(Commitment, "akan membangun 12 sumur"), url=COPY))
        save(store, extraction("Lain.", url=OTHER))
        assert save(store, extraction(TEXT, record(Commitment, "akan membangun 12 sumur"), url=PAGE), copies=(COPY,)) == "unchanged"
        assert urls(store) == [PAGE, OTHER]
        assert store.counts()["versions"] == 2
        assert store.conn.execute("SELECT count(*) FROM commitment_ledger").fetchone() == (1,)
        assert store.conn.execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_copy_beside_its_page_goes(store: Store) -> None:
    with store:
        for url in (COPY, PAGE):
            save(store, extraction(TEXT, record(Commitment, "akan membangun 12 sumur"), url=url))
        assert save(store, extraction(TEXT, record(Commitment, "akan membangun 12 sumur"), url=PAGE), copies=(COPY,)) == "unchanged"
        assert urls(store) == [PAGE]


def test_a_copy_that_was_never_stored_is_nothing(store: Store) -> None:
    with store:
        assert save(store, extraction(TEXT, url=PAGE), copies=(COPY,)) == "new"
        assert urls(store) == [PAGE]
