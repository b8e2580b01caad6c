"""The public file: what it carries, what it must not, and that it is swapped in whole."""

from __future__ import annotations

import json
import multiprocessing
import os
import resource
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tagih.linking import link
from tagih.records import Figure, StoreError
from tagih.store import Store, publish, publishing, verify
from tagih.store.carry import PRIORITY, SHARE_PERCENT
from tagih.store.public import TABLES, views
from tagih.store.publishing_rows import figure_label
from tests.store import world
from tests.store.factories import dump, extraction, record, save


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("published")
    working = world.build(folder / "tagih.db")
    publish(working, folder / "public.db")
    return working, folder / "public.db"


@pytest.fixture
def public(files: tuple[Path, Path]) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(files[1])) as conn:
        conn.row_factory = sqlite3.Row
        yield conn


def rows(conn: sqlite3.Connection, sql: str) -> list[dict[str, Any]]:
    return [dict(row) for row in conn.execute(sql)]


def test_every_published_table_and_view_has_a_row(public: sqlite3.Connection) -> None:
    names = {r["name"] for r in rows(public, "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")}
    assert {n for n in names if "_fts" not in n} == {*TABLES, *views()}
    assert [n for n in (*TABLES, *views()) if not rows(public, f"SELECT * FROM {n} LIMIT 1")] == []


@pytest.mark.parametrize("name", ["sources", "documents", "officials", "regulations", "figures", "targets", "commitments", "statements"])
def test_the_promised_tables_are_there(public: sqlite3.Connection, name: str) -> None:
    assert rows(public, f"SELECT count(*) AS n FROM {name}")[0]["n"] > 0


def test_the_file_holds_together(files: tuple[Path, Path]) -> None:
    working, public = files
    assert verify(working, public=public) == []


def test_no_more_than_its_share_of_any_article_is_carried(files: tuple[Path, Path], public: sqlite3.Connection) -> None:
    """Counted again from the strings in the file: every character of the article that any of them covers."""
    with Store.open(files[0]) as store:
        for stored in store.documents():
            document = stored.extraction.document
            (row,) = rows(public, f"SELECT * FROM documents WHERE id = '{document.id}'")
            if stored.source == "dinas":
                assert len(row["text"]) == len(document.text)
                continue
            assert row["text"] is None
            shown = set()
            for kind in PRIORITY:
                table = "regulation_mentions" if kind == "regulations" else kind
                column = "quote" if kind == "statements" else "sentence"
                for r in rows(
                    public, f"SELECT {column} AS shown, start FROM {table} WHERE document_id = '{document.id}' AND {column} IS NOT NULL"
                ):
                    text = document.text
                    shown |= covered(r["shown"], r["start"], text)
            before = set()
            for r in rows(public, f"SELECT * FROM revisions WHERE document_id = '{document.id}'"):
                (old,) = store.conn.execute(
                    "SELECT text FROM document_versions WHERE document_id = ? AND NOT current", [document.id]
                ).fetchone()
                new_at, old_at = 0, 0
                stays = {}  # old place -> new place
                for mark, words in json.loads(r["diff"]):
                    size = words if isinstance(words, int) else len(words)
                    if words != size:
                        (before if mark == "-" else shown).update(
                            range(old_at if mark == "-" else new_at, size + (old_at if mark == "-" else new_at))
                        )
                    if mark == "=":
                        stays.update({old_at + i: new_at + i for i in range(size)})
                    new_at, old_at = new_at + size * (mark != "-"), old_at + size * (mark != "+")
                assert (new_at, old_at) == (len(document.text), len(old))
                for e in rows(public, f"SELECT * FROM edits WHERE revision_id = '{r['id']}'"):
                    for place in covered(e["old_sentence"] or "", e["old_start"], old):
                        (shown if place in stays else before).add(stays.get(place, place))
                    shown |= covered(e["new_sentence"] or "", e["new_start"] or 0, document.text)
            assert len(shown) + len(before) == row["carried_characters"] <= len(document.text) * SHARE_PERCENT / 100
            assert row["characters"] == len(document.text)
            assert len((row["carried"] or "").replace("\n", "")) == len(shown)


def covered(shown: str, start: int, text: str) -> set[int]:
    """The places of a shown sentence that holds the evidence at `start`."""
    first = next(i for i in range(len(text)) if i <= start < i + max(len(shown), 1) and same(shown, text[i:]))
    return set(range(first, first + len(shown)))


