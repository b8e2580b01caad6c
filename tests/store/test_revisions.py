"""Revisions in the database: compared once, kept, published within the share, nobody private named."""

from __future__ import annotations

import itertools
import json
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tagih.linking.revisions import RULE, VERSION, compare
from tagih.records import Extraction, Figure, Statement, Unresolved
from tagih.records.ids import document_id
from tagih.store import Store, publish, verify
from tagih.store.carry import SHARE_PERCENT
from tagih.store.revisions import Absence, history, pairs_to_compare, put_absences, put_revision, revisions_of
from tests.store.factories import dump, extraction, record, save
from tests.store.world import FILLER, compare_all

URL = "https://kabar.example/a"
DAY = datetime(2031, 5, 4, 1, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "tagih.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store.open(path) as opened:
        yield opened


def article(amount: str, *, quote: str = "Kami siap bekerja,", tail: str = FILLER, url: str = URL, **document: Any) -> Extraction:
    text = f'Anggarannya {amount} sudah ada. "{quote}" kata Rani Hasan. {tail}'
    value = Decimal(amount.removeprefix("Rp ").removesuffix(" miliar").replace(",", ".")) * 10**9
    figure = record(Figure, amount, id="f1", value=value, unit="IDR")
    return extraction(text, figure, record(Statement, quote, id="s1", speaker="Rani Hasan", role="bupati"), url=url, **document)


def keep(store: Store, *versions: Extraction, **fields: Any) -> None:
    """Save each as the page of another day, with bytes of its own."""
    for n, version in enumerate(versions):
        values = {"content_digest": f"{n} {version.document.text}", "fetched_at": DAY + timedelta(days=n)} | fields
        save(store, version, **values)


def told(store: Store, url: str = URL) -> list[list[str]]:
    return [[e.kind for e in r.edits] for r in revisions_of(store, document_id(url)) if r.material]


def test_each_version_is_compared_with_the_one_before_it_and_what_was_said_is_read_as_it_was(store: Store) -> None:
    keep(store, article("Rp 5 miliar"), article("Rp 3 miliar"), article("Rp 3 miliar", quote="Kami siap bekerja sekarang,"))
    compare_all(store)
    assert told(store) == [["figure_changed"], ["quote_changed"]]
    (edit,) = revisions_of(store, document_id(URL))[0].edits
    assert (edit.old.text, edit.new and edit.new.text) == ("Rp 5 miliar", "Rp 3 miliar")
    assert (edit.old_terms.value, edit.new_terms.value, edit.similarity) == ("5000000000", "3000000000", 1.0)
    assert [r.new - r.old for r in revisions_of(store, document_id(URL))] == [1, 1]


def test_there_and_back_again_are_three_versions_and_two_revisions(store: Store) -> None:
    a, b = article("Rp 5 miliar"), article("Rp 3 miliar")
    keep(store, a, b, a)
    compare_all(store)
    assert store.counts()["versions"] == 3
    assert [[(e.old_terms.value, e.new_terms.value) for e in r.edits] for r in revisions_of(store, document_id(URL))] == [
        [("5000000000", "3000000000")],
        [("3000000000", "5000000000")],
    ]


def test_comparing_again_writes_nothing(store: Store, path: Path) -> None:
    keep(store, article("Rp 5 miliar"), article("Rp 3 miliar"))
    compare_all(store)
    before = dump(path)
    assert list(pairs_to_compare(store, "1")) == []
    compare_all(store)
    assert dump(path) == before
    assert [pair.old.id for pair in pairs_to_compare(store, "2")] == [1], "another rule compares again"


def test_a_comparison_that_is_cut_off_is_gone_on_with(tmp_path: Path) -> None:
    """What was written is whole, what was under way leaves nothing, and the rest is written the next time."""
    urls = [f"https://kabar.example/{n}" for n in range(3)]
    found = []
    for name in ("whole", "cut"):
        with Store.open(tmp_path / f"{name}.db") as store:
            for url in urls:
                keep(store, article("Rp 5 miliar", url=url), article("Rp 3 miliar", url=url))
            if name == "cut":
                first, second, third = pairs_to_compare(store, VERSION)
                done = compare(first.old, first.new)
                put_revision(store, done, state=first.state, rule=RULE, rule_version=VERSION)
                half = compare(second.old, second.new)
                with pytest.raises(sqlite3.IntegrityError):  # the same edit twice: it fails after the revision's own row was written
                    put_revision(store, replace(half, edits=half.edits * 2), state=second.state, rule=RULE, rule_version=VERSION)
                assert [p.new.id for p in pairs_to_compare(store, VERSION)] == [second.new.id, third.new.id]
            compare_all(store)
            found.append([store.conn.execute(f"SELECT * FROM {t} ORDER BY version_id").fetchall() for t in ("revisions", "edits")])
    assert found[0] == found[1]


def test_the_order_of_documents_does_not_matter(tmp_path: Path) -> None:
    urls = [f"https://kabar.example/{n}" for n in range(3)]
    steps = [(url, amount, n) for url in urls for n, amount in enumerate(("Rp 5 miliar", "Rp 3 miliar", "Rp 4 miliar"))]
    seen = set()
    for order, shuffled in enumerate(itertools.islice(orders(steps), 3)):
        with Store.open(tmp_path / f"{order}.db") as store:
            for n, (url, amount, day) in enumerate(shuffled):
                save(store, article(amount, url=url), content_digest=url + amount, fetched_at=DAY + timedelta(days=day))
                if n % 3 == order:
                    compare_all(store)
            compare_all(store)
        publish(tmp_path / f"{order}.db", tmp_path / f"{order}-public.db")
        with closing(sqlite3.connect(tmp_path / f"{order}-public.db")) as conn:
            seen.add(json.dumps([conn.execute(f"SELECT * FROM {t} ORDER BY id").fetchall() for t in ("revisions", "edits")]))
    assert len(seen) == 1


def orders(steps: list[tuple[str, str, int]]) -> Iterator[list[tuple[str, str, int]]]:
    """Shuffles that keep each document's own days in order."""
    pick = random.Random(3)
    while True:
        left = {url: [s for s in steps if s[0] == url] for url in dict.fromkeys(s[0] for s in steps)}
        order = []
        while left:
            url = pick.choice(sorted(left))
            order.append(left[url].pop(0))
            left = {u: rest for u, rest in left.items() if rest}
        yield order


def test_a_text_that_newer_rules_read_from_the_same_bytes_is_no_revision(store: Store) -> None:
    save(store, article("Rp 5 miliar"), content_digest="same", fetched_at=DAY)
    save(store, article("Rp 5 miliar", tail="Pendek."), content_digest="same", fetched_at=DAY, versions={"figures": "2"})
    compare_all(store)
    assert store.counts()["versions"] == 2
    assert (told(store), history(store, document_id(URL)).revisions) == ([], ())
    # A view counter ticks: the bytes are others, and what was no revision stays none.
    save(
        store,
        article("Rp 5 miliar", tail="Pendek."),
        content_digest="ticked",
        fetched_at=DAY + timedelta(days=1),
        versions={"figures": "2"},
    )
    compare_all(store)
    assert told(store) == []
    save(
        store,
        article("Rp 3 miliar", tail="Pendek."),
        content_digest="changed",
        fetched_at=DAY + timedelta(days=2),
        versions={"figures": "2"},
    )
    compare_all(store)
    assert told(store) == [["figure_changed"]]


def test_records_that_newer_rules_find_are_compared_anew(store: Store, path: Path) -> None:
    first, second = article("Rp 5 miliar"), article("Rp 3 miliar")
    keep(store, first, extraction(second.document.text))
    compare_all(store)
    assert told(store) == [["figure_removed", "quote_removed"]] or told(store) == [["figure_removed"]]
    save(store, second, content_digest=f"1 {second.document.text}", fetched_at=DAY + timedelta(days=1), versions={"figures": "2"})
    compare_all(store)
    assert told(store) == [["figure_changed"]]
    assert verify(path) == []


def test_a_version_that_lacks_a_page_of_its_story_is_passed_over(store: Store) -> None:
    """What could not be fetched was taken away by nobody; a change on either side of it is told."""
    cut = article("Rp 5 miliar", tail="Pendek.").document.text.partition(' "')[0]
    gap = record(Unresolved, "ada.", kind="documents", field="text", reason="page 2 of the story is missing")
    keep(store, article("Rp 5 miliar"), extraction(cut, gap, url=URL), article("Rp 5 miliar"))
    compare_all(store)
    assert told(store) == []
    keep(store, article("Rp 3 miliar"), fetched_at=DAY + timedelta(days=9), content_digest="later")
    compare_all(store)
    assert told(store) == [["figure_changed"]]


# --- pages that were gone ------------------------------------------------------------------------------------------------


def absence(days: int, back: int | None = None, url: str = URL) -> Absence:
    return Absence(url, DAY + timedelta(days=days), DAY, None if back is None else DAY + timedelta(days=back), "404")


def test_what_was_gone_is_written_once_and_what_came_back_says_so(store: Store, path: Path) -> None:
    keep(store, article("Rp 5 miliar"))
    put_absences(store, [absence(2), absence(3, url="https://kabar.example/never-a-document")])
    assert history(store, document_id(URL)).gone_since == "2031-05-06T01:00:00+00:00"
    before = dump(path)
    put_absences(store, [absence(2)])
    assert dump(path) == before
    put_absences(store, [absence(2, back=9), absence(20)])
    rows = store.conn.execute("SELECT first_missing, last_seen, back FROM absences ORDER BY first_missing").fetchall()
    assert [r[2] for r in rows] == ["2031-05-13T01:00:00+00:00", None]
    assert rows[0][1] == "2031-05-04T01:00:00+00:00"
    put_absences(store, [])
    assert store.conn.execute("SELECT count(*) FROM absences").fetchone() == (2,), "a ledger that was lost takes nothing back"
    put_absences(store, [absence(20, back=30)])
    assert history(store, document_id(URL)).gone_since is None


def test_all_of_it_goes_with_its_document(store: Store) -> None:
    keep(store, article("Rp 5 miliar"), article("Rp 3 miliar"))
    compare_all(store)
    put_absences(store, [absence(2)])
    with store.write():
        store.conn.execute("DELETE FROM documents")
    for table in ("revisions", "edits", "absences"):
        assert store.conn.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,), table


