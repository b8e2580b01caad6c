"""What follows a post's head: field, body and area, read word by word."""

from __future__ import annotations

from extraction.heads import ABBREVIATED, read_head
from extraction.names import NOMINAL, ROMAN, is_acting, is_name_word, rank_at
from extraction.origins import area_at, behind_origin, is_district
from extraction.scanned import Scanned
from extraction.tokens import Token
from tagih.vocabulary.names import names
from tagih.vocabulary.offices import offices, post_forms

AIDES = frozenset({"ahli", "bicara", "jubir", "khusus"})  # last words of posts that serve another: "Staf Khusus Menteri X"


class Complement(Scanned):
    """Reads the field, body and area behind a head, word by word."""

    def run(self) -> None:
        ts, i = self.ts, self.first
        while i < len(ts):
            step = self._step(i)
            if step == 0:
                break
            i += step
            self.last = i
        while self.last > self.first and (
            ts[self.last - 1].text in ",/&-" or ts[self.last - 1].shape == "n" or ts[self.last - 1].low in offices().bodies.joins
        ):
            self.last -= 1
            if self.kept and self.kept[-1][1] > self.last:
                self.kept[-1] = (self.kept[-1][0], self.last)
        self.kept = [k for k in self.kept if k[0] < k[1]]

    def _step(self, i: int) -> int:
        """How many tokens of the complement stand at `i` (0: it ends here)."""
        ts, bodies = self.ts, offices().bodies
        t = ts[i]
        if t.text == "(":
            return self._aside(i)
        for phrase, code in bodies.known_areas.items():
            words = phrase.split()
            if len(words) > 1 and [x.low for x in ts[i : i + len(words)]] == words:
                self.candidates, self.area_words = (code,), phrase
                return len(words)
        place = self._place(i)
        if place is not None and not (self.candidates and is_name_word(t)):
            self.candidates, n = place
            self.area_words = " ".join(x.text for x in ts[i : i + n])
            return n
        nxt = ts[i + 1] if i + 1 < len(ts) else None
        if t.shape == "n":
            return 1 if nxt is not None and self._goes_on(i + 1) else 0
        low = t.low
        if nxt is not None and f"{low} {nxt.low}" in bodies.foreign and t.shape == "C" and not self.candidates:
            self.foreign = True
            return 2
        if (low in bodies.foreign and t.shape in "CU" and not self.candidates and low != "as") or t.text == "AS":
            self.foreign = True
            return 1
        if low == "asal" and nxt is not None and self.kept and self._place(i + 1) is not None:
            return 1
        if low in ("dari", "asal") and nxt is not None and self.classed and (nxt.low in bodies.origins or is_district(self.ts, i + 1)):
            return behind_origin(self.ts, self.places, i + 1) - i
        if low in ("dapil", "fraksi") and self.classed and self.classed[0][1] and self.entry.generic and self._of_member(i):
            return behind_origin(self.ts, self.places, i) - i
        if low in bodies.areas and nxt is not None:
            after = self._place(i + 1) or (self._place(i + 2) if nxt.low in ("administrasi",) else None)
            if after is not None:
                self.level = bodies.areas[low] or self.level
                if (
                    not self.entry.complement
                    or low in ("provinsi", "prov", "propinsi", "kabupaten", "kab", "kota", "pemerintah")
                    or (not bodies.areas[low] and low in ("daerah",))
                ):
                    if low == "daerah" and self.plain_words and self.kept and self.kept[-1][1] == i:
                        self._keep(i)  # "Badan Perencanaan Pembangunan Daerah Kaltim"
                    return 1
                self._keep(i)
                self._classify(low)
                return 1
            if nxt.text == "." and i + 2 < len(ts) and self._place(i + 2) is not None:
                self.level = bodies.areas[low] or self.level
                return 2
        if (
            bodies.areas.get(low)
            and t.shape == "C"
            and nxt is not None
            and (nxt.text == "(" or nxt.low in names().given)
            and not self.candidates
        ):
            self.level = bodies.areas[low]  # "Sekretaris Daerah Provinsi (Sekdaprov) Budi"
            return 1
        if low in ("ri", "indonesia") and t.shape in "CU":
            self._keep(i)
            return 1
        if low == "republik" and nxt is not None and nxt.low == "indonesia":
            self._keep(i)
            return 1
        if self.candidates and low in bodies.directions and t.shape == "C" and (self.entry.open or self.entry.complement):
            return 1
        if self.entry.open and self.area_words and self._place(i - 1) is not None and self._district(t, nxt):
            self.area_words = f"{self.area_words} {t.text}"  # "Camat Medan Labuhan Budi"
            return 1
        if not self.entry.complement:
            return 0
        return self._field(i, t, nxt)

    def _field(self, i: int, t: Token, nxt: Token | None) -> int:
        """A word of the body's or field's name."""
        ts, bodies, low = self.ts, offices().bodies, t.low
        started = i > self.first
        if length := self._lettered(i):
            for k in range(i, i + length):
                self._keep(k)
            self._classify("".join(x.low for x in ts[i : i + length]))
            return length
        if low == "lalu" and nxt is not None and nxt.low != "lintas" and is_name_word(nxt) and nxt.low not in names().honorifics:
            return 0  # the title of a name on Lombok
        body = (t.shape == "U" and low in bodies.public) or (low in bodies.words and ts[i - 1].low not in names().honorifics)
        if (
            low in names().honorifics and not body and t.text != "PDT"
        ):  # "Bpk" is a form of address, "BPK" a body; "Angkutan Laut", "Kolonel Laut"
            return 0
        if nxt is not None and started and f"{low} {nxt.low}" in names().openings:
            return 0
        if started and rank_at(ts, i):
            return 0  # "Kepala Polda X Inspektur Jenderal Budi"
        inner = read_head(ts, i) if low not in bodies.words and (started or ts[i - 1].low in AIDES) else None
        if inner is not None:
            assistant = self.entry.office == "Asisten" and inner[0].office == "Sekretaris Daerah"
            aide = ts[i - 1].low in AIDES or assistant  # "Staf Khusus Kepala Badan X", "Asisten Ekonomi Sekda Y"
            if (
                ts[i - 1].low in bodies.joins
                or ts[i - 1].text in ",/&-"
                or t.shape not in "CU"
                or (inner[0].level == "daerah" and not aide)
            ):
                return 0
            self.national = self.national or inner[0].level == "nasional"
            self.classed.append((low, True))
            self._keep(i)  # "Staf Ahli Gubernur", "Staf Khusus Menteri"
            return 1
        if t.shape == "U" and len(t.text) >= 2:
            titled = low in names().honorifics | names().degrees and low not in bodies.public and t.text != "PDT"
            if is_acting(ts, i) or titled:
                return 0
            self._classify(low)
            self._keep(i)
            return 1
        if t.shape == "d" and len(t.text) <= 4 and t.glued is False and (started or self.entry is ABBREVIATED or len(t.text) == 1):
            self._keep(i)
            return 1 + self._slash(i + 1)
        if t.text == "/" and t.glued and started and nxt is not None and nxt.shape == "C" and ts[i - 1].text in ROMAN:
            self._keep(i)  # "Pangdam VI/Mulawarman"
            self._keep(i + 1)
            return 2
        if t.shape == "I":
            numbered = t.text in ROMAN or ts[i - 1].low in bodies.numbered
            if numbered and not (t.text == "I" and nxt is not None and nxt.low in names().after_i):
                self._keep(i)
                return 1
            return 0
        if low in bodies.supra and t.shape in "CU" and not self.candidates:
            self.supra = True
            self.area_words = t.text
            return 1
        unlisted = (
            t.shape == "C" and low not in names().given and low not in names().honorifics and nxt is not None and (self._place(i + 1) is not None or self._abbreviated(i + 1) or self._body(nxt)) and (self.entry is ABBREVIATED or started or self._body(nxt))
            and not self.candidates
        )  # fmt: skip
        # Abstract nouns name fields that no list knows ("Bidang Kepesertaan"), and nobody is called so.
        nominal = t.shape == "C" and bool(NOMINAL.fullmatch(low)) and low not in names().given
        known = unlisted or nominal or low in bodies.words or low in bodies.public or low in bodies.private
        agency = t.shape == "C" and low.startswith(bodies.prefixes) and len(low) >= 5 and low not in names().given
        if known or agency:
            if t.shape == "l" and not self._lower_fits(i, low):
                return 0
            if not started and t.shape == "l" and low not in bodies.public and low not in bodies.private and low not in bodies.words:
                return 0
            self._classify("satgas" if low == "tugas" and ts[i - 1].low == "satuan" else low)
            self.plain_words += 1
            self._keep(i)
            return 1
        if low in bodies.joins and started and nxt is not None and self._continues(i + 1):
            self._keep(i)
            return 1
        if (
            t.text == ","
            and nxt is not None
            and nxt.low == "dan"
            and started
            and not self.candidates
            and i + 2 < len(ts)
            and self._continues(i + 2)
            and any(x.text == "," for x in ts[max(self.first, i - 5) : i])
        ):
            self._keep(i)
            return 1
        ministry = (
            t.text == ","
            and (self.entry.level == "nasional" or started)
            and nxt is not None
            and nxt.shape in "CU"
            and nxt.low.startswith("kemen")
        )  # "Dirjen X, Kemendes"
        if ministry or (t.text in ",/&-" and started and nxt is not None and self._continues(i + 1) and (t.text != "," or self._listed(i))):
            self._keep(i)
            return 1
        return 0

    def _district(self, t: Token, nxt: Token | None) -> bool:
        """Whether a word ends the name of a district that begins with its city's: "Medan Labuhan", with its holder behind."""
        word = t.low in offices().bodies.openers or t.low in offices().bodies.endings
        return t.shape == "C" and word and t.low not in names().given and nxt is not None and nxt.shape == "C"

    def _body(self, t: Token) -> bool:
        """Whether a token is a public body's name, so that the unknown word before it is a field's: "Bina Adwil Kemendagri"."""
        bodies = offices().bodies
        return t.shape in "CU" and (t.low in bodies.public or t.low.startswith("kemen")) and t.low not in names().given

    def _lower_fits(self, i: int, low: str) -> bool:
        """Lower-case words belong to a body only as its head ("ketua fraksi", "bidang Komunikasi") or within lower-case posts."""
        bodies = offices().bodies
        if low == "dalam":  # "jaksa dalam surat dakwaan"
            return False
        return (
            low in bodies.public
            or low in bodies.private
            or (i == self.first and low in bodies.words)
            or (self.ts[i - 1].shape == "l" and self.ts[i - 1].low in bodies.words)
        )

    def _slash(self, i: int) -> int:
        """A number's tail: "Kodim 0830/Surabaya"."""
        ts = self.ts
        if i + 1 < len(ts) and ts[i].text == "/" and ts[i + 1].shape == "C":
            place = self._place(i + 1)
            if place is not None:
                self.candidates = place[0]
                self.area_words = ts[i + 1].text
                return 1 + place[1]
            return 2
        return 0

    def _continues(self, i: int) -> bool:
        t = self.ts[i]
        bodies = offices().bodies
        if is_acting(self.ts, i) or t.shape not in "CU":
            return False
        head = read_head(self.ts, i)
        if head is not None and t.low not in bodies.words:
            return False
        if t.low in ("wakil", "ketua", "sekretaris", "anggota", "kepala", "direktur"):
            return False
        return t.low in bodies.words or (t.shape == "U" and t.low not in names().honorifics and t.low not in names().degrees)

    def _listed(self, i: int) -> bool:
        """Whether a comma stands inside a list of fields that "dan" closes: "Pariwisata, Kepemudaan, dan Olahraga"."""
        if self.candidates:
            return False
        for k in range(i + 1, min(i + 9, len(self.ts))):
            t = self.ts[k]
            if t.text == "," and k + 1 < len(self.ts) and self.ts[k + 1].low == "dan":
                continue
            if t.low in ("dan", "serta"):
                return k + 1 < len(self.ts) and self._continues(k + 1) and self.ts[k + 1].shape == "C"
            if t.text != "," and t.low not in offices().bodies.words:
                return False
        return False

    def _aside(self, i: int) -> int:
        """An abbreviation in brackets: "(PUPR)", "(Kaltim)", "(\\nBaleg\\n)"; brackets that hold a name end the post."""
        ts = self.ts
        k = i + 1
        inner: list[int] = []
        while k < len(ts) and ts[k].text != ")" and len(inner) < 6:
            if ts[k].shape != "n":
                inner.append(k)
            k += 1
        if k >= len(ts) or ts[k].text != ")" or not inner:
            return 0
        words = [ts[n] for n in inner]
        gloss = len(words) > 2 and words[-2].text == "/" and words[-1].shape == "U"  # "(Presidential Communication Office/PCO)"
        if not gloss and len(words) > 1 and sum(is_name_word(w) and w.low not in offices().bodies.words for w in words) > 1:
            return 0
        if len(words) == 1 and words[0].shape == "C" and words[0].low in names().given and self._place(inner[0]) is None:
            return 0
        place = self._place(inner[0])
        if len(words) == 1 and (words[0].low in offices().ministers or words[0].low in post_forms()):
            return k + 1 - i  # "Menteri Sosial (Mensos)"
        if place is None and self.entry.complement and not self.candidates:
            for w in words:
                self._classify(w.low)
            self.kept.append((i, k + 1))
        elif place is not None and not self.candidates:
            self.candidates = place[0]
        return k + 1 - i

    def _abbreviated(self, i: int) -> bool:
        """Capitalised words and an abbreviation in brackets at token `i`: what stands before it is a body's name."""
        ts, j = self.ts, i
        while j < len(ts) and ts[j].shape == "C" and j - i < 4:
            j += 1
        return j + 2 < len(ts) and ts[j].text == "(" and ts[j + 1].shape == "U" and ts[j + 2].text == ")"

    def _goes_on(self, i: int) -> bool:
        """Whether a post goes on behind a line break that mark-up left: a short line with its area or fraction follows."""
        ts = self.ts
        if self._place(i) is None and ts[i].low not in offices().bodies.origins:
            return False
        stop = next((k for k in range(i, min(i + 6, len(ts))) if ts[k].shape == "n" or ts[k].text == ","), None)
        return stop is not None

    def _of_member(self, i: int) -> bool:
        """Whether a parliament stands before a faction or district, which then tells where its member comes from: "Anggota DPRD X Fraksi Y"."""
        return any(t.low in offices().bodies.parliament for t in self.ts[self.first : i])

    def _place(self, i: int) -> tuple[tuple[str, ...], int] | None:
        return area_at(self.ts, self.places, i)

    def _keep(self, i: int) -> None:
        if self.kept and self.kept[-1][1] == i:
            self.kept[-1] = (self.kept[-1][0], i + 1)
        else:
            self.kept.append((i, i + 1))
