"""Cue words of undertakings, verbs of government in all their forms, and public bodies written out.

Everything is data in `undertakings.toml`; this module checks it and turns stems into forms.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from tagih.vocabulary.load import checked, shipped

Status = Literal["pledged", "underway", "delivered"]
FILE = "undertakings.toml"
# Longest phrase of a cue, in words; the loader refuses longer ones.
LONGEST = 5
CLITIC = re.compile(r"(?:nya|lah|kah|pun)$")
WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CueGroup(_Strict):
    """Words that say one thing; `status` is what a commitment is that is said with them."""

    words: tuple[str, ...] = Field(min_length=1)
    status: Status | None = None

    @field_validator("words")
    @classmethod
    def _clean(cls, words: tuple[str, ...]) -> tuple[str, ...]:
        wrong = [b for a, b in itertools.pairwise(words) if a >= b]
        if wrong:
            raise ValueError(f"{wrong[0]!r} stands twice or out of order")
        for w in words:
            if w != w.casefold() or w != " ".join(w.split()) or len(w.split()) > LONGEST:
                raise ValueError(f"{w!r} is not a lower-case phrase of at most {LONGEST} words")
        return words


class _File(_Strict):
    cues: dict[str, CueGroup]
    verbs: dict[str, CueGroup]
    bare_nouns: CueGroup
    governments: dict[str, str]
    ministries: dict[str, str]
    bodies: dict[str, CueGroup]
    areas: dict[str, str]
    classes: dict[str, CueGroup]
    durations: CueGroup
    goals: dict[str, CueGroup]
    clause: dict[str, CueGroup]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`phrases` maps a lower-case phrase to its groups, `reach` a first word to how many words the longest phrase behind it has.

    Verbs of government are in `phrases` under "act:active", "act:passive", "act:state", "act:noun", "act:bare".
    """

    phrases: Mapping[str, frozenset[str]]
    status: Mapping[str, Status]
    governments: Mapping[str, str]
    ministries: Mapping[str, str]
    heads: frozenset[str]
    national: frozenset[str]
    regional: frozenset[str]
    areas: Mapping[str, str]
    classes: Mapping[str, frozenset[str]]
    durations: frozenset[str]
    goals: Mapping[str, tuple[str, ...]]
    clause: Mapping[str, frozenset[str]]
    reach: Mapping[str, int]


def nasal_forms(prefix: Literal["me", "pe"], stem: str) -> frozenset[str]:
    """A stem after me- or pe-: "salurkan" gives "menyalurkan" and, as some write, "mensalurkan".

    Both the form with the first sound gone (k, p, s, t) and the full one are given, since loans keep it.
    """
    first = stem[0]
    forms = {"b": "m", "f": "m", "v": "m", "p": "m", "d": "n", "j": "n", "c": "n", "z": "n", "t": "n", "s": "n"}
    made = {prefix + forms.get(first, "ng" if first in "aiueoghk" else "") + stem}
    if first in "kpst":
        made.add(prefix + {"k": "ng", "p": "m", "t": "n", "s": "ny"}[first] + stem[1:])
    if len(stem) <= 3:
        made.add(f"{prefix}nge{stem}")
    return frozenset(made)


def verb_forms(stem: str) -> Mapping[str, frozenset[str]]:
    """Every form of a verb's stem by what it is: "active" me-, "passive" di-, "state" ter-, "noun" pe-an, "bare"."""
    root = re.sub(r"(?<=\w{3})(?:kan|i)$", "", stem) if not stem.endswith(("ai", "si", "di")) else stem
    return {
        "active": nasal_forms("me", stem),
        "passive": frozenset({"di" + stem}),
        "state": frozenset({"ter" + root}),
        "noun": frozenset(form + "an" for form in nasal_forms("pe", root)),
        "bare": frozenset({stem}),
    }


def load(text: str, *, where: str = FILE) -> _File:
    """Check a vocabulary file's text. Raises VocabularyError that names the first thing wrong."""
    return checked(_File, text, where=where)


@functools.cache
def vocabulary() -> Vocabulary:
    """The vocabulary, read and checked once. Raises VocabularyError."""
    file = load(shipped(FILE))
    phrases: dict[str, set[str]] = {}
    for name, group in file.cues.items():
        for phrase in group.words:
            phrases.setdefault(phrase, set()).add(name)
    said = frozenset(file.cues["speech"].words)  # "menambahkan" beside a speaker is speech, hardly ever an act
    nouns = frozenset(file.bare_nouns.words)
    for name, group in file.verbs.items():
        for stem in group.words:
            for voice, forms in verb_forms(stem).items():
                for form in forms - said - (nouns if voice == "bare" else frozenset()):
                    phrases.setdefault(form, set()).add(f"{name}:{voice}")
    heads = frozenset(file.bodies["heads"].words)
    for phrase in (*heads, *file.governments, *file.ministries):
        phrases.setdefault(phrase, set()).add("body")
    reach: dict[str, int] = {}
    for words in (phrase.split() for phrase in phrases):
        reach[words[0]] = max(len(words), reach.get(words[0], 1))
    return Vocabulary(
        phrases={k: frozenset(v) for k, v in phrases.items()},
        status={name: group.status for name, group in file.cues.items() if group.status},
        governments=file.governments,
        ministries=file.ministries,
        heads=heads,
        national=frozenset(file.bodies["national"].words),
        regional=frozenset(file.bodies["regional"].words),
        areas=file.areas,
        classes={name: frozenset(group.words) for name, group in file.classes.items()},
        goals={name: group.words for name, group in file.goals.items()},
        clause={name: frozenset(group.words) for name, group in file.clause.items()},
        durations=frozenset(file.durations.words),
        reach=reach,
    )


@functools.lru_cache(maxsize=16_384)
def groups_of(phrase: str) -> frozenset[str]:
    """The groups of a lower-case phrase, its clitic (-nya, -lah, -pun, -kah) aside where it has none of its own."""
    phrases = vocabulary().phrases
    return phrases.get(phrase) or phrases.get(CLITIC.sub("", phrase)) or frozenset()


@functools.lru_cache(maxsize=4096)
def class_of(name: str) -> str:
    """The kind of public actor that a post or body is ("head" of a region, "agency", "parliament", "law" ...), "other" if none."""
    words = [w.casefold() for w in WORD.findall(name)]
    phrases = {" ".join(words[i : i + n]) for n in (1, 2) for i in range(len(words) - n + 1)}
    return next((kind for kind, group in vocabulary().classes.items() if phrases & group), "other")


@functools.cache
def goal_pattern(name: str) -> str:
    """One group of words around goals as a regular expression: alternatives, the longest first, inner spaces of any width."""
    words = sorted(vocabulary().goals[name], key=lambda w: (-len(w), w))
    return "(?:" + "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in words) + ")"
