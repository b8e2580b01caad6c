"""What each rule and reader finds in the sample world, as digests beside its VERSION: `python -m tests.sample.digests [--write]`.

Stored pages are read again only where a VERSION is raised (`extraction.pipeline.versions`). So a change of what is found without one
leaves old rows beside new ones; tests/test_digests.py fails then. Digests are kept for each text and each rule by itself: a text that was
edited says nothing about a rule, and a message can name the texts that are read otherwise. Rules read the articles of the sample world
and `training/sentences.toml` as plain text, so no other library decides what they get; the readers of pages read its pages, as served.
"""

from __future__ import annotations

import argparse
import dataclasses
import functools
import hashlib
import json
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from extraction import enactment, page, paging, provenance
from extraction.assemble import assemble, commitments, private_people, speakers, targets
from extraction.find import RULES, find
from extraction.nlp import sentence_spans
from extraction.pipeline import versions
from extraction.reading import Reading
from scraper.source import load_sources
from tagih.records import Document, Extraction, Page, PageError, Record, SourceHints
from tagih.records.output import decimal_text
from tests.sample import SOURCES
from tests.sample.articles import Article, all_articles
from tests.sample.sites import build

FILE = Path(__file__).parents[1] / "digests.json"
SEEDS = Path(__file__).parents[2] / "training" / "sentences.toml"
SEEDS_AT_ONCE = 20  # sentences in one text, a paragraph each
STORY_PAGES = 3  # over which an article is spread
PERSONS = ("models/ner", "spacy")  # who names persons
# What a rule or step gets from others: where one of these has another version, that explains what is found otherwise.
NEEDS: Mapping[str, tuple[str, ...]] = {
    page.RULE: tuple(sorted({*provenance.LIBRARIES} - {"spacy"})),
    paging.RULE: (page.RULE,),
    enactment.RULE: (page.RULE, "regulations"),
    **{rule.RULE: () for rule in RULES},
    "officials": PERSONS,
    "undertakings": ("models/commitments",),
    speakers.RULE: (*PERSONS, "officials", "quotations"),
    targets.RULE: ("models/commitments", "figures", "dates", "undertakings", "officials", speakers.RULE),
    commitments.RULE: ("models/commitments", "regulations", "dates", "undertakings", targets.RULE),
    private_people.RULE: (*PERSONS, "officials", "quotations", speakers.RULE),
}
BY_PAGE = frozenset({page.RULE, paging.RULE, enactment.RULE})
Digests = dict[str, dict[str, str]]
"""Text or host -> rule -> digest of what it finds there; "text" is the digest of what was read."""


def short(value: Any) -> str:
    """Eight hexadecimal digits of a value's SHA-256."""
    return hashlib.sha256(json.dumps(_plain(value), sort_keys=True).encode()).hexdigest()[:8]


