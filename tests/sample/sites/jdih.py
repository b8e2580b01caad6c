"""A legal documentation portal: a paged table of regulations -> a page of particulars -> a PDF with a text layer."""

from __future__ import annotations

import functools
import io
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC
from typing import Any

import pikepdf
from fpdf import FPDF

from tests.sample.articles import Article
from tests.sample.sites.press import Press, leaves
from tests.sample.web import Response

PER_PAGE = 3


def link(article: Article) -> str:
    """/produk-hukum/detail/3."""
    return f"/produk-hukum/detail/{article.serial}"


def file(article: Article) -> str:
    """/unduh/pergub-29-2024.pdf."""
    return f"/unduh/{article.slug}.pdf"


@functools.cache
def pdf(article: Article) -> bytes:
    """A regulation as a PDF: its head in capitals, centred, then its paragraphs. The same bytes every time."""
    document = FPDF(format="A4")
    document.set_creation_date(article.published.astimezone(UTC))
    document.set_title(article.title)
    document.set_margins(25, 25, 25)
    document.add_page()
    head, *paragraphs = article.plain
    document.set_font("Times", style="B", size=12)
    document.multi_cell(0, 6, head, align="C", new_x="LMARGIN", new_y="NEXT")
    document.ln(6)
    document.set_font("Times", size=12)
    for paragraph in paragraphs:
        document.multi_cell(0, 6, paragraph, align="J", new_x="LMARGIN", new_y="NEXT")
        document.ln(3)
    return bytes(document.output())


def encrypted(content: bytes) -> bytes:
    """The same PDF behind a password that nobody was told. RC4 needs no random start, so the bytes stay the same."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as document:
        document.save(out, encryption=pikepdf.Encryption(user="arsip", owner="arsip", R=3, aes=False, metadata=False), static_id=True)
    return out.getvalue()


def broken_rule(press: Press, page: Mapping[str, Any]) -> Article:
    """A regulation of bad/pages.toml: a row and particulars like the others', and a file that cannot be read."""
    when = press.articles[0].published
    fields = {k: page[k] for k in ("slug", "serial", "title", "type", "number", "year")}
    return Article(outlet=press.outlet.id, published=when, modified=when, body=(), author="Bagian Arsip", **fields)


def pages(press: Press) -> Iterator[tuple[str, Response]]:
    """Home, the paged table, particulars, PDFs (one cut off, one encrypted), robots.txt."""
    rules = press.articles
    broken = {broken_rule(press, page): page["made"] for page in press.bad}
    common: dict[str, Any] = {"link": link, "file": file, "bad": broken}
    for leaf in leaves(rules, PER_PAGE):
        page = press.render("listing.html", leaf=leaf, **common)
        yield f"/produk-hukum?page={leaf.number}", page
        if leaf.number == 1:
            yield "/produk-hukum", page
            yield "/", page
    for rule in (*rules, *broken):
        yield link(rule), press.render("detail.html", rule.modified, rule=rule, **common)
    for rule in rules:
        yield file(rule), Response(pdf(rule), "application/pdf", modified=rule.modified)
    made: dict[str, Callable[[bytes], bytes]] = {"cut off": lambda content: content[: len(content) // 3], "encrypted": encrypted}
    for rule, how in broken.items():
        yield file(rule), Response(made[how](pdf(rules[0])), "application/pdf")
    yield "/robots.txt", press.plain("User-agent: *\nAllow: /\n")
