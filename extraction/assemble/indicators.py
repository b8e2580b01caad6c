"""What a target measures: the shortest phrase of its sentence that says so."""

from __future__ import annotations

import functools
import re

from extraction.cues import find_cues
from tagih.records import Figure
from tagih.vocabulary.topics import topics
from tagih.vocabulary.undertakings import WORD, goal_pattern

# Longest phrase kept, in words.
LONGEST = 8


@functools.cache
def _trailing() -> re.Pattern[str]:
    return re.compile(rf"[\s,]+(?:{goal_pattern('connective')}|\d{{1,4}})[\s,]*$", re.I)


@functools.cache
def _leading() -> re.Pattern[str]:
    return re.compile(rf"^[\s,\"“]*(?:{goal_pattern('opening')}|pada\s+(?:tahun\s+)?\d{{4}})\s+", re.I)


@functools.cache
def _stop() -> re.Pattern[str]:
    return re.compile(rf"[,;:.\"“”()]|\s{goal_pattern('end_of_phrase')}\s", re.I)


@functools.cache
def _known() -> re.Pattern[str]:
    words = sorted(topics().indicators.words, key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, words)) + r")(?!\w)", re.I)


def indicator_of(text: str, figure: Figure, start: int, end: int) -> str:
    """The indicator of a figure in the sentence `[start, end)`; its unit and the words after it where nothing better is said."""
    known = list(_known().finditer(text, start, end))
    if known:
        nearest = min(known, key=lambda m: min(abs(m.end() - figure.start), abs(m.start() - figure.end)))
        return " ".join(nearest.group().split())
    cues = find_cues(text, start, figure.start)
    noun = next((c for c in reversed(cues) if "target_noun" in c.groups), None)
    if noun is not None:
        phrase = _clean(text[noun.end : figure.start])
        if phrase:
            return phrase
    verb = next((c for c in reversed(cues) if "target" in c.groups), None)
    if verb is not None and text[verb.start : verb.end].casefold().startswith("di"):
        phrase = _clean(text[start : verb.start])
        if phrase:
            return phrase
    act = next((c for c in reversed(cues) if any(g.startswith(("act:", "enact:")) for g in c.groups)), None)
    if act is not None:
        phrase = _clean(text[act.start : figure.start])
        if len(WORD.findall(phrase)) >= 2:
            return phrase
    tail = _stop().split(text[figure.end : end], maxsplit=1)[0]
    return " ".join(f"{_noun(figure)} {_clean(tail)}".split()[:LONGEST])


def indicator_of_goal(text: str, start: int, end: int) -> str:
    """The goal itself: its clause up to the first comma, without leading connectives."""
    return _clean(_stop().split(text[start:end], maxsplit=1)[0]) or " ".join(text[start:end].split()[:LONGEST])


def _noun(figure: Figure) -> str:
    words = [w for w in WORD.findall(figure.text) if not w[0].isdigit() and w.casefold() not in ("ribu", "juta", "miliar", "triliun", "rp")]
    return " ".join(words) or figure.unit


def _clean(phrase: str) -> str:
    phrase = " ".join(phrase.split())
    previous = None
    while previous != phrase:
        previous, phrase = phrase, _leading().sub("", _trailing().sub("", phrase))
    return " ".join(_stop().split(phrase.strip(' ,;:"“”()-–'))[-1].split()[-LONGEST:])