def _plain(value: Any) -> Any:
    """JSON values: sets in order, decimals as text, a score to six places."""
    if isinstance(value, Mapping):
        return {str(key): _plain(v) for key, v in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(map(_plain, value), key=repr)
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    if isinstance(value, Decimal):
        return decimal_text(value)
    return round(value, 6) if isinstance(value, float) else value


def _facts(found: Iterable[Any], rule: str | None = None) -> list[dict[str, Any]]:
    """Facts without the version that they carry."""
    rows = [dataclasses.asdict(fact) for fact in found if rule is None or not isinstance(fact, Record) or fact.rule == rule]
    return [{name: value for name, value in row.items() if name != "rule_version"} for row in rows]


def of_text(document: Document) -> dict[str, str]:
    """Digests of what each rule and step finds in a text."""
    reading = Reading(document)
    found = find(reading)
    made = assemble(reading, found)
    rules = {rule.RULE: short(_facts(rule.extract(reading))) for rule in RULES}
    return {"text": short(_facts([document])), **rules, **_steps(made)}


def _steps(made: Extraction) -> dict[str, str]:
    def of(rule: str, *more: Any) -> str:
        return short([*_facts((*made.statements, *made.targets, *made.commitments, *made.unresolved), rule), *more])

    return {
        speakers.RULE: of(speakers.RULE),
        targets.RULE: of(targets.RULE, [(figure.id, figure.role) for figure in made.figures]),
        commitments.RULE: of(commitments.RULE),
        private_people.RULE: short(made.document.private_people),
    }


@functools.cache
def hints() -> Mapping[str, SourceHints]:
    """Outlet -> what its source file says."""
    return {id_.removeprefix("sample-"): source.hints() for id_, source in load_sources(SOURCES).items()}


def texts() -> Iterator[Document]:
    """The articles as plain text, and the made-up sentences in portions."""
    for a in all_articles():
        said = hints()[a.outlet]
        yield Document(
            id=f"{a.outlet}/{a.slug}",
            title=a.title,
            text="\n".join((a.title, *a.plain)),
            published=a.published.isoformat(),
            outlet=said.outlet,
            kind=said.kind,
            jurisdiction=said.jurisdiction,
        )
    for name, sentences in tomllib.loads(SEEDS.read_text(encoding="utf-8")).items():
        for n in range(0, len(sentences), SEEDS_AT_ONCE):
            yield Document(id=f"sentences/{name}-{n // SEEDS_AT_ONCE + 1}", text="\n".join(sentences[n : n + SEEDS_AT_ONCE]))


def of_host(outlet: str, pages: Mapping[str, bytes]) -> dict[str, str]:
    """Digests of what is read of a host's pages: themselves, their sentences; the instruments among them; stories on several pages."""
    read, enacted = [], []
    for url, content in sorted(pages.items()):
        try:
            document = page.read_page(Page(id="page", url=url, content=content, hints=hints()[outlet]))
        except PageError as e:
            read.append([url, e.what])
            continue
        read.append([url, *_facts([document]), sentence_spans(document.text)])
        found = enactment.read(document)
        enacted.append([url, *_facts((*found.enactments, *found.particulars, *found.unresolved))])
    articles = [a for a in all_articles() if a.outlet == outlet]
    stories = [story(a) for a in articles if len(a.plain) > STORY_PAGES]
    # A PDF's bytes are its maker's and zlib's; its words are the article's.
    served = [[url, None if content.startswith(b"%PDF") else hashlib.sha256(content).hexdigest()] for url, content in sorted(pages.items())]
    return {
        "text": short([served, [a.plain for a in articles]]),
        page.RULE: short(read),
        paging.RULE: short([[*_facts([document]), gaps] for document, gaps in map(paging.read_story, stories)]),
        enactment.RULE: short(enacted),
    }


def story(a: Article) -> Page:
    """An article as a site might spread it: three pages that begin with the same lead and end with their numbers, and a fourth that is gone."""
    lead, *rest = a.plain
    parts = [rest[n * len(rest) // STORY_PAGES : (n + 1) * len(rest) // STORY_PAGES] for n in range(STORY_PAGES)]
    first, *others = [
        Page(id=a.slug, content="\n".join((lead, *lines, f"Halaman: {n} dari {STORY_PAGES + 1}")).encode(), media_type="text/plain")
        for n, lines in enumerate(parts, 1)
    ]
    return dataclasses.replace(first, parts=(*others, PageError("is gone", where=a.slug, remedy="-")))


def pages() -> dict[str, dict[str, bytes]]:
    """Outlet -> address -> body of its HTML pages and PDFs, the broken ones too."""
    homes = {urlsplit(said.home or "").netloc: outlet for outlet, said in hints().items()}
    found: dict[str, dict[str, bytes]] = defaultdict(dict)
    for url, response in build().items():
        host = urlsplit(url).netloc
        if host in homes and response.media_type.startswith(("text/html", "application/pdf")):
            found[homes[host]][url] = response.body
    return dict(found)


def measure() -> dict[str, Any]:
    """What digests.json would hold now."""
    return {
        "versions": dict(sorted(versions().items())),
        "pages": {outlet: of_host(outlet, found) for outlet, found in sorted(pages().items())},
        "texts": {document.id: of_text(document) for document in texts()},
    }


def differences(kept: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[dict[str, list[str]], bool]:
    """-> (rule -> texts in which it finds other things though nothing that it depends on has another version; whether the file is out of date)."""
    changed: dict[str, list[str]] = defaultdict(list)
    for part in ("pages", "texts"):
        for name, digests in now[part].items():
            before = kept[part].get(name, {})
            if before.get("text") == digests["text"]:
                for rule, digest in digests.items():
                    if rule in before and before[rule] != digest:
                        changed[rule].append(name)
    old, new = kept["versions"], now["versions"]
    unexplained = {
        rule: names for rule, names in changed.items() if old.get(rule) == new[rule] and not _explained(rule, old, new, frozenset(changed))
    }
    return unexplained, kept != now


def _explained(rule: str, old: Mapping[str, str], new: Mapping[str, str], changed: frozenset[str]) -> bool:
    """Whether something that a rule depends on has another version, or finds other things itself (and is told of by name)."""
    return any(old.get(n) != new[n] or n in changed or _explained(n, old, new, changed) for n in NEEDS.get(rule, ()))


def advice(unexplained: Mapping[str, list[str]]) -> str:
    """What to do about findings that changed."""
    told = [
        f"what {rule} finds changed ({', '.join(names[:4])}{', ...' if len(names) > 4 else ''}): raise its VERSION"
        for rule, names in unexplained.items()
    ]
    return "\n".join([*told, "then `python -m tests.sample.digests --write`"])


def read() -> dict[str, Any]:
    """digests.json."""
    kept: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return kept


def write(now: Mapping[str, Any]) -> None:
    """digests.json, a line for each text."""

    def rows(part: str) -> str:
        return ",\n".join(f"    {json.dumps(name)}: {json.dumps(digests)}" for name, digests in now[part].items())

    FILE.write_text(
        f'{{\n  "versions": {json.dumps(now["versions"])},\n  "pages": {{\n{rows("pages")}\n  }},\n  "texts": {{\n{rows("texts")}\n  }}\n}}\n',
        encoding="utf-8",
    )


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.sample.digests", description="Digests of what each rule and reader finds.")
    parser.add_argument("--write", action="store_true", help=f"write {FILE.name}; refused where a VERSION has to be raised first")
    parser.add_argument("--same-versions", action="store_true", help="with --write: no database was read with these versions yet")
    args = parser.parse_args(arguments)
    now = measure()
    unexplained, outdated = differences(read(), now) if FILE.exists() else ({}, True)
    if unexplained and not args.same_versions:
        print(advice(unexplained))
        return 1
    if args.write and outdated:
        write(now)
    print(f"{FILE.name}: " + (("written" if args.write else "out of date; say --write") if outdated else "up to date"))
    return 0 if args.write or not outdated else 1


if __name__ == "__main__":
    raise SystemExit(main())
