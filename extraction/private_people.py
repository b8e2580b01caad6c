"""Who must not be published by name: the people whom a text names and who hold no office in it.

Finds: "Seorang motoris yang terbalik di Sungai Mahakam, Basrin, dirawat"; "Mulyati (41) mengungsi"; "istri korban, Rahma Wati";
"Jumiran, pemanen asal Blora, mengeluh"; "tersangka berinisial RK". Refuses: "Bupati Kendal Budi Raharja", "di Sepaku, warga mengeluh",
"Jalan Ahmad Yani", "PT Surya Jaya (12)".

A name is private where one kind of evidence says so; the trained model's PERSON spans are one of them, where the grammar agrees.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Sequence

from extraction.find import Facts
from extraction.names import NOMINAL, ROMAN, Name, person_key
from extraction.people import People, people
from extraction.private_text import BREAKS, PrivateText, introducers, is_public, lawyers
from extraction.reading import Reading
from extraction.tokens import Token
from tagih.records import Statement
from tagih.vocabulary.names import names
from tagih.vocabulary.offices import offices, post_forms
from tagih.vocabulary.places import regions
from tagih.vocabulary.private import private

RULE = "private_people"
VERSION = "4"
OLDEST = 110  # years of a person's age
NOUN_REACH = 16  # tokens between a noun and the name behind its comma: "seorang motoris yang ... pada Februari, Basrin,"
CLOSING_REACH = 20  # tokens between a noun behind a name and the comma that closes it: ", pemanen asal Blora di kebun X,"
INTRODUCED_REACH = 8  # tokens between a noun and "yakni", "bernama"
POST_REACH = 24  # tokens between a post's first word and its holder's name
JOINS = frozenset(
    {"dan", "serta", "di", "pada", "untuk", "yang", "lain", "lainnya", "setempat", "sekaligus", "juga"}
)  # small words inside a post's phrase
DEGREE = re.compile(r"[A-Z]{1,2}\. ?[A-Z][a-z]{1,5}")  # "M.Epid"

Key = tuple[str, ...]


def private_people(reading: Reading, facts: Facts, statements: Sequence[Statement]) -> tuple[str, ...]:
    """Full names, as the text writes them, of the people without office in this document, in order of the text.

    Former and future holders of posts and leaders of parties, told as such, are public and left out.
    """
    found = people(reading)
    text = PrivateText(reading, found)
    public = _public(found, facts) | {person_key(n.text) for n in text.names if _has_post(text, n)}
    speakers = {person_key(s.speaker) for s in statements if s.official is None} & {person_key(m.name) for m in found.names}
    speakers = {s for s in speakers if s[0] not in private().sites}
    firms = {m.end for m in found.posted if m.post is not None and not m.post.public}
    public_words = {w for key in public for w in key}
    officials, told_speakers = _Known(public), _Known(speakers)
    told: dict[Key, str] = {}
    for name in _with_lists(text, lambda n: _is_private(text, n, told_speakers, firms)):
        key = person_key(name.text)
        if not public_words.issuperset(key) and not officials.meet(key):
            told.setdefault(key, " ".join(reading.text[text.ts[name.first].start : text.ts[name.last - 1].end].split()))
    for m in _initials(text):
        told.setdefault(person_key(m.text), m.text)
    # A short form beside its full one says nothing more.
    return tuple(written for key, written in told.items() if not any(len(other) > len(key) and set(key) <= set(other) for other in told))


@functools.cache
def _abbreviations() -> tuple[str, ...]:
    """Posts in one word, which longer ones begin with: "kapuspen" and "kapuspenkum"."""
    return tuple(w for w in offices().abbreviations.exact if len(w) > 5)


@functools.cache
def _areas() -> frozenset[Key]:
    """Names of provinces, regencies and cities."""
    return frozenset(person_key(name) for r in regions().values() for name in (r.name, r.short, *r.aliases))


def _public(found: People, facts: Facts) -> set[Key]:
    """Names of officials, of former and future holders of posts, and of parties' leaders."""
    keys = {person_key(o.name) for o in facts.officials} | {person_key(name) for name in private().presidents}
    for m in found.posted:
        if m.post is not None:
            body = set(person_key(m.post.body or m.post.office))
            if is_public(m.post) or m.post.holding in ("former", "elect") or body & private().parties:
                keys.add(person_key(m.name))
    return keys | {person_key(full) for alias, full in found.aliases.items() if person_key(alias) in keys}


def _same(name: Key, known: Key) -> bool:
    """Whether a name is a known person's, in whole or shortened or with more words."""
    return set(name) <= set(known) or (len(known) > 1 and set(known) <= set(name))


class _Known:
    """Names of persons by their words, so that a long document with many of them is still read in linear time."""

    def __init__(self, keys: set[Key]) -> None:
        self._by_word: dict[str, list[Key]] = {}
        for key in keys:
            for word in set(key):
                self._by_word.setdefault(word, []).append(key)

    def meet(self, name: Key) -> bool:
        """Whether one of them is the person of this name."""
        return any(_same(name, other) for word in name for other in self._by_word.get(word, ()))


