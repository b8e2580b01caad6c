"""SampleWorld: an HTTP proxy on 127.0.0.1 that answers for the made-up hosts itself and asks nobody."""

from __future__ import annotations

import gzip
import html
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from tests.sample.articles import later, outlets, private_names
from tests.sample.sites import build
from tests.sample.web import Response, canonical

COMPRESSED_FROM = 400  # bytes; smaller bodies are sent as they are


@dataclass(frozen=True)
class Asked:
    """One request as it came in, and the status it got. Header names are in lower case."""

    method: str
    url: str
    headers: Mapping[str, str]
    status: int


class SampleWorld:
    """The made-up web. `with SampleWorld(port=0) as world:` serves it; `world.proxy` is what a client is given as its HTTP proxy.

    `bad=False` leaves the broken pages out. A subclass may answer for more URLs in `lookup`.
    """

    def __init__(self, port: int = 0, *, bad: bool = True) -> None:
        self.pages: dict[str, Response] = dict(build(bad=bad))
        self.requests: list[Asked] = []
        self.private_names = private_names()
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", port), self)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def proxy(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def lookup(self, url: str) -> Response | None:
        """The answer for a canonical URL, None where the world has no such host. Called by many threads."""
        if (page := self.pages.get(url)) is not None:
            return page
        host = urlsplit(url).netloc
        return next((o.missing for o in outlets().values() if o.host == host), None)

    def edit(self, url: str, old: str, new: str) -> None:
        """Replace `old` in a page's UTF-8 body; ETag and Last-Modified change with it. Raises ValueError where it is not there."""
        page = self.pages[canonical(url)]
        if old.encode() not in page.body:
            raise ValueError(f"{url} does not contain {old!r}")
        self.pages[canonical(url)] = replace(page, body=page.body.replace(old.encode(), new.encode()), modified=datetime.now(UTC))

    def remove(self, url: str) -> None:
        """Take a page away: it answers as its host does for what it does not have. Raises KeyError where there was none."""
        del self.pages[canonical(url)]

    def grow_older(self) -> None:
        """Change and take away the pages of later.toml."""
        for change in later()["edit"]:
            self.edit(change["url"], change["old"], change["new"])
        for gone in later()["removed"]:
            self.remove(gone["url"])

    def add_page(self, url: str, body: bytes | str, media_type: str = "text/html; charset=utf-8") -> None:
        """Add or replace a page of any host."""
        content = body.encode() if isinstance(body, str) else body
        self.pages[canonical(url)] = Response(content, media_type, modified=datetime.now(UTC))

    def asked(self, url: str) -> list[Asked]:
        """The requests so far for one page, oldest first."""
        with self._lock:
            return [a for a in self.requests if a.url == canonical(url)]

    def note(self, asked: Asked) -> None:
        """Add to the log of requests."""
        with self._lock:
            self.requests.append(asked)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], world: SampleWorld) -> None:
        self.world = world
        super().__init__(address, _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up in mid-answer, as crawlers do at their limits, is no error of the world."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    timeout = 30
    disable_nagle_algorithm = True  # a small answer on a kept connection waits 40 ms otherwise

    def do_GET(self) -> None:
        self._answer(send_body=True)

    def do_HEAD(self) -> None:
        self._answer(send_body=False)

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet: `SampleWorld.requests` is the log."""

    def _answer(self, *, send_body: bool) -> None:
        absolute = self.path.lower().startswith("http://")
        url = canonical(self.path if absolute else f"http://{self.headers.get('Host', '')}{self.path}")
        page = self.server.world.lookup(url) or self._front_door(url)
        status = 304 if page.status == 200 and self._unchanged(page) else page.status
        self.server.world.note(Asked(self.command, url, {k.lower(): v for k, v in self.headers.items()}, status))
        self.send_response(status)
        body = b"" if status == 304 else page.body
        if status == 200:
            self.send_header("ETag", page.etag)
        if status in (200, 304):
            self.send_header("Last-Modified", format_datetime(page.modified.astimezone(UTC), usegmt=True))
        if (
            len(body) >= COMPRESSED_FROM
            and page.media_type.startswith(("text/", "application/xml", "application/rss"))
            and self._takes_gzip()
        ):
            body = gzip.compress(body, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Vary", "Accept-Encoding")
        if status != 304:
            self.send_header("Content-Type", page.media_type)
        for name, value in page.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if send_body:
            self.wfile.write(body)

    def _takes_gzip(self) -> bool:
        return "gzip" in self.headers.get("Accept-Encoding", "")

    def _unchanged(self, page: Response) -> bool:
        if (tags := self.headers.get("If-None-Match")) is not None:
            return page.etag in tags
        try:
            since = parsedate_to_datetime(self.headers.get("If-Modified-Since", ""))
        except ValueError:
            return False
        return page.modified.replace(microsecond=0) <= since

    def _front_door(self, url: str) -> Response:
        """Who asks the proxy itself gets a list of the hosts; who asks for a stranger gets 502, as from a proxy that cannot reach it."""
        if urlsplit(url).netloc == urlsplit(self.server.world.proxy).netloc:
            rows = "".join(f"<li>{html.escape(o.name)}: {o.home}</li>" for o in outlets().values())
            return Response(
                f"<title>Sample world</title><p>An HTTP proxy that answers for these made-up hosts:</p><ul>{rows}</ul>".encode()
            )
        return Response(b"The sample world has no such host.", "text/plain", status=502)
