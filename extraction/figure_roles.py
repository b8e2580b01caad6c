"""What a figure means in its sentence: a target, what was reached, a budget, a rate, or something else.

Evidence comes in an order. Nouns and verbs say what the figure is ("tarif", "menganggarkan", "kapasitas"); words of time
("akan", "sudah") say only whether a plain quantity is still to come, so they never turn a tariff or a budget into a target. Of two
nouns in one phrase the first decides, as Indonesian puts its head first: "realisasi retribusi parkir" is no tariff, "target
pendapatan" nothing that was earned. Nearer cues count more, cues of another clause less.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from extraction.matching import S, alternatives
from extraction.quantities import Quantity
from tagih.records import Figure
from tagih.records.model import FigureRole
from tagih.vocabulary.quantities import RoleCues, quantity_words

BEFORE, AFTER = 160, 48
"""How far from a figure, in code points, a cue of its role may stand: measured on the training annotations of 2025."""

INHERITED, PASSED = 1.0, 0.5
"""What a list's own run weighs against cues, and what a cue keeps once another figure has used it (training annotations, 2025)."""

FADE = 24
"""A cue this far away, in code points, weighs half: the best of 14, 24, 40 and 70 on the annotations of 2025."""

OTHER_CLAUSE = 0.7
"""What a cue keeps for each word that begins a clause between it and the figure."""

STRONG = 4
"""The weight of a cue that speaks for its role whatever is counted: "menargetkan"."""

EACH, BESIDE = 5, 6
"""The weight of "per orang" behind a sum; what was earned or lost stays so: "kerugian Rp 400 ribu per warung"."""

GOAL = 2.5
"""What "menjadi" and its like right before a number add to a plan of the same clause."""

FLOOR = 0.3
"""Fainter evidence says nothing: the cue is too far away."""

PHRASE = 2
"""Words that may stand between two nouns of one phrase, but for those that end it."""

LARGE = 1_000_000_000
"""A sum from here on, in rupiah, is a rate only where a strong cue says so ("harga"): nobody sells chillies for a billion."""

FEW = 50
"""Nobody tells more aspects, steps or kinds than this: a larger count is one of things."""

TIMELESS = 0.4
"""What evidence of a tariff, a budget or a capacity may weigh less than words of time, and hold."""

PERSONAL = 50_000_000
"""Nobody is promised more rupiah than this for himself: a smaller sum that somebody will get is a rate, no budget."""

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_STOP = re.compile(r"[,;.:()\"“”]")
_CLAUSE = re.compile(r"[,;.:()]|\s(?:dan|serta|tetapi|namun|karena)\s", re.I)
_LISTED = re.compile(r"[^.;:()\d]{0,24}(?:,|\bdan|\bserta)\s{0,2}", re.I)
_VERB = re.compile(r"(?:me(?:m|n|l|r|w|ng|ny)?|di|ber|ter)[a-z]{3,}\Z")


@dataclass(frozen=True, slots=True)
class _Cue:
    """Words that speak for a role."""

    words: tuple[str, ...]
    role: FigureRole
    weight: int
    only: str | None
    tense: bool
    over: tuple[FigureRole, ...]


_EACH_CUE = _Cue((), "rate", EACH, "money", False, ())


@dataclass(frozen=True, slots=True)
class _Heard:
    """A cue in a window: its first word's number and the one behind its last, and where it ends in code points."""

    cue: _Cue
    first: int
    stop: int
    end: int


