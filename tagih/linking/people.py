"""A person's name as a key: without forms of address, ranks and degrees."""

from __future__ import annotations

from tagih.vocabulary.names import names


def bare_name(name: str) -> str:
    """A name in lower case and without titles: "Hj. Siti Rahma, S.Sos., M.Si" is "siti rahma".

    A name of titles alone keeps its last word: what was a name is never empty.
    """
    words = name.split(",", 1)[0].split()
    while len(words) > 1 and _letters(words[0]) in names().honorifics:
        del words[0]
    while len(words) > 1 and _is_degree(words[-1]):
        del words[-1]
    return " ".join(words).casefold()


def _is_degree(word: str) -> bool:
    """ "MA" and "S.H" are degrees; "Ma" may be a name, and "A." an initial."""
    letters = _letters(word)
    return len(letters) > 1 and letters in names().degrees and ("." in word or not word.istitle())


def _letters(word: str) -> str:
    return word.replace(".", "").casefold()