# --- what is published ---------------------------------------------------------------------------------------------------


def published(store: Store, path: Path, table: str) -> list[dict[str, Any]]:
    publish(path, path.with_name("public.db"))
    assert verify(path, public=path.with_name("public.db")) == []
    with closing(sqlite3.connect(path.with_name("public.db"))) as conn:
        conn.row_factory = sqlite3.Row
        return [dict(row) for row in conn.execute(f"SELECT * FROM {table}")]


def test_only_what_fits_in_the_share_is_shown_and_the_rest_keeps_its_values(store: Store, path: Path) -> None:
    keep(store, article("Rp 5 miliar", tail=""), article("Rp 3 miliar", tail="", quote="Kami belum tahu,"))
    compare_all(store)
    (document,) = published(store, path, "documents")
    assert document["carried_characters"] <= document["characters"] * SHARE_PERCENT / 100
    edits = {e["kind"]: e for e in published(store, path, "edits")}
    assert edits["figure_changed"]["old_value"] == "5000000000"
    assert edits["figure_changed"]["withheld"] == "share"
    (revision,) = published(store, path, "revisions")
    assert revision["withheld"] == "share"
    hidden = [s for s in json.loads(revision["diff"]) if isinstance(s[1], int)]
    assert {s[0] for s in hidden} >= {"="}


