from __future__ import annotations

from collections.abc import Mapping

import pytest

from scraper.health import ADVICE, HealthState, _state


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
        (0, False, {}, None, "empty"),
    ],
)
def test_state(documents: int, lists_ok: bool, failures: Mapping[str, int], ended: str | None, expected: HealthState) -> None:
    assert _state(documents, lists_ok, failures, ended) == expected


def test_every_state_but_ok_comes_with_advice() -> None:
    assert {k for k, v in ADVICE.items() if not v} == {"ok"}
