"""What a page says about itself: title, date, whose page it is."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from datetime import timezone as fixed_zone
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from extraction.charset import tidy
from extraction.html_tree import text_of
from tagih.records.dates import offset_of, parse_date, parse_datetime

PUBLISHED_NAMES = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "pubdate", "publishdate", "publish-date", "publish_date", "published_time",
    "article.published", "content_publisheddate", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "dcterms.created", "dc.date.issued", "dc.date", "date",
)  # fmt: skip
"""Names of `meta` elements that carry the day of publication, the surest first (schema.org, Open Graph, Dublin Core, analytics)."""
ARTICLE_TYPES = re.compile(r"(?:Article|BlogPosting|Report|NewsItem)$")
LD_NODES = 2000  # of one page's JSON-LD that are looked at
STAMP_MAX = 120  # characters that are read for a date
TIMES_MAX = 50  # `time` elements that are looked at
SITE_MAX = 50  # characters of a site's name
URL_DATE = re.compile(r"/((?:19|20)\d\d)[/-](\d{1,2})[/-](\d{1,2})(?=[/_-]|$)")
EARLIEST = "1995"  # the first Indonesian news sites


@dataclass(frozen=True, slots=True)
class SelfDescription:
    """The page's own machine-readable words: JSON-LD article, meta elements by lower-case name."""

    article: dict[str, Any]
    metas: dict[str, str]
    title_tag: str
    body: str | None = None
    site_names: tuple[str, ...] = field(default=())


def describe(tree: HtmlElement) -> SelfDescription:
    """Read JSON-LD and meta elements; a part that is broken is as if it were not there."""
    metas: dict[str, str] = {}
    for m in tree.iter("meta"):
        name = (m.get("property") or m.get("name") or m.get("itemprop") or "").strip().lower()
        if name and m.get("content"):
            metas.setdefault(name, tidy(m.get("content")))
    title_tag = next((text_of(t) for t in tree.iter("title")), "")
    articles = [n for n in _ld_nodes(tree) if any(ARTICLE_TYPES.search(t) for t in _strings(n.get("@type")))]
    about = _key(title_tag)
    articles.sort(key=lambda n: _key(_string(n.get("headline"))) not in about)
    article = articles[0] if articles else {}
    body = _string(article.get("articleBody"))
    sites = [metas.get("og:site_name", ""), *names_of(article.get("publisher")), metas.get("application-name", "")]
    return SelfDescription(article, metas, title_tag, _plain(body) or None, tuple(s for s in sites if s))


def _plain(markup: str) -> str:
    """JSON-LD text as lines; some sites put their mark-up in it."""
    text = html.unescape(html.unescape(markup))
    text = re.sub(r"<(?:br|/?p|/?div)\b[^>]{0,200}>", "\n", text, flags=re.I)
    return "\n".join(filter(None, (tidy(line) for line in re.sub(r"<[^>]{1,500}>", "", text).splitlines())))


