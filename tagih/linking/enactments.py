"""What is known of an instrument from the documents that it is itself, joined with the instruments that others cite."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
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
        for address in mention.files if mention.instrument else ():
            by_file[_bare(address)].add(mention.instrument or "")
    found = {m.mention: m.instrument for m in own if m.instrument}
    texts = {_bare(m.url): m for m in own if m.instrument and m.extractor.startswith(FILES)}
    for page in own:
        for text in (texts[a] for a in map(_bare, page.files) if page.instrument and a in texts):
            if (text.number, text.year) == (page.number, page.year) and text.instrument:
                found[page.mention] = text.instrument
                by_file[_bare(text.url)] = {text.instrument}
    for mention in own:
        pages = by_file.get(_bare(mention.url), set()) if mention.instrument is None else set()
        if len(pages) == 1:
            found[mention.mention] = next(iter(pages))
    return found


def _bare(address: str) -> str:
    """An address without what is written in several ways: scheme, "www.", escapes."""
    return unquote(address.partition("://")[2] or address).removeprefix("www.").rstrip("/")


def _made(id_: str, own: Sequence[EnactmentMention]) -> LinkedRegulation:
    one = min(own, key=lambda m: (m.instrument is None, m.type, m.number or "", m.year or 0, m.jurisdiction or "", m.document))
    named = RegulationMention(
        **{name: getattr(one, name) for name in ("mention", "document", "type", "number", "year", "jurisdiction", "title")}, instrument=id_
    )
    return LinkedRegulation(
        id=id_, label=label(named), type=one.type, number=one.number, year=one.year, jurisdiction=one.jurisdiction, title=None
    )


def _relations(groups: Mapping[str, Sequence[EnactmentMention]]) -> Mapping[str, Mapping[str, set[str]]]:
    """Instrument -> relation -> the others, told from either side."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for id_, group in groups.items():
        for name, turned in TURNED.items():
            for other in (o for m in group for o in getattr(m, name) if o != id_):
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
    titles = [m.title for m in own if m.title]
    if row.title:  # as a citing article writes it, where it is the same
        titles = [row.title if t.isupper() and t.casefold() == row.title.casefold() else t for t in titles]
    return replace(
        row,
        title=most_said(t for t in titles if not t.isupper()) or most_said(titles) or row.title,
        status=_status({m.status for m in own}, relations),
        enacted=most_said(m.enacted for m in own),
        promulgated=most_said(m.promulgated for m in own),
        effective=most_said(m.effective for m in own),
        file_url=_first((*(f for m in pages for f in m.files), *files)),
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
