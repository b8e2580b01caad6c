"""Versions of a document beside each other, and pages that were gone: what comparison needs, what it said, what readers are shown."""

from __future__ import annotations

import dataclasses
import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from tagih.records import Commitment, Extraction, Figure, Statement, Target
from tagih.records.revisions import Edit, Field, Hunk, Notice, Passage, Revision, Terms, VersionText
from tagih.store.database import Store
from tagih.store.guard import guard
from tagih.store.model import utc
from tagih.store.rows import read_extraction, read_records


@dataclass(frozen=True, slots=True)
class Absence:
    """A time in which a page that is a document was not there. Times are ISO 8601 in UTC, to the second.

    `last_seen` is None where the crawl's own record begins later; `back` is None while it is still gone. `sign` is how its host
    said so: "404", "410", "soft_404" (200 with the page for what it does not have) or "redirect" (to its front page).
    """

    url: str
    first_missing: datetime
    last_seen: datetime | None
    back: datetime | None
    sign: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownVersion:
    """A version as publishing needs it: `number` counts a document's versions from 1."""

    id: int
    number: int
    extraction: Extraction
    sentences: tuple[tuple[int, int], ...]
    first_seen: str
    fetched_at: str


def revision_id(document: str, new: ShownVersion) -> str:
    """A revision's id for everyone outside: its document's, and when its version was first read. An older copy that comes to light
    late changes the numbers of versions, not this."""
    return f"{document}-{datetime.fromisoformat(new.first_seen):%Y%m%dT%H%M%SZ}"


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What a document has been through: its material revisions in order, and the versions that they are between.

    `next` leads from each version to what became of it in the next one, material or not.
    """

    revisions: tuple[Revision, ...] = ()
    next: dict[int, Revision] = dataclasses.field(default_factory=dict)
    versions: dict[int, ShownVersion] = dataclasses.field(default_factory=dict)
    gone_since: str | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """A version and the one before it; `state` is what they are compared in (`put_revision` keeps it)."""

    old: VersionText
    new: VersionText
    state: str


def pairs_to_compare(store: Store, rule_version: str) -> Iterator[Pair]:
    """Each version with the one before it, where they were not compared yet as they are now; two in memory at a time."""
    with guard(store.path):
        done = dict(store.conn.execute("SELECT version_id, compared FROM revisions").fetchall())
        due = [(old, new, state) for old, new, state in _pairs(store.conn, rule_version) if done.get(new) != state]
    for old, new, state in due:
        with guard(store.path):
            pair = Pair(_version(store.conn, old), _version(store.conn, new), state)
        yield pair


def _pairs(conn: sqlite3.Connection, rule_version: str) -> list[tuple[int, int, str]]:
    """Versions of a document in the order of time: (the version before, the version, the state that they are compared in).

    A version of which a page is missing (a record of kind `documents` says so) is left out: that the page was had later is no change
    of the publisher's. The state changes where one of the two gets other records or other rules read it, or where the rule that compares is another.
    """
    rows = conn.execute("""
        WITH versions AS (
            SELECT id, run_id, extraction_digest, reread, lag(id) OVER (PARTITION BY document_id ORDER BY first_seen, id) AS previous
            FROM document_versions WHERE document_id IN (SELECT document_id FROM document_versions WHERE NOT current)
              AND NOT EXISTS (SELECT 1 FROM unresolved u WHERE u.version_id = document_versions.id AND u.kind = 'documents')
        )
        SELECT o.id, v.id, o.run_id, o.extraction_digest, v.run_id, v.extraction_digest, v.reread
        FROM versions v JOIN document_versions o ON o.id = v.previous ORDER BY v.id
    """)
    return [(row[0], row[1], json.dumps([rule_version, *row])) for row in rows]


def _version(conn: sqlite3.Connection, id_: int) -> VersionText:
    title, text, run, reread, sentences = conn.execute(
        "SELECT title, text, run_id, reread, sentences FROM document_versions WHERE id = ?", [id_]
    ).fetchone()
    return VersionText(
        id=id_,
        title=title,
        text=text,
        run=run,
        reread=bool(reread),
        sentences=_spans(sentences),
        figures=cast(tuple[Figure, ...], read_records(conn, "figures", id_)),
        targets=cast(tuple[Target, ...], read_records(conn, "targets", id_)),
        commitments=cast(tuple[Commitment, ...], read_records(conn, "commitments", id_)),
        statements=cast(tuple[Statement, ...], read_records(conn, "statements", id_)),
    )


def _spans(text: str) -> tuple[tuple[int, int], ...]:
    return tuple((a, b) for a, b in json.loads(text))


def place_of(store: Store, version: int) -> tuple[str, int] | None:
    """The archive file and offset that a version was read from; None where it was not read from an archive."""
    with guard(store.path):
        row = store.conn.execute("SELECT archive_file, archive_offset FROM document_versions WHERE id = ?", [version]).fetchone()
    return None if row is None or row[0] is None else (row[0], row[1])


def put_revision(store: Store, revision: Revision, *, state: str, rule: str, rule_version: str) -> None:
    """Write what the comparison of a pair said, in one transaction, in the place of what an earlier one said of the same version."""
    notice = revision.notice
    with store.write():
        row: dict[str, Any] = {
            "version_id": revision.new,
            "previous_id": revision.old,
            "cause": revision.cause,
            "material": revision.material,
            "hunks": json.dumps([dataclasses.astuple(h) for h in revision.hunks]),
            "words_removed": revision.words_removed,
            "words_added": revision.words_added,
            "uncompared": revision.uncompared,
            "declares": notice and notice.declares,
            "notice_field": notice and notice.passage.field,
            "notice_start": notice and notice.passage.start,
            "notice_end": notice and notice.passage.end,
            "notice": notice and notice.passage.text,
            "rule": rule,
            "rule_version": rule_version,
            "compared": state,
        }
        store.conn.execute("DELETE FROM revisions WHERE version_id = ?", [revision.new])
        _insert(store.conn, "revisions", [row])
        _insert(
            store.conn,
            "edits",
            (_edit_row(e) | {"version_id": revision.new, "rule": rule, "rule_version": rule_version} for e in revision.edits),
        )


def _insert(conn: sqlite3.Connection, table: str, rows: Iterable[dict[str, Any]]) -> None:
    for row in rows:
        names = ", ".join(f'"{name}"' for name in row)
        conn.execute(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(row))})", list(row.values()))


TERMS = tuple(f.name for f in dataclasses.fields(Terms))


def _edit_row(edit: Edit) -> dict[str, Any]:
    new = edit.new
    return {
        "edit_id": edit.id,
        "kind": edit.kind,
        "record_id": edit.record,
        "field": edit.old.field,
        "text": edit.old.text,
        "start": edit.old.start,
        "end": edit.old.end,
        "new_text": new and new.text,
        "new_start": new and new.start,
        "new_end": new and new.end,
        "similarity": edit.similarity,
        **{f"old_{name}": getattr(edit.old_terms, name) for name in TERMS},
        **{f"new_{name}": getattr(edit.new_terms, name) for name in TERMS},
    }


def put_absences(store: Store, absences: Iterable[Absence]) -> None:
    """Write when pages were gone, for those that are documents; what is written already stays. One transaction."""
    known = dict(store.conn.execute("SELECT url, id FROM documents").fetchall())
    names = ("document_id", "first_missing", "last_seen", "back", "sign")
    with guard(store.path):
        present = {tuple(row[:2]): tuple(row) for row in store.conn.execute(f"SELECT {', '.join(names)} FROM absences")}
    rows = [
        (known[a.url], utc(a.first_missing), a.last_seen and utc(a.last_seen), a.back and utc(a.back), a.sign)
        for a in absences
        if a.url in known
    ]
    if changed := [row for row in rows if present.get(row[:2]) != row]:
        with store.write():
            store.conn.executemany(
                f"INSERT INTO absences ({', '.join(names)}) VALUES (?, ?, ?, ?, ?) ON CONFLICT (document_id, first_missing) DO UPDATE SET"
                " last_seen = coalesce(excluded.last_seen, last_seen), back = coalesce(excluded.back, back), sign = excluded.sign",
                changed,
            )


# --- what was said, read again -------------------------------------------------------------------------------------------


def revisions_of(store: Store, document_id: str) -> list[Revision]:
    """Every revision of a document, in the order of time."""
    names = ("cause", "material", "hunks", "words_removed", "words_added", "uncompared", "declares", "notice_field", "notice_start",
             "notice_end", "notice")  # fmt: skip
    with guard(store.path):
        rows = store.conn.execute(
            f"SELECT r.version_id, r.previous_id, {', '.join('r.' + n for n in names)} FROM revisions r"
            " JOIN document_versions v ON v.id = r.version_id WHERE v.document_id = ? ORDER BY v.first_seen, v.id",
            [document_id],
        ).fetchall()
        return [_revision(store.conn, row[0], row[1], dict(zip(names, row[2:], strict=True))) for row in rows]


def _revision(conn: sqlite3.Connection, new: int, old: int, row: dict[str, Any]) -> Revision:
    notice = None
    if row["declares"]:
        passage = Passage(row["notice_start"], row["notice_end"], row["notice"], row["notice_field"])
        notice = Notice(declares=row["declares"], passage=passage)
    return Revision(
        old=old,
        new=new,
        cause=row["cause"],
        material=bool(row["material"]),
        hunks=tuple(Hunk(*h) for h in json.loads(row["hunks"])),
        words_removed=row["words_removed"],
        words_added=row["words_added"],
        notice=notice,
        edits=tuple(_edits(conn, new)),
        uncompared=row["uncompared"],
    )


def _edits(conn: sqlite3.Connection, version: int) -> Iterator[Edit]:
    terms = [f"{side}_{name}" for side in ("old", "new") for name in TERMS]
    found = conn.execute(
        f'SELECT edit_id, kind, record_id, field, text, start, "end", new_text, new_start, new_end, similarity, {", ".join(terms)}'
        " FROM edits WHERE version_id = ? ORDER BY field DESC, start, edit_id",
        [version],
    )
    for id_, kind, record, field, text, start, end, new_text, new_start, new_end, similarity, *values in found.fetchall():
        where: Field = field
        yield Edit(
            id=id_,
            kind=kind,
            record=record,
            old=Passage(start, end, text, where),
            new=None if new_text is None else Passage(new_start, new_end, new_text, where),
            old_terms=Terms(**dict(zip(TERMS, values[: len(TERMS)], strict=True))),
            new_terms=Terms(**dict(zip(TERMS, values[len(TERMS) :], strict=True))),
            similarity=similarity,
        )


def history(store: Store, document_id: str) -> History:
    """What readers are told of a document: nothing of versions that differ in nothing that matters."""
    gone = store.conn.execute("SELECT max(first_missing) FROM absences WHERE document_id = ? AND back IS NULL", [document_id]).fetchone()
    every = revisions_of(store, document_id)
    told = tuple(r for r in every if r.material)
    following = {r.old: r for r in every if r.cause == "publisher"}
    wanted = {id_ for r in told for id_ in (r.old, r.new)}
    for id_ in tuple(wanted):
        while id_ in following:
            id_ = following[id_].new
            wanted.add(id_)
    versions = {}
    with guard(store.path):
        rows = store.conn.execute(
            "SELECT id, first_seen, fetched_at, sentences FROM document_versions WHERE document_id = ? ORDER BY first_seen, id",
            [document_id],
        ).fetchall()
        for number, (id_, first_seen, fetched_at, sentences) in enumerate(rows, start=1):
            if id_ in wanted:
                versions[id_] = ShownVersion(
                    id=id_,
                    number=number,
                    extraction=read_extraction(store.conn, id_),
                    sentences=_spans(sentences),
                    first_seen=first_seen,
                    fetched_at=fetched_at,
                )
    return History(revisions=told, next=following, versions=versions, gone_since=gone[0] if gone else None)
