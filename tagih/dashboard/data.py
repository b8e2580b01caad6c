"""What the front page and the feed ask of the published file, through its views."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from datasette.utils import escape_fts

PUBLIC = "public"  # the database's name in Datasette: the stem of data/public.db

# The order of the front page's counters.
COUNTED = ("commitments", "targets", "figures", "regulations", "officials", "documents")


@dataclass(frozen=True, slots=True)
class Latest:
    """A commitment as the front page and the feed show it. `quote` is its sentence."""

    id: str
    actor: str
    status: str
    area: str | None
    due: str | None
    quote: str
    topics: tuple[str, ...]
    title: str | None
    url: str
    outlet: str
    published: str | None
    first_seen: str


async def latest_commitments(
    datasette: Any, limit: int, *, region: str | None = None, topic: str | None = None, words: str | None = None, by: str = "first_seen"
) -> list[Latest]:
    """The newest commitments whose sentence is carried. `region` is a code: a province holds its regencies and cities."""
    where, values = ["sentence IS NOT NULL"], dict[str, Any](limit=limit)
    if region:
        where.append("(jurisdiction = :region OR jurisdiction LIKE :region || '.%')")
        values["region"] = region
    if topic:
        where.append("EXISTS (SELECT 1 FROM json_each(topics) WHERE value = :topic)")
        values["topic"] = topic
    if words:
        where.append(
            "commitment_id IN (SELECT id FROM commitments WHERE rowid IN"
            " (SELECT rowid FROM commitments_fts WHERE commitments_fts MATCH :words))"
        )
        values["words"] = escape_fts(words)
    newest = {"first_seen": "first_seen DESC, published DESC", "published": "published DESC, first_seen DESC"}[by]
    sql = f"SELECT * FROM commitments_with_evidence WHERE {' AND '.join(where)} ORDER BY {newest}, commitment_id LIMIT :limit"
    return [
        Latest(
            id=r["commitment_id"],
            actor=r["actor"],
            status=r["status"],
            area=r["region"],
            due=r["due"],
            quote=r["sentence"],
            topics=tuple(json.loads(r["topics"])),
            title=r["document_title"],
            url=r["document_url"],
            outlet=r["outlet"],
            published=r["published"],
            first_seen=r["first_seen"],
        )
        for r in await rows(datasette, sql, values)
    ]


async def counts(datasette: Any) -> list[dict[str, Any]]:
    """Rows of the tables that the front page counts."""
    tables = await datasette.get_database(PUBLIC).table_counts(1000)
    return [{"name": name, "rows": tables[name]} for name in COUNTED]


async def sources(datasette: Any) -> list[dict[str, Any]]:
    """Each source with what it gave."""
    return await rows(datasette, "SELECT * FROM sources_and_what_they_gave ORDER BY documents DESC, outlet", {})


async def views(datasette: Any) -> list[dict[str, str]]:
    """The file's views with the titles that the metadata gives them."""
    described = (datasette.metadata("databases") or {}).get(PUBLIC, {}).get("tables", {})
    names = await datasette.get_database(PUBLIC).view_names()
    return [{"name": name, "title": described.get(name, {}).get("title") or name} for name in names]


async def rows(datasette: Any, sql: str, values: dict[str, Any]) -> list[dict[str, Any]]:
    """Rows of the published file by column."""
    result = await datasette.get_database(PUBLIC).execute(sql, values)
    return [dict(row) for row in result.rows]
