"""The instrument that a document itself is: a regulation's own text, or the page that a legal portal (JDIH) keeps of it.

Reads:
    "PERATURAN BUPATI BERAU / NOMOR 4 TAHUN 2031 / TENTANG / PASAR DESA" and, at its end, "Ditetapkan di Tanjung Redeb pada
    tanggal 5 Mei 2031" and "Peraturan Bupati ini mulai berlaku pada tanggal diundangkan."
    "Perubahan Kedua atas Peraturan Bupati Nomor 9 Tahun 2028 tentang Pasar" in its title (it amends that one)
    "Status: Dicabut dengan Peraturan Daerah Nomor 2 Tahun 2033" on a portal's page
Refuses:
    "Peraturan Bupati Berau Nomor 4 Tahun 2031 tentang Pasar Desa mulai berlaku pekan ini." (news of one)

Every field has a particular: the words that say it, in their place. A field that is there and cannot be read is unresolved.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from extraction.heading import in_small_letters
from extraction.portal import PORTAL
from extraction.reading import Reading
from extraction.rules import regulations
from tagih.records import Document, Enactment, Extraction, Particular, Regulation, Unresolved
from tagih.records.ids import record_id

RULE = "enactments"
VERSION = "1"

SEVERAL = ("amends", "revokes", "amended_by", "revoked_by", "files")  # fields that may hold more than one value
_LABEL = re.compile(r"^[^\n:]{2,60}: ")
_FOLD = str.maketrans({"\n": " ", "\t": " "})


@dataclass(frozen=True, slots=True)
class Found:
    """What a document says of itself as an instrument: one enactment at most."""

    enactments: tuple[Enactment, ...] = ()
    particulars: tuple[Particular, ...] = ()
    unresolved: tuple[Unresolved, ...] = ()


@dataclass(slots=True)
class Draft:
    """An enactment in the making. The first value of a field stands; further ones of a single field are passed over."""

    document: Document
    values: dict[str, Any] = field(default_factory=dict)
    said: list[tuple[str, str, int, int]] = field(default_factory=list)
    unknown: list[tuple[str, str, int, int]] = field(default_factory=list)

    def put(self, name: str, value: Any, start: int, end: int) -> None:
        """`value` is said at `[start, end)` of the document's text."""
        if name in SEVERAL:
            if value in self.values.setdefault(name, []):
                return
            self.values[name].append(value)
        elif name in self.values:
            return
        else:
            self.values[name] = value
        self.said.append((name, str(value), start, end))

    def puzzle(self, name: str, reason: str, start: int, end: int) -> None:
        """Something stands there and its meaning is unknown."""
        if start < end:
            self.unknown.append((name, reason, start, end))

    def relate(self, name: str, start: int, end: int, *, most: int = 50, last: int | None = None) -> int:
        """Put the instruments cited at `[start, end)` into a relation; -> how many. `last` is where the last one may begin."""
        area, own, count = self.values.get("jurisdiction"), self.values.get("instrument"), 0
        for cited in citations(self.document, start, end, near=area):
            if count >= most or (last is not None and cited.start > last):
                break
            if cited.number and cited.instrument != own:
                self.put(name, cited.instrument or " ".join(cited.text.split()), cited.start, cited.end)
                count += 1
        return count

    def made(self, start: int, end: int) -> Found:
        """The records. `[start, end)` is what names the instrument."""
        text, taken = self.document.text, set[str]()
        id_ = self.values.get("instrument") or f"enactment-{start}"
        by: dict[str, Any] = {"rule": RULE, "rule_version": VERSION}
        single = ("type", "number", "year", "jurisdiction", "title", "instrument", "enacted", "promulgated", "effective", "status")
        values: dict[str, Any] = {name: self.values.get(name) for name in single}
        values |= {name: tuple(self.values.get(name, ())) for name in SEVERAL}
        enactment = Enactment(id=id_, text=text[start:end], start=start, end=end, **by, **values)
        said = sorted(self.said, key=lambda s: (s[2], s[3], s[0], s[1]))
        return Found(
            (enactment,),
            tuple(
                Particular(id=record_id(name, a, taken), text=text[a:b], start=a, end=b, **by, enactment=id_, field=name, value=value)
                for name, value, a, b in said
            ),
            tuple(
                Unresolved(
                    id=record_id(f"enactment-{name}", a, taken),
                    text=text[a:b],
                    start=a,
                    end=b,
                    **by,
                    kind="enactments",
                    field=name,
                    reason=reason,
                )
                for name, reason, a, b in sorted(self.unknown, key=lambda u: (u[2], u[0]))
            ),
        )


def citations(document: Document, start: int, end: int, *, near: str | None) -> Sequence[Regulation]:
    """The instruments cited between two places, read as running text on one line; their places are those of the document."""
    part = in_small_letters(document.text[start:end].translate(_FOLD))
    made = Document(id=document.id, text=part, jurisdiction=near or document.jurisdiction)
    if not part.strip():
        return ()
    found = [r for r in regulations.extract(Reading(made)) if isinstance(r, Regulation)]
    return [_moved(r, start, document.text) for r in found]


def _moved(record: Regulation, by: int, text: str) -> Regulation:
    values = {name: getattr(record, name) for name in record.__dataclass_fields__}
    start, end = record.start + by, record.end + by
    return Regulation(**values | {"start": start, "end": end, "text": text[start:end]})


def read(document: Document) -> Found:
    """The instrument that a document is, with what says each of its fields; nothing for any other document."""
    from extraction.enactment_page import read_page
    from extraction.enactment_text import read_text

    return read_page(document) or read_text(document) or Found()


def with_enactment(extraction: Extraction) -> Extraction:
    """An extraction with what its document says of itself as an instrument. A document that is one is of the kind "regulation"."""
    found = read(extraction.document)
    if not found.enactments:
        return extraction
    document, enactment = extraction.document, found.enactments[0]
    if document.extractor == PORTAL:  # what such a page calls itself is mostly the portal's name
        whole = next((p for p in found.particulars if p.field == "title"), None)
        line = document.text[document.text.rfind("\n", 0, whole.start) + 1 : whole.end] if whole else ""
        document = replace(
            document,
            title=_LABEL.sub("", line) or document.title,
            published=enactment.enacted or enactment.promulgated or document.published,
        )
    return replace(
        extraction,
        document=replace(document, kind="regulation"),
        enactments=found.enactments,
        particulars=found.particulars,
        unresolved=tuple(sorted((*extraction.unresolved, *found.unresolved), key=lambda u: (u.start, u.end))),
    )
