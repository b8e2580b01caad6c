"""A day's counts and the lengths of its texts become a state; what is odd becomes a warning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.coverage import DayCounts
from scraper.health import ADVICE, EARLIER, FEWEST_EARLIER, HealthState, SourceDay, _warnings, judge

FIRST = date(2026, 11, 1)
TODAY = date(2026, 11, 21)
OK = {"ok": 1}


def day(n: int, pages: Mapping[str, int] | None = None, lists: Mapping[str, int] | None = OK, new: int = 0, **values: Any) -> DayCounts:
    """The nth day of November: its pages and lists by state, how many of them were new."""
    pages = pages or {}
    return DayCounts(
        (FIRST + timedelta(days=n - 1)).isoformat(), documents=pages.get("ok", 0), new=new, pages=pages, lists=lists or {}, **values
    )


SEEN = day(1, {"ok": 12}, new=12)


def states(*days: DayCounts, lengths: Mapping[str, Sequence[int]] | None = None) -> list[HealthState]:
    return [d.state for d in judge("kabar", days, lengths or {})]


@pytest.mark.parametrize(
    ("pages", "lists", "expected"),
    [
        ({"ok": 12}, OK, "ok"),
        ({"ok": 12, "not_found": 30, "blocked": 1}, OK, "ok"),
        ({"ok": 12}, {"ok": 1, "blocked": 1}, "ok"),
        ({}, OK, "ok"),
        ({"timeout": 1}, OK, "ok"),  # lists were read, and one page was slow
        ({"timeout": 3}, OK, "unreachable"),
        ({"ok": 5, "blocked": 6}, OK, "blocked"),
        ({"ok": 6, "blocked": 6}, OK, "ok"),
        ({"ok": 5}, {"blocked": 2}, "blocked"),  # only revisits: nothing new can be found
        ({"ok": 5}, {"not_found": 2}, "ok"),
        ({"ok": 5}, {}, "ok"),
        ({}, {"not_found": 2}, "empty"),
        ({}, {"empty": 1}, "empty"),
        ({"empty": 4}, OK, "empty"),
        ({}, {"dns_dead": 1}, "dns_dead"),
        ({}, {"geo_blocked": 1}, "geo_blocked"),
        ({}, {"robots_denied": 2}, "robots_denied"),
        ({}, {"timeout": 1, "server_error": 1, "blocked": 1}, "unreachable"),
    ],
)
def test_a_day_of_a_source_that_gave_documents_before(pages: dict[str, int], lists: dict[str, int], expected: HealthState) -> None:
    assert states(SEEN, day(2, pages, lists)) == ["ok", expected]


@pytest.mark.parametrize(
    ("pages", "lists", "expected"),
    [
        ({"ok": 3}, OK, "ok"),
        ({}, OK, "empty"),
        ({"not_found": 2}, OK, "empty"),
        ({"blocked": 1}, OK, "blocked"),
        ({"blocked": 9, "timeout": 1}, OK, "blocked"),
        ({"unreachable": 1, "timeout": 1, "blocked": 1}, OK, "unreachable"),
        ({}, {}, "empty"),
    ],
)
def test_the_first_day_of_a_source(pages: dict[str, int], lists: dict[str, int], expected: HealthState) -> None:
    assert states(day(1, pages, lists, new=pages.get("ok", 0))) == [expected]


def test_a_week_without_anything_new() -> None:
    quiet = [day(n, {"ok": 1}) for n in range(2, 11)]
    assert states(SEEN, *quiet) == ["ok"] * 7 + ["zero_items"] * 3
    assert states(SEEN, *quiet, day(11, {"ok": 1}, new=1), day(12)) == ["ok"] * 7 + ["zero_items"] * 3 + ["ok"] * 2
    assert states(SEEN, day(20), day(27)) == ["ok", "ok", "zero_items"], "one look after weeks says nothing yet"
    assert states(SEEN, day(20, {}, {"blocked": 1}), day(27)) == ["ok", "blocked", "ok"], "a day without an answer is no look"
    assert states(day(1), day(9), day(20)) == ["empty"] * 3, "what never gave anything is not silent but empty"


def lengths_of(usual: Sequence[int], *later: tuple[int, Sequence[int]]) -> dict[str, Sequence[int]]:
    return {day(n).day: texts for n, texts in ((1, usual), *later)}


USUAL = [1500 + 100 * n for n in range(FEWEST_EARLIER)]  # median 2,450


@pytest.mark.parametrize(
    ("usual", "texts", "expected"),
    [
        (USUAL, [816, 816, 816], "changed_layout"),
        (USUAL, [817, 817, 817], "ok"),
        (USUAL, [0, 0, 2400], "changed_layout"),  # pages without any text
        (USUAL, [0, 2400, 2400], "ok"),
        (USUAL, [10], "ok"),  # one short text beside the last ones before it
        (USUAL[1:], [10, 10, 10], "ok"),  # too few before
        (USUAL, [], "ok"),
        ([0] * 30, [0, 0, 0], "ok"),  # nothing was read before either
    ],
)
def test_texts_that_are_suddenly_far_shorter(usual: Sequence[int], texts: Sequence[int], expected: HealthState) -> None:
    days = [SEEN, day(2, {"ok": len(texts)}, new=len(texts))]
    assert states(*days, lengths=lengths_of(usual, (2, texts))) == ["ok", expected]


def test_where_days_bring_one_text_the_last_ones_are_looked_at_together() -> None:
    days = [SEEN, *(day(n, {"ok": 1}, new=1) for n in (2, 3, 4, 5, 6))]
    short = lengths_of(USUAL, (2, [90]), (3, [80]), (5, [85]), (6, [2400]))
    assert states(*days, lengths=short) == ["ok", "ok", "changed_layout", "ok", "changed_layout", "changed_layout"]
    assert states(*days, lengths=lengths_of(USUAL, (2, [90]), (3, [2400]), (5, [2300]), (6, [85]))) == ["ok"] * 6


def test_a_layout_that_changed_is_no_measure_of_later_days_but_not_for_ever() -> None:
    days = [SEEN, *(day(n, {"ok": 20}, new=20) for n in range(2, EARLIER.days + 4))]
    short = lengths_of(USUAL, *((n, [100] * 20) for n in range(2, EARLIER.days + 4)))
    found = judge("kabar", days, short)
    assert {d.state for d in found[1 : EARLIER.days + 1]} == {"changed_layout"}
    assert found[EARLIER.days + 1].state == "ok", "after 90 days nothing is left to compare with"
    assert (found[1].characters, found[1].usual, found[1].texts) == (100, 2450, 20)


def test_a_day_that_was_refused_is_not_called_a_layout() -> None:
    days = [SEEN, day(2, {"ok": 1, "blocked": 9}, new=1)]
    assert states(*days, lengths=lengths_of(USUAL, (2, [10, 10, 10]))) == ["ok", "blocked"]


@given(st.lists(st.tuples(st.sampled_from(["ok", "blocked", "empty", "timeout", "not_found"]), st.integers(0, 9), st.integers(0, 9))))
def test_a_day_is_judged_by_itself_and_the_days_before_it(given_days: list[tuple[str, int, int]]) -> None:
    days = [day(n, {state: pages, "ok": new}, {"ok": 1}, new=new) for n, (state, pages, new) in enumerate(given_days, 1)]
    whole = states(*days)
    assert all(states(*days[:n]) == whole[:n] for n in range(len(days) + 1))


def test_every_state_but_ok_comes_with_advice() -> None:
    assert {k for k, v in ADVICE.items() if not v} == {"ok"}


def warned(*days: SourceDay, hollow: Sequence[str] = ()) -> list[str]:
    return list(_warnings(days, hollow, TODAY))


def judged(n: int, requests: int, documents: int, state: HealthState = "ok", **values: Any) -> SourceDay:
    counts = DayCounts((FIRST + timedelta(days=n - 1)).isoformat(), requests=requests, documents=documents, **values)
    return SourceDay("kabar", counts, state, 4, 210, 2300)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([judged(21, 50, 10)], []),
        ([judged(21, 51, 10)], ["5.1 requests a document in 7 days: "]),
        ([judged(21, 49, 0)], []),  # the first look at a site
        ([judged(21, 50, 0)], ["50 requests and no document in 7 days: "]),
        ([judged(20, 30, 1), judged(21, 30, 1)], ["30.0 requests a document in 7 days: "]),
        ([judged(14, 300, 1), judged(21, 30, 9)], []),  # longer ago than a week
        ([judged(14, 10, 9)], []),
        ([judged(13, 10, 9)], ["Not crawled for 8 days."]),
        ([judged(21, 10, 9, "changed_layout")], ["Texts of 210 characters on 2026-11-21, where 2300 are usual."]),
    ],
)
def test_warnings(days: list[SourceDay], expected: list[str]) -> None:
    found = warned(*days)
    assert [f.startswith(e) for f, e in zip(found, expected, strict=True)] == [True] * len(expected)


def test_answers_of_0_bytes_are_loud() -> None:
    day_of_three = judged(21, 10, 9, pages={"empty": 2, "ok": 9}, lists={"empty": 1})
    assert warned(day_of_three, hollow=["https://kabar.example/a"]) == [
        "3 answers of 200 with 0 bytes on 2026-11-21, https://kabar.example/a for one: open it in a browser."
    ]
    assert warned(judged(20, 10, 9, pages={"empty": 2}), judged(21, 10, 9)) == [], "it answers again"
