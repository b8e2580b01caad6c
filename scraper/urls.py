"""Addresses: one canonical form per page, made before anything is looked up, stored or given an id.

Pure. What sites commonly do stands in conventions.toml.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable
from importlib import resources
from urllib.parse import SplitResult, unquote_plus, urljoin, urlsplit, urlunsplit

from pydantic import BaseModel, ConfigDict
from w3lib.url import canonicalize_url, safe_url_string

_HOST = re.compile(r"[\w.-]+")  # what is left of a host after urlsplit; IPv6 literals are no outlets
_PLAIN = re.compile(r"(?:/[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*)*/?")  # a path that nothing has to be resolved in
_ROOTED = re.compile(r"/(?!/)[A-Za-z0-9_./?=&%+,:~-]*")
MAX_URL_CHARACTERS = 2_000  # longer addresses are traps: session state or an address inside an address
KEPT = 8_192  # addresses remembered: most links of a page, its menu and its newest articles, stand on the page before it too


class Conventions(BaseModel):
    """conventions.toml: what the generic spider knows of sites in general."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    tracking_prefixes: tuple[str, ...]
    tracking_parameters: frozenset[str]
    copy_parameters: frozenset[str]
    copy_suffixes: tuple[str, ...]
    copy_extensions: dict[str, str]
    copy_hosts: frozenset[str]
    index_files: frozenset[str]
    feed_places: tuple[str, ...]
    sitemap_places: tuple[str, ...]
    feed_refusals: tuple[str, ...]
    article_shapes: tuple[re.Pattern[str], ...]
    navigation_shapes: tuple[re.Pattern[str], ...]
    file_words: tuple[str, ...]
    next_words: frozenset[str]
    date_names: tuple[str, ...]
    part_names: frozenset[str]
    part_steps: tuple[str, ...]
    part_refusals: frozenset[str]
    all_values: frozenset[str]
    all_words: frozenset[str]
    country_marks: tuple[str, ...]
    title_words: frozenset[str]
    ignored_extensions: frozenset[str]
    cms: dict[str, re.Pattern[str]]
    timezones: dict[str, frozenset[str]]


@functools.cache
def conventions() -> Conventions:
    """Loaded once; raises pydantic's ValidationError on a broken file, as this file ships with the code."""
    return Conventions.model_validate(tomllib.loads(resources.files(__package__).joinpath("conventions.toml").read_text("utf-8")))


@functools.lru_cache(maxsize=KEPT)
def host(url: str) -> str:
    """The host (and port, where one is given) in lower case, without a leading "www."; "" where there is none."""
    try:
        parts = urlsplit(url)
        name, port = (parts.hostname or ""), parts.port
    except ValueError:
        return ""
    return name.removeprefix("www.") + (f":{port}" if port and port not in (80, 443) else "")


def _keep(field: str) -> bool:
    """Whether a field of a query ("name=value") says which page it is; else it says where a reader came from, or names a copy."""
    known = conventions()
    name, _, value = unquote_plus(field).lower().partition("=")
    if name in known.tracking_parameters or name.startswith(known.tracking_prefixes):
        return False
    return f"{name}={value}" not in known.copy_parameters


def _path(path: str, *, alone: bool) -> str:
    """A path in its one form: percent encodings and dot segments resolved, sessions and copies' marks gone, and index files where
    no query asks them for more (`alone`)."""
    known = conventions()
    if not _PLAIN.fullmatch(path):
        steps = [step.split(";") for step in path.split("/")]
        kept = ([step, *(x for x in rest if x.partition("=")[0].lower() not in known.tracking_parameters)] for step, *rest in steps)
        path = urlsplit(str(canonicalize_url("http://x" + "/".join(";".join(x) for x in kept)))).path or "/"
    while True:
        folder, _, name = path.rpartition("/")
        lower = path.lower()
        if not lower.endswith((*known.copy_suffixes, *known.copy_extensions)) and name.lower() not in known.index_files:
            return path
        suffix = next((x for x in known.copy_suffixes if lower.endswith(x) and len(path) > len(x)), None)
        copy = next((x for x in known.copy_extensions if lower.endswith(x) and name.lower() != x), None)
        if suffix is not None:
            path = path[: -len(suffix)] + ("/" if suffix.endswith("/") else "")
        elif copy is not None:
            path = path[: -len(copy)] + known.copy_extensions[copy]
        elif alone and name.lower() in known.index_files:
            path = folder + "/"
        else:
            return path


