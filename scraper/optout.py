"""What is not read because somebody asked for it: the opt-out list, a TOML file that people write, and pages that were removed."""

from __future__ import annotations

import datetime
import html
import re
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated
from urllib.parse import urljoin

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from scraper.rewriting import LISTS, Mentions, keys_of, under
from tagih.records import VocabularyError
from tagih.records.addresses import Addresses, host_key, hosts_of
from tagih.records.toml_lines import line_of

SHIPPED = Path(__file__).with_name("optout.toml")
_ADDRESS = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)+(?::\d+)?(?:/\S*)?")
HEAD_BYTES = 262_144  # of a page looked at for the address that it gives as its own
_LINK = re.compile(r"<link\b[^<>]{1,2000}", re.I)
_CANONICAL = re.compile(r"\brel\s*=\s*[\"']?\s*canonical\b", re.I)
_HREF = re.compile(r"\bhref\s*=\s*[\"']?([^\"'\s<>]+)", re.I)
_KEYS = ("address", "day", "reason")


def _address(value: str) -> str:
    host, slash, path = value.strip().partition("/")
    key = host_key(host) + (f"/{path.strip('/')}" if slash and path.strip("/") else "")
    if "//" in value or not _ADDRESS.fullmatch(key):
        raise ValueError("is no host, nor a host and a path")
    return key


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class OptOut(_Strict):
    """One entry. `address`: "kabar.example" (with its subdomains) or "kabar.example/rubrik" (with all below)."""

    address: Annotated[str, AfterValidator(_address)]
    day: datetime.date
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]

    def holds(self, key: str) -> bool:
        """Whether the address of this key (`addresses.address_key`) falls under it."""
        host, _, path = self.address.partition("/")
        own = key.partition("/")[2]
        return host in hosts_of(key) and (not path or own == path or own.startswith((f"{path}/", f"{path}?")))


class _File(_Strict):
    entry: tuple[OptOut, ...] = Field(default=(), strict=False)


def load_opt_outs(path: Path = SHIPPED) -> tuple[OptOut, ...]:
    """The entries of a file, in their order. Raises VocabularyError, naming file, line and remedy, where it breaks its rules."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as e:
        raise VocabularyError(f"cannot be read: {e}", where=str(path), remedy="Name a UTF-8 text file: --opt-out FILE.") from None
    try:
        return _File.model_validate(tomllib.loads(text)).entry
    except tomllib.TOMLDecodeError as e:
        line = re.search(r"at line (\d+)", str(e))
        raise VocabularyError(
            f"is no TOML: {e}", where=f"{path}:{line[1] if line else len(text.splitlines())}", remedy="Correct the syntax."
        ) from None
    except ValidationError as e:
        first = e.errors()[0]
        numbers = [k for k in first["loc"] if isinstance(k, int)]
        names = [str(k) for k in first["loc"] if k in _KEYS or first["type"] == "extra_forbidden"]
        name = names[-1] if names else "entry"
        what = "unknown key" if first["type"] == "extra_forbidden" else first["msg"].removeprefix("Value error, ")
        value = f" {first['input']!r}" if isinstance(first["input"], str) else ""
        told = line_of(text, ("entry", numbers[0], name) if numbers else (name,))
        raise VocabularyError(f"{name}{value}: {what}", where=f"{path}:{told}", remedy=_remedy(name)) from None


def _remedy(name: str) -> str:
    known = {
        "address": 'Write a host or a host and a path, without https://: address = "kabar.example/rubrik".',
        "day": "Write the day as a TOML date, without quotation marks: day = 2026-11-21.",
        "reason": 'Say who asked, and how: reason = "letter of its editor".',
    }
    return known.get(name, f"An entry is [[entry]] with {', '.join(_KEYS)}, and nothing else.")


class Refused:
    """What must not be read. `why(url)` says why, None where it may be."""

    def __init__(self, removed: Addresses, opt_outs: Sequence[OptOut] = ()) -> None:
        self.removed, self.opt_outs = removed, opt_outs
        self._mentions: Mentions | None = None

    def why(self, url: str) -> str | None:
        """The reason, for an address as it was asked for or in its canonical form."""
        if self.removed and under(self.removed, url):
            return "was removed on request"
        if self.opt_outs:
            for key in keys_of(url):
                for entry in self.opt_outs:
                    if entry.holds(key):
                        return f"is on the opt-out list since {entry.day}: {entry.reason}"
        return None

    def carries(self, kind: str, url: str, body: bytes) -> bool:
        """Whether a response must not be archived, as it carries what was removed: a list that names it, a page that names it as itself.

        `body` with content-encoding undone.
        """
        if not self.removed:
            return False
        if kind in LISTS:
            self._mentions = self._mentions or Mentions(self.removed)
            return self._mentions.within(url, body)
        head = body[:HEAD_BYTES].decode("latin-1")
        links = (m for m in _LINK.findall(head) if _CANONICAL.search(m))
        named = (href[1] for m in links if (href := _HREF.search(m)))
        return any(under(self.removed, urljoin(url, html.unescape(n))) for n in named)


def opted_out(urls: Iterable[str], path: str | None = None) -> dict[str, str]:
    """Which of these addresses are on the opt-out list (of this file, or the one that ships), and why. Raises VocabularyError."""
    refused = Refused(Addresses(), load_opt_outs(Path(path) if path else SHIPPED))
    return {url: why for url in urls if (why := refused.why(url)) is not None}
