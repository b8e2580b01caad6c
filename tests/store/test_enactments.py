"""Instruments with a record of their own: stored, linked, checked and published."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from tagih.linking import link
from tagih.records import Regulation
from tagih.store import Store, publish, verify
from tests.store import world
from tests.store.factories import extraction, hints, record, save

SILENT = "Tidak ada peraturan di sini."


@pytest.fixture
def working(tmp_path: Path) -> Path:
    return world.build(tmp_path / "tagih.db")


def one(path: Path, sql: str) -> sqlite3.Row:
    with sqlite3.connect(path) as conn:
        conn.row_factory = sqlite3.Row
        row: sqlite3.Row = conn.execute(sql).fetchone()
    conn.close()
    return row


def test_what_is_stored_is_read_back(working: Path) -> None:
    with Store.open(working) as store:
        found = next(s for s in store.documents() if s.extraction.document.kind == "regulation")
        assert found.extraction == world.regulation()
        assert found.enactment_of == {world.KEY: world.KEY}
        assert store.counts()["enactments"] == 1
    assert verify(working) == []


def test_a_citing_article_leads_to_the_instrument_s_own_record(working: Path, tmp_path: Path) -> None:
    public = publish(working, tmp_path / "public.db").path
    row = one(public, f"SELECT * FROM regulations WHERE id = '{world.KEY}'")
    assert (row["title"], row["status"], row["page_url"]) == ("Kesehatan", "in_force", "https://jdih.example/perbup-7")
    assert (row["file_url"], json.loads(row["revokes"])) == ("https://jdih.example/perbup-7.pdf", ["perbup-berau-2-2020"])
    assert row["documents"] == 2
    seen = one(public, "SELECT count(*) AS n, min(status) AS status, min(file_url) AS file FROM regulations_and_who_cited_them")
    assert (seen["status"], seen["file"]) == ("in_force", "https://jdih.example/perbup-7.pdf")
    particular = one(public, "SELECT * FROM particulars WHERE field = 'status'")
    assert (particular["value"], particular["quote"], particular["regulation_id"]) == ("in_force", "Berlaku", world.KEY)
    assert verify(working, public=public) == []


def test_an_instrument_s_own_documents_do_not_cite_it(tmp_path: Path) -> None:
    path = tmp_path / "tagih.db"
    with Store.open(path) as store:
        store.put_sources([hints("jdih", kind="regulation", license="open")], {})
        own = world.regulation()
        own_citation = record(Regulation, "Peraturan Bupati", **{"id": world.KEY, "instrument": world.KEY, "title": "Kesehatan"})(
            own.document.text
        )
        save(store, replace(own, regulations=(own_citation,)), source="jdih")  # type: ignore[arg-type]
        store.write_links(link(store.link_inputs()))
    public = publish(path, tmp_path / "public.db").path
    assert one(public, "SELECT count(*) AS n FROM regulations_and_who_cited_them")["n"] == 0
    assert one(public, "SELECT count(*) AS n FROM regulations")["n"] == 1


def test_a_record_that_is_gone_takes_its_row_with_it(tmp_path: Path) -> None:
    path = tmp_path / "tagih.db"
    with Store.open(path) as store:
        store.put_sources([hints("jdih", kind="regulation")], {})
        save(store, world.regulation(), source="jdih")
        store.write_links(link(store.link_inputs()))
        assert store.counts()["linked_regulations"] == 1
        save(store, extraction(SILENT, url="https://jdih.example/perbup-7"), source="jdih", content_digest="2")
        store.write_links(link(store.link_inputs()))
        assert store.counts()["linked_regulations"] == 0
    assert verify(path) == []


def test_linking_again_writes_nothing(working: Path) -> None:
    with Store.open(working) as store:
        before = store.conn.total_changes
        store.write_links(link(store.link_inputs()))
        assert store.conn.total_changes == before


def test_a_quote_that_does_not_hold_is_found(working: Path) -> None:
    with Store.open(working) as store, store.write():
        store.conn.execute("UPDATE particulars SET text = 'Dicabut' WHERE field = 'status'")
    assert [v.row.split()[0] for v in verify(working)] == ["particulars"]
