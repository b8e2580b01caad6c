"""Persons named in a text, with the post or role beside their names. Read once a document, used by the rules and by who-said-it."""

from __future__ import annotations

import bisect
import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from extraction.names import Name, is_name_word, person_key, read_name
from extraction.posts import Post, extended, read_post
from extraction.reading import Reading
from extraction.tokens import Token, tokens
from tagih.vocabulary.names import names
from tagih.vocabulary.offices import offices, role_forms
from tagih.vocabulary.places import PlaceMention
from tagih.vocabulary.speech import speech

SITES = frozenset(
    {"di", "ke", "dari", "kota", "kabupaten", "provinsi", "kecamatan", "desa", "kelurahan", "wilayah", "warga", "distrik", "negara"}
)
TOGETHER = frozenset({"dan", "serta", "&", "-", "/", "bersama"})
SAME = frozenset({"/", "sekaligus", "merangkap"})
LONGEST_HEADLINE = 22  # words
HEADLINE = 0.6  # share of capitalised words that makes a line a headline; body lines of the texts stay below 0.5


@dataclass(frozen=True, slots=True)
class Mention:
    """A name at `[start, end)`, with the post that the text puts beside it (None for a bare name)."""

    name: str
    start: int
    end: int
    post: Post | None
    headline: bool


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
        self.ts: Sequence[Token] = tokens(reading.text)
        self.places: dict[int, PlaceMention] = {p.start: p for p in reading.places}
        self.covered = _covered(self.ts, reading.places)
        self.common = {t.low for t in self.ts if t.shape == "l"}
        self.sites = {b.low for a, b in zip(self.ts, self.ts[1:], strict=False) if a.low in SITES and a.shape == "l" and b.shape == "C"}
        self.headlines = _headlines(self.ts)
        self.posted: list[Mention] = []
        self.alone: list[Post] = []

    def read(self) -> People:
        names_ = self._all_names()
        self.by_after: dict[int, Name] = {}
        self.by_first = {n.first: n for n in names_}
        for n in names_:
            self.by_after[n.last] = n
            self.by_after[n.after] = n
        self.claimed: set[int] = set()
        posts = self._all_posts()
        done: set[int] = set()
        for k, post in enumerate(posts):
            if k in done:
                continue
            later = posts[k + 1] if k + 1 < len(posts) else None
            if later is not None and self._paired(post, later):
                done.add(k + 1)
                continue
            if not (self._before_open(post) or self._right(post) or self._left(post)):
                self.alone.append(post)
        sure = self._sure(names_)
        plain = tuple(self._mention(n, None) for n in names_ if sure & set(person_key(n.text)))
        return People(tuple(self.posted), plain, tuple(self.alone), self._aliases(names_))

    def _sure(self, named: Sequence[Name]) -> set[str]:
        """The words of names that stand where only persons do: beside a post, a cue of speech, an honorific; and given names."""
        ts, s = self.ts, speech()
        sure = {w for m in self.posted for w in person_key(m.name)}
        for n in named:
            words = person_key(n.text)
            before = ts[n.first - 1].low if n.first else "\n"
            honoured = n.first > 0 and ts[n.first - 1].low in names().honorifics and len(ts[n.first - 1].low) > 1
            behind = n.after
            if behind < len(ts) and ts[behind].text == "(" and behind + 2 < len(ts) and ts[behind + 2].text == ")":
                behind += 3  # an age
            if behind < len(ts) and ts[behind].text == ",":
                behind += 1
            while behind < len(ts) and ts[behind].low in s.adverbs:
                behind += 1
            tells = behind < len(ts) and (ts[behind].low in s.reports or ts[behind].low in s.wishes) and ts[behind].shape == "l"
            alone = len(words) == 1 and before in '\n.”"' and words[0] not in names().given
            role = words[0] in role_forms() or words[0].endswith("nya")
            cued = before in s.after or before in ("menurut", "bernama")
            if (
                honoured
                or cued
                or (tells and not role and not (alone and words[0] in self.common))
                or (len(words) > 1 and words[0] in names().given)
            ):
                sure.update(words)
            elif (
                n.first > 1
                and ts[n.first - 1].text == ","
                and (ts[n.after].text in ",(" if n.after < len(ts) else True)
                and self._role_before(n.first - 1)
            ):
                sure.update(words)
        return {w for w in sure if len(w) > 1}

    def _role_before(self, i: int) -> bool:
        """Whether a role stands in the words before a comma: "salah seorang pedagang, Jafar,"."""
        for k in range(i - 1, max(-1, i - 8), -1):
            if self.ts[k].shape in "np":
                return False
            if self.ts[k].low in role_forms():
                return True
        return False

    def _aliases(self, named: Sequence[Name]) -> dict[str, str]:
        """Other names in brackets or behind "alias": "Saiful (Gus Ipul)", "Andi Sudirman (ASS)", "Muzakir atau Mualem"."""
        ts, found = self.ts, {}
        for n in named:
            if len(person_key(n.text)) < 2:
                continue
            k = n.after
            if k + 2 < len(ts) and ts[k].text == "(":
                stop = next((j for j in range(k + 1, min(k + 5, len(ts))) if ts[j].text == ")"), None)
                inner = ts[k + 1 : stop] if stop else ()
                if inner and all(t.shape in "CU" for t in inner):
                    other = self._name(k + 1)
                    found[other.text.casefold() if other else inner[-1].low] = n.text
                    continue
            while k < len(ts) and (ts[k].text == "," or ts[k].low in names().alias_adverbs) and k - n.after < 6:
                k += 1
            if 0 < k < len(ts) and (ts[k].low in names().aliases or ts[k - 1].low in names().aliases):
                other = self._name(k + 1 if ts[k].low in names().aliases else k) if k + 1 < len(ts) else None
                if other is not None and set(person_key(other.text)) != set(person_key(n.text)):
                    found[other.text.casefold()] = n.text
        return found

    def _all_names(self) -> list[Name]:
        found: list[Name] = []
        i = 0
        while i < len(self.ts):
            t = self.ts[i]
            if t.shape in "CI" or (t.shape == "U" and t.low in names().honorifics):
                name = self._name(i)
                if name is not None:
                    found.append(name)
                    i = name.last
                    continue
            i += 1
        return found

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
        """"Bupati X, Budi dan wakilnya, Ani": the deputy of the head of government named last."""
        chief = next((p for p in reversed(found[-3:]) if p.entry.office in ("Gubernur", "Bupati", "Wali Kota")), None)
        if chief is None:
            return None
        return replace(chief, first=i, last=i + 1, office=f"Wakil {chief.entry.office}", acting=None)

    def _mention(self, name: Name, post: Post | None) -> Mention:
        start, end = self.ts[name.first].start, self.ts[name.last - 1].end
        if name.text.endswith("."):
            end = self.ts[name.last - 1].end
        line = bisect.bisect_right([a for a, _ in self.headlines], start) - 1
        return Mention(name.text, start, end, post, line >= 0 and start < self.headlines[line][1])

    def _name(self, i: int) -> Name | None:
        """A name at token `i` that is no place and holds none behind its first word."""
        name = read_name(self.ts, i)
        if name is None:
            return None
        last = name.last
        for k in range(name.first, name.last):
            place = self.covered.get(self.ts[k].start)
            if place is None:
                continue
            whole = k == name.first
            covers = place.end >= self.ts[name.last - 1].end
            if whole and (covers or self.ts[k].low not in names().given):
                return None
            if not whole and self.ts[k].low not in names().given and place.end >= self.ts[k].end:
                last = k
                break
        first = name.first
        while first < last - 1 and self._opening(first) and self.ts[first].low not in names().given and self.ts[first].low in self.common:
            first += 1
        if first > name.first:
            name = Name(first, last, name.after if last == name.last else last, " ".join(t.text for t in self.ts[first:last]))
            last = min(last, name.last)
        if last - name.first == 1 and not self._lone(self.ts[name.first]):
            return None
        if last == name.last:
            return name
        words = " ".join(t.text for t in self.ts[name.first : last])
        return Name(name.first, last, last, words)

    def _opening(self, i: int) -> bool:
        """Whether a token opens a sentence or line, where any word is capitalised."""
        return i == 0 or self.ts[i - 1].text in "\n.?!:\"“”'" or self._opening_before(i)

    def _opening_before(self, i: int) -> bool:
        return self.ts[i - 1].shape == "C" and self.ts[i - 1].low in self.common and i >= 2 and self.ts[i - 2].text in '\n."“'

    def _lone(self, t: Token) -> bool:
        """Whether a single word may be a name here: no word of the language, and no place, as this text shows."""
        if t.low in names().given:
            return True
        return t.low not in self.common and t.low not in self.sites

    def _claim(self, name: Name, post: Post) -> None:
        self.claimed.add(name.first)
        self.posted.append(self._mention(name, post))

    def _after(self, post: Post) -> Name | None:
        """The name behind a post: "Bupati X Budi", "Bupati X, Budi", "Pak Bupati (Budi)"."""
        ts, k = self.ts, post.last
        broke = comma = False
        for _ in range(12):
            if k >= len(ts):
                return None
            t = ts[k]
            area = k + 1 if t.low in offices().bodies.areas and k + 1 < len(ts) else k
            place = self.places.get(ts[area].start) if comma else None
            if place is not None and ts[area].low not in names().given:
                k = area  # "Bupati X, Jawa Tengah, Budi"
                while k < len(ts) and ts[k].start < place.end:
                    k += 1
                if k + 2 < len(ts) and ts[k].text == "(" and ts[k + 2].text == ")":
                    k += 3
                comma = False
                continue
            if t.text in ",:–—" and not comma:
                comma = True
            elif t.shape == "n" and not broke:
                broke = True
            elif t.low in ("yakni", "yaitu", "bernama", "ri") or (t.text == "(" and k == post.last) or (t.text == "-" and not t.glued):
                pass
            else:
                break
            k += 1
        if k >= len(ts):
            return None
        name = self._name(k)
        if name is None:
            return None
        if broke and name.last - name.first == 1 and ts[k].low not in names().given and (name.after >= len(ts) or ts[name.after].shape != "n"):
            return None  # the first word of the next line
        if ts[k].low in offices().bodies.words and ts[k].low not in names().given:
            return None
        return name

    def _right(self, post: Post) -> bool:
        """Give a post the name behind it, and the list of names behind a plural one."""
        if post.entry.open or not post.candidates:
            found = self._open(post)
            if found is not None:
                post, name = found
                self._claim(name, post)
                return True
        name = self._after(post)
        if name is None:
            return False
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
            name = self._name(i) if i < len(ts) else None
            if name is None:
                return []
            found.append(name)
            i = name.after
        return found if closed else []

    def _open(self, post: Post) -> tuple[Post, Name] | None:
        """A village, district or unlisted field between the post and the name: "Camat Y Budi", "Kepala Desa Z, Ani"."""
        ts, k = self.ts, post.last
        run = k
        while run < len(ts) and run - k < 7 and self._fills(post, run, k):
            run += 1
        if run == k or run >= len(ts):
            return None
        first_given = next(
            (i for i in range(k, run) if ts[i].low in names().given or ts[i].low in names().honorifics or ts[i].shape == "I"), None
        )
        behind = None
        if ts[run].text == "," and run + 1 < len(ts) and (post.entry.open or first_given is None):
            behind = self._name(run + 1)
            if behind is not None and behind.after < len(ts) and not self._closes(behind.after):
                behind = None
        if behind is not None and (post.entry.open or post.entry.complement):
            return extended(post, run, self._words(k, run)), behind
        rank = next((i for i in range(k + 1, run) if ts[i].shape == "U" and ts[i].low in names().honorifics), None)
        ranked = self._name(rank) if rank is not None else None
        if rank is not None and ranked is not None:  # "Kapolsek Y AKP Budi"
            return extended(post, rank, self._words(k, rank)), ranked
        if not post.entry.open:
            return None
        start = first_given if first_given is not None and first_given > k else None
        if start is None and first_given == k:
            start = k
        if start is None:
            start = k + 1 if run - k >= 2 else None
            start = run - 2 if run - k >= 4 else start
        if start is None:
            return None
        name = self._name(start)
        return (extended(post, start, self._words(k, start)), name) if name is not None else None

    def _before_open(self, post: Post) -> bool:
        """"Budi, Kepala Dusun Y, ...": the words behind such a post are its place where a name stands before it."""
        ts, first, run = self.ts, post.first, post.last
        if not post.entry.open or first < 2 or ts[first - 1].text != ",":
            return False
        name = self.by_after.get(first - 1)
        if name is None or name.first in self.claimed or self._told(name.first):
            return False
        while run < len(ts) and run - post.last < 4 and ts[run].shape in "CUId":
            run += 1
        if run == post.last or run >= len(ts) or ts[run].text not in ",.)":
            return False
        self._claim(name, extended(post, run, self._words(post.last, run)))
        return True

    def _fills(self, post: Post, i: int, first: int) -> bool:
        """Whether a token may stand in an unlisted place's or field's name or the name behind it."""
        t = self.ts[i]
        if is_name_word(t) or (i > first and t.shape in "UId"):
            return True
        return post.entry.open and t.shape == "C" and read_post(self.text, self.ts, i, self.places) is None

    def _closes(self, i: int) -> bool:
        """What stands behind an appositive name: a comma, an end, a bracket, or a verb."""
        t = self.ts[i]
        return t.text in ",.()" or t.shape in "nl"

    def _words(self, a: int, b: int) -> str:
        return " ".join(t.text for t in self.ts[a:b])

    def _paired(self, post: Post, later: Post) -> bool:
        """Two posts before one or two names: "Bupati dan Wakil Bupati X, A dan B"; "Menteri Y/Kepala Badan Z, A"."""
        ts = self.ts
        between = [t.low for t in ts[post.last : later.first] if t.shape != "n"]
        if len(between) != 1 or between[0] not in TOGETHER | SAME:
            return False
        name = self._after(later)
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
            second = self._name(k + 1)
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
        name = None
        if ts[i - 1].text in ",(" and i >= 2:
            name = self.by_after.get(i - 1)
            closing = post.last < len(ts) and (
                ts[post.last].text in ',.);("”'
                or ts[post.last].shape in "nd"
                or ts[post.last].text == "/"
                or ts[post.last].low in ("yang", "periode", "pada", "dan", "saat")
            )
            if name is not None and (not closing or (name.first in self.claimed and ts[i - 1].text == ",") or self._told(name.first)):
                name = None
        else:
            for phrase in (*offices().cues.holds, *offices().cues.far):
                words = phrase.split()
                k = i - len(words)
                if k > 0 and [t.low for t in ts[k:i]] == words:
                    name = self.by_after.get(k) or (self.by_after.get(k - 1) if ts[k - 1].text == "," else None)
                    if name is None and phrase in offices().cues.far:
                        name = self._sentence_name(k)
                    if name is not None:
                        at = ts[name.first - 1].low if name.first else ""
                        if at in ("ketika", "saat", "semasa", "sewaktu", "kala") and "menjabat" in phrase:
                            post = replace(post, holding="former")
                        break
        if name is None:
            return False
        self._claim(name, post)
        return True

    def _sentence_name(self, k: int) -> Name | None:
        """The name that opens the sentence of token `k`, where nothing says that the post is past."""
        first = k
        while first and self.ts[first - 1].shape != "n" and self.ts[first - 1].text not in ".!?”\"" and k - first < 30:
            first -= 1
        if any(t.low in ("pernah", "sebelumnya", "sempat", "calon", "ketika") for t in self.ts[first:k]):
            return None
        return self.by_first.get(first) if first < k else None

    def _told(self, i: int) -> bool:
        """Whether "Menurut" stands before a name: then the post behind the comma opens what is said."""
        return i > 0 and self.ts[i - 1].low == "menurut"


