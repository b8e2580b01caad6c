"""The words of page furniture are checked hard."""

from __future__ import annotations

from importlib import resources

import pytest

from tagih.records import VocabularyError
from tagih.vocabulary.page_words import page_words, read_words


def test_the_words_that_ship_are_good() -> None:
    assert "baca juga" in page_words().furniture.related


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("related_colon = [", 'related_colon = ["zz", ', "not sorted"),
        ("related_colon = [", 'related_colon = ["baca", ', "stand twice"),
        ("related_colon = [", 'related_colon = ["Aba", ', "lower case"),
        ("related_colon = [", 'related_colon = ["a  b", ', "single spaces"),
        ("related_colon = ", "related_kolon = ", "related_colon: Field required"),
        ("[languages]", "[languages", "TOML|Expected"),
    ],
)
def test_a_file_that_breaks_its_rules_is_an_error(old: str, new: str, what: str) -> None:
    text = (resources.files("tagih.vocabulary") / "pages.toml").read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(VocabularyError, match=what):
        read_words(text.replace(old, new, 1))
