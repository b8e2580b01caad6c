"""When a found record says what a hand annotation says: the annotations' contract, one small question a function.

A record is what one line of `tagih extract` holds: plain JSON values. `gold` has the annotators' values and, once
placed, `start`, `end`, `text`. The shares and lengths are the contract's, and `tests/extraction/test_scoring.py`
holds them to the annotations' own scorer.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from tagih.vocabulary.agreement import agreement

Record = Mapping[str, Any]

# Kinds as they are scored: `statements` are the direct ones, `indirect` the others.
SCORED_KINDS = ("officials", "regulations", "figures", "targets", "commitments", "statements", "indirect", "dates")
# What is compared of two runs, and read beside the evidence.
VALUES: Mapping[str, tuple[str, ...]] = {
    "officials": ("name", "office", "jurisdiction", "acting"),
    "regulations": ("type", "number", "year", "jurisdiction"),
    "figures": ("value", "value_high", "unit", "qualifier", "role"),
    "targets": ("value", "unit", "jurisdiction", "due"),
    "commitments": ("status", "actor", "jurisdiction"),
    "statements": ("speaker",),
    "indirect": ("speaker",),
    "dates": ("value", "role"),
}

HALF = 0.5
BODY_WORDS_SHARED = 0.6
NAME_MAX, STATEMENT_MAX, CLAUSE_MAX, CITATION_MAX = 160, 1500, 700, 250  # characters of evidence that still answer
START_SLACK = 3  # characters
MARKS = re.compile("[\"'“”’»]")
NO_WORD = re.compile(r"\W+")


def of_kind(document: Record, kind: str) -> list[Any]:
    """The records of one scored kind in a document's JSON."""
    if kind in ("statements", "indirect"):
        speech = "direct" if kind == "statements" else "indirect"
        return [r for r in document.get("statements") or () if r.get("speech") == speech]
    return list(document.get(kind) or ())


def is_sound(record: object, text: str) -> bool:
    """Whether a record's evidence is the text at its offsets."""
    if not isinstance(record, Mapping):
        return False
    start, end = record.get("start"), record.get("end")
    return type(start) is int and type(end) is int and 0 <= start < end <= len(text) and text[start:end] == record.get("text")


def overlap(a: Record, b: Record) -> int:
    """Characters that two spans share."""
    shared: int = min(a["end"], b["end"]) - max(a["start"], b["start"])
    return max(0, shared)


def length(record: Record) -> int:
    """Characters of a record's evidence."""
    start, end = int(record["start"]), int(record["end"])
    return end - start


def answers(kind: str, gold: Record, found: Record) -> bool:
    """Whether a found record is this annotation, whatever its attributes say."""
    if kind == "officials":
        named = set(_name(found.get("name")))
        return (
            same_name(gold["name"], found.get("name")) and length(found) <= NAME_MAX and not named.isdisjoint(_words(found["text"]).split())
        )
    shared = overlap(gold, found)
    if not shared:
        return False
    shorter, longer = sorted((length(gold), length(found)))
    if kind in ("statements", "indirect"):
        return shared >= HALF * shorter and length(found) <= STATEMENT_MAX
    one_line = "\n" not in found["text"].strip()
    if kind == "commitments" or (kind == "targets" and gold.get("value") is None):
        return shared >= HALF * shorter and one_line and longer <= CLAUSE_MAX
    if kind == "regulations":  # with its title or without
        return shared >= HALF * shorter and one_line and longer <= CITATION_MAX
    if shared < HALF * longer:
        return False
    if kind in ("figures", "targets"):
        return gold.get("value") is None or same_number(gold["value"], found.get("value"))
    return bool(gold["value"] == found.get("value"))


