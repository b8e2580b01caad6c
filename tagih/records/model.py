"""The records that every room speaks: documents, facts with evidence, and what could not be resolved.

Offsets are Unicode code points of `Document.text`, end exclusive: `text[start:end]` is the evidence
itself, checked when a record is made part of an `Extraction`. Numbers are exact decimals. Areas are
Kemendagri codes as text ("64", "64.72"; "00" is the whole country; None where the text does not tell).
What each kind means, and what counts as one, is in docs/method.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Literal

from tagih.records.errors import EvidenceError, PageError

DocumentKind = Literal["news", "release", "regulation"]
Qualifier = Literal["approximate", "at_least", "at_most", "range", "vague"]
FigureRole = Literal["target", "actual", "budget", "rate", "other"]
Status = Literal["pledged", "underway", "delivered"]
Speech = Literal["direct", "indirect"]
EnactmentStatus = Literal["in_force", "amended", "revoked"]
DateRole = Literal["publication", "event", "due", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHints:
    """What a source's file tells about its pages; the pure half of extraction sees no more of a source.

    `selectors` maps "title", "body", "published", "authors", "editors" to a CSS selector and wins over
    what is guessed. `license` "open" lets whole texts be published. `timezone` is an IANA name.
    """

    id: str
    outlet: str
    home: str | None = None
    jurisdiction: str | None = None
    kind: DocumentKind = "news"
    timezone: str = "Asia/Jakarta"
    license: str = "all-rights-reserved"
    selectors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Raw bytes from a file, the network or a WARC record, before anything is read from them.

    `id` is the file's stem, or `ids.document_id(url)`; `media_type` is what the sender claimed, parameters
    included; `fetched_at` is aware or None. `where` names the file or URL in errors. `parts` are the further pages of
    a story on several pages, in their order; an error stands for one that could not be had. `robots` is what the response
    asks of those who show it (`tagih.records.robots`); extraction does not look at it.
    """

    id: str
    content: bytes
    media_type: str | None = None
    url: str | None = None
    fetched_at: datetime | None = None
    hints: SourceHints | None = None
    parts: tuple[Page | PageError, ...] = ()
    robots: tuple[str, ...] = ()

    @property
    def where(self) -> str:
        return self.url or self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A page's main text (NFC) and what it says about itself.

    `published` is an ISO date prefix or a date-time with offset; `extractor` names what won the text
    ("txt", "trafilatura", "selectors", "pdfium"). `jurisdiction` is the area that the source serves: a
    hint for what the text leaves out, never printed as a fact of the text. `private_people` are full names of people
    without office, as the text writes them: never published, and no part of `tagih extract`'s output.
    """

    id: str
    url: str | None = None
    title: str | None = None
    published: str | None = None
    outlet: str | None = None
    authors: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    kind: DocumentKind = "news"
    language: str = "id"
    text: str
    extractor: str = "txt"
    jurisdiction: str | None = None
    private_people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A fact with its evidence. `id` is unique in its document; `rule` made it, at `rule_version`."""

    id: str
    text: str
    start: int
    end: int
    rule: str
    rule_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Official(Record):
    """A named holder of a public post; `text` is the name's first full mention."""

    name: str
    office: str
    organisation: str | None
    jurisdiction: str | None
    acting: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Regulation(Record):
    """A citation of a legal instrument, without its title.

    `instrument` is the instrument's own key, the same in every document that cites it
    ("pergub-kalimantan-barat-29-2024"), None without a number, unless a mention by title alone is tied to a numbered one. `id` is that key for the first citation in a
    document, the key with "#2", "#3" for later ones, and a positional id where there is no key.
    """

    type: str
    number: str | None
    year: int | None
    jurisdiction: str | None
    title: str | None
    inferred: tuple[str, ...]
    instrument: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure(Record):
    """A quantity: `value` expanded and exact, in `unit` (ISO 4217 code, "percent", "people", or the noun)."""

    value: Decimal | None
    value_high: Decimal | None
    unit: str
    qualifier: Qualifier | None
    role: FigureRole
    period: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Target(Record):
    """A figure, or a verbal goal with a due date, that somebody public undertakes to reach."""

    indicator: str
    value: Decimal | None
    unit: str | None
    jurisdiction: str | None
    due: str | None
    figure: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment(Record):
    """A sentence, or a clause of one, in which a public body undertakes, does, or has done something.

    `official` is the record id of the actor where it is a named official of this document; `figures`,
    `targets` and `regulations` are record ids. `checkable` says it has a figure or a due date.
    """

    actor: str
    official: str | None
    status: Status
    jurisdiction: str | None
    due: str | None
    checkable: bool
    beneficiaries: tuple[str, ...]
    programmes: tuple[str, ...]
    topics: tuple[str, ...]
    figures: tuple[str, ...]
    targets: tuple[str, ...]
    regulations: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement(Record):
    """Attributed speech; `text` is what is said, without its quotation marks.

    `official` is the record id of the speaker where it is a named official of this document. `role` is what
    the public file shows in the name's place where it is not ("warga", "korban", "pengamat").
    """

    speaker: str
    speech: Speech
    official: str | None
    role: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Date(Record):
    """A resolved calendar date, never more precise than the source: YYYY-MM-DD, YYYY-MM or YYYY."""

    value: str
    role: DateRole


