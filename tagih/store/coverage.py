"""What was asked of each source on each of its days and what came: kept here, so that the published file can say what was not seen."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tagih.store.guard import guard

if TYPE_CHECKING:
    from tagih.store.database import Store

Lengths = dict[str, dict[str, list[int]]]  # source -> day -> lengths of texts, in code points

AGAIN = timedelta(days=7)  # texts are measured again this far back: pages crawled on one day may be read on another
MOST_TEXTS = 200  # lengths kept of a day: a median of more is no truer, and a backfill may bring thousands


@dataclass(frozen=True, slots=True)
class DayRow:
    """One day of one source, as stored. `day` is ISO 8601 in the source's time zone, `state` one of `scraper.health`, never "never".

    `lists` are lists, feeds and sitemaps that were read; `failed` counts requests by state, `hollow` those answered 200 with
    0 bytes; `bytes` are of bodies; `lengths` are those of texts in code points, `characters` their median, `usual` that of the
    texts before (None where too few are known).
    """

    source_id: str
    day: str
    state: str
    requests: int
    documents: int
    new: int
    changed: int
    lists: int
    failed: Mapping[str, int]
    hollow: int
    bytes: int
    lengths: tuple[int, ...]
    characters: int | None
    usual: int | None


COLUMNS = tuple(f.name for f in fields(DayRow))


def known_sources(store: Store) -> dict[str, str]:
    """The time zone of each source in the database."""
    with guard(store.path):
        return dict(store.conn.execute("SELECT id, timezone FROM sources ORDER BY id").fetchall())


def newest_day(store: Store) -> date | None:
    """The last day that is stored of any source."""
    with guard(store.path):
        newest = store.conn.execute("SELECT max(day) FROM source_days").fetchone()[0]
    return date.fromisoformat(newest) if newest else None


def text_lengths(store: Store, since: date | None = None) -> Lengths:
    """How long the texts are that each day from `since` on brought, new or changed: measured for the newest days, as stored for
    those before.

    A page that no text was found in counts as 0. Regulations are left out: their texts are of one page or of hundreds, and a scan has none.
    """
    zones = {source: ZoneInfo(name) for source, name in known_sources(store).items()}
    newest, first = newest_day(store), since.isoformat() if since else ""
    cutoff = max((newest - AGAIN).isoformat() if newest else "", first)
    with guard(store.path):
        kept = store.conn.execute("SELECT source_id, day, lengths FROM source_days WHERE day >= ? AND day < ?", [first, cutoff]).fetchall()
        measured = store.conn.execute(
            """SELECT d.source_id, v.first_seen, length(v.text), max(v.id) FROM document_versions v JOIN documents d ON d.id = v.document_id
               WHERE v.first_seen >= date(:since, '-1 day') AND v.kind <> 'regulation' GROUP BY v.document_id, v.first_seen
               UNION ALL
               SELECT f.source_id, f.fetched_at, 0, 0 FROM failures f JOIN sources s ON s.id = f.source_id
               WHERE f.fetched_at >= date(:since, '-1 day') AND s.kind <> 'regulation'
               ORDER BY 1, 2, 4""",
            {"since": cutoff or "0001-01-02"},
        ).fetchall()
    found: Lengths = {}
    for source, day, lengths in kept:
        found.setdefault(source, {})[day] = json.loads(lengths)
    for source, moment, length, _ in measured:
        day = datetime.fromisoformat(moment).astimezone(zones[source]).date().isoformat()
        if day >= cutoff:
            found.setdefault(source, {}).setdefault(day, []).append(length)
    return {source: {day: _thinned(lengths) for day, lengths in days.items()} for source, days in found.items()}


def _thinned(lengths: list[int]) -> list[int]:
    """At most MOST_TEXTS of them, evenly taken."""
    step = -(-len(lengths) // MOST_TEXTS) or 1
    return lengths[::step]


def write_days(store: Store, rows: Iterable[DayRow]) -> int:
    """Write the days of sources that the database knows, in one transaction, and say how many changed; the same days again write nothing."""
    known = known_sources(store)
    wanted = {(r.source_id, r.day): _values(r) for r in rows if r.source_id in known}
    oldest = min((day for _, day in wanted), default="")
    with guard(store.path):
        found = store.conn.execute(f"SELECT {', '.join(COLUMNS)} FROM source_days WHERE day >= ?", [oldest]).fetchall()
    present = {(row[0], row[1]): tuple(row) for row in found}
    changed = [values for key, values in sorted(wanted.items()) if present.get(key) != values]
    if changed:
        with store.write():
            store.conn.executemany(
                f"INSERT OR REPLACE INTO source_days ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})", changed
            )
    return len(changed)


def _values(row: DayRow) -> tuple[object, ...]:
    written = {"failed": json.dumps(dict(sorted(row.failed.items()))), "lengths": json.dumps(row.lengths)}
    return tuple(written.get(name, getattr(row, name)) for name in COLUMNS)


# The published rows: every day from the first on which a source was asked to the last on which any was, so that a day on which
# nobody looked is a row too. Gaps are told for a year; columns in the public table's order.
PUBLIC_DAYS = """
    WITH RECURSIVE
      last(day) AS (SELECT max(day) FROM source_days),
      gaps(source_id, day) AS (
        SELECT source_id, max(min(s.day), date(l.day, '-365 days')) FROM source_days s, last l GROUP BY source_id
        UNION ALL
        SELECT g.source_id, date(g.day, '+1 day') FROM gaps g, last l WHERE g.day < l.day
      )
    SELECT source_id, day, state, requests, documents, new, changed, lists,
        (SELECT coalesce(sum(value), 0) FROM json_each(failed)), failed, hollow, bytes, characters, usual
    FROM source_days
    UNION ALL
    SELECT source_id, day, 'not_asked', 0, 0, 0, 0, 0, 0, '{}', 0, 0, NULL, NULL
    FROM gaps g WHERE NOT EXISTS (SELECT 1 FROM source_days s WHERE s.source_id = g.source_id AND s.day = g.day)
    ORDER BY 1, 2
"""
