"""Portals of regulations (JDIH): a list of regulations -> a page per regulation -> its file. Pure.

The portals differ in mark-up and agree in shape: rows of a table, cards or a list, each with a link to a detail page or
straight to a file; the detail page tells of the regulation under labels, and links, embeds or frames its file (PDF, DOCX).
"""

from __future__ import annotations

import re

from scraper.discovery import Found, Html, next_page, unique
from scraper.files import FILE_TYPES
from scraper.ledger import Link, Row
from scraper.source import Source
from scraper.urls import conventions, extension
from tagih.vocabulary.enactments import LABEL_CHARACTERS, label_field

FILE_DEPTH = 2  # a detail page stands one step from its list, a viewer between it and the file two
LABELS = 4  # of different meaning; column heads of a list of regulations may be as many, but a list is no detail page
_ROWS = "//table//tr//a/@href"
_EMBEDDED = "//iframe/@src | //embed/@src | //object/@data"


def files(source: Source, page: Html) -> list[str]:
    """The files that a page of one regulation links, embeds or frames: by address, else links that say so ("Unduh")."""
    found = [u for u in page.urls(f"//a/@href | {_EMBEDDED}") if extension(u) in FILE_TYPES]
    if not found:
        words = re.compile(rf"\b(?:{'|'.join(map(re.escape, conventions().file_words))})\b", re.I)
        labelled = (
            (a.xpath("concat(string(), ' ', @title, ' ', @class)").get(""), a.attrib["href"]) for a in page.tree.xpath("//a[@href]")
        )
        found = page.own(href for label, href in labelled if words.search(label))
    return [u for u in found if not any(p.search(u) for p in source.deny_patterns)]


def is_labelled(page: Html) -> bool:
    """Whether a page tells of one regulation under the labels that portals use: "Nomor", "Tanggal Penetapan", "Status"."""
    found = set()
    for text in page.tree.xpath("//body//*[not(self::script or self::style or self::a or self::option)]/text()").getall():
        if 1 < len(text.strip()) <= 2 * LABEL_CHARACTERS and (name := label_field(text.partition(":")[0])):
            found.add(name)
    return len(found - {"other", "files"}) >= LABELS


def read_regulations(source: Source, row: Row, body: bytes, media_type: str | None) -> Found:
    """What a list or a detail page of a portal leads to. A detail page is a document where it tells of its regulation under labels,
    or has no file."""
    page = Html(source, row.url, body, media_type)
    if row.kind == "page":
        linked = [Link(u, "page", row.depth + 1, row.root) for u in files(source, page)] if row.depth <= FILE_DEPTH else []
        return Found(unique(linked), document=not linked or is_labelled(page))
    rows = page.urls(_ROWS)
    if source.article_patterns:
        found = [u for u in page.links() if source.classify(u) == "page"]
    else:
        found = [u for u in rows or page.links() if u in rows or source.classify(u) == "page"]
    details = [Link(u, "page", 1, row.root) for u in found if source.classify(u) is not None]
    return Found(unique([*details, *next_page(source, row, page)]))
