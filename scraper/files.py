"""Files that are documents in themselves, PDF and DOCX: told by what the server says, else by their bytes. Pure."""

from __future__ import annotations

import io
import zipfile

from scraper.urls import extension

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FILE_TYPES = {"pdf": "application/pdf", "docx": DOCX}
# What servers say of a file that is to be saved and not shown: portals' "unduh" links mostly do.
UNTOLD = frozenset({
    "application/binary", "application/download", "application/force-download", "application/octet-stream", "application/save",
    "application/x-download", "application/x-octet-stream", "application/x-pdf", "application/zip", "binary/octet-stream",
})  # fmt: skip


def told_type(media_type: str, body: bytes) -> str:
    """The media type of a body. A file that the server does not tell apart from any other is what its bytes say."""
    if media_type not in UNTOLD:
        return media_type
    if b"%PDF-" in body[:1024]:
        return FILE_TYPES["pdf"]
    return DOCX if body.startswith(b"PK\x03\x04") and _is_docx(body) else media_type


def is_file(media_type: str, url: str) -> bool:
    """Whether a page is a document without links to follow: a file, or plain text."""
    return media_type in (*FILE_TYPES.values(), "text/plain") or extension(url) in FILE_TYPES


def _is_docx(body: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return "word/document.xml" in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
