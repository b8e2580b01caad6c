"""Who said it: quotations -> statements with the full name of the speaker, or the office, body or role of one never named."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass

from extraction.find import Facts
from extraction.names import person_key
from extraction.people import Mention, People, people
from extraction.posts import Post
from extraction.reading import Reading
from extraction.rules.quotations import Quotation
from extraction.tokens import Token, tokens
from tagih.records import Official, Statement, Unresolved
from tagih.records.ids import record_id
from tagih.vocabulary.offices import offices, role_forms
from tagih.vocabulary.speech import speech

RULE = "speakers"
VERSION = "2"
UNKNOWN_ROLE = "narasumber"
POINTING = frozenset({"ini", "itu", "tersebut"})
BESIDE = frozenset(
    "oleh kepada dengan dari bersama di untuk pada didampingi dampingi ke terhadap bagi antara dihadiri mendampingi menemui bertemu temani ditemani terkait soal tentang melalui menyebut nama akun kantor instruksi arahan".split()
)
ADVERBIAL = frozenset(
    {
        "menurut",
        "melalui",
        "mengenai",
        "dirinya",
        "bersama",
        "berdasarkan",
        "bernama",
        "berkaitan",
        "mengawali",
        "menutup",
        "menyikapi",
        "menanggapi",
        "berikutnya",
        "menindaklanjuti",
    }
)
SUBJECT_REACH = 110  # code points from a sentence's beginning in which its subject's name begins


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks: the name as the text gives it (or office, body, role), the official's record, the role published for others."""

    name: str
    official: str | None
    role: str | None


def person_named(officials: Sequence[Official], words: str) -> Official | None:
    """The official whom these words mean: a full or short name, or the post alone ("Wali Kota", "Kadishub Kota X").

    None where nobody fits, or where several do.
    """
    key = person_key(words)
    if not key:
        return None
    named = [o for o in officials if _meets(key, person_key(o.name))]
    if named:
        people_ = {o.name for o in named}
        return named[0] if len(people_) == 1 else _fullest(named, key)
    return _holder(officials, words)


def _meets(words: tuple[str, ...], name: tuple[str, ...]) -> bool:
    """Whether words hold a name or a part of it that tells it: two words, the first, or a lone last one."""
    shared = [w for w in name if w in words and len(w) > 1]
    return bool(shared) and (len(shared) >= min(2, len(name)) or words[-1] in shared and len(words) <= 2 or len(words) == 1)


def _fullest(named: Sequence[Official], key: tuple[str, ...]) -> Official | None:
    scored = sorted(named, key=lambda o: -len(set(person_key(o.name)) & set(key)))
    best = len(set(person_key(scored[0].name)) & set(key))
    second = next((o for o in scored if o.name != scored[0].name), None)
    if second is not None and len(set(person_key(second.name)) & set(key)) == best:
        return None
    return scored[0]


HEADS = {
    "walikota": "wali kota",
    "wawali": "wakil wali kota",
    "wawako": "wakil wali kota",
    "walkot": "wali kota",
    "wagub": "wakil gubernur",
    "wabup": "wakil bupati",
    "sekda": "sekretaris daerah",
    "kadis": "kepala dinas",
    "kaban": "kepala badan",
    "jubir": "juru bicara",
    "wapres": "wakil presiden",
}


def _office_words(text: str) -> list[str]:
    words = " ".join(person_key(text))
    for short, whole in HEADS.items():
        if words.split()[:1] == [short]:
            words = whole + words[len(short) :]
    return words.split()


def _holder(officials: Sequence[Official], words: str) -> Official | None:
    """The one holder of a post named alone."""
    asked = _office_words(words)
    fits: list[tuple[int, Official]] = []
    for o in officials:
        office = _office_words(o.office)
        head = office[:2] if office[0] in ("wakil", "ketua", "kepala", "anggota", "sekretaris", "wali", "direktur") else office[:1]
        exact = asked[: len(office)] == office
        if exact or asked == head or (asked == office[: len(asked)]) or (len(asked) == 1 and asked[0] == office[0]):
            fits.append((len(office) if exact else 0, o))
    if not fits:
        return None
    best = max(f[0] for f in fits)
    found = [o for score, o in fits if score == best]
    return found[0] if len({o.name for o in found}) == 1 else None


