"""Posts by their grammar: acting prefix, head, field or body, area. "Plt. Kepala Dinas Perhubungan Kota X" is one post."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from extraction.complements import Complement
from extraction.heads import ABBREVIATED, read_head
from extraction.names import SURNAMES, is_acting, is_name_word, rank_at
from extraction.origins import area_at
from extraction.tokens import Token
from tagih.vocabulary.names import names
from tagih.vocabulary.offices import PostEntry, offices, post_forms
from tagih.vocabulary.places import PlaceMention, level_of

HEADS_OF = {"provinsi": "gubernur", "kabupaten": "bupati", "kota": "wali kota"}  # an area's level -> its head of government
REPUBLIC = frozenset({"presiden", "wakil", "wapres"})  # whose terms are known: no word of a time needs to tell
Holding = Literal["holds", "former", "elect", "related"]


@dataclass(frozen=True, slots=True)
class Post:
    """A post named over tokens `[first, last)`.

    `office` is the post alone, `body` the words of its body with its area (None where none follow the head).
    `candidates` are the codes that its area's name may mean, `level` what the post or the word before the area tells.
    `public` is False for posts of associations, parties and firms, and for those of other countries (`foreign`). `open`: words of a place may follow that no list knows.
    """

    first: int
    last: int
    office: str
    body: str | None
    entry: PostEntry
    acting: str | None
    level: str | None
    candidates: tuple[str, ...]
    area_words: str | None
    public: bool
    national: bool
    supra: bool
    holding: Holding = "holds"
    foreign: bool = False


def read_post(text: str, ts: Sequence[Token], i: int, places: Mapping[int, PlaceMention]) -> Post | None:
    """The post that begins at token `i`, or None. `places` are the named areas by their first offset."""
    if ts[i].low == "orang":
        return _by_rank(ts, i, places)
    first = i
    acting = None
    found = is_acting(ts, i)
    if found is not None and found[1] < len(ts):
        acting, i = found
    head = read_head(ts, i)
    if head is None or (rank_at(ts, i) and not is_agency(ts, head[1])) or _inside_body(ts, i):
        return None
    entry, j, office = head
    if first == i and i and entry.office and j - i == 1 and ts[i].shape == "C" and _inside_name(ts, i):
        return None
    scan = Complement(text, ts, j, places, entry)
    scan.run()
    public = (not entry.generic and not scan.foreign and not scan.private()) or scan.public(office.split()[0].casefold())
    national = (entry.level == "nasional" and not (entry.complement and scan.branch())) or scan.nation()
    provincial = {"dpra", "dprp"} & {t.low for t in ts[j : scan.last]}  # the parliaments of Aceh and of Papua's provinces
    level = scan.level or ("provinsi" if provincial else None) or (entry.level if entry.level not in ("daerah", "nasional") else None)
    if i < len(ts) and ts[i].low.startswith(offices().abbreviations.national) and entry is ABBREVIATED:
        national = True
    name = office if entry.office == "Presiden" else f"{office} {scan.office}".strip()
    return Post(
        first, scan.last, name, scan.body(), entry, acting, level, scan.candidates, scan.area_words, public, national, scan.supra, _holding(ts, first, scan.last), scan.foreign
    )  # fmt: skip


def _by_rank(ts: Sequence[Token], i: int, places: Mapping[int, PlaceMention]) -> Post | None:
    """The head of government or deputy told by rank: "orang nomor satu di Kabupaten X", "orang nomor dua di Pemprov Y"."""
    ranks, areas = offices().by_rank, offices().bodies.areas
    if i + 4 >= len(ts) or ts[i + 1].low != "nomor" or ts[i + 2].low not in ranks:
        return None
    k, level = i + 3, ""
    while k + 1 < len(ts) and (ts[k].low in ("di", "lingkungan", "jajaran") or areas.get(ts[k].low)):
        level = areas.get(ts[k].low) or level
        k += 1
    area = area_at(ts, places, k)
    if area is None or not area[0]:
        return None
    levels = {level} if level else {level_of(code) for code in area[0]}
    office = HEADS_OF.get(levels.pop()) if len(levels) == 1 else None
    if office is None:
        return None
    words = (*ranks[ts[i + 2].low].split(), *office.split())
    entry = next(entry for form, entry in post_forms()[words[0]] if form == words)
    last = k + area[1]
    return Post(
        i, last, entry.office, None, entry, None, entry.level, area[0], " ".join(t.text for t in ts[k:last]), True, False, False, _holding(ts, i, last)
    )  # fmt: skip


def is_agency(ts: Sequence[Token], i: int) -> bool:
    """Whether a public body is named at token `i`: "Inspektur Jenderal Kementerian X" is a post and no rank."""
    return (
        i < len(ts)
        and (ts[i].low in offices().bodies.public or ts[i].low.startswith(offices().bodies.prefixes))
        and ts[i].low not in names().given
    )


def _inside_body(ts: Sequence[Token], i: int) -> bool:
    """Whether the word before makes the head a part of a body's name: "Badan Pengawas Mahkamah Agung", "Tim Pelaksana"."""
    return i > 0 and ts[i - 1].low in ("badan", "dewan", "komite", "tim") and ts[i - 1].shape == "C" and ts[i].shape == "C"


def _inside_name(ts: Sequence[Token], i: int) -> bool:
    """Whether the head is a name's last word: "Budi Hakim"."""
    before = ts[i - 1]
    return ts[i].low in SURNAMES and is_name_word(before) and before.low in names().given


def _holding(ts: Sequence[Token], i: int, end: int) -> Holding:
    cues = offices().cues
    behind = [t.low for t in ts[end : end + 2]]
    lasted = len(behind) == 2 and behind[0] == "selama" and behind[1].isdigit()
    if " ".join(behind) in cues.then or lasted or (len(behind) == 2 and behind[0] in ("pada", "di") and behind[1] in cues.eras):
        return "former"  # "Budi, Bupati X saat itu", "Bupati selama 10 tahun", "Menteri pada era Y"
    if cues.fake & {*behind[:1], ts[end - 1].low}:
        return "elect"  # "jaksa gadungan"
    before = [t.low for t in ts[max(0, i - 4) : i]]
    if not before:
        return "holds"
    last = before[-1]
    if last in (")", ".") and len(before) > 1:
        last = before[-2]
    if last in cues.streets or (cues.eras & set(before[-2:]) and ts[i].low not in REPUBLIC):
        return "elect"  # the post belongs to nobody here
    if (
        last in cues.former
        or last.endswith("mantan")
        or (len(before) > 1 and before[-1] in ("pak", "bapak", "ibu") and before[-2] in cues.former)
    ):
        return "former"
    if last in cues.elect:
        return "elect"
    if last in cues.related:
        return "related"
    tail = " ".join(before)
    if any(tail.endswith(p) or tail.endswith(p + " sebagai") for p in cues.past):
        return "former"
    return "holds"


def extended(post: Post, last: int, words: str, candidates: tuple[str, ...] | None = None) -> Post:
    """The post with the words of a village, school or hospital behind it that no list knows, and the area that stands in them."""
    if candidates:
        return replace(post, last=last, area_words=words, candidates=candidates, national=False)
    return replace(post, last=last, area_words=words)
