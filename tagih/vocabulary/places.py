"""Areas of Indonesia by Kemendagri code, and where a text names them.

Codes and names: Kepmendagri 300.2.2-2138/2025 (38 provinces, 416 regencies, 98 cities).
"""

from __future__ import annotations

import csv
import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources


@dataclass(frozen=True, slots=True)
class Region:
    """A province, regency or city. `ambiguous`: its short name is shared by a regency and a city."""

    code: str
    level: str
    name: str
    short: str
    aliases: tuple[str, ...]
    ambiguous: bool
    province: str | None


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """An area named at `[start, end)`. `code` is None where several areas bear the name: see `candidates`."""

    start: int
    end: int
    text: str
    code: str | None
    candidates: tuple[str, ...]


@functools.cache
def regions() -> Mapping[str, Region]:
    """All regions by code."""
    with resources.files(__package__).joinpath("regions.csv").open(encoding="utf-8") as f:
        return {
            r["code"]: Region(
                r["code"],
                r["level"],
                r["name"],
                r["short"],
                tuple(a for a in r["aliases"].split("|") if a),
                bool(r["ambiguous"]),
                r["province"] or None,
            )
            for r in csv.DictReader(f)
        }


def _key(name: str) -> str:
    return re.sub(r"\s+", " ", name).casefold()


@functools.cache
def _by_name() -> Mapping[str, tuple[str, ...]]:
    names: dict[str, list[str]] = {}
    for r in regions().values():
        for name in {r.short, *r.aliases} | ({r.name} if r.level == "provinsi" else set()):
            names.setdefault(_key(name), []).append(r.code)
    names.setdefault("yogyakarta", []).insert(0, "34")
    return {k: tuple(dict.fromkeys(v)) for k, v in names.items()}


LEVEL = {"provinsi": "provinsi", "prov": "provinsi", "pemprov": "provinsi", "kabupaten": "kabupaten", "kab": "kabupaten", "pemkab": "kabupaten", "kota": "kota", "pemkot": "kota", "pemko": "kota",
         "gubernur": "provinsi", "wagub": "provinsi", "bupati": "kabupaten", "wabup": "kabupaten", "wali kota": "kota", "walikota": "kota", "wawali": "kota"}  # fmt: skip


@functools.cache
def _pattern() -> re.Pattern[str]:
    names = sorted(_by_name(), key=len, reverse=True)
    level = "|".join(sorted(LEVEL, key=len, reverse=True))
    body = "|".join(re.escape(n).replace(r"\ ", r"\s+") for n in names)
    return re.compile(rf"(?<!\w)(?:(?P<level>{level})\.?\s+)?(?P<name>{body})(?!\w)", re.I)


def pick(candidates: tuple[str, ...], level: str | None, near: str | None) -> str | None:
    """The one candidate of this level, or inside (or equal to) the area `near`; None where several remain."""
    left = candidates
    if level and any(regions()[c].level == level for c in left):
        left = tuple(c for c in left if regions()[c].level == level)
    if len(left) > 1 and near:
        closer = tuple(c for c in left if c == near or c[:2] == near[:2])
        exact = tuple(c for c in left if c == near)
        left = exact or closer or left
    return left[0] if len(left) == 1 else None


def find_places(text: str, *, near: str | None = None) -> list[PlaceMention]:
    """Every region that the text names, in order. `near` (a code) decides between namesakes of one province."""
    found = []
    for m in _pattern().finditer(text):
        name = m["name"]
        if not (name[0].isupper() or name.isupper()):
            continue
        candidates = _by_name()[_key(name)]
        level = LEVEL[m["level"].casefold()] if m["level"] else None
        found.append(PlaceMention(m.start("name"), m.end("name"), name, pick(candidates, level, near), candidates))
    return found


def resolve(name: str, *, near: str | None = None) -> str | None:
    """The code of an area named alone ("Kaltim", "Kota Malang", "Kabupaten Kutai Timur"), None if unknown or ambiguous."""
    m = _pattern().fullmatch(name.strip())
    if not m:
        return None
    return pick(_by_name()[_key(m["name"])], LEVEL[m["level"].casefold()] if m["level"] else None, near)
