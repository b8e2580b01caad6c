"""Public posts, the bodies they belong to, and the roles of speakers who hold none."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict

from tagih.vocabulary.load import Checked, checked, shipped

Level = Literal["provinsi", "kabupaten", "kota", "daerah", "nasional"]


class Strict(BaseModel):
    """Refuses keys that nobody reads."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PostEntry(Strict):
    """A post: its forms in text, the level of the area it serves, and how its body is named ("{area}" is the area's full name).

    `complement`: the name of a field or body may follow. `generic`: public only when a public body follows. `expand`: the record carries `office` for every form.
    `open`: the words after it name a district or village that no list knows.
    """

    office: str
    forms: tuple[str, ...]
    level: Level
    organisation: str | None = None
    complement: bool = False
    generic: bool = False
    expand: bool = False
    open: bool = False


class Abbreviations(Strict):
    """One-word abbreviations of posts: whole words ("kasi"), and beginnings of longer ones ("kadis", "kapolre").

    `units`: the beginning of an abbreviation -> that of the body it heads ("kadis" of "Kadishub" -> "Dis").
    """

    districts: frozenset[str]
    fielded: frozenset[str]
    exact: frozenset[str]
    national: tuple[str, ...]
    units: Mapping[str, str]
    prefixes: tuple[str, ...]


class Cues(Strict):
    """Words around a post that say how somebody stands to it."""

    occasions: frozenset[str]
    fake: frozenset[str]
    plural: frozenset[str]
    former: frozenset[str]
    elect: frozenset[str]
    related: frozenset[str]
    belongings: frozenset[str]
    streets: frozenset[str]
    holds: tuple[str, ...]
    far: tuple[str, ...]
    earlier: frozenset[str]
    when: frozenset[str]
    eras: frozenset[str]
    subordinate: frozenset[str]
    listing: frozenset[str]
    unsure: frozenset[str]
    then: tuple[str, ...]
    past: tuple[str, ...]


class Bodies(Strict):
    """Words of the names of bodies; `areas` maps a word before an area to the area's level ("" for any); behind `named` the name of one
    institution follows; `openers` and `endings` are words of places that no list knows."""

    public: frozenset[str]
    prefixes: tuple[str, ...]
    private: frozenset[str]
    words: frozenset[str]
    joins: frozenset[str]
    areas: Mapping[str, str]
    national: frozenset[str]
    supra: frozenset[str]
    neutral: frozenset[str]
    origins: frozenset[str]
    parliament: frozenset[str]
    seats: frozenset[str]
    numbered: frozenset[str]
    local: frozenset[str]
    directions: frozenset[str]
    corporate: frozenset[str]
    foreign: frozenset[str]
    both: frozenset[str]
    named_behind: frozenset[str]
    known_areas: Mapping[str, str]
    associations: tuple[str, ...]
    named: frozenset[str]
    openers: frozenset[str]
    endings: frozenset[str]


class Offices(Strict):
    """offices.toml."""

    acting: Mapping[str, str]
    short: Mapping[str, str]
    by_rank: Mapping[str, str]
    cues: Cues
    posts: tuple[PostEntry, ...]
    abbreviations: Abbreviations
    ministers: Mapping[str, str]
    bodies: Bodies
    roles: Mapping[str, str]

    def model_post_init(self, _: object) -> None:
        """Every form names one post, and everything is lower case."""
        forms = [form for post in self.posts for form in post.forms]
        twice = sorted({form for form in forms if forms.count(form) > 1})
        if twice:
            raise ValueError(f"forms of two posts: {', '.join(twice)}")
        upper = [word for word in (*forms, *self.acting, *self.ministers, *self.roles, *self.bodies.words) if word != word.lower()]
        if upper:
            raise ValueError(f"not lower case: {', '.join(upper)}")


def load(file: str, model: type[Checked]) -> Checked:
    """One vocabulary file of this package, checked. Raises VocabularyError naming the file and the entry."""
    return checked(model, shipped(file), where=file)


@functools.cache
def offices() -> Offices:
    """The vocabulary of posts and bodies, loaded once."""
    return load("offices.toml", Offices)


Value = TypeVar("Value")


def by_first_word(phrases: Iterable[tuple[str, Value]]) -> Mapping[str, tuple[tuple[tuple[str, ...], Value], ...]]:
    """First word -> phrases (as words) with their value, longest first: how a phrase is looked up at a token."""
    table: dict[str, list[tuple[tuple[str, ...], Value]]] = {}
    for phrase, value in phrases:
        words = tuple(phrase.split())
        table.setdefault(words[0], []).append((words, value))
    return {first: tuple(sorted(found, key=lambda f: -len(f[0]))) for first, found in table.items()}


@functools.cache
def post_forms() -> Mapping[str, tuple[tuple[tuple[str, ...], PostEntry], ...]]:
    """Posts by the first word of their forms."""
    return by_first_word((form, post) for post in offices().posts for form in post.forms)


@functools.cache
def acting_forms() -> Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """Acting prefixes by their first word."""
    return by_first_word(offices().acting.items())


@functools.cache
def role_forms() -> Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """Roles of speakers without office by their first word."""
    return by_first_word(offices().roles.items())


@functools.cache
def _role_heads() -> tuple[tuple[str, str], ...]:
    return tuple(sorted(offices().roles.items(), key=lambda r: -len(r[0])))


def role_of(post: str) -> str:
    """The role published for the holder of a post that is no public one: "Ketua PHRI Bali" is "ketua organisasi"."""
    low = post.casefold()
    return next((role for words, role in _role_heads() if low.startswith(words)), "pimpinan lembaga")
