"""Pages taken out of a database for good: their rows and all that hangs on them, the bytes of these, and the mark that they never return.

Nothing here names the tables that hang on a page: foreign keys tell which do, and columns called `url` or `document_id`.
The same code serves the working database and the crawl ledger, which both keep what was removed (`removals`, `removed_addresses`).
"""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Literal
from urllib.parse import unquote

from tagih.records import PageError, StoreError
from tagih.records.addresses import Addresses, address_key, hosts_of
from tagih.records.ids import document_id

Scope = Literal["page", "host"]
AskedBy = Literal["publisher", "person", "law"]

KEPT = frozenset({"removals", "removed_addresses"})  # what remembers a removal is no part of what it removes
BUSY_S = 10.0  # how long a reader that stands in the way of the last step is waited for


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """One removal. `asked` is the key (`addresses.address_key`) of what was asked for; `host` its host as readers may see it.

    `shown`: readers may see `asked` itself. `documents` were stored. `done`: no step is left. A new one has a number and a salt of its own.
    """

    scope: Scope
    asked: str
    host: str
    asked_by: AskedBy
    reason: str
    day: str
    shown: bool
    documents: int
    done: bool = False
    id: str = field(default_factory=lambda: secrets.token_hex(4))
    salt: str = field(default_factory=lambda: secrets.token_hex(16))

    @property
    def digest(self) -> str:
        """SHA-256 of "salt asked": whoever is given the salt can prove which address this line is about, nobody else can find it out
        by trying addresses."""
        return hashlib.sha256(f"{self.salt} {self.asked}".encode()).hexdigest()


_FIELDS = tuple(f.name for f in fields(Removal))
_COLUMNS = (*_FIELDS, "digest")


def removals(conn: sqlite3.Connection) -> dict[Removal, frozenset[str]]:
    """What was removed, by day: each with the keys of all its addresses."""
    rows = conn.execute(f"SELECT {', '.join(_FIELDS)} FROM removals ORDER BY day, id").fetchall()
    keys: dict[str, set[str]] = {}
    for removal, address in conn.execute("SELECT removal, address FROM removed_addresses"):
        keys.setdefault(removal, set()).add(address)
    made = (Removal(**dict(zip(_FIELDS, row, strict=True))) for row in rows)
    return {replace(r, shown=bool(r.shown), done=bool(r.done)): frozenset(keys.get(r.id, ())) for r in made}


def put_removal(conn: sqlite3.Connection, removal: Removal, keys: Iterable[str]) -> None:
    """Write a removal down, or its newer state, with all its addresses. Inside a transaction."""
    values = [getattr(removal, name) for name in _COLUMNS]
    news = ", ".join(f"{name} = excluded.{name}" for name in ("documents", "done"))
    conn.execute(
        f"INSERT INTO removals ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(values))}) ON CONFLICT (id) DO UPDATE SET {news}",
        values,
    )
    conn.executemany("INSERT OR IGNORE INTO removed_addresses VALUES (?, ?)", [(key, removal.id) for key in sorted(keys)])


def removed(conn: sqlite3.Connection) -> Addresses:
    """Everything that must not come back."""
    return Addresses(row[0] for row in conn.execute("SELECT address FROM removed_addresses"))


def is_removed(conn: sqlite3.Connection, url: str) -> bool:
    """Whether a canonical address must not come back."""
    key = address_key(url)
    if key is None:
        return False
    names = [key, *hosts_of(key)]
    marks = ", ".join("?" * len(names))
    return conn.execute(f"SELECT 1 FROM removed_addresses WHERE address IN ({marks}) LIMIT 1", names).fetchone() is not None


class RemovedError(PageError):
    """A page that was removed on request."""


def refuse(conn: sqlite3.Connection, url: str) -> None:
    """Raises RemovedError where a canonical address must not come back."""
    if is_removed(conn, url):
        raise RemovedError("was removed on request, and is not read again", where=url, remedy="Leave it: `tagih forget --list` says why.")


# --- what hangs on what ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Pointer:
    """A foreign key of `table`: `columns` point to `to` of another table; `on_delete` as SQLite writes it."""

    table: str
    columns: tuple[str, ...]
    to: tuple[str, ...]
    on_delete: str


