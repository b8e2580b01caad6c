"""DOCX -> Document: the text in its order (mammoth), with tables, lists and footnotes; headers, footers and comments are left out.

Nothing of a file is trusted: sizes are looked at before anything is unpacked, pictures and linked files are never opened,
macros never run. What Word notes about a file (its core properties) is believed only where the text bears it out: the
"author" is whoever owns the machine, the title and the dates are often the template's.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import mammoth
from lxml import etree
from lxml.html import HtmlElement, fragments_fromstring

from extraction.charset import tidy
from extraction.document import document_of
from extraction.enactment_text import enacted_on
from extraction.heading import heading_of
from tagih.records import Document, Page, PageError
from tagih.records.dates import find_dates
from tagih.vocabulary.places import find_places

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
BODY = "word/document.xml"
PARTS_MAX = 5_000
XML_MAX_BYTES = 10_000_000  # of all parts that are text, unpacked: three hundred pages have four million
DATELINE_LINES = 12  # from either end: the place and day of a release
DATELINE_CHARS = 90
HEAD_CHARS = 2_000  # in which a property's title must stand to be the text's own
TITLE_MAX = 300  # characters
_CORE = {"dc": "http://purl.org/dc/elements/1.1/", "dcterms": "http://purl.org/dc/terms/"}
_BLOCKS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "pre", "blockquote"})
_NOTE = re.compile(r"#(?:foot|end)note-")
_BANNER = re.compile(
    r"\W*(?:siaran pers|press release|rilis(?: berita)?|berita|untuk (?:di)?segera(?: disiarkan)?|nomor\b.*|no\.?\s.*|kop surat)\W*", re.I
)
_DAY_LINE = re.compile(r"\W*(?:[^\W\d_][\w.' -]{1,40}(?:\([^()]{1,30}\))?\s*[,(–—-]|(?:hari\s*[/,]?\s*)?tanggal\b\s*:?)?\W*", re.I)

# Neither library has types.
_convert: Any = mammoth.convert
_fragments: Any = fragments_fromstring


def is_docx(content: bytes) -> bool:
    """Whether a ZIP file is a Word document."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return BODY in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False


def read_docx(page: Page) -> Document:
    """Read a Word document. Raises PageError (broken, too large when unpacked, hostile, without text)."""
    core = _core(page)
    blocks = _blocks(page)
    lines = [line for _, line in blocks]
    text = "\n".join(lines)
    if not re.search(r"\w{2}", text):
        raise PageError(
            "is a Word document that holds no text",
            where=page.where,
            remedy="Open it: its text may be a picture; give it as a scanned PDF.",
        )
    document = document_of(page, text, "mammoth")
    title = heading_of(document) or _title(core.get("dc:title"), blocks)
    published = enacted_on(text) or _dateline(lines) or _day_of(core, page)
    author = core.get("dc:creator")
    named = author if author and " " in author and re.search(rf"(?<!\w){re.escape(author)}(?!\w)", text) else None
    return replace(document, title=title, published=published, authors=(named,) if named else ())


def _broken(page: Page, why: str) -> PageError:
    return PageError(f"is a broken Word document: {why}", where=page.where, remedy="Fetch it again, or open it in Word and save it anew.")


def _core(page: Page) -> dict[str, str]:
    """Check every part before any is read; -> the core properties by their names ("dc:title", "dcterms:modified")."""
    try:
        with zipfile.ZipFile(io.BytesIO(page.content)) as archive:
            parts = archive.infolist()
            texts = [p for p in parts if p.filename.endswith((".xml", ".rels"))]
            size = sum(p.file_size for p in texts)
            if len(parts) > PARTS_MAX or size > XML_MAX_BYTES:
                raise PageError(
                    f"is a Word document of {len(parts):,} parts and {size:,} bytes of text when unpacked, more than {XML_MAX_BYTES:,}",
                    where=page.where,
                    remedy="Leave it out, or split it: no release is that long.",
                )
            if any(p.flag_bits & 1 for p in parts):
                raise PageError("is an encrypted Word document", where=page.where, remedy="Save it without a password.")
            held = {p.filename: archive.read(p) for p in texts}
    except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError) as e:
        raise _broken(page, str(e).rstrip(".")) from e
    for name, data in held.items():
        if b"<!DOCTYPE" in (bare := data.replace(b"\x00", b"")) or b"<!ENTITY" in bare:
            raise _broken(page, f"{name} declares entities, which no such document may")
    return dict(_properties(held.get("docProps/core.xml", b"")))


