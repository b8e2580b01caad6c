"""Page -> Document: what the bytes are, and the reader for it.

`VERSION` is that of reading altogether: text, title, day, authors and language from HTML, PDF, DOCX and plain text, and where sentences end.
"""

from __future__ import annotations

import unicodedata

from extraction.charset import decode
from extraction.document import document_of
from extraction.docx import is_docx, read_docx
from extraction.html import read_html
from extraction.pdf import read_pdf
from tagih.records import Document, Page, PageError

RULE = "pages"
VERSION = "1"

LIMIT_BYTES = 20_000_000
SNIFF_BYTES = 1024
# What begins with these is no page: (bytes, what to call it).
OTHER_KINDS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"PK\x03\x04", "a ZIP, XLSX or ODT file, or a broken DOCX"),
    (b"{\\rtf", "an RTF file"),
    (b"\x1f\x8b", "a gzip file"),
    (b"Rar!", "a RAR archive"),
    (b"SQLite format 3\x00", "an SQLite database"),
)
OLE = b"\xd0\xcf\x11\xe0"  # the container of old Office files, and of new ones with a password
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
TAGS = (b"<!doctype html", b"<html", b"<head", b"<body", b"<div", b"<p>", b"<p ", b"<article", b"<table", b"<h1", b"<meta")
CONTROL = bytes(set(range(32)) - {9, 10, 12, 13, 27})
JUNK_SHARE = 0.01  # control bytes in the first kilobytes; text has none


def read_page(page: Page) -> Document:
    """Read a page's main text and what it says about itself.

    What the bytes are decides, not what the sender claims. Raises PageError (empty, too large, not text, encrypted,
    broken, without main text); never returns an empty text.
    """
    kind = sniff(page)
    if kind == "pdf":
        return read_pdf(page)
    if kind == "docx":
        return read_docx(page)
    text = decode(page.content, page.media_type, where=page.where)
    if kind == "html":
        return read_html(page, text)
    return _read_text(page, text)


def sniff(page: Page) -> str:
    """ "html", "pdf", "docx" or "txt". Raises PageError for anything else."""
    content, where = page.content, page.where
    if not content.strip():
        raise PageError("is empty", where=where, remedy="Fetch it again, or leave it out.")
    if len(content) > LIMIT_BYTES:
        raise PageError(
            f"has {len(content):,} bytes, more than the limit of {LIMIT_BYTES:,}", where=where, remedy="Leave it out, or split it."
        )
    head = content[:SNIFF_BYTES]
    if b"%PDF-" in head:
        return "pdf"
    if head.startswith(b"PK\x03\x04") and is_docx(content):
        return "docx"
    if head.startswith(OLE):
        raise _old_office(content, where)
    for magic, name in OTHER_KINDS:
        if head.startswith(magic):
            raise PageError(f"is {name}, not a page", where=where, remedy="Give HTML, PDF, DOCX or plain text.")
    claim = (page.media_type or "").partition(";")[0].strip().lower()
    if claim == "application/pdf":
        if any(tag in content[:65_536].lower() for tag in TAGS):
            return "html"
        raise PageError(
            "is said to be a PDF but does not begin like one", where=where, remedy="Fetch it again, or open it to see what it is."
        )
    if not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        sample = content[:65_536]
        if len(sample) - len(sample.translate(None, CONTROL)) > JUNK_SHARE * len(sample):
            raise PageError("is binary data, neither HTML nor text", where=where, remedy="Give HTML, PDF, DOCX or plain text.")
    lower = content[:262_144].replace(b"\x00", b"").lower()
    if claim == "text/plain":
        return "html" if lower.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith((b"<!doctype html", b"<html")) else "txt"
    if any(tag in lower for tag in TAGS):
        return "html"
    if "html" in claim:
        raise PageError("is said to be HTML but holds no HTML element", where=where, remedy="Fetch it again, or give it as plain text.")
    return "txt"


def _old_office(content: bytes, where: str) -> PageError:
    if ENCRYPTED in content:
        return PageError("is an encrypted Office file", where=where, remedy="Save it without a password, as DOCX or PDF.")
    return PageError("is an old Office file (DOC, XLS, PPT), not a page", where=where, remedy="Save it as DOCX or PDF, and give that.")


def _read_text(page: Page, text: str) -> Document:
    text = unicodedata.normalize("NFC", text.removeprefix("\ufeff"))
    if not text.strip():
        raise PageError("holds no text", where=page.where, remedy="Fetch it again, or leave it out.")
    return document_of(page, text, "txt")
