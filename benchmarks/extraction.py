"""From HTML to records on one core: how fast, how much memory, beside what you would use instead.

    python -m benchmarks.extraction ../shared                  # speed, memory, start, long documents
    python -m benchmarks.extraction ../shared --flat 10000     # and memory over 10,000 pages
    pip install newspaper4k eyecite                            # the optional contenders

The folder holds real article pages (`data/pages/`) and news texts (`data/load/news.jsonl.gz`, joined into long documents).
eyecite gets the texts that were read from the pages; the others get the pages. Times are CPU seconds, best of the rounds.
"""

from __future__ import annotations

import argparse
import gc
import gzip
import html
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path

from benchmarks import side
from tagih.records import Page, TagihError

SIZES = (10_000, 100_000, 1_000_000)  # characters of the long documents
SAMPLES = 20  # readings of memory over --flat pages
# In a process of its own: seconds to the first page's records, seconds of a later page, peak memory after one pass.
PROBE = """
import sys, time
from benchmarks import side
side.one_core()
from pathlib import Path
pages = side.read_pages(Path(sys.argv[2]))
texts = [p.content.decode("utf-8", errors="replace") for p in pages]
inputs = texts if sys.argv[1] == "eyecite" else pages
began = time.process_time()
work = side.CONTENDERS[sys.argv[1]]()
work(inputs[0])
first = time.process_time()
work(inputs[0])
again = time.process_time()
for item in inputs:
    work(item)
print(first - began - (again - first), side.memory_mib()[1])
"""


def probe(name: str, folder: Path) -> tuple[float, float]:
    """-> (CPU seconds from nothing imported to ready, the first page's own time left out; peak MiB after one pass over the pages)."""
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", PROBE, name, str(folder)], check=True, capture_output=True, text=True)
    load, peak = done.stdout.split()[-2:]
    return float(load), float(peak)


def speed(folder: Path, rounds: int) -> str:
    """All contenders over the same pages as a Markdown table."""
    from extraction.page import read_page

    pages = side.read_pages(folder)
    texts = [read_page(p).text for p in pages]
    contenders = dict(side.available(list(side.CONTENDERS)))
    inputs = {name: texts if name == "eyecite" else pages for name in contenders}
    side.race(contenders, inputs, 1)  # caches, patterns and tokenizers are built in the first round
    timings = side.race(contenders, inputs, rounds)
    alone = timings["trafilatura"].ms
    rows = [
        f"{len(pages)} pages, {sum(len(p.content) for p in pages) / len(pages) / 1000:.0f} kB a page; {sum(map(len, texts)) / len(texts):,.0f} characters of text a page\n",
        "| | ms a page | pages a second | times trafilatura | ready after s | peak MiB |",
        "|---|---|---|---|---|---|",
    ]
    for name, timing in timings.items():
        load, peak = probe(name, folder)
        rows.append(f"| {name} | {timing.ms:.1f} | {timing.per_second:.1f} | {timing.ms / alone:.2f} | {load:.2f} | {peak:.0f} |")
    return "\n".join(rows) + "\n"


def long_texts(file: Path, sizes: Sequence[int] = SIZES) -> Iterator[str]:
    """Real articles, each different, joined to texts of these many characters."""
    with gzip.open(file, "rt", encoding="utf-8") as stream:
        articles = (json.loads(line)["text"] for line in stream)
        whole = ""
        while len(whole) < max(sizes):
            whole += next(articles) + "\n\n"
    for size in sizes:
        yield whole[:size]


def growth(file: Path) -> str:
    """Microseconds a character of ever longer documents, as text and as HTML: flat where no step is quadratic."""
    from extraction.pipeline import extract

    rows = ["| characters | text: ms | µs a character | HTML: ms | µs a character |", "|---|---|---|---|---|"]
    for text in long_texts(file):
        paragraphs = "".join(f"<p>{html.escape(line)}</p>" for line in text.split("\n") if line)
        story = f"<html><head><title>{html.escape(text[:60])}</title></head><body><article>{paragraphs}</article></body></html>"
        cells = [f"{len(text):,}"]
        for content, media_type in ((text, "text/plain"), (story, "text/html")):
            page = Page(id="panjang", content=content.encode(), media_type=media_type)
            gc.collect()
            began = time.process_time()
            extract(page)
            seconds = time.process_time() - began
            cells += [f"{1000 * seconds:,.0f}", f"{1e6 * seconds / len(text):.2f}"]
        rows.append("| " + " | ".join(cells) + " |")
    return "\n".join(rows) + "\n"


def flat(folder: Path, count: int) -> str:
    """Memory of this process over many pages: a reading at each of twenty steps, and the growth over the second half."""
    from extraction.pipeline import extract

    pages = side.read_pages(folder)
    step = max(1, count // SAMPLES)
    readings: list[float] = []
    for done, page in enumerate(islice(cycle(pages), count), 1):
        extract(page)
        if done % step == 0:
            readings.append(side.memory_mib()[0])
    half = readings[len(readings) // 2 :]
    shown = " ".join(f"{r:.0f}" for r in readings)
    return f"MiB after each {step:,} of {count:,} pages: {shown}\nGrowth over the second half: {half[-1] - half[0]:+.1f} MiB\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--rounds", type=int, default=5, help="rounds over all pages; the best counts (default: 5)")
    parser.add_argument("--flat", type=int, metavar="PAGES", help="watch memory over this many pages")
    args = parser.parse_args()
    side.one_core()
    folder = args.shared / "data" / "pages"
    try:
        print("## Speed\n\n" + speed(folder, args.rounds))
        print("## Long documents\n\n" + growth(args.shared / "data" / "load" / "news.jsonl.gz"))
        if args.flat:
            print("## Memory\n\n" + flat(folder, args.flat))
    except (OSError, TagihError) as e:
        parser.exit(2, f"Error: {e}\n")


if __name__ == "__main__":
    main()