def _ld_nodes(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    left = LD_NODES
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            continue
        try:
            stack = [json.loads((script.text or "").strip().rstrip(";"), strict=False)]
        except (ValueError, RecursionError):
            continue
        while stack and left:
            node = stack.pop()
            left -= 1
            if isinstance(node, dict):
                yield node
                stack.extend(node.values())
            elif isinstance(node, list):
                stack.extend(node)


def _string(value: Any) -> str:
    return value if isinstance(value, str) else _string(value[0]) if isinstance(value, list) and value and isinstance(value[0], str) else ""


def _strings(value: Any) -> list[str]:
    return [v for v in (value if isinstance(value, list) else [value]) if isinstance(v, str)]


def names_of(value: Any) -> list[str]:
    """Names of JSON-LD persons or organisations: strings, objects with a name, or lists of either."""
    found = []
    for v in value if isinstance(value, list) else [value]:
        name = v.get("name") if isinstance(v, dict) else v
        found += [tidy(html.unescape(n)) for n in _strings(name)]
    return found


def _key(text: str) -> str:
    """Lower-case letters and digits with single spaces, for comparing titles."""
    return " ".join(re.findall(r"\w+", html.unescape(text).lower()))


def select(tree: HtmlElement, selector: str | None) -> list[HtmlElement]:
    """Elements by a source's CSS selector. Raises ValueError where it is none."""
    if not selector:
        return []
    find: Any = tree.cssselect
    try:
        return list(find(selector))
    except Exception as e:  # cssselect's errors share no base class with those of lxml's XPath
        raise ValueError(f"{selector!r} is no CSS selector: {e}") from e


def find_title(tree: HtmlElement, said: SelfDescription, outlet: str | None) -> tuple[str | None, HtmlElement | None]:
    """The headline, and the element that shows it where there is one.

    A heading on the page that its title element, Open Graph title or JSON-LD headline repeats wins: it carries no site name.
    """
    metas = said.metas
    claims = [
        c
        for c in (
            tidy(html.unescape(_string(said.article.get("headline")))),
            metas.get("og:title"),
            metas.get("twitter:title"),
            said.title_tag,
        )
        if c
    ]
    keys = [_key(c) for c in claims]
    best: tuple[int, HtmlElement] | None = None
    for heading in tree.iter("h1", "h2", "h3"):
        key = _key(text_of(heading))
        if key and any(_repeats(key, k) for k in keys):
            score = len(key) + (1000 if heading.tag == "h1" else 0)
            if best is None or score > best[0]:
                best = score, heading
    if best:
        return text_of(best[1]), best[1]
    if claims:
        title = without_site(claims[0], [*said.site_names, outlet or ""])
        return title, _shown(tree, _key(title))
    heading = next((h for h in tree.iter("h1") if text_of(h)), None)
    return (text_of(heading), heading) if heading is not None else (None, None)


def _repeats(heading: str, claim: str) -> bool:
    """The heading is the claim, or the claim without a site's name; or the claim is the heading cut short."""
    return (
        heading == claim
        or (len(heading) >= 0.4 * len(claim) and f" {heading} " in f" {claim} ")
        or (len(claim) >= 30 and heading.startswith(claim))
    )


def _shown(tree: HtmlElement, wanted: str) -> HtmlElement | None:
    """The element that shows the title where no heading does."""
    for e in tree.iter("div", "span", "p", "strong", "b", "td", "font"):
        if (
            len(e) == 0
            and e.text
            and len(e.text) <= 2 * len(wanted) + 20
            and wanted in _key(e.text)
            and not any(a.tag in ("a", "li") for a in e.iterancestors())
        ):
            shown: HtmlElement = e
            return shown
    return None


def without_site(title: str, sites: Sequence[str]) -> str:
    """A title without the site's name before or after it ("Judul - Kabar Kita" is "Judul")."""
    names = [re.sub(r"\W", "", s).lower() for s in sites if s]
    parts = re.split(r"(\s+[|–—-]\s+|\s+::\s+|\s*[|»]\s*|:\s+)", title)
    while len(parts) > 2:
        first, last = (re.sub(r"\W", "", p).lower() for p in (parts[0], parts[-1]))
        if last and not parts[-2].startswith(":") and any(last in n or n in last for n in names):
            parts = parts[:-2]
        elif first and any(first == n for n in names):
            parts = parts[2:]
        else:
            break
    return "".join(parts).strip()


def find_published(
    tree: HtmlElement,
    said: SelfDescription,
    near: Sequence[str],
    *,
    selector: str | None,
    timezone: str | None,
    url: str | None,
    fetched_at: datetime | None,
) -> str | None:
    """When it was published: ISO, with offset where a time and its zone are known, else the day alone.

    The source's selector wins, then JSON-LD, meta elements, marked-up times, a date shown near the title, the URL.
    `near` are the short lines after the title. Never the page's own clock: what stands before the title is not looked at.
    """
    shown = next(filter(None, (_when(line, timezone) for line in near)), None)
    named_zone = next((w for w in (_when(line, None) for line in near) if w and len(w) > 10), None)
    candidates = [e.get("datetime") or e.get("content") or text_of(e) for e in select(tree, selector)]
    candidates.append(_string(said.article.get("datePublished")))
    candidates += [said.metas[n] for n in PUBLISHED_NAMES if n in said.metas]
    candidates += _marked_times(tree)
    for candidate in candidates:
        when = _when(candidate, timezone)
        if when and _possible(when, fetched_at):
            return _local(when, named_zone, timezone, stated=when == _when(candidate, None)) if len(when) > 10 else _with_time(when, shown)
    if shown and _possible(shown, fetched_at):
        return shown
    dated = URL_DATE.search(urlsplit(url or said.metas.get("og:url", "")).path)
    day = parse_date(f"{dated[1]}-{int(dated[2]):02}-{int(dated[3]):02}") if dated else None
    return day if day and _possible(day, fetched_at) else None


def _when(text: str, timezone: str | None) -> str | None:
    text = re.sub(r"(?<=\d)\s+T(?=\d)", "T", text.strip()[:STAMP_MAX])
    if not any(c.isdigit() for c in text):
        return None
    # Two zones give two answers where the text names none: without a source's zone such a time is refused.
    there, elsewhere = (parse_datetime(text, timezone=zone) for zone in (timezone or "WIB", timezone or "WIT"))
    if there and there == elsewhere:
        return there
    day = there[:10] if there else parse_date(text)
    return day if day and len(day) == 10 else None


def _possible(when: str, fetched_at: datetime | None) -> bool:
    return when[:4] >= EARLIEST and (fetched_at is None or when[:10] <= (fetched_at + timedelta(days=1)).date().isoformat())


def _with_time(day: str, shown: str | None) -> str:
    return shown if shown and shown[:10] == day else day


def _local(when: str, shown: str | None, timezone: str | None, *, stated: bool) -> str:
    """A time on the clock of where it was written. `shown` is what the page shows with a zone; `stated`: `when` names its own.

    Where the page shows the same clock with a zone, that zone is it: sites of one network write one zone for all, and
    some write local time and call it UTC. Any other time in UTC goes to the zone shown, else the source's, else WIB.
    """
    utc = when.endswith("+00:00")
    if shown and when[:16] == shown[:16] and (utc or not stated):
        return when[:19] + shown[19:]
    if not utc:
        return when
    stamp = datetime.fromisoformat(when)
    offset = datetime.fromisoformat(shown).tzinfo if shown else None
    return stamp.astimezone(offset or fixed_zone(offset_of(timezone or "WIB", stamp.replace(tzinfo=None)))).isoformat()


def _marked_times(tree: HtmlElement) -> Iterator[str]:
    """Times in mark-up that are not those of other stories: itemprop first, then `time` outside lists and asides."""
    for e in tree.xpath("//*[@itemprop='datePublished']"):
        yield e.get("datetime") or e.get("content") or text_of(e)
    for e in islice(tree.iter("time"), TIMES_MAX):
        if not any(a.tag in ("li", "aside", "nav", "footer", "header") and a.find(".//h1") is None for a in e.iterancestors()):
            yield e.get("datetime") or text_of(e)


def find_outlet(said: SelfDescription, title: str | None) -> str | None:
    """The site's name for itself: what it states, else what its title element adds to the headline."""
    stated = next((s for s in said.site_names if not s.startswith("http")), None)
    if stated or not title or not said.title_tag.startswith(title):
        return stated
    added = said.title_tag[len(title) :].strip(" |–—-:»")
    return added if 2 < len(added) <= SITE_MAX else None
