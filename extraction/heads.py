"""Heads of posts: the words a post begins with, as the vocabulary has them, and one-word abbreviations."""

from __future__ import annotations

from collections.abc import Sequence

from extraction.tokens import Token
from tagih.vocabulary.offices import PostEntry, offices, post_forms

DISTRICT = PostEntry(office="", forms=(), level="daerah", open=True)
ABBREVIATED = PostEntry(office="", forms=(), level="daerah", complement=True)


def read_head(ts: Sequence[Token], i: int) -> tuple[PostEntry, int, str] | None:
    """A head at token `i`: its entry, the token behind it, and its name."""
    t = ts[i]
    for words, entry in post_forms().get(t.low, ()):
        j, k = i, 0
        while k < len(words) and j < len(ts) and ts[j].low == words[k]:
            j, k = j + 1, k + 1
            if k < len(words) and j < len(ts) and ts[j].shape == "n":
                break
        if k == len(words) and words[-1] == "dewan" and j < len(ts) and ts[j].low == "perwakilan":
            continue  # "Anggota Dewan Perwakilan Rakyat Daerah (DPRD)" is no "anggota dewan"
        if k == len(words):
            written = " ".join(x.text for x in ts[i:j])
            return (
                entry,
                j,
                _title(written)
                if (entry.generic and not entry.expand)
                or entry.open
                or (entry.complement and written.casefold().startswith(entry.office.casefold()))
                else entry.office,
            )
    ministers = offices().ministers
    minister = t.low if t.low in ministers else t.low.replace("wamen", "men", 1) if t.low.startswith("wamen") else ""
    if minister in ministers:
        deputy = t.low.startswith("wamen")
        entry = post_forms()["wamen" if deputy else "menteri"][-1][1]
        return entry, i + 1, f"{entry.office} {ministers[minister]}"
    if t.shape in "CU" or t.low.startswith(("kadis", "kapol", "kabid", "kabag")):
        short = offices().abbreviations
        if t.low in short.districts:
            return DISTRICT, i + 1, _title(t.text)
        if t.low in short.fielded and i + 1 < len(ts) and (ts[i + 1].shape == "U" or ts[i + 1].low in offices().bodies.words):
            return ABBREVIATED, i + 1, _title(t.text)
        if t.low in short.exact or (len(t.low) > 4 and t.low.startswith(short.prefixes)):
            return ABBREVIATED, i + 1, _title(t.text)
    return None


def _title(words: str) -> str:
    return " ".join(w if w.isupper() else w[:1].upper() + w[1:] for w in words.split())
