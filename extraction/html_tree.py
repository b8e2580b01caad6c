"""A page's HTML as a tree that an extractor can read: one parse, then the mark-up of old portals made regular."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from extraction.charset import tidy
from tagih.records import PageError
from tagih.vocabulary.page_words import related_cue, related_tail

BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset", "figure",
    "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section",
    "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip
DROPPED = frozenset({
    "script", "style", "noscript", "template", "iframe", "svg", "button", "select", "textarea", "input", "object", "embed",
    "audio", "video",
})  # fmt: skip
TABLE_PARTS = frozenset({
    "table", "tbody", "thead", "tfoot", "tr", "td", "th",
})  # fmt: skip
LISTS = frozenset({"ul", "ol", "dl"})
_parse: Any = document_fromstring  # lxml carries no types
_parser: Any = HTMLParser
LINES = frozenset({
    "p", "li", "h2", "h3", "h4", "h5", "h6", "div", "td", "dd", "dt", "center", "blockquote",
})  # fmt: skip
MEASURED = LISTS | LINES  # what may be nothing but links, or a caption
HOLDERS = frozenset({"div", "section", "article", "main", "td", "center", "body", "form"})
CAPTION = re.compile(
    r"caption|(?:photo|foto|image|img|pic|gambar)[_-]?(?:desc|credit|info|ket|text|title)|(?:desc|ket|keterangan)[_-]?(?:photo|foto|image|img|gambar)",
    re.I,
)
ELEMENTS_MAX = 150_000  # the largest of the measured news pages has 2,200; reading is linear, 60 microseconds an element
CAPTION_MAX = 400  # characters: what is longer is no caption, whatever its class says
PROSE = 400  # characters beside links in one cell or form: that much running text makes a table or form a layout
LOOSE = 25  # characters of text outside any paragraph that are worth a paragraph
LINK_SHARE = 0.8  # of a line's or list's characters in links: it leads away from the page
LIST_LINK_SHARE = 0.5
MIN_LINK_LINE = 12  # characters: a shorter linked line is a word of the text


def parse(text: str, *, where: str) -> HtmlElement:
    """Parse decoded HTML, comments left out. Raises PageError where there is no element at all."""
    # The parser gets UTF-8 and is told so: what the page declares about its encoding has been judged already.
    parser = _parser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree: HtmlElement = _parse(text.replace("\x00", "").encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as e:
        raise PageError(f"cannot be parsed as HTML: {e}", where=where, remedy="Open it to see what it is; fetch it again.") from e
    elements: Any = tree.xpath("count(//*)")
    if elements > ELEMENTS_MAX:
        raise PageError(f"has {elements:,.0f} HTML elements, more than {ELEMENTS_MAX:,}", where=where, remedy="Leave it out, or split it.")
    if next((e for e in tree.iter() if e.tag not in ("html", "body", "p", "head")), None) is None and not any(
        t.strip() for t in tree.itertext()
    ):
        raise PageError("is HTML without content", where=where, remedy="Fetch it again, or leave it out.")
    return tree


def text_of(element: HtmlElement) -> str:
    """An element's text on one line; the parts of blocks do not run together."""
    if not len(element):
        return tidy(element.text or "")
    apart = any(e.tag in BLOCKS or e.tag in ("br", "img") for e in element.iterdescendants())
    return tidy((" " if apart else "").join(element.itertext()))


class _Sizes:
    """Characters of text, and of text in links, of every element: measured once, children before parents."""

    def __init__(self, elements: list[HtmlElement]) -> None:
        self.text: dict[HtmlElement, int] = dict.fromkeys(elements, 0)
        self.link: dict[HtmlElement, int] = dict.fromkeys(elements, 0)
        for e in reversed(elements):
            own = len((e.text or "").strip())
            self.text[e] += own
            if e.tag == "a":
                self.link[e] = self.text[e]
            parent = e.getparent()
            if parent is not None and parent in self.text:
                self.text[parent] += self.text[e] + len((e.tail or "").strip())
                self.link[parent] += self.link[e]


def drop(element: Any) -> None:
    """Take an element out of its tree and leave the text after it."""
    element.drop_tree()


def drop_scripts(tree: HtmlElement) -> None:
    """Leave out what is never text. JSON-LD has to be read before."""
    for e in list(tree.iter(*DROPPED)):
        drop(e)


