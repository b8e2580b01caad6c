"""One page into the database: which version it is, its records, and the numbers of its commitments.

All of this runs inside the caller's transaction.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from tagih.records import KINDS, Commitment, Extraction, StoreError
from tagih.records.ids import document_id, text_digest
from tagih.store.model import Outcome, PageMeta, utc
from tagih.store.readdressing import take_over
from tagih.store.rows import DOCUMENT_FIELDS, TABLES, columns, document_row, quoted, to_row

Spans = Sequence[tuple[int, int]]


def save(conn: sqlite3.Connection, extraction: Extraction, page: PageMeta, run: int, sentences: Spans) -> Outcome:
    """See `Store.save`."""
    id_ = document_id(page.url)
    take_over(conn, page)
    values = _version_values(extraction, page, run, sentences)
    version, outcome = _compare(conn, id_, values)
    if version is not None and _is_older(conn, version, values):
        version, outcome = _older_version(conn, id_, values)
        if version is None:
            return outcome
        return _put_records(conn, id_, version, extraction, page, outcome)
    conn.execute("DELETE FROM failures WHERE document_id = ?", [id_])
    if version is not None and outcome == "unchanged":
        if _keep(conn, version, values):
            return outcome
    else:
        version = _new_version(conn, id_, page, values)
    return _put_records(conn, id_, version, extraction, page, outcome)


def _put_records(conn: sqlite3.Connection, id_: str, version: int, extraction: Extraction, page: PageMeta, outcome: Outcome) -> Outcome:
    numbers = _numbers(conn, id_, extraction.commitments, page)
    for kind in KINDS:
        names = ("version_id", *columns(kind), *(("seq",) if kind == "commitments" else ()))
        conn.executemany(
            f"INSERT INTO {TABLES[kind]} ({quoted(names)}) VALUES ({', '.join('?' * len(names))})",
            (
                (version, *to_row(kind, r), *((numbers[text_digest(r.text)],) if kind == "commitments" else ()))
                for r in getattr(extraction, kind)
            ),
        )
    return outcome


def known_source(conn: sqlite3.Connection, page: PageMeta) -> str:
    """The page's source. Raises StoreError where nobody has put it in."""
    if not conn.execute("SELECT 1 FROM sources WHERE id = ?", [page.source]).fetchone():
        raise StoreError(f"the source {page.source!r} is unknown", where=page.url, remedy="Write the source's file first.")
    return page.source


def _version_values(extraction: Extraction, page: PageMeta, run: int, sentences: Spans) -> dict[str, Any]:
    return dict(zip(DOCUMENT_FIELDS, document_row(extraction.document), strict=True)) | {
        "text_digest": text_digest(extraction.document.text),
        "sentences": json.dumps([list(s) for s in sentences]),
        "content_digest": page.content_digest,
        "fetched_at": utc(page.fetched_at),
        "archive_file": page.archive_file,
        "archive_offset": page.archive_offset,
        "run_id": run,
        "extraction_digest": _digest(extraction, sentences),
        "robots": " ".join(page.robots),
    }


def _digest(extraction: Extraction, sentences: Spans) -> str:
    """A digest of everything that saving would write for these records."""
    rows = [document_row(extraction.document), *(to_row(kind, r) for kind in KINDS for r in getattr(extraction, kind)), list(sentences)]
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def _compare(conn: sqlite3.Connection, id_: str, values: dict[str, Any]) -> tuple[int | None, Outcome]:
    """The document's current version, and what the page is beside it: another title or text is a change."""
    row = conn.execute("SELECT id, title, text_digest FROM document_versions WHERE document_id = ? AND current", [id_]).fetchone()
    if row is None:
        return None, "new"
    return row[0], "unchanged" if row[1:] == (values["title"], values["text_digest"]) else "changed"


