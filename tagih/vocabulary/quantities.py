"""Words around numbers: scales, units, people nouns, currencies, cues. Data: quantities.toml, checked hard, loaded once."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from tagih.records.model import FigureRole
from tagih.records.quantities import SCALES
from tagih.vocabulary.load import checked, shipped

FILE = "quantities.toml"


def _sorted_unique(words: tuple[str, ...]) -> tuple[str, ...]:
    if any(not w.strip() or w != w.strip() for w in words):
        raise ValueError("holds an empty word, or one with outer spaces")
    wrong = next((b for a, b in itertools.pairwise(words) if a >= b), None)
    if wrong is not None:
        raise ValueError(f"is not sorted and unique at {wrong!r}")
    return words


Words = Annotated[tuple[str, ...], Field(min_length=1), AfterValidator(_sorted_unique)]
Scale = Literal["ribu", "juta", "miliar", "triliun", "kuadriliun"]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class QualifierCues(_Strict):
    """Words that say how sure a number is, on one side of it."""

    approximate: Words | tuple[()] = ()
    at_least: Words
    at_most: Words


class Qualifiers(_Strict):
    """Qualifier cues before and after a number. `ceilings` ("hingga") are at_most unless one of `no_ceiling_after` stands before."""

    before: QualifierCues
    after: QualifierCues
    fillers: Words
    comparatives: Words
    ceilings: Words
    no_ceiling_after: Words


class RoleCues(_Strict):
    """Cues for one role on one side of a figure, in one sentence; `weight` 1 (faint) to 5 (settles it).

    `tense`: they tell when ("akan", "sudah") and not what, so they decide between target and actual alone. `over`: roles of the
    next cue of the same phrase that they overrule ("realisasi anggaran" is no budget).
    """

    role: FigureRole
    side: Literal["before", "after"]
    weight: int = Field(ge=1, le=5)
    only: Literal["money", "percent", "people", "other"] | None = None
    tense: bool = False
    over: tuple[FigureRole, ...] = ()
    cues: Words


class QuantityWords(_Strict):
    """Everything of quantities.toml. All lower case, but `money_scales`, which keep their case."""

    stop: Words
    verb_like_nouns: Words
    labels: Words
    numbered: Words
    about: Words
    spans: Words
    clauses: Words
    phrase_ends: Words
    goals: Words
    receipts: Words
    past: Words
    same: Words
    same_fillers: Words
    wholes: Words
    loose_labels: Words
    label_heads: Words
    people: Words
    things: Words
    compounds: Words
    classifiers: Words
    abstract: Words
    elided: Words
    states: Words
    prices: Words
    bare_after: Words
    lasting_after: Words
    vague: Words
    furniture: Words
    title_small: Words
    percent: Words
    scales: Mapping[str, Scale]
    money_scales: Mapping[str, Scale]
    currency_before: Mapping[str, Currency]
    currency_after: Mapping[str, Currency]
    units: Mapping[str, str]
    durations: Mapping[str, str]
    qualifiers: Qualifiers
    roles: tuple[RoleCues, ...]

    @model_validator(mode="after")
    def _disjoint(self) -> QuantityWords:
        for name, words in (("people", self.people), ("stop", self.stop), ("durations", self.durations)):
            both = sorted(set(words) & set(self.units))
            if both:
                raise ValueError(f"{both[0]!r} is a unit and in {name}")
        both = sorted(set(self.people) & set(self.stop))
        if both:
            raise ValueError(f"{both[0]!r} is in people and in stop")
        return self

    @property
    def scale_powers(self) -> Mapping[str, int]:
        """Scale word, standard or sloppy, lower case -> power of ten."""
        return {**SCALES, **{form: SCALES[name] for form, name in self.scales.items()}}

    @property
    def money_scale_powers(self) -> Mapping[str, int]:
        """Abbreviation that is a scale after a currency only, case kept -> power of ten."""
        return {form: SCALES[name] for form, name in self.money_scales.items()}


def load(text: str, *, where: str) -> QuantityWords:
    """Check a vocabulary file's text. Raises VocabularyError that names the first thing wrong."""
    return checked(QuantityWords, text, where=where)


@functools.cache
def quantity_words() -> QuantityWords:
    """The vocabulary of numbers, read once a process."""
    return load(shipped(FILE), where=f"tagih/vocabulary/{FILE}")
