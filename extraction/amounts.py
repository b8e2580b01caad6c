"""Numbers of a text with their scale, currency, unit or counted noun, before it is known what they mean.

Shared by rules that meet quantities. Only the words around a number are looked at (bounded windows), so a
text is read in linear time whatever it holds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from extraction.matching import Spans, aside_spans
from extraction.units import Kind, counted_at, patterns, unit_at
from tagih.records.dates import find_dates
from tagih.records.quantities import FRACTIONS, NUMBER_WORDS, Numeral, read_numeral, read_words, scales_name, shift
from tagih.vocabulary.quantities import quantity_words

TITLE = 400
"""The longest first line that is a title, in code points: in titles every word may have a capital."""

QUOTES = frozenset("\"'“‘")

CURRENCY_ENDS = frozenset("$€£¥.")
"""What a currency may end with beside letters: nothing else is worth a look."""

DISCRETE: frozenset[Kind] = frozenset({"money", "people", "counted"})
"""Kinds that come in whole numbers (no sum of rupiah has decimals without a scale word)."""

TIMES = frozenset({"are", "hp", "kali", "poin"})
"""Units that words behind a year can look like: "Pilkada 2024 kali ini"."""

_GLUED = re.compile(r"(?<=[a-z])[A-Z][a-z]+\Z")
_GENERATION = re.compile(r"[2-6]\s?G\Z")

LEFT = 64
"""How far back of a number its label and currency may stand, in code points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A number at `[start, end)` with its unit. `[number_start, number_end)` is the number with its scale alone.

    `value` is None for a vague amount ("puluhan ribu"). `numeral.ambiguous` is left for the caller to settle.
    A number of kind "label" names something and counts nothing; `find_amounts` gives none.
    `high` is the upper end of a range. `spelled`: in words. `rough`: "500-an ribu", "3 jutaan". `over`: "3.000 lebih guru".
    `covered` is where the same number in words ends, in brackets behind a sum.
    """

    start: int
    end: int
    number_start: int
    number_end: int
    value: Decimal | None
    unit: str | None
    kind: Kind
    power: int = 0
    high: Decimal | None = None
    spelled: bool = False
    numeral: Numeral | None = None
    currency_before: bool = False
    rough: bool = False
    over: bool = False
    covered: int = 0


def _named(text: str, start: int, number: str, unit: tuple[int, str | None, Kind]) -> bool:
    """Whether the number is a label or a part of a name ("Pasal 5", "SDN Harapan 2", "RT 02"), not a count."""
    p = patterns()
    line = text.rfind("\n", max(0, start - LEFT), start) + 1 or max(0, start - LEFT)
    before = text[line:start].split()
    if not before:
        return False
    strong = unit[2] in ("percent", "money")
    last = before[-1].strip("(\"“”'’,").casefold()
    if last not in p.labels and (glued := _GLUED.search(before[-1])):
        last = glued.group().casefold()  # "junctoPasal 18"
    if before[-1].endswith((",", ".", ":", ";", ")", "?", "!")) and last not in p.labels:
        return False
    if last in p.numbered and not strong:
        return True
    if strong or unit[2] == "measure" or "." in number:
        return False
    if last in p.labels:
        return not (unit[2] == "people" and last in p.loose)
    word = before[-1].lstrip("(\"“'")
    if not word[:1].isupper() or len(before) < 2 or before[-2].endswith((".", "!", "?", "-", "–", "—", "|")):
        return False
    if any(w.lstrip('("“').casefold() in p.heads for w in before[-4:]):
        return True
    after = text[unit[0] - 1 : unit[0]] and patterns().word.match(text, start + len(number))
    first = text.find("\n", 0, TITLE)
    return bool(after and after["unit"][0].isupper() and start > first >= 0)


def _year(text: str, start: int, number: str, unit: tuple[int, str | None, Kind]) -> bool:
    """Whether digits are a year rather than a count: "2025", "907 M" of the Christian era."""
    kind = unit[2]
    letters = unit[0] - start - len(number) - 1
    if kind == "measure" and letters <= 1 and text[unit[0] - 1] == "M" and number.isdigit() and len(number) in (3, 4):
        return True
    if len(number) != 4 or not number.isdigit() or not 1500 <= int(number) <= 2100 or kind in ("money", "percent"):
        return False
    if kind == "measure" and letters > 1 and unit[1] not in TIMES and not text.startswith("nya", unit[0]):
        return False
    before = text[max(0, start - LEFT) : start].split()
    counted = bool(before) and before[-1].casefold() in patterns().fillers - {
        "dengan",
        "sampai",
        "hingga",
        "untuk",
        "adalah",
        "minggu",
        "di angka",
    }
    return not (counted and kind != "bare")


def _digits(text: str, m: re.Match[str], joinable: int) -> Amount | None:
    """The amount of a numeral; `joinable` is where the number before it ends, which a range may join it to."""
    p, words = patterns(), quantity_words()
    start, end, number = m.start(), m.end(), m.group()
    numeral = read_numeral(number)
    if numeral is None:
        return None
    left = text[max(0, start - 24) : start]
    beside = left.rstrip()[-1:]
    currency = p.currency.search(left) if beside.isalpha() or beside in CURRENCY_ENDS else None
    if currency and currency.group().strip().islower() and currency.group().strip(" .\u00a0") != "rp":
        currency = None  # "euro 1968", "sar 5": a code is written in capitals
    money = currency is not None
    previous, before = text[start - 1 : start], text[start - 2 : start - 1] if start > 1 else ""
    sign = 1
    if not money:
        if previous.isalpha() or previous in ("_", "@", "#"):
            glued = re.search(r"[^\W\d_]+\Z", left)
            if not glued or glued.group().casefold() not in p.fillers:
                return None
        if previous and previous in "-–/.:'’" and (before.isalpha() or (before.isdigit() and start - 1 != joinable)):
            return None
        ranged = joinable >= 0 and not text[joinable : start - 1].strip()  # "45 -50 juta"
        if previous == "-" and not ranged and (not before or before in " \u00a0\n(") and not text[end : end + 1].isalpha():
            sign = -1
    following, beyond = text[end : end + 1], text[end + 1 : end + 2]
    if (following and following in "/:" and beyond.isalnum() and beyond.isdigit()) or (following == ":" and beyond.isdigit()):
        return None
    power, number_end = 0, end
    rough = text[end : end + 3].casefold() == "-an" and not text[end + 3 : end + 4].isalpha()
    if rough:
        number_end = end = end + 3
    scale = p.scale.match(text, end) or (p.money_scale.match(text, end) if money else None)
    if scale:
        written = scale["scale"]
        power = words.scale_powers.get(written.casefold()) or words.money_scale_powers[written]
        number_end = scale.end()
        rough = rough or scale.end("scale") < number_end  # "3 jutaan"
    covered = 0
    again = p.again.match(text, number_end)
    if again and all(scales_name(w, words.scale_powers) in NUMBER_WORDS for w in p.rupiah.sub("", again["words"]).split()):
        covered = again.end()
        number_end = number_end if money else covered
    unit = unit_at(text, number_end, money=money)
    over = p.over.match(text, number_end) if unit[2] == "bare" else None
    counted = counted_at(text, over.end()) if over else None
    if counted:
        unit = counted
    if not money and following.isalpha() and number_end == end and unit[2] not in ("percent", "measure", "duration", "people"):
        return None
    if unit[2] == "measure" and _GENERATION.match(text[start : unit[0]]):
        return None  # "jaringan 4G"
    if unit[2] == "counted" and text[number_end : unit[0]].strip().isupper() and unit[0] - number_end <= 4 and p.plate.search(left):
        unit = (number_end, None, "label")  # "KT 1234 AB"
    elif not money and _named(text, start, number, unit):
        unit = (number_end, None, "label")
    elif not money and not power and _year(text, start, number, unit):
        return None
    value = shift(numeral.value, power)
    if sign < 0:
        value, start = -value, start - 1
    return Amount(
        start=max(0, m.start() - 24) + currency.start() if currency else start,
        end=max(unit[0], number_end),
        number_start=start,
        number_end=number_end,
        value=value,
        unit=words.currency_before[" ".join(currency.group().split()).casefold()] if currency else unit[1],
        kind="money" if money else unit[2],
        power=power,
        numeral=numeral,
        currency_before=money,
        rough=rough,
        over=counted is not None,
        covered=covered,
    )


def _spelled(text: str, m: re.Match[str]) -> Amount | None:
    words = quantity_words()
    if m["vague"]:
        unit = unit_at(text, m.end(), money=False)
        return Amount(
            start=m.start(), end=unit[0], number_start=m.start(), number_end=m.end(), value=None, unit=unit[1], kind=unit[2], spelled=True
        )
    parts = m["words"].casefold().split()
    scale = patterns().scale.match(text, m.end())
    end = m.end()
    if scale:
        parts, end = [*parts, scale["scale"]], scale.end()
    value = read_words([scales_name(w, words.scale_powers) for w in parts])
    left = text[max(0, m.start() - LEFT) : m.start()].split()
    if value is None or (left and left[-1].strip("(\"“”'’").casefold() in {"salah", "per", "ke", *patterns().labels}):
        return None
    unit = unit_at(text, end, money=False)
    over = patterns().over.match(text, end) if unit[2] == "bare" and len(parts) > 1 else None
    counted = counted_at(text, over.end()) if over else None  # "dua ribu lebih warga"
    unit = counted or unit
    if (unit[2] in ("bare", "counted") and all(w in FRACTIONS for w in parts)) or (unit[2] == "counted" and parts == ["satu"]):
        return None
    if unit[2] == "counted" and m.group()[0].isupper():
        titled = (
            text[m.start() - 1 : m.start()] in QUOTES and text[end : unit[0]].strip()[:1].isupper()
        )  # a programme called "Tujuh Kebiasaan"
        if titled or _named(text, m.start(), m.group(), unit):
            return None
    return Amount(
        start=m.start(),
        end=unit[0],
        number_start=m.start(),
        number_end=end,
        value=value,
        unit=unit[1],
        kind=unit[2],
        spelled=True,
        over=counted is not None,
    )


def find_amounts(text: str) -> list[Amount]:
    """Every number of a text with what it counts, in order; labels, dates, times, years and names are left out.

    Ranges ("10-15 persen") are one amount; a unit that stands once for two numbers ("7 dan 9 orang") serves both.
    Numbers inside teasers of other stories ("Baca juga: ...") and addresses of the web are passed over.
    """
    p = patterns()
    asides, dates = Spans(aside_spans(text)), Spans((d.start, d.end) for d in find_dates(text))
    found: list[Amount] = []
    for m in p.number.finditer(text):
        if dates.holds(m.start()) or asides.holds(m.start()) or (found and m.start() < max(found[-1].end, found[-1].covered)):
            continue
        amount = _digits(text, m, found[-1].number_end if found else -1) if m["digits"] else _spelled(text, m)
        if amount is None:
            continue
        joined = _join(text, found[-1], amount) if found else None
        if joined:
            found[-1:] = joined
        else:
            found.append(amount)
    return [a for a in found if a.kind != "label"]


def sensible(numeral: Numeral, kind: Kind) -> Decimal | None:
    """The one reading of a numeral that its kind allows; None where two remain."""
    if numeral.alternative is None:
        return numeral.value
    if kind == "percent":  # "17,125%" and "17.125%" alike: nothing is fourteen thousand per cent
        return min(numeral.value, numeral.alternative)
    if not numeral.ambiguous:
        return numeral.value
    return numeral.alternative if kind in DISCRETE else None


def _end(amount: Amount, value: Decimal, kind: Kind) -> tuple[Decimal, Numeral | None]:
    """One end of a range of this kind, and its numeral where it still reads two ways."""
    numeral = amount.numeral
    if numeral is None or amount.power:
        return value, numeral if numeral and numeral.ambiguous else None
    settled = sensible(numeral, kind)
    return (value, numeral) if settled is None else (settled.copy_sign(value), None)


def _join(text: str, a: Amount, b: Amount) -> list[Amount] | None:
    """Two numbers side by side as one range, as one sum ("1 juta 200 ribu"), or with the unit of the second; None: apart."""
    gap = text[a.end : b.start] if a.end <= b.start else text[a.number_end : b.start]
    if len(gap) > 24 or a.value is None or b.value is None or a.high is not None or a.spelled != b.spelled:
        return None
    m = patterns().join.match(gap)
    if not m:
        return None
    join = (m["join"] or "").casefold()
    join = "dan" if join == "&" or join.endswith(("dan", "serta")) else join
    if a.kind == "label":
        same = b.kind in ("bare", "counted", "duration") or (b.kind == "people" and join not in (",", "dan"))
        return [a, replace(b, kind="label")] if join and join != "dari" and same else None
    both = replace(b, start=a.start, number_start=a.number_start, currency_before=a.currency_before)
    bare = a.kind == "bare" or (a.kind == "money" and a.currency_before)
    if not join:
        if gap.strip() or not bare or not a.power or not b.power or b.power >= a.power or b.currency_before:
            return None
        unit, kind = (a.unit, a.kind) if a.unit else (b.unit, b.kind)
        return [replace(both, value=a.value + b.value, numeral=None, unit=unit, kind=kind)]
    if join == "dari":  # "22 dari 48 sekolah"
        counted = a.kind == "bare" and not a.spelled and not a.power and b.kind in ("people", "counted", "measure")
        return [replace(a, unit=b.unit, kind=b.kind), b] if counted else None
    if join.endswith(("±", "+-", "-+", "+/-", "minus")):  # "2,5±1 persen": the second says how far off the first may be
        settled, unsure = _end(a, a.value, b.kind)
        return [replace(both, value=settled, numeral=unsure)] if a.kind in ("bare", b.kind) else None
    if a.kind not in ("bare", b.kind) and not (a.kind == "money" and b.kind in ("bare", "counted")):
        return None
    if a.unit and b.unit and a.unit != b.unit and a.kind != "money":
        return None
    (low, unsure), (high, unsure_too) = _end(a, a.value, b.kind), _end(b, b.value, b.kind)
    if b.power and not a.power and shift(low, b.power) <= high:
        low = shift(low, b.power)
    between = text[max(0, a.start - 8) : a.start].casefold().rstrip().endswith("antara")
    ranged = join not in (",", "dan", "menjadi") or (join == "dan" and between)
    if ranged and low < high and (join != "atau" or a.kind == "bare"):
        both = replace(both, value=low, high=high, numeral=unsure or unsure_too)
        if a.kind == "money":
            return [replace(both, end=b.end if b.kind == "money" else b.number_end, unit=a.unit, kind="money")]
        return [both]
    if join in ("dan", "menjadi") and a.kind == "bare" and b.unit and not a.spelled:
        return [replace(a, unit=b.unit, kind=b.kind), b]
    return None
