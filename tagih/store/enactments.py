"""Documents that are instruments themselves, in SQL: what linking needs to know of them."""

from __future__ import annotations

import sqlite3
from typing import cast

from tagih.records import Enactment
from tagih.records.links import EnactmentMention
from tagih.store.rows import columns, to_record


def read(conn: sqlite3.Connection) -> tuple[EnactmentMention, ...]:
    """The enactment of every document's current version, by document."""
    said = ", ".join(f'e."{name}"' for name in columns("enactments"))
    found = conn.execute(
        f"SELECT e.id, d.id, d.url, v.extractor, {said} FROM enactments e"
        " JOIN document_versions v ON v.id = e.version_id AND v.current JOIN documents d ON d.id = v.document_id ORDER BY d.id, e.id"
    )
    return tuple(
        EnactmentMention(
            mention=mention, document=document, url=url, extractor=extractor, said=cast(Enactment, to_record("enactments", values))
        )
        for mention, document, url, extractor, *values in found
    )
