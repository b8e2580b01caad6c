"""The names of one document: which capitalised words are personal names, as this text shows."""

from __future__ import annotations

import bisect
import functools
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from extraction.names import Name, person_key, read_name, skip_degrees, skip_honorifics
from extraction.posts import Post
from extraction.reading import Reading
from extraction.recognised import Recognised
from extraction.tokens import Token, tokens
from tagih.vocabulary.names import names
from tagih.vocabulary.offices import offices, role_forms
from tagih.vocabulary.places import PlaceMention, resolve
from tagih.vocabulary.speech import speech

APPOSED_REACH = 14  # tokens between a cue of speech and the comma before the speaker's name
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


@functools.lru_cache(maxsize=4)
def name_book(reading: Reading) -> NameBook:
    """The name book of a text: officials and private people ask for the same one, one behind the other."""
    return NameBook(reading)


class NameBook:
    """Reads names at tokens with what the whole text tells: its places, its common words, its headlines."""

    def __init__(self, reading: Reading) -> None:
        self.ts: Sequence[Token] = tokens(reading.text)
        self.covered = _covered(self.ts, reading.places)
        self.common = {t.low for t in self.ts if t.shape == "l"}
        self.recognised = Recognised(reading, self.ts)
        self.personal = _personal(self.ts)
        self.sites, self.settlements = _sites(self.ts, self.personal)
        self.headlines = _headlines(self.ts)
        self.headline_starts = [a for a, _ in self.headlines]
        self.all = self._all_names()

    def sure(self, posted: Sequence[Mention]) -> set[str]:
        """The words of names that stand where only persons do: beside a post, a cue of speech, an honorific; and given names."""
        ts, s = self.ts, speech()
        sure = {w for m in posted for w in person_key(m.name)}
        apposed = self._apposed()
        for n in self.all:
            words = person_key(n.text)
            if (
                ts[n.first - 1].low in names().sites
                and n.first
                and words[0] not in names().given
                and ts[n.first - 1].low not in speech().sources
            ):
                continue  # "Warga Muara Kate menduga"
            if n.first > 1 and ts[n.first - 1].shape == "d" and ts[n.first - 2].low in offices().bodies.named:
                continue  # "SMAN 1 Karangsari mengaku"
            before = ts[n.first - 1].low if n.first else "\n"
            honoured = n.first > 0 and ts[n.first - 1].low in names().honorifics and len(ts[n.first - 1].low) > 1
            behind = n.after
            if behind < len(ts) and ts[behind].text == "(" and behind + 2 < len(ts) and ts[behind + 2].text == ")":
                behind += 3  # an age
            if behind < len(ts) and ts[behind].text == ",":
                behind += 1
            while behind < len(ts) and ts[behind].low in s.adverbs:
                behind += 1
            tells = (
                behind < len(ts)
                and (ts[behind].low in s.reports or ts[behind].low in s.wishes or ts[behind].low in s.acts)
                and ts[behind].shape == "l"
            )
            alone = len(words) == 1 and before in '\n.”"' and words[0] not in names().given
            role = words[0] in role_forms() or words[0].endswith("nya")
            told = ts[n.first - 2].low if before == "oleh" and n.first > 1 else before
            cued = before in s.after or told in s.passives or before in ("menurut", "bernama") or n.first in apposed
            if (
                honoured
                or cued
                or (tells and not role and not (alone and words[0] in self.common))
                or (len(words) > 1 and words[0] in names().given)
            ) or (
                n.first > 1
                and ts[n.first - 1].text == ","
                and (ts[n.after].text in ",(" if n.after < len(ts) else True)
                and self._role_before(n.first - 1)
            ):
                sure.update(words)
        return {w for w in sure if len(w) > 1}

    def _apposed(self) -> set[int]:
        """Where names of two words begin behind the comma that closes a speaker's description: "kata Pembina Panti, Budi Wibawa."."""
        ts, found = self.ts, set()
        for n in self.all:
            behind = ts[n.after] if n.after < len(ts) else None
            closed = behind is None or behind.text in ",.(" or behind.shape == "n" or behind.low in speech().stops
            if n.last - n.first < 2 or not closed or n.first < 2 or ts[n.first - 1].text != ",":
                continue
            for k in range(n.first - 2, max(-1, n.first - 2 - APPOSED_REACH), -1):
                if ts[k].shape in "np" and ts[k].text not in "()-":
                    break
                if ts[k].low in speech().core and ts[k].shape == "l":
                    found.add(n.first)
                    break
        return found

    def _role_before(self, i: int) -> bool:
        """Whether a role stands in the words before a comma: "salah seorang pedagang, Jafar,"."""
        for k in range(i - 1, max(-1, i - 8), -1):
            if self.ts[k].shape in "np":
                return False
            if self.ts[k].low in role_forms():
                return True
        return False

    def aliases(self) -> dict[str, str]:
        """Other names in brackets or behind "alias": "Darto Wibawa (Gus Toro)", "Rini Astari (RA)", "Hanif Rahmat alias Nanif"."""
        ts, found = self.ts, {}
        for n in self.all:
            if len(person_key(n.text)) < 2:
                continue
            for j in range(n.first + 1, n.last - 2):
                if ts[j].shape == "p" and ts[j + 1].shape == "C" and ts[j + 2].shape == "p" and ts[j].text in "'\"“‘":
                    found[ts[j + 1].low] = n.text
            k = n.after
            if k + 2 < len(ts) and ts[k].text == "(":
                stop = next((j for j in range(k + 1, min(k + 5, len(ts))) if ts[j].text == ")"), None)
                inner = ts[k + 1 : stop] if stop else ()
                if inner and all(t.shape in "CU" for t in inner):
                    other = self.name_at(k + 1)
                    found[other.text.casefold() if other else inner[-1].low] = n.text
                    continue
            while k < len(ts) and (ts[k].text == "," or ts[k].low in names().alias_adverbs) and k - n.after < 6:
                k += 1
            if 0 < k < len(ts) and (ts[k].low in names().aliases or ts[k - 1].low in names().aliases):
                other = self.name_at(k + 1 if ts[k].low in names().aliases else k) if k + 1 < len(ts) else None
                if other is not None and set(person_key(other.text)) != set(person_key(n.text)):
                    found[other.text.casefold()] = n.text
        return self._blends() | self._nicknames() | found

    def _nicknames(self) -> dict[str, str]:
        """Names that somebody told without his own goes by, of whom the text spoke last: "pria yang akrab disapa Bang Toro ini"; and
        "Toro, sapaan akrab Darto Wibawa"."""
        ts, found = self.ts, {}
        last, names_before = None, iter(self.all)
        name = next(names_before, None)
        for i in range(1, len(ts) - 1):
            while name is not None and name.last <= i:
                last = name if name.last - name.first > 1 else last
                name = next(names_before, None)
            if ts[i].low in names().called and ts[i - 1].low in names().alias_adverbs | {"di"} and last is not None:
                other = self.name_at(i + 1)
                if other is not None and other.last - other.first == 1 and ts[other.first].low not in person_key(last.text):
                    found[ts[other.first].low] = last.text
            elif ts[i].low in names().bynames and i > 1 and ts[i - 1].text == "," and ts[i - 2].shape == "C":
                k = i + 1 + (ts[i + 1].low in names().alias_adverbs)
                whole = self.name_at(k) if k < len(ts) else None
                if whole is not None and whole.last - whole.first > 1:
                    found[ts[i - 2].low] = whole.text
        return found

    def _blends(self) -> dict[str, str]:
        """Short names made of a full one's beginnings: "Darwib" of "Darto Wibawa"."""
        ends: dict[str, tuple[str, int]] = {}
        for n in self.all:
            for a, b in itertools.pairwise(n.text.casefold().split()):
                if a.isalpha() and b.isalpha():
                    ends.update({a[:i] + b[:j]: (n.text, min(i, j)) for i in range(2, 6) for j in range(2, 6) if i < len(a) and j < len(b)})
        lone = {t.low for n in self.all if n.last - n.first == 1 for t in self.ts[n.first : n.last]}
        blends = ((low, *ends[low]) for low in sorted(lone & set(ends)) if len(low) >= 5)
        return {low: name for low, name, shorter in blends if low not in names().given or shorter > 2}  # "Zulhas" is a name, too

    def _all_names(self) -> list[Name]:
        found: list[Name] = []
        i = 0
        while i < len(self.ts):
            t = self.ts[i]
            if t.shape in "CI" or (t.shape == "U" and (t.low in names().honorifics or len(t.text) == 2 or t.low in names().noble)):
                name = self.name_at(i)
                if name is not None:
                    found.append(name)
                    i = name.after
                    continue
            i += 1
        return found

    def mention(self, name: Name, post: Post | None) -> Mention:
        start, end = self.ts[name.first].start, self.ts[name.last - 1].end
        line = bisect.bisect_right(self.headline_starts, start) - 1
        return Mention(name.text, start, end, post, line >= 0 and start < self.headlines[line][1])

    def name_at(self, i: int) -> Name | None:
        """A name at token `i` that is no place and holds none behind its first word."""
        name = read_name(self.ts, i)
        if name is None or (i and self._names_thing(i)) or (i and self.ts[i - 1].text == "@"):
            return None
        if name.last < len(self.ts) and self.ts[name.last].low in names().ranked and self.ts[name.last].shape in "CU":
            return None  # "Pa Siaga III Ipda Budi": a title
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
        while first < last - 1 and self.ts[first].low in offices().bodies.foreign:
            first += 1  # "Presiden Peru Darto Wibawa"
        while first < last - 1 and self._opening(first) and self.ts[first].low not in names().given and self.ts[first].low in self.common:
            first += 1
        if first > name.first:
            name = Name(first, last, name.after if last == name.last else last, " ".join(t.text for t in self.ts[first:last]))
            last = min(last, name.last)
        if last - name.first == 1 and not self._lone(self.ts[name.first]):
            return None
        words = tuple(t.low for t in self.ts[name.first : last])
        if words in self.settlements and words[0] not in names().given:
            return None  # "wilayah hukum Polsek Karang Jati"
        if last == name.last:
            return name
        return Name(name.first, last, last, " ".join(t.text for t in self.ts[name.first : last]))

    def common_at(self, i: int, words: frozenset[str] = frozenset()) -> Name | None:
        """A name behind a post whose first word is none elsewhere: "Ketua Komisi X, Lalu Wibawa", "Kadis Y, Hari Wibawa"; so are `words`."""
        i = skip_honorifics(self.ts, i)
        if i >= len(self.ts) or self.ts[i].low not in names().adverbs | words or self.ts[i].shape != "C":
            return None
        name = read_name(self.ts, i + 1)
        return Name(i, name.last, name.after, f"{self.ts[i].text} {name.text}") if name is not None and name.first == i + 1 else None

    def fuller(self, name: Name) -> Name:
        """The name as far as the model reads it, where the grammar stops at a word of the language: "Ryan Utama"."""
        behind = self.ts[name.last] if name.last < len(self.ts) else None
        if behind is None or behind.shape not in "CUI" or name.after > name.last:
            return name  # nothing that could be more of the name
        last = self.recognised.person(name.first)
        return self._marked(name.first, last) if name.last < last and self._grows(name.last, last) else name

    def marked_at(self, i: int) -> Name | None:
        """The name that the model alone reads at token `i` (honorifics before it allowed): "Putih Sari"; none in a headline."""
        i = skip_honorifics(self.ts, i)
        if i + 1 >= len(self.ts) or self.ts[i].shape not in "CUI" or self.ts[i + 1].shape not in "CUIp":
            return None
        last = self.recognised.person(i)
        if not last or self.covered.get(self.ts[i].start) is not None or not self._grows(i, last):
            return None
        return self._marked(i, last)

    def _grows(self, a: int, b: int) -> bool:
        """Whether tokens `[a, b)` may be a name's on the model's word: no headline's, no area's, no verb's."""
        line = bisect.bisect_right(self.headline_starts, self.ts[a].start) - 1
        if line >= 0 and self.ts[a].start < self.headlines[line][1]:
            return False
        return not any(self.covered.get(t.start) is not None and t.low not in names().given for t in self.ts[a:b])

    def _marked(self, first: int, last: int) -> Name:
        text = ""
        for t in self.ts[first:last]:
            text += t.text if t.glued or t.shape == "p" or not text else f" {t.text}"
        return Name(first, last, skip_degrees(self.ts, last), text)

    def _names_thing(self, i: int) -> bool:
        """Whether the word before makes the words a thing's name: "Bandara Darto Wibawa", "Academy of Sciences"."""
        while i > 2 and self.ts[i - 1].text == "." and self.ts[i - 2].low in names().honorifics | {"h"}:
            i -= 2
        before = self.ts[i - 1]
        return before.low in names().things and (before.shape in "CU" or before.low == "of")

    def _opening(self, i: int) -> bool:
        """Whether a token opens a sentence or line, where any word is capitalised."""
        return i == 0 or self.ts[i - 1].text in "\n.?!:\"“”'" or self._opening_before(i)

    def _opening_before(self, i: int) -> bool:
        return self.ts[i - 1].shape == "C" and self.ts[i - 1].low in self.common and i >= 2 and self.ts[i - 2].text in '\n."“'

    def _lone(self, t: Token) -> bool:
        """Whether a single word may be a name here: no word of the language, and no place, as this text shows."""
        if t.low in names().given:
            return True
        if resolve(t.text) is not None:
            return False  # "Jakarta", cut from "Jakartamenyatakan"
        return t.low not in self.common and t.low not in self.sites