def same(shown: str, text: str) -> bool:
    return len(text) >= len(shown) and all(a in (b, "█") for a, b in zip(shown, text, strict=False))


@pytest.mark.parametrize(
    ("value", "high", "unit", "label"),
    [
        ("3500000000", None, "IDR", "3.500.000.000 IDR"),
        ("59.56", None, "percent", "59,56 percent"),
        ("10", "15.5", "percent", "10–15,5 percent"),
        ("1E+3", None, "pohon", "1.000 pohon"),
        (None, None, "liter", "liter"),
    ],
)
def test_a_figure_has_a_label_of_its_own(value: str | None, high: str | None, unit: str, label: str) -> None:
    low, top = (None if v is None else Decimal(v) for v in (value, high))
    (figure,) = extraction("x", record(Figure, "x", value=low, value_high=top, unit=unit)).figures
    assert figure_label(figure) == label


def test_what_does_not_fit_keeps_its_number_and_loses_its_words(public: sqlite3.Connection) -> None:
    (figure,) = rows(public, "SELECT f.* FROM figures f JOIN documents d ON d.id = f.document_id WHERE d.url LIKE '%/pohon'")
    assert (figure["value"], figure["value_number"], figure["unit"]) == ("1000", 1000.0, "pohon")
    assert (figure["quote"], figure["sentence"], figure["withheld"]) == (None, None, "share")
    (commitment,) = rows(public, "SELECT c.* FROM commitments c JOIN documents d ON d.id = c.document_id WHERE d.url LIKE '%/pohon'")
    assert (commitment["actor"], commitment["sentence"], commitment["withheld"]) == ("Rani Hasan", None, "share")
    (document,) = rows(public, "SELECT * FROM documents WHERE url LIKE '%/pohon'")
    assert (document["title"], document["carried"]) == ("https://kabar.example/pohon", None)


def test_no_private_name_stands_anywhere(files: tuple[Path, Path], public: sqlite3.Connection) -> None:
    content = files[1].read_bytes().decode("utf-8", "replace")
    for name in world.PRIVATE:
        assert name not in content
        for part in name.split():
            assert part.casefold() not in content.casefold()
    for table in (name for name, t in TABLES.items() if t.search):
        for name in world.PRIVATE:
            found = rows(public, f"SELECT rowid FROM {table}_fts WHERE {table}_fts MATCH '\"{name}\"'")
            assert found == []


def test_people_without_office_speak_under_their_role(public: sqlite3.Connection) -> None:
    said = rows(public, "SELECT DISTINCT attributed_to, role, quote FROM statements ORDER BY role")
    assert said == [
        {"attributed_to": "Rani Hasan, Bupati", "role": "Bupati", "quote": "Kami siap bekerja,"},
        {"attributed_to": "Joko Wirawan, Kepala Dinas Sosial", "role": "Kepala Dinas Sosial", "quote": "Sudah selesai,"},
        {"attributed_to": "pedagang", "role": "pedagang", "quote": "Air kami keruh,"},
        {"attributed_to": "warga", "role": "warga", "quote": "Kami lelah menunggu,"},
    ]


def test_a_commitment_with_everything_it_hangs_on(public: sqlite3.Connection) -> None:
    (row,) = rows(
        public, "SELECT c.* FROM commitments c JOIN documents d ON d.id = c.document_id WHERE d.url = 'https://kabar.example/puskesmas'"
    )
    assert row["sentence"] == "Bupati Berau Rani Hasan akan membangun 12 puskesmas sampai 2033 untuk keluarga ████████████."
    assert row["quote"] == "akan membangun 12 puskesmas sampai 2033 untuk keluarga ████████████"
    assert (row["official_id"], row["jurisdiction"], row["due"], row["checkable"], row["published_day"]) == (
        "rani-hasan-bupati-64.03",
        "64.03",
        "2033",
        1,
        "2031-05-04",
    )
    assert json.loads(row["topics"]) == ["kesehatan"]
    linked = "SELECT {what} FROM {table} l JOIN {other} o ON o.id = l.{key} WHERE l.commitment_id = '{id}'"
    for what, table, other, key, expected in [
        ("o.value AS v", "commitment_figures", "figures", "figure_id", "12"),
        ("o.indicator AS v", "commitment_targets", "targets", "target_id", "cakupan puskesmas"),
        ("o.regulation_id AS v", "commitment_regulations", "regulation_mentions", "mention_id", "perbup-berau-7-2031"),
    ]:
        assert rows(public, linked.format(what=what, table=table, other=other, key=key, id=row["id"])) == [{"v": expected}]


