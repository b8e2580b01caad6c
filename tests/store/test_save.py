"""Saving: idempotent, versioned, whole."""

from __future__ import annotations

import itertools
import multiprocessing
import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagih.records import Commitment, Date, Extraction, Figure, Official, PageError, Regulation, Statement, StoreError, Target, Unresolved
from tagih.records.ids import document_id
from tagih.store import Store, verify
from tests.store.factories import dump, extraction, hints, page, record, save

URL = "https://kabar.example/a"
TEXT = "Bupati Rani Hasan akan membangun 12 puskesmas sampai 2033 menurut Perbup 7/2031. Kami siap, katanya pada 4 Mei 2031. Entah apa ini."


def full(text: str = TEXT, version: str = "1", **document: object) -> Extraction:
    """One record of every kind."""
    return extraction(
        text,
        record(Official, "Rani Hasan", id="o1", version=version, acting="Plt."),
        record(Regulation, "Perbup 7/2031", instrument="perbup-berau-7-2031", inferred=("jurisdiction",), version=version),
        record(Figure, "12 puskesmas", id="f1", value=Decimal("12.50"), value_high=Decimal("20"), qualifier="range", version=version),
        record(Target, "12 puskesmas", figure="f1", value=Decimal(12), due="2033", version=version),
        record(
            Commitment,
            "akan membangun 12 puskesmas sampai 2033",
            **{
                "official": "o1",
                "actor": "Rani Hasan",
                "checkable": True,
                "topics": ("kesehatan", "a,b"),
                "figures": ("f1",),
                "version": version,
            },
        ),
        record(Statement, "Kami siap", speaker="Rani Hasan", official="o1", role=None, version=version),
        record(Date, "4 Mei 2031", version=version),
        record(Unresolved, "Entah apa", version=version),
        **document,
    )


def is_done(store: Store, id_: str, digest: str, run: int) -> bool:
    return (id_, digest) in store.read_of([id_, "another"], run)[1]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "tagih.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store.open(path) as store:
        yield store


def test_what_is_saved_is_what_is_read(store: Store) -> None:
    saved = full(authors=("A", "B"), editors=("C",), kind="release", jurisdiction="64", language="id", extractor="selectors")
    assert save(store, saved) == "new"
    stored = store.document(saved.document.id)
    assert stored is not None
    assert stored.extraction == saved
    assert (stored.source, stored.versions, stored.first_seen) == ("kabar", 1, "2031-05-04T01:00:00+00:00")


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=60)


@given(
    text=WORDS,
    unit=WORDS,
    numbers=st.tuples(st.decimals(allow_nan=False, allow_infinity=False, places=3), st.none()),
    topics=st.lists(WORDS, max_size=3),
)
def test_any_record_survives_the_way_there_and_back(
    tmp_path_factory: pytest.TempPathFactory, text: str, unit: str, numbers: tuple[Decimal, None], topics: list[str]
) -> None:
    value, high = numbers
    saved = extraction(
        text, record(Figure, text, value=value, value_high=high, unit=unit), record(Commitment, text, topics=tuple(topics)), title=unit
    )
    with Store.open(tmp_path_factory.mktemp("any") / "tagih.db") as store:
        save(store, saved)
        stored = store.document(saved.document.id)
    assert stored is not None
    assert stored.extraction == saved


def test_saving_again_writes_nothing(path: Path) -> None:
    with Store.open(path) as store:
        save(store, full())
    before = dump(path)
    with Store.open(path) as store:
        assert save(store, full()) == "unchanged"
        assert save(store, full(), fetched_at=datetime(2031, 6, 1, tzinfo=UTC)) == "unchanged"
        store.put_sources([hints()], {})
    assert dump(path) == before


