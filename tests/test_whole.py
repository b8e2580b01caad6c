"""The whole path over the sample world: what a careful reader expects is found, nothing twice, nothing lost, nobody named who must not be."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from scraper.ledger import Ledger
from tagih.records import Extraction
from tagih.records.output import decimal_text
from tagih.store import Store, verify
from tagih.store.privacy import MASK
from tests.alerts.servers import mail_server
from tests.sample import SAMPLE, SampleWorld, expected, private_names
from tests.sample.articles import all_articles
from tests.whole import AGENT, run_sample, workspace

# Least share of the expected facts that must be found, over all pages; the sample is ours, so it may be looked at when this fails.
FOUND = {"officials": 0.9, "regulations": 0.95, "figures": 0.95, "targets": 0.7, "commitments": 0.7, "statements": 0.85, "dates": 0.9}


def stored(data: Path) -> dict[str, Extraction]:
    with Store.open(data / "tagih.db", create=False) as store:
        return {s.extraction.document.url or "": s.extraction for s in store.documents()}


@pytest.fixture(scope="session")
def read(sample_data: Path) -> dict[str, Extraction]:
    return stored(sample_data)


def contents(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of a database, in a stable order; not when its migrations ran, nor its search index, nor what was asked
    of each source on which day: that is another after each run."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as db:
        tables = [
            name
            for (name,) in db.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%_fts%' AND name NOT LIKE '!_%' ESCAPE '!'"
            )
        ]
        return {name: sorted(db.execute(f"SELECT * FROM [{name}]"), key=repr) for name in tables if name != "source_days"}


@pytest.mark.parametrize("page", expected()["page"], ids=lambda page: page["url"].rstrip("/").rpartition("/")[2])
def test_a_page_says_about_itself_what_it_says(read: dict[str, Extraction], page: Mapping[str, Any]) -> None:
    document = read[page["url"]].document
    given = {name: page[name] for name in ("title", "published", "kind") if name in page}
    assert {name: getattr(document, name) for name in given} == given
    assert list(document.authors) == page.get("authors", [])
    assert list(document.editors) == page.get("editors", [])
    flat = " ".join(document.text.split())
    for sentence in page.get("contains", []):
        assert sentence in flat
    for leftover in page.get("lacks", []):
        assert leftover not in flat


def agrees(kind: str, want: Any, record: Any) -> bool:
    """Whether a record is the expected one, compared by the fields that the expectation gives."""
    if kind == "dates":
        return bool(record.value == want)
    for name, value in want.items():
        if name == "part":
            text = " ".join(record.text.split())
            if value not in text and text not in value:
                return False
        elif name == "text":
            if not (value in record.text or record.text in value):
                return False
        elif name == "office":
            if value.split()[0] != record.office.split()[0]:
                return False
        elif name in {"value", "value_high"}:
            if decimal_text(getattr(record, name)) != value:
                return False
        elif (
            name in {"name", "type", "number", "year", "jurisdiction", "unit", "speech"}
            and getattr(record, name if name != "name" else "name") != value
        ):
            return False
    return True


def test_what_a_careful_reader_expects_is_found(read: dict[str, Extraction]) -> None:
    wanted, found, missing = Counter[str](), Counter[str](), []
    for page in expected()["page"]:
        for kind in FOUND:
            for want in page.get(kind, []):
                wanted[kind] += 1
                hit = any(agrees(kind, want, record) for record in getattr(read[page["url"]], kind))
                found[kind] += hit
                if not hit:
                    missing.append((kind, want))
    shares = {kind: found[kind] / wanted[kind] for kind in FOUND}
    assert all(shares[kind] >= least for kind, least in FOUND.items()), f"{shares}\nmissing: {missing}"


def test_every_source_gave_something_and_broken_pages_are_counted_with_a_remedy(sample_data: Path) -> None:
    with sqlite3.connect(sample_data / "public.db") as db:
        assert all(n > 0 for (n,) in db.execute("SELECT documents FROM sources"))
        assert db.execute("SELECT count(*) FROM documents").fetchone()[0] >= 40
    with Store.open(sample_data / "tagih.db", create=False) as store:
        for failure in store.failures():
            assert failure.what
            assert failure.remedy


def test_nobody_without_office_is_named_in_the_public_file(published: Path) -> None:
    raw = published.read_bytes()
    assert private_names()
    assert [name for name in private_names() if name.encode() in raw] == []


def test_no_title_is_covered_where_it_names_nobody_private(published: Path) -> None:
    unnamed = {a.title for a in all_articles() if not any(name in a.title for name in a.private)}
    with sqlite3.connect(published) as db:
        covered = [title for (title,) in db.execute("SELECT title FROM documents WHERE title LIKE ?", [f"%{MASK}%"])]
    for shown in covered:
        pattern = re.compile("".join("." if c == MASK else re.escape(c) for c in shown))
        assert [title for title in unnamed if pattern.fullmatch(title)] == []


def test_nothing_of_the_operators_is_in_the_public_file(published: Path) -> None:
    names = " ".join(contents(published))
    assert not any(word in names for word in ("outbox", "subscri", "ledger", "captures", "visits"))


def test_at_most_30_percent_of_an_article_is_published_unless_its_licence_is_open(published: Path) -> None:
    with sqlite3.connect(published) as db:
        rows = db.execute(
            "SELECT d.characters, d.carried_characters, d.text IS NOT NULL, s.license FROM documents d JOIN sources s ON s.id = d.source_id"
        ).fetchall()
    assert {license for *_, license in rows} == {"open", "all-rights-reserved"}
    for characters, carried, whole, license in rows:
        assert whole == (license == "open")
        assert license == "open" or carried <= 0.3 * characters


def test_every_quote_holds_and_a_spoilt_one_is_named(sample_data: Path, tmp_path: Path) -> None:
    assert verify(sample_data / "tagih.db") == []
    spoilt = tmp_path / "tagih.db"
    with sqlite3.connect(sample_data / "tagih.db") as db:
        db.execute("VACUUM INTO ?", [str(spoilt)])
    with sqlite3.connect(spoilt) as db:
        db.execute("UPDATE figures SET start = start + 1 WHERE id = (SELECT min(id) FROM figures)")
    violations = verify(spoilt)
    assert len(violations) == 1
    assert "figures" in str(violations[0])


def test_running_again_writes_nothing_and_a_changed_page_makes_a_version(tmp_path: Path) -> None:
    with SampleWorld() as world:
        first = run_sample(tmp_path, world, revisit_s=0.0)
        before = contents(tmp_path / "tagih.db")
        public = contents(tmp_path / "public.db")
        again = run_sample(tmp_path, world, revisit_s=0.0)
        assert again.extract.pages["new"] == again.extract.pages["changed"] == 0
        assert again.crawl is not None
        assert again.crawl.total("new") == again.crawl.total("changed") == 0
        assert again.crawl.total("unchanged") > 0
        assert contents(tmp_path / "tagih.db") == before
        assert contents(tmp_path / "public.db") == public
        assert sum(d.counts.requests for h in again.health for d in h.days) > sum(d.counts.requests for h in first.health for d in h.days)

        url = "http://kabarmahakam.example/2025/09/08/banjir-samarinda-pemkot-bangun-tiga-rumah-pompa/"
        world.edit(url, "2.300 rumah", "2.400 rumah")
        changed = run_sample(tmp_path, world, revisit_s=0.0)
    assert changed.extract.pages["changed"] == 1
    assert changed.extract.pages["new"] == 0
    assert changed.records["documents"] == first.records["documents"]
    figures = {decimal_text(f.value) for f in stored(tmp_path)[url].figures}
    assert "2400" in figures
    assert "2300" not in figures
    assert verify(tmp_path / "tagih.db") == []


def test_killed_at_any_moment_a_run_loses_nothing(tmp_path: Path) -> None:
    """SIGKILL twice in the crawl, twice in extraction; then one run to the end gives what an unbroken run gives."""
    with SampleWorld() as world:
        whole = tmp_path / "whole"
        run_sample(whole, world)
        cut = tmp_path / "cut"
        command = [
            sys.executable, "-c", "from tagih.cli import cli; cli()", "run", "--proxy", world.proxy, "--fast", "--contact", "tests@example.org",
            "--data", str(cut), "--sources", str(SAMPLE / "sources"), "--alerts", str(cut / "alerts.toml"),
        ]  # fmt: skip
        asked = len(world.requests)
        moments: list[Callable[[], bool]] = [
            lambda: len(world.requests) >= asked + 8,
            lambda: len(world.requests) >= asked + 40,
            lambda: extracted(cut) >= 1,
            lambda: extracted(cut) >= 15,
        ]
        for moment in moments:
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
            until = time.monotonic() + 120
            while not moment():
                assert process.poll() is None, "it ended by itself"
                assert time.monotonic() < until
                time.sleep(0.005)
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        run_sample(cut, world)
    a, b = stored(whole), stored(cut)
    assert a.keys() == b.keys()
    assert {u: e.document.text for u, e in a.items()} == {u: e.document.text for u, e in b.items()}
    assert verify(cut / "tagih.db") == []
    with Ledger(cut / "crawl.db") as ledger:
        captured = Counter(c.url for c in ledger.captures())
    assert max(captured.values()) == 1


def extracted(data: Path) -> int:
    """Documents stored so far."""
    try:
        with closing(sqlite3.connect(f"file:{data / 'tagih.db'}?mode=ro", uri=True)) as db:
            return int(db.execute("SELECT count(*) FROM documents").fetchone()[0])
    except sqlite3.Error:
        return 0


def test_workers_do_not_change_the_result(sample_data: Path, tmp_path: Path) -> None:
    from tagih.run import Workspace, extract_archive, link_store, publish_store

    there = workspace(sample_data)
    for workers, data in ((1, tmp_path / "one"), (2, tmp_path / "two")):
        data.mkdir()
        (data / "archive").symlink_to(sample_data / "archive")
        (data / "crawl.db").write_bytes((sample_data / "crawl.db").read_bytes())
        here = Workspace(data=data, sources=there.sources, alerts=data / "alerts.toml")
        summary = extract_archive(here, here.load_sources(), workers=workers)
        assert summary.pages["new"] > 40
        link_store(here)
        publish_store(here)
    assert contents(tmp_path / "one" / "tagih.db") == contents(tmp_path / "two" / "tagih.db")
    assert (tmp_path / "one" / "public.db").read_bytes() == (tmp_path / "two" / "public.db").read_bytes()


def test_the_sample_is_asked_politely(sample_data: Path, tmp_path: Path) -> None:
    with SampleWorld() as world:
        run_sample(tmp_path, world)
        assert {asked.headers["user-agent"] for asked in world.requests} == {AGENT}
        assert any(asked.url.endswith("/robots.txt") for asked in world.requests)


def test_a_subscriber_hears_of_what_is_new_once_and_of_nothing_old(tmp_path: Path) -> None:
    url = "http://kabarmahakam.example/2025/09/08/banjir-samarinda-pemkot-bangun-tiga-rumah-pompa/"
    with SampleWorld() as world, mail_server() as mail:
        (tmp_path / "alerts.toml").write_text(
            f'[smtp]\nhost = "127.0.0.1"\nport = {mail.port}\nsecurity = "none"\nfrom = "tagih@example.org"\n'
            '[[subscriptions]]\nid = "samarinda"\nregions = ["64.72"]\nchannel = {kind = "email", to = "warga@example.org"}\n',
            encoding="utf-8",
        )
        first = run_sample(tmp_path, world, revisit_s=0.0)
        assert (first.alerts_queued, mail.got) == (0, [])
        world.edit(url, "65 persen", "66 persen")
        world.edit(url, "3,2 km.", "3,2 km. Pemerintah Kota Samarinda akan membangun 40 sumur resapan di Lempake pada 2027.")
        second = run_sample(tmp_path, world, revisit_s=0.0)
        assert second.alerts_sent == second.alerts_queued >= 1
        assert len(mail.got) == 1
        assert "40 sumur resapan" in mail.texts()[0]
        assert url in mail.texts()[0]
        third = run_sample(tmp_path, world, revisit_s=0.0)
        assert (third.alerts_queued, len(mail.got)) == (0, 1)
