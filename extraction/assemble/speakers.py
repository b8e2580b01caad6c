"""Who said it: quotations -> statements with the full name of the speaker, or the post, body or role of one never named."""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Sequence

from extraction.assemble.register import UNKNOWN_ROLE, Register, Speaker
from extraction.assemble.subjects import subject
from extraction.find import Facts
from extraction.namebook import Mention
from extraction.names import person_key, skip_degrees, skip_honorifics
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
VERSION = "4"
SAME_LINE = 300  # code points between the halves of a quotation that its cue interrupts
NEAR = 1  # sentences between one that tells of a person and a quotation that is theirs
MARKS_ONLY = 12  # code points between two quotations that stand one behind the other
INITIALS = re.compile(
    r"(?P<role>[A-Za-z][a-z]+ (?:[a-z]+ ){0,4})?(?P<letters>[A-Z]{1,3})(?: ?\(\d{1,3}(?: tahun)?\)?)?"
)  # "RW (33)", "korban berinisial S"
INITIALLED = frozenset({"berinisial", "inisial"})
ACRONYM = re.compile(r"[A-Z]{3,8}")  # an organisation by its initials: "KPPOD"
DATELINE = re.compile(r"[A-Z][A-Z .,/()]+ ?[-–—]+ ?")
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
        self._acted_on = self._tells = self._confesses = False
        self._reported = [q.start for q in facts.quotations if q.speech == "indirect"]

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
        if self._confesses and person is not self.voice and q.cue in speech().continuing:
            return self.voice
        if person is None or self.voice is None or self._tells or self._confesses or person.name in self.speaking:
            return self.current
        goes_on = self._acted_on or q.cue in speech().continuing  # whoever spoke before
        return self.current if person.official is not None and not goes_on else self.voice

    @property
    def current(self) -> Speaker | None:
        """Whom a pronoun means here."""
        return self.person or self.body

    def spoke(self, speaker: Speaker, *, reported: bool = False) -> None:
        """Somebody has spoken: pronouns behind this place mean them. A suspect told by initials, whose confession is `reported`,
        does not take the word from whoever tells of it."""
        if speaker.person and reported and INITIALS.fullmatch(speaker.name) and self.voice is not None:
            self.person, self._confesses = speaker, True
        elif speaker.person:
            self.person = self.voice = speaker
            self._confesses = False
            self._acted_on = self._tells = False
        else:
            self.body = speaker

    def in_words(self, a: int, b: int, *, reported: bool = False) -> Speaker | None:
        """Whom the words `[a, b)` beside a cue mean; None where they name nobody who speaks."""
        register = self.register
        names = register.names_in(a, b)
        if self.current is not None and self._stands_for(a, b, named=bool(names)):
            return self.current
        if names and self._points_back(a, b, names):
            return self.current
        if names:
            if skip_honorifics(register.ts, register.index(a)) == register.index(names[0].start) and not self._runs_on(names):
                return register.person(names[0].name)  # what stands behind a name that opens is its post: "kata Budi, Manajer Hotel X"
            free = [m for m in names if not register.beside(m.start)]
            return register.person((free or names)[-1].name)
        posts = register.posts_in(a, b)
        if posts:
            free_posts = [p for p in posts if not register.beside(register.ts[p.first].start)]
            return self._post((free_posts or posts)[0])
        return self._unnamed(a, b, reported)

    def _runs_on(self, names: Sequence[Mention]) -> bool:
        """Whether more capitals follow the first of several names at once: no person's but an unknown title, "Dinamisator Walhi Kaltim, Budi"."""
        ts = self.register.ts
        i = skip_degrees(ts, self.register.index(names[0].end))
        return len(names) > 1 and i < len(ts) and ts[i].shape in "CU" and not self.register.begins_post(i)

    def _stands_for(self, a: int, b: int, *, named: bool) -> bool:
        """Whether words stand for the current speaker, whatever post or name they hold: "Ia yang juga Ketua X", "pria yang menjabat Camat Y",
        "menantu Presiden Z itu"."""
        s, ts = speech(), self.register.ts
        i, end = self.register.index(a), self.register.index(b)
        while i < end and (ts[i].low in s.conjunctions or ts[i].text == ","):
            i += 1
        while end > i and (ts[end - 1].low in s.adverbs or ts[end - 1].shape == "p"):
            end -= 1
        if end - i < 2:
            return False
        first, second, points = ts[i].low, ts[i + 1].low, ts[end - 1].low in s.pointing
        if first in ("ia", "dia", "beliau"):
            return True
        return (first in s.epithets and second in s.describing and (points or not named)) or (first in s.kin and points)

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
        if self.person is not None and self.person.official is not None and not post.candidates:
            held = register.by_id[self.person.official]
            if held.office.casefold().split()[0] == post.office.casefold().split()[0]:
                return self.person  # "papar Direktur Reskrimsus" of the "Direktur Reserse Kriminal Khusus"
        bare = post.body is None and not post.candidates and not post.public
        if self.current is not None and (pointing or bare):
            return self.current
        words = register.words(post)
        return Speaker(words, None, post.office if post.public else words, person=False)

    def _unnamed(self, a: int, b: int, reported: bool) -> Speaker | None:
        """Pronouns and epithets mean the current speaker; a role ("salah satu warga") or body ("Pemprov Riau") speaks for itself."""
        a = self._last_part(a, b)
        words = " ".join(self.register.text[a:b].split()).strip(" ,.:;-–\"'“”")
        s = speech()
        words = DATELINE.sub("", words)
        while (parts := words.casefold().split())[1:] and (
            parts[0] in s.conjunctions or (parts[0] in s.occasions and parts[1] in s.pointing)
        ):
            words = words.split(" ", 2 if parts[0] in s.occasions else 1)[-1]  # "Sementara warga", "Saat itu warga"
        named = _first_verbless(words)
        if named != words:
            words, b = named, self.register.text.find(named.split()[-1], a) + len(named.split()[-1])
        low = [t.low for t in tokens(words)]
        if not low:
            return self.current
        while len(low) > 1 and words.casefold().endswith(f" {low[-1]}") and low[-1] in s.adverbs:
            words = words[: -len(low.pop()) - 1]
        if (handle := HANDLE.search(words)) is not None:
            return Speaker(handle.group(), None, "warganet", person=False)
        if low[0] in s.impersonal and (s.pointing & set(low) or len(low) == 1):
            return None if reported else self.current  # a post of somebody's ("kata unggahan itu") speaks his words
        if len(low) == 1 and words.isupper() and (name := self.register.initialled(words)) is not None:
            return self.register.person(name)
        if (letters := _initials(words)) is not None:
            return self.register.person(letters)
        if low[0] in s.pronouns or low[-1] in s.pronouns or "pihaknya" in low:
            return self.current
        if any(w in s.pointing and before not in s.occasions for before, w in itertools.pairwise(["", *low][-5:])):
            return self.current if not reported or self._describes(a, b, low) else None
        if low[0] in s.epithets and self.current is not None:
            return self.current
        role = self.register.role_in(a, b)
        if role is not None and len(low) <= UNNAMED_WORDS:
            return Speaker(words.rpartition(", ")[2], None, role, person=False)
        body = self.register.body_in(a, b)
        if body is None and low[0] == "pihak" and 1 < len(low) <= UNNAMED_WORDS:
            return Speaker(words, None, words, person=False)
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
            found = subject(self.register, s.start, self._said_from(s.start, s.end), anybody=self.person is not None)
            if found is not None:
                self.person, self._acted_on, self._tells = found.person, found.acted_on, found.tells
                self._subject_sentence, self._confesses = self._sentence, False

    def _said_from(self, a: int, b: int) -> int:
        """Where reported speech begins in a sentence, else the sentence's end: whom it names is no subject of the story."""
        k = bisect.bisect_left(self._reported, a)
        return self._reported[k] if k < len(self._reported) and self._reported[k] < b else b


def _initials(words: str) -> str | None:
    """The initials that somebody is told by, alone or behind a noun of those who go by them: "RW (33)", "tersangka DL"."""
    m = INITIALS.fullmatch(words)
    if m is None:
        return None
    if (
        m["role"] is not None
        and INITIALLED.isdisjoint(m["role"].casefold().split())
        and private().surely.isdisjoint(m["role"].casefold().split())
    ):
        return None
    known = offices().bodies.public | (names().degrees if len(m["letters"]) > 1 else frozenset())
    return m["letters"] if m["letters"].casefold() not in known else None


def _first_verbless(words: str) -> str:
    """Words that name a speaker without the verbs that stand between them and the cue: "Polisi memeriksa saksi dan" names "Polisi"."""
    parts = words.split()
    if parts[-1:] and parts[-1] in ("dan", "serta", "sambil"):
        verb = next((k for k, w in enumerate(parts) if k and len(w) > 5 and w.startswith(("me", "di", "ber"))), None)
        return " ".join(parts[:verb]) if verb is not None else words
    return words


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
        referents.spoke(speaker, reported=q.speech == "indirect")
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