def normalise(tree: HtmlElement, *, keep: HtmlElement | None = None) -> None:
    """Make the tree regular in place: layout tables and forms are divisions; text that stands loose beside
    paragraphs gets its own; lists and lines of links, and "Baca juga" with its link, are gone. `keep` (the title) stays, though it be a link."""
    kept = set() if keep is None else {keep, *keep.iterancestors(), *keep.iterdescendants()}
    elements = [e for e in tree.iter() if isinstance(e.tag, str)]
    sizes = _Sizes(elements)
    _layouts(elements, sizes)
    _drop([e for e in elements if e.tag == "a" and e not in kept], _points_away)
    elements = [e for e in tree.iter() if isinstance(e.tag, str)]
    sizes = _Sizes(elements)
    _drop([e for e in elements if e.tag in MEASURED and e not in kept], lambda e: _is_links(e, sizes) or _is_caption(e, sizes))
    for e in [e for e in tree.iter() if isinstance(e.tag, str)]:
        if e.tag in HOLDERS:
            _wrap_loose(e)


def _layouts(elements: list[HtmlElement], sizes: _Sizes) -> None:
    prose = [e for e in elements if e.tag in ("td", "form", "fieldset") and sizes.text[e] - sizes.link[e] >= PROSE]
    for cell in prose:
        if cell.tag != "td":
            cell.tag = "div"
            continue
        table: HtmlElement | None = cell
        while table is not None and table.tag in TABLE_PARTS:
            inner = table
            table = table.getparent()
            inner.tag = "div"
    for e in elements:
        if e.tag in ("td", "tr", "tbody", "thead", "tfoot", "th"):
            parent = e.getparent()
            if parent is not None and parent.tag == "div":
                e.tag = "div"
        elif e.tag in ("span", "font", "b", "strong", "em", "i") and any(c.tag in BLOCKS for c in e):
            e.tag = "div"


def _drop(elements: list[HtmlElement], unwanted: Callable[[HtmlElement], bool]) -> None:
    for e in elements:
        if e.getparent() is not None and unwanted(e):
            drop(e)


def _points_away(link: HtmlElement) -> bool:
    """The link is, or comes right after, "Baca juga"; the words that say so are cut as well."""
    if related_cue().match(text_of(link)):
        return True
    before = link.getprevious()
    parent = link.getparent()
    if before is None:
        left = related_tail().search(parent.text[-60:]) if parent.text else None
        if left:
            parent.text = parent.text[: len(parent.text) - (len(left.string) - left.start())]
        return left is not None
    if before.tail and before.tail.strip():
        left = related_tail().search(before.tail[-60:])
        if left:
            before.tail = before.tail[: len(before.tail) - (len(left.string) - left.start())]
        return left is not None
    if before.tag in BLOCKS or before.tag == "br":
        return False
    words = text_of(before)
    if len(words) <= 60 and related_tail().search(words):
        drop(before)
        return True
    return False


def _is_links(e: HtmlElement, sizes: _Sizes) -> bool:
    text, link = sizes.text[e], sizes.link[e]
    if not link:
        return False
    if e.tag in LISTS:
        return link >= LIST_LINK_SHARE * text
    if e.tag not in LINES or text < MIN_LINK_LINE or link < LINK_SHARE * text:
        return False
    return e.tag != "div" or not any(c.tag in BLOCKS for c in e)


def _is_caption(e: HtmlElement, sizes: _Sizes) -> bool:
    if e.tag not in LINES or sizes.text[e] > CAPTION_MAX:
        return False
    names = f"{e.get('class') or ''} {e.get('id') or ''}"
    return len(names) > 1 and CAPTION.search(names) is not None and e.find(".//h1") is None


def cut_before(heading: HtmlElement, tree: HtmlElement) -> None:
    """Drop what stands before the heading of the story (menus, teasers, the page's clock), where most text follows it."""
    before = [s for level in (heading, *heading.iterancestors()) for s in level.itersiblings(preceding=True) if s.tag in BLOCKS]
    if 2 * sum(len(text_of(e)) for e in before) <= len(text_of(tree)) or sum(_prose(e) for e in before) * 2 <= _prose(tree):
        for e in before:
            drop(e)


def _prose(e: HtmlElement) -> int:
    return sum(len(text_of(p)) for p in e.iter("p"))


def _wrap_loose(holder: HtmlElement) -> None:
    """Text and inline elements that stand directly beside block elements become paragraphs."""
    if not any(c.tag in BLOCKS for c in holder):
        return
    run: list[HtmlElement] = []
    lead = holder.text or ""

    def close(before: HtmlElement | None) -> None:
        nonlocal run, lead
        size = len(lead.strip()) + sum(len(text_of(e)) + len((e.tail or "").strip()) for e in run)
        if size >= LOOSE:
            paragraph = holder.makeelement("p")
            paragraph.text = lead
            anchor = run[0] if run else before
            if anchor is None:
                holder.append(paragraph)
            else:
                anchor.addprevious(paragraph)
            previous = paragraph.getprevious()
            if previous is not None:
                previous.tail = None
            else:
                holder.text = None
            for e in run:
                paragraph.append(e)
        run, lead = [], ""

    for child in list(holder):
        if child.tag in BLOCKS:
            close(child)
            lead = child.tail or ""
        else:
            run.append(child)
    close(None)
