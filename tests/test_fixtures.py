"""Pages kept as tests of a source: those that are here, and the keeping of others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extraction.pipeline import extract
from scraper.source import SOURCES as SHIPPED
from scraper.source import load_sources
from tagih import fixtures
from tagih.records import Page, PageError, SourceHints, TagihError
from tests.sample import SOURCES as SAMPLE

# One folder a source, one folder a page (CONTRIBUTING.md, "Add a source"). Made-up pages of the sample world, one of each family of
# mark-up; a page of a source that ships goes into the folder of that source's id.
GOLDEN = Path(__file__).parent / "sources"
KNOWN = load_sources(SHIPPED) | load_sources(SAMPLE)
FOLDERS = sorted(p for p in GOLDEN.glob("*/*/") if p.is_dir())
HINTS = SourceHints(id="kabar", outlet="Kabar Uji", timezone="Asia/Makassar")
WORDS = "Pemkot menyiapkan iuran bagi nelayan di tepi sungai dan di muara sungai sejak pekan lalu. "
STORY = f'<html><head><title>Iuran Nelayan</title><meta property="article:published_time" content="2026-11-01T08:00:00+08:00"></head><body><article><h1>Iuran Nelayan</h1><p>{WORDS * 12}</p></article></body></html>'


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_a_page_is_read_as_it_was(folder: Path) -> None:
    """Where expected.json is missing it is written, and this test fails once to say so."""
    (fixture,) = [f for f in fixtures.load(folder.parent, KNOWN[folder.parent.name].hints()) if f.folder == folder]
    assert fixtures.differences(fixture) == []


def test_each_source_of_the_sample_world_has_pages_here() -> None:
    assert {p.parent.name for p in FOLDERS} >= set(load_sources(SAMPLE))


def page(text: str = STORY, url: str = "https://kabar.example/iuran", media_type: str = "text/html; charset=utf-8") -> Page:
    return Page(id="d1", content=text.encode(), media_type=media_type, url=url, hints=HINTS)


def kept(folder: Path, given: Page | None = None) -> fixtures.Fixture:
    given = given or page()
    place = fixtures.save(folder, given, extract(given))
    (fixture,) = [f for f in fixtures.load(folder, HINTS) if f.folder == place]
    return fixture


def test_what_is_kept_says_what_was_read(tmp_path: Path) -> None:
    fixture = kept(tmp_path)
    assert sorted(p.name for p in fixture.folder.iterdir()) == ["expected.json", "meta.toml", "page.html"]
    assert fixture.name == "iuran-nelayan"
    assert fixture.page.url == "https://kabar.example/iuran"
    expected = json.loads((fixture.folder / "expected.json").read_text("utf-8"))
    assert (expected["title"], expected["day"], expected["authors"]) == ("Iuran Nelayan", "2026-11-01", [])
    assert expected["first_words"].startswith("Pemkot menyiapkan iuran")
    assert expected["last_words"].endswith("sejak pekan lalu.")
    assert expected["characters"] == len(WORDS * 12) - 1
    assert fixtures.differences(fixture) == []


def test_two_articles_of_one_title_are_two_and_one_article_again_is_one(tmp_path: Path) -> None:
    first, again = kept(tmp_path), kept(tmp_path)
    other = kept(tmp_path, page(url="https://kabar.example/iuran-2"))
    assert first.folder == again.folder
    assert other.name == "iuran-nelayan-d1"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Iuran Nelayan: Rp 16.800", "iuran-nelayan-rp-16-800"),
        ("Pemerintah Provinsi Menyiapkan Iuran bagi Semua Nelayan Kecil", "pemerintah-provinsi-menyiapkan-iuran-bagi-semua"),
        ("x" * 80, "x" * 48),
        ("…", ""),
        (None, ""),
    ],
)
def test_names_of_folders(title: str | None, name: str) -> None:
    assert fixtures._name(title) == name


def test_a_missing_expectation_is_written_and_said(tmp_path: Path) -> None:
    folder = kept(tmp_path).folder
    before = (folder / "expected.json").read_bytes()
    (folder / "expected.json").unlink()
    (fixture,) = fixtures.load(tmp_path, HINTS)
    assert fixtures.differences(fixture) == ["expected.json was missing and is written now: look it over"]
    assert (folder / "expected.json").read_bytes() == before
    assert fixtures.differences(fixtures.load(tmp_path, HINTS)[0]) == []


def test_what_is_read_otherwise_is_named(tmp_path: Path) -> None:
    folder = kept(tmp_path).folder
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    (folder / "expected.json").write_text(json.dumps(expected | {"day": "2026-10-31", "authors": ["Rina"]}), "utf-8")
    (fixture,) = fixtures.load(tmp_path, HINTS)
    assert fixtures.differences(fixture) == [
        "day: '2026-10-31' expected, '2026-11-01' read",
        "authors: ['Rina'] expected, [] read",
    ]
    (folder / "page.html").write_text("", "utf-8")
    assert fixtures.differences(fixtures.load(tmp_path, HINTS)[0])[0].startswith("cannot be read: ")


EDITED = STORY.replace(WORDS * 12, WORDS * 10 + "Penulis menambah satu kalimat.")
SHORT = STORY.replace(WORDS * 12, WORDS * 3)
UNDATED = STORY.replace("article:published_time", "x")


@pytest.mark.parametrize(
    ("live", "expected"),
    [
        (STORY, []),
        (EDITED, []),
        (SHORT, [f"a text of {len(WORDS * 3) - 1} characters where {len(WORDS * 12) - 1} are expected"]),
        (UNDATED, ["its day is read no more"]),
    ],
)
def test_a_live_page_may_be_edited_but_must_not_lose_its_parts(tmp_path: Path, live: str, expected: list[str]) -> None:
    assert fixtures.lost(kept(tmp_path), extract(page(live))) == expected


def test_a_live_page_that_cannot_be_read_has_lost_everything(tmp_path: Path) -> None:
    error = PageError("the page is empty", where="x", remedy="")
    assert fixtures.lost(kept(tmp_path), error) == ["its page cannot be read any more: the page is empty"]


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("meta.toml", "", "has no url"),
        ("meta.toml", "url = ", "cannot be read"),
        ("meta.toml", None, "cannot be read"),
        ("page.html", None, "holds no page"),
        ("expected.json", "{", "cannot be read"),
    ],
)
def test_a_broken_fixture_names_file_and_remedy(tmp_path: Path, name: str, content: str | None, what: str) -> None:
    path = kept(tmp_path).folder / name
    path.unlink()
    if content is not None:
        path.write_text(content, "utf-8")
    with pytest.raises(TagihError, match=what) as e:
        fixtures.load(tmp_path, HINTS)
    assert str(path.parent) in e.value.where
    assert e.value.remedy


def test_a_source_without_fixtures_has_none(tmp_path: Path) -> None:
    assert fixtures.load(tmp_path / "none", HINTS) == []
