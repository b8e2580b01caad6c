"""What a target measures: the shortest phrase of its sentence that says so."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from extraction.cues import Cue, find_cues
from tagih.records import Figure
from tagih.records.dates import MONTHS
from tagih.vocabulary.topics import topics
from tagih.vocabulary.undertakings import WORD, goal_pattern, groups_of

# Longest phrase kept, in words.
LONGEST = 8
# Code points before a sentence that are looked through for the indicator it takes up ("Angka itu masih di bawah target").
EARLIER = 300
# A word that names something is at least so long, and has no group but these.
SHORTEST = 3
NAMING = frozenset({"programme", "citizen", "act:noun", "enact:noun", "effect", "sport", "crime", "history", "politics"})
SCALES = frozenset({"ribu", "juta", "miliar", "triliun", "rp"})
# Units that say nothing about what is measured.
BARE_UNITS = frozenset(
    {"IDR", "USD", "percent", "kilometer", "meter", "sentimeter", "hektare", "meter persegi", "ton", "kilogram", "liter"}
)


# "TANJUNG SELOR, KABAR.COM - " at the beginning of a story.
DATELINE = re.compile(r"(?=[^\n]{0,60}[A-Z]{4})[^\n]{2,60}?\s?[-–—]{1,2}\s")


@functools.cache
def _known() -> re.Pattern[str]:
    words = sorted(topics().indicators.words, key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, words)) + r")(?!\w)", re.I)


@functools.cache
def _trailing() -> re.Pattern[str]:
    scale = "persen|ribu|juta|miliar|triliun|%"
    return re.compile(rf"[\s,]+(?:{goal_pattern('connective')}|(?:Rp\.?\s?)?\d[\d.,]{{0,16}}\s?(?:(?:{scale})\s?){{0,2}})[\s,]*$", re.I)


@functools.cache
def _leading() -> re.Pattern[str]:
    return re.compile(rf"^[\s,\"“]*(?:{goal_pattern('opening')}|pada\s+(?:tahun\s+)?\d{{4}})(?:\s+|$)", re.I)


@functools.cache
def _aim() -> re.Pattern[str]:
    """ "1.500 nelayan (ditargetkan) masuk ke dalam program": words of aiming between what is counted and what becomes of it."""
    return re.compile(r"^\s*(?:ditarget(?:kan)?|akan|menjadi\s+(?:target|sasaran))\s+", re.I)


@functools.cache
def _stop() -> re.Pattern[str]:
    return re.compile(rf"[;:\"“”()]|[.,](?!\d)|\s[-–—]\s|\s{goal_pattern('end_of_phrase')}\s", re.I)


def indicator_of(text: str, figure: Figure, start: int, end: int) -> str:
    """The indicator of a figure in the sentence `[start, end)`.

    A known one where one is named; else what stands between "target" and the number, before "ditargetkan", or between the
    act and the number; else the noun that is counted, with what follows it.
    """
    dateline = DATELINE.match(text, start, figure.start)
    start = dateline.end() if dateline else start
    known = list(_known().finditer(text, start, end))
    if known:
        nearest = min(known, key=lambda m: min(abs(m.end() - figure.start), abs(m.start() - figure.end)))
        return " ".join(nearest.group().split())
    cues = find_cues(text, start, figure.start)
    phrase = _before(text, cues, start, figure)
    if phrase:
        return phrase
    earlier = list(_known().finditer(text, max(0, start - EARLIER), start))
    if earlier and figure.unit in BARE_UNITS:
        return " ".join(earlier[-1].group().split())
    tail = _trim(_aim().sub("", _stop().split(f"{text[figure.end : end]} ", maxsplit=1)[0]))
    if figure.unit in BARE_UNITS:
        phrase = _last(text[start : figure.start]) or tail
        if phrase:
            return " ".join(phrase.split()[-LONGEST:])
    return " ".join(f"{_noun(figure)} {tail}".split()[:LONGEST])


def _before(text: str, cues: Sequence[Cue], start: int, figure: Figure) -> str:
    lead = next((c for c in reversed(cues) if c.groups & {"target", "target_noun"}), None)
    if lead is not None:
        if "target_noun" in lead.groups:
            phrase = _last(text[lead.end : figure.start])
            if phrase:
                return phrase
        if "target_noun" in lead.groups or text[lead.start : lead.end].casefold().startswith("di"):
            phrase = _last(text[start : lead.start])
            if phrase:
                return phrase
        between = _last(text[lead.end : figure.start])
        if between:
            return between
    act = next((c for c in reversed(cues) if any(g.startswith(("act:", "enact:")) for g in c.groups)), None)
    if act is not None and figure.unit in BARE_UNITS:
        return _last(text[act.end : figure.start])
    return ""


def indicator_of_goal(text: str, start: int, end: int) -> str:
    """The goal of a clause without a figure: what is to be finished, held or open by then."""
    finish = re.compile(rf"\b(?:{goal_pattern('finish')}|{goal_pattern('held')})\b", re.I).search(text, start, end)
    stop = finish.start() if finish else end
    cues = find_cues(text, start, end)
    leads = [c for c in cues if c.groups & {"target", "will", "plan", "assure", "target_noun"} and c.start < stop]
    if leads:
        lead = leads[-1]
        floor = max(
            [start, *(c.end for c in cues if c.end <= lead.start and c.groups & {"speech", "assure", "target", "target_noun", "plan"})]
        )
        owner = text[lead.start : lead.end].casefold().startswith("me") or any(
            c.groups & {"body", "office", "first_person"} for c in cues if floor <= c.start < lead.start
        )
        subject, goal = _last(text[floor : lead.start]), _first(text[lead.end : stop])
        phrase = goal if owner and goal else subject or goal
        if phrase:
            return phrase
    return _first(text[start:stop]) or " ".join(text[start:end].split()[:LONGEST])


def _noun(figure: Figure) -> str:
    words = [w for w in WORD.findall(figure.text) if not any(c.isdigit() for c in w) and w.casefold() not in SCALES]
    return " ".join(words) or figure.unit


def _last(phrase: str) -> str:
    """The phrase nearest to what follows, without connectives on either side."""
    return _parts(phrase)[-1] if _parts(phrase) else ""


def _first(phrase: str) -> str:
    """The phrase nearest to what came before."""
    return _parts(phrase)[0] if _parts(phrase) else ""


def _parts(phrase: str) -> list[str]:
    parts = [_trim(part) for part in _stop().split(f" {phrase} ")]
    return [" ".join(part.split()[-LONGEST:]) for part in parts if _tells(part)]


def _tells(phrase: str) -> bool:
    """Whether a phrase names something: a word that is neither a cue nor a time."""
    words = [w.casefold() for w in WORD.findall(phrase)]
    return not any(w in MONTHS for w in words) and any(len(w) >= SHORTEST and groups_of(w) <= NAMING for w in words)


def _trim(phrase: str) -> str:
    phrase = " ".join(phrase.strip(' ,;:"“”()-–').split())
    previous = None
    while previous != phrase:
        previous, phrase = phrase, _leading().sub("", _trailing().sub("", f" {phrase}").strip())
    return phrase if any(c.isalpha() for c in phrase) else ""
