"""What a page asks of those who show it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagih.records.robots import directives


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("noarchive", ["noarchive"]),
        ("NoIndex, NoFollow", ["noindex"]),
        ("none", ["noindex"]),
        ("nocache", ["noarchive"]),
        ("nosnippet,noarchive", ["noarchive", "nosnippet"]),
        ("max-snippet:0", ["nosnippet"]),
        ("max-snippet: 0", ["nosnippet"]),
        ("max-snippet:50, max-image-preview:large", []),
        ("tagih: noindex, nosnippet", ["noindex", "nosnippet"]),
        ("Tagih: noarchive", ["noarchive"]),
        ("googlebot: noindex", []),
        ("otherbot: noindex, nosnippet", []),
        ("unavailable_after: 25 Jun 2031 15:00:00 GMT", []),
        ("noarchive, unavailable_after: 25 Jun 2031 15:00:00 GMT", ["noarchive"]),
        ("index, follow, all", []),
        ("", []),
        (":", []),
    ],
)
def test_headers(value: str, expected: list[str]) -> None:
    assert list(directives([("X-ROBOTS-TAG", value), ("Content-Type", "text/html")])) == expected


def test_several_headers_add_up() -> None:
    assert directives([("X-Robots-Tag", "noarchive"), ("x-robots-tag", "bingbot: noindex"), ("X-Robots-Tag", "tagih: nosnippet")]) == (
        "noarchive",
        "nosnippet",
    )


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ('<meta name="robots" content="noarchive">', ["noarchive"]),
        ("<META CONTENT='noindex,nofollow' NAME='Robots' />", ["noindex"]),
        ("<meta name=tagih content=nosnippet>", ["nosnippet"]),
        ('<meta name="googlebot" content="noindex">', []),
        ('<meta name="googlebot-news" content="noindex"><meta name="robots" content="max-image-preview:large">', []),
        ('<meta name="robots" content="no&#105;ndex">', ["noindex"]),
        ('<meta property="robots" content="noindex">', []),
        ('<meta name="description" content="noindex">', []),
        ('<meta name="robots">', []),
        ('<metadata name="robots" content="noindex">', []),
    ],
)
def test_pages(markup: str, expected: list[str]) -> None:
    body = f"<html><head>{markup}</head><body>isi</body></html>".encode()
    assert list(directives([], body, "text/html; charset=utf-8")) == expected
    assert directives([], body, "application/pdf") == ()


def test_header_and_page_add_up() -> None:
    assert directives([("X-Robots-Tag", "noarchive")], b"<meta name=robots content=nosnippet>") == ("noarchive", "nosnippet")


@given(st.lists(st.tuples(st.just("X-Robots-Tag"), st.text(max_size=60))), st.binary(max_size=200))
def test_anything_is_read(headers: list[tuple[str, str]], body: bytes) -> None:
    assert set(directives(headers, body)) <= {"noarchive", "noindex", "nosnippet"}
