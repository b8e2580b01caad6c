"""Public bodies where a text names them, written out, with the area that they serve."""

from __future__ import annotations

import bisect
import functools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from extraction.reading import Reading
from tagih.records import Official
from tagih.vocabulary.places import PlaceMention, level_of, regions
from tagih.vocabulary.undertakings import vocabulary

Scope = Literal["government", "national", "regional", "other"]
# The name of a body goes on over capitalised words, "dan" between two, and a short form in brackets.
TAIL = re.compile(r"(?:[ \u00a0](?:(?:dan|&|untuk)[ \u00a0])?(?:\([A-Z][\w. -]{1,30}\)|[A-Z][\w-]*\w)){1,9}")
LEVEL = r"(?:Provinsi|Kabupaten|Kab\.?|Kota(?: Administrasi)?|Prov\.?|Daerah|DI|D\.I\.)"
# Fields that one agency has together, before its short form or its area: "Dinas Perhubungan, Kominfo, dan Statistik (Dishubkominfo)".
FIELD = r"[A-Z][a-z]\w+(?:[ \u00a0][A-Z][a-z]\w+){0,3}"
FIELDS = re.compile(rf"[ \u00a0]{FIELD}(?:,[ \u00a0]{FIELD}){{1,3}},?[ \u00a0](?:dan|serta|&)[ \u00a0]{FIELD}(?=[ \u00a0](?:\(|{LEVEL}\b))")
FIELDED = frozenset({"badan", "dinas", "kementerian", "sudin", "suku dinas"})
BETWEEN = re.compile(rf"[ \u00a0]*(?:\([\w .-]{{2,24}}\)[ \u00a0]*)?(?:{LEVEL}[ \u00a0]+)?")
# A street, or the code in a document's number: "Jalan Kejaksaan", "58/PK.03/Disdik".
NAMED_AFTER = re.compile(r"(?:\b(?:Jalan|Jln?\.?|Gang|Simpang|Lapangan)[ \u00a0]|\d[\w.]{0,8}/)\Z")
ACRONYM = re.compile(r"\(([\w-]+)\)")
LEVEL_OF = {"Pemerintah Kota": "kota", "Pemerintah Kabupaten": "kabupaten", "Pemerintah Provinsi": "provinsi"}
BARE = frozenset({"Pemerintah", "Pemerintah Pusat"})
# An area may follow a government's name after its short form and level ("Pemerintah Kabupaten (Pemkab) Bogor"): code points.
GAP = 34


@dataclass(frozen=True, slots=True)
class Body:
    """A public body at `[start, end)`. `code` is the area named with it, None where none is; `scope` says what to take then.

    `name` of a government without an area is its head alone ("Pemerintah Kota"): `written_out` completes it.
    """

    start: int
    end: int
    name: str
    code: str | None
    scope: Scope


@functools.cache
def _pattern() -> re.Pattern[str]:
    v = vocabulary()
    words = sorted({*v.governments, *v.ministries, *v.heads}, key=len, reverse=True)
    return re.compile(r"(?<!\w)(?<!\w-)(?:" + "|".join(re.escape(w).replace(r"\ ", r"[ \u00a0]+") for w in words) + r")(?![\w-])", re.I)


def government(head: str, code: str) -> str:
    """The government of an area written out: ("Pemerintah Kota", "32.71") is "Pemerintah Kota Bogor"."""
    region = regions()[code]
    name = vocabulary().areas.get(code, region.name)
    if region.level == "provinsi":
        return f"{head if head == 'Pemerintah Daerah' else 'Pemerintah Provinsi'} {name}"
    return f"Pemerintah {name}"


def written_out(body: Body, area: str | None) -> str:
    """The name of a body, with the area of the story where a government is named without its own."""
    if body.scope != "government" or body.code or body.name in ("Pemerintah Pusat", "Pemerintah Desa") or not area or area == "00":
        return body.name
    region = regions()[area]
    if body.name == "Pemerintah Provinsi":
        return government(body.name, area[:2])
    level = LEVEL_OF.get(body.name)
    if level is None or region.level == level:
        return government("", area)
    namesake = next((r.code for r in regions().values() if r.level == level and r.short == region.short), None)
    return government("", namesake) if namesake else body.name


def jurisdiction(body: Body, area: str | None) -> str | None:
    """The area a body serves: the one named with it, the whole country, or the area of the story."""
    if body.code:
        return body.code
    if body.scope == "national" or body.name == "Pemerintah Pusat":
        return "00"
    if body.name == "Pemerintah Provinsi" and area and area != "00":
        return area[:2]
    return area


def find_bodies(reading: Reading, officials: Sequence[Official]) -> list[Body]:
    """Every public body that the text names, in order; a name never runs into an official's."""
    text = reading.text
    stops = sorted(o.start for o in officials)
    places = {p.start: p for p in reading.places}
    starts = sorted(places)
    found: list[Body] = []
    last = 0
    for m in _pattern().finditer(text):
        if m.start() < last or not text[m.start()].isupper() or NAMED_AFTER.search(text, max(0, m.start() - 12), m.start()):
            continue
        key = " ".join(m.group().casefold().split())
        if key in vocabulary().governments:
            body = _government(text, m, vocabulary().governments[key], places, starts)
        else:
            body = _agency(text, m, key, places, starts, stops)
        found.append(body)
        last = body.end
    return _completed(found)


