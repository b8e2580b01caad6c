"""Training tags of the NER model brought to one convention: abbreviations join their body, schools are bodies, countries are places after "di"."""

from __future__ import annotations

import pytest

from training.ner.sentences import Example, unified

# Text with [marked|LABEL] stretches as published, and the stretches that training gets.
CASES = [
    ("[Dinas Perikanan|ORG] ([Diskan|ORG]) buka gerai.", ["Dinas Perikanan (Diskan)"]),
    ("[Dinas Perikanan|ORG] (Diskan) buka gerai.", ["Dinas Perikanan (Diskan)"]),
    ("[Dinas Perikanan|ORG] (dahulu kecil) tutup.", ["Dinas Perikanan"]),
    ("[Rina Lestari|PER] ([KPU|ORG]) hadir.", ["Rina Lestari", "KPU"]),
    ("[Dinas Perikanan|ORG] ([Budi|PER] dan [Ani|PER]) hadir.", ["Dinas Perikanan", "Budi", "Ani"]),
    ("Tim [Jepang|LOC] tiba.", []),
    ("Tim itu tiba di [Jepang|LOC].", ["Jepang"]),
    ("Ia pernah ke [Jepang|LOC], [India|LOC] dan [Mesir|LOC].", ["Jepang", "India", "Mesir"]),
    ("Utusan [Jepang|LOC] bertemu [Rina|PER] di [Tegal|LOC].", ["Rina", "Tegal"]),
    ("Warga [Tegal|LOC] panen.", ["Tegal"]),
    ("Ia lulus dari [SMA Mawar|LOC].", ["SMA Mawar"]),
]


def example(marked: str) -> Example:
    text, found = "", []
    for part in marked.replace("[", "]").split("]"):
        name, _, label = part.partition("|")
        if label:
            found.append((len(text), len(text) + len(name), label))
        text += name
    return Example(text, tuple(found))


@pytest.mark.parametrize(("marked", "expected"), CASES)
def test_tags_follow_one_convention(marked: str, expected: list[str]) -> None:
    given = example(marked)
    found = unified(given)
    assert found.text == given.text
    assert [found.text[a:b] for a, b, _ in found.entities] == expected
    assert unified(found) == found


def test_a_school_is_a_body() -> None:
    assert [label for *_, label in unified(example("Ia lulus dari [SMA Mawar|LOC] di [Tegal|LOC].")).entities] == ["ORG", "LOC"]
