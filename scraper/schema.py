"""The crawl ledger's schema, as numbered migrations. A step that has shipped is never edited: add the next."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

from tagih.store.migrations import REMOVALS

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


@migrations(name="0003_sharing")
def sharing(db: Database) -> None:
    """Which processes are at work on a run, how many requests it has made, and when a host may be asked again (seconds since 1970)."""
    for statement in (
        "CREATE TABLE crawlers (run INTEGER NOT NULL REFERENCES runs (id), owner TEXT NOT NULL, PRIMARY KEY (run, owner)) STRICT, WITHOUT ROWID",
        "CREATE TABLE hosts (host TEXT PRIMARY KEY, next_request REAL NOT NULL) STRICT, WITHOUT ROWID",
        "ALTER TABLE runs ADD COLUMN requests INTEGER NOT NULL DEFAULT 0",
    ):
        db.execute(statement)


@migrations(name="0004_unsynced")
def unsynced(db: Database) -> None:
    """Archive files that are being written: by whom (NULL: its process died), and how many of their bytes have reached the disk for sure."""
    db.execute("CREATE TABLE unsynced (warc TEXT PRIMARY KEY, owner TEXT, bytes INTEGER NOT NULL) STRICT, WITHOUT ROWID")


@migrations(name="0007_days")
def days(db: Database) -> None:
    """What was asked of each source on each of its days, by what became of it. Counts are only ever added to.

    A ledger from before this step knows of each address only its last visit: those are counted, on the day of UTC+7.
    """
    db.execute(
        """CREATE TABLE days (
            source TEXT NOT NULL,
            day TEXT NOT NULL,
            kind TEXT NOT NULL,
            state TEXT NOT NULL,
            outcome TEXT NOT NULL CHECK (outcome IN ('new', 'changed', 'unchanged', 'read', 'failed', 'missed')),
            visits INTEGER NOT NULL,
            requests INTEGER NOT NULL,
            bytes INTEGER NOT NULL,
            PRIMARY KEY (source, day, kind, state, outcome)
        ) STRICT, WITHOUT ROWID"""
    )
    db.execute(
        """INSERT INTO days SELECT source, date(last_visit, '+7 hours'), kind, state,
             CASE WHEN state = 'ok' AND document THEN 'new' WHEN state IN ('ok', 'redirected') THEN 'read'
                  WHEN guessed THEN 'missed' ELSE 'failed' END,
             count(*), count(*), 0
           FROM urls WHERE last_visit IS NOT NULL AND state <> 'queued' GROUP BY 1, 2, 3, 4, 5"""
    )


@migrations(name="0009_removals")
def removed(db: Database) -> None:
    """What was removed and must not come back; and, while archive files are written anew, where their records have moved."""
    for statement in (
        *REMOVALS,
        "CREATE TABLE rewrites (old TEXT PRIMARY KEY, new TEXT NOT NULL, moved INTEGER NOT NULL CHECK (moved IN (0, 1))) STRICT",
        """CREATE TABLE moved_records (
            file TEXT NOT NULL, old_offset INTEGER NOT NULL, new_offset INTEGER NOT NULL, PRIMARY KEY (file, old_offset)
        ) STRICT, WITHOUT ROWID""",
    ):
        db.execute(statement)


@migrations(name="0010_presence")
def presence(db: Database) -> None:
    """When each document's page was there and when it was not: a row per spell, from its first visit (`since`) to its latest (`until`).

    Visits that told neither (a host that is down, refuses, answers 5xx) end no spell. A trigger writes it, in the transaction that
    writes the visit. Of a ledger from before this step the captures tell when a page was first there.
    """
    db.execute(
        """CREATE TABLE presence (
            url TEXT NOT NULL REFERENCES urls (url),
            since TEXT NOT NULL,
            until TEXT NOT NULL,
            present INTEGER NOT NULL CHECK (present IN (0, 1)),
            visits INTEGER NOT NULL,
            status INTEGER,
            PRIMARY KEY (url, since)
        ) STRICT, WITHOUT ROWID"""
    )
    db.execute(
        """INSERT INTO presence
           SELECT u.url, min(c.fetched_at), CASE WHEN u.status IN (200, 304) AND u.state <> 'not_found' THEN u.last_visit ELSE max(c.fetched_at) END,
             1, count(*), 200
           FROM urls u JOIN captures c ON c.url = u.url AND c.status = 200
           WHERE u.document = 1 AND u.last_visit IS NOT NULL GROUP BY u.url"""
    )
    db.execute(
        """INSERT OR IGNORE INTO presence SELECT url, last_visit, last_visit, 0, 1, status FROM urls
           WHERE document = 1 AND state = 'not_found' AND last_visit IS NOT NULL"""
    )
    db.execute(
        """CREATE TRIGGER urls_presence AFTER UPDATE OF last_visit ON urls WHEN NEW.document = 1 AND NEW.state IN ('ok', 'not_found')
           BEGIN
             INSERT INTO presence VALUES (
               NEW.url,
               coalesce((SELECT CASE WHEN p.present = (NEW.state = 'ok') THEN p.since END
                         FROM presence p WHERE p.url = NEW.url ORDER BY p.since DESC LIMIT 1), NEW.last_visit),
               NEW.last_visit, NEW.state = 'ok', 1, NEW.status
             ) ON CONFLICT (url, since) DO UPDATE SET until = excluded.until, visits = visits + 1, status = excluded.status;
           END"""
    )


@migrations(name="0005_stories")
def stories(db: Database) -> None:
    """Further pages of stories; when pages were published and what led to them; archives read back to a day."""
    for statement in (
        "ALTER TABLE urls ADD COLUMN published TEXT",
        "ALTER TABLE urls ADD COLUMN found_on TEXT",
        "ALTER TABLE urls ADD COLUMN backfill INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE urls ADD COLUMN story TEXT",
        "ALTER TABLE urls ADD COLUMN part INTEGER",
        "CREATE INDEX urls_story ON urls (story, part) WHERE story IS NOT NULL",
        "CREATE INDEX urls_found_on ON urls (found_on) WHERE found_on IS NOT NULL",
        "ALTER TABLE runs ADD COLUMN since TEXT",
    ):
        db.execute(statement)