def _sites(ts: Sequence[Token], personal: set[str]) -> tuple[set[str], set[tuple[str, ...]]]:
    """Words that stand behind a word of places ("di Sepaku"), and names of small areas ("Kecamatan Karang Jati") by their words."""
    words: set[str] = set()
    areas: set[tuple[str, ...]] = set()
    for i, (a, b) in enumerate(itertools.pairwise(ts)):
        if b.shape != "C":
            continue
        if a.low in names().sites and a.shape == "l":
            words.add(b.low)
        if a.low in names().settlements and not (i and ts[i - 1].low in names().heads):
            run = list(itertools.takewhile(lambda t: t.shape == "C", ts[i + 1 : i + 4]))
            if run[0].low not in names().given:
                words.add(run[0].low) if len(run) == 1 else None
                areas.update(tuple(t.low for t in run[:n]) for n in range(1, len(run) + 1))
    return words - personal, areas


def _personal(ts: Sequence[Token]) -> set[str]:
    """Capitalised words that stand somewhere as only persons do: before "selaku" or a verb of speech, behind "ujar" or a title."""
    found: set[str] = set()
    for i, t in enumerate(ts):
        if t.shape != "C":
            continue
        before, behind = ts[i - 1] if i else None, ts[i + 1] if i + 1 < len(ts) else None
        speaks = (
            behind is not None
            and behind.shape == "l"
            and (behind.low == "selaku" or (behind.low in speech().reports and (before is None or before.shape in "npl")))
        )
        if speaks or (
            before is not None
            and (before.low in speech().core or (before.low in names().honorifics and len(before.low) > 1 and before.shape != "l"))
        ):
            found.add(t.low)
    return found


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
        told = bool(line) and line[-1].text in '.”"' and [w.text for w in line[-3:]] != [".", ".", "."]  # "..." ends headlines too
        if 4 <= len(words) <= LONGEST_HEADLINE and capitals / len(words) >= HEADLINE and not told:
            found.append((line[0].start, line[-1].end))
        line = []
    return found