@dataclass(frozen=True, slots=True, kw_only=True)
class Unresolved(Record):
    """Something seen and not understood: which `kind` it would have been, which `field`, and why."""

    kind: str
    field: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Enactment(Record):
    """The legal instrument that a document itself is: its own text, or the page that a legal portal (JDIH) keeps of it.

    `text` is its citation where the document gives one, else the title. `instrument` is the key that a citation of it carries
    (see `Regulation`). `enacted`, `promulgated` and `effective` are ISO date prefixes (ditetapkan, diundangkan, mulai berlaku).
    `status` is what the document says. `amends`, `revokes`, `amended_by` and `revoked_by` are instruments' keys, or citations
    as written where they make no key. `files` are addresses. What says each of these stands in the document's particulars.
    """

    type: str
    number: str | None
    year: int | None
    jurisdiction: str | None
    title: str | None
    instrument: str | None
    enacted: str | None
    promulgated: str | None
    effective: str | None
    status: EnactmentStatus | None
    amends: tuple[str, ...]
    revokes: tuple[str, ...]
    amended_by: tuple[str, ...]
    revoked_by: tuple[str, ...]
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Particular(Record):
    """One field of the document's enactment with the words that say it. `value` is what the enactment holds, as text.

    A field that holds several values (`amends`, `files`) has one particular for each.
    """

    enactment: str
    field: str
    value: str


KINDS: tuple[str, ...] = (
    "officials",
    "regulations",
    "figures",
    "targets",
    "commitments",
    "statements",
    "dates",
    "enactments",
    "particulars",
    "unresolved",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """Everything that one page gave. Making one checks the evidence of every record."""

    document: Document
    officials: tuple[Official, ...] = ()
    regulations: tuple[Regulation, ...] = ()
    figures: tuple[Figure, ...] = ()
    targets: tuple[Target, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    statements: tuple[Statement, ...] = ()
    dates: tuple[Date, ...] = ()
    enactments: tuple[Enactment, ...] = ()
    particulars: tuple[Particular, ...] = ()
    unresolved: tuple[Unresolved, ...] = ()

    def __post_init__(self) -> None:
        text = self.document.text
        for kind in KINDS:
            seen: set[str] = set()
            for r in getattr(self, kind):
                if not 0 <= r.start < r.end <= len(text) or text[r.start : r.end] != r.text:
                    raise EvidenceError(
                        f"{kind} record {r.id} of {r.rule} {r.rule_version} says {r.text!r} stands at {r.start}-{r.end}",
                        where=self.document.url or self.document.id,
                        remedy="Report it: a rule has lost its place in the text.",
                    )
                if r.id in seen:
                    raise EvidenceError(f"{kind} has the id {r.id} twice", where=self.document.url or self.document.id, remedy="Report it.")
                seen.add(r.id)