def _properties(data: bytes) -> Iterator[tuple[str, str]]:
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return  # a document is read without them
    for prefix, space in _CORE.items():
        for e in root.findall(f"{{{space}}}*"):
            if value := tidy("".join(e.itertext())):
                yield f"{prefix}:{etree.QName(e).localname}", value


def _blocks(page: Page) -> list[tuple[str, str]]:
    """The lines of the text, each with the HTML element that mammoth made of it."""
    try:
        made = _convert(
            io.BytesIO(page.content),
            include_embedded_style_map=False,
            convert_image=mammoth.images.img_element(lambda image: {}),
            ignore_empty_paragraphs=True,
        )
        found = _fragments(f"<div>{made.value}</div>")
    except (
        *(zipfile.BadZipFile, etree.LxmlError, AttributeError, LookupError, RecursionError, TypeError, ValueError, OSError),
        *(AssertionError, EOFError, NotImplementedError),
    ) as e:
        raise _broken(page, f"{type(e).__name__} {str(e)[:120]}".strip()) from e
    except Exception as e:
        if type(e).__module__ != "xml.parsers.expat":
            raise
        raise _broken(page, str(e)) from e
    return [(tag, line) for root in found for tag, line in _lines(root) if line]


def _lines(root: HtmlElement) -> Iterator[tuple[str, str]]:
    """A line for each paragraph, heading and item; a row of a table is one line, its cells apart."""
    for link in [a for a in root.iter("a") if _NOTE.match(a.get("href") or "")]:
        link.drop_tree()  # the mark of a note, and the arrow back from it
    rows = {row for row in root.iter("tr") if next(row.iter("table"), None) is None}  # a table inside a table tells its own rows
    inside = {e for row in rows for e in row.iterdescendants()}
    for e in root.iter():
        if e in rows:
            yield "tr", " | ".join(filter(None, (tidy(" ".join(cell.itertext())) for cell in e if cell.tag in ("td", "th"))))
        elif e.tag in _BLOCKS and e not in inside:
            own = [
                e.text or "",
                *(part for c in e if c.tag not in (*_BLOCKS, "ul", "ol", "table") for part in ("".join(c.itertext()), c.tail or "")),
            ]
            yield e.tag, tidy("".join(own))


def _title(said: str | None, blocks: list[tuple[str, str]]) -> str | None:
    """The title that the properties give where the text begins with it too; else the first heading, else the first line that is
    no banner of the form."""
    head = "\n".join(line for _, line in blocks)[:HEAD_CHARS].casefold()
    if said and len(said.split()) > 2 and said.casefold() in head:
        return said[:TITLE_MAX]
    telling = [
        (tag, line) for tag, line in blocks[:DATELINE_LINES] if len(re.findall(r"[^\W\d_]{2,}", line)) >= 2 and not _BANNER.fullmatch(line)
    ]
    return next((line[:TITLE_MAX] for tag, line in telling if tag in ("h1", "h2")), None) or next(
        (line[:TITLE_MAX] for _, line in telling), None
    )


def _dateline(lines: list[str]) -> str | None:
    """The day beside the place at the head of a release, or above the signature at its end ("Samarinda, 5 Mei 2031")."""
    for line in (*lines[:DATELINE_LINES], *reversed(lines[-DATELINE_LINES:])):
        for mention in find_dates(line[:DATELINE_CHARS])[:1]:
            before = line[: mention.start]
            if (
                mention.value
                and mention.day
                and _DAY_LINE.fullmatch(before)
                and (not before.strip() or "anggal" in before or find_places(before))
            ):
                return mention.value
    return None


def _day_of(core: dict[str, str], page: Page) -> str | None:
    """The day on which the file was made, where it was made and last changed on the same day: a template was made long before."""
    try:
        made, changed = (datetime.fromisoformat(core[f"dcterms:{name}"].replace("Z", "+00:00")) for name in ("created", "modified"))
    except (KeyError, ValueError):
        return None
    if made.tzinfo is None or changed.tzinfo is None or (page.fetched_at is not None and changed > page.fetched_at):
        return None
    zone = ZoneInfo(page.hints.timezone if page.hints else "Asia/Jakarta")
    days = {moment.astimezone(zone).date().isoformat() for moment in (made, changed)}
    return days.pop() if len(days) == 1 else None
