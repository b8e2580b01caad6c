"""The rows that the NER model keeps of words: the same names as without them, and never more rows than the limit."""

from __future__ import annotations

import functools
from collections.abc import Iterator

import pytest
import spacy

from extraction import word_rows
from extraction.entities import MODEL, _recogniser, entities, model, pipe

TEXTS = [
    "Menurut Agus Setiadi, hujan reda.\nSiti Rahmawati bertemu Agus Setiadi di Bandung.",
    "Bupati Rahma Sari menyerahkan bantuan kepada Ketua DPRD Joko Susanto di Semarang, Rabu.",
    "KPK memeriksa Joko Susanto pada hari Senin.",
]


@pytest.fixture
def fresh() -> Iterator[None]:
    model.cache_clear()
    yield
    model.cache_clear()


def kept() -> word_rows._Kept:
    (layer,) = (node for node in _recogniser(model()).model.walk() if node.name == "kept_rows")
    rows = layer.attrs["kept"]
    assert isinstance(rows, word_rows._Kept)
    return rows


@functools.cache
def whole() -> spacy.language.Language:
    return spacy.load(MODEL)


def plain(text: str) -> list[tuple[int, int, str]]:
    return [(e.start_char, e.end_char, e.label_) for e in whole()(text).ents]


def test_a_word_met_again_is_looked_up() -> None:
    entities(TEXTS[2])
    size = len(kept()._at)
    assert [(e.start, e.end, e.label) for e in entities(TEXTS[2])] == plain(TEXTS[2])
    assert len(kept()._at) == size


@pytest.mark.usefixtures("fresh")
@pytest.mark.parametrize("limit", [1, 12, 20_000])
def test_however_few_are_kept_the_names_are_the_same(monkeypatch: pytest.MonkeyPatch, limit: int) -> None:
    monkeypatch.setattr(word_rows, "LIMIT", limit)
    for _ in range(2):
        assert [[(e.start, e.end, e.label) for e in entities(t)] for t in TEXTS[1:]] == [plain(t) for t in TEXTS[1:]]
        assert list(pipe(TEXTS)) == [entities(t) for t in TEXTS]
    assert len(kept()._at) <= limit


@pytest.mark.usefixtures("fresh")
def test_a_model_that_keeps_rows_cannot_be_trained() -> None:
    nlp = model()
    with pytest.raises(NotImplementedError, match="train the pipeline"):
        _recogniser(nlp).model.begin_update([nlp.make_doc("Agus Setiadi pergi.")])


def test_nothing_to_read_gives_nothing() -> None:
    assert kept().rows([]).shape[0] == 0
    assert list(pipe(["", " \n"])) == [[], []]
