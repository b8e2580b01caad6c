"""Sentences of newspapers that nobody tagged, where two models agree on every name: training data beside those that somebody did.

The passages are those of FacQA (IndoNLU: newspapers of 2004 and 2005). Tags follow the one convention of `sentences.py`, so models' slips from
it are mended on the way.
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import spacy
import tokens  # noqa: F401  (registers the callback that the training configuration names)
from sentences import Example, running, unified

from extraction.entities import PLAIN
from extraction.nlp import sentence_spans

LEAST = 5  # words of a sentence


def whole_sentences(data: Path) -> list[str]:
    """The sentences of all passages as running text; those that are cut off are left out."""
    with gzip.open(data / "pairs" / "pairs.jsonl.gz", "rt", encoding="utf-8") as rows:
        passages = dict.fromkeys(row["b"] for row in map(json.loads, rows) if row["source"] == "facqa")
    texts = [running(passage.split(), (), parted=True).text for passage in passages]
    sentences = [text[a:b] for text in texts for a, b in sentence_spans(text)]
    return [s for s in dict.fromkeys(sentences) if s[-1] in '.?!"' and s.count(" ") >= LEAST - 1]


def tagged(sentences: list[str], trained: Path) -> list[Example]:
    """Sentences with the entities that a model finds."""
    docs = spacy.load(trained).pipe(s.translate(PLAIN) for s in sentences)
    return [
        unified(Example(s, tuple((e.start_char, e.end_char, e.label_) for e in doc.ents))) for s, doc in zip(sentences, docs, strict=True)
    ]


def agreed(data: Path, first: Path, second: Path) -> list[Example]:
    """The sentences with names in which both models find the same."""
    sentences = whole_sentences(data)
    pairs = zip(tagged(sentences, first), tagged(sentences, second), strict=True)
    return [ours for ours, theirs in pairs if ours.entities and ours == theirs]
