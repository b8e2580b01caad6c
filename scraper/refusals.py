"""Responses that are none: pages that ask for proof of a human being, or that are not shown in this country. Pure."""

from __future__ import annotations

from typing import Literal

from scraper.urls import conventions

MARKED_BYTES = 65_536  # of a page looked at for marks: these pages are small


def refusal(status: int, cf_mitigated: str | None, body: bytes) -> tuple[Literal["blocked", "geo_blocked"], str] | None:
    """Why a response is none, whatever its status says; None where it is one.

    `cf_mitigated` is the header of that name: Cloudflare's documentation has it as "challenge" on every challenge page.
    The other marks stand in conventions.toml.
    """
    if cf_mitigated == "challenge":
        return "blocked", "the site asks for proof of a human being (cf-mitigated: challenge)"
    start = body[:MARKED_BYTES].decode("latin-1")
    if any(mark in start for mark in conventions().challenge_marks):
        return "blocked", "the site asks for proof of a human being"
    if status in (403, 451) and any(mark in start for mark in conventions().country_marks):
        return "geo_blocked", "the site is not shown in this country"
    return None
