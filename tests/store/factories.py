"""Records made short: a row of a test states only what matters. Evidence is found in the text, never counted by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from tagih.records import (
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
    SourceHints,
    Statement,
    Target,
    Unresolved,
)
from tagih.records.ids import document_id
from tagih.store import Outcome, PageMeta, Store

Maker = Callable[[str], Record]

DEFAULTS: dict[type[Record], dict[str, Any]] = {
    Official: {"name": None, "office": "Bupati", "organisation": None, "jurisdiction": "64.03", "acting": None},
    Regulation: {
        "type": "Peraturan Bupati",
        "number": "7",
        "year": 2031,
        "jurisdiction": "64.03",
        "title": None,
        "inferred": (),
        "instrument": None,
    },
    Figure: {"value": Decimal(1), "value_high": None, "unit": "unit", "qualifier": None, "role": "other", "period": None},
    Target: {"indicator": "cakupan", "value": None, "unit": None, "jurisdiction": "64.03", "due": None, "figure": None},
    Commitment: {
        **{"actor": "Pemerintah Kabupaten Berau", "official": None, "status": "pledged", "jurisdiction": "64.03", "due": None},
        **{"checkable": False, "beneficiaries": (), "programmes": (), "topics": (), "figures": (), "targets": (), "regulations": ()},
    },
    Statement: {"speaker": "warga", "speech": "direct", "official": None, "role": "warga"},
    Date: {"value": "2031-05-04", "role": "event"},
    Unresolved: {"kind": "figures", "field": "unit", "reason": "unknown unit"},
    Enactment: {
        **{"type": "Peraturan Bupati", "number": "7", "year": 2031, "jurisdiction": "64.03", "title": None, "instrument": None},
        **{"enacted": None, "promulgated": None, "effective": None, "status": None},
        **dict.fromkeys(("amends", "revokes", "amended_by", "revoked_by", "files"), ()),
    },
    Particular: {"enactment": "perbup-berau-7-2031", "field": "title", "value": "Kesehatan"},
}
KIND = {
    Official: "officials",
    Regulation: "regulations",
    Figure: "figures",
    Target: "targets",
    Commitment: "commitments",
    Statement: "statements",
    Date: "dates",
    Unresolved: "unresolved",
    Enactment: "enactments",
    Particular: "particulars",
}


def record(cls: type[Record], quote: str, *, id: str | None = None, version: str = "1", **fields: Any) -> Maker:
    """A record whose evidence is the first place of `quote` in the text."""

    def make(text: str) -> Record:
        start = text.index(quote)
        values = DEFAULTS[cls] | fields
        if cls is Official and values["name"] is None:
            values["name"] = quote
        return cls(
            id=id or f"{cls.__name__.casefold()}-{start}",
            text=quote,
            start=start,
            end=start + len(quote),
            rule=KIND[cls],
            rule_version=version,
            **values,
        )

    return make


def extraction(text: str, *makers: Maker, url: str = "https://kabar.example/a", **document: Any) -> Extraction:
    """An extraction of `text` with these records."""
    made: dict[str, list[Record]] = {}
    for r in (make(text) for make in makers):
        made.setdefault(KIND[type(r)], []).append(r)
    values: dict[str, Any] = {"title": "Sebuah judul", "published": "2031-05-04T08:00:00+08:00", "outlet": "Kabar Contoh"} | document
    return Extraction(document=Document(id=document_id(url), url=url, text=text, **values), **{k: tuple(v) for k, v in made.items()})  # type: ignore[arg-type]


def page(url: str = "https://kabar.example/a", **fields: Any) -> PageMeta:
    """Where a page came from; its bytes are those of its URL unless told otherwise."""
    values: dict[str, Any] = {
        "source": "kabar",
        "content_digest": f"bytes of {url}",
        "fetched_at": datetime(2031, 5, 4, 1, tzinfo=UTC),
    } | fields
    return PageMeta(url=url, **values)


def hints(id: str = "kabar", **fields: Any) -> SourceHints:
    """A source."""
    values: dict[str, Any] = {"outlet": "Kabar Contoh", "jurisdiction": "64"} | fields
    return SourceHints(id=id, **values)


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Sentences of a text whose full stops all end one."""
    spans, start = [], 0
    while start < len(text):
        end = next((i + 1 for i in range(start, len(text)) if text[i] in ".\n"), len(text))
        if text[start:end].strip():
            spans.append((start + len(text[start:end]) - len(text[start:end].lstrip()), start + len(text[start:end].rstrip())))
        start = end
    return spans


def save(store: Store, what: Extraction, *, versions: dict[str, str] | None = None, **fields: Any) -> Outcome:
    """Save an extraction under its URL, its source made known first."""
    meta = page(what.document.url or "", **fields)
    if not store.conn.execute("SELECT 1 FROM sources WHERE id = ?", [meta.source]).fetchone():
        store.put_sources([hints(meta.source)], {})
    run = store.run_id(versions or {"figures": "1"})
    return store.save(what, page=meta, run=run, sentences=sentence_spans(what.document.text))


def dump(path: Path) -> list[str]:
    """A database's whole content as SQL, row numbers included."""
    with Store.open(path, create=False) as store:
        lines = list(store.conn.iterdump())
        tables = [name for name in store.db.table_names() if "_fts" not in name]
        lines += [f"{name} {rowid}" for name in tables for (rowid,) in store.conn.execute(f"SELECT rowid FROM {name} ORDER BY rowid")]
    return lines
