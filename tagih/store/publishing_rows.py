"""One document -> its rows of the public file: evidence within the share, private names covered."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from tagih.records import Figure, Record, Regulation, Statement
from tagih.records.ids import text_digest
from tagih.records.output import decimal_text
from tagih.records.robots import NOARCHIVE, NOSNIPPET
from tagih.store.carry import PRIORITY, Carried, Wish, carry
from tagih.store.model import Stored
from tagih.store.news import commitment_id
from tagih.store.privacy import Masker, attribution
from tagih.store.publishing_revisions import RevisionPublisher
from tagih.store.revisions import History
from tagih.store.sentences import around

Row = dict[str, Any]
SIGNS = str.maketrans(",.", ".,")  # Indonesian: dots group thousands, a comma marks decimals
BEYOND_SHARE = "share"  # `withheld`: the article's share is used up


def document_rows(stored: Stored, *, whole: bool, masker: Masker, history: History | None = None) -> dict[str, list[Row]]:
    """Table -> rows by column. `whole`: the source lets whole texts be published; a page may ask for less."""
    quoted = NOSNIPPET not in stored.robots
    rows = _Publisher(stored, whole and quoted and NOARCHIVE not in stored.robots, masker, history or History()).rows()
    for row in () if quoted else (row for table in rows.values() for row in table if row.get("withheld")):
        row["withheld"] = NOSNIPPET
    return rows


class _Publisher:
    def __init__(self, stored: Stored, whole: bool, masker: Masker, history: History) -> None:
        self.stored, self.whole, self.history = stored, whole, history
        self.revisions = RevisionPublisher(stored, history, masker)
        self.extraction = stored.extraction
        self.document = stored.extraction.document
        self.text = self.document.text
        self.mask = masker.within(self.extraction).mask
        self.commitment_ids = {c.id: commitment_id(self.document.id, text_digest(c.text)) for c in self.extraction.commitments}
        self.day = self.document.published[:10] if self.document.published else None
        self.carried = self._carry()

    def _carry(self) -> Carried:
        wishes: list[Wish] = []
        if NOSNIPPET in self.stored.robots:
            return carry(len(self.text), wishes, whole=False, older=self.revisions.older())
        for rank, kind in enumerate(PRIORITY):
            for record in getattr(self.extraction, kind):
                start, end = self._evidence(kind, record)
                by_role = isinstance(record, Statement) and record.official is None
                wishes.append(Wish(rank + by_role, start, end, kind, record.id))
        return carry(len(self.text), [*wishes, *self.revisions.wishes()], whole=self.whole, older=self.revisions.older())

    def _evidence(self, kind: str, record: Record) -> tuple[int, int]:
        """A statement shows what was said; anything else the sentence around it."""
        if kind == "statements":
            return record.start, record.end
        return around(self.text, self.stored.sentences, record.start, record.end)

    def _base(self, record: Record, fields: str) -> Row:
        """Where a record stands, and these fields of it as they are."""
        row = {"id": self._id(record.id), "document_id": self.document.id, "start": record.start, "end": record.end}
        return row | {name: getattr(record, name) for name in fields.split()}

    def _shown(self, kind: str, record: Record) -> Row:
        if (kind, record.id) not in self.carried.records:
            return {"quote": None, "sentence": None, "withheld": BEYOND_SHARE}
        start, end = self._evidence(kind, record)
        return {"quote": self.mask(record.text), "sentence": self.mask(self.text[start:end]), "withheld": None}

    def _id(self, record_id: str) -> str:
        return f"{self.document.id}-{record_id}"

    def rows(self) -> dict[str, list[Row]]:
        facts, stored = self.extraction, self.stored
        return {
            "documents": [self._document()],
            "official_mentions": [
                self._base(o, "name office organisation jurisdiction acting") | {"official_id": stored.official_of.get(o.id)}
                for o in facts.officials
            ],
            "regulation_mentions": [
                self._base(r, "type number year jurisdiction")
                | {"label": citation_label(r), "regulation_id": stored.regulation_of.get(r.id)}
                | {"title": self.mask(r.title), "inferred": json.dumps(r.inferred)}
                | self._shown("regulations", r)
                for r in facts.regulations
            ],
            "particulars": [
                self._base(p, "field")
                | {"value": self.mask(p.value), "regulation_id": stored.enactment_of.get(p.enactment)}
                | {"other_regulation_id": stored.related_of.get(p.id)}
                | self._shown("particulars", p)
                for p in facts.particulars
            ],
            "figures": [
                self._base(f, "unit qualifier role period")
                | {"label": figure_label(f)}
                | _number("value", f.value)
                | _number("value_high", f.value_high)
                | self._shown("figures", f)
                for f in facts.figures
            ],
            "targets": [
                self._base(t, "unit jurisdiction due")
                | {"figure_id": self._id(t.figure) if t.figure else None, "indicator": self.mask(t.indicator)}
                | _number("value", t.value)
                | self._shown("targets", t)
                for t in facts.targets
            ],
            **self._commitments(),
            "statements": [self._statement(s) for s in facts.statements],
            **self.revisions.rows(self.carried),
        }

    def _document(self) -> Row:
        document, stored = self.document, self.stored
        return {
            **{name: getattr(document, name) for name in ("id", "url", "published", "outlet", "kind", "language")},
            "title": self.mask(document.title) or document.url,
            "published_day": self.day,
            "source_id": stored.source,
            "first_seen": stored.first_seen,
            "fetched_at": stored.fetched_at,
            "versions": stored.versions,
            "revisions": len(self.history.revisions),
            "gone_since": self.history.gone_since,
            "commitments": len(set(self.commitment_ids.values())),
            "announcement_id": stored.announcement,
            "announcement_first": int(stored.announced_first),
            "characters": len(self.text),
            "carried_characters": len(self.text) if self.whole else self.carried.characters,
            "carried": None if self.whole else self.mask("\n".join(self.text[a:b] for a, b in self.carried.spans)) or None,
            "text": self.mask(self.text) if self.whole else None,
        }

    def _commitments(self) -> dict[str, list[Row]]:
        """Two commitments in the same words are one; its links are those of both."""
        rows: dict[str, Row] = {}
        links: Mapping[str, set[tuple[str, str]]] = {"figure": set(), "target": set(), "mention": set()}
        for c in self.extraction.commitments:
            id_ = self.commitment_ids[c.id]
            for name, records in (("figure", c.figures), ("target", c.targets), ("mention", c.regulations)):
                links[name].update((id_, self._id(r)) for r in records)
            seq, first_seen = self.stored.commitments[c.id]
            row = self._base(c, "status jurisdiction due checkable") | {
                "id": id_,
                "seq": seq,
                "actor": self.mask(c.actor),
                "official_id": self.stored.official_of.get(c.official) if c.official else None,
                "beneficiaries": self._list(c.beneficiaries),
                "programmes": self._list(c.programmes),
                "topics": self._list(c.topics),
                "first_seen": first_seen,
                "published_day": self.day,
            }
            rows.setdefault(id_, row | self._shown("commitments", c))
        tables = {"figure": "commitment_figures", "target": "commitment_targets", "mention": "commitment_regulations"}
        return {"commitments": list(rows.values())} | {
            tables[name]: [{"commitment_id": a, f"{name}_id": b} for a, b in sorted(pairs)] for name, pairs in links.items()
        }

    def _list(self, words: Iterable[str]) -> str:
        return json.dumps([self.mask(w) for w in words], ensure_ascii=False)

    def _statement(self, s: Statement) -> Row:
        by, role = attribution(s, {o.id: o for o in self.extraction.officials if o.id == s.official})
        public = s.official is not None
        return (
            self._base(s, "speech")
            | {
                "attributed_to": by if public else self.mask(by),
                "role": role if public else self.mask(role),
                "official_id": self.stored.official_of.get(s.official) if s.official else None,
            }
            | self._shown("statements", s)
        )


def figure_label(figure: Figure) -> str:
    """A figure as Indonesians write it, without its source's words: "3.500.000.000 IDR", "10–15,5 percent"."""
    numbers = [f"{v:,f}".translate(SIGNS) for v in (figure.value, figure.value_high) if v is not None]
    return " ".join(p for p in ("–".join(numbers), figure.unit) if p)


def citation_label(citation: Regulation) -> str:
    """What is cited, without its area: "Peraturan Bupati Nomor 7 Tahun 2031"."""
    number = f"Nomor {citation.number}" if citation.number else ""
    return " ".join(p for p in (citation.type, number, f"Tahun {citation.year}" if citation.year else "") if p)


def _number(name: str, value: Decimal | None) -> Row:
    """Exactly as text, and near enough to sort by."""
    return {name: decimal_text(value), f"{name}_number": None if value is None else float(value)}
