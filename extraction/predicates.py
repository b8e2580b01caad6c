"""Subject and predicate of a clause, as far as word order and the form of the verb tell them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extraction.cues import Cue, voices
from tagih.vocabulary.undertakings import WORD, vocabulary

# Kinds of subject by the cue that names it, the surest first.
WHO = ("first_person", "office", "body", "private", "citizen", "third_person")
# Words behind the main cue among which its verb stands ("akan segera kami salurkan", "terus secara bertahap diperbaiki").
VERB_REACH = 5
# A verb that no list knows, by its form; a noun of an act or a state, by its.
ACTIVE = re.compile(r"me(?:m[bpfv]|n[dcjtsz]|ng|ny|[lrwym])[a-z]{3,}")
PASSIVE = re.compile(r"di(?:per|ber)?[a-z]{3,}(?:kan|i)?")
NOMINAL = re.compile(r"(?:pe|ke|per)[a-z]{3,}an(?:nya)?")
BOUNDARY = re.compile(r"[,;:]|\s[-–—]+|\bbahwa\b", re.I)


@dataclass(frozen=True, slots=True)
class Predicate:
    """`subject` is a kind of WHO, "name", "nominal" (a noun of an act), "thing", "urged" (who is asked to act) or "none"; `voice` is
    "active", "passive", "bare", "state", "noun" or "none"."""

    subject: str
    voice: str


def predicate(text: str, start: int, end: int, cues: Sequence[Cue], main: Cue) -> Predicate:
    """What the main cue of the clause `[start, end)` is said of, and what it says."""
    voice, verb_end = _verb(text, end, cues, main)
    own = voice == "bare" and _by_us(text[main.start : verb_end])
    return Predicate("first_person" if own else _subject(text, start, cues, main), voice)


def predicate_features(p: Predicate) -> Iterator[str]:
    """Features of a predicate."""
    yield f"subject:{p.subject}"
    yield f"subject:{p.subject}>{p.voice}"


def _verb(text: str, end: int, cues: Sequence[Cue], main: Cue) -> tuple[str, int]:
    """Voice of the predicate's verb, and where it ends."""
    known = {c.start: c for c in cues}
    not_verbs = vocabulary().clause["no_verb"]
    before = ""
    for n, m in enumerate(itertools.islice(WORD.finditer(text, main.start, end), VERB_REACH + 1)):
        word, cue = m.group().casefold(), known.get(m.start())
        if cue is not None and (found := voices(cue)):
            return found[0].partition(":")[2], cue.end
        if n and cue is None and m.group()[0].islower() and word not in not_verbs:
            if before in vocabulary().clause["own"]:
                return "bare", m.end()
            if ACTIVE.fullmatch(word):
                return "active", m.end()
            if PASSIVE.fullmatch(word):
                return "passive", m.end()
        before = word
    return "none", main.end


def _by_us(words: str) -> bool:
    """Whether a passive without di- names us as who acts: "akan kami perbaiki", "sudah kita cor"."""
    return not vocabulary().clause["own"].isdisjoint(words.casefold().split()[:-1])


def _subject(text: str, start: int, cues: Sequence[Cue], main: Cue) -> str:
    clause = vocabulary().clause
    told = [c.end for c in cues if c.end <= main.start and c.groups & {"speech", "belief"}]
    floor = told[-1] if told else start
    cuts = [floor, *itertools.chain.from_iterable((m.start(), m.end()) for m in BOUNDARY.finditer(text, floor, main.start)), main.start]
    for a, b in reversed(list(zip(cuts[::2], cuts[1::2], strict=True))):
        words = list(WORD.finditer(text, a, b))
        while words and words[0].group().casefold() in clause["opening"]:
            del words[0]
        while words and words[-1].group().casefold() in clause["opening"]:
            del words[-1]
        if words:
            return _kind(words, cues, start, main)
    return "none"


def _kind(words: Sequence[re.Match[str]], cues: Sequence[Cue], start: int, main: Cue) -> str:
    """The kind of a noun phrase by its head, which stands first; behind a preposition by whoever is named."""
    inside = [c for c in cues if words[0].start() <= c.start < words[-1].end()]
    text = words[0].string
    urged = next(
        (c for c in inside if c.groups & {"appeal", "wish"} or text[c.start : c.end].casefold() in vocabulary().clause["urge"]), None
    )
    if urged is not None and (main.aside or any(c.start > urged.start and c.groups & {"body", "office"} for c in inside)):
        return "urged"
    last = inside[-1] if inside and inside[-1].end == words[-1].end() else None
    pronoun = next((g for g in ("first_person", "third_person") if last is not None and g in last.groups), None)
    if pronoun:
        return pronoun  # "betul-betul kita akan awasi"
    head = words[0].group().casefold()
    if head in vocabulary().clause["preposition"]:
        there = frozenset().union(*(c.groups for c in inside))
        return next((g for g in WHO if g in there), "name" if any(w.group()[0].isupper() for w in words[1:]) else "thing")
    first = inside[0] if inside and inside[0].start == words[0].start() else None
    kind = next((g for g in WHO if first is not None and g in first.groups), None)
    if kind:
        return kind
    if words[0].group()[0].isupper() and (words[0].start() > start or (len(words) > 1 and words[1].group()[0].isupper())):
        return "name"
    return "nominal" if NOMINAL.fullmatch(head) else "thing"
