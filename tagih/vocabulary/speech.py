"""Cues of speech: verbs, passives, sources, and the words around a speaker."""

from __future__ import annotations

import functools

from tagih.vocabulary.offices import Strict, load


class Speech(Strict):
    """speech.toml: words in lower case."""

    after: frozenset[str]
    core: frozenset[str]
    reports: frozenset[str]
    acts: frozenset[str]
    counting: frozenset[str]
    wishes: frozenset[str]
    passives: frozenset[str]
    sources: frozenset[str]
    that: frozenset[str]
    objects: frozenset[str]
    handing: frozenset[str]
    reported_to: frozenset[str]
    authorities: frozenset[str]
    predicates: frozenset[str]
    verbless: frozenset[str]
    further: frozenset[str]
    handed: tuple[str, ...]
    impersonal: frozenset[str]
    pronouns: frozenset[str]
    before: frozenset[str]
    titles: frozenset[str]
    stops: frozenset[str]
    adverbs: frozenset[str]
    beside: frozenset[str]
    openers: frozenset[str]
    given_by: frozenset[str]
    unsaid: frozenset[str]
    besides: frozenset[str]
    asked: frozenset[str]
    accounts: frozenset[str]
    leading: frozenset[str]
    kin: frozenset[str]
    first_person: frozenset[str]
    collective: frozenset[str]
    continuing: frozenset[str]
    conjunctions: frozenset[str]
    occasions: frozenset[str]
    asked_of: frozenset[str]
    describing: frozenset[str]
    pointing: frozenset[str]
    epithets: frozenset[str]


@functools.cache
def speech() -> Speech:
    """The vocabulary of speech, loaded once."""
    return load("speech.toml", Speech)
