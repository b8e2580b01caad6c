"""What a publisher changed: told where the words differ, never because rules read more or less than before."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagih.linking.counterparts import CANDIDATES, counterparts
from tagih.linking.revisions import MOST_RECORDS, compare
from tagih.records import Commitment, Figure, Record, Statement, Target
from tagih.records.revisions import Revision, VersionText

PROMISE = "Pemerintah Kota Samarinda akan membangun tiga rumah pompa pada 2033 dengan anggaran Rp 45 miliar."
FLOOD = "Banjir bulan lalu merendam 2.300 rumah di 12 kelurahan."
TARGET = "Wali kota menargetkan genangan berkurang 65 persen pada 2033."
SAID = '"Kami tidak menunggu anggaran pusat, pekerjaan dimulai bulan depan," kata Rani Hasan.'
BRIEF = '"Warga tidak perlu khawatir," ujarnya di balai kota.'
TEXT = "\n".join([PROMISE + " " + FLOOD, TARGET, SAID, BRIEF, "Dilihat 1.204 kali", "Baca juga: Jalan poros diperbaiki"])

FIGURES = {"2.300 rumah": (2300, "rumah"), "12 kelurahan": (12, "kelurahan"), "Rp 45 miliar": (45_000_000_000, "IDR")}
NUMBER = re.compile(r"(Rp ?)?(\d+(?:\.\d{3})*)(?: (miliar))?(?: (rumah|kelurahan|kali|unit|orang))?")


def records(text: str) -> dict[str, Any]:
    """What simple rules find: amounts with a unit, percentages as targets, sentences with "akan" or "menargetkan", quotations."""
    found: dict[str, list[Record]] = {"figures": [], "targets": [], "commitments": [], "statements": []}

    def base(kind: str, start: int, end: int) -> dict[str, Any]:
        return {"id": f"{kind}-{start}", "text": text[start:end], "start": start, "end": end, "rule": kind, "rule_version": "1"}

    for m in NUMBER.finditer(text):
        if m[1] or m[4]:
            value = Decimal(m[2].replace(".", "")) * (10**9 if m[3] else 1)
            plain = {"value_high": None, "qualifier": None, "role": "other", "period": None}
            found["figures"].append(Figure(**base("figure", *m.span()), value=value, unit=m[4] or "IDR", **plain))
    for m in re.finditer(r"[^.\n]*(?:akan|menargetkan)[^.\n]*\.", text):
        due = re.search(r"pada (\d{4})", m[0])
        aim = re.search(r"(\d+) persen", m[0])
        if aim:
            place = (m.start() + aim.start(), m.start() + aim.end())
            fields = {"indicator": "genangan", "jurisdiction": None, "figure": None, "due": due and due[1]}
            found["targets"].append(Target(**base("target", *place), value=Decimal(aim[1]), unit="percent", **fields))
        told = {"actor": m[0].split()[0], "official": None, "status": "pledged", "jurisdiction": None, "checkable": True}
        lists = dict.fromkeys(("beneficiaries", "programmes", "topics", "figures", "targets", "regulations"), ())
        found["commitments"].append(Commitment(**base("commitment", *m.span()), **told, **lists, due=due and due[1]))
    for m in re.finditer(r"\"([^\"]+)\"|“([^”]+)”", text):
        found["statements"].append(
            Statement(**base("statement", m.start() + 1, m.end() - 1), speaker="X", speech="direct", official=None, role=None)
        )
    return {kind: tuple(rows) for kind, rows in found.items()}


def version(id_: int, text: str, *, title: str = "Pemkot bangun rumah pompa", run: int = 1, **fields: Any) -> VersionText:
    ends = [m.end() for m in re.finditer(r"[.\n]\"?(?=\s|$)|\n", text)] or [len(text)]
    sentences = tuple((a, b) for a, b in zip([0, *ends], ends, strict=False) if text[a:b].strip())
    return VersionText(id=id_, title=title, text=text, run=run, sentences=sentences, **(records(text) | fields))


def changed(*replacements: tuple[str, str], text: str = TEXT, **fields: Any) -> Revision:
    new = text
    for old, now in replacements:
        assert old in new
        new = new.replace(old, now)
    return compare(version(1, text), version(2, new, **fields))


def told(revision: Revision) -> list[tuple[str, str, str | None]]:
    return [(e.kind, e.old.text, e.new.text if e.new else None) for e in revision.edits]


@pytest.mark.parametrize(
    "replacements",
    [
        [("1.204", "98.765")],
        [("Jalan poros diperbaiki", "Harga cabai turun di pasar pagi")],
        [('"Kami', "“Kami"), ('depan,"', "depan,”")],
        [("rumah pompa", "rumah  pompa"), ("\n", "\n\n")],
        [("Pemerintah Kota", "pemerintah kota")],
        [("khawatir,", "khawatir")],
    ],
    ids=["view counter", "pointer to another story", "curly quotes", "white space", "capitals", "a comma"],
)
def test_what_is_no_revision(replacements: list[tuple[str, str]]) -> None:
    revision = changed(*replacements)
    assert (revision.cause, revision.material, revision.edits, revision.notice) == ("publisher", False, (), None)


@pytest.mark.parametrize(
    ("replacements", "expected"),
    [
        ([("2.300", "2.400")], [("figure_changed", "2.300 rumah", "2.400 rumah")]),
        ([("Rp 45 miliar", "Rp 54 miliar")], [("figure_changed", "Rp 45 miliar", "Rp 54 miliar")]),
        ([("Rp 45 miliar", "Rp45 miliar"), ("2.300", "2300")], []),
        ([(FLOOD, "Warga sudah pulang.")], [("figure_removed", "2.300 rumah", None), ("figure_removed", "12 kelurahan", None)]),
        ([("65 persen", "45 persen")], [("target_changed", "65 persen", "45 persen")]),
        ([("65 persen pada 2033", "65 persen pada 2036")], [("target_changed", "65 persen", "65 persen")]),
        ([("bulan depan", "tahun depan")], [("quote_changed", SAID[1:67], SAID[1:67].replace("bulan depan", "tahun depan"))]),
        ([(BRIEF + "\n", "")], [("quote_removed", "Warga tidak perlu khawatir,", None)]),
        ([("akan membangun", "berharap membangun")], [("commitment_changed", PROMISE, PROMISE.replace("akan", "berharap"))]),
        ([(TARGET + "\n", "")], [("target_removed", "65 persen", None), ("commitment_removed", TARGET, None)]),
    ],
    ids=[
        "figure",
        "money",
        "written otherwise",
        "figures gone",
        "target",
        "due date",
        "quotation",
        "quotation gone",
        "verb",
        "target gone",
    ],
)
def test_what_an_edit_tells(replacements: list[tuple[str, str]], expected: list[tuple[str, str, str | None]]) -> None:
    revision = changed(*replacements)
    assert revision.material
    assert told(revision) == expected


def test_values_are_told_beside_the_words() -> None:
    (figure,) = changed(("2.300", "2.400")).edits
    assert (figure.old_terms.value, figure.old_terms.unit, figure.new_terms.value, figure.similarity) == ("2300", "rumah", "2400", 1.0)
    (target,) = changed(("pada 2033.\n", "pada 2036.\n")).edits
    assert (target.old_terms.due, target.new_terms.due, target.new_terms.value) == ("2033", "2036", "65")


def test_an_unchanged_record_that_stands_elsewhere_is_no_edit() -> None:
    revision = compare(version(1, TEXT), version(2, "\n".join(reversed(TEXT.split("\n")))))
    assert revision.material
    assert revision.edits == ()


def test_figures_are_matched_by_what_they_count_and_not_by_their_place() -> None:
    old = "Berau menerima 30 unit perahu nelayan.\nPaser menerima 40 unit mesin jahit listrik."
    new = "Paser menerima 45 unit mesin jahit listrik.\nBerau menerima 35 unit perahu nelayan."
    edits = compare(version(1, old), version(2, new)).edits
    assert sorted((e.old_terms.value, e.new_terms.value) for e in edits) == [("30", "35"), ("40", "45")]


def test_two_figures_of_one_sentence_keep_their_order() -> None:
    edits = changed(("2.300", "2.400"), ("12 kelurahan", "13 kelurahan")).edits
    assert [(e.old_terms.value, e.new_terms.value) for e in edits] == [("2300", "2400"), ("12", "13")]


def test_a_title_is_told_and_its_capitals_are_not() -> None:
    (edit,) = changed(title="Pemkot batal bangun rumah pompa").edits
    assert (edit.kind, edit.old.field, edit.old.text, edit.new and edit.new.text) == (
        "title_changed", "title", "Pemkot bangun rumah pompa", "Pemkot batal bangun rumah pompa",
    )  # fmt: skip
    assert not changed(title="PEMKOT Bangun Rumah Pompa!").material


# --- whose doing it is -----------------------------------------------------------------------------------------------------


def test_another_reading_of_the_same_bytes_is_no_revision() -> None:
    revision = changed((FLOOD, ""), reread=True)
    assert (revision.cause, revision.material, revision.hunks, revision.edits) == ("reading", False, (), ())


@given(st.sets(st.sampled_from(["figures", "targets", "commitments", "statements"])))
def test_rules_that_find_less_than_before_are_no_edit(lost: set[str]) -> None:
    revision = changed(("balai kota", "balai kota lama"), run=2, **dict.fromkeys(lost, ()))
    assert told(revision) == []


def test_rules_that_read_the_same_words_otherwise_are_no_edit() -> None:
    read_anew = records(TEXT.replace("2.300 rumah", "2.300 unit"))["figures"]
    other = tuple(f for f in read_anew if f.unit == "unit")
    new = TEXT.replace("merendam 2.300 rumah", "telah merendam 2.300 unit rumah")
    at = new.index("2.300")
    figure = Figure(**{n: getattr(other[0], n) for n in Figure.__dataclass_fields__} | {"start": at, "end": at + 10, "text": "2.300 unit"})
    assert told(compare(version(1, TEXT), version(2, new, run=2, figures=(figure,)))) == []
    same = compare(version(1, TEXT), version(2, new, figures=(figure,)))
    assert [e.kind for e in same.edits] == ["figure_changed"], "the same rules say that it is another thing that is counted"


def test_a_figure_that_really_changed_is_told_whatever_read_it() -> None:
    assert told(changed(("2.300", "2.400"), run=2)) == [("figure_changed", "2.300 rumah", "2.400 rumah")]
    assert told(changed(("2.300", "2.400"), run=2, figures=())) == [("figure_removed", "2.300 rumah", FLOOD.replace("2.300", "2.400"))]


# --- what the page says itself -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "declares"),
    [
        ("Ralat: jumlah rumah sebelumnya keliru.", "correction"),
        ("Koreksi – nama jalan pada paragraf kedua.", "correction"),
        ("Berita ini telah dikoreksi pada bagian anggaran.", "correction"),
        ("Redaksi memohon maaf atas kekeliruan itu.", "correction"),
        ("Artikel ini telah diperbarui dengan angka dari BPBD.", "update"),
        ("Diperbarui pada Senin malam.", "update"),
        ("Koreksi harga cabai berlanjut di pasar pagi.", None),
        ("Data penerima telah diperbarui dinas sosial.", None),
        ("Warga meminta ralat dari pengembang.", None),
    ],
)
def test_a_notice_that_came_with_the_change_is_told(line: str, declares: str | None) -> None:
    revision = changed((FLOOD, FLOOD.replace("2.300", "2.400") + "\n" + line))
    assert (revision.notice.declares if revision.notice else None) == declares
    if revision.notice:
        assert revision.notice.passage.text == line


def test_a_notice_that_stood_there_before_declares_nothing_new() -> None:
    text = TEXT + "\nRalat: nama kelurahan sebelumnya keliru."
    assert changed(("2.300", "2.400"), text=text).notice is None


def test_a_title_may_announce_it() -> None:
    notice = changed(("2.300", "2.400"), title="[Ralat] Pemkot bangun rumah pompa").notice
    assert notice is not None
    assert (notice.declares, notice.passage.field) == ("correction", "title")


# --- bounds ------------------------------------------------------------------------------------------------------------------


def test_more_records_than_one_comparison_looks_at_are_counted() -> None:
    old = "\n".join(f"Desa {n} menerima {n + 10} unit perahu." for n in range(MOST_RECORDS + 5))
    revision = compare(version(1, old), version(2, "Naskah ini ditulis ulang dari awal."))
    assert len(revision.edits) == MOST_RECORDS
    assert revision.uncompared == 5


def test_each_passage_stands_for_one_other_the_likest_first() -> None:
    old = [["satu", "dua", "tiga"], ["satu", "dua", "empat"]]
    new = [["satu", "dua", "empat"], ["lima"]]
    assert counterparts(old, new, 0.6) == {1: (0, 1.0)}
    assert counterparts([["sama"]], [["sama"]] * (CANDIDATES * 5), 0.6) == {0: (0, 1.0)}
    assert counterparts([], [], 0.6) == counterparts([[]], [[]], 0.6) == {}


WORDS = st.lists(
    st.sampled_from(['"Kami akan datang,"', "2.300 rumah", "12 unit", "akan", "65 persen", "kata", ".", "\n", "Ralat:"]), max_size=25
)


@given(WORDS.map(" ".join), WORDS.map(" ".join), st.integers(1, 2))
def test_every_edit_has_its_evidence(old: str, new: str, run: int) -> None:
    a, b = version(1, old), version(2, new, run=run)
    revision = compare(a, b)
    for edit in revision.edits:
        assert old[edit.old.start : edit.old.end] == edit.old.text != ""
        assert edit.new is None or new[edit.new.start : edit.new.end] == edit.new.text != ""
    assert len({e.id for e in revision.edits}) == len(revision.edits)
    assert revision == compare(a, b)
    assert not compare(a, version(3, old, run=run)).material
