"""Which citations of a text are mentions of their own: no second name in brackets, no talk of rules in general, no other country's law.

`citing` reads one citation at a time; here they are seen side by side, with the words around them.
"""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from extraction.citing import Citation
from extraction.titles import title_at
from tagih.vocabulary.places import PlaceMention
from tagih.vocabulary.regulations import SPACE as S
from tagih.vocabulary.regulations import vocabulary

_TITLE_CHARS = 260  # a title and the words around it
_POINTS = re.compile(rf"{S}{{1,2}}(?:ini|itu|tersebut)\b")
_BEFORE = re.compile(rf"(\w+){S}{{1,2}}$")
_LETTERS = re.compile(r"(?:KMA|KMK|PBI|PKPU|PMA|PMK|PP|SE|SKB)(?![A-Za-z])")
_OTHER_LETTERS = frozenset({"KMA", "KMK", "PBI", "PKPU", "PMA", "PMK"})  # that mean something else far more often than a rule
_CASE = re.compile(r"P(?:dt|id)\b", re.I)
_ON = re.compile(rf"{S}{{1,3}}(?:perihal|soal|terkait)\b")
_ARTICLE = re.compile(rf"(?:angka|ayat|bab|butir|huruf|pasal|poin){S}{{1,2}}\d{{1,3}}{S}{{1,2}}$", re.I)
_NUMERAL = re.compile(r"\d{1,3}|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh")
_CONSTITUTIONAL = re.compile(r"(?:ke)?putusan\s+(?:MK|mahkamah konstitusi)", re.I)
_DECISION = re.compile(r"keputusan|instruksi")
_LED_AREA = re.compile(rf"{S}{{1,2}}(?:(?:Provinsi|Prov\.?|Kabupaten|Kab\.?|Kota|Daerah Khusus|Daerah Istimewa){S}{{1,2}}){{0,3}}")
_AREA_ENDS = re.compile(
    rf"{S}?(?:[.,;:)”\"\n]|$|{S}(?P<about>(?:yang mengatur )?(?:tentang|mengenai|perihal)\b{S}{{0,3}}:?{S}{{0,3}}))", re.I
)
_COUNTRY_AFTER = re.compile(rf"{S}{{1,2}}(?:(?:ala|milik|versi){S})?([A-Z][A-Za-z]+)")
# A text is about other countries from so many mentions of them on, and where they are so many times as frequent as Indonesia and its areas
# (read over the 60 unnumbered laws of the load articles that name a country).
_COUNTRIES, _TIMES = 3, 2
_ACRONYM = 3  # letters: "AS", "UEA"
_RATIFYING = ("pengesahan", "ratifikasi")
# "Peraturan Pemerintah Nomor 17 Tahun 2025 (PP Tunas)", "Undang-Undang Pokok Agraria (UUPA)": the name by which the text goes on to call it
_NAMES = 20  # short names of one text, at most
_SHORT_NAME = re.compile(r"\((PP [A-Z][\w -]{1,40}|UU[A-Z]{2,6})\)")


def mentions(text: str, found: Iterable[Citation], places: Mapping[int, PlaceMention]) -> list[Citation]:
    """The mentions among the citations of a text, in order; `places` are its named areas by where they start."""
    kept: list[Citation] = []
    for c in found:
        if kept and _second_name(text, kept[-1], c):
            kept[-1] = replace(kept[-1], title=kept[-1].title or c.title)
        elif not (_something_else(text, c) or (_of_another_court(text, c) if c.number else _in_general(text, c) or _foreign(text, c))):
            kept.append(_with_area_behind(text, c, places))
    kept = _told_once(kept)
    if any(map(_unnumbered_law, kept)) and _abroad(text, len(places)):
        kept = [c for c in kept if not _unnumbered_law(c)]
    return sorted([*kept, *_short_names(text, kept)], key=lambda c: c.start)


def _told_once(found: Iterable[Citation]) -> list[Citation]:
    """Without the bare ones of a type that the text has numbered before: they are that instrument again."""
    known, kept = set(), []
    for c in found:
        if c.number:
            known.add(c.instrument.name)
        if c.instrument.name not in known or not _bare(c):
            kept.append(c)
    return kept


def _bare(c: Citation) -> bool:
    """Told by its issuer or area alone: "SE Gubernur X", "Pergub X"."""
    return c.number is None and c.title is None and c.year is None and c.instrument.code is None


def _second_name(text: str, one: Citation, other: Citation) -> bool:
    """The other stands in brackets behind the one, or behind its title: "UU Nomor 11 Tahun 2008 tentang ... (UU ITE)"."""
    gap = other.start - 1 - one.end
    if other.number or other.instrument.name != one.instrument.name or not 0 <= gap <= _TITLE_CHARS:
        return False
    if text[other.start - 1] != "(" or text[other.end : other.end + 1] != ")" or "\n" in text[one.end : other.start]:
        return False
    between = " ".join(text[one.end : other.start - 1].split())
    return not between or (
        one.title is not None and (between.endswith(one.title) or f"{between} ({text[other.start : other.end]})".endswith(one.title))
    )


