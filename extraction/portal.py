"""The page that a legal portal (JDIH) keeps of one regulation: its labels and values, and the files it links, as lines of text.

Portals differ in mark-up (rows of a table, definition lists, pairs of divisions, "Label: value" in a paragraph) and agree in
the labels, which the national document standard names. Each pair becomes a line "Label: value" of the document's text, so that
what is read of it later has its evidence there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from extraction.charset import tidy
from extraction.html_text import element_lines
from extraction.html_tree import BLOCKS, text_of
from tagih.vocabulary.enactments import LABEL_CHARACTERS, enactments, label_field

PORTAL = "portal"  # what the record says read such a page
LEAST = ("number", "title", "type")  # of a page of one regulation: two of these,
LEAST_FIELDS = 4  # and as many fields of the instrument
VALUE_CHARACTERS = 1_500
LABEL_TEXT = 1_600  # characters of a text that may hold a label with its value
VALUE_PARTS = 200  # pieces of text between mark-up
ITEMS_MAX = 50  # of a list of regulations
AROUND_MAX = 6  # elements around a label alone
FOLLOWING_MAX = 4  # elements behind a label, before its value: a colon's cell, an empty one
FILES_MAX = 10
PROSE_CHARACTERS = 120  # a shorter line of such a page is a button, a heading, or a value again
CITED = re.compile(r"\b(?:nomor|no\.?)\s*:?\s*\S*\d.*\btentang\s+\S", re.I)
_PAIR = re.compile(r"([^\n:]{2,60}?)\s*:\s*(\S.*)", re.S)
_FILE = re.compile(r"\.(?:pdf|docx)(?:$|[?#])", re.I)


@dataclass(frozen=True, slots=True)
class Field:
    """A label of a page with its value, both on one line. `field` is what the label means."""

    field: str
    label: str
    value: str

    @property
    def line(self) -> str:
        return f"{self.label}: {self.value}"


def portal_lines(tree: HtmlElement, url: str | None) -> list[str]:
    """The lines of a page of one regulation, in its order, behind the heading that names it where no label does; nothing for any
    other page. Scripts and frames may still be in the tree."""
    if not _may_be_one(tree):
        return []
    found = list(dict.fromkeys(_fields(tree)))
    told = {f.field for f in found} - {"other", "files"}
    if len(told) < LEAST_FIELDS or len(told & set(LEAST)) < 2:
        return []
    kept = [] if "title" in told else _heading(tree)
    kept += [f.line for f in found if f.field != "files"]
    return kept + [f"Berkas: {address}" for address in _files(tree, url)]


def _may_be_one(tree: HtmlElement) -> bool:
    """A first look at every page: whether its bare texts hold as many labels as such a page needs."""
    known, seen = enactments().field_of, set()
    for e in tree.iter():
        text = e.tail if e.tag == "br" else e.text
        if text and len(text) <= LABEL_TEXT and e.tag not in ("script", "style", "a", "option"):
            name = known.get(" ".join(text.partition(":")[0].split()).strip(" .*").casefold())
            if name and name not in ("other", "files"):
                seen.add(name)
                if len(seen) >= LEAST_FIELDS:
                    return True
    return False


def _heading(tree: HtmlElement) -> list[str]:
    """The heading that names the instrument; else the first that is none of the portal's own ("Detail Produk Hukum")."""
    headings = [text for e in tree.iter("h1", "h2", "h3", "h4") if len((text := text_of(e)).split()) > 2 and len(text) <= VALUE_CHARACTERS]
    own = [h for h in headings if not any(word in h.casefold() for word in enactments().clauses.headings)]
    return ([h for h in headings if CITED.search(h)] or own)[:1]


def is_prose(line: str, lines: Sequence[str]) -> bool:
    """Whether a line of such a page's main text tells more than its labels do: an abstract."""
    return len(line) >= PROSE_CHARACTERS and not any(line in known or known in line for known in lines)


