"""Sources looked at, checked and written down: the crawler fetches a few pages, extraction reads them, a person sees what came."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import tldextract
import tomlkit
from tomlkit.items import Item

from extraction.pipeline import extract_or_error
from scraper.archive import read_page
from scraper.crawl import Capture, CrawlProgress, CrawlSettings
from scraper.look import Look, look
from scraper.removals import refused_in
from scraper.source import Source, load_sources, parse_source
from scraper.urls import canonical, conventions, host
from tagih import fixtures
from tagih.fixtures import Fixture
from tagih.records import KINDS, Extraction, Page, PageError, SourceHints, TagihError
from tagih.vocabulary.places import find_places, region_name, regions, resolve

ARTICLES = 3  # that a check wants to see read
MOST_READ = 8  # articles read to find these: a photo gallery or a live page among the newest is no fault of the source
MIN_CHARACTERS = 200  # of an article's text; a news item of two sentences has more

Kind = Literal["news", "release", "regulation"]
OnProgress = Callable[[CrawlProgress], None]

ADVICE = {
    "few": f"Fewer than {ARTICLES} articles could be read: correct article_patterns, or say where the text is (selectors.body).",
    "undated": "No article told when it was published: say where the date is (selectors.published).",
    "changed_layout": "Articles kept as fixtures are read no more as they were: look at the site, and say where things are (selectors).",
    "other_rules": "Articles kept as fixtures are read otherwise than expected: correct the rules, or expected.json where it is wrong.",
}


@dataclass(frozen=True, slots=True)
class Article:
    """One page as extraction read it. `problem`: why it is no article, None where it is one; `characters` of its text; `records` in all."""

    url: str
    page: Page | None
    extraction: Extraction | None
    problem: str | None

    @property
    def title(self) -> str | None:
        return self.extraction.document.title if self.extraction else None

    @property
    def published(self) -> str | None:
        return self.extraction.document.published if self.extraction else None

    @property
    def characters(self) -> int:
        return len(self.extraction.document.text) if self.extraction else 0

    @property
    def records(self) -> int:
        return sum(len(getattr(self.extraction, kind)) for kind in KINDS) if self.extraction else 0


@dataclass(frozen=True, slots=True)
class Compared:
    """A page kept as a fixture. `rules`: what is read of the kept page otherwise than expected; `lost`: what is not read any more of
    the page at its address now; `gone`: why that could not be fetched (a state of the ledger), None where it was."""

    fixture: Fixture
    rules: tuple[str, ...]
    lost: tuple[str, ...]
    gone: str | None


@dataclass(frozen=True, slots=True)
class Check:
    """One source, checked. `articles`: three that were read, or whatever there was. `state`: that of `scraper.health`, or "few"
    (fewer than three could be read), "undated" (none tells its date, and it is no portal of regulations), "changed_layout" (more
    than half of the fixtures that are still there have lost something) or "other_rules" (a fixture is read otherwise)."""

    look: Look
    articles: tuple[Article, ...]
    fixtures: tuple[Compared, ...] = ()

    @property
    def source(self) -> Source:
        return self.look.source

    @property
    def state(self) -> str:
        good = [a for a in self.articles if a.problem is None]
        if self.look.state != "ok":
            return self.look.state
        live = [c for c in self.fixtures if c.gone is None]
        if 2 * sum(bool(c.lost) for c in live) > len(live):
            return "changed_layout"
        if len(good) < ARTICLES:
            return "few"
        if self.source.kind != "regulation" and not any(a.published for a in good):
            return "undated"
        return "other_rules" if any(c.rules for c in self.fixtures) else "ok"

    @property
    def ok(self) -> bool:
        return self.state == "ok"

    @property
    def advice(self) -> str:
        """What to do, and the commonest of what was in the way."""
        reasons = [x for c in self.fixtures for x in (*c.lost, *c.rules)]
        reasons = reasons or [a.problem for a in self.articles if a.problem] or [error for _, _, error in self.look.failures]
        why = f" ({Counter(reasons).most_common(1)[0][0]})" if reasons and not self.ok else ""
        return ADVICE.get(self.state, self.look.advice) + why


def check(
    sources: Sequence[Source],
    settings: CrawlSettings,
    *,
    fixtures_in: Path | None = None,
    known: Path | None = None,
    on_progress: OnProgress | None = None,
) -> list[Check]:
    """Fetch a few pages of each source, as politely as ever, and read them; compare with the articles kept in FIXTURES_IN/<id>/, where
    there are any. What was removed from the ledger `known`, of a data folder, is not asked for. Leaves nothing behind but an expected.json
    that was missing. Raises as a crawl does, TagihError for a broken fixture."""
    kept = {s.id: fixtures.load(fixtures_in / s.id, s.hints()) if fixtures_in else [] for s in sources}
    with tempfile.TemporaryDirectory(prefix="tagih-") as folder:
        also = {id_: [str(f.page.url) for f in of_source] for id_, of_source in kept.items()}
        seen: dict[str, str] = {}

        def note(progress: CrawlProgress) -> None:
            seen[progress.url] = progress.state
            if on_progress is not None:
                on_progress(progress)

        archive = Path(folder) / "archive"
        return [
            Check(found, _read(found, archive, also[found.source.id]), _compare(found, archive, kept[found.source.id], seen))
            for found in look(sources, Path(folder), settings, also=also, known=known, on_progress=note)
        ]


def _compare(found: Look, archive: Path, kept: Sequence[Fixture], seen: Mapping[str, str]) -> tuple[Compared, ...]:
    captures = {c.url: c for c in found.documents}
    compared = []
    for fixture in kept:
        url = found.source.canonical(str(fixture.page.url)) or ""
        capture, lost = captures.get(url), list[str]()
        if capture is not None:
            lost = fixtures.lost(fixture, extract_or_error(_page(found, archive, capture)))
        gone = None if capture is not None else seen.get(url, "not asked")
        compared.append(Compared(fixture, tuple(fixtures.differences(fixture)), tuple(lost), gone))
    return tuple(compared)


def _page(found: Look, archive: Path, capture: Capture) -> Page | PageError:
    try:
        return read_page(archive, capture, found.source.hints())
    except PageError as e:
        return e


def _read(found: Look, archive: Path, kept: Sequence[str]) -> tuple[Article, ...]:
    good: list[Article] = []
    bad: list[Article] = []
    known = {found.source.canonical(url) for url in kept}
    # What the site lists now comes first: fixtures are fetched whether it lists them or not.
    for capture in sorted(found.documents, key=lambda c: c.url in known)[:MOST_READ]:
        article = _article(capture.url, _page(found, archive, capture))
        (bad if article.problem else good).append(article)
        if len(good) == ARTICLES:
            break
    return tuple([*good, *bad][:ARTICLES])


def _article(url: str, page: Page | PageError) -> Article:
    result = extract_or_error(page)
    kept = None if isinstance(page, PageError) else page
    if isinstance(result, TagihError):
        return Article(url, kept, None, result.what)
    characters = len(result.document.text)
    problem = "has no title" if not result.document.title else None
    if characters < MIN_CHARACTERS:
        problem = f"has a text of {characters} characters only"
    return Article(url, kept, result, problem)


# --- writing source files --------------------------------------------------------------------------------------------


def verify(folder: Path, checked: Check) -> Path:
    """Write into a source's file that a check has succeeded, and where its articles are listed if it does not say.

    Comments and everything else stay. Raises ValueError for a check that did not succeed.
    """
    if not checked.ok:
        raise ValueError(f"{checked.source.id} is {checked.state}")
    path = folder / f"{checked.source.id}.toml"
    document = tomlkit.parse(path.read_text("utf-8"))
    document["verified"] = True
    if not checked.source.declared:
        for key, places in _places(checked).items():
            document[key] = places
    _write(path, tomlkit.dumps(document))
    return path


def _places(checked: Check) -> dict[str, Item]:
    """What a source file says of feeds and sitemaps, as paths where they are on the home's host."""
    home, found = checked.source.home, dict[str, Item]()
    for key, places in (("feeds", checked.look.found("feed")), ("sitemaps", checked.look.found("sitemap"))):
        listed = tomlkit.array()
        for place in places:
            parts = urlsplit(place.url)
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            listed.append(path if host(place.url) == host(home) else place.url)
        if listed:
            found[key] = listed
    return found


