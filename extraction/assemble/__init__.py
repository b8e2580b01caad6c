"""Facts of one sentence or paragraph -> who said it, targets, commitments. Each step sees what the steps before it made."""

from __future__ import annotations

import dataclasses

from extraction import private_people
from extraction.assemble import commitments, speakers, targets
from extraction.assemble.actors import Actors
from extraction.find import Facts
from extraction.reading import Reading
from tagih.records import Extraction

VERSIONS = {step.RULE: step.VERSION for step in (speakers, targets, commitments, private_people)}


def assemble(reading: Reading, facts: Facts) -> Extraction:
    """Join facts into an Extraction; making it checks every record's evidence."""
    said, unsaid = speakers.resolve(reading, facts)
    actors = Actors(reading, facts.officials, said)
    goals, figures = targets.assemble(reading, facts, actors)
    done = commitments.assemble(reading, facts, actors, goals, figures)
    return Extraction(
        document=dataclasses.replace(reading.document, private_people=private_people.private_people(reading, facts, said)),
        officials=facts.officials,
        regulations=facts.regulations,
        figures=figures,
        targets=tuple(goals),
        commitments=tuple(done),
        statements=tuple(said),
        dates=facts.dates,
        unresolved=tuple(sorted((*facts.unresolved, *unsaid), key=lambda u: (u.start, u.end))),
    )
