"""What an English model knows, carried over: a second set of rows learns the teacher's vectors of Indonesian texts in rough English.

The teacher (all-MiniLM-L6-v2, Apache-2.0) reads a text translated word by word, or the English side of a pair; the rows learn to
give the same vector from the Indonesian words. Both sets of rows are then joined and brought down to the model's width.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from tokenizers import Tokenizer
from torch.nn.functional import normalize

from training.embeddings.corpus import Corpus
from training.embeddings.lexicon import Sense, Translator, read_dictionary, read_wordnet
from training.embeddings.vectors import RARITY, Floats, Ints, Rows, encode, unit

LENGTHS = range(21, 400)  # characters of a general sentence that is taught
LAWS = 4_000  # sentences of laws
ENGLISH = 70_000  # sentences of WordNet
DRAWS = 2  # translations of each
EPOCHS, BATCH, RATE = 5, 512, 3e-3
ALIKE = 20.0  # weight of the similarities within a batch, beside that of each text's own vector
CHANCE = 0.5  # length of the random row of a word that the dictionary lacks, beside 1 of those it has
PART = 0.3  # of an expression's vector goes to each of its words
TEXTS = 3_000  # texts over which both sets of rows are brought to one length
FLOOR = 1e-6


@dataclass(frozen=True, slots=True)
class Sources:
    """Folders: the English model, a dictd dictionary, WordNet's database."""

    model: Path
    dictionary: Path
    wordnet: Path


@dataclass(frozen=True, slots=True)
class Lessons:
    """Texts as row numbers, and the teacher's vectors of them, shape (texts, teacher's width); in groups that are not mixed in a batch."""

    groups: Sequence[tuple[list[Ints], Floats]]


class Teacher:
    """An English SentenceTransformer and a dictionary."""

    def __init__(self, sources: Sources, frequency: Mapping[str, int], device: str) -> None:
        self._model = SentenceTransformer(str(sources.model), device=device)
        self.senses = read_dictionary(sources.dictionary)
        self._english, irregular = read_wordnet(sources.wordnet)
        tokenizer: Any = self._model.tokenizer
        self.translator = Translator(self.senses, irregular, tokenizer.get_vocab(), frequency)

    def vectors(self, texts: Sequence[str]) -> Floats:
        """The teacher's vectors of English texts, length 1."""
        found = self._model.encode(list(texts), batch_size=64, normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False)
        return np.asarray(found, dtype=np.float32)

    def meanings(self) -> Floats:
        """A vector for each sense of the dictionary: of the headword alone and with its definition."""
        heads = list(dict.fromkeys((s.english, s.gloss) for s in self.senses))
        both = unit(self.vectors([h for h, _ in heads]) + self.vectors([f"{h}: {g}" if g else h for h, g in heads]))
        place = {h: i for i, h in enumerate(heads)}
        return np.asarray(both[[place[s.english, s.gloss] for s in self.senses]], dtype=np.float32)

    def lessons(self, tokenizer: Tokenizer, rows: Rows, corpus: Corpus, meanings: Floats, seed: int) -> Lessons:
        """What is taught: sentences in rough English, true translations, WordNet's English in rough Indonesian, and the dictionary itself."""
        draw = random.Random(seed)
        law = [sentence for sentence, _ in corpus.pairs["rest"]]
        sentences = [t for t in corpus.general if len(t) in LENGTHS] + draw.sample(law, min(LAWS, len(law)))
        print(f"teacher: {len(sentences)} sentences", flush=True)
        taught = self.vectors([self.translator.english(s) for s in sentences])
        true = corpus.pairs["ntrex"] * 2
        groups = [([*sentences, *(a for a, _ in true)], np.concatenate([taught, self.vectors([b for _, b in true])]))]
        chosen = draw.sample(self._english, min(ENGLISH, len(self._english)))
        back = [(i, text) for _ in range(DRAWS) for i, s in enumerate(chosen) if (text := self.translator.indonesian(s, draw))]
        wanted = sorted({i for i, _ in back})
        print(f"teacher: {len(back)} of {DRAWS * len(chosen)} English sentences in rough Indonesian", flush=True)
        place = {i: n for n, i in enumerate(wanted)}
        known = self.vectors([chosen[i] for i in wanted])
        groups.append(([text for _, text in back], known[[place[i] for i, _ in back]]))
        groups.append(([s.word for s in self.senses], meanings))
        return Lessons([(encode_all(tokenizer, rows, texts), vectors) for texts, vectors in groups])


