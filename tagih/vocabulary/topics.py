"""Topics, programmes, beneficiaries and indicators: what a commitment is about, for whom, and what a target measures."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator, Mapping

from pydantic import BaseModel, ConfigDict, Field, field_validator

from tagih.vocabulary.load import checked, shipped
from tagih.vocabulary.undertakings import CLITIC, WORD

FILE = "topics.toml"


class _Words(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    title: str | None = None
    words: tuple[str, ...] = Field(min_length=1)

    @field_validator("words")
    @classmethod
    def _clean(cls, words: tuple[str, ...]) -> tuple[str, ...]:
        wrong = [b for a, b in itertools.pairwise(words) if a >= b]
        if wrong:
            raise ValueError(f"{wrong[0]!r} stands twice or out of order")
        for w in words:
            if w != w.casefold() or w != " ".join(w.split()):
                raise ValueError(f"{w!r} is not a lower-case phrase")
        return words


class Topics(BaseModel):
    """The file: names in each part are what the records print."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    topics: dict[str, _Words]
    programmes: dict[str, _Words]
    beneficiaries: dict[str, _Words]
    indicators: _Words

    def phrases(self, part: str) -> Mapping[tuple[str, ...], str]:
        """Phrase as words -> the name it stands for, of one part."""
        named: Mapping[str, _Words] = {"topics": self.topics, "programmes": self.programmes, "beneficiaries": self.beneficiaries}[part]
        return {tuple(WORD.findall(phrase)): name for name, group in named.items() for phrase in group.words}


def load(text: str, *, where: str = FILE) -> Topics:
    """Check a vocabulary file's text. Raises VocabularyError that names the first thing wrong."""
    return checked(Topics, text, where=where)


@functools.cache
def topics() -> Topics:
    """The vocabulary, read and checked once. Raises VocabularyError."""
    return load(shipped(FILE))


@functools.cache
def _index(part: str) -> tuple[Mapping[tuple[str, ...], str], int]:
    phrases = topics().phrases(part)
    return phrases, max(len(p) for p in phrases)


def _find(text: str, part: str) -> Iterator[str]:
    """Names in order of the text, the longest phrase at each place ("pekerja rentan" before "pekerja")."""
    phrases, longest = _index(part)
    words = [m.group().casefold() for m in WORD.finditer(text)]
    i = 0
    while i < len(words):
        for n in range(min(longest, len(words) - i), 0, -1):
            phrase = words[i : i + n]
            name = phrases.get(tuple(phrase)) or phrases.get((*phrase[:-1], CLITIC.sub("", phrase[-1])))
            if name:
                yield name
                i += n
                break
        else:
            i += 1


def find_topics(text: str) -> tuple[str, ...]:
    """Topics of a sentence, each once, in order ("jamsostek", "keuangan_daerah")."""
    return tuple(dict.fromkeys(_find(text, "topics")))


def find_programmes(text: str) -> tuple[str, ...]:
    """Programmes that a sentence names ("JKK", "JKM")."""
    return tuple(dict.fromkeys(_find(text, "programmes")))


def find_beneficiaries(text: str) -> tuple[str, ...]:
    """Whom a sentence is for ("pekerja rentan", "nelayan"); the public at large only where nobody closer is named."""
    found = dict.fromkeys(_find(text, "beneficiaries"))
    return tuple(n for n in found if n != "masyarakat") or tuple(found)
