"""Pages that ask not to be listed: kept in the working database as evidence, and as if they were not there for whoever publishes."""

from __future__ import annotations

import sqlite3

from tagih.records.robots import NOINDEX
from tagih.store.removing import Schema


def asks(column: str, directive: str) -> str:
    """SQL that says whether a version's `robots` (words with spaces between) hold a directive."""
    return f"instr(' ' || {column} || ' ', ' {directive} ') > 0"


UNLISTED = f"SELECT document_id FROM document_versions WHERE current AND {asks('robots', NOINDEX)}"


def hide_unlisted(conn: sqlite3.Connection) -> None:
    """Until the end of the transaction, let every query of this connection see the tables without the pages that ask for noindex.

    Views of the same name stand before the tables: a query that is written tomorrow is covered too.
    """
    ids = [row[0] for row in conn.execute(UNLISTED)]
    if not ids:
        return
    conn.execute("CREATE TEMP TABLE unlisted (id TEXT PRIMARY KEY)")
    conn.executemany("INSERT INTO unlisted VALUES (?)", [(id_,) for id_ in ids])
    for table, columns in Schema(conn).columns.items():
        column = "id" if table == "documents" else "document_id"
        if column in columns:
            conn.execute(
                f'CREATE TEMP VIEW "{table}" AS SELECT * FROM main."{table}" WHERE "{column}" NOT IN (SELECT id FROM temp.unlisted)'
            )