class Schema:
    """A database's ordinary tables: their columns, keys, and which points to which."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        listed = conn.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'"
        ).fetchall()
        self.search = [name for name, sql in listed if "USING FTS5" in (sql or "").upper()]
        shadows = {f"{name}_{part}" for name in self.search for part in ("data", "idx", "content", "docsize", "config")}
        names = [name for name, _ in listed if name not in {*self.search, *shadows} and not name.startswith("_sqlite")]
        info = {name: conn.execute(f'PRAGMA table_info("{name}")').fetchall() for name in names}
        self.columns = {name: [row[1] for row in rows] for name, rows in info.items()}
        self._not_null = {(name, row[1]) for name, rows in info.items() for row in rows if row[3] or row[5]}
        self._keys = {name: [row[1] for row in sorted(rows, key=lambda r: r[5]) if row[5]] for name, rows in info.items()}
        self.pointers: dict[str, list[_Pointer]] = {}
        for name in names:
            found: dict[int, list[tuple[int, str, str, str | None, str]]] = {}
            for number, seq, table, column, to, _, on_delete, _ in conn.execute(f'PRAGMA foreign_key_list("{name}")').fetchall():
                found.setdefault(number, []).append((seq, column, table, to, on_delete))
            for parts in found.values():
                parts.sort()
                to = tuple(p[3] or k for p, k in zip(parts, self._keys[parts[0][2]], strict=False))
                self.pointers.setdefault(parts[0][2], []).append(_Pointer(name, tuple(p[1] for p in parts), to, parts[0][4]))

    def nullable(self, pointer: _Pointer) -> bool:
        return all((pointer.table, c) not in self._not_null for c in pointer.columns)

    def reaches(self, table: str, column: str, goal: str, seen: frozenset[str] = frozenset()) -> bool:
        """Whether a column points, over however many tables, to `goal`."""
        for other, pointers in self.pointers.items():
            for p in pointers:
                if p.table == table and column in p.columns:
                    if other == goal:
                        return True
                    if other not in seen and any(self.reaches(other, c, goal, seen | {table}) for c in self.columns[other]):
                        return True
        return False

    def delete(self, conn: sqlite3.Connection, table: str, where: str, values: Iterable[object] = ()) -> None:
        """Delete rows and all that points to them; a pointer that may be empty is emptied. Inside a transaction."""
        values = list(values)
        for p in self.pointers.get(table, ()):
            one = len(p.columns) == 1
            ours, theirs = (", ".join(f'"{c}"' for c in cs) for cs in (p.columns, p.to))
            inside = f'{ours if one else f"({ours})"} IN (SELECT {theirs} FROM "{table}" WHERE {where})'
            if p.on_delete != "CASCADE" and self.nullable(p):
                conn.execute(
                    f'UPDATE "{p.table}" SET {", ".join(f"{chr(34)}{c}{chr(34)} = NULL" for c in p.columns)} WHERE {inside}', values
                )
            elif p.table != table:
                self.delete(conn, p.table, inside, values)
        conn.execute(f'DELETE FROM "{table}" WHERE {where}', values)


# --- out of the working database ---------------------------------------------------------------------------------------

PAGE_COLUMNS = ("url", "document_id")  # a table that has one of these is about pages, whether or not it points to `documents`


def documents_at(conn: sqlite3.Connection, addresses: Addresses) -> dict[str, str]:
    """Id -> address of the stored documents (and of pages that could not be read) that lie at these addresses."""
    found: dict[str, str] = {}
    for table, column in (("documents", "id"), ("failures", "document_id")):
        found |= {id_: url for id_, url in conn.execute(f"SELECT {column}, url FROM {table}") if url in addresses}
    return found


def names_in(conn: sqlite3.Connection, ids: Iterable[str]) -> set[str]:
    """Names of people without office that stand in these documents."""
    found: set[str] = set()
    for id_ in ids:
        for (names,) in conn.execute("SELECT private_people FROM document_versions WHERE document_id = ?", [id_]):
            found.update(json.loads(names))
    return found


def same_text(conn: sqlite3.Connection, ids: Iterable[str]) -> list[str]:
    """Addresses of other documents that carry the same text as one of these: copies that stay."""
    ids = set(ids)
    found = set()
    for id_ in ids:
        for other, url in conn.execute(
            "SELECT d.id, d.url FROM document_versions v JOIN document_versions o ON o.text_digest = v.text_digest"
            " JOIN documents d ON d.id = o.document_id WHERE v.document_id = ?",
            [id_],
        ):
            if other not in ids:
                found.add(url)
    return sorted(found)


def same_instrument(conn: sqlite3.Connection, ids: Iterable[str]) -> list[str]:
    """Addresses of other documents that are the instrument of one of these: the file that its portal's page links, or the page that
    links the file. They stay."""
    ids, found = set(ids), set[str]()
    of_key = {
        _unescaped(url): (id_, url)
        for id_, url in conn.execute("SELECT id, url FROM documents UNION SELECT document_id, url FROM failures")
    }
    going = {key for key, (id_, _) in of_key.items() if id_ in ids}
    for id_, url, files in conn.execute(
        "SELECT DISTINCT d.id, d.url, e.files FROM enactments e JOIN document_versions v ON v.id = e.version_id JOIN documents d"
        " ON d.id = v.document_id WHERE e.files <> '[]'"
    ):
        linked = {_unescaped(address) for address in json.loads(files)}
        if id_ in ids:
            found.update(of_key[key][1] for key in linked - going if key in of_key)
        elif linked & going:
            found.add(url)
    return sorted(found)


def _unescaped(url: str) -> str:
    return unquote(address_key(url) or url)


def remove_documents(conn: sqlite3.Connection, addresses: Addresses) -> int:
    """Delete all that the working database knows of these addresses; how many documents that were. Inside a transaction."""
    schema = Schema(conn)
    conn.execute("CREATE TEMP TABLE IF NOT EXISTS going (id TEXT PRIMARY KEY, url TEXT)")
    conn.execute("DELETE FROM going")
    for table, names in schema.columns.items():
        for url in _urls(conn, table) if "url" in names and table not in KEPT else ():
            if url in addresses:
                conn.execute("INSERT OR IGNORE INTO going VALUES (?, ?)", [document_id(url), url])
    conn.execute("INSERT OR IGNORE INTO going SELECT id, url FROM documents WHERE url IN (SELECT url FROM going)")
    count = int(conn.execute("SELECT count(*) FROM documents WHERE id IN (SELECT id FROM going)").fetchone()[0])
    schema.delete(conn, "documents", "id IN (SELECT id FROM going)")
    for table, names in schema.columns.items():
        for column in set(PAGE_COLUMNS) & set(names) if table not in KEPT else ():
            schema.delete(conn, table, f'"{column}" IN (SELECT {"url" if column == "url" else "id"} FROM going)')
    conn.execute("DROP TABLE going")
    return count


def _urls(conn: sqlite3.Connection, table: str) -> Iterator[str]:
    return (row[0] for row in conn.execute(f'SELECT DISTINCT url FROM "{table}" WHERE url IS NOT NULL').fetchall())


def move_records(conn: sqlite3.Connection, old: str, new: str | None, offsets: Mapping[int, int]) -> None:
    """An archive file was written anew: let every place in it point into the new file (None: nothing is left of it). Inside a transaction."""
    for table, names in Schema(conn).columns.items():
        if {"archive_file", "archive_offset"} <= set(names):
            move_places(conn, table, ("archive_file", "archive_offset"), old, new, offsets)


def move_places(
    conn: sqlite3.Connection, table: str, columns: tuple[str, str], old: str, new: str | None, offsets: Mapping[int, int]
) -> None:
    """As `move_records`, for one table's columns of file and offset. A place whose record is gone is emptied."""
    file, offset = columns
    conn.execute("CREATE TEMP TABLE moves (old INTEGER PRIMARY KEY, new INTEGER NOT NULL)")
    conn.executemany("INSERT INTO moves VALUES (?, ?)", offsets.items())
    conn.execute(
        f'UPDATE "{table}" SET "{file}" = iif("{offset}" IN (SELECT old FROM moves), ?, NULL),'
        f' "{offset}" = (SELECT m.new FROM moves m WHERE m.old = "{table}"."{offset}") WHERE "{file}" = ?',
        [new, old],
    )
    conn.execute("DROP TABLE moves")


def scrub(conn: sqlite3.Connection) -> None:
    """Rewrite the whole file, its search indexes too, so that nothing that was deleted is left in free pages or the write-ahead log.

    Raises StoreError (without a place: the caller's guard adds it) where a reader holds the old pages.
    """
    for name in Schema(conn).search:
        conn.execute("BEGIN IMMEDIATE")
        conn.execute(f'INSERT INTO "{name}"("{name}") VALUES (\'rebuild\')')  # an index keeps deleted words until its parts are merged
        conn.execute("COMMIT")
    conn.execute("PRAGMA secure_delete = ON")
    conn.execute("VACUUM")
    until = time.monotonic() + BUSY_S
    while conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
        if time.monotonic() >= until:
            path = conn.execute("PRAGMA database_list").fetchone()[2]
            raise StoreError(
                "a reader holds what was deleted", where=path, remedy="Stop it (`tagih serve --private`), then run this again."
            )
        time.sleep(0.05)
