"""The word lists around numbers and dates are checked hard."""

import pytest

from tagih.records import VocabularyError
from tagih.vocabulary import date_words, quantities


def test_the_lists_load_and_agree() -> None:
    words = quantities.quantity_words()
    assert words.scale_powers["milyar"] == words.scale_powers["miliar"] == words.money_scale_powers["M"] == 9
    assert {cue.role for cue in words.roles} == {"target", "actual", "budget", "rate", "other"}
    assert date_words.date_words().due


def text_of(module: object, name: str) -> str:
    from importlib import resources

    return resources.files("tagih.vocabulary").joinpath(name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('percent = ["%", ', 'percent = ["persen", "%", ', "not sorted"),
        ("percent = [", "procent = [", "percent"),
        ('jt = "juta"', 'jt = "jutaan"', "scales"),
        ('role = "rate"', 'role = "price"', "role"),
        ('weight = 4', 'weight = 9', "weight"),
        ('"km" = "kilometer"', '"orang" = "kilometer"', "people"),
        ("[units]", "[units", "TOML"),
    ],
)  # fmt: skip
def test_a_broken_list_names_the_place(old: str, new: str, message: str) -> None:
    text = text_of(quantities, "quantities.toml")
    assert old in text
    with pytest.raises(VocabularyError, match=message):
        quantities.load(text.replace(old, new, 1), where="uji.toml")


@pytest.mark.parametrize(("old", "new", "message"), [("due = [", "dues = [", "due"), ("due = [", "due = ", "TOML")])
def test_broken_date_words_name_the_place(old: str, new: str, message: str) -> None:
    text = text_of(date_words, "dates.toml")
    with pytest.raises(VocabularyError, match=message):
        date_words.load(text.replace(old, new, 1), where="uji.toml")
