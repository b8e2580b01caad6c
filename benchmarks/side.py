"""What Tagih is measured beside, and how: CPU seconds of one core, the best of several rounds, all in one run.

newspaper4k and eyecite are no dependencies of Tagih; a contender that is not installed is left out, and said so.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tagih.records import Page

Contender = Callable[[Page], object]


class NotInstalledError(Exception):
    """A contender's package is absent; the message says how to get it."""


@dataclass(frozen=True, slots=True)
class Timing:
    """CPU seconds for one pass over all inputs, the best of the rounds, and how many inputs there were."""

    seconds: float
    inputs: int

    @property
    def ms(self) -> float:
        """Milliseconds an input."""
        return 1000 * self.seconds / self.inputs

    @property
    def per_second(self) -> float:
        """Inputs a second."""
        return self.inputs / self.seconds


def one_core() -> None:
    """Keep this process on one core where the system can, and libraries to one thread (call it before they are imported)."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def read_pages(folder: Path) -> list[Page]:
    """The article pages of a folder with an `index.jsonl` (file, kind)."""
    rows = [json.loads(line) for line in (folder / "index.jsonl").read_text(encoding="utf-8").splitlines()]
    articles = [row["file"] for row in rows if row["kind"] == "article"]
    return [Page(id=name, content=(folder / name).read_bytes(), media_type="text/html") for name in articles]


def race(contenders: Mapping[str, Contender], inputs: Mapping[str, Sequence[Any]], rounds: int) -> dict[str, Timing]:
    """Each contender over its inputs, in turns, so that a slow minute of the machine strikes all of them."""
    best = dict.fromkeys(contenders, float("inf"))
    for _ in range(rounds):
        for name, contender in contenders.items():
            gc.collect()
            began = time.process_time()
            for item in inputs[name]:
                contender(item)
            best[name] = min(best[name], time.process_time() - began)
    return {name: Timing(seconds, len(inputs[name])) for name, seconds in best.items()}


def tagih() -> Contender:
    """The whole pipeline: HTML to records."""
    from extraction.pipeline import extract

    return extract


def tagih_text() -> Contender:
    """Only its first half: HTML to text, title, date, people."""
    from extraction.page import read_page

    return read_page


def trafilatura() -> Contender:
    """trafilatura alone, as its documentation calls it: bytes to text."""
    import logging

    from trafilatura import extract

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    return lambda page: extract(page.content)


def newspaper4k() -> Contender:
    """newspaper4k's parse with images off; it wants text, so that decoding counts too."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            from newspaper import Article, Config
        except ImportError as e:
            raise NotInstalledError("pip install newspaper4k") from e
    config = Config()
    config.fetch_images = False
    config.language = "id"

    def parse(page: Page) -> object:
        article = Article(url="https://example.org/", config=config)
        article.download(input_html=page.content.decode("utf-8", errors="replace"))
        article.parse()
        return article.text

    return parse


def eyecite() -> Callable[[str], object]:
    """eyecite's citation finder with its default tokenizer, on plain text."""
    try:
        from eyecite import get_citations
    except ImportError as e:
        raise NotInstalledError("pip install eyecite") from e
    return lambda text: get_citations(text)


CONTENDERS: Mapping[str, Callable[[], Callable[[Any], object]]] = {
    "tagih": tagih,
    "tagih, text only": tagih_text,
    "trafilatura": trafilatura,
    "newspaper4k": newspaper4k,
    "eyecite": eyecite,
}


def available(names: Sequence[str]) -> Iterator[tuple[str, Callable[[Any], object]]]:
    """Those contenders that are installed, warm enough to call; the others are named on stderr with the remedy."""
    for name in names:
        try:
            yield name, CONTENDERS[name]()
        except NotInstalledError as e:
            print(f"{name} is left out: {e}", file=sys.stderr)


def memory_mib() -> tuple[float, float]:
    """This process's memory now and at its largest so far, in MiB; nan where the system does not tell (it does on Linux)."""
    status = Path("/proc/self/status")
    if not status.exists():
        return float("nan"), float("nan")
    fields = dict(line.split(":", 1) for line in status.read_text(encoding="ascii", errors="replace").splitlines() if ":" in line)
    return int(fields["VmRSS"].split()[0]) / 1024, int(fields["VmHWM"].split()[0]) / 1024
