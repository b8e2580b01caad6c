"""Labels of legal portals, and the words with which a regulation says when it was made and what it does to others."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, model_validator

from tagih.vocabulary.load import checked, shipped

FILE = "enactments.toml"
LABEL_CHARACTERS = 40  # the longest label


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Clauses(_Strict):
    """Words of a regulation's own text, in lower case."""

    enacted: frozenset[str]
    promulgated: frozenset[str]
    revoking: frozenset[str]
    amending: frozenset[str]
    withdrawing: frozenset[str]
    preamble: frozenset[str]
    headings: frozenset[str]
    nothing: frozenset[str]


class Enactments(_Strict):
    """enactments.toml: by field, the labels, statuses and relations that mean it."""

    labels: dict[str, list[str]]
    statuses: dict[str, list[str]]
    relations: dict[str, list[str]]
    clauses: Clauses

    @model_validator(mode="after")
    def _unique(self) -> Enactments:
        for name in ("labels", "statuses", "relations"):
            forms = [form for group in getattr(self, name).values() for form in group]
            if twice := sorted({f for f in forms if forms.count(f) > 1 or f != f.lower() or len(f) > LABEL_CHARACTERS}):
                raise ValueError(f"{name}: {twice[0]!r} stands twice, is not in lower case, or is too long")
        return self

    @functools.cached_property
    def field_of(self) -> Mapping[str, str]:
        """Label -> field."""
        return {form: name for name, forms in self.labels.items() for form in forms}


@functools.cache
def enactments() -> Enactments:
    """The vocabulary, loaded once."""
    return checked(Enactments, shipped(FILE), where=FILE)


def label_field(label: str) -> str | None:
    """The field that a label of a portal means ("other" for one that means none of an instrument's); None for no label.

    Case, white space, and a colon or full stop at the end make no difference.
    """
    if len(label) > 2 * LABEL_CHARACTERS:
        return None
    return enactments().field_of.get(" ".join(label.split()).strip(" :.*").casefold())
