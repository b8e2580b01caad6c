"""`tagih sources ...`: tables, exit codes, and errors with a remedy."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner, Result

from scraper.coverage import count
from scraper.ledger import Ledger, Row, Visit
from scraper.source import load_sources
from tagih.cli import cli
from tests.sample import SOURCES, SampleWorld
from tests.scraper.web import Answer, Web, html, links

pytestmark = pytest.mark.timeout(120)


def tagih(*args: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(a) for a in ("sources", *args)])


@pytest.fixture(scope="module")
def polite() -> Iterator[tuple[str, ...]]:
    with SampleWorld(bad=False) as world:
        yield ("--proxy", world.proxy, "--fast", "--contact", "uji@example.org")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SOURCES, tmp_path / "sources"))


def test_check_prints_tables_writes_what_succeeds_and_tells_failure(folder: Path, polite: tuple[str, ...]) -> None:
    (folder / "tidakada.toml").write_text(
        'name = "Tidak Ada"\nhome = "http://tidakada.example/"\njurisdiction = "64"\nkind = "news"\n', "utf-8"
    )
    result = tagih("check", "sample-suarabenuanta", "tidakada", "--write", "--sources", folder, *polite)
    assert result.exit_code == 3, result.output
    lines = {line.split()[0]: line for line in reversed(result.output.splitlines()) if line.strip()}
    assert lines["sample-suarabenuanta"].split()[1:4] == ["ok", "allows", "1"]
    assert "1 feed" in lines["sample-suarabenuanta"]
    assert "unreachable" in lines["tidakada"]
    assert "run again later" in result.output
    assert "2026-06-03T18:18" in result.output
    known = load_sources(folder)
    assert known["sample-suarabenuanta"].verified
    assert not known["tidakada"].verified


def test_add_shows_what_it_would_fetch_and_refuses_to_overwrite(tmp_path: Path, polite: tuple[str, ...]) -> None:
    folder = tmp_path / "sources"
    folder.mkdir()
    add = ("add", "http://suarabenuanta.example/", "--jurisdiction", "65", "--sources", folder, *polite)
    result = tagih(*add)
    assert result.exit_code == 0, result.output
    assert "feed http://suarabenuanta.example/feed.xml: 6 articles" in result.output
    assert "tagih sources check suarabenuanta --write" in result.output
    kept = sorted((tmp_path / "fixtures" / "suarabenuanta").iterdir())
    assert len(kept) == 3
    assert all(f"Saved {place}" in result.output for place in kept)
    assert all(sorted(p.name for p in place.iterdir()) == ["expected.json", "meta.toml", "page.html"] for place in kept)
    before = (folder / "suarabenuanta.toml").read_bytes()
    again = tagih(*add)
    assert again.exit_code == 2
    assert "there is already a source of this id" in again.output
    assert (folder / "suarabenuanta.toml").read_bytes() == before

    expected = kept[0] / "expected.json"
    expected.write_text(expected.read_text("utf-8").replace('"day": "2026', '"day": "2025'), "utf-8")
    checked = tagih("check", "suarabenuanta", "--sources", folder, *polite)
    assert checked.exit_code == 3
    assert "other_rules" in checked.output
    lines = [line for line in checked.output.splitlines() if any(f" {place.name} " in line for place in kept)]
    assert [("saved page: day: '2025" in line, "as expected" in line) for line in lines] == [(True, False), (False, True), (False, True)]


def test_add_keeps_articles_where_it_is_told_or_nowhere(tmp_path: Path, polite: tuple[str, ...]) -> None:
    for more, kept in ((("--no-fixtures",), 0), (("--fixtures", tmp_path / "mine", "--id", "lagi"), 3)):
        folder = tmp_path / f"sources-{kept}"
        folder.mkdir()
        result = tagih("add", "http://suarabenuanta.example/", "--jurisdiction", "65", "--sources", folder, *more, *polite)
        assert result.exit_code == 0, result.output
    assert len(list((tmp_path / "mine" / "lagi").iterdir())) == 3
    assert sorted(p.name for p in tmp_path.iterdir()) == ["mine", "sources-0", "sources-3"]


def test_health_shows_what_each_source_gave(folder: Path, tmp_path: Path, polite: tuple[str, ...]) -> None:
    data = tmp_path / "data"
    crawl = ["crawl", "--source", "sample-suarabenuanta", "--max-pages", "6", "--data", str(data), "--sources", str(folder), *polite]
    assert CliRunner().invoke(cli, crawl).exit_code in (0, 3)
    result = tagih("health", "--data", data, "--sources", folder)
    assert result.exit_code == 0, result.output
    lines = {line.split()[0]: line.split() for line in reversed(result.output.splitlines()) if line.strip()}
    assert lines["sample-kabarmahakam"][1] == "never"
    state, day, requests, lists, documents, new = lines["sample-suarabenuanta"][1:7]
    assert (state, int(requests)) == ("ok", 6)
    assert int(lists) > 0 < int(documents) == int(new)
    assert int(lines["sample-suarabenuanta"][-1]) > 0, "waiting"
    assert "7 sources: 6 never, 1 ok" in result.output
    found = json.loads(tagih("health", "--data", data, "--sources", folder, "--json").output)
    assert [x["source"] for x in found] == sorted(x["source"] for x in found)
    (one,) = [x for x in found if x["days"]]
    assert (one["source"], one["state"], one["alarm"], one["last_new"]) == ("sample-suarabenuanta", "ok", False, day)
    (only,) = one["days"]
    assert (only["day"], only["requests"], only["new"], only["empty_answers"]) == (day, 6, int(new), 0)
    assert only["bytes"] > 0
    strip = tagih("health", "--data", data, "--sources", folder, "--days", "3", "--day", day).output
    assert [line.split()[1:] for line in strip.splitlines() if line.startswith(("source", "sample-suarabenuanta"))][1] == ["·", "·", "ok"]
    before = tagih("health", "--data", data, "--sources", folder, "--day", "2026-01-01").output
    assert "7 sources: 7 not_asked" in before


def test_health_alarms_where_a_source_gives_no_more_what_it_gave(folder: Path, tmp_path: Path) -> None:
    """For cron: exit code 3, once a source that had documents refuses, and not for those that never gave any."""
    data = tmp_path / "data"
    data.mkdir()
    row = Row("http://suarabenuanta.example/a", "sample-suarabenuanta", "page", 0, "x", False, None, None, None, False)
    now = time.time()
    stranger = replace(row, url="http://kabarmahakam.example/a", source="sample-kabarmahakam")
    with Ledger(data / "crawl.db") as ledger, ledger._write() as db:
        for days, given, visit in (
            (2, row, Visit("ok", 200, digest="d", document=True)),
            (1, row, Visit("blocked", 403)),
            (1, row, Visit("blocked", 403)),
            (1, row, Visit("blocked", 403)),
            (1, stranger, Visit("blocked", 403)),
        ):
            count(db, given, visit, moment=now - days * 86_400, timezone="Asia/Makassar")
    two_days_ago = datetime.fromtimestamp(now - 2 * 86_400, ZoneInfo("Asia/Makassar")).date().isoformat()
    assert tagih("health", "--data", data, "--sources", folder, "--day", two_days_ago).exit_code == 0
    today = tagih("health", "--data", data, "--sources", folder)
    assert today.exit_code == 3
    assert "Gave documents before and do not now: sample-suarabenuanta\n" in today.output


def test_health_tells_of_sources_that_it_has_no_file_of(folder: Path, tmp_path: Path) -> None:
    """The folder of sources that a crawl was given is easily forgotten."""
    data, visit = tmp_path / "data", Visit("ok", 200, digest="d", document=True)
    data.mkdir()
    row = Row("http://dulu.example/a", "dulu", "page", 0, "x", False, None, None, None, False)
    with Ledger(data / "crawl.db") as ledger, ledger._write() as db:
        count(db, row, visit, moment=time.time(), timezone="Asia/Makassar")
    alone = tagih("health", "--data", data, "--sources", folder)
    assert alone.exit_code == 2
    assert "was crawled with other sources: dulu" in " ".join(alone.output.split())
    assert "--sources FOLDER" in alone.output
    with Ledger(data / "crawl.db") as ledger, ledger._write() as db:
        count(db, replace(row, source="sample-suarabenuanta"), visit, moment=time.time(), timezone="Asia/Makassar")
    both = tagih("health", "--data", data, "--sources", folder)
    assert both.exit_code == 0
    assert "Not shown" in both.stderr
    assert "dulu" in both.stderr
    assert "dulu" not in both.stdout


def test_an_archive_is_not_read_in_silence_with_other_sources(folder: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    row = Row("http://dulu.example/a", "dulu", "page", 0, "x", False, None, None, None, False)
    visit, places = Visit("ok", 200, digest="d", document=True), ["--data", str(data), "--sources", str(folder)]
    with Ledger(data / "crawl.db") as ledger, ledger._write() as db:
        count(db, row, visit, moment=time.time(), timezone="Asia/Makassar")
    alone = CliRunner().invoke(cli, ["extract", *places])
    assert alone.exit_code == 2
    assert "was crawled with other sources: dulu" in " ".join(alone.output.split())
    with Ledger(data / "crawl.db") as ledger, ledger._write() as db:
        count(db, replace(row, source="sample-suarabenuanta"), visit, moment=time.time(), timezone="Asia/Makassar")
    both = CliRunner().invoke(cli, ["extract", *places])
    assert both.exit_code == 0
    assert "Not read, as" in both.stderr


def test_answers_of_0_bytes_are_loud(tmp_path: Path) -> None:
    """On the terminal while it happens, and in health afterwards."""
    sources, data = tmp_path / "sources", tmp_path / "data"
    sources.mkdir()
    (sources / "hampa.toml").write_text('name = "Hampa"\nhome = "http://hampa.example/"\njurisdiction = "64"\nkind = "news"\n', "utf-8")
    with Web() as web:
        story = "http://hampa.example/pemkot-siapkan-iuran-nelayan"
        web.pages |= {"http://hampa.example/": html(links(story)), story: Answer(b"")}
        places = ["--data", str(data), "--sources", str(sources)]
        polite = ["--proxy", web.proxy, "--fast", "--contact", "uji@example.org"]
        crawled = CliRunner().invoke(cli, ["crawl", *places, *polite])
    assert crawled.exit_code == 3
    assert f"WARNING hampa: {story} answered 200 with 0 bytes" in " ".join(crawled.stderr.split())
    found = tagih("health", *places)
    assert "WARNING hampa: 1 answer of 200 with 0 bytes on " in found.output
    assert story in found.output


@pytest.mark.parametrize(
    ("args", "what"),
    [
        (("check", "takdikenal", "--contact", "uji@example.org"), "no source is called takdikenal"),
        (("check",), "--contact you@example.org, or TAGIH_SOURCES_CHECK_CONTACT"),
        (("add", "http://lain.example/"), "a crawler says who it is"),
        (("add", "lain", "--contact", "uji@example.org"), "is no http(s) address"),
        (("health", "--data", "tidak/ada"), "nothing was crawled into this folder yet"),
    ],
)
def test_errors_name_the_remedy(args: tuple[str, ...], what: str) -> None:
    result = tagih(*args)
    assert result.exit_code == 2, result.output
    assert what in result.output
