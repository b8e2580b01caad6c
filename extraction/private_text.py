"""A document as the search for people without office reads it: its tokens and names, and the nouns of persons among them."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence

from extraction.namebook import Mention, name_book
from extraction.names import Name, person_key
from extraction.people import People
from extraction.posts import Post
from extraction.reading import Reading
from extraction.tokens import TOKEN, Token
from tagih.vocabulary.names import names
from tagih.vocabulary.offices import by_first_word, offices, post_forms
from tagih.vocabulary.private import private

BREAKS = frozenset('.!?\n"“”:;')

Phrases = Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]


def is_public(post: Post) -> bool:
    """A post of the state, other states' included: "Presiden Turki"; no president of a firm, no minister of a students' board."""
    national = post.entry.level == "nasional" and not post.office.casefold().startswith(("presiden direktur", "presiden komisaris"))
    return post.public or (national and offices().bodies.private.isdisjoint(person_key(post.office)))


class PrivateText:
    """A document's tokens and names, and the nouns of persons among them."""

    def __init__(self, reading: Reading, found: People) -> None:
        self.reading = reading
        self.book = name_book(reading)
        self.ts: Sequence[Token] = self.book.ts
        self.names = [n for name in self.book.all if (n := self._bare(name)) is not None and person_key(n.text)]
        self.posts = {p.first for p in (*found.alone, *(m.post for m in found.posted if m.post is not None)) if is_public(p)}
        self.heads = {p.first for p in (*found.alone, *(m.post for m in found.posted if m.post is not None))}
        self.longer = {
            n.text.casefold() for n in self.names if n.after < len(self.ts) and self.ts[n.after].shape in "CUId" and not self.person(n)
        }
        self.located = {person_key(n.text) for n in self.names if self.low(self.before(n)) in ("di", "ke")}

    def _bare(self, name: Name) -> Name | None:
        """A name without the country or the firm's title that stands before it: "Founder Basrin", "Turki Basrin"."""
        first = name.first
        for k in range(name.first, name.last):
            if self.ts[k].low in offices().bodies.foreign | private().titles:
                first = k + 1
        if first == name.first:
            return name
        return Name(first, name.last, name.after, " ".join(t.text for t in self.ts[first : name.last])) if first < name.last else None

    def read_as_person(self, name: Name) -> bool:
        """Whether the trained model reads a person's name at exactly these words."""
        start, end = self.ts[name.first].start, self.ts[name.last - 1].end
        return any(e.label == "PER" and (e.start, e.end) == (start, end) for e in self.reading.entities_near(start))

    def headline(self, name: Name) -> bool:
        return self.mention(name).headline

    def mention(self, name: Name) -> Mention:
        return self.book.mention(name, None)

    def low(self, i: int) -> str:
        """A token's word, a line break beyond the text's ends."""
        return self.ts[i].low if 0 <= i < len(self.ts) else "\n"

    def phrase(self, table: Phrases, i: int) -> int:
        """How many tokens a phrase of the table takes at token `i`, the longest; 0 for none."""
        for words, _ in table.get(self.low(i), ()):
            if all(self.low(i + k) == w for k, w in enumerate(words)):
                return len(words)
        return 0

    def noun(self, i: int) -> int:
        """How many tokens a person's noun takes at token `i`; 0 for none. "istrinya" is one."""
        word = self.low(i)
        return self.phrase(nouns(), i) or int(word.endswith("nya") and word[:-3] in nouns())

    def before(self, name: Name) -> int:
        """The token before a name and its honorifics."""
        k = name.first - 1
        while k >= 0 and (
            self.ts[k].text == "." or (self.ts[k].low in names().honorifics and (len(self.ts[k].low) > 1 or self.ts[k].shape == "I"))
        ):
            if self.ts[k].text == "." and not (k and self.ts[k].glued and self.ts[k - 1].low in names().honorifics):
                break
            k -= 1
        return k

    def opens(self, i: int) -> bool:
        """Whether a token opens a sentence, line or quotation."""
        return i <= 0 or self.ts[i - 1].text in BREAKS

    def person(self, name: Name) -> bool:
        """Whether a name's words are those of persons' names."""
        return not (names().given - private().common).isdisjoint(person_key(name.text))


def _phrases(words: frozenset[str]) -> Phrases:
    return by_first_word((" ".join(m.group() for m in TOKEN.finditer(w)), w) for w in words)


@functools.cache
def nouns() -> Phrases:
    """Nouns of persons; roles that are posts too ("koordinator") tell no person without office."""
    return _phrases(private().nouns | {role for role in offices().roles if role.split()[0] not in post_forms()})


@functools.cache
def introducers() -> Phrases:
    """Words between a noun of a person and the name."""
    return _phrases(private().introduce)


@functools.cache
def lawyers() -> Phrases:
    """Words for a lawyer, behind which the client's name stands."""
    return _phrases(private().lawyers)
