"""Undertakings: clauses that say somebody will act, is acting or has acted.

Reads: "Pemerintah kota akan membangun tiga posyandu tahun depan." "Kami sudah salurkan bantuan itu." "Perbaikan jembatan
dijadwalkan mulai Agustus." Refuses: "Warga diimbau tidak membakar sampah." Who acts, and whether that is somebody public,
is for `extraction.assemble.commitments` to say: it has the officials and the speakers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import cast

from extraction.cues import Profile, clauses, features, find_cues, is_headline, status_cue
from extraction.linear import load
from extraction.predicates import predicate, predicate_features
from extraction.reading import Reading
from tagih.records.model import Status

RULE = "undertakings"
VERSION = "3"
MODEL = "commitments"
# Log-odds that who acts can still add to a clause: one further below the threshold is no candidate (measured on the
# shipped weights: the actor's features reach 2.2).
SLACK = 3.0


@dataclass(frozen=True, slots=True)
class Undertaking:
    """A clause that says somebody will act, is acting or has acted, before it is known whether that somebody is public.

    `[subject_start, subject_end)` are the words that name the actor (None where it is we, or nobody). `cue_start` is where
    the cue stands, `groups` are the groups of words in the clause. `score` is the log-odds by the words of the clause and its document alone.
    """

    start: int
    end: int
    status: Status
    cue: str
    cue_start: int
    subject_start: int | None
    subject_end: int | None
    score: float
    groups: frozenset[str]


def candidates(reading: Reading) -> Iterator[tuple[Undertaking, set[str]]]:
    """Every clause that has a cue, with its features, before any is weighed; its status and score are not yet said.

    A headline repeats what the text says and is none.
    """
    read = [(clause, find_cues(reading.text, clause.start, clause.end)) for clause in clauses(reading)]
    about = set(Profile(cues for _, cues in read).features())
    for clause, cues in read:
        cue = status_cue(cues)
        if cue is None or is_headline(reading, clause) or any("editorial" in c.groups and c.index == 0 for c in cues):
            continue
        subject = next((c for c in reversed(cues) if c.index < cue.index and c.groups & {"body", "office"}), None)
        made = Undertaking(
            start=clause.start,
            end=clause.end,
            status="pledged",
            cue=reading.text[cue.start : cue.end],
            cue_start=cue.start,
            subject_start=subject.start if subject else None,
            subject_end=subject.end if subject else None,
            score=0.0,
            groups=frozenset(g for c in cues for g in c.groups),
        )
        said = predicate(reading.text, clause.start, clause.end, cues, cue)
        yield made, features(reading, clause, cues) | about | set(predicate_features(said))


def extract(reading: Reading) -> list[Undertaking]:
    """All undertakings of a document, in order."""
    model = load(MODEL)
    found = []
    for clause, there in candidates(reading):
        score = model.keep.score(there)
        if score >= model.threshold - SLACK:
            status = max(model.status, key=lambda s: model.status[s].score(there))
            found.append(replace(clause, status=cast(Status, status), score=score))
    return found
