from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from zoneinfo import available_timezones

import pytest

from scraper.source import SOURCES, Source, load_sources, parse_source
from scraper.urls import conventions, host
from tagih.records import VocabularyError
from tagih.vocabulary.places import regions
from tests.scraper.web import source

GOOD = 'name = "Kabar"\nhome = "https://kabar.example/"\njurisdiction = "64.72"\nkind = "news"\n'


@pytest.mark.parametrize(
    ("text", "line", "what", "remedy"),
    [
        (GOOD + 'feedz = ["/feed"]\n', 5, "feedz: unknown key", "Did you mean 'feeds'?"),
        (GOOD + "qqq = 1\n", 5, "qqq: unknown key", "use one of: article_patterns"),
        (GOOD + "[politeness]\n\ndelay = 1\n", 7, "politeness.delay: unknown key", "Did you mean 'delay_s'?"),
        (GOOD + "[politeness]\ndelay_s = -1\n", 6, "politeness.delay_s -1", "Correct it"),
        (GOOD + "article_patterns = ['/ok', '(']\n", 5, "article_patterns.1 '('", "regular expression"),
        (GOOD.replace("64.72", "99.99"), 3, "jurisdiction '99.99': is no Kemendagri code", "regions.csv"),
        (GOOD.replace('"64.72"', "64"), 3, "jurisdiction 64", "as text"),
        (GOOD.replace("https://kabar.example/", "kabar.example"), 2, "home 'kabar.example': is no http(s) address", "Correct it"),
        (GOOD + 'timezone = "Asia/Samarinda"\n', 5, "is no IANA time zone", "Correct it"),
        (GOOD + 'license = "free"\n', 5, "license 'free'", "Correct it"),
        (GOOD + 'spider = "kabar"\n', 5, "spider 'kabar'", "Correct it"),
        (GOOD + '[[listings]]\nurl = "/a"\n[[listings]]\nurl = "/b"\npages = 0\n', 9, "listings.1.pages 0", "Correct it"),
        (GOOD + '[[listings]]\nurl = "/a"\npage_url = "/a/2"\n', 5, "page_url has no {n}", "Correct it"),
        (GOOD + '[selectors]\nbody = "div["\n', 6, "is no CSS selector", "Correct it"),
        (GOOD + '[selectors]\nisi = "div"\n', 6, "selectors.isi", "Correct it"),
        (GOOD + 'id = "x"\n', 5, "has a key 'id'", "Remove the key."),
        (GOOD + 'since = "kemarin"\n', 5, "since 'kemarin': is no day", "Correct it"),
        (GOOD + "since = 2024-01-01\n", 5, "since", "Correct it"),
        (GOOD + '[politeness]\nhours = "22-05"\n', 6, "politeness.hours '22-05': are no hours of a day", "Correct it"),
        (GOOD + "feeds = [\n", 5, "is no TOML", "Correct the syntax."),
        (GOOD.replace('kind = "news"\n', ""), 1, "kind: Field required", "Add 'kind'"),
    ],
)
def test_broken_source_files(text: str, line: int, what: str, remedy: str) -> None:
    with pytest.raises(VocabularyError) as e:
        parse_source(text, where=Path("sources/kabar.toml"))
    assert what in e.value.what
    assert e.value.where == f"sources/kabar.toml:{line}"
    assert remedy in e.value.remedy


def test_load_sources_finds_files_by_itself(tmp_path: Path) -> None:
    (tmp_path / "b.toml").write_text(GOOD)
    (tmp_path / "a.toml").write_text(GOOD.replace("Kabar", "Lain"))
    (tmp_path / "notes.md").write_text("x")
    found = load_sources(tmp_path)
    assert [(s.id, s.name) for s in found.values()] == [("a", "Lain"), ("b", "Kabar")]


def test_unreadable_folder_and_file(tmp_path: Path) -> None:
    with pytest.raises(VocabularyError, match="no folder of source files"):
        load_sources(tmp_path / "none")
    (tmp_path / "a.toml").write_bytes(b"name = \xff")
    with pytest.raises(VocabularyError, match=r"a\.toml"):
        load_sources(tmp_path)


