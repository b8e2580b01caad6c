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

from extraction.matching import S, Spans
from extraction.quantities import Quantity, find_quantities
from extraction.reading import Reading, Span
from tagih.records import Figure, Unresolved
from tagih.records.ids import record_id
from tagih.records.model import FigureRole
from tagih.vocabulary.quantities import RoleCues, quantity_words

RULE = "figures"
VERSION = "3"

BEFORE, AFTER = 160, 48
"""How far from a figure, in code points, a cue of its role may stand: measured on the training annotations of 2025."""

INHERITED, PASSED = 1.0, 0.5
"""What a list's own run weighs against cues, and what a cue keeps once another figure has used it (training annotations, 2025)."""

FADE = 24
"""A cue this far away, in code points, weighs half: the best of 14, 24, 40 and 70 on the annotations of 2025."""

STRONG = 4
"""The weight of a cue that speaks for its role whatever is counted: "menargetkan"."""

_CLAUSE = re.compile(r"[,;.:()]|\s(?:dan|serta|tetapi|namun|karena)\s", re.I)

RoleCue = tuple[tuple[str, ...], FigureRole, int, str | None]
"""The words of a cue, the role it speaks for, its weight, and the only kind of amount it speaks about."""

_WORD = re.compile(r"[^\W_]+(?:[-/][^\W_]+)*")


class _Cues:
    """Role cues, compiled once."""

    def __init__(self) -> None:
        words = quantity_words()
        self.definite = re.compile(rf"(?:{S}[\w-]{{1,20}}){{0,1}}{S}(?:itu|tersebut|tadi)(?!\w)", re.I)
        self.each = re.compile(rf"{S}{{0,2}}(?:(?:per|setiap|tiap){S}|/{S}?)(?P<what>[^\W\d_]{{2,20}})", re.I)
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


@functools.cache
def _cues() -> _Cues:
    return _Cues()


def _heard(window: str, cues: Mapping[str, list[RoleCue]], kind: str) -> Iterator[tuple[int, FigureRole, int]]:
    """The cues of a window: where each ends, its role, its weight. Of cues that begin with one word the longest counts."""
    words = [(m.group(), m.end()) for m in _WORD.finditer(window.casefold())]
    for i, (word, _) in enumerate(words):
        bare = word[:-3] if word.endswith("nya") and len(word) > 5 else word
        fitting = [
            c
            for c in (*cues.get(word, ()), *(cues.get(bare, ()) if bare != word else ()))
            if c[3] in (None, kind) and i + len(c[0]) <= len(words) and all(words[i + k][0] == c[0][k] for k in range(1, len(c[0])))
        ]
        if not fitting or (word == "akan" and i and words[i - 1][0] in quantity_words().about):
            continue
        longest = max(len(c[0]) for c in fitting)
        yield from ((words[i + longest - 1][1], role, weight) for cue, role, weight, _ in fitting if len(cue) == longest)


def _kind(amount: Quantity) -> str:
    return amount.kind if amount.kind in ("money", "percent", "people") else "other"


def _role(text: str, amount: Quantity, sentence: Span, earlier: Figure | None) -> tuple[FigureRole, float]:
    """The role that the nearest, heaviest cue of the sentence gives, and its score; in a list, that of the figure before it (`earlier`)."""
    if amount.kind == "duration":
        return "other", 0.0
    left_start = max(sentence.start, amount.start - BEFORE)
    left, right = text[left_start : amount.start], text[amount.end : min(sentence.end, amount.end + AFTER)]
    best = 0.0
    abstract = amount.unit in quantity_words().abstract
    definite = bool(_cues().definite.match(text, amount.end))
    found: FigureRole = "other" if abstract else "actual"
    if earlier is not None and earlier.unit == amount.unit and earlier.start >= sentence.start:
        best, found = INHERITED, earlier.role
    passed = earlier.end if earlier else 0
    cues, kind = _cues(), _kind(amount)
    for end, role, weight in _heard(left, cues.roles_before, kind):
        if role == "target" and (definite or (abstract and weight < STRONG)):
            continue  # "akan mengelola empat pulau itu", "ingin mengatakan dua hal": nobody is to reach them
        score = weight * (PASSED if left_start + end <= passed else 1) / (1 + (len(left) - end) / FADE)
        if score > best:
            best, found = score, role
    clause = _CLAUSE.search(right)
    if amount.kind == "money" and (each := cues.each.match(right)) and each["what"].casefold() not in quantity_words().spans:
        best, found = max((best, found), (STRONG / (1 + 6 / FADE), "rate"))
    for end, role, weight in _heard(right, cues.roles_after, kind):
        if role == "target" and (definite or abstract or (clause and end > clause.start())):
            continue
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

_YEARS = re.compile(r"(?<![\d/.,-])(?:19|20)\d\d(?![\d/]|[.,-]\d)")


def _period(text: str, sentence: Span) -> str | None:
    """The one year that the sentence names; None where it names none or several."""
    years = {m.group() for m in _YEARS.finditer(text, sentence.start, min(sentence.end, sentence.start + 2000))}
    return years.pop() if len(years) == 1 else None


def _problem(amount: Quantity, evidence: str) -> tuple[str, str] | None:
    """Why an amount is withheld: the field that nothing settles, and the reason."""
    if amount.ambiguous:
        return "value", f"{evidence!r} reads as " + " or ".join(f"{r:f}" for r in amount.readings)
    return ("value", f"{evidence!r} lacks its scale") if amount.unscaled else None


def extract(reading: Reading) -> list[Figure | Unresolved]:
    """All figures of a document, in order, and the numbers that could not be settled."""
    text, taken = reading.text, set[str]()
    found: list[Figure | Unresolved] = []
    earlier: Figure | None = None
    periods: dict[int, str | None] = {}
    scores: dict[str, float] = {}
    areas = Spans((p.start, p.end) for p in reading.places)
    for amount in find_quantities(text, sentence_start=lambda at: reading.sentence_at(at).start):
        if areas.holds(amount.number_start) or (amount.kind == "counted" and areas.holds(amount.end - 1)):
            continue  # "Kabupaten Empat Lawang", "Sekolah Rakyat 24 Samarinda"
        start, end = amount.start, amount.end
        evidence = text[start:end]
        problem = _problem(amount, evidence)
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
            value=amount.value,
            value_high=amount.value_high,
            unit=amount.unit,
            qualifier=amount.qualifier,
            role=role,
            period=periods[sentence.start],
        )
        scores[earlier.id] = score
        found.append(earlier)
    agreed = _agreed([f for f in found if isinstance(f, Figure)], scores)
    return [replace(f, role=agreed.get(f.id, f.role)) if isinstance(f, Figure) else f for f in found]
