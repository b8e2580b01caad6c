"""FIGURE: a quantity with a meaning: money, a percentage, a count, a length, an area, a weight.

Reads: "Pemkab menyalurkan Rp 2,5 miliar kepada 1.250 petani" (IDR, actual; people, actual);
"angka kemiskinan ditargetkan turun menjadi 6,5 persen pada 2027" (percent, target);
"harga cabai Rp 40-45 ribu per kilogram" (IDR, a range, rate).
Refuses: "Pasal 12 ayat 3, pukul 08.30, RT 04, kelas 6, usia 17 tahun, tahun 2025, HUT ke-65, skor 2-1".

A numeral that reads two ways ("2,500") is settled by its unit where only one reading makes sense (nobody counts
half a person), or by how the text spells its other numbers; else the figure is withheld and an Unresolved
says so. A scaled number without a unit takes the unit of the figure before it in the paragraph, miliar and
triliun mean rupiah; else it is Unresolved too. Spelled-out small counts are read, the words "satu" and "dua"
alone count only people and things of the vocabulary.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from extraction.amounts import Amount, find_amounts, sensible
from extraction.matching import S, alternatives
from extraction.reading import Reading, Span
from tagih.records import Figure, Unresolved
from tagih.records.ids import record_id
from tagih.records.model import FigureRole, Qualifier
from tagih.records.quantities import shift
from tagih.vocabulary.quantities import QualifierCues, RoleCues, quantity_words

RULE = "figures"
VERSION = "2"

BEFORE, AFTER = 160, 48
"""How far from a figure, in code points, a cue of its role may stand: measured on the training annotations of 2025."""

INHERITED, PASSED = 1.0, 0.5
"""What a list's own run weighs against cues, and what a cue keeps once another figure has used it (training annotations, 2025)."""

FADE = 24
"""A cue this far away, in code points, weighs half: the best of 14, 24, 40 and 70 on the annotations of 2025."""

NEAR = 72
"""How far before a figure a qualifier may stand, its filler words included."""


RoleCue = tuple[tuple[str, ...], FigureRole, int, str | None]
"""The words of a cue, the role it speaks for, its weight, and the only kind of amount it speaks about."""

_WORD = re.compile(r"[^\W_]+(?:[-/][^\W_]+)*")


class _Cues:
    """Qualifier and role cues, compiled once."""

    def __init__(self) -> None:
        words = quantity_words()
        q = words.qualifiers
        gap = rf"(?:{S}{{1,2}}(?:{alternatives(q.fillers)})){{0,4}}{S}{{0,2}}\(?\Z"
        self.before = self._sides(q.before, r"(?<!\w)(?:", rf")(?!\w){gap}")
        self.after = self._sides(q.after, rf"(?:nya)?{S}{{0,2}}(?:", rf")(?![\w-])(?!{S}{{1,2}}(?:{alternatives(q.comparatives)}))")
        self.ceiling = re.compile(rf"(?<!\w)(?:{alternatives(q.ceilings)}){S}{{0,2}}\Z", re.I)
        self.no_ceiling = re.compile(rf"(?<!\w)(?:{alternatives(q.no_ceiling_after)})(?!\w)", re.I)
        self.bare = re.compile(rf"(?<!\w)(?:{alternatives(words.bare_after)}){S}{{1,2}}\Z", re.I)
        self.lasting = re.compile(rf"(?<!\w)(?:{alternatives(words.lasting_after)}){S}{{1,2}}(?:\w{{1,12}}{S}{{1,2}}){{0,2}}\Z", re.I)
        self.roles_before = self._roles(words.roles, "before")
        self.roles_after = self._roles(words.roles, "after")

    @staticmethod
    def _roles(roles: Sequence[RoleCues], side: str) -> Mapping[str, list[RoleCue]]:
        """First word of a cue -> the cues that begin with it. Looked up word by word: a pattern of hundreds of words is slow."""
        found: dict[str, list[RoleCue]] = {}
        for group in roles:
            if group.side == side:
                for cue in group.cues:
                    words = tuple(cue.split())
                    found.setdefault(words[0], []).append((words, group.role, group.weight, group.only))
        return found

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


def _qualifier(text: str, amount: Amount, sentence: Span) -> Qualifier | None:
    if amount.value is None:
        return "vague"
    if amount.high is not None:
        return "range"
    if amount.rough or amount.over:
        return "approximate" if amount.rough else "at_least"
    cues = _cues()
    left = text[max(sentence.start, amount.start - NEAR) : amount.start]
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
    if ceiling and not cues.no_ceiling.search(left[max(0, ceiling.start() - 32) : ceiling.start()]):
        return "at_most"
    return None


def _heard(window: str, cues: Mapping[str, list[RoleCue]], kind: str) -> Iterator[tuple[int, FigureRole, int]]:
    """The cues of a window: where each ends, its role, its weight."""
    words = [(m.group(), m.end()) for m in _WORD.finditer(window.casefold())]
    for i, (word, _) in enumerate(words):
        bare = word[:-3] if word.endswith("nya") and len(word) > 5 else word
        for cue, role, weight, only in (*cues.get(word, ()), *(cues.get(bare, ()) if bare != word else ())):
            last = i + len(cue) - 1
            if only in (None, kind) and last < len(words) and all(words[i + k][0] == cue[k] for k in range(1, len(cue))):
                yield words[last][1], role, weight


def _kind(amount: Amount) -> str:
    return amount.kind if amount.kind in ("money", "percent", "people") else "other"


