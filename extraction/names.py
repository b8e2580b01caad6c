"""Personal names by their grammar: capitalised words, initials and particles, without honorifics and degrees.

A trained model's PERSON spans may later stand beside `read_name`: whoever calls it needs only token indices.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from typing import NamedTuple

from extraction.tokens import Token
from tagih.vocabulary.names import names, rank_forms
from tagih.vocabulary.offices import acting_forms, offices, post_forms
from tagih.vocabulary.speech import speech

LONGEST = 6  # words of a name; most have 2 or 3, Balinese and Arabic ones up to 6
NOMINAL = re.compile(r"(?:pe|ke)\w{4,}an")  # the shape of abstract nouns, in lower case: "perasuransian"
SURNAMES = frozenset({"hakim", "jaksa", "penghulu", "petinggi", "raja", "panglima", "datuk"})  # posts that are surnames too
ROMAN = frozenset(["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV"])


class Name(NamedTuple):
    """A name over tokens `[first, last)`, honorifics and degrees outside; `after` is the token behind its degrees."""

    first: int
    last: int
    after: int
    text: str


def skip_honorifics(ts: Sequence[Token], i: int) -> int:
    """The first token behind forms of address, titles and ranks: "Bapak H.", "Prof. Dr.", "Kombes Pol"."""
    known = names().honorifics
    while i < len(ts):
        t = ts[i]
        rank = rank_at(ts, i)
        if rank:
            i = _behind_brackets(ts, i + rank)
            continue
        single = (t.shape == "I" and t.low == "h") or (t.low in ("k", "h") and i + 1 < len(ts) and ts[i + 1].text == ".")
        body = t.text in ("BPK", "PDT")  # the audit board, a ministry's field; "Bpk", "Pdt" are forms of address
        if body or not (single or (len(t.low) > 1 and t.low in known and (t.shape in "CU" or _addressed(ts, i)))):
            return i
        j = i + 1
        if j < len(ts) and ts[j].text == ".":
            j += 1
        j = _behind_brackets(ts, j)
        if j >= len(ts) or ts[j].shape not in "CUIl":
            return i
        i = j
    return i


def rank_at(ts: Sequence[Token], i: int) -> int:
    """How many tokens a rank written out takes at token `i`; 0 for none. A name follows it, or its abbreviation in brackets."""
    if ts[i].shape not in "CU":
        return 0
    for words, _ in rank_forms().get(ts[i].low, ()):
        n = len(words)
        if tuple(t.low for t in ts[i : i + n]) == words:
            behind = _behind_brackets(ts, i + n)
            return n if behind < len(ts) and ts[behind].shape in "CUI" else 0
    return 0


def _behind_brackets(ts: Sequence[Token], i: int) -> int:
    """The token behind an abbreviation in brackets at token `i`: "Brigjen (Purn.)", "Ajun Komisaris Besar Polisi (AKBP)"."""
    if i + 2 < len(ts) and ts[i].text == "(":
        for j in (i + 2, i + 3):
            if j < len(ts) and ts[j].text == ")" and (j == i + 2 or ts[i + 2].text == "."):
                return j + 1
    return i


def _addressed(ts: Sequence[Token], i: int) -> bool:
    """A lower-case form of address right before a capital: "pak Budi", "drh. Ani"."""
    j = i + 2 if i + 1 < len(ts) and ts[i + 1].text == "." else i + 1
    return ts[i].shape == "l" and j < len(ts) and ts[j].shape == "C" and len(ts[i].low) <= 7


def is_name_word(t: Token) -> bool:
    """Whether a token may open or fill a name: capitalised, and no word of posts, bodies or the calendar."""
    return t.shape == "C" and len(t.text) > 1 and (t.low in names().given or not _impersonal(t.low))


def _dated(ts: Sequence[Token], i: int) -> bool:
    """Whether a month's name stands in a date and not in a name."""
    return (i > 0 and ts[i - 1].shape == "d") or (i + 1 < len(ts) and ts[i + 1].shape in "dpn")


@functools.cache
def _impersonal_words() -> frozenset[str]:
    bodies = offices().bodies
    return (
        names().never
        | bodies.words
        | bodies.public
        | bodies.private
        | bodies.supra
        | offices().abbreviations.districts
        | offices().abbreviations.exact
        | frozenset(offices().abbreviations.prefixes)  # "Kasat" alone
        | frozenset(offices().ministers)
        | speech().passives
        | speech().reports
        | {w for w in offices().roles if len(w) > 3}
        | {w for a in offices().acting for w in a.split() if len(w) > 3}
    )


def _impersonal(low: str) -> bool:
    verb = (len(low) > 6 and low.endswith("kan")) or (len(low) > 5 and low.endswith("nya"))  # "Tegaskan" of headlines, "Namanya"
    return verb or low in _impersonal_words() or (len(low) > 5 and low.startswith(offices().abbreviations.prefixes))