def _desktop(netloc: str, homes: Iterable[str]) -> str | None:
    """Which of `homes` (netlocs) a host is the mobile or AMP copy of ("m.kabar.example" of "www.kabar.example"); None where of none."""
    prefix, _, rest = netloc.partition(".")
    if prefix not in conventions().copy_hosts:
        return None
    own = {x.removeprefix("www."): x for x in homes}
    return own.get(rest) if netloc not in own else None


def canonical(url: str, *, base: str | None = None, home: str | None = None, hosts: Iterable[str] = ()) -> str | None:
    """The one form of a page's address, or None where it is no http(s) address.

    Tracking parameters, sessions, AMP, mobile and print copies, index files, fragments and default ports fold away; parameters are
    sorted, blank ones kept ("?berita" and "?lain" are two pages). Where `home` is of the same host, its scheme and "www." win, so
    that http and https copies are one page; "m." and "amp." before the host of `home`, or before one of the further `hosts`, are
    the same host. The path's letters and its last slash stay: sites tell them apart.
    """
    try:
        full = _join(base, url.strip()) if base else url.strip()
    except ValueError:
        return None
    return _canonical(full, home, tuple(hosts))


def _join(base: str, url: str) -> str:
    """As urljoin, which takes most of a page's time: most links are whole addresses or plain paths from the root."""
    if url.startswith(("https://", "http://")) and url.partition("//")[2][:1].isalnum():
        return url
    return _root(base) + url if _ROOTED.fullmatch(url) and "/." not in url else urljoin(base, url)


@functools.lru_cache(maxsize=KEPT)
def _root(base: str) -> str:
    parts = urlsplit(base)
    return f"{parts.scheme}://{parts.netloc}"


@functools.lru_cache(maxsize=KEPT)
def _canonical(full: str, home: str | None, hosts: tuple[str, ...]) -> str | None:
    try:
        parts = urlsplit(full)
        if (
            parts.scheme.lower() not in ("http", "https")
            or not _HOST.fullmatch((parts.hostname or "").rstrip("."))
            or parts.username
            or len(full) > MAX_URL_CHARACTERS
        ):
            return None
        scheme, netloc = parts.scheme.lower(), _netloc(parts)
    except ValueError:
        return None
    own = urlsplit(home) if home else None
    netloc = _desktop(netloc, [_netloc(own), *hosts] if own else hosts) or netloc
    if own and netloc.removeprefix("www.") == _netloc(own).removeprefix("www."):
        scheme, netloc = own.scheme.lower(), _netloc(own)
    fields = [f for f in parts.query.split("&") if f and _keep(f)]
    path = _path(parts.path or "/", alone=not fields)
    if any("=" in f for f in fields):
        return str(canonicalize_url(urlunsplit((scheme, netloc, path, "&".join(fields), ""))))
    plain = str(canonicalize_url(urlunsplit((scheme, netloc, path, "", ""))))
    return str(safe_url_string(plain + "?" + "&".join(fields))) if fields else plain  # "?/berita/12": some sites read the query as a path


def _netloc(parts: SplitResult) -> str:
    return (parts.hostname or "").rstrip(".") + (f":{parts.port}" if parts.port and parts.port not in (80, 443) else "")


@functools.lru_cache(maxsize=KEPT)
def extension(url: str) -> str:
    """The extension of the path's last part in lower case, without its dot; "" where there is none."""
    name = urlsplit(url).path.rpartition("/")[2]
    return name.rpartition(".")[2].lower() if "." in name else ""
