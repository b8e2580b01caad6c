"""Varied and made-up training sentences, chance drawn from a seed: other names, capitals, glued words, posts with areas, headlines."""

from __future__ import annotations

import csv
import random
import re
import string
import tomllib
from collections import Counter
from pathlib import Path

from sentences import Example, countries

HERE = Path(__file__).parent
VOCABULARY = HERE.parents[1] / "tagih" / "vocabulary"
SLOT = re.compile(r"\{(\w+)\}|\[([^\]]+)\]|<([^>]+)>")
JOINED = 0.33  # of sentences are set behind the one before
MINOR = frozenset(["di", "ke", "dari", "dan", "atau", "yang", "untuk", "pada", "dengan", "oleh", "kepada", "dalam", "para"])


def _rows(name: str) -> dict[str, list[str]]:
    with (HERE / name).open("rb") as f:
        return tomllib.load(f)


class Names:
    """Names to draw: those of the training sentences, areas of Indonesia, and persons' names made of both and of their halves."""

    def __init__(self, examples: list[Example], chance: random.Random) -> None:
        self.chance = chance
        with (VOCABULARY / "names.toml").open("rb") as f:
            given = {w.capitalize() for w in tomllib.load(f)["given"]}
        with (VOCABULARY / "regions.csv").open(encoding="utf-8", newline="") as f:
            rows = list(csv.DictReader(f))
        self.areas = sorted({row["short"] for row in rows})
        self.short = sorted({alias for row in rows for alias in row["aliases"].split("|") if alias})
        self.countries = sorted(name.upper() if len(name) == 2 else name.title() for name in countries())
        named = Counter(e.text[a:b] for e in examples for a, b, label in e.entities if label == "PER")
        self.people = sorted(n for n in named if re.fullmatch(r"[A-Z][\w'.]+( [A-Z][\w'.]*)*", n) and len(n) > 2)
        self.words = sorted(given | {w for n in self.people for w in n.split() if len(w) > 2 and w.isalpha()})
        self.places = sorted({e.text[a:b] for e in examples for a, b, label in e.entities if label == "LOC" and " " not in e.text[a:b]})

    def area(self) -> str:
        """A province, regency or city, now and then by its short name."""
        return self.chance.choice(self.short if self.chance.random() < 0.3 else self.areas)

    def place(self) -> str:
        """An area, or a place of the training sentences."""
        return self.area() if self.chance.random() < 0.7 else self.chance.choice(self.places)

    def word(self) -> str:
        """A word of a name; one in three is new, of two halves."""
        word = self.chance.choice(self.words)
        if self.chance.random() < 0.33:
            other = self.chance.choice(self.words)
            word = word[: (len(word) + 1) // 2] + other[len(other) // 2 :].lower()
        return word

    def person(self, size: int = 0) -> str:
        """A name of `size` words, 0 for any size."""
        chance = self.chance
        if chance.random() < 0.3:
            same = [n for n in chance.sample(self.people, 20) if not size or n.count(" ") == size - 1]
            if same:
                return same[0]
        size = size or chance.choice((1, 2, 2, 2, 3, 3, 4))
        made = [self.word() for _ in range(min(size, 4))]
        if size > 1 and chance.random() < 0.1:
            at = chance.randrange(len(made))
            made[at] = made[at][0] + chance.choice((".", ".", ""))
        if size > 1 and chance.random() < 0.03:
            made[0] = "I"
        return " ".join(made)


class Variation:
    """Varies sentences and makes up others."""

    def __init__(self, examples: list[Example], seed: int) -> None:
        self.chance = random.Random(seed)
        self.names = Names(examples, self.chance)
        self.lists = _rows("templates.toml")

    def vary(self, example: Example) -> Example:
        """The sentence with some persons and places changed, and in another case or with a lost space now and then."""
        chance, swaps = self.chance, dict[str, str]()
        parts: list[tuple[str, str | None]] = []
        at = 0
        for start, end, label in example.entities:
            old = example.text[start:end]
            if old not in swaps:
                swaps[old] = old
                if label == "PER" and chance.random() < 0.6 and re.fullmatch(r"[^\W\d_][\w'. ]*", old):
                    size = len(old.split())
                    swaps[old] = self.names.person(size if size > 1 or chance.random() < 0.9 else 2)
                elif label == "LOC" and chance.random() < 0.4 and (old in self.names.areas or (" " not in old and old.istitle())):
                    swaps[old] = self.names.place()
            parts += [(example.text[at:start], None), (swaps[old], label)]
            at = end
        return self.spoil([*parts, (example.text[at:], None)])

    def spoil(self, parts: list[tuple[str, str | None]]) -> Example:
        """Join parts, now and then in capitals, in the title case of headlines, or with a space lost before a name."""
        kind = self.chance.random()
        text, found = "", []
        for part, label in parts:
            if kind < 0.05 or (kind < 0.08 and label == "PER"):
                part = part.upper()
            elif kind < 0.14 and label is None:
                part = re.sub(r"\b[a-z][a-z-]+", lambda m: m[0] if m[0] in MINOR else m[0].capitalize(), part)
            elif 0.14 <= kind < 0.18 and label is not None and re.search(r"[a-z]{3} $", text) and part[:1].isupper():
                text = text[:-1]
            if label is not None:
                found.append((len(text), len(text) + len(part), label))
            text += part
        return Example(text, tuple(found))

    def made(self, count: int) -> list[Example]:
        """Made-up sentences and headlines."""
        out = []
        for _ in range(count):
            pattern = self.chance.choice(self.lists["headlines" if self.chance.random() < 0.3 else "sentences"])
            out.append(self.spoil(self._filled(pattern)))
        return out

    def _filled(self, pattern: str) -> list[tuple[str, str | None]]:
        chance, names = self.chance, self.names
        parts: list[tuple[str, str | None]] = []
        at = 0
        for m in SLOT.finditer(pattern):
            parts.append((pattern[at : m.start()], None))
            at = m.end()
            slot = m[1]
            if slot is None:
                parts.append(("".join(part for part, _ in self._filled(m[2] or m[3])), "ORG" if m[2] else "LOC"))
                continue
            if slot == "post":
                parts += self._filled(chance.choice(self.lists["posts"]))
            elif slot == "gov":
                parts.append(("".join(part for part, _ in self._filled(chance.choice(self.lists["governments"]))), "ORG"))
            elif slot in ("thing", "opener"):
                parts.append((chance.choice(self.lists[f"{slot}s"]), None))
            elif slot == "initials":
                parts.append(("".join(chance.choices(string.ascii_uppercase, k=chance.choice((2, 2, 3)))), "PER"))
            elif slot in ("area", "country"):
                parts.append((names.area() if slot == "area" else chance.choice(names.countries), None))
            elif slot == "loc":
                parts.append((names.place(), "LOC"))
            elif slot == "org":
                parts.append((chance.choice(self.lists["bodies"]), "ORG"))
            else:
                if slot == "titled" and chance.random() < 0.4:
                    parts.append((chance.choice(self.lists["before"]) + " ", None))
                parts.append((names.person(), "PER"))
                if slot == "titled" and chance.random() < 0.2:
                    parts.append((chance.choice(self.lists["after"]), None))
        return [*parts, (pattern[at:], None)]

    def joined(self, examples: list[Example]) -> list[Example]:
        """The same sentences in chance order, some set behind the one before, as in a paragraph."""
        out: list[Example] = []
        for e in self.chance.sample(examples, len(examples)):
            if out and len(out[-1].text) < 400 and self.chance.random() < JOINED:
                shift = len(out[-1].text) + 1
                moved = tuple((a + shift, b + shift, label) for a, b, label in e.entities)
                out[-1] = Example(f"{out[-1].text} {e.text}", out[-1].entities + moved)
            else:
                out.append(e)
        return out