class Resolver:
    """Reads a document once from front to back and knows at each place whom "ia" and "-nya" mean."""

    def __init__(self, reading: Reading, officials: Sequence[Official]) -> None:
        self.reading = reading
        self.text = reading.text
        self.officials = officials
        self.people: People = people(reading)
        self.ts: Sequence[Token] = tokens(reading.text)
        self.token_starts = [t.start for t in self.ts]
        self.names = [m for m in self.people.names]
        self.name_starts = [m.start for m in self.names]
        self.posts = sorted((*self.people.alone, *(m.post for m in self.people.posted if m.post is not None)), key=lambda p: p.first)
        self.post_starts = [self.ts[p.first].start for p in self.posts]
        self.roles = self._roles()
        self.full = self._full_names()
        self.current: Speaker | None = None
        self.sentence = 0
        self.quoted = 0

    def _roles(self) -> dict[tuple[str, ...], str]:
        """Roles of persons without public post by the words of their names."""
        roles: dict[tuple[str, ...], str] = {}
        for m in self.people.posted:
            if m.post is not None:
                head = m.post.office.casefold()
                if m.post.holding == "former":
                    role = "mantan pejabat"
                else:
                    role = next((v for words, v in _flat_roles() if head.startswith(words)), "pimpinan lembaga")
                roles.setdefault(person_key(m.name), role)
        return roles

    def _full_names(self) -> dict[str, list[tuple[tuple[str, ...], str]]]:
        """First and other words of names -> the full names that hold them, longest first; headlines only where the body has none."""
        table: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        seen: set[tuple[str, ...]] = set()
        known = [(person_key(o.name), o.name) for o in self.officials]
        body = [(person_key(m.name), m.name) for m in self.names if not m.headline]
        for key, name in (*known, *sorted(body, key=lambda f: -len(f[0]))):
            if key in seen or not key:
                continue
            seen.add(key)
            for w in key:
                table.setdefault(w, []).append((key, name))
        return table

    def full_name(self, name: str) -> str:
        """The fullest form that the text gives of a name."""
        key = person_key(name)
        best = name
        alias = self.people.aliases.get(name.casefold())
        if alias is not None:
            return alias
        if key and len(key) == 1 and all(set(other) == set(key) for other, _ in self.full.get(key[0], ())):
            longer = [
                written
                for word, found in self.full.items()
                if len(word) > len(key[0]) >= 3 and word.startswith(key[0]) or len(key[0]) >= 3 and word.endswith(key[0]) and word != key[0]
                for o, written in found
                if len(o) > 1
            ]
            if longer:
                return max(longer, key=len)
        for other, written in self.full.get(key[0] if key else "", ()):
            if set(key) <= set(other) and len(other) > len(person_key(best)) and (len(key) > 1 or len(other) <= 6):
                best = written
        return best

    def _official(self, name: str) -> Official | None:
        return person_named(self.officials, name)

    def _person(self, name: str, near: tuple[int, int]) -> Speaker:
        full = self.full_name(name)
        official = next((o for o in self.officials if o.name == full), None) or self._official(full)
        if official is not None:
            return Speaker(official.name, official.id, None)
        return Speaker(
            full, None, self.roles.get(person_key(full)) or self.roles.get(person_key(name)) or self._role_near(near) or UNKNOWN_ROLE
        )

    def _role_near(self, near: tuple[int, int]) -> str | None:
        """The role that stands beside a name: "warga setempat, Yuni", "Jafar (43), pedagang"."""
        return self._role_in(max(0, near[0] - 60), near[0]) or self._role_in(near[1], min(len(self.text), near[1] + 30))

    def _role_in(self, a: int, b: int) -> str | None:
        i, end = bisect.bisect_left(self.token_starts, a), bisect.bisect_left(self.token_starts, b)
        found = None
        forms = role_forms()
        for k in range(i, end):
            if self.ts[k].text in ".\n":
                found = None
            for words, role in forms.get(self.ts[k].low, ()):
                if [t.low for t in self.ts[k : k + len(words)]] == list(words):
                    found = role
                    break
        return found

    def in_words(self, a: int, b: int) -> Speaker | None:
        """Who is named in `[a, b)`: a person, a holder of a post, a role or body; None for pronouns and nothing."""
        names = self._names_in(a, b)
        if names:
            m = self._nearest(names, b)
            return self._person(m.name, (m.start, m.end))
        post = self._post_in(a, b)
        if post is not None:
            return self._post_holder(post, b)
        return self._unnamed(a, b)

    def _names_in(self, a: int, b: int) -> list[Mention]:
        k = bisect.bisect_left(self.name_starts, a)
        found = []
        while k < len(self.names) and self.names[k].start < b:
            found.append(self.names[k])
            k += 1
        return found

    def _nearest(self, names: Sequence[Mention], b: int) -> Mention:
        """The last name that no "bersama", "kepada" or post's own area puts aside."""
        free = [m for m in names if not self._beside(m.start)]
        return (free or list(names))[-1]

    def _beside(self, start: int) -> bool:
        """Whether a preposition stands before a name, its post and honorifics between."""
        i = bisect.bisect_left(self.token_starts, start)
        post = next((p for p in self.posts if p.first < i and i - 3 <= p.last <= i), None)
        if post is not None:
            i = post.first
        for k in range(i - 1, max(-1, i - 4), -1):
            if self.ts[k].low in BESIDE:
                return True
            if self.ts[k].shape == "p" or self.ts[k].shape == "l":
                return False
        return False

    def _post_in(self, a: int, b: int) -> Post | None:
        k = bisect.bisect_left(self.post_starts, a)
        found = [p for p in self.posts[k : k + 6] if self.ts[p.first].start < b and self.ts[p.last - 1].end <= b + 1]
        free = [p for p in found if not self._beside(self.ts[p.first].start)]
        return (free or found or [None])[0]

    def _post_holder(self, post: Post, b: int) -> Speaker | None:
        words = self._span(post)
        pointing = post.last < len(self.ts) and self.ts[post.last].low in POINTING
        if post.holding == "holds":
            official = _holder(self.officials, post.office) or _holder(self.officials, words)
            if official is not None and (post.office.split()[0] == official.office.split()[0] or not post.candidates):
                return Speaker(official.name, official.id, None)
        if pointing or (post.body is None and not post.candidates and self.current is not None and not post.public):
            return self.current
        return Speaker(words, None, post.office if post.public else words)

    def _span(self, post: Post) -> str:
        return " ".join(self.text[self.ts[post.first].start : self.ts[post.last - 1].end].split())

    def _unnamed(self, a: int, b: int) -> Speaker | None:
        """A role ("salah satu warga"), a body ("Pemprov Riau"), or the current speaker for pronouns and epithets."""
        words = " ".join(self.text[a:b].split()).strip(" ,.:;-–\"'")
        if not words:
            return self.current
        low = [t.low for t in tokens(words)]
        if low[0] in speech().pronouns or low[-1] in ("dia", "ia", "beliau", "pihaknya", "dirinya") or "pihaknya" in low:
            return self.current
        if low[-1] in POINTING or any(w in POINTING for w in low[-4:]):
            return self.current
        role = self._role_in(a, b)
        if role is not None and len(low) <= 8:
            return Speaker(words, None, role)
        body = self._body_in(a, b)
        if body is not None:
            return Speaker(body, None, body)
        return None

    def _body_in(self, a: int, b: int) -> str | None:
        """The last body or capitalised phrase of the words."""
        i, end = bisect.bisect_left(self.token_starts, a), bisect.bisect_left(self.token_starts, b)
        bodies = offices().bodies
        for k in range(i, end):
            t = self.ts[k]
            if (t.low in bodies.public or t.low.startswith(bodies.prefixes) and len(t.low) > 4) and (
                t.shape in "CU" or t.low in ("pemerintah", "polisi", "dinas")
            ):
                j = k + 1
                while j < end and (
                    self.ts[j].shape in "CUId" or self.ts[j].low in ("dan",) and j + 1 < end and self.ts[j + 1].shape in "CU"
                ):
                    j += 1
                return " ".join(self.text[t.start : self.ts[j - 1].end].split())
        return None

    def advance(self, offset: int, quotations: Sequence[Quotation]) -> None:
        """Read the sentences up to `offset` for their subjects."""
        sentences = self.reading.sentences
        while self.sentence < len(sentences) and sentences[self.sentence].start < offset:
            s = sentences[self.sentence]
            self.sentence += 1
            while self.quoted < len(quotations) and (quotations[self.quoted].speech != "direct" or quotations[self.quoted].end <= s.start):
                self.quoted += 1
            if self.quoted < len(quotations) and quotations[self.quoted].start - 3 <= s.start:
                continue
            subject = self._subject(s.start, min(s.end, s.start + 2 * SUBJECT_REACH))
            if subject is not None:
                self.current = subject

    def _subject(self, a: int, b: int) -> Speaker | None:
        """The person whom a sentence opens with."""
        for m in self._names_in(a, b):
            if m.headline and self.current is not None:
                return None
            if m.start - a > SUBJECT_REACH + 60:
                break
            if self._beside(m.start) or not self._opens(a, m.start):
                continue
            return self._person(m.name, (m.start, m.end))
        post = self._post_in(a, min(b, a + SUBJECT_REACH))
        if post is not None and post.public and self.ts[post.first].start - a < 40 and self._opens(a, self.ts[post.first].start):
            holder = self._post_holder(post, b)
            return holder if holder is not None and holder.official is not None else None
        return None

    def _opens(self, a: int, start: int) -> bool:
        """Whether a name stands in the subject of its sentence: no other verb or preposition before it.

        "Hal itu disampaikan Bupati X" makes X the one who is spoken of next.
        """
        i, end = bisect.bisect_left(self.token_starts, a), bisect.bisect_left(self.token_starts, start)
        post = next((p for p in self.posts if p.first >= i and p.last <= end and end - p.last <= 3), None)
        if post is not None:
            end = post.first
        verb = held = False
        for k in range(i, end):
            t = self.ts[k]
            if t.text == ",":
                held = False
            if t.shape != "l":
                continue
            if t.low in speech().passives or t.low == "oleh":
                verb = held = False
                if k < end - 2:
                    verb = True
            elif t.low in BESIDE:
                held = True
            elif t.low in speech().reports or (t.low.startswith(("me", "di", "ber")) and len(t.low) > 5 and t.low not in ADVERBIAL):
                verb = True
        return not verb and not held


