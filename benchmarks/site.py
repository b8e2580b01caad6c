"""A made-up news site on loopback, in a process of its own, that says how fast it was crawled.

    python -m benchmarks.site 2000 60000          # pages, bytes of each; prints its address

`/indeks` leads to page 0; page n leads to pages 2n+1 and 2n+2, to forty others, and to sixty of the site that are no articles. A page
is 900 words of text made here, its links, and rules of style up to its size; it is compressed for who takes that.
"""

from __future__ import annotations

import gzip
import itertools
import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.request import build_opener

SYLLABLES = [a + b for a in "bcdghjklmnprstwy" for b in "aeiou"]
TEXT_WORDS = 900  # of an article: about 6 KB
SIDE_LINKS, MENU_LINKS = 40, 60


def words(n: int, seed: int = 7) -> list[str]:
    """`n` words of two to four syllables."""
    chance = random.Random(seed)
    return ["".join(chance.choices(SYLLABLES, k=chance.randrange(2, 5))) for _ in range(n)]


class Pages:
    """The site's pages by path; `size` is their length in bytes, as far as what they must hold allows."""

    def __init__(self, pages: int, size: int) -> None:
        self.pages, self.size = pages, size
        self._words = words(20_000)
        menu = "".join(f'<li class="menu"><a href="/kanal/{w}">{w.title()}</a></li>' for w in self._words[:MENU_LINKS])
        self._head = f'<!doctype html><html lang="id"><head><meta charset="utf-8"><title>%s</title></head><body><ul>{menu}</ul>'
        rules = (f".{a}-{b}{{margin:{len(a)}px;color:#{len(b)}{len(a)}f}}" for a, b in itertools.pairwise(itertools.cycle(self._words)))
        self._rules = "".join(itertools.islice(rules, 1 + size // 25))

    def address(self, n: int) -> str:
        return f"/berita/{n}-{self._words[n % len(self._words)]}-{self._words[n * 31 % len(self._words)]}-{self._words[n * 97 % len(self._words)]}"

    def get(self, path: str) -> bytes | None:
        """The page of a path; None where there is none."""
        if path == "/indeks":
            return f'<html><body><p><a href="{self.address(0)}">Selengkapnya</a></p></body></html>'.encode()
        number = path.removeprefix("/berita/").partition("-")[0]
        if not number.isdigit() or int(number) >= self.pages or path != self.address(int(number)):
            return None
        return self._article(int(number))

    def _article(self, n: int) -> bytes:
        start = n * 7_919 % (len(self._words) - TEXT_WORDS)
        text = self._words[start : start + TEXT_WORDS]
        linked = [2 * n + 1, 2 * n + 2, *(n * 13 + k * 17 for k in range(SIDE_LINKS))]
        links = "".join(f'<li><a href="{self.address(m)}">{text[k]} {text[-k]}</a></li>' for k, m in enumerate(linked) if m < self.pages)
        paragraphs = "".join(f"<p>{' '.join(text[k : k + 45])}.</p>" for k in range(0, TEXT_WORDS, 45))
        body = f"{self._head % ' '.join(text[:8])}<article><h1>{' '.join(text[:8])}</h1>{paragraphs}</article><ul>{links}</ul>"
        room = max(self.size - len(body) - len("<style></style></body></html>"), 0)
        return f"{body}<style>{self._rules[:room]}</style></body></html>".encode()


def serve(pages: int, size: int) -> None:
    """Serve until killed. Prints the port. `/-/rate` tells pages and seconds from the first page to the last since it was last asked."""
    from twisted.internet import reactor as installed
    from twisted.web import resource
    from twisted.web import server as web

    reactor: Any = installed
    server: Any = web  # Twisted's web has no types
    site = Pages(pages, size)
    times: list[float] = []

    class Root(resource.Resource):  # type: ignore[misc]
        isLeaf = True  # noqa: N815

        def render_GET(self, request: Any) -> bytes:  # noqa: N802 (Twisted names it)
            path = request.path.decode()
            if path == "/-/rate":
                found = {"pages": len(times), "seconds": times[-1] - times[0] if times else 0.0}
                times.clear()
                return json.dumps(found).encode()
            page = site.get(path)
            request.setHeader("Content-Type", "text/html; charset=utf-8")
            if page is None:
                request.setResponseCode(404)
                return b"tidak ada"
            if path != "/indeks":
                times.append(time.monotonic())
            if "gzip" in (request.getHeader("Accept-Encoding") or ""):
                request.setHeader("Content-Encoding", "gzip")
                return gzip.compress(page, 1)
            return page

    port = reactor.listenTCP(0, server.Site(Root()), interface="127.0.0.1")
    print(port.getHost().port, flush=True)
    reactor.run()


@contextmanager
def serving(pages: int, size: int) -> Iterator[str]:
    """The address of a site that lives as long as this does."""
    child = subprocess.Popen([sys.executable, "-m", "benchmarks.site", str(pages), str(size)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    try:
        yield f"http://127.0.0.1:{int(child.stdout.readline())}"
    finally:
        child.terminate()
        child.wait()
        child.stdout.close()


def rate(home: str) -> tuple[int, float]:
    """Pages asked for since this was last asked, and the seconds from the first to the last."""
    with build_opener().open(f"{home}/-/rate", timeout=10) as answer:
        found = json.load(answer)
    return found["pages"], found["seconds"]


if __name__ == "__main__":
    serve(int(sys.argv[1]), int(sys.argv[2]))
