"""Words around dates: deadlines, papers, page stamps. Data: dates.toml, checked hard, loaded once."""

from __future__ import annotations

import functools
import tomllib
from importlib import resources

from pydantic import BaseModel, ConfigDict, ValidationError

from tagih.records.errors import VocabularyError
from tagih.vocabulary.quantities import Words

FILE = "dates.toml"


class DateWords(BaseModel):
    """Everything of dates.toml, lower case."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    due: Words
    fillers: Words
    other: Words
    sources: Words
    media: Words
    numbers: Words
    publication: Words
    recurring: Words
    stamp: Words


def load(text: str, *, where: str) -> DateWords:
    """Check a vocabulary file's text. Raises VocabularyError that names the first thing wrong."""
    try:
        return DateWords.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise VocabularyError(f"not valid TOML: {error}", where=where, remedy="Correct the file.") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the file"
        raise VocabularyError(f"{place}: {first['msg']}", where=where, remedy="Correct the entry.") from error


@functools.cache
def date_words() -> DateWords:
    """The vocabulary of dates, read once a process."""
    return load(resources.files(__package__).joinpath(FILE).read_text(encoding="utf-8"), where=f"tagih/vocabulary/{FILE}")