def _completed(bodies: Sequence[Body]) -> list[Body]:
    """An agency named in short takes its area from a longer mention ("Dinas PUPR" beside "Dinas Pekerjaan Umum (PUPR) Provinsi X")."""
    longer: dict[str, str] = {}
    for body in bodies:
        if body.code and body.scope in ("regional", "other"):
            words = body.name.split()
            for name in (*(" ".join(words[:n]) for n in range(2, len(words))), *ACRONYM.findall(body.name)):
                longer.setdefault(name, body.code)
    done = []
    for body in bodies:
        code = longer.get(body.name) or longer.get(body.name.split()[-1])
        if body.code is None and body.scope in ("regional", "other") and code:
            region = regions()[code]
            name = vocabulary().areas.get(code, region.name)
            body = replace(body, name=f"{body.name} {'Provinsi ' if region.level == 'provinsi' else ''}{name}", code=code)
        done.append(body)
    return done


def _place_after(text: str, end: int, places: dict[int, PlaceMention], starts: list[int]) -> PlaceMention | None:
    i = bisect.bisect_left(starts, end)
    if i == len(starts) or starts[i] - end > GAP or not BETWEEN.fullmatch(text, end, starts[i]):
        return None
    return places[starts[i]]


def _government(text: str, m: re.Match[str], head: str, places: dict[int, PlaceMention], starts: list[int]) -> Body:
    place = _place_after(text, m.end(), places, starts)
    if place is None or head in ("Pemerintah Pusat", "Pemerintah Desa"):
        return Body(m.start(), m.end(), head, None, "government")
    code = place.code or _of_level(place.candidates, head)
    if code is None:
        return Body(m.start(), place.end, f"{head} {place.text}", None, "other")
    return Body(m.start(), place.end, government(head, code), code, "government")


def _of_level(candidates: Sequence[str], head: str) -> str | None:
    level = LEVEL_OF.get(head)
    left = [c for c in candidates if level is None or level_of(c) == level]
    return left[0] if len(left) == 1 else None


def _agency(text: str, m: re.Match[str], key: str, places: dict[int, PlaceMention], starts: list[int], stops: list[int]) -> Body:
    v = vocabulary()
    fields = FIELDS.match(text, m.end()) if key in FIELDED else None
    if fields and _pattern().search(text, m.end(), fields.end()):
        fields = None  # "Dinas Sosial, Dinas Kesehatan, dan Badan Amil": several agencies
    begin = fields.end() if fields else m.end()
    tail = TAIL.match(text, begin)
    end = tail.end() if tail else begin
    i = bisect.bisect_left(stops, m.end())
    if i < len(stops) and stops[i] < end:
        end = max(m.end(), len(text[: stops[i]].rstrip(" \u00a0,(")))
    i = bisect.bisect_left(starts, m.end())
    place = places[starts[i]] if i < len(starts) and starts[i] < end else _place_after(text, end, places, starts)
    if place is not None:
        end = place.end
    name = " ".join(text[m.start() : end].split())
    if key in v.ministries:
        name = v.ministries[key]
    national = key in v.national or key.startswith("kementerian") or key in v.ministries
    scope: Scope = "regional" if key in v.regional else "national" if national else "other"
    return Body(m.start(), end, name, place.code if place else None, scope)


def area_of_story(reading: Reading, bodies: Sequence[Body], officials: Sequence[Official]) -> str | None:
    """The area that most of the story is about: by the areas of its officials, of the bodies it names, and of its places.

    Officials and bodies count three times a place (a story names the places around it, and its government most of all);
    the source's own area breaks a tie. "00" wins only where nothing regional is named.
    """
    votes: Counter[str] = Counter()
    for code, weight in [*((o.jurisdiction, 3) for o in officials), *((b.code, 3) for b in bodies), *((p.code, 1) for p in reading.places)]:
        if code and code != "00":
            votes[code] += weight
    head = reading.text.find("\n")
    for p in reading.places:
        if p.code and p.start < head:
            votes[p.code] += 2
    if reading.document.jurisdiction in votes:
        votes[reading.document.jurisdiction] += 1  # type: ignore[index]
    if votes:
        return max(votes, key=lambda c: (votes[c], len(c)))
    national = any(o.jurisdiction == "00" for o in officials) or any(b.scope == "national" for b in bodies)
    return reading.document.jurisdiction or ("00" if national else None)


def is_national(bodies: Sequence[Body], officials: Sequence[Official]) -> bool:
    """Whether a story tells more of the country's bodies and officials than of regional ones: its "Pemerintah" is the country's."""
    national = sum(o.jurisdiction == "00" for o in officials) + sum(b.scope == "national" or b.name == "Pemerintah Pusat" for b in bodies)
    regional = sum(o.jurisdiction not in (None, "00") for o in officials)
    regional += sum(b.scope == "regional" or (b.scope == "government" and b.name not in BARE) for b in bodies)
    return national > regional