def _flat_roles() -> list[tuple[str, str]]:
    return sorted(((" ".join(words), role) for found in role_forms().values() for words, role in found), key=lambda f: -len(f[0]))


def resolve(reading: Reading, facts: Facts) -> tuple[list[Statement], list[Unresolved]]:
    """Quotations -> statements with their speakers; those of unknown speakers are unresolved."""
    resolver = Resolver(reading, facts.officials)
    said: list[Statement] = []
    unsaid: list[Unresolved] = []
    taken: set[str] = set()
    quotations = sorted(facts.quotations, key=lambda q: (q.start, q.end))
    last: tuple[int, Speaker | None] = (-1, None)
    for n, q in enumerate(quotations):
        resolver.advance(q.start, quotations)
        speaker = _speaker(resolver, q, quotations, n, last)
        if speaker is None:
            unsaid.append(
                Unresolved(
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
            )
            continue
        if q.speech == "direct" or speaker.official is not None or q.cue is not None:
            resolver.current = speaker
        last = (q.end, speaker)
        said.append(
            Statement(
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
        )
    return said, unsaid


def _speaker(resolver: Resolver, q: Quotation, all_: Sequence[Quotation], n: int, last: tuple[int, Speaker | None]) -> Speaker | None:
    if q.speaker_start is not None and q.speaker_end is not None:
        return resolver.in_words(q.speaker_start, q.speaker_end)
    if q.cue is None and q.speech == "direct":
        line_start = resolver.text.rfind("\n", 0, q.start) + 1
        if last[0] >= line_start and last[1] is not None:
            return last[1]
    return resolver.current


def person_at(reading: Reading, officials: Sequence[Official], statements: Sequence[Statement], offset: int) -> Official | None:
    """The official whom "kami", "saya", "ia" or "-nya" at `offset` means: who speaks there, else the last subject before it."""
    by_id = {o.id: o for o in officials}
    for s in statements:
        if s.start <= offset < s.end:
            return by_id.get(s.official or "")
    resolver = Resolver(reading, officials)
    before = [s for s in statements if s.end <= offset]
    sentence = reading.sentence_index(offset)
    resolver.sentence = max(0, reading.sentence_index(before[-1].start) if before else 0)
    if before:
        resolver.current = Speaker(before[-1].speaker, before[-1].official, before[-1].role)
    resolver.advance(reading.sentences[sentence].start + 1 if reading.sentences else 0, ())
    current = resolver.current
    return by_id.get(current.official or "") if current else None
