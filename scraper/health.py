"""What each source gave, and what it should have given: so that a reader sees what was not seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from scraper.ledger import FAILED, Ledger
from scraper.source import Source

HealthState = Literal["ok", "empty", "blocked", "geo_blocked", "robots_denied", "unreachable", "dns_dead", "never"]

# Which failures of single requests, where they prevail, make a source what.
_CAUSES: Mapping[str, HealthState] = {
    "blocked": "blocked",
    "geo_blocked": "geo_blocked",
    "dns_dead": "dns_dead",
    "robots_denied": "robots_denied",
    "unreachable": "unreachable",
    "timeout": "unreachable",
    "server_error": "unreachable",
}
ADVICE: Mapping[HealthState, str] = {
    "ok": "",
    "empty": "Look at the site: its feeds, lists or article addresses may have moved; correct the source file.",
    "blocked": "The site refuses the crawler: write to its operator, or leave it out.",
    "geo_blocked": "The site is not shown in this country: crawl it from Indonesia, or through a proxy there (--proxy).",
    "robots_denied": "robots.txt forbids it: leave it out, or ask its operator.",
    "unreachable": "The site did not answer: run again later; correct `home` if the host is gone.",
    "dns_dead": "The host is not in the DNS: the site is gone or has moved; correct `home`.",
    "never": "Run `tagih crawl` for it.",
}

MOST_REQUESTS = 5.0  # per document, over all runs: beyond it a site is asked mostly for what is no article
STALE = timedelta(days=7)  # a source that had documents and gives none for this long has moved, died or shut us out


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """One source. `documents` were fetched of `expected` article addresses known, `queued` wait; `failures` counts by state.

    `last_run` is an ISO time in UTC, None where the source was never crawled or a run is not over; `ended` says how it ended
    ("finished", "budget", "unreachable"). `requests` are those of all runs; `newest` is the ISO time at which the newest document
    was found. `warnings` hold for a source in any state: each says what was seen and what to do.
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
    requests: int = 0
    newest: str | None = None
    warnings: tuple[str, ...] = ()


def _state(documents: int, lists_ok: bool, failures: Mapping[str, int], ended: str | None) -> HealthState:
    causes = Counter[HealthState]()
    for state, n in failures.items():
        causes[_CAUSES.get(state, "empty")] += n
    if ended == "unreachable":  # failures in a row ended the last run; which ones, they say themselves
        del causes["empty"], causes["robots_denied"]
        return causes.most_common(1)[0][0] if causes else "unreachable"
    if documents and lists_ok:
        return "ok"
    return causes.most_common(1)[0][0] if causes else "ok" if documents else "empty"


def _warnings(documents: int, requests: int, newest: str | None, last_run: str, hollow: int, now: datetime) -> Iterator[str]:
    if hollow:  # what stands behind a 200 without a body is often an error that nobody sees
        yield f"{hollow} addresses answer 200 with 0 bytes: look at one of them."
    if documents and requests / documents > MOST_REQUESTS:
        ratio = f"{requests / documents:.1f} requests a document"
        yield f"{ratio}: name its feed in the source file, or deny the addresses that are no articles (deny_patterns)."
    ran = datetime.fromisoformat(last_run)
    if newest and (quiet := ran - datetime.fromisoformat(newest)) > STALE:
        yield f"No new document for {quiet.days} days: look whether its feed or its lists have moved."
    if (idle := now - ran) > STALE:
        yield f"Not crawled for {idle.days} days."


def health(ledger: Ledger, sources: Iterable[Source], *, now: datetime | None = None) -> list[SourceHealth]:
    """A row per source, in the order given, as of `now` (aware; the present where it is not given). Raises StoreError
    where the ledger cannot be read."""
    now = now or datetime.now(UTC)
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
                requests=run["requests"] or 0 if run else 0,
                newest=run["newest"] if run else None,
                warnings=tuple(_warnings(documents, run["requests"] or 0, run["newest"], run["started_at"], failures["empty"], now))
                if run
                else (),
            )
        )
    return found
