"""What is new since a number: the question that alerts ask."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tagih.records import Commitment
from tagih.records.robots import NOINDEX, NOSNIPPET
from tagih.store.guard import guard
from tagih.store.model import NewCommitment, Stored
from tagih.store.privacy import Masker
from tagih.store.sentences import around
from tagih.store.unlisted import asks

if TYPE_CHECKING:
    from tagih.store.database import Store

BATCH = 500  # rows


def commitment_id(document: str, quote_digest: str) -> str:
    """A commitment's id for everyone outside: its document's id and 12 hexadecimal digits of its words' digest."""
    return f"{document}-{quote_digest[:12]}"


def new_commitments(store: Store, since_seq: int, limit: int | None) -> Iterator[NewCommitment]:
    """See `Store.new_commitments`."""
    given = 0
    document: Stored | None = None
    masker: Masker | None = None
    while limit is None or given < limit:
        with guard(store.path):
            rows = store.conn.execute(
                "SELECT l.seq, l.document_id, l.quote_digest, min(c.record_id) FROM commitment_ledger l JOIN commitments c ON c.seq = l.seq"
                " JOIN document_versions v ON v.id = c.version_id AND v.current WHERE l.seq > ? AND NOT l.backfilled"
                f" AND NOT {asks('v.robots', NOINDEX)} AND NOT {asks('v.robots', NOSNIPPET)} GROUP BY l.seq ORDER BY l.seq LIMIT ?",
                [since_seq, BATCH if limit is None else min(BATCH, limit - given)],
            ).fetchall()
        if masker is None and rows:
            with guard(store.path):
                masker = Masker.read(store.conn)
        for seq, document_id, digest, record_id in rows:
            if document is None or document.extraction.document.id != document_id:
                document = store.document(document_id)
            assert document is not None  # the ledger's row hangs on it
            assert masker is not None
            yield _news(document, seq, commitment_id(document_id, digest), record_id, masker)
        if not rows:
            return
        given, since_seq = given + len(rows), rows[-1][0]


def _news(stored: Stored, seq: int, id_: str, record_id: str, everywhere: Masker) -> NewCommitment:
    extraction = stored.extraction
    document = extraction.document
    commitment = next(c for c in extraction.commitments if c.id == record_id)
    official = next((o for o in extraction.officials if o.id == commitment.official), None)
    masker = everywhere.within(extraction)
    start, end = around(document.text, stored.sentences, commitment.start, commitment.end)
    return NewCommitment(
        seq=seq,
        id=id_,
        commitment=masked(commitment, masker),
        sentence=masker.mask(document.text[start:end]) or "",
        first_seen=stored.commitments[record_id][1],
        document_id=document.id,
        document_url=document.url or "",
        document_title=masker.mask(document.title),
        document_published=document.published,
        document_jurisdiction=document.jurisdiction,
        outlet=document.outlet,
        source=stored.source,
        official_name=official.name if official else None,
        official_office=official.office if official else None,
    )


def masked(commitment: Commitment, masker: Masker) -> Commitment:
    """The commitment without private names in its words."""

    def words(of: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(masker.mask(w) or "" for w in of)

    return dataclasses.replace(
        commitment,
        text=masker.mask(commitment.text) or "",
        actor=masker.mask(commitment.actor) or "",
        beneficiaries=words(commitment.beneficiaries),
        programmes=words(commitment.programmes),
    )
