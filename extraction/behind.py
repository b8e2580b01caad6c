"""The name of a post's holder behind it: "Bupati X Budi", "Bupati X, Budi"; no place, field or subject of the clause behind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extraction.namebook import NameBook
from extraction.names import Name
from extraction.posts import Post
from extraction.tokens import Token
from extraction.unlisted import Unlisted
from tagih.vocabulary.names import names
from tagih.vocabulary.offices import offices
from tagih.vocabulary.places import PlaceMention, resolve
from tagih.vocabulary.speech import speech


class Behind:
    """Reads the names behind the posts of one text."""

    def __init__(self, ts: Sequence[Token], book: NameBook, places: Mapping[int, PlaceMention], unlisted: Unlisted) -> None:
        self.ts, self.book, self.places, self.unlisted = ts, book, places, unlisted

    def name(self, post: Post) -> Name | None:
        """The name behind a post: "Bupati X Budi", "Bupati X, Budi", "Pak Bupati (Budi)"."""
        ts, k = self.ts, post.last
        if ts[k - 1].low in offices().bodies.named_behind:
            return None  # the foundation's own name
        broke = comma = False
        for _ in range(12):
            if k >= len(ts):
                return None
            t = ts[k]
            area = k + 1 if t.low in offices().bodies.areas and k + 1 < len(ts) else k
            place = self.places.get(ts[area].start) if comma else None
            if place is not None and ts[area].low not in names().given:
                k = area  # "Bupati X, Jawa Tengah, Budi"
                while k < len(ts) and ts[k].start < place.end:
                    k += 1
                if k + 2 < len(ts) and ts[k].text == "(" and ts[k + 2].text == ")":
                    k += 3
                comma = False
                continue
            if t.low == "periode" and k + 1 < len(ts) and ts[k + 1].shape == "d":
                while k + 1 < len(ts) and (ts[k + 1].shape == "d" or ts[k + 1].text in "-–/"):
                    k += 1  # "Bupati X periode 2025-2030, Budi"
            elif t.text in ",–—" and not comma:
                comma = True
            elif t.shape == "n" and not broke:
                broke = True
            elif t.low in ("di", "antara", "masing") and not broke and (n := self._listing(k)):
                k += n - 1
            elif (
                t.low in ("yakni", "yaitu", "bernama", "ri", "setempat", "termasuk")
                or (t.text == "(" and k == post.last)
                or (t.text == "-" and not t.glued)
            ):
                pass
            else:
                break
            k += 1
        if k >= len(ts):
            return None
        name = self.book.name_at(k) or (None if broke else self.book.marked_at(k) or self.book.common_at(k))
        if name is None or (post.first and ts[post.first - 1].shape == "d" and name.first == post.last):
            return None  # "50 kepala daerah Budi menjelaskan"
        name = self.book.fuller(name)
        if comma and self._preposed(post, name):
            return None
        if name.last - name.first == 1 and post.entry.complement and not post.body and not post.candidates and self._unit(name):
            return None
        if (
            broke
            and name.last - name.first == 1
            and ts[k].low not in names().given
            and (name.after >= len(ts) or ts[name.after].shape != "n")
        ):
            return None  # the first word of the next line
        if self._place_or_field(post, name) or (name.first == post.last and self._unknown(post, name)):
            return None
        first, opening = ts[name.first].low, " ".join(t.low for t in ts[name.first : name.first + 2])
        if first in offices().bodies.words - names().adverbs and first not in names().given and opening not in names().openings:
            return None
        if ts[name.first].low not in names().given and resolve(name.text) is not None:
            return None  # an area that lost its spaces: "BupatiWay Kanan"
        return name

    def _listing(self, k: int) -> int:
        """How many tokens a word before a list of holders takes at token `k`: "di antaranya"; 0 for none."""
        for phrase in offices().cues.listing:
            words = phrase.replace("-", " - ").split()
            if [t.low for t in self.ts[k : k + len(words)]] == words:
                return len(words)
        return 0

    def _place_or_field(self, post: Post, name: Name) -> bool:
        """Whether what stands behind unknown words makes them a village or a field: "Kepala Desa X Kecamatan Y", "Bidang X dan Bantuan"."""
        ts, k = self.ts, name.last
        if ts[name.first].low in names().given or k >= len(ts):
            return False
        local = post.entry.open or self.unlisted.named(post)
        beyond = ts[k + 1] if ts[k].text == "," and k + 1 < len(ts) else None
        inside = names().settlements | offices().bodies.seats | offices().bodies.areas.keys()
        within = beyond is not None and beyond.shape == "C" and beyond.low in inside
        if local and ts[k].shape in "CU" and ts[k].low in offices().bodies.seats:
            return True  # "Kapolsek Karang Jati Polres X"
        if local and (within or ts[k - 1].low in offices().bodies.directions):
            return True  # "anggota Polsek Karang Selatan", "Kepala Desa Karang, Kabupaten X"
        if name.last - name.first > 1:
            return False
        if post.entry.office == "Koordinator" and ts[post.first].shape == "l" and ts[name.first - 1].text == ",":
            return True  # "petugas PLN, Karang, dan warga"
        village = post.entry.open and (ts[k].low in names().settlements or ts[k].low in offices().bodies.areas) and ts[k].shape == "C"
        return village or (ts[k].low == "dan" and k + 1 < len(ts) and ts[k + 1].shape == "C" and ts[k + 1].low in offices().bodies.words)

    def _preposed(self, post: Post, name: Name) -> bool:
        """Whether the post closes a clause before the main one, whose subject is the name: "Bersama Bupati X, Budi meninjau pasar"."""
        ts, first = self.ts, post.first
        while first and ts[first - 1].text not in '\n.!?"“”,;:' and post.first - first < 30:
            first -= 1
        opens = first == 0 or ts[first - 1].text in '\n.!?"“”'
        if ts[post.first - 1].low in ("sebagai", "menjadi", "jadi"):
            return False  # "Setelah menjabat sebagai Bupati X, Budi"
        verb = name.after < len(ts) and ts[name.after].shape == "l" and ts[name.after].low not in ("dan", "serta", "selaku", "yang")
        if ts[post.first - 1].low in offices().cues.occasions:
            return False  # "Pada kesempatan yang sama Bupati X, Budi berharap"
        return opens and first < post.first and verb and ts[first].low in offices().cues.subordinate

    def _unit(self, name: Name) -> bool:
        """Whether one unknown word behind a post is a unit's abbreviation, with more of it behind: "Kasi Dal Ops"."""
        behind = self.ts[name.last] if name.last < len(self.ts) else None
        return behind is not None and behind.shape in "CU" and self.ts[name.first].low not in names().given

    def _unknown(self, post: Post, name: Name) -> bool:
        """Whether unknown words right behind a post that wants a place's or institution's name are that name: "pihak Camat Pinang",
        "Direktur Perumda Tirta Alam hadir". They are a person's where the text or the model shows one."""
        body = self.ts[name.last] if name.last < len(self.ts) else None
        unit = body is not None and body.shape in "CU" and body.low in offices().bodies.public
        if not ((post.entry.open and not post.area_words) or self.unlisted.named(post) or unit):
            return False
        words = [t.low for t in self.ts[name.first : name.last]]
        if len(words) == 2 and words[0] in offices().bodies.openers and self.unlisted.named(post):
            return True
        if not names().given.isdisjoint(words) or self.book.personal & set(words) or any(len(w) == 1 for w in words):
            return False
        behind = self.ts[name.after] if name.after < len(self.ts) else None
        told = behind is not None and (behind.text == "," or behind.low in speech().reports or behind.low in speech().acts)
        bodies = offices().bodies
        if told and not (len(words) > 1 and (words[0] in bodies.openers or words[-1] in bodies.endings)):
            return False
        return not (self.book.recognised.single(name.first) if len(words) == 1 else self.book.recognised.person(name.first))
