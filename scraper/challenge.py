"""Pages that ask for proof of a human being instead of showing what was asked for. Pure.

Told by a header, or by marks of a guard's own markup and titles in pages that hold little text: an article about captchas is
an article. The marks stand in challenges.toml.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from importlib import resources

from pydantic import BaseModel, ConfigDict

from scraper.shape import shape

MARKED_BYTES = 8_192  # of a page in which a guard shows itself: its scripts and title come first
MAX_BYTES = 128 * 1024  # a larger page is none of a guard's (Cloudflare's are below 40 KB)
MAX_WORDS = 150  # a page with more text is none of a guard's
_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{1,200})<")


class Guard(BaseModel):
    """One kind of guard. `headers`: lower-case names and the value that each has, "" for any."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    name: str
    headers: dict[str, str] = {}
    marks: list[str] = []


class Challenges(BaseModel):
    """challenges.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    titles: list[str]
    guard: list[Guard]


@functools.cache
def challenges() -> Challenges:
    """Loaded once; raises pydantic's ValidationError on a broken file, as this file ships with the code."""
    return Challenges.model_validate(tomllib.loads(resources.files(__package__).joinpath("challenges.toml").read_text("utf-8")))


@functools.cache
def _by_mark() -> dict[str, str]:
    owner = {mark: guard.name for guard in challenges().guard for mark in guard.marks}
    return dict(sorted(owner.items(), key=lambda x: len(x[0]), reverse=True))


@functools.cache
def _titles() -> frozenset[str]:
    return frozenset(challenges().titles)


def challenge(headers: Mapping[str, str], body: bytes) -> str | None:
    """Which guard's page a response is (its name; "a guard" where the title alone tells); None where it is a page of the site.

    `headers` have names in lower case; `body` has its content-encoding undone. The status tells nothing: guards answer 200, 403,
    429 and 503.
    """
    for guard in challenges().guard:
        for name, value in guard.headers.items():
            if name in headers and value in ("", headers[name].strip().lower()):
                return guard.name
    if len(body) > MAX_BYTES:
        return None
    head = body[:MARKED_BYTES].decode("latin-1").lower()
    # One search for each mark: three times as fast as one pattern of them all (2026-11-21).
    found = next((name for mark, name in _by_mark().items() if mark in head), None)
    if found is None and (title := _TITLE.search(body[:MARKED_BYTES].decode("utf-8", "replace").lower())):
        found = "a guard" if " ".join(title[1].split()) in _titles() else None
    return found if found is not None and shape(body, None).count <= MAX_WORDS else None
