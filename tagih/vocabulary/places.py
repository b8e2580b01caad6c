"""Areas of Indonesia by Kemendagri code, and where a text names them.

Codes and names: Kepmendagri 300.2.2-2138/2025 (38 provinces, 416 regencies, 98 cities). `regions.csv` holds the areas
with their short names and abbreviations, `places.toml` the words around them.
"""

from __future__ import annotations

import csv
import functools
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from importlib import resources
from typing import Any

from tagih.records.errors import VocabularyError

COUNTRY = "00"
LEVELS = ("provinsi", "kabupaten", "kota")


@dataclass(frozen=True, slots=True)
class Region:
    """A province, regency or city. `ambiguous`: its short name is borne by another area too.

    `cued`: those of its names that are read in running text only after a word that says they are an area,
    because they are common words, rivers or people's names too ("Batang", "Kapuas", "Bima").
    """

    code: str
    level: str
    name: str
    short: str
    aliases: tuple[str, ...]
    ambiguous: bool
    province: str | None
    cued: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """An area named at `[start, end)`. `code` is None where several areas bear the name: see `candidates`.

    `level` is what the word before the name says ("Bupati X": "kabupaten"), None where it says nothing.
    """

    start: int
    end: int
    text: str
    code: str | None
    candidates: tuple[str, ...]
    level: str | None = None


@dataclass(frozen=True, slots=True)
class _Name:
    pattern: re.Pattern[str]
    codes: tuple[str, ...]
    acronym: bool
    cued: bool
    level_only: bool
    no_police: bool
    bare: str | None


def _bad(file: str, line: int, what: str, remedy: str) -> VocabularyError:
    return VocabularyError(what, where=f"{file}, line {line}", remedy=remedy)


def read_regions(text: str, file: str = "regions.csv") -> dict[str, Region]:
    """Regions by code from the text of a region file; VocabularyError names the line that breaks a rule."""
    lines = csv.reader(text.splitlines())
    columns = ["code", "level", "name", "short", "aliases", "cued", "ambiguous", "province"]
    if next(lines, None) != columns:
        raise _bad(file, 1, "the columns are not those of a region file", f"Write: {','.join(columns)}")
    found: dict[str, Region] = {}
    last = ""
    for number, cells in enumerate(lines, 2):
        if len(cells) != len(columns):
            raise _bad(file, number, f"{len(cells)} cells instead of {len(columns)}", "Separate the cells by commas, names by |.")
        code, level, name, short, aliases, cued, ambiguous, province = cells
        names = tuple(a for a in aliases.split("|") if a)
        if not re.fullmatch(r"\d\d(?:\.\d\d)?", code) or code == COUNTRY:
            raise _bad(file, number, f"{code!r} is no code of an area", 'Write a province as "64", a regency or city as "64.72".')
        if code in found:
            raise _bad(file, number, f"the code {code} stands twice", "Keep one of the two lines.")
        if (len(code), code) < (len(last), last):
            raise _bad(file, number, f"the code {code} is out of order", "Sort provinces first, then regencies and cities, by code.")
        if level not in LEVELS or (level == "provinsi") != (len(code) == 2):
            raise _bad(file, number, f"the level {level!r} does not fit the code {code}", f"Use one of {', '.join(LEVELS)}.")
        if province != ("" if level == "provinsi" else code[:2]) or (province and province not in found):
            raise _bad(
                file,
                number,
                f"{province!r} is not the province of {code}",
                "Write the first two digits of the code; the province stands above.",
            )
        if not short or short not in name or short in names:
            raise _bad(
                file,
                number,
                f"the short name {short!r} of {name!r} is not part of it, or an alias too",
                "Shorten the full name, list other names only.",
            )
        for what, listed in (("aliases", names), ("cued", tuple(c for c in cued.split("|") if c))):
            if list(listed) != sorted(set(listed)):
                raise _bad(file, number, f"the {what} of {name} are not sorted or not unique", "Sort them, each once.")
            if what == "cued" and not {*listed} <= {short, *names}:
                raise _bad(file, number, f"a cued name of {name} is neither its short name nor an alias", "List it in aliases too.")
        if ambiguous not in ("", "yes"):
            raise _bad(file, number, f"ambiguous is {ambiguous!r}", 'Write "yes" or nothing.')
        found[code] = Region(code, level, name, short, names, bool(ambiguous), province or None, tuple(c for c in cued.split("|") if c))
        last = code
    shared = _codes_by_name(found)
    for number, region in enumerate(found.values(), 2):
        if region.ambiguous != (len(shared[_key(region.short)]) > 1):
            remedy = 'Write "yes" where another area bears the short name, nothing where none does.'
            raise _bad(file, number, f"ambiguous is wrong for {region.name}", remedy)
    return found


