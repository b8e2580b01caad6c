"""Who undertakes: the official who speaks or acts, the public body, or the government of the area."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from extraction.assemble.bodies import Body, area_of_story, find_bodies, government, is_national, jurisdiction, written_out
from extraction.assemble.references import References
from extraction.assemble.speakers import UNKNOWN_ROLE
from extraction.linear import load
from extraction.reading import Reading
from extraction.rules.undertakings import MODEL, Undertaking
from tagih.records import Official, Statement
from tagih.vocabulary.places import regions
from tagih.vocabulary.undertakings import WORD, class_of

# Groups of the clause that weigh differently by who says them: a council urges, a police chief reports.
CLASSED = frozenset({"will", "first_person", "duty", "perfect", "act:bare", "enact:active", "enact:passive", "wish"})
# How the actor was found; also what the classifier learns from.
Kind = Literal["speaker", "stranger", "official", "body", "agent", "focus", "near", "area", "nobody"]
# Code points of a sentence or paragraph that are looked through for who acts.
PARAGRAPH = 800
ANAPHORA = re.compile(
    r"\b(?:ia|dia|beliau|pihaknya|menurutnya|lanjutnya|katanya|ujarnya|jelasnya|tuturnya|ungkapnya|tambahnya|tegasnya|dirinya)\b|\b(?:kami|kita|saya)\b",
    re.I,
)


# An official told of by what he is beside his post: "Politisi asal Sabang ini", "orang nomor satu di provinsi itu".
EPITHET = re.compile(
    r"\b(?:alumn(?:us|i)|eks|legislator|mantan|orang nomor (?:satu|dua)|politi(?:kus|si)|pria|purnawirawan|putra|srikandi|tokoh|wakil rakyat)\b"
    r"[^.,;:\n]{0,90}?\b(?:ini|itu|tersebut)\b",
    re.I,
)
OLEH = re.compile(r"\boleh\b")
OWN = re.compile(r"\b(?:kami|kita|pihaknya|saya)\b", re.I)
# Before a body that is no subject.
ASIDE = re.compile(r"\b(?:bersama|dan|dari|dengan|di|kata|ke|kepada|oleh|pada|untuk)\s+$", re.I)


def _another(body: Body, speaker: Official) -> bool:
    """Whether a speaker tells of a body that is none of his: a ministry, another area's government, another agency."""
    if speaker.jurisdiction is None:
        return False
    kind = class_of(f"{speaker.office} {speaker.organisation or ''}")
    words = WORD.findall(f"{speaker.office} {speaker.organisation or ''}")
    own = {w.casefold() for w in words}
    initials = "".join(w[0] for w in words if w[0].isupper()).casefold()
    named = [w.casefold() for w in WORD.findall(body.name)]
    if all(w in own or w in initials for w in named) or len(own.intersection(named)) > 1:
        return False
    if "dinas" in own and named[0].startswith(("dis", "din")):
        return False  # "Dishub", said by a "Kepala Dinas Perhubungan"
    if body.name == "Pemerintah Pusat" or body.scope == "national":
        return speaker.jurisdiction != "00"
    if body.code and body.code != speaker.jurisdiction:
        return not (body.code.startswith(speaker.jurisdiction) and kind != "parliament")
    if body.scope == "government":
        return bool(body.code) and kind == "parliament"
    return body.scope == "regional" and kind in ("agency", "parliament")


@dataclass(frozen=True, slots=True)
class Actor:
    """`name` as the records write it; `official` is the record where a named official acts; `code` the area."""

    kind: Kind
    name: str
    official: Official | None
    code: str | None


