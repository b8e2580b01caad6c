"""Bytes -> text, where what the sender says about the encoding may be wrong."""

from __future__ import annotations

import codecs
import re
import unicodedata

from charset_normalizer import from_bytes

from tagih.records import PageError

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
META = re.compile(rb"<meta[^>]{0,300}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:-]{2,40})", re.I)
HEADER = re.compile(r"charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:-]{2,40})", re.I)
META_WINDOW = 4096  # bytes; the HTML standard looks for the declaration in the first 1,024
# A page cut or spliced in transit has a few broken bytes; a page in another encoding has one at every accent.
BROKEN_SHARE = 0.2  # of the bytes above 0x7F
HIGH = bytes(range(0x80, 0x100))
SAMPLE = 65_536  # bytes that charset-normalizer looks at: enough text, bounded time
REMEDY = "Save it as UTF-8 and try again."


def declared(content: bytes, media_type: str | None) -> list[str]:
    """Encodings that the page's own head and its sender claim, in this order, by their Python names."""
    claims = [m.group(1).decode("ascii") for m in META.finditer(content[:META_WINDOW])]
    claims += HEADER.findall(media_type or "")
    names = []
    for claim in claims:
        try:
            name = codecs.lookup(claim).name
        except LookupError:
            continue
        # Browsers read these labels as Windows-1252, and senders mean it (WHATWG Encoding, 4.2).
        names.append("cp1252" if name in {"iso8859-1", "ascii", "latin-1"} else name)
    return names


def decode(content: bytes, media_type: str | None, *, where: str) -> str:
    """Decode a page: byte order mark, then strict UTF-8, then what is declared, then a guess.

    UTF-8 goes before the declaration because hardly any text of another encoding is valid UTF-8 by accident, while
    declarations lie. Raises PageError where nothing fits.
    """
    for bom, name in BOMS:
        if content.startswith(bom):
            return content[len(bom) :].decode("utf-8", "replace") if name == "utf-8" else _or_error(content, name, where)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start >= len(content) - 3 and error.reason == "unexpected end of data":
            return content[: error.start].decode("utf-8")
    claims = declared(content, media_type)
    if "utf-8" in claims or not claims:
        text = content.decode("utf-8", "replace")
        high = len(content) - len(content.translate(None, HIGH))
        if text.count("\ufffd") <= BROKEN_SHARE * high:
            return text
    for name in claims:
        try:
            return content.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    best = from_bytes(content[:SAMPLE]).best()
    if best is None:
        raise PageError("is in an encoding that cannot be told", where=where, remedy=REMEDY)
    return _or_error(content, best.encoding, where)


def _or_error(content: bytes, name: str, where: str) -> str:
    try:
        return content.decode(name)
    except UnicodeDecodeError as e:
        raise PageError(f"looks like {name} but is not valid in it (byte {e.start})", where=where, remedy=REMEDY) from e


# C0 and C1 controls but tab and line feed, zero-width characters, soft hyphens, byte order marks, lone surrogates.
INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ud800-\udfff]")


def tidy(text: str) -> str:
    """One line of a web page or PDF: NFC, any run of white space one space, nothing invisible."""
    return " ".join(INVISIBLE.sub("", unicodedata.normalize("NFC", text.replace("\r", " ").replace("\x85", " "))).split())
