"""Pages that were documents and are not there any more, as the ledger's visits tell.

A page is gone where its host says so: 404 or 410, the page that it shows for what it does not have (a soft 404), or a redirect
to its front page or to where it sends all that is missing. Once is chance: a page counts as gone only after two such visits at
least a day apart, with none between them that found it. A host that is down or refuses says nothing of its pages.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from scraper.ledgerfile import LedgerFile
from tagih.store.revisions import Absence

LEAST = timedelta(days=1)  # between the first visit and the latest that did not find it

# Spells of a page alternate: the one before an absence is a presence, and so is the one after it.
_ABSENCES = """
    SELECT p.url, p.since, p.until, p.status,
        (SELECT b.until FROM presence b WHERE b.url = p.url AND b.since < p.since ORDER BY b.since DESC LIMIT 1) AS last_seen,
        (SELECT a.since FROM presence a WHERE a.url = p.url AND a.since > p.since ORDER BY a.since LIMIT 1) AS back
    FROM presence p WHERE NOT p.present ORDER BY p.url, p.since
"""


class Presence(LedgerFile):
    """The part of the ledger that tells when documents were there. Raises as LedgerFile does."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def absences(self, *, least: timedelta = LEAST) -> list[Absence]:
        """Every time in which a document's page was gone, over and not over, by address."""
        with self._guard():
            rows = self._db.execute(_ABSENCES).fetchall()
        return [
            Absence(
                url=row["url"],
                first_missing=datetime.fromisoformat(row["since"]),
                last_seen=_moment(row["last_seen"]),
                back=_moment(row["back"]),
                sign=_sign(row["status"]),
            )
            for row in rows
            if datetime.fromisoformat(row["until"]) - datetime.fromisoformat(row["since"]) >= least
        ]


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _sign(status: int | None) -> str:
    return "soft_404" if status == 200 else "redirect" if status is not None and 300 <= status < 400 else str(status)
