"""What was seen and what was not: the crawl's counts and the lengths of what extraction read, joined into one state a source and day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from scraper.coverage import HOLLOW
from scraper.health import EARLIER, SourceDay, SourceHealth, health
from scraper.ledger import Ledger
from scraper.source import Source
from tagih.records import TagihError
from tagih.store import Store
from tagih.store.coverage import AGAIN, DayRow, Lengths, newest_day, text_lengths, write_days

NAMED = 5  # sources in an error


def source_health(
    ledger: Path, working: Path, sources: Sequence[Source], *, until: date | None = None, days: int = 1
) -> list[SourceHealth]:
    """A row per source, as it is now or was on the day `until`, with this many of its days. Where nothing was extracted yet, no
    layout is found to have changed. Raises StoreError where a database cannot be read."""
    since = (until or datetime.now(UTC).date()) - timedelta(days=days) - EARLIER
    lengths: Lengths = {}
    if working.exists():
        with Store.open(working, create=False) as store:
            lengths = text_lengths(store, since)
    with Ledger(ledger) as opened:
        return health(opened, sources, lengths=lengths, since=since, until=until)


def strangers(ledger: Path, sources: Sequence[Source]) -> list[str]:
    """Ids of sources that were crawled into a ledger and are none of these. Raises TagihError where all of them are: it was crawled with
    another folder of source files."""
    with Ledger(ledger) as opened:
        crawled = opened.states().keys() | opened.last_runs().keys() | opened.days().keys()
    strange = sorted(crawled - {s.id for s in sources})
    if strange and len(strange) == len(crawled):
        raise TagihError(
            f"was crawled with other sources: {', '.join(strange[:NAMED])}{', ...' if len(strange) > NAMED else ''}",
            where=str(ledger),
            remedy="Name the folder of their files: --sources FOLDER.",
        )
    return strange


def write_coverage(ledger: Path, working: Path, sources: Sequence[Source]) -> list[SourceHealth]:
    """Bring the working database's days of these sources up to date, so that they are published: the newest ones, which may have
    grown, or all where there are none. Raises as `source_health`."""
    with Store.open(working, create=False) as store, Ledger(ledger) as opened:
        newest = newest_day(store)
        first = newest - AGAIN if newest else None
        since = first - EARLIER if first else None
        lengths = text_lengths(store, since)
        found = health(opened, sources, lengths=lengths, since=since)
        fresh = (day for one in found for day in one.days if first is None or day.day >= first.isoformat())
        write_days(store, (_row(day, lengths.get(day.source, {}).get(day.day, ())) for day in fresh))
    return found


def _row(day: SourceDay, lengths: Sequence[int]) -> DayRow:
    counts = day.counts
    return DayRow(
        source_id=day.source,
        day=day.day,
        state=day.state,
        requests=counts.requests,
        documents=counts.documents,
        new=counts.new,
        changed=counts.changed,
        lists=counts.lists.get("ok", 0),
        failed=counts.failures,
        hollow=counts.failures.get(HOLLOW, 0),
        bytes=counts.bytes,
        lengths=tuple(lengths),
        characters=day.characters,
        usual=day.usual,
    )
