"""Alerts about pages that were removed on request: those that wait are not sent, those that were sent are not kept."""

from __future__ import annotations

from pathlib import Path

from tagih.alerts.outbox import Outbox
from tagih.records.addresses import Addresses
from tagih.store.guard import guard
from tagih.store.removing import Schema, scrub


def purge(alerts_db: Path, addresses: Addresses) -> int:
    """Delete every item that quotes one of these pages, sent or not; how many. What shares a message with one is still sent."""
    with Outbox.open(alerts_db) as outbox:
        conn = outbox.conn
        with outbox.write():
            conn.execute("CREATE TEMP TABLE going (id INTEGER PRIMARY KEY)")
            rows = [(id_,) for id_, url in conn.execute("SELECT id, url FROM events WHERE url IS NOT NULL").fetchall() if url in addresses]
            conn.executemany("INSERT INTO going VALUES (?)", rows)
            messages = conn.execute(
                "SELECT DISTINCT message_id FROM outbox WHERE message_id IS NOT NULL AND event_id IN (SELECT id FROM going)"
            ).fetchall()
            Schema(conn).delete(conn, "events", "id IN (SELECT id FROM going)")
            conn.execute("DROP TABLE going")
            conn.executemany("UPDATE messages SET error = NULL WHERE id = ?", messages)  # a server's complaint may quote what it refused
            conn.executemany(
                "UPDATE messages SET state = 'cancelled' WHERE id = ? AND state IN ('waiting', 'leased')"
                " AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.message_id = messages.id)",
                messages,
            )
    return len(rows)


def scrub_alerts(alerts_db: Path) -> None:
    """Rewrite the database, so that nothing deleted is left in it."""
    with Outbox.open(alerts_db) as outbox, guard(alerts_db):
        scrub(outbox.conn)
