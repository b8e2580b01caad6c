"""The public file's tables. Every one of them, and every column, is described in datasette_metadata.json (a test holds it).

`sentence` is the sentence around the evidence and `quote` the evidence itself; both are empty where `withheld` says so.
`start` and `end` are code points of the article's text. Areas are Kemendagri codes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources

from sqlite_utils import Database
from sqlite_utils.db import ForeignKey, Table

from tagih.store.migrations import TOKENIZER

Columns = Mapping[str, type[str] | type[int] | type[float]]


@dataclass(frozen=True, slots=True)
class PublicTable:
    """A table: its columns, its key, which columns point to which table, which are searched, which are sorted or counted by."""

    columns: Columns
    pk: str | tuple[str, ...] = "id"
    points: Mapping[str, str] = field(default_factory=dict)
    search: tuple[str, ...] = ()
    indexes: tuple[str, ...] = ()


IN_DOCUMENT: Columns = {"id": str, "document_id": str}
PLACE: Columns = {"withheld": str, "start": int, "end": int}
EVIDENCE: Columns = {"quote": str, "sentence": str, **PLACE}
SEEN: Columns = {"documents": int, "mentions": int, "first_published": str, "last_published": str}
OFFICE: Columns = {"name": str, "office": str, "organisation": str, "jurisdiction": str, "acting": str}
# What an instrument's own documents say of it; the last four are lists of keys, as JSON.
OWN_RECORD: Columns = {
    **{"status": str, "enacted": str, "promulgated": str, "effective": str, "file_url": str, "page_url": str},
    **{"amends": str, "revokes": str, "amended_by": str, "revoked_by": str},
}
CITATION: Columns = {"type": str, "number": str, "year": int, "jurisdiction": str, "title": str}
# One side of a change: what the record said beside its words, and its evidence.
CHANGED: Columns = {
    **{"value": str, "unit": str, "due": str, "status": str},
    **{"quote": str, "sentence": str, "start": int, "end": int},
}

# In order of making: a table stands after those it points to.
TABLES: Mapping[str, PublicTable] = {
    "about": PublicTable({"key": str, "value": str}, pk="key"),
    "regions": PublicTable(
        {"code": str, "name": str, "level": str, "province": str}, pk="code", points={"province": "regions"}, indexes=("level",)
    ),
    "sources": PublicTable(
        {
            **{"id": str, "outlet": str, "home": str, "jurisdiction": str, "kind": str, "timezone": str, "license": str, "verified": int},
            **{"documents": int, "unread": int, "first_published": str, "last_published": str, "last_fetched": str},
        },
        points={"jurisdiction": "regions"},
    ),
    "source_days": PublicTable(
        {
            **{"source_id": str, "day": str, "state": str, "requests": int, "documents": int, "new": int, "changed": int, "lists": int},
            **{"failed": int, "failures": str, "empty_answers": int, "bytes": int, "characters": int, "usual_characters": int},
        },
        pk=("source_id", "day"),
        points={"source_id": "sources"},
        indexes=("day", "state"),
    ),
    "documents": PublicTable(
        {
            **{"id": str, "source_id": str, "url": str, "title": str, "published": str, "published_day": str, "outlet": str, "kind": str},
            **{
                "language": str,
                "first_seen": str,
                "fetched_at": str,
                "versions": int,
                "revisions": int,
                "gone_since": str,
                "commitments": int,
                "announcement_id": str,
                "announcement_first": int,
            },
            **{"characters": int, "carried_characters": int, "carried": str, "text": str},
        },
        points={"source_id": "sources"},
        search=("title", "carried", "text"),
        indexes=("published_day", "kind", "announcement_id"),
    ),
    "revisions": PublicTable(
        {
            **{"id": str, "document_id": str, "number": int, "seen": str, "seen_before": str, "words_removed": int, "words_added": int},
            **{"edits": int, "declares": str, "notice": str, "diff": str, "withheld": str, "uncompared": int},
        },
        points={"document_id": "documents"},
        indexes=("seen", "declares"),
    ),
    "edits": PublicTable(
        {
            **{"id": str, "document_id": str, "revision_id": str, "kind": str, "declared": str, "seen": str},
            **{f"old_{name}": kind for name, kind in CHANGED.items()},
            **{f"new_{name}": kind for name, kind in CHANGED.items()},
            **{"similarity": float, "withheld": str},
        },
        points={"document_id": "documents", "revision_id": "revisions"},
        search=("old_sentence", "new_sentence"),
        indexes=("kind", "declared", "seen"),
    ),
    "absences": PublicTable(
        {"document_id": str, "first_missing": str, "last_seen": str, "back": str, "sign": str},
        pk=("document_id", "first_missing"),
        points={"document_id": "documents"},
        indexes=("first_missing", "sign"),
    ),
    "officials": PublicTable(
        {"id": str, **OFFICE, **SEEN},
        points={"jurisdiction": "regions"},
        search=("name", "office", "organisation"),
        indexes=("office", "mentions"),
    ),
    "official_mentions": PublicTable(
        {**IN_DOCUMENT, "official_id": str, **OFFICE, "start": int, "end": int},
        points={"document_id": "documents", "official_id": "officials", "jurisdiction": "regions"},
        indexes=("office",),
    ),
    "regulations": PublicTable(
        {"id": str, "label": str, **CITATION, **OWN_RECORD, **SEEN},
        points={"jurisdiction": "regions"},
        search=("label", "title"),
        indexes=("type", "year", "status", "mentions"),
    ),
    "particulars": PublicTable(
        {**IN_DOCUMENT, "regulation_id": str, "field": str, "value": str, "other_regulation_id": str, **EVIDENCE},
        points={"document_id": "documents", "regulation_id": "regulations", "other_regulation_id": "regulations"},
        indexes=("field",),
    ),
    "regulation_mentions": PublicTable(
        {**IN_DOCUMENT, "label": str, "regulation_id": str, **CITATION, "inferred": str, **EVIDENCE},
        points={"document_id": "documents", "regulation_id": "regulations", "jurisdiction": "regions"},
        indexes=("type",),
    ),
    "figures": PublicTable(
        {
            **IN_DOCUMENT,
            **{"label": str, "value": str, "value_number": float, "value_high": str, "value_high_number": float},
            **{"unit": str, "qualifier": str, "role": str, "period": str},
            **EVIDENCE,
        },
        points={"document_id": "documents"},
        indexes=("unit", "role", "qualifier", "value_number"),
    ),
    "targets": PublicTable(
        {
            **IN_DOCUMENT,
            **{"figure_id": str, "indicator": str, "value": str, "value_number": float, "unit": str, "jurisdiction": str, "due": str},
            **EVIDENCE,
        },
        points={"document_id": "documents", "figure_id": "figures", "jurisdiction": "regions"},
        search=("indicator", "sentence"),
        indexes=("due", "unit"),
    ),
    "commitments": PublicTable(
        {
            **IN_DOCUMENT,
            **{"seq": int, "actor": str, "official_id": str, "status": str, "jurisdiction": str, "due": str, "checkable": int},
            **{"beneficiaries": str, "programmes": str, "topics": str, "first_seen": str, "published_day": str},
            **EVIDENCE,
        },
        points={"document_id": "documents", "official_id": "officials", "jurisdiction": "regions"},
        search=("actor", "sentence"),
        indexes=("seq", "status", "due", "checkable", "first_seen", "published_day"),
    ),
    "statements": PublicTable(
        {**IN_DOCUMENT, "attributed_to": str, "role": str, "official_id": str, "speech": str, "quote": str, **PLACE},
        points={"document_id": "documents", "official_id": "officials"},
        search=("attributed_to", "quote"),
        indexes=("speech", "role"),
    ),
    "commitment_figures": PublicTable(
        {"commitment_id": str, "figure_id": str},
        pk=("commitment_id", "figure_id"),
        points={"commitment_id": "commitments", "figure_id": "figures"},
    ),
    "commitment_targets": PublicTable(
        {"commitment_id": str, "target_id": str},
        pk=("commitment_id", "target_id"),
        points={"commitment_id": "commitments", "target_id": "targets"},
    ),
    "commitment_regulations": PublicTable(
        {"commitment_id": str, "mention_id": str},
        pk=("commitment_id", "mention_id"),
        points={"commitment_id": "commitments", "mention_id": "regulation_mentions"},
    ),
    "unresolved": PublicTable(
        {"source_id": str, "kind": str, "field": str, "reason": str, "records": int, "documents": int},
        pk=("source_id", "kind", "field", "reason"),
        points={"source_id": "sources"},
    ),
    "removals": PublicTable(
        {
            **{"id": str, "day": str, "scope": str, "host": str, "address": str, "asked_by": str, "reason": str},
            **{"documents": int, "digest": str},
        },
        indexes=("day", "asked_by"),
    ),
    "failures": PublicTable({"source_id": str, "reason": str, "pages": int}, pk=("source_id", "reason"), points={"source_id": "sources"}),
}


def make_tables(db: Database) -> None:
    """Every table, empty."""
    for name, table in TABLES.items():
        keys = [ForeignKey(name, column, other, "code" if other == "regions" else "id") for column, other in table.points.items()]
        db.create_table(name, dict(table.columns), pk=table.pk, foreign_keys=keys)


def make_indexes(db: Database) -> None:
    """Indexes for every pointer and every column that is sorted or counted by."""
    for name, table in TABLES.items():
        keys = table.pk if isinstance(table.pk, tuple) else (table.pk,)
        for column in dict.fromkeys((*table.points, *table.indexes)):
            if column != keys[0]:
                _table(db, name).create_index([column])


def make_search(db: Database) -> None:
    """Full-text search over what is carried. Row numbers must not change after this."""
    for name, table in TABLES.items():
        if table.search:
            _table(db, name).enable_fts(table.search, tokenize=TOKENIZER)
            _table(db, name).optimize()


def make_views(db: Database) -> None:
    """One view for each question, from views/*.sql; the file's name is the view's."""
    for name, sql in views().items():
        db.create_view(name, sql)


def views() -> dict[str, str]:
    """View -> its SELECT."""
    folder = resources.files(__package__).joinpath("views")
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".sql")), key=lambda f: f.name)
    return {f.name.removesuffix(".sql"): f.read_text(encoding="utf-8").strip().rstrip(";") for f in files}


def _table(db: Database, name: str) -> Table:
    table = db[name]
    assert isinstance(table, Table)
    return table
