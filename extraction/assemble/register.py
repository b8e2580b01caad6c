"""Everybody whom a text names: their full names, posts and roles, and whom a stretch of words means."""

from __future__ import annotations

import bisect
import collections
import difflib
import functools
from collections.abc import Sequence
from dataclasses import dataclass

from extraction.assemble.holders import holder, person_named
from extraction.namebook import Mention
from extraction.names import person_key
from extraction.people import people
from extraction.posts import Post
from extraction.reading import Reading
from extraction.tokens import Token, tokens
from tagih.records import Official
from tagih.vocabulary.names import names
from tagih.vocabulary.offices import offices, role_forms, role_of
from tagih.vocabulary.speech import speech

UNKNOWN_ROLE = "narasumber"
FORMER_ROLE = "mantan pejabat"
SHORTEST_PART = 3  # letters of a name's part that may stand for the name: "Wahyu" for "Wahyudi", "Ayu" for "Rahayu"
SHORTEST_ALIKE = 5  # letters of a name that may be another spelling of one
ALIKE = 0.87  # share of letters in common, as difflib counts them: one letter of seven may be another
MOST_WORDS = 150  # different words of names in a text up to which spellings are compared
ADDRESSES = "kbpgcm"  # first letters of Kang, Bang, Pak, Gus, Cak, Mas before initials
ROLE_REACH = 60  # code points before a name in which its role is looked for


