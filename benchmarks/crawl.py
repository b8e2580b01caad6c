"""Pages a second of the whole crawl path, a bare Scrapy spider that stores nothing beside it; and memory over many pages.

    python -m benchmarks.crawl                          # 2,000 pages of 60 KB, in turns
    python -m benchmarks.crawl --memory 50000           # and memory from 1,000 to 50,000 pages of 3 KB

Both crawl the same site on loopback (see benchmarks.site), which is a process of its own and tells the rate: pages from the first to
the last, a second. Both ask for one page at a time, without delay, compressed where the site compresses (it does), and follow every
link to an article, 42 of some hundred links of a page. The bare spider keeps its queue and what it has seen in memory, looks at no
robots.txt, and does nothing with a page but read its links. Tagih keeps both in its ledger, the pages in WARC files, asks for
robots.txt and for a page that cannot exist, checks each address that it connects to, and can be killed at any moment.

CPU is of the crawling process: milliseconds a page, what a crawl of ten pages takes left out.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.site import rate, serving
from scraper.crawl import CrawlProgress, CrawlSettings, crawl, user_agent
from scraper.source import Source, parse_source

FEW = 10  # pages of a crawl that tells what beginning takes


@dataclass(frozen=True, slots=True)
class Rate:
    """Of one crawl: pages, seconds from the first to the last, CPU seconds of the crawling process in all."""

    pages: int
    seconds: float
    cpu_s: float

    @property
    def per_second(self) -> float:
        return self.pages / self.seconds


def source_at(home: str, at_once: int) -> Source:
    """The site as a source."""
    text = f"""name = "Laju"
home = "{home}/"
jurisdiction = "64"
kind = "news"
article_patterns = ["/berita/"]
[politeness]
concurrency = {at_once}
[[listings]]
url = "/indeks"
"""
    return parse_source(text, where=Path("laju.toml"))


def settings(pages: int) -> CrawlSettings:
    """As a crawl is, but for the waiting."""
    agent = user_agent("laju@example.org")
    return CrawlSettings(
        user_agent=agent, delay_s=0.0, autothrottle=False, allow_private=True, max_pages_per_source=2 * pages + 100, max_depth=64
    )


def tagih(home: str, pages: int, at_once: int, on_progress: Callable[[CrawlProgress], None] | None = None) -> None:
    """The whole path into a folder that is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        crawl(
            [source_at(home, at_once)],
            ledger=place / "crawl.db",
            archive=place / "archive",
            settings=settings(pages),
            on_progress=on_progress,
        )


def bare(home: str, pages: int, at_once: int) -> None:
    """Scrapy alone."""
    subprocess.run([sys.executable, "-m", "benchmarks.bare", home, str(at_once)], check=True)


CONTENDERS: dict[str, Callable[[str, int, int], None]] = {"tagih": tagih, "bare Scrapy": bare}


def measure(contender: Callable[[str, int, int], None], pages: int, size: int, at_once: int) -> Rate:
    """One crawl. Raises ValueError where it did not fetch every page once."""
    with serving(pages, size) as home:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        contender(home, pages, at_once)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        fetched, seconds = rate(home)
    if fetched != pages:
        raise ValueError(f"{fetched} pages were fetched of {pages}")
    return Rate(fetched, seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def speed(pages: int, size: int, rounds: int, at_once: int = 1) -> str:
    """Both in turns, the best of the rounds, as a Markdown table."""
    best: dict[str, Rate] = {}
    cpu: dict[str, float] = {}
    for _ in range(rounds):
        for name, contender in CONTENDERS.items():
            few, many = measure(contender, FEW, size, at_once), measure(contender, pages, size, at_once)
            cpu[name] = min(cpu.get(name, float("inf")), (many.cpu_s - few.cpu_s) / (pages - FEW))
            best[name] = max(best.get(name, many), many, key=lambda r: r.per_second)
    lines = [f"{pages:,} pages of {size:,} bytes, {at_once} at a time, best of {rounds}", ""]
    lines += ["| crawler | pages a second | of bare Scrapy's | CPU ms a page |", "|---|---|---|---|"]
    base = best["bare Scrapy"].per_second
    lines += [f"| {n} | {r.per_second:.0f} | {r.per_second / base:.2f} | {1000 * cpu[n]:.1f} |" for n, r in best.items()]
    return "\n".join(lines)


def _crawler_mib() -> float:
    """Memory of this process's child that crawls, in MiB."""
    for child in Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split():
        about = Path("/proc", child)
        if b"scraper.crawl" in (about / "cmdline").read_bytes():
            status = (about / "status").read_text(encoding="ascii", errors="replace")
            return int(status.partition("VmRSS:")[2].split()[0]) / 1024
    return float("nan")


def memory(pages: int, size: int, steps: int = 10) -> str:
    """Memory of a crawl as it goes on."""
    shown: list[str] = []
    marks = sorted({1_000, *(pages * k // steps for k in range(1, steps + 1))}) if pages > 1_000 else [pages // 2, pages]

    def look(progress: CrawlProgress) -> None:
        if marks and progress.done >= marks[0]:
            shown.append(f"{marks.pop(0):,}: {_crawler_mib():.0f}")

    with serving(pages, size) as home:
        tagih(home, pages, 1, look)
    return f"MiB of a crawl of {pages:,} pages of {size:,} bytes, after so many: " + ", ".join(shown)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--pages", type=int, default=2_000)
    parser.add_argument("--size", type=int, default=60_000, help="bytes of a page")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--at-once", type=int, default=1, help="requests at a time")
    parser.add_argument("--memory", type=int, metavar="PAGES", help="measure memory over a crawl of so many small pages")
    told = parser.parse_args()
    print(speed(told.pages, told.size, told.rounds, told.at_once))
    if told.memory:
        print("\n" + memory(told.memory, 3_000))


if __name__ == "__main__":
    main()