@functools.cache
def regions() -> Mapping[str, Region]:
    """All regions by code, provinces first."""
    return read_regions(resources.files(__package__).joinpath("regions.csv").read_text(encoding="utf-8"))


def level_of(code: str) -> str:
    """ "provinsi", "kabupaten" or "kota"; "nasional" for the whole country ("00"). Raises KeyError for a code nobody knows."""
    return "nasional" if code == "00" else regions()[code].level


def region_name(code: str) -> str:
    """How an area is shown: "Kalimantan Timur", "Kota Samarinda", "Indonesia" for "00". Raises VocabularyError for no area."""
    if code == COUNTRY:
        return "Indonesia"
    region = regions().get(code)
    if region is None:
        raise VocabularyError(
            f"no area has the code {code!r}", where="regions.csv", remedy="Use a Kemendagri code of a province, regency or city."
        )
    return region.name


def parent(code: str) -> str | None:
    """The area that holds this one: "64" for "64.72", "00" for "64", None for "00"."""
    return None if code == COUNTRY else regions()[code].province or COUNTRY


def _key(name: str) -> str:
    return re.sub(r"[\s-]+", " ", name).strip().casefold()


def _codes_by_name(found: Mapping[str, Region]) -> dict[str, tuple[str, ...]]:
    names: dict[str, dict[str, None]] = defaultdict(dict)
    for r in found.values():
        for name in (r.short, *r.aliases, *((r.name,) if r.level == "provinsi" else ())):
            names[_key(name)][r.code] = None
    return {k: tuple(v) for k, v in names.items()}


@functools.cache
def _by_name() -> Mapping[str, tuple[str, ...]]:
    return _codes_by_name(regions())


@functools.cache
def _words() -> Mapping[str, Any]:
    file = "places.toml"
    data = tomllib.loads(resources.files(__package__).joinpath(file).read_text(encoding="utf-8"))
    cues, levels = data["cues"], data["levels"]
    for where, words in [(f"cues.{k}", v) for k, v in cues.items()] + [(f"levels.{k}", v) for k, v in levels.items()]:
        if words != sorted(set(words)) or any(w != w.casefold() for w in words):
            raise VocabularyError(
                f"{where} is not sorted, unique and lower case", where=file, remedy="Sort the words, each once, in lower case."
            )
    if {*levels} != {*LEVELS, "polisi"}:
        raise VocabularyError("levels has other keys than expected", where=file, remedy=f"Keep {', '.join(LEVELS)} and polisi.")
    for name, code in data["bare"].items():
        if code not in _by_name().get(name, ()):
            raise VocabularyError(
                f"bare.{name}: no area {code} bears that name", where=file, remedy="Use a name and a code of regions.csv."
            )
    return {
        "levels": {word: level for level, words in levels.items() for word in words},
        "bare": data["bare"],
        "police": frozenset(("polda", "kapolda", *levels["polisi"])),
        **{k: frozenset(v) for k, v in cues.items()},
    }


