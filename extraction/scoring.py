"""Found records against hand annotations: precision, recall, F1 with an interval, attributes, and what changed since a run.

`agreement` says when a record answers an annotation; this module pairs them, counts and compares. Pure: it gets what
`gold` has read.
"""

from __future__ import annotations

import hashlib
import random
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from extraction.agreement import HALF, SCORED_KINDS, VALUES, Record, answers, compare, is_sound, length, of_kind, overlap
from extraction.gold import GoldDocument

CLAUSES = ("commitments", "statements", "indirect")  # several records may answer one annotation, and one record several
WHOLE_CLAUSE = 0.8  # of an annotated clause inside a record: the record answers it too
RESAMPLES, SEED = 500, 7
LOW, HIGH = 12, 487  # of 500 sorted resamples: the middle 95 %
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Error:
    """One thing that keeps a score from 1: a record too many, a record too few, or a value that differs."""

    document: str
    kind: str
    why: str
    record: Record


@dataclass(slots=True)
class Tally:
    """One document and kind: records right, wrong and missed, and of the right ones how often each attribute was compared and agreed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    compared: Counter[str] = field(default_factory=Counter)
    agreed: Counter[str] = field(default_factory=Counter)
    errors: list[Error] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Score:
    """One kind over many documents. `low` and `high` bound F1: 95 % bootstrap over documents; `attributes` are shares of `right`."""

    precision: float
    recall: float
    f1: float
    low: float
    high: float
    right: int
    wrong: int
    missed: int
    attributes: Mapping[str, float]

    def as_json(self) -> dict[str, Any]:
        """Rounded to three places, under the names that the annotations' own scorer prints."""
        ratios = {name: round(getattr(self, name), 3) for name in ("precision", "recall", "f1", "low", "high")}
        shares = {name: round(share, 3) for name, share in self.attributes.items()}
        return {**ratios, "tp": self.right, "fp": self.wrong, "fn": self.missed, "attributes": shares}


def judge(kind: str, document: GoldDocument, found: Iterable[Any]) -> Tally:
    """Pair one document's found records with its annotations, in order of the text, each annotation once.

    A record takes the free annotation that it agrees with most. Optional annotations count neither way; a record said
    twice is wrong, but in the kinds of clauses another part of what is answered already counts neither way.
    """
    gold, text = document.records[kind], document.text
    tally = Tally()
    free = set(range(len(gold)))
    taken: list[Record] = []

    def error(why: str, record: Record) -> None:
        tally.errors.append(Error(document.id, kind, why, record))

    sound: list[Record] = []
    for record in found:
        if is_sound(record, text):
            sound.append(record)
        else:
            tally.wrong += 1
            error("evidence is not the text at start:end", record if isinstance(record, Mapping) else {})
    for record in sorted(sound, key=lambda r: (r["start"], r["end"])):
        hits = [i for i in range(len(gold)) if answers(kind, gold[i], record)]
        fresh = [i for i in hits if i in free]
        if not fresh:
            repeats = any(overlap(record, t) >= HALF * min(length(record), length(t)) for t in taken)
            if hits and kind in CLAUSES and not repeats:
                continue
            tally.wrong += 1
            error("said twice" if hits else "not in gold", record)
            continue
        agreed = {i: compare(kind, gold[i], record, text) for i in fresh}
        best = max(fresh, key=lambda i: (sum(agreed[i].values()), not gold[i].get("optional"), overlap(gold[i], record)))
        free.discard(best)
        taken.append(record)
        if gold[best].get("optional"):
            continue
        tally.right += 1
        if kind == "commitments":
            free.difference_update(i for i in fresh if overlap(gold[i], record) >= WHOLE_CLAUSE * length(gold[i]))
        for attribute, same in agreed[best].items():
            tally.compared[attribute] += 1
            tally.agreed[attribute] += same
            if not same:
                error(f"{attribute}: gold {gold[best].get(attribute)!r}, got {record.get(attribute)!r}", record)
    for i in sorted(free):
        if not gold[i].get("optional"):
            tally.missed += 1
            error("missed", gold[i])
    return tally


def judge_all(
    gold: Sequence[GoldDocument], found: Mapping[str, Record], kinds: Sequence[str] = SCORED_KINDS
) -> dict[str, dict[str, Tally]]:
    """Kind -> document id -> tally, both in order; a document without records has missed everything."""
    return {kind: {g.id: judge(kind, g, of_kind(found.get(g.id, {}), kind)) for g in gold} for kind in kinds}


