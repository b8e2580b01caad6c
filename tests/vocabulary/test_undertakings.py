"""Cue words, forms of verbs, public bodies: the data holds together and means what it says."""

from __future__ import annotations

from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagih.records import VocabularyError
from tagih.vocabulary import undertakings
from tagih.vocabulary.undertakings import FILE, LONGEST, class_of, goal_pattern, groups_of, load, nasal_forms, verb_forms, vocabulary


def data() -> str:
    return resources.files(undertakings.__package__ or "").joinpath(FILE).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("stem", "active"),
    [
        ("bangun", "membangun"),
        ("salurkan", "menyalurkan"),
        ("tetapkan", "menetapkan"),
        ("pasang", "memasang"),
        ("perbaiki", "memperbaiki"),
        ("kirim", "mengirim"),
        ("gelar", "menggelar"),
        ("alokasikan", "mengalokasikan"),
        ("cor", "mengecor"),
        ("lanjutkan", "melanjutkan"),
        ("resmikan", "meresmikan"),
        ("jalankan", "menjalankan"),
    ],
)
def test_active_forms_follow_the_first_sound(stem: str, active: str) -> None:
    assert active in nasal_forms("me", stem)


@given(st.text(alphabet="abdegijklmnoprstuw", min_size=3, max_size=12))
def test_every_form_holds_its_stem_or_its_stem_without_the_first_sound(stem: str) -> None:
    for voice, forms in verb_forms(stem).items():
        if voice in ("active", "passive", "bare"):
            assert all(form.endswith(stem[1:]) for form in forms)


@pytest.mark.parametrize(
    ("phrase", "group"),
    [
        ("akan", "will"),
        ("rencananya", "plan"),
        ("komitmennya", "commit_noun"),
        ("pembangunan", "act:noun"),
        ("disalurkan", "enact:passive"),
        ("menerbitkan", "enact:active"),
        ("siapkan", "act:bare"),
        ("diharapkan", "wish"),
        ("maupun", "description"),
        ("pemkot", "body"),
        ("dalam waktu dekat", "later"),
        ("segera", "future"),
        ("saat ini", "now"),
        ("saya kira", "belief"),
        ("aliansi", "private"),
    ],
)
def test_a_phrase_has_its_group(phrase: str, group: str) -> None:
    assert group in groups_of(phrase)


@pytest.mark.parametrize("phrase", ["sungai", "pelangi", "berlari", "kunya"])
def test_other_words_have_none(phrase: str) -> None:
    assert groups_of(phrase) == frozenset()


def test_speech_is_no_act() -> None:
    assert groups_of("menambahkan") == {"speech"}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Wakil Ketua DPRD", "parliament"),
        ("Kapolres Berau", "law"),
        ("Wakil Bupati", "head"),
        ("Pemerintah Provinsi Kalimantan Utara", "head"),
        ("Kepala Dinas Kesehatan", "agency"),
        ("Menteri Sosial", "ministry"),
        ("Direktur Utama PDAM", "enterprise"),
        ("KPU Kota Bontang", "election"),
        ("warga", "other"),
        ("", "other"),
    ],
)
def test_kinds_of_public_actors(name: str, kind: str) -> None:
    assert class_of(name) == kind


def test_every_head_of_a_government_is_written_out() -> None:
    assert all(full.startswith("Pemerintah") for full in vocabulary().governments.values())
    assert all(full.startswith("Kementerian") for full in vocabulary().ministries.values())
    assert max(vocabulary().reach.values()) <= LONGEST


def test_scopes_are_of_known_bodies() -> None:
    v = vocabulary()
    assert v.regional <= v.heads
    assert v.national <= v.heads | set(v.governments)


def test_patterns_take_the_longest_alternative() -> None:
    assert goal_pattern("relative").startswith("(?:tahun\\s+mendatang|")


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('"akan", "akan kami"', '3, "akan kami"', "cues.will.words"),
        ("[cues.will]\n", "[cues.will]\nstate = 3\n", "cues.will.state"),
        ('"akan", "akan kami"', '"akan", "akan"', "cues.will.words"),
        ('"akan", "akan kami"', '"akan kami", "akan"', "cues.will.words"),
        ('"akan", "akan kami"', '"Akan", "akan kami"', "cues.will.words"),
        ("[cues.will]", "[cues.will", "not valid TOML"),
    ],
)
def test_a_broken_file_is_refused_by_name(old: str, new: str, what: str) -> None:
    assert old in data()
    with pytest.raises(VocabularyError, match=FILE) as error:
        load(data().replace(old, new, 1))
    assert what in str(error.value)
