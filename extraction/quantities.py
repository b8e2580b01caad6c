"""Quantities of an Indonesian text: exact value, unit, qualifier and place, and a flag where a numeral reads two ways.

A module of its own: it knows nothing of documents and rules. "Rp 711,58 miliar", "Rp1,2 T", "US$ 3 juta", "61.533 peserta",
"59.56%", "setengah persen", "10-15 persen", "puluhan ribu warga" are quantities; dates, clock times, years and numbers that
name something ("Pasal 5") are none. Linear: only the words around a number are looked at.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from extraction.amounts import Amount, find_amounts, sensible
from extraction.matching import S, alternatives
from tagih.records.model import Qualifier
from tagih.records.quantities import NUMBER_WORDS, format_number, shift
from tagih.vocabulary.quantities import QualifierCues, quantity_words

NEAR = 72
"""How far before a quantity a qualifier may stand, its filler words included."""

SUM_POWER = 9
"""A number in miliar or triliun without a unit is a sum of rupiah."""

LEAST_IDR = 50
"""Bank Indonesia's smallest coin in use is Rp 50; a smaller sum has lost its scale word ("pas Rp 7,3")."""

REACHED = 48
"""How far before "hingga" a word may stand that says the number was reached, in code points: then it is no ceiling."""

LAST = 400
"""How far back the unit of a bare count may stand, in code points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A quantity at `[start, end)`.

    `value` is exact, None for a vague amount ("puluhan ribu") and for a numeral that nothing settles: then `readings` has both
    of its readings and `ambiguous` is true. `value_high` is the upper end of a range. `unit` is an ISO 4217 code, "percent",
    "people", or the counted noun in lower case; None where it stands elsewhere. `kind` is money, percent, people, counted,
    measure, duration or bare. `unscaled`: a sum so small that its scale word must be missing ("Rp 7,3").
    """

    start: int
    end: int
    number_start: int
    value: Decimal | None
    value_high: Decimal | None
    unit: str | None
    kind: str
    qualifier: Qualifier | None
    readings: tuple[Decimal, ...] = ()
    spelled: bool = False
    unscaled: bool = False

    @property
    def ambiguous(self) -> bool:
        """Whether standard spelling and everything around it leave two readings."""
        return bool(self.readings)


class _Cues:
    """Qualifier cues, compiled once."""

    def __init__(self) -> None:
        words = quantity_words()
        q = words.qualifiers
        gap = rf"(?:{S}{{1,2}}(?:{alternatives(q.fillers)})){{0,4}}{S}{{0,2}}\(?\Z"
        self.before = self._sides(q.before, r"(?<!\w)(?:", rf")(?!\w){gap}")
        self.after = self._sides(
            q.after,
            rf"(?:nya)?{S}{{0,2}}(?:",
            rf")(?![\w-])(?!{S}{{1,2}}(?:minus|\d|{alternatives((*q.comparatives, *NUMBER_WORDS))})(?!\w))",
        )
        self.ceiling = re.compile(rf"(?<!\w)(?:{alternatives(q.ceilings)}){S}{{0,2}}\Z", re.I)
        self.no_ceiling = re.compile(rf"(?<!\w)(?:{alternatives(q.no_ceiling_after)})(?!\w)", re.I)
        self.bare = re.compile(rf"(?<!\w)(?:{alternatives(words.bare_after)}){S}{{1,2}}\Z", re.I)
        self.elided = re.compile(rf"{S}{{1,2}}(?:{alternatives(words.elided)})(?!\w)", re.I)
        self.states = re.compile(rf"{S}{{1,2}}(?:{alternatives(words.states)})(?!\w)", re.I)
        self.prices = re.compile(rf"(?<!\w)(?:{alternatives(words.prices)})(?:{S}{{1,2}}\w{{1,12}}){{0,3}}{S}{{1,2}}\Z", re.I)
        self.lasting = re.compile(rf"(?<!\w)(?:{alternatives(words.lasting_after)}){S}{{1,2}}(?:\w{{1,12}}{S}{{1,2}}){{0,2}}\Z", re.I)

    @staticmethod
    def _sides(cues: QualifierCues, head: str, tail: str) -> list[tuple[Qualifier, re.Pattern[str]]]:
        sides: list[tuple[Qualifier, tuple[str, ...]]] = [
            ("at_most", cues.at_most),
            ("at_least", cues.at_least),
            ("approximate", cues.approximate),
        ]
        return [(name, re.compile(head + alternatives(words) + tail, re.I)) for name, words in sides if words]


@functools.cache
def _cues() -> _Cues:
    return _Cues()


def _line_start(text: str) -> Callable[[int], int]:
    return lambda at: text.rfind("\n", max(0, at - NEAR), at) + 1