def score(tallies: Sequence[Tally]) -> Score:
    """One kind's tallies as figures. The resampling is seeded, so that the same tallies give the same interval."""
    rows = [(t.right, t.wrong, t.missed) for t in tallies]
    draw = random.Random(SEED)  # noqa: S311  a bootstrap, no secret
    resampled = sorted(_ratios([rows[draw.randrange(len(rows))] for _ in rows])[2] for _ in range(RESAMPLES))
    precision, recall, f1 = _ratios(rows)
    right, wrong, missed = (sum(column) for column in zip(*rows, strict=True))
    compared: Counter[str] = sum((t.compared for t in tallies), Counter())
    agreed: Counter[str] = sum((t.agreed for t in tallies), Counter())
    shares = {name: agreed[name] / compared[name] for name in sorted(compared)}
    return Score(precision, recall, f1, resampled[LOW], resampled[HIGH], right, wrong, missed, shares)


def _ratios(rows: Sequence[tuple[int, int, int]]) -> tuple[float, float, float]:
    """Precision, recall, F1. Nothing found is no wrong thing said, and nothing to find is nothing missed."""
    right, wrong, missed = (sum(r[i] for r in rows) for i in range(3))
    precision = right / (right + wrong) if right + wrong else 1.0
    recall = right / (right + missed) if right + missed else 1.0
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


@dataclass(frozen=True, slots=True)
class Spread:
    """A figure over folds of the documents: mean, standard deviation, least and most."""

    mean: float
    deviation: float
    least: float
    most: float


def over_folds(tallies: Mapping[str, Tally], folds: int = FOLDS) -> dict[str, Spread]:
    """One kind's F1 ("f1") and attribute shares over folds of documents that have nothing to do with their order.

    The rules are fixed, so that a fold is only another sample: the spread says how much the choice of documents matters.
    An attribute that a fold never compares is left out of that fold. Needs at least as many documents as folds.
    """
    ids = sorted(tallies, key=lambda i: hashlib.sha256(i.encode()).digest())
    scores = [score([tallies[i] for i in ids[n::folds]]) for n in range(folds)]
    values: dict[str, list[float]] = {"f1": [s.f1 for s in scores]}
    for s in scores:
        for name, share in s.attributes.items():
            values.setdefault(name, []).append(share)
    return {name: Spread(statistics.fmean(v), statistics.pstdev(v), min(v), max(v)) for name, v in values.items()}


@dataclass(frozen=True, slots=True)
class Change:
    """A record that a run has and an earlier one had not, or the other way round, or whose values differ.

    `in_gold` is "yes", "optional" or "no": whether an annotation asks for it. `values` are the differing ones of a changed
    record: name -> (before, now, what the annotation says or None).
    """

    what: Literal["gained", "lost", "changed"]
    kind: str
    document: str
    record: Record
    in_gold: Literal["yes", "optional", "no"]
    values: Mapping[str, tuple[Any, Any, Any]] = field(default_factory=dict)


def changes(
    gold: Sequence[GoldDocument], before: Mapping[str, Record], now: Mapping[str, Record], kinds: Sequence[str] = SCORED_KINDS
) -> Iterator[Change]:
    """Every record gained, lost or changed between two runs over the annotated documents, by kind, document and place."""
    for kind in kinds:
        for document in gold:
            old, new = (of_kind(run.get(document.id, {}), kind) for run in (before, now))
            yield from _changes(kind, document, old, new)


def _changes(kind: str, document: GoldDocument, before: Sequence[Record], now: Sequence[Record]) -> Iterator[Change]:
    places: dict[tuple[int, int], tuple[list[Record], list[Record]]] = {}
    for side, records in enumerate((before, now)):
        for record in records:
            places.setdefault((record.get("start", 0), record.get("end", 0)), ([], []))[side].append(record)
    for _, (old, new) in sorted(places.items(), key=lambda item: item[0]):
        for record in tuple(old):  # what both runs say alike is no change
            same = next((n for n in new if all(n.get(v) == record.get(v) for v in VALUES[kind])), None)
            if same is not None:
                old.remove(record)
                new.remove(same)
        for was, is_now in zip(old, new, strict=False):
            annotation = _annotation(kind, document, is_now) or _annotation(kind, document, was)
            values = {
                v: (was.get(v), is_now.get(v), annotation.get(v) if annotation else None)
                for v in VALUES[kind]
                if was.get(v) != is_now.get(v)
            }
            yield Change("changed", kind, document.id, is_now, _asked(annotation), values)
        both = min(len(old), len(new))
        yield from (Change("lost", kind, document.id, r, _asked(_annotation(kind, document, r))) for r in old[both:])
        yield from (Change("gained", kind, document.id, r, _asked(_annotation(kind, document, r))) for r in new[both:])


def _annotation(kind: str, document: GoldDocument, record: Record) -> Record | None:
    """The annotation that a record answers best, a required one before an optional one."""
    if not is_sound(record, document.text):
        return None
    fitting = [g for g in document.records[kind] if answers(kind, g, record)]
    return max(fitting, key=lambda g: (not g.get("optional"), overlap(g, record)), default=None)


def _asked(annotation: Record | None) -> Literal["yes", "optional", "no"]:
    if annotation is None:
        return "no"
    return "optional" if annotation.get("optional") else "yes"
