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

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from extraction.figure_roles import role_of
from extraction.matching import Spans
from extraction.quantities import Quantity, find_quantities
from extraction.reading import Reading, Span
from tagih.records import Figure, Unresolved
from tagih.records.ids import record_id
from tagih.records.model import FigureRole

RULE = "figures"
VERSION = "4"


def _agreed(figures: Sequence[Figure], scores: Mapping[str, float], title: int) -> dict[str, FigureRole]:
    """Figure ids -> the role of the mention with the surest cue, for those that have none: a headline's "Rp 4,5 M" means what the body
    says of it, whatever its own words. `title`: where the title ends.
    """
    said: dict[tuple[Decimal, str], list[Figure]] = {}
    for f in figures:
        if f.value is not None and (f.value >= TELLING or f.unit in ("IDR", "USD", "percent")):
            said.setdefault((f.value, f.unit), []).append(f)
    agreed: dict[str, FigureRole] = {}
    for same in said.values():
        surest = max(same, key=lambda f: (f.start >= title and scores[f.id] >= UNSURE, scores[f.id]))
        agreed.update({f.id: surest.role for f in same if f.start < title or scores[f.id] < UNSURE})
    return agreed


def _title(reading: Reading) -> int:
    """Where the title ends; 0 where the text begins without one."""
    lines = reading.paragraphs
    return lines[0].end if len(lines) > 1 and lines[0].end <= TITLE else 0


TITLE = 250
"""The longest first line that is a title, in code points."""

UNSURE = 1.5
"""A role's score below which another mention of the same figure may say better."""

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
        role, score = role_of(text, amount, sentence.start, sentence.end, earlier)
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
    agreed = _agreed([f for f in found if isinstance(f, Figure)], scores, _title(reading))
    return [replace(f, role=agreed.get(f.id, f.role)) if isinstance(f, Figure) else f for f in found]
