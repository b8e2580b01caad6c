"""Indonesian numbers: read exactly, written back so that they read the same. Pure; knows no units.

A dot groups thousands and a comma marks decimals (PUEBI III.A); the press is sloppy ("1.5 triliun",
"2,500 orang"), so a numeral is read by its shape, and a shape that allows two readings says so
(`Numeral.ambiguous`) instead of choosing in silence. Numbers in words follow the grammar of KBBI
("dua ratus lima puluh ribu", "satu setengah juta").
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

SCALES: Mapping[str, int] = {"ribu": 3, "juta": 6, "miliar": 9, "triliun": 12, "kuadriliun": 15}
"""Scale word -> power of ten. Sloppy forms (M, jt, milyar) are vocabulary and are passed in."""

DIGITS: Mapping[str, int] = {
    "satu": 1,
    "dua": 2,
    "tiga": 3,
    "empat": 4,
    "lima": 5,
    "enam": 6,
    "tujuh": 7,
    "delapan": 8,
    "sembilan": 9,
}
STEPS: Mapping[str, int] = {"belas": 0, "puluh": 1, "ratus": 2}
WHOLES: Mapping[str, tuple[int, int]] = {"sepuluh": (10, 1), "sebelas": (11, 1), "seratus": (100, 2)}
FRACTIONS: Mapping[str, Decimal] = {"setengah": Decimal("0.5"), "separuh": Decimal("0.5"), "seperempat": Decimal("0.25")}
ONE_OF: Mapping[str, str] = {f"se{word}": word for word in SCALES}

NUMBER_WORDS: frozenset[str] = frozenset({*DIGITS, *STEPS, *WHOLES, *ONE_OF, *SCALES, *FRACTIONS, "nol"})
"""Every word that a spelled-out number can hold."""

NUMERAL_MAX = 30
"""A longer run of digits is an account, phone or serial number, never a quantity (10^18 grouped has 25 characters)."""

NUMERAL = re.compile(r"\d+(?:[.,]\d+)*")
"""A run of digits with inner dots and commas; linear, since each character can only be matched one way."""


@dataclass(frozen=True, slots=True)
class Numeral:
    """What a run of digits says. `alternative` is the other reading that sloppy writing allows;
    `ambiguous` tells that standard spelling does not settle it ("2,500": 2.5, or the English 2500)."""

    value: Decimal
    alternative: Decimal | None = None
    ambiguous: bool = False


def shift(value: Decimal, power: int) -> Decimal:
    """`value * 10**power`, exact at any length (arithmetic would round to the context's 28 digits)."""
    sign, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int):
        raise ValueError(f"not a finite number: {value}")
    return Decimal((sign, digits, exponent + power))


def _grouped(parts: Sequence[str]) -> bool:
    return 1 <= len(parts[0]) <= 3 and not parts[0].startswith("0") and all(len(p) == 3 for p in parts[1:])


def read_numeral(text: str) -> Numeral | None:
    """A run of digits, dots and commas as an exact decimal; None where its shape is no number ("0812", "1.2.3").

    Shapes: "61.533" groups; "59,56" and "1.5" are decimals; "1.234,5" and "1,234.5" are both; "2,500" is
    2.5 by the standard and 2500 by the habit of some, so it is ambiguous; "2.500" is 2500, with 2.5 as the
    alternative that a percentage may need.
    """
    if len(text) > NUMERAL_MAX or not NUMERAL.fullmatch(text):
        return None
    parts = re.split(r"[.,]", text)
    if len(parts[0]) > 1 and parts[0].startswith("0"):
        return None
    marks = re.sub(r"\d", "", text)
    if not marks:
        return Numeral(Decimal(text))
    if len(marks) == 1:
        decimal = Decimal(".".join(parts))
        if not _grouped(parts):
            return Numeral(decimal)
        whole = Decimal("".join(parts))
        return Numeral(decimal, whole, ambiguous=True) if marks == "," else Numeral(whole, decimal)
    if len(set(marks)) == 1:
        return Numeral(Decimal("".join(parts))) if _grouped(parts) else None
    if len(set(marks[:-1])) == 1 and marks[-1] != marks[0] and _grouped(parts[:-1]):
        return Numeral(Decimal("".join(parts[:-1]) + "." + parts[-1]))
    return None


