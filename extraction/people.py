"""Persons named in a text, with the post or role beside their names. Read once a document, used by the rules and by who-said-it."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from extraction.behind import Behind
from extraction.namebook import Mention, name_book
from extraction.names import Name, person_key
from extraction.persons import EXECUTIVE, compatible
from extraction.posts import Post, read_post
from extraction.reading import Reading
from extraction.tokens import Token
from extraction.unlisted import Unlisted
from tagih.vocabulary.names import names
from tagih.vocabulary.offices import offices, post_forms
from tagih.vocabulary.places import PlaceMention

TOGETHER = frozenset({"dan", "serta", "&", "-", "/", "bersama"})
SAME = frozenset({"/", "sekaligus", "merangkap"})


@dataclass(frozen=True, slots=True)
class People:
    """What a text says of persons: `posted` names with posts, all `names` in order (a name is one that the text shows to be a
    person's), the posts that stand alone, and other names of persons (case-folded) -> the name."""

    posted: tuple[Mention, ...]
    names: tuple[Mention, ...]
    alone: tuple[Post, ...]
    aliases: Mapping[str, str]


@functools.lru_cache(maxsize=4)
def people(reading: Reading) -> People:
    """All persons of a document."""
    return _Reader(reading).read()


class _Reader:
    def __init__(self, reading: Reading) -> None:
        self.text = reading.text
        self.book = name_book(reading)
        self.ts: Sequence[Token] = self.book.ts
        self.places: dict[int, PlaceMention] = {p.start: p for p in reading.places}
        self.posted: list[Mention] = []
        self.alone: list[Post] = []
        self.claimed: set[int] = set()
        self.waiting: tuple[int, Name] | None = None  # a post's first token and the name that waits for it
        self.unlisted = Unlisted(self.text, self.ts, self.book, self.places)
        self.behind = Behind(self.ts, self.book, self.places, self.unlisted)
        self.by_first = {n.first: n for n in self.book.all}
        self.by_after = {at: n for n in self.book.all for at in (n.last, n.after)}

    def read(self) -> People:
        posts = self._all_posts()
        done: set[int] = set()
        for k, post in enumerate(posts):
            if k in done:
                continue
            later = posts[k + 1] if k + 1 < len(posts) else None
            if later is not None and self._paired(post, later):
                done.add(k + 1)
                continue
            if self.waiting is not None and self.waiting[0] == post.first:
                self._claim(self.waiting[1], post)
                continue
            if not (self._before_open(post) or self._held(post) or self._right(post) or self._left(post)):
                self.alone.append(post)
        self._drop_doubtful()
        sure = self.book.sure(self.posted)
        named = tuple(self.book.mention(n, None) for n in self.book.all if sure & set(person_key(n.text)))
        return People(tuple(self.posted), named, tuple(self.alone), self._called() | self.book.aliases())

    def _drop_doubtful(self) -> None:
        """Take back one unknown word right behind a post that wants a field: "Dirjen Minerba", "Wamen Ekraf" name nobody, where the
        text nowhere shows that the word is a person's."""
        areas = {m.post.area_words.casefold() for m in self.posted if m.post is not None and m.post.area_words and m.post.entry.open}
        doubtful = {
            id(m) for m in self.posted if self._doubtful(m) or (m.name.casefold() in areas and m.name.casefold() not in names().given)
        }
        if not doubtful:
            return
        sure = self.book.sure([m for m in self.posted if id(m) not in doubtful])
        kept = [m for m in self.posted if id(m) not in doubtful or m.name.casefold() in sure or self._marked(m)]
        left = {id(m) for m in kept}
        self.alone += [m.post for m in self.posted if id(m) not in left and m.post is not None]
        self.posted = kept

    def _doubtful(self, m: Mention) -> bool:
        post = m.post
        if post is None or " " in m.name or m.name.casefold() in names().given:
            return False
        bare = post.entry.complement and (not post.entry.office or post.office.casefold() in post.entry.forms) and post.office != "Menteri"
        wants = (bare or post.entry.generic) and not post.body and not post.candidates
        return wants and post.last < len(self.ts) and self.ts[post.last].start == m.start

    def _marked(self, m: Mention) -> bool:
        """Whether the model reads the word as a person's, behind a post that has its field: "Kepala Biro Ekonomi Amir"."""
        post = m.post
        assert post is not None
        bare = not post.entry.office or post.office.casefold() in post.entry.forms
        return not bare and self.book.recognised.single(post.last)

    def _called(self) -> dict[str, str]:
        """Single names that stand behind a head of government's post -> the full name of the one who holds it: "Bupati Iwan"."""
        heads = [m for m in self.posted if m.post is not None and m.post.entry.level in EXECUTIVE and not m.post.entry.generic]
        full = [m for m in heads if " " in m.name and m.post is not None and m.post.holding == "holds"]
        called: dict[str, str] = {}
        for m in heads:
            if " " in m.name or m.post is None or m.post.holding != "holds":
                continue
            holders = {f.name for f in full if f.post is not None and f.post.office == m.post.office and compatible(f.post, m.post)}
            if len(holders) == 1 and not m.headline and not any(m.name.casefold() in person_key(n.text)[:-1] for n in self.book.all):
                called[m.name.casefold()] = holders.pop()
        return called

    def _all_posts(self) -> list[Post]:
        found: list[Post] = []
        i = 0
        while i < len(self.ts):
            post = read_post(self.text, self.ts, i, self.places) if self.ts[i].shape in "CUl" else None
            if post is None and self.ts[i].low == "wakilnya" and found:
                post = self._deputy(i, found)
            if post is not None:
                found.append(post)
                i = max(post.last, i + 1)
            else:
                i += 1
        return found

    def _deputy(self, i: int, found: Sequence[Post]) -> Post | None:
        """ "Bupati X, Budi dan wakilnya, Ani": the deputy of the head of government named last."""
        chief = next((p for p in reversed(found[-3:]) if p.entry.office in ("Gubernur", "Bupati", "Wali Kota")), None)
        if chief is None:
            return None
        return replace(chief, first=i, last=i + 1, office=f"Wakil {chief.entry.office}", acting=None)

    def _claim(self, name: Name, post: Post) -> None:
        self.claimed.add(name.first)
        self.posted.append(self.book.mention(name, post))

    def _right(self, post: Post) -> bool:
        """Give a post the name behind it, and the list of names behind a plural one."""
        if post.entry.open or not post.candidates or self.unlisted.ranked_near(post.last):
            found = self.unlisted.divided(post)
            if found is not None:
                self._claim(found[1], found[0])
                return True
        name = self.behind.name(post)
        if name is None:
            return False
        if (
            post.holding == "related"
            and self.ts[post.first - 1].low in offices().cues.belongings
            and self.ts[name.first].low not in names().given
        ):
            return False  # "rumah dinas Wali Kota Batu Graha Asri": the house has the name
        if post.holding == "related" and self.ts[post.last].text != ",":
            post = replace(post, holding="holds")  # "menantu Presiden Budi": Budi is the president
        self._claim(name, post)
        if post.office.casefold().startswith(("anggota", "pimpinan", "hakim")):
            for more in self._listed(name.after):
                self._claim(more, post)
        return True

    def _listed(self, i: int) -> list[Name]:
        """The names of a list that "dan" closes: "A, B, C dan D"."""
        ts, found, closed = self.ts, [], False
        while i < len(ts) and not closed and (ts[i].text == "," or ts[i].low == "dan"):
            closed = ts[i].low == "dan"
            i += 1
            if not closed and i < len(ts) and ts[i].low == "dan":
                closed, i = True, i + 1
            name = self.book.name_at(i) if i < len(ts) else None
            if name is None:
                return []
            found.append(name)
            i = name.after
        return found if closed else []

    def _before_open(self, post: Post) -> bool:
        """ "Budi, Kepala Dusun Y, ...", "Budi selaku Camat Y"."""
        if not post.entry.open:
            return False
        name = self._cued(post.first)[0]
        if name is None and post.first >= 2 and self.ts[post.first - 1].text in ",(" and self.unlisted.ends_clause(post):
            name = self.by_after.get(post.first - 1)
        found = self.unlisted.before(post, name, name is not None and (name.first in self.claimed or self._told(name.first)))
        if found is None:
            return False
        self._claim(found[1], found[0])
        return True

    def _held(self, post: Post) -> bool:
        """Whether words before the post say who holds it, whatever name stands behind: "Budi selaku Kepala Bidang X, Ani, hadir"."""
        name, phrase = self._cued(post.first)
        return name is not None and phrase in offices().cues.holds and self._left(post)

    def _paired(self, post: Post, later: Post) -> bool:
        """Two posts before one or two names: "Bupati dan Wakil Bupati X, A dan B"; "Menteri Y/Kepala Badan Z, A"."""
        ts = self.ts
        between = [t.low for t in ts[post.last : later.first] if t.shape != "n"]
        if len(between) != 1 or between[0] not in TOGETHER | SAME:
            return False
        name = self.behind.name(later)
        if name is None:
            return False
        k = name.after
        shared = post
        if post.holding != "holds" and later.holding == "holds":
            later = replace(later, holding=post.holding)
        if not post.public and later.public and not post.body:
            shared = replace(shared, public=True, national=later.national, office=_borrow(post.office, later.office))
        if not post.candidates and not post.national:
            shared = replace(shared, candidates=later.candidates, area_words=later.area_words, body=post.body or later.body)
        if k + 1 < len(ts) and ts[k].low in TOGETHER and between[0] in TOGETHER:
            second = self.book.name_at(k + 1)
            if second is not None:
                self._claim(name, shared)
                self._claim(second, later)
                return True
        if between[0] in SAME:
            self._claim(name, shared)
            self._claim(name, later)
            return True
        return False

    def _left(self, post: Post) -> bool:
        """Give a post the name before it: "Budi, Kepala Dinas X,", "Budi selaku Camat Y", "Budi (Ketua Z)"."""
        ts, i = self.ts, post.first
        while i and ts[i - 1].low in ("pak", "bapak", "ibu", "bu"):
            i -= 1
        if not i:
            return False
        name, phrase = self._cued(i)
        if name is not None and name.first and self._of_other_time(name.first, phrase):
            post = replace(post, holding="former")
        if ts[i - 1].text in ",(":
            name = self.by_after.get(self._before_brackets(i - 1))
            if name is not None and (
                not self._apposed(post) or (name.first in self.claimed and ts[i - 1].text == ",") or self._told(name.first)
            ):
                name = None
        if name is None:
            return False
        first, behind = self.by_after.get(name.first - 1), self.ts[post.last + 1] if post.last + 1 < len(self.ts) else None
        if (
            first is not None
            and ts[name.first - 1].low == "dan"
            and behind is not None
            and ts[post.last].low == "dan"
            and behind.low in post_forms()
        ):
            self.waiting = (post.last + 1, name)  # "A dan B sebagai Presiden dan Wakil Presiden"
            name = first
        self._claim(name, post)
        return True

    def _of_other_time(self, i: int, phrase: str) -> bool:
        """Whether the post that a name before token `i` "merupakan" was held at another time: "Ketika Budi menjabat", "Sebelum terpilih, Budi adalah"."""
        ts, first = self.ts, i
        if ts[i - 1].low in offices().cues.when and "menjabat" in phrase:
            return True
        while first and ts[first - 1].text not in '\n.!?"“”' and i - first < 30:
            first -= 1
        return first < i and ts[first].low in offices().cues.earlier

    def _before_brackets(self, i: int) -> int:
        """The token behind a name before brackets and the comma at token `i`: "Budi (41), Kepala Desa X", "Budi Wibawa (BW), Bupati Y"."""
        ts = self.ts
        if ts[i].text == "," and i >= 4 and ts[i - 1].text == ")" and ts[i - 3].text == "(":
            return i - 3
        return i

    def _apposed(self, post: Post) -> bool:
        """Whether what stands behind a post closes it as an apposition."""
        if post.last >= len(self.ts):
            return False
        t = self.ts[post.last]
        return t.text in ',.);("”/' or t.shape in "nd" or t.low in ("yang", "periode", "pada", "dan", "saat")

    def _cued(self, i: int) -> tuple[Name | None, str]:
        """The name before a post at token `i` and the words between that say who holds it: "Budi selaku", "Budi yang juga"."""
        ts = self.ts
        for phrase, words in _holding_cues().get(ts[i - 1].low, ()):
            k = i - len(words)
            if k > 0 and [t.low for t in ts[k:i]] == words:
                name = self.by_after.get(k) or (self.by_after.get(k - 1) if ts[k - 1].text == "," else None)
                if name is None and phrase in offices().cues.far:
                    name = self._sentence_name(k)
                if name is not None:
                    return name, phrase
        return None, ""

    def _sentence_name(self, k: int) -> Name | None:
        """The name that opens the sentence of token `k`, where nothing says that the post is past."""
        first = k
        while first and self.ts[first - 1].shape != "n" and self.ts[first - 1].text not in '.!?”"' and k - first < 30:
            first -= 1
        if any(t.low in offices().cues.unsure for t in self.ts[first:k]):
            return None
        return self.by_first.get(first) if first < k else None

    def _told(self, i: int) -> bool:
        """Whether "Menurut" stands before a name: then the post behind the comma opens what is said."""
        return i > 0 and self.ts[i - 1].low == "menurut"


@functools.cache
def _holding_cues() -> dict[str, list[tuple[str, list[str]]]]:
    """The cues that say who holds a post, and their words, by their last word."""
    found: dict[str, list[tuple[str, list[str]]]] = {}
    for phrase in (*offices().cues.holds, *offices().cues.far):
        found.setdefault(phrase.split()[-1], []).append((phrase, phrase.split()))
    return found


def _borrow(office: str, later: str) -> str:
    """ "Wakil Ketua" beside "Ketua DPRD" is "Wakil Ketua DPRD"."""
    tail = later.split(" ", 1)
    return f"{office} {tail[1]}" if len(tail) > 1 and len(office.split()) <= 3 else office
