"""A stored document under another address: a copy (AMP, mobile, print) stood for a page that could not be had, and now the page came."""

from __future__ import annotations

import sqlite3

from tagih.records.addresses import Addresses, address_key
from tagih.records.ids import document_id
from tagih.store.model import PageMeta
from tagih.store.removing import Schema, remove_documents


def take_over(conn: sqlite3.Connection, page: PageMeta) -> None:
    """Let the document of one of the page's copies become the page's own. Inside the transaction in which the page is stored.

    All that hangs on a document goes with it: its versions, the numbers of its commitments, so that nobody is told of them twice. A
    text that differs is no change of the publisher's. Where the page is stored already, the copy's document goes.
    """
    own = document_id(page.url)
    for copy in page.copies:
        id_ = document_id(copy)
        if not _is_stored(conn, id_):
            continue
        if _is_stored(conn, own):
            remove_documents(conn, Addresses([address_key(copy) or copy]))
            continue
        conn.execute("PRAGMA defer_foreign_keys = ON")
        conn.execute("DELETE FROM failures WHERE document_id = ?", [id_])
        conn.execute("UPDATE documents SET id = ?, url = ? WHERE id = ?", [own, page.url, id_])
        for pointer in Schema(conn).pointers["documents"]:
            (column,) = pointer.columns
            conn.execute(f'UPDATE "{pointer.table}" SET "{column}" = ? WHERE "{column}" = ?', [own, id_])
        # As `saving` tells that the publisher changed nothing: by the same bytes.
        conn.execute("UPDATE document_versions SET content_digest = ? WHERE document_id = ? AND current", [page.content_digest, own])


def _is_stored(conn: sqlite3.Connection, id_: str) -> bool:
    return conn.execute("SELECT 1 FROM documents WHERE id = ?", [id_]).fetchone() is not None
