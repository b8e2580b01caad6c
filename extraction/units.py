"""What a number counts: its unit, currency or noun, right behind it, and the words of quantities compiled once."""

from __future__ import annotations

import functools
import re
from typing import Literal

from extraction.matching import S, alternatives
from tagih.records.dates import MONTHS, WEEKDAYS
from tagih.records.quantities import DIGITS, FRACTIONS, NUMBER_WORDS, ONE_OF, WHOLES
from tagih.vocabulary.quantities import quantity_words

Kind = Literal["money", "percent", "measure", "duration", "people", "counted", "bare", "label"]

UNIT_STARTS = frozenset("%°")
"""What a unit may begin with beside a letter: nothing else is worth a look."""

APART = r"(?!(?-i:[a-z]))"
"""No word goes on; a capital letter begins another one that lost its space: "Rp 5 jutaHonda"."""

LIGHT = 4
"""Code points that a count's digits and their space take at least."""


class _Patterns:
    """Everything compiled once from the vocabulary."""

    def __init__(self) -> None:
        words = quantity_words()
        first = {*DIGITS, *WHOLES, *ONE_OF, *FRACTIONS}
        end = r"(?:nya)?(?![^\W\d_])"
        self.number = re.compile(
            rf"(?P<digits>\d+(?:[.,]\d+)*)|(?<![\w-])(?:(?P<vague>{alternatives(words.vague)})"
            rf"|(?P<words>(?:{alternatives(first)})(?:{S}{{1,2}}(?:{alternatives(NUMBER_WORDS)}))*))(?![\w-])",
            re.I,
        )
        self.currency = re.compile(rf"(?<![^\W\d_])(?:{alternatives(words.currency_before)}){S}{{0,2}}\Z", re.I)
        self.scale = re.compile(rf"{S}{{0,2}}(?P<scale>{alternatives(words.scale_powers)})(?P<an>-?an)?{APART}", re.I)
        self.money_scale = re.compile(rf"{S}{{0,2}}(?P<scale>{alternatives(words.money_scales)})(?!\w)")
        self.percent = re.compile(
            rf"{S}{{0,2}}(?P<unit>%|(?:{alternatives(w for w in words.percent if w != '%')})(?=(?:nya)?{APART}))", re.I
        )
        self.currency_after = re.compile(rf"{S}{{0,2}}(?P<unit>{alternatives(words.currency_after)}){end}", re.I)
        self.unit = re.compile(rf"{S}{{0,2}}(?P<unit>{alternatives({**words.units, **words.durations})})(?=(?:nya)?(?!\w))", re.I)
        self.phrase = re.compile(rf"{S}{{0,3}}(?P<unit>{alternatives({*words.people, *words.compounds})})(?=(?:nya)?(?![\w]|-\w))", re.I)
        self.word = re.compile(rf"{S}{{1,3}}(?P<unit>[^\W\d_][\w'’]*(?:[-/][^\W\d_]\w*)*)")
        self.over = re.compile(rf"{S}{{1,2}}lebih(?={S}{{1,2}}\w)", re.I)
        self.rupiah = re.compile(rf"{S}{{1,2}}(?:{alternatives(words.currency_after)}){S}{{0,2}}\Z", re.I)
        self.plate = re.compile(rf"(?<![^\W\d_])[A-Z]{{1,2}}{S}\Z")
        self.again = re.compile(rf"(?:,-)?{S}{{0,2}}\((?P<words>[^()\d\n]{{3,80}})\)")
        self.join = re.compile(
            rf"{S}{{0,2}}(?P<join>--?|–|—|Â?±|\+/?-|-\+|plus(?:{S}|-)minus|hingga|sampai(?:{S}{{1,2}}dengan)?|s/d|s\.d\.?|atau|menjadi|dari"
            rf"|,?{S}{{0,2}}(?:dan|serta|&)|,)?{S}{{0,2}}\+?\Z",
            re.I,
        )
        self.verb = re.compile(r"(?:me(?:n|m|l|r|w|ng|ny)\w{3,}|di\w{3,}|ber\w{3,}|ter\w{4,})\Z")
        self.labels = frozenset(words.labels)
        self.numbered = frozenset(words.numbered)
        self.loose = frozenset(words.loose_labels)
        self.heads = frozenset(words.label_heads)
        self.people = frozenset(words.people)
        self.agent = re.compile(r"pe(?:m|n|ng|ny)[a-z]{3,}(?<!an)(?<!pun)\Z|[a-z]{4,}(?:wan|wati)\Z")
        self.things = frozenset(words.things)
        self.apart = re.compile(r"[A-Za-z]?[a-z]{2,}(?=[A-Z])|[A-Za-z][a-z]{4,}(?=yang\Z)")
        self.fillers = frozenset(words.qualifiers.fillers) | frozenset(words.qualifiers.before.approximate)
        self.no_noun = frozenset({*words.stop, *MONTHS, *WEEKDAYS, *NUMBER_WORDS, *words.vague}) - frozenset(words.people)
        self.nouns = frozenset(words.verb_like_nouns)
        self.classifiers = frozenset(words.classifiers)


