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


@MIGRATIONS()
def m005_source_days(db: Database) -> None:
    """What was asked of each source on each of its days, what came, and how long the texts were."""
    db.executescript("""
        CREATE TABLE source_days (
            source_id TEXT NOT NULL REFERENCES sources(id), day TEXT NOT NULL, state TEXT NOT NULL,
            requests INTEGER NOT NULL, documents INTEGER NOT NULL, new INTEGER NOT NULL, changed INTEGER NOT NULL,
            lists INTEGER NOT NULL, failed TEXT NOT NULL, hollow INTEGER NOT NULL, bytes INTEGER NOT NULL,
            lengths TEXT NOT NULL, characters INTEGER, usual INTEGER,
            PRIMARY KEY (source_id, day)
        );
        CREATE INDEX document_versions_first_seen ON document_versions(first_seen);
    """)


# The crawl ledger has these too (its step 0009): a removal outlives the loss of either database.
REMOVALS = (
    """CREATE TABLE removals (
        id TEXT PRIMARY KEY,
        scope TEXT NOT NULL CHECK (scope IN ('page', 'host')),
        asked TEXT NOT NULL,
        host TEXT NOT NULL,
        asked_by TEXT NOT NULL CHECK (asked_by IN ('publisher', 'person', 'law')),
        reason TEXT NOT NULL,
        day TEXT NOT NULL,
        shown INTEGER NOT NULL CHECK (shown IN (0, 1)),
        salt TEXT NOT NULL,
        digest TEXT NOT NULL,
        documents INTEGER NOT NULL,
        done INTEGER NOT NULL CHECK (done IN (0, 1))
    ) STRICT""",
    """CREATE TABLE removed_addresses (
        address TEXT NOT NULL, removal TEXT NOT NULL REFERENCES removals(id), PRIMARY KEY (address, removal)
    ) STRICT""",
)


@MIGRATIONS()
def m006_removals(db: Database) -> None:
    """What was removed on request, and what must not come back."""
    for statement in REMOVALS:
        db.execute(statement)


@MIGRATIONS()
def m007_robots(db: Database) -> None:
    """What a page asks of those who show it: "noarchive", "noindex", "nosnippet", with spaces between; empty where it asks nothing."""
    db.execute("ALTER TABLE document_versions ADD COLUMN robots TEXT NOT NULL DEFAULT ''")


@MIGRATIONS()
def m008_revisions(db: Database) -> None:
    """What each version changed of the one before it, and when a page was not there. `reread`: a version that newer rules read from
    the bytes of the one before it. Evidence is of the old version's text or title, `new_...` of the new one's."""
    db.execute("ALTER TABLE document_versions ADD COLUMN reread INTEGER NOT NULL DEFAULT 0 CHECK (reread IN (0, 1))")
    db.execute("""
        UPDATE document_versions AS v SET reread = 1 WHERE content_digest = (
            SELECT content_digest FROM document_versions p WHERE p.document_id = v.document_id AND p.id < v.id ORDER BY p.id DESC LIMIT 1
        )
    """)
    for statement in (
        """CREATE TABLE revisions (
            version_id INTEGER PRIMARY KEY REFERENCES document_versions(id) ON DELETE CASCADE,
            previous_id INTEGER NOT NULL REFERENCES document_versions(id) ON DELETE CASCADE,
            cause TEXT NOT NULL, material INTEGER NOT NULL CHECK (material IN (0, 1)), hunks TEXT NOT NULL,
            words_removed INTEGER NOT NULL, words_added INTEGER NOT NULL, uncompared INTEGER NOT NULL,
            declares TEXT, notice_field TEXT, notice_start INTEGER, notice_end INTEGER, notice TEXT,
            rule TEXT NOT NULL, rule_version TEXT NOT NULL, compared TEXT NOT NULL
        )""",
        "CREATE INDEX revisions_previous ON revisions(previous_id)",
        """CREATE TABLE edits (
            version_id INTEGER NOT NULL REFERENCES revisions(version_id) ON DELETE CASCADE,
            edit_id TEXT NOT NULL, kind TEXT NOT NULL, record_id TEXT,
            field TEXT NOT NULL CHECK (field IN ('text', 'title')), text TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
            new_text TEXT, new_start INTEGER, new_end INTEGER,
            old_value TEXT, old_unit TEXT, old_due TEXT, old_status TEXT,
            new_value TEXT, new_unit TEXT, new_due TEXT, new_status TEXT,
            similarity REAL, rule TEXT NOT NULL, rule_version TEXT NOT NULL,
            PRIMARY KEY (version_id, edit_id)
        )""",
        """CREATE TABLE absences (
            document_id TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
            first_missing TEXT NOT NULL, last_seen TEXT, back TEXT, sign TEXT NOT NULL,
            PRIMARY KEY (document_id, first_missing)
        )""",
    ):
        db.execute(statement)


# What is known of an instrument from the documents that it is itself.
OF_REGULATIONS = (
    *("status TEXT", "enacted TEXT", "promulgated TEXT", "effective TEXT"),
    *(f"{name} TEXT NOT NULL DEFAULT '[]'" for name in ("amends", "revokes", "amended_by", "revoked_by")),
    *("file_url TEXT", "page_url TEXT"),
)


@MIGRATIONS()
def m011_enactments(db: Database) -> None:
    """Instruments that documents themselves are, and what says each of their fields."""
    db.execute(f"""
        CREATE TABLE enactments ({EVIDENCE}
            type TEXT NOT NULL, number TEXT, year INTEGER, jurisdiction TEXT REFERENCES regions(code), title TEXT, instrument TEXT,
            enacted TEXT, promulgated TEXT, effective TEXT, status TEXT, amends TEXT NOT NULL, revokes TEXT NOT NULL,
            amended_by TEXT NOT NULL, revoked_by TEXT NOT NULL, files TEXT NOT NULL,
            regulation_id TEXT REFERENCES regulations(id) ON DELETE SET NULL, UNIQUE (version_id, record_id)
        )
    """)
    db.execute("CREATE INDEX enactments_regulation ON enactments(regulation_id)")
    db.execute(f"""
        CREATE TABLE particulars ({EVIDENCE}
            enactment TEXT NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL, UNIQUE (version_id, record_id)
        )
    """)
    for column in OF_REGULATIONS:
        db.execute(f"ALTER TABLE regulations ADD COLUMN {column}")


def unknown(db: Database) -> set[str]:
    """Steps that the database has taken and this program does not know: it was made by a newer one."""
    with Database(memory=True) as empty:
        known = {step.name for step in MIGRATIONS.pending(empty)}
    return {step.name for step in MIGRATIONS.applied(db)} - known
