"""The whole path of a change: a page is edited or taken away, and readers hear of it, once, with evidence."""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tagih.run import extract_archive, link_store, publish_store
from tagih.store import verify
from tests.sample import SAMPLE, SampleWorld
from tests.sample.articles import later
from tests.test_replay import STORY, page, read, take, write_warc
from tests.test_whole import contents
from tests.whole import run_sample, workspace

GONE = {gone["url"]: gone["sign"] for gone in later()["removed"]}


def rows(path: Path, sql: str) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(path)) as db:
        db.row_factory = sqlite3.Row
        return [dict(row) for row in db.execute(sql)]


def days_pass(data: Path) -> None:
    """As if every page had been there a week ago, and the missing ones gone for three days; they are due again."""
    shift = "strftime('%Y-%m-%dT%H:%M:%f+00:00', {}, '-{} days')"
    with closing(sqlite3.connect(data / "crawl.db")) as db, db:
        for present, days in ((1, 7), (0, 3)):
            db.execute(
                f"UPDATE presence SET since = {shift.format('since', days)}, until = {shift.format('until', days)} WHERE present = {present}"
            )
        db.execute("UPDATE urls SET next_visit = 0 WHERE state = 'not_found'")


@pytest.fixture(scope="module")
def aged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder after the world has grown older, and three days more."""
    data = tmp_path_factory.mktemp("aged")
    with SampleWorld() as world:
        run_sample(data, world, revisit_s=0.0)
        world.grow_older()
        run_sample(data, world, revisit_s=0.0)
        assert rows(data / "public.db", "SELECT * FROM taken_down") == [], "once is chance"
        days_pass(data)
        run_sample(data, world, revisit_s=0.0)
    return data


def test_readers_hear_of_every_edit_and_of_nothing_else(aged: Path) -> None:
    wanted = Counter(
        (change["url"], told["kind"], told.get("old_value"), told.get("new_value"), told.get("declared"))
        for change in later()["edit"]
        for told in change["tells"]
    )
    found = Counter(
        (e["url"], e["kind"], e["old_value"], e["new_value"], e["declared"])
        for e in rows(aged / "public.db", "SELECT e.*, d.url FROM edits e JOIN documents d ON d.id = e.document_id")
    )
    assert found == wanted
    silent = rows(aged / "public.db", "SELECT * FROM silent_edits")
    assert len(silent) == sum(wanted.values()) - 1
    assert all(e["before"] and (e["after"] or e["kind"] == "figure_removed") and e["withheld"] is None for e in silent)
    assert len(rows(aged / "public.db", "SELECT * FROM revisions")) == len({url for url, *_ in wanted})


def test_a_page_whose_white_space_changed_is_no_revision(aged: Path) -> None:
    (edit,) = (e for e in later()["edit"] if e["old"] == "</p>")
    assert rows(aged / "public.db", f"SELECT revisions FROM documents WHERE url = '{edit['url']}'") == [{"revisions": 0}]


def test_pages_that_were_taken_away_are_told_with_their_sign_and_their_days(aged: Path) -> None:
    found = rows(aged / "public.db", "SELECT * FROM taken_down")
    assert {r["document_url"]: r["sign"] for r in found} == GONE
    for r in found:
        assert r["last_seen"] < r["first_missing"]
        assert r["back"] is None
    gone = {r["url"] for r in rows(aged / "public.db", "SELECT url FROM documents WHERE gone_since IS NOT NULL")}
    assert gone == set(GONE)


def test_all_of_it_is_verified(aged: Path) -> None:
    assert verify(aged / "tagih.db", public=aged / "public.db") == []


def test_a_page_that_comes_back_says_so_and_running_again_writes_nothing(tmp_path: Path) -> None:
    url = next(iter(GONE))
    shutil.copytree(SAMPLE / "sources", tmp_path / "sources", ignore=lambda _, names: {n for n in names if "kabarmahakam" not in n})

    def crawl(world: SampleWorld) -> list[dict[str, Any]]:
        with closing(sqlite3.connect(tmp_path / "data" / "crawl.db")) as db, db:
            db.execute("UPDATE urls SET next_visit = 0 WHERE state = 'not_found'")
        run_sample(tmp_path / "data", world, sources=tmp_path / "sources", revisit_s=0.0)
        return rows(tmp_path / "data" / "public.db", "SELECT back FROM taken_down")

    with SampleWorld() as world:
        run_sample(tmp_path / "data", world, sources=tmp_path / "sources", revisit_s=0.0)
        kept = world.pages[url]
        world.remove(url)
        assert crawl(world) == []
        days_pass(tmp_path / "data")
        assert crawl(world) == [{"back": None}]
        world.pages[url] = kept
        (back,) = crawl(world)
        assert back["back"] is not None
        before = contents(tmp_path / "data" / "tagih.db")
        assert crawl(world) == [back]
        assert contents(tmp_path / "data" / "tagih.db") == before


def test_a_clock_beside_the_text_tells_that_the_page_was_updated(tmp_path: Path) -> None:
    """Main texts leave such a line out; two archived pages still show that it came with the change."""

    def dated(promise: str, *lines: str) -> bytes:
        shown = "".join(f"<p>{line}</p>" for line in lines)
        return page(promise).replace(b"</h1>", b"</h1>" + shown.encode())

    told = {}
    for name, lines in {"silent": ("Diterbitkan 4 Januari 2019",), "stamped": ("Diperbarui pada 4 Februari 2019 10.00 WITA",)}.items():
        here = workspace(tmp_path / name)
        pages = [dated("30 sumur resapan", "Diterbitkan 4 Januari 2019"), dated("50 sumur resapan", *lines)]
        for n, body in enumerate(pages, start=1):
            take(here, write_warc(tmp_path / f"{name}{n}.warc.gz", [(STORY, f"2019-0{n}-04T01:00:00Z", body, ())]))
        read(here)
        link_store(here)
        publish_store(here)
        (told[name],) = [(r["declares"], r["notice"]) for r in rows(here.public, "SELECT * FROM revisions")]
        assert verify(here.working, public=here.public) == []
    assert told == {"silent": (None, None), "stamped": ("update", "Diperbarui pada 4 Februari 2019 10.00 WITA")}


# --- versions, however late they are read ----------------------------------------------------------------------------------


def versions(path: Path) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute("SELECT fetched_at, current, text_digest FROM document_versions ORDER BY id").fetchall()


@pytest.mark.parametrize("order", ["ABA", "ABBA", "ABAB"])
def test_there_and_back_again_is_the_same_read_at_once_or_one_by_one(tmp_path: Path, order: str) -> None:
    said = {"A": "30 sumur resapan", "B": "50 sumur resapan"}
    warcs = [
        write_warc(tmp_path / f"{n}.warc.gz", [(STORY, f"2019-0{n}-04T01:00:00Z", page(said[x]), ())]) for n, x in enumerate(order, start=1)
    ]
    at_once, one_by_one, in_two = (workspace(tmp_path / name) for name in ("a", "b", "c"))
    take(at_once, *warcs)
    read(at_once)
    for warc in warcs:
        take(one_by_one, warc)
        read(one_by_one)
    take(in_two, warcs[0])
    read(in_two)
    take(in_two, *warcs[1:])
    read(in_two)
    expected = [x for n, x in enumerate(order) if not n or order[n - 1] != x]
    for here in (at_once, one_by_one, in_two):
        digests = [row[2] for row in versions(here.working)]
        assert [digests.index(d) for d in digests] == [expected.index(x) for x in expected]
        assert [row[1] for row in versions(here.working)] == [0] * (len(expected) - 1) + [1]
        link_store(here)
        publish_store(here)
        edits = rows(here.public, "SELECT old_value, new_value FROM edits WHERE kind LIKE 'figure%' OR kind LIKE 'target%' ORDER BY seen")
        assert [(e["old_value"], e["new_value"]) for e in edits] == [
            (said[a].split()[0], said[b].split()[0]) for a, b in pairwise(expected)
        ]
        before = contents(here.working)
        assert read(here).get("changed", 0) == 0
        assert contents(here.working) == before


@pytest.mark.parametrize("order", [(3, 1, 2), (3, 2, 1), (2, 3, 1), (1, 3, 2)])
def test_an_older_copy_that_comes_to_light_late_takes_its_place(tmp_path: Path, order: tuple[int, ...]) -> None:
    """Whatever order copies are found in, the versions and what changed between them are the same."""
    said = {1: "30 sumur resapan", 2: "40 sumur resapan", 3: "50 sumur resapan"}
    here = workspace(tmp_path / "data")
    for n in order:
        take(here, write_warc(tmp_path / f"{n}.warc.gz", [(STORY, f"2019-0{n}-04T01:00:00Z", page(said[n]), ())]))
        read(here)
        link_store(here)
    publish_store(here)
    found = rows(here.working, "SELECT first_seen, current FROM document_versions ORDER BY first_seen")
    assert [(r["first_seen"][:7], r["current"]) for r in found] == [("2019-01", 0), ("2019-02", 0), ("2019-03", 1)]
    edits = rows(here.public, "SELECT old_value, new_value, revision_id FROM edits WHERE old_value IS NOT NULL ORDER BY seen")
    assert [(e["old_value"], e["new_value"]) for e in edits] == [("30", "40"), ("40", "50")]
    assert [e["revision_id"][-16:] for e in edits] == ["20190204T010000Z", "20190304T010000Z"]
    assert verify(here.working, public=here.public) == []
    before = contents(here.working)
    assert {name: n for name, n in read(here).items() if n} == {"skipped": 3}
    link_store(here)
    assert contents(here.working) == before


def test_an_older_copy_with_the_same_text_shows_only_that_it_stood_there_sooner(tmp_path: Path) -> None:
    here = workspace(tmp_path / "data")
    for n in (3, 1):
        body = page("30 sumur resapan").replace(b"</title>", b"</title><!-- %d -->" % n)
        take(here, write_warc(tmp_path / f"{n}.warc.gz", [(STORY, f"2019-0{n}-04T01:00:00Z", body, ())]))
        read(here)
    assert [r["first_seen"][:7] for r in rows(here.working, "SELECT first_seen FROM document_versions")] == ["2019-01"]
    assert {name: n for name, n in read(here).items() if n} == {"skipped": 2}


def test_what_newer_rules_read_from_the_same_bytes_is_not_laid_at_the_publishers_door(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rules change and so does the page, before it was read again: its old bytes are read by the new rules first."""
    here = workspace(tmp_path / "data")
    take(here, write_warc(tmp_path / "1.warc.gz", [(STORY, "2019-01-04T01:00:00Z", page("30 sumur resapan"), ())]))
    read(here)
    import tagih.run

    plain = tagih.run.extract_or_error

    def shorter(given: Any) -> Any:
        """Rules that leave out what they took for text before."""
        cut = given.content.replace(b"Warga setempat sudah lama menunggu pekerjaan itu dimulai. ", b"", 2)
        return plain(type(given)(**{n: getattr(given, n) for n in given.__dataclass_fields__} | {"content": cut}))

    monkeypatch.setattr(tagih.run, "extract_or_error", shorter)
    known = tagih.run.versions()
    monkeypatch.setattr(tagih.run, "versions", lambda: known | {"figures": "next"})
    take(here, write_warc(tmp_path / "2.warc.gz", [(STORY, "2019-02-04T01:00:00Z", page("50 sumur resapan"), ())]))
    extract_archive(here, here.load_sources())
    link_store(here)
    publish_store(here)
    assert [row[1] for row in versions(here.working)] == [0, 0, 1]
    (revision,) = rows(here.public, "SELECT * FROM revisions")
    assert (revision["words_removed"], revision["words_added"]) == (1, 1)
    assert {(e["old_value"], e["new_value"]) for e in rows(here.public, "SELECT * FROM edits WHERE old_value IS NOT NULL")} == {
        ("30", "50")
    }
