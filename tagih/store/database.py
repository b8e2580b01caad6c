"""The working database: what was read, when, from where, by which rules. One writer at a time, many readers."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

from sqlite_utils import Database

from tagih.records import Extraction, PageError, SourceHints, StoreError, TagihError
from tagih.records.ids import document_id
from tagih.records.links import LinkInputs, Links
from tagih.store import links as linked
from tagih.store import news, removing, saving
from tagih.store.alone import Share
from tagih.store.guard import guard
from tagih.store.migrations import MIGRATIONS, unknown
from tagih.store.model import Failure, NewCommitment, Outcome, PageMeta, Stored, utc
from tagih.store.rows import TABLES, read_extraction
from tagih.vocabulary.places import regions

RELATED = "p.version_id = ? AND p.field IN ('amends', 'revokes', 'amended_by', 'revoked_by')"
BUSY_TIMEOUT_MS = 30_000  # how long to wait for another writer; a page is saved in milliseconds

P = ParamSpec("P")
R = TypeVar("R")


def _guarded(method: Callable[Concatenate[Store, P], R]) -> Callable[Concatenate[Store, P], R]:
    @functools.wraps(method)
    def call(self: Store, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with guard(self.path):
            return method(self, *args, **kwargs)

    return call


class Store:
    """The working database at `path`. Every method raises StoreError where the machine refuses, and leaves the
    database as it was before the call or as it is after it, never between."""

    def __init__(self, path: Path, db: Database, share: Share) -> None:
        self.path, self.db, self.conn, self._share = path, db, db.conn, share

    @classmethod
    def open(cls, path: Path, *, create: bool = True) -> Self:
        """Open (or make) a working database and bring its schema up to date.

        Raises StoreError for a file that is missing (and not to be made), locked, damaged, no database of Tagih's,
        made by a newer Tagih, or while `tagih forget` is at work.
        """
        with guard(path):
            if not path.exists():
                if not create:
                    raise StoreError("there is no database yet", where=str(path), remedy="Run `tagih run` first, or name another file.")
                path.parent.mkdir(parents=True, exist_ok=True)
            share = Share(path.parent)
            db = Database(sqlite3.connect(path, timeout=BUSY_TIMEOUT_MS / 1000))
            store = cls(path, db, share)
            try:
                store._prepare()
            except BaseException:
                store.close()
                raise
            return store

    def _prepare(self) -> None:
        self.conn.execute("PRAGMA foreign_keys = ON")
        self.conn.execute("PRAGMA synchronous = NORMAL")  # with WAL: a crash may cost the last pages saved, never the database
        tables = set(self.db.table_names())
        if tables and MIGRATIONS.migrations_table not in tables:
            raise StoreError("this is no working database of Tagih's", where=str(self.path), remedy="Name another file.")
        if newer := unknown(self.db):
            raise StoreError(
                f"it was made by a newer Tagih ({', '.join(sorted(newer))})",
                where=str(self.path),
                remedy="Install the newest Tagih, or name another file.",
            )
        if self.db.journal_mode != "wal":
            self.db.enable_wal()
        if MIGRATIONS.pending(self.db):
            with self.write():
                MIGRATIONS.apply(self.db)
        self._put_regions()

    def _put_regions(self) -> None:
        wanted: set[tuple[Any, ...]] = {("00", "Indonesia", "negara", None)} | {
            (r.code, r.name, r.level, r.province) for r in regions().values()
        }
        present = set(map(tuple, self.conn.execute("SELECT code, name, level, province FROM regions")))
        if missing := wanted - present:
            rows = sorted(missing, key=lambda row: str(row[0]))
            with self.write():
                self.conn.executemany(
                    "INSERT INTO regions (code, name, level, province) VALUES (?, ?, ?, ?) ON CONFLICT (code) DO UPDATE SET"
                    " name = excluded.name, level = excluded.level, province = excluded.province",
                    rows,
                )

    def close(self) -> None:
        """Close the database."""
        self.db.close()
        self._share.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @contextlib.contextmanager
    def write(self) -> Iterator[None]:
        """One transaction: all of it or nothing. Takes the write lock at once, so that waiting works."""
        with guard(self.path):
            self.conn.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self.db.rollback()
                raise
            try:
                self.conn.execute("COMMIT")
            except BaseException:
                self.db.rollback()
                raise

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[None]:
        """Everything read inside is of one moment, whoever writes meanwhile."""
        with guard(self.path):
            self.conn.execute("BEGIN")
            try:
                yield
            finally:
                self.db.rollback()

    @_guarded
    def put_sources(self, hints: Iterable[SourceHints], verified: Mapping[str, bool]) -> None:
        """Write what the source files say; `verified` says by source id whether a crawl has succeeded. Sources that are
        no longer in files stay: documents hang on them."""
        fields = ("id", "outlet", "home", "jurisdiction", "kind", "timezone", "license")
        wanted = {h.id: (*(getattr(h, f) for f in fields), int(verified.get(h.id, False))) for h in hints}
        names = (*fields, "verified")
        present = {row[0]: tuple(row) for row in self.conn.execute(f"SELECT {', '.join(names)} FROM sources")}
        changed = [row for id_, row in sorted(wanted.items()) if present.get(id_) != row]
        if changed:
            with self.write():
                self.conn.executemany(
                    f"INSERT INTO sources ({', '.join(names)}) VALUES ({', '.join('?' * len(names))}) ON CONFLICT (id) DO UPDATE SET "
                    + ", ".join(f"{n} = excluded.{n}" for n in names[1:]),
                    changed,
                )

    @_guarded
    def run_id(self, versions: Mapping[str, str]) -> int:
        """The number of the extraction run with these rule versions; the same versions are the same run."""
        text = json.dumps(dict(sorted(versions.items())))
        digest = hashlib.sha256(text.encode()).hexdigest()
        find = "SELECT id FROM extraction_runs WHERE digest = ?"
        if not (found := self.conn.execute(find, [digest]).fetchone()):
            with self.write():
                self.conn.execute("INSERT OR IGNORE INTO extraction_runs (digest, versions) VALUES (?, ?)", [digest, text])
            found = self.conn.execute(find, [digest]).fetchone()
        return int(found[0])

    @_guarded
    def read_of(self, document_ids: Collection[str], run: int) -> tuple[dict[str, str], set[tuple[str, str]]]:
        """What is stored of some documents. -> (id -> when its current version was fetched: ISO 8601 in UTC, to the second; id and digest
        of the bytes that this run has read already, well or not: reading them again can give nothing new)."""
        marks = ", ".join("?" * len(document_ids))
        at: dict[str, str] = {}
        done = set[tuple[str, str]]()
        current = (
            f"SELECT document_id, content_digest, run_id, fetched_at FROM document_versions WHERE current AND document_id IN ({marks})"
        )
        for id_, digest, read_by, fetched_at in self.conn.execute(current, [*document_ids]):
            at[id_] = fetched_at
            done |= {(id_, digest)} if read_by == run else set()
        failed = f"SELECT document_id, content_digest FROM failures WHERE run_id = ? AND document_id IN ({marks})"
        return at, done | set(self.conn.execute(failed, [run, *document_ids]).fetchall())

    @_guarded
    def is_between(self, document_id: str, moment: str) -> bool:
        """Whether no version of the document is known to have stood at a moment (ISO 8601 in UTC, to the second)."""
        found = self.conn.execute(
            "SELECT 1 FROM document_versions WHERE document_id = ? AND first_seen <= ? AND fetched_at >= ?", [document_id, moment, moment]
        )
        return found.fetchone() is None

    @_guarded
    def save(self, extraction: Extraction, *, page: PageMeta, run: int, sentences: Sequence[tuple[int, int]] = ()) -> Outcome:
        """Store what a page gave, in one transaction. Says what the page is: new, changed in title or text, or unchanged.

        `sentences` are the `[start, end)` spans of the text's sentences: what is published around a figure. A changed page
        becomes a new version and keeps the old one; an unchanged page read by a newer run has its records replaced. A
        commitment whose words stood in the document before keeps its number, so nobody is told of it twice. A copy older than what is
        stored takes its place among the versions before, and never stands for the page.

        Raises PageError, nothing written, where a record cannot be stored: half of a surrogate pair, an unknown area; and where
        the page was removed on request.
        """
        try:
            with self.write():
                removing.refuse(self.conn, page.url)
                return saving.save(self.conn, extraction, page, run, sentences)
        except (UnicodeEncodeError, sqlite3.IntegrityError) as error:
            raise PageError(
                f"what was read of it cannot be stored ({error})",
                where=page.url,
                remedy="Report it with the page; the others are not affected.",
            ) from error

    @_guarded
    def fail(self, page: PageMeta, run: int, error: TagihError) -> None:
        """Remember that a page could not be read, and why. What was read of it before stays. Nothing is remembered of one that was removed."""
        id_ = document_id(page.url)
        if (
            removing.is_removed(self.conn, page.url)
            or self.conn.execute(
                "SELECT 1 FROM failures WHERE document_id = ? AND content_digest = ? AND run_id = ? AND what = ?",
                [id_, page.content_digest, run, error.what],
            ).fetchone()
        ):
            return
        values = (id_, page.url, saving.known_source(self.conn, page), page.content_digest, error.what, error.remedy, utc(page.fetched_at))
        with self.write():
            self.conn.execute(
                "INSERT OR REPLACE INTO failures (document_id, url, source_id, content_digest, what, remedy, fetched_at, archive_file,"
                " archive_offset, run_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*values, page.archive_file, page.archive_offset, run),
            )

    @_guarded
    def removals(self) -> dict[removing.Removal, frozenset[str]]:
        """What was removed on request, by day, with the keys of all its addresses."""
        return removing.removals(self.conn)

    @_guarded
    def put_removal(self, removal: removing.Removal, keys: Iterable[str]) -> None:
        """Remember a removal: from now on its addresses are not stored."""
        with self.write():
            removing.put_removal(self.conn, removal, keys)

    @_guarded
    def failures(self) -> list[Failure]:
        """Pages that could not be read the last time, by URL."""
        found = self.conn.execute("SELECT url, source_id, content_digest, what, remedy, fetched_at, run_id FROM failures ORDER BY url")
        names = ("url", "source", "content_digest", "what", "remedy", "fetched_at", "run")
        return [Failure(**dict(zip(names, row, strict=True))) for row in found]

    @_guarded
    def counts(self) -> dict[str, int]:
        """How much there is: sources, documents, versions, records of current versions by kind, linked rows, failures."""
        whole = {
            "sources": "sources",
            "documents": "documents",
            "versions": "document_versions",
            "failures": "failures",
            "linked_officials": "officials",
            "linked_regulations": "regulations",
            "announcements": "announcements",
        }
        counts = {name: self.conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for name, table in whole.items()}
        for kind, table in TABLES.items():
            current = f"SELECT count(*) FROM {table} r JOIN document_versions v ON v.id = r.version_id WHERE v.current"
            counts[kind] = self.conn.execute(current).fetchone()[0]
        return counts

    def documents(self) -> Iterator[Stored]:
        """Every document's current version, by id; one in memory at a time."""
        with guard(self.path):
            ids = [row[0] for row in self.conn.execute("SELECT id FROM documents ORDER BY id")]
        for id_ in ids:
            if stored := self.document(id_):
                yield stored

    @_guarded
    def document(self, document_id: str) -> Stored | None:
        """A document's current version with its links; None where there is no such document."""
        row = self.conn.execute(
            "SELECT v.id, d.source_id, d.first_seen, v.fetched_at, d.announcement_id, v.sentences,"
            " (SELECT count(*) FROM document_versions o WHERE o.document_id = d.id), a.first_document IS d.id, v.robots"
            " FROM documents d LEFT JOIN announcements a ON a.id = d.announcement_id JOIN document_versions v ON v.document_id = d.id AND v.current WHERE d.id = ?",
            [document_id],
        ).fetchone()
        if row is None:
            return None
        version = row[0]

        def mapping(sql: str) -> dict[str, Any]:
            return {r[0]: r[1] if len(r) == 2 else tuple(r[1:]) for r in self.conn.execute(sql, [version])}

        return Stored(
            extraction=read_extraction(self.conn, version),
            version=version,
            versions=row[6],
            source=row[1],
            first_seen=row[2],
            fetched_at=row[3],
            announcement=row[4],
            announced_first=row[4] is not None and bool(row[7]),
            robots=frozenset(row[8].split()),
            sentences=tuple((a, b) for a, b in json.loads(row[5])),
            official_of=mapping("SELECT record_id, official_id FROM official_mentions WHERE version_id = ? AND official_id IS NOT NULL"),
            regulation_of=mapping(
                "SELECT record_id, regulation_id FROM regulation_mentions WHERE version_id = ? AND regulation_id IS NOT NULL"
            ),
            enactment_of=mapping("SELECT record_id, regulation_id FROM enactments WHERE version_id = ? AND regulation_id IS NOT NULL"),
            related_of=mapping(f"SELECT p.record_id, r.id FROM particulars p JOIN regulations r ON r.id = p.value WHERE {RELATED}"),
            commitments=mapping(
                "SELECT c.record_id, l.seq, l.first_seen FROM commitments c JOIN commitment_ledger l ON l.seq = c.seq WHERE c.version_id = ?"
            ),
        )

    @_guarded
    def link_inputs(self) -> LinkInputs:
        """What linking needs to know of every document's current version."""
        return linked.read(self.conn)

    @_guarded
    def write_links(self, links: Links) -> None:
        """Write what linking found, in one transaction; the same links again write nothing."""
        with self.write():
            linked.write(self.conn, links)

    @_guarded
    def last_seq(self) -> int:
        """The number of the newest commitment, 0 where there is none: where a new subscription starts."""
        return int(self.conn.execute("SELECT coalesce(max(seq), 0) FROM commitment_ledger").fetchone()[0])

    def new_commitments(self, since_seq: int, limit: int | None = None) -> Iterator[NewCommitment]:
        """Commitments first seen after `since_seq` that still stand in their documents, oldest first; none of pages backfilled."""
        return news.new_commitments(self, since_seq, limit)
