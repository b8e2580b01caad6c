"""Reading a vocabulary file: TOML that must be what its model says, or an error that names the first thing wrong."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from tagih.records import VocabularyError

Checked = TypeVar("Checked", bound=BaseModel)


def checked(model: type[Checked], text: str, *, where: str) -> Checked:
    """A file's text as its model. Raises VocabularyError naming the file, the entry and what is wrong with it."""
    try:
        return model.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise VocabularyError(f"not valid TOML: {error}", where=where, remedy="Correct the syntax there.") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the file"
        raise VocabularyError(f"{place}: {first['msg'].removeprefix('Value error, ')}", where=where, remedy="Correct the entry.") from error


def shipped(file: str) -> str:
    """The text of a file of this folder."""
    return resources.files(__package__).joinpath(file).read_text(encoding="utf-8")
