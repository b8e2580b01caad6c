"""Working database -> public file: built beside the old one, checked, and swapped in whole.

The public file says nothing that depends on the clock: the same working database gives the same bytes.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from tagih import __version__
from tagih.records import StoreError
from tagih.store.coverage import PUBLIC_DAYS
from tagih.store.database import Store
from tagih.store.guard import guard
from tagih.store.privacy import Masker
from tagih.store.public import TABLES, make_indexes, make_search, make_tables, make_views
from tagih.store.publishing_rows import Row, document_rows
from tagih.store.revisions import history
from tagih.store.unlisted import hide_unlisted

OPEN = "open"  # a source's license that lets whole texts be published
STALE_S = 24 * 3600  # an unfinished file this old belongs to nobody any more


@dataclass(frozen=True, slots=True)
class PublishSummary:
    """The public file, its rows by table, and how many pieces of evidence were withheld, by reason."""

    path: Path
    rows: dict[str, int]
    withheld: dict[str, int]


def publish(working: Path, out: Path) -> PublishSummary:
    """Build the public file from the working database and put it in the place of `out` in one step.

    Raises StoreError, with `out` as it was, where either cannot be read or written. A reader that has the old file
    open keeps it until it opens the new one.
    """
    if working.resolve() == out.resolve():
        raise StoreError("this is the working database", where=str(out), remedy="Name another file to publish to.")
    with Store.open(working, create=False) as store, guard(out):
        out.parent.mkdir(parents=True, exist_ok=True)
        with _unfinished(out) as path:
            rows, withheld = _build(store, path)
            _sync(path)
            path.replace(out)
            _sync(out.parent)
    return PublishSummary(out, rows, withheld)


@contextlib.contextmanager
def _unfinished(out: Path) -> Iterator[Path]:
    """A file beside `out` to build in; gone afterwards unless it was moved. Sweeps what a killed run left."""
    prefix, suffix = f".{out.name}-", ".unfinished"
    for left in out.parent.glob(f"{prefix}*{suffix}*"):
        if time.time() - left.stat().st_mtime > STALE_S:
            left.unlink(missing_ok=True)
    handle, name = tempfile.mkstemp(prefix=prefix, suffix=suffix, dir=out.parent)
    os.close(handle)
    path = Path(name)
    try:
        path.chmod(0o644)
        yield path
    finally:
        path.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _build(store: Store, path: Path) -> tuple[dict[str, int], dict[str, int]]:
    db = Database(sqlite3.connect(path))
    try:
        # Nobody reads this file before it is whole, and a killed build is thrown away.
        db.conn.execute("PRAGMA journal_mode = OFF")
        db.conn.execute("PRAGMA synchronous = OFF")
        db.conn.execute("BEGIN")
        make_tables(db)
        with store.snapshot():
            withheld = _fill(store, db.conn)
        make_indexes(db)
        db.conn.execute("COMMIT")
        db.conn.execute("VACUUM")
        make_search(db)
        make_views(db)
        if broken := db.conn.execute("PRAGMA foreign_key_check").fetchone():
            raise StoreError(f"a row of {broken[0]} points to nothing in {broken[2]}", where=str(path), remedy="Report it.")
        rows = {name: int(db.conn.execute(f"SELECT count(*) FROM {name}").fetchone()[0]) for name in TABLES}
    finally:
        db.close()
    return rows, withheld


def _fill(store: Store, to: sqlite3.Connection) -> dict[str, int]:
    masker = Masker.read(store.conn)
    hide_unlisted(store.conn)
    for name, sql in WHOLE.items():
        # A decree about one person may carry the name in its title.
        _insert(
            to,
            name,
            (row | {"title": masker.mask(row["title"])} if "title" in row else row for row in _dicts(name, store.conn.execute(sql))),
        )
    for name in COUNTED:
        _insert(to, name, _dicts(name, _counted(store.conn, name)))
    licenses = dict(store.conn.execute("SELECT id, license FROM sources").fetchall())
    withheld: Counter[str] = Counter()
    for stored in store.documents():
        past = history(store, stored.extraction.document.id)
        for name, rows in document_rows(stored, whole=licenses[stored.source] == OPEN, masker=masker, history=past).items():
            _insert(to, name, rows)
            withheld.update(row["withheld"] for row in rows if row.get("withheld"))
    _insert(to, "about", _dicts("about", _about(store.conn)))
    return dict(withheld)


def _dicts(name: str, rows: Iterable[Sequence[Any]]) -> Iterator[Row]:
    return (dict(zip(TABLES[name].columns, row, strict=True)) for row in rows)


def _insert(to: sqlite3.Connection, name: str, rows: Iterable[Row]) -> None:
    columns = list(TABLES[name].columns)
    to.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(columns))})", ([row[c] for c in columns] for row in rows))


QUOTED = re.compile("""["'“‘][^"'“”‘’]*["'”’]""")


def _bare(reason: str) -> str:
    """A reason without what it quotes of a page, and without what follows a colon or an unclosed quotation mark."""
    bare = re.split("""["'“‘:]""", QUOTED.sub("…", reason), maxsplit=1)[0]
    return bare.strip() or "…"