def _is_private(text: PrivateText, name: Name, speakers: _Known, firms: set[int]) -> bool:
    if _is_thing(text, name):
        return False
    key = person_key(name.text)
    speaks = not text.headline(name) and speakers.meet(key)
    leads = text.mention(name).end in firms and (speaks or text.person(name))
    return ((speaks or leads) and not _is_common(text, key)) or any(told(text, name) for told in EVIDENCE)


def _has_post(text: PrivateText, name: Name) -> bool:
    """A public post in the same run of capitals, or behind the comma, even where no rule could give it to the name:
    "Deputi Bidang Kepesertaan Kanwil Kalimantan, Rahma", "Rahma, Kepala Seksi", "Kepala dinasnya, Rahma"."""
    ts = text.ts
    near = text.before(name)
    body = False
    for i in range(near, max(-1, near - POST_REACH), -1):
        t = ts[i]
        if t.text in BREAKS or (t.shape == "l" and t.low not in JOINS and not _of_body(t.low)):
            break
        body = body or t.low in offices().bodies.public
        if i in text.posts or _of_body(t.low) or (body and i in text.heads):
            return True
    if text.low(name.after) == "(" and text.low(name.after + 1) in private().parties:
        return True  # "Rahma (Fraksi A)"
    return any(k in text.posts for k in (name.after + 1, name.after + 2) if text.low(name.after) in ",(")


def _of_body(word: str) -> bool:
    """ "dinasnya", "kepala" written small: the post of a body told before."""
    return word.endswith("nya") and (word[:-3] in offices().bodies.public or word == "bicaranya")


def _is_thing(text: PrivateText, name: Name) -> bool:
    """A street, building, firm or area: what stands before the name or in it says so."""
    k = text.before(name)
    before = text.low(k)
    key = person_key(name.text)
    if (
        before in private().sites
        or key in _areas()
        or not private().things.isdisjoint(key)
        or (before == "," and DEGREE.fullmatch(name.text))
    ):
        return True
    if any(NOMINAL.fullmatch(w) and w not in names().given for w in key) or key[0].startswith(_abbreviations()):
        return True
    if key[0] in private().sites or (
        not text.person(name) and any(len(w) > 3 and w in offices().bodies.public | private().sites for w in key)
    ):
        return True
    after = text.ts[name.last] if name.last < len(text.ts) else None
    if after is not None and after.glued and after.text in "-/" and text.low(name.last + 1).isalpha():
        return True  # "Surabaya-Gempol", "Prabowo-Gibran"
    if k < 0 or text.ts[k].shape not in "CU" or text.opens(k) or text.ts[k].glued:
        return False
    # Other words in capitals right before a name make it a part of a longer one, unless they tell who it is.
    return not (text.noun(k) or before in post_forms() or before in names().calendar or before in names().never) and (
        text.mention(name).post is None and not _ends_noun(text, k)
    )


def _ends_noun(text: PrivateText, k: int) -> bool:
    """Whether token `k` is the last of a person's noun in more words: "Ibu Rumah Tangga"."""
    return any(text.noun(i) == k - i + 1 for i in range(max(0, k - 2), k))


def _is_common(text: PrivateText, key: Key) -> bool:
    """A single word that the text also writes small, numbers or makes longer, or a name that stands behind a preposition of place."""
    return (
        key in text.located
        or (len(key) == 1 and key[0] in text.longer)
        or (len(key) == 1 and (key[0] in text.book.common or key[0] in text.book.sites))
    )


def _aged(text: PrivateText, name: Name) -> bool:
    """ "Mulyati (41)", "Mulyati (41 tahun)", "Mulyati, 41, warga", "Mulyati, berusia 41 tahun"."""
    k = name.after
    mark = text.low(k)
    if mark in ",(" and text.low(k + 1) in private().aged:
        return True
    number = text.low(k + 1)
    if mark not in ",(" or not number.isdigit() or not 0 < int(number) <= OLDEST:
        return False
    behind = text.low(k + 2)
    return behind in private().years or behind == (")" if mark == "(" else ",") or (mark == "(" and behind in ",/")


def _apposed(text: PrivateText, name: Name) -> bool:
    """ "Jumiran, pemanen asal Blora, mengeluh": a noun behind the comma tells who it is."""
    if text.low(name.after) != ",":
        return False
    k = name.after + 1
    while text.low(k) in private().articles and k - name.after < 6:
        k += 1
    length = text.noun(k)
    if not length or text.ts[k].shape != "l":
        return False
    before = text.before(name)
    if text.low(before) in private().places or (before >= 0 and text.ts[before].text == "," and text.ts[before - 1].shape in "CUI"):
        return False  # "Di Sepaku, warga mengeluh", "Sepaku, Kutai, warga"
    if text.low(k + length) in (",", "dan", "serta") and text.noun(k + length + 1 + (text.low(k + length + 1) == "dan")):
        return False  # "ojek, sopir, dan kurir"
    if text.person(name):
        return True
    key = person_key(name.text)
    closed = text.low(k - 1) in private().articles or any(text.low(i) == "," for i in range(k + length, k + length + CLOSING_REACH))
    return not _is_common(text, key) and (len(key) > 1 or closed)


