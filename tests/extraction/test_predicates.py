"""Subject and voice of a clause, by word order and the form of the verb."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.cues import find_cues, status_cue
from extraction.predicates import Predicate, predicate, predicate_features


def read(text: str) -> Predicate:
    cues = find_cues(text, 0, len(text))
    main = status_cue(cues)
    assert main is not None
    return predicate(text, 0, len(text), cues, main)


@pytest.mark.parametrize(
    ("text", "subject", "voice"),
    [
        ("Pemkot Tarakan akan membangun tiga posyandu.", "body", "active"),
        ("Bupati Malinau telah menerbitkan surat edaran.", "office", "active"),
        ("Kami akan segera memperbaiki jalan itu.", "first_person", "active"),
        ("Perusahaan itu akan membangun pabrik baru.", "private", "active"),
        ("Warga akan membangun gapura bersama.", "citizen", "active"),
        ("Ia akan membangun dua jembatan.", "third_person", "active"),
        ("Keberadaan dermaga itu akan memangkas waktu tempuh.", "nominal", "active"),
        ("Jembatan baru itu akan memperlancar lalu lintas.", "thing", "active"),
        ("Jembatan itu akan diperbaiki tahun depan.", "thing", "passive"),
        ("Lumpur di parit itu akan kami angkut besok.", "first_person", "bare"),
        ("Balai warga itu sedang dibangun.", "thing", "passive"),
        ("Saya kira ini akan membuka lapangan kerja.", "none", "active"),
        ("Anggota dewan mendorong Dinas Perhubungan bekerja sama dengan pengelola.", "urged", "none"),
        ("Kementerian menyarankan agar warga tetap memakai pelampung.", "urged", "active"),
        ("Betul-betul kita akan awasi tambak itu.", "first_person", "bare"),
        ("Dirinya pun akan mengecek lokasi itu.", "third_person", "active"),
        ("Menurut Rusli, pemkab akan menambah guru.", "body", "active"),
        ("Selain itu, akan digelar pasar murah.", "none", "passive"),
        ("Tarakan, 7 Mei 2031 - Pemkot Tarakan akan membangun kios.", "body", "active"),
        ("KABAR.COM, TARAKAN -Pemkot Tarakan akan membangun kios.", "body", "active"),
        ("Di Tarakan pemkot akan menata pasar.", "body", "active"),
    ],
)
def test_subject_and_voice(text: str, subject: str, voice: str) -> None:
    assert read(text) == Predicate(subject, voice)


@pytest.mark.parametrize(
    ("text", "voice"),
    [
        ("Dinas akan menyemprotkan cairan itu.", "active"),
        ("Cairan itu akan disemprotkan di pasar.", "passive"),
        ("Cairan itu sudah kita semprotkan.", "bare"),
        ("Dinas akan menjelang akhir tahun.", "none"),
    ],
)
def test_the_voice_of_a_verb_that_no_list_knows(text: str, voice: str) -> None:
    assert read(text).voice == voice


def test_features_name_kinds_and_no_words() -> None:
    assert set(predicate_features(Predicate("thing", "active"))) == {"subject:thing", "subject:thing>active"}


@given(
    st.lists(st.sampled_from(["akan", "Pemkot", "kami", "yang", ",", "jembatan", "oleh", "membangun", "dibangun", "meminta"]), max_size=40)
)
def test_every_clause_with_a_cue_has_a_predicate(words: list[str]) -> None:
    text = " ".join(words)
    cues = find_cues(text, 0, len(text))
    main = status_cue(cues)
    if main is not None:
        found = predicate(text, 0, len(text), cues, main)
        assert found.voice in {"active", "passive", "bare", "state", "noun", "none"}