SHIPPED = load_sources(SOURCES)
PROVINCES = [code for code, region in regions().items() if region.level == "provinsi"]


@pytest.mark.parametrize("shipped", SHIPPED.values(), ids=SHIPPED)
def test_a_shipped_source_is_honest(shipped: Source) -> None:
    assert not shipped.verified, "until a check has succeeded"
    assert shipped.fact_source
    if shipped.declared:  # nothing is invented: feeds and lists that nobody has published are discovered
        assert re.search(r"GitHub|https?://", shipped.fact_source)
    area = shipped.jurisdiction[:2]
    assert area == "00" or area in conventions().timezones[shipped.timezone]


def test_shipped_sources_cover_the_country() -> None:
    assert len(SHIPPED) >= 80
    homes = Counter(host(s.home) for s in SHIPPED.values())
    assert homes.most_common(1)[0][1] == 1
    assert len(PROVINCES) == 38
    by_kind = {kind: {s.jurisdiction[:2] for s in SHIPPED.values() if s.kind == kind} for kind in ("news", "release", "regulation")}
    assert set(PROVINCES) <= by_kind["news"], "every province has an outlet"
    governments = {s.jurisdiction for s in SHIPPED.values() if s.kind == "release" and s.id.startswith("pemprov-")}
    assert set(PROVINCES) == governments, "every provincial government's own site"
    assert all(host(s.home).endswith(".go.id") for s in SHIPPED.values() if s.id.startswith("pemprov-"))
    assert {s.jurisdiction for s in SHIPPED.values() if s.spider == "jdih"} >= {"61", "62", "63", "64", "65"}
    assert SHIPPED["bpjs-ketenagakerjaan"].jurisdiction == "00"


def test_every_province_has_one_time_zone() -> None:
    zones = conventions().timezones
    assert sorted(code for codes in zones.values() for code in codes) == sorted(PROVINCES)
    assert set(zones) <= available_timezones()


def test_hints_carry_what_extraction_may_know() -> None:
    s = source('timezone = "Asia/Makassar"\nlicense = "open"\n[selectors]\ntitle = "h1.judul::text"\n', kind="release")
    hints = s.hints()
    assert (hints.id, hints.outlet, hints.kind, hints.timezone, hints.license) == ("kabar", "Kabar Uji", "release", "Asia/Makassar", "open")
    assert hints.selectors == {"title": "h1.judul::text"}


SHAPES = source()
PATTERNS = source("article_patterns = ['/berita/\\d+$']\ndeny_patterns = ['/berita/13$']\nhosts = [\"arsip.kabar.example\"]\n")


@pytest.mark.parametrize(
    ("site", "url", "expected"),
    [
        (SHAPES, "http://kabar.example/pemkot-samarinda-bangun-pompa-air", "page"),
        (SHAPES, "http://kabar.example/2025/03/18/banjir/", "page"),
        (SHAPES, "http://kabar.example/kalbar/7110042301/judul", "page"),
        (SHAPES, "http://kabar.example/category/apa-saja-yang-ada-di-sini", "listing"),
        (SHAPES, "http://kabar.example/tentang-kami", "listing"),
        (SHAPES, "http://kabar.example/?s=pompa-air-kota-samarinda", "listing"),
        (SHAPES, "http://kabar.example/foto/pemkot-samarinda-bangun-pompa.jpg", None),
        (SHAPES, "http://lain.example/pemkot-samarinda-bangun-pompa-air", None),
        (PATTERNS, "http://kabar.example/berita/12", "page"),
        (PATTERNS, "http://arsip.kabar.example/berita/12", "page"),
        (PATTERNS, "http://kabar.example/berita/13", None),
        (PATTERNS, "http://kabar.example/pemkot-samarinda-bangun-pompa-air", "listing"),
    ],
)
def test_classify(site: Source, url: str, expected: str | None) -> None:
    assert site.classify(url) == expected
