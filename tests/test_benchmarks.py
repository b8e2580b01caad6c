"""The benchmarks run, on pages and texts made here, and say what they left out."""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path

import pytest

from benchmarks import citations, crawl, extraction, side
from benchmarks.site import Pages


@pytest.fixture(scope="module")
def shared_like(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the shape that the benchmarks read: two pages, one of them an article, and news and laws to join."""
    folder = tmp_path_factory.mktemp("ukur")
    for name in ("pages", "load", "regulations"):
        (folder / "data" / name).mkdir(parents=True)
    lines = [f"Bupati Nunukan Darto Wibawa akan memperbaiki {n} jembatan sesuai Perda Nomor {n} Tahun 2024." for n in range(20, 40)]
    body = "".join(f"<p>{line}</p>" for line in lines)
    page = f"<html><head><title>Jembatan Diperbaiki</title></head><body><article><h1>Jembatan Diperbaiki</h1>{body}</article></body></html>"
    (folder / "data" / "pages" / "a.html").write_text(page, encoding="utf-8")
    index = [{"file": "a.html", "kind": "article"}, {"file": "b.html", "kind": "listing"}]
    (folder / "data" / "pages" / "index.jsonl").write_text("\n".join(map(json.dumps, index)), encoding="utf-8")
    for file in ("load/news.jsonl.gz", "regulations/uu_pp_texts.jsonl.gz"):
        with gzip.open(folder / "data" / file, "wt", encoding="utf-8") as stream:
            stream.writelines(json.dumps({"text": "\n".join(lines)}) + "\n" for _ in range(12))
    return folder


def test_speed_shows_every_contender_that_is_installed(
    shared_like: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "newspaper", None)
    monkeypatch.setitem(sys.modules, "eyecite", None)
    monkeypatch.setattr(extraction, "probe", lambda name, folder: (0.5, 100.0))
    shown = extraction.speed(shared_like / "data" / "pages", rounds=1)
    assert shown.startswith("1 pages")
    rows = [row.strip("| ").split(" | ") for row in shown.splitlines()[4:]]
    assert [r[0] for r in rows] == ["tagih", "tagih, text only", "trafilatura"]
    assert rows[2][3:] == ["1.00", "0.50", "100"]
    assert float(rows[0][1]) > 0
    left_out = capsys.readouterr().err
    assert "newspaper4k is left out: pip install newspaper4k" in left_out
    assert "eyecite is left out: pip install eyecite" in left_out


def test_a_probe_measures_a_process_of_its_own(shared_like: Path) -> None:
    load, peak = extraction.probe("tagih, text only", shared_like / "data" / "pages")
    assert load > 0.01
    assert not 0 < peak < 20  # MiB: Python and lxml alone take more; nan where the system does not tell


def test_long_documents_have_the_length_they_are_said_to_have(shared_like: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = shared_like / "data" / "load" / "news.jsonl.gz"
    assert [len(t) for t in extraction.long_texts(file, (100, 5000))] == [100, 5000]
    monkeypatch.setattr(extraction, "long_texts", lambda f: ["Jembatan diperbaiki pada 2027. " * 20, "Jalan diaspal pada 2027. " * 40])
    assert [row.split(" | ")[0] for row in extraction.growth(file).splitlines()[2:]] == ["| 620", "| 1,000"]


def test_memory_is_read_at_each_step(shared_like: Path) -> None:
    shown = extraction.flat(shared_like / "data" / "pages", 20)
    assert len(shown.split(":")[1].split("\n")[0].split()) == 20
    assert "Growth over the second half: " in shown


def test_citations_a_second(shared_like: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "eyecite", None)
    monkeypatch.setattr(citations, "CHARACTERS", 3000)
    monkeypatch.setattr(citations, "near_misses", lambda: "Perda Nomor Nomor tentang " * 40)
    rows = [row.strip("| ").split(" | ") for row in citations.table(shared_like, 1).splitlines()[2:]]
    assert [r[0] for r in rows] == ["news"] * 2 + ["laws"] * 2 + ["near misses"] * 2
    assert int(rows[0][4].replace(",", "")) == int(rows[1][4].replace(",", "")) >= 20
    assert rows[4][4] == "0"


def test_near_misses_are_as_long_as_asked() -> None:
    text = citations.near_misses(10_000)
    assert len(text) == 10_000
    assert all(miss in text for miss in citations.NEAR_MISSES)
    assert side.Timing(0.5, 10).ms == 50.0


def test_both_crawlers_fetch_every_page(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [row.strip("| ").split(" | ") for row in crawl.speed(30, 5_000, 1).splitlines()[4:]]
    assert [r[0] for r in rows] == ["tagih", "bare Scrapy"]
    assert rows[1][2] == "1.00"
    assert float(rows[0][1]) > 0


def test_memory_of_a_crawl_is_read_as_it_goes_on() -> None:
    shown = crawl.memory(20, 2_000)
    assert shown.startswith("MiB of a crawl of 20 pages of 2,000 bytes, after so many: 10: ")
    assert [float(x.split(": ")[1]) > 10 for x in shown.split(", after so many: ")[1].split(", ")] == [True, True]


def test_a_crawl_that_misses_pages_is_no_measurement() -> None:
    with pytest.raises(ValueError, match="0 pages were fetched of 5"):
        crawl.measure(lambda home, pages, at_once: None, 5, 1_000, 1)


def test_the_pages_that_are_crawled_have_the_size_they_are_said_to_have() -> None:
    site = Pages(200, 60_000)
    sizes = {len(site.get(site.address(n)) or b"") for n in range(200)}
    assert sizes == {60_000}
    assert site.get("/berita/7-tidak-ada") is None
