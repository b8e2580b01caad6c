"""The first layer of the NER model, computed once a word instead of once a place.

What the network knows of a word by itself (hashed features, vector, the layer that joins them) depends on the word's spelling alone, and
takes a third of the network's time. Of 65,000 tokens of regional news 15 in 100 are new (2026-11-21); the others are looked up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from extraction.lean_spacy import ORTH, Doc, Model

LIMIT = 20_000  # words kept, 8 MB at 96 numbers each; then all are forgotten, so memory stays flat

Rows = NDArray[np.float32]


class _Kept:
    """Rows of words met, by spaCy's hash of the spelling."""

    def __init__(self, embed: Model[Any, Any]) -> None:
        self._embed = embed
        self._at: dict[int, int] = {}
        self._rows: Rows = np.empty((0, 0), dtype=np.float32)

    def rows(self, docs: Sequence[Doc]) -> Rows:
        """A row for each token of the documents, one behind the other."""
        if not docs:
            return self._rows[:0]
        words, places = np.unique(np.concatenate([doc.to_array(ORTH) for doc in docs]), return_inverse=True)
        keys = words.tolist()
        if len(keys) > LIMIT:
            return np.concatenate(self._embed.predict(list(docs)))
        new = [key for key in keys if key not in self._at]
        if len(self._at) + len(new) > LIMIT:
            self._at.clear()
            new = keys
        if new:
            vocab = docs[0].vocab
            made: Rows = self._embed.predict([Doc(vocab, words=[vocab.strings[key] for key in new])])[0]
            if not self._rows.size:
                self._rows = np.empty((LIMIT, made.shape[1]), dtype=np.float32)
            first = len(self._at)
            self._rows[first : first + len(new)] = made
            self._at.update(zip(new, range(first, first + len(new)), strict=True))
        return self._rows[np.fromiter(map(self._at.__getitem__, keys), dtype=np.intp, count=len(keys))[places]]


def _forward(model: Model[Any, Any], docs: Sequence[Doc], is_train: bool) -> tuple[list[Rows], Callable[[list[Rows]], list[Doc]]]:
    if is_train:
        raise NotImplementedError("rows are kept for reading alone; train the pipeline of plain spacy.load")
    ends = np.cumsum([len(doc) for doc in docs])
    return np.split(model.attrs["kept"].rows(docs), ends[:-1]), lambda _: []


def keep_rows(network: Model[Any, Any]) -> None:
    """Make a network whose `tok2vec` has spaCy's embedding look its rows up from now on; what it says stays the same."""
    embed = network.get_ref("tok2vec").layers[0].get_ref("embed")
    network.replace_node(embed, Model("kept_rows", _forward, attrs={"kept": _Kept(embed)}))
