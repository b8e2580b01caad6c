"""Regulations: citations of legal instruments, with their area where the citation or its context tells it.

Reads:
    "Pergub Nomor 12 dan 13 Tahun 2024 diteken Gubernur Kaltara." (two, of Kalimantan Utara, inferred)
    "Perda Kota Bontang No. 4 Thn 2021 tentang Pengelolaan Sampah berlaku penuh."
    "Ketentuan itu diatur UU 13/2003 dan UU Cipta Kerja." (the second by its title alone)
Refuses:
    "Peraturan itu dibahas bersama Rancangan Perda di kantor PP Muhammadiyah."
"""

from __future__ import annotations

import bisect
import functools
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from extraction.citing import Citation, citations
from extraction.mentions import mentions
from extraction.reading import Reading, Span
from tagih.records import Regulation, Unresolved
from tagih.records.ids import record_id, slug
from tagih.vocabulary.page_words import related_cue
from tagih.vocabulary.places import COUNTRY, LEVELS, PlaceMention, level_of, pick, regions
from tagih.vocabulary.regulations import WORD, vocabulary

RULE = "regulations"
VERSION = "5"

_WORD_BEFORE = re.compile(r"([A-Za-z]+)\.?[\s\u00a0(]*$")
# "tertanggal 6 Mei 2025", "yang diterbitkan pada 7 Januari 2024": when a numbered instrument was made
_SIGNED = re.compile(
    r"\b(?:tertanggal|tanggal|(?:diterbitkan|ditetapkan|ditandatangani|diteken|terbit|dikeluarkan)(?: oleh)?(?: [A-Z][\w.]{0,20},?){0,6}(?: pada)?"
    r"(?: tanggal| hari)?(?: [A-Z]\w{3,5},?)?)[ \u00a0]{1,3}(?:\d{1,2}[ \u00a0]{1,3}[A-Za-z]{3,9}[ \u00a0]{1,3}|\(?\d{1,2}[/-]\d{1,2}[/-])"
    r"((?:19[4-9]|20[0-4])\d)(?!\d)"
)
# "Surat tersebut ditandatangani pada ...": the next sentence goes on about it
_ABOUT_IT = re.compile(r"(?:[A-Z]\w{1,9})(?: \w{2,9})? (?:tersebut|ini|itu)\b")
_ANY_YEAR = re.compile(r"(?:19[4-9]|20[0-4])\d(?!\d)")
_SIGNED_CHARS = 250  # a title stands between
_TEASER_CHARS = 140  # a headline under "Baca juga:"; the story goes on in longer lines that end in a full stop
_DATELINE = re.compile(r"\w+(?:[ \u00a0]\w+)?[^\w\n]{0,3}[-–—]")
# "Kota X dan Kabupaten Y": two issuers as likely
_COORDINATED = re.compile(r"^[A-Z][\w -]{1,30}(?:,| dan| serta| maupun| atau) [^.;:]{0,20}$")
_CODE_PART = re.compile(r"[a-z]+")
_NEAR_CHARS = 600  # an issuer named so far before a citation is still its context: two paragraphs of regional news


@dataclass(frozen=True, slots=True)
class _Area:
    """A region that the text names; `governing`: as a government or an office of it."""

    start: int
    code: str
    governing: bool


class _Areas:
    """The areas of a document that fit a scope, in order, and the one it is mostly about."""

    def __init__(self, areas: list[_Area], default: str | None) -> None:
        self._areas, self.default = areas, default
        self._starts = [a.start for a in areas]

    def between(self, start: int, end: int) -> list[_Area]:
        return self._areas[bisect.bisect_left(self._starts, start) : bisect.bisect_left(self._starts, end)]


def extract(reading: Reading) -> list[Regulation | Unresolved]:
    """All regulations of a document, in order, and what is unknown about them."""
    found: list[Regulation | Unresolved] = []
    taken: set[str] = set()
    keys: Counter[str] = Counter()
    context = _Context(reading)
    read = (c for c in citations(reading.text, context.by_start) if not context.teaser(c.start))
    cited = mentions(reading.text, read, context.by_start)
    context.learn(cited)
    for c in cited:
        area, inferred = context.area(c)
        year = c.year
        if c.number and year is None and (year := context.year(c)):
            inferred = (*inferred, "year")
        key = _key(c, area, year)
        text = reading.text[c.start : c.end]
        if key:
            keys[key] += 1
        found.append(
            Regulation(
                id=record_id("regulation", c.start, taken) if key is None else key if keys[key] == 1 else f"{key}#{keys[key]}",
                text=text,
                start=c.start,
                end=c.end,
                rule=RULE,
                rule_version=VERSION,
                type=c.instrument.name,
                number=c.number,
                year=year,
                jurisdiction=area,
                title=c.title,
                inferred=tuple(dict.fromkeys((*c.inferred, *inferred))),
                instrument=key,
            )
        )
        if area is None:
            found.append(
                Unresolved(
                    id=record_id("regulation-area", c.start, taken),
                    text=text,
                    start=c.start,
                    end=c.end,
                    rule=RULE,
                    rule_version=VERSION,
                    kind="regulations",
                    field="jurisdiction",
                    reason="neither the citation nor its context tells whose instrument it is, or several areas are as likely",
                )
            )
    return _tied(found)