def _write(path: Path, text: str) -> None:
    parse_source(text, where=path)  # a file that would not be read is not written
    part = path.with_suffix(".part")
    try:
        part.write_text(text, "utf-8")
        part.replace(path)
    except OSError as e:
        raise TagihError(f"cannot be written ({e.strerror})", where=str(path), remedy="Name a folder you may write to: --sources.") from e


@dataclass(frozen=True, slots=True)
class Added:
    """A new source: its file, what the look at it gave, and the folders of its articles where these were asked for."""

    path: Path
    check: Check
    fixtures: tuple[Path, ...]


def add(
    folder: Path,
    url: str,
    settings: CrawlSettings,
    *,
    id: str | None = None,
    name: str | None = None,
    area: str | None = None,
    kind: Kind | None = None,
    fixtures_in: Path | None = None,
    known: Path | None = None,
    today: date,
    on_progress: OnProgress | None = None,
) -> Added:
    """Look at the site of `url`, and write its source file into `folder`; what is not given is taken from the site.

    With `fixtures_in`, three of its articles go into FIXTURES_IN/<id>/<article>/: the page as it came, where it is from, and
    expected.json, what extraction reads of it now (`tagih.fixtures`). Raises TagihError, and writes nothing, where the address is
    none, the id or the site is taken, the site is on the opt-out list or was removed from the ledger `known` on request, gives nothing, or
    nobody says which area it serves.
    """
    home = canonical(url)
    if home is None or not host(home):
        raise TagihError("is no http(s) address", where=url, remedy="Give the home page of the site: https://contoh.co.id/")
    id = id or default_id(home)
    path = _free(folder, id, home)
    why = refused_in(known, settings.opt_out).why(home)
    if why is not None:
        raise TagihError(
            why, where=home, remedy="Leave it: somebody asked that it is not read (`tagih forget --list`, `tagih sources list`)."
        )
    code = _code(area) if area else _area_of_host(home)
    draft = Source(
        id=id, name=name or host(home), home=home, jurisdiction=code or "00", kind=kind or _kind(home), spider=_spider(home), verified=False
    )
    checked = check([draft], settings, known=known, on_progress=on_progress)[0]
    if not checked.articles:
        raise TagihError(f"gave no article: {checked.state}, robots.txt {checked.look.robots}", where=home, remedy=checked.advice)
    code = code or next((p.code for p in find_places(checked.look.name or "") if p.code), None)
    if code is None:
        remedy = "Say which area it serves: --jurisdiction 64, --jurisdiction 'Kalimantan Timur', or 00 for the whole country."
        raise TagihError("does not say which area it serves", where=home, remedy=remedy)
    final = draft.model_copy(update={"name": name or checked.look.name or host(home), "jurisdiction": code, "timezone": timezone(code)})
    _write(path, _toml(final, checked, today))
    return Added(path, checked, _keep(fixtures_in / id, checked, final.hints()) if fixtures_in else ())


