"""The tokenizer: whole words first, pieces of words for the rest."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

UNKNOWN = "[UNK]"
PIECES = 9_000  # of them come from training; the rest of the vocabulary is filled with the most frequent words
SEEN = 60_000  # words that the pieces are trained on
LONGEST = 24  # letters of a word that gets an entry of its own


def build(counts: Counter[str], size: int) -> Tokenizer:
    """A WordPiece tokenizer of `size` entries, lower-case, accents off. `counts`: words with their frequency."""
    ranked = [w for w, _ in sorted(counts.items(), key=lambda x: (-x[1], x[0])) if not w.isdigit() and len(w) <= LONGEST]
    entries = _pieces(ranked, counts)
    # Numbers of up to two digits, as pieces too, and whole years.
    for n in range(100):
        entries += [f"{n}", f"##{n}", f"{n:02}", f"##{n:02}"]
    entries += [f"{year}" for year in range(1945, 2035)]
    vocabulary = list(dict.fromkeys(entries + ranked))[:size]
    tokenizer = Tokenizer(models.WordPiece({t: i for i, t in enumerate(vocabulary)}, unk_token=UNKNOWN, max_input_chars_per_word=60))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True, strip_accents=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return tokenizer


def _pieces(ranked: list[str], counts: Counter[str]) -> list[str]:
    """Entries of a trained WordPiece vocabulary. Frequencies are damped, so that rare words (names) shape the pieces too."""

    def lines() -> Iterator[str]:
        for word in ranked[:SEEN]:
            yield " ".join([word] * min(math.ceil(math.sqrt(counts[word] / 5)), 200))

    trained = Tokenizer(models.WordPiece(unk_token=UNKNOWN))
    trained.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    trainer = trainers.WordPieceTrainer(
        vocab_size=PIECES, special_tokens=[UNKNOWN], min_frequency=2, show_progress=False, limit_alphabet=200
    )
    trained.train_from_iterator(lines(), trainer)
    return [t for t, _ in sorted(trained.get_vocab().items(), key=lambda x: x[1])]
