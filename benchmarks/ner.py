"""The named-entity model measured: F1 a label on two test sets, words a second on one core, size, and the officials of gold articles.

    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python -m benchmarks.ner ../shared [--model FOLDER] [--json]

The folder is the shared one, with `data/ner/per_org_loc.jsonl`, `gold/train.jsonl`, `gold/dev.jsonl` and `gold/texts`. An entity counts where start,
end and label are right. Test sets keep their published tags: idner_news_2k has titles outside PER, NERGrit has some inside.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import extraction.entities
from extraction.entities import Entity, entities, model, pipe
from extraction.gold import read_gold
from extraction.people import people
from extraction.reading import Reading
from tagih.records import Document
from training.ner.sentences import read

LABELS = ("PER", "ORG", "LOC")
ALL = "all"


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1 of entities, 0 to 1, and how many the gold has."""

    precision: float
    recall: float
    f1: float
    gold: int


def score(gold: Sequence[Iterable[tuple[int, int, str]]], found: Sequence[Iterable[Entity]]) -> dict[str, Score]:
    """Scores by label and over all."""
    right: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    given: Counter[str] = Counter()
    for marks, names in zip(gold, found, strict=True):
        want, got = set(marks), {(e.start, e.end, e.label) for e in names}
        for counter, group in ((right, want & got), (wanted, want), (given, got)):
            for *_, label in group:
                counter[label] += 1
                counter[ALL] += 1
    return {
        k: Score(right[k] / max(given[k], 1), right[k] / max(wanted[k], 1), 2 * right[k] / max(given[k] + wanted[k], 1), wanted[k])
        for k in (ALL, *LABELS)
    }


def officials(annotations: Path) -> dict[str, float]:
    """How PER spans and the officials of hand-annotated articles meet, beside the names that the grammar of persons takes.

    `alone` are PER spans that the grammar has no name at; the share of them that touch an official's name is a floor of their precision,
    for the gold says nothing of persons without office.
    """
    gold = read_gold(annotations)
    count: Counter[str] = Counter()
    for document, found in zip(gold, pipe(d.text for d in gold), strict=True):
        persons = [(e.start, e.end) for e in found if e.label == "PER"]
        taken = [(n.start, n.end) for n in people(Reading(Document(id=document.id, text=document.text))).names]
        wanted = {(r["start"], r["end"]): bool(r.get("optional")) for r in document.records["officials"]}
        names = {" ".join(str(r["name"]).casefold().split()) for r in document.records["officials"]}
        for span, optional in wanted.items():
            if optional:
                continue
            count["officials"] += 1
            count["exact"] += span in persons
            count["overlapping"] += _touches(span, persons)
            refused = not _touches(span, taken)
            count["refused"] += refused
            count["refused, found"] += refused and _touches(span, persons)
        for span in persons:
            count["persons"] += 1
            if not _touches(span, taken):
                count["alone"] += 1
                words = set(document.text[slice(*span)].casefold().split())
                count["alone, an official"] += _touches(span, wanted) or any(words & set(n.split()) for n in names)
    return {
        "officials": count["officials"],
        "exact": count["exact"] / count["officials"],
        "overlapping": count["overlapping"] / count["officials"],
        "officials that the grammar has no name at": count["refused"],
        "of these overlapping": count["refused, found"],
        "PER spans": count["persons"],
        "PER spans that the grammar has no name at": count["alone"],
        "of these an official": count["alone, an official"],
    }


def _touches(span: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    return any(span[0] < b and a < span[1] for a, b in others)


def speed(shared: Path) -> tuple[int, int]:
    """Words a second of CPU time over the gold articles in one `pipe`, the best of three runs, and one at a time."""
    texts = [d.text for d in read_gold(shared / "gold" / "train.jsonl")]
    words = sum(len(t.split()) for t in texts)

    def best(run: Callable[[], object]) -> int:
        seconds = []
        for _ in range(3):
            start = time.process_time()
            run()
            seconds.append(time.process_time() - start)
        return round(words / min(seconds))

    return best(lambda: list(pipe(texts))), best(lambda: [entities(t) for t in texts])


def main() -> None:
    """Print the table, or JSON."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("shared", type=Path, help="the shared folder")
    arguments.add_argument("--model", type=Path, help="another pipeline folder than the one that ships")
    arguments.add_argument("--json", action="store_true", help="print JSON")
    chosen = arguments.parse_args()
    if chosen.model is not None:
        extraction.entities.MODEL = chosen.model
    start = time.perf_counter()
    model()
    loaded = time.perf_counter() - start
    sets = read(chosen.shared / "data")
    tables = {
        source: score([e.entities for e in sets[source, "test"]], list(pipe(e.text for e in sets[source, "test"])))
        for source in ("idner", "nergrit")
    }
    batch, single = speed(chosen.shared)
    size = sum(f.stat().st_size for f in extraction.entities.MODEL.rglob("*") if f.is_file()) / 1e6
    met = {f"{part}: {k}": v for part in ("train", "dev") for k, v in officials(chosen.shared / "gold" / f"{part}.jsonl").items()}
    facts = {
        "words_per_second_batch": batch,
        "words_per_second_single": single,
        "size_mb": round(size, 2),
        "load_seconds": round(loaded, 2),
    }
    if chosen.json:
        scores = {source: {k: asdict(s) for k, s in table.items()} for source, table in tables.items()}
        print(json.dumps({"scores": scores, **facts, "gold_officials": met}, indent=1))
        return
    print("| test set | label | F1 | precision | recall | entities |\n|---|---|---|---|---|---|")
    for source, table in tables.items():
        for label, s in table.items():
            print(f"| {source} | {label} | {s.f1:.3f} | {s.precision:.3f} | {s.recall:.3f} | {s.gold} |")
    print()
    for name, value in {**facts, **met}.items():
        print(f"{name}: {value:.3f}" if isinstance(value, float) else f"{name}: {value:,}")


if __name__ == "__main__":
    main()
