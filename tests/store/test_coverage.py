"""What was seen and what was not: kept a day at a time, and published with the days on which nobody looked."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tagih.records import PageError
from tagih.store import Store, publish
from tagih.store.coverage import AGAIN, MOST_TEXTS, text_lengths, write_days
from tests.store.factories import extraction, hints, page, save
from tests.store.world import DAYS, day


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    folder = tmp_path_factory.mktemp("coverage")
    with Store.open(folder / "tagih.db") as store:
        store.put_sources([hints(), hints("lain"), hints("dinas", kind="release"), hints("sunyi")], {})
        write_days(store, DAYS)
    publish(folder / "tagih.db", folder / "public.db")
    with closing(sqlite3.connect(folder / "public.db")) as conn:
        conn.row_factory = sqlite3.Row
        yield conn


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "tagih.db") as store:
        store.put_sources([hints(timezone="Asia/Makassar"), hints("jdih", kind="regulation")], {})
        yield store


def rows(conn: sqlite3.Connection, sql: str) -> list[dict[str, Any]]:
    return [dict(row) for row in conn.execute(sql)]


def states(conn: sqlite3.Connection, source: str) -> dict[str, str]:
    return {r["day"]: r["state"] for r in rows(conn, f"SELECT day, state FROM source_days WHERE source_id = '{source}'")}


def test_a_day_on_which_nobody_looked_is_a_row(public: sqlite3.Connection) -> None:
    assert states(public, "kabar") == {"2031-05-04": "ok", "2031-05-05": "not_asked", "2031-05-06": "blocked"}
    dinas = states(public, "dinas")
    assert (len(dinas), dinas["2031-04-20"], dinas["2031-05-05"], dinas["2031-05-06"]) == (17, "ok", "not_asked", "unreachable")
    assert states(public, "sunyi") == {}
    (gap,) = rows(public, "SELECT * FROM source_days WHERE source_id = 'kabar' AND day = '2031-05-05'")
    assert (gap["requests"], gap["new"], gap["failures"], gap["characters"]) == (0, 0, "{}", None)


def test_failures_are_told_by_cause(public: sqlite3.Connection) -> None:
    (row,) = rows(public, "SELECT * FROM source_days WHERE source_id = 'kabar' AND state = 'blocked'")
    assert (row["failed"], json.loads(row["failures"]), row["empty_answers"]) == (6, {"blocked": 5, "empty": 1}, 1)


def test_each_source_says_what_was_seen_of_it_in_a_week(public: sqlite3.Connection) -> None:
    found = {r["source_id"]: r for r in rows(public, "SELECT * FROM coverage_by_source")}
    columns = ("state", "days_asked", "days_seen", "days_ok", "new", "last_asked", "last_seen", "last_new")
    assert {k: tuple(r[c] for c in columns) for k, r in found.items()} == {
        "kabar": ("blocked", 2, 1, 1, 2, "2031-05-06", "2031-05-04", "2031-05-04"),
        "lain": ("zero_items", 2, 2, 1, 1, "2031-05-06", "2031-05-06", "2031-05-05"),
        "dinas": ("unreachable", 1, 0, 0, 0, "2031-05-06", "2031-04-20", "2031-04-20"),
        "sunyi": ("never", 0, 0, 0, 0, None, None, None),
    }
    assert {(r["since"], r["until"]) for r in found.values()} == {("2031-04-30", "2031-05-06")}


def test_each_province_says_what_was_seen_of_it(public: sqlite3.Connection) -> None:
    found = {r["province"]: r for r in rows(public, "SELECT * FROM coverage_by_province")}
    assert len(found) == 39, "the whole country, and each province whether it has a source or not"
    columns = ("sources", "seen", "ok", "unseen", "never_asked", "new", "silent_since")
    assert tuple(found["64"][c] for c in columns) == (4, 2, 2, 1, 1, 3, None)
    assert tuple(found["65"][c] for c in columns) == (0, 0, 0, 0, 0, 0, None)


def test_a_province_of_which_nothing_is_seen_says_since_when(tmp_path: Path) -> None:
    with Store.open(tmp_path / "tagih.db") as store:
        store.put_sources([hints(), hints("lain", jurisdiction="65")], {})
        write_days(store, [day("kabar", "2031-04-02"), day("kabar", "2031-05-06", "blocked"), day("lain", "2031-05-06")])
    publish(tmp_path / "tagih.db", tmp_path / "public.db")
    with closing(sqlite3.connect(tmp_path / "public.db")) as conn:
        found = dict(conn.execute("SELECT province, silent_since FROM coverage_by_province").fetchall())
    assert (found["64"], found["65"], found["11"]) == ("2031-04-02", None, None)


def test_each_day_says_what_stood_in_the_way(public: sqlite3.Connection) -> None:
    (last,) = rows(public, "SELECT * FROM coverage_by_day WHERE day = '2031-05-06'")
    assert {k: v for k, v in last.items() if v} == {
        "day": "2031-05-06", "sources": 4, "asked": 3, "zero_items": 1, "blocked": 1, "unreachable": 1,
        "requests": 19, "failed": 9, "empty_answers": 1, "bytes": 18_000,
    }  # fmt: skip


def test_gaps_are_told_for_a_year_and_what_was_seen_before_stays(tmp_path: Path) -> None:
    with Store.open(tmp_path / "tagih.db") as store:
        store.put_sources([hints()], {})
        write_days(store, [day("kabar", "1970-01-01"), day("kabar", "2031-05-06")])
    publish(tmp_path / "tagih.db", tmp_path / "public.db")
    with closing(sqlite3.connect(tmp_path / "public.db")) as conn:
        conn.row_factory = sqlite3.Row
        found = states(conn, "kabar")
    assert len(found) == 367
    assert min(d for d, state in found.items() if state == "not_asked") == "2030-05-06"


def test_without_days_nothing_is_claimed(tmp_path: Path) -> None:
    with Store.open(tmp_path / "tagih.db") as store:
        store.put_sources([hints()], {})
    publish(tmp_path / "tagih.db", tmp_path / "public.db")
    with closing(sqlite3.connect(tmp_path / "public.db")) as conn:
        assert conn.execute("SELECT count(*) FROM source_days").fetchone() == (0,)
        assert conn.execute("SELECT state, until FROM coverage_by_source").fetchall() == [("never", None)]


def test_the_same_days_again_write_nothing_and_strangers_are_left_out(store: Store) -> None:
    days = [day("kabar", "2031-05-04", lengths=(3, 1)), day("asing", "2031-05-04")]
    assert write_days(store, days) == 1
    assert write_days(store, days) == 0
    assert write_days(store, [day("kabar", "2031-05-04", "blocked")]) == 1
    assert store.conn.execute("SELECT source_id, state FROM source_days").fetchall() == [("kabar", "blocked")]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_lengths_are_of_the_day_where_the_source_is(store: Store) -> None:
    save(store, extraction("a" * 500, url="https://kabar.example/1"), fetched_at=at("2031-05-04T15:59:00"))
    save(store, extraction("b" * 700, url="https://kabar.example/2"), fetched_at=at("2031-05-04T16:00:00"))
    assert text_lengths(store) == {"kabar": {"2031-05-04": [500], "2031-05-05": [700]}}


def test_a_changed_page_counts_again_and_an_unread_one_as_nothing(store: Store) -> None:
    save(store, extraction("a" * 500), fetched_at=at("2031-05-04T01:00:00"))
    save(store, extraction("a" * 40), fetched_at=at("2031-05-06T01:00:00"))
    save(store, extraction("a" * 40), fetched_at=at("2031-05-07T01:00:00"))
    for source in ("kabar", "jdih"):
        url = f"https://{source}.example/kosong"
        store.fail(page(url, source=source, fetched_at=at("2031-05-06T02:00:00")), store.run_id({"figures": "1"}), PageError("is empty", where=url, remedy=""))  # fmt: skip
    assert text_lengths(store) == {"kabar": {"2031-05-04": [500], "2031-05-06": [40, 0]}}


def test_lengths_of_old_days_are_kept_as_they_were_and_of_new_days_measured(store: Store) -> None:
    newest = datetime(2031, 5, 20, 3, tzinfo=UTC)
    old, fresh = newest - AGAIN - timedelta(days=1), newest - AGAIN
    days = [day("kabar", moment.date().isoformat(), lengths=(7, 8)) for moment in (old, fresh, newest)]
    write_days(store, days)
    save(store, extraction("a" * 500, url="https://kabar.example/1"), fetched_at=old)
    save(store, extraction("b" * 700, url="https://kabar.example/2"), fetched_at=fresh)
    assert text_lengths(store) == {"kabar": {"2031-05-12": [7, 8], "2031-05-13": [700]}}


def test_of_a_day_of_thousands_a_part_is_kept(store: Store) -> None:
    with store.write():
        save_many(store, 450)
    ((lengths,),) = [list(days.values()) for days in text_lengths(store).values()]
    assert len(lengths) == 150 <= MOST_TEXTS
    assert lengths[:2] == [0, 3]


def save_many(store: Store, n: int) -> None:
    """Documents without records, longer and longer by a character."""
    run = store.conn.execute("INSERT INTO extraction_runs (digest, versions) VALUES ('d', '{}') RETURNING id").fetchone()[0]
    empty = {"current": 1, "authors": "[]", "editors": "[]", "kind": "news", "language": "id", "extractor": "txt", "private_people": "[]"}
    empty |= {"text_digest": "", "sentences": "[]", "content_digest": "", "run_id": run, "extraction_digest": ""}
    for i in range(n):
        moment = f"2031-05-04T{i // 60:02}:{i % 60:02}:00+00:00"
        store.conn.execute(
            "INSERT INTO documents (id, url, source_id, first_seen) VALUES (?, ?, 'kabar', ?)",
            [f"d{i}", f"https://kabar.example/{i}", moment],
        )
        row = empty | {"document_id": f"d{i}", "text": "x" * i, "first_seen": moment, "fetched_at": moment}
        store.conn.execute(f"INSERT INTO document_versions ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", list(row.values()))
