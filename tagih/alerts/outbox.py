"""The private database of alerts: how far each subscription has looked, what waits for it, what was sent.

`events` are commitments that somebody wanted, each once. `outbox` has one row per subscription and event, under a
unique key. A message is a fixed batch of outbox rows: a second try carries the same items under the same key.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlite_utils import Database, Migrations

from tagih.alerts.message import Item
from tagih.records import StoreError
from tagih.store.guard import guard
from tagih.store.model import utc

MIGRATIONS = Migrations("tagih-alerts")
BUSY_TIMEOUT_S = 30.0
MAX_ITEMS = 50  # in one message: more is no message that anybody reads
LEASE = timedelta(minutes=10)  # far above Apprise's time limits for one delivery
TRIES = 8
FIRST_WAIT = timedelta(minutes=1)  # doubled after every failure: the eighth try comes two hours after the first
ERROR_MAX = 500  # characters kept of why a delivery failed


@MIGRATIONS()
def m001_outbox(db: Database) -> None:
    """Subscriptions, events, messages, outbox."""
    db.executescript("""
        CREATE TABLE subscriptions (id TEXT PRIMARY KEY, since_seq INTEGER NOT NULL, started_at TEXT NOT NULL);
        CREATE TABLE events (
            id INTEGER PRIMARY KEY, identity TEXT NOT NULL UNIQUE, outlet TEXT, headline TEXT, quote TEXT NOT NULL, url TEXT,
            published TEXT, actor TEXT NOT NULL, status TEXT NOT NULL, due TEXT, area TEXT
        );
        CREATE TABLE messages (
            id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, subscription TEXT NOT NULL,
            state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'leased', 'sent', 'dead', 'cancelled')),
            attempts INTEGER NOT NULL DEFAULT 0, next_try TEXT NOT NULL, lease_until TEXT, sent_at TEXT, error TEXT
        );
        CREATE INDEX messages_due ON messages (subscription, state, next_try);
        CREATE TABLE outbox (
            id INTEGER PRIMARY KEY, subscription TEXT NOT NULL, event_id INTEGER NOT NULL REFERENCES events(id),
            message_id INTEGER REFERENCES messages(id), queued_at TEXT NOT NULL, UNIQUE (subscription, event_id)
        );
        CREATE INDEX outbox_waiting ON outbox (subscription) WHERE message_id IS NULL;
    """)


@dataclass(frozen=True, slots=True)
class Leased:
    """A message that this process may deliver now. `key` is the same at every try."""

    id: int
    key: str
    attempts: int
    items: tuple[Item, ...]


class Outbox:
    """The alerts database at `path`. Every method raises StoreError where the machine refuses."""

    def __init__(self, path: Path, db: Database) -> None:
        self.path, self.db, self.conn = path, db, db.conn

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open (or make, readable by its owner alone) the database and bring its schema up to date."""
        with guard(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            db = Database(sqlite3.connect(path, timeout=BUSY_TIMEOUT_S))
            outbox = cls(path, db)
            try:
                outbox._prepare()
            except BaseException:
                db.close()
                raise
            return outbox

    def _prepare(self) -> None:
        self.conn.execute("PRAGMA foreign_keys = ON")
        tables = set(self.db.table_names())
        if tables and MIGRATIONS.migrations_table not in tables:
            raise StoreError("this is no alerts database of Tagih's", where=str(self.path), remedy="Name another file.")
        with Database(memory=True) as empty:
            known = {step.name for step in MIGRATIONS.pending(empty)}
        if newer := {step.name for step in MIGRATIONS.applied(self.db)} - known:
            remedy = "Install the newest Tagih, or name another file."
            raise StoreError(f"it was made by a newer Tagih ({', '.join(sorted(newer))})", where=str(self.path), remedy=remedy)
        if self.db.journal_mode != "wal":
            self.db.enable_wal()
        if MIGRATIONS.pending(self.db):
            with self.write():
                MIGRATIONS.apply(self.db)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.db.close()

    @contextlib.contextmanager
    def write(self) -> Iterator[None]:
        """One transaction: all of it or nothing."""
        with guard(self.path):
            self.conn.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.conn.execute("COMMIT")
            except BaseException:
                self.db.rollback()
                raise

    def looked(self) -> dict[str, int]:
        """Subscription -> the number of the last commitment it has looked at."""
        with guard(self.path):
            return dict(self.conn.execute("SELECT id, since_seq FROM subscriptions"))

    def start(self, subscription: str, seq: int, now: datetime) -> None:
        """A new subscription: what was there before is not for it. Inside `write`."""
        self.conn.execute("INSERT OR IGNORE INTO subscriptions (id, since_seq, started_at) VALUES (?, ?, ?)", [subscription, seq, utc(now)])

    def stop(self, subscription: str) -> None:
        """A subscription that is gone: nothing more is sent, and if it comes back it starts anew. Inside `write`."""
        self.conn.execute("DELETE FROM subscriptions WHERE id = ?", [subscription])
        self.conn.execute("DELETE FROM outbox WHERE subscription = ? AND message_id IS NULL", [subscription])
        self.conn.execute(
            "UPDATE messages SET state = 'cancelled' WHERE subscription = ? AND state IN ('waiting', 'leased')", [subscription]
        )

    def advance(self, subscription: str, seq: int) -> None:
        """Remember how far a subscription has looked. Inside `write`."""
        self.conn.execute("UPDATE subscriptions SET since_seq = ? WHERE id = ?", [seq, subscription])

    def queue(self, subscription: str, item: Item, now: datetime) -> bool:
        """Put an item into a subscription's outbox; False where it was there already. Inside `write`."""
        self.conn.execute(
            "INSERT OR IGNORE INTO events (identity, outlet, headline, quote, url, published, actor, status, due, area)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [item.identity, item.outlet, item.headline, item.quote, item.url, item.published, item.actor, item.status, item.due, item.area],
        )
        done = self.conn.execute(
            "INSERT OR IGNORE INTO outbox (subscription, event_id, queued_at) SELECT ?, id, ? FROM events WHERE identity = ?",
            [subscription, utc(now), item.identity],
        )
        return done.rowcount == 1

    def pack(self, subscription: str, now: datetime) -> None:
        """Make messages of what waits for a subscription, at most MAX_ITEMS in each."""
        while True:
            with self.write():
                rows = self.conn.execute(
                    "SELECT o.id, e.identity FROM outbox o JOIN events e ON e.id = o.event_id WHERE o.subscription = ? AND o.message_id IS NULL"
                    " ORDER BY o.id LIMIT ?",
                    [subscription, MAX_ITEMS],
                ).fetchall()
                if not rows:
                    return
                key = hashlib.sha256("\n".join([subscription, *(identity for _, identity in rows)]).encode()).hexdigest()[:32]
                made = self.conn.execute(
                    "INSERT INTO messages (key, subscription, next_try) VALUES (?, ?, ?) RETURNING id", [key, subscription, utc(now)]
                ).fetchone()
                self.conn.executemany("UPDATE outbox SET message_id = ? WHERE id = ?", [(made[0], id_) for id_, _ in rows])

    def lease(self, subscription: str, now: datetime) -> Leased | None:
        """Take the next message that is due; nobody else gets it until the lease ends. None where nothing is due.

        The try counts from here: a message that kills its sender ends in the dead letters as well.
        """
        moment = utc(now)
        with self.write():
            self.conn.execute(
                "UPDATE messages SET state = 'dead' WHERE subscription = ? AND state = 'leased' AND lease_until <= ? AND attempts >= ?",
                [subscription, moment, TRIES],
            )
            row = self.conn.execute(
                "UPDATE messages SET state = 'leased', lease_until = ?, attempts = attempts + 1 WHERE id = ("
                "SELECT id FROM messages WHERE subscription = ? AND ((state = 'waiting' AND next_try <= ?) OR (state = 'leased' AND lease_until <= ?))"
                " ORDER BY id LIMIT 1) RETURNING id, key, attempts",
                [utc(now + LEASE), subscription, moment, moment],
            ).fetchone()
            return Leased(row[0], row[1], row[2], self._items(row[0])) if row else None

    def _items(self, message: int) -> tuple[Item, ...]:
        rows = self.conn.execute(
            "SELECT e.identity, e.outlet, e.headline, e.quote, e.url, e.published, e.actor, e.status, e.due, e.area"
            " FROM outbox o JOIN events e ON e.id = o.event_id WHERE o.message_id = ? ORDER BY o.id",
            [message],
        )
        names = ("identity", "outlet", "headline", "quote", "url", "published", "actor", "status", "due", "area")
        return tuple(Item(**dict(zip(names, row, strict=True))) for row in rows)

    def sent(self, message: Leased, now: datetime) -> None:
        """The message was delivered."""
        with self.write():
            self.conn.execute("UPDATE messages SET state = 'sent', sent_at = ?, error = NULL WHERE id = ?", [utc(now), message.id])

    def failed(self, message: Leased, why: str, now: datetime) -> bool:
        """The message was not delivered: it waits twice as long as before, or after TRIES tries is a dead letter (True)."""
        dead = message.attempts >= TRIES
        wait = FIRST_WAIT * 2 ** (message.attempts - 1)
        with self.write():
            self.conn.execute(
                "UPDATE messages SET state = ?, next_try = ?, lease_until = NULL, error = ? WHERE id = ? AND state = 'leased'",
                ["dead" if dead else "waiting", utc(now + wait), why[:ERROR_MAX], message.id],
            )
        return dead

    def waiting(self, subscriptions: Sequence[str]) -> int:
        """Outbox rows of these subscriptions that are neither sent nor given up."""
        marks = ", ".join("?" for _ in subscriptions)
        with guard(self.path):
            found = self.conn.execute(
                "SELECT count(*) FROM outbox o LEFT JOIN messages m ON m.id = o.message_id"
                f" WHERE o.subscription IN ({marks}) AND coalesce(m.state, 'waiting') IN ('waiting', 'leased')",
                list(subscriptions),
            ).fetchone()
        return int(found[0])
