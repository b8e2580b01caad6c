"""Named holders of public posts.

Reads: "Wakil Gubernur Kalimantan Timur, Seno Wibawa, menyambut ..."; "Plt. Kepala Disnaker Samarinda Eko S"; "Rini Astari,
Kepala Dinas Sosial Kota Batu, mengatakan ...". Refuses: "mantan Bupati Kendal Budi Raharja", "Ketua PHRI Bali, Made Rai".
"""

from __future__ import annotations

import bisect
from collections.abc import Mapping, Sequence
from dataclasses import replace

from extraction.areas import Areas, areas
from extraction.namebook import Mention
from extraction.names import LONGEST, person_key
from extraction.people import People, people
from extraction.persons import EXECUTIVE, Person, Roll, compatible, head_of, same_office, within
from extraction.posts import Post
from extraction.reading import Reading
from extraction.terms import is_over, year_of
from extraction.tokens import tokens
from tagih.records import Official, Unresolved
from tagih.records.ids import record_id
from tagih.vocabulary.names import names
from tagih.vocabulary.offices import offices
from tagih.vocabulary.places import regions
from tagih.vocabulary.private import private
from tagih.vocabulary.speech import speech

RULE = "officials"
VERSION = "6"
NO_BODY = frozenset({"Kementerian", "Kementerian Koordinator", "Kecamatan", "Kelurahan"})  # a kind of body, and none by name
POINTING_REACH = 500  # code points between a name and the post that points back to it


def extract(reading: Reading) -> list[Official | Unresolved]:
    """All officials of a document, in order."""
    found = people(reading)
    where = areas(reading)
    taken: set[str] = set()
    records: list[Official | Unresolved] = []
    persons = _persons(reading, found)
    held: dict[str, set[str | None]] = {}
    foreign = any(p.foreign for p in (*(m.post for m in found.posted), *found.alone) if p is not None)
    for person in persons:
        for post in person.posts:
            if post.candidates:
                held.setdefault(post.office, set()).add(where.resolve(post.candidates, post.level))
    for person in persons:
        for post in _offices(person.posts):
            area = jurisdiction(post, where, reading, frozenset(a for a in held.get(post.office, ()) if a))
            if area is None and post.entry.level in EXECUTIVE and not post.candidates and not post.entry.generic and foreign:
                continue  # a governor of no area of ours, in a story from abroad
            records.append(_record(reading, person, post, area, taken))
            if area is None and len(post.candidates) > 1:
                records.append(_unresolved(reading, person, post, taken))
    return sorted(records, key=lambda r: r.start)


def _record(reading: Reading, person: Person, post: Post, area: str | None, taken: set[str]) -> Official:
    return Official(
        id=record_id("official", person.start, taken),
        text=reading.text[person.start : person.end],
        start=person.start,
        end=person.end,
        rule=RULE,
        rule_version=VERSION,
        name=person.name,
        office=post.office,
        organisation=_organisation(post, area),
        jurisdiction=area,
        acting=post.acting,
    )


def _unresolved(reading: Reading, person: Person, post: Post, taken: set[str]) -> Unresolved:
    return Unresolved(
        id=record_id("unresolved-official", person.start, taken),
        text=reading.text[person.start : person.end],
        start=person.start,
        end=person.end,
        rule=RULE,
        rule_version=VERSION,
        kind="officials",
        field="jurisdiction",
        reason=f"{post.area_words} is the name of several areas, and nothing tells which: {', '.join(post.candidates)}",
    )


def _persons(reading: Reading, found: People) -> list[Person]:
    """Mentions with posts joined into persons; full names first, so that a short one finds the person it means."""
    body: dict[str, list[tuple[str, ...]]] = {}
    first: dict[str, list[Mention]] = {}
    for m in found.names:
        key = person_key(m.name)
        first.setdefault(key[0], []).append(m)
        if not m.headline:
            for word in key:
                body.setdefault(word, []).append(key)
    roll = Roll()
    mentions = [t for m in found.posted if (t := _trimmed(reading.text, m, body)) is not None]
    abroad = _foreigners(found)
    ts = tokens(reading.text)
    year = year_of(reading)
    ours = any(t.text in ("Indonesia", "RI", "Jakarta", "Prabowo", "Jokowi") for t in ts) or bool(reading.places)
    foreign = any(t.shape in "CU" and (t.low in offices().bodies.foreign or t.text == "AS") for t in ts)
    for m in sorted(mentions, key=lambda m: (m.headline, -len(person_key(m.name)), m.start)):
        if m.post is None or not m.post.public or m.post.holding != "holds" or _abroad(m, abroad) or _other_republic(m, foreign, ours):
            continue
        if is_over(reading, ts, m.post, m.name, year):
            continue
        roll.add(found.aliases.get(m.name.casefold(), m.name), m)
    _pointed(reading, found, roll)
    left = _left(found, reading.text, body)
    persons = []
    for person in roll.persons:
        person.posts = [
            p for p in person.posts if not any(same_office(p, q) and any(within(key, k) for k in person.keys) for key, q in left)
        ]
        if person.posts:
            _complete(person, first)
            persons.append(person)
    return sorted(persons, key=lambda p: p.start)


