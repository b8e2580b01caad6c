"""Documents that are instruments themselves, in SQL: what linking needs to know of them."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from tagih.records.links import EnactmentMention

_PLAIN = ("instrument", "type", "number", "year", "jurisdiction", "title", "enacted", "promulgated", "effective", "status")
_LISTS = ("amends", "revokes", "amended_by", "revoked_by", "files")


def read(conn: sqlite3.Connection) -> tuple[EnactmentMention, ...]:
    """The enactment of every document's current version, by document."""
    columns = ", ".join(f"e.{name}" for name in (*_PLAIN, *_LISTS))
    found = conn.execute(
        f"SELECT e.id, d.id, d.url, v.extractor, {columns} FROM enactments e"
        " JOIN document_versions v ON v.id = e.version_id AND v.current JOIN documents d ON d.id = v.document_id ORDER BY d.id, e.id"
    )
    names = ("mention", "document", "url", "extractor", *_PLAIN, *_LISTS)
    rows: list[dict[str, Any]] = [{n: tuple(json.loads(v)) if n in _LISTS else v for n, v in zip(names, row, strict=True)} for row in found]
    return tuple(EnactmentMention(**row) for row in rows)
