"""The root of an Indonesian word, by its affixes and by what else is written: memotong, dipotong, potongan -> potong.

Without a dictionary: a shorter form counts as the root only where the corpus attests it, so the result is a good guess over
many words, not a parse of each (memakan -> akan is one known miss). It only decides which words start from the same vector.
"""

from __future__ import annotations

from collections.abc import Mapping

# Prefixes that leave the root as it is.
PLAIN = ("di", "ke", "se", "ter", "ber", "per", "be", "te", "pe", "me", "memper", "diper", "keter", "kese", "pember", "penge", "menge")
# Prefixes with a nasal: what they swallow at the start of the root, and whether only before a vowel.
NASAL = {"meny": "s", "peny": "s", "meng": "k", "peng": "k", "mem": "pm", "pem": "pm", "men": "tn", "pen": "tn"}
CLITICS = ("nya", "lah", "kah", "pun", "ku", "mu")
SUFFIXES = ("kan", "an", "i")
VOWELS = frozenset("aiueo")
SHORTEST = 3  # letters of a root
# A root is at least this share of its derived form's frequency, and occurs this often.
SHARE, OFTEN = 0.02, 3
STEPS = 3  # pembangunan -> bangunan -> bangun


def _without_prefix(word: str) -> set[str]:
    found = {word[len(p) :] for p in PLAIN if word.startswith(p) and len(word) - len(p) >= SHORTEST}
    for prefix, lost in NASAL.items():
        rest = word[len(prefix) :]
        if not word.startswith(prefix) or not rest:
            continue
        if len(prefix) == 4 and prefix.endswith("ny"):
            found.add("s" + rest)
            continue
        found.add(rest)
        if rest[0] in VOWELS:
            found.update(letter + rest for letter in lost)
    return found


def _without_suffix(word: str) -> set[str]:
    bases = {word} | {word[: -len(c)] for c in CLITICS if word.endswith(c) and len(word) - len(c) >= SHORTEST}
    return bases | {b[: -len(s)] for b in bases for s in SUFFIXES if b.endswith(s) and len(b) - len(s) >= SHORTEST}


def _step(word: str, frequency: Mapping[str, int]) -> str:
    forms = set()
    for base in _without_suffix(word):
        once = _without_prefix(base)
        forms |= {base} | once | {f for o in once for f in _without_prefix(o)}
    floor = max(OFTEN, SHARE * frequency.get(word, 0))
    known = [f for f in forms if f != word and len(f) >= SHORTEST and frequency.get(f, 0) >= floor]
    return max(known, key=lambda f: (frequency[f], -len(f), f), default=word)


def root(word: str, frequency: Mapping[str, int]) -> str:
    """The root of a lower-case word, or the word itself. `frequency`: how often each word form occurs in the corpus."""
    for _ in range(STEPS):
        shorter = _step(word, frequency)
        if shorter == word:
            break
        word = shorter
    return word
