"""Documents beyond HTML on their whole way: a portal's page and its scanned file, a DOCX release, a story that cites."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from extraction import ocr, pdf
from scraper.source import load_sources
from tagih.records import PageError
from tagih.run import Workspace, extract_archive, link_store, publish_store
from tagih.store import Store, verify
from tests.extraction.test_docx import docx, p
from tests.extraction.test_ocr import scan
from tests.scraper.web import Answer, Web, html, links, run

pytestmark = pytest.mark.timeout(120)
KEY = "perbup-berau-4-2031"
RECOGNISED = (
    "BUPATI BERAU\nPERATURAN BUPATI BERAU\nNOMOR 4 TAHUN 2031\nTENTANG\nPASAR DESA\nDENGAN RAHMAT TUHAN YANG MAHA ESA\n"
    "Pada saat Peraturan Bupati ini mulai berlaku, Peraturan Bupati Nomor 2 Tahun 2020 dicabut dan dinyatakan tidak berlaku.\n"
    "Ditetapkan di Tanjung Redeb pada tanggal 5 Mei 2031\n"
)
ROWS = {
    "Jenis": "Peraturan Bupati",
    "Nomor": "4",
    "Tahun": "2031",
    "Tentang": "Pasar Desa",
    "Status": "Berlaku",
    "Pemerintah Daerah": "Kabupaten Berau",
}
STORY = "<article><h1>Pasar desa dibuka</h1><p>TANJUNG REDEB - Bupati Berau mengatakan pasar desa dibuka sesuai Peraturan Bupati Berau Nomor 4 Tahun 2031. " + "Pedagang kecil mulai berjualan di kios baru sejak pagi hari. " * 6 + "</p></article>"  # fmt: skip


def sources(folder: Path) -> Path:
    folder.mkdir()
    common = 'jurisdiction = "64.03"\ntimezone = "Asia/Makassar"\n'
    (folder / "jdih.toml").write_text(
        f'name = "JDIH Berau"\nhome = "http://jdih.example/"\n{common}kind = "regulation"\nlicense = "open"\nspider = "jdih"\n'
        '[[listings]]\nurl = "/produk-hukum"\n'
    )
    (folder / "dinas.toml").write_text(
        f'name = "Dinas Pasar"\nhome = "http://dinas.example/"\n{common}kind = "release"\n'
        "article_patterns = ['/rilis/', '/berita/']\n[[listings]]\nurl = \"/indeks\"\n"
    )
    return folder


def web_pages(web: Web) -> None:
    rows = "".join(f"<tr><th>{k}</th><td>{v}</td></tr>" for k, v in ROWS.items())
    octets = {"Content-Type": "application/octet-stream"}
    web.pages |= {
        "http://jdih.example/produk-hukum": html("<table><tr><td><a href='/ph/4'>Perbup 4</a></td></tr></table>"),
        "http://jdih.example/ph/4": html(f"<h1>Detail</h1><table>{rows}</table><a href='/unduh/4.pdf'>Unduh</a>"),
        "http://jdih.example/unduh/4.pdf": Answer(scan(["gambar"]), headers=octets),
        "http://dinas.example/indeks": html(links("/rilis/pasar.docx", "/berita/pasar")),
        "http://dinas.example/rilis/pasar.docx": Answer(
            docx(
                p("Pasar Desa Dibuka Bupati")
                + p("Tanjung Redeb, 7 Mei 2031 - Pemerintah Kabupaten Berau akan membangun 12 kios pada 2032.")
            ),
            headers=octets,
        ),
        "http://dinas.example/berita/pasar": html(STORY),
    }


@pytest.fixture
def here(tmp_path: Path) -> Workspace:
    """A workspace with a crawl of this web in its archive."""
    workspace = Workspace(tmp_path / "data", sources(tmp_path / "sources"), tmp_path / "alerts.toml")
    workspace.prepare()
    with Web() as web:
        web_pages(web)
        run(web, workspace.data, *load_sources(workspace.sources).values())
    return workspace


class Engine:
    """Stands in Tesseract's place and counts what it is asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked = 0
        monkeypatch.setattr(ocr, "engine", lambda: ocr.Engine("9.9.9", "ind", False))
        monkeypatch.setattr(ocr, "_tesseract", lambda: self)
        self.TesseractError = PageError

    def image_to_string(self, *_: Any, **__: Any) -> str:
        self.asked += 1
        return RECOGNISED


def read(here: Workspace, **options: Any) -> dict[str, int]:
    summary = extract_archive(here, here.load_sources(), **options)
    link_store(here)
    return dict(summary.pages)


def rows(path: Path, sql: str) -> list[dict[str, Any]]:
    conn = sqlite3.connect(path)
    conn.row_factory = sqlite3.Row
    found = [dict(row) for row in conn.execute(sql)]
    conn.close()
    return found


def test_a_regulation_s_page_and_scan_are_one_record_that_a_story_leads_to(here: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    Engine(monkeypatch)
    assert read(here)["new"] == 4
    (row,) = rows(publish_store(here).path, f"SELECT * FROM regulations WHERE id = '{KEY}'")
    assert (row["title"], row["status"], row["enacted"], row["documents"] > 0) == ("Pasar Desa", "in_force", "2031-05-05", True)
    assert (row["page_url"], row["file_url"]) == ("http://jdih.example/ph/4", "http://jdih.example/unduh/4.pdf")
    assert json.loads(row["revokes"]) == ["perbup-berau-2-2020"]
    (cited,) = rows(here.public, f"SELECT * FROM regulations_and_who_cited_them WHERE regulation_id = '{KEY}'")
    assert (cited["document_url"], cited["file_url"]) == ("http://dinas.example/berita/pasar", "http://jdih.example/unduh/4.pdf")
    assert verify(here.working, public=here.public) == []


def test_a_word_release_is_read_like_any_other(here: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    Engine(monkeypatch)
    read(here)
    with Store.open(here.working) as store:
        release = next(s.extraction for s in store.documents() if s.extraction.document.extractor == "mammoth")
    assert (release.document.title, release.document.published, release.document.kind) == (
        "Pasar Desa Dibuka Bupati",
        "2031-05-07",
        "release",
    )
    assert [c.status for c in release.commitments] == ["pledged"]


def test_a_scan_that_nothing_could_read_is_read_once_something_can(here: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "engine", lambda: None)
    first = read(here)
    assert (first["new"], first["failed"]) == (3, 1)
    with Store.open(here.working) as store:
        (failure,) = store.failures()
    assert (failure.url, failure.what) == ("http://jdih.example/unduh/4.pdf", pdf.SCAN)
    assert "tagih[ocr]" in failure.remedy
    assert read(here) == {"skipped": 4}
    Engine(monkeypatch)
    assert read(here) == {"skipped": 3, "new": 1}
    with Store.open(here.working) as store:
        assert store.failures() == []
    assert read(here) == {"skipped": 4}


@pytest.mark.parametrize("again", [True, False])
def test_what_was_recognised_is_not_recognised_again(here: Workspace, monkeypatch: pytest.MonkeyPatch, again: bool) -> None:
    engine = Engine(monkeypatch)
    read(here)
    assert engine.asked == 1
    if not again:
        here.working.unlink()  # a database that was lost
    counts = read(here, again=again)
    assert counts["unchanged" if again else "new"] == 4
    assert engine.asked == 1
    (line,) = [x for f in here.recognised.iterdir() for x in f.read_text().splitlines() if x]
    assert json.loads(line) == [0, RECOGNISED]


@pytest.fixture(autouse=True)
def _no_cache_is_left() -> Iterator[None]:
    yield
    assert ocr._cache is None