def read_words(words: Sequence[str]) -> Decimal | None:
    """A number in words, lower case; None where the words make none ("dua tiga", "puluh").

    A scale must be smaller than the one before it ("dua juta lima ratus ribu"); "setengah" is a half of
    the scale that follows, or is added to the number before it ("satu setengah juta").
    """
    total, ceiling = Decimal(0), max(SCALES.values()) + 1
    group, pending, limit, half, some = 0, 0, 3, Decimal(0), False
    if list(words) == ["nol"]:
        return Decimal(0)
    for word in words:
        if word in SCALES or word in ONE_OF:
            power = SCALES[ONE_OF.get(word, word)]
            amount = group + pending + half
            if power >= ceiling or (word in ONE_OF) == bool(amount):
                return None
            total += shift(amount or Decimal(1), power)
            ceiling, group, pending, limit, half, some = power, 0, 0, 3, Decimal(0), True
        elif half:
            return None
        elif word in FRACTIONS:
            half, some = FRACTIONS[word], True
        elif word in DIGITS:
            if pending or limit < 1:
                return None
            pending, some = DIGITS[word], True
        elif word in STEPS:
            step = STEPS[word]
            if not pending or max(step, 1) >= limit:
                return None
            group += pending + 10 if word == "belas" else pending * 10**step
            limit, pending = (0 if word == "belas" else step), 0
        elif word in WHOLES:
            value, step = WHOLES[word]
            if pending or step >= limit:
                return None
            group += value
            limit, some = (0 if step == 1 else step), True
        else:
            return None
    return total + group + pending + half if some else None


def parse_number(text: str, *, scales: Mapping[str, int] = SCALES) -> Numeral | None:
    """A number alone, in digits or words, with its scale words: "711,58 miliar", "1 juta 250 ribu", "setengah juta".

    `scales` may add sloppy forms, looked up as written and then in lower case. None where the text is
    no number, or more than a number.
    """
    words = text.replace("\u00a0", " ").replace("\u2212", "-").split()
    sign = 1
    if words and words[0].casefold() in ("minus", "-"):
        sign, words = -1, words[1:]
    elif words and words[0].startswith("-"):
        sign, words = -1, [words[0][1:], *words[1:]]
    if not words:
        return None
    if not words[0][:1].isdigit():
        spelled = read_words([scales_name(w, scales) for w in words])
        return None if spelled is None else Numeral(sign * spelled)
    total, ceiling, i = Decimal(0), 10**6, 0
    alternative, ambiguous = None, False
    while i < len(words):
        numeral = read_numeral(words[i])
        power = scale_power(words[i + 1], scales) if i + 1 < len(words) else 0
        if numeral is None or power is None or power >= ceiling:
            return None
        total += shift(numeral.value, power)
        if len(words) <= 2:
            alternative = None if numeral.alternative is None else shift(numeral.alternative, power)
            ambiguous = numeral.ambiguous
        elif numeral.ambiguous:
            return None
        ceiling, i = power, i + 2
    return Numeral(total.copy_negate() if sign < 0 else total, alternative if alternative is None or sign > 0 else -alternative, ambiguous)


def scale_power(word: str, scales: Mapping[str, int] = SCALES) -> int | None:
    """The power of ten that a scale word stands for, None for any other word."""
    return scales.get(word, scales.get(word.casefold()))


def scales_name(word: str, scales: Mapping[str, int]) -> str:
    """The standard scale word for a sloppy one ("milyar" is "miliar"); any other word in lower case."""
    power = scale_power(word, scales)
    return next((name for name, p in SCALES.items() if p == power), word.casefold())


def format_number(value: Decimal | int, *, scale: str | None = None) -> str:
    """Indonesian digits: `format_number(Decimal("711580000000"), scale="miliar")` is "711,58 miliar".

    `parse_number(format_number(x, scale=s)).value == x` for every finite x. Three decimals after a short
    whole part would read two ways ("1,234"), so they get a fourth ("1,2340").
    """
    value = Decimal(value)
    if not value.is_finite():
        raise ValueError(f"not a finite number: {value}")
    if scale is not None:
        value = shift(value, -SCALES[scale])
    text = format(value, "f")
    sign, text = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, _, fraction = text.partition(".")
    head = len(whole) % 3 or 3
    grouped = ".".join([whole[:head], *(whole[i : i + 3] for i in range(head, len(whole), 3))])
    fraction = fraction.rstrip("0")
    if len(fraction) == 3:
        fraction += "0"
    return sign + grouped + (f",{fraction}" if fraction else "") + (f" {scale}" if scale else "")


def spell(value: int) -> str:
    """A whole number below 10^15 in words: 1250 is "seribu dua ratus lima puluh". Raises ValueError outside."""
    if not 0 <= value < 10**15:
        raise ValueError(f"cannot spell {value}: only 0 to 10^15 - 1")
    if value == 0:
        return "nol"
    names = {v: k for k, v in DIGITS.items()}
    words: list[str] = []
    for power in (12, 9, 6, 3, 0):
        group = value // 10**power % 1000
        if not group:
            continue
        scale = next((name for name, p in SCALES.items() if p == power), None)
        if scale == "ribu" and group == 1:
            words.append("seribu")
            continue
        hundreds, rest = divmod(group, 100)
        if hundreds:
            words += ["seratus"] if hundreds == 1 else [names[hundreds], "ratus"]
        tens, ones = divmod(rest, 10)
        if rest in (10, 11):
            words.append("sepuluh" if rest == 10 else "sebelas")
        elif tens == 1:
            words += [names[ones], "belas"]
        else:
            words += [names[tens], "puluh"] if tens else []
            words += [names[ones]] if ones else []
        words += [scale] if scale else []
    return " ".join(words)
