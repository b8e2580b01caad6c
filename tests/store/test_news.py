"""What is new since a number."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tagih.records import Commitment, Official, Statement
from tagih.store import Store, news
from tests.store.factories import extraction, record, save


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "tagih.db") as store:
        yield store


def promise(n: int, *, url: str | None = None) -> str:
    return f"Kami akan menggali {n} sumur."


def save_promises(store: Store, *numbers: int, url: str = "https://kabar.example/a") -> None:
    text = " ".join(map(promise, numbers)) or "Kosong."
    save(store, extraction(text, *(record(Commitment, promise(n)) for n in numbers), url=url), content_digest=text)


def seen(store: Store, since: int = 0, limit: int | None = None) -> list[tuple[int, str]]:
    return [(new.seq, new.commitment.text) for new in store.new_commitments(since, limit)]


def test_each_commitment_has_one_number_for_ever(store: Store) -> None:
    save_promises(store, 1, 2)
    save_promises(store, 2, 3)
    assert seen(store) == [(2, promise(2)), (3, promise(3))]
    save_promises(store, 1)
    assert seen(store) == [(1, promise(1))], "words that come back are not new"
    assert store.last_seq() == 3


def test_the_same_words_in_another_document_are_another_commitment(store: Store) -> None:
    save_promises(store, 1)
    save_promises(store, 1, url="https://kabar.example/b")
    assert [seq for seq, _ in seen(store)] == [1, 2]


def test_the_same_words_twice_in_a_document_are_one(store: Store) -> None:
    text = f"{promise(1)} {promise(1)}"
    second = record(Commitment, promise(1) + " ", id="second")
    what = extraction(text, record(Commitment, promise(1), id="first"), second)
    save(store, what)
    assert len(seen(store)) == 1


@pytest.mark.parametrize("batch", [1, 2, 500])
def test_since_and_limit(store: Store, monkeypatch: pytest.MonkeyPatch, batch: int) -> None:
    monkeypatch.setattr(news, "BATCH", batch)
    save_promises(store, 1, 2, 3, 4, 5)
    assert [seq for seq, _ in seen(store, since=2)] == [3, 4, 5]
    assert [seq for seq, _ in seen(store, since=1, limit=3)] == [2, 3, 4]
    assert seen(store, since=5) == []
    assert seen(store, limit=0) == []


def test_an_empty_database_has_nothing_new(store: Store) -> None:
    assert store.last_seq() == 0
    assert seen(store) == []


def test_what_an_alert_is_told(store: Store) -> None:
    text = 'Bupati Rani Hasan akan menggali 5 sumur untuk Budi Santoso. "Terima kasih," kata Budi Santoso.'
    what = extraction(
        text,
        record(Official, "Rani Hasan", id="o1"),
        record(Commitment, "akan menggali 5 sumur untuk Budi Santoso", official="o1", actor="Rani Hasan", due="2033", topics=("air",)),
        record(Statement, "Terima kasih,", speaker="Budi Santoso", role="warga"),
        title="Budi dapat sumur",
        jurisdiction="64.03",
        private_people=("Budi Santoso",),
    )
    save(store, what)
    (new,) = store.new_commitments(0)
    assert new.sentence == "Bupati Rani Hasan akan menggali 5 sumur untuk ████████████."
    assert new.commitment.text == "akan menggali 5 sumur untuk ████████████"
    assert new.document_title == "████ dapat sumur"
    assert (new.commitment.actor, new.commitment.due, new.commitment.topics, new.commitment.jurisdiction) == (
        "Rani Hasan",
        "2033",
        ("air",),
        "64.03",
    )
    assert (new.official_name, new.official_office) == ("Rani Hasan", "Bupati")
    assert (new.document_url, new.document_published, new.outlet, new.source, new.document_jurisdiction) == (
        "https://kabar.example/a",
        "2031-05-04T08:00:00+08:00",
        "Kabar Contoh",
        "kabar",
        "64.03",
    )
