"""A legal portal's page of one regulation, told from its lines "Label: value"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extraction.enactment import Draft, Found, citations
from extraction.portal import LEAST, LEAST_FIELDS
from tagih.records import Document, Regulation
from tagih.records.dates import find_dates
from tagih.vocabulary.enactments import enactments, label_field
from tagih.vocabulary.places import find_places

_LINE = re.compile(r"^([^\n:]{2,60}):[ \t]*(\S[^\n]*)$", re.M)
_YEAR = re.compile(r"(?<!\d)((?:19[4-9]|20[0-4])\d)(?!\d)")
_WHOLE = re.compile(r"\b(?:nomor|no\.?)\b", re.I)
_ADDRESS = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True)
class _Value:
    """A label's value at `[start, end)` of the text."""

    text: str
    start: int
    end: int


def read_page(document: Document) -> Found | None:
    """The enactment that a portal's page tells of; None for any other text."""
    fields: dict[str, list[_Value]] = {}
    nothing = enactments().clauses.nothing
    for m in _LINE.finditer(document.text):
        name = label_field(m[1])
        if name is not None and m[2].strip().casefold() not in nothing:
            fields.setdefault(name, []).append(_Value(m[2].rstrip(), m.start(2), m.start(2) + len(m[2].rstrip())))
    told = set(fields) - {"other", "files"}
    heading = re.match(r"[^\n]+", document.text)
    if heading and "title" not in fields and not _LINE.match(heading[0]):
        fields["title"] = [_Value(heading[0], 0, heading.end())]
    if len(told) < LEAST_FIELDS or len(told & set(LEAST)) < 2:
        return None
    draft = Draft(document)
    named = _name(draft, fields)
    if named is None:
        return None
    _title(draft, fields)
    for name in ("enacted", "promulgated", "effective"):
        for value in fields.get(name, ())[:1]:
            _date(draft, name, value)
    for value in fields.get("status", ()):
        _status(draft, value)
    for name in enactments().relations:
        for value in fields.get(name, ()):
            if not draft.relate(name, value.start, value.end):
                draft.puzzle(name, "no instrument with a number is named", value.start, value.end)
    for value in fields.get("files", ()):
        for m in _ADDRESS.finditer(value.text):
            draft.put("files", m[0], value.start + m.start(), value.start + m.end())
    return draft.made(named.start, named.end)


def _name(draft: Draft, fields: dict[str, list[_Value]]) -> _Value | None:
    """Type, number, year and area: from a value that cites the whole instrument, else put together from their own labels."""
    document = draft.document
    for name in ("number", "title", "type"):
        for value in fields.get(name, ()):
            whole = next(iter(citations(document, value.start, value.end, near=None)), None) if _WHOLE.search(value.text) else None
            if whole is not None and whole.number and whole.year and not document.text[value.start : whole.start].strip(" \"'“"):
                _put(
                    draft,
                    whole,
                    {n: _Value(whole.text, whole.start, whole.end) for n in ("type", "number", "year", "jurisdiction")},
                    fields,
                )
                return _Value(whole.text, whole.start, whole.end)
    kinds, numbers = fields.get("type"), fields.get("number")
    if not kinds or not numbers:
        return None
    # The longest name of a type: "Peraturan Bupati" beside its abbreviation "PERBUP".
    kind, number = max(kinds, key=lambda v: len(v.text)), numbers[0]
    year = next((v for v in fields.get("year", ()) if _YEAR.search(v.text)), None)
    issuer = next(iter(fields.get("issuer", ())), None)
    area = _area(issuer.text, document) if issuer else None
    bare = re.sub(r"^\W*(?:nomor|no\.?)\b\W*", "", number.text, flags=re.I)
    written = f"{kind.text.title() if kind.text.isupper() and ' ' in kind.text else kind.text}{f' {area}' if area else ''} Nomor {bare}"
    if year and not _YEAR.search(bare):
        written += f" Tahun {_YEAR.search(year.text)[1]}"  # type: ignore[index]
    made = Document(id=document.id, text=written, jurisdiction=document.jurisdiction)
    cited = next(iter(citations(made, 0, len(written), near=document.jurisdiction)), None)
    if cited is None or not cited.number:
        draft.puzzle("type", "no known type of instrument", kind.start, kind.end)
        return None
    places = {"type": kind, "number": number, "year": year or number, "jurisdiction": issuer or kind}
    _put(draft, cited, places, fields)
    return number


def _put(draft: Draft, cited: Regulation, places: dict[str, _Value], fields: dict[str, list[_Value]]) -> None:
    for name in ("type", "number", "year", "jurisdiction"):
        value, place = getattr(cited, name), places[name]
        if value is not None:
            draft.put(name, value, place.start, place.end)
        else:
            draft.puzzle(name, "the page does not tell it", place.start, place.end)
    if cited.instrument is not None:
        draft.put("instrument", cited.instrument, places["number"].start, places["number"].end)


def _area(issuer: str, document: Document) -> str | None:
    """The area of an issuer as portals write it ("Dairi (Kabupaten)", "Kabupaten Dairi"), with the word for its level before it."""
    turned = re.sub(r"^(.{2,60}?)\s*[,(]\s*(kabupaten|kota|provinsi)\b.*$", r"\2 \1", issuer.strip(), flags=re.I)
    text = turned.title() if turned.isupper() else turned
    found = find_places(text, near=document.jurisdiction)
    return text[found[0].start : found[0].end] if found else None


def _title(draft: Draft, fields: dict[str, list[_Value]]) -> None:
    """What the instrument is about: the title behind its citation and "tentang"."""
    values = fields.get("title", ())
    for value in values:
        about = re.search(r"\btentang\b\s*:?\s*", value.text, re.I) if _WHOLE.search(value.text) else None
        start = value.start + (about.end() if about else 0)
        if start < value.end:
            draft.put("title", draft.document.text[start : value.end], start, value.end)
            return


def _date(draft: Draft, name: str, value: _Value) -> None:
    for mention in find_dates(value.text):
        if mention.value and mention.month:
            draft.put(name, mention.value, value.start + mention.start, value.start + mention.end)
            return
    draft.puzzle(name, "no date can be read", value.start, value.end)


def _status(draft: Draft, value: _Value) -> None:
    """ "Berlaku", "Tidak Berlaku", "Diubah dengan Peraturan Daerah Nomor 2 Tahun 2033"."""
    forms = [(form, status) for status, group in enactments().statuses.items() for form in group]
    known = [(form, status) for form, status in forms if re.match(rf"{re.escape(form)}(?!\w)", value.text, re.I)]
    if known:
        form, status = max(known, key=lambda k: len(k[0]))
        draft.put("status", status, value.start, value.start + len(form))
    relations = [(form, name) for name, group in enactments().relations.items() for form in group]
    marks = sorted(
        (m.start(), m.end(), name) for form, name in relations for m in re.finditer(rf"(?<!\w){re.escape(form)}(?!\w)", value.text, re.I)
    )
    related = 0
    for i, (_, end, name) in enumerate(marks):
        stop = marks[i + 1][0] if i + 1 < len(marks) else len(value.text)
        related += draft.relate(name, value.start + end, value.start + stop)
    if not known and not related:
        draft.puzzle("status", "no known status", value.start, value.end)