def skip_degrees(ts: Sequence[Token], i: int) -> int:
    """The first token behind a chain of degrees: ", S.IP., M.Si", " SH MH"."""
    known = names().degrees
    end = i
    while i < len(ts):
        j = i
        if ts[j].text == ",":
            j += 1
        word = ""
        k = j
        while (
            k < len(ts)
            and ts[k].shape in "CUIl"
            and (not word or ts[k].glued)
            and len(word) < 7
            and not (word in known and len(ts[k].low) > 4)
        ):
            word += ts[k].low
            k += 1
            if k < len(ts) and ts[k].text == "." and ts[k].glued:
                k += 1
        upper = j < len(ts) and (ts[j].shape in "UI" or "." in "".join(t.text for t in ts[j:k]) or ts[j].text in ("Lc", "Ph"))
        if k == j or word not in known or not upper or (len(word) == 1 and k - j < 2):
            return end
        i = end = k
    return end


def read_name(ts: Sequence[Token], i: int, *, lone: bool = True) -> Name | None:
    """The personal name that begins at token `i` (honorifics before it allowed), or None.

    `lone`: whether a single word may be a name.
    """
    start = i
    i = skip_honorifics(ts, i)
    first = i
    if i < len(ts) and ts[i].glued and ts[i].low in names().degrees and len(ts[i].text) <= 3 and not _leads(ts, i):
        return None  # "M.Si"
    vocabulary = names()
    parts: list[str] = []
    while i < len(ts) and len(parts) < LONGEST:
        t = ts[i]
        if t.shape == "n" and _broken(ts, i, first, bool(parts)):
            i += 1
            continue
        if t.shape == "n" or (parts and t.glued and t.shape != "p" and ts[i - 1].shape == "p" and ts[i - 1].text not in ".-"):
            break
        following = ts[i + 1] if i + 1 < len(ts) else None
        if parts and ((t.shape == "U" and t.low in vocabulary.honorifics) or (t.shape == "C" and t.low in vocabulary.ranked)):
            break  # "Kapolsek Y AKP Budi": what stood before the rank was a place
        if t.shape == "I" or (t.shape == "U" and len(t.text) <= 3 and (not _closed(ts, i) or (not parts and _lettered(ts, i)))):
            dotted = following is not None and following.text == "." and following.glued
            if not _initial(ts, i, bool(parts)):
                break
            parts.append(t.text + ("." if dotted else ""))
            i += 2 if dotted else 1
            continue
        if t.shape == "U" and parts and t.text in ROMAN and parts[0].casefold() in vocabulary.given:
            parts.append(t.text)
            i += 1
            continue
        if not parts and following is not None and t.shape == following.shape == "C" and f"{t.low} {following.low}" in vocabulary.openings:
            parts += [t.text, following.text]
            i += 2
            continue
        if (
            is_name_word(t)
            or (parts and _surname(ts, i))
            or (
                parts
                and t.shape == "C"
                and ((t.low in vocabulary.calendar and not _dated(ts, i)) or (t.low in vocabulary.inside and _fills(ts, i, first)))
            )
        ):
            if t.low in post_forms() and t.low not in vocabulary.given and (not parts or t.low not in SURNAMES):
                break
            parts.append(t.text)
            i += 1
            if t.low in vocabulary.clipped and i + 1 < len(ts) and ts[i].text == "." and is_name_word(ts[i + 1]):
                i += 1  # "Moh. Yasin"
            if (
                i + 1 < len(ts)
                and ts[i].text == "-"
                and ts[i].glued
                and ts[i + 1].glued
                and (t.low in vocabulary.particles)
                and ts[i + 1].shape == "C"
            ):
                parts[-1] += "-" + ts[i + 1].text
                i += 2
            continue
        if (
            parts
            and t.text in "'\"“‘"
            and i + 3 < len(ts)
            and ts[i + 1].shape == "C"
            and ts[i + 2].text in "'\"”’"
            and is_name_word(ts[i + 3])
        ):
            i += 3  # a nickname: "Rudi 'Roro' Hartono"
            continue
        if parts and t.low in vocabulary.particles and following is not None and is_name_word(following):
            parts.append(t.text)
            i += 1
            continue
        break
    while parts and (parts[-1].casefold() in vocabulary.particles and parts[-1].islower()):
        parts.pop()
        i -= 1
    if not parts or not any(len(p.rstrip(".")) > 1 and not p.isupper() for p in parts):
        return None
    if len(parts) == 1 and parts[0].casefold() in vocabulary.honorifics:
        return None
    if "".join(p.rstrip(".") for p in parts).casefold() in names().degrees and len(parts) > 1:
        return None
    if len(parts) == 1 and not lone and first == start:
        return None
    return Name(first, i, skip_degrees(ts, i), " ".join(parts))


