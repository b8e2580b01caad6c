"""A made-up web on loopback: an HTTP proxy that answers for any host itself, as a test lays it out."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

from scraper.crawl import CrawlProgress, CrawlSettings, CrawlSummary, crawl, user_agent
from scraper.source import Source, parse_source


@dataclass(frozen=True)
class Answer:
    """A response. `drip_s`: seconds waited before the body's last byte."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "text/html; charset=utf-8"})
    drip_s: float = 0.0


def html(body: str, **headers: str) -> Answer:
    return Answer(
        f"<html><head><title>t</title></head><body>{body}</body></html>".encode(), headers={"Content-Type": "text/html"} | headers
    )


def links(*urls: str) -> str:
    return "".join(f'<p><a href="{u}">Selengkapnya</a></p>' for u in urls)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # of the five that are usual the sixth waits a second

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A crawler that is killed hangs up: nothing to report."""


class Web:
    """`pages` maps a URL to an Answer, or to a function of the request's headers. Unknown ones are 404; robots.txt too."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.pages: dict[str, Answer | Callable[[Mapping[str, str]], Answer]] = {}
        self.asked: list[tuple[str, Mapping[str, str]]] = []
        self.fallback: Callable[[str], Answer] = lambda _: Answer(b"tidak ada", 404)  # for a URL that `pages` does not have
        web = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1  # head and body in one packet: in two, the second waits 40 ms for the first's acknowledgement

            def do_GET(self) -> None:
                url = self.path if self.path.startswith("http") else f"http://{self.headers['Host']}{self.path}"
                web.asked.append((url, {k.lower(): v for k, v in self.headers.items()}))
                found = web.pages.get(url) or web.fallback(url)
                answer = found(self.headers) if callable(found) else found
                try:
                    self.send_response(answer.status)
                    for name, value in answer.headers.items():
                        self.send_header(name, value)
                    if answer.status != 304:
                        self.send_header("Content-Length", str(len(answer.body)))
                    self.end_headers()
                    self.wfile.write(answer.body[:-1] if answer.drip_s else answer.body)
                    if answer.drip_s:
                        self.wfile.flush()
                        time.sleep(answer.drip_s)
                        self.wfile.write(answer.body[-1:])
                except OSError:
                    self.close_connection = True  # the crawler has hung up, as it may

            def log_message(self, format: str, *args: Any) -> None:
                """Nothing: the tests look at `asked`."""

        self._server = _Server(("127.0.0.1", 0), Handler)
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def proxy(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def times(self, url: str) -> int:
        return sum(u == url for u, _ in self.asked)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def source(text: str = "", *, id: str = "kabar", home: str = "http://kabar.example/", kind: str = "news") -> Source:
    base = f'name = "Kabar Uji"\nhome = "{home}"\njurisdiction = "64"\nkind = "{kind}"\n'
    return parse_source(base + text, where=Path(f"{id}.toml"))


def settings(web: Web, **more: Any) -> CrawlSettings:
    """As fast as loopback allows."""
    fast: dict[str, Any] = {
        "proxy": web.proxy,
        "delay_s": 0.0,
        "autothrottle": False,
        "revisit_s": 0.0,
        "timeout_s": 30.0,
        "retries": 0,
        "busy_ms": 10_000,
    }
    fast |= {"allow_private": True, "wary": False}  # on loopback, and of its made-up pages many say nothing but a number
    return CrawlSettings(user_agent=user_agent("uji@example.org"), **(fast | more))


def run(web: Web, folder: Path, *sources: Source, seen: list[CrawlProgress] | None = None, **more: Any) -> CrawlSummary:
    on_progress = seen.append if seen is not None else None
    return crawl(sources, ledger=folder / "crawl.db", archive=folder / "archive", settings=settings(web, **more), on_progress=on_progress)