def _something_else(text: str, c: Citation) -> bool:
    """What its letters mean elsewhere: the cattle's disease ("wabah PMK tahun 2022"), a test ("SKB tahun 2024"), poor patients ("PBI terkait")."""
    letters = _LETTERS.match(text, c.start)
    if letters is None:
        return False
    if c.number and _CASE.search(c.number):
        return True  # a court's case of suspended payment: "PKPU Nomor 5/Pdt.Sus-PKPU/2025"
    before = _BEFORE.search(text, max(0, c.start - 16), c.start)
    if letters[0] == "PMK" and before and before[1].casefold() in vocabulary().words["before_pmk"]:
        return True
    if c.number is None and c.title is None:
        return c.year is not None and letters[0] != "PKPU" and "enteri" not in text[c.start : c.end]
    return c.number is None and letters[0] in _OTHER_LETTERS and _ON.match(text, letters.end()) is not None


def _of_another_court(text: str, c: Citation) -> bool:
    """A judgment that names no court and whose number is not that of a review of laws ("62/PUU-XXII/2024")."""
    if c.instrument.slug != "putusan-mk" or not c.number or "PUU" in c.number.upper():
        return False
    return not _CONSTITUTIONAL.match(text, c.start)


def _in_general(text: str, c: Citation) -> bool:
    """No instrument of its own: "Perda Kota X itu", "dua Perda", "sejumlah UU", a decision that somebody took on something."""
    words = vocabulary().words
    if c.year is not None or c.instrument.code:
        return False
    before = _BEFORE.search(text, max(0, c.start - 16), c.start)
    word = before[1].casefold() if before else ""
    if _bare(c):
        counted = _NUMERAL.fullmatch(word) and not _ARTICLE.search(text, max(0, c.start - 24), c.start)
        told_of = bool(_POINTS.match(text, c.end)) or " dari " in text[c.start : c.end]
        return told_of or word in words["several"] or bool(counted)
    if text[c.start].islower() and word in words["several"]:
        return True
    # "keputusan Presiden soal harga" is what he decided; "instruksi Gubernur Lampung terkait harga singkong" names an instrument and its area.
    decision = _DECISION.match(text, c.start)
    return bool(decision and (decision[0] == "keputusan" or c.area is None)) and " tentang " not in text[c.start : c.end]


def _foreign(text: str, c: Citation) -> bool:
    """A law whose title ends in another country's name, or is followed by it."""
    if c.instrument.scope != "negara" or c.title is None:
        return False
    countries = vocabulary().words["foreign"]
    words = re.findall(r"\w+", c.title.casefold())
    if not words or words[0] in _RATIFYING or "indonesia" in words:
        return False
    after = _COUNTRY_AFTER.match(text, c.end)
    return words[-1] in countries or bool(after and after[1].casefold() in countries)


def _unnumbered_law(c: Citation) -> bool:
    return c.number is None and c.instrument.slug == "uu"


def _abroad(text: str, places: int) -> bool:
    """The text is about other countries: it names them far more often than Indonesia and its areas, of which it names `places`."""
    countries = sum(1 for _ in _countries().finditer(text))
    return countries >= _COUNTRIES and countries > _TIMES * (places + text.count("Indonesia"))


@functools.cache
def _countries() -> re.Pattern[str]:
    names = (w.upper() if len(w) <= _ACRONYM else w.capitalize() for w in vocabulary().words["foreign"])
    return re.compile(rf"(?<!\w)(?:{'|'.join(sorted(names))})(?!\w)")


def _with_area_behind(text: str, c: Citation, places: Mapping[int, PlaceMention]) -> Citation:
    """ "Perda Nomor 8 Tahun 2007 DKI Jakarta tentang ...": the area behind the number is the citation's own."""
    if c.number is None or c.year is None or c.area is not None or c.instrument.scope == "negara":
        return c
    lead = _LED_AREA.match(text, c.end)
    place = places.get(lead.end()) if lead else None
    ends = _AREA_ENDS.match(text, place.end) if place else None
    if place is None or ends is None:
        return c
    title = title_at(text, ends.end()) if ends["about"] else None
    return replace(c, end=place.end, area=place, title=c.title or (title[0] if title else None))


def _short_names(text: str, kept: Iterable[Citation]) -> Iterator[Citation]:
    """Further mentions by a name that stands in brackets behind a law or regulation, and that no list of heads can know."""
    told: list[tuple[int, int]] = []
    names: dict[str, Citation] = {}
    for c in kept:
        told.append((c.start, c.end))
        if c.instrument.slug in ("pp", "uu") and len(names) < _NAMES:
            line = text.find("\n", c.start, c.end + _TITLE_CHARS)
            m = _SHORT_NAME.search(text, c.start, line if line >= 0 else c.end + _TITLE_CHARS)
            between = " ".join(text[c.end : m.start()].split()) if m else ""
            if m and (not between or (c.title and f"{between} {m.group()}".endswith(c.title))):
                names.setdefault(m[1], c)
                told.append(m.span())
    if not names:
        return
    told.sort()
    for m in re.finditer(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})(?!\w)", text):
        i = bisect.bisect_right(told, m.start(), key=lambda span: span[0]) - 1
        if i < 0 or told[i][1] <= m.start():
            c = names[m.group()]
            yield Citation(m.start(), m.end(), c.instrument, None, None, c.title or m.group()[2:].strip(), None)
