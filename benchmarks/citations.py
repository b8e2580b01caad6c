"""Citations of regulations: characters a second on one core, eyecite beside it on the same characters.

    python -m benchmarks.citations ../shared
    pip install eyecite                           # the optional contender

Three kinds of text: news (`data/load/news.jsonl.gz`), laws (`data/regulations/uu_pp_texts.jsonl.gz`), and a megabyte of
heads, numbers and lists that run into each other. "citations" finds them, given the areas that the text names; "rule" also
finds those areas and tells which area and which earlier citation each belongs to.
Times are CPU seconds, best of the rounds.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import side
from extraction.citing import citations
from extraction.reading import Reading
from extraction.rules import regulations
from tagih.records import Document
from tagih.vocabulary.places import PlaceMention, find_places

CHARACTERS = 2_000_000
# Heads without numbers, numbers without years, lists that never end.
NEAR_MISSES = (
    "Peraturan Gubernur Nomor Nomor Nomor tentang tentang ",
    "Keputusan Menteri Keputusan Bupati Keputusan ",
    "Perda No. 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, ",
    "UU UU UU Nomor 1/1/1/1/1/1 Tahun Tahun ",
    "Surat Edaran (Surat (Edaran ((( Nomor ",
    "Instruksi Wali Kota Wali Kota Wali Kota Nomor:::... ",
)


def texts_of(file: Path, size: int) -> list[str]:
    """Texts of a file of JSON lines, until together they have this many characters."""
    found: list[str] = []
    have = 0
    with gzip.open(file, "rt", encoding="utf-8") as stream:
        for line in stream:
            text = json.loads(line)["text"]
            found.append(text)
            have += len(text)
            if have >= size:
                break
    return found


def near_misses(size: int = 1_000_000) -> str:
    """Heads of citations, numbers and lists that run into each other, over and over."""
    pieces: Iterator[str] = itertools.cycle(NEAR_MISSES)
    unit = "".join(itertools.islice(pieces, 4 * len(NEAR_MISSES)))
    return (unit * (size // len(unit) + 1))[:size]


def contenders(texts: list[str]) -> dict[str, Callable[[str], object]]:
    """Our readers of the texts; areas are found beforehand for the one that is given them."""
    places: dict[str, dict[int, PlaceMention]] = {text: {m.start: m for m in find_places(text)} for text in texts}
    return {
        "tagih citations": lambda text: list(citations(text, places[text])),
        "tagih rule": lambda text: regulations.extract(Reading(Document(id="ukur", text=text))),
    }


def table(shared: Path, rounds: int) -> str:
    """Million characters a second and citations found, as a Markdown table."""
    data = shared / "data"
    corpora = {
        "news": texts_of(data / "load" / "news.jsonl.gz", CHARACTERS),
        "laws": texts_of(data / "regulations" / "uu_pp_texts.jsonl.gz", CHARACTERS),
        "near misses": [near_misses()],
    }
    others = dict(side.available(["eyecite"]))
    rows = ["| text | characters | | million characters a second | found |", "|---|---|---|---|---|"]
    for corpus, texts in corpora.items():
        total = sum(map(len, texts))
        works = contenders(texts) | others
        for work in works.values():  # patterns and tokenizers are built at the first call
            work(texts[0][:10_000] if work is works.get("eyecite") else texts[0])
        timings = side.race(works, dict.fromkeys(works, texts), rounds)
        for name, timing in timings.items():
            count = sum(len(list(works[name](text))) for text in texts)  # type: ignore[call-overload]
            rows.append(f"| {corpus} | {total:,} | {name} | {total / timing.seconds / 1e6:.2f} | {count:,} |")
    return "\n".join(rows) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--rounds", type=int, default=3, help="rounds over all texts; the best counts (default: 3)")
    args = parser.parse_args()
    side.one_core()
    print(table(args.shared, args.rounds))


if __name__ == "__main__":
    main()