# A word that may begin a name; a change of case ends one, so that glued words ("JakartaBupati") come apart.
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z][a-z]+")
_BEFORE = re.compile(r"(?:([^\W\d_]+)\.?[^\S\n]+\(?)?([^\W\d_]+)[.)]*[^\S\n]*-?$")
_GLUED = re.compile(r"(?<=[a-z])[A-Z][a-z]+$")
_BOTH_LEVELS = re.compile(r"(?:kabupaten|kab\.?|kota)(?:\s*/\s*| dan | maupun | atau )(?:kabupaten|kab\.?|kota)\s*$", re.I)
_DOMAIN = re.compile(r"\.(?:com|co|id|net|go|org|news)\b", re.I)
_LEAD_CHARS = 32  # covers "kabupaten dan kota " and the two longest cues before a name
_DATELINE_LEAD_CHARS = 40  # "TRIBUNKALTIM.CO, " and its like before the town
_SMALL = frozenset(("dan",))


@functools.cache
def _index() -> Mapping[str, tuple[_Name, ...]]:
    """Names by their first word, longest first."""
    words = _words()
    cued = {_key(c) for r in regions().values() for c in r.cued}
    spelled = {_key(n): n for r in regions().values() for n in (r.name, r.short, *r.aliases)}
    index: dict[str, list[tuple[int, _Name]]] = defaultdict(list)
    for key, codes in _by_name().items():
        parts = [re.escape(p) for p in key.split()]
        name = _Name(
            re.compile(r"(?:[^\S\n]{1,3}|-)?".join(parts), re.I),
            codes,
            spelled[key].isupper(),
            key in cued,
            key in words["level_only"],
            key in words["no_police"],
            words["bare"].get(key),
        )
        first = _WORD.match(spelled[key])
        assert first is not None, f"{spelled[key]} begins without a capital"
        index[first.group().casefold()].append((len(key), name))
    return {first: tuple(n for _, n in sorted(names, key=lambda x: -x[0])) for first, names in index.items()}


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


def _name_at(text: str, start: int, names: tuple[_Name, ...]) -> tuple[_Name, int] | None:
    for name in names:
        m = name.pattern.match(text, start)
        if not m:
            continue
        end = m.end()
        after = text[end : end + 1]
        if after.isalnum() and not (after.isupper() and text[end - 1].islower()):
            continue
        written = m.group()
        if name.acronym:
            if not written.isupper():
                continue
        elif not all(w[:1].isupper() or w in _SMALL for w in re.split(r"[\s-]+", written)):
            continue
        return name, end
    return None


def _cue(text: str, start: int, end: int, codes: tuple[str, ...]) -> tuple[str | None, str, str]:
    """-> the level that the words before a name state, and the last two and the last of those words in lower case."""
    lead = text[max(0, start - _LEAD_CHARS) : start]
    m = _BEFORE.search(lead)
    if not m:
        return None, "", ""
    glued = _GLUED.search(m[2])
    last = (glued.group() if glued else m[2]).casefold()
    two = f"{m[1].casefold()} {last}" if m[1] else last
    levels = _words()["levels"]
    level = levels.get(two) or levels.get(last)
    if two == "ibu kota" or (level in ("kabupaten", "kota") and _BOTH_LEVELS.search(lead)):
        level = None
    if level == "polisi":
        suffix = text[end : end + 5].split()[:1]
        city = bool(suffix) and suffix[0].casefold() in _words()["city_suffix"]
        level = "kota" if city or not any(regions()[c].level == "kabupaten" for c in codes) else "kabupaten"
    return level, two, last


def _dateline(text: str, start: int, end: int) -> bool:
    after = text[end : end + 3].lstrip(" \u00a0")[:1]
    if not after or after not in _words()["dateline"]:
        return False
    line = text.rfind("\n", max(0, start - _DATELINE_LEAD_CHARS), start)
    if line < 0 and start > _DATELINE_LEAD_CHARS:
        return False
    lead = text[line + 1 : start].strip()
    return not lead or (lead[-1] in ",-–—|" and lead.upper() == lead)


def _followed(text: str, end: int) -> bool:
    """A capitalised word follows directly: the name may be the first half of another one ("Batu Ampar")."""
    return text[end : end + 1] in (" ", "\u00a0") and text[end + 1 : end + 2].isupper()


