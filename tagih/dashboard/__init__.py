"""The Datasette plugin: front page, Atom feed, safe cells, and limits that a public site needs."""

from __future__ import annotations

from tagih.dashboard.plugin import (
    asgi_wrapper,
    extra_css_urls,
    extra_template_vars,
    menu_links,
    prepare_connection,
    register_routes,
    render_cell,
)

__all__ = [
    "asgi_wrapper",
    "extra_css_urls",
    "extra_template_vars",
    "menu_links",
    "prepare_connection",
    "register_routes",
    "render_cell",
]
