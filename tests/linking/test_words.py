"""Word diffs: what is the same, what is not, and how long it takes to say so."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from tagih.linking.words import MOST_PAIRS, TOKEN, Words, differences

WORDS = st.lists(st.sampled_from(["pompa", "rumah", "2.300", "59,56", "dan", ",", ".", '"', "\n", "Kota"]), max_size=40).map(" ".join)


def changes(old: str, new: str) -> list[tuple[str, str]]:
    a, b = Words.of(old), Words.of(new)
    return [(old[slice(*a.span(i, j))], new[slice(*b.span(k, m))]) for i, j, k, m in differences(a, b)]


def test_words_numbers_and_signs_are_told_apart() -> None:
    assert Words.of("Rp2.300,5 miliar (59,56%)").forms == ("Rp", "2.300,5", "miliar", "(", "59,56", "%", ")")


def test_quotation_marks_dashes_and_white_space_are_what_they_are_however_written() -> None:
    assert changes("“Kami siap,” – kata dia…", '"Kami siap," - kata\u00a0\n dia.') == []


def test_each_change_is_as_small_as_it_is() -> None:
    assert changes("merendam 2.300 rumah di Lempake", "merendam 2.400 rumah dan toko di Lempake") == [("2.300", "2.400"), ("", "dan toko")]
    assert changes("", "semua baru") == [("", "semua baru")]
    assert changes("dibuang semua", "") == [("dibuang semua", "")]


def test_words_that_two_sentences_share_by_chance_do_not_part_a_change() -> None:
    old = "Bupati meresmikan jembatan dan pasar baru di hulu."
    new = "Warga menutup gudang dan kios lama di hulu."
    assert changes(old, new) == [("Bupati meresmikan jembatan dan pasar baru", "Warga menutup gudang dan kios lama")]


def test_a_paragraph_that_moved_is_taken_out_and_put_in_and_the_others_stay() -> None:
    a, b, c = "Paragraf pertama di sini.", "Paragraf kedua yang lebih panjang lagi.", "Paragraf ketiga menutup berita ini."
    assert changes("\n".join([a, b, c]), "\n".join([b, c, a])) == [(a, ""), ("", a)]


@given(WORDS, WORDS)
def test_what_is_between_two_changes_is_the_same(old: str, new: str) -> None:
    a, b = Words.of(old), Words.of(new)
    found = differences(a, b)
    i = k = 0
    for start, end, new_start, new_end in (*found, (len(a.forms), len(a.forms), len(b.forms), len(b.forms))):
        assert a.forms[i:start] == b.forms[k:new_start]
        assert start < end or new_start < new_end or start == len(a.forms)
        i, k = end, new_end
    assert differences(a, a) == ()


@given(st.text(max_size=60))
def test_any_text_is_cut_into_tokens_that_stand_in_it(text: str) -> None:
    words = Words.of(text)
    assert all(TOKEN.fullmatch(text[a:b]) for a, b in zip(words.starts, words.ends, strict=True))
    assert [words.range(a, b) for a, b in zip(words.starts, words.ends, strict=True)] == [(i, i + 1) for i in range(len(words.forms))]
    assert [line for line in words.lines if line[0] >= line[1]] == []
    assert sum(b - a for a, b in words.lines) == len(words.forms)


def test_texts_too_long_to_be_aligned_are_one_change() -> None:
    pick = random.Random(1)
    old, new = (Words.of(" ".join(pick.choice("ab") for _ in range(30_000)) + end) for end in (" c", " d"))
    assert len(old.forms) * len(new.forms) > MOST_PAIRS
    assert len(differences(old, new)) == 1


def test_a_long_text_with_one_word_changed_has_one_change() -> None:
    lines = [f"Baris nomor {n} dari naskah yang sangat panjang." for n in range(4_000)]
    changed = [*lines[:2_000], "Baris yang lain.", *lines[2_001:]]
    old, new = "\n".join(lines), "\n".join(changed)
    assert changes(old, new) == [("nomor 2000 dari naskah yang sangat panjang", "yang lain")]
