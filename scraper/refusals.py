"""Responses that are none: pages that ask for proof of a human being, or that are not shown in this country. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from scraper.challenge import challenge
from scraper.urls import conventions

MARKED_BYTES = 65_536  # of a page looked at for marks: these pages are small


def refusal(status: int, headers: Mapping[str, str], body: bytes) -> tuple[Literal["blocked", "geo_blocked"], str] | None:
    """Why a response is none, whatever its status says; None where it is one. `headers` have names in lower case."""
    start = body[:MARKED_BYTES].decode("latin-1")
    if status in (403, 451) and any(mark in start for mark in conventions().country_marks):
        return "geo_blocked", "the site is not shown in this country"
    guard = challenge(headers, body)
    return ("blocked", f"{guard} asks for proof of a human being") if guard is not None else None