def find_quantities(text: str, *, sentence_start: Callable[[int], int] | None = None) -> Iterator[Quantity]:
    """All quantities of a text, in order. `sentence_start` says where the sentence of an offset begins: no qualifier stands before it."""
    begins = sentence_start or _line_start(text)
    standard = _standard(text)
    last: tuple[int, str] | None = None
    for seen in find_amounts(text):
        amount = _counting(text, seen, last)
        if amount is None:
            continue
        value = _settle(amount, standard=standard)
        readings: tuple[Decimal, ...] = ()
        if amount.value is not None and value is None and amount.numeral and amount.numeral.alternative is not None:
            readings = (amount.value, shift(amount.numeral.alternative, amount.power))
        yield Quantity(
            start=amount.start,
            end=amount.end,
            number_start=amount.number_start,
            value=_plain(value),
            value_high=_plain(amount.high),
            unit=amount.unit,
            kind=amount.kind,
            qualifier=_qualifier(text, amount, begins(amount.start)),
            readings=readings,
            spelled=amount.spelled,
            unscaled=amount.unit == "IDR"
            and value is not None
            and not amount.power
            and 0 < value < LEAST_IDR
            and not (value == value.to_integral_value() and _cues().prices.search(text, max(0, amount.start - NEAR), amount.start)),
        )
        telling = amount.kind == "counted" and not amount.spelled and amount.unit not in quantity_words().abstract
        if amount.unit and (telling or amount.kind in ("people", "measure")):
            last = (amount.end, amount.unit)


def _plain(value: Decimal | None) -> Decimal | None:
    """The same number without an exponent: 711580000000, not 7.1158E+11."""
    return value if value is None or value == 0 else Decimal(format(value, "f"))


def format_quantity(value: Decimal, unit: str, *, scale: str | None = None) -> str:
    """A quantity as Indonesian writes it: "Rp 711,58 miliar", "59,56 persen", "61.533 peserta".

    `find_quantities` reads it back with the same value, and the same unit where that is a currency or "percent".
    """
    number = format_number(value, scale=scale)
    if unit == "IDR":
        return f"Rp {number}"
    if unit == "percent":
        return f"{number} persen"
    return f"{unit} {number}" if re.fullmatch("[A-Z]{3}", unit) else f"{number} {'orang' if unit == 'people' else unit}"


def _qualifier(text: str, amount: Amount, floor: int) -> Qualifier | None:
    if amount.value is None:
        return "vague"
    if amount.high is not None:
        return "range"
    if amount.rough or amount.over:
        return "approximate" if amount.rough else "at_least"
    cues = _cues()
    left = text[max(floor, amount.start - NEAR) : amount.start]
    best: tuple[int, Qualifier] | None = None
    for name, pattern in cues.before:
        m = pattern.search(left)
        if m and (best is None or m.start() < best[0]):
            best = (m.start(), name)
    if best:
        return best[1]
    right = text[amount.end : amount.end + 32]
    for name, pattern in cues.after:
        if pattern.match(right):
            return name
    ceiling = cues.ceiling.search(left)
    if ceiling and not cues.no_ceiling.search(left, max(0, ceiling.start() - REACHED), ceiling.start()):
        return "at_most"
    return None


_STANDARD = re.compile(r"(?<![\d.,])(?:\d{1,3}\.\d{3}|\d+,\d{1,2})(?![\d.,]\d|\d)")
_ENGLISH = re.compile(r"(?<![\d.,])(?:\d{1,3},\d{3},\d{3}|\d+\.\d{1,2}\s?(?:%|persen|juta|miliar|triliun))", re.I)


def _standard(text: str) -> bool:
    """Whether the text's other numbers are spelled by the Indonesian standard and none the English way."""
    return bool(_STANDARD.search(text)) and not _ENGLISH.search(text)


def _settle(amount: Amount, *, standard: bool) -> Decimal | None:
    """The value of a numeral that reads two ways, where its unit or the text's own habit (`standard`) leaves one; else None."""
    numeral = amount.numeral
    if numeral is None or numeral.alternative is None:
        return amount.value
    value = None if numeral.ambiguous and amount.power else sensible(numeral, amount.kind)
    if value is not None:
        return shift(value, amount.power).copy_sign(amount.value or Decimal(0))
    rounded = numeral.value == numeral.value.quantize(Decimal("0.1"))  # "2,500": nobody writes decimals that say nothing
    return amount.value if standard and not rounded else None


def _counting(text: str, amount: Amount, last: tuple[int, str] | None) -> Amount | None:
    """The amount with its unit, where it counts something at all. `last`: where the quantity before ends, and its unit."""
    before = max(0, amount.start - 24)
    if amount.kind == "duration":
        return amount if amount.unit != "tahun" or _cues().lasting.search(text, before, amount.start) else None
    if amount.kind != "bare":
        return amount
    if amount.power >= SUM_POWER:
        return replace(amount, unit="IDR", kind="money")
    if not amount.power and not amount.spelled and _cues().states.match(text, amount.end):
        return replace(amount, unit="people", kind="people")  # "3 tewas dan 12 luka-luka"
    elided = not amount.power and not amount.spelled and _cues().elided.match(text, amount.end) is not None
    if not amount.power and not elided and (amount.spelled or not _cues().bare.search(text, before, amount.start)):
        return None
    whole = amount.value is None or amount.value == amount.value.to_integral_value()
    if last and amount.start - last[0] < LAST and (whole or last[1] in quantity_words().units.values()):
        return replace(amount, unit=last[1])  # nobody counts half a person
    return amount if amount.power else None