def _foreigners(found: People) -> list[tuple[str, ...]]:
    """Names that the text gives a post of another country."""
    return [person_key(m.name) for m in found.posted if m.post is not None and m.post.foreign]


def _abroad(m: Mention, abroad: Sequence[tuple[str, ...]]) -> bool:
    """Whether a post that names no area is a foreigner's, told in full elsewhere: "Presiden Toro" beside "Presiden Peru Toro Wibawa"."""
    key = person_key(m.name)
    if m.post is None or m.post.candidates:
        return False
    return any(within(key, k) or within(k, key) for k in abroad)


def _other_republic(m: Mention, foreign: bool, ours: bool) -> bool:
    """A president whom the republic never had, in a text that names other countries; any national post where it never names `ours`."""
    if m.post is None or not foreign:
        return False
    if m.post.entry.level == "nasional" and not ours:
        return True
    if m.post.entry.office not in ("Presiden", "Wakil Presiden"):
        return False
    key = person_key(m.name)
    return not any(within(key, known) or within(known, key) for known in (person_key(p) for p in private().presidents))


def _left(found: People, text: str, body: Mapping[str, Sequence[tuple[str, ...]]]) -> list[tuple[tuple[str, ...], Post]]:
    """Names with posts that the text says they have left: the same post told without "mantan" elsewhere is past too."""
    told = ((t.name, m.post) for m in found.posted if m.post is not None and m.post.holding == "former" and (t := _trimmed(text, m, body)))
    return [(person_key(name), post) for name, post in told]


def _pointed(reading: Reading, found: People, roll: Roll) -> None:
    """Posts that point back ("Wakil Ketua Komisi D ini", "Gubernur X itu") given to the person named last, where nobody holds them."""
    ts = tokens(reading.text)
    named = [m for m in found.names if not m.headline]
    starts = [m.start for m in named]
    for post in found.alone:
        behind = [t.low for t in ts[post.last : post.last + 6]]
        before = ts[post.first - 1].low if post.first else ""
        aside = behind[: behind.index(",")] if "," in behind else behind
        points = (behind[:1] and behind[0] in speech().pointing) or (behind[:1] == ["yang"] and any(w in speech().pointing for w in aside))
        if (
            not points
            or "menjabat" in aside  # "Bupati yang menjabat saat itu": of another time
            or before in offices().cues.plural | names().honorifics
            or not post.public
            or post.holding != "holds"
            or (post.entry.open and any(q.office == post.office and q.first < post.first for q in found.alone))  # "Camat X ... camat itu"
            or any(same_office(q, post) and compatible(q, post) for p in roll.persons for q in p.posts)
        ):
            continue
        k = bisect.bisect_left(starts, ts[post.first].start) - 1
        if k < 0 or ts[post.first].start - named[k].end > POINTING_REACH:
            continue
        m = named[k]
        key = person_key(m.name)
        person = next((p for p in roll.named(key) if any(within(key, x) for x in p.keys)), None)
        if person is None:
            if len(key) < 2 and not any(within(key, person_key(o.name)) and len(person_key(o.name)) > 1 for o in named):
                continue
            roll.add(m.name, replace(m, post=post))
        elif post.entry.level not in EXECUTIVE and not any(
            q.entry.level in EXECUTIVE or head_of(q)[:1] == ("kepala",) or (q.entry.level == "nasional" and not q.entry.generic)
            for q in person.posts
        ):
            roll.give(person, post)


def _trimmed(text: str, m: Mention, body: Mapping[str, Sequence[tuple[str, ...]]]) -> Mention | None:
    """A headline's name cut to the words that the body knows as one; in title case the verb behind looks like a name."""
    if not m.headline:
        return m
    words = m.name.split()
    for n in range(len(words), 0, -1):
        key = person_key(" ".join(words[:n]))
        if key and any(within(key, other) for other in body.get(key[0], ())):
            end = m.start
            for w in words[:n]:
                end = text.find(w, end) + len(w)
            return Mention(" ".join(words[:n]), m.start, end, m.post, True)
    return None


