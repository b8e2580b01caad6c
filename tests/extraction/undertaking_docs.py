"""Documents for the tests of undertakings, actors, targets and commitments: made-up people in real areas."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from extraction.assemble.actors import Actors
from extraction.find import Facts
from extraction.reading import Reading
from extraction.rules import undertakings
from tagih.records import Date, Document, Figure, Official, Regulation, Statement


def reading(text: str, **fields: str) -> Reading:
    return Reading(Document(id="kabar", text=text, **fields))  # type: ignore[arg-type]


def official(text: str, name: str, office: str, jurisdiction: str | None, organisation: str | None = None) -> Official:
    start = text.index(name)
    return Official(
        id=f"official-{start}",
        text=name,
        start=start,
        end=start + len(name),
        rule="officials",
        rule_version="1",
        name=name,
        office=office,
        organisation=organisation,
        jurisdiction=jurisdiction,
        acting=None,
    )


def figure(text: str, words: str, value: str, unit: str, role: Literal["target", "actual", "budget", "rate", "other"] = "other") -> Figure:
    start = text.index(words)
    return Figure(
        id=f"figure-{start}",
        text=words,
        start=start,
        end=start + len(words),
        rule="figures",
        rule_version="1",
        value=Decimal(value),
        value_high=None,
        unit=unit,
        qualifier=None,
        role=role,
        period=None,
    )


def statement(
    text: str, words: str, speaker: Official | None, role: str | None = None, speech: Literal["direct", "indirect"] = "direct"
) -> Statement:
    start = text.index(words)
    return Statement(
        id=f"statement-{start}",
        text=words,
        start=start,
        end=start + len(words),
        rule="speakers",
        rule_version="1",
        speaker=speaker.name if speaker else (role or "narasumber"),
        speech=speech,
        official=speaker.id if speaker else None,
        role=None if speaker else (role or "narasumber"),
    )


def regulation(text: str, words: str) -> Regulation:
    start = text.index(words)
    return Regulation(
        id="perda-3-2024",
        text=words,
        start=start,
        end=start + len(words),
        rule="regulations",
        rule_version="1",
        type="Peraturan Daerah",
        number="3",
        year=2024,
        jurisdiction=None,
        title=None,
        inferred=(),
        instrument="perda-3-2024",
    )


def facts(read: Reading, *found: Official | Figure | Regulation | Date) -> Facts:
    """Facts of a document: what is given, and the undertakings that the rule finds."""
    return Facts(
        dates=tuple(f for f in found if isinstance(f, Date)),
        figures=tuple(sorted((f for f in found if isinstance(f, Figure)), key=lambda f: f.start)),
        officials=tuple(f for f in found if isinstance(f, Official)),
        regulations=tuple(f for f in found if isinstance(f, Regulation)),
        quotations=(),
        undertakings=tuple(undertakings.extract(read)),
        unresolved=(),
    )


def actors(read: Reading, found: Facts, *said: Statement) -> Actors:
    return Actors(read, found.officials, said)
