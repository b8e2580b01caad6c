"""Legal instruments as a text names them: types, issuers, ministries and the words around a citation.

`regulations.toml` is the list; this module checks it and makes lexicons that a reader can ask at a place of a text.
Keys of instruments begin with a slug of the type: "pergub", "permendagri", "se-wali-kota".
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from importlib import resources
from typing import Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from tagih.records.errors import VocabularyError
from tagih.records.ids import slug

FILE = "regulations.toml"
Scope = Literal["negara", "provinsi", "kabupaten", "kota", "daerah", "desa", "penerbit"]
T = TypeVar("T")

# Pieces of words: a change of case ends one, so that glued words ("PerdaNomor", "PermenPANRB") come apart.
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
SPACE = r"[^\S\n]"
_SECOND = re.compile(rf"[^A-Za-z\n]{{0,4}}({WORD.pattern})")
# A name ends where no letter follows, or where a change of case says that another word is glued to it.
_ENDS = r"(?:(?![^\W\d_])|(?<=[a-z])(?=[A-Z])|(?=[A-Z][a-z]))"


@dataclass(frozen=True, slots=True)
class Instrument:
    """A type of instrument: its full name ("Peraturan Gubernur"), the head of its keys ("pergub") and whose area it takes.

    `titled`: capitalised words after it are its title; `numbered`: without a number it is only talk of it;
    `code`: the title of a code of law, which is cited by its own name; `within`: the provinces that alone have such an instrument.
    """

    name: str
    slug: str
    scope: Scope
    titled: bool = False
    numbered: bool = False
    code: str | None = None
    within: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """What an issuer makes: "Peraturan", "Keputusan"; `typed`: the type's name carries the issuer's."""

    name: str
    slug: str
    typed: bool


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who makes it: "Gubernur", "Menteri Keuangan"."""

    name: str
    slug: str
    scope: Scope


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Type(_Strict):
    name: str
    slug: str
    scope: Scope
    forms: list[str]
    titled: bool = False
    numbered: bool = False
    code: str | None = None
    within: tuple[str, ...] = ()


class _Kind(_Strict):
    name: str
    slug: str
    forms: list[str]
    issuer: bool = True


class _Issuer(_Strict):
    name: str
    slug: str
    scope: Scope
    forms: list[str]


class _Ministry(_Strict):
    name: str
    suffixes: list[str]
    forms: list[str] = []


class _Words(_Strict):
    draft: list[str]
    named_after: list[str]
    before_pmk: list[str]
    several: list[str]
    pointing: list[str]
    untitled: list[str]
    verb_prefixes: list[str]
    verb_lookalikes: list[str]
    predicates: list[str]
    epithets: list[str]
    subjects: list[str]
    qualities: list[str]
    no_subjects: list[str]
    joining: list[str]
    before_about: list[str]
    local: list[str]
    offices: list[str]
    private: list[str]
    announced: list[str]
    members: list[str]
    area_lead: list[str]
    governing: list[str]
    national: list[str]
    national_codes: list[str]
    foreign: list[str]


class _File(_Strict):
    type: list[_Type]
    kind: list[_Kind]
    issuer: list[_Issuer]
    ministry: list[_Ministry]
    abbreviations: dict[str, list[str]]
    slugs: dict[str, str]
    codes: dict[str, list[str]]
    words: _Words


_Forms = tuple[re.Pattern[str], list[T]]  # a group of the pattern for each form, and what the groups mean


