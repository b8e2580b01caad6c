"""Keeping people without office nameless in what is published.

Who they are is told by extraction (`Document.private_people`). Their names are covered by MASK signs, one for each code
point, so that every other offset stays true: the whole name in every document, its parts and single names in its own.
"""

from __future__ import annotations

import functools
import json
import re
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tagih.records import Extraction, Official, Statement
from tagih.vocabulary.names import names
from tagih.vocabulary.offices import offices
from tagih.vocabulary.places import regions
from tagih.vocabulary.private import private

MASK = "█"
NAMELESS = "narasumber"
WORD = re.compile(r"\w+")
SHORTEST_PART = 3  # code points: shorter parts of a name ("M", "Al") are too common to cover alone
LONGEST_INITIALS = 4  # code points: "RK", "AMR"
OPENERS = '.!?:"“”\n'  # signs before a word that opens a sentence

Key = tuple[str, ...]


def words(name: str) -> Key:
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


def attribution(statement: Statement, officials: Mapping[str, Official]) -> tuple[str, str]:
    """Whom the public file names for a statement, and by what role: an official by name and office, anybody else by
    role alone, and by NAMELESS where the role is unknown or gives the name away."""
    if statement.official is not None:
        official = officials[statement.official]
        return f"{official.name}, {official.office}", official.office
    role = statement.role
    if is_private(statement.speaker, role, None) and set(words(role or "")) & set(_long(words(statement.speaker))):
        role = None
    if role is None and not any(w[0].isupper() for w in WORD.findall(statement.speaker)):
        role = statement.speaker
    return (role or NAMELESS,) * 2


def _is_site(found: list[re.Match[str]], low: list[str], i: int) -> bool:
    """Whether a name is a street's or building's: "Jalan Budi Santoso", "GOR H. Budi Santoso"."""
    k = i - 1
    while k > 0 and low[k] in names().honorifics:
        k -= 1
    return k >= 0 and low[k] in private().sites and found[k].group()[0].isupper()


def _long(name: Key) -> list[str]:
    """The words of a name that may stand for its bearer alone."""
    return [w for w in name if len(w) >= SHORTEST_PART]


@functools.cache
def _impersonal() -> frozenset[str]:
    """Words that stand for themselves, whoever bears them too: of posts, bodies, roles, areas, streets and the calendar."""
    phrases = [*offices().roles, *private().nouns, *(form for post in offices().posts for form in post.forms)]
    phrases += [name for r in regions().values() for name in (r.name, r.short, *r.aliases)]
    bodies, told = offices().bodies, names()
    single = bodies.public | bodies.private | bodies.words | private().sites | private().things | private().years
    single |= bodies.foreign | private().titles
    style = told.honorifics | told.degrees | told.particles | told.never | told.calendar
    return frozenset(w for phrase in phrases for w in words(phrase)) | single | style


@dataclass(frozen=True, slots=True)
class Names:
    """Whole names, found by their words."""

    names: frozenset[Key] = frozenset()
    longest: Mapping[str, int] = field(default_factory=dict)  # first word -> words of the longest name that it opens

    @classmethod
    def of(cls, whole: Iterable[Key]) -> Names:
        kept = frozenset(name for name in whole if name)
        longest: dict[str, int] = {}
        for name in kept:
            longest[name[0]] = max(longest.get(name[0], 0), len(name))
        return cls(kept, longest)

    def at(self, found: list[str], i: int) -> int:
        """How many words the longest name takes at word `i`; 0 for none."""
        for n in range(min(self.longest.get(found[i], 0), len(found) - i), 0, -1):
            if tuple(found[i : i + n]) in self.names:
                return n
        return 0


@dataclass(frozen=True)
class Masker:
    """Covers private names. `everywhere` and `own` are whole names of two words or more; `parts` are single words of one document's
    names, covered only where they are written with a capital; `initials` only as written; `public` names stay whatever they hold."""

    everywhere: Names = field(default_factory=Names)
    own: Names = field(default_factory=Names)
    parts: frozenset[str] = frozenset()
    initials: frozenset[str] = frozenset()
    public: Names = field(default_factory=Names)

    @classmethod
    def of(cls, whole: Iterable[Key]) -> Masker:
        """For whole names in any document."""
        return cls(Names.of(name for name in whole if len(name) > 1))

    @classmethod
    def read(cls, conn: sqlite3.Connection) -> Masker:
        """For the private people of every current document. A name that some document's official bears too is covered
        only in the documents where it is a private person's."""
        held = {words(row[0]) for row in conn.execute("SELECT DISTINCT name FROM official_mentions")}
        told = conn.execute("SELECT private_people FROM document_versions WHERE current AND private_people <> '[]'")
        return cls.of({words(name) for row in told for name in json.loads(row[0])} - held)

    def within(self, extraction: Extraction) -> Masker:
        """For one document: also parts of its own private names that are no part of its officials' names."""
        officials = {words(o.name) for o in extraction.officials}
        told = {name: words(name) for name in extraction.document.private_people if words(name) not in officials}
        # A part that is a word of the text in small letters too ("Indah", "indah") stands alone for that.
        small = {w for w in WORD.findall(extraction.document.text) if w.islower()}
        never = _impersonal() | {w for o in officials for w in o}
        initials = frozenset(n for n in told if n.isupper() and n.isalpha() and len(n) <= LONGEST_INITIALS)
        bearing = {
            name: words(" ".join(w for w in name.split() if name.isupper() or not w.isupper())) for name in told if name not in initials
        }
        parts = {w for key in bearing.values() for w in _long(key) if w not in never and w not in small}
        # A person who has one name is covered even where it is another word too.
        parts |= {key[0] for name, key in told.items() if len(key) == 1 and name not in initials and key[0] not in never}
        return Masker(self.everywhere, Names.of(k for k in told.values() if len(k) > 1), frozenset(parts), initials, Names.of(officials))

    def mask(self, text: str | None) -> str | None:
        """The text with private names covered, as long as before."""
        if text is None or not (self.everywhere.names or self.own.names or self.parts or self.initials):
            return text
        found = list(WORD.finditer(text))
        low = [m.group().casefold() for m in found]
        covered: list[tuple[int, int]] = []
        i = 0
        while i < len(found):
            held = self.public.at(low, i)
            length = max(self.everywhere.at(low, i), self.own.at(low, i)) if found[i].group()[0].isupper() else 0
            if max(held, length) and (held >= length or _is_site(found, low, i)):
                i += max(held, length)
                continue
            if not length and self._alone(text, found, low, i):
                length = 1
            if length:
                covered.append((found[i].start(), found[i + length - 1].end()))
            i += length or 1
        out, last = [], 0
        for start, end in covered:
            out += [text[last:start], MASK * (end - start)]
            last = end
        return "".join([*out, text[last:]])

    def _alone(self, text: str, found: list[re.Match[str]], low: list[str], i: int) -> bool:
        """Whether one word stands for a private person here: not in a street's name, nor as a common word that opens a sentence."""
        word, start = found[i].group(), found[i].start()
        if word in self.initials:
            return True
        if low[i] not in self.parts or not word[0].isupper() or (i and low[i - 1] in private().sites):
            return False
        between = text[found[i - 1].end() if i else 0 : start]
        return low[i] not in private().common or (i > 0 and not any(c in OPENERS for c in between))
