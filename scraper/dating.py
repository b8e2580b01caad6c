"""When a page was published, as far as lists, addresses and marks of the page tell the crawler. Pure.

A day is an ISO prefix ("2024-03-18", "2024-03"), never more precise than what was read. These days decide what is fetched and how
often; what is published of a document is read by `extraction`, which looks at the whole page.
"""

from __future__ import annotations

import calendar
import re
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from scraper.urls import conventions
from tagih.records.dates import iso, parse_date

_IN_PATH = re.compile(r"/((?:19|20)\d\d)(?:[/-](\d{1,2})(?:[/-](\d{1,2}))?|(\d\d)(\d\d))(?=[/_-]|$)")
_MONTH_IN_NAME = re.compile(r"(?<!\d)(20\d\d)[-_]?(0[1-9]|1[0-2])(?!\d)")
_JSON_LD = re.compile(r'"datePublished"\s*:\s*"([^"]{4,40})"')
STAMP_CHARACTERS = 60  # a longer text beside a link is a teaser, whose dates are those of what it tells
STAMPS = 40  # texts beside one link that are looked at
ANCHORS = 3  # links to one address on a page that are looked at: a picture, a headline, one in the margin
TIMES = 20  # marked times of a page that are looked at
SCRIPTS = 20  # JSON-LD scripts of a page that are looked at


def older(day: str | None, since: str) -> bool:
    """Whether a day is surely before `since` (YYYY-MM-DD): "2024-03" is not before 2024-03-15, and None before nothing."""
    return day is not None and day < since[: len(day)]


def day_of(text: str | None) -> str | None:
    """The day that a time stamp names ("2024-03-18T07:00:00+08:00", "Senin, 18 Maret 2024"); None where it names none."""
    found = parse_date(text.strip()[:STAMP_CHARACTERS]) if text else None
    return found if found is not None and len(found) > 4 else None


def feed_day(stamp: time.struct_time | None, zone: str) -> str | None:
    """The day of feedparser's time in UTC, on the clock of `zone`."""
    if stamp is None:
        return None
    try:
        return datetime.fromtimestamp(calendar.timegm(stamp), UTC).astimezone(ZoneInfo(zone)).date().isoformat()
    except (ValueError, OverflowError, OSError):  # a year that no calendar has
        return None


def address_day(url: str) -> str | None:
    """The day or month that an address carries: "/2024/03/18/", "/2024/03/", "/2024-03-18/", "/20240318/"."""
    m = _IN_PATH.search(urlsplit(url).path)
    if m is None:
        return None
    month, day = m[2] or m[4], m[3] or m[5]
    return iso(int(m[1]), int(month), int(day) if day else None) if month and int(month) else None


def sitemap_month(url: str) -> str | None:
    """The month whose articles a sitemap holds, where its name says so: "post-2024-03.xml"."""
    m = _MONTH_IN_NAME.search(urlsplit(url).path.rpartition("/")[2])
    return f"{m[1]}-{m[2]}" if m else None


def page_day(tree: Any) -> str | None:
    """The day that an article's page (a parsel Selector) gives as its own: JSON-LD, meta elements, a marked time."""
    root = tree.root
    scripts = islice((e.text or "" for e in root.iter("script") if "ld+json" in (e.get("type") or "")), SCRIPTS)
    told = [m[1] for s in scripts if (m := _JSON_LD.search(s))]
    metas = {(e.get("property") or e.get("name") or e.get("itemprop") or ""): e.get("content") or "" for e in root.iter("meta")}
    told += [metas[name] for name in conventions().date_names if name in metas]
    told += root.xpath('//*[@itemprop="datePublished"]/@datetime')[:1]
    times = (e.get("datetime") or "" for e in islice(root.iter("time"), TIMES) if any(a.tag == "article" for a in e.iterancestors()))
    told += list(times)[:1]
    return next((day for text in told if (day := day_of(text))), None)


def link_days(root: Any, links: dict[Any, str]) -> dict[str, str]:
    """The day beside each link of a list. `links` are anchor elements (of lxml) of articles and their addresses.

    A link's surroundings reach as far as no other article's link stands in them; a marked <time> wins over a short text.
    """
    beneath: dict[Any, set[str]] = {}
    for e in reversed(list(root.iter())):
        if e in links:
            beneath.setdefault(e, set()).add(links[e])
        if e in beneath and (parent := e.getparent()) is not None and len(known := beneath.setdefault(parent, set())) < 2:
            known.update(list(beneath[e])[:2])
    found: dict[str, str] = {}
    looked: Counter[str] = Counter()
    for anchor, url in links.items():
        looked[url] += 1
        if url in found or looked[url] > ANCHORS:
            continue
        block = anchor
        while (parent := block.getparent()) is not None and len(beneath[parent]) == 1:
            block = parent
        day = next((d for text in _stamps(block) if (d := day_of(text)) and len(d) == 10), None)
        if day is not None:
            found[url] = day
    return found


def _stamps(block: Any) -> Iterator[str]:
    """Marked times in an element, then its short texts outside of links."""
    yield from islice((e.get("datetime") for e in block.iter("time") if e.get("datetime")), STAMPS)
    yield from islice((t for t in map(str.strip, _texts(block)) if t and len(t) <= STAMP_CHARACTERS), STAMPS)


def _texts(block: Any) -> Iterator[str]:
    waiting = [(block, False)]
    while waiting:
        e, left = waiting.pop()
        if left:
            yield e.tail or ""
            continue
        if e is not block:
            waiting.append((e, True))
        if e.tag not in ("a", "script", "style") and isinstance(e.tag, str):
            yield e.text or ""
            waiting.extend((child, False) for child in reversed(e))
