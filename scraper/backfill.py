"""An archive read back to a day (`--since`): what is older is left out, and a list is paged on while it holds anything that is not.

What is left out is a row of the ledger ("older"), so that it is counted, and found again where an earlier day is asked for.
"""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from scraper.dating import address_day, older, sitemap_month
from scraper.rows import TRANSIENT, Link, Row
from scraper.schedule import OLD_LIST, OLD_PAGE

if TYPE_CHECKING:
    from scraper.discovery import Found

NEWS_DAYS = 30  # what is older when it is first fetched is no news: nobody is alerted of it
SAME_AGAIN = 3  # pages of a list in a row that repeat what it held before: it has no end


class Backfill:
    """One source's, in one run. `since` is YYYY-MM-DD; `today` bounds what counts as news."""

    def __init__(self, since: str, *, today: date) -> None:
        self.since = since
        self._news = (today - timedelta(days=NEWS_DAYS)).isoformat()
        self._listed: dict[str, set[int]] = {}
        self._repeats: dict[str, int] = {}

    def sift(self, row: Row, found: Found) -> Found:
        """What a page led to, with what is too old marked as such."""
        if row.kind == "page":
            return replace(found, links=tuple(self._article(row, x) for x in found.links))
        articles = [self._article(row, x) for x in found.links if x.kind == "page"]
        ends = row.kind in ("listing", "feed") and self._ends(row, articles)
        lists = [self._list(x, articles, ends=ends and x.again) for x in found.links if x.kind != "page"]
        return replace(found, links=(*articles, *lists))

    def _article(self, row: Row, link: Link) -> Link:
        if link.story is not None:
            return link
        day = link.day or address_day(link.url)
        old = row.deep and (day < self._news if day is not None else row.depth > 0 or row.kind == "sitemap")
        return replace(link, day=day, older=older(day, self.since), backfill=old)

    def _list(self, link: Link, articles: list[Link], *, ends: bool) -> Link:
        if link.kind == "sitemap":
            day = min(filter(None, (link.day, sitemap_month(link.url))), default=None)
            return replace(link, day=day, older=older(day, self.since))
        return replace(link, day=max((x.day for x in articles if x.day), default=None), older=True) if ends else link

    def _ends(self, row: Row, articles: list[Link]) -> bool:
        """Whether a list is over for us: it holds no articles, only older ones, or time and again what it held before."""
        known = self._listed.setdefault(row.root, set())
        keys = {hash(x.url) for x in articles}
        self._repeats[row.root] = 0 if keys - known else self._repeats.get(row.root, 0) + 1
        known |= keys
        dated = [x for x in articles if x.day]
        return not articles or (bool(dated) and all(x.older for x in dated)) or self._repeats[row.root] >= SAME_AGAIN


# --- the ledger's side -------------------------------------------------------------------------------------------------


def series(db: sqlite3.Connection, source: str, run: int, since: str) -> int | None:
    """The first run of the backfill that `run` goes on with; None where the archive was read back to this day before."""
    complete = db.execute(
        "SELECT max(id) FROM runs WHERE source = ? AND since <= ? AND reason = 'finished' AND id < ?", (source, since, run)
    ).fetchone()[0]
    states = ", ".join(f"'{s}'" for s in sorted(TRANSIENT))
    torn = f"SELECT 1 FROM urls WHERE source = ? AND kind <> 'page' AND backfill AND state IN ({states})"
    if complete is not None and db.execute(torn, (source,)).fetchone() is None:
        return None
    first = db.execute("SELECT min(id) FROM runs WHERE source = ? AND since <= ? AND id > ?", (source, since, complete or 0)).fetchone()[0]
    return int(first) if first is not None else run


def revive(db: sqlite3.Connection, source: str, since: str) -> None:
    """Queue what an earlier run left out as older, and is not older than `since`."""
    db.execute(
        f"""UPDATE urls SET state = 'queued', rank = CASE kind WHEN 'page' THEN {OLD_PAGE} ELSE {OLD_LIST} END
            WHERE source = ? AND state = 'older' AND NOT coalesce(published < substr(?, 1, length(published)), 1)""",
        (source, since),
    )


def listed_before(db: sqlite3.Connection, parent: str, since: str) -> str | None:
    """The newest day of the articles that a list's page led to first, where each of them is older than `since`; else None."""
    days = [
        d for (d,) in db.execute("SELECT published FROM urls WHERE found_on = ? AND kind = 'page' AND published IS NOT NULL", (parent,))
    ]
    return max(days) if days and all(older(d, since) for d in days) else None
