"""Who wrote a page and who edited it: labelled bylines, mark-up, JSON-LD."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from lxml.html import HtmlElement

from extraction.html_meta import STAMP_MAX, SelfDescription, names_of, select
from extraction.html_tree import BLOCKS, text_of
from tagih.vocabulary.page_words import byline_label, nobody

LINE_HOLDERS = (
    "div", "p", "li", "tr", "td", "span", "time", "strong", "b", "font", "h1", "h2", "h3", "h4", "h5", "h6", "center", "header", "section", "address", "small",
)  # fmt: skip
CLOSE = 8  # lines after the title that go before those above it
NEAR = 40  # lines after the title that may hold date and byline
BYLINE_MAX = 200  # characters of such a line
BYLINE_CLASSES = "//*[self::div or self::span or self::p or self::a][@class][{}]".format(
    " or ".join(
        f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')"
        for name in ("author", "author-name", "byline", "entry-author", "penulis", "reporter", "wartawan")
    )
)
CLOCK = re.compile(r"\d[:.]\d\d")
PICTURE = re.compile(r"photo|foto|image|img|gambar|pict?\b|caption", re.I)
NAME = re.compile(r"[^\W\d_][\w.'’`-]*(?:,? [^\W\d_][\w.'’`-]*){0,6}")


def lines_near(tree: HtmlElement, heading: HtmlElement | None) -> list[str]:
    """Short lines where dates and names are shown: the first ones after the title, the ones just above it, then any with a byline's label."""
    after: list[str] = []
    far: list[str] = []
    started, left = heading is None, NEAR if heading is not None else 0
    for e in tree.iter(*LINE_HOLDERS):
        if e is heading:
            started = True
        elif started and (e.tag == "tr" or not any(c.tag in BLOCKS for c in e)):
            left -= 1
            text = text_of(e)
            if not 0 < len(text) <= BYLINE_MAX:
                continue
            if left >= 0:
                after.append(text)
            elif byline_label().search(text):
                far.append(text)
    return [*after[:CLOSE], *_above(heading), *after[CLOSE:], *far]


def _above(heading: HtmlElement | None) -> list[str]:
    """The line just above the title, or above the block that holds the title alone.

    There the page's own clock may stand too: above the block, only one plain line with a time of day counts.
    """
    found = []
    for inside, level in enumerate((heading, heading.getparent() if heading is not None else None)):
        line = level.getprevious() if level is not None and level.tag != "body" else None
        if line is None or line.tag not in LINE_HOLDERS or (inside and any(c.tag in BLOCKS for c in line)):
            continue
        text = text_of(line)
        if len(text) <= STAMP_MAX and (not inside or CLOCK.search(text)):
            found.append(text)
    return found


def find_people(
    tree: HtmlElement, said: SelfDescription, near: Sequence[str], *, authors: str | None, editors: str | None, outlet: str | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Authors and editors, in the order shown: the source's selectors, then labelled bylines, then JSON-LD and mark-up."""
    sites = [*said.site_names, outlet or ""]
    wrote = people([text_of(e) for e in select(tree, authors)], sites)
    edited = people([text_of(e) for e in select(tree, editors)], sites)
    shown_wrote, shown_edited = labelled(near)
    wrote_sources: Sequence[Callable[[], list[str]]] = (  # asked in turn until one names somebody: queries over the whole tree are slow
        lambda: shown_wrote,
        lambda: names_of(said.article.get("author")),
        lambda: _marked(tree, "//*[@itemprop='author' or @rel='author'][not(self::meta or self::link)]"),
        lambda: [said.metas.get("author", ""), said.metas.get("article:author", "")],
        lambda: [text_of(e).split(" - ")[0] for e in tree.xpath(BYLINE_CLASSES) if not any(_is_elsewhere(a) for a in e.iterancestors())][
            :3
        ],
    )
    edited_sources: Sequence[Callable[[], list[str]]] = (
        lambda: shown_edited,
        lambda: names_of(said.article.get("editor")),
        lambda: _marked(tree, "//*[@itemprop='editor'][not(self::meta or self::link)]"),
    )
    for source in wrote_sources:
        wrote = wrote or people(source(), sites)
    for source in edited_sources:
        edited = edited or people(source(), sites)
    named = people(shown_wrote, sites)
    return tuple(n for n in wrote if n in named or n not in edited), edited


def _marked(tree: HtmlElement, query: str) -> list[str]:
    return [text_of(e) for e in tree.xpath(query)]


def _is_elsewhere(ancestor: HtmlElement) -> bool:
    """Inside a menu, another story's teaser, or a picture (whose author is the photographer)."""
    return ancestor.tag in ("li", "aside", "nav", "footer", "figure") or PICTURE.search(ancestor.get("class") or "") is not None


def labelled(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """Names behind labels: "Penulis: Dewi Anggraini | Penyunting: Rudi" is (["Dewi Anggraini"], ["Rudi"])."""
    wrote: list[str] = []
    edited: list[str] = []
    for line in lines:
        labels = list(byline_label().finditer(line))
        for label, following in zip(labels, [*labels[1:], None], strict=False):
            name = re.split(r"[|•·]|\s[-–—]\s|\s{2}", line[label.end() : following.start() if following else len(line)])[0]
            if label["author"]:
                wrote.append(name)
            elif label["editor"]:
                edited.append(name)
    return wrote, edited


def people(names: Sequence[str], sites: Sequence[str]) -> tuple[str, ...]:
    """Persons' names among what stands where names stand: no site, no department, no URL, each once."""
    keys = {re.sub(r"\W", "", s).lower() for s in sites if s}
    found: list[str] = []
    for text in names:
        text = text.split(":", 1)[-1] if byline_label().match(text) else text
        for part in re.split(r"\s*(?:[;/&|]|\bdan\b|,(?!\s*[A-Z][A-Za-z]{0,4}\.))\s*", text):
            name = part.strip(" .,-–()[]")
            if not NAME.fullmatch(name) or not name[0].isupper() or nobody().search(name) or re.sub(r"\W", "", name).lower() in keys:
                continue
            if not re.search(r"\w\.(?:com|co|id|net)\b", name, re.I) and name not in found:
                found.append(name)
    return tuple(found)
