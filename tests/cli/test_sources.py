"""`tagih sources ...`: tables, exit codes, and errors with a remedy."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scraper.source import load_sources
from tagih.cli import cli
from tests.sample import SOURCES, SampleWorld

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
    result = tagih("add", "http://suarabenuanta.example/", "--jurisdiction", "65", "--sources", tmp_path, *polite)
    assert result.exit_code == 0, result.output
    assert "feed http://suarabenuanta.example/feed.xml: 6 articles" in result.output
    assert "tagih sources check suarabenuanta --write" in result.output
    before = (tmp_path / "suarabenuanta.toml").read_bytes()
    again = tagih("add", "http://suarabenuanta.example/", "--jurisdiction", "65", "--sources", tmp_path, *polite)
    assert again.exit_code == 2
    assert "there is already a source of this id" in again.output
    assert (tmp_path / "suarabenuanta.toml").read_bytes() == before


def test_health_shows_what_each_source_gave(folder: Path, tmp_path: Path, polite: tuple[str, ...]) -> None:
    data = tmp_path / "data"
    crawl = ["crawl", "--source", "sample-suarabenuanta", "--max-pages", "6", "--data", str(data), "--sources", str(folder), *polite]
    assert CliRunner().invoke(cli, crawl).exit_code in (0, 3)
    result = tagih("health", "--data", data, "--sources", folder)
    assert result.exit_code == 0, result.output
    lines = {line.split()[0]: line.split() for line in reversed(result.output.splitlines()) if line.strip()}
    assert lines["sample-kabarmahakam"][1] == "never"
    state, documents, known, waiting, requests = lines["sample-suarabenuanta"][1:6]
    assert state in ("ok", "empty")
    assert int(documents) <= int(known)
    assert (int(requests), int(waiting) > 0) == (6, True)
    assert "7 sources: 6 never, 1" in result.output


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
