"""HTML -> Document: the source's hints win, then what the page says, then what can be seen."""

from __future__ import annotations

from dataclasses import replace

from lxml import etree
from lxml.html import HtmlElement

from extraction import html_meta, html_people, html_text, html_tree
from extraction.document import document_of
from extraction.portal import PORTAL, is_prose, portal_lines
from tagih.records import Document, Page, PageError


def read_html(page: Page, text: str) -> Document:
    """Read decoded HTML. Raises PageError where it holds no main text or cannot be read."""
    try:
        return _read(page, text)
    except PageError:
        raise
    except (etree.LxmlError, ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as e:
        # Pages are hostile input and three libraries read them: whatever one of them stumbles over is this page's fault.
        raise PageError(
            f"cannot be read as HTML ({type(e).__name__}: {e})", where=page.where, remedy="Open it to see what it is; report it."
        ) from e


def _read(page: Page, text: str) -> Document:
    tree = html_tree.parse(text, where=page.where)
    _held = list(tree.iter())  # lxml makes an element's object anew at every look unless somebody holds it: 1 ms of 20 a page
    hints = page.hints
    selectors = hints.selectors if hints else {}
    said = html_meta.describe(tree)
    portal = portal_lines(tree, page.url)
    html_tree.drop_scripts(tree)
    title, heading = html_meta.find_title(tree, said, hints.outlet if hints else None)
    outlet = hints.outlet if hints else html_meta.find_outlet(said, title)
    for chosen in html_meta.select(tree, selectors.get("title"))[:1]:
        title, heading = html_tree.text_of(chosen) or title, chosen
    near = html_people.lines_near(tree, heading)
    published = html_meta.find_published(
        tree,
        said,
        near,
        selector=selectors.get("published"),
        timezone=hints.timezone if hints else None,
        url=page.url,
        fetched_at=page.fetched_at,
    )
    authors, editors = html_people.find_people(
        tree, said, near, authors=selectors.get("authors"), editors=selectors.get("editors"), outlet=outlet
    )
    reading = _main_text(tree, title, heading, said.body, selectors.get("body"))
    if portal:
        reading = html_text.Reading((*portal, *(line for line in reading.lines if is_prose(line, portal))), PORTAL)
    if not reading.lines:
        raise PageError("holds no main text", where=page.where, remedy="Open it: it may be a listing, a gallery or a page made by scripts.")
    wrote, edited = html_people.labelled(reading.bylines)
    sites = [*said.site_names, outlet or ""]
    return replace(
        document_of(page, reading.text, reading.extractor),
        url=page.url or _own_url(tree, said),
        title=title,
        published=published,
        outlet=outlet,
        authors=authors or html_people.people(wrote, sites),
        editors=editors or html_people.people(edited, sites),
    )


def _main_text(
    tree: HtmlElement, title: str | None, heading: HtmlElement | None, body: str | None, selector: str | None
) -> html_text.Reading:
    chosen = html_meta.select(tree, selector)
    html_tree.normalise(tree, keep=heading)
    if chosen:
        lines = [line for e in chosen for line in html_text.element_lines(e)]
        reading = html_text.read_lines(lines, title, "selectors")
        if reading.lines:
            return reading
    if heading is not None:
        html_tree.cut_before(heading, tree)
    return html_text.main_text(tree, title=title, body=body)


def _own_url(tree: HtmlElement, said: html_meta.SelfDescription) -> str | None:
    links = [link.get("href") or "" for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical"]
    return next((u for u in (*links, said.metas.get("og:url", "")) if u.startswith(("http://", "https://"))), None)
