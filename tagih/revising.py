"""The versions of each document compared, and what its pages said beside their text: the rooms that this needs, joined."""

from __future__ import annotations

import dataclasses
from functools import cached_property
from pathlib import Path

from extraction.html_lines import short_lines
from scraper import archive
from scraper.gone import Presence
from scraper.ledger import Capture, Ledger
from tagih.linking import revisions
from tagih.records import PageError
from tagih.records.revisions import Notice, Passage, Revision
from tagih.store import Store
from tagih.store.revisions import pairs_to_compare, place_of, put_absences, put_revision
from tagih.vocabulary.notices import is_update_stamp


def write_revisions(store: Store, *, ledger: Path, archive_dir: Path) -> None:
    """Compare every version with the one before it where that was not done yet, and write when pages were gone.

    What is read from the main text leaves out clocks such as "Diperbarui pada ...": where a change announces itself nowhere in the
    text, the two archived pages are looked at for one that came with it.
    """
    pages = _Pages(ledger, archive_dir)
    for pair in pairs_to_compare(store, revisions.VERSION):
        revision = revisions.compare(pair.old, pair.new)
        if revision.material and revision.notice is None:
            revision = dataclasses.replace(revision, notice=_stamp(store, pages, revision))
        put_revision(store, revision, state=pair.state, rule=revisions.RULE, rule_version=revisions.VERSION)
    if ledger.exists():
        with Presence(ledger) as presence:
            put_absences(store, presence.absences())


class _Pages:
    """Archived pages by their place; the ledger is asked once, and only where a page is wanted."""

    def __init__(self, ledger: Path, archive_dir: Path) -> None:
        self._ledger, self._archive = ledger, archive_dir

    @cached_property
    def _captures(self) -> dict[tuple[str, int], Capture]:
        if not self._ledger.exists():
            return {}
        with Ledger(self._ledger) as ledger:
            return {(c.warc, c.offset): c for c in ledger.captures(every=True)}

    def lines(self, place: tuple[str, int] | None) -> frozenset[str] | None:
        """A page's short lines; None where it is not in the archive or cannot be read."""
        capture = self._captures.get(place) if place else None
        if capture is None:
            return None
        try:
            return short_lines(archive.read_page(self._archive, capture, None))
        except PageError:
            return None  # the text was read once; a record that is lost since then tells nothing


def _stamp(store: Store, pages: _Pages, revision: Revision) -> Notice | None:
    before, after = (pages.lines(place_of(store, version)) for version in (revision.old, revision.new))
    if before is None or after is None:
        return None
    found = sorted(line for line in after - before if is_update_stamp(line))
    return Notice(declares="update", passage=Passage(0, len(found[0]), found[0], "page")) if found else None