@pytest.mark.parametrize(
    ("text", "title", "outcome", "versions"),
    [
        (TEXT, "Sebuah judul", "unchanged", 1),
        (TEXT + " Tambahan.", "Sebuah judul", "changed", 2),
        (TEXT, "Judul lain", "changed", 2),
        (TEXT.replace("Kami siap", "Kami  siap"), "Sebuah judul", "unchanged", 1),
    ],
)
def test_what_makes_a_new_version(store: Store, text: str, title: str, outcome: str, versions: int) -> None:
    save(store, extraction(TEXT, record(Figure, "12 puskesmas")))
    again = extraction(text, record(Figure, "12 puskesmas"), title=title)
    assert save(store, again, content_digest="other bytes") == outcome
    assert store.counts()["versions"] == versions
    stored = store.document(again.document.id)
    assert stored is not None
    assert stored.extraction == again


def test_only_the_newest_version_counts_and_the_old_one_is_kept(store: Store, path: Path) -> None:
    save(store, full())
    save(store, extraction("Sama sekali lain."), content_digest="2")
    assert store.counts()["commitments"] == 0
    assert store.conn.execute("SELECT count(*) FROM commitments").fetchone() == (1,)
    assert save(store, full(), content_digest="3") == "changed"
    assert store.counts()["commitments"] == 1
    assert store.counts()["versions"] == 3
    assert verify(path) == []


def test_a_newer_run_replaces_records_and_keeps_the_number(store: Store) -> None:
    save(store, full(), versions={"commitments": "1"})
    (before,) = store.new_commitments(0)
    later = datetime(2032, 1, 1, tzinfo=UTC)
    assert save(store, full(version="2"), versions={"commitments": "2"}, fetched_at=later) == "unchanged"
    (after,) = store.new_commitments(0)
    assert (after.seq, after.id, after.first_seen) == (before.seq, before.id, before.first_seen)
    assert after.commitment.rule_version == "2"
    assert list(store.new_commitments(before.seq)) == []
    assert store.counts()["versions"] == 1


def test_other_bytes_or_another_run_with_the_same_records_leave_the_records_alone(store: Store) -> None:
    save(store, full())
    before = store.conn.execute("SELECT * FROM commitments").fetchall()
    save(store, extraction("Lain.", record(Commitment, "Lain."), url="https://kabar.example/b"))
    assert save(store, full(), content_digest="a page with another advertisement", archive_file="later.warc.gz") == "unchanged"
    assert save(store, full(), content_digest="a page with another advertisement", versions={"dates": "2"}) == "unchanged"
    assert store.conn.execute("SELECT * FROM commitments WHERE version_id = 1").fetchall() == before
    assert is_done(store, document_id(URL), "a page with another advertisement", store.run_id({"dates": "2"}))


def test_the_same_rule_versions_are_the_same_run(store: Store) -> None:
    first = store.run_id({"a": "1", "b": "2"})
    assert store.run_id({"b": "2", "a": "1"}) == first
    assert store.run_id({"a": "1", "b": "3"}) != first


def test_done_is_these_bytes_by_this_run(store: Store) -> None:
    run, newer = store.run_id({"a": "1"}), store.run_id({"a": "2"})
    id_ = document_id(URL)
    save(store, full(), versions={"a": "1"}, content_digest="x")
    assert is_done(store, id_, "x", run)
    assert not is_done(store, id_, "y", run)
    assert not is_done(store, id_, "x", newer)
    assert not is_done(store, document_id("https://kabar.example/b"), "x", run)
    (version,) = store.conn.execute("SELECT fetched_at FROM document_versions WHERE current").fetchone()
    assert store.read_of([id_, "another"], newer) == ({id_: version}, set())
    assert store.read_of([], run) == ({}, set())


def test_a_failure_is_remembered_until_the_page_can_be_read(store: Store) -> None:
    store.put_sources([hints()], {"kabar": True})
    run = store.run_id({"a": "1"})
    error = PageError("the page is empty", where=URL, remedy="Fetch it again.")
    for _ in range(2):
        store.fail(page(URL), run, error)
    (failure,) = store.failures()
    assert (failure.url, failure.what, failure.remedy, failure.source) == (URL, "the page is empty", "Fetch it again.", "kabar")
    assert is_done(store, document_id(URL), page(URL).content_digest, run)
    save(store, full(), versions={"a": "1"})
    assert store.failures() == []


