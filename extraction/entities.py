"""The spaCy `id` pipeline: tokens, sentences, and the persons, organisations and places that a text names.

Entities are found by the small model of `extraction/models/ner`; sentences are those of `extraction.nlp`, set on the tokens.

The model reads paragraph by paragraph, so time and memory are linear in the length of a text. It is loaded once a process, at first use.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

import numpy as np
from threadpoolctl import ThreadpoolController

from extraction.lean_spacy import (
    IDX,
    IS_SPACE,
    LOWER,
    NORM,
    PREFIX,
    SENT_START,
    SHAPE,
    SUFFIX,
    Doc,
    Language,
    Span,
    Tokenizer,
    registry,
    spacy,
    use_ops,
)
from extraction.nlp import sentence_spans
from extraction.word_rows import keep_rows

MODEL = Path(__file__).parent / "models" / "ner"
BATCH = 64  # pieces made ready at once
NETWORK_BATCH = 16  # pieces of like length that the network reads at once: larger ones leave the cache, smaller ones pay per call
GROUP = 64  # texts read at once
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


ASKED = (IS_SPACE, LOWER, NORM, PREFIX, SHAPE, SUFFIX)  # what the model asks of a word; spaCy works out twenty facts more of each
NO_START = 2**64 - 1  # spaCy's -1, as its arrays carry it


@Language.component("tagih_sentences")
def _sentences(doc: Doc) -> Doc:
    return _divided(doc, doc.text)


def _divided(doc: Doc, text: str) -> Doc:
    """The document with the starts of its sentences set, whose text is `text`."""
    starts = {start for start, _ in sentence_spans(text)}
    marks = [1 if at in starts else NO_START for at in doc.to_array([IDX]).tolist()]
    if marks:
        marks[0] = 1
        doc.from_array([SENT_START], cast(Any, np.array(marks, dtype=np.uint64)))
    return doc


@functools.cache
def model() -> Language:
    """The spaCy pipeline (`tagih_sentences`, `ner`), loaded once.

    Plain `spacy.load` of the folder finds the same names, 2 s later (it first builds the tokenizer of `id` with 16,000 exceptions, only to
    replace it by the saved one) and half as quick. Of a token's facts only those the model asks are worked out here.
    """
    with use_ops("numpy", use_blis=False):  # numpy's matrix product: 2.8 times as fast as BLIS with AVX-512 (2026-11-21)
        nlp = spacy.load(MODEL, config={"nlp": {"tokenizer": {"@tokenizers": "tagih.empty_tokenizer.v1"}}})
    vocab: Any = nlp.vocab
    vocab.lex_attr_getters = {asked: vocab.lex_attr_getters[asked] for asked in ASKED}
    keep_rows(_recogniser(nlp).model)
    nlp.add_pipe("tagih_sentences", first=True)
    nlp.max_length = 20_000_000  # no parser, so memory stays linear
    return nlp


def _recogniser(nlp: Language) -> Any:
    return nlp.get_pipe("ner")


@functools.cache
def _threads() -> ThreadpoolController:
    """The machine's linear algebra. One thread is best for matrices of this size: two that wait for each other on busy cores
    took four times the CPU time (2026-11-21)."""
    model()
    return ThreadpoolController()


def entities(text: str) -> list[Entity]:
    """The named entities of a text, in order, never overlapping and never across a line break."""
    return next(pipe((text,)))


def pipe(texts: Iterable[str]) -> Iterator[list[Entity]]:
    """The entities of each text, in the order of the texts; quicker than one at a time, since pieces of many texts share a batch."""
    stream = iter(texts)
    while group := list(itertools.islice(stream, GROUP)):
        yield from _read(group)


def _read(texts: Sequence[str]) -> list[list[Entity]]:
    found: list[list[Entity]] = [[] for _ in texts]
    nlp = model()
    ner = _recogniser(nlp)
    stream = _pieces(texts)
    with (
        _threads().limit(limits=1, user_api="blas"),
        nlp.memory_zone(),
    ):  # words met here are forgotten after, so memory stays flat over any number of texts
        while batch := list(itertools.islice(stream, BATCH)):
            docs = [_divided(nlp.make_doc(piece), piece) for piece, _ in batch]
            alike = sorted(docs, key=len)
            for at in range(0, len(alike), NETWORK_BATCH):
                few = alike[at : at + NETWORK_BATCH]
                ner.set_annotations(few, ner.predict(few))
            for doc, (_, (number, offset)) in zip(docs, batch, strict=True):
                found[number].extend(_entity(e, offset) for e in doc.ents)
    return found


def _entity(found: Span, offset: int) -> Entity:
    """A span of a piece as an entity of the whole text, without white space at its ends."""
    name = found.text
    start = offset + found.start_char + len(name) - len(name.lstrip())
    return Entity(start, start + len(name.strip()), cast(Label, found.label_))


def _pieces(texts: Iterable[str]) -> Iterator[tuple[str, tuple[int, int]]]:
    """Paragraphs that are not blank, long ones cut at white space, each with the number of its text and its offset there."""
    for number, text in enumerate(texts):
        for m in PIECE.finditer(text.translate(PLAIN)):
            if not m.group().isspace():
                yield m.group(), (number, m.start())
