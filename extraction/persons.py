"""Persons of one text: mentions of a name joined, short forms and variants with the full one."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field

from extraction.namebook import Mention
from extraction.names import person_key
from extraction.posts import Post
from tagih.vocabulary.names import names
from tagih.vocabulary.offices import offices

TWO_WORDS = ("wakil", "ketua", "sekretaris", "anggota", "direktur", "staf", "kepala")
NAMESAKES = 20  # persons of one first name whose spelling is compared
ALIKE = 0.9  # share of letters in common, as difflib counts them: one letter of ten may be another
EXECUTIVE = frozenset({"provinsi", "kabupaten", "kota"})  # levels of the posts that one person holds per area


@dataclass(slots=True)
class Person:
    """One person of the text: the words of all variants of the name, and the posts held, each told once."""

    name: str
    start: int
    end: int
    keys: list[tuple[str, ...]]
    posts: list[Post] = field(default_factory=list)
    told: set[tuple[str, tuple[str, ...], str | None]] = field(default_factory=set)


def within(short: tuple[str, ...], whole: tuple[str, ...]) -> bool:
    """Whether the words of one name stand in the other in order; "M" and "Moh" stand for "Muhammad"."""
    spelled = names().variants
    rest = iter(whole)
    return all(any(w == x or (w in spelled and spelled[w] == spelled.get(x, x)) for x in rest) for w in short)


def compatible(a: Post, b: Post) -> bool:
    return not a.candidates or not b.candidates or bool(set(a.candidates) & set(b.candidates))


def head_of(post: Post) -> tuple[str, ...]:
    first, _, rest = post.office.casefold().partition(" ")
    short = offices().short
    whole = next((short[s] for s in (first, first[:5], first[:4]) if s in short), first)  # "kadishub" begins with "kadis"
    words = tuple(w for w in f"{whole} {rest}".split() if w.isalnum())
    return words[:2] if words[:1] and words[0] in TWO_WORDS else words[:1]


def same_office(a: Post, b: Post) -> bool:
    """Whether two phrases name one post of one person: the same head, or one the shorter form of the other."""
    if head_of(a) == head_of(b) or head_of(a)[:1] == head_of(b)[:1] == ("anggota",):
        return True
    one, two = sorted((a.office.casefold().split(), b.office.casefold().split()), key=len)
    return two[: len(one)] == one


class Roll:
    """Persons found by the words of their names and by their posts."""

    def __init__(self) -> None:
        self.persons: list[Person] = []
        self._by_word: dict[str, list[Person]] = {}
        self._by_office: dict[str, list[Person]] = {}

    def named(self, key: tuple[str, ...]) -> list[Person]:
        """Persons whose name holds these words in order, or is held by them."""
        near = {id(p): p for word in key for p in self._by_word.get(word, ())}
        return [p for p in near.values() if any(within(key, k) or within(k, key) for k in p.keys)]

    def holding(self, office: str) -> list[Person]:
        """Persons with a post of this name."""
        return self._by_office.get(office, [])

    def add(self, name: str, mention: Mention) -> None:
        """Give a post to the person whom a name means, a new one where it means none yet."""
        post = mention.post
        assert post is not None
        key = person_key(name)
        person = self._find(key, post)
        if person is None:
            person = Person(name, mention.start, mention.end, [])
            self.persons.append(person)
        if key not in person.keys:
            person.keys.append(key)
            for word in key:
                self._by_word.setdefault(word, []).append(person)
        self.give(person, post)

    def give(self, person: Person, post: Post) -> None:
        """A person holds a post."""
        told = (post.office, post.candidates, post.acting)
        if told in person.told:
            return
        if all(post.office != office for office, _, _ in person.told):
            self._by_office.setdefault(post.office, []).append(person)
        person.told.add(told)
        person.posts.append(post)

    def _find(self, key: tuple[str, ...], post: Post) -> Person | None:
        fits = self.named(key)
        holders = [p for p in self.holding(post.office) if any(q.office == post.office and compatible(q, post) for q in p.posts)]
        if len(key) == 1:
            same = next((p for p in fits if any(same_office(q, post) for q in p.posts)), fits[0] if len(fits) == 1 else None)
            if same is None and post.entry.level in EXECUTIVE and not post.entry.generic:
                # one area has one head: "Gubernur Toro" after "Gubernur X, Darto Wibawa" is no second person
                same = next((p for p in holders if len(p.keys[0]) > 1), None)
            return same
        first = _first(key)
        if fits:
            return fits[0]
        near = [p for p in self._by_word.get(first, ())[:NAMESAKES] if any(same_office(q, post) and compatible(q, post) for q in p.posts)]
        spelled = next((p for p in near if any(_first(k) == first and _alike(k, key) for k in p.keys)), None)  # "Masbudi" for "Masbudhi"
        return spelled or next((p for p in holders if any(_first(k) == first for k in p.keys)), None)


def _alike(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether two names are spelled almost alike."""
    return difflib.SequenceMatcher(None, " ".join(a), " ".join(b)).ratio() >= ALIKE


def _first(key: tuple[str, ...]) -> str:
    """The first word of a name that is no initial."""
    return next((w for w in key if len(w) > 1), key[0])