def test_a_word_that_two_versions_have_is_counted_once(store: Store, path: Path) -> None:
    """Three versions of one sentence show little more than one of them."""
    keep(store, article("Rp 5 miliar"), article("Rp 3 miliar"), article("Rp 4 miliar"))
    compare_all(store)
    edits = published(store, path, "edits")
    assert [(e["old_sentence"], e["new_sentence"]) for e in edits] == [
        ("Anggarannya Rp 5 miliar sudah ada.", "Anggarannya Rp 3 miliar sudah ada."),
        ("Anggarannya Rp 3 miliar sudah ada.", "Anggarannya Rp 4 miliar sudah ada."),
    ]
    diffs = [[s for s in json.loads(r["diff"]) if isinstance(s[1], str)][:4] for r in published(store, path, "revisions")]
    assert diffs == [
        [["=", "Anggarannya Rp "], ["-", "5"], ["+", "3"], ["=", " miliar sudah ada."]],
        [["=", "Anggarannya Rp "], ["-", "3"], ["+", "4"], ["=", " miliar sudah ada."]],
    ]


def test_an_open_licence_shows_the_change_whole(store: Store, path: Path) -> None:
    from tests.store.factories import hints

    store.put_sources([hints("dinas", license="open")], {})
    keep(store, article("Rp 5 miliar", tail=""), article("Rp 3 miliar", tail=""), source="dinas")
    compare_all(store)
    (revision,) = published(store, path, "revisions")
    assert revision["withheld"] is None
    assert ["-", "5"] in json.loads(revision["diff"])


def test_who_is_private_in_any_version_is_named_in_none(store: Store, path: Path) -> None:
    named = 'Rumah Budi Santoso terendam. "Kami lelah," kata Budi Santoso.'
    first = article(
        "Rp 5 miliar",
        quote="Kami titip salam untuk Budi Santoso,",
        tail=named + FILLER,
        title="Janji untuk Budi Santoso",
        private_people=("Budi Santoso",),
    )
    keep(store, first, article("Rp 3 miliar"))
    compare_all(store)
    rows = [*published(store, path, "edits"), *published(store, path, "revisions")]
    assert any("████████████" in str(row) for row in rows)
    assert "Budi Santoso" not in path.with_name("public.db").read_bytes().decode("utf-8", "replace")


def test_a_notice_is_shown_and_tells_a_declared_edit_from_a_silent_one(store: Store, path: Path) -> None:
    ralat = "\nRalat: anggaran sebelumnya tertulis lain.\n"
    keep(store, article("Rp 5 miliar"), article("Rp 3 miliar"), article("Rp 4 miliar", tail=ralat + FILLER))
    compare_all(store)
    assert [(r["declares"], r["notice"]) for r in published(store, path, "revisions")] == [
        (None, None),
        ("correction", ralat.strip()),
    ]
    (silent,) = published(store, path, "silent_edits")
    assert (silent["old_value"], silent["corrected_later"]) == ("5000000000", "2031-05-06T01:00:00+00:00")
