"""Addresses of pages and hosts as they are compared where something must not come (back). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

DEFAULT_PORTS = (None, 80, 443)


def host_key(host: str) -> str:
    """A host in lower case, without "www." and default port."""
    name, _, port = host.strip().lower().rstrip(".").partition(":")
    return name.removeprefix("www.") + (f":{port}" if port and port not in ("80", "443") else "")


def address_key(url: str) -> str | None:
    """A page's address without scheme, "www.", fragment and last slash: "kabar.example/berita/1"; None where it is no http(s) address.

    It always holds a slash, which a host never does. The caller has made the address canonical.
    """
    try:
        parts = urlsplit(url)
        name, port = (parts.hostname or "").removeprefix("www."), parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not name:
        return None
    path = parts.path.strip("/")
    return name + (f":{port}" if port not in DEFAULT_PORTS else "") + "/" + path + (f"?{parts.query}" if parts.query else "")


def hosts_of(key: str) -> Iterator[str]:
    """The host of an address's key as it is, without its port, and every domain above it: what a host's removal may name."""
    host = key.partition("/")[0]
    yield host
    labels = host.partition(":")[0].split(".")
    if ":" in host:
        yield ".".join(labels)
    for n in range(1, len(labels)):
        yield ".".join(labels[n:])


class Addresses:
    """A set of pages (by `address_key`) and of hosts (with all their subdomains); `url in addresses`."""

    def __init__(self, keys: Iterable[str] = ()) -> None:
        self.keys = frozenset(keys)

    def __contains__(self, url: object) -> bool:
        return isinstance(url, str) and self.rule(url) is not None

    def __bool__(self) -> bool:
        return bool(self.keys)

    def __or__(self, other: Addresses) -> Addresses:
        return Addresses(self.keys | other.keys)

    def rule(self, url: str) -> str | None:
        """The key that an address falls under; None where none does."""
        key = address_key(url)
        if key is None or not self.keys:
            return None
        return key if key in self.keys else next((h for h in hosts_of(key) if h in self.keys), None)
