"""The page of what became of a document, and the feed of silent edits, over a small published file."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from datasette.app import Datasette

from tagih.dashboard.revisions import Piece, number, pieces, words
from tagih.records.ids import document_id
from tagih.store import publish
from tests.store import world
from tests.whole import PATIENT

ROOT = Path(__file__).resolve().parents[2]
ATOM = "{http://www.w3.org/2005/Atom}"
CHANGED = f"/revisi/{document_id('https://lain.example/puskesmas')}"
GONE = f"/revisi/{document_id('https://kabar.example/pohon')}"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Datasette:
    folder = tmp_path_factory.mktemp("revisions")
    publish(world.build(folder / "tagih.db"), folder / "public.db")
    metadata = json.loads((ROOT / "datasette_metadata.json").read_text(encoding="utf-8"))
    return Datasette([], immutables=[str(folder / "public.db")], metadata=metadata, settings=PATIENT)


async def get(site: Datasette, path: str) -> Any:
    response = await site.client.get(path)
    assert response.status_code == 200, path
    return response.text


def test_the_page_says_the_same_in_both_languages() -> None:
    assert words()["id"].keys() == words()["en"].keys()


@pytest.mark.asyncio
async def test_the_page_marks_what_went_and_what_came(site: Datasette) -> None:
    page = await get(site, CHANGED)
    assert "<del>5,3</del><ins>3,5</ins>" in page
    assert "Anggaran <del>Rp 5,3 miliar</del> sudah ada." in page
    assert "Anggaran <ins>Rp 3,5 miliar</ins> sudah ada." in page
    assert "5.300.000.000 IDR" in page
    assert "diam-diam" in page
    assert "███████" in page
    assert not any(name in page for name in world.PRIVATE)
    assert '<a href="https://lain.example/puskesmas" rel="nofollow noopener noreferrer">' in page


@pytest.mark.asyncio
async def test_english_is_one_click_away(site: Datasette) -> None:
    assert 'href="?lang=en"' in await get(site, CHANGED)
    english = await get(site, CHANGED + "?lang=en")
    assert "Figure changed" in english
    assert "5,300,000,000 IDR" in english
    assert 'href="?lang=id"' in english


@pytest.mark.asyncio
async def test_a_page_that_is_gone_says_since_when(site: Datasette) -> None:
    page = await get(site, GONE)
    assert "tidak ditemukan sejak" in page
    assert "2031-05-05" in page
    assert "situsnya menjawab 404" in page


@pytest.mark.asyncio
async def test_a_document_that_never_changed_and_one_that_nobody_knows(site: Datasette) -> None:
    assert "Belum ada perubahan" in await get(site, f"/revisi/{document_id('https://dinas.example/beras')}")
    assert (await site.client.get("/revisi/0123456789abcdef")).status_code == 404
    assert (await Datasette([], memory=True, settings=PATIENT).client.get(CHANGED)).status_code == 404


@pytest.mark.asyncio
@pytest.mark.parametrize("path", ["/public/documents", "/public/silent_edits", "/public/revisions_of_documents"])
async def test_rows_lead_to_the_page(site: Datasette, path: str) -> None:
    assert f'href="{CHANGED}"' in await get(site, path)


@pytest.mark.asyncio
async def test_the_document_and_what_was_taken_down_lead_there_too(site: Datasette) -> None:
    assert f'href="{CHANGED}"' in await get(site, f"/public/documents/{CHANGED.removeprefix('/revisi/')}")
    assert f'href="{GONE}"' in await get(site, "/public/taken_down")


@pytest.mark.asyncio
async def test_the_front_page_shows_the_newest(site: Datasette) -> None:
    page = await get(site, "/")
    assert "Perubahan diam-diam terbaru" in page
    assert "<del>Anggaran Rp 5,3 miliar sudah ada.</del>" in page
    assert f'href="{CHANGED}"' in page
    assert "Latest silent edits" in await get(site, "/?lang=en")


@pytest.mark.asyncio
async def test_the_feed_is_atom_and_names_each_edit_once(site: Datasette) -> None:
    response = await site.client.get("/perubahan.atom")
    assert response.headers["content-type"].startswith("application/atom+xml")
    entries = ET.fromstring(response.text).findall(f"{ATOM}entry")
    ids = [e.findtext(f"{ATOM}id") for e in entries]
    assert len(set(ids)) == len(ids) == 2
    assert {e.findtext(f"{ATOM}title", "").partition(":")[0] for e in entries} == {"Angka diubah", "Kutipan dihapus"}
    for e in entries:
        assert [link.get("href", "").endswith(CHANGED) for link in e.findall(f"{ATOM}link")] == [True]
        assert "<del>" in e.findtext(f"{ATOM}content", "")
    assert (await Datasette([], memory=True, settings=PATIENT).client.get("/perubahan.atom")).status_code == 404


@pytest.mark.parametrize(
    ("diff", "shown"),
    [
        ([["=", "Rp "], ["-", "5"], ["+", "3"]], [Piece("keep", "Rp "), Piece("del", "5"), Piece("ins", "3")]),
        ([["=", "a"], ["=", 1], ["=", "b"]], [Piece("keep", "a"), Piece("keep", " "), Piece("keep", "b")]),
        ([["=", 40], ["=", "."], ["=", 2], ["=", "b"]], [Piece("keep", hidden=43), Piece("keep", "b")]),
        ([["-", 12], ["+", 2], ["=", 7]], [Piece("del", hidden=12), Piece("keep", hidden=7)]),
        ([], []),
    ],
)
def test_what_is_not_carried_is_a_gap(diff: list[list[Any]], shown: list[Piece]) -> None:
    assert list(pieces(json.dumps(diff))) == shown


@pytest.mark.parametrize(
    ("value", "unit", "language", "shown"),
    [("5300000000", "IDR", "id", "5.300.000.000 IDR"), ("59.56", "percent", "id", "59,56 persen"), ("59.56", "percent", "en", "59.56 percent"),
     ("30000", "people", "id", "30.000 orang"), (None, "liter", "id", "liter"), (None, None, "en", None)],
)  # fmt: skip
def test_numbers_are_written_as_the_language_writes_them(value: str | None, unit: str | None, language: str, shown: str | None) -> None:
    assert number(value, unit, language) == shown
