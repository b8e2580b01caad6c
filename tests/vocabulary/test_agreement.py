"""The words that measuring takes for the same."""

from __future__ import annotations

from importlib import resources

import pytest

from tagih.records import VocabularyError
from tagih.vocabulary import agreement as module
from tagih.vocabulary.agreement import FILE, agreement, load


def test_what_ships_is_whole() -> None:
    words = agreement()
    assert words.bodies["pemprov"] == "pemerintah provinsi"
    assert "h" in words.titles
    assert words.units["ha"] == "hektare"


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ('"akbp", "akp"', '"akp", "akbp"', "titles: 'akbp' stands twice or out of order"),
        ('"anak", "anggota"', '"Anak", "anggota"', "people: 'Anak' is not a lower-case phrase"),
        ('km = "kilometer"', 'km = "kilometer"\ncm2 = "x"', "units: 'cm2' stands twice or out of order"),
        ('["sekdis"]', '["sekdis", "sekdis"]', "heads"),
        ("[deep]", "[deeper]", "deep"),
        ("[units]", "[units", "not valid TOML"),
    ],
)
def test_a_broken_file_is_named(before: str, after: str, message: str) -> None:
    text = resources.files(module.__package__).joinpath(FILE).read_text(encoding="utf-8")
    assert before in text
    with pytest.raises(VocabularyError, match=message):
        load(text.replace(before, after, 1))
