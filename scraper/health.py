"""What each source gave, and what it should have given: so that a reader sees what was not seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from scraper.ledger import FAILED, Ledger
from scraper.source import Source

HealthState = Literal["ok", "empty", "blocked", "robots_denied", "unreachable", "never"]

# Which failures of single requests, where they prevail, make a source what.
_CAUSES: Mapping[str, HealthState] = {
    "blocked": "blocked",
    "robots_denied": "robots_denied",
    "unreachable": "unreachable",
    "timeout": "unreachable",
    "server_error": "unreachable",
}
ADVICE: Mapping[HealthState, str] = {
    "ok": "",
    "empty": "Look at the site: its feeds, lists or article addresses may have moved; correct the source file.",
    "blocked": "The site refuses the crawler: write to its operator, or leave it out.",
    "robots_denied": "robots.txt forbids it: leave it out, or ask its operator.",
    "unreachable": "The site did not answer: run again later; correct `home` if the host is gone.",
    "never": "Run `tagih crawl` for it.",
}


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """One source. `documents` were fetched of `expected` article addresses known, `queued` wait; `failures` counts by state.

    `last_run` is an ISO time in UTC, None where the source was never crawled or a run is not over; `ended` says how it ended
    ("finished", "budget", "unreachable").
    """

    source: str
    name: str
    state: HealthState
    documents: int
    expected: int
    queued: int
    failures: Mapping[str, int]
    last_run: str | None
    ended: str | None
    advice: str


def _state(documents: int, lists_ok: bool, failures: Mapping[str, int], ended: str | None) -> HealthState:
    if ended == "unreachable":
        return "unreachable"
    if documents and lists_ok:
        return "ok"
    causes = Counter[HealthState]()
    for state, n in failures.items():
        causes[_CAUSES.get(state, "empty")] += n
    return causes.most_common(1)[0][0] if causes else "ok" if documents else "empty"


def health(ledger: Ledger, sources: Iterable[Source]) -> list[SourceHealth]:
    """A row per source, in the order given. Raises StoreError where the ledger cannot be read."""
    states, runs = ledger.states(), ledger.last_runs()
    found = []
    for source in sources:
        run = runs.get(source.id)
        rows = states.get(source.id, {})
        failures = Counter[str]()
        for (_, state), n in rows.items():
            if state in FAILED:
                failures[state] += n
        documents = run["documents"] if run else 0
        lists_ok = any(kind != "page" and state == "ok" for kind, state in rows)
        state = _state(documents, lists_ok, failures, run["reason"]) if run else "never"
        found.append(
            SourceHealth(
                source.id,
                source.name,
                state,
                documents,
                expected=sum(n for (kind, s), n in rows.items() if kind == "page" and s != "redirected"),
                queued=sum(n for (_, s), n in rows.items() if s == "queued"),
                failures=dict(sorted(failures.items())),
                last_run=run["ended_at"] if run else None,
                ended=run["reason"] if run else None,
                advice=ADVICE[state],
            )
        )
    return found