def test_a_failure_leaves_what_was_read_before(store: Store) -> None:
    save(store, full())
    store.fail(page(URL, content_digest="broken"), store.run_id({"figures": "1"}), PageError("broken", where=URL, remedy="-"))
    assert store.counts()["commitments"] == 1
    assert len(store.failures()) == 1


def test_an_unknown_source_is_refused_and_nothing_is_written(path: Path) -> None:
    with Store.open(path) as store:
        run = store.run_id({})
    before = dump(path)
    with Store.open(path) as store, pytest.raises(StoreError, match="the source 'nobody' is unknown"):
        store.save(full(), page=page(URL, source="nobody"), run=run)
    assert dump(path) == before


@pytest.mark.parametrize(
    ("what", "message"),
    [
        (extraction("Judulnya rusak.", title="setengah \ud83d pasang"), "surrogates not allowed"),
        (extraction("Wilayah antah.", record(Target, "antah", jurisdiction="99.99")), "FOREIGN KEY"),
    ],
)
def test_a_page_that_cannot_be_stored_is_named_and_nothing_is_written(path: Path, what: Extraction, message: str) -> None:
    with Store.open(path) as store:
        save(store, full())
    before = dump(path)
    with Store.open(path) as store:
        with pytest.raises(PageError, match=message) as error:
            save(store, what, content_digest="2")
        assert error.value.where == URL
    assert dump(path) == before


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        page(URL, fetched_at=datetime(2031, 1, 1))


def test_sources_are_kept_up(store: Store) -> None:
    store.put_sources([hints(), hints("lain")], {"kabar": False})
    store.put_sources([hints(outlet="Nama Baru")], {"kabar": True})
    assert store.conn.execute("SELECT id, outlet, verified FROM sources ORDER BY id").fetchall() == [
        ("kabar", "Nama Baru", 1),
        ("lain", "Kabar Contoh", 0),
    ]


def test_words_of_the_working_database_can_be_searched(store: Store) -> None:
    save(store, full())
    save(store, extraction("Sama sekali lain."), content_digest="2")
    find = "SELECT rowid FROM document_versions_fts WHERE document_versions_fts MATCH ?"
    assert len(store.conn.execute(find, ["puskesmas"]).fetchall()) == 1
    assert len(store.conn.execute(find, ["lain"]).fetchall()) == 1


MANY = 60
VERSIONS = {n: " ".join(f"Naskah {n}: kami akan membangun {i} sumur." for i in range(MANY)) for n in (1, 2)}


def many(n: int) -> Extraction:
    text = VERSIONS[n]
    return extraction(text, *(record(Commitment, f"membangun {i} sumur", id=f"c{i}") for i in range(MANY)))


def write_forever(path: Path) -> None:
    """What the killed process does."""
    with Store.open(path) as store:
        for n in itertools.cycle(VERSIONS):
            save(store, many(n), content_digest=str(n))


def test_a_kill_leaves_the_old_state_or_the_new(path: Path) -> None:
    with Store.open(path) as store:
        save(store, many(1), content_digest="1")
    spawn = multiprocessing.get_context("spawn")
    for _ in range(3):
        writer = spawn.Process(target=write_forever, args=[path])
        writer.start()
        with Store.open(path) as store:
            versions = store.counts()["versions"]
            while writer.is_alive() and store.counts()["versions"] < versions + 3:
                time.sleep(0.01)
        time.sleep(random.random() / 20)
        assert writer.is_alive()
        writer.kill()
        writer.join()
        with Store.open(path) as store:
            stored = store.document(document_id(URL))
            assert stored is not None
            assert stored.extraction in (many(1), many(2))
            assert store.conn.execute("SELECT count(*) FROM commitment_ledger").fetchone() == (MANY,)
        assert verify(path) == []