_TITLE_WORD = re.compile(r"[^\W\d_]{2,}")


def _tied(found: list[Regulation | Unresolved]) -> list[Regulation | Unresolved]:
    """Mentions by title alone, tied to the one numbered instrument of the document whose title has all their words: "UU Desa"."""
    numbered: dict[tuple[str, str | None], dict[str, frozenset[str]]] = {}
    for r in found:
        if isinstance(r, Regulation) and r.instrument and r.title:
            numbered.setdefault((r.type, r.jurisdiction), {}).setdefault(r.instrument, frozenset(_TITLE_WORD.findall(r.title.casefold())))
    if not numbered:
        return found
    tied: list[Regulation | Unresolved] = []
    for r in found:
        if isinstance(r, Regulation) and r.number is None and r.title:
            own = frozenset(_TITLE_WORD.findall(r.title.casefold()))
            keys = [key for key, words in numbered.get((r.type, r.jurisdiction), {}).items() if own and own <= words]
            r = replace(r, instrument=keys[0]) if len(keys) == 1 else r
        tied.append(r)
    return tied


def _key(c: Citation, area: str | None, year: int | None) -> str | None:
    """The instrument's own key, the same in every document: None where number, year or area is unknown."""
    if c.number is None or area is None or year is None:
        return None
    number = _plain(slug(c.number))
    parts = [c.instrument.slug]
    if area != COUNTRY:
        region = regions()[area]
        level = region.level if c.instrument.scope in ("daerah", "desa", "penerbit") and region.level != "provinsi" else ""
        parts.append(slug(f"{level} {region.short}"))
    parts.append(number)
    if not re.search(rf"(?:^|-){year}(?:-|$)", number):
        parts.append(str(year))
    return "-".join(parts)


def _plain(number: str) -> str:
    """A number without leading zeros: "03" and "3" are one instrument."""
    return number.lstrip("0") or number