def _complete(person: Person, first: Mapping[str, Sequence[Mention]]) -> None:
    """The longest form of the name that the text gives, at its first place. `first`: mentions by the first word of the name."""
    longest = person_key(person.name)
    spelled = names().variants
    mentions = sorted((m for w in {longest[0], spelled.get(longest[0], longest[0])} for m in first.get(w, ())), key=lambda m: m.start)
    for m in mentions:
        key = person_key(m.name)
        if not m.headline and len(longest) < len(key) <= LONGEST and within(longest, key):
            person.name, longest = m.name, key
            person.start, person.end = m.start, m.end
    for m in mentions:
        key = person_key(m.name)
        if not m.headline and len(key) == len(longest) and within(longest, key) and len(m.name) > len(person.name):
            person.name, person.start, person.end = m.name, m.start, m.end  # "Muhammad Yasin" tells more than "M Yasin"
    for m in mentions:
        if m.name.casefold() == person.name.casefold() and m.start < person.start:
            person.start, person.end = m.start, m.end


def _offices(posts: list[Post]) -> list[Post]:
    """One post per office: the fullest phrase wins, and an acting prefix told once holds."""
    kept: list[Post] = []
    telling = [p for p in posts if p.entry.office != "Koordinator"]
    for post in telling or posts:  # "pegawai BPK X/Pemeriksa Muda": the post that tells more
        at = next((n for n, k in enumerate(kept) if same_office(k, post)), None)
        if at is None:
            kept.append(post)
            continue
        old = kept[at]
        best = max(
            (old, post),
            key=lambda p: (bool(p.candidates), len(p.office) if p.office.casefold().startswith(old.office.casefold()[:4]) else 0),
        )
        if best.acting is None and (old.acting or post.acting):
            best = _with_acting(best, old.acting or post.acting)
        kept[at] = best
    return kept


def _with_acting(post: Post, acting: str | None) -> Post:
    return replace(post, acting=acting)


def jurisdiction(post: Post, where: Areas, reading: Reading, held: frozenset[str] = frozenset()) -> str | None:
    """The code of the area that a post serves: its own words, else what the text is about, else None.

    `held` are areas whose holder of this post the text names already: one area has one head.
    """
    words = (post.office + " " + (post.body or "")).casefold()
    for phrase, code in offices().bodies.known_areas.items():
        if phrase in words:
            return code
    if post.national:
        return "00"
    if post.candidates:
        return where.resolve(post.candidates, post.level)
    if post.supra:
        return None
    if post.entry.organisation in ("Kejaksaan", "Pengadilan"):
        return None
    if (
        not offices().bodies.parliament & set(words.split())
        and {"komisi", "fraksi", "baleg", "banggar", "legislasi"} & set(words.split())
        and "DPRD" not in reading.text
    ):
        return "00"
    best = where.best(post.level, held if post.entry.level in EXECUTIVE else frozenset())
    return "00" if best is not None and best[:2] == "31" and offices().bodies.both & set(words.split()) and not where.beyond("31") else best


def _headed(post: Post) -> str | None:
    """The body that an abbreviated post heads: "Kapolres Y" heads the "Polres Y"."""
    first, _, field = post.office.partition(" ")
    units = offices().abbreviations.units
    begun = next((u for u in sorted(units, key=len, reverse=True) if first.casefold().startswith(u)), None)
    if begun is None or post.entry.office:
        return None
    unit = units[begun] + first[len(begun) :].casefold()
    return " ".join(f"{unit} {field} {post.area_words or ''}".split())


def _organisation(post: Post, area: str | None) -> str | None:
    """The body: as the text names it, else made from the post and its area."""
    region = regions().get(area) if area else None
    named = (post.entry.organisation or "").partition(" ")[0]  # a ministry is named by its minister: "Menteri ESDM"
    if post.body and named != "Pemerintah" and (named != "Kementerian" or post.body.startswith("Kementerian")):
        return post.body
    template = post.entry.organisation
    field = post.office.removeprefix(post.entry.office).strip()
    if template is None:
        return post.body or _headed(post)
    if post.entry.level == "nasional" and field and "{area}" not in template:
        return f"{template} {field.partition(' (')[0].removesuffix(' RI')}"
    if "{area}" not in template:
        named_here = post.area_words and (post.entry.open or not post.candidates)
        whole = f"{template} {post.area_words}" if named_here else template
        return None if whole in NO_BODY else whole
    if region is None:
        return None
    name = f"Provinsi {region.name}" if region.level == "provinsi" and not region.name.startswith("Daerah") else region.name
    return template.format(area=name)
