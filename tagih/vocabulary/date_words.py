"""Words around dates: deadlines, papers, page stamps. Data: dates.toml, checked hard, loaded once."""

from __future__ import annotations

import functools

from pydantic import BaseModel, ConfigDict

from tagih.vocabulary.load import checked, shipped
from tagih.vocabulary.quantities import Words

FILE = "dates.toml"


class DateWords(BaseModel):
    """Everything of dates.toml, lower case."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    due: Words
    until_then: Words
    ends: Words
    goals: Words
    planned: Words
    deadlines: Words
    beginnings: Words
    fillers: Words
    other: Words
    sources: Words
    media: Words
    valid: Words
    until: Words
    permits: Words
    numbers: Words
    publication: Words
    recurring: Words
    stamp: Words


def load(text: str, *, where: str) -> DateWords:
    """Check a vocabulary file's text. Raises VocabularyError that names the first thing wrong."""
    return checked(DateWords, text, where=where)


@functools.cache
def date_words() -> DateWords:
    """The vocabulary of dates, read once a process."""
    return load(shipped(FILE), where=f"tagih/vocabulary/{FILE}")
