"""Indonesian word by word into English and back, by a bilingual dictionary: rough, but near enough for a model that knows English
to say what a sentence is about.

The dictionary is FreeDict's English-Indonesian one (CC BY-SA 3.0, made of Wiktionary) in the format of dictd; the sentences that
come back from English are the definitions and examples of WordNet 3.0 (Princeton's own free licence).
"""

from __future__ import annotations

import gzip
import random
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from training.embeddings.roots import CLITICS, root

DIGITS = {c: i for i, c in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")}
HEAD_END = re.compile(r" (?=/|<)")  # before the pronunciation or the part of speech
NUMBERED, TRAILING = re.compile(r"^\d+\. "), re.compile(r"\s*\b\d+\.\s*$")
BRACKETS = re.compile(r"\([^)]*\)")
INDONESIAN = re.compile(r"\d+(?:[.,]\d+)*|[^\W_]+(?:-[^\W_]+)*")
ENGLISH = re.compile(r"[a-z]+|\d+")
LONGEST = 4  # words of an expression that is looked up whole
GLOSS_CHARS = 200
UNKNOWN_RANK, EXPRESSION_RANK = 30_000, 8_000  # where words stand that the teacher's vocabulary lacks; what an expression stands behind
CHOICES = 4  # translations of an English word that are drawn from
MISSING = 0.25  # share of a sentence's English words that may be without translation
LEFT_OUT = frozenset({"of", "be", "been", "had", "has", "have", "do", "did", "does", "were", "am"})
# English endings and what to put in their place, the likeliest first.
ENDINGS = (("ies", "y"), ("es", ""), ("s", ""), ("ied", "y"), ("ed", "e"), ("ed", ""), ("ing", "e"), ("ing", ""), ("ly", ""))
SENTENCE_CHARS = range(12, 121)


@dataclass(frozen=True, slots=True)
class Sense:
    """One translation: an Indonesian word or expression (lower-case), the English headword, and what the sense is ("" where not said)."""

    word: str
    english: str
    gloss: str


def read_dictionary(folder: Path) -> list[Sense]:
    """The senses of a dictd dictionary: the one NAME.index in `folder`, with NAME.dict.dz beside it."""
    (index,) = folder.glob("*.index")
    data = gzip.decompress(index.with_suffix(".dict.dz").read_bytes())
    senses: list[Sense] = []
    for line in index.read_text(encoding="utf-8").splitlines():
        name, start, length = line.split("\t")
        if not name.startswith("00"):  # what dictd keeps about the dictionary itself
            senses += _senses(data[_number(start) : _number(start) + _number(length)].decode())
    return list(dict.fromkeys(senses))


def _number(digits: str) -> int:
    value = 0
    for c in digits:
        value = value * 64 + DIGITS[c]
    return value


def _senses(entry: str) -> Iterator[Sense]:
    """An entry's first line is the headword; then lines of translations (the first, and numbered ones), each with lines of definition."""
    first, _, rest = entry.partition("\n")
    groups: list[tuple[str, list[str]]] = []
    for line in rest.split("\n"):
        bare = TRAILING.sub("", line).strip()
        if bare and (not groups or NUMBERED.match(line)):
            groups.append((NUMBERED.sub("", bare), []))
        elif bare:
            groups[-1][1].append(bare)
    for translations, definition in groups:
        for word in re.split(r"[,;]\s*", BRACKETS.sub("", translations)):
            if word.strip():
                yield Sense(word.strip().lower(), HEAD_END.split(first)[0].strip(), " ".join(definition)[:GLOSS_CHARS])


def read_wordnet(folder: Path) -> tuple[list[str], dict[str, str]]:
    """Examples and definitions of WordNet (data.noun, ...), each once and sorted; and its irregular forms (noun.exc, ...)."""
    found: set[str] = set()
    for part in ("noun", "verb", "adj", "adv"):
        for line in (folder / f"data.{part}").read_text(encoding="utf-8").splitlines():
            if not line.startswith(" "):  # the licence at the head
                text = line.rpartition(" | ")[2]
                found.update(re.findall(r'"([^"]+)"', text))
                found.add(text.partition(";")[0].strip())
    irregular: dict[str, str] = {}
    for path in sorted(folder.glob("*.exc")):
        for line in path.read_text(encoding="utf-8").splitlines():
            form, base, *_ = line.split()
            irregular.setdefault(form, base)
    return sorted(s for s in found if len(s) in SENTENCE_CHARS), irregular


class Translator:
    """`familiar`: English words with their rank in the teacher's vocabulary, the commonest first: of several translations the commonest
    is taken. `frequency`: Indonesian word forms in the corpus; forms that the dictionary lacks are looked up by their root."""

    def __init__(
        self, senses: Sequence[Sense], irregular: Mapping[str, str], familiar: Mapping[str, int], frequency: Mapping[str, int]
    ) -> None:
        self._familiar, self._frequency, self._irregular = familiar, frequency, irregular
        function: dict[str, str] = tomllib.loads(Path(__file__).with_name("function_words.toml").read_text(encoding="utf-8"))["words"]
        translations: dict[str, set[str]] = defaultdict(set)
        by_root: dict[str, set[str]] = defaultdict(set)
        back: dict[str, Counter[str]] = defaultdict(Counter)
        for s in senses:
            translations[s.word].add(s.english)
            back[s.english.lower()][s.word] += 1
            if " " not in s.word:
                by_root[root(s.word, frequency)].add(s.english)
        self._whole = {word: self._commonest(found) for word, found in translations.items()} | function
        self._by_root = {word: self._commonest(found) for word, found in by_root.items()}
        self._back = {english: list(found) for english, found in back.items()}
        for english in set(function.values()):
            if english:
                self._back[english] = [w for w, e in function.items() if e == english]

    def _commonest(self, english: set[str]) -> str:
        def rank(text: str) -> tuple[int, str]:
            words = text.lower().split()
            return EXPRESSION_RANK * (len(words) > 1) + max(self._familiar.get(w, UNKNOWN_RANK) for w in words), text

        return min((e for e in english if e.split()), key=rank, default="")

    def english(self, text: str) -> str:
        """An Indonesian text word by word; what nobody knows (names) stays."""
        words, out, i = INDONESIAN.findall(text.lower()), [], 0
        while i < len(words):
            for size in range(min(LONGEST, len(words) - i), 1, -1):
                if (known := self._whole.get(" ".join(words[i : i + size]))) is not None:
                    out.append(known)
                    i += size
                    break
            else:
                out.append(self._word(words[i]))
                i += 1
        return " ".join(filter(None, out))

    def _word(self, word: str) -> str:
        if (known := self._whole.get(word)) is not None:
            return known
        if "-" in word:
            first, _, second = word.partition("-")
            same = first == second or root(first, self._frequency) == root(second, self._frequency)
            return self._word(first) if same else f"{self._word(first)} {self._word(second)}"
        for clitic in CLITICS:
            if word.endswith(clitic) and (known := self._whole.get(word[: -len(clitic)])) is not None:
                return known
        return self._by_root.get(root(word, self._frequency), word)

    def indonesian(self, text: str, draw: random.Random) -> str | None:
        """An English text word by word, each translation drawn; None where too many words have none."""
        words = [w for w in ENGLISH.findall(text.lower()) if w not in LEFT_OUT]
        found = [[w] if w.isdigit() else self._indonesian_word(w) for w in words]
        if not words or sum(not f for f in found) > MISSING * len(words):
            return None
        return " ".join(draw.choice(f[:CHOICES]) if f else w for w, f in zip(words, found, strict=True))

    def _indonesian_word(self, word: str) -> list[str]:
        forms = [word, self._irregular.get(word, "")]
        for ending, instead in ENDINGS:
            if word.endswith(ending) and len(word) > len(ending) + 2:
                stem = word[: -len(ending)]
                forms.append(stem + instead)
                if not instead and len(stem) > 2 and stem[-1] == stem[-2]:  # running
                    forms.append(stem[:-1])
        return next((self._back[f] for f in forms if f in self._back), [])
