"""Who said it: quotations -> statements with the full name of the speaker, or the post, body or role of one never named."""

from __future__ import annotations

from collections.abc import Sequence

from extraction.assemble.register import UNKNOWN_ROLE, Register, Speaker
from extraction.find import Facts
from extraction.names import skip_honorifics
from extraction.posts import Post
from extraction.reading import Reading
from extraction.rules.quotations import Quotation
from extraction.tokens import tokens
from tagih.records import Official, Statement, Unresolved
from tagih.records.ids import record_id
from tagih.vocabulary.speech import speech

__all__ = ["RULE", "UNKNOWN_ROLE", "VERSION", "resolve"]

RULE = "speakers"
VERSION = "2"
SUBJECT_REACH = 180  # code points from a sentence's beginning in which its subject's name begins
SAME_LINE = 300  # code points between the halves of a quotation that its cue interrupts
POST_REACH = 40  # the same for a post named alone
UNNAMED_WORDS = 8  # words of a speaker without name: "salah satu pedagang di pasar itu"


class Referents:
    """Reads a document once from front to back and knows at each place whom "ia" and "-nya" mean.

    `person` is the person spoken of last, `body` the body or group that spoke last: a pronoun means it only where
    the text has named no person yet.
    """

    def __init__(self, reading: Reading, officials: Sequence[Official]) -> None:
        self.reading = reading
        self.register = Register(reading, officials)
        self.person: Speaker | None = None
        self.body: Speaker | None = None
        self._sentence = 0
        self._quotation = 0

    @property
    def current(self) -> Speaker | None:
        """Whom a pronoun means here."""
        return self.person or self.body

    def spoke(self, speaker: Speaker) -> None:
        """Somebody has spoken: pronouns behind this place mean them."""
        if speaker.person:
            self.person = speaker
        else:
            self.body = speaker

    def in_words(self, a: int, b: int) -> Speaker | None:
        """Whom the words `[a, b)` beside a cue mean; None where they name nobody who speaks."""
        register = self.register
        names = register.names_in(a, b)
        if names:
            if skip_honorifics(register.ts, register.index(a)) == register.index(names[0].start):
                return register.person(names[0].name)  # what stands behind a name that opens is its post: "kata Budi, Manajer Hotel X"
            free = [m for m in names if not register.beside(m.start)]
            return register.person((free or names)[-1].name)
        posts = register.posts_in(a, b)
        if posts:
            free_posts = [p for p in posts if not register.beside(register.ts[p.first].start)]
            return self._post((free_posts or posts)[0])
        return self._unnamed(a, b)

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

    def _unnamed(self, a: int, b: int) -> Speaker | None:
        """Pronouns and epithets mean the current speaker; a role ("salah satu warga") or body ("Pemprov Riau") speaks for itself."""
        words = " ".join(self.register.text[a:b].split()).strip(" ,.:;-–\"'“”")
        low = [t.low for t in tokens(words)]
        if not low:
            return self.current
        s = speech()
        if len(low) == 1 and words.isupper() and (name := self.register.initialled(words)) is not None:
            return self.register.person(name)
        if low[0] in s.pronouns or low[-1] in s.pronouns or "pihaknya" in low or any(w in speech().pointing for w in low[-4:]):
            return self.current
        if low[0] in s.epithets and self.current is not None:
            return self.current
        role = self.register.role_in(a, b)
        if role is not None and len(low) <= UNNAMED_WORDS:
            return Speaker(words.rpartition(", ")[2], None, role, person=False)
        body = self.register.body_in(a, b)
        return Speaker(body, None, body, person=False) if body is not None else None

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
            self.person = self._subject(s.start, s.end) or self.person

    def _subject(self, a: int, b: int) -> Speaker | None:
        """The person whom a sentence opens with."""
        register = self.register
        for m in register.names_in(a, min(b, a + SUBJECT_REACH)):
            if m.headline and self.person is not None:
                return None
            if self._opens(a, m.start):
                return register.person(m.name)
        posts = [p for p in register.posts_in(a, min(b, a + SUBJECT_REACH)) if register.ts[p.first].start - a < POST_REACH]
        if posts and posts[0].public and self._opens(a, register.ts[posts[0].first].start):
            return register.holder_of(posts[0])
        return None

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
    referents = Referents(reading, facts.officials)
    said: list[Statement] = []
    unsaid: list[Unresolved] = []
    taken: set[str] = set()
    quotations = sorted(facts.quotations, key=lambda q: (q.start, q.end))
    last_end, last_speaker = -1, None
    for q in quotations:
        referents.advance(q.start, quotations)
        if q.speaker_start is not None and q.speaker_end is not None:
            speaker = referents.in_words(q.speaker_start, q.speaker_end)
        elif (
            q.cue is None
            and last_end >= 0
            and "\n" not in reading.text[last_end : min(q.start, last_end + SAME_LINE)]
            and q.start - last_end < SAME_LINE
        ):
            speaker = last_speaker or referents.current  # the second half of a quotation that its cue interrupts
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
