"""Sentences with entities -> spaCy's binary format, training sentences also varied.

    python convert.py DATA OUT

OUT gets train.spacy and dev.spacy. The test sets are read by `benchmarks/ner.py` alone.
"""

from __future__ import annotations

import csv
import random
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from spacy.language import Language
from spacy.tokens import DocBin
from spacy.util import filter_spans
from extraction.entities import PLAIN
from sentences import Example, read
from tokens import blank

VOCABULARY = Path(__file__).parents[2] / "tagih" / "vocabulary"
JOINED = 0.33


class Variation:
    """Varies sentences: other people and places of the same kind, capitals, glued words."""

    def __init__(self, examples: list[Example], seed: int) -> None:
        self.random = random.Random(seed)
        with (VOCABULARY / "names.toml").open("rb") as f:
            given = [w.capitalize() for w in tomllib.load(f)["given"]]
        with (VOCABULARY / "regions.csv").open(encoding="utf-8", newline="") as f:
            self.areas = sorted({row["short"] for row in csv.DictReader(f)})
        named = Counter(e.text[a:b] for e in examples for a, b, label in e.entities if label == "PER")
        self.people = sorted(n for n in named if re.fullmatch(r"[A-Z][\w'.]+( [A-Z][\w'.]*)*", n) and len(n) > 2)
        self.words = sorted(set(given) | {w for n in self.people for w in n.split() if len(w) > 2 and w.isalpha()})
        self.places = sorted({e.text[a:b] for e in examples for a, b, label in e.entities if label == "LOC" and " " not in e.text[a:b]})

    def person(self, old: str) -> str:
        """Another name of as many words."""
        if self.random.random() < 0.3:
            same = [n for n in self.random.sample(self.people, 20) if n.count(" ") == old.count(" ")]
            if same:
                return same[0]
        size = max(1, min(4, len(old.split())))
        if size == 1 and self.random.random() < 0.1:
            size = 2
        made = [self.random.choice(self.words) for _ in range(size)]
        if size > 1 and self.random.random() < 0.06:
            at = self.random.randrange(size)
            made[at] = made[at][0] + "."
        return " ".join(made)

    def place(self, old: str) -> str | None:
        """Another area or place for a bare one."""
        if old in self.areas or (" " not in old and old[:1].isupper() and not old.isupper()):
            return self.random.choice(self.areas if self.random.random() < 0.7 else self.places)
        return None

    def __call__(self, example: Example) -> Example:
        parts: list[tuple[str, str | None]] = []
        at = 0
        swaps: dict[str, str] = {}
        for start, end, label in example.entities:
            old = new = example.text[start:end]
            if old in swaps:
                new = swaps[old]
            elif label == "PER" and self.random.random() < 0.6 and re.fullmatch(r"[^\W\d_][\w'. ]*", old):
                new = self.person(old)
            elif label == "LOC" and self.random.random() < 0.4:
                new = self.place(old) or old
            swaps[old] = new
            parts += [(example.text[at:start], None), (new, label)]
            at = end
        parts.append((example.text[at:], None))
        kind = self.random.random()
        text, found = "", []
        for part, label in parts:
            if kind < 0.05 or (kind < 0.09 and label == "PER"):
                part = part.upper()
            elif kind < 0.13 and label is not None and re.search(r"[a-z]{3} $", text) and part[:1].isupper():
                text = text[:-1]  # a space lost at a link
            if label is not None:
                found.append((len(text), len(text) + len(part), label))
            text += part
        return Example(text, tuple(found))


def joined(examples: list[Example], chance: random.Random) -> list[Example]:
    """The same sentences in chance order, one in three set behind the one before it, as in a paragraph."""
    out: list[Example] = []
    for e in chance.sample(examples, len(examples)):
        if out and len(out[-1].text) < 400 and chance.random() < JOINED:
            shift = len(out[-1].text) + 1
            moved = tuple((a + shift, b + shift, label) for a, b, label in e.entities)
            out[-1] = Example(f"{out[-1].text} {e.text}", out[-1].entities + moved)
        else:
            out.append(e)
    return out


def docs(nlp: Language, examples: Iterable[Example]) -> tuple[DocBin, int]:
    """spaCy documents; the second value counts entities whose ends are inside a token and are left unknown."""
    out = DocBin(attrs=["ENT_IOB", "ENT_TYPE", "SPACY"])
    lost = 0
    for example in examples:
        doc = nlp.make_doc(example.text.translate(PLAIN))
        found, missing = [], []
        for start, end, label in example.entities:
            span = doc.char_span(start, end, label=label)
            if span is not None:
                found.append(span)
            else:
                lost += 1
                missing.append(doc.char_span(start, end, label=label, alignment_mode="expand"))
        found = filter_spans(found)
        missing = [s for s in filter_spans(found + missing) if s not in found]
        doc.set_ents(found, missing=missing, default="outside")
        out.add(doc)
    return out, lost


def main(data: Path, out: Path) -> None:
    """Write the training, development and test files."""
    out.mkdir(parents=True, exist_ok=True)
    read_in = read(data)
    nlp = blank()
    news, wiki = read_in["idner", "train"], read_in["nergrit", "train"]
    vary = Variation(news + wiki, seed=0)
    varied = [vary(e) for part in (news, news, wiki) for e in part]
    train = news + news + wiki + joined(news + wiki, vary.random) + joined(varied, vary.random)
    sets = {"train": train, "dev": read_in["idner", "dev"] + read_in["nergrit", "dev"]}
    for name, examples in sets.items():
        made, lost = docs(nlp, examples)
        made.to_disk(out / f"{name}.spacy")
        print(f"{name}: {len(examples)} sentences, {sum(len(e.entities) for e in examples)} entities, {lost} across tokens")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
