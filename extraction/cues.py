"""Cue words in a clause, and the features by which an undertaking is told from a description.

Features are general: which groups of words stand together, in which order, with which voice of a verb of
government, who stands before them, where in the document. No feature names a word, a person or a place.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from extraction.reading import Reading, Span
from tagih.vocabulary.undertakings import WORD, groups_of, vocabulary

# Groups that say how an act stands in time, and groups that name who acts.
MODAL = (
    *(
        "will",
        "will_not",
        "ready",
        "commit",
        "commit_noun",
        "agree",
        "assure",
        "plan",
        "plan_noun",
        "target",
        "target_noun",
        "future",
        "later",
        "intend",
    ),
    *("progress", "now", "effort", "perfect", "done", "past"),
)
# Groups that tell a time or name a plan, and leave it to a verb to say what is done.
WEAK = frozenset({"past", "now", "later", "commit_noun", "plan_noun", "target_noun", "intend"})
# Words that take back what follows right after them.
TURNS = ("negation", "conditional", "wish", "duty", "possible", "appeal")
# Modal words that begin the clause's own predicate where a relative clause has had its verb.
ANEW = frozenset({"will", "will_not", "plan", "target", "perfect"})
# Groups that hold for words inside a name as well.
NAMED = frozenset({"body", "office", "private", "citizen", "programme", "politics"})
ACTOR = ("body", "office", "first_person", "third_person", "private", "citizen")
# First parts of the features' names, for the model's card.
FAMILIES = (
    "has:",
    "rel:",
    "main:",
    "first:",
    "doc:",
    "X>Y (X before Y)",
    "X~Y (X right before Y)",
    "X<main",
    "X<<main",
    "quoted",
    "subject: (kind of subject, voice of the verb)",
    "words>",
    "place in the document",
)
# A modal word reaches over this many words to its verb ("akan segera kami salurkan"), an actor over this many to the modal word.
REACH = 4
# A title's words of so many letters begin with capitals, all but a few ("dan", "Untuk"); so many of them make a title.
TITLED_LETTERS, TITLED_WORDS, TITLED_SHARE = 4, 4, 0.8
# Groups that make of a modal word mere talk ("telah mengingatkan", "akan membuka acara"), so many words behind it.
TALK, TALK_REACH = frozenset({"appeal", "ceremony", "criticism", "effect", "praise", "speech", "wish"}), 2
OPEN, STRAIGHT = "“„«", '"'
MARK = re.compile('[“„«”»"]')
# Code points: a sentence longer than this is looked through for lost ends, one longer than that is cut at a comma.
GLUED, TOO_LONG = 350, 650
# A sentence ends here although no space follows.
INNER_END = re.compile(r"(?<=[.!?])[\"”]?,[\"“]|(?<=[a-z)][.!?])(?=[A-Z“])")
MONEY = re.compile(r"\b(?:Rp|US\$|IDR)\.?\s?\d")


@dataclass(frozen=True, slots=True)
class Cue:
    """Words of one or more groups at `[start, end)`; `index` counts words of the clause. `relative`: "yang" stands before them.
    `aside`: they stand in a relative or subordinate clause."""

    start: int
    end: int
    index: int
    groups: frozenset[str]
    relative: bool
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    """What one sentence says: without the attribution beside a quotation, and without its marks.

    `quoted`: it stands in quotation marks. `attributed`: the sentence itself says who speaks. `number` is the sentence's.
    """

    start: int
    end: int
    number: int
    quoted: bool
    attributed: bool


def find_cues(text: str, start: int, end: int) -> list[Cue]:
    """Every cue in `[start, end)`, the longest phrase first; a word belongs to one cue, a cue to many groups."""
    words = [(m.start(), m.end(), m.group().casefold()) for m in WORD.finditer(text, start, end)]
    reach = vocabulary().reach
    titled = sum(text[start].isupper() for start, _, _ in words) > 0.6 * len(words) and text[end - 1] not in ".!?,"
    cues: list[Cue] = []
    subordinate = vocabulary().clause["subordinate"]
    i, aside, relative = 0, False, False
    while i < len(words):
        if i and "," in text[words[i - 1][1] : words[i][0]]:
            aside = False
        relative = i > 0 and (
            words[i - 1][2] == "yang"
            or (i > 1 and words[i - 2][2] == "yang" and words[i - 1][2].endswith("nya"))  # "warga yang izinnya sudah habis"
            or (relative and bool(cues) and cues[-1].end == words[i - 1][1])
        )
        for n in range(min(reach.get(words[i][2], 1), len(words) - i), 0, -1):
            groups = groups_of(" ".join(w for _, _, w in words[i : i + n]))
            if groups and i and not titled and text[words[i][0]].isupper() and not text[words[i][0] : words[i + n - 1][1]].isupper():
                groups &= NAMED  # "Bina Marga", "Jawa Tengah", "Pejabat Pembuat Komitmen": part of a name, no cue
            if groups:
                if relative and groups & ANEW and words[i - 1][2] != "yang" and cues and cues[-1].relative and voices(cues[-1]):
                    relative = False  # "kapal yang diperbaiki akan diserahkan": the clause's own predicate begins
                aside = aside or ((n == 1 or "lest" in groups) and words[i][2] in subordinate)
                cues.append(Cue(words[i][0], words[i + n - 1][1], i, groups, relative, aside or relative))
                i += n
                break
        else:
            aside = aside or words[i][2] in subordinate
            i += 1
    return cues


def clauses(reading: Reading) -> Iterator[Clause]:
    """The clause of every sentence. Marks that never close end with their paragraph."""
    text, inside, line_end = reading.text, False, -1
    for number, sentence in enumerate(reading.sentences):
        if sentence.start >= line_end:
            found = text.find("\n", sentence.start)
            line_end = found if found >= 0 else len(text)
            inside = False
        for part in _parts(text, sentence):
            opened = inside
            segments, inside = _segments(text, part, inside)
            quoted = max((s for s in segments if s[2]), key=lambda s: s[1] - s[0], default=None)
            plain = max((s for s in segments if not s[2]), key=lambda s: s[1] - s[0], default=None)
            if quoted and (opened or quoted[1] - quoted[0] >= 25):
                yield Clause(*_strip(text, quoted[0], quoted[1]), number, True, plain is not None)
            else:
                yield Clause(part.start, part.end, number, False, quoted is not None)


def _parts(text: str, sentence: Span) -> list[Span]:
    """A sentence, cut where several were glued together by a page that lost its line breaks, and where it is too long to be one."""
    if sentence.end - sentence.start <= GLUED:
        return [sentence]
    cuts = [sentence.start, *(m.end() for m in INNER_END.finditer(text, sentence.start, sentence.end)), sentence.end]
    parts = []
    for a, b in itertools.pairwise(cuts):
        while b - a > TOO_LONG:
            cut = max(text.rfind(", ", a + GLUED, a + TOO_LONG), text.rfind(" ", a + TOO_LONG - 40, a + TOO_LONG))
            cut = cut if cut > a else a + TOO_LONG
            parts.append(_strip(text, a, cut))
            a = cut
        parts.append(_strip(text, a, b))
    return [Span(a, b) for a, b in parts if a < b]


def _segments(text: str, span: Span, inside: bool) -> tuple[list[tuple[int, int, bool]], bool]:
    """Stretches of at least two words inside and outside quotation marks, and whether marks are open at the end."""
    segments, start = [], span.start
    for m in MARK.finditer(text, span.start, span.end):
        segments.append((start, m.start(), inside))
        inside = (not inside) if m.group() == STRAIGHT else m.group() in OPEN
        start = m.end()
    segments.append((start, span.end, inside))
    return [s for s in segments if len(WORD.findall(text, s[0], s[1])) >= 2], inside


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (text[start].isspace() or text[start] in ',;:-–—"“”»«'):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ',;:-–—"“”»«'):
        end -= 1
    return start, end


def status_cue(cues: Iterable[Cue]) -> Cue | None:
    """The cue that a reader would point at: a modal word of the main clause that a verb of government follows, else the first one there,
    else one that only tells a time or names a plan, else the verb; what stands in a relative or subordinate clause comes last."""
    cues = list(cues)
    for aside in (False, True):
        there = [c for c in cues if c.aside == aside]
        modal = [c for c in there if c.groups & modal_groups()]
        for some in ([c for c in modal if not c.groups <= WEAK], [c for c in modal if c.groups <= WEAK]):
            near = next((c for c in some if any(0 < d.index - c.index <= REACH and voices(d) for d in cues)), None)
            if some:
                return near or some[0]
        act = next((c for c in there if voices(c)), None)
        if act is not None:
            return act
    return None


@functools.cache
def modal_groups() -> frozenset[str]:
    return frozenset(MODAL)


def voices(cue: Cue) -> list[str]:
    """Verbs of government in a cue: "act:active", "enact:passive"."""
    return sorted(g for g in cue.groups if g.startswith(("act:", "enact:")))


class Profile:
    """What a document is about, as far as the feature needs it: shares of sentences that name a body, a crime, a party."""

    TOPICS = ("body", "office", "crime", "politics", "sport", "history", "programme", "private", "will")

    def __init__(self, cues: Iterable[list[Cue]]) -> None:
        counts = dict.fromkeys(self.TOPICS, 0)
        n = 0
        for sentence in cues:
            n += 1
            there = frozenset().union(*(c.groups for c in sentence)) if sentence else frozenset()
            for topic in self.TOPICS:
                counts[topic] += topic in there
        self.shares = {t: counts[t] / max(1, n) for t in self.TOPICS}

    def features(self) -> Iterator[str]:
        """One feature per topic and step of its share: under a tenth, a quarter, a half, more."""
        for topic, share in self.shares.items():
            step = sum(share >= s for s in (0.1, 0.25, 0.5))
            yield from (f"doc:{topic}>{k}" for k in range(1, step + 1))


def features(reading: Reading, clause: Clause, cues: list[Cue]) -> set[str]:
    """The features of a clause; all are binary."""
    text = reading.text[clause.start : clause.end]
    made = {f"{'rel' if c.relative else 'has'}:{g}" for c in cues for g in c.groups}
    modal = [c for c in cues if c.groups & modal_groups() and not c.relative]
    acts = [c for c in cues if voices(c) and not c.relative]
    main = status_cue(cues)
    if main is not None:
        made.update(f"main:{g}" for g in main.groups)
    made.update(_order(cues, modal, acts))
    made.update(_against(cues, main))
    if not modal:
        made.add("no:modal")
    if not acts:
        made.add("no:act")
    if not modal and not acts:
        made.add("no:cue")
    made.update(
        f"quoted+{g}"
        for g in (
            "first_person",
            "will",
            "perfect",
            "progress",
            "duty",
            "possible",
            "act:bare",
            "enact:bare",
            "enact:active",
            "enact:passive",
        )
        if clause.quoted and f"has:{g}" in made
    )
    made.add("quoted" if clause.quoted else "plain")
    if clause.attributed:
        made.add("attributed")
    words = len(WORD.findall(text))
    made.update(f"words>{n}" for n in (4, 8, 16, 30) if words > n)
    if MONEY.search(text):
        made.add("money")
    if re.search(r"\d", text):
        made.add("digit")
    if text.endswith("?"):
        made.add("question")
    if text[-1:] not in ".!?…" and not clause.quoted:
        made.add("no:stop")
    made.update(_place(reading, clause))
    return made


def _against(cues: list[Cue], main: Cue | None) -> Iterator[str]:
    """Words that take an undertaking back, by whether they stand before the main cue, and right before it."""
    if main is None:
        return
    for c in cues:
        for g in ("negation", "conditional", "wish", "appeal", "duty", "possible", "criticism", "citizen", "private", "effect", "praise"):
            if g in c.groups and c.index < main.index:
                yield f"{g}<main"
                if main.index - c.index <= 2:
                    yield f"{g}<<main"


def _order(cues: list[Cue], modal: list[Cue], acts: list[Cue]) -> Iterator[str]:
    leads = {id(c) for c in modal}
    verbs = {id(c): voices(c) for c in acts}
    follows = iter(acts)
    following = next(follows, None)
    actor, agents, told = "nobody", [c.index for c in cues if "passive_agent" in c.groups], 0
    last: Cue | None = None

    def nearby(i: int) -> list[Cue]:
        return [d for d in cues[i + 1 : i + 1 + REACH] if d.index - cues[i].index <= TALK_REACH]

    for i, c in enumerate(cues):
        turned = [x for x in TURNS if last is not None and x in last.groups and c.index - last.index <= REACH]
        if id(c) in leads:
            while following is not None and following.index <= c.index:
                following = next(follows, None)
            near = verbs[id(following)] if following is not None and following.index - c.index <= REACH else []
            talk = {x for d in nearby(i) for x in d.groups & TALK}
            for g in c.groups & modal_groups():
                yield from (f"{g}>{x}" for x in talk)
                yield f"{actor}>{g}"
                yield from (f"{g}>{v}" for v in near)
                yield from (f"{x}~{g}" for x in turned)
        if id(c) in verbs and told < 2:
            told += 1
            for v in verbs[id(c)]:
                yield f"{actor}>{v}"
                yield from (f"{x}~{v}" for x in turned)
                if agents and agents[-1] > c.index:
                    yield f"{v}<agent"
        actor = next((x for x in ACTOR if x in c.groups), actor)
        last = c
    if cues:
        yield from (f"first:{g}" for g in cues[0].groups)


def is_headline(reading: Reading, clause: Clause) -> bool:
    """The first line of a text where it is a title (one sentence, without a full stop), or a line further on that is written as titles are."""
    first = reading.sentences[0]
    if clause.number == 0 and len(reading.sentences) > 1 and reading.text[first.end - 1] not in '.!?"”’':
        return True
    return not clause.quoted and is_titled(reading.text, clause.start, clause.end)


def is_titled(text: str, start: int, end: int) -> bool:
    """Whether a line of its own begins nearly all its words with capitals and has no full stop: a subheading, or another story's title."""
    if text[end - 1] in '.!?,:"”' or text[end : end + 1].strip(" \n") or (start and text[start - 1] != "\n"):
        return False
    words = [w for w in WORD.findall(text, start, end) if len(w) >= TITLED_LETTERS]
    return len(words) >= TITLED_WORDS and sum(w[0].isupper() for w in words) >= TITLED_SHARE * len(words)


def _place(reading: Reading, clause: Clause) -> Iterator[str]:
    number, total = clause.number, len(reading.sentences)
    if is_headline(reading, clause):
        yield "headline"
    elif number <= 2:
        yield "lede"
    if number > 0.8 * total:
        yield "tail"
