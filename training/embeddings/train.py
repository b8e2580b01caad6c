"""Train the sentence embeddings that ship.

    python -m training.embeddings.train --data ../shared --teacher MINILM --dictionary DICTD --wordnet WORDNET --out extraction/models/embedding

Reads data/pairs, data/ner, data/regulations and data/gazetteer under --data (README.md here says where the rest comes from); writes a SentenceTransformer folder that
sentence-transformers 6.2 loads as it is: one StaticEmbedding module, a byte for each number, a factor for each row.
The same seed gives the same model on the same machine and library versions. Minutes on one CPU core. Scores and card:
`python -m benchmarks.embeddings`.
"""

from __future__ import annotations

import argparse
import os
import shutil
from pathlib import Path

os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")  # the order of its threads must not reach the vocabulary

import numpy as np
import torch
from safetensors.numpy import save_file
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import StaticEmbedding
from tokenizers import Tokenizer

from training.embeddings import corpus, teacher, vectors, vocabulary
from training.embeddings.fit import fit

ENTRIES, DIMENSIONS, SEED = 36_000, 640, 20261121
CARD = Path(__file__).with_name("card.md")


def quantise(rows: vectors.Floats) -> tuple[np.ndarray, vectors.Floats]:
    """Rows as int8, shape (rows, dimensions), and the factor that each is to be multiplied with, shape (rows,)."""
    factor = np.abs(rows).max(axis=1) / 127
    return np.rint(rows / np.maximum(factor, 1e-12)[:, None]).astype(np.int8), factor.astype(np.float32)


def save(tokenizer: Tokenizer, rows: vectors.Floats, of: vectors.Ints, out: Path) -> None:
    """Write the model's folder. `of`: token id -> row; an older model there is replaced."""
    shutil.rmtree(out, ignore_errors=True)
    module = StaticEmbedding(tokenizer, embedding_weights=torch.from_numpy(rows[of]))
    SentenceTransformer(modules=[module], device="cpu").save(str(out), create_model_card=False)
    small, factor = quantise(rows)
    # The names that sentence-transformers reads from Model2Vec's files: embeddings[mapping[token]] * weights[token].
    tensors = {"embeddings": small, "mapping": of.astype(np.int32), "weights": factor[of]}
    weights = next(out.rglob("model.safetensors"))
    save_file(tensors, weights)
    weights.chmod(0o644)  # safetensors lets the owner alone read it
    (weights.parent / "tokenizer.json").write_text(tokenizer.to_str(pretty=False), encoding="utf-8")
    shutil.copyfile(CARD, out / "README.md")


def train(shared: Path, english: teacher.Sources, out: Path, device: str) -> None:
    """From the data to the folder."""
    texts = corpus.read(shared, SEED)
    counts = corpus.count(texts)
    tokenizer = vocabulary.build(counts, ENTRIES)
    rows = vectors.share_rows(tokenizer, counts)
    print(f"{len(rows.of)} entries in {len(rows.heads)} rows", flush=True)
    begin, probability = vectors.start(tokenizer, rows, texts, DIMENSIONS, SEED)
    pairs = {
        kind: (vectors.encode(tokenizer, rows, [a for a, _ in found]), vectors.encode(tokenizer, rows, [b for _, b in found]))
        for kind, found in texts.pairs.items()
    }
    first = fit(tokenizer, begin, rows.unknown, pairs, seed=SEED, device=device)
    second = teacher.rows_of(english, tokenizer, rows, texts, counts, probability, seed=SEED, device=device)
    said = teacher.encode_all(tokenizer, rows, texts.general)
    save(tokenizer, teacher.join(first, second, said, probability, DIMENSIONS), rows.of, out)


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the sentence embeddings that ship.")
    parser.add_argument("--data", type=Path, required=True, help="the folder that holds data/pairs and data/regulations")
    parser.add_argument("--teacher", type=Path, required=True, help="the folder of all-MiniLM-L6-v2")
    parser.add_argument("--dictionary", type=Path, required=True, help="the folder of freedict-eng-ind.index")
    parser.add_argument("--wordnet", type=Path, required=True, help="the folder of WordNet's data.noun")
    parser.add_argument("--out", type=Path, required=True, help="the model's folder; replaced")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    args = parser.parse_args()
    torch.set_num_threads(1)
    train(args.data, teacher.Sources(args.teacher, args.dictionary, args.wordnet), args.out, args.device)
    size = sum(f.stat().st_size for f in args.out.rglob("*") if f.is_file())
    print(f"{args.out}: {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
