"""What a reader sees of a page, as far as one page is to be told from another: its title and its words. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsel import Selector
from w3lib.encoding import html_to_unicode

_WORD = re.compile(r"[^\W\d_]{3,}")
_TEXT = "//body//text()[not(parent::script or parent::style or parent::noscript or parent::template)]"


@dataclass(frozen=True, slots=True)
class Shape:
    """`words` are the different ones, in lower case, of three letters and more; `count` is how many stand there in all."""

    title: str
    words: frozenset[str]
    count: int


def shape(body: bytes, media_type: str | None) -> Shape:
    """Of an HTML page's bytes; `media_type` as its header says it."""
    _, text = html_to_unicode(media_type, body, default_encoding="utf-8")
    tree = Selector(text=text.replace("\x00", "") or "<html></html>", type="html")
    words = _WORD.findall(" ".join(tree.xpath(_TEXT).getall()).lower())
    return Shape(" ".join(tree.xpath("string(//title)").get("").lower().split()), frozenset(words), len(words))