@pytest.mark.parametrize(
    ("view", "where", "expected"),
    [
        ("commitments_with_evidence", "published = '2031-05-05'", {"actor": "Rani Hasan", "office": "Bupati", "region": "Kabupaten Berau"}),
        (
            "targets_by_region",
            "published = '2031-05-05'",
            {"province": "Kalimantan Timur", "value": "80", "unit": "percent", "due": "2033"},
        ),
        (
            "regulations_and_who_cited_them",
            "published = '2031-05-05'",
            {"regulation": "Peraturan Bupati Berau Nomor 7 Tahun 2031", "cited_in_commitments_of": "Rani Hasan", "title": "Kesehatan"},
        ),
        (
            "officials_and_their_posts",
            "name = 'Rani Hasan'",
            {"documents": 3, "commitments": 3, "statements": 2, "region": "Kabupaten Berau"},
        ),
        ("figures_by_unit", "unit = 'IDR'", {"role": "budget", "figures": 2, "largest": 3.5e9}),
        (
            "announcements",
            "1",
            {"documents": 2, "sources": 2, "first_outlet": "Kabar Contoh", "first_url": "https://kabar.example/puskesmas"},
        ),
        ("gaps", "gap = 'source without documents'", {"source_id": "sunyi"}),
        ("gaps", "gap = 'page not read'", {"source_id": "kabar", "reason": "the page is empty", "occurrences": 1}),
        (
            "gaps",
            "gap = 'not understood' AND source_id = 'lain'",
            {"kind": "figures", "field": "unit", "reason": "no unit for …", "occurrences": 1},
        ),
        (
            "silent_edits",
            "kind = 'figure_changed'",
            {
                "before": "Anggaran Rp 5,3 miliar sudah ada.",
                "after": "Anggaran Rp 3,5 miliar sudah ada.",
                "old_value": "5300000000",
                "unit": "IDR",
            },
        ),
        (
            "silent_edits",
            "kind = 'quote_removed'",
            {"before": "Kami mulai bulan depan, janji untuk ███████,", "after": None},
        ),
        ("revisions_of_documents", "1", {"edits": 2, "number": 2, "declares": None, "outlet": "Kabar Lain"}),
        (
            "taken_down",
            "1",
            {
                "document_url": "https://kabar.example/pohon",
                "first_missing": "2031-05-05",
                "last_seen": "2031-05-04",
                "back": None,
                "sign": "404",
            },
        ),
        ("sources_and_what_they_gave", "id = 'kabar'", {"documents": 2, "commitments": 2, "unread": 1, "area": "Kalimantan Timur"}),
    ],
)
def test_each_view_answers_its_question(public: sqlite3.Connection, view: str, where: str, expected: dict[str, Any]) -> None:
    (row,) = rows(public, f"SELECT * FROM {view} WHERE {where}")
    assert {k: row[k] for k in expected} == expected


@pytest.mark.parametrize(
    ("reason", "published"),
    [
        ("no year stands near it", "no year stands near it"),
        ("'Rp 8' lacks its scale", "… lacks its scale"),
        ("a rule failed (ValueError: int of 'Sumarni')", "a rule failed (ValueError"),
        ('the page is empty: "Sumarni"', "the page is empty"),
        ("no such area as “Sumarni", "no such area as"),
        ("'Sumarni'", "…"),
    ],
)
def test_a_reason_is_published_without_the_pages_words(reason: str, published: str) -> None:
    assert publishing._bare(reason) == published


def test_where_the_file_comes_from(public: sqlite3.Connection) -> None:
    about = {r["key"]: r["value"] for r in rows(public, "SELECT * FROM about")}
    assert about["data_until"] == "2031-05-06T00:00:00+00:00"
    assert json.loads(about["rules"]) == {"figures": "1"}
    assert about["documents"] == "5"


def test_the_same_database_gives_the_same_bytes(files: tuple[Path, Path], tmp_path: Path) -> None:
    publish(files[0], tmp_path / "again.db")
    assert (tmp_path / "again.db").read_bytes() == files[1].read_bytes()


