"""The crawl ledger's schema, as numbered migrations. A step that has shipped is never edited: add the next."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

migrations = Migrations("crawl")


@migrations(name="0001_ledger")
def ledger(db: Database) -> None:
    """Times are ISO 8601 in UTC, but for lease_until and next_visit: seconds since 1970, compared at every lease."""
    for statement in (
        """CREATE TABLE urls (
            id INTEGER PRIMARY KEY,
            url TEXT NOT NULL UNIQUE,
            source TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('page', 'listing', 'feed', 'sitemap')),
            state TEXT NOT NULL,
            rank INTEGER NOT NULL,
            depth INTEGER NOT NULL,
            root TEXT NOT NULL,
            guessed INTEGER NOT NULL DEFAULT 0,
            found_at TEXT NOT NULL,
            lease_until REAL,
            lease_owner TEXT,
            attempts INTEGER NOT NULL DEFAULT 0,
            last_visit TEXT,
            last_run INTEGER,
            next_visit REAL,
            unchanged INTEGER NOT NULL DEFAULT 0,
            failures INTEGER NOT NULL DEFAULT 0,
            status INTEGER,
            error TEXT,
            etag TEXT,
            last_modified TEXT,
            digest TEXT,
            document INTEGER NOT NULL DEFAULT 0,
            canonical TEXT
        ) STRICT""",
        "CREATE INDEX urls_queue ON urls (source, rank, id) WHERE state = 'queued'",
        "CREATE INDEX urls_due ON urls (source, next_visit)",
        "CREATE INDEX urls_leases ON urls (lease_owner) WHERE lease_owner IS NOT NULL",
        """CREATE TABLE captures (
            id INTEGER PRIMARY KEY,
            url TEXT NOT NULL REFERENCES urls (url),
            fetched_at TEXT NOT NULL,
            status INTEGER NOT NULL,
            media_type TEXT,
            digest TEXT NOT NULL,
            warc TEXT NOT NULL,
            offset INTEGER NOT NULL,
            length INTEGER NOT NULL,
            source TEXT NOT NULL,
            size INTEGER NOT NULL
        ) STRICT""",
        "CREATE INDEX captures_url ON captures (url, id)",
        "CREATE TABLE runs (id INTEGER PRIMARY KEY, source TEXT NOT NULL, started_at TEXT NOT NULL, ended_at TEXT, reason TEXT) STRICT",
        "CREATE INDEX runs_source ON runs (source, id)",
    ):
        db.execute(statement)


@migrations(name="0002_ingested")
def ingested(db: Database) -> None:
    """Where the captures come from that no crawl of ours made: the file, and the id of the record in it."""
    db.execute(
        """CREATE TABLE ingested (
            capture INTEGER PRIMARY KEY REFERENCES captures (id),
            file TEXT NOT NULL,
            record_id TEXT,
            ingested_at TEXT NOT NULL
        ) STRICT"""
    )
