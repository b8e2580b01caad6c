"""Named holders of public posts.

Reads: "Wakil Gubernur Kalimantan Timur, Seno Wibawa, menyambut ..."; "Plt. Kepala Disnaker Samarinda Eko S"; "Rini Astari,
Kepala Dinas Sosial Kota Batu, mengatakan ...". Refuses: "mantan Bupati Kendal Budi Raharja", "Ketua PHRI Bali, Made Rai".
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from extraction.areas import Areas, areas
from extraction.namebook import Mention
from extraction.names import person_key
from extraction.people import People, people
from extraction.posts import Post
from extraction.reading import Reading
from extraction.tokens import tokens
from tagih.records import Official, Unresolved
from tagih.records.ids import record_id
from tagih.vocabulary.offices import offices
from tagih.vocabulary.places import regions
from tagih.vocabulary.speech import speech

RULE = "officials"
VERSION = "2"
POINTING_REACH = 500  # code points between a name and the post that points back to it
PLURAL = frozenset(
    [
        "para",
        "dua",
        "tiga",
        "empat",
        "lima",
        "enam",
        "tujuh",
        "delapan",
        "sembilan",
        "sepuluh",
        "beberapa",
        "sejumlah",
        "seluruh",
        "semua",
        "kedua",
        "ketiga",
        "kelima",
    ]
)
EXECUTIVE = frozenset({"provinsi", "kabupaten", "kota"})
TWO_WORDS = ("wakil", "ketua", "sekretaris", "anggota", "direktur", "staf", "kepala")


@dataclass(slots=True)
class Person:
    """One person of the text: the words of all variants of the name, and the posts held."""

    name: str
    start: int
    end: int
    keys: list[tuple[str, ...]]
    posts: list[Post] = field(default_factory=list)


def extract(reading: Reading) -> list[Official | Unresolved]:
    """All officials of a document, in order."""
    found = people(reading)
    where = areas(reading)
    taken: set[str] = set()
    records: list[Official | Unresolved] = []
    persons = _persons(reading, found)
    held = {(post.office, where.resolve(post.candidates, post.level)) for person in persons for post in person.posts if post.candidates}
    for person in persons:
        for post in _offices(person.posts):
            area = jurisdiction(post, where, reading, frozenset(a for office, a in held if office == post.office and a))
            records.append(
                Official(
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
            )
    return sorted(records, key=lambda r: r.start)


def _persons(reading: Reading, found: People) -> list[Person]:
    """Mentions with posts joined into persons; full names first, so that a short one finds the person it means."""
    body = [person_key(m.name) for m in found.names if not m.headline]
    persons: list[Person] = []
    mentions = [t for m in found.posted if (t := _trimmed(reading.text, m, body)) is not None]
    for m in sorted(mentions, key=lambda m: (m.headline, -len(person_key(m.name)), m.start)):
        post = m.post
        if post is None or not post.public or post.holding != "holds":
            continue
        key = person_key(found.aliases.get(m.name.casefold(), m.name))
        person = _same(persons, key, post)
        if person is None:
            person = Person(found.aliases.get(m.name.casefold(), m.name), m.start, m.end, [key])
            persons.append(person)
        elif key not in person.keys:
            person.keys.append(key)
        person.posts.append(post)
    _pointed(reading, found, persons)
    left = _left(found)
    for person in persons:
        person.posts = [
            p for p in person.posts if not any(_same_office(p, q) and any(_within(key, k) for k in person.keys) for key, q in left)
        ]
    persons = [p for p in persons if p.posts]
    for person in persons:
        _complete(person, found.names)
    return sorted(persons, key=lambda p: p.start)


def _left(found: People) -> list[tuple[tuple[str, ...], Post]]:
    """Names with posts that the text says they have left: the same post told without "mantan" elsewhere is past too."""
    return [(person_key(m.name), m.post) for m in found.posted if m.post is not None and m.post.holding == "former"]


def _pointed(reading: Reading, found: People, persons: list[Person]) -> None:
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
            or before in PLURAL
            or not post.public
            or post.holding != "holds"
            or any(_same_office(q, post) and _compatible(q, post) for p in persons for q in p.posts)
        ):
            continue
        k = bisect.bisect_left(starts, ts[post.first].start) - 1
        if k < 0 or ts[post.first].start - named[k].end > POINTING_REACH:
            continue
        m = named[k]
        key = person_key(m.name)
        person = next((p for p in persons if any(_within(key, x) for x in p.keys)), None)
        if person is None:
            if len(key) < 2 and not any(_within(key, person_key(o.name)) and len(person_key(o.name)) > 1 for o in named):
                continue
            persons.append(Person(m.name, m.start, m.end, [key], [post]))
        elif post.entry.level not in EXECUTIVE and not any(q.entry.level in EXECUTIVE or _head(q)[:1] == ("kepala",) for q in person.posts):
            person.posts.append(post)


def _trimmed(text: str, m: Mention, body: list[tuple[str, ...]]) -> Mention | None:
    """A headline's name cut to the words that the body knows as one; in title case the verb behind looks like a name."""
    if not m.headline:
        return m
    words = m.name.split()
    for n in range(len(words), 0, -1):
        key = person_key(" ".join(words[:n]))
        if key and any(_within(key, other) for other in body):
            end = m.start
            for w in words[:n]:
                end = text.find(w, end) + len(w)
            return Mention(" ".join(words[:n]), m.start, end, m.post, True)
    return None