class _Context:
    """What a document tells about whose instruments it cites."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.by_start = {p.start: p for p in reading.places}
        self._by_scope: dict[tuple[str, tuple[str, ...]], _Areas] = {}
        self.years: dict[tuple[str, str | None], int] = {}
        self.owners: dict[tuple[str, str, int | None], set[str]] = {}

    def learn(self, cited: Iterable[Citation]) -> None:
        """Years and areas of numbers, for citations of the same number that leave them out."""
        for c in cited:
            if c.number and (year := c.year or self.year(c)):
                self.years.setdefault((c.instrument.name, _plain(c.number)), year)
                if c.area is not None and (stated := self._code(c.area, c.instrument.scope)):
                    self.owners.setdefault((c.instrument.name, _plain(c.number), year), set()).add(stated)

    def teaser(self, offset: int) -> bool:
        """The line, or the one under a bare "Baca juga:", points to another story."""
        i = bisect.bisect_right(self._teasers, offset, key=lambda line: line.start) - 1
        return i >= 0 and offset < self._teasers[i].end

    @functools.cached_property
    def _teasers(self) -> list[Span]:
        found, under = [], False
        for line in self.reading.paragraphs:
            cue = related_cue().match(self.reading.text, line.start, line.end)
            title = line.end - line.start <= _TEASER_CHARS and self.reading.text[line.end - 1] not in '.”"'
            if cue or (under and title):
                found.append(line)
            under = cue is not None and not self.reading.text[cue.end() : line.end].strip(" :\u00a0")
        return found

    def area(self, c: Citation) -> tuple[str | None, tuple[str, ...]]:
        """The code of a citation's area, and ("jurisdiction",) where the context and not the citation tells it."""
        scope = c.instrument.scope
        if scope == "negara" and c.area is None:
            return COUNTRY, ()
        if c.area is not None and (stated := self._code(c.area, scope)):
            return stated, ()
        if scope == "penerbit":
            ministers = c.instrument.slug == "skb" and "menteri" in self.reading.text[c.start : c.end].casefold()
            if ministers or self._national(c.start, c.end):
                return COUNTRY, ()
            if c.number and not vocabulary().words["national_codes"].isdisjoint(_CODE_PART.findall(c.number.casefold())):
                return COUNTRY, ("jurisdiction",)
        owners = self.owners.get((c.instrument.name, _plain(c.number), c.year), ()) if c.number else ()
        if len(owners) == 1:
            return next(iter(owners)), ("jurisdiction",)
        within = c.instrument.within
        inferred = self._infer(scope, within, c.start) or (within[0] if len(within) == 1 else None)
        return inferred, ("jurisdiction",) if inferred else ()

    def year(self, c: Citation) -> int | None:
        """The year of a number without one: of the date it was made on, in the same sentence, or of the same number elsewhere."""
        signed = None
        if _ANY_YEAR.search(self.reading.text, c.end, c.end + _SIGNED_CHARS):
            sentence = self.reading.sentence_index(c.start)
            follows = self.reading.sentences[sentence + 1 : sentence + 2]
            last = follows[0] if follows and _ABOUT_IT.match(self.reading.text, follows[0].start) else self.reading.sentences[sentence]
            end = min(last.end, c.end + _SIGNED_CHARS)
            signed = _SIGNED.search(self.reading.text, c.end, end)
        return int(signed[1]) if signed else self.years.get((c.instrument.name, _plain(c.number or "")))

    def _code(self, place: PlaceMention, scope: str) -> str | None:
        level = scope if scope in LEVELS else None
        code = place.code or pick(place.candidates, level, self.reading.document.jurisdiction)
        if code and level is None and "Administrasi" in regions()[code].name:
            return regions()[code].province  # the administrative cities of Jakarta have no council and no regulations of their own
        if code is None or level is None or level_of(code) == level:
            return code
        fit = tuple(c for c in place.candidates if level_of(c) == level)
        return fit[0] if len(fit) == 1 else None

    def _areas(self, scope: str, within: tuple[str, ...]) -> _Areas:
        """The areas that an instrument of this scope, of these provinces, may belong to, worked out once a document."""
        if (scope, within) not in self._by_scope:
            governing = vocabulary().words["governing"]
            found = []
            for p in self.reading.places:
                code = self._code(p, scope)
                if code is not None and (not within or code[:2] in within):
                    word = _WORD_BEFORE.search(self.reading.text[max(0, p.start - 24) : p.start])
                    found.append(_Area(p.start, code, p.level is not None or bool(word and word[1].casefold() in governing)))
            default = self._default(scope, found)
            self._by_scope[scope, within] = _Areas(found, default if default and (not within or default[:2] in within) else None)
        return self._by_scope[scope, within]

    def _infer(self, scope: str, within: tuple[str, ...], start: int) -> str | None:
        """The issuer named before it in the sentence; the only issuer of the sentence; the only fitting area of the sentence;
        the issuer named last before it; what the whole document is about."""
        text, sentence, areas = self.reading.text, self.reading.sentence_at(start), self._areas(scope, within)
        here = areas.between(max(sentence.start, start - _NEAR_CHARS), min(sentence.end, start + _NEAR_CHARS))
        issuers = [a for a in here if a.governing]
        before = [a for a in issuers if a.start < start]
        if scope == "penerbit":
            national = self._national(max(sentence.start, start - _NEAR_CHARS), start)
            if national and not (before and before[-1].start > national):
                return COUNTRY
        if before:
            equals = len(before) > 1 and _COORDINATED.search(text[before[-2].start : before[-1].start])
            return None if equals and before[-2].code != before[-1].code else before[-1].code
        near = [a for a in areas.between(start - _NEAR_CHARS, start) if a.governing]
        for step in (issuers, here if scope in LEVELS else [], near[-1:]):
            if len({a.code for a in step}) == 1:
                return step[0].code
        return areas.default

    def _national(self, start: int, end: int) -> int | None:
        """Where the last issuer of the whole country stands between two places."""
        text, issuers, last = self.reading.text, vocabulary().issuers, None
        for m in WORD.finditer(text, start, end):
            hit = issuers.at(text, m.start()) if m.group()[0].isupper() else None
            if (hit and hit[0].scope == "negara") or m.group().casefold() in vocabulary().words["national"]:
                last = m.start()
        return last

    def _default(self, scope: str, areas: list[_Area]) -> str | None:
        """For a document: the town of the dateline, the area governed most often, named most often, the area above them all, the source's."""
        if scope in LEVELS and (dateline := next((a for a in areas if self._in_dateline(a)), None)):
            return dateline.code
        return _most(a.code for a in areas if a.governing) or _most(a.code for a in areas) or self._above(scope)

    def _in_dateline(self, area: _Area) -> bool:
        lines = self.reading.paragraphs[:3]
        return any(line.start <= area.start < line.start + 60 and _DATELINE.match(self.reading.text, area.start) for line in lines)

    def _above(self, scope: str) -> str | None:
        """The province of the areas that the text names, or the area that the source serves."""
        own = self.reading.document.jurisdiction
        own = None if own == COUNTRY else own
        if scope == "provinsi":
            provinces = [{c[:2] for c in p.candidates} for p in self.reading.places]
            return _most(next(iter(p)) for p in provinces if len(p) == 1) or (own[:2] if own else None)
        return own if own and (scope not in LEVELS or level_of(own) == scope) else None


def _most(codes: Iterable[str]) -> str | None:
    """The one named most often; None where two are equal."""
    counts = Counter(codes).most_common(2)
    if not counts or (len(counts) == 2 and counts[0][1] == counts[1][1]):
        return None
    return counts[0][0]
