"""What is fetched before what, and when a page is looked at again. SQL over the ledger's open transaction; no clock of its own.

Rows wait in ranks. What is new comes first: seeds and further pages of a story, articles, older pages of lists, failures tried
again; then an archive's articles (a backfill's), then pages looked at again, the newest first, then an archive's lists.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from datetime import UTC, datetime

from scraper.rows import FAILED, TRANSIENT, Link, Row, Visit

SEED, PAGE, LIST, RETRY, OLD_PAGE, REVISIT, OLD_LIST = 0, 1, 2, 3, 4, 6, 7

RETRY_S = 3_600  # a failure that may pass is tried again after this, doubling
REFUSAL_S = 7 * 86_400  # one that will hardly pass is looked at again after this
CONFIRM_S = 90_000  # a document that is missing for the first time is looked for again after this: a day and an hour (see gone.py)
BACKOFF_LIMIT = 6  # doublings at most: an unchanged page's interval grows to 64 times its first

# A page is looked at again after `revisit_s`, times its age in days, times this: of a story of two days ago after one such interval.
# Corrections come early: a story of today is due after an eighth of it (3 hours where it is a day), one of last year after 32 days,
# and twice, four times, ... 64 times as long while it stays the same.
AGE_SHARE = 0.5
LEAST, MOST = 1 / 8, 32.0
REVISIT_SHARE = 0.25  # of a run's requests, at most, are for pages looked at again: the others stay for what is new

# The parts of the queue in their order: (which rows, in what order). Pages looked at again come newest first.
_QUEUES = ((f"rank < {REVISIT}", "rank, id"), (f"rank = {REVISIT}", "id DESC"), (f"rank > {REVISIT}", "rank, id"))
FREE = "source = ? AND state = 'queued' AND (lease_until IS NULL OR lease_until < ?)"


def rank_of(link: Link) -> int:
    """Where a new address stands in the queue."""
    if link.kind == "page":
        return SEED if link.story is not None else OLD_PAGE if link.backfill else PAGE
    return SEED if link.depth == 0 else OLD_LIST if link.backfill else LIST


def queue_due(db: sqlite3.Connection, source: str, now: float) -> None:
    """Queue what is due again: failures to be tried once more, and pages to be looked at again."""
    db.execute(
        f"""UPDATE urls SET state = 'queued', rank = CASE WHEN kind = 'page' AND digest IS NOT NULL THEN {REVISIT} ELSE {RETRY} END
            WHERE source = ? AND state <> 'queued' AND next_visit <= ?""",
        (source, now),
    )


def next_row(db: sqlite3.Connection, source: str, now: float, *, skip: Collection[int] = ()) -> sqlite3.Row | None:
    """The next queued and free row of a source, none of the ranks in `skip`."""
    for which, order in _QUEUES:
        more = "".join(f" AND rank <> {int(r)}" for r in skip)
        found: sqlite3.Row | None = db.execute(
            f"SELECT * FROM urls WHERE {FREE} AND {which}{more} ORDER BY {order} LIMIT 1", (source, now)
        ).fetchone()
        if found is not None:
            return found
    return None


def is_revisit(row: Row) -> bool:
    """Whether a page has been read before."""
    return row.kind == "page" and row.digest is not None


def age_days(published: str | None, found_at: str, now: float) -> float:
    """How old a page is: by the day that it or a list gives (an ISO prefix), else by when it was found."""
    if published is not None:
        day = published + "2000-01-01"[len(published) :]
        try:
            return max(0.0, (now - datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp()) / 86_400)
        except ValueError:
            pass
    return max(0.0, (now - datetime.fromisoformat(found_at).timestamp()) / 86_400)


def next_visit(row: Row, visit: Visit, *, now: float, age: float, unchanged: int, failures: int, revisit_s: float) -> float | None:
    """When a row is due again (seconds since 1970): lists when their run or their parent says so, pages by their `age` (days), at an
    interval that doubles while they stay the same."""
    if visit.state in ("redirected", "excluded"):  # an opt-out may be taken back
        return now + REFUSAL_S
    if visit.state in TRANSIENT:
        return now + max(visit.retry_after_s or 0.0, float(RETRY_S << min(failures - 1, BACKOFF_LIMIT)))
    if visit.state == "not_found" and row.document and failures == 1:
        return now + CONFIRM_S
    if visit.state in FAILED:
        return now + REFUSAL_S
    if row.kind != "page" or visit.state != "ok":
        return None
    return now + revisit_s * min(MOST, max(LEAST, AGE_SHARE * age)) * (1 << min(unchanged, BACKOFF_LIMIT))
