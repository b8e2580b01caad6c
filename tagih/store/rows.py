"""Records as database rows and back: nothing is lost on the way (a property test holds it)."""

from __future__ import annotations

import dataclasses
import functools
import json
import sqlite3
import types
import typing
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from tagih.records import (
    KINDS,
    Commitment,
    Date,
    Document,
    Enactment,
    Extraction,
    Figure,
    Official,
    Particular,
    Record,
    Regulation,
    Statement,
    Target,
    Unresolved,
)
from tagih.records.output import decimal_text

CLASSES: Mapping[str, Any] = {
    "officials": Official,
    "regulations": Regulation,
    "figures": Figure,
    "targets": Target,
    "commitments": Commitment,
    "statements": Statement,
    "dates": Date,
    "enactments": Enactment,
    "particulars": Particular,
    "unresolved": Unresolved,
}
# Kind -> table. `officials` and `regulations` are the linked rows; a document's own are mentions of them.
TABLES: Mapping[str, str] = {
    kind: {"officials": "official_mentions", "regulations": "regulation_mentions"}.get(kind, kind) for kind in KINDS
}
DOCUMENT_FIELDS = (
    "title",
    "published",
    "outlet",
    "authors",
    "editors",
    "kind",
    "language",
    "extractor",
    "jurisdiction",
    "private_people",
    "text",
)


def _base(hint: Any) -> Any:
    """`Decimal | None` is Decimal, `tuple[str, ...]` is tuple."""
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        hint = next(a for a in typing.get_args(hint) if a is not type(None))
    return typing.get_origin(hint) or hint


@functools.cache
def _fields(cls: Any) -> Mapping[str, Any]:
    """Field -> plain type, in order."""
    hints = typing.get_type_hints(cls)
    return {f.name: _base(hints[f.name]) for f in dataclasses.fields(cls)}


@functools.cache
def columns(kind: str) -> tuple[str, ...]:
    """The columns of a kind's table that hold the record itself, in the order of `to_row`."""
    return tuple("record_id" if name == "id" else name for name in _fields(CLASSES[kind]))


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, tuple):
        return json.dumps(value, ensure_ascii=False)
    return int(value) if isinstance(value, bool) else value


def _typed(value: Any, kind: Any) -> Any:
    if value is None:
        return None
    if kind is Decimal:
        return Decimal(value)
    if kind is tuple:
        return tuple(json.loads(value))
    return bool(value) if kind is bool else value


def to_row(kind: str, record: Record) -> tuple[Any, ...]:
    """A record's values in the order of `columns(kind)`."""
    return tuple(_plain(getattr(record, name)) for name in _fields(CLASSES[kind]))


def to_record(kind: str, row: Sequence[Any]) -> Record:
    """The record whose values these are, in the order of `columns(kind)`."""
    cls: Any = CLASSES[kind]
    made: Record = cls(**{name: _typed(value, type_) for (name, type_), value in zip(_fields(cls).items(), row, strict=True)})
    return made


def document_row(document: Document) -> tuple[Any, ...]:
    """A document's values in the order of `DOCUMENT_FIELDS`."""
    return tuple(_plain(getattr(document, name)) for name in DOCUMENT_FIELDS)


def quoted(names: Sequence[str]) -> str:
    """Column names for SQL (`end` is a word of SQL)."""
    return ", ".join(f'"{name}"' for name in names)


def read_records(conn: sqlite3.Connection, kind: str, version: int) -> tuple[Record, ...]:
    """A version's records of one kind, in the order they were found."""
    found = conn.execute(f"SELECT {quoted(columns(kind))} FROM {TABLES[kind]} WHERE version_id = ? ORDER BY id", [version])
    return tuple(to_record(kind, row) for row in found)


def read_extraction(conn: sqlite3.Connection, version: int) -> Extraction:
    """A version as it was extracted. Raises EvidenceError where a stored quote does not hold."""
    row = conn.execute(
        f"SELECT d.id, d.url, {', '.join('v.' + name for name in DOCUMENT_FIELDS)} FROM document_versions v JOIN documents d"
        " ON d.id = v.document_id WHERE v.id = ?",
        [version],
    ).fetchone()
    kinds = _fields(Document)
    values = {name: _typed(value, kinds[name]) for name, value in zip(DOCUMENT_FIELDS, row[2:], strict=True)}
    records: dict[str, Any] = {kind: read_records(conn, kind, version) for kind in KINDS}
    return Extraction(document=Document(id=row[0], url=row[1], **values), **records)