def test_publishing_and_linking_again_write_nothing(files: tuple[Path, Path], tmp_path: Path) -> None:
    before = dump(files[0])
    with Store.open(files[0]) as store:
        store.write_links(link(store.link_inputs()))
    publish(files[0], tmp_path / "public.db")
    assert dump(files[0]) == before


def test_links_that_nothing_hangs_on_go(tmp_path: Path) -> None:
    with Store.open(tmp_path / "tagih.db") as store:
        save(store, world.news())
        store.write_links(link(store.link_inputs()))
        assert (store.counts()["linked_officials"], store.counts()["linked_regulations"]) == (1, 1)
        save(store, extraction("Artikelnya diganti.", url="https://kabar.example/puskesmas"), content_digest="2")
        store.write_links(link(store.link_inputs()))
        assert (store.counts()["linked_officials"], store.counts()["linked_regulations"]) == (0, 0)


def test_an_empty_database_can_be_published(tmp_path: Path) -> None:
    Store.open(tmp_path / "tagih.db").close()
    summary = publish(tmp_path / "tagih.db", tmp_path / "out" / "public.db")
    assert summary.rows["commitments"] == 0
    assert summary.rows["regions"] == 553
    assert verify(tmp_path / "tagih.db", public=tmp_path / "out" / "public.db") == []


def test_the_summary_counts_rows_and_what_was_withheld(files: tuple[Path, Path], tmp_path: Path) -> None:
    summary = publish(files[0], tmp_path / "public.db")
    assert summary.rows["commitments"] == 4
    assert summary.withheld == {"share": 2}


def test_it_refuses_to_overwrite_the_working_database(files: tuple[Path, Path]) -> None:
    with pytest.raises(StoreError, match="this is the working database"):
        publish(files[0], files[0])


def test_a_working_database_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no database yet"):
        publish(tmp_path / "tagih.db", tmp_path / "public.db")


def publish_on_a_full_disk(working: Path, out: Path, limit: int, result: Any) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        publish(working, out)
    except StoreError as error:
        result.put(str(error))
    else:
        result.put("published")


@pytest.mark.parametrize("limit", [60_000, 200_000])
def test_a_full_disk_leaves_the_old_file(files: tuple[Path, Path], tmp_path: Path, limit: int) -> None:
    working, out = tmp_path / "tagih.db", tmp_path / "public.db"
    working.write_bytes(files[0].read_bytes())
    out.write_bytes(b"the old file")
    spawn = multiprocessing.get_context("spawn")
    result = spawn.Queue()
    process = spawn.Process(target=publish_on_a_full_disk, args=[working, out, limit, result])
    process.start()
    message = result.get(timeout=60)
    process.join()
    assert "public.db" in message
    assert "disk" in message
    assert out.read_bytes() == b"the old file"
    assert [p.name for p in tmp_path.iterdir() if p.suffix == ".unfinished"] == []


def publish_forever(working: Path, out: Path) -> None:
    while True:
        publish(working, out)


def test_a_kill_leaves_a_whole_file(files: tuple[Path, Path], tmp_path: Path) -> None:
    out = tmp_path / "public.db"
    spawn = multiprocessing.get_context("spawn")
    process = spawn.Process(target=publish_forever, args=[files[0], out])
    process.start()
    while process.is_alive() and not out.exists():
        time.sleep(0.01)
    deadline = time.monotonic() + 1
    while time.monotonic() < deadline:
        if out.exists():
            assert out.read_bytes() == files[1].read_bytes()
    process.kill()
    process.join()
    assert out.read_bytes() == files[1].read_bytes()


def test_what_a_killed_run_left_is_swept_when_it_is_old(files: tuple[Path, Path], tmp_path: Path) -> None:
    old, fresh = tmp_path / ".public.db-a.unfinished", tmp_path / ".public.db-b.unfinished"
    for path in (old, fresh):
        path.write_bytes(b"half")
    long_ago = time.time() - publishing.STALE_S - 60
    os.utime(old, (long_ago, long_ago))
    publish(files[0], tmp_path / "public.db")
    assert not old.exists()
    assert fresh.exists()
    assert (tmp_path / "public.db").stat().st_mode & 0o777 == 0o644