def _free(folder: Path, id: str, home: str) -> Path:
    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", id):
        raise TagihError("is no id", where=id, remedy="Name one of small letters, digits and hyphens: --id kabar-mahakam.")
    path = folder / f"{id}.toml"
    if path.exists():
        raise TagihError("there is already a source of this id", where=str(path), remedy="Edit that file, or name another id: --id.")
    taken = next((s.id for s in load_sources(folder).values() if s.home == home), None)
    if taken:
        raise TagihError(f"is already the home of the source {taken}", where=home, remedy=f"Look at it: tagih sources check {taken}")
    return path


def default_id(home: str) -> str:
    """The id of a site by its host: "kaltimprov-diskominfo" of diskominfo.kaltimprov.go.id, "jurnalkaltim" of jurnalkaltim.com."""
    found = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)(home)  # the list that ships: it never asks the network
    labels = [found.domain, *found.subdomain.split(".")] if found.suffix else found.subdomain.split(".")[::-1] or [found.domain]
    return "-".join(re.sub(r"[^a-z0-9]+", "-", x.lower()).strip("-") for x in labels if x and x != "www")


def _kind(home: str) -> Kind:
    if _spider(home) == "jdih":
        return "regulation"
    return "release" if host(home).endswith(".go.id") else "news"


def _spider(home: str) -> Literal["site", "jdih"]:
    return "jdih" if "jdih" in host(home).split(".") else "site"


