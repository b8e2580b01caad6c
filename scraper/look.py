"""A first look at sites: a crawl of a few pages each, by the crawler itself, and what they showed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from scraper.archive import read_page
from scraper.crawl import CrawlProgress, CrawlSettings, crawl
from scraper.discovery import Html, UnreadableError, read_feed, read_html, read_sitemap, seeds
from scraper.health import HealthState, health
from scraper.ledger import FAILED, Capture, Ledger, Link, Row, RowKind
from scraper.regulations import read_regulations
from scraper.removals import refused_in, take_over_removals
from scraper.source import Source
from scraper.urls import conventions, host
from tagih.records import PageError

Robots = Literal["allows", "denies", "not read"]

# Requests to one site. A site that tells nothing costs its home page, eight places where feeds and sitemaps commonly lie, and its
# first articles; a portal of regulations gives documents only where a detail page and its file were both fetched.
MOST_REQUESTS = {"site": 16, "jdih": 48}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a site lists articles. `articles`: how many addresses of articles (or, of a sitemap's index, of sitemaps) it holds."""

    kind: RowKind
    url: str
    articles: int


@dataclass(frozen=True, slots=True)
class Look:
    """One site. `state` is that of `scraper.health`; `name` and `cms` are what the home page says of itself, None where it
    says nothing; `documents` are the captures of articles, oldest first; `failures` are (address, state, error)."""

    source: Source
    state: HealthState
    advice: str
    robots: Robots
    name: str | None
    cms: str | None
    places: tuple[Place, ...]
    documents: tuple[Capture, ...]
    failures: tuple[tuple[str, str, str], ...]

    def found(self, kind: RowKind) -> list[Place]:
        """The places of one kind that list anything."""
        return [p for p in self.places if p.kind == kind and p.articles]


def look(
    sources: Sequence[Source],
    folder: Path,
    settings: CrawlSettings,
    *,
    also: Mapping[str, Sequence[str]] | None = None,
    known: Path | None = None,
    on_progress: Callable[[CrawlProgress], None] | None = None,
) -> list[Look]:
    """Crawl a few pages of each source into `folder` (crawl.db and archive/, both new), as politely as ever; by source, the articles
    `also` are fetched on top of these. What was removed from the ledger `known`, of a data folder, is not fetched. Raises as `crawl` does."""
    seen: dict[str, list[CrawlProgress]] = {s.id: [] for s in sources}

    def note(progress: CrawlProgress) -> None:
        seen[progress.source].append(progress)
        if on_progress is not None:
            on_progress(progress)

    ledger_file, archive = folder / "crawl.db", folder / "archive"
    wanted = {s.id: [url for x in (also or {}).get(s.id, ()) if (url := s.canonical(x))] for s in sources}
    with Ledger(ledger_file) as ledger:
        for s in sources:
            ledger.add(s.id, [Link(url, "page", 0, s.home) for url in wanted[s.id]])
    if known is not None:
        take_over_removals(known, ledger_file)
    refused = refused_in(ledger_file, settings.opt_out)
    more = max(map(len, wanted.values()), default=0)
    resting: dict[str, str] = {}
    for spider, most in MOST_REQUESTS.items():
        budget = replace(settings, max_pages_per_source=min(most + more, settings.max_pages_per_source))
        of_kind = [s for s in sources if s.spider == spider]
        summary = crawl(of_kind, ledger=ledger_file, archive=archive, settings=budget, on_progress=note)
        resting |= {s: c.resting for s, c in summary.sources.items() if c.resting}
    with Ledger(ledger_file) as ledger:
        looks = [_look(s, seen[s.id], ledger, archive) for s in sources]
    asleep = "It is asked nothing {}: look at it in its hours."
    left = {id_: asleep.format(hours) for id_, hours in resting.items()}
    left |= {s.id: f"It {why}." for s in sources if (why := refused.why(s.home)) is not None}
    return [replace(x, advice=left.get(x.source.id, x.advice)) for x in looks]


