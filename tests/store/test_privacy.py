"""People without office keep their names to themselves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagih.records import Extraction, Official, Statement
from tagih.store.privacy import MASK, NAMELESS, Masker, attribution, names_of, private_names, words
from tests.store.factories import extraction, record


def said(*speakers: tuple[str, str | None]) -> Extraction:
    """One official, and these speakers (name, role) without office."""
    text = "Rani Hasan berkata. " + " ".join(f"Ucapan {i}." for i in range(len(speakers)))
    makers = [record(Statement, f"Ucapan {i}.", speaker=name, role=role) for i, (name, role) in enumerate(speakers)]
    return extraction(text, record(Official, "Rani Hasan", id="o1"), *makers)


@pytest.mark.parametrize(
    ("speaker", "role", "private"),
    [
        ("Budi Santoso", "warga", True),
        ("Suparman", "korban", True),
        ("Budi Santoso", None, True),
        ("SITI AMINAH", "pelajar", True),
        ("warga", "warga", False),
        ("seorang pedagang", None, False),
        ("Kepala Dinas Sosial Berau", "kepala dinas", False),
        ("Pemerintah Kabupaten Berau", None, False),
        ("Rani Hasan", "warga", False),  # an official of the document, although this statement was not tied to her
    ],
)
def test_who_is_private(speaker: str, role: str | None, private: bool) -> None:
    assert (words(speaker) in private_names(said((speaker, role)))) is private


@pytest.mark.parametrize(
    ("text", "speaker", "role", "name"),
    [
        ("Kata Melati, warga.", "Melati", "warga", True),
        ("Kata Melati, warga di Melati.", "Melati", "warga", False),  # a village
        ("Aliran air di Sungai Kelay naik.", "Sungai Kelay", "narasumber", False),
        ("Kata Samarinda.", "Samarinda", "narasumber", False),
        ("Kata Samarinda.", "Samarinda", "warga", True),
        ("Bunga melati, kata Melati.", "Melati", "narasumber", False),
        ("Bunga melati, kata Melati.", "Melati", "warga", True),
        ("Bunga melati, kata Melati Putri.", "Melati Putri", "narasumber", True),
        ("Kata Kantor Berita Antah.", "Antah Kantor Berita", "narasumber", False),
    ],
)
def test_what_only_looks_like_a_person(text: str, speaker: str, role: str, name: bool) -> None:
    assert names_of(text, {(speaker, role)}) == ({words(speaker)} if name else set())


@pytest.mark.parametrize(
    ("speaker", "role", "shown"),
    [
        ("Budi Santoso", "warga", "warga"),
        ("Budi Santoso", None, NAMELESS),
        ("Budi Santoso", "ayah Budi", NAMELESS),
        ("warga", "warga", "warga"),
        ("seorang pedagang", None, "seorang pedagang"),
        ("Kepala Dinas Sosial Berau", "Kepala Dinas Sosial Berau", "Kepala Dinas Sosial Berau"),
    ],
)
def test_what_stands_in_a_speakers_place(speaker: str, role: str | None, shown: str) -> None:
    (statement,) = said((speaker, role)).statements
    assert attribution(statement, {}) == (shown, shown)


def test_an_official_is_named() -> None:
    what = extraction(
        "Rani Hasan: siap.", record(Official, "Rani Hasan", id="o1"), record(Statement, "siap.", speaker="Rani", official="o1")
    )
    assert attribution(what.statements[0], {"o1": what.officials[0]}) == ("Rani Hasan, Bupati", "Bupati")


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        ("Rumah Budi Santoso roboh.", "Rumah ████████████ roboh."),
        ("Rumah BUDI SANTOSO roboh.", "Rumah ████████████ roboh."),
        ("Rumah Budi roboh, kata Santoso.", "Rumah ████ roboh, kata ███████."),
        ("Budiman tidak ditutup.", "Budiman tidak ditutup."),
        ("Bupati Rani Hasan hadir.", "Bupati Rani Hasan hadir."),
        ("", ""),
    ],
)
def test_names_are_covered(text: str, covered: str) -> None:
    assert Masker().within(said(("Budi Santoso", "warga"))).mask(text) == covered


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        ("Ada Budi Santoso di sana.", "Ada ████████████ di sana."),
        ("Ada Budi di sana, dan Suparman.", "Ada Budi di sana, dan Suparman."),  # parts and single names: only at home
    ],
)
def test_elsewhere_only_whole_names_are_covered(text: str, covered: str) -> None:
    assert Masker.of({("budi", "santoso"), ("suparman",)}).mask(text) == covered


def test_a_part_shared_with_an_official_stays() -> None:
    masker = Masker().within(said(("Rani Lestari", "warga")))
    assert masker.mask("Rani hadir bersama Lestari, yaitu Rani Lestari.") == f"Rani hadir bersama {MASK * 7}, yaitu {MASK * 12}."


def test_a_part_that_is_a_common_word_of_the_text_stays() -> None:
    what = extraction(
        '"Kami lelah," kata Indah Lestari Berau. Pantainya indah.', record(Statement, "Kami lelah,", speaker="Indah Lestari Berau")
    )
    assert (
        Masker().within(what).mask("Indah Lestari Berau. Indah pantainya, Berau. Lestari.")
        == f"{MASK * 19}. Indah pantainya, Berau. {MASK * 7}."
    )


@given(st.text(max_size=80))
def test_covering_keeps_every_offset(text: str) -> None:
    masked = Masker.of([("a", "b")]).within(said(("Budi Santoso", "warga"))).mask(text)
    assert masked is not None
    assert len(masked) == len(text)
    assert all(a in (b, MASK) for a, b in zip(masked, text, strict=True))