def _area_of_host(home: str) -> str | None:
    """The area that a host is named after, as hosts of governments are ("kaltimprov.go.id", "samarinda.kabar.id"); None where none is."""
    for label in re.split(r"[.-]", host(home)):
        name = re.sub(r"(prov|kab|kota)$", "", label)
        level = {"prov": "provinsi ", "kab": "kabupaten ", "kota": "kota "}.get(label.removeprefix(name), "")
        if len(name) > 2 and (code := resolve(level + name)):  # shorter ones are "id", "go", "co"
            return code
    return None


def _code(area: str) -> str:
    code = area if area == "00" or area in regions() else resolve(area)
    if code is None:
        raise TagihError(
            "is no area, or the name of several", where=area, remedy="Give a code of tagih/vocabulary/regions.csv: --jurisdiction 64.72"
        )
    return code


def timezone(code: str) -> str:
    """The IANA time zone of an area; Jakarta's for the whole country."""
    return next((zone for zone, provinces in conventions().timezones.items() if code[:2] in provinces), "Asia/Jakarta")


def _toml(source: Source, checked: Check, today: date) -> str:
    found = checked.look
    document = tomlkit.document()
    document["name"] = source.name
    document["home"] = source.home
    document["jurisdiction"] = tomlkit.item(source.jurisdiction).comment(region_name(source.jurisdiction))
    document["kind"] = source.kind
    document["timezone"] = tomlkit.item(source.timezone).comment("what its clock times mean where a page does not say")
    if source.spider != "site":
        document["spider"] = source.spider
    document["verified"] = tomlkit.item(False).comment(f"`tagih sources check {source.id} --write` sets it")
    made = f", made with {found.cms}" if found.cms else ""
    document["fact_source"] = f"Looked at on {today.isoformat()} by `tagih sources add`{made}; robots.txt {found.robots} it."
    for key, places in _places(checked).items():
        document[key] = places
    document.add(tomlkit.nl())
    for line in (
        "Where the guesses are wrong, say it here (CONTRIBUTING.md, 'Add a source'):",
        r"article_patterns = ['/berita/\d+/']      # addresses that are articles",
        "deny_patterns = ['/video/']               # addresses to leave alone",
        "[selectors]",
        'published = ".tanggal"                    # where a page says when: title, body, authors, editors likewise',
    ):
        document.add(tomlkit.comment(line))
    return tomlkit.dumps(document)


def _keep(folder: Path, checked: Check, hints: SourceHints) -> tuple[Path, ...]:
    """The articles read, each as a fixture: read once more, with what is known of the source now."""
    pages = [replace(a.page, hints=hints) for a in checked.articles if a.page is not None]
    read = [(page, extract_or_error(page)) for page in pages]
    return tuple(fixtures.save(folder, page, found) for page, found in read if not isinstance(found, TagihError))