def _keep(conn: sqlite3.Connection, version: int, values: dict[str, Any]) -> bool:
    """Bring a version whose text is the same up to date. True where its records stay as they are; else they are gone."""
    names = ("extraction_digest", "run_id", "content_digest")
    row = conn.execute(f"SELECT {', '.join(names)} FROM document_versions WHERE id = ?", [version]).fetchone()
    if row != tuple(values[n] for n in names):
        conn.execute(f"UPDATE document_versions SET {', '.join(f'{n} = ?' for n in values)} WHERE id = ?", [*values.values(), version])
    if row[0] == values["extraction_digest"]:
        return True
    for table in TABLES.values():
        conn.execute(f"DELETE FROM {table} WHERE version_id = ?", [version])
    return False


def _new_version(conn: sqlite3.Connection, id_: str, page: PageMeta, values: dict[str, Any]) -> int:
    fetched = values["fetched_at"]
    conn.execute(
        "INSERT INTO documents (id, url, source_id, first_seen) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
        [id_, page.url, known_source(conn, page), fetched],
    )
    before = conn.execute("UPDATE document_versions SET current = 0 WHERE document_id = ? AND current RETURNING content_digest", [id_])
    # Newer rules may read another text from the same bytes: that is no change of the publisher's.
    reread = any(digest == values["content_digest"] for (digest,) in before.fetchall())
    return _insert_version(conn, values | {"document_id": id_, "current": 1, "first_seen": fetched, "reread": int(reread)})


def _insert_version(conn: sqlite3.Connection, values: dict[str, Any]) -> int:
    made = conn.execute(
        f"INSERT INTO document_versions ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})", list(values.values())
    )
    return _row_number(made)


def _is_older(conn: sqlite3.Connection, current: int, values: dict[str, Any]) -> bool:
    """Whether a page is a copy from before the current version was first seen: it has come to light late."""
    (first_seen,) = conn.execute("SELECT first_seen FROM document_versions WHERE id = ?", [current]).fetchone()
    return bool(values["fetched_at"] < first_seen)


def _older_version(conn: sqlite3.Connection, id_: str, values: dict[str, Any]) -> tuple[int | None, Outcome]:
    """Put an older copy in its place in time: a version of its own, or the proof that its neighbour stood there sooner or longer."""
    moment = values["fetched_at"]
    names = "id, title, text_digest, fetched_at"
    before = conn.execute(
        f"SELECT {names} FROM document_versions WHERE document_id = ? AND first_seen <= ? ORDER BY first_seen DESC, id DESC LIMIT 1",
        [id_, moment],
    ).fetchone()
    after = conn.execute(
        f"SELECT {names} FROM document_versions WHERE document_id = ? AND first_seen > ? ORDER BY first_seen, id LIMIT 1", [id_, moment]
    ).fetchone()
    same = (values["title"], values["text_digest"])
    if before and before[1:3] == same:
        conn.execute("UPDATE document_versions SET fetched_at = max(fetched_at, ?) WHERE id = ?", [moment, before[0]])
        return None, "unchanged"
    if before and before[3] >= moment:
        return None, "unchanged"  # it stood between two sightings of one version, which cannot be parted
    if after and after[1:3] == same:
        conn.execute("UPDATE document_versions SET first_seen = ? WHERE id = ?", [moment, after[0]])
        return None, "unchanged"
    return _insert_version(conn, values | {"document_id": id_, "current": 0, "first_seen": moment, "reread": 0}), "changed"


def _numbers(conn: sqlite3.Connection, id_: str, commitments: Iterable[Commitment], page: PageMeta) -> dict[str, int]:
    """Quote digest -> lasting number; new numbers for words that this document never had."""
    numbers = {row[0]: row[1] for row in conn.execute("SELECT quote_digest, seq FROM commitment_ledger WHERE document_id = ?", [id_])}
    for digest in dict.fromkeys(text_digest(c.text) for c in commitments):
        if digest not in numbers:
            made = conn.execute(
                "INSERT INTO commitment_ledger (document_id, quote_digest, first_seen, backfilled) VALUES (?, ?, ?, ?)",
                [id_, digest, utc(page.fetched_at), page.backfilled],
            )
            numbers[digest] = _row_number(made)
    return numbers


def _row_number(made: sqlite3.Cursor) -> int:
    assert made.lastrowid is not None
    return made.lastrowid