def compare(kind: str, gold: Record, found: Record, text: str) -> dict[str, bool]:
    """Attribute -> whether a found record has it as its annotation does."""

    def equal(field: str) -> bool:
        return bool(gold[field] == found.get(field))

    def letters(field: str) -> bool:
        return _letters(gold.get(field)) == _letters(found.get(field))

    match kind:
        case "officials":
            office = same_office(gold["office"], found.get("office"))
            return {"office": office, "jurisdiction": equal("jurisdiction"), "acting": letters("acting")}
        case "regulations":
            number = _letters(gold["number"]).lstrip("0") == _letters(found.get("number")).lstrip("0")
            kinds = same_type(gold["type"], found.get("type"))
            return {"type": kinds, "number": number, "year": letters("year"), "jurisdiction": equal("jurisdiction")}
        case "figures":
            agreed = {
                "unit": _unit(gold["unit"]) == _unit(found.get("unit")),
                "qualifier": gold.get("qualifier") == found.get("qualifier"),
                "role": gold.get("role") == found.get("role"),
            }
            if gold.get("value_high"):
                agreed["value_high"] = same_number(gold["value_high"], found.get("value_high"))
            return agreed
        case "targets":
            due = (gold.get("due") or None) == (found.get("due") or None)
            return {"unit": _unit(gold["unit"]) == _unit(found.get("unit")), "jurisdiction": equal("jurisdiction"), "due": due}
        case "commitments":
            actor = same_party(gold["actor"], found.get("actor"))
            return {"status": equal("status"), "actor": actor, "jurisdiction": equal("jurisdiction")}
        case "statements":  # annotators marked the first words: it starts there and ends at a closing mark
            closed = MARKS.search(text, found["end"] - 1, min(found["end"] + START_SLACK, len(text))) is not None
            extent = abs(found["start"] - gold["start"]) <= START_SLACK and closed
            return {"speaker": same_party(gold["speaker"], found.get("speaker")), "extent": extent}
        case "indirect":
            return {"speaker": same_party(gold["speaker"], found.get("speaker"))}
        case _:
            return {"role": gold.get("role") == found.get("role")}


def same_party(gold: str | None, found: str | None) -> bool:
    """The same person or the same public body."""
    return same_name(gold, found) or same_body(gold, found)


def same_name(gold: str | None, found: str | None) -> bool:
    """The whole name: one word of a long name may be missing and two may be added; a surname alone is not the name."""
    wanted, got = _name(gold), _name(found)
    missing = len(set(wanted) - set(got))
    return bool(wanted) and missing <= (1 if len(wanted) >= 3 else 0) and len(got) <= len(wanted) + 2


def same_body(gold: str | None, found: str | None) -> bool:
    """Bodies whose words, short forms written out, are mostly the same."""
    a, b = _body(gold), _body(found)
    return bool(a and b) and len(a & b) / len(a | b) >= BODY_WORDS_SHARED


def same_office(gold: str | None, found: str | None) -> bool:
    """The same post at its head: "Kepala Dishub" is "Kepala Dinas Perhubungan", "Wakil Bupati" is not "Bupati"."""
    a, b = _office(gold), _office(found)
    if not a or not b:
        return False
    depth = 2 if a[0] in agreement().deep.first and len(a) > 1 and len(b) > 1 else 1
    return a[:depth] == b[:depth]


def same_type(gold: str | None, found: str | None) -> bool:
    """The same type of instrument; one of the two may leave out which ministry."""
    a, b = sorted((_words(gold), _words(found)), key=len)
    return a == b or ("menteri" in a and b.startswith(a))


def same_number(gold: object, found: object) -> bool:
    """Equal as decimals; neither being a number is equal too."""
    return _decimal(gold) == _decimal(found)


def _decimal(value: object) -> Decimal | None:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def _words(text: str | None) -> str:
    return NO_WORD.sub(" ", text or "").casefold().strip()


def _letters(value: object) -> str:
    return re.sub(r"[^0-9a-z]+", "", str(value or "").casefold())


def _name(name: str | None) -> list[str]:
    """Words of a name without titles before it and degrees after the first comma."""
    left = (name or "").partition(",")[0].strip()
    while True:
        first, *rest = left.split(None, 1) or [""]
        if not rest or first.casefold().removesuffix(".") not in agreement().titles:
            return _words(left).split()
        left = rest[0].strip()


def _body(body: str | None) -> set[str]:
    return set(" ".join(agreement().bodies.get(w, w) for w in _words(body).split()).split())


@functools.cache
def _office_patterns() -> tuple[re.Pattern[str], tuple[tuple[re.Pattern[str], str], ...]]:
    words = agreement()
    written_out = re.compile(r"\b(?:" + "|".join(sorted(words.offices, key=len, reverse=True)) + r")\b")
    return written_out, tuple((re.compile(rf"^(?:{'|'.join(begin)})\w*"), head) for head, begin in words.heads.items())


def _office(office: str | None) -> list[str]:
    written_out, heads = _office_patterns()
    text = written_out.sub(lambda m: agreement().offices[m.group()], _words(office))
    for pattern, head in heads:
        text = pattern.sub(head, text)
    return text.split()


def _unit(unit: str | None) -> str:
    text = _words(unit)
    return "people" if text in agreement().people else agreement().units.get(text, text)
