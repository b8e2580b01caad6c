"""The line of a key, by its path."""

from __future__ import annotations

import pytest

from tagih.records.toml_lines import line_of

TEXT = """\
name = "Kabar"
"odd key" = 1
a.b = 2
# name = "no"

[politeness]
delay_s = 1
hours = "1"

[[listings]]
url = "/a"

[[listings]]
url = "/b"
pages = 2
[listings.more]
deep = true
[[listings.parts]]
n = 1
[[listings.parts]]
n = 2

[[listings]]
channel = { kind = "email", to = "x" }
"""


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        (("name",), 1),
        (("odd key",), 2),
        (("a", "b"), 3),
        (("politeness",), 6),
        (("politeness", "delay_s"), 7),
        (("politeness", "missing"), 6),
        (("listings", 0), 10),
        (("listings", 0, "url"), 11),
        (("listings", 0, "pages"), 10),
        (("listings", 1, "url"), 14),
        (("listings", 1, "pages"), 15),
        (("listings", 1, "more", "deep"), 17),
        (("listings", 1, "parts", 0, "n"), 19),
        (("listings", 1, "parts", 1, "n"), 21),
        (("listings", 2, "channel", "to"), 24),
        (("listings", 7, "url"), 1),
        (("delay_s",), 1),
        (("missing",), 1),
        ((), 1),
    ],
)
def test_a_key_is_found_on_its_line(keys: tuple[str | int, ...], line: int) -> None:
    assert line_of(TEXT, keys) == line


def test_a_text_without_keys_is_told_by_its_first_line() -> None:
    assert line_of("", ("name",)) == 1
