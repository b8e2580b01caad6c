"""The texts that the embeddings learn from, and the pairs made of them. Everything is in a fixed order.

What measures the model (`pairs/sts-*.csv`, `load/`) and the gold are never read here.
"""

from __future__ import annotations

import csv
import gzip
import itertools
import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

WORD = re.compile(r"[^\W\d_]+|\d+")
LINK = re.compile(r"\[([^\]\n]*)\]\([^)\n]*\)")
ARTICLE = re.compile(r"\n\s*Pasal\s+\d+[A-Z]?\.?\s*\n")
TITLE = re.compile(r"\bTENTANG\b\s+(.{15,300}?)\s*(?:DENGAN RAHMAT|Menimbang|MENIMBANG|Presiden|PRESIDEN|\()", re.DOTALL)
SENTENCE = re.compile(r"(?<=[.;:])\s+")
SPACE = re.compile(r"\s+")

LAW_CHARS = 60_000  # of one law; some annexes are tables of megabytes
PER_LAW = 4  # pairs of each kind
PASSAGE, WINDOW = 600, 900  # characters of a body passage, and of the stretch that a sentence is taken from

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Corpus:
    """`general`: sentences of news and reference works. `laws`: texts of laws. `places`: words of area names. `pairs`: by kind."""

    general: list[str]
    laws: list[str]
    places: set[str]
    pairs: dict[str, list[Pair]]


def words(text: str) -> list[str]:
    """Lower-case words and numbers of a text."""
    return WORD.findall(text.lower())


def read(shared: Path, seed: int) -> Corpus:
    """Read everything under `shared` (holds data/pairs, data/ner, data/regulations, data/gazetteer)."""
    data = shared / "data"
    with gzip.open(data / "pairs/pairs.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    pairs = {source: [(r["a"], r["b"]) for r in rows if r["source"] == source] for source in ("indonli", "facqa", "ntrex")}
    # NTREX has English on its right side: not for the vocabulary, nor for what stands beside what.
    general = {r[k] for r in rows for k in ("a", "b", "neg") if r.get(k) and not (r["source"] == "ntrex" and k == "b")}
    with (data / "ner/per_org_loc.jsonl").open(encoding="utf-8") as lines:
        tagged = [json.loads(line) for line in lines]
    general |= {" ".join(r["tokens"]) for r in tagged if r["split"] == "train"}
    with (data / "gazetteer/provinces_kabkota.csv").open(encoding="utf-8", newline="") as file:
        places = {w for row in csv.reader(file) for cell in row for w in words(cell) if not w.isdigit()}
    laws = list(_laws(data / "regulations/uu_pp_texts.jsonl.gz"))
    return Corpus(sorted(general), laws, places, pairs | law_pairs(laws, seed))


def _laws(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield LINK.sub(r"\1", json.loads(line)["text"])[:LAW_CHARS]


def law_pairs(laws: list[str], seed: int) -> dict[str, list[Pair]]:
    """`title`: a law's title and a passage of its body; `next`: an article and the one after it; `rest`: a sentence and what stands around it."""
    draw = random.Random(seed)
    out: dict[str, list[Pair]] = {"title": [], "next": [], "rest": []}
    for text in laws:
        title = TITLE.search(text[:3000])
        body = text[title.end() :] if title else text
        if title and len(body) > WINDOW:
            for _ in range(PER_LAW):
                start = draw.randrange(len(body) - PASSAGE)
                out["title"].append((_line(title.group(1)), _line(body[start : start + PASSAGE].partition(" ")[2])))
        articles = [_line(a) for a in ARTICLE.split(body)]
        next_to = [(a, b) for a, b in itertools.pairwise(articles) if 60 <= len(a) <= 700 and 60 <= len(b) <= 700]
        out["next"] += draw.sample(next_to, min(PER_LAW, len(next_to)))
        for _ in range(PER_LAW if len(body) >= 2 * WINDOW else 0):
            start = draw.randrange(len(body) - WINDOW)
            sentences = [s for s in (_line(x) for x in SENTENCE.split(body[start : start + WINDOW])) if 30 < len(s) < 300]
            if len(sentences) >= 3:
                i = draw.randrange(len(sentences))
                out["rest"].append((sentences[i], " ".join(sentences[:i] + sentences[i + 1 :])))
    return out


def count(corpus: Corpus) -> Counter[str]:
    """How often each word occurs. A word of the small general texts counts 20 times one of the laws, an area's name 400 times."""
    found: Counter[str] = Counter()
    for text in corpus.general:
        found.update(words(text))
    found = Counter({w: 20 * n for w, n in found.items()})
    for text in corpus.laws:
        found.update(words(text))
    for word in sorted(corpus.places):
        found[word] += 400
    return found


def _line(text: str) -> str:
    return SPACE.sub(" ", text).strip()