def _within(short: tuple[str, ...], whole: tuple[str, ...]) -> bool:
    """Whether the words of one name stand in the other in order."""
    rest = iter(whole)
    return all(any(w == x for x in rest) for w in short)


def _same(persons: Iterable[Person], key: tuple[str, ...], post: Post) -> Person | None:
    fits = [p for p in persons if any(_within(key, k) or _within(k, key) for k in p.keys)]
    if len(key) == 1:
        same = next((p for p in fits if any(_same_office(q, post) for q in p.posts)), fits[0] if len(fits) == 1 else None)
        if same is None and post.entry.level in ("provinsi", "kabupaten", "kota") and not post.entry.generic:
            # one area has one head: "Gubernur Mirza" after "Gubernur X, Rahmat Mirzani Djausal" is no second person
            same = next(
                (
                    p
                    for p in persons
                    if any(q.entry is post.entry and q.office == post.office and _compatible(q, post) for q in p.posts)
                    and len(p.keys[0]) > 1
                ),
                None,
            )
        return same
    if fits:
        return fits[0]
    return next(
        (
            p
            for p in persons
            if any(k[0] == key[0] for k in p.keys) and any(q.office == post.office and _compatible(q, post) for q in p.posts)
        ),
        None,
    )


def _compatible(a: Post, b: Post) -> bool:
    return not a.candidates or not b.candidates or bool(set(a.candidates) & set(b.candidates))


def _complete(person: Person, named: Iterable[Mention]) -> None:
    """The longest form of the name that the text gives, at its first place."""
    longest = person_key(person.name)
    for m in named:
        key = person_key(m.name)
        if m.headline or len(key) <= len(longest) or len(key) > 6:
            continue
        if _within(longest, key) and key[0] == longest[0]:
            person.name, longest = m.name, key
            person.start, person.end = m.start, m.end
    for m in named:
        if person_key(m.name) == longest and m.start < person.start:
            person.start, person.end = m.start, m.end


def _head(post: Post) -> tuple[str, ...]:
    first, _, rest = post.office.casefold().partition(" ")
    short = offices().short
    whole = next((short[s] for s in (first, first[:5], first[:4]) if s in short), first)  # "kadishub" begins with "kadis"
    words = tuple(w for w in f"{whole} {rest}".split() if w.isalnum())
    return words[:2] if words[:1] and words[0] in TWO_WORDS else words[:1]


def _same_office(a: Post, b: Post) -> bool:
    """Whether two phrases name one post of one person: the same head, or one the shorter form of the other."""
    if _head(a) == _head(b):
        return True
    one, two = sorted((a.office.casefold().split(), b.office.casefold().split()), key=len)
    return two[: len(one)] == one


def _offices(posts: list[Post]) -> list[Post]:
    """One post per office: the fullest phrase wins, and an acting prefix told once holds."""
    kept: list[Post] = []
    for post in posts:
        at = next((n for n, k in enumerate(kept) if _same_office(k, post)), None)
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
    return where.best(post.level, held if post.entry.level in EXECUTIVE else frozenset())


def _organisation(post: Post, area: str | None) -> str | None:
    """The body: as the text names it, else made from the post and its area."""
    region = regions().get(area) if area else None
    if post.body and not (post.entry.organisation or "").startswith("Pemerintah"):
        return post.body
    template = post.entry.organisation
    if template is None:
        return post.body
    if "{area}" not in template:
        return f"{template} {post.area_words}" if post.area_words and not post.candidates else template
    if region is None:
        return None
    name = f"Provinsi {region.name}" if region.level == "provinsi" and not region.name.startswith("Daerah") else region.name
    return template.format(area=name)