class Actors:
    """Everybody in a document who can act, and who acts in a clause."""

    def __init__(self, reading: Reading, officials: Sequence[Official], statements: Sequence[Statement]) -> None:
        self.reading = reading
        self.officials = {o.id: o for o in officials}
        self.named = References(reading, officials)
        self.bodies = find_bodies(reading, officials)
        self.area = area_of_story(reading, self.bodies, officials)
        self.national = is_national(self.bodies, officials)
        self._body_starts = [b.start for b in self.bodies]
        self.statements = sorted(statements, key=lambda s: s.start)
        self._weighed: dict[int, tuple[Actor, float]] = {}
        self._ends: list[int] = []
        for s in self.statements:
            self._ends.append(max(s.end, self._ends[-1] if self._ends else 0))

    def statement_over(self, start: int, end: int) -> Statement | None:
        """The statement that covers at least half of `[start, end)` or lies half in it; a direct one before an indirect one."""
        best: tuple[bool, int] | None = None
        over = None
        for i in range(bisect.bisect_right(self._ends, start), len(self.statements)):
            s = self.statements[i]
            if s.start >= end:
                break
            shared = min(end, s.end) - max(start, s.start)
            if shared >= 0.5 * min(end - start, s.end - s.start) and (best is None or (s.speech == "direct", shared) > best):
                best, over = (s.speech == "direct", shared), s
        return over

    def bodies_between(self, start: int, end: int) -> list[Body]:
        """Bodies named in `[start, end)`."""
        return self.bodies[bisect.bisect_left(self._body_starts, start) : bisect.bisect_left(self._body_starts, end)]

    def who(self, clause: Undertaking) -> Actor:
        """The actor of a clause; "nobody" where neither the text nor the story's area tells."""
        said = self.statement_over(clause.start, clause.end)
        if said and said.official in self.officials:
            speaker = self.officials[said.official]
            told = self._told_of(clause)
            if told is None or not _another(told, speaker):
                return self._official("speaker", speaker)
            # What another body does takes effect where the one who tells of it serves.
            return Actor("speaker", written_out(told, self.area), None, speaker.jurisdiction)
        sentence = self.reading.sentence_at(clause.start)
        start, end = max(sentence.start, clause.start - PARAGRAPH), min(sentence.end, clause.end + PARAGRAPH)
        named = self.named.between(start, clause.cue_start)
        if said and (not named or named[0].office):
            return self._unrecorded(said, clause, start)
        if named:
            return self._official("official", named[0].official)
        focus = self.named.last_before(start) if EPITHET.search(self.reading.text, start, clause.cue_start) else None
        if focus:
            return self._official("focus", focus)
        bodies = self.bodies_between(start, clause.cue_start)
        if bodies:
            return self._body("body", bodies[0])
        return next(self._unnamed(clause, start, end), Actor("nobody", "", None, None))

    def _told_of(self, clause: Undertaking) -> Body | None:
        """The body that a clause has for its subject, or for its agent behind "oleh"."""
        text = self.reading.text
        if OWN.search(text, clause.start, clause.cue_start):
            return None
        if clause.subject_start is not None and not ASIDE.search(text, max(0, clause.subject_start - 16), clause.subject_start):
            subject = self.bodies_between(clause.subject_start, clause.subject_start + 1)
            if subject:
                return subject[0]
        by = OLEH.search(text, clause.cue_start, clause.end)
        agent = self.bodies_between(by.end(), by.end() + 20) if by else []
        return agent[0] if agent else None

    def weigh(self, clause: Undertaking) -> tuple[Actor, float]:
        """Who acts, and the log-odds that it is a commitment, by its words and its actor."""
        known = self._weighed.get(clause.start)
        if known is None:
            actor = self.who(clause)
            known = self._weighed[clause.start] = actor, clause.score + load(MODEL).keep.partial(self.features(clause, actor))
        return known

    def _unrecorded(self, said: Statement, clause: Undertaking, start: int) -> Actor:
        """A speaker who is no official on record: the body of the sentence, else the official told of last where nothing is
        known of the speaker, else a public role ("Sekretaris Komisi III"); nobody where it is a private one."""
        bodies = self.bodies_between(start, clause.cue_start)
        if bodies:
            return self._body("stranger", bodies[0])
        focus = self.named.last_before(clause.start) if said.role in (None, UNKNOWN_ROLE) else None
        if focus:
            return self._official("focus", focus)
        public = said.role is not None and class_of(said.role) != "other"
        return Actor("stranger" if public else "nobody", said.role or "" if public else "", None, self.area)

    def area_at(self, offset: int) -> str | None:
        """The area that a figure speaks of: that of who says it, else of the body or official named before it in its sentence, else the story's."""
        said = self.statement_over(offset, offset + 1)
        speaker = self.officials.get(said.official) if said and said.official else None
        start = max(self.reading.sentence_at(offset).start, offset - PARAGRAPH)
        body = next((b for b in self.bodies_between(start, offset) if b.scope != "other"), None)
        named = next((r.official for r in self.named.between(start, offset)), None)
        teller = speaker or named or (None if body else self._told_before(start))
        if teller:
            return teller.jurisdiction or self.area
        return jurisdiction(body, self.area) if body else self.area

    def _told_before(self, offset: int) -> Official | None:
        """The official whose words the sentence before this one gave."""
        said = self.statement_over(max(0, offset - 60), offset)
        return self.officials.get(said.official) if said and said.official else None

    def _unnamed(self, clause: Undertaking, start: int, end: int) -> Iterator[Actor]:
        after = OLEH.search(self.reading.text, clause.cue_start, clause.end)
        if after:
            yield from (self._official("agent", r.official) for r in self.named.between(after.end(), after.end() + 40)[:1])
            yield from (self._body("agent", b) for b in self.bodies_between(after.end(), after.end() + 20)[:1])
        if ANAPHORA.search(self.reading.text, start, clause.cue_start + 12):
            focus = self.named.last_before(start)
            if focus:
                yield self._official("focus", focus)
        yield from (self._body("agent", b) for b in self.bodies_between(clause.cue_start, end)[:1])
        paragraph = self.reading.text.rfind("\n", max(0, start - PARAGRAPH), start) + 1 or max(0, start - PARAGRAPH)
        yield from (self._body("near", b) for b in self.bodies_between(paragraph, start)[-1:])
        if self.area and self.area in regions():
            yield Actor("area", government("", self.area), None, self.area)

    def _official(self, kind: Kind, official: Official) -> Actor:
        return Actor(kind, official.name, official, official.jurisdiction or self.area)

    def _body(self, kind: Kind, body: Body) -> Actor:
        area = "00" if self.national and body.name == "Pemerintah" else self.area
        return Actor(kind, written_out(body, area), None, jurisdiction(body, area))

    def features(self, clause: Undertaking, actor: Actor) -> set[str]:
        """What the actor tells about whether a clause is a commitment; every name starts with "actor:"."""
        post = f"{actor.official.office} {actor.official.organisation or ''}" if actor.official else actor.name
        kind = class_of(post)
        made = {f"actor:{actor.kind}", f"actor:class_{kind}"} | {f"actor:class_{kind}+{g}" for g in clause.groups & CLASSED}
        if actor.official is not None:
            made.add("actor:is_official")
        elif actor.kind in ("body", "agent", "near"):
            made.add("actor:is_body")
        said = self.statement_over(clause.start, clause.end)
        if said:
            made.add(f"actor:said_{said.speech}")
            if actor.kind == "stranger":
                made.add(f"actor:stranger_{class_of(said.role or '')}")
                made.add("actor:stranger_role" if actor.name == said.role else "actor:stranger_body")
        if not self.officials:
            made.add("actor:no_officials")
        return made
