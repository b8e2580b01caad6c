"""Every line that a page shows, its furniture too: for what a page says of itself beside its main text. Pure."""

from __future__ import annotations

from lxml import etree

from extraction import html_text, html_tree
from extraction.charset import decode, tidy
from extraction.page import sniff
from tagih.records import Page, PageError

LONGEST = 300  # characters: a longer line is running text


def short_lines(page: Page) -> frozenset[str]:
    """The short lines of an HTML page; none of anything else. Raises PageError where it cannot be read."""
    if sniff(page) != "html":
        return frozenset()
    try:
        tree = html_tree.parse(decode(page.content, page.media_type, where=page.where), where=page.where)
        html_tree.drop_scripts(tree)
        lines = [tidy(part) for line in html_text.element_lines(tree) for part in line.split("\n")]
    except (etree.LxmlError, ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as e:
        raise PageError(f"cannot be read as HTML ({type(e).__name__}: {e})", where=page.where, remedy="Open it to see what it is.") from e
    return frozenset(line for line in lines if line and len(line) <= LONGEST)
