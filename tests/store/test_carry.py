"""The share of an article that may be carried."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tagih.store.carry import SHARE_PERCENT, Wish, carry
from tagih.store.sentences import around


def wish(rank: int, start: int, end: int) -> Wish:
    return Wish(rank, start, end, "figures", f"{rank}-{start}-{end}")


def test_the_most_telling_come_first_and_smaller_ones_still_fit() -> None:
    granted = carry(100, [wish(3, 80, 90), wish(0, 0, 15), wish(1, 20, 40), wish(2, 50, 60)], whole=False)
    assert granted.spans == ((0, 15), (50, 60))
    assert granted.records == {("figures", "0-0-15"), ("figures", "2-50-60")}


def test_what_overlaps_is_counted_once() -> None:
    granted = carry(100, [wish(0, 0, 20), wish(1, 10, 30), wish(2, 5, 25)], whole=False)
    assert granted.spans == ((0, 30),)
    assert granted.characters == 30
    assert len(granted.records) == 3


def test_a_licence_lifts_the_share() -> None:
    assert carry(100, [wish(0, 0, 100)], whole=False).records == frozenset()
    assert carry(100, [wish(0, 0, 100)], whole=True).spans == ((0, 100),)


@given(
    st.integers(1, 200).flatmap(
        lambda n: st.tuples(st.just(n), st.lists(st.tuples(st.integers(0, 4), st.integers(0, n - 1), st.integers(1, 80))))
    )
)
def test_the_share_is_never_passed(given_: tuple[int, list[tuple[int, int, int]]]) -> None:
    length, rows = given_
    wishes = [wish(rank, start, min(start + size, length)) for rank, start, size in rows]
    granted = carry(length, wishes, whole=False)
    covered = {i for start, end in granted.spans for i in range(start, end)}
    assert len(covered) == granted.characters <= length * SHARE_PERCENT / 100
    for w in wishes:
        if (w.kind, w.record) in granted.records:
            assert covered >= set(range(w.start, w.end))
    assert granted == carry(length, reversed(wishes), whole=False)


def test_the_sentence_around_evidence() -> None:
    text = "Satu dua. Tiga empat. Lima.\nEnam tujuh"
    spans = [(0, 9), (10, 21), (22, 27), (28, 38)]
    assert around(text, spans, 15, 20) == (10, 21)
    assert around(text, spans, 5, 15) == (0, 21)
    assert around(text, spans, 28, 32) == (28, 38)
    assert around(text, spans, 21, 22) == (0, 27), "between sentences: the line"
    assert around(text, [], 15, 20) == (0, 27)
    assert around(text, [], 30, 32) == (28, 38)
