"""Persons, organisations and places that a text names, found by the small spaCy model of `extraction/models/ner`.

The model reads paragraph by paragraph, so time and memory are linear in the length of a text. It is loaded once a process, at first use.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

import spacy
from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.tokens import Span
from spacy.util import registry
from thinc.api import use_ops

MODEL = Path(__file__).parent / "models" / "ner"
BATCH = 256  # pieces a batch; 64 is a tenth slower, 1,024 no quicker (2026-11-21)
LONGEST = 2000  # characters of a piece; a paragraph of regional news has 310 in the middle and hardly ever 2,000
PIECE = re.compile(rf"[^\n]{{1,{LONGEST}}}(?=\s|\Z)|[^\n]{{1,{LONGEST}}}")
# Signs that print varies and the training texts do not: one code point for one, so that offsets stay.
PLAIN = str.maketrans({"\u00a0": " ", "\u2007": " ", "\u202f": " ", "\t": " ", "“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "`": "'"})

Label = Literal["PER", "ORG", "LOC"]


@dataclass(frozen=True, slots=True)
class Entity:
    """A name at `[start, end)`, in code points of the text, without the titles before it."""

    start: int
    end: int
    label: Label


def _empty_tokenizer() -> Callable[[Language], Tokenizer]:
    return lambda nlp: Tokenizer(nlp.vocab)


registry.tokenizers.register("tagih.empty_tokenizer.v1", func=_empty_tokenizer)


@functools.cache
def model() -> Language:
    """The spaCy pipeline, loaded once.

    Plain `spacy.load` of the folder gives the same, 2 s later: it first builds the tokenizer of `id` with 16,000 exceptions, only to
    replace it by the saved one.
    """
    with use_ops("numpy", use_blis=False):  # numpy's matrix product: 2.8 times as fast as BLIS with AVX-512 (2026-11-21)
        return spacy.load(MODEL, config={"nlp": {"tokenizer": {"@tokenizers": "tagih.empty_tokenizer.v1"}}})


def entities(text: str) -> list[Entity]:
    """The named entities of a text, in order, never overlapping and never across a line break."""
    return next(pipe((text,)))


def pipe(texts: Iterable[str]) -> Iterator[list[Entity]]:
    """The entities of each text, in the order of the texts; quicker than one at a time, since pieces of many texts share a batch."""
    waiting: list[list[Entity]] = []  # texts that are cut, but whose last piece is not read yet
    last = 0  # the number of the first of them
    for doc, (number, offset) in model().pipe(_pieces(texts), as_tuples=True, batch_size=BATCH):
        while last + len(waiting) <= number:
            waiting.append([])
        while last < number:
            yield waiting.pop(0)
            last += 1
        waiting[0].extend(_entity(e, offset) for e in doc.ents)
    yield from waiting


def _entity(found: Span, offset: int) -> Entity:
    """A span of a piece as an entity of the whole text, without white space at its ends."""
    name = found.text
    start = offset + found.start_char + len(name) - len(name.lstrip())
    return Entity(start, start + len(name.strip()), cast(Label, found.label_))


def _pieces(texts: Iterable[str]) -> Iterator[tuple[str, tuple[int, int]]]:
    """Paragraphs of each text, long ones cut at white space, with the text's number and the offset; an empty last one closes a text."""
    for number, text in enumerate(texts):
        plain = text.translate(PLAIN)
        for m in PIECE.finditer(plain):
            if not m.group().isspace():
                yield m.group(), (number, m.start())
        yield "", (number, len(text))
