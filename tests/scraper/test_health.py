from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from scraper.health import ADVICE, HealthState, _state, _warnings


@pytest.mark.parametrize(
    ("documents", "lists_ok", "failures", "ended", "expected"),
    [
        (12, True, {}, "finished", "ok"),
        (12, True, {"not_found": 3, "blocked": 1}, "finished", "ok"),
        (12, False, {"blocked": 2}, "finished", "blocked"),
        (12, False, {}, "budget", "ok"),
        (0, True, {}, "finished", "empty"),
        (0, True, {"empty": 4}, "finished", "empty"),
        (0, True, {"blocked": 9, "timeout": 1}, "finished", "blocked"),
        (0, False, {"robots_denied": 2}, "finished", "robots_denied"),
        (0, False, {"timeout": 1, "server_error": 1, "blocked": 1}, "finished", "unreachable"),
        (0, False, {"not_found": 2}, "finished", "empty"),
        (5, True, {"unreachable": 10}, "unreachable", "unreachable"),
        (5, True, {"not_found": 40, "blocked": 10}, "unreachable", "blocked"),
        (0, False, {"dns_dead": 1}, "finished", "dns_dead"),
        (0, False, {"geo_blocked": 1}, "finished", "geo_blocked"),
        (0, False, {}, None, "empty"),
    ],
)
def test_state(documents: int, lists_ok: bool, failures: Mapping[str, int], ended: str | None, expected: HealthState) -> None:
    assert _state(documents, lists_ok, failures, ended) == expected


def test_every_state_but_ok_comes_with_advice() -> None:
    assert {k for k, v in ADVICE.items() if not v} == {"ok"}


@pytest.mark.parametrize(
    ("documents", "requests", "newest", "last_run", "expected"),
    [
        (10, 50, "2026-11-20T08:00:00.000+00:00", "2026-11-21T08:00:00.000+00:00", []),
        (10, 51, "2026-11-20T08:00:00.000+00:00", "2026-11-21T08:00:00.000+00:00", ["5.1 requests a document"]),
        (0, 51, None, "2026-11-21T08:00:00.000+00:00", []),
        (10, 20, "2026-11-14T08:00:00.000+00:00", "2026-11-21T08:00:00.000+00:00", []),
        (10, 20, "2026-11-12T08:00:00.000+00:00", "2026-11-21T08:00:00.000+00:00", ["No new document for 9 days"]),
        (10, 20, "2026-11-02T08:00:00.000+00:00", "2026-11-03T08:00:00.000+00:00", ["Not crawled for 18 days"]),
    ],
)
def test_warnings(documents: int, requests: int, newest: str | None, last_run: str, expected: list[str]) -> None:
    now = datetime(2026, 11, 21, 12, tzinfo=UTC)
    found = list(_warnings(documents, requests, newest, last_run, 0, now))
    assert [f.startswith(e) for f, e in zip(found, expected, strict=True)] == [True] * len(expected)


def test_pages_of_0_bytes_are_loud() -> None:
    now = datetime(2026, 11, 21, 12, tzinfo=UTC)
    found = list(_warnings(10, 20, "2026-11-21T08:00:00.000+00:00", "2026-11-21T08:00:00.000+00:00", 3, now))
    assert found == ["3 addresses answer 200 with 0 bytes: look at one of them."]
