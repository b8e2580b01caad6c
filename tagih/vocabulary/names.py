"""The grammar of personal names: what stands before, in and after them."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from tagih.vocabulary.offices import Strict, by_first_word, load


class Names(Strict):
    """names.toml: words in lower case, without full stops."""

    honorifics: frozenset[str]
    ranked: frozenset[str]
    noble: frozenset[str]
    ranks: frozenset[str]
    degrees: frozenset[str]
    particles: frozenset[str]
    aliases: frozenset[str]
    called: frozenset[str]
    bynames: frozenset[str]
    alias_adverbs: frozenset[str]
    after_i: frozenset[str]
    given: frozenset[str]
    calendar: frozenset[str]
    never: frozenset[str]
    glued_surely: frozenset[str]
    glued: tuple[str, ...]
    sites: frozenset[str]
    settlements: frozenset[str]
    heads: frozenset[str]
    inside: frozenset[str]
    clipped: frozenset[str]
    shortened: frozenset[str]
    adverbs: frozenset[str]
    openings: frozenset[str]
    things: frozenset[str]
    variants: Mapping[str, str]


@functools.cache
def names() -> Names:
    """The vocabulary of names, loaded once."""
    return load("names.toml", Names)


@functools.cache
def rank_forms() -> Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """Ranks and styles in more than one word by their first one."""
    return by_first_word((rank, rank) for rank in names().ranks)
