"""Who said it: full names, pronouns, posts, roles; nobody is guessed."""

from __future__ import annotations

import pytest

from extraction.assemble.holders import person_named
from extraction.assemble.speakers import resolve
from extraction.find import Facts
from extraction.reading import Reading
from extraction.rules import officials, quotations
from tagih.records import Document, Official, Statement, Unresolved

Row = tuple[str, bool, str | None]


def said(text: str) -> tuple[list[Statement], list[Unresolved]]:
    reading = Reading(Document(id="x", text=text))
    people = tuple(o for o in officials.extract(reading) if isinstance(o, Official))
    facts = Facts((), (), people, (), tuple(quotations.extract(reading)), (), ())
    statements, unresolved = resolve(reading, facts)
    assert all(text[s.start : s.end] == s.text for s in (*statements, *unresolved))
    assert {s.official for s in statements} - {None} <= {o.id for o in people}
    return statements, unresolved


CASES: list[tuple[str, list[Row]]] = [
    # A full name, a short one, a pronoun.
    ('"Kami siap bekerja," ujar Bupati Kendal Darto Wibawa.', [("Darto Wibawa", True, None)]),
    ('Bupati Kendal Darto Wibawa hadir. "Kami siap bekerja," ujar Darto.', [("Darto Wibawa", True, None)]),
    ('Bupati Kendal Darto Wibawa menerima warga. "Kami siap bekerja," ujarnya.', [("Darto Wibawa", True, None)]),
    ('"Kami siap," kata Bupati Kendal Darto Wibawa. "Jalan itu segera dibuka."', [("Darto Wibawa", True, None), ("Darto Wibawa", True, None)]),
    ('Bupati Kendal Darto Wibawa bertemu Gubernur Jateng Sekar Ayu. "Kami siap bekerja," kata dia.', [("Darto Wibawa", True, None)]),
    # A post alone, and one that points back.
    ('Wali Kota Batu Darto Wibawa hadir. "Kami siap bekerja," ujar Wali Kota.', [("Darto Wibawa", True, None)]),
    ('Kadis Sosial Kota Batu Rini Astari hadir. "Kami siap bekerja," kata perempuan berhijab itu.', [("Rini Astari", True, None)]),
    # Reported speech.
    ("Wali Kota Batu Darto Wibawa hadir. Ia menegaskan bahwa jalan itu dibuka Juni.", [("Darto Wibawa", True, None)]),
    ("Wali Kota Batu Darto Wibawa hadir. Menurutnya, jalan itu dibuka Juni.", [("Darto Wibawa", True, None)]),
    # Who holds no public post is published by role.
    ('"Kami butuh air bersih," kata warga setempat, Yuni Lestari.', [("Yuni Lestari", False, "warga")]),
    ('Ketua PHRI Bali, Made Wibawa, mengeluh. "Hotel kami sepi sekali," ujarnya.', [("Made Wibawa", False, "ketua organisasi")]),
    ('"Itu kebijakan keliru," kata pengamat kebijakan publik Joko Prasaja.', [("Joko Prasaja", False, "pengamat")]),
    ('"Kami butuh air bersih," kata Yuni Lestari.', [("Yuni Lestari", False, "narasumber")]),
    ('Mantan Bupati Kendal Darto Wibawa hadir. "Saya sudah tua," ujarnya.', [("Darto Wibawa", False, "mantan pejabat")]),
    # Never named: the role, the body or the post speaks.
    ('"Kami butuh air bersih," kata salah satu warga di lokasi.', [("salah satu warga", False, "warga")]),
    ("Kepala BPJS Kesehatan Cabang Manado menegaskan bahwa iuran tetap sama.", [("Kepala BPJS Kesehatan Cabang Manado", False, "Kepala BPJS Kesehatan Cabang")]),
    ("Pemprov Banten menyatakan bahwa jalan itu dibuka Juni.", [("Pemprov Banten", False, "Pemprov Banten")]),
    ('Gubernur Jawa Barat Rudi Hartawan hadir. "Kami siap bekerja," tegas KRH.', [("Rudi Hartawan", True, None)]),
    # Another name of the same person.
    ('Wali Kota Batu Darto Wibawa (Gus Toro) hadir. "Kami siap bekerja," kata Toro.', [("Darto Wibawa", True, None)]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_speakers(text: str, expected: list[Row]) -> None:
    statements, unresolved = said(text)
    assert [(s.speaker, s.official is not None, s.role) for s in statements] == expected
    assert unresolved == []


def test_nobody_is_guessed() -> None:
    statements, unresolved = said('"Kami siap bekerja keras mulai besok pagi."')
    assert statements == []
    assert [(u.kind, u.field) for u in unresolved] == [("statements", "speaker")]


def test_a_rule_that_speaks_reports_nothing() -> None:
    assert said("Aturan itu menegaskan bahwa jalan ditutup.") == ([], [])


@pytest.fixture(scope="module")
def holders() -> list[Official]:
    reading = Reading(
        Document(id="x", text="Wali Kota Batu Darto Wibawa, Kadishub Kota Batu Hanif Rahmat, dan Camat Junrejo, Siti Wibawa, hadir.")
    )
    return [o for o in officials.extract(reading) if isinstance(o, Official)]


NAMED = [
    ("Darto Wibawa", "Darto Wibawa"),
    ("Darto", "Darto Wibawa"),
    ("Pak Hanif", "Hanif Rahmat"),
    ("Wali Kota", "Darto Wibawa"),
    ("Walikota Batu", "Darto Wibawa"),
    ("Kadishub", "Hanif Rahmat"),
    ("Camat", "Siti Wibawa"),
    ("Wibawa", None),
    ("Gubernur", None),
    ("", None),
]


@pytest.mark.parametrize(("words", "name"), NAMED)
def test_person_named(holders: list[Official], words: str, name: str | None) -> None:
    official = person_named(holders, words)
    assert (official.name if official else None) == name
