"""The working database's schema, one numbered step after another. A step that has shipped is never edited.

Every record row keeps its evidence (`text`, `start`, `end` in code points of its version's text) and the rule
that made it. Records belong to a version; the records of a document are those of its version with `current` = 1.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations
from sqlite_utils.db import Table

MIGRATIONS = Migrations("tagih")
TOKENIZER = "unicode61 remove_diacritics 2"

EVIDENCE = """
    id INTEGER PRIMARY KEY,
    version_id INTEGER NOT NULL REFERENCES document_versions(id) ON DELETE CASCADE,
    record_id TEXT NOT NULL,
    text TEXT NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    rule TEXT NOT NULL,
    rule_version TEXT NOT NULL,
"""


@MIGRATIONS()
def m001_documents(db: Database) -> None:
    """Sources, documents, their versions, and the runs that read them."""
    db.executescript("""
        CREATE TABLE regions (
            code TEXT PRIMARY KEY, name TEXT NOT NULL, level TEXT NOT NULL, province TEXT REFERENCES regions(code)
        );
        CREATE TABLE sources (
            id TEXT PRIMARY KEY, outlet TEXT NOT NULL, home TEXT, jurisdiction TEXT REFERENCES regions(code),
            kind TEXT NOT NULL, timezone TEXT NOT NULL, license TEXT NOT NULL, verified INTEGER NOT NULL
        );
        CREATE TABLE extraction_runs (
            id INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, versions TEXT NOT NULL
        );
        CREATE TABLE announcements (
            id TEXT PRIMARY KEY, text_digest TEXT NOT NULL UNIQUE,
            first_document TEXT NOT NULL REFERENCES documents(id) DEFERRABLE INITIALLY DEFERRED
        );
        CREATE TABLE documents (
            id TEXT PRIMARY KEY, url TEXT NOT NULL UNIQUE, source_id TEXT NOT NULL REFERENCES sources(id),
            first_seen TEXT NOT NULL,
            announcement_id TEXT REFERENCES announcements(id) DEFERRABLE INITIALLY DEFERRED
        );
        CREATE TABLE document_versions (
            id INTEGER PRIMARY KEY,
            document_id TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
            current INTEGER NOT NULL CHECK (current IN (0, 1)),
            title TEXT, published TEXT, outlet TEXT, authors TEXT NOT NULL, editors TEXT NOT NULL,
            kind TEXT NOT NULL, language TEXT NOT NULL, extractor TEXT NOT NULL, jurisdiction TEXT, private_people TEXT NOT NULL,
            text TEXT NOT NULL, text_digest TEXT NOT NULL, sentences TEXT NOT NULL,
            content_digest TEXT NOT NULL, first_seen TEXT NOT NULL, fetched_at TEXT NOT NULL,
            archive_file TEXT, archive_offset INTEGER,
            run_id INTEGER NOT NULL REFERENCES extraction_runs(id), extraction_digest TEXT NOT NULL
        );
        CREATE UNIQUE INDEX document_versions_current ON document_versions(document_id) WHERE current;
        CREATE INDEX document_versions_document ON document_versions(document_id);
        CREATE INDEX document_versions_text ON document_versions(text_digest);
        CREATE TABLE failures (
            document_id TEXT PRIMARY KEY, url TEXT NOT NULL, source_id TEXT NOT NULL REFERENCES sources(id),
            content_digest TEXT NOT NULL, what TEXT NOT NULL, remedy TEXT NOT NULL, fetched_at TEXT NOT NULL,
            archive_file TEXT, archive_offset INTEGER, run_id INTEGER NOT NULL REFERENCES extraction_runs(id)
        );
    """)


@MIGRATIONS()
def m002_records(db: Database) -> None:
    """Every kind of record, the linked rows, and the ledger that gives a commitment its lasting number."""
    db.executescript(f"""
        CREATE TABLE officials (
            id TEXT PRIMARY KEY, name TEXT NOT NULL, office TEXT NOT NULL, organisation TEXT,
            jurisdiction TEXT REFERENCES regions(code), acting TEXT
        );
        CREATE TABLE regulations (
            id TEXT PRIMARY KEY, label TEXT NOT NULL, type TEXT NOT NULL, number TEXT, year INTEGER,
            jurisdiction TEXT REFERENCES regions(code), title TEXT
        );
        CREATE TABLE commitment_ledger (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            document_id TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
            quote_digest TEXT NOT NULL, first_seen TEXT NOT NULL,
            UNIQUE (document_id, quote_digest)
        );
        CREATE TABLE official_mentions ({EVIDENCE}
            name TEXT NOT NULL, office TEXT NOT NULL, organisation TEXT,
            jurisdiction TEXT REFERENCES regions(code), acting TEXT,
            official_id TEXT REFERENCES officials(id) ON DELETE SET NULL, UNIQUE (version_id, record_id)
        );
        CREATE INDEX official_mentions_official ON official_mentions(official_id);
        CREATE TABLE regulation_mentions ({EVIDENCE}
            type TEXT NOT NULL, number TEXT, year INTEGER, jurisdiction TEXT REFERENCES regions(code), title TEXT,
            inferred TEXT NOT NULL, instrument TEXT,
            regulation_id TEXT REFERENCES regulations(id) ON DELETE SET NULL, UNIQUE (version_id, record_id)
        );
        CREATE INDEX regulation_mentions_regulation ON regulation_mentions(regulation_id);
        CREATE TABLE figures ({EVIDENCE}
            value TEXT, value_high TEXT, unit TEXT NOT NULL, qualifier TEXT, role TEXT NOT NULL, period TEXT,
            UNIQUE (version_id, record_id)
        );
        CREATE TABLE targets ({EVIDENCE}
            indicator TEXT NOT NULL, value TEXT, unit TEXT, jurisdiction TEXT REFERENCES regions(code), due TEXT,
            figure TEXT, UNIQUE (version_id, record_id)
        );
        CREATE TABLE commitments ({EVIDENCE}
            seq INTEGER NOT NULL REFERENCES commitment_ledger(seq),
            actor TEXT NOT NULL, official TEXT, status TEXT NOT NULL, jurisdiction TEXT REFERENCES regions(code),
            due TEXT, checkable INTEGER NOT NULL, beneficiaries TEXT NOT NULL, programmes TEXT NOT NULL,
            topics TEXT NOT NULL, figures TEXT NOT NULL, targets TEXT NOT NULL, regulations TEXT NOT NULL,
            UNIQUE (version_id, record_id)
        );
        CREATE INDEX commitments_seq ON commitments(seq);
        CREATE TABLE statements ({EVIDENCE}
            speaker TEXT NOT NULL, speech TEXT NOT NULL, official TEXT, role TEXT, UNIQUE (version_id, record_id)
        );
        CREATE TABLE dates ({EVIDENCE}
            value TEXT NOT NULL, role TEXT NOT NULL, UNIQUE (version_id, record_id)
        );
        CREATE TABLE unresolved ({EVIDENCE}
            kind TEXT NOT NULL, field TEXT NOT NULL, reason TEXT NOT NULL, UNIQUE (version_id, record_id)
        );
    """)


@MIGRATIONS()
def m003_search(db: Database) -> None:
    """Full-text search over titles and texts, kept up by triggers."""
    table = db["document_versions"]
    assert isinstance(table, Table)
    table.enable_fts(["title", "text"], tokenize=TOKENIZER, create_triggers=True)


@MIGRATIONS()
def m004_backfilled(db: Database) -> None:
    """Commitments first seen in a page from an archive of the past: they are kept, and nobody is told of them as of news."""
    db.execute("ALTER TABLE commitment_ledger ADD COLUMN backfilled INTEGER NOT NULL DEFAULT 0 CHECK (backfilled IN (0, 1))")


def unknown(db: Database) -> set[str]:
    """Steps that the database has taken and this program does not know: it was made by a newer one."""
    with Database(memory=True) as empty:
        known = {step.name for step in MIGRATIONS.pending(empty)}
    return {step.name for step in MIGRATIONS.applied(db)} - known