def _begins(text: str, start: int) -> bool:
    """A sentence or line begins here, so that the capital says nothing."""
    lead = text[max(0, start - 3) : start].rstrip(" \u00a0\"“'(")
    return not lead or lead[-1] in ".!?\n"


def _scan(text: str) -> Iterator[tuple[PlaceMention, _Name, bool]]:
    """Mentions with the levels stated, and whether the words around make the name an area."""
    index, words = _index(), _words()
    resume = 0
    for m in _WORD.finditer(text):
        start = m.start()
        names = index.get(m.group().casefold())
        if names is None or start < resume:
            continue
        hit = _name_at(text, start, names)
        if hit is None:
            continue
        name, end = hit
        level, two, last = _cue(text, start, end, name.codes)
        resume = end
        if (last in words["blocking"] and level is None) or _DOMAIN.match(text, end):
            continue
        if name.no_police and (last in words["police"] or two in words["police"]):
            continue
        if text[end : end + 1] in (" ", "\u00a0"):
            following = re.match(r"[A-Z]\w*", text[end + 1 : end + 12])
            if following and following.group().casefold() in words["continuing"]:
                continue
        phrase = next((p for p in words["phrases"] if text[start : start + len(p)].casefold() == p), None)
        if phrase:
            resume = start + len(phrase)
            continue
        sure = level is not None or not name.cued
        if not sure and not name.level_only:
            by_word = (last in words["before"] or two in words["before"]) and not _followed(text, end)
            sure = by_word or _dateline(text, start, end)
        yield PlaceMention(start, end, text[start:end], None, name.codes, level), name, sure


def find_places(text: str, *, near: str | None = None) -> list[PlaceMention]:
    """Every region that the text names, in order; linear in the text.

    A name shared by several areas is decided by the word before it ("Bupati X"), else by `near` (a code: the namesake
    in that province, or that very area), else by the one of them that the text names with its level; else `code` is None.
    """
    seen = list(_scan(text))
    found: list[tuple[PlaceMention, _Name, bool]] = []
    stated: set[str] = set()
    for i, (mention, name, sure) in enumerate(seen):
        code = name.bare if name.bare and mention.level is None else pick(mention.candidates, mention.level, near)
        if i + 1 < len(seen) and (code is None or not sure):
            after = seen[i + 1][0]
            if (
                len(after.candidates) == 1
                and len(after.candidates[0]) == 2
                and re.fullmatch(r"\s?[,(]\s?", text[mention.end : after.start])
            ):
                inside = tuple(c for c in mention.candidates if c[:2] == after.candidates[0])
                if inside:
                    sure = sure or not name.level_only
                    code = code or pick(inside, mention.level, None)
        if code and (mention.level or (sure and name.cued)):
            stated.add(code)
        found.append((replace(mention, code=code), name, sure))
    result = []
    for mention, _, sure in found:
        context = stated.intersection(mention.candidates)
        if not sure and (len(context) != 1 or _followed(text, mention.end) or _begins(text, mention.start)):
            continue
        result.append(replace(mention, code=next(iter(context))) if mention.code is None and len(context) == 1 else mention)
    return result


@functools.lru_cache(maxsize=4096)
def resolve(name: str, *, near: str | None = None) -> str | None:
    """The code of an area named alone ("Kaltim", "Kota Malang", "Kabupaten Kutai Timur"), None if unknown or ambiguous.

    Letter case does not matter here: the caller says that it is an area.
    """
    key = _key(name).replace("administrasi ", "")
    codes = _by_name().get(key)
    if codes:
        bare = _words()["bare"].get(key)
        return bare if bare else pick(codes, None, near)
    first, _, rest = key.partition(" ")
    if first == "wali":
        first, _, rest = rest.partition(" ")
    level = _words()["levels"].get(first.rstrip("."))
    codes = _by_name().get(rest)
    return pick(codes, level, near) if level and codes else None