def _borrow(office: str, later: str) -> str:
    """ "Wakil Ketua" beside "Ketua DPRD" is "Wakil Ketua DPRD"."""
    tail = later.split(" ", 1)
    return f"{office} {tail[1]}" if len(tail) > 1 and len(office.split()) <= 3 else office


def _covered(ts: Sequence[Token], places: Sequence[PlaceMention]) -> dict[int, PlaceMention]:
    """Each token's place by the token's first offset, for every word of a place's name."""
    found: dict[int, PlaceMention] = {}
    starts = [t.start for t in ts]
    for p in places:
        k = bisect.bisect_left(starts, p.start)
        while k < len(ts) and ts[k].start < p.end:
            found[ts[k].start] = p
            k += 1
    return found


def _headlines(ts: Sequence[Token]) -> list[tuple[int, int]]:
    """Lines in title case, as offsets."""
    found: list[tuple[int, int]] = []
    line: list[Token] = []
    for t in [*ts, None]:
        if t is not None and t.shape != "n":
            line.append(t)
            continue
        words = [w for w in line if w.shape in "CUIl"]
        capitals = sum(w.shape in "CUI" for w in words)
        if 4 <= len(words) <= LONGEST_HEADLINE and capitals / len(words) >= HEADLINE and line[-1].text not in '.”"':
            found.append((line[0].start, line[-1].end))
        line = []
    return found
