"""Addresses: one canonical form per page, made before anything is looked up, stored or given an id.

Pure. What sites commonly do stands in conventions.toml.
"""

from __future__ import annotations

import functools
import re
import tomllib
from importlib import resources
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from pydantic import BaseModel, ConfigDict
from w3lib.url import canonicalize_url, safe_url_string

_HOST = re.compile(r"[\w.-]+")  # what is left of a host after urlsplit; IPv6 literals are no outlets
MAX_URL_CHARACTERS = 2_000  # longer addresses are traps: session state or an address inside an address


class Conventions(BaseModel):
    """conventions.toml: what the generic spider knows of sites in general."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    tracking_prefixes: tuple[str, ...]
    tracking_parameters: frozenset[str]
    amp_suffixes: tuple[str, ...]
    feed_places: tuple[str, ...]
    sitemap_places: tuple[str, ...]
    feed_refusals: tuple[str, ...]
    article_shapes: tuple[re.Pattern[str], ...]
    navigation_shapes: tuple[re.Pattern[str], ...]
    file_words: tuple[str, ...]
    next_words: frozenset[str]
    country_marks: tuple[str, ...]
    title_words: frozenset[str]
    ignored_extensions: frozenset[str]
    cms: dict[str, re.Pattern[str]]
    timezones: dict[str, frozenset[str]]


@functools.cache
def conventions() -> Conventions:
    """Loaded once; raises pydantic's ValidationError on a broken file, as this file ships with the code."""
    return Conventions.model_validate(tomllib.loads(resources.files(__package__).joinpath("conventions.toml").read_text("utf-8")))


def host(url: str) -> str:
    """The host (and port, where one is given) in lower case, without a leading "www."; "" where there is none."""
    try:
        parts = urlsplit(url)
        name, port = (parts.hostname or ""), parts.port
    except ValueError:
        return ""
    return name.removeprefix("www.") + (f":{port}" if port and port not in (80, 443) else "")


def _keep(name: str) -> bool:
    known = conventions()
    return name.lower() not in known.tracking_parameters and not name.lower().startswith(known.tracking_prefixes)


def canonical(url: str, *, base: str | None = None, home: str | None = None) -> str | None:
    """The one form of a page's address, or None where it is no http(s) address.

    Tracking parameters, AMP copies, fragments and default ports fold away; parameters are sorted, blank ones
    kept ("?berita" and "?lain" are two pages). Where `home` is of the same host, its scheme and "www." win, so
    that http and https copies are one page. The path's letters and its last slash stay: sites tell them apart.
    """
    try:
        full = urljoin(base, url.strip()) if base else url.strip()
        parts = urlsplit(full)
        if (
            parts.scheme.lower() not in ("http", "https")
            or not _HOST.fullmatch(parts.hostname or "")
            or parts.username
            or len(full) > MAX_URL_CHARACTERS
        ):
            return None
        scheme, netloc = parts.scheme.lower(), _netloc(parts)
    except ValueError:
        return None
    path = parts.path or "/"
    for suffix in conventions().amp_suffixes:
        if path.endswith(suffix) and len(path) > len(suffix):
            path = path.removesuffix(suffix) + ("/" if suffix.endswith("/") else "")
            break
    if home and host(full) == host(home):
        scheme, netloc = urlsplit(home).scheme.lower(), _netloc(urlsplit(home))
    fields = [f for f in parts.query.split("&") if f and _keep(f.partition("=")[0])]
    if any("=" in f for f in fields):
        return str(canonicalize_url(urlunsplit((scheme, netloc, path, "&".join(fields), ""))))
    plain = str(canonicalize_url(urlunsplit((scheme, netloc, path, "", ""))))
    return str(safe_url_string(plain + "?" + "&".join(fields))) if fields else plain  # "?/berita/12": some sites read the query as a path


def _netloc(parts: SplitResult) -> str:
    return (parts.hostname or "") + (f":{parts.port}" if parts.port and parts.port not in (80, 443) else "")


def extension(url: str) -> str:
    """The extension of the path's last part in lower case, without its dot; "" where there is none."""
    name = urlsplit(url).path.rpartition("/")[2]
    return name.rpartition(".")[2].lower() if "." in name else ""
