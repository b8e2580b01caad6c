"""Words that measuring takes for the same: titles before names, short forms of bodies and posts, units of one meaning."""

from __future__ import annotations

import functools
import itertools

from pydantic import BaseModel, ConfigDict, field_validator

from tagih.vocabulary.load import checked, shipped

FILE = "agreement.toml"


def _sorted_lower(words: tuple[str, ...]) -> tuple[str, ...]:
    wrong = [b for a, b in itertools.pairwise(words) if a >= b]
    if wrong:
        raise ValueError(f"{wrong[0]!r} stands twice or out of order")
    for w in words:
        if not w or w != w.casefold() or w != " ".join(w.split()):
            raise ValueError(f"{w!r} is not a lower-case phrase")
    return words


class _Deep(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    first: tuple[str, ...]

    _clean = field_validator("first")(_sorted_lower)


class Agreement(BaseModel):
    """The file. Every key and every list is sorted, unique and lower case."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    titles: tuple[str, ...]
    people: tuple[str, ...]
    units: dict[str, str]
    bodies: dict[str, str]
    offices: dict[str, str]
    heads: dict[str, tuple[str, ...]]
    deep: _Deep

    _clean_lists = field_validator("titles", "people")(_sorted_lower)

    @field_validator("units", "bodies", "offices")
    @classmethod
    def _clean_table(cls, table: dict[str, str]) -> dict[str, str]:
        _sorted_lower(tuple(table))
        return table

    @field_validator("heads")
    @classmethod
    def _clean_heads(cls, heads: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        _sorted_lower(tuple(heads))
        for words in heads.values():
            _sorted_lower(words)
        return heads


def load(text: str, *, where: str = FILE) -> Agreement:
    """Check a file's text. Raises VocabularyError that names the first thing wrong."""
    return checked(Agreement, text, where=where)


@functools.cache
def agreement() -> Agreement:
    """The words, read and checked once. Raises VocabularyError."""
    return load(shipped(FILE))