def _counted(conn: sqlite3.Connection, name: str) -> list[tuple[Any, ...]]:
    """Counts of what was not understood or not read, by source; reasons only, no words of a page."""
    counts: dict[tuple[str, ...], list[int]] = {}
    for *keys, reason, records, documents in conn.execute(COUNTED[name]):
        row = counts.setdefault((*keys, _bare(reason)), [0, 0])
        row[0] += records
        row[1] += documents
    return [(*key, *(both if name == "unresolved" else both[:1])) for key, both in sorted(counts.items())]


def _about(conn: sqlite3.Connection) -> list[tuple[str, str]]:
    def one(sql: str) -> Any:
        row = conn.execute(sql).fetchone()
        return row[0] if row else None

    versions = one(
        "SELECT versions FROM extraction_runs r JOIN document_versions v ON v.run_id = r.id AND v.current ORDER BY r.id DESC LIMIT 1"
    )
    return [
        ("data_until", one("SELECT max(fetched_at) FROM document_versions") or ""),
        ("documents", str(one("SELECT count(*) FROM documents"))),
        ("rules", json.dumps(json.loads(versions)) if versions else ""),
        ("sources", str(one("SELECT count(*) FROM sources"))),
        ("tagih_version", __version__),
    ]


DAY = "CASE WHEN length(v.published) >= 10 THEN substr(v.published, 1, 10) ELSE v.published END"
SEEN = f"count(DISTINCT v.document_id), count(m.id), min({DAY}), max({DAY})"
CURRENT = "JOIN document_versions v ON v.id = m.version_id AND v.current"

# Tables whose rows the working database gives as they are. Columns in the public table's order.
WHOLE = {
    "regions": "SELECT code, name, level, province FROM regions ORDER BY code",
    "sources": f"""
        SELECT s.id, s.outlet, s.home, s.jurisdiction, s.kind, s.timezone, s.license, s.verified, count(d.id),
            (SELECT count(*) FROM failures f WHERE f.source_id = s.id), min({DAY}), max({DAY}), max(v.fetched_at)
        FROM sources s LEFT JOIN documents d ON d.source_id = s.id LEFT JOIN document_versions v ON v.document_id = d.id AND v.current
        GROUP BY s.id ORDER BY s.id
    """,
    "source_days": PUBLIC_DAYS,
    "removals": """
        SELECT id, day, scope, host, iif(shown, asked, NULL), asked_by, reason, documents, digest FROM removals ORDER BY day, id
    """,
    "absences": "SELECT document_id, first_missing, last_seen, back, sign FROM absences ORDER BY document_id, first_missing",
    "officials": f"""
        SELECT o.id, o.name, o.office, o.organisation, o.jurisdiction, o.acting, {SEEN}
        FROM officials o JOIN official_mentions m ON m.official_id = o.id {CURRENT} GROUP BY o.id ORDER BY o.id
    """,
    "regulations": f"""
        SELECT r.id, r.label, r.type, r.number, r.year, r.jurisdiction, r.title, r.status, r.enacted, r.promulgated, r.effective,
            r.file_url, r.page_url, r.amends, r.revokes, r.amended_by, r.revoked_by, {SEEN}
        FROM regulations r LEFT JOIN (regulation_mentions m {CURRENT}) ON m.regulation_id = r.id GROUP BY r.id ORDER BY r.id
    """,
}
COUNTED = {
    "unresolved": f"""
        SELECT d.source_id, m.kind, m.field, m.reason, count(*), count(DISTINCT d.id)
        FROM unresolved m {CURRENT} JOIN documents d ON d.id = v.document_id GROUP BY 1, 2, 3, 4
    """,
    "failures": "SELECT source_id, what, count(*), count(*) FROM failures GROUP BY 1, 2",
}