class _Cues:
    """Role cues, compiled once."""

    def __init__(self) -> None:
        words = quantity_words()
        self.definite = re.compile(rf"{S}ini(?!\w)|(?:{S}[\w-]{{1,20}}){{0,1}}{S}(?:itu|tersebut|tadi)(?!\w)", re.I)
        self.each = re.compile(
            rf"{S}{{0,2}}(?:(?:setahun|sebulan|sehari){S})?(?:(?:per|setiap|tiap){S}|/{S}?)(?P<what>[^\W\d_]{{2,20}})", re.I
        )
        self.past = re.compile(rf"(?:{S}[\w-]{{1,20}}){{0,3}}{S}yang{S}(?:{alternatives(words.past)})(?!\w)", re.I)
        same = rf"(?:{alternatives(words.same)})(?:{S}{{1,2}}(?:{alternatives(words.same_fillers)})){{0,2}}{S}{{1,2}}"
        self.again = re.compile(rf"{S}{{0,2}}(?:\(|{same})\Z", re.I)
        self.wholes = re.compile(rf"(?<!\w)(?:{alternatives(words.wholes)})(?!\w)", re.I)
        self.part = re.compile(rf"(?<!\w)(?:dari|di){S}{{1,2}}(?:(?:total|sekitar){S}{{1,2}})?\Z", re.I)
        self.agent = re.compile(rf"(?<!\w)oleh{S}{{1,2}}(?:para{S}|sekitar{S}|lebih{S}dari{S})?\Z", re.I)
        self.goal = re.compile(rf"(?<!\w)(?:{alternatives(words.goals)}){S}{{1,2}}\Z", re.I)
        self.spans = frozenset(words.spans)
        self.measures = frozenset(words.units.values())
        self.clauses = frozenset(words.clauses)
        self.ends = frozenset(words.clauses) | frozenset(words.phrase_ends)
        self.receipts = frozenset(words.receipts)
        self.before = self._side(words.roles, "before")
        self.after = self._side(words.roles, "after")

    @staticmethod
    def _side(roles: Sequence[RoleCues], side: str) -> Mapping[str, list[_Cue]]:
        """First word of a cue -> the cues that begin with it, longest first. Looked up word by word: a pattern of hundreds is slow."""
        found: dict[str, list[_Cue]] = {}
        for group in roles:
            if group.side == side:
                for written in group.cues:
                    words = tuple(written.split())
                    found.setdefault(words[0], []).append(_Cue(words, group.role, group.weight, group.only, group.tense, group.over))
        for cues in found.values():
            cues.sort(key=lambda c: -len(c.words))
        return found


@functools.cache
def _cues() -> _Cues:
    return _Cues()


def _hear(words: Sequence[tuple[str, int]], cues: Mapping[str, list[_Cue]], kind: str) -> list[_Heard]:
    """The cues of a window, in order. Of those that share a word the longest counts, of its likes the heaviest."""
    found: list[_Heard] = []
    free = 0
    for i, (word, _) in enumerate(words):
        if i < free:
            continue
        bare = word[:-3] if word.endswith("nya") and len(word) > 5 else ""
        best: _Cue | None = None
        for cue in (*cues.get(word, ()), *(cues.get(bare, ()) if bare else ())):
            n = len(cue.words)
            if cue.only not in (None, kind) or (best and (n, cue.weight) <= (len(best.words), best.weight)):
                continue
            if n == 1 or (i + n <= len(words) and all(words[i + k][0] == cue.words[k] for k in range(1, n))):
                best = cue
        if best is None or (word == "akan" and i and words[i - 1][0] in quantity_words().about):
            continue
        free = i + len(best.words)
        found.append(_Heard(best, i, free, words[free - 1][1]))
    return found


def _governed(found: list[_Heard], words: Sequence[tuple[str, int]], window: str, amount: Quantity) -> list[_Heard]:
    """The same cues where a phrase's first word decides: "realisasi anggaran", "akan menyerahkan"."""
    ends = _cues().ends
    for i in range(1, len(found)):
        head, here = found[i - 1], found[i]
        gap = here.first - head.stop
        if (
            gap > PHRASE
            or _STOP.search(window, head.end, here.end)
            or any(w in ends or w[0].isdigit() for w, _ in words[head.stop : here.first])
        ):
            continue
        verb = _VERB.match(here.cue.words[0]) is not None
        if here.cue.role in head.cue.over and (here.cue.role == "target" or not (verb and here.cue.words[0].startswith("di"))):
            found[i] = replace(here, cue=replace(head.cue, weight=max(head.cue.weight, here.cue.weight)))
        elif head.cue.tense and head.cue.role == "target" and here.cue.role == "actual" and gap == 0 and verb:
            role: FigureRole = "budget" if amount.kind == "money" else "target"
            if role == "budget" and here.cue.words[0] in _cues().receipts and amount.value is not None and amount.value < PERSONAL:
                role = "rate"
            found[i] = replace(here, cue=replace(here.cue, role=role, weight=3, over=()))
    return found


def _kind(amount: Quantity) -> str:
    return amount.kind if amount.kind in ("money", "percent", "people") else "other"


