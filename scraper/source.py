"""Source files: one TOML per outlet or government site, checked hard when it is read. A source is data, no code.

The framework finds the files itself: adding one needs no edit elsewhere. An id is the file's stem.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

import cssselect
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from scraper.hours import Hours
from scraper.urls import canonical, conventions, extension, host
from tagih.records import SourceHints, VocabularyError
from tagih.records.toml_lines import line_of
from tagih.vocabulary.places import regions

SOURCES = Path(__file__).parent / "sources"
PageKind = Literal["page", "listing"]


def _url(value: str) -> str:
    if canonical(value) is None:
        raise ValueError("is no http(s) address")
    return value


def _place(value: str) -> str:
    return value if value.startswith("/") else _url(value)


def _region(value: str) -> str:
    if value != "00" and value not in regions():
        raise ValueError("is no Kemendagri code of a province, regency or city (nor 00, the whole country)")
    return value


def _timezone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError("is no IANA time zone")
    return value


def _day(value: str) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise ValueError('is no day: write it as "2024-12-31"') from None


def _hours(value: str) -> str:
    return str(Hours.parse(value))


def _css(value: str) -> str:
    try:
        cssselect.parse(re.sub(r"::(?:text|attr\([\w-]+\))", "", value))  # parsel's pseudo-elements are no CSS
    except cssselect.SelectorError as e:
        raise ValueError(f"is no CSS selector ({e})") from None
    return value


Url = Annotated[str, AfterValidator(_url)]
Place = Annotated[str, AfterValidator(_place)]  # an address, or a path on the home's host
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


def _path(url: str) -> str:
    """The path and query of an address, from the slash on."""
    return "/" + url.partition("://")[2].partition("/")[2]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Listing(_Strict):
    """A list of articles. `page_url` has "{n}", the page's number from 2 on; without it the link to the next page is looked for.

    `next` is a CSS selector of that link where neither rel="next" nor its words tell it. `pages` is how many are read at most.
    """

    url: Place
    page_url: Place | None = None
    next: Annotated[str, AfterValidator(_css)] | None = None
    pages: int = Field(default=5, ge=1, le=10_000)

    @model_validator(mode="after")
    def _numbered(self) -> Listing:
        if self.page_url is not None and "{n}" not in self.page_url:
            raise ValueError("page_url has no {n}, the place of the page's number")
        return self


class Politeness(_Strict):
    """How often a site is asked. `delay_s` (seconds between requests) and `concurrency` (requests at a time) are limits
    that a run's settings can only make gentler; `obey_crawl_delay` takes robots.txt's longer delay, up to 60 s. `hours`
    ("22:00-05:00", on the clock of the source's `timezone`) are the only ones in which it is asked anything."""

    delay_s: float | None = Field(default=None, ge=0, le=600, strict=False)
    concurrency: int = Field(default=1, ge=1, le=4)
    obey_crawl_delay: bool = True
    hours: Annotated[str, AfterValidator(_hours)] | None = None


Selector = Literal["title", "body", "published", "authors", "editors"]


class Source(_Strict):
    """One outlet or site. `verified` says that a crawl of it has succeeded; `fact_source` says where its facts come from. `since` is the
    day (ISO) back to which its archive is read, where a run does not name another."""

    id: str = ""
    name: Text
    home: Url
    jurisdiction: Annotated[str, AfterValidator(_region)]
    kind: Literal["news", "release", "regulation"]
    timezone: Annotated[str, AfterValidator(_timezone)] = "Asia/Jakarta"
    license: Literal["all-rights-reserved", "open"] = "all-rights-reserved"
    verified: bool = False
    fact_source: Text | None = None
    since: Annotated[str, AfterValidator(_day)] | None = None
    spider: Literal["site", "jdih"] = "site"
    hosts: tuple[Text, ...] = Field(default=(), strict=False)
    feeds: tuple[Place, ...] = Field(default=(), strict=False)
    sitemaps: tuple[Place, ...] = Field(default=(), strict=False)
    listings: tuple[Listing, ...] = Field(default=(), strict=False)
    article_patterns: tuple[re.Pattern[str], ...] = Field(default=(), strict=False)
    deny_patterns: tuple[re.Pattern[str], ...] = Field(default=(), strict=False)
    selectors: dict[Selector, Annotated[str, AfterValidator(_css)]] = Field(default_factory=dict)
    politeness: Politeness = Politeness()

    def hints(self) -> SourceHints:
        """What extraction may know of this source."""
        return SourceHints(
            id=self.id,
            outlet=self.name,
            home=self.home,
            jurisdiction=self.jurisdiction,
            kind=self.kind,
            timezone=self.timezone,
            license=self.license,
            selectors={str(k): v for k, v in self.selectors.items()},
        )

    @property
    def declared(self) -> bool:
        """Whether the file says where articles are found; else they are discovered from the home page and robots.txt."""
        return bool(self.feeds or self.sitemaps or self.listings)

    def canonical(self, url: str, *, base: str | None = None) -> str | None:
        """The canonical form of an address of this source; None where it is no http(s) address."""
        return canonical(url, base=base or self.home, home=self.home, hosts=self.hosts)

    def own(self, url: str) -> bool:
        """Whether an address is on this source's host (www. or not), or on one of its further `hosts`."""
        return host(url) in {host(self.home), *(h.lower().removeprefix("www.") for h in self.hosts)}

    def classify(self, url: str) -> PageKind | None:
        """What a canonical address of this source is likely to be: an article, a list, or (None) nothing to fetch.

        The file's patterns decide where it has any; else the shapes of conventions.toml.
        """
        known = conventions()
        if not self.own(url) or any(p.search(url) for p in self.deny_patterns) or extension(url) in known.ignored_extensions:
            return None
        if self.article_patterns:
            return "page" if any(p.search(url) for p in self.article_patterns) else "listing"
        if self.navigation(url):
            return "listing"
        return "page" if any(p.search(_path(url)) for p in known.article_shapes) else "listing"

    def navigation(self, url: str) -> bool:
        """Whether an address has the shape of a list or a function of a site (a tag, a search, "about us")."""
        return any(p.search(_path(url)) for p in conventions().navigation_shapes)

    def listing(self, url: str | None) -> Listing | None:
        """The listing of the file whose first page has this canonical address."""
        return next((x for x in self.listings if self.canonical(x.url) == url), None)


def _remedy(error: Mapping[str, Any]) -> str:
    keys = [k for k in error["loc"] if isinstance(k, str)]
    fields = Listing.model_fields if "listings" in keys else Politeness.model_fields if "politeness" in keys else Source.model_fields
    allowed = sorted(set(fields) - {"id"})
    if error["type"] == "extra_forbidden":
        near = difflib.get_close_matches(keys[-1], allowed, n=1)
        return f"Did you mean {near[0]!r}?" if near else f"Remove it, or use one of: {', '.join(allowed)}."
    if error["type"] == "missing":
        return f"Add {keys[-1]!r}: see CONTRIBUTING.md, 'Add a source'."
    if keys[0] == "jurisdiction":
        return 'Use a code of tagih/vocabulary/regions.csv, as text: jurisdiction = "64.72".'
    if error["type"] == "is_instance_of" or "pattern" in keys[0]:
        return "Write a Python regular expression between single quotes."
    return "Correct it: CONTRIBUTING.md, 'Add a source', tells every key."


def parse_source(text: str, *, where: Path) -> Source:
    """One source file's text -> Source. Raises VocabularyError naming file, line, and what to do."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as e:
        line = re.search(r"at line (\d+)", str(e))
        raise VocabularyError(
            f"is no TOML: {e}", where=f"{where}:{line[1] if line else len(text.splitlines())}", remedy="Correct the syntax."
        ) from None
    if "id" in raw:
        message = "has a key 'id'; the file's name is the id"
        raise VocabularyError(message, where=f"{where}:{line_of(text, ('id',))}", remedy="Remove the key.")
    try:
        return Source.model_validate({**raw, "id": where.stem})
    except ValidationError as e:
        first = e.errors()[0]
        keys = tuple(k for k in first["loc"] if k not in ("function-after", "[key]"))
        name = ".".join(str(k) for k in keys)
        what = "unknown key" if first["type"] == "extra_forbidden" else first["msg"].removeprefix("Value error, ")
        shown = (
            f" {first['input']!r}" if first["type"] not in ("missing", "extra_forbidden") and not isinstance(first["input"], dict) else ""
        )
        raise VocabularyError(f"{name}{shown}: {what}", where=f"{where}:{line_of(text, keys)}", remedy=_remedy(first)) from None


def load_sources(folder: Path = SOURCES) -> dict[str, Source]:
    """All sources of a folder by id, in order of their ids. Raises VocabularyError at the first broken file."""
    if not folder.is_dir():
        raise VocabularyError(
            "is no folder of source files", where=str(folder), remedy="Give a folder that holds one TOML file per source."
        )
    found: dict[str, Source] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            text = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as e:
            raise VocabularyError(f"cannot be read: {e}", where=str(path), remedy="Save it as UTF-8 text that you may read.") from None
        found[path.stem] = parse_source(text, where=path)
    return found
