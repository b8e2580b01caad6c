"""Linked rows in SQL: reading what linking needs, writing what it says without touching what already is so."""

from __future__ import annotations

import dataclasses
import json
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from tagih.records.links import DocumentText, LinkInputs, Links, OfficialMention, RegulationMention
from tagih.store import enactments

CURRENT = "JOIN document_versions v ON v.id = m.version_id AND v.current JOIN documents d ON d.id = v.document_id"


def _read(conn: sqlite3.Connection, cls: type[Any], sql: str) -> tuple[Any, ...]:
    names = [f.name for f in dataclasses.fields(cls)]
    return tuple(cls(**dict(zip(names, row, strict=True))) for row in conn.execute(sql))


def read(conn: sqlite3.Connection) -> LinkInputs:
    """See `Store.link_inputs`."""
    return LinkInputs(
        officials=_read(
            conn,
            OfficialMention,
            "SELECT m.id, d.id, coalesce(substr(v.published, 1, 10), substr(d.first_seen, 1, 10)), m.name, m.office, m.organisation,"
            f" m.jurisdiction, m.acting FROM official_mentions m {CURRENT} ORDER BY m.id",
        ),
        regulations=_read(
            conn,
            RegulationMention,
            "SELECT m.id, d.id, m.instrument, m.type, m.number, m.year, m.jurisdiction, m.title"
            f" FROM regulation_mentions m {CURRENT} WHERE m.instrument IS NOT NULL ORDER BY m.id",
        ),
        enactments=enactments.read(conn),
        documents=_read(
            conn,
            DocumentText,
            "SELECT d.id, v.text_digest, d.source_id, v.published, d.first_seen"
            " FROM documents d JOIN document_versions v ON v.document_id = d.id AND v.current ORDER BY d.id",
        ),
    )


def write(conn: sqlite3.Connection, links: Links) -> None:
    """See `Store.write_links`. Runs inside the caller's transaction."""
    _upsert(conn, "officials", links.officials)
    _upsert(conn, "regulations", links.regulations)
    _upsert(conn, "announcements", links.announcements)
    _point(conn, "official_mentions", "id", "official_id", links.official_of)
    _point(conn, "regulation_mentions", "id", "regulation_id", links.regulation_of)
    _point(conn, "enactments", "id", "regulation_id", links.enactment_of)
    _point(conn, "documents", "id", "announcement_id", links.announcement_of)
    for table, rows in (("officials", links.officials), ("regulations", links.regulations), ("announcements", links.announcements)):
        kept = {row.id for row in rows}
        gone = [row for row in conn.execute(f"SELECT id FROM {table}") if row[0] not in kept]
        conn.executemany(f"DELETE FROM {table} WHERE id = ?", gone)


def _upsert(conn: sqlite3.Connection, table: str, rows: Iterable[Any]) -> None:
    wanted = [tuple(json.dumps(v) if isinstance(v, tuple) else v for v in dataclasses.astuple(row)) for row in rows]
    if not wanted:
        return
    names = [f.name for f in dataclasses.fields(next(iter(rows)))]
    present = {row[0]: tuple(row) for row in conn.execute(f"SELECT {', '.join(names)} FROM {table}")}
    conn.executemany(
        f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))}) ON CONFLICT (id) DO UPDATE SET "
        + ", ".join(f"{n} = excluded.{n}" for n in names[1:]),
        sorted(row for row in wanted if present.get(row[0]) != row),
    )


def _point(conn: sqlite3.Connection, table: str, key: str, column: str, to: Mapping[Any, str]) -> None:
    present: dict[Any, str | None] = {row[0]: row[1] for row in conn.execute(f"SELECT {key}, {column} FROM {table}")}
    changed = [(to.get(id_), id_) for id_, target in present.items() if to.get(id_) != target]
    conn.executemany(f"UPDATE {table} SET {column} = ? WHERE {key} = ?", changed)
