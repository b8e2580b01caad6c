"""The vectors that training starts from: one row for all words of a root, weighted by rarity.

A row is mostly random (in hundreds of dimensions random rows are nearly orthogonal, so two texts are as alike as the words
that they share) and a little distributional (a truncated SVD of PPMI co-occurrence, so that bus and mobil are not strangers).
Its length is a / (a + p), p the word's probability: the smooth inverse frequency of Arora et al. (2017).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp  # type: ignore[import-untyped]
from numpy.typing import NDArray
from sklearn.utils.extmath import randomized_svd  # type: ignore[import-untyped]
from tokenizers import Tokenizer

from training.embeddings.corpus import Corpus
from training.embeddings.roots import CLITICS, SUFFIXES, root
from training.embeddings.vocabulary import UNKNOWN

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

WINDOW = 6  # tokens to each side; a neighbour at distance d counts 1 / d
RANK = 300
SMOOTH = 0.75  # exponent of the context's probability in PPMI
EVERY, CHARS = 3, 40_000  # every third law, of each the first characters: keeps the recipe to minutes
GENERAL = 20.0  # a sentence of the small general texts counts as that many of the laws
# Share of the squared length that is distributional: finds more articles, costs a little similarity (0.760 at 0, 0.757 at 0.15).
SHARE = 0.12
RARITY = 5e-4  # a; between 3e-4 (best similarity) and 1e-3 (best retrieval, random rows)
FLOOR = 5e-7  # probability of an entry that the corpus never shows
PIECE = 4  # letters of a piece of a word that shares the row of the same word; shorter ones are chance
AFFIX = 0.1  # of its weight is left to a piece that is a suffix or clitic
# How much of a token's probability comes from the general texts; the rest from the laws.
MIX = 0.9


@dataclass(frozen=True, slots=True)
class Rows:
    """`of`: token id -> row, shape (tokens,). `heads`: row -> token id of the root. `unknown`: the row that stays zero."""

    of: Ints
    heads: Ints
    unknown: int


def share_rows(tokenizer: Tokenizer, counts: Counter[str]) -> Rows:
    """One row for every root: an entry shares the row of its root where that is an entry itself, a piece that of the same word."""
    ids = tokenizer.get_vocab()
    head = np.arange(len(ids))
    for token, i in ids.items():
        if len(token) >= 5 and token.isalpha():
            head[i] = ids.get(root(token, counts), i)
    for token, i in ids.items():
        if len(token) >= len("##") + PIECE and token[2:].isalpha() and token.startswith("##"):
            head[i] = head[ids.get(token[2:], i)]
    heads, of = np.unique(head, return_inverse=True)
    return Rows(of.astype(np.int64), heads, int(of[ids[UNKNOWN]]))


def encode(tokenizer: Tokenizer, rows: Rows, texts: list[str]) -> list[Ints]:
    """Row numbers of each text, unknown tokens left out."""
    found = []
    for start in range(0, len(texts), 256):
        for encoding in tokenizer.encode_batch(texts[start : start + 256], add_special_tokens=False):
            row = rows.of[np.asarray(encoding.ids, dtype=np.int64)]
            found.append(row[row != rows.unknown])
    return found


def start(tokenizer: Tokenizer, rows: Rows, corpus: Corpus, dimensions: int, seed: int) -> tuple[Floats, NDArray[np.float64]]:
    """Rows to start training from, shape (rows, dimensions), and each row's probability."""
    draw = np.random.default_rng(seed)
    number = len(rows.heads)
    general = encode(tokenizer, rows, corpus.general)
    laws = encode(tokenizer, rows, [text[:CHARS] for text in corpus.laws[::EVERY]])
    seen = [np.bincount(np.concatenate(part), minlength=number).astype(float) for part in (general, laws)]
    probability = np.maximum(MIX * seen[0] / seen[0].sum() + (1 - MIX) * seen[1] / seen[1].sum(), FLOOR)

    near = _neighbours(general, number, GENERAL) + _neighbours(laws, number, 1.0)
    left, _, _ = randomized_svd(_ppmi(near), RANK, n_iter=3, random_state=seed)
    known = np.linalg.norm(left, axis=1) > 1e-9
    left = left - (left * probability[:, None]).sum(0) / probability.sum()
    turn = np.linalg.qr(draw.normal(size=(dimensions, dimensions)))[0][:RANK]
    chance = unit(draw.normal(size=(number, dimensions)))
    mixed = np.where(known[:, None], np.sqrt(1 - SHARE) * chance + np.sqrt(SHARE) * unit(left) @ turn, chance)
    weight = RARITY / (RARITY + probability)
    weight[rows.unknown] = 0
    ids = tokenizer.get_vocab()
    for affix in CLITICS + SUFFIXES:
        if (i := ids.get("##" + affix)) is not None:
            weight[rows.of[i]] *= AFFIX
    return np.asarray(unit(mixed) * weight[:, None], dtype=np.float32), probability


def unit(rows: NDArray[np.floating]) -> NDArray[np.floating]:
    """Rows at length 1; rows of zeros stay."""
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(length, 1e-12))


def _neighbours(texts: list[Ints], number: int, weight: float) -> sp.csr_matrix:
    """Weighted counts of rows within WINDOW of each other in a text, shape (number, number)."""
    gap = np.full(WINDOW, -1, dtype=np.int64)
    stream = np.concatenate([part for text in texts for part in (text, gap)])
    total = sp.csr_matrix((number, number), dtype=np.float32)
    for begin in range(0, len(stream), 2_000_000):  # keeps the lists of pairs small
        piece = stream[begin : begin + 2_000_000]
        for distance in range(1, WINDOW + 1):
            a, b = piece[:-distance], piece[distance:]
            ok = (a >= 0) & (b >= 0)
            values = np.full(int(ok.sum()), weight / distance, dtype=np.float32)
            total = total + sp.coo_matrix((values, (a[ok], b[ok])), shape=total.shape).tocsr()
    return total + total.T


def _ppmi(near: sp.csr_matrix) -> sp.csr_matrix:
    """Positive pointwise mutual information of a symmetric count matrix."""
    sums = np.asarray(near.sum(1)).ravel().astype(float)
    context = sums**SMOOTH
    cells = near.tocoo()
    values = np.log(cells.data / sums.sum() / (sums[cells.row] / sums.sum() * context[cells.col] / context.sum()))
    keep = values > 0
    return sp.csr_matrix((values[keep], (cells.row[keep], cells.col[keep])), shape=near.shape)