class Lexicon(Generic[T]):
    """Names of several words, found at a place of a text: the longest one that stands there, in one look-up by its first word."""

    def __init__(self, forms: Iterable[tuple[str, T]]) -> None:
        index: dict[str, dict[str, list[tuple[str, T]]]] = defaultdict(lambda: defaultdict(list))
        for form, meaning in forms:
            first = WORD.match(form)
            assert first is not None, f"{form} begins with no letter"
            for word in {first.group(), re.split(r"[\s-]", form)[0]}:
                second = WORD.search(form, len(word))
                index[word.casefold()][second.group().casefold() if second else ""].append((form, meaning))
        self.firsts = frozenset(index)
        # first word, in all spellings that WORD can find -> its forms; and those of each second word
        self._index: dict[str, tuple[_Forms[T], dict[str, _Forms[T]]]] = {}
        for word, seconds in index.items():
            bare = seconds.pop("", [])
            entry = _alternatives(bare), {second: _alternatives([*named, *bare]) for second, named in seconds.items()}
            self._index |= dict.fromkeys((word, word.capitalize(), word.upper()), entry)
        self.spelled = frozenset(self._index)

    def at(self, text: str, start: int) -> tuple[T, int] | None:
        """What stands at `start`, and where it ends; None where no name does."""
        word = WORD.match(text, start)
        return self.of(word.group(), text, start) if word else None

    def of(self, first: str, text: str, start: int) -> tuple[T, int] | None:
        """The same for a caller that has the first word at hand."""
        entry = self._index.get(first)
        if entry is None:
            return None
        (pattern, meanings), seconds = entry
        if seconds and (second := _SECOND.match(text, start + len(first))) and (more := seconds.get(second[1].casefold())):
            pattern, meanings = more
        m = pattern.match(text, start)
        return (meanings[m.lastindex - 1], m.end()) if m and m.lastindex else None

    def __contains__(self, first: str) -> bool:
        return first in self._index


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The whole list: `heads` begin a citation, `issuers` follow a Kind, `codes` inside a number name its instrument."""

    heads: Lexicon[Instrument | Kind]
    issuers: Lexicon[Issuer]
    ministries: Lexicon[Issuer]
    codes: Mapping[str, Instrument]
    words: Mapping[str, frozenset[str]]
    made: Mapping[tuple[str, str], Instrument]

    def instrument(self, kind: Kind, issuer: Issuer) -> Instrument:
        """The type that a kind and an issuer make: "Peraturan" and "Gubernur" are "Peraturan Gubernur", "pergub"."""
        return self.made[kind.name, issuer.name]


def _made(kind: Kind, issuer: Issuer, slugs: Mapping[str, str]) -> Instrument:
    if not kind.typed:
        return Instrument(kind.name, f"{kind.slug}-{issuer.slug if issuer.slug.startswith('men') else slug(issuer.name)}", issuer.scope)
    made = kind.slug + issuer.slug
    return Instrument(f"{kind.name} {issuer.name}", slugs.get(made, made), issuer.scope, titled=kind.name == "Peraturan")


def _alternatives(named: Iterable[tuple[str, T]]) -> tuple[re.Pattern[str], list[T]]:
    longest = sorted(named, key=lambda n: -len(n[0]))
    return re.compile("|".join(f"({_form(form)}{_ENDS})" for form, _ in longest) or r"(?!)"), [meaning for _, meaning in longest]


def _form(form: str) -> str:
    """A form as a pattern: its words may be glued, spaced or joined by a hyphen, its commas left out; one in capitals is read in capitals alone."""
    pattern = rf"(?:{SPACE}{{1,3}}|{SPACE}?[-–]{SPACE}?)?".join(re.sub(",$", ",?", re.escape(p)) for p in re.split(r"[\s-]+", form))
    return pattern if form.isupper() else f"(?i:{pattern})"


def _fail(where: str, what: str, remedy: str) -> VocabularyError:
    return VocabularyError(what, where=f"{FILE}, {where}", remedy=remedy)


def _checked(text: str) -> _File:
    try:
        data = _File.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as e:
        raise VocabularyError(f"no TOML: {e}", where=FILE, remedy="Mend the line named.") from e
    except ValidationError as e:
        first = e.errors()[0]
        raise _fail(".".join(str(p) for p in first["loc"]), str(first["msg"]), "Write what the entries beside it have.") from e
    entries: list[_Type | _Kind | _Issuer] = [*data.type, *data.kind, *data.issuer]
    for entry in entries:
        if not entry.forms or entry.forms != sorted(set(entry.forms)):
            raise _fail(entry.name, "forms are missing, not sorted or not unique", "List the forms in order, each once.")
    for what, group in (
        ("form", [f for e in entries for f in e.forms]),
        ("slug", [t.slug for t in data.type] + [i.slug for i in data.issuer]),
    ):
        twice = sorted({x for x in group if group.count(x) > 1})
        if twice:
            raise _fail(twice[0], f"the {what} stands twice", "Keep it with one entry.")
    suffixes = [s for m in data.ministry for s in m.suffixes]
    twice = sorted({s for s in suffixes if suffixes.count(s) > 1 or s != s.lower()})
    if twice:
        raise _fail(twice[0], "the suffix stands twice or is not in lower case", "Keep it with one ministry, in lower case.")
    for name, words in data.words:
        if words != sorted(set(words)) or any(w != w.casefold() for w in words):
            raise _fail(f"words.{name}", "not sorted, unique and lower case", "Sort the words, each once, in lower case.")
    return data


def load(text: str) -> Vocabulary:
    """A vocabulary from the text of regulations.toml; VocabularyError names the entry that breaks a rule."""
    data = _checked(text)
    kinds = {k.name: Kind(k.name, k.slug, k.issuer) for k in data.kind}
    issuers = {i.name: Issuer(i.name, i.slug, i.scope) for i in data.issuer}
    heads: dict[str, Instrument | Kind] = {
        f: Instrument(t.name, t.slug, t.scope, t.titled, t.numbered, t.code, t.within) for t in data.type for f in t.forms
    }
    heads |= {f: kinds[k.name] for k in data.kind for f in k.forms}
    named: dict[str, Issuer] = {f: issuers[i.name] for i in data.issuer for f in i.forms}
    ministries: dict[str, Issuer] = {}
    for m in data.ministry:
        minister = Issuer(f"Menteri {m.name}", "men" + re.sub(r"[^a-z]", "", m.suffixes[0]), "negara")
        issuers[minister.name] = minister
        ministries |= dict.fromkeys((m.name, *m.forms, *m.suffixes), minister)
        named |= {prefix + form: minister for prefix in ("Menteri ", "Kementerian ") for form in (m.name, *m.forms, *m.suffixes)}
        named |= {prefix + suffix: minister for prefix in ("Men", "Kemen", "Kem") for suffix in m.suffixes if suffix not in ("par", "bud")}
        named |= {
            "Men " + suffix: minister for suffix in m.suffixes if suffix not in ("par", "bud")
        }  # "MenPAN RB": a word that changes case
    types = {(k.name, i.name): _made(k, i, data.slugs) for k in kinds.values() for i in issuers.values()}
    vocabulary = Vocabulary(
        Lexicon(()), Lexicon(named.items()), Lexicon(ministries.items()), {}, {k: frozenset(v) for k, v in data.words}, types
    )

    def made(where: str, pair: list[str]) -> Instrument:
        if len(pair) != 2 or pair[0] not in kinds or pair[1] not in issuers:
            raise _fail(where, f"{pair} is no kind and issuer of this file", "Name a kind and an issuer, or a ministry's minister.")
        instrument = vocabulary.instrument(kinds[pair[0]], issuers[pair[1]])
        return replace(instrument, titled=pair[0] == "Peraturan" and not where.isupper())

    heads |= {form: made(form, pair) for form, pair in data.abbreviations.items()}
    for prefix, kind in (("Permen", "Peraturan"), ("Kepmen", "Keputusan"), ("Inmen", "Instruksi")):
        heads[prefix] = Instrument(f"{kind} Menteri", kinds[kind].slug + "men", "negara")
        for form, minister in ministries.items():
            instrument = replace(vocabulary.instrument(kinds[kind], minister), titled=kind == "Peraturan")
            heads |= {f"{prefix}{space}{form}": instrument for space in (" ", "") if form.islower() or space}
    codes = {code: made(code, pair) for code, pair in data.codes.items()}
    return Vocabulary(Lexicon(heads.items()), vocabulary.issuers, vocabulary.ministries, codes, vocabulary.words, types)


@functools.cache
def vocabulary() -> Vocabulary:
    """The shipped vocabulary, loaded once."""
    return load(resources.files(__package__).joinpath(FILE).read_text(encoding="utf-8"))