def _leads(ts: Sequence[Token], i: int) -> bool:
    """Whether a letter glued to a title leads a name: "H.M Reza"."""
    return ts[i].shape == "I" and i + 1 < len(ts) and is_name_word(ts[i + 1]) and not ts[i + 1].glued


def _surname(ts: Sequence[Token], i: int) -> bool:
    """Whether a capitalised word that looks like a verb is a surname: a verb of speech or a mark follows, "Budi Walintukan mengatakan"."""
    t, behind = ts[i], ts[i + 1] if i + 1 < len(ts) else None
    verb = t.shape == "C" and len(t.low) > 6 and t.low.endswith("kan") and t.low not in speech().reports and t.low[:2] not in ("me", "di")
    return verb and behind is not None and (behind.low in speech().reports or (behind.text in ",(" and ts[i - 1].shape == "C"))


def _fills(ts: Sequence[Token], i: int, first: int) -> bool:
    """Whether a word of the language is a part of a name here: behind a known name, with the name's end or more of it behind."""
    if i + 1 < len(ts) and ts[i + 1].shape == "C" and not is_name_word(ts[i + 1]) and ts[i + 1].low not in names().inside:
        return False  # "Rudi Utama Dinas"
    return ts[first].low in names().given | names().after_i | names().noble or (first > 0 and ts[first - 1].low in names().honorifics)


def _broken(ts: Sequence[Token], i: int, first: int, begun: bool) -> bool:
    """A name broken over two lines by mark-up: its first words are a line of their own, and a name word follows."""
    return begun and first > 0 and ts[first - 1].shape == "n" and i - first <= 2 and i + 1 < len(ts) and is_name_word(ts[i + 1])


def _lettered(ts: Sequence[Token], i: int) -> bool:
    """Whether two letters that may be a degree open a name: "Jaksa Agung ST Wibawa"; behind a name or a mark they close it."""
    before, behind = ts[i - 1] if i else None, ts[i + 1] if i + 1 < len(ts) else None
    degree = len(ts[i].text) == 2 and ts[i].low in names().degrees and ts[i].low not in offices().bodies.public
    if not degree or behind is None or behind.low not in names().given or behind.shape != "C" or before is None:
        return False
    return before.low in _impersonal_words() and before.shape in "CUl"


def _closed(ts: Sequence[Token], i: int) -> bool:
    """Whether a short word in capitals is a known abbreviation and no part of a name."""
    low = ts[i].low
    return (
        low in offices().bodies.public
        or low in offices().bodies.private
        or low in names().never
        or low in names().degrees
        or low in ("ri", "dki", "diy", "ntt", "ntb")
    )


def _initial(ts: Sequence[Token], i: int, inside: bool) -> bool:
    """Whether the letters at `i` are initials: "Sekar A Wibawa", "M. Yasin", "Rini Z", "I Wayan", "Bagus GL Pranoto"."""
    t = ts[i]
    j = i + 1
    while j < len(ts) and ts[j].text == "." and ts[j].glued:
        j += 1
    following = ts[j] if j < len(ts) else None
    name_follows = following is not None and (is_name_word(following) or (following.shape == "I" and j + 1 < len(ts)))
    if inside:
        degree = t.low in names().degrees and t.low not in ("m", "s", "a", "d", "p", "k", "b", "i")
        if degree or (j - i > 1 and following is not None and following.glued and following.shape in "CU" and len(following.text) <= 4):
            return False  # "S.IP"
        return name_follows or t.shape == "I" or len(t.text) <= 3
    if t.text in ("I", "Ni"):
        return following is not None and following.low in names().after_i
    if t.shape == "U":  # "AM Wibawa"
        return (
            name_follows
            and (len(t.text) == 2 or t.low in names().noble)
            and t.low not in ("as", "tv", "wa")
            and t.text not in ROMAN
            and t.low not in names().honorifics
        )
    return name_follows and t.text not in ("V", "X")


@functools.lru_cache(maxsize=16_384)
def person_key(name: str) -> tuple[str, ...]:
    """The words of a name for comparing: "Darto O. Wibawa" is ("darto", "o", "wibawa")."""
    return tuple(w for w in "".join(c if c.isalnum() or c in "'’" else " " for c in name).replace("’", "'").casefold().split() if w)


def is_acting(ts: Sequence[Token], i: int) -> tuple[str, int] | None:
    """An acting prefix at token `i`: its abbreviation and the token behind it; "Penjabat (Pj)" is one."""
    for words, short in acting_forms().get(ts[i].low, ()):
        if all(i + k < len(ts) and ts[i + k].low == w for k, w in enumerate(words)):
            j = i + len(words)
            if j < len(ts) and ts[j].text == ".":
                j += 1
            if j + 1 < len(ts) and ts[j].text == "(" and acting_forms().get(ts[j + 1].low):
                while j < len(ts) and ts[j].text != ")" and j < i + 8:
                    j += 1
                j += 1
            return short, j
    return None