@functools.cache
def patterns() -> _Patterns:
    """The compiled vocabulary, once a process."""
    return _Patterns()


def _is_noun(word: str) -> bool:
    p, lower = patterns(), word.casefold()
    if len(lower) < 2 or lower in p.no_noun:
        return False
    return lower in p.nouns or lower in p.people or not p.verb.match(lower)


def _person(word: str) -> bool:
    """Whether a noun is somebody: by the vocabulary, or by its form ("penagih", "sukarelawan")."""
    p = patterns()
    return word in p.people or (word not in p.things and p.agent.match(word) is not None)


def counted_at(text: str, at: int) -> tuple[int, str, Kind] | None:
    """The counted noun after a number: where it ends, the unit, and its kind."""
    p = patterns()
    m = p.phrase.match(text, at)
    if m:
        unit = " ".join(m["unit"].casefold().split())
        end = m.end("unit")
        if unit in p.people:
            more = p.phrase.match(text, end) if unit == "orang" else None
            return more.end("unit") if more and " ".join(more["unit"].casefold().split()) in p.people else end, "people", "people"
        return end, unit, "counted"
    m = p.word.match(text, at)
    if not m:
        return None
    word, end = m["unit"], m.end("unit")
    if len(word) > 5 and (glued := p.apart.match(word)):  # "4 pulauyang", "12 siswaSMP"
        word, end = glued.group(), m.start("unit") + glued.end()
    if word.endswith("nya") and len(word) > 5:
        word, end = word[:-3], end - 3
    if not _is_noun(word):
        return None
    lower = word.casefold()
    if lower in p.classifiers:
        # "12 lembar selimut", but "12 paket" of "12 paket beras premium bersubsidi": what stands behind never outweighs the count itself.
        phrase, more = p.phrase.match(text, end), p.word.match(text, end)
        most = end + (end - at) + LIGHT
        if phrase and phrase.end("unit") <= most:
            end = phrase.end("unit")
        elif more and _is_noun(more["unit"]) and more.end("unit") <= most:
            end = more.end("unit")
    if all(_person(part) for part in re.split(r"[-/]", lower)):
        return end, "people", "people"
    return end, lower, "counted"


def unit_at(text: str, at: int, *, money: bool) -> tuple[int, str | None, Kind]:
    """What stands after a number that ends at `at`: where it ends, the unit, and its kind."""
    p, words = patterns(), quantity_words()
    beside = text[at : at + 4].lstrip(" \u00a0\t")[:1]
    if not (beside.isalpha() or beside in UNIT_STARTS):
        return at, None, "money" if money else "bare"
    m = p.percent.match(text, at)
    if m and not money:
        return m.end("unit"), "percent", "percent"
    m = p.currency_after.match(text, at)
    if m:
        return m.end("unit"), words.currency_after[" ".join(m["unit"].casefold().split())], "money"
    if money:
        return at, None, "money"
    m = p.unit.match(text, at)
    if m and (phrase := p.phrase.match(text, at)) is not None and phrase.end("unit") > m.end("unit"):
        m = None
    if m:
        written = " ".join(m["unit"].casefold().split())
        if written in words.durations:
            return m.end("unit"), words.durations[written], "duration"
        end, unit = m.end("unit"), words.units[written]
        if unit == "ekor":
            more = p.word.match(text, end)
            end = more.end("unit") if more and _is_noun(more["unit"]) else end
        return end, unit, "measure"
    return counted_at(text, at) or (at, None, "bare")
