"""No connection but to public addresses, whatever a site's links, redirects and name servers say.

The check stands where a connection is made: `guard` wraps the reactor's `connectTCP`, through which every connection of the
crawler's process goes, each hop of a redirect and robots.txt included. What it sees is the address that is connected to, so
that a name which answers a public address first and a private one later (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import functools
import ipaddress
import socket
from typing import Any, Self
from urllib.request import getproxies

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.utils.httpobj import urlparse_cached
from w3lib.url import add_http_if_no_scheme

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# IPv6 forms that carry an IPv4 address in their last 32 bits: NAT64 (RFC 6052), IPv4-compatible (RFC 4291, 2.5.5.1).
_EMBEDDING = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("::/96"))
# What `ipaddress` calls global and is none: site-local (RFC 3879), local NAT64 (RFC 8215), Teredo (RFC 4380: its server is
# another's), 6to4 relays (RFC 7526), and the address under which Azure's hosts talk to their machines.
_REFUSED = tuple(map(ipaddress.ip_network, ("fec0::/10", "64:ff9b:1::/48", "2001::/32", "192.88.99.0/24", "168.63.129.16/32")))
_ISATAP = (0x00005EFE, 0x02005EFE)  # the first half of an interface id that carries an IPv4 address (RFC 5214)


class AddressRefusedError(IgnoreRequest):
    """The address is not on the public internet."""


def _embedded(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if address.ipv4_mapped or address.sixtofour:
        return address.ipv4_mapped or address.sixtofour
    if (int(address) > 1 and any(address in n for n in _EMBEDDING)) or (int(address) >> 32) & 0xFFFFFFFF in _ISATAP:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def refusal(address: Address, *, allow_private: bool = False) -> str | None:
    """Why an address is not to be connected to; None where it is a public one. `allow_private` opens loopback, and nothing else."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = _embedded(address)
        if inner is not None:
            return refusal(inner)
        if address.scope_id is not None:
            return "of one network only"
    if address.is_loopback:
        return None if allow_private else "loopback"
    if address.is_link_local:
        return "link-local"
    if address.is_multicast:
        return "multicast"
    if address.is_private or address.is_unspecified:
        return "private"
    if not address.is_global or address.is_reserved or any(address in n for n in _REFUSED if n.version == address.version):
        return "reserved"
    return None


def literal(host: str) -> Address | None:
    """The address that a host is, in any form that a resolver takes ("127.1", "0x7f000001", "2130706433"); None where it is a name."""
    host = host.strip("[]").rstrip(".")
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host)) if host[:1].isdigit() else None
    except (OSError, UnicodeError):
        return None


def host_refusal(host: str, *, allow_private: bool = False) -> str | None:
    """Why a host as it stands in a URL is refused before it is asked for: a literal address that is none, or this machine's name."""
    address = literal(host)
    if address is not None:
        return refusal(address, allow_private=allow_private)
    return "loopback" if host.rstrip(".").lower().rpartition(".")[2] == "localhost" and not allow_private else None


def _places(proxies: list[str]) -> set[tuple[str, int]]:
    """Where the operator's proxies are: (host as given, port), and (address, port) of each of its addresses."""
    found = set()
    for proxy in proxies:
        parts = urlparse_cached(Request(add_http_if_no_scheme(proxy)))
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        found.add((host, port))
        try:
            found |= {(str(a[4][0]), port) for a in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
        except OSError:
            continue  # the requests themselves will say that the proxy cannot be found
    return found


def guard(reactor: Any, *, allow_private: bool, proxy: str | None) -> None:
    """Let `reactor` connect to public addresses only; where there is a proxy, to nothing but it: it is the operator's choice.

    A refused connection fails with AddressRefusedError before anything is sent. Proxies of the environment (http_proxy) may
    be connected to beside public addresses.
    """
    connect = reactor.connectTCP
    proxies = _places([proxy] if proxy else [v for k, v in getproxies().items() if k in ("http", "https")])

    @functools.wraps(connect)
    def guarded(host: str, port: int, *args: Any, **more: Any) -> Any:
        if (host, port) not in proxies:
            if proxy:
                raise AddressRefusedError(f"{host} is not the proxy")
            try:
                reason = refusal(ipaddress.ip_address(host), allow_private=allow_private)
            except ValueError:
                reason = "no"
            if reason is not None:
                raise AddressRefusedError(f"{host} is {reason} address" if reason == "no" else f"{host} is a {reason} address")
        return connect(host, port, *args, **more)

    reactor.connectTCP = guarded


class GuardMiddleware:
    """Refuses requests to literal addresses that are not public, also where a proxy would take them."""

    def __init__(self, allow_private: bool) -> None:
        self.allow_private = allow_private

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        spider: Any = crawler.spider
        return cls(spider.run.settings.allow_private)

    def process_request(self, request: Request) -> None:
        parts = urlparse_cached(request)
        if parts.scheme not in ("http", "https"):
            raise AddressRefusedError(f"{parts.scheme} is neither http nor https")
        reason = host_refusal(parts.hostname or "", allow_private=self.allow_private)
        if reason is not None:
            raise AddressRefusedError(f"{parts.hostname} is a {reason} address")
