"""Where the holder of a seat comes from: the party, faction or district behind "dari", and areas named at a token."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extraction.names import ROMAN
from extraction.tokens import Token
from tagih.vocabulary.names import names
from tagih.vocabulary.offices import offices
from tagih.vocabulary.places import PlaceMention

Places = Mapping[int, PlaceMention]


def area_at(ts: Sequence[Token], places: Places, i: int) -> tuple[tuple[str, ...], int] | None:
    """An area named at token `i`: its possible codes and its length in tokens."""
    mention = places.get(ts[i].start) if i < len(ts) else None
    if mention is None:
        return None
    n = 1
    while i + n < len(ts) and ts[i + n].start < mention.end:
        n += 1
    return mention.candidates or ((mention.code,) if mention.code else ()), n


def is_district(ts: Sequence[Token], i: int) -> bool:
    """Whether an electoral district is written out at token `i`."""
    return ts[i].low == "daerah" and i + 1 < len(ts) and ts[i + 1].low == "pemilihan"


def behind_origin(ts: Sequence[Token], places: Places, i: int) -> int:
    """The token behind a holder's party or district: "dari Fraksi PKS", "dari daerah pemilihan (Dapil) Papua I"."""
    bodies = offices().bodies
    party = False  # inside a party's name: "Fraksi Partai Kebangkitan Bangsa"
    while i < len(ts):
        t, area = ts[i], area_at(ts, places, i)
        if area is not None:
            i += area[1]
        elif t.text == "(" and i + 2 < len(ts) and ts[i + 2].text == ")" and (ts[i + 1].shape == "U" or ts[i + 1].low == "dapil"):
            i += 3
        elif (
            t.low in bodies.private | bodies.origins | {"daerah", "pemilihan"}
            or t.shape in "Ud"
            or t.text in ROMAN
            or (
                t.shape == "C"
                and t.low not in names().given
                and (ts[i - 1].low in ("fraksi", "partai") or (party and t.low in bodies.words))
            )
        ):
            party = party or t.low in ("fraksi", "partai")
            i += 1
        else:
            break
    return i
