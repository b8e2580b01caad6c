"""Whom the sentences of a text are about: the person a sentence opens with, spoken of next as "ia"."""

from __future__ import annotations

from dataclasses import dataclass

from extraction.assemble.register import Register, Speaker
from tagih.vocabulary.offices import offices
from tagih.vocabulary.speech import speech

SUBJECT_REACH = 180  # code points from a sentence's beginning in which its subject's name begins
POST_REACH = 40  # the same for a post named alone
POINTING_REACH = 12  # tokens between "menantu" and "itu"
ADVERBS_REACH = 4  # tokens between a name and its verb: "Budi pun langsung dipanggil"


@dataclass(frozen=True, slots=True)
class Subject:
    """The person whom a sentence opens with. `acted_on`: something is done to them ("Budi diperiksa"), so the word is not theirs;
    `tells`: the sentence's verb is one of speech, so that it is."""

    person: Speaker
    acted_on: bool = False
    tells: bool = False


def subject(register: Register, a: int, b: int, *, anybody: bool) -> Subject | None:
    """The subject of the sentence `[a, b)`. `anybody`: somebody has been spoken of already, so that a headline tells no more."""
    s = speech()
    opening = register.ts[register.index(a) : register.index(a) + POINTING_REACH]
    if opening and opening[0].low in s.kin and any(t.low in s.pointing for t in opening):
        return None  # "Menantu Presiden Budi itu": who was spoken of
    for m in register.names_in(a, min(b, a + SUBJECT_REACH)):
        if m.headline and anybody:
            return None
        if _opens(register, a, m.start) and not _owns(register, m.start, m.end):
            verb = _verb(register, m.end)
            passive = verb.startswith("di") and verb not in s.passives and verb not in s.asked_of
            return Subject(register.person(m.name), passive, verb in s.reports or verb in s.acts)
    giver = _giver(register, a, b)
    if giver is not None:
        return Subject(giver)
    posts = [p for p in register.posts_in(a, min(b, a + SUBJECT_REACH)) if register.ts[p.first].start - a < POST_REACH]
    if posts and posts[0].public and _opens(register, a, register.ts[posts[0].first].start):
        holder = register.holder_of(posts[0])
        return Subject(holder) if holder is not None else None
    return None


def _owns(register: Register, start: int, end: int) -> bool:
    """Whether a name only tells whose relative or lawyer somebody is: "kuasa hukum Budi, Ani, mengatakan"."""
    i, k = register.index(start), register.index(end)
    related = i > 0 and register.ts[i - 1].low in speech().kin
    return related and k + 1 < len(register.ts) and register.ts[k].text == "," and register.ts[k + 1].shape in "CUI"


def _verb(register: Register, end: int) -> str:
    """The verb right behind a name that ends at `end`, its age and adverbs left out; "" where none stands there."""
    s, i = speech(), register.index(end)
    if [t.text for t in register.ts[i : i + 3 : 2]] == ["(", ")"]:
        i += 3
    for t in register.ts[i : i + ADVERBS_REACH]:
        if t.low in s.reports or t.low in s.acts or (t.shape == "l" and len(t.low) > 5 and t.low.startswith("di")):
            return t.low
        if t.low not in s.adverbs:
            break
    return ""


def _giver(register: Register, a: int, b: int) -> Speaker | None:
    """Whose praise or complaint ends a sentence: "Capaian ini menuai apresiasi dari Anggota X, Budi." """
    i, end = register.index(a), register.index(b)
    last = register.names_in(a, b)[-1:]
    noun = next((k for k in range(end - 1, i, -1) if register.ts[k].low in speech().given_by), None)
    if (
        noun is None
        or not last
        or noun + 1 >= end
        or register.ts[noun + 1].low not in ("dari", "oleh")
        or last[0].start < register.ts[noun].end
    ):
        return None
    closed = not any(t.shape in "CUIl" for t in register.ts[register.index(last[0].end) : end])
    return register.person(last[0].name) if closed else None


def _opens(register: Register, a: int, start: int) -> bool:
    """Whether a name stands in the subject of its sentence: no other verb or preposition before it.

    "Hal itu disampaikan (oleh) Bupati X" makes X the one who is spoken of next; "surat yang dikeluarkan oleh X" does not.
    """
    s = speech()
    i, end = register.index(a), register.index(start)
    post = register.post_before(end, i)
    if post is not None:
        end = post.first
    verb = held = aside = False
    for k in range(i, end):
        t = register.ts[k]
        if t.text == ",":
            held = False
            verb = verb and register.ts[i].low not in offices().cues.subordinate  # "Saat ditanya soal X, Budi meminta"
        if t.shape != "l":
            continue
        aside = aside or t.low == "yang"
        if t.low in s.passives or (t.low == "oleh" and not aside):
            verb, held = k < end - 2, False
        elif t.low in s.beside:
            held = True
        elif t.low in s.reports or (t.low.startswith(("me", "di", "ber")) and len(t.low) > 5 and t.low not in s.openers):
            verb = True
    return not verb and not held
