"""What a made-up host answers, and how its URLs are told apart."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

FOUNDED = datetime(2025, 1, 2, tzinfo=UTC)  # Last-Modified of pages that carry no date of their own


@dataclass(frozen=True)
class Response:
    """An answer: raw body, Content-Type as the host claims it, status, aware time of the last change, more headers."""

    body: bytes
    media_type: str = "text/html; charset=utf-8"
    status: int = 200
    modified: datetime = FOUNDED
    headers: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.body).hexdigest()[:20]}"'


def redirect(location: str, status: int = 301) -> Response:
    """A redirect to an absolute URL or a path."""
    return Response(b"", status=status, headers={"Location": location})


def canonical(url: str) -> str:
    """One spelling per page: host in lower case, no port 80, no fragment, no tracking parameters; other parameters keep their order."""
    parts = urlsplit(url)
    host = parts.netloc.lower().removesuffix(":80")
    query = urlencode(
        [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not k.startswith("utm_") and k not in ("fbclid", "ref")]
    )
    return urlunsplit(("http", host, parts.path or "/", query, ""))