def _fields(tree: HtmlElement) -> Iterator[Field]:
    """Every label with its value. An element whose whole text is a label has its value beside it; else both stand in it."""
    done: set[HtmlElement] = set()
    for e in tree.iter():
        if not isinstance(e.tag, str) or e in done or e.tag in ("script", "style", "head", "title", "option", "select", "nav", "a"):
            continue
        text = _short_text(e)
        if text is None:
            continue
        name = label_field(text)
        if name is not None:
            value = _beside(e, text)
            done.update(e.iterdescendants())
            if value:
                yield Field(name, _label(text), value)
        elif label_field((e.text or "").partition(":")[0]) and not any(c.tag in BLOCKS for c in e.iterdescendants()):
            done.update(e.iterdescendants())
            yield from _inside(e)


def _inside(element: HtmlElement) -> Iterator[Field]:
    """The labels with their values that stand as lines of one element: "Nomor: 4", or the label on one line and its value on the next."""
    lines = [line for line in map(tidy, element_lines(element)) if line]
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        pair = _PAIR.fullmatch(line)
        name = label_field(pair[1] if pair else line)
        value = pair[2] if pair else following
        if name and value and label_field(value.partition(":")[0]) is None:
            yield Field(name, _label(pair[1] if pair else line), value)


def _text(element: HtmlElement) -> str:
    """An element's text on one line, no more of it than a value has. Elements lie inside elements: reading each whole would be quadratic."""
    parts: list[str] = []
    size = 0
    for part in element.itertext():
        parts.append(part)
        size += len(part)
        if size > VALUE_CHARACTERS or len(parts) > VALUE_PARTS:
            break
    apart = any(e.tag in BLOCKS or e.tag == "br" for e in islice(element.iterdescendants(), VALUE_PARTS))
    return tidy((" " if apart else "").join(parts))[: VALUE_CHARACTERS + 1]


def _short_text(element: HtmlElement) -> str | None:
    """An element's text where it is short enough for a label with its value."""
    text = _text(element)
    return text if 0 < len(text) <= VALUE_CHARACTERS else None


def _label(text: str) -> str:
    return text.strip(" :.*")


def _beside(label: HtmlElement, text: str) -> str | None:
    """The value of a label: what follows its element, a bare colon passed over; else what follows the element around it alone."""
    e = label
    for _ in range(AROUND_MAX):
        if tail := tidy(e.tail or "").strip(" :"):
            return tail[:VALUE_CHARACTERS]
        for following in islice(e.itersiblings(), FOLLOWING_MAX):
            value = _listed(following)
            if re.search(r"\w", value):
                return None if len(value) <= LABEL_CHARACTERS and label_field(value) is not None else value[:VALUE_CHARACTERS]
            if tail := tidy(following.tail or "").strip(" :"):
                return tail[:VALUE_CHARACTERS]
        parent = e.getparent()
        if parent is None or parent.tag in ("body", "html", "table", "tr", "ul", "dl") or _text(parent) != text:
            return None
        e = parent
    return None


def _listed(element: HtmlElement) -> str:
    """A value's text; the items of a list apart."""
    if not isinstance(element.tag, str):
        return ""
    items = [_text(item) for item in islice(element.iter("li"), ITEMS_MAX)]
    text = "; ".join(i for i in items if i) if items else _text(element)
    return text.lstrip(": ")


def _files(tree: HtmlElement, url: str | None) -> list[str]:
    """Addresses of the page's files: PDF and DOCX by their address, linked, framed or embedded; else links that say so ("Unduh")."""
    base = next((b.get("href") for b in tree.iter("base") if b.get("href")), None)
    root = urljoin(url or "", base) if base else url
    found: dict[str, bool] = {}  # address -> whether it is a file's
    for e in tree.iter("a", "iframe", "embed", "object"):
        target = (e.get("href") or e.get("src") or e.get("data") or "").strip()
        file = _FILE.search(target) is not None
        if not target or target.startswith("#") or not (file or (e.tag == "a" and label_field(text_of(e)) == "files")):
            continue
        try:
            address = urljoin(root or "", target)
            parts = urlsplit(address)
        except ValueError:
            continue
        if parts.scheme in ("http", "https") and len(address) < VALUE_CHARACTERS:
            found.setdefault(address.replace(" ", "%20"), file)
    return [address for address, file in found.items() if file or not any(found.values())][:FILES_MAX]
