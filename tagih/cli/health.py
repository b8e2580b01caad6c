"""`tagih sources health`: what each source gave on its days, as tables or as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import click
from rich.console import Console

from scraper.health import SourceDay, SourceHealth
from scraper.source import Source
from tagih.cli.show import grid, some, wide

NOT_ASKED = "not_asked"
SHORT: Mapping[str, str] = {
    "ok": "ok",
    "zero_items": "quiet",
    "changed_layout": "layout",
    "robots_denied": "robots",
    "unreachable": "down",
    "dns_dead": "dns",
    "geo_blocked": "geo",
    NOT_ASKED: "·",
}


def of_day(row: SourceHealth, day: str | None) -> SourceDay | None:
    """A source's day: the one named, the last one where none is; None where nothing was asked on it."""
    return row.last if day is None else next((d for d in row.days if d.day == day), None)


def table(rows: Sequence[SourceHealth], day: str | None) -> None:
    """One line a source; beneath it what to do about each state, and what is odd about one source."""
    found = grid("source", "state", "day", "requests", "lists", "documents", "new", "changed", "failed", "kB", "last new", "waiting")
    states = Counter[str]()
    for row in rows:
        seen = of_day(row, day)
        state = seen.state if seen else NOT_ASKED if day else "never"
        states[state] += 1
        if seen is None:
            found.add_row(row.source, state, "", *[""] * 7, row.last_new or "", str(row.queued))
            continue
        c = seen.counts
        numbers = (c.requests, c.lists.get("ok", 0), c.documents, c.new, c.changed)
        failed = ", ".join(f"{n} {cause}" for cause, n in c.failures.items())
        found.add_row(
            row.source, state, seen.day, *map(str, numbers), failed, str(-(-c.bytes // 1000)), row.last_new or "", str(row.queued)
        )
    console = wide()
    console.print(found)
    console.print(f"{len(rows)} sources: " + ", ".join(f"{n} {state}" for state, n in sorted(states.items())), highlight=False)
    _advice(console, rows)


def strip(rows: Sequence[SourceHealth], until: date, days: int) -> None:
    """One line a source, one column a day, the last one at the right."""
    shown = [(until - timedelta(days=n)).isoformat() for n in reversed(range(days))]
    found = grid("source", *(day[5:] for day in shown))
    for row in rows:
        states = {d.day: d.state for d in row.days}
        found.add_row(row.source, *(SHORT.get(state := states.get(day, NOT_ASKED), state) for day in shown))
    console = wide()
    console.print(found)
    console.print(", ".join(f"{short}: {state}" for state, short in SHORT.items() if short != state), highlight=False)
    _advice(console, rows)


def _advice(console: Console, rows: Sequence[SourceHealth]) -> None:
    for state in sorted({row.state for row in rows}):
        of_state = [row for row in rows if row.state == state]
        if of_state[0].advice:
            console.print(f"{state}: {of_state[0].advice} ({some([r.source for r in of_state])})", highlight=False, markup=False)
    for row in rows:
        for warning in row.warnings:
            console.print(f"WARNING {row.source}: {warning}", highlight=False, markup=False, style="bold red")
    if alarms := [row.source for row in rows if row.alarm]:
        console.print(f"Gave documents before and do not now: {some(alarms)}", highlight=False, markup=False, style="bold")


def as_json(rows: Sequence[SourceHealth], sources: Sequence[Source], since: str | None, day: str | None) -> None:
    """A list of objects, one a source, with its days: the last one, the one named, or those from `since` on."""
    click.echo(
        json.dumps([_object(row, source, since, day) for row, source in zip(rows, sources, strict=True)], ensure_ascii=False, indent=2)
    )


def _object(row: SourceHealth, source: Source, since: str | None, day: str | None) -> dict[str, Any]:
    shown = [d for d in row.days if d.day >= since] if since else [d for d in (of_day(row, day),) if d]
    return {
        "source": row.source,
        "name": row.name,
        "jurisdiction": source.jurisdiction,
        "kind": source.kind,
        "verified": source.verified,
        "state": row.state,
        "alarm": row.alarm,
        "advice": row.advice,
        "warnings": list(row.warnings),
        "documents": row.documents,
        "known": row.expected,
        "waiting": row.queued,
        "last_run": row.last_run,
        "ended": row.ended,
        "last_ok": row.last_ok,
        "last_new": row.last_new,
        "days": [_day(d) for d in shown],
    }


def _day(day: SourceDay) -> dict[str, Any]:
    c = day.counts
    return {
        "day": day.day,
        "state": day.state,
        "requests": c.requests,
        "lists": c.lists.get("ok", 0),
        "documents": c.documents,
        "new": c.new,
        "changed": c.changed,
        "failures": c.failures,
        "empty_answers": c.failures.get("empty", 0),
        "bytes": c.bytes,
        "texts": day.texts,
        "characters": day.characters,
        "usual_characters": day.usual,
    }