def rows_of(
    sources: Sources,
    tokenizer: Tokenizer,
    rows: Rows,
    corpus: Corpus,
    frequency: Mapping[str, int],
    probability: NDArray[np.float64],
    *,
    seed: int,
    device: str,
) -> Floats:
    """The rows that the teacher's knowledge makes, shape (rows, teacher's width)."""
    teacher = Teacher(sources, frequency, device)
    meanings = teacher.meanings()
    lessons = teacher.lessons(tokenizer, rows, corpus, meanings, seed)
    begin = start(tokenizer, rows, teacher.senses, meanings, probability, seed)
    return learn(begin, rows.unknown, lessons, seed)


def encode_all(tokenizer: Tokenizer, rows: Rows, texts: Sequence[str]) -> list[Ints]:
    """Row numbers of each text; a text without a known word is the row that stays zero."""
    return [t if len(t) else np.array([rows.unknown]) for t in encode(tokenizer, rows, list(texts))]


def start(
    tokenizer: Tokenizer, rows: Rows, senses: Sequence[Sense], meanings: Floats, probability: NDArray[np.float64], seed: int
) -> Floats:
    """Rows to start from, shape (rows, teacher's width): the mean meaning of a word's senses; a short random row where there is none."""
    number, width = len(rows.heads), meanings.shape[1]
    sums = np.zeros((number, width), dtype=np.float32)
    for sense, vector, found in zip(
        senses, meanings - meanings.mean(0), encode_all(tokenizer, rows, [s.word for s in senses]), strict=True
    ):
        if len(sense.word.split()) > 1 or "-" in sense.word:
            np.add.at(sums, found, PART * vector / len(found))
        elif len(tokenizer.encode(sense.word, add_special_tokens=False).ids) == 1:
            sums[found[0]] += vector
    known = np.linalg.norm(sums, axis=1, keepdims=True) > 0
    chance = np.random.default_rng(seed).normal(size=(number, width)) / np.sqrt(width)
    begin = np.where(known, unit(sums), CHANCE * chance) * (RARITY / (RARITY + probability))[:, None]
    begin[rows.unknown] = 0
    return np.asarray(begin, dtype=np.float32)


def learn(begin: Floats, unknown: int, lessons: Lessons, seed: int) -> Floats:
    """The rows after learning: each text's vector near the teacher's, and the texts of a batch as alike as the teacher finds them."""
    torch.manual_seed(seed)
    draw = np.random.default_rng(seed)
    bag = torch.nn.EmbeddingBag.from_pretrained(torch.from_numpy(begin.copy()), freeze=False, mode="sum")
    optimizer = torch.optim.Adam(bag.parameters(), lr=RATE)
    batches = [
        (texts, vectors, order[i : i + BATCH])
        for texts, vectors in lessons.groups
        for order in (draw.permutation(len(texts)) for _ in range(EPOCHS))
        for i in range(0, len(order) - BATCH + 1, BATCH)
    ]
    for step, i in enumerate(draw.permutation(len(batches))):
        texts, vectors, chosen = batches[i]
        starts = np.cumsum([0] + [len(texts[j]) for j in chosen[:-1]])
        given = normalize(bag(torch.from_numpy(np.concatenate([texts[j] for j in chosen])), torch.from_numpy(starts)))
        wanted = torch.from_numpy(vectors[chosen])
        loss = (1 - (given * wanted).sum(1)).mean() + ALIKE * ((given @ given.T - wanted @ wanted.T) ** 2).mean()
        for group in optimizer.param_groups:
            group["lr"] = RATE * (1 - step / len(batches))
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        assert bag.weight.grad is not None
        bag.weight.grad[unknown] = 0
        optimizer.step()
        if step % 50 == 0:
            print(f"teacher: step {step} of {len(batches)}, loss {loss.item():.3f}", flush=True)
    return np.asarray(bag.weight.detach().numpy())


def join(first: Floats, second: Floats, texts: Sequence[Ints], probability: NDArray[np.float64], width: int) -> Floats:
    """Both sets of rows side by side, as long as each other over the texts, and of that the `width` directions that hold the most.

    A row weighs in by the square root of its word's probability: what is said often is kept best.
    """

    def length(rows: Floats) -> float:
        return float(np.mean([np.linalg.norm(rows[t].sum(0)) for t in texts[:TEXTS]]))

    both = np.hstack([first / length(first), second / length(second)])
    weighted = both * np.sqrt(probability + FLOOR)[:, None]
    _, vectors = np.linalg.eigh(weighted.T @ weighted)
    return np.asarray(both @ vectors[:, ::-1][:, :width], dtype=np.float32)
