"""Undertakings of public actors -> commitments with actor, area, due date and links."""

from __future__ import annotations

import bisect
from collections.abc import Sequence

from extraction.assemble.actors import Actors
from extraction.assemble.due import day_of_story, promised_by
from extraction.find import Facts
from extraction.linear import load
from extraction.reading import Reading
from extraction.rules.undertakings import MODEL
from tagih.records import Commitment, Figure, Record, Target
from tagih.records.ids import record_id
from tagih.vocabulary.topics import find_beneficiaries, find_programmes, find_topics

RULE = "commitments"
VERSION = "3"
# A paragraph is looked through for a topic at most so many code points to either side.
AROUND = 1000


def assemble(reading: Reading, facts: Facts, actors: Actors, targets: Sequence[Target], figures: Sequence[Figure]) -> list[Commitment]:
    """Undertakings of public actors -> commitments with actor, area, due date and links."""
    model = load(MODEL)
    today = day_of_story(reading, facts.dates)
    made: list[Commitment] = []
    taken: set[str] = set()
    for clause in facts.undertakings:
        actor, score = actors.weigh(clause)
        if score < model.threshold or not actor.name:
            continue
        text = reading.text[clause.start : clause.end]
        due = promised_by(reading.text, clause, today)
        inside = _inside(figures, clause.start, clause.end)
        made.append(
            Commitment(
                id=record_id("commitment", clause.start, taken),
                text=text,
                start=clause.start,
                end=clause.end,
                rule=RULE,
                rule_version=VERSION,
                actor=actor.name,
                official=actor.official.id if actor.official else None,
                status=clause.status,
                jurisdiction=actor.code,
                due=due,
                checkable=bool(inside or due),
                beneficiaries=find_beneficiaries(text),
                programmes=find_programmes(text),
                topics=find_topics(text) or find_topics(_paragraph(reading, clause.start)),
                figures=inside,
                targets=_inside(targets, clause.start, clause.end),
                regulations=_inside(facts.regulations, clause.start, clause.end),
            )
        )
    return made


def _inside(records: Sequence[Record], start: int, end: int) -> tuple[str, ...]:
    """Ids of the records, in order of the text, that start in `[start, end)`."""
    first = bisect.bisect_left(records, start, key=lambda r: r.start)
    return tuple(r.id for r in records[first : bisect.bisect_left(records, end, first, key=lambda r: r.start)])


def _paragraph(reading: Reading, offset: int) -> str:
    near, far = max(0, offset - AROUND), offset + AROUND
    start = reading.text.rfind("\n", near, offset) + 1 or near
    end = reading.text.find("\n", offset, far)
    return reading.text[start : end if end >= 0 else far]