class _Evidence:
    """The best that was heard of what a figure is, and of when."""

    def __init__(self, default: FigureRole) -> None:
        self.default = default
        self.what: tuple[float, FigureRole] = (0.0, default)
        self.when: tuple[float, FigureRole] = (0.0, default)
        self.realised = False

    def add(self, score: float, cue: _Cue, role: FigureRole) -> None:
        if cue.tense:
            self.when = (score, role) if score > self.when[0] else self.when
        elif score > self.what[0]:
            self.what, self.realised = (score, role), role == "actual" and "rate" in cue.over

    def role(self) -> tuple[FigureRole, float]:
        """The role and its score. A tariff, a budget, a capacity stays what it is, whenever; unless that is heard far away only."""
        if max(self.when[0], self.what[0]) < FLOOR:
            return self.default, 0.0
        timeless = self.what[0] > 0 and self.what[1] in ("rate", "budget", "other") and self.what[0] >= TIMELESS * self.when[0]
        score, role = self.when if self.when[0] > self.what[0] and not timeless else self.what
        return role, score


def _words(window: str) -> list[tuple[str, int]]:
    return [(m.group(), m.end()) for m in _WORD.finditer(window.casefold())]


def role_of(text: str, amount: Quantity, start: int, end: int, earlier: Figure | None) -> tuple[FigureRole, float]:
    """The role of an amount in the sentence `[start, end)`, and how sure it is; `earlier` is the figure before it."""
    if amount.kind == "duration":
        return "other", 0.0
    cues, kind = _cues(), _kind(amount)
    left_start = max(start, amount.start - BEFORE)
    left, right = text[left_start : amount.start], text[amount.end : min(end, amount.end + AFTER)]
    abstract = amount.unit in quantity_words().abstract and (amount.value is None or amount.value <= FEW)
    evidence = _Evidence("other" if abstract else "actual")
    passed = 0
    if earlier is not None and earlier.start >= start:
        passed = earlier.end
        again = (earlier.role != "other" or kind != "percent") and cues.again.match(text, earlier.end, amount.start)
        if again or cues.wholes.search(text, earlier.end, amount.start):
            return earlier.role, INHERITED  # "atau 40 persen"; what a whole consists of means what the whole does
        listed = earlier.role == "target" and kind != "money" and _LISTED.fullmatch(text, earlier.end, amount.start)
        if listed or earlier.unit == amount.unit or (amount.kind == "measure" and earlier.unit in cues.measures):
            evidence.what = (INHERITED, earlier.role)
    there = bool(cues.definite.match(right) or cues.past.match(right))  # what is planned for it is no plan to reach it
    large = amount.unit == "IDR" and amount.value is not None and amount.value >= LARGE
    words = _words(left)
    agent, goal = cues.agent.search(left), cues.goal.search(left)
    clauses, at = 0, len(words)
    for h in reversed(_governed(_hear(words, cues.before, kind), words, left, amount)):
        clauses += sum(words[k][0] in cues.clauses for k in range(h.stop, at))
        at, near, role, score = h.stop, h.end, h.cue.role, float(h.cue.weight)
        weak = h.cue.weight < STRONG
        if (role == "rate" and large and weak) or (abstract and weak and role in ("target", "actual")) or (role == "target" and there):
            continue
        if role == "target" and h.cue.tense:
            if h.stop < len(words) and _VERB.match(words[h.stop][0]):
                near = words[h.stop][1]  # "akan memperbaiki": the verb stands nearer to what it governs
            role = "other" if agent else "target"
            score /= 2 if kind == "money" else 1
        score *= (PASSED if left_start + h.end <= passed else 1) * OTHER_CLAUSE**clauses / (1 + (len(left) - near) / FADE)
        evidence.add(score + (GOAL if role == "target" and goal and not clauses else 0), h.cue, role)
    each = cues.each.match(right) if kind == "money" and not (evidence.realised or large) else None
    if each and each["what"].casefold() not in cues.spans:
        evidence.add(EACH / (1 + BESIDE / FADE), _EACH_CUE, "rate")
    clause, part = _CLAUSE.search(right), cues.part.search(left)
    for h in _hear(_words(right), cues.after, kind):
        role = h.cue.role
        if role == "target" and (there or abstract or part):
            continue
        if role in ("target", "other") and clause and h.end > clause.start():
            continue
        evidence.add(h.cue.weight / (1 + (h.end + BESIDE) / FADE), h.cue, role)
    return evidence.role()
