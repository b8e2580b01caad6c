"""What is known of an instrument from the documents that it is itself, joined with the instruments that others cite."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from tagih.linking.choose import most_said
from tagih.linking.regulations import label
from tagih.records.links import EnactmentMention, LinkedRegulation, RegulationMention
from tagih.records.model import EnactmentStatus

# A relation and the one that it is seen from the other side.
TURNED = {"amends": "amended_by", "amended_by": "amends", "revokes": "revoked_by", "revoked_by": "revokes"}
FILES = ("pdfium", "tesseract", "mammoth")  # extractors of documents that are the instrument's text as a file


def join_enactments(
    cited: Sequence[LinkedRegulation], own: Sequence[EnactmentMention]
) -> tuple[tuple[LinkedRegulation, ...], Mapping[int, str]]:
    """Instruments by id, those that nobody cites among them, and `{mention of an enactment: id}`.

    A document belongs to the instrument of its key; a file whose own text gives none, to the one whose page links it. Where a page
    and its file agree in number and year but not in whose it is, the instrument's own text knows.
    """
    of = _keys(own)
    groups: dict[str, list[EnactmentMention]] = defaultdict(list)
    for mention in sorted(own, key=lambda m: (m.document, m.mention)):
        if mention.mention in of:
            groups[of[mention.mention]].append(mention)
    known = {r.id: r for r in cited}
    known |= {id_: _made(id_, group) for id_, group in groups.items() if id_ not in known}
    related = _relations(groups)
    return tuple(_told(known[id_], groups.get(id_, ()), related[id_]) for id_ in sorted(known)), of


def _keys(own: Sequence[EnactmentMention]) -> dict[int, str]:
    by_file: dict[str, set[str]] = defaultdict(set)
    for mention in own:
        if mention.said.instrument:
            for address in mention.said.files:
                by_file[_bare(address)].add(mention.said.instrument)
    found = {m.mention: m.said.instrument for m in own if m.said.instrument}
    texts = {_bare(m.url): m for m in own if m.said.instrument and m.extractor.startswith(FILES)}
    for page in own:
        for text in (texts[a] for a in map(_bare, page.said.files) if page.said.instrument and a in texts):
            key = text.said.instrument
            if (text.said.number, text.said.year) == (page.said.number, page.said.year) and key:
                found[page.mention] = key
                by_file[_bare(text.url)] = {key}
    for mention in own:
        pages = by_file.get(_bare(mention.url), set()) if mention.said.instrument is None else set()
        if len(pages) == 1:
            found[mention.mention] = next(iter(pages))
    return found


def _bare(address: str) -> str:
    """An address without what is written in several ways: scheme, "www.", escapes."""
    return unquote(address.partition("://")[2] or address).removeprefix("www.").rstrip("/")


def _made(id_: str, own: Sequence[EnactmentMention]) -> LinkedRegulation:
    one = min(
        own,
        key=lambda m: (
            m.said.instrument is None,
            m.said.type,
            m.said.number or "",
            m.said.year or 0,
            m.said.jurisdiction or "",
            m.document,
        ),
    )
    named: dict[str, Any] = {name: getattr(one.said, name) for name in ("type", "number", "year", "jurisdiction")}
    cited = RegulationMention(mention=one.mention, document=one.document, instrument=id_, title=one.said.title, **named)
    return LinkedRegulation(id=id_, label=label(cited), title=None, **named)


def _relations(groups: Mapping[str, Sequence[EnactmentMention]]) -> Mapping[str, Mapping[str, set[str]]]:
    """Instrument -> relation -> the others, told from either side."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for id_, group in groups.items():
        for name, turned in TURNED.items():
            for other in (o for m in group for o in getattr(m.said, name) if o != id_):
                found[id_][name].add(other)
                found[other][turned].add(id_)
    return found


def _told(row: LinkedRegulation, own: Sequence[EnactmentMention], related: Mapping[str, set[str]]) -> LinkedRegulation:
    relations = {name: tuple(sorted(related.get(name, ()))) for name in TURNED}
    if not own and not any(relations.values()):
        return row
    pages = [m for m in own if m.extractor == "portal"]
    files = [m.url for m in own if m.extractor.startswith(FILES)]
    # A title in capitals is the printed heading; a portal writes it as running text does.
    titles = [m.said.title for m in own if m.said.title]
    if row.title:  # as a citing article writes it, where it is the same
        titles = [row.title if t.isupper() and t.casefold() == row.title.casefold() else t for t in titles]
    return replace(
        row,
        title=most_said(t for t in titles if not t.isupper()) or most_said(titles) or row.title,
        status=_status({m.said.status for m in own}, relations),
        enacted=most_said(m.said.enacted for m in own),
        promulgated=most_said(m.said.promulgated for m in own),
        effective=most_said(m.said.effective for m in own),
        file_url=_first((*(f for m in pages for f in m.said.files), *files)),
        page_url=_first(m.url for m in pages),
        amends=relations["amends"],
        revokes=relations["revokes"],
        amended_by=relations["amended_by"],
        revoked_by=relations["revoked_by"],
    )


def _status(said: set[EnactmentStatus | None], relations: Mapping[str, tuple[str, ...]]) -> EnactmentStatus | None:
    """What the documents say; the last that happened to it, since a page is not always brought up to date."""
    if "revoked" in said or relations["revoked_by"]:
        return "revoked"
    if "amended" in said or relations["amended_by"]:
        return "amended"
    return "in_force" if "in_force" in said else None


def _first(addresses: Iterable[str]) -> str | None:
    return next(iter(addresses), None)
