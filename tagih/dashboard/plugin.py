"""Datasette hooks. Only hooks that exist in both Datasette 0.65 and 1.0 are used."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from datasette import hookimpl
from markupsafe import Markup

from tagih.dashboard import coverage, feed, home, policy, revisions

# The longest string or blob that one query may make: `select length(hex(zeroblob(450000000)))` took a
# server from 69 MB to 2,215 MB despite the time limit (measured on 0.65.5); with the limit it is refused in 5 ms.
MAX_VALUE_BYTES = 5_000_000

# Stock Datasette pages carry inline scripts and styles, so those stay allowed; nothing is loaded from elsewhere.
HEADERS = {
    b"content-security-policy": b"default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    b"img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"strict-origin-when-cross-origin",
    b"x-frame-options": b"DENY",
}

Asgi = Callable[[dict[str, Any], Callable[[], Awaitable[Any]], Callable[[dict[str, Any]], Awaitable[None]]], Awaitable[None]]


@hookimpl
def prepare_connection(conn: sqlite3.Connection) -> None:
    conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_VALUE_BYTES)


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    return [
        (r"^/komitmen\.atom$", feed.commitments_atom),
        (r"^/revisi/(?P<document>[0-9a-f]{16})$", revisions.page),
        (r"^/perubahan\.atom$", revisions.silent_edits_atom),
        (r"^/cakupan$", coverage.coverage_page),
        (rf"^{policy.PATH}$", policy.page),
    ]


@hookimpl
def asgi_wrapper() -> Callable[[Asgi], Asgi]:
    def wrap(app: Asgi) -> Asgi:
        async def wrapped(scope: dict[str, Any], receive: Any, send: Any) -> None:
            async def send_with_headers(event: dict[str, Any]) -> None:
                if event["type"] == "http.response.start":
                    have = {name.lower() for name, _ in event["headers"]}
                    event = {**event, "headers": [*event["headers"], *((k, v) for k, v in HEADERS.items() if k not in have)]}
                await send(event)

            await app(scope, receive, send_with_headers)

        return wrapped

    return wrap


@hookimpl
def extra_css_urls() -> list[str]:
    return ["/-/static-plugins/tagih/tagih.css"]


@hookimpl
def menu_links(datasette: Any) -> list[dict[str, str]]:
    return [
        {"href": datasette.urls.path("/"), "label": "Beranda · Home"},
        {"href": datasette.urls.path("/cakupan"), "label": "Yang tidak terlihat · What was not seen"},
        {"href": datasette.urls.path("/public/silent_edits"), "label": "Perubahan diam-diam · Silent edits"},
        {"href": datasette.urls.path("/komitmen.atom"), "label": "Umpan Atom · Atom feed"},
    ]


@hookimpl
def extra_template_vars(template: str, request: Any, datasette: Any) -> Any:
    if template != "index.html":
        return None

    async def variables() -> dict[str, Any]:
        return await home.variables(datasette, request)

    return variables


@hookimpl
def render_cell(row: Any, value: Any, column: str, table: str | None, datasette: Any) -> Markup | None:
    """Addresses as links, http and https only, and the way to a document's changes; a crawled page decides nothing else about how a
    cell looks."""
    if changes := revisions.link(datasette, table, column, row, value):
        return changes
    if not isinstance(value, str) or not value.startswith(("http://", "https://")) or any(c.isspace() for c in value):
        return None
    parts = urlsplit(value)
    if not parts.hostname:
        return None
    shown = parts.hostname + (parts.path if len(parts.path) <= 40 else parts.path[:39] + "…")
    return Markup('<a href="{}" rel="nofollow noopener noreferrer">{}</a>').format(value, shown)
