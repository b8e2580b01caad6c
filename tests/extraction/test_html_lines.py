"""Every short line of a page, its furniture too."""

from __future__ import annotations

import pytest

from extraction.html_lines import LONGEST, short_lines
from tagih.records import Page, PageError


def lines(content: bytes, media_type: str = "text/html; charset=utf-8") -> frozenset[str]:
    return short_lines(Page(id="a", content=content, media_type=media_type))


def test_what_stands_beside_the_text_is_there_and_scripts_are_not() -> None:
    page = (
        "<html><head><title>t</title><script>var x = 'Diperbarui'</script></head><body><div class=meta><span>Diperbarui pada</span> "
        f"4 Mei 2031</div><p>Naskah.<br>Baris kedua</p><p>{'panjang ' * LONGEST}</p><style>p {{}}</style></body></html>"
    )
    found = lines(page.encode())
    assert {"Diperbarui pada 4 Mei 2031", "Naskah.", "Baris kedua"} <= found
    assert not any("var x" in line or "p {" in line or len(line) > LONGEST for line in found)


def test_what_is_no_html_has_no_lines_and_what_cannot_be_read_is_an_error() -> None:
    assert lines(b"Hanya teks biasa, tanpa markah apa pun di dalamnya.", "text/plain") == frozenset()
    with pytest.raises(PageError):
        lines(b"")