def _look(source: Source, seen: Sequence[CrawlProgress], ledger: Ledger, archive: Path) -> Look:
    found = health(ledger, [source])[0]
    # A guess that missed is no failure: the crawler reports it as "read".
    failures = tuple((p.url, p.state, p.error or p.state) for p in seen if p.state in FAILED and p.outcome == "failed")
    starts = {x.url for x in seeds(source)}
    lists = [p for p in seen if p.kind == "listing" and p.state == "ok"]
    lists = [p for p in lists if p.url in starts] or lists[:1]
    read = [*lists, *(p for p in seen if p.kind in ("feed", "sitemap") and p.state == "ok")]
    places, children, home = [], set[str](), None
    for progress in read:
        body, media_type = _body(ledger, archive, progress.url)
        row = Row(progress.url, source.id, progress.kind, 0, progress.url, False, None, None, None, False)  # type: ignore[arg-type]
        # A list that names a removed page is not archived: what it led to is known all the same.
        links = list(_links(source, row, body, media_type)) if body else ledger.first_found_on(row.url)
        if row.kind == "sitemap":
            children |= {x for x in links if x != row.url}
        if row.kind == "listing" and home is None:
            home = Html(source, row.url, body, media_type)
        places.append(Place(row.kind, row.url, len(links)))
    return Look(
        source,
        found.state,
        found.advice,
        _robots(failures, starts),
        _name(home),
        _cms(home),
        tuple(p for p in places if p.url not in children),
        tuple(ledger.captures(source=source.id)),
        failures,
    )


def _body(ledger: Ledger, archive: Path, url: str) -> tuple[bytes, str | None]:
    capture = ledger.capture(url)
    if capture is None:
        return b"", None
    try:
        return read_page(archive, capture, None).content, capture.media_type
    except PageError:  # it was read as it came: what the archive cannot give again lists nothing
        return b"", capture.media_type


def _links(source: Source, row: Row, body: bytes, media_type: str | None) -> Iterator[str]:
    """The addresses of articles that a place lists; of a sitemap's index, the addresses of sitemaps."""
    try:
        if row.kind == "feed":
            found = read_feed(source, row, body)
        elif row.kind == "sitemap":
            found = read_sitemap(source, row, body)
        elif source.spider == "jdih":
            found = read_regulations(source, row, body, media_type)
        else:
            found = read_html(source, row, body, media_type, max_depth=1, known_sitemaps=True)
    except UnreadableError:
        return
    wanted = ("page", "sitemap") if row.kind == "sitemap" else ("page",)
    yield from (x.url for x in found.links if x.kind in wanted)


def _robots(failures: Sequence[tuple[str, str, str]], starts: set[str]) -> Robots:
    if any(state == "robots_denied" and url in starts for url, state, _ in failures):
        return "denies"
    return "not read" if any(error.startswith("robots.txt could not be read") for _, _, error in failures) else "allows"


def _name(home: Html | None) -> str | None:
    if home is None:
        return None
    told = home.tree.xpath('//meta[@property="og:site_name"]/@content').get()
    parts = re.split(r"\s+[-–—|»:]+\s+", " ".join(home.tree.xpath("string(//title)").get("").split()))
    named = [x for x in parts if x and x.lower() not in conventions().title_words]
    like_host = (x for x in named if re.sub(r"\W", "", x).lower() in re.sub(r"\W", "", host(home.url)))
    return (told or "").strip()[:80] or next(like_host, named[0] if named else "")[:80] or None


def _cms(home: Html | None) -> str | None:
    if home is None:
        return None
    told = home.tree.xpath('//meta[translate(@name, "GENRATO", "genrato") = "generator"]/@content').get()
    if told and told.strip():
        return " ".join(told.split())[:40]
    html = home.tree.get()
    return next((name for name, mark in conventions().cms.items() if mark.search(html)), None)
