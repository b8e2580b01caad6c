"""A story on several pages is one document."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from extraction.paging import join, read_story, without_numbers
from extraction.pipeline import extract, versions
from tagih.records import Page, PageError

A = "Pemerintah Kabupaten Sintang akan menimbun dua belas titik jalan yang rusak pada tahun depan."
B = "Kepala dinas menyebut alat berat sudah bekerja sejak Juli dan kemajuannya tiga puluh persen."
C = "Sopir truk menunggu dua malam di ruas itu karena kubangan setinggi lutut menahan kendaraan."
D = "Bidan desa berharap pembangunan jembatan selesai sebelum musim hujan tiba bulan Oktober nanti."
E = "Dewan menilai lelang yang terlambat menjadi sebab utama pekerjaan itu tidak kunjung selesai."
F = "Warga dua desa bersedia menyerahkan tanah mereka asalkan ganti rugi dibayar di muka."
MORE = "Keterangan itu disampaikan dalam rapat terbuka di aula kantor kecamatan dan dicatat seluruhnya."


def page(
    *paragraphs: str, title: str = "Menunggu jalan ke hulu", name: str = "x", editor: str = "", parts: tuple[Page | PageError, ...] = ()
) -> Page:
    body = "".join(f"<p>{p}</p>" for p in paragraphs) + (f"<p>Editor: {editor}</p>" if editor else "")
    html = (
        f"<html><head><title>{title}</title><meta property='article:published_time' content='2025-08-24T08:00:00+07:00'></head>"
        f"<body><h1>{title}</h1><article>{body}</article></body></html>"
    )
    return Page(id=name, content=html.encode(), media_type="text/html", url=f"http://kabar.example/{name}", parts=parts)


def lost(number: int) -> PageError:
    return PageError(
        f"page {number} of the story is missing (not_found)", where=f"http://kabar.example/x?page={number}", remedy="Crawl it again."
    )


def test_parts_stand_in_order_each_line_once() -> None:
    story = page(A, B, MORE, parts=(page(C, D, MORE, title="Menunggu jalan ke hulu - Halaman 2"), page(E, F)))
    document, gaps = read_story(story)
    assert document.text.split("\n") == [A, B, MORE, C, D, E, F]
    assert (document.title, document.published, document.id, gaps) == ("Menunggu jalan ke hulu", "2025-08-24T08:00:00+07:00", "x", [])


def test_a_lead_on_every_page_and_a_page_shown_again_stand_once() -> None:
    story = page(A, B, C, parts=(page(A, D, E), page(A, B, C), page(A, F, MORE)))
    assert read_story(story)[0].text.split("\n") == [A, B, C, D, E, F, MORE]


def test_the_page_that_shows_all_stands_for_the_whole() -> None:
    story = page(A, B, "Bersambung", parts=(page(A, B, C, D, E),))
    assert read_story(story)[0].text.split("\n") == [A, B, C, D, E]


def test_a_sentence_that_goes_on_over_the_page_is_one() -> None:
    first, second = D[: D.index("selesai")].strip(), D[D.index("selesai") :]
    assert join([A, first], [second, E]) == ([A, D, E], False)


def test_who_edited_stands_on_the_last_page() -> None:
    story = page(A, B, C, parts=(page(D, E, F, editor="Wahyu Tepian"),))
    document, _ = read_story(story)
    assert document.editors == ("Wahyu Tepian",)


def test_a_missing_page_is_told_where_it_is_missing() -> None:
    story = page(A, B, C, parts=(lost(2), page(D, E, F)))
    found = extract(story)
    assert found.document.text.split("\n") == [A, B, C, D, E, F]
    (gap,) = [u for u in found.unresolved if u.rule == "paging"]
    assert (gap.text, gap.kind, gap.field, gap.reason) == (C, "documents", "text", "page 2 of the story is missing (not_found)")
    assert versions()["paging"] == gap.rule_version


def test_a_page_without_text_and_several_missing_ones_are_each_told() -> None:
    empty = Page(id="y", content=b"<html><body><img src=x></body></html>", media_type="text/html", url="http://kabar.example/y")
    found = extract(page(A, B, C, parts=(empty, lost(3), page(D, E, F), lost(5))))
    gaps = [u for u in found.unresolved if u.rule == "paging"]
    assert [g.text for g in gaps] == [C, C, F]
    assert len({g.id for g in gaps}) == 3


def test_nothing_is_missing_where_one_page_shows_all() -> None:
    assert read_story(page(A, B, parts=(lost(2), page(A, B, C, D, E))))[1] == []


def test_a_story_on_one_page_is_read_as_ever() -> None:
    plain = page(A, B, C)
    assert read_story(plain) == (read_story(page(A, B, C))[0], [])
    assert extract(plain).document.text == "\n".join([A, B, C])


def test_lines_that_only_number_pages_are_left_out() -> None:
    assert without_numbers(["1 2 3", A, "Halaman: 1 2 3 Selanjutnya »"]) == [A]
    assert without_numbers([A, "Halaman muka"]) == [A, "Halaman muka"]
    assert without_numbers(["1" * 79 + "x"]) == ["1" * 79 + "x"]


LINES = st.lists(st.sampled_from([A, B, C, D, E, F, MORE, "Pendek.", "Baca juga"]), max_size=8)


@given(LINES, LINES)
def test_no_line_is_lost_and_no_paragraph_stands_twice(first: list[str], second: list[str]) -> None:
    joined, whole = join(list(dict.fromkeys(first)), list(dict.fromkeys(second)))
    short = {"Pendek.", "Baca juga"}  # on a page that shows all, these of the first page ("Bersambung") are gone
    assert set(joined) | (short if whole else set()) == set(first) | set(second) | (short if whole else set())
    assert len(joined) == len(set(joined)) or {x for x in joined if joined.count(x) > 1} <= short
    assert join(joined, second)[0] == joined, "read again, it adds nothing"