@functools.cache
def _doubled() -> frozenset[str]:
    """First words of public bodies that two words name: "Bank Indonesia"."""
    return frozenset(w.split()[0] for w in offices().bodies.public if " " in w)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks: the name as the text gives it (or post, body, role), the official's record, and the role published for others.
    `person` is False for bodies, posts and groups."""

    name: str
    official: str | None
    role: str | None
    person: bool = True


class Register:
    """The names, posts and roles of one document."""

    def __init__(self, reading: Reading, officials: Sequence[Official]) -> None:
        self.reading = reading
        self.text = reading.text
        self.officials = officials
        self.by_id = {o.id: o for o in officials}
        found = people(reading)
        self.aliases = found.aliases
        self.ts: Sequence[Token] = tokens(reading.text)
        self.token_starts = [t.start for t in self.ts]
        self.names = found.names
        self.name_starts = [m.start for m in self.names]
        self.known = {m.name for m in self.names}
        posts = {p.first: p for p in (*found.alone, *(m.post for m in found.posted if m.post is not None))}
        self.posts = [posts[first] for first in sorted(posts)]
        self.post_tokens = [p.first for p in self.posts]
        self._single = {o.name for o in officials if " " not in o.name}  # officials known by one name
        self._full = self._full_names()
        self._ends: dict[str, set[str]] = collections.defaultdict(set)  # the first and last letters of a word -> words
        for word in self._full:
            self._ends[word[:SHORTEST_PART]].add(word)
            self._ends[word[-SHORTEST_PART:]].add(word)
        self._persons: dict[str, Speaker] = {}
        self._holders: dict[str, Official | None] = {}
        self._spelled: dict[str, str] = {}
        self._roles = self._told_roles(found.posted)
        self._short = self._abbreviated(found.posted)

    def index(self, offset: int) -> int:
        """The first token at or behind an offset."""
        return bisect.bisect_left(self.token_starts, offset)

    def _told_roles(self, posted: Sequence[Mention]) -> dict[tuple[str, ...], str]:
        """Roles of persons without public post, by the words of their names: from posts of firms and associations, and from role nouns."""
        roles: dict[tuple[str, ...], str] = {}
        for m in posted:
            if m.post is not None:
                role = FORMER_ROLE if m.post.holding == "former" else "calon" if m.post.holding == "elect" else role_of(m.post.office)
                roles.setdefault(person_key(m.name), role)
        for m in self.names:
            near = self.role_in(max(0, m.start - ROLE_REACH), m.start, close=True)
            if near is not None:
                roles.setdefault(person_key(m.name), near)
        return roles

    def _abbreviated(self, posted: Sequence[Mention]) -> dict[str, str]:
        """Posts by their abbreviation in brackets -> the holder's name: "Direktur Reserse Kriminal Umum (Dirreskrimum) Polda X Budi"."""
        short: dict[str, str] = {}
        for m in posted:
            for a, b, c in zip(*(self.ts[m.post.first + n : m.post.last] for n in range(3)), strict=False) if m.post is not None else ():
                if (
                    a.text == "("
                    and c.text == ")"
                    and b.shape in "CU"
                    and m.post is not None
                    and m.post.public
                    and m.post.holding == "holds"
                ):
                    short.setdefault(b.low, m.name)
        return short

    def _full_names(self) -> dict[str, list[tuple[tuple[str, ...], str]]]:
        """Each word of a name -> the full names that hold it: officials first, then the longest."""
        table: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        seen: set[tuple[str, ...]] = set()
        body = [(person_key(m.name), m.name) for m in self.names if not m.headline]
        for key, name in (*((person_key(o.name), o.name) for o in self.officials), *sorted(body, key=lambda f: -len(f[0]))):
            if key and key not in seen:
                seen.add(key)
                for w in key:
                    table.setdefault(w, []).append((key, name))
        return table

    def full_name(self, name: str) -> str:
        """The fullest form that the text gives of a name."""
        if name not in self._spelled:
            self._spelled[name] = self._find_full(name)
        return self._spelled[name]

    def _find_full(self, name: str) -> str:
        alias = self.aliases.get(name.casefold())
        key = person_key(name)
        if alias is not None or not key:
            return alias or name
        if len(key) == 1 and len(key[0]) >= SHORTEST_PART and all(set(other) == set(key) for other, _ in self._full.get(key[0], ())):
            part = key[0]
            whole = (
                w for w in {*self._ends[part[:SHORTEST_PART]], *self._ends[part[-SHORTEST_PART:]]} if w.startswith(part) or w.endswith(part)
            )
            longer = [n for w in whole if w != part for o, n in self._full[w] if len(o) > 1 or self._shortens(part, w, n)]
            if not longer and len(part) >= SHORTEST_ALIKE and len(self._full) <= MOST_WORDS:
                inside = {n for w, full in self._full.items() if part in w and w != part for o, n in full if len(o) > 1}
                longer = list(inside) if len(inside) == 1 else []  # "Cahya" for "Nur Sricahyawijaya"
            if longer:
                return max(longer, key=len)
            if (alike := self._alike(part)) is not None:
                return alike
        best = name
        for other, written in self._full.get(key[0], ()):
            if set(key) <= set(other) and len(other) > len(person_key(best)):
                best = written
        if best == name and len(key) > 1 and self._full.get(key[1]):  # "Harapan Budi": a common word before a known name
            known = [written for other, written in self._full[key[1]] if other[0] == key[1] and len(other) > 1]
            return known[0] if known else self._without_title(name, key)
        return best

    def _without_title(self, name: str, key: tuple[str, ...]) -> str:
        """A name of three words or more without its first, where the text calls its bearer by the second and the model begins there too:
        "Pengamat Asuransi Irwan Rahardja"."""
        if len(key) < 3 or key[0] in names().given | names().clipped or not any(len(other) == 1 for other, _ in self._full[key[1]]):
            return name
        rest = name.partition(" ")[2]
        start = next((m.start for m in self.names if m.name == name), None)
        before = self.ts[self.index(start) - 1] if start else None
        if (
            start is None
            or before is None
            or before.shape not in "CU"
            or all(e.label != "PER" or e.start != start + len(name) - len(rest) for e in self.reading.entities_near(start))
        ):
            return name
        return rest

    def _alike(self, part: str) -> str | None:
        """The one full name that holds a word spelled almost like this one: "Kenneth" for "Keneth Rompas"."""
        if len(part) < SHORTEST_ALIKE or len(self._full) > MOST_WORDS:
            return None
        near = difflib.get_close_matches(part, [w for w in self._full if w != part], n=2, cutoff=ALIKE)
        full = {n for w in near for o, n in self._full[w] if len(o) > 1 or n in self._single}
        return full.pop() if len(full) == 1 else None

    def _shortens(self, part: str, word: str, name: str) -> bool:
        """Whether a part stands for an official of one name, "Budi" for "Budianto": nobody else of the text is told by that part."""
        return name in self._single and len(part) > SHORTEST_PART and word.startswith(part) and (part,) not in self._roles

    def person(self, name: str) -> Speaker:
        """The person of this name."""
        if name not in self._persons:
            self._persons[name] = self._find_person(name)
        return self._persons[name]

    def _find_person(self, name: str) -> Speaker:
        full = self.full_name(name)
        official = next((o for o in self.officials if o.name == full), None) or person_named(self.officials, full)
        if official is not None:
            return Speaker(official.name, official.id, None)
        return Speaker(full, None, self._roles.get(person_key(full)) or self._roles.get(person_key(name)) or UNKNOWN_ROLE)

    def initialled(self, letters: str) -> str | None:
        """The one full name of these initials, told in brackets or made of them: "DW", or "KDW" with its "Kang"."""
        alias = self.aliases.get(letters.casefold())
        if alias is not None:  # "Indonesia Corruption Watch (ICW)" is nobody
            return alias if alias in self.known else None
        found = set()
        for keys in self._full.values():
            for key, name in keys:
                initials = "".join(w[0] for w in key)
                full = "".join(w[0] for w in key if len(w) > 1)  # "HNW" for "M Hanif Nur Wibawa"
                if len(key) > 1 and letters.casefold() in (initials, full, *(a + initials for a in ADDRESSES)):
                    found.add(name)
        return found.pop() if len(found) == 1 else None

    def role_in(self, a: int, b: int, *, close: bool = False) -> str | None:
        """The last role noun in `[a, b)`; `close`: no verb, full stop or post between it and `b`."""
        found = None
        forms = role_forms()
        k, end = self.index(a), self.index(b)
        while k < end:
            t = self.ts[k]
            if t.text in '.\n"“”' or (close and t.shape == "l" and t.low in speech().reports | speech().passives | speech().stops):
                found = None
            words = next((w for w in forms.get(t.low, ()) if [x.low for x in self.ts[k : k + len(w[0])]] == list(w[0])), None)
            if words is None and t.low.endswith("nya") and not close:
                words = next((w for w in forms.get(t.low[:-3], ()) if len(w[0]) == 1), None)  # "Sopirnya mengaku"
            if words is not None:
                found = words[1]
            k += len(words[0]) if words is not None else 1
        return found

    def names_in(self, a: int, b: int) -> list[Mention]:
        """Names that begin in `[a, b)`."""
        return list(self.names[bisect.bisect_left(self.name_starts, a) : bisect.bisect_left(self.name_starts, b)])

    def posts_in(self, a: int, b: int) -> list[Post]:
        """Posts that stand in `[a, b)`."""
        i, end = self.index(a), self.index(b)
        k = bisect.bisect_left(self.post_tokens, i)
        stop = bisect.bisect_left(self.post_tokens, end)
        return [p for p in self.posts[k:stop] if p.last <= end]

    def begins_post(self, i: int) -> bool:
        """Whether a post begins at token `i`."""
        k = bisect.bisect_left(self.post_tokens, i)
        return k < len(self.post_tokens) and self.post_tokens[k] == i

    def post_before(self, i: int, first: int = 0) -> Post | None:
        """The post whose words end right before token `i` (honorifics between), none before token `first`."""
        k = bisect.bisect_left(self.post_tokens, i) - 1
        if k >= 0 and self.posts[k].first >= first and i - 3 <= self.posts[k].last <= i:
            return self.posts[k]
        return None

    def beside(self, start: int) -> bool:
        """Whether a preposition ("bersama", "kepada") puts the name or post at `start` aside from the subject."""
        i = self.index(start)
        post = self.post_before(i)
        first = post.first if post is not None else i
        for k in range(first - 1, max(-1, first - 4), -1):
            if self.ts[k].low in speech().beside:
                return True
            if self.ts[k].shape in "pl":
                return False
        return False

    def words(self, post: Post) -> str:
        """A post as the text writes it."""
        return " ".join(self.text[self.ts[post.first].start : self.ts[post.last - 1].end].split())

    def holder_of(self, post: Post) -> Speaker | None:
        """The official who holds a post named alone."""
        if post.holding != "holds":
            return None
        words = self.words(post)
        if words.casefold() in self._short:
            return self.person(self._short[words.casefold()])
        if words not in self._holders:
            self._holders[words] = holder(self.officials, post.office) or holder(self.officials, words)
        official = self._holders[words]
        if official is not None and (post.office.split()[0] == official.office.split()[0] or not post.candidates):
            return Speaker(official.name, official.id, None)
        return None

    def body_in(self, a: int, b: int) -> str | None:
        """The first public body named in `[a, b)`."""
        i, end = self.index(a), self.index(b)
        bodies = offices().bodies
        for k in range(i, end):
            t = self.ts[k]
            agency = t.low in bodies.public or (t.low.startswith(bodies.prefixes) and len(t.low) > 4)
            if not agency and t.low in _doubled() and k + 1 < end:
                agency = f"{t.low} {self.ts[k + 1].low}" in bodies.public  # "Bank Indonesia"
            if agency and (t.shape in "CU" or t.low in ("pemerintah", "polisi", "dinas")):
                j = k + 1
                while j < end and (
                    self.ts[j].shape in "CUId" or (self.ts[j].low == "dan" and j + 1 < end and self.ts[j + 1].shape in "CU")
                ):
                    j += 1
                return " ".join(self.text[t.start : self.ts[j - 1].end].split())
        return None
