"""Files and pages of regulations: what a body is, and which page tells of one regulation."""

from __future__ import annotations

import io
import zipfile

import pytest

from scraper.discovery import Html
from scraper.files import DOCX, is_file, told_type
from scraper.regulations import is_labelled, read_regulations
from scraper.rows import Row
from tests.scraper.web import source

PORTAL = source('spider = "jdih"\n[[listings]]\nurl = "/produk-hukum"\n', kind="regulation")
URL = "http://kabar.example/ph/4"
LABELS = {"Jenis": "Peraturan Bupati", "Nomor": "4", "Tahun": "2031", "Tentang": "Pasar Desa", "Status": "Berlaku"}


def archive(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr(name, "<x/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("claim", "body", "told"),
    [
        ("application/pdf", b"", "application/pdf"),
        ("application/octet-stream", b"%PDF-1.7 ...", "application/pdf"),
        ("application/force-download", b"\n%PDF-1.4", "application/pdf"),
        ("application/octet-stream", archive("word/document.xml"), DOCX),
        ("application/zip", archive("xl/workbook.xml"), "application/zip"),
        ("application/octet-stream", b"PK\x03\x04 torn", "application/octet-stream"),
        ("application/octet-stream", b"\x7fELF", "application/octet-stream"),
        ("text/html", b"%PDF-1.7", "text/html"),
    ],
)
def test_what_a_server_does_not_tell_the_bytes_do(claim: str, body: bytes, told: str) -> None:
    assert told_type(claim, body) == told


@pytest.mark.parametrize(
    ("media_type", "url", "file"),
    [
        ("application/pdf", URL, True),
        (DOCX, URL, True),
        ("text/plain", URL, True),
        ("text/html", "http://kabar.example/rilis.docx", True),
        ("text/html", URL, False),
    ],
)
def test_files_have_no_links_to_follow(media_type: str, url: str, file: bool) -> None:
    assert is_file(media_type, url) is file


def body(labels: dict[str, str], more: str = "") -> bytes:
    rows = "".join(f"<tr><th>{k}</th><td>{v}</td></tr>" for k, v in labels.items())
    return f"<html><body><table>{rows}</table>{more}</body></html>".encode()


@pytest.mark.parametrize(
    ("labels", "labelled"),
    [
        (LABELS, True),
        ({k: v for k, v in LABELS.items() if k != "Tentang"}, True),
        ({"Jenis": "Peraturan Bupati", "Nomor": "4"}, False),
        ({"Bahasa": "Indonesia", "Lokasi": "Berau", "Subjek": "Pasar", "Sumber": "LD", "Abstrak": "x"}, False),
    ],
)
def test_a_page_under_the_labels_of_portals(labels: dict[str, str], labelled: bool) -> None:
    assert is_labelled(Html(PORTAL, URL, body(labels), "text/html")) is labelled


def test_such_a_page_is_a_document_beside_its_file() -> None:
    row = Row(URL, PORTAL.id, "page", 1, URL, False, None, None, None, False)
    found = read_regulations(PORTAL, row, body(LABELS, '<a href="/berkas/4.docx">Naskah</a>'), "text/html")
    assert [x.url for x in found.links] == ["http://kabar.example/berkas/4.docx"]
    assert found.document
