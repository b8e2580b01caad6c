"""Everything that must hold, derived again: quotes from texts, pointers, the file itself, and what the public file shows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from tagih.records import KINDS, StoreError
from tagih.records.ids import text_digest
from tagih.records.robots import NOARCHIVE, NOINDEX, NOSNIPPET
from tagih.store.carry import PRIORITY, SHARE_PERCENT
from tagih.store.database import Store
from tagih.store.guard import guard
from tagih.store.model import Violation
from tagih.store.news import commitment_id
from tagih.store.public import TABLES as PUBLIC
from tagih.store.rows import TABLES
from tagih.store.verifying_revisions import revision_violations, same, shown_violations

FOREIGN = 100  # violations of one pragma that are listed: enough to see what happened


def verify(path: Path, *, public: Path | None = None) -> list[Violation]:
    """Check the working database at `path`, and the public file against it where one is named.

    Every stored quote is derived again from its version's text, old versions included. Raises StoreError where a file
    cannot be opened at all.
    """
    with Store.open(path, create=False) as store:
        found = [*_whole(store.conn, path), *_quotes(store, path), *revision_violations(store, path)]
        if public is not None:
            if not public.exists():
                raise StoreError("there is no public file yet", where=str(public), remedy="Run `tagih publish` first.")
            with guard(public):
                conn = sqlite3.connect(f"{public.resolve().as_uri()}?mode=ro", uri=True)
                try:
                    found += [*_whole(conn, public), *_tables(conn, public)]
                    found += [*_shown(store, conn, public), *shown_violations(store, conn, public)]
                finally:
                    conn.close()
    return found


def _whole(conn: sqlite3.Connection, path: Path) -> Iterator[Violation]:
    """SQLite's own checks."""
    for (line,) in conn.execute(f"PRAGMA integrity_check({FOREIGN})"):
        if line != "ok":
            yield Violation(file=str(path), row="", what=line)
    for table, row, other, _ in conn.execute("PRAGMA foreign_key_check").fetchmany(FOREIGN):
        yield Violation(file=str(path), row=f"{table} {row}", what=f"points to nothing in {other}")


def _quotes(store: Store, path: Path) -> Iterator[Violation]:
    """text[start:end] == quote, for every record of every version."""
    with store.snapshot():
        for version, url, text, digest in store.conn.execute(
            "SELECT v.id, d.url, v.text, v.text_digest FROM document_versions v JOIN documents d ON d.id = v.document_id ORDER BY v.id"
        ):
            if text_digest(text) != digest:
                yield Violation(file=str(path), row=f"document_versions {version} ({url})", what="the text is not the text of its digest")
            for kind in KINDS:
                table = TABLES[kind]
                for id_, record, start, end, quote in store.conn.execute(
                    f'SELECT id, record_id, start, "end", text FROM {table} WHERE version_id = ? ORDER BY id', [version]
                ):
                    if not 0 <= start < end <= len(text) or text[start:end] != quote:
                        yield Violation(
                            file=str(path), row=f"{table} {id_} ({record} of {url})", what=f"{quote!r} does not stand at {start}-{end}"
                        )


def _tables(conn: sqlite3.Connection, path: Path) -> Iterator[Violation]:
    """Nothing is in the public file that is not meant to be."""
    names = {row[0] for row in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    search = {f"{name}_fts" for name, table in PUBLIC.items() if table.search}
    for name in sorted(names - set(PUBLIC)):
        if name.split("_fts")[0] + "_fts" not in search:
            yield Violation(file=str(path), row=name, what="a table that is not published")
    for name in sorted(set(PUBLIC) - names):
        yield Violation(file=str(path), row=name, what="a published table is missing")


def _shown(store: Store, conn: sqlite3.Connection, path: Path) -> Iterator[Violation]:
    """Every published quote is its document's text (but for covered names), and none shows more than its share."""
    licenses = dict(store.conn.execute("SELECT id, license FROM sources").fetchall())
    published = {row[0]: row[1:] for row in conn.execute("SELECT id, characters, carried_characters, text FROM documents")}
    for stored in store.documents():
        document = stored.extraction.document
        if document.id not in published:
            continue
        characters, shown, whole = published.pop(document.id)
        row = f"documents {document.id} ({document.url})"
        if NOINDEX in stored.robots:
            yield Violation(file=str(path), row=row, what="the page asks for noindex")
        if whole is not None and stored.robots & {NOARCHIVE, NOSNIPPET}:
            yield Violation(
                file=str(path), row=row, what=f"the whole text is shown of a page that asks for {', '.join(sorted(stored.robots))}"
            )
        if shown and NOSNIPPET in stored.robots:
            yield Violation(file=str(path), row=row, what=f"{shown} characters are shown of a page that asks for nosnippet")
        if licenses[stored.source] != "open" and (whole is not None or shown * 100 > characters * SHARE_PERCENT):
            yield Violation(file=str(path), row=row, what=f"{shown} of {characters} characters are shown, more than {SHARE_PERCENT} %")
        records = {
            commitment_id(document.id, text_digest(r.text)) if kind == "commitments" else f"{document.id}-{r.id}": r
            for kind in PRIORITY
            for r in getattr(stored.extraction, kind)
        }
        for kind in PRIORITY:
            table = TABLES[kind]
            for id_, start, end, quote in conn.execute(
                f'SELECT id, start, "end", quote FROM {table} WHERE document_id = ? AND quote IS NOT NULL ORDER BY id', [document.id]
            ):
                if id_ not in records or not same(quote, document.text[start:end]):
                    yield Violation(
                        file=str(path), row=f"{table} {id_}", what=f"{quote!r} does not stand at {start}-{end} of {document.url}"
                    )
    for id_ in sorted(published):
        yield Violation(file=str(path), row=f"documents {id_}", what="the working database has no such document")
