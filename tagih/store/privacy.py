"""Keeping people without office nameless in what is published.

A statement's speaker who is no official of the document is a private person, unless the speaker is called by role
("warga") already. The name is covered by MASK signs, one for each code point, so that every other offset stays true.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tagih.records import Extraction, Official, Statement
from tagih.vocabulary.names import names
from tagih.vocabulary.offices import offices
from tagih.vocabulary.places import regions

MASK = "█"
NAMELESS = "narasumber"
WORD = re.compile(r"\w+")
SHORTEST_PART = 3  # code points: shorter parts of a name ("M", "Al") are too common to cover alone


LONGEST = 5  # words of a place's name


def words(name: str) -> tuple[str, ...]:
    """A name as its bare words: "Abd. Rahman" is ("abd", "rahman")."""
    return tuple(w.casefold() for w in WORD.findall(name))


def is_private(speaker: str, role: str | None, official: str | None) -> bool:
    """The speaker is a person by name, and holds no office in this document."""
    if official is not None or words(speaker) == words(role or ""):
        return False
    # A speaker never named goes by a role, a post or a body: "warga", "Kepala Dinas Sosial", "BPS".
    return any(w[0].isupper() for w in WORD.findall(speaker)) and not _is_post_or_body(speaker)


def _is_post_or_body(speaker: str) -> bool:
    first = next(iter(WORD.findall(speaker)), "").casefold()
    return len(first) > SHORTEST_PART and (first in names().never or first in offices().bodies.public)


def private_names(extraction: Extraction) -> set[tuple[str, ...]]:
    """Names of a document's speakers without office."""
    public = {words(o.name) for o in extraction.officials}
    speakers = {(s.speaker, s.role) for s in extraction.statements if is_private(s.speaker, s.role, s.official)}
    return names_of(extraction.document.text, speakers) - public


def names_of(text: str, speakers: Iterable[tuple[str, str | None]]) -> set[tuple[str, ...]]:
    """Of private speakers (name, role) those that the text does not use as something else.

    What follows "di" or "ke" is a place. Nothing known of a speaker but an area's name, a word that the text also
    writes small ("Perseroan", "perseroan"), or a word of a body's name is no person either; a role makes it one.
    """
    found = WORD.findall(text)
    folded = [w.casefold() for w in found]
    places = {tuple(folded[i + 1 : i + 1 + n]) for i, w in enumerate(folded) if w in ("di", "ke") for n in range(1, LONGEST + 1)}
    small = {w for w in found if w.islower()}
    bodies = offices().bodies.public | names().never
    kept = set()
    for speaker, role in speakers:
        name = words(speaker)
        unknown = role in (None, NAMELESS)
        common = name in _areas() or (len(name) == 1 and name[0] in small)
        if not (name in places or (unknown and (common or any(len(w) > SHORTEST_PART and w in bodies for w in name)))):
            kept.add(name)
    return kept


@functools.cache
def _areas() -> frozenset[tuple[str, ...]]:
    """Names of provinces, regencies and cities."""
    return frozenset(words(name) for r in regions().values() for name in (r.name, r.short, *r.aliases))


@functools.cache
def _area_words() -> frozenset[str]:
    return frozenset(w for name in _areas() for w in name)


def attribution(statement: Statement, officials: Mapping[str, Official]) -> tuple[str, str]:
    """Whom the public file names for a statement, and by what role: an official by name and office, anybody else by
    role alone, and by NAMELESS where the role is unknown or gives the name away."""
    if statement.official is not None:
        official = officials[statement.official]
        return f"{official.name}, {official.office}", official.office
    role = statement.role
    if is_private(statement.speaker, role, None) and set(words(role or "")) & set(_parts(words(statement.speaker))):
        role = None
    if role is None and not any(w[0].isupper() for w in WORD.findall(statement.speaker)):
        role = statement.speaker
    return (role or NAMELESS,) * 2


def _parts(name: tuple[str, ...]) -> list[str]:
    """The words of a name that stand for its bearer alone."""
    return [w for w in name if len(w) >= SHORTEST_PART]


Names = Mapping[str, tuple[tuple[str, ...], ...]]


@dataclass(frozen=True)
class Masker:
    """Covers private names. `everywhere` are whole names of two words or more, by their first word; `own` and `parts`
    are whole names and parts of names of one document, the parts only where they are written with a capital."""

    everywhere: Names = field(default_factory=dict)
    own: Names = field(default_factory=dict)
    parts: frozenset[str] = frozenset()

    @classmethod
    def of(cls, private: Iterable[tuple[str, ...]]) -> Masker:
        """For whole names in any document."""
        return cls(_by_first_word(private))

    def within(self, extraction: Extraction) -> Masker:
        """For one document: also parts of its own private names that are no part of its officials' names."""
        private = private_names(extraction)
        public = {w for o in extraction.officials for w in words(o.name)} | names().honorifics | names().degrees
        # A part that is also an area's name, or a common word of the text ("Indah", "indah"), stands alone for that.
        small = {w for w in WORD.findall(extraction.document.text) if w.islower()} | _area_words()
        parts = frozenset(w for name in private for w in _parts(name) if w not in public and (len(name) == 1 or w not in small))
        return Masker(self.everywhere, _by_first_word(private), parts)

    def mask(self, text: str | None) -> str | None:
        """The text with private names covered, as long as before."""
        if text is None or not (self.everywhere or self.own or self.parts):
            return text
        found = [(m.start(), m.end(), m.group().casefold(), m.group()[0].isupper()) for m in WORD.finditer(text)]
        covered: list[tuple[int, int]] = []
        i = 0
        while i < len(found):
            start, end, word, capital = found[i]
            known = (*self.everywhere.get(word, ()), *self.own.get(word, ()))
            length = max((len(name) for name in known if _stands_at(found, i, name)), default=0)
            if length:
                covered.append((start, found[i + length - 1][1]))
            elif capital and word in self.parts:
                covered.append((start, end))
            i += length or 1
        out, last = [], 0
        for start, end in covered:
            out += [text[last:start], MASK * (end - start)]
            last = end
        return "".join([*out, text[last:]])


def _by_first_word(private: Iterable[tuple[str, ...]]) -> Names:
    found: dict[str, list[tuple[str, ...]]] = {}
    for name in sorted(private):
        if len(name) > 1:
            found.setdefault(name[0], []).append(name)
    return {first: tuple(group) for first, group in found.items()}


def _stands_at(found: list[tuple[int, int, str, bool]], i: int, name: tuple[str, ...]) -> bool:
    return len(found) >= i + len(name) and all(found[i + k][2] == word for k, word in enumerate(name))