def _role(text: str, amount: Amount, sentence: Span, earlier: Figure | None) -> tuple[FigureRole, float]:
    """The role that the nearest, heaviest cue of the sentence gives, and its score; in a list, that of the figure before it (`earlier`)."""
    if amount.kind == "duration":
        return "other", 0.0
    left_start = max(sentence.start, amount.start - BEFORE)
    left, right = text[left_start : amount.start], text[amount.end : min(sentence.end, amount.end + AFTER)]
    best = 0.0
    found: FigureRole = "other" if amount.unit in quantity_words().abstract else "actual"
    if earlier is not None and earlier.unit == amount.unit and earlier.start >= sentence.start:
        best, found = INHERITED, earlier.role
    passed = earlier.end if earlier else 0
    cues, kind = _cues(), _kind(amount)
    for end, role, weight in _heard(left, cues.roles_before, kind):
        score = weight * (PASSED if left_start + end <= passed else 1) / (1 + (len(left) - end) / FADE)
        if score > best:
            best, found = score, role
    for end, role, weight in _heard(right, cues.roles_after, kind):
        score = weight / (1 + (end + 6) / FADE)
        if score > best:
            best, found = score, role
    return found, best


def _agreed(figures: Sequence[Figure], scores: Mapping[str, float]) -> dict[str, FigureRole]:
    """Figure ids -> the role of the mention with the surest cue: a headline's "Rp 4,5 M" means what the body says of it."""
    said: dict[tuple[Decimal, str], list[Figure]] = {}
    for f in figures:
        if f.value is not None and (f.value >= TELLING or f.unit in ("IDR", "USD", "percent")):
            said.setdefault((f.value, f.unit), []).append(f)
    agreed: dict[str, FigureRole] = {}
    for same in said.values():
        surest = max(same, key=lambda f: scores[f.id])
        agreed.update({f.id: surest.role for f in same})
    return agreed


TELLING = 10
"""A count so large that stands twice in a text is the same count: small ones meet by chance."""

SUM_POWER = 9
"""A number in miliar or triliun without a unit is a sum of rupiah."""

LEAST_IDR = 50
"""Bank Indonesia's smallest coin in use is Rp 50; a smaller sum has lost its scale word ("pas Rp 7,3")."""

LAST = 400
"""How far back the unit of a bare count may stand, in code points."""

_YEARS = re.compile(r"(?<![\d/.,-])(?:19|20)\d\d(?![\d/]|[.,-]\d)")


def _period(text: str, sentence: Span) -> str | None:
    """The one year that the sentence names; None where it names none or several."""
    years = {m.group() for m in _YEARS.finditer(text, sentence.start, min(sentence.end, sentence.start + 2000))}
    return years.pop() if len(years) == 1 else None


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


def _problem(amount: Amount, value: Decimal | None, evidence: str) -> tuple[str, str] | None:
    """Why an amount is withheld: the field that nothing settles, and the reason."""
    if amount.value is not None and value is None and amount.numeral and amount.numeral.alternative is not None:
        return "value", f"{evidence!r} reads as {amount.value:f} or {shift(amount.numeral.alternative, amount.power):f}"
    if amount.unit == "IDR" and value is not None and not amount.power and 0 < value < LEAST_IDR:
        return "value", f"{evidence!r} lacks its scale"
    return None


def _counting(text: str, amount: Amount, last: tuple[int, str] | None) -> Amount | None:
    """The amount with its unit, where it counts something at all. `last`: where the figure before ends, and its unit."""
    before = max(0, amount.start - 24)
    if amount.kind == "duration":
        return amount if amount.unit != "tahun" or _cues().lasting.search(text, before, amount.start) else None
    if amount.kind != "bare":
        return amount
    if amount.power >= SUM_POWER:
        return replace(amount, unit="IDR", kind="money")
    if not amount.power and (amount.spelled or not _cues().bare.search(text, before, amount.start)):
        return None
    if last and amount.start - last[0] < LAST:
        return replace(amount, unit=last[1])
    return amount if amount.power else None


def extract(reading: Reading) -> list[Figure | Unresolved]:
    """All figures of a document, in order, and the numbers that could not be settled."""
    text, taken = reading.text, set[str]()
    found: list[Figure | Unresolved] = []
    earlier: Figure | None = None
    last: tuple[int, str] | None = None
    periods: dict[int, str | None] = {}
    standard = _standard(text)
    scores: dict[str, float] = {}
    for seen in find_amounts(text):
        amount = _counting(text, seen, last)
        if amount is None:
            continue
        start, end = amount.start, amount.end
        evidence, value = text[start:end], _settle(amount, standard=standard)
        problem = _problem(amount, value, evidence)
        if problem or amount.unit is None:
            field, reason = problem or ("unit", f"{evidence!r} counts something that stands elsewhere")
            id_ = record_id("unresolved-figure", start, taken)
            found.append(
                Unresolved(
                    id=id_, text=evidence, start=start, end=end, rule=RULE, rule_version=VERSION, kind="figures", field=field, reason=reason
                )
            )
            continue
        sentence = reading.sentence_at(start)
        if sentence.start not in periods:
            periods[sentence.start] = _period(text, sentence)
        role, score = _role(text, amount, sentence, earlier)
        earlier = Figure(
            id=record_id("figure", start, taken),
            text=evidence,
            start=start,
            end=end,
            rule=RULE,
            rule_version=VERSION,
            value=value,
            value_high=amount.high,
            unit=amount.unit,
            qualifier=_qualifier(text, amount, sentence),
            role=role,
            period=periods[sentence.start],
        )
        scores[earlier.id] = score
        found.append(earlier)
        if amount.kind in ("people", "counted", "measure"):
            last = (end, amount.unit)
    agreed = _agreed([f for f in found if isinstance(f, Figure)], scores)
    return [replace(f, role=agreed.get(f.id, f.role)) if isinstance(f, Figure) else f for f in found]
