"""Who said it: quotations -> statements with the full name of the speaker, or the post, body or role of one never named."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from extraction.assemble.register import UNKNOWN_ROLE, Register, Speaker
from extraction.find import Facts
from extraction.namebook import Mention
from extraction.names import person_key, skip_honorifics
from extraction.posts import Post
from extraction.reading import Reading
from extraction.rules.quotations import Quotation
from extraction.tokens import tokens
from tagih.records import Statement, Unresolved
from tagih.records.ids import record_id
from tagih.vocabulary.names import names
from tagih.vocabulary.offices import offices
from tagih.vocabulary.private import private
from tagih.vocabulary.speech import speech

__all__ = ["RULE", "UNKNOWN_ROLE", "VERSION", "resolve"]

RULE = "speakers"
VERSION = "3"
SUBJECT_REACH = 180  # code points from a sentence's beginning in which its subject's name begins
SAME_LINE = 300  # code points between the halves of a quotation that its cue interrupts
NEAR = 1  # sentences between one that tells of a person and a quotation that is theirs
MARKS_ONLY = 12  # code points between two quotations that stand one behind the other
POST_REACH = 40  # the same for a post named alone
INITIALS = re.compile(r"([A-Z]{1,3})(?: ?\(\d{1,3}(?: tahun)?\)?)?")  # "RW (33)"
ACRONYM = re.compile(r"[A-Z]{3,8}")  # an organisation by its initials: "KPPOD"
ORGANISATION_ROLE = "organisasi"
HANDLE = re.compile(r"@\w[\w.]*")  # an account on a social network
UNNAMED_WORDS = 8  # words of a speaker without name: "salah satu pedagang di pasar itu"


class Referents:
    """Reads a document once from front to back and knows at each place whom "ia" and "-nya" mean.

    `person` is the person spoken of last, `body` the body or group that spoke last: a pronoun means it only where
    the text has named no person yet.
    """

    def __init__(self, reading: Reading, facts: Facts) -> None:
        self.reading = reading
        self.register = Register(reading, facts.officials)
        self.speaking = self._speaking(facts.quotations)
        self.voice: Speaker | None = None
        self.person: Speaker | None = None
        self.body: Speaker | None = None
        self._sentence = self._subject_sentence = 0
        self._quotation = 0

    def _speaking(self, quotations: Sequence[Quotation]) -> frozenset[str]:
        """Names that stand beside a cue of speech somewhere in the text."""
        register = self.register
        spans = [(q.speaker_start, q.speaker_end) for q in quotations if q.speaker_start is not None and q.speaker_end is not None]
        return frozenset(register.full_name(m.name) for a, b in spans for m in register.names_in(a, b) if not register.beside(m.start))

    def said_so(self, q: Quotation) -> Speaker | None:
        """Whom "-nya" behind a quotation means: somebody told of since the last speaker, where the text lets them speak or they hold
        an office; a victim or suspect told of between two quotations does not take the word."""
        person = self.person
        ts = self.register.ts[self.register.index(q.start) : self.register.index(q.end)]
        said = {t.low for t in ts} if q.speech == "direct" else set()
        if self._sentence - self._subject_sentence <= NEAR and said & speech().first_person:
            return self.current  # who was told of last tells of himself
        if person is None or self.voice is None or person.official is not None or person.name in self.speaking:
            return self.current
        return self.voice

    @property
    def current(self) -> Speaker | None:
        """Whom a pronoun means here."""
        return self.person or self.body

    def spoke(self, speaker: Speaker) -> None:
        """Somebody has spoken: pronouns behind this place mean them."""
        if speaker.person:
            self.person = self.voice = speaker
        else:
            self.body = speaker

    def in_words(self, a: int, b: int, *, reported: bool = False) -> Speaker | None:
        """Whom the words `[a, b)` beside a cue mean; None where they name nobody who speaks."""
        register = self.register
        names = register.names_in(a, b)
        if names and self._points_back(a, b, names):
            return self.current
        if names:
            if skip_honorifics(register.ts, register.index(a)) == register.index(names[0].start):
                return register.person(names[0].name)  # what stands behind a name that opens is its post: "kata Budi, Manajer Hotel X"
            free = [m for m in names if not register.beside(m.start)]
            return register.person((free or names)[-1].name)
        posts = register.posts_in(a, b)
        if posts:
            free_posts = [p for p in posts if not register.beside(register.ts[p.first].start)]
            return self._post((free_posts or posts)[0])
        return self._unnamed(a, b, reported)

    def _points_back(self, a: int, b: int, names: Sequence[Mention]) -> bool:
        """Whether the words are a post that points back, whose place looks like a name: "mantan Camat Karang Jati itu"."""
        ts = self.register.ts
        i, end = self.register.index(a), self.register.index(b)
        while end > i and ts[end - 1].low in speech().adverbs:
            end -= 1
        if end - i < 3 or ts[end - 1].low not in speech().pointing or any(len(person_key(m.name)) > 1 for m in names):
            return False
        post = self.register.post_before(self.register.index(names[-1].start), i)
        return post is not None and not self.current_is(names[-1].name)

    def current_is(self, name: str) -> bool:
        """Whether a name is that of the person spoken of last."""
        return self.person is not None and set(person_key(name)) <= set(person_key(self.person.name))

    def _post(self, post: Post) -> Speaker | None:
        """A post alone: its holder; the current speaker where it points back; else the post itself speaks."""
        register = self.register
        holder = register.holder_of(post)
        if holder is not None:
            return holder
        pointing = post.last < len(register.ts) and register.ts[post.last].low in speech().pointing
        bare = post.body is None and not post.candidates and not post.public
        if self.current is not None and (pointing or bare):
            return self.current
        words = register.words(post)
        return Speaker(words, None, post.office if post.public else words, person=False)

    def _unnamed(self, a: int, b: int, reported: bool) -> Speaker | None:
        """Pronouns and epithets mean the current speaker; a role ("salah satu warga") or body ("Pemprov Riau") speaks for itself."""
        a = self._last_part(a, b)
        words = " ".join(self.register.text[a:b].split()).strip(" ,.:;-–\"'“”")
        low = [t.low for t in tokens(words)]
        if not low:
            return self.current
        s = speech()
        if (handle := HANDLE.search(words)) is not None:
            return Speaker(handle.group(), None, "warganet", person=False)
        if low[0] in s.impersonal and (s.pointing & set(low) or len(low) == 1):
            return None if reported else self.current  # a post of somebody's ("kata unggahan itu") speaks his words
        if len(low) == 1 and words.isupper() and (name := self.register.initialled(words)) is not None:
            return self.register.person(name)
        if (initials := INITIALS.fullmatch(words)) is not None and initials[1].casefold() not in offices().bodies.public | names().degrees:
            return self.register.person(initials[1])
        if low[0] in s.pronouns or low[-1] in s.pronouns or "pihaknya" in low:
            return self.current
        if any(w in speech().pointing for w in low[-4:]):
            return self.current if not reported or self._describes(a, b, low) else None
        if low[0] in s.epithets and self.current is not None:
            return self.current
        role = self.register.role_in(a, b)
        while len(low) > 1 and words.casefold().endswith(f" {low[-1]}") and low[-1] in s.adverbs:
            words = words[: -len(low.pop()) - 1]
        if role is not None and len(low) <= UNNAMED_WORDS:
            return Speaker(words.rpartition(", ")[2], None, role, person=False)
        body = self.register.body_in(a, b)
        if body is None and ACRONYM.fullmatch(words):
            return Speaker(words, None, ORGANISATION_ROLE, person=False)
        return Speaker(body, None, body, person=False) if body is not None else None

    def _describes(self, a: int, b: int, low: Sequence[str]) -> bool:
        """Whether words that point back are those of a person or body: "eks Kabareskrim itu"; no "paradigma baru ini"."""
        register = self.register
        known = offices().cues.former | speech().epithets | speech().collective | offices().bodies.public | private().nouns
        return (
            not known.isdisjoint(low)
            or register.role_in(a, b) is not None
            or bool(register.posts_in(a, b))
            or low[0].startswith(offices().abbreviations.prefixes)
        )

    def _last_part(self, a: int, b: int) -> int:
        """Where the words behind the last comma begin: the subject, where a clause stands before it ("Sejak pagi, warga menduga")."""
        ts = self.register.ts
        i, end = self.register.index(a), self.register.index(b)
        comma = next((k for k in range(end - 2, i, -1) if ts[k].text == ","), None)
        return ts[comma + 1].start if comma is not None else a

    def advance(self, offset: int, quotations: Sequence[Quotation]) -> None:
        """Read the sentences up to `offset` for their subjects; sentences inside quotation marks have none."""
        sentences = self.reading.sentences
        while self._sentence < len(sentences) and sentences[self._sentence].start < offset:
            s = sentences[self._sentence]
            self._sentence += 1
            while self._quotation < len(quotations) and (
                quotations[self._quotation].speech != "direct" or quotations[self._quotation].end <= s.start
            ):
                self._quotation += 1
            if self._quotation < len(quotations) and quotations[self._quotation].start - 3 <= s.start:
                continue
            subject = self._subject(s.start, s.end)
            if subject is not None:
                self.person, self._subject_sentence = subject, self._sentence

    def _subject(self, a: int, b: int) -> Speaker | None:
        """The person whom a sentence opens with."""
        register = self.register
        for m in register.names_in(a, min(b, a + SUBJECT_REACH)):
            if m.headline and self.person is not None:
                return None
            if self._opens(a, m.start):
                return register.person(m.name)
        giver = self._giver(a, b)
        if giver is not None:
            return giver
        posts = [p for p in register.posts_in(a, min(b, a + SUBJECT_REACH)) if register.ts[p.first].start - a < POST_REACH]
        if posts and posts[0].public and self._opens(a, register.ts[posts[0].first].start):
            return register.holder_of(posts[0])
        return None

    def _giver(self, a: int, b: int) -> Speaker | None:
        """Whose praise or complaint ends a sentence: "Capaian ini menuai apresiasi dari Anggota X, Budi." """
        register = self.register
        i, end = register.index(a), register.index(b)
        last = register.names_in(a, b)[-1:]
        noun = next((k for k in range(end - 1, i, -1) if register.ts[k].low in speech().given_by), None)
        if (
            noun is None
            or not last
            or noun + 1 >= end
            or register.ts[noun + 1].low not in ("dari", "oleh")
            or last[0].start < register.ts[noun].end
        ):
            return None
        closed = not any(t.shape in "CUIl" for t in register.ts[register.index(last[0].end) : end])
        return register.person(last[0].name) if closed else None

    def _opens(self, a: int, start: int) -> bool:
        """Whether a name stands in the subject of its sentence: no other verb or preposition before it.

        "Hal itu disampaikan (oleh) Bupati X" makes X the one who is spoken of next.
        """
        register, s = self.register, speech()
        i, end = register.index(a), register.index(start)
        post = register.post_before(end, i)
        if post is not None:
            end = post.first
        verb = held = False
        for k in range(i, end):
            t = register.ts[k]
            if t.text == ",":
                held = False
                verb = verb and register.ts[i].low not in offices().cues.subordinate  # "Saat ditanya soal X, Budi meminta"
            if t.shape != "l":
                continue
            if t.low in s.passives or t.low == "oleh":
                verb, held = k < end - 2, False
            elif t.low in s.beside:
                held = True
            elif t.low in s.reports or (t.low.startswith(("me", "di", "ber")) and len(t.low) > 5 and t.low not in s.openers):
                verb = True
        return not verb and not held


def resolve(reading: Reading, facts: Facts) -> tuple[list[Statement], list[Unresolved]]:
    """Quotations -> statements with their speakers.

    A quotation in marks whose speaker the text does not tell is unresolved, and so is reported speech of a pronoun that means
    nobody; a verb of speech whose subject is no speaker ("aturan itu menegaskan") reports nothing.
    """
    referents = Referents(reading, facts)
    said: list[Statement] = []
    unsaid: list[Unresolved] = []
    taken: set[str] = set()
    quotations = sorted(facts.quotations, key=lambda q: (q.start, q.end))
    last_end, last_speaker = -1, None
    for q, behind in itertools.zip_longest(quotations, quotations[1:]):
        referents.advance(q.start, quotations)
        if behind is not None and q.cue is None and _goes_on(reading, q, behind):
            speaker = referents.in_words(behind.speaker_start or 0, behind.speaker_end or 0) or referents.current
        elif q.speaker_start is not None and q.speaker_end is not None:
            speaker = referents.in_words(q.speaker_start, q.speaker_end, reported=q.speech == "indirect")
        elif (
            q.cue is None
            and last_end >= 0
            and "\n" not in reading.text[last_end : min(q.start, last_end + SAME_LINE)]
            and q.start - last_end < SAME_LINE
        ):
            speaker = last_speaker or referents.current  # the second half of a quotation that its cue interrupts
        elif q.cue in speech().after or q.cue in speech().sources or q.cue in speech().passives:
            speaker = referents.said_so(q)
        else:
            speaker = referents.current
        if speaker is None:
            if q.speech == "direct" or q.speaker_start is None:
                unsaid.append(_unresolved(reading, q, taken))
            continue
        referents.spoke(speaker)
        last_end, last_speaker = q.end, speaker
        said.append(_statement(reading, q, speaker, taken))
    return said, unsaid


def _goes_on(reading: Reading, q: Quotation, behind: Quotation) -> bool:
    """Whether a quotation without a cue is the first part of the next one, which names its speaker: nothing but marks between them."""
    between = reading.text[q.end : behind.start] if behind.start - q.end <= MARKS_ONLY else "x"
    direct = q.speech == behind.speech == "direct"
    return direct and behind.cue is not None and behind.speaker_start is not None and not any(c.isalnum() for c in between)


def _statement(reading: Reading, q: Quotation, speaker: Speaker, taken: set[str]) -> Statement:
    return Statement(
        id=record_id("statement", q.start, taken),
        text=reading.text[q.start : q.end],
        start=q.start,
        end=q.end,
        rule=RULE,
        rule_version=VERSION,
        speaker=speaker.name,
        speech=q.speech,
        official=speaker.official,
        role=speaker.role,
    )


def _unresolved(reading: Reading, q: Quotation, taken: set[str]) -> Unresolved:
    return Unresolved(
        id=record_id("unresolved-statement", q.start, taken),
        text=reading.text[q.start : q.end],
        start=q.start,
        end=q.end,
        rule=RULE,
        rule_version=VERSION,
        kind="statements",
        field="speaker",
        reason="no person, post or body is named as the speaker",
    )
