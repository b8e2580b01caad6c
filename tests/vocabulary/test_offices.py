"""The vocabularies of posts, names and speech: checked hard, no word in two places where that would matter."""

from __future__ import annotations

import tomllib
from importlib import resources

import pytest

from tagih.records import VocabularyError
from tagih.vocabulary.names import Names, names
from tagih.vocabulary.offices import Offices, load, offices, post_forms, role_of
from tagih.vocabulary.places import regions
from tagih.vocabulary.speech import Speech, speech

FILES = [("offices.toml", Offices), ("names.toml", Names), ("speech.toml", Speech)]


@pytest.mark.parametrize(("file", "model"), FILES)
def test_files_load(file: str, model: type[Offices] | type[Names] | type[Speech]) -> None:
    assert load(file, model) is not None


@pytest.mark.parametrize(("file", "model"), FILES)
def test_every_word_is_lower_case_and_trimmed(file: str, model: object) -> None:
    data = tomllib.loads(resources.files("tagih.vocabulary").joinpath(file).read_text(encoding="utf-8"))
    lists = [v for table in (data, *(t for t in data.values() if isinstance(t, dict))) for v in table.values() if isinstance(v, list)]
    words = [w for words in lists for w in words if isinstance(w, str)]
    assert words
    assert [w for w in words if w != w.lower().strip() or not w] == []


def test_lists_say_nothing_twice() -> None:
    twice = []
    for file, _ in FILES:
        data = tomllib.loads(resources.files("tagih.vocabulary").joinpath(file).read_text(encoding="utf-8"))
        for name, table in (("", data), *((k, t) for k, t in data.items() if isinstance(t, dict))):
            for key, value in table.items():
                if isinstance(value, list) and all(isinstance(w, str) for w in value):
                    twice += [(file, name, key, w) for w in set(value) if value.count(w) > 1]
    assert twice == []


def test_posts_are_found_by_their_first_word() -> None:
    assert [entry.office for _, entry in post_forms()["wakil"] if entry.office == "Wakil Wali Kota"]
    assert post_forms()["sekda"][0][1].office == "Sekretaris Daerah"


def test_known_areas_are_areas() -> None:
    assert set(offices().bodies.known_areas.values()) <= set(regions())


def test_public_bodies_are_not_private_ones() -> None:
    assert offices().bodies.public & offices().bodies.private == set()


def test_cues_of_one_kind() -> None:
    s = speech()
    assert s.core <= s.after
    assert s.reports & s.acts == set()
    assert s.reports & s.wishes == set()


def test_names_are_no_words_that_names_never_hold() -> None:
    assert names().given & names().never == set()


@pytest.mark.parametrize(
    ("post", "role"), [("Ketua PHRI", "ketua organisasi"), ("Direktur", "pimpinan lembaga"), ("Presdir", "pimpinan lembaga")]
)
def test_role_of(post: str, role: str) -> None:
    assert role_of(post) == role


def test_an_unknown_key_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    class Narrow(Speech):
        pass

    monkeypatch.setattr(tomllib, "loads", lambda _: {"after": ["kata"], "nonsense": 1})
    with pytest.raises(VocabularyError, match=r"speech\.toml"):
        load("speech.toml", Narrow)
