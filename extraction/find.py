"""The rules, and the loop over them."""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType
from typing import TypeVar

from extraction.reading import Reading
from extraction.rules import dates, figures, officials, quotations, regulations, undertakings
from extraction.rules.quotations import Quotation
from extraction.rules.undertakings import Undertaking
from tagih.records import Date, Figure, Official, Regulation, Unresolved

T = TypeVar("T", Date, Figure, Official, Regulation, Quotation, Undertaking, Unresolved)

RULES: tuple[ModuleType, ...] = (dates, figures, officials, quotations, regulations, undertakings)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules found, each kind in order of the text."""

    dates: tuple[Date, ...]
    figures: tuple[Figure, ...]
    officials: tuple[Official, ...]
    regulations: tuple[Regulation, ...]
    quotations: tuple[Quotation, ...]
    undertakings: tuple[Undertaking, ...]
    unresolved: tuple[Unresolved, ...]


def find(reading: Reading) -> Facts:
    """Run every rule over a document."""
    found = [fact for rule in RULES for fact in rule.extract(reading)]

    def of(kind: type[T]) -> tuple[T, ...]:
        return tuple(sorted((f for f in found if isinstance(f, kind)), key=lambda f: f.start))

    return Facts(of(Date), of(Figure), of(Official), of(Regulation), of(Quotation), of(Undertaking), of(Unresolved))


def rule_versions() -> dict[str, str]:
    """Rule name -> version: what an extraction run is recorded under."""
    return {rule.RULE: rule.VERSION for rule in RULES}