def _called(text: PrivateText, name: Name) -> bool:
    """ "korban Siti Aminah", "tersangka Udin": the noun right before the name."""
    k = text.before(name)
    lawyer = any(text.phrase(lawyers(), i) == k - i + 1 for i in (k - 1, k))
    if lawyer and len(person_key(name.text)) > 1 and all(t.shape == "C" for t in text.ts[name.first : name.last]):
        return True  # "kuasa hukum Siti Aminah, Budi, ..."
    if text.low(k) in private().surely or (k >= 1 and text.ts[k].text == "." and text.low(k - 1) in ("alm", "almh")):
        return True
    stands = text.noun(k) or _ends_noun(text, k) or (text.ts[k].shape == "l" and text.low(k).endswith("nya") and text.noun(k))
    return bool(stands) and person_key(name.text)[0] in names().given - private().common


def _behind_comma(text: PrivateText, name: Name) -> bool:
    """ "istri korban, Rahma Wati, pingsan": a noun in the words before the comma, no other mark between."""
    k = text.before(name)
    if text.low(k) != "," or text.low(name.after) in ("dan", "-"):
        return False
    last = text.ts[k - 1]
    plain = text.noun(k - 1) or last.low in names().calendar or last.text in ROMAN
    if last.shape in "CU" and not plain and not text.person(name):
        return False  # "warga Sukamaju, Tenggarong"
    for i in range(k - 1, max(-1, k - NOUN_REACH), -1):
        if text.ts[i].text in BREAKS or text.ts[i].text in ",()":
            return False
        if text.noun(i):
            if text.person(name):
                return text.low(name.after) in ",(.\n" or text.ts[name.after].shape == "l"
            key = person_key(name.text)
            return text.low(name.after) in (",(" if len(key) == 1 else ",(.") and not _is_common(text, key)
    return False


def _introduced(text: PrivateText, name: Name) -> bool:
    """ "korban meninggal yakni Siti", "perempuan bernama Siti", "atas nama Siti Aminah"."""
    k = text.before(name)
    start = next((i for i in range(max(0, k - 2), k + 1) if text.phrase(introducers(), i) == k - i + 1), None)
    if start is None:
        return False
    words = " ".join(text.low(i) for i in range(start, k + 1))
    if words in private().named and text.person(name):
        return True
    for i in range(start - 1, max(-1, start - INTRODUCED_REACH), -1):
        if text.ts[i].text in BREAKS:
            return False
        if text.noun(i):
            return text.person(name) or words in private().named
    return False


def _named(text: PrivateText, name: Name) -> bool:
    """A name of two words or more that opens as persons' names do, and is no firm's or programme's."""
    words = person_key(name.text)
    return len(words) > 1 and words[0] in names().given - private().common and not text.headline(name)


def _read_as_person(text: PrivateText, name: Name) -> bool:
    """The grammar and the trained model agree, to the letter, on a name of two words or more, one of them known as a person's. Either alone
    also takes brands, temples and programmes for people (150 articles read by eye, 2026-11-21)."""
    key = person_key(name.text)
    known = len(key) > 1 and any(w in names().given - private().common for w in key)
    return known and not text.headline(name) and not _is_common(text, key) and text.read_as_person(name)


EVIDENCE: tuple[Callable[[PrivateText, Name], bool], ...] = (_aged, _apposed, _called, _behind_comma, _introduced, _named, _read_as_person)


def _with_lists(text: PrivateText, is_private: Callable[[Name], bool]) -> Iterator[Name]:
    """Private names, and those that a list adds to an introduced one: "korban yakni Siti, Rahma, dan Wati"."""
    by_first = {n.first: n for n in text.names}
    listed: set[int] = set()
    for name in text.names:
        if name.first not in listed and not is_private(name):
            continue
        yield name
        if name.first in listed or _introduced(text, name):
            k = name.after
            while text.low(k) in (",", "dan", "serta") and k - name.after < 3:
                k += 1
            if k > name.after and k in by_first and not _is_thing(text, by_first[k]):
                listed.add(k)


def _initials(text: PrivateText) -> Iterator[Token]:
    """Initials that stand for a person: "tersangka RK (34)", "berinisial AMR"."""
    ts = text.ts
    abbreviations = offices().bodies.public | offices().bodies.private | names().degrees | private().things
    for i, t in enumerate(ts):
        if t.shape != "U" or not 2 <= len(t.text) <= 4 or t.low in abbreviations:
            continue
        before = text.low(i - 1)
        age = text.low(i + 1) == "(" and text.low(i + 2).isdigit() and int(text.low(i + 2)) <= OLDEST and text.low(i + 3) in ")/"
        if (
            before in ("berinisial", "inisial")
            or before in private().surely
            or (age and (text.noun(i - 1) or before == "," or text.opens(i)))
        ):
            yield t
