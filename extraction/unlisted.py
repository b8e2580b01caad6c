"""Where the name of a place or institution that no list knows ends and its holder's name begins.

"Camat Sumber Jaya Budi Wibawa", "Direktur RSUD Darto Wibawa Kendal, Sekar Ayu", "Kapolsek Karang Tengah AKP Budi".
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Mapping, Sequence

from extraction.namebook import NameBook
from extraction.names import Name, is_name_word, rank_at
from extraction.posts import Post, extended, read_post
from extraction.tokens import Token
from tagih.vocabulary.names import names
from tagih.vocabulary.offices import offices
from tagih.vocabulary.places import PlaceMention

LONGEST = 9  # words of a place or institution and the name behind it: "Sultan Aji Muhammad Sulaiman Sepinggan Balikpapan Budi Wibawa"
AREAS_REACH = 14  # tokens of the areas that a village lies in: "Kecamatan Karang Jati, Kabupaten Kendal"
SEAT_REACH = 5  # tokens of a seat's area before a rank: "Polres Labuhanbatu Selatan AKP"
NAMED_REACH = 4  # tokens at a post's end in which the word of an institution stands: "Stasiun Meteorologi Kelas I"


class Unlisted:
    """Divides the capitalised words behind a post into place and name."""

    def __init__(self, text: str, ts: Sequence[Token], book: NameBook, places: Mapping[int, PlaceMention]) -> None:
        self.text, self.ts, self.book, self.places = text, ts, book, places

    def named(self, post: Post) -> bool:
        """Whether the post ends on a word of an institution that has a name of its own: "Direktur RSUD", "Kepala Terminal"."""
        if post.candidates:
            return False
        bodies = offices().bodies
        for t in reversed(self.ts[max(post.first, post.last - NAMED_REACH) : post.last]):
            if t.low in bodies.named or t.low in bodies.public:
                return t.low in bodies.named  # "Direktorat SD Kemendikdasmen" is a ministry's
        return False

    def divided(self, post: Post) -> tuple[Post, Name] | None:
        """The post with the unlisted words that belong to it, and the name behind them; None where they cannot be told apart."""
        ts, k = self.ts, post.last
        named = self.named(post)
        unlisted = post.entry.open or named
        run = k
        while run < len(ts) and run - k < LONGEST and self._fills(post, run, k, unlisted):
            run += 1
        if run == k or run >= len(ts):
            return None
        opening = ts[k].low in names().given or ts[k].low in names().honorifics or ts[k].shape == "I"
        first_given = next(
            (i for i in range(k, run) if ts[i].low in names().given or ts[i].low in names().honorifics or ts[i].shape == "I"), None
        )
        person = not unlisted and any(last >= run for i, last in self.book.recognised.persons_in(k, k + 1))
        if ts[run].text == "," and run + 1 < len(ts) and (unlisted or first_given is None) and not person:
            beyond = self._beyond(run + 1) if post.entry.open else run + 1
            behind = self.book.name_at(beyond)
            if behind is not None and (behind.after >= len(ts) or self._closes(behind.after)) and (unlisted or post.entry.complement):
                return self._extended(post, run), behind
        rank = next((i for i in range(k + 1, run) if self._ranked(i)), None)
        if rank is None and named:
            rank = next((i for i in range(k + 1, run) if ts[i].low in names().honorifics and ts[i].shape != "C"), None)
        ranked = self.book.name_at(rank) if rank is not None else None
        if rank is not None and ranked is not None:  # "Kapolsek Y AKP Budi"
            return self._extended(post, rank), ranked
        if not unlisted:
            return None
        ranked = self._ranked_beyond(run)
        if ranked is not None:
            return self._extended(post, run), ranked
        start = self._start(k, run, first_given, opening)
        name = (self.book.name_at(start) or self.book.common_at(start, names().inside)) if start is not None else None
        return (self._extended(post, start), name) if start is not None and name is not None else None

    def _ranked_beyond(self, run: int) -> Name | None:
        """The name that a rank opens behind a line that mark-up broke, or behind the comma and the seat above:
        "Kapolsek Karang Jati, Polres X AKP Budi"."""
        ts = self.ts
        if run + 1 >= len(ts):
            return None
        if ts[run].shape == "n":
            return self.book.name_at(run + 1) if ts[run + 1].shape in "CU" and self._ranked(run + 1) else None
        if ts[run].text != "," or ts[run + 1].low not in offices().bodies.seats:
            return None
        rank = next((i for i in range(run + 2, min(run + 2 + SEAT_REACH, len(ts))) if self._ranked(i)), None)
        return self.book.name_at(rank) if rank is not None and all(t.shape in "CU" for t in ts[run + 2 : rank]) else None

    def ranked_near(self, i: int) -> bool:
        """Whether a rank stands behind one or two capitalised words from token `i` on."""
        return any(
            k < len(self.ts) and self.ts[k].shape in "CU" and self._ranked(k) and all(t.shape == "C" for t in self.ts[i:k])
            for k in (i + 1, i + 2)
        )

    def _ranked(self, i: int) -> bool:
        """Whether a rank or a form of address that closes a place's name stands at token `i`: "Kapolsek Y AKP Budi", "Kanit Z Aiptu Budi"."""
        t = self.ts[i]
        return (t.shape == "U" and t.low in names().honorifics) or t.low in names().ranked or bool(rank_at(self.ts, i))

    def _start(self, k: int, run: int, first_given: int | None, opening: bool) -> int | None:
        """The token of `[k, run)` at which the name begins."""
        ts = self.ts
        if opening:
            return k
        if run - k == 2 and ts[k].low in offices().bodies.openers and ts[k - 1].low in offices().bodies.named:
            return None  # "Direktur Perumda Tirta Alam hadir"
        areas = [end for i in range(k, run) if (end := self._area(i)) and k < end]
        if areas and areas[-1] >= run:
            return None  # "Kepala Sekolah Karya Kendal hadir": the place ends the institution's name
        if areas:
            return areas[0]
        closing = ts[k + 1].low in offices().bodies.endings and ts[k + 1].low not in names().given if run - k > 2 else False
        if closing or (ts[k].low in offices().bodies.openers and run - k > 2):
            start = first_given if not closing and first_given is not None and first_given > k + 2 else k + 2
            while start < run and ts[start].low in offices().bodies.endings and ts[start].low not in names().given:
                start += 1  # "Kades Muara Karang Ilir Budi"
            return start if start < run else None
        if run - k == 3 and first_given == run - 1 and ts[k + 1].low in names().inside:
            return k + 1  # "Camat Karangsari Cipta Nugraha"
        marked = next((i for i, last in self.book.recognised.persons_in(k + 1, run) if last >= run and last - i > 1), None)
        while first_given is not None and first_given > k + 1 and ts[first_given - 1].low in self.book.personal:
            first_given -= 1  # "Kepala SDN Jaga Taryono Abdul Wibawa", of whom the text says "kata Taryono"
        if first_given is not None:
            return marked if marked is not None and marked < first_given else first_given
        if marked is not None:
            return marked
        if run - k < 2:
            return None
        if run - k >= 4:
            return run - 2
        return k + 1 if run - k == 3 or self._elsewhere(k + 1) else None

    def _area(self, i: int) -> int:
        """The token behind an area that is named at token `i`; 0 where none is, or where its first word is a person's name."""
        place = self.places.get(self.ts[i].start)
        if place is None or self.ts[i].low in names().given:
            return 0
        end = i
        while end < len(self.ts) and self.ts[end].start < place.end:
            end += 1
        return end

    def before(self, post: Post, name: Name | None, told: bool) -> tuple[Post, Name] | None:
        """ "Budi, Kepala Dusun Y, ...", "Budi selaku Camat Y": the words behind such a post are its place where a name stands before it.

        `name` is the name before a cue ("selaku"), or before the comma; `told` says that what follows is its words.
        """
        ts, run = self.ts, post.last
        while run < len(ts) and run - post.last < 4 and ts[run].shape in "CUId":
            run += 1
        if run == post.last or name is None or told:
            return None
        return self._extended(post, run), name

    def ends_clause(self, post: Post) -> bool:
        """Whether a mark closes the words behind an open post."""
        run = post.last
        while run < len(self.ts) and run - post.last < 4 and self.ts[run].shape in "CUId":
            run += 1
        return run < len(self.ts) and self.ts[run].text in ",.)"

    def _extended(self, post: Post, last: int) -> Post:
        """The post with the words up to token `last`; an area among them is the one that it serves."""
        words = " ".join(t.text for t in self.ts[post.last : last])
        if not post.candidates and (beyond := self.areas_at(last + 1)) and last < len(self.ts) and self.ts[last].text == ",":
            return extended(post, last, words, beyond)
        areas = [p for i in range(post.last, last) if (p := self.places.get(self.ts[i].start)) is not None and self._area(i) <= last]
        candidates = (areas[-1].candidates or ((areas[-1].code,) if areas[-1].code else ())) if areas and not post.candidates else None
        return extended(post, last, words, candidates)

    def _beyond(self, i: int) -> int:
        """The token behind the areas that a village lies in and their commas: "Kecamatan X, Kabupaten Y, Budi"."""
        ts, start, first = self.ts, i, i
        while i < min(start + AREAS_REACH, len(ts)) and (
            ts[first].low in names().settlements or ts[first].low in offices().bodies.areas or (first > start and self._area(first))
        ):
            if ts[i].text == ",":
                first = i + 1
            elif ts[i].shape not in "CU" and not (ts[i].text in "()" and first < i):  # "Nusa Tenggara Timur (NTT)"
                return start
            i += 1
        return min(first, len(ts) - 1)

    def areas_at(self, i: int) -> tuple[str, ...]:
        """The regency or city that a village's own areas lead to from token `i` on: "Kecamatan X, Kabupaten Y"; () where none stands there."""
        ts, bodies = self.ts, offices().bodies
        end = i + AREAS_REACH
        while i < min(end, len(ts)) and (ts[i].shape in "CU" or ts[i].text == ","):
            place = self.places.get(ts[i].start)
            if place is not None and bodies.areas.get(ts[i - 1].low) in ("kabupaten", "kota"):
                return place.candidates or ((place.code,) if place.code else ())
            if ts[i].text == "," and not (i + 1 < len(ts) and (ts[i + 1].low in names().settlements or ts[i + 1].low in bodies.areas)):
                return ()
            i += 1
        return ()

    def _fills(self, post: Post, i: int, first: int, unlisted: bool) -> bool:
        """Whether a token may stand in an unlisted place's or field's name or the name behind it."""
        t = self.ts[i]
        if is_name_word(t) or (i > first and t.shape in "UId"):
            return True
        if not unlisted:
            return False
        joined = i + 1 < len(self.ts) and self.ts[i + 1].shape == "C" and i > first
        if (t.text == "-" and t.glued and joined) or (t.text == "." and t.glued and joined and len(self.ts[i - 1].text) <= 4):
            return True
        honorific = t.shape == "l" and t.low in names().honorifics and i + 1 < len(self.ts) and self.ts[i + 1].text == "."
        return honorific or (t.shape in "CU" and read_post(self.text, self.ts, i, self.places) is None)

    def _closes(self, i: int) -> bool:
        """What stands behind an appositive name: a comma, an end, a bracket, or a verb."""
        t = self.ts[i]
        return t.text in ",.()" or t.shape in "nl"

    @functools.cached_property
    def _before(self) -> dict[str, set[str]]:
        """Capitalised words -> the words that stand before them somewhere in the text."""
        found: dict[str, set[str]] = {}
        for a, b in itertools.pairwise(self.ts):
            if b.shape == "C":
                found.setdefault(b.low, set()).add(a.low)
        return found

    def _elsewhere(self, i: int) -> bool:
        """Whether the text has this word behind another word too: then it is a name, and no place's second word."""
        return len(self._before.get(self.ts[i].low, set()) - {self.ts[i - 1].low}) > 0
