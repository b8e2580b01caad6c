"""Word vectors for the NER model: what stands beside a word in Indonesian law, and what a word is known to be.

    python vectors.py DATA OUT

The first columns are a truncated singular value decomposition of shifted positive pointwise mutual information between a word and
the words one and two places before and after it (the place kept apart), counted over 5,875 laws and the NER and question-answering
training texts. The last columns are facts: how frequent, how often capitalised inside a sentence, whether it is a word of an area's
name, of a given name, of a title or of a post. Keys are lower-case words.
"""

from __future__ import annotations

import csv
import gzip
import itertools
import json
import re
import sys
import tomllib
from collections import Counter
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.utils.extmath import randomized_svd
from spacy.vectors import Vectors
from tokens import blank

WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*|\d+|[^\w\s]")
DIMENSIONS = 54
LEAST = 12  # times that a word must occur; below, scanned laws have mostly misread words
CONTEXTS = 3000
VOCABULARY = Path(__file__).parents[2] / "tagih" / "vocabulary"


def texts(data: Path) -> list[str]:
    """All training texts, one per line of a law (repeated lines once), passage or sentence."""
    lines: dict[str, None] = {}
    with gzip.open(data / "regulations" / "uu_pp_texts.jsonl.gz", "rt", encoding="utf-8") as rows:
        for row in rows:
            for line in json.loads(row)["text"].split("\n"):
                if len(line) > 40:
                    lines[line] = None
    with gzip.open(data / "pairs" / "pairs.jsonl.gz", "rt", encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            if row["source"] == "facqa":
                lines[row["b"]] = None
    with (data / "ner" / "per_org_loc.jsonl").open(encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            if row["split"] == "train":
                lines[" ".join(row["tokens"])] = None
    return list(lines)


def count(lines: list[str]) -> tuple[list[str], sparse.csr_matrix, np.ndarray]:
    """Words, their counts with neighbours by place, and two columns: log frequency, share capitalised inside a sentence."""
    cased: Counter[str] = Counter()
    inner: Counter[str] = Counter()
    upper: Counter[str] = Counter()
    tokens = []
    for line in lines:
        found = WORD.findall(line)
        tokens.append(found)
        cased.update(w.lower() for w in found)
        for before, w in itertools.pairwise(found):
            if before.islower() and w[0].isalpha():
                inner[w.lower()] += 1
                upper[w.lower()] += w[0].isupper()
    words = [w for w, n in cased.most_common() if n >= LEAST and not w.isdigit()]
    index = {w: i for i, w in enumerate(words)}
    size = len(words)
    stream = np.fromiter((index.get(w.lower(), -1) for found in tokens for w in (*found, "\n")), dtype=np.int64)
    blocks = []
    for shift in (-2, -1, 1, 2):
        target, context = (stream[-shift:], stream[:shift]) if shift < 0 else (stream[:-shift], stream[shift:])
        keep = (target >= 0) & (context >= 0) & (context < CONTEXTS)
        codes, n = np.unique(target[keep] * CONTEXTS + context[keep], return_counts=True)
        blocks.append(sparse.csr_matrix((n.astype(np.float64), (codes // CONTEXTS, codes % CONTEXTS)), shape=(size, CONTEXTS)))
    total = sparse.hstack(blocks).tocsr()
    facts = np.zeros((size, 2), dtype=np.float32)
    for i, w in enumerate(words):
        facts[i] = np.log(cased[w]) / 10, (upper[w] + 0.5) / (inner[w] + 1)
    return words, total, facts


def compress(counts: sparse.csr_matrix) -> np.ndarray:
    """Shifted positive PMI, context distribution smoothed by 0.75 (Levy, Goldberg and Dagan 2015), then SVD."""
    by_word = np.asarray(counts.sum(axis=1)).ravel()
    by_context = np.asarray(counts.sum(axis=0)).ravel() ** 0.75
    table = counts.tocoo()
    pmi = np.log(table.data * by_context.sum() / (by_word[table.row] * by_context[table.col]))
    keep = pmi > 0
    positive = sparse.csr_matrix((pmi[keep], (table.row[keep], table.col[keep])), shape=table.shape)
    u, s, _ = randomized_svd(positive, DIMENSIONS, n_iter=4, random_state=0)
    found = u * np.sqrt(s)
    return (found / (np.linalg.norm(found, axis=1, keepdims=True) + 1e-6) * np.sqrt(DIMENSIONS) / 3).astype(np.float32)


def known() -> list[tuple[str, set[str]]]:
    """Sets of lower-case words by what they are known to be, from the project's own vocabulary."""
    with (VOCABULARY / "names.toml").open("rb") as f:
        names = tomllib.load(f)
    with (VOCABULARY / "regions.csv").open(encoding="utf-8", newline="") as f:
        areas = [name for row in csv.DictReader(f) for name in (row["short"], *row["aliases"].split("|")) if name]
    first = {name.split()[0].lower() for name in areas}
    later = {word.lower() for name in areas for word in name.split()[1:]}
    with (Path(__file__).parent / "words.toml").open("rb") as f:
        words = tomllib.load(f)
    return [
        ("given", set(names["given"])),
        ("honorific", set(names["honorifics"]) | set(names["degrees"])),
        ("area", first),
        ("area later", later),
        ("post", set(words["posts"])),
        ("body", set(words["bodies"])),
        ("kind of place", set(words["kinds"])),
    ]


def main(data: Path, out: Path) -> None:
    """Write a pipeline with vectors, to be named as `initialize.vectors`."""
    words, counts, facts = count(texts(data))
    table = compress(counts)
    sets = known()
    extra = sorted({w for _, group in sets for w in group} - set(words))
    rows = np.zeros((len(words) + len(extra), DIMENSIONS + 2 + len(sets) + 1), dtype=np.float32)
    rows[: len(words), :DIMENSIONS] = table
    rows[: len(words), DIMENSIONS : DIMENSIONS + 2] = facts
    every = words + extra
    for column, (_, group) in enumerate(sets, DIMENSIONS + 2):
        rows[:, column] = [w in group for w in every]
    rows[:, -1] = 1.0  # a word that the table has
    nlp = blank()
    nlp.vocab.vectors = Vectors(strings=nlp.vocab.strings, data=rows, keys=every, name="tagih_id", attr="LOWER")
    nlp.to_disk(out)
    print(f"{len(every)} words, {rows.shape[1]} columns")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
