"""Which official words mean: a full or short name, or a post named alone."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from extraction.names import person_key
from tagih.records import Official
from tagih.vocabulary.offices import offices

TWO_WORD_HEADS = frozenset({"wakil", "ketua", "kepala", "anggota", "sekretaris", "wali", "direktur", "staf"})


def person_named(officials: Sequence[Official], words: str) -> Official | None:
    """The official whom these words mean: a full or short name, or the post alone ("Wali Kota", "Kadishub Kota X").

    None where nobody fits, or where several do.
    """
    key = person_key(words)
    if not key:
        return None
    named = [o for o in officials if _meets(key, person_key(o.name))]
    if named:
        return named[0] if len({o.name for o in named}) == 1 else _fullest(named, key)
    return holder(officials, words)


def _meets(words: tuple[str, ...], name: tuple[str, ...]) -> bool:
    """Whether words hold a name, or a part of it that tells it: two words, or one where the words are no more than two."""
    shared = [w for w in name if w in words and len(w) > 1]
    return bool(shared) and (len(shared) >= min(2, len(name)) or (words[-1] in shared and len(words) <= 2) or len(words) == 1)


def _fullest(named: Sequence[Official], key: tuple[str, ...]) -> Official | None:
    shared = {o.name: len(set(person_key(o.name)) & set(key)) for o in named}
    best = max(shared.values())
    fits = [name for name, n in shared.items() if n == best]
    return next(o for o in named if o.name == fits[0]) if len(fits) == 1 else None


@functools.lru_cache(maxsize=4096)
def office_words(text: str) -> tuple[str, ...]:
    """A post in words, its usual abbreviation written out: "Walikota X" is wali, kota, x."""
    words = person_key(text)
    return (*offices().short.get(words[0], words[0]).split(), *words[1:]) if words else ()


def holder(officials: Sequence[Official], words: str) -> Official | None:
    """The one holder of a post named alone; None where nobody holds it or several do."""
    asked = office_words(words)
    fits: list[tuple[int, Official]] = []
    for o in officials:
        office = office_words(o.office)
        head = office[:2] if office[0] in TWO_WORD_HEADS else office[:1]
        exact = asked[: len(office)] == office
        if exact or asked in (head, office[: len(asked)]) or (len(asked) == 1 and asked[0] == office[0]):
            fits.append((len(office) if exact else 0, o))
    best = max((score for score, _ in fits), default=0)
    found = [o for score, o in fits if score == best]
    return found[0] if len({o.name for o in found}) == 1 else None
