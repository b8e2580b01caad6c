"""Titles of legal instruments: where the words after "tentang" end."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from extraction.numbering import nomor_at
from tagih.vocabulary.names import names
from tagih.vocabulary.places import PlaceMention
from tagih.vocabulary.regulations import SPACE as S
from tagih.vocabulary.regulations import Kind, vocabulary

_TOKEN = re.compile(r"\S{1,60}")
_MARKS = "\"'“”‘’«»().,;:!?"
_TRAILING = "\"'“”‘’«».,;:!?"
_ABBREVIATED = re.compile(r"^(?:No|Kab|Prov|[A-Z])\.$")
_VERB = re.compile(
    r"(?:me[mnlrw]?[a-z]{4,}|di[a-z]{4,}|akan|agar|telah|adalah|bahwa|karena|sebagaimana|sehingga|menjadi|kepada|sejak|ini|itu|tersebut"
    r"|berlaku|berjalan|bertujuan)$"
)
_NOUN = re.compile(r"(?:p(?:e|er|em|en|eng|el)|ke)[a-z]{4,}an$")
_PLAIN_WORD = re.compile(rf"{S}{{1,3}}((?:lalu|jam){S}[a-z]{{3,12}}|[a-z][a-z-]{{2,24}})(?![\w/-])")
_PLAIN_WORDS = 4
# After the comma of "Ketertiban, Kebersihan, dan Keindahan": the list goes on until its "dan".
_LISTED = re.compile(
    rf"{S}{{1,3}}(?:(?i:dan|serta|atau){S}{{1,3}}(?!(?:Nomor|No)\b)[A-Z]|(?:(?!(?:Nomor|No)\b)[A-Z][\w'/()-]{{0,30}},?{S}{{1,3}}|(?:bagi|di|dan|pada|untuk){S}{{1,3}}){{1,12}}"
    rf"(?i:dan|serta|atau){S}{{1,3}}(?!(?:Nomor|No)\b)[A-Z])"
)
_JOINS = frozenset({"dan", "jo", "juncto", "maupun", "serta"})
_SHORT_PAREN = re.compile(rf"{S}\((?:UU )?[A-Z][A-Za-z0-9&/-]{{1,14}}\)")
_ONE_GAP = re.compile(rf"{S}{{1,3}}")
# A space lost: "Bersama 2025,tidak", "Angkutan Udara.Mengacu".
_GLUED = re.compile(r",(?=[^\W\d_])|(?<=[a-z]{2})\.(?=[A-Z][a-z])")
_RUN_WORD = re.compile(r"[A-Za-z](?:(?!juncto)[\w/&-]){0,30}")
_RUN_WORDS, _HEADLINE_WORDS = 9, 5
_TITLE_CHARS = 220  # the longest title of a law in the gold is 180 characters
_LOWER_TITLE_WORDS = 8
_SHORTEST = 3  # a space and two letters: "UU PA"


def is_headline(text: str, start: int) -> bool:
    """The line writes nearly all its longer words with a capital, as headlines do."""
    low, high = text.rfind("\n", max(0, start - 200), start) + 1, text.find("\n", start, start + 200)
    line = text[max(low, start - 200) : high if high > 0 else start + 200]
    longer = [w for w in line.split() if len(w) > 3]
    return len(longer) > 3 and sum(w[0].isupper() or w[0].isdigit() for w in longer) >= 0.75 * len(longer)


def title_at(text: str, pos: int) -> tuple[str, int] | None:
    """The title that begins at `pos`, and where it ends; None where the text only points ("tentang hal itu")."""
    words = vocabulary().words
    tokens = list(_TOKEN.finditer(text, pos, min(len(text), pos + _TITLE_CHARS, _line_end(text, pos))))
    if not tokens or tokens[0].group().strip(_MARKS).casefold() in words["pointing"]:
        return None
    capitals = tokens[0].group().lstrip(_MARKS)[:1].isupper()
    end = pos
    opened = 0
    for i, m in enumerate(tokens):
        token = _GLUED.split(m.group())[0]
        cut = len(token) < m.end() - m.start()
        bare = token.strip(_MARKS)
        low = bare.casefold()
        if not bare or token[0] in "–—-":
            if i and not bare:
                break
            continue
        if low in ("pasal", "ayat", "bab"):
            break
        numbered = low in ("pada", "nomor", "no") and tokens[min(i + 1, len(tokens) - 1)].group()[:1].isdigit()
        if numbered and (low == "pada" or not (opened or any(vocabulary().heads.at(text, t.start()) for t in tokens[:i]))):
            break  # "Perda tentang Pajak Nomor 3 Tahun 2020": the number is the instrument's own
        if i and low in _JOINS and _another(text, m.end()):
            break
        if capitals:
            if not (bare[0].isupper() or bare[0].isdigit() or low in words["joining"]):
                break
        elif (
            i >= _LOWER_TITLE_WORDS
            or (i and low == "yang")
            or (low in words["untitled"] and low not in words["joining"] and low != "dasar")
            or (i and _VERB.match(bare))
        ):
            break
        opened += token.count("(") - token.count(")")
        if opened < 0:
            end = m.start() + token.rindex(")")
            break
        if not (capitals and low in words["joining"]):
            end = m.start() + len(token.rstrip(_TRAILING if opened == 0 else ".,;:"))
        if cut or (token[-1] in ".;:!?" and not _ABBREVIATED.search(token)):
            break
        if token[-1] in '"”’»' or token[-2:-1] in ("”", '"'):
            break
        if token[-1] == "," and not opened and (not (capitals and _LISTED.match(text, m.end())) or _another(text, m.end())):
            break
    title = " ".join(text[pos:end].strip(_MARKS.replace(")", "").replace("(", "") + " ").split())
    if not title or (not capitals and title.split()[-1].endswith("nya") and len(title.split()) <= 3):
        return None
    return title, end


def lower_title_at(text: str, pos: int, opening: Collection[str] = ()) -> tuple[str, int] | None:
    """A title in lower case without "tentang": nouns right behind the instrument ("perda sampah", "UU perlindungan anak").

    `opening`: further words that may begin it.
    """
    words = vocabulary().words
    end, count = pos, 0
    joined = pos
    while count < _PLAIN_WORDS and (m := _PLAIN_WORD.match(text, joined)):
        word = m[1]
        if word in ("dan", "tanpa") and count:
            joined = m.end()
            continue
        if not (
            is_subject(word)
            or word.startswith("jam ")
            or (not count and word in opening)
            or (count and joined == end and word in words["qualities"])
        ):
            break
        joined = end = m.end()
        count += 1
    return (" ".join(text[pos:end].split()), end) if count else None


def is_subject(word: str) -> bool:
    """Whether a noun, in lower case, names what a rule is about: "sampah", "perlindungan", no "kementerian"."""
    words = vocabulary().words
    return word in words["subjects"] or (bool(_NOUN.match(word)) and word not in words["no_subjects"])


def capital_title_at(text: str, pos: int, places: Mapping[int, PlaceMention], *, regional: bool) -> tuple[str, int] | None:
    """A title without "tentang": capitalised words from `pos`, up to an area, a number or the end of the phrase ("UU Cipta Kerja")."""
    words = vocabulary().words
    headline: bool | None = None  # asked only where it decides
    start, end, count = pos, pos, 0
    while count < _RUN_WORDS:
        gap = _ONE_GAP.match(text, pos)
        m = _RUN_WORD.match(text, gap.end()) if gap else None
        if not gap or not m:
            break
        if place := places.get(gap.end()):
            if regional or is_headline(text, start):
                break
            pos = end = place.end  # "UU Pemerintahan Aceh", "UU DKJ": a law of the whole country about one area
            count += 1
            continue
        word = m.group()
        low = word.casefold()
        if low == "di" and headline is None:
            headline = is_headline(text, start)
        if low in ("dan", "atas") or (low == "di" and not headline):
            if not count:
                break
            pos = m.end()
            continue
        first, slash, _ = low.partition("/")
        area = regional and first in words["area_lead"] and bool(slash or _place(text, m.end(), places))
        ends = not word[0].isupper() or low in words["untitled"] or low in names().calendar or area or nomor_at(text, pos) is not None
        if ends or _cites(text, gap.end(), inside=count > 0):
            break
        if word[1:].islower() and (_predicate(low) or (not count and low in words["epithets"])):
            if not count:
                return None  # "Perda Atur Parkir", "dua Perda Strategis"
            headline = is_headline(text, start) if headline is None else headline
            if headline:
                break
        pos = end = m.end()
        count += 1
        if text[end : end + 1] == "," and is_subject(low) and (more := _RUN_WORD.match(text, end + 2)):
            pos += is_subject(more.group().casefold()) and _LISTED.match(text, end + 1) is not None
        if count >= _HEADLINE_WORDS:
            headline = is_headline(text, start) if headline is None else headline
            if headline:
                break
    if all(w.casefold() in words["area_lead"] for w in text[start:end].split()) and (regional or count < 2):
        return None
    if end - start < _SHORTEST:
        return None
    if paren := _SHORT_PAREN.match(text, end):
        end = paren.end()
    return re.sub(r"-?nya$", "", " ".join(text[start:end].split())), end


def _predicate(low: str) -> bool:
    """A verb with which a headline goes on: "Dinilai", "Wajibkan", "Atur"."""
    words = vocabulary().words
    if low in words["predicates"]:
        return True
    prefixed = len(low) > 5 and low.startswith(tuple(words["verb_prefixes"]))
    return (prefixed or (low.endswith("kan") and len(low) > 5 and not low.startswith(("ke", "pe")))) and low not in words["verb_lookalikes"]


def _place(text: str, pos: int, places: Mapping[int, PlaceMention]) -> PlaceMention | None:
    gap = _ONE_GAP.match(text, pos)
    return places.get(gap.end() if gap else pos)


def _cites(text: str, pos: int, *, inside: bool) -> bool:
    """Another instrument begins here; inside a title, "Peraturan" without an issuer is one of its words ("Harmonisasi Peraturan Pajak")."""
    hit = vocabulary().heads.at(text, pos)
    if hit is None:
        return False
    kind, end = hit
    gap = _ONE_GAP.match(text, end)
    issued = vocabulary().issuers.at(text, gap.end() if gap else end) is not None
    return issued or not (inside and isinstance(kind, Kind) and kind.typed)


def _another(text: str, pos: int) -> bool:
    gap = _ONE_GAP.match(text, pos)
    return gap is not None and vocabulary().heads.at(text, gap.end()) is not None


def _line_end(text: str, pos: int) -> int:
    end = text.find("\n", pos, pos + _TITLE_CHARS)
    return end if end >= 0 else len(text)
